"""Questions to the real solving process: it stands ready, stops at once, and is replaced where it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.errors import SolverFailed
from scheduler.domain.problem import Row
from scheduler.services import samples
from scheduler.services.absences import with_absence
from solver.api import Asker, ConflictsAsked, Ready, RepairAsked, Repairs, Warm, Why, WhyAsked
from solver.asking import KINDS
from solver.questions import Question
from tests.solver.repairs import rotation

ANSWER_SECONDS = 0.5
TRIES = 3
"""A machine that does much else may be late once."""

WARD = rotation(28, 14)


def absent(people: int, first: int, last: int, alternatives: int = 1) -> RepairAsked:
    """So many people absent on the same days."""
    after = WARD
    for person in WARD.people[:people]:
        after = with_absence(after, person.id, _day(first), _day(last), "CA")
    return RepairAsked(WARD, after, alternatives=alternatives, seconds=300)


def endless() -> RepairAsked:
    """Asks for more alternatives than anybody waits for."""
    return absent(3, 2, 6, alternatives=10_000)


def _day(number: int) -> date:
    return WARD.first + timedelta(number)


@pytest.fixture
def asker() -> Iterator[Asker]:
    made = Asker()
    yield made
    made.close()


def test_one_process_answers_one_question_after_another(asker: Asker) -> None:
    assert asker.ask(Warm(WARD)) == Ready()
    pid = asker.pid
    found = asker.ask(absent(1, 3, 3))
    assert found.alternatives[0].proved
    assert asker.ask(absent(1, 3, 3)) == found
    assert asker.pid == pid


def test_a_stop_is_answered_at_once_and_the_next_question_too(asker: Asker) -> None:
    asker.ask(Warm(WARD))
    late = []
    for _ in range(TRIES):
        stop = threading.Event()
        asked_at = [0.0]

        def press(stop: threading.Event = stop, at: list[float] = asked_at) -> None:
            at[0] = time.monotonic()
            stop.set()

        threading.Timer(1.0, press).start()
        asker.ask(endless(), stop=stop)
        assert asked_at[0]
        late.append(time.monotonic() - asked_at[0])
        if late[-1] < ANSWER_SECONDS:
            break
    assert min(late) < ANSWER_SECONDS
    assert asker.ask(absent(1, 3, 3)).alternatives


def test_a_process_that_is_killed_is_replaced_and_asked_once_more(asker: Asker) -> None:
    asker.ask(Warm(WARD))
    before = asker.pid
    assert before is not None
    killed = []

    def kill_once(part: Repairs) -> None:
        if not killed and asker.pid is not None:
            killed.append(asker.pid)
            os.kill(asker.pid, signal.SIGKILL)

    found = asker.ask(absent(2, 3, 4, alternatives=2), kill_once)
    assert killed == [before]
    assert asker.pid not in (None, before)
    assert found == asker.ask(absent(2, 3, 4, alternatives=2))


class Fatal(Asker):
    """Kills its process as soon as the first question is on its way."""

    killed: int | None = None

    def _write(self, line: str) -> None:
        super()._write(line)
        if self.killed is None:
            assert self.pid is not None
            self.killed = self.pid
            os.kill(self.pid, signal.SIGKILL)


def _cell(code: str | None) -> WhyAsked:
    return WhyAsked(WARD, tuple(replace(row, cells=row.cells[-WARD.days:]) for row in WARD.roster), WARD.people[0].id,
                    _day(3), code, seconds=60)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("repair", absent(2, 3, 4)),
        ("why", _cell(None)),
        ("why", _cell("J")),
        ("conflicts", ConflictsAsked(WARD, 60)),
        ("warm", Warm(WARD, proofs=True)),
    ],
)
def test_whatever_is_asked_of_a_process_that_dies_is_asked_of_another_one(kind: str, question: Question) -> None:
    fatal = Fatal()
    try:
        found = fatal.ask(question)
        assert fatal.killed is not None
        assert fatal.pid not in (None, fatal.killed)
    finally:
        fatal.close()
    assert isinstance(found, KINDS[kind][1])
    if isinstance(found, Why):
        assert WARD.people[0].name in found.reasons[0].said.en
    if isinstance(found, Repairs):
        assert found.alternatives


@pytest.mark.parametrize("kind", ["why not", "conflicts", "warm"])
def test_a_stop_is_answered_at_once_whatever_is_asked(asker: Asker, kind: str) -> None:
    problem = samples.load("A")
    rested = tuple(
        Row(row.person, tuple(cell or "R" for cell in row.cells[problem.history_days :])) for row in problem.roster
    )
    question: Question = {
        "why not": WhyAsked(problem, rested, problem.people[2].id, problem.first + timedelta(15), "M", seconds=300),
        "conflicts": ConflictsAsked(problem, 300),
        "warm": Warm(problem, proofs=True),
    }[kind]
    late = []
    for _ in range(TRIES):
        stop = threading.Event()
        asked_at = [0.0]

        def press(stop: threading.Event = stop, at: list[float] = asked_at) -> None:
            at[0] = time.monotonic()
            stop.set()

        threading.Timer(0.6, press).start()
        asker.ask(question, stop=stop)
        assert asked_at[0]
        late.append(time.monotonic() - asked_at[0])
        if late[-1] < ANSWER_SECONDS:
            break
        asker.close()  # one that begins anew takes as long again
    assert min(late) < ANSWER_SECONDS


class Frozen(Asker):
    """Stops its process, which lives on, as soon as a question is on its way, so many times."""

    times = 0

    def _write(self, line: str) -> None:
        if self.times:
            self.times -= 1
            assert self.pid is not None
            os.kill(self.pid, signal.SIGSTOP)
        super()._write(line)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal here")
def test_one_that_is_silent_is_replaced_and_asked_once_more() -> None:
    frozen = Frozen(silent=2.0)
    try:
        frozen.ask(Warm(WARD))
        frozen.times = 1
        before = frozen.pid
        question = replace(_cell(None), seconds=1.0)
        found = frozen.ask(question)
        assert frozen.pid not in (None, before)
        assert WARD.people[0].name in found.reasons[0].said.en
    finally:
        frozen.close()


def test_one_that_dies_twice_is_told(asker: Asker) -> None:
    def kill(part: Repairs) -> None:
        assert asker.pid is not None
        os.kill(asker.pid, signal.SIGKILL)

    with pytest.raises(SolverFailed) as told:
        asker.ask(absent(2, 3, 4, alternatives=2), kill)
    assert "Ask again" in str(told.value)
    assert asker.ask(absent(1, 3, 3)).alternatives
