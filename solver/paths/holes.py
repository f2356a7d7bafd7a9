"""Free blocks of days or of minutes that a period must hold, as automata over days."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.domain.frame import ChoiceClass
from scheduler.rules.api import Period
from solver.paths.cells import Cells
from solver.paths.parts import Part, Step


@dataclass(frozen=True)
class Blocks:
    """Candidate free blocks of a period, with the calendar days each needs."""

    blocks: tuple[tuple[int, ...], ...]
    need: int


class FreeDays(Part):
    """Blocks of days without work: the state is how many are found and which of the open ones are spoilt."""

    def __init__(self, days: range, blocks: Blocks, cells: Cells, busy: ChoiceClass, layer: int | None, weight: int) -> None:
        super().__init__(days.start, days.stop - 1, layer, weight)
        self.blocks, self.cells, self.busy = blocks.blocks, cells, busy
        self.need = blocks.need
        self.frame = cells.grid.frame

    def terms(self) -> tuple[Hashable, ...]:
        return self.blocks, self.need, self.busy

    def begin(self) -> Step:
        return (sum(block[-1] < self.first for block in self.blocks), frozenset()), 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        if state is None:
            return None, 0
        found, spoilt = state
        taken = set(self._taken(day, choice))
        spoilt = spoilt | {at for at, block in enumerate(self.blocks) if not taken.isdisjoint(block)}
        found += sum(block[-1] == day and at not in spoilt for at, block in enumerate(self.blocks))
        spoilt = frozenset(at for at in spoilt if self.blocks[at][-1] > day)
        ahead = sum(block[-1] > day for block in self.blocks) - len(spoilt)
        short = max(0, self.need - found - ahead)
        if found >= self.need or day == self.last:
            return self.charge(None, short)
        return self.charge((found + short, spoilt), short)

    def _taken(self, day: int, choice: int) -> Iterator[int]:
        pieces = self.cells.pieces(day, choice)
        if self.cells.matches(self.busy, day, choice):
            yield day
        for piece in pieces:
            yield from range(self.frame.day_of(piece.start), self.frame.day_of(piece.end - 1) + 1)


class FreeMinutes(Part):
    """A free block of minutes: the state is the earliest moment at which one could still begin."""

    FOUND = -1

    def __init__(self, days: range, period: Period, minutes: int, cells: Cells, layer: int | None, weight: int) -> None:
        super().__init__(days.start, days.stop - 1, layer, weight)
        self.cells, self.minutes = cells, minutes
        frame = cells.grid.frame
        self.window = frame.midnight(period.first), frame.midnight(period.last + 1)
        self.starts = sorted(period.starts)
        self.frame = frame

    def terms(self) -> tuple[Hashable, ...]:
        return self.window, tuple(self.starts), self.minutes

    def _after(self, end: int) -> int | None:
        if self.window[0] <= end < self.window[1]:
            return end
        return next((at for at in self.starts if at >= end), None)

    def begin(self) -> Step:
        return self.starts[0] if self.starts else None, 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        if state == self.FOUND:
            return state, 0
        for piece in sorted(self.cells.pieces(day, choice), key=lambda piece: piece.start):
            if state is not None and piece.start >= state + self.minutes:
                return self.FOUND, 0
            later = self._after(piece.end)
            state = later if state is None or later is None else max(state, later)
        if state is not None and state + self.minutes <= self.frame.midnight(day + 1):
            return self.FOUND, 0
        if day == self.last:
            return self.charge(self.FOUND, int(state is None))
        if state is None and self.window[1] <= self.frame.midnight(day + 1):
            return self.charge(self.FOUND, 1)
        return state, 0
