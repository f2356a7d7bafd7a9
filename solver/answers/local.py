"""Small exact searches: some cells of a plan are free, everything else stays.

Minimised first are the layers before `STABLE_AT`, missing heads above all, then the price of changes; then the later layers,
one after another as far as whole numbers of 62 bits can keep them apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.rosters import Grid
from solver.model import Goal, Model

STABLE_AT = 2
"""Layers that come before few changes: minimum cover, and rules that the ward has set soft but kept above its other aims."""

MOST = 2**62

LEAST_STEP = 1000
"""How much more a unit of a layer weighs than one of the next where whole numbers do not suffice to keep them apart."""


@dataclass(frozen=True)
class Found:
    """A roster for the free cells: what each goal costs; `proved`, that none of the first goals can be better."""

    grid: Grid
    values: tuple[int, ...]
    proved: bool


@dataclass
class Local:
    """A model of the free cells with further goals, solved again and again under more conditions.

    `first` goals are proved one above the other, `later` ones only told apart as far as numbers go.
    """

    model: Model
    grid: Grid
    first: Sequence[Goal]
    later: Sequence[Goal]
    stop: threading.Event
    end: float
    """The monotonic time at which to end."""
    impossible: bool = False
    """Whether it is proved that there is no roster under the conditions of the last search."""

    def best(self, more: Callable[[cp_model.CpModel], None] = lambda model: None) -> Found | None:
        """The best roster under further conditions; None where there is none, or none was found in time."""
        model = self.model.model.clone()
        more(model)
        self.impossible = False
        model.minimize(weighted(self.first))
        status, solver = self._solve(model)
        if status == cp_model.INFEASIBLE:
            self.impossible = True
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        proved = status == cp_model.OPTIMAL
        later = [goal for goal in self.later if goal.terms]
        if later and not self.over():
            for goal in self.first:
                if goal.terms:
                    model.add(goal.expression() <= goal.value(solver.value))
            model.clear_hints()  # type: ignore[no-untyped-call]
            for options in self.model.cells.values():
                for variable in options.values():
                    model.add_hint(variable, solver.value(variable))
            model.minimize(weighted(later))
            status, finer = self._solve(model)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                solver = finer
        grid = self.grid.copy()
        self.model.write(grid, solver.value)
        return Found(grid, tuple(goal.value(solver.value) for goal in (*self.first, *self.later)), proved)

    def over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def _solve(self, model: Any) -> tuple[Any, Any]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.05, self.end - time.monotonic())
        with stopping(solver, self.stop):
            return solver.solve(model), solver


def weighted(goals: Sequence[Goal]) -> Any:
    """Goals one above the other in one sum: a unit of each outweighs all that later ones can cost, as far as numbers go."""
    weight, parts = 1, []
    for goal in reversed([goal for goal in goals if goal.terms]):
        parts.append(weight * goal.expression())
        span = 1 + sum(abs(w) * _span(term) for term, w in zip(goal.terms, goal.weights, strict=True))
        weight *= span if weight * span * LEAST_STEP < MOST else max(1, min(LEAST_STEP, MOST // (weight * span)))
    return sum(parts)


def _span(variable: Any) -> int:
    domain = list(variable.proto.domain)
    return int(domain[-1] - domain[0])


@contextmanager
def stopping(solver: cp_model.CpSolver, stop: threading.Event) -> Iterator[None]:
    """While something is solved, ends it when `stop` is set."""
    done = threading.Event()

    def guard() -> None:
        while not done.is_set():
            if stop.wait(0.02):
                solver.stop_search()
                done.wait(0.05)

    watching = threading.Thread(target=guard, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
