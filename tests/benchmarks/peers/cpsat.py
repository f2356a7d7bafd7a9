"""The peer that is CP-SAT alone: one model of every rule, its layers minimised one after another, nothing else."""

from __future__ import annotations

import math
import time

from ortools.sat.python import cp_model

from scheduler.domain.problem import Problem
from solver.cpsat import build
from tests.benchmarks.peers.outcome import Outcome, bound_problem, judged, shares

NAME = "CP-SAT"


def absent() -> str:
    return ""  # the product brings it


def run(problem: Problem, seconds: float, workers: int, seed: int = 1) -> Outcome:
    """The best plan in so many seconds, the making of the model included."""
    begun = time.monotonic()
    book, grid = bound_problem(problem)
    made = build(book, grid)
    open_layers = [k for k, goal in enumerate(made.goals) if goal.terms]
    last = len(made.goals) - 1
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    model, found = made.model.clone(), False
    bound = None if last in open_layers else made.goals[last].constant
    for place, k in enumerate(open_layers or [last]):
        goal = made.goals[k]
        left = seconds - (time.monotonic() - begun)
        solver.parameters.max_time_in_seconds = max(0.1, shares(open_layers[place:] or [k], left)[0])
        model.minimize(goal.expression())
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            if status == cp_model.INFEASIBLE:
                return Outcome(NAME, (), None, time.monotonic() - begun, "no legal plan exists")
            break
        found = True
        made.write(grid, solver.value)
        value = goal.value(solver.value)
        claimed = tuple(goal.value(solver.value) for goal in made.goals)
        if k == last:
            bound = math.ceil(solver.best_objective_bound - 1e-6)
        model.add(goal.expression() <= value)
        model.clear_hints()  # type: ignore[no-untyped-call]
        for index in range(len(made.model.proto.variables)):
            variable = model.get_int_var_from_proto_index(index)
            model.add_hint(variable, solver.value(variable))
    seconds = time.monotonic() - begun
    return judged(NAME, book, grid.horizon_rows() if found else (), bound, seconds, claimed if found else ())
