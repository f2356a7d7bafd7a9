"""CP-SAT on one layer of a whole ward: what paths cannot carry, and the last gap of small wards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from solver.api import Event
from solver.cpsat import build
from solver.model import Model

if TYPE_CHECKING:
    from solver.search.run import Search

SOLUTIONS_A_SECOND = 4


class Exact:
    """Minimises layers for a search, and tells it of plans and bounds. `closed` ends a layer from another thread."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.closed = threading.Event()

    @cached_property
    def model(self) -> Model:
        """The whole ward for CP-SAT, built when it is first needed."""
        model = build(self.search.book, self.search.given)
        self.search.emit(Event("built", self.search.elapsed(), text=f"{len(model.model.proto.variables)} variables"))
        return model

    def minimise(self, k: int | None, seconds: float, effort_share: float, workers: int | None = None) -> None:
        """Minimise one layer (None: only find a plan) with the earlier ones held at the best plan's values."""
        model = self.model
        layered = model.model.clone()
        if self.search.best is not None:
            for earlier, goal in enumerate(model.goals[: 0 if k is None else k]):
                if goal.terms:
                    layered.add(goal.expression() <= self.search.values[earlier])
        if k is not None:
            proved = self.search.bounds[k]
            if proved is not None and model.goals[k].terms:
                layered.add(model.goals[k].expression() >= proved)
            layered.minimize(model.goals[k].expression())
        if self.search.best is not None:
            layered.clear_hints()  # type: ignore[no-untyped-call]
            for (person, day), options in model.cells.items():
                held = self.search.best.at(person, day)
                for choice, variable in options.items():
                    layered.add_hint(variable, choice == held)
        solver = cp_model.CpSolver()
        self._limits(solver, seconds, effort_share, workers)
        watch = _Watch(self, model, k)
        solver.best_bound_callback = watch.bound
        done = threading.Event()
        guard = threading.Thread(target=self._guard, args=(solver, done), daemon=True)
        guard.start()
        status = solver.solve(layered, watch)
        done.set()
        guard.join()
        self._conclude(solver, status, k, model)

    def _limits(self, solver: cp_model.CpSolver, seconds: float, effort_share: float, workers: int | None) -> None:
        parameters = solver.parameters
        parameters.random_seed = self.search.job.seed
        parameters.relative_gap_limit = (self.search.job.goal or 0.0) / 100
        if self.search.job.effort is not None:
            parameters.num_workers = 1
            parameters.max_deterministic_time = max(0.1, self.search.job.effort * effort_share)
        else:
            parameters.num_workers = workers or self.search.job.workers
            parameters.max_time_in_seconds = max(0.1, seconds)

    def _guard(self, solver: cp_model.CpSolver, done: threading.Event) -> None:
        while not done.is_set():
            if self.search.stop.wait(0.05) or self.closed.is_set():
                solver.stop_search()
                done.wait(0.1)

    def _conclude(self, solver: cp_model.CpSolver, status: Any, k: int | None, model: Model) -> None:
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.offer(model, solver.value)
        elif status == cp_model.INFEASIBLE and self.search.best is None:
            self.search.proved_infeasible = True
            return
        if k is None or self.search.best is None:
            return
        if status == cp_model.OPTIMAL and not self.search.job.goal:
            self.search.bounds[k] = self.search.values[k]
        elif status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):  # within the goal is called optimal too
            self.search.raise_bound(k, solver.best_objective_bound)
        bound = self.search.bounds[k]
        self.search.statuses[k] = "closed" if bound is not None and bound >= self.search.values[k] else "held"
        self.search.emit(Event("bound", self.search.elapsed(), self.search.frame.problem.layers[k].id, self.search.results()))

    def offer(self, model: Model, value: Callable[[Any], int]) -> bool:
        """Take a solution if it is better than the best plan, layer by layer."""
        grid = self.search.given.copy()
        model.write(grid, value)
        return self.search.take(grid)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Takes solutions as they come, at most a few a second, and bounds."""

    def __init__(self, exact: Exact, model: Model, k: int | None) -> None:
        super().__init__()
        self.exact, self.search, self.model, self.k = exact, exact.search, model, k
        self._last = 0.0

    def on_solution_callback(self) -> None:
        now = time.monotonic()
        if now - self._last >= 1.0 / SOLUTIONS_A_SECOND or self.search.best is None:
            self._last = now
            self.exact.offer(self.model, self.value)

    def bound(self, bound: float) -> None:
        if self.k is not None and self.search.best is not None and not self.search.stop.is_set():
            before = self.search.bounds[self.k]
            self.search.raise_bound(self.k, bound)
            if self.search.bounds[self.k] != before:
                layer = self.search.frame.problem.layers[self.k].id
                self.search.emit(Event("bound", self.search.elapsed(), layer, self.search.results()))
