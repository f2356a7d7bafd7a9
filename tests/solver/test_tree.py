"""The search tree of a layer: its bounds hold, it ends with the optimum, and what it decides on is whole in every plan."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.columns import tree as tree_module
from solver.columns.group import Group, Limits
from solver.columns.master import Column, Master
from solver.columns.plans import chosen
from solver.columns.search import ColumnSearch, rosters_of, weeks_of
from solver.columns.tallies import Tally, tallies_of
from solver.columns.tree import Tree
from tests.solver.small import ward
from tests.solver.test_columns import best_by_cpsat, random_ward
from tests.solver.test_dives import group_of

WARDS = 60
MUCH = 10**6
"""Pricing rounds enough to end any tree here."""


def tallies(group: Group, layer: int | None = None) -> list[Tally]:
    """Of the rows that cost something in a layer, as a search plants its tree; of all rows where none is given."""
    every = np.arange(len(group.rows.rows))
    used = every if layer is None else every[group.rows.priced(group.goals.pure(layer), layer)]
    return tallies_of(group.rows, [person.graph.options for person in group.people], group.weeks, used)


def drawn(group: Group, chance: random.Random) -> list[Column]:
    """A roster for everyone, cheapest at prices drawn at random."""
    columns = []
    for at, person in enumerate(group.people):
        prices = np.array([chance.randrange(100) for _ in range(int(group.rows.offsets[at][-1]))])
        path = person.cheapest(np.zeros(4, dtype=np.int64), prices)
        assert path is not None
        columns.append(group.generator.pool.add(at, path)[0])
    return columns


def amount(group: Group, tally: Tally, columns: list[Column]) -> int:
    """What a tally is in a plan."""
    if tally.person is None:
        plan = chosen(group.rows, columns)
        return int(np.maximum(group.rows.limits - plan.heads, 0)[tally.rows].sum())
    own = columns[tally.person]
    return int(tally.cells[group.rows.offsets[own.person][:-1] + own.taken].sum())


def test_weeks_begin_on_mondays_and_are_cut_by_the_horizon() -> None:
    problem = ward(1, 16)  # from a Monday
    assert weeks_of(Frame(problem)) == [range(7), range(7, 14), range(14, 16)]
    friday = replace(problem, first=date(2027, 3, 26))
    assert weeks_of(Frame(friday)) == [range(3), range(3, 10), range(10, 16)]


def test_tallies_are_what_a_plan_adds_up_to() -> None:
    group = group_of(3)
    found, chance = tallies(group), random.Random(1)
    assert {tally.rank for tally in found} == {
        "short in a week", "short on a day", "counted in a week", "a choice in a week",
    }
    columns = drawn(group, chance)
    for person, column in enumerate(columns):
        options = group.people[person].graph.options
        worked = [options[day][option] != options[day][0] for day, option in enumerate(column.taken.tolist())]
        own = [t for t in found if t.person == person and t.rank == "counted in a week"]
        assert [amount(group, t, columns) for t in own] == [sum(worked[:7]), sum(worked[7:])]
    heads = chosen(group.rows, columns).heads
    for week, tally in enumerate(t for t in found if t.rank == "short in a week"):
        rows = [at for at, row in enumerate(group.rows.rows) if min(day for _, day, _ in row.cells) // 7 == week]
        assert sorted(tally.rows.tolist()) == rows
        assert amount(group, tally, columns) == sum(max(0, int(group.rows.limits[at] - heads[at])) for at in rows)


@pytest.mark.parametrize("layer", [0, 2])
def test_a_bound_at_any_duals_of_tallies_holds_for_every_plan_within_their_limits(layer: int) -> None:
    group, chance = group_of(3), random.Random(layer)
    every, generator = tallies(group), group.generator
    goal = group.goals.pure(layer)
    within = 0
    for _ in range(300):
        columns = drawn(group, chance)
        plan = chosen(group.rows, columns)
        own = chance.sample(every, 6)
        master = Master(group.rows, group.everyone, layer, goal, plan.costs, group.rows.limits, True, tallies=own)
        for at, tally in enumerate(own):
            value = amount(group, tally, columns)
            low, high = value - chance.randrange(2), value + chance.randrange(2)
            master.restrict(at, *chance.choice([(low, None), (None, high), (low, high)]))
        large = chance.choice([1, 50, 500])
        duals = np.array([chance.uniform(-large, large) for _ in group.rows.limits])
        weights = np.array([chance.uniform(0, large) for _ in range(layer)])
        charged = {tally: chance.uniform(-2 * large, 2 * large) for tally in own}
        point = generator._here(master, weights, duals, charged)
        found = {person: generator.price(person, point) for person in group.everyone}
        assert generator.bound(master, point, found) <= int(plan.costs @ goal) + 1e-9
        within += bool(point.tallies)
        for at, column in enumerate(columns):  # the price of a roster is what its cells cost, and the cheapest is no dearer
            path = found[at]
            assert path is not None
            assert path.value <= generator.value(column, point)
    assert within > 250


def test_a_linear_program_begins_again_where_it_stood() -> None:
    """Limits and columns that came since are taken in; the value is that of a program made anew."""
    group, chance = group_of(3), random.Random(2)
    goal, every = group.goals.pure(2), tallies(group)
    for _ in range(40):
        plan = chosen(group.rows, drawn(group, chance))
        own = chance.sample(every, 6)
        columns = [column for _ in range(8) for column in drawn(group, chance)]
        master, anew = (
            Master(group.rows, group.everyone, 2, goal, plan.costs, group.rows.limits, True, tallies=own) for _ in range(2)
        )
        master.add(columns[: len(columns) // 2])
        before = master.solve()
        basis, soonest = master.basis(), master.soonest(1)
        assert all(column in soonest for column, share in zip(master.columns, master.shares()) if share > 1e-6)
        for _ in range(2):
            at, limit = chance.randrange(len(own)), chance.randrange(4)
            master.restrict(at, limit, None)
            master.solve()
            master.restrict(at, None, None)
        master.restore(basis)
        assert master.solve() == pytest.approx(before)
        master.add(columns)
        master.restore(master.basis())
        anew.add(columns)
        for program in (master, anew):
            program.restrict(0, 1, 2)
        assert master.solve() == pytest.approx(anew.solve())


def searched(number: int) -> tuple[Group, tuple[int, ...]] | None:
    """A random ward of one group with all rules in its graphs, and its optimum."""
    problem = random_ward(random.Random(number))
    best = best_by_cpsat(problem)
    if best is None:
        return None
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    people = rosters_of(book, given, lambda: False)
    assert people is not None
    search = ColumnSearch(book, given, people, 1, lambda grid: None, lambda *proved: None)
    search.complete()
    search.limits = Limits(lambda: False)
    search.first()
    if len(search.groups) > 1 or search.groups[0].best is None or search.groups[0].best.broken:
        return None
    return search.groups[0], best


def tree_of(group: Group, layer: int, room: Sequence[int], plans: list[int]) -> Tree:
    """A tree of a layer, earlier ones held within what there is room for; `plans` hears what plans cost in it."""
    pure, held = group.goals.pure(layer), np.array(room, dtype=np.int64)
    master = Master(group.rows, group.everyone, layer, pure, held, group.rows.limits, False)
    assert group.best is not None
    master.add(group.best.columns)
    root = group.generator.run(master)
    assert root.point is not None

    def found(columns: list[Column]) -> None:
        costs = chosen(group.rows, sorted(columns, key=lambda column: column.person)).costs
        assert (costs[:layer] <= held[:layer]).all()
        plans.append(int(costs[layer]))

    unit, certain = max(1, int(group.goals.units[layer])), group.goals.certain(layer)
    tree = Tree(
        group.generator, group.everyone, layer, pure, held, group.rows.limits, tallies(group, layer), unit, certain, found
    )
    tree.begin(root.bound, root.point, [*group.best.columns])
    return tree


@pytest.mark.parametrize("layer", [0, 2])
def test_a_tree_ends_with_the_optimum_and_finds_nothing_below_it(layer: int) -> None:
    grown = ended = 0
    for number in range(WARDS):
        ward_and_best = searched(number)
        if ward_and_best is None:
            continue
        group, best = ward_and_best
        plans: list[int] = []
        tree = tree_of(group, layer, best, plans)
        assert tree.bound <= best[layer] + 1e-6, number
        rounds = group.generator.rounds
        tree.grow(best[layer] + 1, MUCH)
        if tree.ending(best[layer] + 1):  # it stops once where a plan can be sought from outside
            alike = [node for node in tree.nodes if node.steps == tree.nodes[0].steps]
            assert {id(tree.likely()) for _ in alike} == {id(node) for node in alike}
            ended += 1
            tree.grow(best[layer] + 1, MUCH)
        assert tree.bound <= best[layer] + 1e-6, number
        assert not plans or min(plans) >= best[layer], number
        assert best[layer] in plans, number
        tree.grow(best[layer] - tree.unit + 1, MUCH)
        assert not tree.nodes, number
        grown += group.generator.rounds > rounds
    assert grown > 3
    assert ended > 3


def test_branches_that_are_whole_before_they_are_solved_are_solved_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "ROUNDS", 2)
    again = 0
    for number in range(WARDS):
        ward_and_best = searched(number)
        if ward_and_best is None:
            continue
        group, best = ward_and_best
        tree = tree_of(group, 0, best, [])
        tree.grow(best[0] + 1, 0)
        for _ in range(1000):
            again += bool(tree.nodes) and not tree.nodes[0].open
            tree.grow(best[0], 1)
            if not tree.nodes:
                break
        assert not tree.nodes, number
    assert again
