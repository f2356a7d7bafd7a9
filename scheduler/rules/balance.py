"""BALANCE: an account of a person stays between a floor and a cap on judged dates, and ends near a target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Roster
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.amounts import say_amount, unit_of
from scheduler.rules.api import Finding, Measure, Slot, Statement, Total
from scheduler.rules.periods import Kind, periods, slot
from scheduler.rules.reading import empty
from scheduler.rules.template import Reach, Template, Unit, names, param, say_days
from scheduler.rules.window_check import check_total

Limits = tuple[int | None, int | None]
Dates = list[tuple[int, bool]]
"""Days on which an account is judged, each with whether a floor is judged as well."""


@dataclass(frozen=True)
class Balance(Template):
    """The opening of an account and what a measure adds to it since, judged on the account's dates.

    The opening is what a person brings into the horizon of a period that began before it (a year's overtime so far); the sum
    then runs from the horizon's first day. Without an opening it runs from the period's first known day, and a floor is
    judged only where that is the period's own. Periods that begin in the horizon begin at nothing; an account of the
    `horizon` has no period and always carries its opening. A cap is judged on what is known, a floor and the target at the
    period's end (with `judged` the floor at the end of each week or month as well). `debit`: what is measured is taken off.
    A hard limit and a soft target are two settings.
    """

    key: ClassVar[str] = "BALANCE"
    title: ClassVar[Text] = Text("Solde d'un compte", "Balance of an account")
    about: ClassVar[Text] = Text(
        "Un compte (heures, jours, points) entre un plancher et un plafond, proche d'un objectif à la fin.",
        "An account (hours, days, points) between a floor and a cap, near a target at its end.",
    )
    over: ClassVar[Text] = Text(
        "{who} : compte « {account} » à {value} {when}, maximum {limit} ({rule}).",
        "{who}: account '{account}' at {value} {when}, maximum {limit} ({rule}).",
    )
    under: ClassVar[Text] = Text(
        "{who} : compte « {account} » à {value} {when}, minimum {limit} ({rule}).",
        "{who}: account '{account}' at {value} {when}, minimum {limit} ({rule}).",
    )

    levels: ClassVar[tuple[str, ...]] = ("minimum", "maximum")

    account: str = param("", Text("Compte d'ouverture", "Opening account"))
    name: Text = param(Text("", ""), Text("Nom du compte", "Name of the account"))
    measure: Measure = param(Measure(how="start"), Text("Mesure", "Measure"))
    debit: bool = param(False, Text("Déduit du compte", "Taken off the account"))
    period: Literal["horizon", "weeks", "month", "quarter", "year"] = param("horizon", Text("Période", "Period"))
    length: int = param(1, Text("Longueur (semaines)", "Length (weeks)"), low=1, high=60)
    judged: Literal["period", "week", "month"] = param("period", Text("Jugé en fin de", "Judged at the end of each"))
    floor: int | None = param(None, Text("Plancher", "Floor"))
    cap: int | None = param(None, Text("Plafond", "Cap"))
    target: int | None = param(None, Text("Objectif de clôture", "Closing target"))
    tolerance: int = param(0, Text("Tolérance", "Tolerance"), low=0)
    scale: bool = param(False, Text("Au prorata de la quotité", "Pro rata of the quota"))

    def state(self, reach: Reach) -> Iterator[Total]:
        frame = reach.frame
        spans = list(self._periods(frame, reach))
        openings = {item.person: item.amount for item in frame.problem.openings if self.account == item.account}
        idle = self.floor is None and self.target is None and (self.cap or 0) >= 0 and empty(frame, self.measure)
        for person in reach.people:
            who = frame.problem.people[person]
            if idle and who.id not in openings:
                continue  # overtime, points ... of a ward that has none
            limits, target = self._limits(self.floor, self.cap, who.quota), self._target(who.quota)
            for first, last in spans:
                begin, opening, known = self._begin(frame, first, openings.get(who.id))
                said = (reach.rule, reach.lifted(person), (person,), self.measure)
                brought = -opening if self.debit else opening
                slots = tuple(self._slot(frame, begin, day, known and whole) for day, whole in self._dates(frame, begin, last))
                if slots and limits != (None, None):
                    yield Total(*said, slots, (limits,) * len(slots), brought)
                if target != (None, None) and known and last <= frame.last:
                    yield Total(*said, (self._slot(frame, begin, last, True),), (target,), brought)

    def _periods(self, frame: Frame, reach: Reach) -> Iterator[tuple[int, int]]:
        """The periods that hold a day of the horizon and belong to the setting, which is valid on their first known day."""
        kind: Kind = self.period
        for first, last in periods(frame, kind, self.length, 0, reach.last):
            if first >= reach.first or reach.first == frame.first:
                yield first, last

    def _begin(self, frame: Frame, first: int, brought: int | None) -> tuple[int, int, bool]:
        """Where the sum of a period begins, the balance there, and whether that is known."""
        if self.period == "horizon" or (first < 0 and brought is not None):
            return 0, brought or 0, True
        return max(first, frame.first), 0, first >= frame.first

    def _dates(self, frame: Frame, begin: int, last: int) -> Dates:
        """The judged days: the period's end or what is known of it, and with `judged` the ends of weeks or months before."""
        end = min(last, frame.last)
        found = {}
        if self.judged != "period":
            kind: Kind = self.judged
            found = {close: True for _, close in periods(frame, kind, 1, begin, end) if 0 <= close <= end}
        return sorted({**found, end: end == last or end in found}.items())

    def _slot(self, frame: Frame, first: int, last: int, whole: bool) -> Slot:
        return replace(slot(frame, self.measure, first, last), whole=whole)

    def _target(self, quota: int) -> Limits:
        if self.target is None:
            return None, None
        return self._limits(self.target - self.tolerance, self.target + self.tolerance, quota)

    def _limits(self, low: int | None, high: int | None, quota: int) -> Limits:
        """The limits of what is measured, opening included: of a debit account those of its negative."""
        share = quota if self.scale else 100
        low = None if low is None else -(-low * share // 100)
        high = None if high is None else high * share // 100
        if not self.debit:
            return low, high
        return None if high is None else -high, None if low is None else -low

    def contradicted(self) -> Iterator[tuple[str, Text]]:
        if self.floor is not None and self.cap is not None and self.cap < self.floor:
            fr, en = "un plafond qui n'est pas sous le plancher", "a cap that is not below the floor"
            yield "cap", Text(f"{fr} ({self.floor})", f"{en} ({self.floor})")

    def check(self, statement: Statement, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
        assert isinstance(statement, Total)
        return check_total(statement, roster, lo, hi)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        yield unit_of(self.measure), 1

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        sign = -1 if self.debit else 1
        pattern = self.over if (finding.level == "maximum") != self.debit else self.under
        return pattern.get(lang).format(
            who=names(finding, frame),
            account=self.name.get(lang) or self.account or self.title.get(lang),
            value=say_amount(self.measure, sign * finding.value, lang),
            limit=say_amount(self.measure, sign * finding.limit, lang),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )
