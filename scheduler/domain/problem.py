"""A ward's whole planning problem, immutable: all that checking and solving need, with no reference to where it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.calendar import Holiday
from scheduler.domain.calls import Call
from scheduler.domain.codes import Code, Piece
from scheduler.domain.demand import DemandLine, Series
from scheduler.domain.oncall import OnCallLine
from scheduler.domain.people import Contract, Grade, Person, Skill
from scheduler.domain.settings import Layer, Override, RuleSetting, Wish


@dataclass(frozen=True, slots=True)
class Row:
    """One person's cells, from the first day of the history to the last of the horizon.

    A cell is "" (undecided), a code's id, or `code/post` where the post served is said; `+` and the id of a period follow for
    each on-call period held on that day (`J+A`).
    """

    person: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellRef:
    """One cell of the grid."""

    person: str
    date: date


@dataclass(frozen=True, slots=True)
class CellPieces:
    """The real pieces of one cell where they differ from its code's own (a late stay, a call-out)."""

    person: str
    date: date
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A plan to compare with, over the horizon only: `published` or `cycle`."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a person brings into the horizon in a named account (weekends worked so far this quarter)."""

    person: str
    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class PackRef:
    """The rule pack that a ward's settings were made from."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One ward over `days` days from `first`, after `history_days` days that are known.

    `zone` is an IANA time zone, `region` the holidays library's country or country-subdivision, `anchor` a Monday from which
    fixed fortnights and cycles count. `clock_change` says whether a shift over a clock change counts its real or its nominal
    minutes. Cells of the history, locked cells and cells whose code the solver may not choose are given facts; every other
    cell is free, and what stands in it is a proposal. `calls` is a log that goes on: no plan depends on it.
    """

    id: str
    name: str
    first: date
    days: int
    codes: tuple[Code, ...]
    people: tuple[Person, ...]
    layers: tuple[Layer, ...]
    history_days: int = 0
    zone: str = "Europe/Paris"
    region: str = "FR"
    anchor: date = date(2024, 1, 1)
    clock_change: Literal["real", "nominal"] = "real"
    holidays: tuple[Holiday, ...] = ()
    grades: tuple[Grade, ...] = ()
    skills: tuple[Skill, ...] = ()
    contracts: tuple[Contract, ...] = ()
    demand: tuple[DemandLine, ...] = ()
    series: tuple[Series, ...] = ()
    lines: tuple[OnCallLine, ...] = ()
    wishes: tuple[Wish, ...] = ()
    settings: tuple[RuleSetting, ...] = ()
    overrides: tuple[Override, ...] = ()
    roster: tuple[Row, ...] = ()
    locks: tuple[CellRef, ...] = ()
    pieces: tuple[CellPieces, ...] = ()
    references: tuple[Reference, ...] = ()
    openings: tuple[Opening, ...] = ()
    pack: PackRef | None = None
    note: str = ""
    calls: tuple[Call, ...] = ()
