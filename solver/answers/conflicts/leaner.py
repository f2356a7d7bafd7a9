"""The same instances with fewer rows: spans and rests that others make idle, whatever a person's cells hold, are left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from scheduler.domain.rosters import Grid
from scheduler.rules import reading
from scheduler.rules.api import Hole, Period, Slot, Statement, Total
from scheduler.rules.evaluate import hole_days

Held = Callable[[int, int], tuple[int, ...]]
"""What a cell (person, day) may hold: what a plan may choose, and what stands there as a given fact."""


class Leaner:
    """Keeps what it found by what the cells may hold, which is the same for many people."""

    def __init__(self, given: Grid, held: Held) -> None:
        self.given, self.frame, self.held = given, given.frame, held
        self._spans: dict[object, tuple[tuple[int, int], ...]] = {}
        self._starts: dict[object, tuple[int, ...]] = {}
        self._minutes: dict[object, dict[tuple[int, int], int]] = {}
        self._beside: dict[tuple[int, int], dict[tuple[int, int], int]] = {}

    def __call__(self, said: Statement) -> Statement:
        if isinstance(said, Total) and len(said.people) == 1 and not said.measure.credit:
            (slot,), ((low, _),) = said.windows, said.limits
            if low is not None or len(slot.spans) < 2:
                return said
            return replace(said, windows=(replace(slot, spans=self._needed(said, slot)),))
        if isinstance(said, Hole) and said.minutes is not None:
            (period,) = said.periods
            return replace(said, periods=(replace(period, starts=self._candidates(said, period)),))
        return said

    def _cells(self, person: int, days: range) -> tuple[tuple[int, ...], ...] | None:
        """What each cell may hold; None where work was recorded otherwise than the code says."""
        if any(self.given.special(person, day) is not None for day in days):
            return None
        return tuple(self.held(person, day) for day in days)

    def _needed(self, said: Total, slot: Slot) -> tuple[tuple[int, int], ...]:
        """The spans of which no other counts at least as much of everything."""
        days = reading.slot_days(self.frame, said.measure, slot)
        cells = self._cells(said.people[0], days)
        if cells is None:
            return slot.spans
        key = said.measure, slot, cells
        if key not in self._spans:
            counts = [self._counts(said, slot, span, days, cells) for span in slot.spans]
            self._spans[key] = tuple(slot.spans[at] for at in _largest(counts))
        return self._spans[key]

    def _counts(
        self, said: Total, slot: Slot, span: tuple[int, int], days: range, cells: Sequence[tuple[int, ...]]
    ) -> tuple[int, ...]:
        frame, measure = self.frame, said.measure
        klass = frame.klass(measure.select)
        known = self._minutes.setdefault((measure, slot.first, slot.last, span), {})
        out = []
        for day, choices in zip(days, cells, strict=True):
            for choice in choices:
                amount = known.get((day, choice))
                if amount is None:
                    pieces = frame.measured(measure.takes, klass, choice, day)
                    amount = known[day, choice] = reading.minutes(frame, measure, 0, choice, pieces, day, slot, span)
                out.append(amount)
        return tuple(out)

    def _candidates(self, said: Hole, period: Period) -> tuple[int, ...]:
        """The beginnings of a rest for which no other is left free by at least as much."""
        days = hole_days(self.given, said, period)
        cells = self._cells(said.person, days)
        if cells is None or said.minutes is None:
            return period.starts
        key = said.minutes, period, cells
        if key not in self._starts:
            free = [self._free(at, at + said.minutes, days, cells) for at in period.starts]
            self._starts[key] = tuple(period.starts[at] for at in _largest(free))
        return self._starts[key]

    def _free(self, start: int, end: int, days: range, cells: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """For each thing that a cell may hold 1 where a rest from start to end is possible beside it."""
        known = self._beside.setdefault((start, end), {})
        out = []
        for day, choices in zip(days, cells, strict=True):
            for choice in choices:
                free = known.get((day, choice))
                if free is None:
                    work = self.frame.pieces(choice, day)
                    free = known[day, choice] = int(not any(piece.start < end and start < piece.end for piece in work))
                out.append(free)
        return tuple(out)


def _largest(rows: Sequence[tuple[int, ...]]) -> list[int]:
    """The rows that no other equals or exceeds in every place; of equal ones the first."""
    kept: list[int] = []
    for at in sorted(range(len(rows)), key=lambda at: (-sum(rows[at]), at)):
        row = rows[at]
        if not any(all(a >= b for a, b in zip(rows[other], row, strict=True)) for other in kept):
            kept.append(at)
    return sorted(kept)
