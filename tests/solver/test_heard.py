"""What is known of a run from its events alone, and what a run is said to have taken."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace

import pytest

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.plan import LayerResult, Plan, RunRecord
from scheduler.domain.problem import Row
from scheduler.domain.text import Text
from solver.api import Event, Heard, SolveJob
from solver.heard import AGAIN, WORTH_AGAIN
from solver.record import Usage, engines, of, own, peak_of, took, watts_per_core
from solver.search.run import Search, counted
from solver.worker import waited
from tests.solver import small

ROWS = (Row("900000", ("J",)),)
OTHER = (Row("900000", ("N",)),)


def layers(*values: int) -> tuple[LayerResult, ...]:
    return tuple(LayerResult(f"l{k}", value) for k, value in enumerate(values))


def test_the_best_plan_is_kept_when_a_second_process_tells_of_worse_ones() -> None:
    heard = Heard(SolveJob(small.ward(1, 1), seconds=30))
    heard.hear(Event("solution", layers=layers(3, 9), rows=ROWS))
    assert heard.again() is not None
    heard.hear(Event("solution", layers=layers(4, 0), rows=OTHER))
    assert (heard.rows, heard.layers) == (ROWS, layers(3, 9))
    heard.hear(Event("solution", layers=layers(3, 8), rows=OTHER))
    assert heard.rows == OTHER
    worse = Plan("d", ROWS, layers(3, 9), "feasible")
    heard.hear(Event("done", plan=worse))
    answer = heard.answer(False)
    assert answer is not None
    assert answer.rows == OTHER


def test_a_process_is_started_again_once_and_only_where_it_helps() -> None:
    job = SolveJob(small.ward(1, 1), seconds=30)
    heard = Heard(job)
    again = heard.again()
    assert again is not None
    assert again.seconds is not None
    assert 29 < again.seconds <= 30
    assert replace(again, seconds=30) == job
    assert heard.again() is None
    broken = Heard(job)
    broken.hear(Event("error", text="ValueError: x"))
    assert broken.again() is None
    assert Heard(replace(job, seconds=WORTH_AGAIN / 2)).again() is None
    repeated = Heard(replace(job, seconds=None, effort=3))
    repeated.hear(Event("solution", layers=layers(1), rows=ROWS))
    assert repeated.again() == repeated.job
    assert repeated.known() == ()  # the same plan has to come again


def test_what_the_audit_said_is_not_lost() -> None:
    said = Text("Il manque du monde.", "People are missing.")
    heard = Heard(SolveJob(small.ward(1, 1)))
    heard.hear(Event("audit", messages=(said,)))
    heard.hear(Event("solution", layers=layers(1), rows=ROWS))
    plan = heard.answer(True)
    assert plan is not None
    assert plan.messages == (said,)


def test_a_process_that_dies_for_good_is_not_called_stopped_by_a_person() -> None:
    heard = Heard(SolveJob(small.ward(1, 1), seconds=30))
    heard.hear(Event("solution", layers=layers(3), rows=ROWS))
    for stopped, status in ((False, "died"), (True, "stopped")):
        plan = heard.answer(stopped)
        assert plan is not None
        assert plan.record is not None
        assert (plan.status, plan.record.status) == (status, status)
        assert bool(plan.messages) is not stopped
    assert heard.again() is not None
    heard.hear(Event("done", plan=Plan("d", (), (), "unknown")))  # the one that took over found none
    plan = heard.answer(False)
    assert plan is not None
    assert (plan.status, plan.rows, plan.messages) == ("feasible", ROWS, (AGAIN,))


def test_every_time_of_a_run_counts_from_when_it_was_asked_for() -> None:
    """The process that solves knows nothing of its own start."""
    heard = Heard(SolveJob(small.ward(1, 1), seconds=30))
    time.sleep(0.3)
    told = heard.hear(Event("solution", 0.01, layers=layers(3), rows=ROWS))
    record = RunRecord(
        "d", "w", "1", "1", 1, 2, "2099-01-01T00:00:00Z", 0.02, "feasible",
        first_plan_seconds=0.01, first_plan_objective=(3,), cpu_seconds=7.0,
    )  # fmt: skip
    done = heard.hear(Event("done", 0.02, plan=Plan("d", ROWS, layers(3), "feasible", (), record)))
    plan = heard.answer(False)
    assert plan is not None
    assert plan.record is not None
    first, wall = plan.record.first_plan_seconds, plan.record.wall_seconds
    assert first is not None
    assert 0.3 <= first <= told.seconds <= done.seconds <= wall < 20
    assert (plan.record.first_plan_objective, plan.record.cpu_seconds) == ((3,), 7.0)
    assert plan.record.started < record.started
    assert plan.messages == ()


def test_the_start_of_a_process_is_part_of_the_time_asked_for() -> None:
    assert 3 <= waited(time.monotonic() - 3) < 10
    for odd in (None, "3", True, time.monotonic() + 60, time.monotonic() - 1e6):
        assert waited(odd) == 0
    assert (counted(3, 60), counted(3, None), counted(58, 60), counted(3, 7), counted(3, 2)) == (3, 0, 55, 2, 0)


def test_a_search_ends_when_its_time_is_over_for_who_asked() -> None:
    job = SolveJob(small.ward(1, 1), seconds=60)
    found = Search(job, lambda event: None, threading.Event(), None, 20.0)
    assert 20 <= found.elapsed() < 30
    assert found.left() <= 40


def test_a_record_names_every_engine_and_an_older_one_is_still_read() -> None:
    named = dict(each.split(" ") for each in engines().split(", "))
    assert named.keys() == {"ortools", "highspy", "numba"}
    assert all(version[0] in "123456789" or version.startswith("0.") for version in named.values())
    record = RunRecord("d", "w", "1", "ortools 9.14.6206", 1, 2, "2027-01-01T00:00:00Z", 10.0, "feasible")
    assert from_json(RunRecord, to_json(record))[0] == record


# --- what a run took


def test_time_and_memory_of_a_process_are_its_own() -> None:
    begun = own()
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    assert 0.15 < own().cpu_seconds - begun.cpu_seconds < 1.0
    assert of(2**22 + 1) == Usage()  # no such process
    peak = peak_of(os.getpid())
    assert peak is not None
    assert 20 < peak < 100_000


def test_energy_is_an_estimate_from_data_that_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    record = RunRecord("d", "w", "1", "1", 1, 2, "2027-01-01T00:00:00Z", 10.0, "feasible")
    found = took(record, Usage(300.0, 512.04))
    assert (found.cpu_seconds, found.peak_megabytes, found.watts_per_core, found.watt_hours) == (300.0, 512.0, 12.0, 1.0)
    monkeypatch.setenv("RELEVE_WATTS_PER_CORE", "6")
    assert took(record, Usage(300.0)).watt_hours == 0.5
    monkeypatch.setenv("RELEVE_WATTS_PER_CORE", "plenty")
    assert watts_per_core() == 12.0
