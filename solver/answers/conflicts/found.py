"""What the search for conflicts answers, as plain data: minimal sets of members, and what would make each of them possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.demand import DayNeed
from scheduler.domain.people import Person
from scheduler.domain.problem import CellRef, Row
from scheduler.domain.settings import Override, RuleSetting
from scheduler.domain.text import Text

MemberKind = Literal["rule", "need", "fact"]
"""A hard rule; the minimum of a shift or an on-call period; leave, an absence, a training or a lock, be it of an empty cell."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the things that cannot hold together. `of` names the setting, the demand lines or the codes (of
    confidential ones only that they are absences); `people` by staff
    number whom it touches (of a need: who could serve it); `dates` every day of it; `text` says it in a sentence."""

    kind: MemberKind
    of: tuple[str, ...]
    people: tuple[str, ...]
    dates: tuple[date, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class NewNeed:
    """What a demand line needs on one date from now on."""

    line: str
    need: DayNeed


RelaxationKind = Literal["unlock", "outside", "free", "lift", "change", "soften", "lower"]
"""Cells unlocked; shifts given to outside staff; leave or training moved; a rule lifted for people on dates; a rule's figure
changed; a rule set soft; the need lowered."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing that a manager can do about a conflict, and what it costs; verified: with it the conflict is gone. Where it is
    not `enough` something else may still stand against the same: the text says so, and these come last.

    `cost` ranks, in points (resources/relaxing.toml), and `price` says what they are for.
    The other fields are the edits of the ward (`edits.apply`): recorded overrides, settings and
    needs as they are then, cells emptied and unlocked, outside people with their rows and locks.
    """

    kind: RelaxationKind
    cost: int
    text: Text
    price: Text
    overrides: tuple[Override, ...] = ()
    settings: tuple[RuleSetting, ...] = ()
    needs: tuple[NewNeed, ...] = ()
    freed: tuple[CellRef, ...] = ()
    people: tuple[Person, ...] = ()
    rows: tuple[Row, ...] = ()
    locks: tuple[CellRef, ...] = ()
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """Members that cannot hold together, however the free cells are filled. `text` introduces them in the manager's words.

    `missing`: heads that any plan lacks of its needs (0 where no need is a member). `verified`: solved alone it is
    impossible; `minimal`: without any one member it is possible. `relaxations` come cheapest first, and
    last those that may not be enough.
    """

    members: tuple[Member, ...]
    text: Text
    missing: int = 0
    verified: bool = False
    minimal: bool = False
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Every conflict found, in the order of their days. `complete`: it is proved that all else holds once these are solved."""

    found: tuple[Conflict, ...]
    complete: bool
    seconds: float = 0.0
