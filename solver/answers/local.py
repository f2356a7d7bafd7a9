"""Small exact searches: some cells of a plan are free, everything else stays.

Some goals are minimised first and proved, missing heads above all and then the price of changes; then the later layers, one
after another as far as whole numbers of 62 bits can keep them apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.costs import place
from solver.model import Goal, Model

HOUSE = "house"
"""The packs' layer of rules that a ward has set soft but keeps above its other aims."""

MOST = 2**62

LEAST_STEP = 1000
"""How much more a unit of a layer weighs than one of the next where whole numbers do not suffice to keep them apart."""

FINER = 0.3
"""CP-SAT's deterministic seconds for the later layers, which nobody asks to be proved."""

POLL_SECONDS = 0.02


def minimum_layers(frame: Frame) -> frozenset[int]:
    """The layers in which missing heads are counted."""
    covers = (setting for setting in frame.problem.settings if setting.template == "COVER" and setting.hardness != "off")
    return frozenset(layer for setting in covers if (layer := place(frame, setting, "minimum")[0]) is not None)


def stable_at(frame: Frame) -> int:
    """How many layers come before few changes: minimum cover, and the ward's own rules where a pack puts them next."""
    count = 1 + max(minimum_layers(frame), default=0)
    layers = frame.problem.layers
    return count + 1 if count < len(layers) and layers[count].id == HOUSE else count


@dataclass(frozen=True)
class Found:
    """A roster for the free cells: what each goal costs; `proved`, that none of the first goals can be better."""

    grid: Grid
    values: tuple[int, ...]
    proved: bool


@dataclass
class Local:
    """A model of the free cells with further goals, solved again and again under more conditions.

    `first` goals are proved one above the other, `later` ones only told apart as far as numbers and time go.
    """

    model: Model
    grid: Grid
    first: list[Goal]
    later: Sequence[Goal]
    stop: threading.Event
    end: float
    """The monotonic time at which to end."""
    impossible: bool = False
    """Whether it is proved that there is no roster under the conditions of the last search."""

    def best(self, more: Callable[[cp_model.CpModel], None] = lambda model: None, effort: float | None = None) -> Found | None:
        """The best roster under further conditions; None where there is none, or none was found in time (or with so many
        of CP-SAT's deterministic seconds)."""
        model = self.model.model.clone()
        more(model)
        self.impossible = False
        model.minimize(weighted(self.first))
        status, solver = self._solve(model, effort)
        self.impossible = status == cp_model.INFEASIBLE
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        proved = status == cp_model.OPTIMAL
        later = [goal for goal in self.later if goal.terms]
        if later and not self.over():
            for goal in self.first:
                if goal.terms:
                    model.add(goal.expression() <= goal.value(solver.value))
            self._hint(model, solver)
            model.minimize(weighted(later))
            status, finer = self._solve(model, FINER, bare=True)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                solver = finer
        grid = self.grid.copy()
        self.model.write(grid, solver.value)
        return Found(grid, tuple(goal.value(solver.value) for goal in (*self.first, *self.later)), proved)

    def over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def _hint(self, model: Any, solver: Any) -> None:
        model.clear_hints()
        for options in self.model.cells.values():
            for variable in options.values():
                model.add_hint(variable, solver.value(variable))

    def _solve(self, model: Any, effort: float | None, bare: bool = False) -> tuple[Any, Any]:
        solver = cp_model.CpSolver()
        own = solver.parameters
        own.num_workers = 1
        # Of a hundred repairs all were proved in a tenth to a half of the time that the usual settings take: by a little
        # presolve, and strong linear relaxations of what couples people. What is left to choose afterwards is found sooner
        # without either.
        own.max_presolve_iterations, own.cp_model_probing_level, own.symmetry_level = 1, 0, 0
        own.cp_model_presolve, own.linearization_level = not bare, 0 if bare else 2
        own.max_time_in_seconds = max(0.05, self.end - time.monotonic())
        if effort is not None:
            own.max_deterministic_time = effort
        with stopping(solver, self.stop):
            return solver.solve(model), solver


def weights(goals: Sequence[Goal]) -> list[int]:
    """What a unit of each goal weighs in one sum: more than all that later ones can cost, as far as numbers go."""
    weight, found = 1, []
    for goal in reversed(goals):
        found.append(weight)
        if goal.terms:
            span = 1 + goal.most()
            weight *= span if weight * span * LEAST_STEP < MOST else max(1, min(LEAST_STEP, MOST // (weight * span)))
    return found[::-1]


def weighted(goals: Sequence[Goal]) -> Any:
    """Goals one above the other in one sum."""
    return sum(weight * goal.expression() for weight, goal in zip(weights(goals), goals, strict=True) if goal.terms)


@contextmanager
def stopping(solver: cp_model.CpSolver, stop: threading.Event) -> Iterator[None]:
    """While something is solved, ends it when `stop` is set."""
    done = threading.Event()

    def guard() -> None:
        while not done.wait(POLL_SECONDS):
            if stop.is_set():
                solver.stop_search()

    watching = threading.Thread(target=guard, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
