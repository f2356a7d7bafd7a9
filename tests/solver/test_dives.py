"""Dives down to a plan: what is barred is not taken, masters forget nothing that counts, and bounds are withdrawn in time."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.columns.dive import Dive, Kind
from solver.columns.generate import BARRED, SCALE
from solver.columns.goals import MOST_WEIGHT
from solver.columns.group import Group
from solver.columns.master import Master
from solver.columns.plans import chosen, loosened
from solver.columns.search import ColumnSearch, rosters_of
from solver.columns.visit import DEAR, DEAREST, Limits
from solver.paths import person as persons
from tests.solver.small import COVER, law, rule, ward

DAYS = 14


def group_of(people: int) -> Group:
    """People under the law whom cover joins, with a first plan."""
    hours = rule("hours", "WINDOW", "soft", "hours", window="horizon", minimum=3600, maximum=4200)
    runs = rule("runs", "RUN", "soft", "comfort", minimum=2)
    book = bind(Frame(ward(people, DAYS, COVER, *law(), hours, runs, need=2)))
    given = Grid.of(book.frame)
    rosters = rosters_of(book, given, lambda: False)
    assert rosters is not None
    search = ColumnSearch(book, given, rosters, 1, lambda grid: None, lambda *proved: None)
    search.complete()
    search.limits = Limits(lambda: False)
    search.first()
    (group,) = search.groups
    return group


def master_of(group: Group, layer: int = 0, goal: tuple[int, ...] = (1000, 30, 1, 0)) -> Master:
    assert group.best is not None
    master = Master(group.rows, group.everyone, layer, np.array(goal), group.best.costs, group.rows.limits, True)
    master.add(group.best.columns)
    return master


def test_what_is_barred_is_not_taken_and_costs_what_the_best_other_roster_costs() -> None:
    group = group_of(3)
    generator, chance = group.generator, random.Random(5)
    for _ in range(20):
        duals = np.array([chance.randint(-500, 500) for _ in group.rows.limits]) / 10
        point = generator.point(np.zeros(0), duals, np.array([1, 1, 1, 1]))
        generator.barred.clear()
        free = generator.price(0, point)
        assert free is not None
        day = chance.randrange(DAYS)
        others = []
        for option in range(len(group.people[0].graph.options[day])):
            held = [-1] * DAYS
            held[day] = option
            path = generator.price(0, point, held)
            if option != free.taken[day] and path is not None:
                others.append(path.value)
        barred = np.zeros(int(group.rows.offsets[0][-1]), dtype=np.int64)
        barred[group.rows.offsets[0][day] + free.taken[day]] = BARRED
        generator.barred[0] = barred
        found = generator._open({0: generator.price(0, point)})[0]
        assert (found.value if found is not None else None) == min(others, default=None)


@pytest.mark.parametrize("kind", ["cells", "columns"])
def test_a_dive_ends_with_a_legal_plan_below_its_target_and_bars_nothing_for_later(kind: Kind) -> None:
    group = group_of(5)
    master = master_of(group)
    assert group.best is not None
    goal = master.goal
    target = float(group.best.value(goal))
    outcome = group.generator.run(master_of(group))
    for seed in range(3):
        dive = Dive(group.generator, master_of(group), target, random.Random(seed), kind, near=outcome.point)
        found = dive.run()
        assert not group.generator.barred
        assert found is not None
        plan = chosen(group.rows, (found[person] for person in group.everyone))
        assert outcome.bound - 1e-6 <= plan.value(goal) < target


def test_a_fixing_that_costs_too_much_is_taken_back_or_barred() -> None:
    """Too few people: most fixings cost something, so that dives have to go back, and still end near the bound."""
    group = group_of(6)
    master = master_of(group)
    outcome = group.generator.run(master)
    dive = Dive(group.generator, master_of(group), 1e9, random.Random(2), "cells", near=outcome.point)
    found = dive.run()
    assert dive.bars
    assert not group.generator.barred
    assert found is not None
    value = chosen(group.rows, (found[person] for person in group.everyone)).value(master.goal)
    assert value <= 1.05 * outcome.bound


def dives(group: Group, target: float, unit: int, backs: int) -> list[tuple[int | None, int]]:
    """What plans ten dives come to, and how much further each could have gone back."""
    outcome = group.generator.run(master_of(group))
    values: list[tuple[int | None, int]] = []
    for seed in range(10):
        dive = Dive(group.generator, master_of(group), target, random.Random(seed), "cells", near=outcome.point)
        dive.unit, dive.backs, dive.seconds = unit, backs, 1e6  # by work alone, whatever the machine does
        found = dive.run()
        assert not group.generator.barred
        value = None if found is None else chosen(group.rows, found.values()).value(master_of(group).goal)
        assert value is None or value < target
        values.append((value, dive.backs))
    return values


def test_a_dive_that_comes_to_nothing_goes_back_and_comes_to_a_plan_more_often() -> None:
    group = group_of(6)
    best = min(value for value, _ in dives(group, 1e9, 1, 0) if value is not None)
    once, again = dives(group, best + 1, 1, 0), dives(group, best + 1, 1, 3)
    assert sum(value is not None for value, _ in again) > sum(value is not None for value, _ in once)
    for (value, _), (_, backs) in zip(once, again, strict=True):
        assert (backs < 3) == (value is None)


def test_a_dive_ends_where_no_plan_of_whole_units_is_below_its_target() -> None:
    group = group_of(6)
    outcome = group.generator.run(master_of(group))
    assert outcome.value is not None
    whole = 2 * int(outcome.value)
    for target, ends in ((whole, True), (whole + 1, False)):  # a plan costs nothing or this
        dive = Dive(group.generator, master_of(group), target, random.Random(1), "cells", near=outcome.point, unit=whole)
        dive.run()
        assert (dive.fixed < 0).all() == ends


def test_a_purged_master_keeps_its_value() -> None:
    group = group_of(5)
    master = master_of(group)
    value = group.generator.run(master).value
    assert value is not None
    before = len(master.columns)
    master.solve()
    master.purge(2)
    assert len(master.columns) < before
    assert master.solve() == pytest.approx(value, abs=1e-6)


def test_columns_that_are_dropped_bring_nothing_until_they_are_taken_in_again() -> None:
    """Whatever is dropped, of the basis too, the value is that of a master that never knew it."""
    group, chance = group_of(5), random.Random(3)
    master = master_of(group)
    group.generator.run(master)
    value, rises = master.solve(), 0
    assert value is not None
    assert group.best is not None
    columns = master.open
    for _ in range(10):
        one_each = {column.person: at for at, column in chance.sample([*enumerate(columns)], len(columns))}
        kept = np.array([at in one_each.values() or chance.random() < 0.2 for at in range(len(columns))])
        master.keep(kept)
        assert master.open == [column for column, stays in zip(columns, kept.tolist(), strict=True) if stays]
        few = Master(group.rows, group.everyone, 0, master.goal, group.best.costs, group.rows.limits, True)
        few.add(master.open)
        dearer = master.solve()
        assert dearer is not None
        assert dearer == pytest.approx(few.solve(), abs=1e-6)
        rises += dearer > value + 1
        master.keep(np.zeros(len(master.columns), dtype=bool))
        master.add(columns)
        assert {id(column) for column in master.open} == {id(column) for column in columns}
        assert master.solve() == pytest.approx(value, abs=1e-6)
        columns = master.open
    assert rises > 3


def test_duals_that_move_on_without_a_linear_program_stay_what_proves_a_bound() -> None:
    group, chance = group_of(5), random.Random(3)
    master = master_of(group)
    generator = group.generator
    outcome = generator.run(master)
    assert outcome.value is not None
    under, over = group.rows.sides(master.goal * SCALE)
    moves = closer = 0
    for _ in range(20):
        duals = np.array([chance.uniform(0, 1000) for _ in group.rows.limits])
        point = generator.point(np.zeros(0), duals, master.goal)
        found = generator._price_all(master.people, point, {})
        first = bound = generator.bound(master, point, found)
        for _ in range(10):
            moved = generator._moved(point, found, master, outcome.value - bound)
            if moved is None:
                break
            assert (moved.rows <= under).all()
            assert (moved.rows >= -over).all()
            point, found = moved, generator._price_all(master.people, moved, {})
            bound = generator.bound(master, point, found)
            assert bound <= outcome.value + 1e-6
            moves += 1
        closer += bound > first
    assert moves > 50
    assert closer > 15


def bound_of(group: Group) -> float:
    """The linear program's bound of the first layer."""
    assert group.best is not None
    room = group.best.costs.copy()
    group.start(0, lambda layer: room)
    assert group.visit is not None
    group.visit.sweeps = None
    group.turn()
    assert group.visit.root is not None
    return group.visit.root.bound


def test_a_large_group_takes_in_what_its_rosters_leave_out_where_they_break_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where graphs of the whole have no room and prices alone do not keep the rules, the linear program proves little."""
    exact = bound_of(group_of(8))
    monkeypatch.setattr(persons, "AT_ONCE", 0)
    monkeypatch.setattr(persons, "LONG", 3)
    monkeypatch.setattr(persons, "ROOM", 0)
    loose, large = group_of(8), group_of(8)
    large.wide = True
    assert bound_of(loose) < exact - 1
    assert bound_of(large) == pytest.approx(exact, abs=0.1)
    assert large.generator.lazy


def test_bounds_are_withdrawn_after_the_first_layer_that_costs_more() -> None:
    assert list(loosened((6, 0, 40, 9), (6, 0, 30, 99))) == []
    assert list(loosened((6, 0, 40, 9), (5, 0, 41, 9))) == [3]
    assert list(loosened((6, 1, 40, 9), (5, 2, 10, 0))) == [2, 3]
    assert list(loosened((6, 0, 40, 9), (5, 0, 40, 9))) == []


def test_however_dear_earlier_layers_become_their_weights_stay_whole_numbers_of_64_bits() -> None:
    group = group_of(6)
    last = len(group.goals.units) - 1
    for dear in (DEAR, DEAREST, 2**70):
        goal = group.goals.dearly(group.goals.pure(last), last, dear).tolist()
        assert 0 <= min(goal) <= max(goal) <= MOST_WEIGHT
