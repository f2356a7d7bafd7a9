"""The second process: it brings plans, hears of ours, and its death costs only time."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Row
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.api import Event, SolveJob, better, read_better
from solver.search import run as search
from solver.search.partner import Layers, Mailbox, Partner
from solver.search.score import score
from tests.solver import small

WARD = small.ward(10, 28, *small.law())


def test_a_plan_goes_into_a_line_and_back() -> None:
    rows = (Row("900001", ("J", "", "N")),)
    assert read_better(better(rows)) == rows
    assert read_better('{"type": "cancel"}\n') == read_better("no json") == ()
    mail = Mailbox()
    mail.put(rows)
    assert (mail.take(), mail.take()) == (rows, ())


def test_a_partner_brings_legal_plans() -> None:
    mail = Mailbox()
    layers: list[Layers] = []
    partner = Partner(SolveJob(WARD, 30.0, workers=2), 30.0, mail.put, layers.append)
    end = time.monotonic() + 60
    rows: tuple[Row, ...] = ()
    while not rows and time.monotonic() < end:
        time.sleep(0.05)
        rows = mail.take()
    partner.end()
    book = bind(Frame(WARD))
    grid = Grid.of(book.frame)
    grid.fill(rows, 0)
    values, broken = score(book, grid)
    assert broken == []
    assert layers
    assert all(layer.bound is None or layer.bound <= layer.value for said in layers for layer in said)
    assert min(tuple(layer.value for layer in said) for said in layers) <= values


def test_plans_from_elsewhere_are_taken_over_where_they_are_better() -> None:
    plan = search.solve(SolveJob(WARD, None, 6, 1), lambda event: None, threading.Event())
    mail = Mailbox()
    mail.put(plan.rows)
    given = search.solve(SolveJob(replace(WARD), None, 1, 1, 5), lambda event: None, threading.Event(), mail)
    assert [layer.value for layer in given.layers] <= [layer.value for layer in plan.layers]


def test_the_death_of_the_partner_costs_only_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Partner] = []

    class Doomed(Partner):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(self)
            assert self._process is not None
            threading.Timer(2.0, self._process.kill).start()

    monkeypatch.setattr(search, "Partner", Doomed)
    events: list[Event] = []
    plan = search.solve(SolveJob(WARD, 9.0, workers=2), events.append, threading.Event())
    assert len(made) == 1
    assert plan.rows
    assert plan.status in ("feasible", "optimal")


def test_a_repeatable_run_has_no_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "Partner", None)
    assert search.solve(SolveJob(WARD, None, 1, 2), lambda event: None, threading.Event()).rows
