"""The search by columns: a first plan person by person, then for each layer a bound, dives and neighbourhoods."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.columns.dive import HASTY, THOROUGH, Dive, Kind
from solver.columns.generate import SCALE, Generator, Outcome, Point
from solver.columns.master import Column, Master
from solver.columns.neighbours import Neighbourhood
from solver.columns.plans import Chosen, chosen
from solver.columns.rows import Rows
from solver.paths.cells import cells_of, person_rules
from solver.paths.compile import Compiler
from solver.paths.graph import MOST_STATES, Explorer, Interrupted, Ints, NoRoster, TooLarge
from solver.paths.person import Rosters

STEP = 20
"""How much more the smallest cost of a layer weighs than that of the next, where several are minimised at once."""

SMALL = 2000
"""States a day up to which a roster is completed at once: light ones are for where that is too slow."""

MOST_BLENDED = 5
"""So many layers are sought at once."""

SWEEPS = 3
COLUMNS_EACH = 30
"""Columns a person that a dive begins with."""

SMALLEST, LARGEST = 6, 25
"""People freed at once."""

ENDING = 6
"""How much longer the end of a dive is sought than that of a neighbourhood."""

MOST_WEIGHT = 10**9
"""Of a layer over the last one, so that sums stay whole numbers of 64 bits."""

STALE = 10
"""Neighbourhoods without a better plan before the next dive."""


@dataclass
class Limits:
    """When to stop: a person's wish or the end of the time; how many neighbourhoods a visit of a layer may try."""

    stopped: Callable[[], bool]
    neighbourhoods: int | None = None
    choice_seconds: float = 0.5
    choice_effort: float = 1.0


def rosters_of(book: RuleBook, given: Grid, stopped: Callable[[], bool]) -> list[Rosters] | None:
    """What prices each person, light as yet; None where there was no time. Raises NoRoster and TooLarge."""
    compiler, explorer, rules = Compiler(book), Explorer(stopped), person_rules(book)
    problem = book.frame.problem
    rosters = []
    for person in range(len(problem.people)):
        model = compiler.person(cells_of(book, given, person, rules[person]), rules[person])
        try:
            rosters.append(Rosters(model, problem.days, len(problem.layers), explorer, light=True))
        except NoRoster as none:
            none.person = person
            raise
        except Interrupted:
            return None
    return rosters


@dataclass
class ColumnSearch:
    """Searches with columns. `offer` takes a better plan, `prove` a bound of a layer, `hear` brings what others found.

    With light rosters the master counts what they have left out: rounds are fast, but bounds of the layers `late` weaker.
    """

    book: RuleBook
    given: Grid
    people: list[Rosters]
    seed: int
    offer: Callable[[Grid], object]
    prove: Callable[[int, int], None]
    hear: Callable[[], Grid | None] = lambda: None
    best: Chosen | None = None
    _tried: int = 0
    generator: Generator = field(init=False)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(lambda: False)
        self._begin()
        self.everyone = range(len(self.people))
        self.chance = random.Random(self.seed)
        self.size = min(max(SMALLEST, len(self.people) // 3), LARGEST)

    def _begin(self) -> None:
        """Begin with no columns, and with the rosters as they are now."""
        options = [person.graph.options for person in self.people]
        self.rows = Rows(self.book, self.given, options, [person.late for person in self.people])
        self.generator = Generator(self.rows, self.people, lambda: self.limits.stopped())
        self.late = {part.layer for person in self.people for part in person.late if part.layer is not None}
        self._units = self._smallest()

    def complete(self, most: int = MOST_STATES) -> None:
        """Take in what the rosters have left out, where no day gets more states than `most` by it, and there is time for it."""
        if not self.late or most <= self._tried:
            return
        self._tried = most
        try:
            for person in self.people:
                with suppress(TooLarge):
                    person.complete(most)
        except Interrupted:
            pass  # those that are left stay light
        self._begin()
        if self.best is not None:
            grid, self.best = self.grid(self.best), None
            self.learn(grid)

    # --- the first plan

    def first(self) -> None:
        """Each person in turn gets the roster that costs least beside what the others have; then again."""
        order = sorted(self.everyone, key=lambda p: (sum(len(options) for options in self.people[p].graph.options), p))
        columns: dict[int, Column] = {}
        for sweep in range(SWEEPS):
            self._sweep(order, columns, self.blend(0), bool(sweep))
        if len(columns) == len(order):
            self.take(chosen(self.rows, (columns[p] for p in self.everyone)))

    def _sweep(self, order: Sequence[int], columns: dict[int, Column], weights: Ints, may_stop: bool) -> None:
        heads = np.zeros(len(self.rows.limits), dtype=np.int64)
        for column in columns.values():
            heads[column.rows] += column.times
        for person in order:
            if may_stop and self.limits.stopped():
                break
            if person in columns:
                heads[columns[person].rows] -= columns[person].times
            columns[person] = self._response(person, heads, weights)
            heads[columns[person].rows] += columns[person].times

    def _descend(self) -> None:
        """Give people in turn the roster that is best beside the others', while that helps."""
        before: Chosen | None = None
        while self.best is not None and self.best is not before and not self.limits.stopped():
            before = self.best
            columns = {column.person: column for column in before.columns}
            order = self.chance.sample(self.everyone, len(self.everyone))
            self._sweep(order, columns, self._strict(before), True)
            self.take(chosen(self.rows, (columns[p] for p in self.everyone)))

    def _strict(self, plan: Chosen) -> Ints:
        """Weights with which no gain in a later layer, of one roster of this plan, pays for a loss in an earlier one."""
        each = np.array([column.costs for column in plan.columns])
        weights = np.zeros(len(plan.costs), dtype=np.int64)
        weight = 1
        for k in reversed([k for k, unit in enumerate(self._units.tolist()) if unit]):
            weights[k] = weight
            weight = min(weight * (int(each[:, k].max()) // int(self._units[k]) + 2), MOST_WEIGHT)
        return weights

    def blend(self, layer: int) -> Ints:
        """Weights of a layer and all later ones, each with less weight than the one before it."""
        units = self._units
        used = [k for k in range(layer, len(units)) if units[k]]
        goal = np.zeros(len(units), dtype=np.int64)
        least = max((units[k] for k in used), default=1)
        for rank, k in enumerate(reversed(used[:MOST_BLENDED])):
            goal[k] = max(1, STEP**rank * least // units[k])
        if not goal[layer:].any():
            goal[layer] = 1
        return goal

    def _smallest(self) -> Ints:
        """The greatest common divisor of each layer's costs; 0 where nothing costs."""
        units = np.gcd.reduce(np.concatenate([self.rows.under, self.rows.over]), axis=0)
        for person in self.people:
            graph = person.graph
            for layer in graph.layers:
                units = np.gcd(units, np.gcd.reduce(layer.costs, axis=0))
            for price in graph.prices:
                units = np.gcd(units, np.gcd.reduce(price, axis=0))
        found: Ints = units
        return found

    def _response(self, person: int, heads: Ints, weights: Ints) -> Column:
        rows = self.rows
        under, over = rows.sides(weights)
        gain = np.where(heads < rows.limits + rows.signed, under, -over) * (rows.counts | rows.signed)
        path = self.generator.price(person, Point(weights, gain))
        assert path is not None
        return self.generator.pool.add(person, path)[0]

    def take(self, plan: Chosen) -> None:
        """Keep a plan that is better, and tell it."""
        if plan.better(self.best):
            self.best = plan
            self.offer(self.grid(plan))

    def grid(self, plan: Chosen) -> Grid:
        """The plan as a roster."""
        grid = self.given.copy()
        for column, rosters in zip(plan.columns, self.people):
            for day, option in enumerate(column.taken.tolist()):
                grid.put(column.person, day, rosters.graph.options[day][option])
        return grid

    def learn(self, grid: Grid) -> None:
        """Take over a plan that was found elsewhere."""
        columns = []
        for person, rosters in enumerate(self.people):
            wanted = [options.index(grid.at(person, day)) for day, options in enumerate(rosters.graph.options)]
            path = rosters.follow(wanted)
            if path is None:
                return
            columns.append(self.generator.pool.add(person, path)[0])
        plan = chosen(self.rows, columns)
        if plan.better(self.best):
            self.best = plan

    def priced(self) -> list[int]:
        """The layers in which something can cost."""
        return [k for k, unit in enumerate(self._units.tolist()) if unit]

    @property
    def cells(self) -> int:
        """How many cells have a choice."""
        return sum(len(options) > 1 for person in self.people for options in person.graph.options)

    # --- one layer

    def minimise(self, layer: int, limits: Limits) -> int:
        """Improve one layer while the limits allow; returns the bound proved (of plans as good in the earlier layers)."""
        assert self.best is not None
        self.limits = limits
        self._descend()
        held = self.best.costs.copy()
        pure = np.zeros(len(held), dtype=np.int64)
        pure[layer] = 1
        root = Master(self.rows, self.everyone, layer, pure, held, self.rows.limits, False)
        root.add([*self.best.columns, *self._recent(COLUMNS_EACH)])
        outcome = self.generator.run(root, target=float(self.best.value(pure)))
        bound = _whole(outcome.bound)
        if bound is None or outcome.point is None:
            return -(2**62)
        self.prove(layer, bound)
        self._improve(layer, held, bound)
        return bound

    def _improve(self, layer: int, held: Ints, bound: int) -> None:
        """Dives and neighbourhoods by turns, for this layer and the later ones together."""
        goal = self.blend(layer)
        limits = self.limits
        if self._done(layer, bound):
            return
        outcome = self._relaxed(layer, goal, held)
        tried = turn = 0
        kinds: tuple[Kind, Kind] = ("cells", "columns") if self.seed % 2 else ("columns", "cells")
        while not self._done(layer, bound) and (limits.neighbourhoods is None or tried <= limits.neighbourhoods):
            if outcome.point is not None:
                # One process begins in haste, so that there is a plan to improve; the other takes its time at once.
                hasty = turn == 0 and self.seed % 2 == 1
                self._dive(layer, goal, held, outcome.point, outcome.bound, kinds[turn % 2], HASTY if hasty else THOROUGH)
            turn += 1
            tried += 1 + self._neighbourhoods(layer, goal, held, bound, tried)

    def _relaxed(self, layer: int, goal: Ints, held: Ints) -> Outcome:
        """The linear program of a layer and the later ones together: what dives begin from."""
        assert self.best is not None
        master = Master(self.rows, self.everyone, layer, goal, held, self.rows.limits, False)
        master.add([*self.best.columns, *self._recent(COLUMNS_EACH)])
        return self.generator.run(master, target=float(self.best.value(goal)))

    def _done(self, layer: int, bound: int) -> bool:
        heard = self.hear()
        if heard is not None:
            self.learn(heard)
        assert self.best is not None
        return self.limits.stopped() or (not self.best.broken and int(self.best.costs[layer]) <= bound)

    def _dive(self, layer: int, goal: Ints, held: Ints, point: Point, bound: float, kind: Kind, pace: tuple[int, int]) -> None:
        assert self.best is not None
        target = float(self.best.value(goal))
        master = Master(self.rows, self.everyone, layer, goal, held, self.rows.limits, True)
        master.add(self._worth(point, (target - bound) * SCALE))
        limits = self.limits
        seconds, effort = ENDING * limits.choice_seconds, ENDING * limits.choice_effort
        found = Dive(self.generator, master, target, self.chance, kind, seconds, effort, pace).run()
        if found is not None:
            plan = chosen(self.rows, (found[person] for person in self.everyone))
            if tuple(plan.costs[:layer]) <= tuple(held[:layer]):
                self.take(plan)

    def _neighbourhoods(self, layer: int, goal: Ints, held: Ints, bound: int, tried: int) -> int:
        stale = count = 0
        limits = self.limits
        while stale < STALE and not self._done(layer, bound):
            if limits.neighbourhoods is not None and tried + count >= limits.neighbourhoods:
                break
            assert self.best is not None
            chance = random.Random(self.chance.randrange(2**62))
            around = Neighbourhood(self.generator, layer, goal, held, limits.choice_seconds, limits.choice_effort, chance)
            free = around.pick(self.best, min(self.size, len(self.people)))
            plan, easy = around.improve(self.best, free)
            count += 1
            if plan is not None and plan.better(self.best):
                self.take(plan)
                stale = 0
                continue
            stale += 1
            self.size = min(self.size + 1, LARGEST) if easy else max(self.size - 2, SMALLEST)
        return count

    def _recent(self, each: int) -> list[Column]:
        return [column for own in self.generator.pool.by_person.values() for column in own[-each:]]

    def _worth(self, point: Point, gap: float) -> list[Column]:
        """The columns of least reduced cost, no more than so many a person on the average, and the best plan's own."""
        assert self.best is not None
        values = [(column.value(point.weights, point.rows), column) for column in self.generator.pool.columns]
        least: dict[int, int] = {}
        for value, column in values:
            least[column.person] = min(least.get(column.person, value), value)
        ranked = sorted((value - least[column.person], at) for at, (value, column) in enumerate(values))
        kept = [values[at][1] for reduced, at in ranked[: COLUMNS_EACH * len(self.people)] if reduced <= gap]
        return [*kept, *self.best.columns]


def _whole(bound: float) -> int | None:
    """A bound of whole costs rounded up; None where nothing is proved."""
    return None if abs(bound) > 1e15 else int(np.ceil(bound - 1e-6))
