"""Questions to the real solving process: it stands ready, stops at once, and is replaced where it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from scheduler.domain.errors import SolverFailed
from scheduler.services.absences import with_absence
from solver.api import Asker, Ready, RepairAsked, Repairs, Warm
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


def test_one_that_dies_twice_is_told(asker: Asker) -> None:
    def kill(part: Repairs) -> None:
        assert asker.pid is not None
        os.kill(asker.pid, signal.SIGKILL)

    with pytest.raises(SolverFailed) as told:
        asker.ask(absent(2, 3, 4, alternatives=2), kill)
    assert "Ask again" in str(told.value)
    assert asker.ask(absent(1, 3, 3)).alternatives
