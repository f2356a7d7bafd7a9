"""How many groups of days a roster touches: what it brings to rows beyond its single cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.paths.graph import Ints
from solver.paths.parts import Count


class Touches:
    """Counts of one person over his open days: which groups each cell makes count (cells in a row, groups side by side)."""

    def __init__(self, options: Sequence[Sequence[int]], counts: Sequence[Count]) -> None:
        self.count = len(counts)
        self._starts = np.cumsum([0, *(len(count.ends) for count in counts)])
        offsets = np.concatenate([[0], np.cumsum([len(choices) for choices in options])])
        self._groups: NDArray[np.bool_] = np.zeros((int(offsets[-1]), int(self._starts[-1])), dtype=bool)
        for start, count in zip(self._starts.tolist(), counts):
            for (day, choice), fed in count.feeds.items():
                self._groups[offsets[day] + options[day].index(choice), [start + group for group in fed]] = True

    def of(self, cells: Ints) -> Ints:
        """By count, how many of its groups these cells touch."""
        if not self.count:
            return np.zeros(0, dtype=np.int64)
        touched = np.concatenate([[0], np.cumsum(self._groups[cells].any(axis=0))])
        found: Ints = np.diff(touched[self._starts])
        return found

    def cut(self, offsets: Ints, days: range, taken: Sequence[int] | None) -> Touches:
        """Over some days only: the groups that the options `taken` on the other days touch count there already."""
        inside = Touches((), ())
        inside.count, inside._starts = self.count, self._starts
        inside._groups = self._groups[offsets[days.start] : offsets[days.stop]]
        if taken is not None and self.count:
            cells = offsets[:-1] + np.array(taken, dtype=np.int64)
            outside = np.delete(cells, np.arange(days.start, days.stop))
            inside._groups = inside._groups & ~self._groups[outside].any(axis=0)
        return inside
