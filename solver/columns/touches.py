"""What a roster brings to rows beyond its single cells: groups of days that it touches, and what leaves limits."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.paths.graph import Ints
from solver.paths.parts import Count
from solver.paths.sums import UNLIMITED, Limit


class Touches:
    """What is counted of one person over his open days: groups of days, each once, or amounts of cells; with limits, only what
    leaves them. Cells lie in a row, groups side by side; an amount is a group of its own.
    """

    def __init__(self, options: Sequence[Sequence[int]], parts: Sequence[Limit]) -> None:
        self.count = len(parts)
        self.lows = np.array([-UNLIMITED if part.low is None else part.low for part in parts], dtype=np.int64)
        self.highs = np.array([_high(part) for part in parts], dtype=np.int64)
        self.plain = np.array([part.low is None and _high(part) == UNLIMITED for part in parts], dtype=bool)
        self._starts = np.cumsum([0, *(len(part.ends) if isinstance(part, Count) else 0 for part in parts)])
        offsets = np.concatenate([[0], np.cumsum([len(choices) for choices in options])])
        self._groups: NDArray[np.bool_] = np.zeros((int(offsets[-1]), int(self._starts[-1])), dtype=bool)
        self._amounts = np.zeros((int(offsets[-1]), self.count), dtype=np.int64)
        for at, (start, part) in enumerate(zip(self._starts.tolist(), parts)):
            if isinstance(part, Count):
                for (day, choice), fed in part.feeds.items():
                    self._groups[offsets[day] + options[day].index(choice), [start + group for group in fed]] = True
            else:
                for day, table in part.amounts[0].items():
                    self._amounts[offsets[day] : offsets[day + 1], at] = [table[choice] for choice in options[day]]

    def of(self, cells: Ints) -> Ints:
        """What these cells bring to each."""
        if not self.count:
            return np.zeros(0, dtype=np.int64)
        found = self._counted(cells)
        left: Ints = np.maximum(0, found - self.highs) + np.maximum(0, self.lows - found)
        return np.where(self.plain, found, left)

    def _counted(self, cells: Ints) -> Ints:
        touched = np.concatenate([[0], np.cumsum(self._groups[cells].any(axis=0))])
        counted: Ints = np.diff(touched[self._starts]) + self._amounts[cells].sum(axis=0)
        return counted

    def cut(self, offsets: Ints, days: range, taken: Sequence[int] | None) -> Touches:
        """Over some days only, beside the options `taken` on the other days: their groups count there already, and limits leave
        to these days what they take."""
        inside = copy.copy(self)
        first, last = int(offsets[days.start]), int(offsets[days.stop])
        inside._groups, inside._amounts = self._groups[first:last], self._amounts[first:last]
        if taken is not None and self.count:
            cells = offsets[:-1] + np.array(taken, dtype=np.int64)
            outside = np.delete(cells, np.arange(days.start, days.stop))
            there = self._counted(outside)
            inside._groups = inside._groups & ~self._groups[outside].any(axis=0)
            inside.lows, inside.highs = self.lows - there, self.highs - there
        return inside


def _high(part: Limit) -> int:
    if isinstance(part, Count):
        return UNLIMITED if part.high is None else part.high
    return UNLIMITED if part.highs is None else part.highs[0]
