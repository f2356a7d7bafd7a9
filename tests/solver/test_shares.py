"""What is shared out within a group, in the search by columns: rows that cost by begun units, programs and bounds over them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellRef, Opening, Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules.registry import bind
from solver.api import SolveJob
from solver.columns import group as groups
from solver.columns.choice import Choice
from solver.columns.generate import SCALE, Generator
from solver.columns.master import Column, Master
from solver.columns.plans import chosen
from solver.columns.rows import Row, Rows, Whole
from solver.columns.search import ColumnSearch, rosters_of
from solver.columns.shares import Unsupported
from solver.columns.stated import stated_rows
from solver.columns.touches import Touches
from solver.columns.visit import Limits
from solver.paths import person as persons
from solver.paths.cut import cut
from solver.paths.parts import Count, Sum
from solver.paths.price import Pricer
from solver.search.run import solve
from solver.search.score import score
from tests.solver import small
from tests.solver.small import rule, to_select
from tests.solver.test_columns import best_by_cpsat

WARDS = 40
NIGHT = to_select(("night",))
FAIR: tuple[dict[str, object], ...] = (
    {"measure": {"count": "days", "how": "start", "select": NIGHT}},
    {"measure": {"count": "days", "how": "start"}, "limit": 1},
    {"measure": {"count": "days", "how": "start", "on": {"weekdays": [5, 6]}}, "opening": "worked", "presence": False},
    {"measure": {"count": "minutes", "select": NIGHT}, "limit": 60, "scale": False},
    {"measure": {"count": "weekends", "how": "touch"}},
    {"measure": {"count": "weekends", "how": "start"}, "scale": False, "opening": "worked"},
    {"measure": {"count": "days", "how": "touch", "select": NIGHT}, "limit": 1},
)
FRIDAY = date(2027, 3, 26)


def shared_ward(chance: random.Random) -> Problem:
    """Three people of different quotas under cover and rules of fairness, some absent, some days locked, with an account; half
    of the wards have a weekend."""
    drawn = [rule(f"fair{at}", "FAIR", "soft", "comfort", **chance.choice(FAIR)) for at in range(3)]
    settings = [replace(setting, weight=chance.choice([1, 2])) for setting in drawn]
    gap = rule("rest", "RESTGAP", minutes=720)
    hours = rule("hours", "WINDOW", "soft", "hours", window="week", maximum=2250)
    problem = small.ward(3, chance.choice([4, 5]), gap, hours, *settings, history=("R N", "J R", "R R"))
    problem = replace(problem, first=chance.choice([problem.first, FRIDAY]))
    people = tuple(replace(who, quota=quota) for who, quota in zip(problem.people, (100, 80, 50)))
    rows = list(problem.roster)
    locks = []
    for at, row in enumerate(rows):
        cells = list(row.cells)
        if chance.random() < 0.3:
            cells[2] = cells[3] = "CA"
        elif chance.random() < 0.5:
            cells[2] = chance.choice(["R", "J", "N"])
            locks.append(CellRef(row.person, problem.first))
        rows[at] = replace(row, cells=tuple(cells))
    demand = tuple(replace(line, minimum=chance.choice([0, 1])) for line in problem.demand)
    openings = (Opening(people[0].id, "worked", chance.randrange(3)),)
    return replace(problem, people=people, roster=tuple(rows), locks=tuple(locks), demand=demand, openings=openings)


def searches() -> Iterator[tuple[int, Problem, ColumnSearch, list[tuple[int, int]]]]:
    chance = random.Random(11)
    for number in range(WARDS):
        problem = shared_ward(chance)
        yield number, problem, *searched(problem, number % 2)


def searched(problem: Problem, seed: int) -> tuple[ColumnSearch, list[tuple[int, int]]]:
    """The search of a ward, and what it proves: layers and bounds."""
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    people = rosters_of(book, given, lambda: False)
    assert people is not None
    proved: list[tuple[int, int]] = []

    def note(layer: int, bound: int, costs: tuple[int, ...]) -> None:
        proved.append((layer, bound))

    return ColumnSearch(book, given, people, seed, lambda grid: None, note), proved


def test_no_bound_lies_above_the_proved_optimum_and_costs_are_the_evaluators() -> None:
    fair = near = banded = 0
    for number, problem, search, proved in searches():
        best = best_by_cpsat(problem)
        assert best is not None
        search.first()
        values: tuple[int, ...] = ()
        for layer in search.priced():
            search.minimise(layer, Limits(lambda: False, 4, 1e6))
            assert search.costs is not None
            values, broken = score(search.book, search.grid())
            assert broken == []
            assert (0, *values) == search.costs, number
            bounds = [bound for at, bound in proved if at == layer]
            if values[:layer] == best[:layer] and bounds:
                assert bounds[-1] <= best[layer], (number, layer)
        assert values >= best, number
        near += values == best
        fair += best[-1] > 0
        banded += any(group.bands.layer >= 0 for group in search.groups)
    assert near > WARDS // 2  # what columns leave open in a ward as small as this, CP-SAT beside them finds
    assert fair > WARDS // 4
    assert banded > WARDS // 10


@pytest.mark.parametrize("more", [{}, {"norm": "largest"}, {"measure": {"count": "weekends", "how": "touch"}}, {"limit": 2}])
@pytest.mark.parametrize("hardness", ["soft", "hard"])
def test_a_whole_search_closes_every_layer_at_the_proved_optimum(hardness: str, more: dict[str, object]) -> None:
    chance = random.Random(f"{hardness} {more}")
    for number in range(5):
        problem = shared_ward(chance)
        fair = replace(rule("fair", "FAIR", hardness, "comfort", **more), weight=2)
        problem = replace(problem, settings=(*problem.settings[:-3], fair))
        best = best_by_cpsat(problem)
        plan = solve(SolveJob(problem, None, 8, 1, number), lambda event: None, threading.Event())
        assert plan.status == ("infeasible" if best is None else "optimal"), number
        assert tuple(layer.value for layer in plan.layers) == (best or ()), number


def test_the_best_choice_of_all_rosters_is_the_proved_optimum() -> None:
    seen = 0
    for number, problem, search, _ in searches():
        if len(search.groups) > 1:
            continue
        best = best_by_cpsat(problem)
        assert best is not None
        (group,) = search.groups
        for at, person in enumerate(group.people):
            for taken in product(*(range(len(options)) for options in person.graph.options)):
                path = person.follow(list(taken))
                if path is not None:
                    group.generator.pool.add(at, path)
        rows, columns = group.rows, group.generator.pool.columns
        goal, held, every = np.array([0, 0, 0, 1]), np.array([*best[:3], 0]), np.arange(len(group.rows.rows))
        choice = Choice(rows, columns, every, rows.limits, held, goal)
        found = choice.best(10**9, 60.0, 1e6, 1, set())
        assert found is not None
        assert choice.complete
        assert (*chosen(rows, found).costs, choice.value) == (*best, best[-1]), number
        master = Master(rows, group.everyone, 3, goal, held, rows.limits, False)
        master.add(columns)
        relaxed = master.solve()
        assert relaxed is not None
        assert relaxed <= best[-1] + 1e-6
        seen += 1
    assert seen > WARDS // 2


def test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high() -> None:
    chance = random.Random(12)
    seen = 0
    for number, _, search, _ in searches():
        if len(search.groups) > 1:
            continue
        (group,) = search.groups
        columns = []
        for at, person in enumerate(group.people):
            drawn = np.array([chance.randrange(100) for _ in range(int(group.rows.offsets[at][-1]))])
            path = person.cheapest(np.zeros(4, dtype=np.int64), drawn)
            assert path is not None
            columns.append(group.generator.pool.add(at, path)[0])
        grid = search.given.copy()
        for person, column in zip(group.people, columns):
            for day, option in enumerate(column.taken.tolist()):
                grid.put(group.persons[column.person], day, person.graph.options[day][option])
        assert tuple(chosen(group.rows, columns).costs) == score(search.book, grid)[0], number
        _no_price_is_too_high(group.generator, columns, chance)
        seen += 1
    assert seen > WARDS // 2


def _no_price_is_too_high(generator: Generator, columns: list[Column], chance: random.Random) -> None:
    """At any duals, the limits less what rosters are paid are what the rows are off at these duals, or hardly less."""
    rows = generator.rows
    goal = np.array([0, 0, 0, 1])
    point = generator.point(np.zeros(3), np.array([chance.uniform(-3, 3) for _ in rows.rows]), goal)
    paid = 0
    for column in columns:
        path = generator.price(column.person, point, column.taken.tolist())
        assert path is not None
        assert path.value == column.value(point.weights, point.rows)  # the graph charges what the rows count
        paid += path.value - int(column.costs @ point.weights)
    plan = chosen(rows, columns)
    every = np.arange(len(rows.rows))
    duals, off = point.rows[: len(every)].tolist(), (rows.limits - plan.heads).tolist()
    exact = sum(Fraction(dual * short, per) for dual, short, per in zip(duals, off, rows.per.tolist()))
    bound = rows.worth(point.rows, every, rows.limits) + paid
    assert exact - len(every) - sum(int(column.times.sum()) for column in columns) <= bound <= exact
    assert exact <= int(rows.costs(plan.heads) @ goal) * SCALE


def two_people() -> tuple[Rows, list[Column]]:
    """One may take 0 to 3 of something, the other 1; shares of two thirds and a third; 5 for each whole unit that is off."""
    own = [{(0, 0, choice): choice for choice in (1, 2, 3)}, {(1, 0, 1): 1}]
    whole = Whole({**own[0], **own[1]})
    stated = []
    for cells, share in zip(own, (2, 1)):
        stated.append(Row(cells, 2, over={0: 5}, per=3, share=share, whole=whole))
        stated.append(Row(cells, -2, under={0: 5}, per=3, share=share, whole=whole))
    rows = Rows(stated, [0, 1], [((0, 1, 2, 3),), ((0, 1),)], [[], []], 1)
    columns = []
    for person, options in ((0, 4), (1, 2)):
        for option in range(options):
            served, times = rows.served(person, (option,))
            columns.append(Column(person, np.array([option]), np.array([0]), served, times))
    return rows, columns


def test_units_that_are_begun_cost_whole() -> None:
    rows, columns = two_people()
    # 3 and 0: distances of 3 - 2 and 0 - 1, one whole unit each; 2 and 0: two thirds of one; 0 and 1: the same.
    pairs = product(range(4), (0, 1))
    costs = {(one, other): int(chosen(rows, (columns[one], columns[4 + other])).costs[0]) for one, other in pairs}
    assert costs == {(0, 0): 0, (1, 0): 0, (2, 0): 0, (3, 0): 10, (0, 1): 0, (1, 1): 0, (2, 1): 0, (3, 1): 0}


def test_the_choice_of_columns_counts_begun_units_and_the_relaxation_no_more() -> None:
    rows, columns = two_people()
    every, goal = np.arange(len(rows.rows)), np.array([1])
    held = np.array([2**61])
    for one, other, more in ((3, 0, 0), (3, 0, 1), (2, 1, 0), (3, 1, 4), (0, 0, 3)):
        # The others bring `more` to the whole.
        limits = rows.limits + np.array([2, 2, 1, 1]) * more
        taken = [columns[one], columns[4 + other]]
        heads = np.array([3, 3, 0, 0]) * one + np.array([0, 0, 3, 3]) * other - np.array([2, 2, 1, 1]) * (one + other)
        exact = int(rows.paid(heads - limits, every)[0])
        choice = Choice(rows, taken, every, limits, held, goal)
        assert choice.best(10**6, 10.0, 100.0, 1, set()) == taken
        assert choice.value == exact
        master = Master(rows, [0, 1], 0, goal, held, limits, False)
        master.add(taken)
        value = master.solve()
        assert value is not None
        assert exact - 10 < value <= exact + 1e-9
        _, _, duals = master.duals()
        assert (duals <= 5 + 1e-9).all()
        assert (duals >= -5 - 1e-9).all()


@pytest.mark.parametrize(("hardness", "params"), [("hard", {}), ("soft", {"norm": "largest"})])
def test_what_rows_cannot_say_is_left_to_cp_sat(hardness: str, params: dict[str, object]) -> None:
    book = bind(Frame(small.ward(2, 7, rule("fair", "FAIR", hardness, "comfort", **params))))
    with pytest.raises(Unsupported):
        rosters_of(book, Grid.of(book.frame), lambda: False)


def stated(problem: Problem) -> list[Row]:
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    people = rosters_of(book, given, lambda: False)
    assert people is not None
    return [row for row in stated_rows(book, given, people) if row.whole is not None]


def test_a_window_with_an_unknown_fact_is_not_judged() -> None:
    for window, history, rows in (("weeks", ".", 0), ("weeks", "R", 4), ("horizon", ".", 4)):
        fair = rule("fair", "FAIR", "soft", "comfort", window=window, length=2)
        problem = small.ward(2, 3, fair, history=(history, "R"))
        assert len(stated(replace(problem, anchor=problem.first - timedelta(days=7)))) == rows


def test_a_window_that_is_all_given_costs_nothing() -> None:
    fair = rule("fair", "FAIR", "soft", "comfort", window="week", measure={"count": "days", "how": "start"})
    problem = small.ward(2, 9, fair)
    given = tuple(replace(row, cells=(cell,) * 7 + ("", "")) for row, cell in zip(problem.roster, ("J", "R")))
    locks = tuple(CellRef(row.person, problem.first + timedelta(days=day)) for row in given for day in range(7))
    problem = replace(problem, roster=given, locks=locks)
    assert len(stated(problem)) == 4  # the second week's
    best = best_by_cpsat(problem)
    assert best is not None
    assert best[-1] == 0


def test_those_who_share_are_planned_together() -> None:
    problem = replace(small.ward(3, 7, rule("fair", "FAIR", "soft", "comfort")), demand=())
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    people = rosters_of(book, given, lambda: False)
    assert people is not None
    search = ColumnSearch(book, given, people, 1, lambda grid: None, lambda layer, bound, costs: None)
    assert [list(group.persons) for group in search.groups] == [[0, 1, 2]]


@pytest.mark.parametrize("days", [range(2, 9), range(8, 17), range(21)])
def test_some_days_are_off_a_band_by_what_the_whole_roster_is(days: range) -> None:
    rosters, chance = three_weekends().people[0], random.Random(days.start)
    options, nights = rosters.graph.options, {day: dict.fromkeys(own, 0) for day, own in enumerate(rosters.graph.options)}
    for own in nights.values():
        own[max(own)] = 1
    weekends = rosters.counted[0]
    assert isinstance(weekends, Count)
    few = Count(range(weekends.first, weekends.last + 1), weekends.feeds, weekends.ends, 1, 2, 0, 1)
    touches = Touches(options, [few, Sum(range(21), [nights], 3, [7], 0, 1)])
    offsets = np.cumsum([0, *map(len, options)])
    off = 0
    for _ in range(40):
        taken = [chance.randrange(len(own)) for own in options]
        cells = offsets[:-1] + np.array(taken)
        inside = touches.cut(offsets, days, taken).of(cells[days.start : days.stop] - offsets[days.start])
        assert (inside == touches.of(cells)).all()
        off += inside.any()
    assert off > 10


def three_weekends(*settings: RuleSetting) -> ColumnSearch:
    """Three people over three weeks, whose weekends are shared out."""
    fair = rule("fair", "FAIR", "soft", "comfort", measure={"count": "weekends", "how": "touch"})
    problem = replace(small.ward(3, 21, rule("rest", "RESTGAP", minutes=720), fair, *settings), first=FRIDAY)
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    people = rosters_of(book, given, lambda: False)
    assert people is not None
    return ColumnSearch(book, given, people, 1, lambda grid: None, lambda layer, bound, costs: None)


@pytest.mark.parametrize("days", [range(9), range(2, 9), range(8, 17), range(16, 21), range(21)])
def test_some_days_of_a_roster_bring_what_they_add_to_the_others(days: range) -> None:
    (group,) = three_weekends().groups
    rows, chance = group.rows, random.Random(days.start)
    for _ in range(20):
        sizes = [len(options) for options in group.people[0].graph.options]
        one = [chance.randrange(size) for size in sizes]
        other = [chance.randrange(size) if day in days else one[day] for day, size in enumerate(sizes)]
        inside = rows.cut(days, {0: one})
        brought = [
            np.bincount(served, times, rows.width)
            for served, times in (
                rows.served(0, tuple(one)),
                rows.served(0, tuple(other)),
                inside.served(0, tuple(one[days.start : days.stop])),
                inside.served(0, tuple(other[days.start : days.stop])),
            )
        ]
        assert (brought[0] - brought[1] == brought[2] - brought[3]).all()


@pytest.mark.parametrize("days", [range(9), range(1, 9), range(2, 10), range(8, 17), range(16, 21), range(21)])
def test_the_cheapest_stretch_is_that_of_the_whole_roster(days: range) -> None:
    """Also where weekends on its border, and too many nights in all, have a price."""
    for rosters in three_weekends().people:
        chance, options = random.Random(days.start), rosters.graph.options
        nights = {day: {choice: int(at == len(own) - 1) for at, choice in enumerate(own)} for day, own in enumerate(options)}
        assert rosters.charge(Sum(range(21), [nights], 2, [4], 0, 1), 10_000)
        pricer, starts = rosters.pricer, np.cumsum([0, *map(len, options)])
        for _ in range(10):
            weights = np.array([chance.randint(0, 3) for _ in rosters.graph.constant])
            kept = pricer.cheapest(weights, np.array([chance.randint(-9, 9) for _ in range(int(starts[-1]) + 2)]))
            size = int(starts[-1])
            flat = np.array([*(chance.randint(-9, 9) for _ in range(size)), *(chance.randint(-5, 30) for _ in range(2))])
            assert kept is not None
            best = pricer.cheapest(weights, flat, [-1 if day in days else at for day, at in enumerate(kept.taken)])
            inside = np.concatenate([flat[starts[days.start] : starts[days.stop]], flat[-2:]])
            path = Pricer(cut(rosters.graph, kept.taken, days, 2)).cheapest(weights, inside)
            assert best is not None
            assert path is not None
            whole = pricer.cheapest(weights, flat, [*kept.taken[: days.start], *path.taken, *kept.taken[days.stop :]])
            assert whole is not None
            assert whole.value == best.value


def test_windows_keep_count_of_weekends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch by stretch, beside a limit on weekends that graphs leave out."""
    monkeypatch.setattr(groups, "WIDE", 1)
    monkeypatch.setattr(persons, "AT_ONCE", 8 * 21)
    limit = rule("few", "WINDOW", window="horizon", maximum=2, measure={"count": "weekends", "how": "touch"})
    hours = rule("hours", "WINDOW", "soft", "hours", window="week", minimum=2250, maximum=2250)
    search = three_weekends(limit, hours)
    assert all(len(rosters.meters) == 2 for rosters in search.people)
    search.first()
    before = search.costs
    for layer in search.priced():
        search.minimise(layer, Limits(lambda: False, 6, 1e6))
    assert search.costs is not None
    assert before is not None
    assert search.costs < before
    values, broken = score(search.book, search.grid())
    assert (0, *values) == search.costs
    assert broken == []
