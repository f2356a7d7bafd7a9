"""A stop is answered within half a second, whatever the solving process is at, with the best plan so far and its record."""

from __future__ import annotations

import threading
import time

import pytest

from scheduler.domain.codec import digest, dump_run, load_run
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.services import samples
from solver.api import Event, SolveJob, solve
from solver.record import peak_of
from tests.solver import small

ANSWER_SECONDS = 0.5
TRIES = 3
"""A machine that does much else may be late once."""

WARD = small.ward(20, 28, *small.law(), need=3)


def stopped(problem: Problem, kind: str, delay: float) -> tuple[float, Plan, list[Event]]:
    """How long a stop takes that is asked for so long after the first event of a kind (none: after the start)."""
    stop, asked, events = threading.Event(), [0.0], []  # type: threading.Event, list[float], list[Event]

    def ask() -> None:
        asked[0] = time.monotonic()
        stop.set()

    def listen(event: Event) -> None:
        events.append(event)
        if event.kind == kind and not [other for other in events[:-1] if other.kind == kind]:
            threading.Timer(delay, ask).start()

    if not kind:
        threading.Timer(delay, ask).start()
    plan = solve(SolveJob(problem, seconds=120, seed=5, goal=0.5), listen, stop)
    assert stop.is_set()
    return time.monotonic() - asked[0], plan, events


@pytest.mark.parametrize(
    ("name", "kind", "delay"),
    [("small", "", 0.1), ("A", "hello", 0.0), ("A", "audit", 1.0), ("small", "solution", 0.0), ("small", "solution", 1.5)],
)
def test_a_stop_is_answered_at_once(name: str, kind: str, delay: float) -> None:
    problem = WARD if name == "small" else samples.load(name)
    took_longest = []
    for _ in range(TRIES):
        seconds, plan, events = stopped(problem, kind, delay)
        assert plan.status == "stopped"
        best = [event for event in events if event.rows]
        assert bool(plan.rows) == bool(best)
        if best:
            values = tuple(layer.value for layer in plan.layers)
            assert values <= min(tuple(layer.value for layer in event.layers) for event in best)
        assert plan.record is not None
        assert (plan.record.problem_digest, plan.record.status) == (digest(problem), "stopped")
        assert (plan.record.seed, plan.record.goal, plan.record.seconds) == (5, 0.5, 120)
        assert load_run(dump_run(plan.record, problem))[0] == plan.record
        took_longest.append(seconds)
        if seconds < ANSWER_SECONDS:
            break
    assert min(took_longest) < ANSWER_SECONDS


def test_the_second_process_is_counted() -> None:
    """Two processes hold more memory than the one that tells of itself."""
    alone = [0.0]

    def listen(event: Event) -> None:
        if event.kind == "hello":
            pids.append(event.pid)
        alone[0] = max(alone[0], peak_of(pids[0]) or 0.0)

    pids: list[int] = []
    plan = solve(SolveJob(WARD, seconds=10, workers=2), listen)
    assert plan.record is not None
    assert plan.record.peak_megabytes is not None
    assert plan.record.peak_megabytes > alone[0] + 50


@pytest.mark.parametrize("effort", [None, 3])
def test_a_goal_ends_the_search_early(effort: int | None) -> None:
    """The ward's hours take minutes to prove; a gap of 100 % in every layer is there with the first bound."""
    events: list[Event] = []
    problem = small.ward(8, 14, *small.law(), history=("J J R N N N R",) * 2 + ("J S S R R J J",) * 6)
    job = SolveJob(problem, None if effort else 60, effort, goal=100)
    begun = time.monotonic()
    plan = solve(job, events.append)
    assert time.monotonic() - begun < 40
    assert plan.rows
    assert all(layer.reached(100) for layer in plan.layers)
    assert all(layer.status != "open" for layer in plan.layers)
    assert plan.record is not None
    assert plan.record.goal == 100
    if effort:
        assert solve(job).rows == plan.rows
