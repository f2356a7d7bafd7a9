"""The best plan in which one cell holds something else, near the plan that stands: what it costs more, then how many cells.

Nothing is gained where a layer can cost less than it does: what is sought is a plan that costs no more, layer by layer, and of
several the one that changes fewest cells.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.rosters import Grid
from solver.answers.local import stopping, weighted
from solver.answers.near import Cell, around, free_cells, joined
from solver.answers.standing import Filled, Standing
from solver.cpsat import build
from solver.model import Goal

STEPS = (4, 8, 16)
"""At most so many cells change; more are allowed while there is time and fewer did not suffice."""

SMALL = 150
"""Free cells of a ward up to which all of them are searched, each layer to its proof."""

PARAMETERS = {"num_workers": 1, "linearization_level": 2, "cp_model_probing_level": 0, "symmetry_level": 0}
"""What is fastest where few cells may change; probing takes longer there than the search."""


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
        return other is None or self._rank() < other._rank()

    def _rank(self) -> tuple[int, ...]:
        return (*(max(0, cost) for cost in self.more), len(self.changed))


@dataclass
class Otherwise:
    """Searches near a plan that stands; `allowed` are the choices that the cell may hold. It ends at the monotonic `end`."""

    ward: Standing
    cell: Cell
    allowed: frozenset[int]
    reach: int
    stop: threading.Event
    end: float
    proved: int | None = None
    """After `all` the layers, from the first on, of which it is proved that no such plan costs less."""
    impossible: bool = False
    """Whether it is proved that no plan has such a choice there."""

    def __post_init__(self) -> None:
        grid = self.ward.grid
        people, days = range(len(self.ward.frame.problem.people)), range(self.ward.frame.last + 1)
        whole = free_cells(grid, people, days)
        self.small = len(whole) <= SMALL
        if self.small:
            self.days = frozenset(days)
            self.free: Collection[Cell] = whole
        else:
            self.days = around([self.cell[1]], self.reach, 0, self.ward.frame.last)
            self.free = free_cells(grid, joined(self.ward.book, [self.cell[0]], self.days), self.days)

    def over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def plans(self) -> Iterator[Other]:
        """Better and better ones."""
        if not self._begin():
            return
        if self.small:
            found = self._by_layer()
            if found is not None:
                yield found
            return
        best: Other | None = None
        for most in STEPS:
            if self.over():
                return
            found = self._within(most, best)
            if found is not None and found.better(best):
                best = found
                yield found
            if best is not None and best.dearer is None:
                return

    # --- the model

    def _begin(self) -> bool:
        """Makes the model; False where no hard rule on the cell alone lets it hold such a choice."""
        self.model = build(self.ward.book, self.ward.grid, sorted(self.free))
        options = self.model.cells[self.cell]
        allowed = [variable for choice, variable in options.items() if choice in self.allowed]
        self.impossible = not allowed
        if not allowed:
            return False
        self.goals = [goal for goal in self.model.goals if goal.terms]
        stands = self._standing()
        self.model.model.add_exactly_one(allowed)
        self.model.hint(self.ward.grid)
        self.excess = [self._over(goal, value) for goal, value in zip(self.goals, stands, strict=True)]
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
        if status != cp_model.OPTIMAL:  # it breaks a hard rule: whatever keeps them all is dearer than nothing
            return [0] * len(self.goals)
        return [goal.value(solver.value) for goal in self.goals]

    def _over(self, goal: Goal, value: int) -> Goal:
        """By how much a goal passes what it costs now."""
        span = sum(abs(weight) * _span(term) for term, weight in zip(goal.terms, goal.weights, strict=True))
        over = self.model.model.new_int_var(0, span, "")
        self.model.model.add(goal.expression() - value <= over)
        return Goal([over], [1])

    # --- searches

    def _within(self, most: int, known: Other | None) -> Other | None:
        """The best plan that changes at most so many cells."""
        model = self.model.model.clone()
        model.add(self.changes.expression() <= most)
        model.minimize(weighted([*self.excess, self.changes]))
        if known is not None:
            self._hint(model, known.grid)
        status, solver = self._solve(model, PARAMETERS)
        return self._read(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _by_layer(self) -> Other | None:
        """The best plan of all, one layer after another, until one costs more; what follows only as good as it comes."""
        model = self.model.model.clone()
        self.proved = 0
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
        else:
            self.proved = len(self.ward.frame.problem.layers)
        if best is not None and best.dearer is not None:
            self.proved = best.dearer + 1
        model.minimize(weighted([*self.excess, self.changes]))
        status, solver = self._solve(model, PARAMETERS)
        return self._read(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else best

    def _hint(self, model: Any, grid: Grid) -> None:
        model.clear_hints()
        for cell, options in self.model.cells.items():
            for choice, variable in options.items():
                model.add_hint(variable, choice == grid.at(*cell))

    def _solve(self, model: Any, parameters: dict[str, int]) -> tuple[Any, Any]:
        solver = cp_model.CpSolver()
        for name, value in parameters.items():
            setattr(solver.parameters, name, value)
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.05, self.end - time.monotonic())
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
