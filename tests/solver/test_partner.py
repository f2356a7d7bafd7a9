"""Further processes: they bring plans, hear of ours and of each other's, and a death costs only time."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import replace

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Row
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.api import Event, SolveJob, better, proved, read_better, read_proved
from solver.record import Usage
from solver.search import partner as partners
from solver.search import run as search
from solver.search.partner import MEGABYTES_EACH, Layers, Mailbox, Partner, Partners, how_many
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


def test_plans_of_several_senders_do_not_hide_one_another() -> None:
    first, second, newer = ((Row("900001", (code,)),) for code in "JNS")
    mail = Mailbox()
    mail.put(first, 0)
    mail.put(second, 1)
    mail.put(newer, 0)
    assert (mail.take(), mail.take(), mail.take()) == (newer, second, ())


def test_what_is_proved_goes_into_a_line_and_back() -> None:
    layers = (LayerResult("cover", 3, 3, "closed"), LayerResult("hours", 9))
    assert read_proved(proved(layers)) == layers
    assert read_proved(better(())) == read_proved("no json") == ()
    assert read_proved('{"type": "proved", "layers": [{"layer": 3}]}') == ()
    mail = Mailbox()
    mail.put_proved(layers)
    assert (mail.take_proved(), mail.take_proved()) == (layers, ())


def test_there_are_as_many_partners_as_further_workers_and_memory_for_them() -> None:
    assert [how_many(workers, 1e6) for workers in (1, 2, 3, 8)] == [0, 1, 2, 7]
    assert [how_many(8, free) for free in (0.0, 3 * MEGABYTES_EACH, None)] == [1, 3, 1]
    assert how_many(2, 0.0) == 1


class Silent(Partner):
    """A partner without a process, which remembers what it is told and with which seed it would search."""

    def __init__(self, job: SolveJob, seconds: float, deliver: object, prove: object, number: int = 0) -> None:
        self.number = number
        self.lines: list[str] = []

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def end(self) -> Usage:
        return Usage(0.0, 100.0 + self.number)


def called(monkeypatch: pytest.MonkeyPatch, workers: int) -> tuple[Partners, list[Silent]]:
    monkeypatch.setattr(partners, "Partner", Silent)
    monkeypatch.setattr(partners, "free_megabytes", lambda: 1e6)
    group = Partners()
    group.call(SolveJob(WARD, 30.0, workers=workers), 30.0, lambda rows, number: None, lambda layers, number: None)
    return group, [each for each in group._all if isinstance(each, Silent)]


def test_all_partners_hear_of_plans_and_of_what_is_proved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = (LayerResult("cover", 3, 3, "closed"),)
    rows = (Row("900001", ("J",)),)
    group, all_of_them = called(monkeypatch, 4)
    assert [each.number for each in all_of_them] == [0, 1, 2]
    group.tell(rows)
    for told in (layers, layers, ()):
        group.share(told)
    assert [each.lines for each in all_of_them] == [[better(rows), proved(layers)]] * 3
    assert group.end() == Usage(0.0, 303.0)
    group, (alone,) = called(monkeypatch, 2)
    group.share(layers)
    assert alone.lines == []  # as ever with two workers


def test_a_layer_is_settled_by_any_partner_with_a_plan_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    group, _ = called(monkeypatch, 3)
    group.heard((LayerResult("a", 3, 3, "closed"), LayerResult("b", 7, 5, "held")), 0)
    assert not group.closed(0, (2, 9))  # closed for a plan that is worse
    group.heard((LayerResult("a", 2, 2, "closed"), LayerResult("b", 9, 9, "closed")), 1)
    assert [group.closed(k, (2, 9)) for k in (0, 1)] == [True, True]
    assert not group.closed(1, (2, 8))


def test_bounds_of_elsewhere_are_taken_only_for_plans_as_good() -> None:
    short = small.ward(4, 7, *small.law(), need=2)
    plan = search.solve(SolveJob(short, None, 1, 1), lambda event: None, threading.Event())
    taken = search.Search(SolveJob(short, 60.0), lambda event: None, threading.Event())
    grid = Grid.of(taken.frame)
    grid.fill(plan.rows, 0)
    assert taken.take(grid)
    values = taken.values
    k = next(k for k, value in enumerate(values) if value)
    bounds = taken.bounds[k + 1 :]
    assert None in bounds
    better_plan = [LayerResult(str(j), value, value, "closed") for j, value in enumerate(values)]
    better_plan[k] = LayerResult("k", values[k] - 1, values[k] - 1, "closed")
    taken.mail.put_proved(tuple(better_plan))
    taken.hear()
    assert taken.bounds[k] == values[k] - 1
    assert taken.bounds[k + 1 :] == bounds  # they hold for plans that cost less in layer k


def test_seeds_of_partners_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[SolveJob] = []
    monkeypatch.setattr(partners, "command", lambda: [sys.executable, "-c", "import sys; sys.stdin.read()"])
    monkeypatch.setattr(partners, "request", lambda job: asked.append(job) or "\n")
    for number in range(3):
        Partner(SolveJob(WARD, 30.0, workers=4, seed=7), 30.0, lambda *told: None, lambda *told: None, number).end()
    until = time.monotonic() + 20
    while len(asked) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert sorted(job.seed for job in asked) == [8, 9, 10]
    assert {job.workers for job in asked} == {1}


def test_a_partner_brings_legal_plans() -> None:
    mail = Mailbox()
    layers: list[Layers] = []
    partner = Partner(SolveJob(WARD, 30.0, workers=2), 30.0, mail.put, lambda told, number: layers.append(told))
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


@pytest.mark.parametrize("workers", [2, 3])
def test_the_death_of_partners_costs_only_time(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    made: list[Partner] = []

    class Doomed(Partner):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(self)
            assert self._process is not None
            threading.Timer(2.0, self._process.kill).start()

    monkeypatch.setattr(partners, "Partner", Doomed)
    events: list[Event] = []
    plan = search.solve(SolveJob(WARD, 9.0, workers=workers), events.append, threading.Event())
    assert len(made) == workers - 1
    assert plan.rows
    assert plan.status in ("feasible", "optimal")


def test_a_repeatable_run_has_no_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partners, "Partner", None)
    assert search.solve(SolveJob(WARD, None, 1, 2), lambda event: None, threading.Event()).rows
