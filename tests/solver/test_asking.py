"""Questions to the real solving process: it stands ready, stops at once, and is replaced where it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from scheduler.checking import check_problem
from scheduler.domain.errors import SolverFailed
from scheduler.domain.problem import Problem
from scheduler.services.absences import with_absence
from solver.api import Asker, Ready, RepairAsked, Repairs, Warm
from tests.solver.repairs import rotation

ANSWER_SECONDS = 0.5
TRIES = 3
"""A machine that does much else may be late once."""

WARD = rotation(28, 28)


def absent(people: int, first: int, last: int) -> RepairAsked:
    """So many people absent on the same days, asked with all the time that it takes."""
    after = WARD
    for person in WARD.people[:people]:
        after = with_absence(after, person.id, _day(first), _day(last), "CA")
    return RepairAsked(WARD, after, seconds=3600)


def _day(number: int) -> date:
    return WARD.first + timedelta(number)


@pytest.fixture(scope="module", autouse=True)
def _legal() -> None:
    report = check_problem(WARD)
    assert report.legal
    assert not [each for each in report.check or () if each.level == "minimum" and "line" in each.extra]


@pytest.fixture
def asker() -> Iterator[Asker]:
    made = Asker()
    yield made
    made.close()


def test_one_process_answers_one_question_after_another(asker: Asker) -> None:
    assert asker.ask(Warm(WARD)) == Ready()
    pid = asker.pid
    heard: list[Repairs] = []
    found = asker.ask(absent(1, 3, 3), heard.append)
    assert asker.pid == pid
    assert [len(part.alternatives) for part in heard] == [1, 2, 3]
    assert found.alternatives[0].rows == heard[0].alternatives[0].rows
    assert found.alternatives[0].proved
    assert not found.alternatives[0].uncovered
    again = asker.ask(absent(1, 3, 3))
    assert again == found


def test_a_question_from_another_thread_waits_for_the_one_before(asker: Asker) -> None:
    found: list[Repairs] = []
    both = [threading.Thread(target=lambda at=at: found.append(asker.ask(absent(1, at, at)))) for at in (2, 9)]  # type: ignore[misc]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert {change.date.day for one in found for change in one.alternatives[0].changes} == {24, 31}


@pytest.mark.parametrize("delay", [0.0, 0.3, 1.0, 2.5])
def test_a_stop_is_answered_at_once_and_the_next_question_too(asker: Asker, delay: float) -> None:
    asker.ask(Warm(WARD))
    slowest = []
    for _ in range(TRIES):
        stop, asked = threading.Event(), [0.0]

        def ask(stop: threading.Event = stop, asked: list[float] = asked) -> None:
            asked[0] = time.monotonic()
            stop.set()

        threading.Timer(delay, ask).start()
        found = asker.ask(absent(6, 4, 17), stop=stop)
        slowest.append(time.monotonic() - asked[0])
        assert found is None or isinstance(found, Repairs)
        if slowest[-1] < ANSWER_SECONDS:
            break
    assert min(slowest) < ANSWER_SECONDS
    assert asker.ask(absent(1, 3, 3)).alternatives[0].proved


def test_what_was_found_until_a_stop_is_the_answer(asker: Asker) -> None:
    stop = threading.Event()
    heard: list[Repairs] = []

    def listen(part: Repairs) -> None:
        heard.append(part)
        stop.set()

    found = asker.ask(absent(3, 4, 17), listen, stop)
    assert found is not None
    assert found.alternatives[: len(heard[0].alternatives)] == heard[0].alternatives


def test_a_process_that_is_killed_is_replaced_and_asked_once_more(asker: Asker) -> None:
    asker.ask(Warm(WARD))
    pid = asker.pid
    assert pid is not None
    threading.Timer(0.05, lambda: os.kill(pid, signal.SIGKILL)).start()
    found = asker.ask(absent(1, 3, 3))
    assert len(found.alternatives) == 3
    assert asker.pid != pid


def test_a_process_that_is_killed_twice_is_told_of(asker: Asker) -> None:
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.05):
            pid = asker.pid
            if pid is not None:
                os.kill(pid, signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises(SolverFailed) as failed:
        asker.ask(absent(6, 4, 17))
    over.set()
    killing.join()
    assert "le planning est intact" in failed.value.text.fr
    assert "the plan is unchanged" in failed.value.text.en
    assert asker.ask(absent(1, 3, 3)).alternatives


def test_closing_ends_the_question_that_is_being_answered() -> None:
    asker = Asker()
    asker.ask(Warm(WARD))
    ended: list[object] = []

    def ask() -> None:
        try:
            ended.append(asker.ask(absent(6, 4, 17)))
        except SolverFailed as failure:
            ended.append(failure)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    asker.close()
    asking.join(timeout=20)
    assert not asking.is_alive()
    assert asker.pid is None


def test_a_ward_that_changes_in_cells_alone_is_the_same_ward(asker: Asker) -> None:
    other: Problem = with_absence(WARD, WARD.people[5].id, _day(0), _day(0), "CA")
    asker.ask(Warm(WARD))
    asker.ask(Warm(other))
    found = asker.ask(RepairAsked(WARD, other, seconds=3600))
    assert {change.date for one in found.alternatives for change in one.changes} == {_day(0)}
