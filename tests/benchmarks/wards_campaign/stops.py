"""How long a stop takes to be answered, at several moments of a run; and what the death of the second process costs."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.checking import check_problem
from scheduler.domain.errors import SolverFailed
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from solver.api import Event, SolveJob, solve
from tests.benchmarks.wards_campaign.memory import PROC, below

BEFORE_THE_PLAN = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Parts of the time to the first plan: the process starts, graphs are built, the first plan is made."""
AFTER_THE_PLAN = (0.0, 1.0, 5.0, 15.0)
"""Seconds after the first plan: the layers."""
LONG = 600.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: when it was asked for, the seconds to the answer, and whether a plan came with it."""

    ward: str
    when: str
    asked: float
    answered: float
    plan: bool


def stops(name: str, problem: Problem, first: float, workers: int, seed: int) -> Iterator[Stop]:
    """Stops of a ward whose first plan comes after about `first` seconds."""
    for part in BEFORE_THE_PLAN:
        yield _stopped(name, f"{100 * part:.0f} % of the way to the first plan", problem, part * first, False, workers, seed)
    for later in AFTER_THE_PLAN:
        yield _stopped(name, f"{later:.0f} s after the first plan", problem, later, True, workers, seed)


def _stopped(name: str, when: str, problem: Problem, delay: float, after_plan: bool, workers: int, seed: int) -> Stop:
    stop, planned = threading.Event(), threading.Event()
    begun = time.monotonic()
    asked: list[float] = []

    def listen(event: Event) -> None:
        if event.rows:
            planned.set()

    def ask() -> None:
        if after_plan:
            planned.wait(LONG)
        time.sleep(delay)
        asked.append(time.monotonic())
        stop.set()

    threading.Thread(target=ask, daemon=True).start()
    try:
        rows = solve(SolveJob(problem, LONG, None, workers, seed), listen, stop).rows
    except SolverFailed:
        rows = ()
    answered = time.monotonic()
    if not asked:  # it was proved best before the stop
        return Stop(name, when, answered - begun, 0.0, bool(rows))
    return Stop(name, when, asked[0] - begun, answered - asked[0], bool(rows))


@dataclass(frozen=True, slots=True)
class Death:
    """A run whose second process was killed: after how many seconds (None: there was none), how long it took beyond its
    time, and what came of it."""

    ward: str
    killed: float | None
    over: float
    plan: Plan
    legal: bool

    @property
    def harmless(self) -> bool:
        return self.killed is not None and self.legal and self.plan.record is not None


def partner_killed(name: str, problem: Problem, seconds: float, seed: int) -> Death:
    """A run of so many seconds whose second process is killed once it works."""
    begun = time.monotonic()
    worker: list[int] = []
    killed: list[float] = []
    over = threading.Event()

    def listen(event: Event) -> None:
        if event.kind == "hello":
            worker.append(event.pid)

    def kill() -> None:
        while not over.wait(0.1):
            found = below(worker[0]) if worker else []
            if found:
                over.wait(2.0)
                for pid in set(found) & set(below(worker[0])):  # still its child, and nobody else's
                    os.kill(pid, signal.SIGKILL)
                    killed.append(time.monotonic() - begun)
                return

    if PROC.is_dir():
        threading.Thread(target=kill, daemon=True).start()
    plan = solve(SolveJob(problem, seconds, None, 2, seed), listen)
    over.set()
    legal = bool(plan.rows) and check_problem(problem, plan.rows).legal
    return Death(name, killed[0] if killed else None, time.monotonic() - begun - seconds, plan, legal)
