"""What the window counts beside and under the grid: hours, nights and weekends per person, heads per demand line and day."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain import time
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import BLANK
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.pieces import Pieces, at_work
from scheduler.domain.rosters import Grid

NIGHT_TAG = "night"
_SATURDAY = 5
_REACH = 2
"""Days before and after its own on which a cell's work may count for a clock interval."""

Counted = tuple[int, int, tuple[int, ...], int]
"""Of one cell: minutes, 1 for a night, weekends touched, minutes of overtime."""


@dataclass(slots=True)
class PersonCount:
    """One person over the horizon: minutes due and planned (worked and credited; `overtime` of them), shifts at night, weekends
    touched."""

    due: int = 0
    done: int = 0
    nights: int = 0
    weekends: int = 0
    overtime: int = 0

    @property
    def difference(self) -> int:
        """Against the contract, to which overtime does not count."""
        return self.done - self.overtime - self.due


@dataclass(slots=True)
class Heads:
    """One demand line on one day: people there, and what is needed (None: not asked)."""

    heads: int = 0
    minimum: int | None = None
    target: int | None = None
    maximum: int | None = None

    @property
    def short(self) -> int:
        """Heads that the minimum lacks."""
        return max(0, (self.minimum or 0) - self.heads)

    @property
    def below_target(self) -> int:
        return max(0, (self.target or 0) - self.heads)

    @property
    def over(self) -> int:
        return 0 if self.maximum is None else max(0, self.heads - self.maximum)


class PersonCounts:
    """Counters of everyone; `update` makes one person's anew."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.frame = grid.frame
        self._cells: dict[tuple[int, int], Counted] = {}
        self.people = [PersonCount() for _ in self.frame.problem.people]
        for person in range(len(self.people)):
            self.update(person)

    def update(self, person: int) -> None:
        frame, grid = self.frame, self.grid
        who = frame.problem.people[person]
        due = done = nights = overtime = 0
        weekends: set[int] = set()
        weekly = frame.weekly_due(who)
        for day in range(min(frame.first, 0) if frame.first == 0 else max(frame.first, -2), frame.last + 1):
            choice = grid.at(person, day)
            code = frame.code(choice)
            minutes, night, touched, extra = self._cell(person, day, choice)
            if day < 0:
                weekends.difference_update(touched)
                continue
            weekday = frame.weekday(day)
            if weekday < _SATURDAY and frame.employed(person, day) and (code is None or code.kind != "blocked"):
                due += weekly * (weekday + 1) // 5 - weekly * weekday // 5
            done += minutes + (frame.credit(who, code, day) if code is not None else 0)
            nights += night
            overtime += extra
            weekends.update(touched)
        count = self.people[person]
        count.due, count.done, count.nights, count.weekends, count.overtime = due, done, nights, len(weekends), overtime

    def _cell(self, person: int, day: int, choice: int) -> Counted:
        real = self.grid.special(person, day)
        if real is not None:
            return self._measure(real)
        if choice == BLANK:
            return 0, 0, (), 0
        known = self._cells.get((choice, day))
        if known is None:
            known = self._cells[choice, day] = self._measure(self.frame.counted(choice, day))
        return known

    def _measure(self, pieces: Pieces) -> Counted:
        frame = self.frame
        touched: list[int] = []
        for piece in at_work(pieces):
            for day in range(frame.day_of(piece.start), frame.day_of(max(piece.start, piece.end - 1)) + 1):
                if frame.weekday(day) >= _SATURDAY:
                    touched.append(day - frame.weekday(day) + _SATURDAY)
        night = int(any(NIGHT_TAG in piece.tags for piece in at_work(pieces)))
        overtime = sum(piece.effective for piece in pieces if OVERTIME in piece.tags)
        return sum(piece.effective for piece in pieces), night, tuple(dict.fromkeys(touched)), overtime


class CoverCounts:
    """Heads on every demand line and day of the horizon, kept by difference as cells change."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.frame = frame = grid.frame
        self.lines = frame.demand
        self.days: list[list[Heads]] = [
            [Heads(0, *frame.line_needs(line, day)) for day in range(frame.last + 1)] for line in self.lines
        ]
        self._serving = [self._lines_of(choice) for choice in range(len(frame.choices))]
        self._steps: list[list[dict[int, int]]] = [[{} for _ in range(frame.last + 1)] for _ in self.lines]
        self._spans = [[self._span(line, day) for day in range(frame.last + 1)] for line in self.lines]
        for person in range(len(frame.problem.people)):
            for day in range(max(frame.first, -_REACH), frame.last + 1):
                self.count(person, day, 1)
        for at, line in enumerate(self.lines):
            if line.start is not None:
                for day in range(frame.last + 1):
                    self._settle(at, day)

    def _lines_of(self, choice: int) -> tuple[int, ...]:
        return tuple(at for at, line in enumerate(self.lines) if self.frame.serves(line, choice))

    def _span(self, line: DemandLine, day: int) -> tuple[int, int]:
        if line.start is None or line.end is None:
            return 0, 0
        date, zone = self.frame.date(day), self.frame.problem.zone
        return time.utc_minute(date, line.start, zone), time.utc_minute(date, line.end, zone)

    def count(self, person: int, day: int, sign: int) -> list[tuple[int, int]]:
        """Adds (+1) or takes out (-1) what a cell holds at present; returns the (line, day) places that it touches."""
        frame = self.frame
        touched: list[tuple[int, int]] = []
        who = frame.problem.people[person]
        for at in self._serving[self.grid.at(person, day)]:
            line = self.lines[at]
            if not frame.qualified(who, line.skill, frame.date(day)):
                continue
            if line.start is None:
                if day >= 0:
                    self.days[at][day].heads += sign
                    touched.append((at, day))
            else:
                touched.extend(self._count_pieces(at, person, day, sign))
        return touched

    def _count_pieces(self, at: int, person: int, day: int, sign: int) -> list[tuple[int, int]]:
        touched = []
        for target in range(max(0, day - _REACH), min(self.frame.last, day + _REACH) + 1):
            start, end = self._spans[at][target]
            for piece in self._at_work(person, day):
                if piece.end > start and piece.start < end:
                    steps, begin = self._steps[at][target], max(piece.start, start)
                    steps[begin] = steps.get(begin, 0) + sign
                    steps[piece.end] = steps.get(piece.end, 0) - sign
                    touched.append((at, target))
        return touched

    def _at_work(self, person: int, day: int) -> Pieces:
        """The work that serves the demand: what was recorded, else that of the cell's code."""
        real = self.grid.special(person, day)
        return self.frame.code_pieces(self.grid.at(person, day), day) if real is None else real

    def settle(self, places: list[tuple[int, int]]) -> None:
        """Reads the clock intervals anew after their cells were taken out and added."""
        for at, day in set(places):
            if self.lines[at].start is not None:
                self._settle(at, day)

    def _settle(self, at: int, day: int) -> None:
        start, end = self._spans[at][day]
        steps = self._steps[at][day]
        present, least = 0, None
        for instant in sorted({start, *steps}):
            if instant >= end:
                break
            present += steps.get(instant, 0)
            least = present if least is None else min(least, present)
        self.days[at][day].heads = least or 0

    def qualified(self, at: int, person: int, day: int) -> bool:
        who = self.frame.problem.people[person]
        return self.frame.qualified(who, self.lines[at].skill, self.frame.date(day))
