"""People whom rows join: rostered together by columns, apart from everyone else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.rosters import Grid
from solver.columns.ascent import Ascent
from solver.columns.cross import crossed
from solver.columns.dive import Dive, Kind
from solver.columns.generate import SCALE, Generator, Outcome, Point, near_enough
from solver.columns.goals import Goals
from solver.columns.master import Column, Master
from solver.columns.neighbours import Neighbourhood
from solver.columns.plans import Chosen, chosen
from solver.columns.rows import Row, Rows
from solver.columns.tallies import tallies_of
from solver.columns.tree import Node, Tree
from solver.columns.turns import sweep, unit_of
from solver.columns.visit import Limits, Visit
from solver.columns.window import Sweeps, Window
from solver.paths.graph import Interrupted, Ints, TooLarge
from solver.paths.person import Rosters

SWEEPS = 3
COLUMNS_EACH = 30
"""Columns a person that a dive begins with."""

SMALLEST, LARGEST = 6, 25
"""People freed at once."""

ENDING = 6
"""How much longer the end of a dive is sought than that of a neighbourhood."""

FOCUSED = 3
"""Quick dives for one layer alone that may fail in a row before later layers are sought with it."""

WIDE = 2500
"""Open cells of a group beyond which it is first rostered stretch by stretch, not as a whole."""

GROWN = 300
"""Pricing rounds that a search tree gets at once."""

LARGE = 6000
"""The same beyond which prices of the whole are sought first, without a linear program."""

WIDEST = 12_000
"""The same beyond which no process begins with a bound of the whole."""

STALE = 10
"""Neighbourhoods without a better plan before the next dive."""


@dataclass
class Group:
    """Searches for the rosters of some people. They are known here by their places in `persons`; `took` hears of better ones,
    `proved` of the layers of which more is proved.

    With light rosters the master counts what they have left out: rounds are fast, but bounds of the layers `late` weaker.
    """

    persons: Sequence[int]
    people: list[Rosters]
    stated: list[Row]
    layers: int
    weeks: Sequence[range]
    seed: int
    chance: random.Random
    took: Callable[[], None]
    proved: Callable[[int], None]
    limits: Limits = field(default_factory=lambda: Limits(lambda: False))
    best: Chosen | None = None
    bounds: Ints = field(init=False)
    """What is proved of each layer, for rosters as good as the best plan of all in the layers before."""
    generator: Generator = field(init=False)
    visit: Visit | None = None
    ascent: Ascent | None = None

    def __post_init__(self) -> None:
        self.bounds = np.zeros(self.layers, dtype=np.int64)
        self._begin()
        self.everyone = range(len(self.people))
        self.size = min(max(SMALLEST, len(self.people) // 3), LARGEST)
        self.cells = sum(len(options) > 1 for person in self.people for options in person.graph.options)
        self.wide = self.cells > WIDE

    def _begin(self) -> None:
        """Begin with no columns, and with the rosters as they are now."""
        options = [person.graph.options for person in self.people]
        late = [person.late for person in self.people]
        self.rows = Rows(self.stated, self.persons, options, late, self.layers)
        self.generator = Generator(self.rows, self.people, lambda: self.limits.stopped())
        self.late = {part.layer for parts in late for part in parts if part.layer is not None}
        self.goals = Goals(self.rows, self.people)

    def complete(self, most: int) -> None:
        """Take in what the rosters have left out, where no day gets more states than `most` by it, and there is time for it."""
        if not self.late:
            return
        with suppress(Interrupted):  # those that are left stay light
            for person in self.people:
                with suppress(TooLarge):
                    person.complete(most)
        before, self.best = self.best, None
        kept = None if before is None else [column.taken.tolist() for column in before.columns]
        self._begin()
        if kept is not None:
            self._follow(kept)

    # --- plans

    def take(self, plan: Chosen) -> None:
        """Keep a plan that is better, and tell it."""
        if plan.better(self.best):
            self.best = plan
            self.took()

    def withdraw(self, layers: range) -> None:
        """Forget what was proved of some layers: earlier ones may now cost more."""
        self.bounds[layers.start : layers.stop] = 0
        if self.visit is not None and self.visit.layer in layers:
            self.visit.stale = True

    def put(self, grid: Grid) -> None:
        """Write the best plan into a roster."""
        assert self.best is not None
        for column, rosters in zip(self.best.columns, self.people):
            for day, option in enumerate(column.taken.tolist()):
                grid.put(self.persons[column.person], day, rosters.graph.options[day][option])

    def learn(self, grid: Grid) -> None:
        """Take over what was found elsewhere, where it is better."""
        self._follow(
            [
                [options.index(grid.at(person, day)) for day, options in enumerate(rosters.graph.options)]
                for person, rosters in zip(self.persons, self.people)
            ]
        )

    def _follow(self, taken: Sequence[list[int]]) -> None:
        columns = []
        for person, wanted in enumerate(taken):
            path = self.people[person].follow(wanted)
            if path is None:
                return
            columns.append(self.generator.pool.add(person, path)[0])
        plan = chosen(self.rows, columns)
        if self.wide and self.best is not None:
            self._cross(plan, self.best)
        elif plan.better(self.best):
            self.best = plan

    def _cross(self, heard: Chosen, own: Chosen) -> None:
        """Put two plans together, each of which has days in which it is the better one."""
        visit = self.visit
        goal = self.goals.blend(visit.layer if visit is not None else 0)
        first, second = (heard, own) if heard.better(own) else (own, heard)
        self.best = crossed(self.generator, first, second, goal)
        if visit is not None and visit.sweeps is not None:
            taken = [np.array([column.taken for column in plan.columns]) for plan in (self.best, own)]
            visit.sweeps.skip((taken[0] != taken[1]).mean(axis=0))

    # --- people in turn

    def first(self) -> None:
        """Each person in turn gets the roster that costs least beside what the others have; then again. Nothing where no roster
        of somebody is found that keeps all his rules.

        Where prices of the whole take long there is a plan before them, whatever it costs.
        """
        order = sorted(self.everyone, key=lambda p: (sum(len(options) for options in self.people[p].graph.options), p))
        goal = self.goals.blend(0)
        duals = None
        if self.cells > LARGE and unit_of(goal) == SCALE:
            self._in_turn(order, goal, 1, None)
            self.ascent = Ascent(self.generator, goal)
            self.ascent.run(self.limits.stopped)
            duals = self.ascent.duals
        self._in_turn(order, goal, SWEEPS, duals)
        if self.best is not None and self.ascent is not None and (goal == self.goals.pure(0)).all():
            self._tell(0, self.ascent.bound)

    def _in_turn(self, order: Sequence[int], goal: Ints, sweeps: int, duals: Ints | None) -> None:
        """So many times everybody; the first time whatever the clock says where there is no plan yet."""
        columns: dict[int, Column] = {}
        for again in range(sweeps):
            hurry = again or self.best is not None
            sweep(self.generator, order, columns, goal, self.limits.stopped if hurry else None, None if again else duals)
        if len(columns) == len(self.people):
            self.take(chosen(self.rows, (columns[p] for p in self.everyone)))

    def _descend(self) -> None:
        """Give people in turn the roster that is best beside the others', while that helps."""
        before: Chosen | None = None
        while self.best is not None and self.best is not before and not self.limits.stopped():
            before = self.best
            columns = {column.person: column for column in before.columns}
            order = self.chance.sample(self.everyone, len(self.everyone))
            sweep(self.generator, order, columns, self.goals.strict(before), self.limits.stopped)
            self.take(chosen(self.rows, (columns[p] for p in self.everyone)))

    # --- one layer

    def start(self, layer: int, room: Callable[[int], Ints]) -> None:
        """Begin with a layer. `room` tells, of a layer, what those before it may cost here at most."""
        self.visit = None
        if not self.wide or not any(person.sums.parts for person in self.people):
            self._descend()
        assert self.best is not None
        self.visit = Visit(layer, room, self.best.costs.copy(), room(layer))
        if self.wide:
            days = len(self.people[0].graph.options)
            begin = days // 2 if self.seed % 2 else 0  # two processes begin with different days
            self.visit.sweeps = Sweeps(len(self.people), days, self.chance, begin)
        if not self.wide or (self.seed % 2 == 0 and self.cells <= WIDEST):
            self._prove(self.visit)  # where it takes long, one process proves while the other improves

    def _prove(self, visit: Visit) -> None:
        """A bound of the layer, by its linear program."""
        assert self.best is not None
        layer, pure = visit.layer, self.goals.pure(visit.layer)
        root = Master(self.rows, self.everyone, layer, pure, visit.room, self.rows.limits, False)
        root.add([*self.best.columns, *self._recent(COLUMNS_EACH)])
        target, near = self._target(layer), self._near(pure)
        visit.root = outcome = self.generator.run(root, target=target, tell=lambda bound: self._tell(layer, bound), near=near)
        if outcome.point is None:
            self.visit = None

    def _near(self, goal: Ints) -> Point | None:
        """Duals that are known to be good for a goal of which no layer is held."""
        ascent = self.ascent
        return ascent.point if ascent is not None and (ascent.goal == goal).all() else None

    def _tell(self, layer: int, bound: float) -> None:
        """Take what is proved of a layer, up to the next cost that a plan can have."""
        unit = max(1, int(self.goals.units[layer]))
        certain = sum(int(person.graph.constant[layer]) for person in self.people)
        if abs(bound) < 1e15:
            proved = certain + unit * int(np.ceil((bound - certain - 1e-6) / unit))
            if proved > self.bounds[layer]:
                self.bounds[layer] = proved
                self.proved(layer)

    def _target(self, layer: int) -> float:
        """What a better plan costs less than: more proved than that is proved enough."""
        assert self.best is not None
        return float(self.best.value(self.goals.pure(layer)) - max(1, int(self.goals.units[layer])) + 1)

    @property
    def done(self) -> bool:
        """Whether nothing better is to be found for the layer at work."""
        visit, best = self.visit, self.best
        if visit is None or best is None:
            return True
        return not best.broken and int(best.costs[visit.layer]) <= self.bounds[visit.layer]

    def turn(self) -> None:
        """One more attempt at the layer: quick dives for it alone, then dives and neighbourhoods with later layers."""
        visit = self.visit
        assert visit is not None
        if visit.stale:
            self.start(visit.layer, visit.ask)
            return
        if visit.sweeps is not None:
            self._window(visit, visit.sweeps)
            return
        if visit.root is None:
            self._prove(visit)
            return
        if visit.failed and self._branch(visit):
            return
        if visit.failed < FOCUSED and self.goals.units[visit.layer + 1 :].any():
            self._focused(visit)
            return
        if visit.blended is None:
            visit.blended = self._relaxed(self.goals.dearly(self.goals.blend(visit.layer), visit.layer, visit.dear))
        kinds: tuple[Kind, Kind] = ("cells", "columns") if self.seed % 2 else ("columns", "cells")
        goal = self.goals.dearly(self.goals.blend(visit.layer), visit.layer, visit.dear)
        self._dive(goal, visit.blended, kinds[visit.dives % 2])
        visit.dives += 1
        visit.tried += 1 + self._neighbourhoods(self.goals.blend(visit.layer), visit)

    def _focused(self, visit: Visit, node: Node | None = None) -> None:
        """A quick dive for the layer alone, within a branch of its tree if there is one."""
        before = self.best
        goal = self.goals.dearly(self.goals.pure(visit.layer), visit.layer, visit.dear)
        if visit.focus is None:
            visit.focus = visit.root if visit.layer == 0 else self._relaxed(goal)
        assert visit.focus is not None
        self._dive(goal, visit.focus, "cells", node)
        visit.failed = visit.failed + 1 if self.best is before else 0

    def _branch(self, visit: Visit) -> bool:
        """Prove more of the layer by its search tree, and where that brings nothing, seek a plan in its best branch; whether
        it was the tree's turn."""
        if visit.waits:
            visit.waits -= 1
            return False
        assert self.best is not None
        before = self.best, int(self.bounds[visit.layer])
        if visit.tree is None:
            self._plant(visit)
        assert visit.tree is not None
        visit.tree.grow(self._target(visit.layer), GROWN)
        best = self.best
        if not self.limits.stopped():
            self._tell(visit.layer, min(visit.tree.bound, float(best.costs[visit.layer])))
        visit.tried += 1
        if not self.done and int(self.bounds[visit.layer]) == before[1] and visit.tree.nodes:
            self._focused(visit, visit.tree.nodes[0])
        if (self.best, int(self.bounds[visit.layer])) != before:
            visit.pause = 0
        else:
            visit.pause = 2 * visit.pause + 1
        visit.waits = visit.pause
        return True

    def _plant(self, visit: Visit) -> None:
        """Begin with a search tree."""
        assert visit.root is not None
        assert visit.root.point is not None
        pure, layer = self.goals.pure(visit.layer), visit.layer
        used = np.flatnonzero(self.rows.priced(pure, layer))
        tallies = tallies_of(self.rows, [person.graph.options for person in self.people], self.weeks, used)
        unit = max(1, int(self.goals.units[layer]))

        def found(columns: list[Column]) -> None:
            self.take(chosen(self.rows, sorted(columns, key=lambda column: column.person)))

        visit.tree = Tree(
            self.generator, self.everyone, layer, pure, visit.room, self.rows.limits, tallies, unit, found
        )
        visit.tree.begin(visit.root.bound, visit.root.point)

    def _window(self, visit: Visit, sweeps: Sweeps) -> None:
        """Roster everybody anew on some days; in the end, when longer and longer stretches bring nothing, go on otherwise."""
        assert self.best is not None
        goal = self.goals.blend(visit.layer)
        days = sweeps.next(self.best.value(goal))
        if days is None:
            visit.sweeps = None
            return
        near = self._near(goal) if visit.layer == 0 else None
        window = Window(self.generator, visit.layer, goal, visit.held, self.limits.choice_seconds, self.chance, near)
        plan = window.improve(self.best, self.everyone, days, sweeps.pace)
        visit.tried += 1
        if plan is not None and tuple(plan.costs[: visit.layer]) <= tuple(visit.held[: visit.layer]):
            self.take(plan)

    def _relaxed(self, goal: Ints) -> Outcome:
        """The linear program of several layers together: what dives begin from."""
        assert self.best is not None
        master = Master(self.rows, self.everyone, 0, goal, self.best.costs, self.rows.limits, False)
        master.add([*self.best.columns, *self._recent(COLUMNS_EACH)])
        return self.generator.run(master, target=float(self.best.value(goal)))

    def _dive(self, goal: Ints, outcome: Outcome, kind: Kind, node: Node | None = None) -> None:
        assert self.best is not None
        assert self.visit is not None
        if outcome.point is None:
            return
        target, limits = float(self.best.value(goal)), self.limits
        within = {} if node is None else node.limits
        master = Master(self.rows, self.everyone, 0, goal, self.best.costs, self.rows.limits, True, tallies=list(within))
        for at, (low, high) in enumerate(within.values()):
            master.restrict(at, low, high)
        pool, most = self.generator.pool, COLUMNS_EACH * len(self.people)
        master.add([*near_enough(pool.columns, outcome.point, (target - outcome.bound) * SCALE, most), *self.best.columns])
        seconds, effort = ENDING * limits.choice_seconds, ENDING * limits.choice_effort
        found = Dive(
            self.generator, master, target, self.chance, kind, seconds, effort, near=outcome.point, unit=self.goals.unit(goal)
        ).run()
        if found is None:
            return
        plan = chosen(self.rows, (found[person] for person in self.everyone))
        if plan.better(self.best):
            self.take(plan)
        else:
            self.visit.dear *= 2
            self.visit.focus = self.visit.blended = None

    def _neighbourhoods(self, goal: Ints, visit: Visit) -> int:
        stale = count = 0
        limits = self.limits
        while stale < STALE and not self.done and not limits.stopped():
            if limits.neighbourhoods is not None and visit.tried + count >= limits.neighbourhoods:
                break
            assert self.best is not None
            chance = random.Random(self.chance.randrange(2**62))
            around = Neighbourhood(
                self.generator, visit.layer, goal, visit.held, limits.choice_seconds, limits.choice_effort, chance
            )
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
