"""The best plan in which one cell holds something else, near the plan that stands: what it costs more, then how many cells.

Nothing is gained where a layer can cost less than it does: what is sought is a plan that costs no more, layer by layer, and of
several the one that changes fewest cells.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import gcd
from typing import Any, Literal

from ortools.sat.python import cp_model

from scheduler.domain.rosters import Grid
from solver.answers.local import stopping, weighted
from solver.answers.near import Cell, around, free_cells, joined
from solver.answers.standing import Filled, Standing
from solver.cpsat import build
from solver.model import Goal

Window = Literal["partners", "near", "around", "whole"]
"""Few people within the reach that is asked for; few cells of everybody; all of them within that reach; the whole horizon."""

STEPS: tuple[tuple[Window, tuple[int | None, ...]], ...] = (
    ("partners", ()),
    ("near", (8, None)),
    ("around", (8, None)),
    ("whole", (16, None)),
)
"""Windows in which a plan is sought that costs nothing more, and after that one which costs least where so many cells change
at most (None: any number), while there is time and less did not suffice."""

PARTNERS = 8
"""With so many people somebody is first tried to exchange shifts."""

NEAR = 200
"""Free cells of a first window, where it need not be shorter than a day on each side."""

WIDENING: dict[Window, float] = {"partners": 0.0, "near": 0.0, "around": 0.3, "whole": 2.0}
"""Seconds that have to be left for a model of such a window."""

PART = 0.5
"""Of the time left that may be spent on whether anything costs more in a window."""

SMALL = 150
"""Free cells of a ward up to which all of them are searched, each layer to its proof."""

PARAMETERS = {"linearization_level": 2, "cp_model_probing_level": 0, "symmetry_level": 0, "max_presolve_iterations": 1}
"""What is fastest where few cells may change; more presolve takes longer there than the search."""


@dataclass(frozen=True)
class Other:
    """A plan with another choice in the cell: the cells that change, and by layer how much more it costs."""

    grid: Grid
    changed: tuple[Filled, ...]
    more: tuple[int, ...]

    @property
    def dearer(self) -> int | None:
        """The first layer that costs more."""
        return next((k for k, cost in enumerate(self.more) if cost > 0), None)

    def better(self, other: Other | None) -> bool:
        """Whether it costs less, layer by layer, where both cost more than the plan that stands; or changes fewer cells."""
        return other is None or self._rank() < other._rank()

    def _rank(self) -> tuple[int, ...]:
        return (*(max(0, cost) for cost in self.more), len(self.changed))


@dataclass(frozen=True)
class Scope:
    """Plans among which one is known to be the best: they change at most `most` cells (None: any number), all of them of these
    days."""

    most: int | None
    days: frozenset[int]


@dataclass
class Otherwise:
    """Searches near a plan that stands; `allowed` are the choices that the cell may hold. It ends at the monotonic `end`."""

    ward: Standing
    cell: Cell
    allowed: frozenset[int]
    reach: int
    stop: threading.Event
    end: float
    people: Collection[int] | None = None
    """Whose cells may change; None: everybody whom demand joins to the cell's person."""
    proved: int | None = None
    """Of how many layers, from the first on, the search itself has proved that no such plan costs less."""
    sound: bool = True
    """Whether the plan that stands keeps the hard rules there."""
    impossible: bool = False
    """Whether it is proved that no plan has such a choice there."""
    scope: Scope | None = None
    """Where no better plan is than the best one, by proof."""

    def __post_init__(self) -> None:
        everybody = range(len(self.ward.frame.problem.people))
        self.every = frozenset(range(self.ward.frame.last + 1))
        self.free = free_cells(self.ward.grid, everybody, self.every)
        self.days = self.every
        self.taken: frozenset[Cell] = frozenset()
        self.small = len(self.free) <= SMALL

    def _window(self, window: Window) -> bool:
        """Takes the cells of a window; False where they are taken already, or by a later window."""
        last, reach = self.ward.frame.last, self.reach
        while True:
            self.days = self.every if window == "whole" else around([self.cell[1]], reach, 0, last)
            people = joined(self.ward.book, [self.cell[0]], self.days) if self.people is None else self.people
            if window == "partners":
                few = len(free_cells(self.ward.grid, people, self.days)) <= NEAR
                self.free = free_cells(self.ward.grid, self._partners(people), self.days)
                return not few
            self.free = free_cells(self.ward.grid, people, self.days)
            if window != "near" or len(self.free) <= NEAR or reach <= 1:
                return self.free != self.taken
            reach -= 1

    def _partners(self, people: Collection[int]) -> list[int]:
        """Somebody and those with whom he can best exchange shifts: who has what is asked for on that day, who may hold the
        same choices, and whose days differ most from his."""
        own, day = self.cell
        at, options = self.ward.grid.at, self.ward.frame.options

        def rank(person: int) -> tuple[bool, bool, int]:
            differ = sum(at(person, each) != at(own, each) for each in self.days)
            return at(person, day) not in self.allowed, options[person] != options[own], -differ

        return [own, *sorted((person for person in people if person != own), key=rank)[:PARTNERS]]

    def over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def plans(self) -> Iterator[Other]:
        """Better and better ones."""
        if self.small:
            found = None if self.over() or not self._begin() else self._by_layer()
            if found is not None:
                yield found
            return
        best: Other | None = None
        for window, limits in STEPS:
            if self.over() or self.end - time.monotonic() < WIDENING[window]:
                return
            if not self._window(window):
                continue
            if not self._begin():
                return
            good = self._as_good()
            if good is not None:
                yield good
                return
            for most in limits:
                found = None if self.over() else self._within(most, best)
                if found is not None and found.better(best):
                    best = found
                    yield found

    # --- the model

    def _begin(self) -> bool:
        """Makes the model; False where no hard rule on the cell alone lets it hold such a choice."""
        self.taken = self.free
        self.model = build(self.ward.book, self.ward.grid, sorted(self.free))
        options = self.model.cells[self.cell]
        allowed = [variable for choice, variable in options.items() if choice in self.allowed]
        self.impossible = not allowed
        if not allowed:
            return False
        self.goals = [goal for goal in self.model.goals if goal.terms]
        self.stands = self._standing()
        self.model.model.add_exactly_one(allowed)
        self.model.hint(self.ward.grid)
        self.excess = [self._over(goal, value) for goal, value in zip(self.goals, self.stands, strict=True)]
        held = {cell: self.ward.grid.at(*cell) for cell in self.model.cells}
        self.changes = Goal()
        for cell, choices in self.model.cells.items():
            for choice, variable in choices.items():
                if choice != held[cell]:
                    self.changes.add(variable, 1)
        return True

    def _standing(self) -> list[int]:
        """What the plan that stands costs in each goal of the model."""
        model = self.model.model.clone()
        for cell, options in self.model.cells.items():
            held = self.ward.grid.at(*cell)
            if held in options:
                model.add(options[held] == 1)
        model.minimize(sum(goal.expression() for goal in self.goals))
        status, solver = self._solve(model, {})
        self.sound = status == cp_model.OPTIMAL
        if not self.sound:  # the plan that stands breaks a hard rule: what keeps them all shall cost little
            return [0] * len(self.goals)
        return [goal.value(solver.value) for goal in self.goals]

    def _over(self, goal: Goal, value: int) -> Goal:
        """By how much a goal passes what it costs now, in its smallest steps."""
        step = gcd(*goal.weights)
        span = sum(abs(weight) * _span(term) for term, weight in zip(goal.terms, goal.weights, strict=True)) // step
        over = self.model.model.new_int_var(0, span, "")
        self.model.model.add(goal.expression() - value <= step * over)
        return Goal([over], [1])

    # --- searches

    def _as_good(self) -> Other | None:
        """A plan that costs nothing more, and the fewest changes that it takes; None where there is none, or none was found."""
        model = self.model.model.clone()
        for goal in self.excess:
            model.add(goal.expression() <= 0)
        model.minimize(self.changes.expression())
        status, solver = self._solve(model, PARAMETERS, PART)
        return self._read(solver) if self.sound and status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _within(self, most: int | None, known: Other | None) -> Other | None:
        """The best plan that changes at most so many cells, one layer after another. Where one is `known`, only such as cost
        less in the first layer in which it costs more, and no more in those before."""
        model = self.model.model.clone()
        if most is not None:
            model.add(self.changes.expression() <= most)
        first = self._below(model, known)
        found: Other | None = None
        passed = False
        for at in range(first, len(self.excess)):
            goal = self.excess[at].expression()
            last = at == len(self.excess) - 1
            model.minimize((len(self.model.cells) + 1) * goal + self.changes.expression() if last else goal)
            status, solver = self._solve(model, PARAMETERS)
            if status == cp_model.INFEASIBLE and known is not None and self.sound:
                self.scope = Scope(most, self.days)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            found = self._read(solver)
            if status != cp_model.OPTIMAL:
                break
            steps = self.excess[at].value(solver.value)
            if steps and not passed and self.sound:
                self.scope = Scope(most, self.days)
            passed = passed or steps > 0
            model.add(goal <= steps)
            self._hint(model, found.grid)
        return found

    def _below(self, model: Any, known: Other | None) -> int:
        """Asks for a plan that costs less than a known one in the first layer in which that costs more; which goal this is."""
        layer = None if known is None else known.dearer
        places = [at for at, goal in enumerate(self.model.goals) if goal.terms]
        if known is None or layer not in places:
            return 0
        at = places.index(layer)
        for earlier in self.excess[:at]:
            model.add(earlier.expression() <= 0)
        model.add(self.goals[at].expression() < self.stands[at] + known.more[layer])
        self._hint(model, known.grid)
        return at

    def _by_layer(self) -> Other | None:
        """The best plan of all, one layer after another, until one costs more; what follows only as good as it comes."""
        model = self.model.model.clone()
        best: Other | None = None
        for goal in self.excess:
            model.minimize(goal.expression())
            status, solver = self._solve(model, {"num_workers": 1})
            self.impossible = status == cp_model.INFEASIBLE
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return best
            best = self._read(solver)
            if status != cp_model.OPTIMAL:
                return best
            least = goal.value(solver.value)
            model.add(goal.expression() <= least)
            self._hint(model, best.grid)
            if least:
                break
        if best is not None and self.sound:
            self.proved = len(self.ward.frame.problem.layers) if best.dearer is None else best.dearer + 1
        model.minimize(weighted([*self.excess, self.changes]))
        status, solver = self._solve(model, PARAMETERS)
        self.impossible = status == cp_model.INFEASIBLE
        return self._read(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else best

    def floors(self, best: Other) -> dict[int, int]:
        """Of a small ward, by layer how much more any plan costs at least that is as good as this one in the layers before: as
        far as it costs no less, there is time, and it is proved."""
        found: dict[int, int] = {}
        if not self.small or not self.sound or not self.taken:  # no model has been made
            return found
        model, stands = self.model.model.clone(), iter(self.stands)
        self._hint(model, best.grid)
        for layer, (goal, more) in enumerate(zip(self.model.goals, best.more, strict=True)):
            if not goal.terms:
                found[layer] = more
                continue
            stood = next(stands)
            model.minimize(goal.expression())
            status, solver = (cp_model.UNKNOWN, None) if self.over() else self._solve(model, {})
            if solver is None or status != cp_model.OPTIMAL:
                break
            found[layer] = goal.value(solver.value) - stood
            if found[layer] < more:
                break
            model.add(goal.expression() <= stood + more)
        return found

    def _hint(self, model: Any, grid: Grid) -> None:
        model.clear_hints()
        for cell, options in self.model.cells.items():
            for choice, variable in options.items():
                model.add_hint(variable, choice == grid.at(*cell))

    def _solve(self, model: Any, parameters: dict[str, int], part: float = 1.0) -> tuple[Any, Any]:
        solver = cp_model.CpSolver()
        for name, value in parameters.items():
            setattr(solver.parameters, name, value)
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.05, part * (self.end - time.monotonic()))
        with stopping(solver, self.stop):
            return solver.solve(model), solver

    def _read(self, solver: cp_model.CpSolver) -> Other:
        grid = self.ward.grid.copy()
        self.model.write(grid, solver.value)
        return compared(self.ward, grid, self.free)


def compared(ward: Standing, grid: Grid, cells: Collection[Cell]) -> Other:
    """A plan that differs from the one that stands in some of these cells, with what it costs more."""
    changed = tuple((p, d, grid.at(p, d)) for p, d in sorted(cells) if grid.at(p, d) != ward.grid.at(p, d))
    before = ward.check.costs()
    with ward.tried(changed) as check:
        more = tuple(after - cost for after, cost in zip(check.costs(), before, strict=True))
    return Other(grid, changed, more)


def _span(variable: Any) -> int:
    domain = list(variable.proto.domain)
    return int(domain[-1] - domain[0])
