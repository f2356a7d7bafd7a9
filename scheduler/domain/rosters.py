"""Rosters: who has which choice on which day, which cells are given facts, and the real pieces where they differ."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Protocol

from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.pieces import Pieces
from scheduler.domain.problem import Problem, Row


class Roster(Protocol):
    """What rules read. Met by `Grid` and by the window's own arrays."""

    @property
    def frame(self) -> Frame: ...

    def at(self, person: int, day: int) -> int:
        """The choice in a cell; BLANK where it is undecided."""
        ...

    def pieces(self, person: int, day: int) -> Pieces:
        """The work that starts on that day, on the real clock."""
        ...

    def fixed(self, person: int, day: int) -> bool:
        """Whether the cell is a given fact: history, locked, or a code that the solver may not choose."""
        ...

    def special(self, person: int, day: int) -> Pieces | None:
        """The real pieces where they differ from the code's own, else None."""
        ...


class Grid:
    """A roster in plain arrays. Change it through `put`, `lock` and `record` only."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        problem = frame.problem
        width = problem.history_days + problem.days
        self._offset = problem.history_days
        self.rows = [array("H", [BLANK] * width) for _ in problem.people]
        self._locked = [bytearray(width) for _ in problem.people]
        self._special: dict[tuple[int, int], Pieces] = {}
        self._planned = frame.planned

    @classmethod
    def of(cls, frame: Frame, problem: Problem | None = None) -> Grid:
        """The roster of the frame's problem with its locks and real pieces; or of another, which differs in these only."""
        grid = cls(frame)
        problem = problem or frame.problem
        grid.fill(problem.roster, frame.first)
        for lock in problem.locks:
            day = frame.day(lock.date)
            if frame.first <= day <= frame.last:
                grid.lock(frame.person_index[lock.person], day, True)
        for real in problem.pieces:
            day = frame.day(real.date)
            if frame.first <= day <= frame.last:
                grid.record(frame.person_index[real.person], day, real.pieces)
        return grid

    def copy(self) -> Grid:
        other = Grid.__new__(Grid)
        other.frame, other._offset, other._planned = self.frame, self._offset, self._planned
        other.rows = [array("H", row) for row in self.rows]
        other._locked = [bytearray(row) for row in self._locked]
        other._special = dict(self._special)
        return other

    def fill(self, rows: Iterable[Row], first: int) -> None:
        """Write rows of cell texts that begin on day `first`; a text that names no choice raises KeyError."""
        for row in rows:
            target = self.rows[self.frame.person_index[row.person]]
            start = first + self._offset
            for index, text in enumerate(row.cells):
                target[start + index] = self.frame.by_text[text]

    def at(self, person: int, day: int) -> int:
        return self.rows[person][day + self._offset]

    def pieces(self, person: int, day: int) -> Pieces:
        if self._special:
            known = self._special.get((person, day))
            if known is not None:
                return known
        return self.frame.pieces(self.rows[person][day + self._offset], day)

    def special(self, person: int, day: int) -> Pieces | None:
        return self._special.get((person, day)) if self._special else None

    def fixed(self, person: int, day: int) -> bool:
        if day < 0:
            return True
        index = day + self._offset
        if self._locked[person][index]:
            return True
        choice = self.rows[person][index]
        return (choice != BLANK and not self._planned[choice]) or (person, day) in self._special

    def locked(self, person: int, day: int) -> bool:
        return bool(self._locked[person][day + self._offset])

    def put(self, person: int, day: int, choice: int) -> None:
        self.rows[person][day + self._offset] = choice

    def lock(self, person: int, day: int, on: bool) -> None:
        self._locked[person][day + self._offset] = on

    def record(self, person: int, day: int, pieces: Pieces | None) -> None:
        """Set the real pieces of a cell (what was worked), or None to go back to its code's own."""
        if pieces is None:
            self._special.pop((person, day), None)
        else:
            self._special[person, day] = pieces

    def only_fixed(self) -> Grid:
        """The given facts alone: every free cell blank."""
        other = self.copy()
        for person, row in enumerate(other.rows):
            for day in range(self.frame.last + 1):
                if not self.fixed(person, day):
                    row[day + self._offset] = BLANK
        return other

    def horizon_rows(self) -> tuple[Row, ...]:
        """The cells of the horizon as text, one row a person."""
        text = self.frame.text
        return tuple(
            Row(person.id, tuple(text(choice) for choice in row[self._offset :]))
            for person, row in zip(self.frame.problem.people, self.rows, strict=True)
        )

    def all_rows(self) -> tuple[Row, ...]:
        """History and horizon as text, one row a person."""
        text = self.frame.text
        return tuple(
            Row(person.id, tuple(text(choice) for choice in row))
            for person, row in zip(self.frame.problem.people, self.rows, strict=True)
        )


def grid_of(frame: Frame, rows: Mapping[str, str]) -> Grid:
    """A roster from short text rows, one character or word a day from the first known day; `.` is blank."""
    grid = Grid(frame)
    for person, words in rows.items():
        cells = words.split() if " " in words else list(words)
        grid.fill([Row(person, tuple("" if cell == "." else cell for cell in cells))], frame.first)
    return grid
