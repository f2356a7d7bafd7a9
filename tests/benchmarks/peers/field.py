"""The runners side by side: each peer in a process of its own, which ends when it overruns."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing.connection import Connection

from scheduler.domain.errors import SolverFailed
from scheduler.domain.problem import Problem
from solver.api import SolveJob, solve
from tests.benchmarks.peers.outcome import Outcome, bound_problem, judged

OURS = "ours"
RUNNERS: Mapping[str, str] = {
    "cpsat": "tests.benchmarks.peers.cpsat",
    "highs": "tests.benchmarks.peers.highs",
    "timefold": "tests.benchmarks.peers.timefold",
}
"""Modules with `run(problem, seconds, workers, seed)` and `absent()`, which says why they cannot run here ("" if they can)."""

DEFAULT = ("cpsat", "highs")

PATIENCE = 10.0
"""Seconds, beside half of the time limit, by which a peer may overrun it (a long presolve hears no clock)."""


def ours(problem: Problem, seconds: float, workers: int, seed: int) -> Outcome:
    """What the product reaches, as everybody starts it: in a process of its own."""
    begun = time.monotonic()
    try:
        plan = solve(SolveJob(problem, seconds, None, workers, seed))
    except SolverFailed as failed:
        return Outcome(OURS, seconds=time.monotonic() - begun, note=failed.text.en)
    taken = time.monotonic() - begun
    bound = plan.layers[-1].bound if plan.layers else None
    book, _ = bound_problem(problem)
    return judged(OURS, book, plan.rows, bound, taken, tuple(layer.value for layer in plan.layers))


def absent(peer: str) -> str:
    """Why a peer cannot run here; "" where it can."""
    reason: str = import_module(RUNNERS[peer]).absent()
    return reason


def compete(peer: str, problem: Problem, seconds: float, workers: int, seed: int) -> Outcome:
    """What a peer of `RUNNERS` reaches in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, RUNNERS[peer], problem, seconds, workers, seed))
    begun = time.monotonic()
    process.start()
    there.close()
    try:
        if not here.poll(seconds * 1.5 + PATIENCE):
            return Outcome(peer, seconds=time.monotonic() - begun, note="stopped: no answer long after its time")
        outcome: Outcome = here.recv()
        return outcome
    except EOFError:
        process.join(5)
        return Outcome(peer, seconds=time.monotonic() - begun, note=f"its process ended with {process.exitcode}")
    finally:
        process.kill()
        process.join()


def _answer(there: Connection, module: str, problem: Problem, seconds: float, workers: int, seed: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries greet on standard output, which is the table's
    run: Callable[..., Outcome] = import_module(module).run
    there.send(run(problem, seconds, workers, seed))
