"""The people of a ward: contracts, skills with validity dates, quotas, restrictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
class Person:
    """A member of staff. `id` is the local staff number; `quota` is the part-time share in per cent.

    `codes` are the work codes that the person's post holds (empty: every planned one). `since` and `until` bound the employment
    in the ward.
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

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given}".strip()

    def qualified(self, term: str, day: date) -> bool:
        """Whether the person has this grade, or holds this skill on that day."""
        return self.grade == term or any(
            held.skill == term and (held.since is None or held.since <= day) and (held.until is None or day <= held.until)
            for held in self.skills
        )
