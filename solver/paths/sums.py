"""Sums that a graph leaves out, kept by prices on cells: a roster that breaks one pays more for what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from solver.paths.graph import Ints
from solver.paths.parts import Sum
from solver.paths.price import Path

Floats = NDArray[np.float64]

Ask = Callable[[Ints], Path | None]
"""The cheapest roster at these prices of cells."""

TRIES = 20
REFINED = 2
"""Further tries for a bound and a roster that are closer, once a roster keeps every sum."""

FIRST = 16
"""Of the dearest cell this part is what a unit of a sum costs at first."""

UNLIMITED = 2**40


@dataclass
class Sums:
    """Hard sums over the cells of one person. `offsets` says where the cells of each day begin in a row of all cells.

    What prices on cells find is a roster that keeps the sums, and a bound of all that do (Lagrange): not always the same.
    """

    parts: list[Sum]
    options: Sequence[Sequence[int]]
    offsets: Ints = field(init=False)
    amounts: Ints = field(init=False)
    prices: Ints = field(init=False)
    loose: int = 0
    """By how much the last roster found costs more than its bound."""

    def __post_init__(self) -> None:
        self.offsets = np.concatenate([[0], np.cumsum([len(choices) for choices in self.options])]).astype(np.int64)
        self.amounts = np.zeros((len(self.parts), int(self.offsets[-1])), dtype=np.int64)
        self.lows = np.full(len(self.parts), -UNLIMITED, dtype=np.int64)
        self.highs = np.full(len(self.parts), UNLIMITED, dtype=np.int64)
        for at, part in enumerate(self.parts):
            table = part.amounts[0]
            before = sum(next(iter(table[day].values())) for day in range(part.first, min(0, part.last + 1)))
            for day in range(max(0, part.first), min(part.last, len(self.options) - 1) + 1):
                start = self.offsets[day]
                self.amounts[at, start : start + len(self.options[day])] = [table[day][choice] for choice in self.options[day]]
            if part.low is not None:
                self.lows[at] = part.low - before
            if part.highs is not None:
                self.highs[at] = part.highs[0] - before
        self.prices = np.zeros(len(self.parts), dtype=np.int64)

    def used(self, taken: Sequence[int]) -> Ints:
        """What a whole roster adds up to."""
        total: Ints = self.amounts[:, self.offsets[:-1] + np.array(taken, dtype=np.int64)].sum(axis=1)
        return total

    def kept(self, used: Ints) -> bool:
        return bool(((used <= self.highs) & (used >= self.lows)).all())

    def broken(self, taken: Sequence[int]) -> list[Sum]:
        """Those that a whole roster does not keep."""
        used = self.used(taken)
        return [self.parts[at] for at in np.flatnonzero((used > self.highs) | (used < self.lows)).tolist()]

    def without(self, parts: Sequence[Sum]) -> Sums:
        """The others, at their prices."""
        left = [at for at, part in enumerate(self.parts) if part not in parts]
        if len(left) == len(self.parts):
            return self
        others = Sums([self.parts[at] for at in left], self.options)
        others.prices = self.prices[left]
        return others

    def lifted(self, flat: Ints) -> Ints:
        """Prices of cells with those of the sums in them."""
        return flat + self.prices @ self.amounts if self.prices.any() else flat

    def settle(self, path: Path | None, flat: Ints, ask: Ask, refine: int = REFINED) -> Path | None:
        """From a cheapest roster at `lifted` prices one that keeps every sum; its value is a bound for those that do.

        Not legal where none is found. `refine` is how often a closer one is sought.
        """
        bound, best, refined = -(2**62), None, 0
        least = np.full(len(self.parts), -np.inf)
        most = np.full(len(self.parts), np.inf)
        step = max(1, int(np.abs(flat).max(initial=0)) // FIRST)
        kept_prices = self.prices
        for _ in range(TRIES):
            if path is None:
                return None
            prices, used = self.prices, self.used(path.taken)
            paid = np.where(prices > 0, prices, 0) @ np.minimum(self.highs, UNLIMITED)
            bound = max(bound, path.value - int(paid) - int(np.where(prices < 0, prices, 0) @ self.lows))
            if self.kept(used):
                value = path.value - int(prices @ used)
                if best is None or value < best[0]:
                    best, kept_prices = (value, path), prices
                refined += 1
                if value <= bound or refined > refine:
                    break
            self._move(used, least, most, step)
            path = ask(self.lifted(flat))
        self.prices = kept_prices
        self.loose = 0 if best is None else best[0] - bound
        if best is not None:
            return replace(best[1], value=bound)
        return None if path is None else replace(path, value=bound, legal=False)

    def _move(self, used: Ints, least: Floats, most: Floats, step: int) -> None:
        """New prices: more for what is too much, less for what is too little; then halfway between a loose and a tight one."""
        before = self.prices
        over, under = used > self.highs, used < self.lows
        within = ~over & ~under
        least[:] = np.where(over | (within & (before < 0)), before, least)
        most[:] = np.where(under | (within & (before > 0)), before, most)
        up = np.where(np.isfinite(most), (before + most) / 2, np.maximum(2 * before, step))
        down = np.where(np.isfinite(least), (before + least) / 2, np.minimum(2 * before, -step))
        back = np.where(before > 0, (np.maximum(least, 0) + before) / 2, (np.minimum(most, 0) + before) / 2)
        after = np.where(over, up, np.where(under, down, back))
        self.prices = np.rint(after).astype(np.int64)
