"""One ward through the real entry (a process of its own and a second one), and what was known of its plan at which second."""

from __future__ import annotations

import time
from dataclasses import dataclass

from scheduler.checking import check_problem
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem
from solver.api import Event, SolveJob, solve
from tests.benchmarks.wards_campaign.memory import Watch

MARKS = (10.0, 30.0, 60.0)
"""Seconds at which the layers are looked at."""

Moment = tuple[float, tuple[LayerResult, ...]]


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds count from the call, so that the start of the processes is in them; `memory` in bytes, all processes together.

    `first` is when the first legal plan came, `searched` the same on the search's own clock.
    """

    ward: str
    seconds: float
    plan: Plan
    legal: bool
    first: float | None
    moments: tuple[Moment, ...]
    memory: int | None

    @property
    def searched(self) -> float | None:
        return None if self.plan.record is None else self.plan.record.first_plan_seconds

    def at(self, mark: float) -> tuple[LayerResult, ...]:
        """The layers as they were known at a second."""
        return next((layers for when, layers in reversed(self.moments) if when <= mark), ())

    def closed(self, layer: int) -> float | None:
        """When a layer was proved best for the last time: a better plan in an earlier layer opens it again."""
        found = None
        for when, layers in reversed(self.moments):
            if layers[layer].status != "closed":
                break
            found = when
        return found


def measured(name: str, problem: Problem, seconds: float, workers: int, seed: int) -> Run:
    """Solves a ward and notes what was heard when."""
    begun = time.monotonic()
    moments: list[Moment] = []
    first: list[float] = []

    def listen(event: Event) -> None:
        now = time.monotonic() - begun
        if event.rows and not first:
            first.append(now)
        if event.layers:
            moments.append((now, event.layers))

    with Watch() as watch:
        plan = solve(SolveJob(problem, seconds, None, workers, seed), listen)
    took = time.monotonic() - begun
    if plan.layers:
        moments.append((took, plan.layers))
    legal = bool(plan.rows) and check_problem(problem, plan.rows).legal
    return Run(name, took, plan, legal, first[0] if first else None, tuple(moments), watch.most)
