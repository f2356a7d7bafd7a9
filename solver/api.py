"""What the window and the command line see of the solver: jobs, events, and a client of the solving process; no OR-Tools."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.errors import SolverFailed
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text

EventKind = Literal["hello", "built", "solution", "bound", "done", "error"]


@dataclass(frozen=True, slots=True)
class SolveJob:
    """What to solve and how long: `seconds` of wall time, or `effort`, CP-SAT's deterministic seconds on one thread, which
    gives the same plan again on the same versions. Exactly one of the two is set."""

    problem: Problem
    seconds: float | None = 60.0
    effort: int | None = None
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the solving process. `layers` are value, bound and status of each layer so far; `rows` the best plan when
    it is new; `plan` comes with `done`; `text` with `error`
    and `hello`, which also tells the process's `pid`."""

    kind: EventKind
    seconds: float = 0.0
    layer: str = ""
    layers: tuple[LayerResult, ...] = ()
    rows: tuple[Row, ...] = ()
    plan: Plan | None = None
    text: str = ""
    pid: int = 0


def command() -> list[str]:
    """The program and arguments that start the solving process (a frozen program starts itself)."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-u", "-m", "solver.worker"]


def request(job: SolveJob) -> str:
    """The line that asks the solving process for a plan."""
    return json.dumps({"type": "solve", "job": to_json(job)}, ensure_ascii=False) + "\n"


CANCEL = '{"type": "cancel"}\n'
"""The line that stops a search; the best plan so far still comes, with `done`."""


def dump_event(event: Event) -> str:
    return json.dumps(to_json(event), ensure_ascii=False) + "\n"


def read_event(line: str) -> Event | None:
    """The event that a line carries; None for a line that is none."""
    try:
        event, wrong = from_json(Event, json.loads(line))
    except ValueError:
        return None
    return None if wrong else event


def start() -> subprocess.Popen[str]:
    """A solving process that waits for jobs, for `solve` to use one after another. End it with `end`."""
    return subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def solve(
    job: SolveJob,
    listen: Callable[[Event], None] = lambda event: None,
    stop: threading.Event | None = None,
    process: subprocess.Popen[str] | None = None,
) -> Plan:
    """Run a job in a process and wait for its plan; `listen` is told of progress, setting `stop` cancels.

    The process is the job's own unless one is given, which stays for the next job where it did not die.
    Ctrl+C cancels too and keeps the best plan. Raises SolverFailed when the process dies before any plan was found.
    """
    kept = False
    lent, process = process, start() if process is None else process
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):  # it died while it waited: the end of its output says so
        process.stdin.write(request(job))
        process.stdin.flush()
    over = threading.Event()
    stop = threading.Event() if stop is None else stop
    passing = threading.Thread(target=_pass_cancel, args=(process, stop, over), daemon=True)
    passing.start()
    best: tuple[Row, ...] = ()
    layers: tuple[LayerResult, ...] = ()
    failure = ""
    lines = iter(process.stdout.readline, "")
    try:
        while True:
            try:
                line = next(lines, None)
            except KeyboardInterrupt:
                stop.set()
                continue
            if line is None:
                break
            event = read_event(line)
            if event is None:
                continue
            listen(event)
            if event.kind == "done" and event.plan is not None:
                kept = lent is not None
                return event.plan
            if event.kind == "error":
                failure = event.text
            if event.rows:
                best, layers = event.rows, event.layers
    finally:
        over.set()
        if kept:
            passing.join()  # a late cancel must not meet the next job
        else:
            end(process)
    return _after_death(best, layers, failure, process.returncode)


def _pass_cancel(process: subprocess.Popen[str], stop: threading.Event, over: threading.Event) -> None:
    while not over.is_set():
        if stop.wait(0.05) and not over.is_set():
            try:
                assert process.stdin is not None
                process.stdin.write(CANCEL)
                process.stdin.flush()
            except (OSError, ValueError):
                pass
            if not over.wait(10):
                process.kill()
            return


def end(process: subprocess.Popen[str]) -> None:
    """Ends a solving process: at once where it waits, by force where it does not answer."""
    try:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _after_death(rows: tuple[Row, ...], layers: tuple[LayerResult, ...], failure: str, code: int | None) -> Plan:
    """What is left when the solving process ended without its last word: the best plan so far, or an error."""
    reason = failure or f"exit {code}"
    if not rows:
        raise SolverFailed(
            Text(
                f"Le calcul s'est arrêté de façon inattendue ({reason}). Relancez-le ; le planning n'a pas changé.",
                f"The solving process ended unexpectedly ({reason}). Start it again; the plan is unchanged.",
            )
        )
    message = Text(
        f"Le calcul s'est arrêté de façon inattendue ({reason}) ; voici le meilleur planning trouvé jusque-là.",
        f"The solving process ended unexpectedly ({reason}); this is the best plan found until then.",
    )
    return Plan("", rows, layers, "stopped", (message,))
