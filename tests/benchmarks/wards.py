"""The sample wards with a plan in their cells, as a ward that is at work has them."""

from __future__ import annotations

from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem
from scheduler.services import samples
from scheduler.services.absences import with_plan
from solver.api import SolveJob, solve


def planned(name: str, seconds: float) -> Problem:
    """A sample ward after so many seconds of solving on two cores."""
    return proved(name, seconds)[0]


def proved(name: str, seconds: float) -> tuple[Problem, tuple[LayerResult, ...]]:
    """The same, with what the search has proved of each layer."""
    problem = samples.load(name)
    plan = solve(SolveJob(problem, seconds, None, 2, 1))
    return with_plan(problem, plan.rows), plan.layers
