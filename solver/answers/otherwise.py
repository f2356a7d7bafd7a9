"""The best plan in which one cell holds something else, near the plan that stands: what it costs more, then how many cells.

Nothing is gained where a layer can cost less than it does: what is sought is a plan that costs no more, layer by layer, and of
several the one that changes fewest cells.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import gcd, prod
from typing import Any, Literal

from ortools.sat.python import cp_model

from scheduler.domain.rosters import Grid
from solver.answers.local import stopping, weighted
from solver.answers.near import Cell, around, free_cells, joined
from solver.answers.standing import Filled, Standing
from solver.cpsat import build
from solver.model import Goal

Window = Literal["near", "around", "whole"]
"""Few cells, those within the reach that is asked for, the whole horizon."""

STEPS: tuple[tuple[int, Window], ...] = ((8, "near"), (8, "around"), (8, "whole"), (16, "whole"))
"""At most so many cells change, of such a window; while there is time and less did not suffice."""

NEAR = 200
"""Free cells of a first window, where it need not be shorter than a day on each side."""

WIDENING: dict[Window, float] = {"near": 0.0, "around": 0.3, "whole": 2.0}
"""Seconds that have to be left for a model of such a window."""

PART = 0.7
"""Of the time left that one window may take: what it finds has to be proved."""

SMALL = 150
"""Free cells of a ward up to which all of them are searched, each layer to its proof."""

MOST = 2**60
"""What a weighted sum may come to."""

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
        """Whether it costs less, layer by layer, where both cost more than the plan that stands; or changes fewer cells."""
        return other is None or self._rank() < other._rank()

    def _rank(self) -> tuple[int, ...]:
        return (*(max(0, cost) for cost in self.more), len(self.changed))


@dataclass(frozen=True)
class Scope:
    """Plans among which one is known to be the best: they change at most `most` cells, all of them of these days."""

    most: int
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
        self.small = len(self.free) <= SMALL
        if not self.small:
            self._window("near")

    def _window(self, window: Window) -> bool:
        """Takes the cells of a window; False where they are taken already."""
        before, last, reach = self.days, self.ward.frame.last, self.reach
        while True:
            self.days = self.every if window == "whole" else around([self.cell[1]], reach, 0, last)
            people = joined(self.ward.book, [self.cell[0]], self.days) if self.people is None else self.people
            self.free = free_cells(self.ward.grid, people, self.days)
            if window != "near" or len(self.free) <= NEAR or reach <= 1:
                return self.days != before
            reach -= 1

    def over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def plans(self) -> Iterator[Other]:
        """Better and better ones."""
        if self.over() or not self._begin():
            return
        if self.small:
            found = self._by_layer()
            if found is not None:
                yield found
            return
        best: Other | None = None
        for most, window in STEPS:
            if self.over() or self.end - time.monotonic() < WIDENING[window]:
                return
            if self._window(window):
                self._begin()
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

    def _within(self, most: int, known: Other | None) -> Other | None:
        """The best plan that changes at most so many cells, if not every layer is much dearer by it."""
        for capped in (True, False):
            model = self.model.model.clone()
            model.add(self.changes.expression() <= most)
            whole = False
            if capped:
                objective, whole = self._in_order(model, most)
                model.minimize(objective)
            else:
                model.minimize(weighted([*self.excess, self.changes]))
            if known is not None:
                self._hint(model, known.grid)
            status, solver = self._solve(model, PARAMETERS, PART)
            if status != cp_model.INFEASIBLE:
                break
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        best = status == cp_model.OPTIMAL and self.sound
        if best and (whole or self._least([goal.value(solver.value) for goal in self.excess], most)):
            self.scope = Scope(most, self.days)
        return self._read(solver)

    def _in_order(self, model: Any, most: int) -> tuple[Any, bool]:
        """One sum in which a step of each goal outweighs all the later ones: none may be more steps dearer than that allows.
        And whether that allows everything."""
        spans = [_span(goal.terms[0]) for goal in self.excess]
        cap = 1
        while prod(min(span, 2 * cap) + 1 for span in spans) * (most + 1) < MOST and cap < max(spans, default=0):
            cap *= 2
        total: Any = 0
        for goal, span in zip(self.excess, spans, strict=True):
            model.add(goal.terms[0] <= min(span, cap))
            total = total * (min(span, cap) + 1) + goal.terms[0]
        return total * (most + 1) + self.changes.expression(), cap >= max(spans, default=0)

    def _least(self, steps: list[int], most: int) -> bool:
        """Whether it is proved of plans that change at most so many cells that none is cheaper in the first goal that passes
        what it costs now, by so many steps, and does not pass it in those before."""
        first = next((at for at, over in enumerate(steps) if over), None)
        if first is None:
            return True
        model = self.model.model.clone()
        model.add(self.changes.expression() <= most)
        for at, goal in enumerate(self.excess[: first + 1]):
            model.add(goal.expression() <= (steps[first] - 1 if at == first else 0))
        return bool(self._solve(model, PARAMETERS)[0] == cp_model.INFEASIBLE)

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
        if not self.small or not self.sound:
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
