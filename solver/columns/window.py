"""A stretch of days rostered anew for many people at once, what they hold before and after it kept."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from solver.columns.dive import Dive
from solver.columns.generate import Generator, Point
from solver.columns.master import Column, Floats, Master
from solver.columns.plans import Chosen, chosen, heads_of
from solver.columns.rows import BREACH
from solver.paths import graph, stretch
from solver.paths.crowd import Crowd
from solver.paths.graph import Ints
from solver.paths.price import Fixed, Path, Pricer
from solver.paths.stretch import Stretch
from solver.paths.sums import Limit

SHORTEST = 14
"""Days of the shortest window."""

CELLS = 1400
"""Cells of the first windows: about as many as are decided in a second."""

LONGER = 2
"""How much longer windows become after a sweep that has gained less than a part `ENOUGH`."""

ENOUGH = 0.01

LONG = 4
"""Times the length of a window that a horizon is long: windows then become longer at once after the first sweep."""

CHANGED = 0.3
"""Part of the cells of a window from which on it counts as rostered anew."""

FIRST, LATER = (15, 5), (30, 10)
"""The pace of dives, as in `Dive`: in the first sweep, and in those that mend what it has left."""

ENDING = 0.2
"""How much shorter the end of a dive is sought here than in a neighbourhood, and how much effort it may take."""


class Windowed(Generator):
    """Prices people over some days only, as if there were no others; `plan` says what they hold outside.

    What a person's graph leaves out is kept as what the days outside leave of it. What is counted besides cells is
    what these days add to the others, but for an amount that is the same for every roster.
    """

    lazy = True

    def __init__(self, base: Generator, plan: Chosen, persons: Sequence[int], days: range) -> None:
        self.base, self.days = base, days
        self.outside = {person: tuple(plan.columns[person].taken.tolist()) for person in persons}
        whole = len(days) == len(base.rows.offsets[0]) - 1
        self.most = graph.MOST_STATES if whole else stretch.MOST_STATES
        self._stretches = {person: self._stretch(person) for person in persons}
        super().__init__(base.rows if whole else base.rows.cut(days, self.outside), base.people, base.stopped)
        if whole:
            self.pool = base.pool
        self._together_again()

    def _stretch(self, person: int) -> Stretch:
        rosters = self.base.people[person]
        meters = len(rosters.counted)
        return Stretch(rosters.graph, self.outside[person], self.days, rosters.sums.parts, most=self.most, meters=meters)

    def _together_again(self) -> None:
        self._within = Crowd([stretch.graph for stretch in self._stretches.values()])

    def _price_all(self, persons: Sequence[int], point: Point, fixed: Mapping[int, Fixed]) -> dict[int, Path | None]:
        """Everyone's cheapest roster. Where one breaks a rule that is not in yet, it is taken in, and he is priced again."""
        cells = {person: self.flat(person, point) for person in self._stretches}
        held = [fixed.get(person) for person in self._stretches]
        paths = self._within.cheapest(point.weights, np.concatenate([*cells.values()]), held)
        found = dict(zip(self._stretches, paths))
        grown = False
        for person, path in found.items():
            while path is not None and (broken := self._broken(person, path)):
                if not self._take_in(person, broken, path):
                    path = replace(path, legal=False)
                    break
                grown = True
                pricer = Pricer(self._stretches[person].graph)
                path = pricer.cheapest(point.weights, cells[person], fixed.get(person))
            found[person] = path
        if grown:
            self._together_again()
        return found

    def whole(self, person: int, inside: Sequence[int]) -> tuple[int, ...]:
        """A roster with what is held outside the window."""
        outside = self.outside[person]
        return (*outside[: self.days.start], *inside, *outside[self.days.stop :])

    def _broken(self, person: int, path: Path) -> list[Limit]:
        """What a roster found breaks."""
        rosters = self.base.people[person]
        if not rosters.sums.parts and not rosters.waiting.parts:
            return []
        taken = self.whole(person, path.taken)
        return rosters.sums.broken(taken) + rosters.waiting.broken(taken)

    def _take_in(self, person: int, broken: list[Limit], path: Path) -> bool:
        """Take in what a roster breaks; whether there was room for it."""
        stretch = self._stretches[person]
        if stretch.add([part for part in broken if part in stretch.limits]):
            return True
        if self.base.people[person].grow(replace(path, taken=self.whole(person, path.taken))):
            self._stretches[person] = self._stretch(person)
            return True
        return False

    def _tighten(self, persons: Sequence[int]) -> bool:
        """Nothing: a bound of a window is worth no larger graphs."""
        return False


@dataclass
class Window:
    """Frees some people of a plan on some days, in one layer, the earlier layers held."""

    generator: Generator
    layer: int
    goal: Ints
    held: Ints
    seconds: float
    chance: random.Random
    near: Point | None = None
    """Duals of the whole from which it begins."""

    def improve(self, plan: Chosen, persons: Sequence[int], days: range, pace: tuple[int, int]) -> Chosen | None:
        """A better plan that differs in these cells alone, or None."""
        rows, layer = self.generator.rows, self.layer
        inner = Windowed(self.generator, plan, persons, days)
        own = [inner.pool.add(person, self._inside(plan.columns[person], days))[0] for person in persons]
        limits = rows.limits - (plan.heads - heads_of(inner.rows, own))
        touched = np.unique(np.concatenate([inner.rows.touched(person) for person in persons]))
        apart = np.setdiff1d(np.arange(len(limits)), touched)
        away = rows.paid(plan.heads[apart] - rows.limits[apart], apart)
        base = plan.costs - rows.costs(plan.heads) - np.sum([column.costs for column in own], axis=0) + away
        held = self.held - base
        inside = np.isin(np.arange(len(limits)), touched) & rows.hard
        broken = int(np.maximum(plan.heads - rows.limits, 0) @ inside)
        target = int((plan.costs - base) @ self.goal) + broken * BREACH * int(self.goal.max())
        master = Master(inner.rows, persons, layer, self.goal, held, limits, True, touched)
        master.add(own)
        seconds = ENDING * self.seconds
        found = Dive(inner, master, float(target), self.chance, "cells", seconds, ENDING, pace, near=self.near).run()
        if found is None:
            return None
        taken = list(plan.columns)
        for person, column in found.items():
            path = Path(inner.whole(person, column.taken.tolist()), 0, tuple(column.costs.tolist()))
            taken[person] = self.generator.pool.add(person, path)[0]
        return chosen(rows, taken)

    def _inside(self, column: Column, days: range) -> Path:
        """Some days of a roster, at what the whole of it costs."""
        return Path(tuple(column.taken[days.start : days.stop].tolist()), 0, tuple(column.costs.tolist()))


@dataclass
class Sweeps:
    """Windows over the horizon from a day on to its end and from its begin to that day, each half over the one before; then
    again, and then longer ones."""

    people: int
    horizon: int
    chance: random.Random
    begin: int = 0
    cells: int = CELLS
    length: int = field(init=False)
    pace: tuple[int, int] = FIRST
    _left: list[range] = field(default_factory=list)
    _value: int = 0
    _sweeps: int = 0

    def __post_init__(self) -> None:
        self.length = min(self.horizon, max(SHORTEST, self.cells // self.people))

    def next(self, value: int) -> range | None:
        """The next window, for a plan of this value; None when longer ones would be the whole horizon."""
        if not self._left:
            longer = self._sweeps == 1 and LONG * self.length <= self.horizon
            if self._sweeps and (longer or value > (1 - ENOUGH) * self._value):
                self.length *= LONGER
                if self.length >= self.horizon:
                    return None
            self._value = value
            self._left = self._sweep()
            self.pace = LATER if self._sweeps else FIRST
            self._sweeps += 1
        return self._left.pop(0)

    @property
    def swept(self) -> bool:
        """Whether every day has been rostered anew."""
        return self._sweeps > 0 and not self._left

    def skip(self, changed: Floats) -> None:
        """By day, the part of the cells that has been changed elsewhere: windows rostered anew there are done in this sweep."""
        self._left = [days for days in self._left if changed[days.start : days.stop].mean() < CHANGED]

    def _sweep(self) -> list[range]:
        step = max(1, self.length // 2)
        shift = self.chance.randrange(step) if self._sweeps else 0
        starts = sorted({min(max(0, start - shift), self.horizon - self.length) for start in range(0, self.horizon, step)})
        starts = [start for start in starts if start >= self.begin] + [start for start in starts if start < self.begin]
        return [range(start, start + self.length) for start in starts]
