"""Column generation: price every person at the master's duals until no roster helps; each round proves a lower bound."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from solver.columns.master import Column, Floats, Master, Pool
from solver.columns.rows import Rows
from solver.columns.tallies import Tally
from solver.paths.crowd import Crowd
from solver.paths.graph import Ints
from solver.paths.person import Rosters
from solver.paths.price import Fixed, Path

SCALE = 1 << 12
"""Duals are whole multiples of 1 / SCALE in pricing and in the bound alike."""

MOST_ARCS_TOGETHER = 200_000
"""Arcs of a graph that is priced beside others; a larger one saves more where cells are fixed."""

BARRED = 2**54
"""Price of a cell that may not be taken."""

MANY, KEPT = 50, 8
"""People from which on a master drops columns that it does not use, and how many a person it then keeps."""

SMOOTH = 0.7
"""Share of the best duals so far in the duals that are priced."""

STEPS = 3
"""Steps of the duals, each with a pricing round, between two solutions of the linear program: pricing is the faster."""


@dataclass
class Point:
    """Duals as whole numbers: weights of the layers and of the shared rows, and what follows from these for wholes."""

    weights: Ints
    rows: Ints
    tallies: dict[Tally, int] = field(default_factory=dict)
    """Duals of the tallies that have limits, where these are not 0."""


@dataclass
class Outcome:
    """The linear program's value (None: none), the proved bound, the duals that prove it, and the columns at its end."""

    value: float | None
    bound: float
    point: Point | None
    columns: list[Column] = field(default_factory=list)


@dataclass
class Generator:
    """Prices people for masters and keeps every column found."""

    rows: Rows
    people: list[Rosters]
    stopped: Callable[[], bool]
    pool: Pool = field(init=False)
    rounds: int = 0
    barred: dict[int, Ints] = field(default_factory=dict)
    """By person, the price (0 or `BARRED`) of each cell, all in a row: a dive may close single cells."""
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    """Tells rosters apart that cost the same; the same in every process, so that they begin with the same plan."""
    lazy: ClassVar[bool] = False
    """Whether rosters take in what they have left out when they break it: bounds then rise from one search to the next."""
    _crowd: Crowd | None = None

    def __post_init__(self) -> None:
        self.pool = Pool(self.rows)

    def point(
        self, weights: Floats, duals: Floats, goal: Ints, charged: Mapping[Tally, float] = MappingProxyType({})
    ) -> Point:
        """Duals rounded, and held where the master's slack columns keep them."""
        whole = goal * SCALE
        whole[: len(weights)] += np.rint(weights * SCALE).astype(np.int64)
        rows = np.rint(duals * SCALE).astype(np.int64)
        under, over = self.rows.sides(whole)
        tallies = {tally: round(dual * SCALE) for tally, dual in charged.items()}
        for tally, dual in tallies.items():
            if len(tally.rows):  # what is short pays less where more of it is wanted, but never less than nothing
                own = min(dual, int((under + over)[tally.rows].min()))
                tallies[tally] = own
                under[tally.rows] -= own
        for tied, above, below in self.rows.ties:  # a unit that a member is off pays for both
            paid = min(max(0, -int(rows[tied])), int(over[tied]))
            over[above] -= paid
            under[below] -= paid
        found = self.rows.extended(np.clip(rows, -over, under))
        for tally, dual in tallies.items():
            if tally.whole is not None:
                found[len(rows) + tally.whole] += dual
        return Point(whole, found, {t: dual for t, dual in tallies.items() if dual})

    def _here(self, master: Master, weights: Floats, duals: Floats, charged: Mapping[Tally, float]) -> Point:
        """Duals for a master, of its own tallies alone: where one has no limit, it has no dual."""
        own = {}
        for tally, (low, high) in zip(master.tallies, master.within):
            dual = charged.get(tally, 0.0)
            if (dual > 0 and low is not None) or (dual < 0 and high is not None):
                own[tally] = dual
        return self.point(weights, duals, master.goal, own)

    def price(self, person: int, point: Point, fixed: Fixed | None = None) -> Path | None:
        """A person's cheapest roster at these duals."""
        return self.people[person].cheapest(point.weights, self.flat(person, point), fixed)

    def legal(self, person: int, point: Point, unit: int) -> Path | None:
        """A roster that costs little at these duals, of which so much is one unit of cost; None where none is found.

        It is the cheapest, unless sums have to be kept by prices: those can only choose where cells differ, so that chance
        then tells equal ones apart.
        """
        rosters = self.people[person]
        if not rosters.sums.parts:
            return self.price(person, point)
        flat = self.rows.flat(person, point.rows)
        flat += np.random.default_rng(self.chance.getrandbits(64)).integers(unit, size=len(flat))
        return rosters.legal(point.weights, flat, self.chance)

    def flat(self, person: int, point: Point) -> Ints:
        """What a person's cells cost at these duals, all in a row, then what his counts of groups of days do."""
        prices = self.rows.flat(person, point.rows)
        for tally, dual in point.tallies.items():
            if tally.person == person:
                prices[: len(tally.cells)] -= dual * tally.cells
        if person in self.barred:
            prices[: len(self.barred[person])] += self.barred[person]
        return prices

    def _open(self, found: dict[int, Path | None]) -> dict[int, Path | None]:
        """Without the rosters that take what is barred."""
        if not self.barred:
            return found
        return {p: None if path is not None and path.value > BARRED // 2 else path for p, path in found.items()}

    def _price_all(self, persons: Sequence[int], point: Point, fixed: Mapping[int, Fixed]) -> dict[int, Path | None]:
        """Everyone's cheapest roster: small graphs together, large ones by themselves."""
        small = [person for person in persons if self.people[person].arcs <= MOST_ARCS_TOGETHER]
        found: dict[int, Path | None] = {}
        if small:
            flats = [self.flat(person, point) for person in small]
            lifted = [self.people[person].lifted(flat) for person, flat in zip(small, flats)]
            paths = self._together(small).cheapest(point.weights, np.concatenate(lifted), [fixed.get(p) for p in small])
            for person, flat, path in zip(small, flats, paths):
                found[person] = self.people[person].settle(path, point.weights, flat, fixed.get(person))
        return {
            person: found[person] if person in found else self.price(person, point, fixed.get(person)) for person in persons
        }

    def _together(self, persons: list[int]) -> Crowd:
        graphs = [self.people[person].graph for person in persons]
        if self._crowd is None or [id(graph) for graph in self._crowd.graphs] != [id(graph) for graph in graphs]:
            self._crowd = Crowd(graphs)
        return self._crowd

    def run(
        self,
        master: Master,
        rounds: int = 1000,
        target: float | None = None,
        fixed: Mapping[int, Fixed] | None = None,
        patience: int = 1000,
        tell: Callable[[float], None] = lambda bound: None,
        near: Point | None = None,
        enough: float = -float("inf"),
        slack: float = 0.0,
        most: float = float("inf"),
        known: float = -float("inf"),
    ) -> Outcome:
        """Solves the master over all rosters of its people; ends early where the bound reaches `target`, or after so many
        rounds without a better value as there is patience for.

        It begins at the duals `near`, where there are any; what is `known` of a search tree's branch is not proved again with
        these. It ends too when the value comes down to `enough` or to within `slack` of the bound, or the bound goes above
        `most`. `tell` hears of every better bound: one for the people and limits of this master, and for the fixed cells where
        there are any.
        """
        waited, last = 0, float("inf")
        value, smooth = None, SMOOTH
        here: Point | None = None
        best, best_point = self._begin(master, fixed or {}, near, known) if rounds > 1 else (-float("inf"), None)
        tell(best)
        for _ in range(rounds):
            value = master.solve()
            if value is None or self.stopped():
                break
            self.rounds += 1
            if value <= enough:
                break
            waited = 0 if value < last - 1e-5 * abs(last) else waited + 1
            last = value
            if waited >= patience:
                break
            persons, weights, duals = master.duals()
            if len(master.people) >= MANY and len(master.columns) > 2 * KEPT * len(master.people):
                master.purge(KEPT)
            here = self._here(master, weights, duals, master.charged())
            point = here if best_point is None else self._between(here, best_point, smooth, master)
            cells = fixed or {}
            found = self._open(self._price_all(master.people, point, cells))
            bound = self.bound(master, point, found)
            if bound > best:
                best, best_point = bound, point
                tell(bound)
            added = self._take(master, found, here, persons)
            for _ in range(0 if master.tallies else STEPS):
                moved = self._moved(point, found, master, value - bound)
                if moved is None or self.stopped():
                    break
                point, found = moved, self._open(self._price_all(master.people, moved, cells))
                bound = self.bound(master, point, found)
                if bound > best:
                    best, best_point = bound, point
                    tell(bound)
                added += self._take(master, found, here, persons)
            if best >= value - max(slack, 1e-6 * max(1.0, abs(value))) or best > most:
                break
            if target is not None and np.ceil(best - 1e-6) >= target:
                break
            if added:
                smooth = min(SMOOTH, smooth * 1.2 + 0.02)
            elif point is here or smooth < 0.05:
                if fixed or master.tallies or not self._tighten(master.people):
                    break
            else:
                smooth *= 0.5
        return Outcome(value, best, best_point or here, master.open)

    def _moved(self, point: Point, found: Mapping[int, Path | None], master: Master, gap: float) -> Point | None:
        """Duals a step further, up where the rosters found leave something short (Polyak 1969): `gap` is what they may gain."""
        rows, used = self.rows, master.used
        brought = np.zeros(rows.width, dtype=np.int64)
        for person, path in found.items():
            if path is None:
                return None
            served, times = rows.served(person, path.taken)
            brought[served] += times
        short = (master.limits - rows.heads(brought)[used]) / rows.per[used]
        size = float(short @ short)
        if not size or gap <= 0:
            return None
        under, over = (side[used] for side in rows.sides(point.weights))
        duals = point.rows[: len(rows.rows)].copy()
        duals[used] = np.clip(duals[used] + np.rint(gap / size * SCALE * short).astype(np.int64), -over, under)
        return Point(point.weights, rows.extended(duals))

    def _begin(
        self, master: Master, fixed: Mapping[int, Fixed], near: Point | None, known: float
    ) -> tuple[float, Point | None]:
        """Begins with duals from elsewhere, or with nothing shared costing anything: better than the first duals of the
        master, which know a few rosters only."""
        if near is None:
            if fixed:
                return -float("inf"), None
            near = self.point(np.zeros(master.layer), np.zeros(len(master.all_limits)), master.goal)
        elif near.tallies or master.tallies:
            near = self._between(near, near, 1.0, master)
            if known > -float("inf"):
                return known, near
        found = self._open(self._price_all(master.people, near, fixed))
        master.add(self.pool.add(p, path)[0] for p, path in found.items() if path is not None and path.legal)
        return self.bound(master, near, found), near

    def _tighten(self, persons: Sequence[int]) -> bool:
        grown = [self.people[person].tighten() for person in persons]
        return any(grown)

    def bound(self, master: Master, point: Point, found: dict[int, Path | None]) -> float:
        """No choice of rosters that keeps the earlier layers costs less than this in the layer."""
        total = self.rows.worth(point.rows, master.used, master.limits)
        total -= int(point.weights[: master.layer] @ master.held[: master.layer])
        for tally, (low, high) in zip(master.tallies, master.within):
            dual = point.tallies.get(tally, 0)
            limit = low if dual > 0 else high
            total += dual * (limit or 0)
        for path in found.values():
            if path is None:
                return float("inf")
            total += path.value
        return total / SCALE

    def value(self, column: Column, point: Point) -> int:
        """A column's price at these duals."""
        cells = self.rows.offsets[column.person][:-1] + column.taken
        own = sum(dual * int(t.cells[cells].sum()) for t, dual in point.tallies.items() if t.person == column.person)
        return column.value(point.weights, point.rows) - own

    def _take(self, master: Master, found: dict[int, Path | None], here: Point, persons: Floats) -> int:
        """Give the master every priced roster that it would use."""
        new = []
        for at, person in enumerate(master.people):
            path = found[person]
            if path is not None and path.legal:
                column, _ = self.pool.add(person, path)
                if self.value(column, here) / SCALE < persons[at] - 1e-6 * master.goal.max():
                    new.append(column)
        return master.add(new)

    def _between(self, here: Point, best: Point, smooth: float, master: Master) -> Point:
        weights = smooth * best.weights + (1 - smooth) * here.weights
        rows = smooth * best.rows + (1 - smooth) * here.rows
        both = {**here.tallies, **best.tallies}
        charged = {t: (smooth * best.tallies.get(t, 0) + (1 - smooth) * here.tallies.get(t, 0)) / SCALE for t in both}
        return self._here(master, weights[: master.layer] / SCALE, rows[: len(self.rows.rows)] / SCALE, charged)


def near_enough(columns: Sequence[Column], point: Point, gap: float, most: int) -> list[Column]:
    """The columns whose reduced cost lies within a gap, the best first, no more than `most`."""
    values = [column.value(point.weights, point.rows) for column in columns]
    best: dict[int, int] = {}
    for column, value in zip(columns, values):
        best[column.person] = min(best.get(column.person, value), value)
    ranked = sorted((value - best[column.person], at) for at, (column, value) in enumerate(zip(columns, values)))
    return [columns[at] for reduced, at in ranked[:most] if reduced <= gap]
