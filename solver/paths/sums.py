"""Sums that a graph leaves out, kept by prices on cells and meters: a roster that breaks one pays more for what it counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from solver.paths.graph import Ints
from solver.paths.parts import Count, Sum
from solver.paths.price import Path

Floats = NDArray[np.float64]

Limit = Sum | Count

Ask = Callable[[Ints], Path | None]
"""The cheapest roster at these prices of cells and meters."""

TRIES = 20
REFINED = 2
"""Further tries for a bound and a roster that are closer, once a roster keeps every sum."""

FIRST = 16
"""Of the dearest cell this part is what a unit of a sum costs at first."""

UNLIMITED = 2**40


@dataclass
class Sums:
    """Hard sums over the cells of one person, and counts of which his graph has `meters`. `offsets` says where the cells of
    each day begin in a row of all cells; the meters come after them.

    What prices find is a roster that keeps the sums, and a bound of all that do (Lagrange): not always the same.
    """

    parts: list[Limit]
    options: Sequence[Sequence[int]]
    meters: Sequence[Limit] = ()
    offsets: Ints = field(init=False)
    amounts: Ints = field(init=False)
    prices: Ints = field(init=False)
    loose: int = 0
    """By how much the last roster found costs more than its bound."""

    def __post_init__(self) -> None:
        self.offsets = np.concatenate([[0], np.cumsum([len(choices) for choices in self.options])]).astype(np.int64)
        self.amounts = np.zeros((len(self.parts), int(self.offsets[-1]) + len(self.meters)), dtype=np.int64)
        self._groups: dict[int, NDArray[np.bool_]] = {}
        """By count the groups that each cell makes count, without those that the days before the horizon have."""
        self.lows = np.full(len(self.parts), -UNLIMITED, dtype=np.int64)
        self.highs = np.full(len(self.parts), UNLIMITED, dtype=np.int64)
        for at, part in enumerate(self.parts):
            before, high = self._add(at, part) if isinstance(part, Sum) else self._count(at, part)
            if part.low is not None:
                self.lows[at] = part.low - before
            if high is not None:
                self.highs[at] = high - before
        self.prices = np.zeros(len(self.parts), dtype=np.int64)
        self.units = np.maximum(1, np.abs(self.amounts).max(axis=1, initial=0))
        """The most that one cell adds to each."""

    def _add(self, at: int, part: Sum) -> tuple[int, int | None]:
        """Returns what the days before the horizon add, and the upper limit."""
        table = part.amounts[0]
        for day in range(max(0, part.first), min(part.last, len(self.options) - 1) + 1):
            start = self.offsets[day]
            self.amounts[at, start : start + len(self.options[day])] = [table[day][choice] for choice in self.options[day]]
        before = sum(next(iter(table[day].values())) for day in range(part.first, min(0, part.last + 1)))
        return before, None if part.highs is None else part.highs[0]

    def _count(self, at: int, part: Count) -> tuple[int, int | None]:
        self.amounts[at, self.offsets[-1] + self.meters.index(part)] = 1
        groups = np.zeros((int(self.offsets[-1]), len(part.ends)), dtype=bool)
        for (day, choice), fed in part.feeds.items():
            if day >= 0 and choice in self.options[day]:
                groups[self.offsets[day] + self.options[day].index(choice), list(fed)] = True
        before = part.before()
        groups[:, list(before)] = False
        self._groups[at] = groups
        return len(before), part.high

    def used(self, taken: Sequence[int]) -> Ints:
        """What a whole roster adds up to."""
        cells = self.offsets[:-1] + np.array(taken, dtype=np.int64)
        total: Ints = self.amounts[:, cells].sum(axis=1)
        for at, groups in self._groups.items():
            total[at] = groups[cells].any(axis=0).sum()
        return total

    def kept(self, used: Ints) -> bool:
        return bool(((used <= self.highs) & (used >= self.lows)).all())

    def broken(self, taken: Sequence[int]) -> list[Limit]:
        """Those that a whole roster does not keep."""
        used = self.used(taken)
        return [self.parts[at] for at in np.flatnonzero((used > self.highs) | (used < self.lows)).tolist()]

    def beyond(self, taken: Sequence[int], flat: Ints, chance: random.Random) -> NDArray[np.bool_]:
        """The cells that count in sums which a roster exceeds, but for as many of its own as may count: of the cheapest cells
        at these prices, of any groups."""
        cells = self.offsets[:-1] + np.array(taken, dtype=np.int64)
        found = np.zeros(int(self.offsets[-1]), dtype=bool)
        for at in np.flatnonzero(self.used(taken) > self.highs).tolist():
            groups = self._groups.get(at)
            if groups is not None:
                had = np.flatnonzero(groups[cells].any(axis=0)).tolist()
                closed = np.ones(groups.shape[1], dtype=bool)
                closed[chance.sample(had, max(0, int(self.highs[at])))] = False
                found |= groups[:, closed].any(axis=1)
                continue
            counts = self.amounts[at, : len(found)]
            own = cells[np.argsort(flat[cells], kind="stable")]
            may = own[np.cumsum(counts[own]) <= self.highs[at]]
            beyond = counts > 0
            beyond[may] = False
            found |= beyond
        return found

    def without(self, parts: Sequence[Limit]) -> Sums:
        """The others, at their prices."""
        left = [at for at, part in enumerate(self.parts) if part not in parts]
        if len(left) == len(self.parts):
            return self
        others = Sums([self.parts[at] for at in left], self.options, self.meters)
        others.prices = self.prices[left]
        return others

    def lifted(self, flat: Ints) -> Ints:
        """Prices of cells, and of the meters that have one, with those of the sums in them, then those of the other meters."""
        missing = self.amounts.shape[1] - len(flat)
        if missing:
            flat = np.concatenate([flat, np.zeros(missing, dtype=np.int64)])
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
            bound = max(bound, path.value - self.paid())
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

    def paid(self) -> int:
        """What a roster that just keeps every sum pays at least at the prices of the sums."""
        prices = self.prices
        return int(np.where(prices > 0, prices, 0) @ self.highs) + int(np.where(prices < 0, prices, 0) @ self.lows)

    def off(self, used: Ints) -> Ints:
        """How much is too much (above 0) or too little: which way the price of each sum goes."""
        low = (self.prices < 0) | ((self.prices == 0) & (used < self.lows))
        found: Ints = np.where(low, used - self.lows, used - self.highs)
        return found

    def near(self, path: Path | None, flat: Ints, ask: Ask) -> Path | None:
        """From a cheapest roster at `lifted` prices one that costs little and nearly keeps every sum: a unit that is off counts
        as much as the dearest cell. Its value means nothing."""
        unit = int(np.abs(flat).max(initial=0))
        least, most = np.full(len(self.parts), -np.inf), np.full(len(self.parts), np.inf)
        best: tuple[int, Path] | None = None
        begun = self.prices
        for _ in range(TRIES):
            if path is None:
                break
            used = self.used(path.taken)
            off = np.maximum(used - self.highs, 0) + np.maximum(self.lows - used, 0)
            value = path.value - int(self.prices @ used) + unit * int((off // self.units + (off % self.units > 0)).sum())
            if best is None or value < best[0]:
                best = value, path
            before = self.prices
            self._move(used, least, most, max(1, unit // FIRST))
            if (self.prices == before).all():
                break
            path = ask(self.lifted(flat))
        self.prices = begun
        return None if best is None else replace(best[1], legal=self.kept(self.used(best[1].taken)))

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
