"""One calendar month of a ward as it is exported: the problem, three values of every cell, and its state."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from scheduler.accounts.hours import DayHours, Entry, Ledger
from scheduler.domain import time
from scheduler.domain.codes import Code
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.people import Person
from scheduler.domain.problem import CellPieces, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text

State = Literal["draft", "proposed", "published", "live", "worked", "validated", "exported"]

MASKED = "ABS"
"""What stands for every absence whose reason is not shown."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One value of the cells: rows of texts that begin on `first`, and the real pieces where they differ."""

    first: dt.date
    rows: tuple[Row, ...]
    pieces: tuple[CellPieces, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month to export. `current` is what stands now: once the days have passed, what was worked.

    `version` counts publications. `published_on`, `validated_on` are ISO dates or instants. A value that does not exist yet
    (nothing published, no cycle) is None, and the workbook leaves its columns empty.
    """

    problem: Problem
    year: int
    month: int
    current: Cells
    published: Cells | None = None
    cycle: Cells | None = None
    establishment: str = ""
    state: State = "draft"
    version: int = 0
    published_by: str = ""
    published_on: str = ""
    validated_by: str = ""
    validated_on: str = ""

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet says of itself beyond its cells; an empty `state` is drawn from whether anything was published."""

    establishment: str = ""
    state: State | Literal[""] = ""
    version: int = 0
    published_by: str = ""
    published_on: str = ""
    validated_by: str = ""
    validated_on: str = ""


def sheet_of(problem: Problem, year: int, month: int, plan_rows: Iterable[Row] = (), about: About | None = None) -> MonthSheet:
    """A month straight from a ward and the rows of a plan (the horizon's cells; none: the ward's own roster).

    The ward's references named `published` and `cycle` become those values. A published value that has nothing in the whole
    month does not exist; a day on which it has nothing for anybody, and the history before it, stand as the roster does.
    """
    planned = {row.person: row.cells for row in plan_rows}
    start = time.add_days(problem.first, -problem.history_days)
    own = tuple(_whole_rows(problem))
    rows = tuple(
        Row(row.person, row.cells[: problem.history_days] + planned[row.person]) if row.person in planned else row
        for row in own
    )
    references = {reference.name: reference.rows for reference in problem.references}
    about = about or About()
    sheet = MonthSheet(problem, year, month, Cells(start, rows, problem.pieces))
    published = _published(sheet, own, references.get("published", ()))
    return replace(
        sheet,
        published=published,
        cycle=Cells(problem.first, references["cycle"]) if "cycle" in references else None,
        establishment=about.establishment,
        state=about.state or ("published" if published else "draft"),
        version=about.version,
        published_by=about.published_by,
        published_on=about.published_on,
        validated_by=about.validated_by,
        validated_on=about.validated_on,
    )


def _published(sheet: MonthSheet, own: tuple[Row, ...], rows: tuple[Row, ...]) -> Cells | None:
    problem = sheet.problem
    begin = time.days_between(problem.first, sheet.first)
    end = time.days_between(problem.first, sheet.last)
    given = {row.person: row.cells for row in rows}
    said = [any(cells[day] for cells in given.values()) for day in range(problem.days if given else 0)]
    if not any(said[max(0, begin) : max(0, end + 1)]):
        return None
    blank = ("",) * problem.days
    history = problem.history_days
    whole = (
        Row(
            row.person,
            row.cells[:history]
            + tuple(
                given.get(row.person, blank)[day] if said[day] else row.cells[history + day] for day in range(problem.days)
            ),
        )
        for row in own
    )
    return Cells(time.add_days(problem.first, -history), tuple(whole))


def published_or_planned(sheet: MonthSheet) -> MonthSheet:
    """The month with a published value in any case: where nothing was published the plan stands for it, without what was
    really worked."""
    return sheet if sheet.published is not None else replace(sheet, published=replace(sheet.current, pieces=()))


def _whole_rows(problem: Problem) -> Iterable[Row]:
    known = {row.person: row for row in problem.roster}
    empty = ("",) * (problem.history_days + problem.days)
    return (known.get(person.id, Row(person.id, empty)) for person in problem.people)


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides why people are away: absences, and codes marked confidential, are shown as ABS."""

    on: bool = False

    def hides(self, code: Code) -> bool:
        return self.on and (code.kind == "absence" or code.confidential)


class MonthView:
    """A month made ready to be written: grids, hours, people in the order of their grades. Derived, never stored.

    Raises InputRefused where the ward knows no day of the month.
    """

    def __init__(self, sheet: MonthSheet, mask: Mask | None = None) -> None:
        self.sheet = sheet
        self.mask = mask or Mask()
        self.problem = sheet.problem
        self.frame = Frame(sheet.problem)
        self.ledger = Ledger(self.frame)
        self.dates = [time.add_days(sheet.first, offset) for offset in range(sheet.last.day)]
        self.days = [self.frame.day(date) for date in self.dates]
        if not self.known(self.days[0]) and not self.known(self.days[-1]) and not self._inside():
            raise InputRefused("", [_no_such_month(self.frame, sheet)])
        self.current = self._grid(sheet.current)
        self.published = None if sheet.published is None else self._grid(sheet.published)
        self.cycle = None if sheet.cycle is None else self._grid(sheet.cycle)
        self.holidays = {holiday.date: holiday.name for holiday in sheet.problem.holidays}

    def _inside(self) -> bool:
        return self.days[0] < self.frame.first and self.frame.last < self.days[-1]

    def known(self, day: int) -> bool:
        """Whether the ward has cells on a day."""
        return self.frame.first <= day <= self.frame.last

    def _grid(self, cells: Cells) -> Grid:
        grid = Grid(self.frame)
        begin = self.frame.day(cells.first)
        cut = max(0, self.frame.first - begin)
        room = self.frame.last + 1 - max(begin, self.frame.first)
        grid.fill((replace(row, cells=row.cells[cut : cut + max(0, room)]) for row in cells.rows), begin + cut)
        for real in cells.pieces:
            day = self.frame.day(real.date)
            if self.known(day):
                grid.record(self.frame.person_index[real.person], day, real.pieces)
        return grid

    @cached_property
    def groups(self) -> list[tuple[Text, list[int]]]:
        """People employed in the month, by grade in the ward's order of grades; those without a known grade come last."""
        by_grade: dict[str, list[int]] = {}
        for index, person in enumerate(self.problem.people):
            if any(self.frame.employed(index, day) for day in self.days):
                by_grade.setdefault(person.grade, []).append(index)
        names = {grade.id: grade.name for grade in self.problem.grades}
        order = [grade for grade in names if grade in by_grade]
        order += [grade for grade in by_grade if grade not in names]
        return [(names.get(grade, Text(grade, grade)), by_grade[grade]) for grade in order]

    @cached_property
    def people(self) -> list[int]:
        return [person for _, members in self.groups for person in members]

    @cached_property
    def overtime(self) -> bool:
        """Whether the ward has overtime: somebody accepts it, or some stands in the roster or was recorded."""
        grid, frame = self.current, self.frame
        starred = {at for at, choice in enumerate(frame.choices) if choice is not None and OVERTIME in choice.tags}
        held = any(not starred.isdisjoint(row) for row in grid.rows) if starred else False
        recorded = any(OVERTIME in piece.tags for cell in self.problem.pieces for piece in cell.pieces)
        return bool(frame.accepting) or held or recorded

    def person(self, index: int) -> Person:
        return self.problem.people[index]

    def text(self, grid: Grid | None, person: int, day: int) -> str:
        """What a cell shows: its text, ABS where its reason is hidden, "" where there is nothing."""
        if grid is None or not self.known(day):
            return ""
        choice = grid.at(person, day)
        code = self.frame.code(choice)
        if code is not None and self.mask.hides(code):
            return MASKED
        return self.frame.text(choice)

    def changed(self, person: int, day: int) -> bool:
        """Whether a cell differs from its published value."""
        return (
            self.published is not None
            and self.known(day)
            and self.frame.text(self.current.at(person, day)) != self.frame.text(self.published.at(person, day))
        )

    def hours(self, grid: Grid | None, person: int, day: int) -> DayHours | None:
        return None if grid is None or not self.known(day) else self.ledger.day(grid, person, day)

    def entries(self, grid: Grid) -> list[Entry]:
        """The month's entries of everyone shown."""
        return self.ledger.entries(grid, self.sheet.first, self.sheet.last, self.people)

    def digest(self) -> str:
        """SHA-256 of the data that the workbook shows, so that two exports can be told apart or known equal."""
        data = [
            [self.person(p).id, [[self.text(grid, p, day) for day in self.days] for grid in self._grids()]] for p in self.people
        ]
        real = [
            [
                person.person,
                person.date.isoformat(),
                [[piece.start, piece.end, piece.effective] for piece in person.pieces],
            ]
            for cells in (self.sheet.current, self.sheet.published)
            if cells is not None
            for person in cells.pieces
            if self.sheet.first <= person.date <= self.sheet.last
        ]
        whole = [self.problem.id, self.sheet.first.isoformat(), self.sheet.state, self.sheet.version, data, real]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    def _grids(self) -> tuple[Grid | None, ...]:
        return (self.cycle, self.published, self.current)


def _no_such_month(frame: Frame, sheet: MonthSheet) -> Fault:
    first, last = frame.date(frame.first).strftime("%Y-%m"), frame.date(frame.last).strftime("%Y-%m")
    expected = Text("un mois de {first} à {last}", "a month from {first} to {last}")
    return Fault("month", sheet.first.strftime("%Y-%m"), expected.format(first=first, last=last))
