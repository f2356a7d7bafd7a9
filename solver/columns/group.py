"""People whom rows join: rostered together by columns, apart from everyone else."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.rosters import Grid
from solver.columns.ascent import Ascent
from solver.columns.bands import Bands
from solver.columns.cross import crossed
from solver.columns.dive import BACKS, ENDING, Dive, Kind
from solver.columns.generate import MANY, SCALE, Generator, Outcome, Point, near_enough
from solver.columns.goals import Goals
from solver.columns.master import Column, Master
from solver.columns.neighbours import LARGEST, SMALLEST, Neighbourhood
from solver.columns.plans import Chosen, chosen
from solver.columns.rows import Row, Rows
from solver.columns.tree import Node, Tree
from solver.columns.turns import SWEEPS, begun, descend, unit_of
from solver.columns.visit import COLUMNS_EACH, DEAREST, FOCUSED, GROWN, PROVING, SOUGHT, STALE, Limits, Visit
from solver.columns.window import CELLS, Sweeps, Window, Windowed
from solver.paths.graph import Ints
from solver.paths.person import Rosters, completed

WIDE = 2500
"""Open cells of a group beyond which it is first rostered stretch by stretch, not as a whole."""

FAR = 1.25
"""How many times its bound a plan costs that is rostered stretch by stretch before dives, which take longer."""

CLOSE = 1.01
"""How many times its bound a plan costs at most for which a search tree is worth while where there is one layer only."""

LARGE = 6000
"""The same beyond which prices of the whole are sought first, without a linear program."""

WIDEST = 12_000
"""The same beyond which no process begins with a bound of the whole."""


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
    bands: Bands = field(default_factory=Bands)

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
        self.rows = Rows(self.stated, self.persons, options, late, self.layers, [person.counted for person in self.people])
        self.generator = Generator(self.rows, self.people, lambda: self.limits.stopped())
        self.late = {part.layer for parts in late for part in parts if part.layer is not None}
        self.goals = Goals(self.rows, self.people)

    def complete(self, most: int) -> None:
        """Take in what the rosters have left out, where no day gets more states than `most` by it, and there is time for it."""
        if not self.late:
            return
        completed(self.people, most)
        self.renew()

    def renew(self) -> None:
        """Begin anew with the same plan."""
        before, self.best = self.best, None
        self._begin()
        if before is not None:
            self._follow([column.taken.tolist() for column in before.columns])

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
        of somebody is found that keeps all his rules. Where prices of the whole take long there is a plan before them, whatever
        it costs."""
        goal = self.goals.blend(0)
        duals = None
        if self.cells > LARGE and unit_of(goal) == SCALE:
            self._in_turn(goal, None, 1)
            self.ascent = Ascent(self.generator, goal)
            self.ascent.run(self.limits.stopped)
            duals = self.ascent.duals
        self._in_turn(goal, duals, SWEEPS)
        if self.best is not None and self.ascent is not None and (goal == self.goals.pure(0)).all():
            self._tell(0, self.ascent.bound)

    def _in_turn(self, goal: Ints, duals: Ints | None, sweeps: int) -> None:
        columns = begun(self.generator, goal, duals, self.limits.stopped, sweeps, hurry=self.best is not None)
        if columns is not None:
            self.take(chosen(self.rows, columns))

    # --- one layer

    def start(self, layer: int, room: Callable[[int], Ints]) -> None:
        """Begin with a layer. `room` tells, of a layer, what those before it may cost here at most."""
        self.visit = None
        self.bands.check(self, layer, room(layer))
        assert self.best is not None
        if not self.wide or not any(person.sums.parts for person in self.people):
            descend(self.generator, self.best, self.chance, self.goals.strict, self.limits.stopped, self.take)
        self.visit = visit = Visit(layer, room, self.best.costs.copy(), room(layer))
        if not self.wide:
            self._prove(visit)  # no visit any more where it was stopped
        if self.wide or (self._alone(layer) and self.best.value(self.goals.pure(layer)) > FAR * self.bounds[layer]):
            days = len(self.people[0].graph.options)
            begin = days // 2 if self.seed % 2 else 0  # two processes begin with different days
            cells = CELLS if self.wide else 0
            visit.sweeps = Sweeps(len(self.people), days, self.chance, begin, cells)

    def _prove(self, visit: Visit) -> None:
        """A bound of the layer, by its linear program; again from where the last one ended."""
        assert self.best is not None
        pure, before = self.goals.pure(visit.layer), visit.root
        known = self.recent(COLUMNS_EACH) if before is None else before.columns
        root = Master(self.rows, self.everyone, visit.layer, pure, visit.room, self.rows.limits, False)
        root.add([*self.best.columns, *known])
        found = self._proved(visit, root, self._near(pure) if before is None else before.point)
        if self.wide and not self.generator.lazy and found.bound < (found.value or 0) - self.goals.unit(pure):
            # What rosters leave out can be worth taking in where they break it.
            self.generator = Windowed(self.generator, self.best, self.everyone, range(len(self.people[0].graph.options)))
            found = self._proved(visit, root, found.point)
        visit.root = found
        if found.point is None:
            self.visit = None

    def _proved(self, visit: Visit, root: Master, near: Point | None) -> Outcome:
        layer = visit.layer
        return self.generator.run(root, target=self._target(layer), tell=lambda bound: self._tell(layer, bound), near=near)

    def _near(self, goal: Ints) -> Point | None:
        """Duals that are known to be good for a goal of which no layer is held."""
        ascent = self.ascent
        return ascent.point if ascent is not None and (ascent.goal == goal).all() else None

    def _tell(self, layer: int, bound: float) -> None:
        """Take what is proved of a layer, up to the next cost that a plan can have."""
        unit = max(1, int(self.goals.units[layer]))
        certain = self.goals.certain(layer)
        if abs(bound) < 1e15:
            proved = certain + unit * int(np.ceil((bound - certain - 1e-6) / unit))
            if proved > self.bounds[layer]:
                self.bounds[layer] = proved
                self.proved(layer)

    def _alone(self, layer: int) -> bool:
        """Whether nothing costs in later layers."""
        return not self.goals.units[layer + 1 :].any()

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
        enough = not self.wide or (self.seed % 2 == 0 and self.cells <= WIDEST)
        if visit.sweeps is not None and not (visit.sweeps.swept and enough):
            self._window(visit, visit.sweeps)  # where it takes long, one process soon proves while the other improves
            return
        if visit.root is None:
            self._prove(visit)
            return
        if self.bands.sharpen(self, visit):
            self._prove(visit)
            return
        alone = self._alone(visit.layer)
        close = self.best is not None and int(self.best.costs[visit.layer]) <= CLOSE * self.bounds[visit.layer]
        proves = self.seed % 2 == 0 and not alone  # of two processes one proves, while the other improves longer
        begun = visit.dives and close if alone else visit.failed or (proves and visit.focus is not None)
        if begun and self._branch(visit, proves):
            return
        if visit.failed < FOCUSED and not alone:
            self._focused(visit)
            return
        goal = self.goals.dearly(self.goals.blend(visit.layer), visit.layer, visit.dear)
        visit.blended = visit.root if alone and visit.layer == 0 else visit.blended or self._relaxed(goal)
        kinds: tuple[Kind, Kind] = ("cells", "columns") if self.wide or self.seed % 2 else ("columns", "cells")
        self._dive(goal, visit.blended, kinds[visit.dives % 2])
        visit.dives += 1
        if self.generator.lazy and not self.done:
            self._prove(visit)  # graphs have grown
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

    def _branch(self, visit: Visit, proves: bool) -> bool:
        """Prove more of the layer by its search tree, and where that brings nothing or there is nothing more to prove, seek a
        plan in its best branch; whether it was the tree's turn."""
        if visit.waits:
            visit.waits -= 1
            return False
        assert self.best is not None
        before = self.best, int(self.bounds[visit.layer])
        if visit.tree is None:
            visit.plant(self.generator, self.goals, self.weeks, self.best, self.take)
        assert visit.tree is not None
        visit.tree.grow(self._target(visit.layer), PROVING * GROWN if proves else GROWN)
        best = self.best
        if not self.limits.stopped():
            self._tell(visit.layer, min(visit.tree.bound, float(best.costs[visit.layer])))
        visit.tried += 1
        self._seek(visit, visit.tree, before[1], 1 if proves else SOUGHT)
        if (self.best, int(self.bounds[visit.layer])) != before:
            visit.pause = 0
        else:
            visit.pause = 1 if proves else 2 * visit.pause + 1
        visit.waits = visit.pause
        return True

    def _seek(self, visit: Visit, tree: Tree, before: int, most: int) -> None:
        """Seek a plan in branches of a tree that has brought nothing, or where there is nothing more to prove."""
        ending = tree.ending(self._target(visit.layer))
        if ending or int(self.bounds[visit.layer]) == before:
            for _ in range(most if ending else 1):
                if self.done or not tree.nodes or self.limits.stopped():
                    return
                self._focused(visit, tree.likely())

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
        master.add([*self.best.columns, *self.recent(COLUMNS_EACH)])
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
        columns = outcome.columns
        if len(self.people) < MANY:
            most, gap = COLUMNS_EACH * len(self.people), (target - outcome.bound) * SCALE
            columns = near_enough(self.generator.pool.columns, outcome.point, gap, most)
        master.add([*columns, *self.best.columns])
        seconds, effort = ENDING * limits.choice_seconds, ENDING * limits.choice_effort
        dive = Dive(self.generator, master, target, self.chance, kind, seconds, effort, near=outcome.point)
        dive.unit, dive.backs = self.goals.unit(goal), 0 if node is None else BACKS
        found = dive.run()
        if found is None:
            return
        plan = chosen(self.rows, (found[person] for person in self.everyone))
        if plan.better(self.best):
            self.take(plan)
        else:
            self.visit.dear = min(2 * self.visit.dear, DEAREST)
            self.visit.focus = self.visit.blended = None

    def _neighbourhoods(self, goal: Ints, visit: Visit) -> int:
        stale = count = 0
        limits, near = self.limits, None if visit.blended is None else visit.blended.point
        while stale < STALE and not self.done and not limits.stopped():
            if limits.neighbourhoods is not None and visit.tried + count >= limits.neighbourhoods:
                break
            assert self.best is not None
            chance = random.Random(self.chance.randrange(2**62))
            around = Neighbourhood(self.generator, visit.layer, goal, visit.held, limits, chance, near)
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

    def recent(self, each: int) -> list[Column]:
        """The newest columns, so many a person."""
        return [column for own in self.generator.pool.by_person.values() for column in own[-each:]]
