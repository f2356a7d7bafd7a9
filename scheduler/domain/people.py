"""The people of a ward: contracts, skills with validity dates, quotas, restrictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Select
from scheduler.domain.text import Text


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a person can be qualified for (dialysis, senior, nights)."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Grade:
    """A profession (nurse, nursing assistant): rows of the plan are grouped by it, and it counts as a skill."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Contract:
    """Working-time terms: weekly duty in minutes at 100 %. 0 means that hours are not counted (day-rate managers)."""

    id: str
    name: Text
    weekly_minutes: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of a person, from and up to and including these dates (None: without limit)."""

    skill: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """Codes that a person may not be given on certain days and dates; `note` is neutral (no medical reason is stored)."""

    select: Select
    days: DayMask = DayMask()
    first: date | None = None
    last: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """What a person said about work beyond the plan, from and up to and including these dates (None: without limit).

    volunteer: wants extra work, and is asked first; do_not_call: asked not to be called, and is left alone.
    """

    kind: Literal["volunteer", "do_not_call"]
    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. `id` is the local staff number; `quota` is the part-time share in per cent.

    `codes` are the work codes that the person's post holds (empty: every planned one). `since` and `until` bound the employment
    in the ward. Where periods of `availability` overlap, not to be called is what counts.
    """

    id: str
    surname: str
    given: str
    grade: str
    contract: str
    quota: int = 100
    skills: tuple[HeldSkill, ...] = ()
    codes: tuple[str, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    since: date | None = None
    until: date | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    availability: tuple[Availability, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given}".strip()

    def qualified(self, term: str, day: date) -> bool:
        """Whether the person has this grade, or holds this skill on that day."""
        return self.grade == term or any(
            held.skill == term and (held.since is None or held.since <= day) and (held.until is None or day <= held.until)
            for held in self.skills
        )

    def volunteers(self, day: date) -> bool:
        """Whether the person wants extra work on that day."""
        return self._said("volunteer", day) and not self.left_alone(day)

    def left_alone(self, day: date) -> bool:
        """Whether the person asked not to be called for that day."""
        return self._said("do_not_call", day)

    def _said(self, kind: str, day: date) -> bool:
        return any(said.kind == kind and said.holds(day) for said in self.availability)
