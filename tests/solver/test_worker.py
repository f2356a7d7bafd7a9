"""One solving process for several wards: one job after another, each with its own cancel, until the input ends."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from solver import api
from solver.api import Event, SolveJob, end, read_event, solve, start
from tests.solver import small

TINY = small.ward(2, 5, small.rule("rest", "RESTGAP", minutes=720), need=1)
LONG = small.ward(20, 28, *small.law(), need=3)


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    made = start()
    yield made
    end(made)


def events(process: subprocess.Popen[str], last: str) -> list[Event]:
    """What the process says, up to an event of that kind or its end."""
    heard: list[Event] = []
    assert process.stdout is not None
    while not heard or heard[-1].kind != last:
        line = process.stdout.readline()
        if not line:
            break
        event = read_event(line)
        assert event is not None
        heard.append(event)
    return heard


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()


def test_two_jobs_one_after_another_give_what_two_processes_give(process: subprocess.Popen[str]) -> None:
    jobs = [SolveJob(TINY, None, 1), SolveJob(small.ward(4, 7, *small.law()), None, 2, seed=7)]
    heard: list[Event] = []
    together = [solve(job, heard.append, process=process) for job in jobs]
    assert process.poll() is None
    hellos = [event for event in heard if event.kind == "hello"]
    assert [event.pid for event in hellos] == [process.pid] * 2
    apart = [solve(job) for job in jobs]
    assert [plan.rows for plan in together] == [plan.rows for plan in apart]
    assert [plan.layers for plan in together] == [plan.layers for plan in apart]
    end(process)
    assert process.returncode == 0


def test_a_cancelled_job_leaves_the_next_one_alone(process: subprocess.Popen[str]) -> None:
    say(process, api.request(SolveJob(LONG, 600)))
    events(process, "solution")
    say(process, api.CANCEL)
    stopped = events(process, "done")[-1].plan
    assert stopped is not None
    assert stopped.status == "stopped"
    say(process, api.CANCEL)  # one that comes too late for its job
    say(process, api.request(SolveJob(TINY, 120)))
    following = events(process, "done")[-1].plan
    assert following is not None
    assert following.status == "optimal"


def test_a_ward_that_speaks_of_cancelling_is_not_cancelled(process: subprocess.Popen[str]) -> None:
    assert solve(SolveJob(replace(TINY, note='type "cancel"'), 120), process=process).status == "optimal"


def test_ctrl_c_at_the_terminal_is_for_the_asker_to_answer(process: subprocess.Popen[str]) -> None:
    said: list[Event] = []

    def listen(event: Event) -> None:
        if event.kind == "hello":
            os.kill(event.pid, signal.SIGINT)
        said.append(event)

    assert solve(SolveJob(TINY, 120), listen, process=process).status == "optimal"


def test_a_process_that_died_while_it_waited_is_replaced(process: subprocess.Popen[str]) -> None:
    assert solve(SolveJob(TINY, None, 1), process=process).rows
    process.kill()
    process.wait()
    assert solve(SolveJob(TINY, 120), process=process).rows
    assert process.poll() is not None


@pytest.mark.parametrize("line", ["no json\n", '{"type": "solve", "job": 3}\n', "[]\n"])
def test_a_request_that_is_none_ends_the_process_with_a_reason(process: subprocess.Popen[str], line: str) -> None:
    say(process, line)
    heard = events(process, "error")
    assert heard[-1].kind == "error"
    assert heard[-1].text
    assert process.wait(timeout=20) == 2


def test_the_end_of_the_input_ends_a_process_that_waits(process: subprocess.Popen[str]) -> None:
    say(process, api.request(SolveJob(TINY, None, 1)))
    assert events(process, "done")[-1].plan is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0
