"""What the window and the command line see of the solver: jobs, events, and a client of the solving process; no OR-Tools."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.errors import SolverFailed
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from solver.answers.conflicts import edits
from solver.answers.conflicts.found import Conflict as Conflict
from solver.answers.conflicts.found import Conflicts as Conflicts
from solver.answers.conflicts.found import Member as Member
from solver.answers.conflicts.found import Relaxation as Relaxation
from solver.asking import Asker as Asker
from solver.heard import Heard as Heard  # the window listens to its own process
from solver.moves import Chain as Chain
from solver.moves import chain_question as chain_question
from solver.moves import chains as chains
from solver.moves import move as move
from solver.questions import Alternative as Alternative
from solver.questions import CellChange as CellChange
from solver.questions import ConflictsAsked as ConflictsAsked
from solver.questions import Cost as Cost
from solver.questions import Gap as Gap
from solver.questions import Notice as Notice
from solver.questions import Ready as Ready
from solver.questions import Reason as Reason
from solver.questions import RepairAsked as RepairAsked
from solver.questions import Repairs as Repairs
from solver.questions import Warm as Warm
from solver.questions import Why as Why
from solver.questions import WhyAsked as WhyAsked
from solver.questions import Within as Within
from solver.questions import exact as exact
from solver.trades import length as length
from solver.trades import trade as trade

EventKind = Literal["hello", "audit", "built", "solution", "bound", "done", "error"]

GRACE_SECONDS = 0.3
"""How long the solving process may take to answer a stop, before it is ended and the plan made from what it told."""


@dataclass(frozen=True, slots=True)
class SolveJob:
    """What to solve and how long: `seconds` of wall time, or `effort`, CP-SAT's deterministic seconds on one thread, which
    gives the same plan again on the same versions. Exactly one of the two is set.

    `goal` ends the search early: the largest gap in per cent that is good enough in every layer (None: go on to the proof).
    """

    problem: Problem
    seconds: float | None = 60.0
    effort: int | None = None
    workers: int = 2
    seed: int = 1
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the solving process. `layers` are value, bound and status of each layer so far; `rows` the best plan when
    it is new; `messages` what the audit found; `plan` comes with `done`; `text` with `error`
    and `hello`, which also tells the process's `pid`."""

    kind: EventKind
    seconds: float = 0.0
    layer: str = ""
    layers: tuple[LayerResult, ...] = ()
    rows: tuple[Row, ...] = ()
    messages: tuple[Text, ...] = ()
    plan: Plan | None = None
    text: str = ""
    pid: int = 0


def command() -> list[str]:
    """The program and arguments that start the solving process (a frozen program starts itself)."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-u", "-m", "solver.worker"]


def request(job: SolveJob, known: tuple[Row, ...] = ()) -> str:
    """What asks the solving process for a plan, better than the one that is known, if any; `asked` is when, on the clock that
    all processes of a machine share: the start of a process is part of the time that somebody waits."""
    asked = {"type": "solve", "asked": time.monotonic(), "job": to_json(job)}
    return json.dumps(asked, ensure_ascii=False) + "\n" + (better(known) if known else "")


CANCEL = '{"type": "cancel"}\n'
"""The line that stops a search; the best plan so far still comes, with `done`."""


def better(rows: tuple[Row, ...]) -> str:
    """The line that tells a solving process of a plan found elsewhere."""
    return json.dumps({"type": "better", "rows": [to_json(row) for row in rows]}, ensure_ascii=False) + "\n"


def read_better(line: str) -> tuple[Row, ...]:
    """The plan that a line carries; empty for any other line."""
    try:
        data = json.loads(line)
    except ValueError:
        return ()
    if not isinstance(data, dict) or data.get("type") != "better":
        return ()
    found = [from_json(Row, row)[0] for row in data.get("rows", ())]
    return tuple(row for row in found if row is not None)


def proved(layers: tuple[LayerResult, ...]) -> str:
    """The line that tells a solving process of bounds proved elsewhere, with the costs of the plan for which they hold."""
    return json.dumps({"type": "proved", "layers": [to_json(layer) for layer in layers]}, ensure_ascii=False) + "\n"


def read_proved(line: str) -> tuple[LayerResult, ...]:
    """The layers that such a line carries; empty for any other line, of which a ward's may be too long to be read twice."""
    if not line.startswith('{"type": "proved"'):
        return ()
    try:
        data = json.loads(line)
    except ValueError:
        return ()
    found = [from_json(LayerResult, layer)[0] for layer in data.get("layers", ())]
    return () if None in found else tuple(layer for layer in found if layer is not None)


def dump_event(event: Event) -> str:
    return json.dumps(to_json(event), ensure_ascii=False) + "\n"


def read_event(line: str) -> Event | None:
    """The event that a line carries; None for a line that is none."""
    try:
        event, wrong = from_json(Event, json.loads(line))
    except ValueError:
        return None
    return None if wrong else event


def relaxed(problem: Problem, relaxation: Relaxation) -> Problem:
    """The ward with what a relaxation of a conflict asks; the ward before it is the way back."""
    return edits.apply(problem, relaxation)


def start() -> subprocess.Popen[str]:
    """A solving process that waits for jobs, for `solve` to use one after another. End it with `end`."""
    return subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def end(process: subprocess.Popen[str], patience: float = 5.0) -> int:
    """Ends a solving process, and tells its exit code: one that waits goes by itself within so many seconds, any other by
    force."""
    with suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    if process.poll() is None:
        process.kill()
    code = process.wait()
    if process.stdout is not None:
        process.stdout.close()
    return code


def solve(
    job: SolveJob,
    listen: Callable[[Event], None] = lambda event: None,
    stop: threading.Event | None = None,
    process: subprocess.Popen[str] | None = None,
) -> Plan:
    """Run a job in a process and wait for its plan; `listen` is told of progress, setting `stop` cancels.

    The process is the job's own unless one is given, which stays for the next job where it gave its last word.
    Ctrl+C cancels too. A stop is answered within half a second, with the best plan so far. A process that dies is started
    once more for the time left. Raises SolverFailed when it dies again, or of an error of its own, before any plan was found.
    """
    stop = threading.Event() if stop is None else stop
    heard = Heard(job)
    asked: SolveJob | None = job
    code = 0
    while asked is not None:
        code = _Attended(request(asked, heard.known()), heard, listen, stop, process).wait()
        process = None
        asked = None if stop.is_set() else heard.again()
    plan = heard.answer(stop.is_set())
    if plan is None:
        raise SolverFailed(heard.death(f"exit {code}"))
    if heard.done is None and not stop.is_set():
        listen(Event("error", heard.elapsed(), text=heard.failure or f"exit {code}"))
    return plan


class _Attended:
    """One solving process, fed and listened to until its last word or its end; a lent one stays after its last word."""

    def __init__(
        self, lines: str, heard: Heard, listen: Callable[[Event], None], stop: threading.Event,
        lent: subprocess.Popen[str] | None,
    ) -> None:  # fmt: skip
        self._heard, self._listen, self._stop, self._lent = heard, listen, stop, lent is not None
        self._process = lent or start()
        self._over, self._asked = threading.Event(), threading.Event()
        # It reads only once it has started: nobody here waits for that.
        threading.Thread(target=self._ask, args=(lines,), daemon=True).start()
        self._passing = threading.Thread(target=self._pass_cancel, daemon=True)
        self._passing.start()

    def wait(self) -> int:
        """Tells every event as it comes, until the last word or the end; the exit code."""
        process = self._process
        assert process.stdout is not None
        try:
            while True:
                try:
                    line = process.stdout.readline()
                except KeyboardInterrupt:
                    self._stop.set()
                    continue
                event = read_event(line) if line else None
                if event is not None:
                    self._listen(self._heard.hear(event))
                if not line or self._heard.done is not None:
                    return self._end()
        finally:
            self._over.set()
            self._end()

    def _ask(self, lines: str) -> None:
        process = self._process
        assert process.stdin is not None
        with suppress(OSError, ValueError):  # it died, or was ended: whoever reads its events sees it
            process.stdin.write(lines)
            process.stdin.flush()
        self._asked.set()

    def _pass_cancel(self) -> None:
        while not self._over.is_set():
            if not self._stop.wait(0.05) or self._over.is_set():
                continue
            if self._asked.is_set():
                assert self._process.stdin is not None
                with suppress(OSError, ValueError):
                    self._process.stdin.write(CANCEL)
                    self._process.stdin.flush()
            if not self._over.wait(GRACE_SECONDS):
                self._heard.measure()
                self._process.kill()
            return

    def _end(self) -> int:
        """Ends the process, but one that is lent only where it did not give its last word."""
        self._over.set()
        if self._lent and self._heard.done is not None and self._process.poll() is None:
            self._passing.join()  # a late cancel must not meet the next job
            return 0
        if self._heard.done is None:
            self._process.kill()
        return end(self._process, GRACE_SECONDS / 3)
