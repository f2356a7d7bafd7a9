"""Made instances of the published kind: legal plans at once, and bounds that no plan goes below, with and without programs."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from scheduler.services.benchmarks import load
from solver.columns import group
from solver.columns.ascent import Ascent
from solver.columns.search import ColumnSearch, rosters_of
from solver.columns.visit import Limits
from solver.paths import person
from solver.search.score import score
from tests.benchmarks.made_instances import curtois, inrc2


class Heard:
    """What a search tells: the cost of each plan, checked by the evaluator, and the bounds of its last layer."""

    def __init__(self, problem: Problem) -> None:
        self.book = bind(Frame(problem))
        given = Grid.of(self.book.frame)
        people = rosters_of(self.book, given, lambda: False)
        assert people is not None
        self.plans: list[tuple[int, ...]] = []
        self.bounds: list[int] = []
        self.search = ColumnSearch(self.book, given, people, 1, self.offer, self.prove)
        self.last = len(problem.layers) - 1

    def offer(self, grid: Grid) -> None:
        costs, broken = score(self.book, grid)
        assert not broken
        self.plans.append(costs)

    def prove(self, layer: int, bound: int, costs: tuple[int, ...]) -> None:
        if layer == self.last:
            self.bounds.append(bound)


def made(folder: Path, staff: int, weeks: int, shifts: int, seed: int) -> Problem:
    path = folder / "Made.txt"
    path.write_text(curtois(staff, weeks, shifts, seed))
    ((_, _, problem),) = load(path, None)
    return problem


def test_many_people_and_shifts_have_a_legal_plan_and_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the largest instances are planned: prices of the whole without a linear program, then stretch by stretch."""
    monkeypatch.setattr(group, "WIDE", 100)
    monkeypatch.setattr(group, "LARGE", 100)
    monkeypatch.setattr(group, "WIDEST", 100)
    heard = Heard(made(tmp_path, 15, 2, 6, 1))
    heard.search.limits = Limits(lambda: False)
    heard.search.first()
    assert len(heard.plans) > 1
    rough, begun = heard.plans[0], heard.plans[-1]
    assert begun < rough
    heard.search.minimise(0, Limits(lambda: False, 1))
    assert heard.plans[-1] < begun
    assert heard.bounds[-1] <= heard.plans[-1][0]
    assert heard.bounds[-1] > heard.plans[-1][0] / 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_stays_open_where_a_roster_has_too_much_is_no_more_than_may_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Chance draws rosters; of their own cells those left open keep each sum that they broke."""
    monkeypatch.setattr(person, "AT_ONCE", 400)
    monkeypatch.setattr(person, "FLOORS", 1)
    chance, exceeded = random.Random(seed), 0
    (joined,) = Heard(made(tmp_path, 9, 3, 3, seed)).search.groups
    for rosters in 2 * joined.people:
        sums, prices = rosters.sums, np.zeros(int(rosters.sums.offsets[-1]), dtype=np.int64)
        taken = [chance.randrange(len(options)) for options in rosters.graph.options]
        cells = sums.offsets[:-1] + np.array(taken)
        open_cells = cells[~sums.beyond(taken, prices, chance)[cells]]
        for at in np.flatnonzero(sums.used(taken) > sums.highs).tolist():
            exceeded += 1
            assert sums.amounts[at, open_cells].sum() <= sums.highs[at]
    assert exceeded > 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_ascent_proves_most_of_what_a_linear_program_proves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Also where graphs leave long sums out, so that these have prices of their own."""
    monkeypatch.setattr(person, "AT_ONCE", 400)
    monkeypatch.setattr(person, "FLOORS", 1)
    search = Heard(made(tmp_path, 9, 3, 3, seed)).search
    (joined,) = search.groups
    assert all(rosters.sums.parts for rosters in joined.people)
    climbed = Ascent(joined.generator, joined.goals.pure(0))
    climbed.run(lambda: False)
    search.limits = Limits(lambda: False)
    search.first()
    joined.start(0, lambda layer: joined.best.costs)
    (proved,) = joined.bounds
    assert proved - climbed.bound < 1 + proved / 10
    assert climbed.bound <= joined.best.costs[0]


def test_a_made_competition_has_a_legal_plan(tmp_path: Path) -> None:
    folder = tmp_path / "n021w4"
    folder.mkdir()
    for name, text in inrc2(21, 4, 1).items():
        (folder / name).write_text(text)
    ((_, _, problem),) = load(folder, "n021w4_0_1-2-3-4")
    heard = Heard(problem)
    heard.search.limits = Limits(lambda: False)
    heard.search.first()
    assert heard.plans
