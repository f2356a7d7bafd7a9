"""What is known of a run from its events alone, and what a run is said to have taken."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest

from scheduler.domain.plan import LayerResult, Plan, RunRecord
from scheduler.domain.problem import Row
from scheduler.domain.text import Text
from solver.api import Event, Heard, SolveJob
from solver.heard import WORTH_AGAIN
from solver.record import Usage, of, own, peak_of, took, watts_per_core
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
