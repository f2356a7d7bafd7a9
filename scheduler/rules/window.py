"""WINDOW: a sum in a window, rolling or fixed: minutes, days or weekends, between limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from scheduler.domain import time
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Roster
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules import periods
from scheduler.rules.amounts import say_amount, unit_of
from scheduler.rules.api import Finding, Measure, Slot, Statement, Total
from scheduler.rules.periods import Kind
from scheduler.rules.reading import empty
from scheduler.rules.template import Reach, Template, Unit, names, param, say_days
from scheduler.rules.window_check import check_total

Limits = tuple[int | None, int | None]


@dataclass(frozen=True)
class Window(Template):
    """A measure summed over each window lies between a minimum and a maximum, or meets the contract's hours (`due`).

    A rolling window of minutes is exact: every instant at which a code begins, or ends `length` days later, is judged; for
    each starting day the largest sum counts. Legal maxima never scale with the part-time quota; `scale` is for house rules.
    """

    key: ClassVar[str] = "WINDOW"
    title: ClassVar[Text] = Text("Total sur une période", "Total over a period")
    about: ClassVar[Text] = Text(
        "Heures, jours ou week-ends travaillés sur une période glissante ou fixe.",
        "Hours, days or weekends worked over a rolling or fixed period.",
    )
    over: ClassVar[Text] = Text(
        "{who} : {value} {when}, maximum {limit} ({rule}).", "{who}: {value} {when}, maximum {limit} ({rule})."
    )
    under: ClassVar[Text] = Text(
        "{who} : {value} {when}, minimum {limit} ({rule}).", "{who}: {value} {when}, minimum {limit} ({rule})."
    )

    levels: ClassVar[tuple[str, ...]] = ("minimum", "maximum")

    measure: Measure = param(Measure(), Text("Mesure", "Measure"))
    window: Kind = param("week", Text("Période", "Period"))
    length: int = param(1, Text("Longueur (jours glissants ou semaines)", "Length (rolling days or weeks)"), low=1, high=400)
    minimum: int | None = param(None, Text("Minimum", "Minimum"), low=0)
    maximum: int | None = param(None, Text("Maximum", "Maximum"), low=0)
    due: bool = param(False, Text("Heures du contrat", "The contract's hours"))
    tolerance: int = param(0, Text("Tolérance", "Tolerance"), unit="minutes", low=0)
    scale: bool = param(False, Text("Au prorata de la quotité", "Pro rata of the quota"))
    opening: str = param("", Text("Compte d'ouverture", "Opening account"), names="account")

    def state(self, reach: Reach) -> Iterator[Total]:
        frame = reach.frame
        if not self.due and not self.minimum and not self.opening and empty(frame, self.measure):
            return  # standbys, overtime ... of a ward that has none
        slots = tuple(self._slots(frame, reach))
        openings = {(item.person, item.account): item.amount for item in frame.problem.openings if self.opening}
        for person in reach.people:
            who = frame.problem.people[person]
            limits = tuple(self._limits(frame, person, slot) for slot in slots)
            if slots and any(limit != (None, None) for limit in limits):
                brought = openings.get((who.id, self.opening), 0)
                yield Total(reach.rule, reach.lifted(person), (person,), self.measure, slots, limits, brought)

    def _limits(self, frame: Frame, person: int, slot: Slot) -> Limits:
        if self.due:
            due = due_minutes(frame, person, slot.first, slot.last)
            if due == 0:
                return None, None
            return due - self.tolerance, due + self.tolerance
        quota = frame.problem.people[person].quota if self.scale else 100
        low = None if self.minimum is None else -(-self.minimum * quota // 100)
        return low, None if self.maximum is None else self.maximum * quota // 100

    def _slots(self, frame: Frame, reach: Reach) -> Iterator[Slot]:
        back = self.length if self.window == "rolling" else 0
        seen = set()
        for first, last in periods.periods(frame, self.window, self.length, reach.first - back, reach.last):
            # A window belongs to the version of its first day; only the edge of what is known cuts one.
            if first < reach.first and (self.window == "rolling" or reach.first > frame.first):
                continue
            slot = periods.slot(frame, self.measure, first, last)
            if self.window == "rolling" and slot.spans:
                slot = replace(slot, spans=self._spans(frame, slot.first))
            key = (slot.groups, slot.spans)
            if key not in seen and (slot.groups or slot.spans):
                seen.add(key)
                yield slot

    def _spans(self, frame: Frame, first: int) -> tuple[tuple[int, int], ...]:
        size = self.length * time.DAY
        begin, stop = frame.midnight(first), frame.midnight(first + 1)
        instants = {begin}
        for day in range(first - frame.reach, first + 1):
            instants.update(start for start in frame.boundaries(day)[0] if begin <= start < stop)
        ends = {
            end - size
            for day in range(first + self.length - frame.reach - 1, first + self.length + 2)
            for end in frame.boundaries(day)[1]
        }
        instants.update(end for end in ends if begin <= end < stop)
        return tuple((instant, instant + size) for instant in sorted(instants))

    def check(self, statement: Statement, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
        assert isinstance(statement, Total)
        return check_total(statement, roster, lo, hi)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        yield unit_of(self.measure), 1

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        pattern = self.over if finding.level == "maximum" else self.under
        return pattern.get(lang).format(
            who=names(finding, frame),
            value=say_amount(self.measure, finding.value, lang),
            limit=say_amount(self.measure, finding.limit, lang),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )


def due_minutes(frame: Frame, person: int, first: int, last: int) -> int:
    """Hours due by contract over days first to last: a fifth of the weekly duty on each employed Monday to Friday."""
    days = sum(frame.weekday(day) < 5 and frame.employed(person, day) for day in range(first, last + 1))
    return frame.weekly_due(frame.problem.people[person]) * days // 5
