"""Prices of the shared rows and of what graphs leave out, sought without a linear program: a bound of the whole, fast.

Everyone is priced, then each price moves the way its row is short or over (a subgradient of the Lagrangian), by less and less,
each at its own pace (Adam, Kingma and Ba 2015). What is proved is some per cent below the linear program's bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solver.columns.generate import SCALE, Generator, Point
from solver.columns.master import Floats
from solver.paths.crowd import Crowd
from solver.paths.graph import Ints
from solver.paths.sums import UNLIMITED

ROUNDS = 200

FIRST, LAST = 0.3, 0.002
"""How far a price moves in the first and in the last round, as a part of what it can be at most."""

LIMITS = 2
"""How many times as far the prices of limits move: they pay for whole days or weekends."""

STEADY, SPREAD = 0.8, 0.95
"""How much of the earlier rounds' direction, and of its square, stays in the next."""


@dataclass
class Moved:
    """Prices on their way; `pace` says how far each moves at most, `low` and `high` what it can be."""

    prices: Floats
    pace: Floats
    low: Floats
    high: Floats
    mean: Floats = field(init=False)
    square: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.mean, self.square = np.zeros(len(self.prices)), np.zeros(len(self.prices))

    def move(self, short: Floats, at: int, rounds: int) -> None:
        """Up where there is too little."""
        self.mean = STEADY * self.mean + (1 - STEADY) * short
        self.square = SPREAD * self.square + (1 - SPREAD) * short * short
        size = np.sqrt(self.square / (1 - SPREAD ** (at + 1))) + 1e-9
        step = FIRST * (LAST / FIRST) ** (at / rounds) * self.pace
        self.prices = np.clip(self.prices + step * self.mean / size, self.low, self.high)


@dataclass
class Ascent:
    """The best prices found for everybody under one goal, and the bound they prove; no layer is held."""

    generator: Generator
    goal: Ints
    bound: float = -float("inf")
    point: Point = field(init=False)
    duals: Ints = field(init=False)
    limits: list[Ints] = field(init=False)
    """By person the prices of the sums and counts that his graph leaves out."""

    def __post_init__(self) -> None:
        rows, people = self.generator.rows, self.generator.people
        self._weights = self.goal * SCALE
        under, over = rows.sides(self._weights)
        top = float(under.max(initial=1))
        self._shared = Moved(np.zeros(len(under)), (under + over).astype(float), -over.astype(float), under.astype(float))
        self._shared.prices += FIRST / 3 * under
        pace = np.concatenate([LIMITS * top / person.sums.units for person in people])
        low = np.concatenate([np.where(person.sums.lows > -UNLIMITED, -np.inf, 0.0) for person in people])
        high = np.concatenate([np.where(person.sums.highs < UNLIMITED, np.inf, 0.0) for person in people])
        self._own = Moved(np.zeros(len(pace)), pace, low, high)
        self._ends = np.cumsum([len(person.sums.parts) for person in people])
        self._crowd = Crowd([person.graph for person in people])
        self._keep()

    def run(self, stopped: Callable[[], bool], rounds: int = ROUNDS) -> None:
        """Improve the bound."""
        for at in range(rounds):
            if stopped():
                return
            bound, short, own = self._priced()
            if bound > self.bound:
                self.bound = bound
                self._keep()
            self._shared.move(short, at, rounds)
            self._own.move(own, at, rounds)

    def _keep(self) -> None:
        self.duals = np.rint(self._shared.prices).astype(np.int64)
        self.point = Point(self._weights, self.generator.rows.extended(self.duals))
        self.limits = [*np.split(np.rint(self._own.prices).astype(np.int64), self._ends[:-1])]

    def _priced(self) -> tuple[float, Floats, Floats]:
        """The bound at these prices, and how much is too little in each row and limit."""
        rows, people = self.generator.rows, self.generator.people
        duals = np.rint(self._shared.prices).astype(np.int64)
        shared = rows.extended(duals)
        limits = np.split(np.rint(self._own.prices).astype(np.int64), self._ends[:-1])
        flats = []
        for at, (person, prices) in enumerate(zip(people, limits)):
            person.sums.prices = prices
            flats.append(person.lifted(rows.flat(at, shared)))
        paths = self._crowd.cheapest(self._weights, np.concatenate(flats), [None] * len(people))
        total, brought, own = rows.worth(duals, np.arange(len(duals)), rows.limits), np.zeros(rows.width, dtype=np.int64), []
        for at, (person, path) in enumerate(zip(people, paths)):
            assert path is not None
            served, times = rows.served(at, path.taken)
            brought[served] += times
            total += path.value - person.sums.paid()
            own.append(person.sums.off(person.sums.used(path.taken)).astype(float))
        return total / SCALE, (rows.limits - rows.heads(brought)) / rows.per, np.concatenate(own)
