"""A first legal plan, person by person: each is rostered exactly against what the others leave uncovered."""

from __future__ import annotations

import threading
import time

from ortools.sat.python import cp_model

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.cpsat import build

STEP = 60
"""How much more a unit of a layer weighs than one of the next layer; only for this first guess."""


def first_plan(book: RuleBook, grid: Grid, seed: int, deadline: float, stop: threading.Event, effort: bool) -> Grid | None:
    """A grid in which every person's free cells are decided by a small exact model, or None if a person has no legal roster
    within the time. Coupling rules that are hard may still be broken."""
    plan = grid.copy()
    frame = book.frame
    order = sorted(range(len(frame.problem.people)), key=lambda p: (len(frame.options[p]), p))
    for person in order:
        for day in range(frame.last + 1):
            if not grid.fixed(person, day):
                plan.put(person, day, 0)
    for person in order:
        free = [(person, day) for day in range(frame.last + 1) if not grid.fixed(person, day)]
        if not free:
            continue
        if stop.is_set() or (time.monotonic() > deadline and not effort):
            return None
        model = build(book, plan, free)
        goals = model.goals
        top = len(goals) - 1
        terms = [t for goal in goals for t in goal.terms]
        weights = [w * STEP ** min(4, top - k) for k, goal in enumerate(goals) for w in goal.weights]
        model.model.minimize(cp_model.LinearExpr.weighted_sum(terms, weights))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = 0.25
        if not effort:
            solver.parameters.max_time_in_seconds = max(0.2, deadline - time.monotonic())
        status = solver.solve(model.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            solver.parameters.max_deterministic_time = 10.0
            status = solver.solve(model.model)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return None
        model.write(plan, solver.value)
    return plan
