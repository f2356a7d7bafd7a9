"""RUN: how many days, nights, free days or weekends in a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.amounts import DAYS, WEEKENDS
from scheduler.rules.api import Edge, Finding, Run
from scheduler.rules.periods import weekends
from scheduler.rules.template import Reach, Template, Unit, names, param, say_days


@dataclass(frozen=True)
class RunLength(Template):
    """The length of a run lies between a minimum and a maximum.

    A day (or weekend) is in the run when it holds a code of `select`, or with `quiet` when it holds none (free days).
    `edge`: `history` goes on from the days before the horizon; `open` knows nothing outside it, so that no minimum is judged
    on a run that touches its edge; `closed` takes the days outside as ending every run.
    """

    key: ClassVar[str] = "RUN"
    title: ClassVar[Text] = Text("Jours d'affilée", "Days in a row")
    about: ClassVar[Text] = Text(
        "Nombre de jours, nuits, repos ou week-ends consécutifs.", "Consecutive days, nights, days off or weekends."
    )
    over: ClassVar[Text] = Text(
        "{who} : {value} d'affilée {when}, maximum {limit} ({rule}).",
        "{who}: {value} in a row {when}, maximum {limit} ({rule}).",
    )
    under: ClassVar[Text] = Text(
        "{who} : {value} d'affilée {when}, minimum {limit} ({rule}).",
        "{who}: {value} in a row {when}, minimum {limit} ({rule}).",
    )

    levels: ClassVar[tuple[str, ...]] = ("minimum", "maximum")

    select: Select = param(WORK, Text("Codes comptés", "Codes counted"))
    quiet: bool = param(False, Text("Compter les jours sans ces codes", "Count the days without these codes"))
    unit: Literal["day", "weekend"] = param("day", Text("Unité", "Unit"))
    minimum: int | None = param(None, Text("Minimum", "Minimum"), unit="groups", low=1)
    maximum: int | None = param(None, Text("Maximum", "Maximum"), unit="groups", low=0)
    edge: Edge = param("history", Text("Bords de la période", "Edges of the horizon"))

    def state(self, reach: Reach) -> Iterator[Run]:
        frame = reach.frame
        known = range(frame.first if self.edge == "history" else 0, frame.last + 1)
        every = [(day,) for day in known] if self.unit == "day" else weekends(frame, known.start, frame.last)
        begin = sum(group[0] < reach.first for group in every)
        stop = sum(group[0] <= reach.last for group in every)
        if begin >= stop:
            return
        # The group before says whether a run begins; those after, how a run ends that begins on the last day of validity.
        first, last = max(0, begin - 1), min(len(every), stop + max(self.maximum or 0, self.minimum or 0))
        side: Literal["open", "closed"] = "closed" if self.edge == "closed" else "open"
        left, right = side if first == 0 else "open", side if last == len(every) else "open"
        groups, inside, limits = tuple(every[first:last]), frame.klass(self.select), (self.minimum, self.maximum)
        for person in reach.people:
            lifted = reach.lifted(person)
            yield Run(
                reach.rule, lifted, person, inside, self.quiet, groups, *limits, left, right, begin - first, stop - first
            )

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        yield "days" if self.unit == "day" else "weekends", 1

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        pattern = self.over if finding.level == "maximum" else self.under
        return pattern.get(lang).format(
            who=names(finding, frame),
            value=self._amount(finding.value, lang),
            limit=finding.limit,
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )

    def _amount(self, value: int, lang: str) -> str:
        return (WEEKENDS if self.unit == "weekend" else DAYS).say(value).get(lang)
