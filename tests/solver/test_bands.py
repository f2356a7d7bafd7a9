"""Bands of what is shared out: what a group can bring in all, and what a roster is off by itself, against CP-SAT's proofs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.domain.problem import CellRef
from scheduler.domain.rosters import Grid
from scheduler.rules import reading
from scheduler.rules.api import Spread
from solver.columns.bands import _end, _part
from solver.columns.generate import SCALE, Generator
from solver.columns.group import Group
from solver.columns.master import Column, Master
from solver.columns.plans import chosen
from solver.columns.rows import COUNTED, Member, Row, Rows, Whole
from solver.columns.search import ColumnSearch
from solver.columns.shares import shared
from solver.columns.visit import Limits
from solver.cpsat import build, total_sums
from solver.model import Model
from solver.paths.parts import Sum
from solver.search.score import score
from tests.solver.test_columns import best_by_cpsat
from tests.solver.test_shares import WARDS, searched, searches

LAYER = 3
"""In which the wards share out."""


@dataclass
class Proved:
    """A ward's search at a plan that is proved best, with the model that proved it."""

    search: ColumnSearch
    model: Model
    room: np.ndarray[Any, np.dtype[np.int64]]

    def __post_init__(self) -> None:
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.linearization_level = 2

    @property
    def group(self) -> Group:
        (group,) = self.search.groups
        return group

    def least(self, goal: Any, room: int) -> int:
        """The least of an expression in plans that are as good in the earlier layers and cost so much in the last."""
        model = self.model.model.clone()
        model.add(self.model.goals[LAYER].expression() <= room)
        model.minimize(goal)
        assert self.solver.solve(model) == cp_model.OPTIMAL
        return round(self.solver.objective_value)


def proved() -> Iterator[Proved]:
    """Wards whose people are all joined; the earlier layers held at what is proved, the plan the best or the next best."""
    for number, _, search, _ in searches():
        if len(search.groups) > 1:
            continue
        model = build(search.book, search.given)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        for goal in model.goals:
            model.model.minimize(goal.expression() if goal.terms else 0)
            assert solver.solve(model.model) == cp_model.OPTIMAL
            if goal is not model.goals[LAYER]:
                model.model.add(goal.expression() <= goal.value(solver.value))
        grid: Grid = search.given.copy()
        model.write(grid, solver.value)
        search.limits = Limits(lambda: False)
        search.first()
        search.learn(grid)
        assert search.costs is not None
        room = np.array(search.costs[1:])
        room[LAYER] += number % 3  # also what is a little worse
        yield Proved(search, model, room)


def totals(ward: Proved) -> list[tuple[Whole, Any]]:
    """What is shared out, with what the group has of it in all as CP-SAT counts it."""
    found = []
    for whole, (_, said, _) in zip(ward.group.rows.wholes, shared(ward.search.book, ward.search.given), strict=True):
        found.append((whole, sum(_total(ward.model, said, at) for at in range(len(said.people)))))
    return found


def _total(model: Model, said: Spread, at: int) -> Any:
    days = reading.slot_days(model.frame, said.measure, said.window)
    ((parts, _, _),) = total_sums(model, said.total(at), said.window, days, False)
    return parts.expression() + said.openings[at]


def root(ward: Proved) -> Master:
    group = ward.group
    master = Master(group.rows, group.everyone, LAYER, group.goals.pure(LAYER), ward.room, group.rows.limits, False)
    master.add([*group.best.columns, *group.recent(40)] if group.best else [])
    return master


def test_no_group_brings_more_or_less_than_is_said() -> None:
    exact = known = 0
    for ward in proved():
        group = ward.group
        point = group.generator.run(root(ward)).point
        assert point is not None
        for whole, total in totals(ward):
            for sign in (-1, 1):
                end = _end(group, LAYER, ward.room, point, whole, sign)
                if end is not None:
                    true = -ward.least(-total, int(ward.room[LAYER])) if sign > 0 else ward.least(total, int(ward.room[LAYER]))
                    assert sign * (end + whole.certain - true) >= 0
                    known += 1
                    exact += end + whole.certain == true
    assert known > WARDS
    assert exact > known // 3


def test_bands_bring_the_bound_nearer_and_not_above_the_proved_optimum() -> None:
    better = 0
    for ward in proved():
        group, best = ward.group, ward.least(ward.model.goals[LAYER].expression(), int(ward.room[LAYER]))
        before = group.generator.run(root(ward))
        assert before.point is not None
        banded = group.bands.narrow(group, LAYER, ward.room, before.point)
        after = group.generator.run(root(ward)).bound
        assert after >= before.bound - 0.5  # duals are rounded
        assert np.ceil(after - 1e-6) <= best
        better += after > before.bound + 0.1
        assert banded or after <= before.bound + 0.5
    assert better >= WARDS // 10


def test_graphs_charge_what_rows_count() -> None:
    chance = random.Random(5)
    banded = paying = 0
    for ward in proved():
        group = ward.group
        point = group.generator.run(root(ward)).point
        assert point is not None
        if not group.bands.narrow(group, LAYER, ward.room, point):
            continue
        banded += 1
        rows, generator, best = group.rows, group.generator, group.best
        assert best is not None
        cost = int(best.costs[LAYER])
        paying += cost > 0
        for _ in range(10):
            duals = np.array([chance.choice([-9.0, 9.0, chance.uniform(-3, 3)]) for _ in rows.rows])
            at = generator.point(np.zeros(LAYER), duals, group.goals.pure(LAYER))
            paid = 0
            for column in best.columns:
                path = generator.price(column.person, at, column.taken.tolist())
                assert path is not None
                assert path.value == column.value(at.weights, at.rows)
                paid += path.value
            # The rosters of a plan, paid by any duals, cost no more than the plan.
            assert rows.worth(at.rows, np.arange(len(rows.rows)), rows.limits) + paid <= cost * SCALE
        assert tuple(chosen(rows, best.columns).costs) == tuple(best.costs)
    assert banded > WARDS // 4
    assert paying > WARDS // 10


def test_a_unit_pays_for_its_row_and_its_band_once() -> None:
    """One has 3 of something, the other none, for shares of 2 and 1: one too many and one too few, at 5 each."""
    own = [{(0, 0, choice): choice for choice in (1, 2, 3)}, {(1, 0, 1): 1}]
    whole = Whole({**own[0], **own[1]})
    above = Row(own[0], 2, over={0: 5}, per=3, share=2, whole=whole)
    below = Row(own[0], -2, under={0: 5}, per=3, share=2, whole=whole)
    other = Row(own[1], -2, under={0: 5}, per=3, share=1, whole=whole)
    band = Row({(0, COUNTED, 0): 1}, 0, over={0: 5}, member=Member(0, 0, 0, above, below))
    counted = Sum(range(1), [{0: {choice: choice for choice in range(4)}}], None, [2], 0, 1)
    rows = Rows([above, below, other, band], [0, 1], [((0, 1, 2, 3),), ((0, 1),)], [[], []], 1, [[counted], []])
    columns = [Column(p, np.array([o]), np.array([0]), *rows.served(p, (o,))) for p, o in ((0, 3), (1, 0))]
    plan = chosen(rows, columns)
    assert plan.costs.tolist() == [10]
    generator, every, most = Generator(rows, [], lambda: False), np.arange(4), []
    for duals in product((-9.0, -5.0, -2.0, 0.0, 5.0, 9.0), repeat=4):
        point = generator.point(np.zeros(0), np.array(duals), np.array([1]))
        paid = sum(column.value(point.weights, point.rows) for column in columns)
        most.append(rows.worth(point.rows, every, rows.limits) + paid)
    # Duals prove what the linear program says: 5 for the band, and 5 for a unit of which the other is a third off.
    assert max(most) == pytest.approx((5 + 5 / 3) * SCALE, abs=4)
    master = Master(rows, [0, 1], 0, np.array([1]), np.array([2**61]), rows.limits, False)
    master.add(columns)
    assert master.solve() == pytest.approx(5 + 5 / 3)


def test_a_layer_is_sharpened_once_and_its_programs_are_solved_anew() -> None:
    seen = 0
    for ward in proved():
        group = ward.group
        group.start(LAYER, lambda layer, ward=ward: ward.room)  # type: ignore[misc]
        visit = group.visit
        assert visit is not None
        if group.bands.sharpen(group, visit):
            assert visit.root is None
            assert group.rows.ties
            seen += 1
        assert not group.bands.sharpen(group, visit)
    assert seen > WARDS // 10


def test_bands_are_taken_out_where_earlier_layers_may_cost_more() -> None:
    seen = 0
    for ward in proved():
        group = ward.group
        point = group.generator.run(root(ward)).point
        assert point is not None
        if not group.bands.narrow(group, LAYER, ward.room, point):
            continue
        seen += 1
        rows, size = len(group.rows.rows), len(group.rows.ties)
        assert size > 0
        group.bands.check(group, LAYER, ward.room)
        group.bands.check(group, 1, ward.room + np.array([0, 9, 9, 9]))  # layers after the one at work are not held
        assert len(group.rows.ties) == size
        group.bands.check(group, LAYER, ward.room + np.array([0, 0, 1, 0]))
        assert group.rows.ties == []
        assert len(group.rows.rows) == rows - size
        charged = [len(person.counted) for person in group.people]
        point = group.generator.run(root(ward)).point
        assert point is not None
        assert group.bands.narrow(group, LAYER, ward.room, point)
        assert [len(person.counted) for person in group.people] == charged  # what a graph charges already is found again
    assert seen > WARDS // 4


def test_what_nobody_can_reach_is_not_charged() -> None:
    """Somebody whose share would be 2 and more, who can have 1 at most: only what a roster is off beyond that costs."""
    for ward in proved():
        for whole in ward.group.rows.wholes:
            for member in whole.members:
                own = ward.group.people[ward.group.rows.place[member.person]]
                cells = {place: 1 for place in member.above.cells if place[1] != COUNTED}
                if not cells:
                    continue
                days = len({day for _, day, _ in cells})
                part = _part(own, Member(member.person, 0, 0, Row(cells, 0), Row(cells, 0)), days + 2, None)
                assert isinstance(part, Sum)
                assert part.low == days
                return
    raise AssertionError


def test_somebody_who_is_wholly_given_shares_in_what_the_others_are_planned_for() -> None:
    banded = 0
    for number, problem, search, _ in searches():
        search.first()
        plan = search.grid()
        days = [CellRef(problem.people[0].id, problem.first + timedelta(day)) for day in range(problem.days)]
        given = replace(problem, roster=plan.all_rows(), locks=tuple(dict.fromkeys((*problem.locks, *days))))
        best = best_by_cpsat(given)
        assert best is not None
        again, proved = searched(given, 1)
        again.first()
        for layer in again.priced():
            again.minimise(layer, Limits(lambda: False, 4, 1e6))
            values, broken = score(again.book, again.grid())
            assert broken == []
            bounds = [bound for at, bound in proved if at == layer]
            if values[:layer] == best[:layer] and bounds:
                assert bounds[-1] <= best[layer], (number, layer)
        banded += any(group.bands.layer >= 0 for group in again.groups)
    assert banded > WARDS // 20
