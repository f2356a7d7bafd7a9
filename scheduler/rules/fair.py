"""FAIR: nights, weekends, Sundays ... shared out within a group, pro rata of quota and presence, history carried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from typing import ClassVar, Literal

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.rules.amounts import unit_of
from scheduler.rules.api import NO_DAYS, Finding, Measure, Slot, Spread
from scheduler.rules.eligible import ruled_out
from scheduler.rules.periods import Fixed, periods, slot
from scheduler.rules.template import Reach, Template, Unit, param, say_days

ABSENT = ("leave", "absence", "blocked")
"""Kinds of codes that are no presence."""


@dataclass(frozen=True)
class Fair(Template):
    """In each window everyone's total of a measure lies near his share of what the group has in all.

    A share goes by the quota (`scale`) and by the days on which a person is employed and no given fact makes him absent
    (`presence`), in thousandths. `opening` names the account whose balance is carried over: once, spread by days over the
    windows in which the person is compared, so that it evens out over the horizon. A distance of up to `limit` whole units
    counts nothing; see `Spread`. The group is the setting's scope, or falls into those of the same
    grade, or the same grade and contract. Whoever may not hold any of the measured codes in the window, is not there at all,
    or has an override of the rule in it, stands outside.
    """

    key: ClassVar[str] = "FAIR"
    title: ClassVar[Text] = Text("Équité dans un groupe", "Fairness within a group")
    about: ClassVar[Text] = Text(
        "Nuits, week-ends ou dimanches partagés au prorata de la quotité et de la présence.",
        "Nights, weekends or Sundays shared out pro rata of quota and presence.",
    )
    told: ClassVar[Text] = Text("{what} {when} : {who} ({rule}).", "{what} {when}: {who} ({rule}).")
    each: ClassVar[Text] = Text(
        "{name} {value} pour une part de {share} ({off})", "{name} {value} for a share of {share} ({off})"
    )
    hours_word: ClassVar[Text] = Text("Heures", "Hours")
    points_word: ClassVar[Text] = Text("Points", "Points")
    days_word: ClassVar[Text] = Text("Jours", "Days")
    weekends_word: ClassVar[Text] = Text("Week-ends", "Weekends")

    measure: Measure = param(Measure("days", how="start"), Text("Mesure", "Measure"))
    window: Fixed = param("horizon", Text("Période", "Period"))
    length: int = param(4, Text("Longueur (semaines)", "Length (weeks)"), low=1, high=60)
    norm: Literal["sum", "largest"] = param("sum", Text("Écarts comptés", "Distances counted"))
    limit: int = param(0, Text("Tolérance", "Tolerance"), low=0)
    opening: str = param("", Text("Compte reporté", "Account carried over"), names="account")
    scale: bool = param(True, Text("Au prorata de la quotité", "Pro rata of the quota"))
    presence: bool = param(True, Text("Au prorata de la présence", "Pro rata of presence"))
    group: Literal["scope", "grade", "contract"] = param("scope", Text("Comparés entre eux", "Compared with each other"))

    def state(self, reach: Reach) -> Iterator[Spread]:
        shared = list(self._shared(reach))
        brought = self._brought(reach.frame, shared)
        for at, (window, shares) in enumerate(shared):
            unit = gcd(*shares.values())
            parts = tuple(share // unit for share in shares.values())
            carried = tuple(brought.get((at, p), 0) for p in shares)
            yield Spread(reach.rule, NO_DAYS, tuple(shares), self.measure, window, parts, carried, self.norm, self.limit)

    def _shared(self, reach: Reach) -> Iterator[tuple[Slot, dict[int, int]]]:
        """Each window, with the shares of those of one group who are compared in it."""
        frame, given = reach.frame, Grid.of(reach.frame)
        for first, last in periods(frame, self.window, self.length, reach.first, reach.last):
            window = slot(frame, self.measure, first, last)
            # A window belongs to the version of its first day; one that is over can no longer be shared out.
            if (first < reach.first and reach.first > frame.first) or window.last < 0 or not (window.groups or window.spans):
                continue
            for members in self._groups(frame, reach.people):
                shares = {p: share for p in members if (share := self._share(given, reach, window, p))}
                if len(shares) > 1:
                    yield window, shares

    def _brought(self, frame: Frame, shared: list[tuple[Slot, dict[int, int]]]) -> dict[tuple[int, int], int]:
        """What each person carries into each window, by its place: in all, the balance of his account."""
        found: dict[tuple[int, int], int] = {}
        for item in frame.problem.openings if self.opening else ():
            if item.account != self.opening or item.person not in frame.person_index:
                continue
            person = frame.person_index[item.person]
            own = [(at, window.last - window.first + 1) for at, (window, shares) in enumerate(shared) if person in shares]
            days, past = sum(length for _, length in own), 0
            for at, length in own:
                found[at, person] = item.amount * (past + length) // days - item.amount * past // days
                past += length
        return found

    def _groups(self, frame: Frame, people: tuple[int, ...]) -> list[list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for person in people:
            who = frame.problem.people[person]
            terms = {"scope": (), "grade": (who.grade,), "contract": (who.grade, who.contract)}[self.group]
            found.setdefault(terms, []).append(person)
        return list(found.values())

    def _share(self, given: Grid, reach: Reach, window: Slot, person: int) -> int:
        """A person's share in thousandths; 0 for those who stand outside."""
        frame, days = reach.frame, range(window.first, window.last + 1)
        able = frame.klass(self.measure.select).choices.intersection(frame.options[person])
        if not reach.lifted(person).isdisjoint(days) or all(able <= ruled_out(frame, person, day) for day in days):
            return 0
        quota = frame.problem.people[person].quota if self.scale else 100
        there = sum(self._present(given, person, day) for day in days) if self.presence else len(days)
        return (20 * quota * there + len(days)) // (2 * len(days))

    @staticmethod
    def _present(given: Grid, person: int, day: int) -> bool:
        code = given.frame.code(given.at(person, day)) if given.fixed(person, day) else None
        return given.frame.employed(person, day) and (code is None or code.kind not in ABSENT)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        """Distances add up in the measure's unit; the largest of them is not a sum of anything."""
        yield unit_of(self.measure) if self.norm == "sum" else "points", 1

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        who = finding.extra["who"]
        assert isinstance(who, tuple)
        parts = [
            self.each.get(lang).format(
                name=frame.problem.people[person].name,
                value=self._amount(10 * total, lang),
                share=self._amount(tenths, lang),
                off=("+" if off > 0 else "-") + self._amount(10 * abs(off), lang),
            )
            for person, total, tenths, off in who
        ]
        what = {"days": self.days_word, "weekends": self.weekends_word}.get(self.measure.count, self.hours_word)
        if self._points:
            what = self.points_word
        return self.told.get(lang).format(
            what=what.get(lang),
            when=say_days(frame, finding.first, finding.last, lang),
            who=" ; ".join(parts) if lang == "fr" else "; ".join(parts),
            rule=setting.title.get(lang),
        )

    @property
    def _points(self) -> bool:
        return self.measure.count == "minutes" and self.measure.by == "points"

    def _amount(self, tenths: int, lang: str) -> str:
        """A number of tenths as people read it: 6,4 in French, whole where it is; hours and minutes."""
        if self.measure.count == "minutes" and not self._points:
            return hours((tenths + 5) // 10)
        words = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths / 10:.1f}"
        return words.replace(".", ",") if lang == "fr" else words
