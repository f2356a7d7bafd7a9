"""PREF: wishes for days and codes, each at the price of its strength."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Finding, Price
from scheduler.rules.template import Reach, Template, Unit, code_name, names, param, say_days


@dataclass(frozen=True)
class Pref(Template):
    """Every wish of the people in scope that is not granted costs its strength, once for each day."""

    key: ClassVar[str] = "PREF"
    title: ClassVar[Text] = Text("Désidératas", "Wishes")
    about: ClassVar[Text] = Text("Souhaits accordés autant que possible.", "Wishes granted as far as possible.")
    refused: ClassVar[Text] = Text(
        "{who} : souhait non accordé {when}, {code} au planning ({rule}).",
        "{who}: wish not granted {when}, {code} in the plan ({rule}).",
    )

    strongest: int | None = param(None, Text("Force maximale comptée", "Greatest strength counted"), low=1)

    def state(self, reach: Reach) -> Iterator[Price]:
        frame = reach.frame
        people = set(reach.people)
        for wish in frame.problem.wishes:
            person = frame.person_index[wish.person]
            if person not in people:
                continue
            klass = frame.klass(wish.select)
            days = range(max(frame.day(wish.first), reach.first, 0), min(frame.day(wish.last), reach.last) + 1)
            amount = wish.strength if self.strongest is None else min(wish.strength, self.strongest)
            cells = tuple((day, klass, wish.polarity == "want", amount) for day in days)
            if cells:
                yield Price(reach.rule, reach.lifted(person), person, cells, wish.id)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        strengths = {wish.strength for wish in problem.wishes}
        yield from (("wishes", min(each, self.strongest or each)) for each in sorted(strengths))

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        return self.refused.get(lang).format(
            who=names(finding, frame),
            code=code_name(frame, finding.extra["choice"]),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )
