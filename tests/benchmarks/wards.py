"""The sample wards with a plan in their cells, as a ward that is at work has them."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.problem import Problem, Row
from scheduler.services import samples
from solver.api import SolveJob, solve


def planned(name: str, seconds: float) -> Problem:
    """A sample ward after so many seconds of solving on two cores."""
    problem = samples.load(name)
    plan = solve(SolveJob(problem, seconds, None, 2, 1))
    cells = {row.person: row.cells for row in plan.rows}
    known = problem.history_days
    return replace(problem, roster=tuple(Row(row.person, row.cells[:known] + cells[row.person]) for row in problem.roster))
