"""Prices of the shared rows and of what graphs leave out, sought without a linear program: a bound of the whole, fast.

Some people are priced, then each price moves the way its row is short or over (a subgradient of the Lagrangian), by less and
less, each at its own pace (Adam, Kingma and Ba 2015); then the next people at the new prices (Nedic and Bertsekas 2001): where
all were priced at once, they would all take the dearest of many shifts that are alike. What is proved is some per cent below
the linear program's bound.
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

PASSES, WORK, CELL = 150, 45_000_000, 50
"""How often everybody is priced: less often where this is more work, so that it ends in time. It is that of so many arcs, a
choice of a day that of `CELL` arcs."""

PARTS = 10
"""In how many parts."""

JUDGED = 10
"""Passes after which everybody is priced once more at the same prices: the bound."""

BEGIN = 0.01
"""What a unit that is short costs at first, as a part of what it can cost at most."""

FIRST, LAST = 0.1, 0.0003
"""How far a price moves in the first and in the last round, as a part of what it can be at most."""

LIMITS = 20
"""How many times as far the prices of limits move: they pay for whole days or weekends."""

STEADY, SPREAD = 0.8, 0.98
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

    @property
    def whole(self) -> Ints:
        found: Ints = np.rint(self.prices).astype(np.int64)
        return found


class Part:
    """Some of the people, priced together; `own` are the prices of the sums and counts that their graphs leave out."""

    def __init__(self, generator: Generator, members: range, top: float) -> None:
        self.generator, self.members = generator, members
        self.people = [generator.people[person] for person in members]
        self.crowd = Crowd([person.graph for person in self.people])
        self.ends = np.cumsum([len(person.sums.parts) for person in self.people])
        pace = np.concatenate([LIMITS * top / person.sums.units for person in self.people])
        low = np.concatenate([np.where(person.sums.lows > -UNLIMITED, -np.inf, 0.0) for person in self.people])
        high = np.concatenate([np.where(person.sums.highs < UNLIMITED, np.inf, 0.0) for person in self.people])
        self.own = Moved(np.zeros(len(pace)), pace, low, high)

    def limits(self) -> list[Ints]:
        """The prices of each one's sums and counts."""
        return [*np.split(self.own.whole, self.ends[:-1])]

    def priced(self, weights: Ints, duals: Ints) -> tuple[int, Ints, Floats]:
        """What their cheapest rosters cost less what their limits pay, what these bring to the rows, and by how much each
        limit is passed."""
        rows = self.generator.rows
        flats = []
        for at, person, prices in zip(self.members, self.people, self.limits()):
            person.sums.prices = prices
            flats.append(person.lifted(rows.flat(at, duals)))
        paths = self.crowd.cheapest(weights, np.concatenate(flats), [None] * len(self.people))
        total, brought, off = 0, np.zeros(rows.width, dtype=np.int64), []
        for at, person, path in zip(self.members, self.people, paths):
            assert path is not None
            served, times = rows.served(at, path.taken)
            brought[served] += times
            total += path.value - person.sums.paid()
            off.append(person.sums.off(person.sums.used(path.taken)).astype(float))
        return total, brought, np.concatenate(off)


@dataclass
class Ascent:
    """The best prices found for everybody under one goal, and the bound they prove; no layer is held."""

    generator: Generator
    goal: Ints
    bound: float = -float("inf")
    point: Point = field(init=False)
    duals: Ints = field(init=False)
    _limits: list[list[Ints]] = field(init=False)
    """By part and person the prices of the sums and counts that his graph leaves out."""

    def __post_init__(self) -> None:
        rows, people = self.generator.rows, self.generator.people
        self._weights = self.goal * SCALE
        under, over = (side.astype(float) for side in rows.sides(self._weights))
        self._shared = Moved(BEGIN * under, under + over, -over, under)
        count = min(PARTS, len(people))
        top = float(under.max(initial=1))
        self._parts = [Part(self.generator, range(first, len(people), count), top) for first in range(count)]
        self._judge()

    def run(self, stopped: Callable[[], bool]) -> None:
        """Improve the bound; what graphs leave out then has the best prices found."""
        choices = sum(int(offsets[-1]) for offsets in self.generator.rows.offsets)
        work = sum(person.arcs for person in self.generator.people) + CELL * choices
        passes = PASSES * WORK // max(WORK, work)
        for at in range(passes):
            if stopped():
                break
            for number, part in enumerate(self._parts):
                self._step(part, at, number, passes)
            if (passes - 1 - at) % JUDGED == 0:
                self._judge()
        for part, limits in zip(self._parts, self._limits):
            for person, prices in zip(part.people, limits):
                person.sums.prices = prices

    def _step(self, part: Part, at: int, number: int, passes: int) -> None:
        """Price some people, and move the prices by what is short of their part of each row."""
        rows = self.generator.rows
        _, brought, off = part.priced(self._weights, rows.extended(self._shared.whole))
        share = len(part.people) / len(self.generator.people)
        short = (rows.limits * share - rows.heads(brought)) / rows.per
        self._shared.move(short, at * len(self._parts) + number, passes * len(self._parts))
        part.own.move(off, at, passes)

    def _judge(self) -> None:
        """Price everybody at the prices as they are; keep those that prove more than all before."""
        rows, duals = self.generator.rows, self._shared.whole
        shared = rows.extended(duals)
        total = rows.worth(duals, np.arange(len(duals)), rows.limits)
        total += sum(part.priced(self._weights, shared)[0] for part in self._parts)
        if total / SCALE > self.bound:
            self.bound, self.duals = total / SCALE, duals
            self.point = Point(self._weights, shared)
            self._limits = [part.limits() for part in self._parts]
