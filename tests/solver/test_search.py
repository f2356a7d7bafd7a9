"""The search as the command line and the window see it: a process that plans, cancels, repeats itself and dies decently."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codec import digest
from scheduler.domain.codes import Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.errors import SolverFailed
from scheduler.domain.frame import Frame
from scheduler.domain.plan import Plan
from scheduler.domain.problem import CellRef, Opening, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import Wish
from scheduler.domain.text import Text
from scheduler.rules.registry import bind
from scheduler.services import samples
from solver import api
from solver.api import Event, SolveJob, solve
from solver.record import engines
from solver.search.audit import audit
from solver.search.score import score
from tests.solver import small


def replay(problem: Problem, plan: Plan) -> tuple[tuple[int, ...], int]:
    """Costs and number of hard breaches of a plan, by the evaluator."""
    frame = Frame(problem)
    grid = Grid.of(frame)
    grid.fill(plan.rows, 0)
    costs, broken = score(bind(frame), grid)
    return costs, len(broken)


def test_a_plan_is_legal_and_costs_what_it_says() -> None:
    problem = small.ward(8, 14, *small.law(), history=("J J R N N N R",) * 2 + ("J S S R R J J",) * 6)
    plan = solve(SolveJob(problem, seconds=8))
    assert plan.status in ("feasible", "optimal")
    costs, broken = replay(problem, plan)
    assert broken == 0
    assert costs == tuple(layer.value for layer in plan.layers)
    assert all(layer.bound is None or layer.bound <= layer.value for layer in plan.layers)
    assert plan.record is not None
    assert plan.record.first_plan_seconds is not None


def test_the_optimum_of_a_tiny_ward_is_proved() -> None:
    problem = small.ward(2, 5, small.rule("rest", "RESTGAP", minutes=720), need=1)
    plan = solve(SolveJob(problem, seconds=20))
    assert plan.status == "optimal"
    # Three lines a day and two people who can each serve one of them: one head is missing every day.
    assert plan.layers[0].value == plan.layers[0].bound == 5


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    problem = small.ward(4, 7, *small.law())
    first, second = (solve(SolveJob(problem, seconds=None, effort=2, seed=7)) for _ in range(2))
    assert first.rows == second.rows
    assert first.layers == second.layers


def test_an_infeasible_ward_is_a_result() -> None:
    never = small.rule("never", "WINDOW", window="horizon", minimum=3000, maximum=100)
    plan = solve(SolveJob(small.ward(1, 7, never), seconds=10))
    assert plan.status == "infeasible"
    assert plan.rows == ()


def test_given_facts_never_make_a_ward_infeasible() -> None:
    history = ("N J N J J J J J J J S J",)
    problem = small.ward(1, 7, *small.law(), history=history)
    plan = solve(SolveJob(problem, seconds=5))
    assert plan.status in ("feasible", "optimal")
    assert replay(problem, plan)[1] == 0


def test_cancel_keeps_the_best_plan() -> None:
    problem = small.ward(20, 28, *small.law(), need=3)
    stop = threading.Event()

    def listen(event: Event) -> None:
        if event.kind == "solution":
            stop.set()

    plan = solve(SolveJob(problem, seconds=120), listen, stop)
    assert plan.status == "stopped"
    assert plan.rows
    assert replay(problem, plan)[1] == 0


class Killer:
    """Kills the solving process: the first `times` that come, each at its first event of a kind."""

    def __init__(self, kind: str, times: int) -> None:
        self.kind, self.times = kind, times
        self.events: list[Event] = []
        self.pids: list[int] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if event.kind == "hello":
            self.pids.append(event.pid)
        if event.kind == self.kind and self.times:
            self.times -= 1
            os.kill(self.pids[-1], signal.SIGKILL)

    def best(self) -> tuple[int, ...]:
        """The values of the best plan told."""
        return min(tuple(layer.value for layer in event.layers) for event in self.events if event.rows)


@pytest.mark.parametrize("kind", ["audit", "solution"])
def test_a_killed_process_costs_time_and_not_the_run(kind: str) -> None:
    problem = small.ward(10, 14, *small.law(), need=1)
    killer = Killer(kind, 1)
    plan = solve(SolveJob(problem, seconds=20, seed=4), killer)
    assert len(killer.pids) == 2
    assert plan.status in ("feasible", "optimal")
    assert "started again" in plan.messages[0].en
    costs, broken = replay(problem, plan)
    assert broken == 0
    assert costs == tuple(layer.value for layer in plan.layers) == killer.best()
    assert plan.record is not None
    assert (plan.record.seconds, plan.record.seed, plan.record.problem_digest) == (20, 4, digest(problem))
    last = killer.events[-1].plan
    assert last is not None
    assert last.record is not None
    assert plan.record.wall_seconds > last.record.wall_seconds
    assert plan.record.solver_version == engines()
    assert [event.seconds for event in killer.events] == sorted(event.seconds for event in killer.events)
    assert plan.record.started <= last.record.started


def test_a_process_killed_again_leaves_the_best_plan_and_a_message() -> None:
    problem = small.ward(20, 28, *small.law(), need=3)
    killer = Killer("solution", 2)
    plan = solve(SolveJob(problem, seconds=60), killer)
    assert len(killer.pids) == 2
    assert plan.rows
    assert "unexpectedly" in plan.messages[0].en
    assert killer.events[-1].kind == "error"
    assert replay(problem, plan) == (killer.best(), 0)
    assert plan.record is not None
    assert (plan.status, plan.record.status) == ("died", "died")
    assert plan.record.cpu_seconds


def test_a_process_that_dies_at_once_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "command", lambda: ["python3", "-c", "raise SystemExit(9)"])
    with pytest.raises(SolverFailed, match="exit 9"):
        solve(SolveJob(small.ward(1, 7), seconds=5))


def test_a_worker_without_its_asker_ends() -> None:
    process = subprocess.Popen(api.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(api.request(SolveJob(small.ward(20, 28, *small.law(), need=3), seconds=600)))
    process.stdin.close()
    assert process.wait(timeout=60) in (0, 1)  # by itself, or ended where its search did not stop at once
    process.stdout.close()


def test_the_audit_says_what_cannot_be_met() -> None:
    problem = small.ward(3, 7, *small.law(), need=1)
    problem = replace(problem, demand=(replace(problem.demand[0], minimum=4), *problem.demand[1:]))
    frame = Frame(problem)
    words = [text.en for text in audit(bind(frame), Grid.of(frame))]
    assert "J, from Mon 22 March 2027 to Sun 28 March 2027: 4 needed each day, 3 possible." in words
    assert any(sentence.startswith("IDE, week of Mon 22 March 2027: 42 shifts needed, ") for sentence in words)


def test_the_audit_counts_shifts_that_some_cannot_serve_apart() -> None:
    """Assistants by day: three of them only work nights, so that mornings and evenings fall to the eight others."""
    frame = Frame(samples.load("A"))
    words = [text.en for text in audit(bind(frame), Grid.of(frame))]
    assert words == ["AS (M, S), week of Mon 10 May 2027: 33 shifts needed, 30 possible."]


@pytest.mark.parametrize("fixed", [False, True])
def test_the_audit_takes_off_what_people_bring_into_an_account(fixed: bool) -> None:
    """Hours taken off an account: two bring enough for three days each, the third for one; seven days are asked for."""
    params = {"account": "hours", "debit": True, "floor": 0, "judged": "week", "measure": {"how": "start"}}
    problem = small.ward(3, 7, small.rule("bank", "BALANCE", "hard", "comfort", **params))
    people = [who.id for who in problem.people]
    frame = Frame(problem)
    day = sum(piece.effective for piece in frame.pieces(frame.by_text["J"], 0))
    brought = dict(zip(people, (3, 3, 1), strict=True))
    openings = tuple(Opening(who, "hours", times * day) for who, times in brought.items())
    line = DemandLine("J", Text("Jour", "Day"), (), ("J",), minimum=1)
    problem = replace(problem, demand=(line,), openings=openings)
    plan = dict(zip(people, ("JJJRRRR", "RRRJJJR", "RRRRRRJ"), strict=True))
    rows = tuple(Row(who, tuple(row)) for who, row in plan.items())
    assert check_problem(problem, rows).legal
    assert _audited(problem) == []
    short = replace(problem, openings=tuple(replace(each, amount=each.amount - 1) for each in openings))
    assert _audited(short) == ["All staff, week of Mon 22 March 2027: 7 shifts needed, 4 possible."]
    if fixed:  # what is given already is worked, whatever the account says
        locks = tuple(CellRef(who, problem.first + timedelta(days=at)) for who in plan for at in range(7))
        assert _audited(replace(short, roster=rows, locks=locks)) == []


def _audited(problem: Problem) -> list[str]:
    frame = Frame(problem)
    return [text.en for text in audit(bind(frame), Grid.of(frame))]


def test_wishes_steer_the_plan() -> None:
    problem = small.ward(2, 3)
    wish = small.rule("wishes", "PREF", "soft", "comfort")
    asked = Wish("w", "900000", problem.first, problem.first, Select(codes=("N",)))
    plan = solve(SolveJob(replace(problem, settings=(*problem.settings, wish), wishes=(asked,)), seconds=10))
    assert plan.rows[0].cells[0] == "N"
