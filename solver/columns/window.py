"""A stretch of days rostered anew for many people at once, what they hold before and after it kept."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.columns.dive import Dive
from solver.columns.generate import Generator, Point
from solver.columns.master import Master
from solver.columns.plans import Chosen, chosen, heads_of
from solver.columns.rows import BREACH
from solver.paths.crowd import Crowd
from solver.paths.cut import cut
from solver.paths.graph import Ints
from solver.paths.price import Fixed, Path, Pricer
from solver.paths.sums import Ask

SHORTEST = 14
"""Days of the shortest window."""

CELLS = 1400
"""Cells of the first windows: about as many as are decided in a second."""

LONGER = 2
"""How much longer windows become after a sweep that has gained less than a part `ENOUGH`."""

ENOUGH = 0.01

LONG = 4
"""Times the length of a window that a horizon is long: windows then become longer at once after the first sweep."""

FIRST, LATER = (15, 5), (30, 10)
"""The pace of dives, as in `Dive`: in the first sweep, and in those that mend what it has left."""

ENDING = 0.2
"""How much shorter the end of a dive is sought here than in a neighbourhood, and how much effort it may take."""


class Windowed(Generator):
    """Prices people over some days only; `plan` says what they hold outside. Rosters found are whole ones all the same."""

    def __init__(self, base: Generator, plan: Chosen, persons: Sequence[int], days: range) -> None:
        super().__init__(base.rows, base.people, base.stopped)
        self.pool, self.days = base.pool, days
        self.outside = {person: tuple(plan.columns[person].taken.tolist()) for person in persons}
        self._cut(list(persons))

    def _cut(self, persons: list[int]) -> None:
        graphs = [cut(self.people[person].graph, self.outside[person], self.days) for person in persons]
        self._order, self._within = persons, Crowd(graphs)
        self._alone = {person: Pricer(graph) for person, graph in zip(persons, graphs)}

    def _price_all(self, persons: Sequence[int], point: Point, fixed: Mapping[int, Fixed]) -> dict[int, Path | None]:
        """Everyone's cheapest roster. Where one breaks a rule that waits, the rule is taken in, and all are priced again."""
        while True:
            flats = [self.flat(person, point) for person in self._order]
            lifted = [self._inside(person, self.people[person].lifted(flat)) for person, flat in zip(self._order, flats)]
            held = [self._held(person, fixed) for person in self._order]
            paths = self._within.cheapest(point.weights, np.concatenate(lifted), held)
            found: dict[int, Path | None] = {}
            for person, flat, path in zip(self._order, flats, paths):
                whole = self._whole(person, path, flat)
                ask = self._ask(person, point, fixed)
                found[person] = self.people[person].settle(whole, point.weights, flat, None, ask)
            broken = [(person, path) for person, path in found.items() if path is not None and not path.legal]
            grown = [self.people[person].grow(path) for person, path in broken]
            if not any(grown):
                return found
            self._cut(self._order)

    def _tighten(self, persons: Sequence[int]) -> bool:
        """Nothing: a bound of a window is worth no larger graphs."""
        return False

    def _inside(self, person: int, flat: Ints) -> Ints:
        offsets = self.rows.offsets[person]
        return flat[offsets[self.days.start] : offsets[self.days.stop]]

    def _held(self, person: int, fixed: Mapping[int, Fixed]) -> Fixed | None:
        return fixed[person][self.days.start : self.days.stop] if person in fixed else None

    def _ask(self, person: int, point: Point, fixed: Mapping[int, Fixed]) -> Ask:
        """Prices one person at other prices of cells."""
        starts = self.rows.offsets[person][self.days.start : self.days.stop + 1]

        def ask(flat: Ints) -> Path | None:
            cells = [flat[a:b] for a, b in zip(starts, starts[1:])]
            found = self._alone[person].cheapest(point.weights, cells, self._held(person, fixed))
            return self._whole(person, found, flat)

        return ask

    def _whole(self, person: int, path: Path | None, flat: Ints) -> Path | None:
        """A roster with what is held outside the window, which pays there too."""
        if path is None:
            return None
        outside, offsets = self.outside[person], self.rows.offsets[person]
        taken = (*outside[: self.days.start], *path.taken, *outside[self.days.stop :])
        cells = offsets[:-1] + np.array(taken, dtype=np.int64)
        away = int(flat[cells].sum() - flat[cells[self.days.start : self.days.stop]].sum())
        return Path(taken, path.value + away, path.costs)


@dataclass
class Window:
    """Frees some people of a plan on some days, in one layer, the earlier layers held."""

    generator: Generator
    layer: int
    goal: Ints
    held: Ints
    seconds: float
    chance: random.Random

    def improve(self, plan: Chosen, persons: Sequence[int], days: range, pace: tuple[int, int]) -> Chosen | None:
        """A better plan that differs in these cells alone, or None."""
        rows, layer = self.generator.rows, self.layer
        own = [plan.columns[person] for person in persons]
        limits = rows.limits - (plan.heads - heads_of(rows, own))
        touched = np.unique(np.concatenate([rows.within(person, days) for person in persons]))
        apart = np.setdiff1d(np.arange(len(limits)), touched)
        away = rows.paid(plan.heads[apart] - rows.limits[apart], apart)
        base = plan.costs - rows.costs(plan.heads) - np.sum([column.costs for column in own], axis=0) + away
        held = self.held - base
        inside = np.isin(np.arange(len(limits)), touched) & rows.hard
        broken = int(np.maximum(plan.heads - rows.limits, 0) @ inside)
        target = int((plan.costs - base) @ self.goal) + broken * BREACH * int(self.goal.max())
        inner = Windowed(self.generator, plan, persons, days)
        master = Master(rows, persons, layer, self.goal, held, limits, True, touched)
        master.add(own)
        dive = Dive(inner, master, float(target), self.chance, "cells", ENDING * self.seconds, ENDING, pace, days)
        found = dive.run()
        if found is None:
            return None
        taken = list(plan.columns)
        for person, column in found.items():
            taken[person] = column
        return chosen(rows, taken)


@dataclass
class Sweeps:
    """Windows over the horizon from its begin to its end, each half over the one before; then again, and then longer ones."""

    people: int
    horizon: int
    chance: random.Random
    length: int = field(init=False)
    pace: tuple[int, int] = FIRST
    _left: list[range] = field(default_factory=list)
    _value: int = 0
    _sweeps: int = 0

    def __post_init__(self) -> None:
        self.length = min(self.horizon, max(SHORTEST, CELLS // self.people))

    def next(self, value: int) -> range | None:
        """The next window, for a plan of this value; None when windows as long as the horizon gain nothing."""
        if not self._left:
            longer = self._sweeps == 1 and LONG * self.length <= self.horizon
            if self._sweeps and (longer or value > (1 - ENOUGH) * self._value):
                if self.length == self.horizon:
                    return None
                self.length = min(self.horizon, int(self.length * LONGER))
            self._value = value
            self._left = self._sweep()
            self.pace = LATER if self._sweeps else FIRST
            self._sweeps += 1
        return self._left.pop(0)

    def _sweep(self) -> list[range]:
        step = max(1, self.length // 2)
        shift = self.chance.randrange(step) if self._sweeps else 0
        starts = sorted({min(max(0, start - shift), self.horizon - self.length) for start in range(0, self.horizon, step)})
        return [range(start, start + self.length) for start in starts]
