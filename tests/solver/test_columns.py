"""Plans by columns against CP-SAT on small random wards: no bound above the proved optimum, no plan below it."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from functools import partial

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.api import SolveJob
from solver.columns.search import ColumnSearch, rosters_of
from solver.columns.visit import Limits
from solver.cpsat import build
from solver.paths import person
from solver.paths.graph import NoRoster
from solver.search.run import solve
from solver.search.score import score
from tests.solver.small import COVER, rule, ward
from tests.solver.test_model_contract import CASES, random_problem

WARDS = 100
MOST_DAYS = 7
"""What CP-SAT alone proves in no time."""

PERSONAL = sorted(set(CASES) - {"COVER", "STABLE", "FAIR", "BALANCE", "OVERTIME", "DEFINITION"})


@pytest.fixture(autouse=True)
def _a_week_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is summed over a week is left out of light rosters."""
    monkeypatch.setattr(person, "LONG", 3)


def random_ward(chance: random.Random) -> Problem:
    """Two people under cover and three rules, hard or soft, of layers drawn at random."""
    settings = []
    for number in range(3):
        key = chance.choice(PERSONAL)
        template, params = chance.choice(CASES[key])
        hardness, layer = chance.choice(["hard", "soft", "soft"]), chance.choice(["hours", "comfort"])
        settings.append(replace(rule(f"r{number}", template, hardness, layer, **params), weight=chance.choice([1, 3])))
    problem = random_problem(settings[0], chance)
    while problem.days > MOST_DAYS:
        problem = random_problem(settings[0], chance)
    return replace(problem, settings=(COVER, *settings), overrides=())


def best_by_cpsat(problem: Problem) -> tuple[int, ...] | None:
    """The lexicographic optimum, or None where there is no legal plan."""
    book = bind(Frame(problem))
    model = build(book, Grid.of(book.frame))
    values: list[int] = []
    for goal in model.goals:
        model.model.minimize(goal.expression() if goal.terms else 0)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2  # proves nearly ten times as fast
        if solver.solve(model.model) != cp_model.OPTIMAL:
            return None
        values.append(goal.value(solver.value))
        if goal.terms:
            model.model.add(goal.expression() <= values[-1])
    return tuple(values)


def _note(proved: list[tuple[int, int]], layer: int, bound: int, costs: tuple[int, ...]) -> None:
    proved.append((layer, bound))


def test_bounds_and_plans_hold_against_the_proved_optimum() -> None:
    chance = random.Random(3)
    closed = infeasible = 0
    for number in range(WARDS):
        problem = random_ward(chance)
        best = best_by_cpsat(problem)
        plan = solve(SolveJob(problem, None, 4, 1, number), lambda event: None, threading.Event())
        if best is None:
            assert plan.status == "infeasible", number
            infeasible += 1
            continue
        values = tuple(layer.value for layer in plan.layers)
        assert values >= best, number
        for k, layer in enumerate(plan.layers):
            if values[:k] == best[:k] and layer.bound is not None:
                assert layer.bound <= best[k], (number, k)
                closed += layer.bound == best[k]
    assert infeasible < WARDS // 2
    assert closed >= 4 * (WARDS - infeasible) - 2  # the last unit of one may take CP-SAT longer than this effort


def test_columns_alone_prove_bounds_that_hold() -> None:
    chance = random.Random(4)
    near = light = 0
    for number in range(WARDS):
        problem = random_ward(chance)
        best = best_by_cpsat(problem)
        book = bind(Frame(problem))
        given = Grid.of(book.frame)
        proved: list[tuple[int, int]] = []
        try:
            people = rosters_of(book, given, lambda: False)
        except NoRoster:
            assert best is None, number
            continue
        assert people is not None
        if best is None:  # everyone has a roster, but none that goes with the other's
            assert any(each.template == "TEAM" and each.hardness == "hard" for each in problem.settings), number
            continue
        search = ColumnSearch(book, given, people, 1, lambda grid: None, partial(_note, proved))
        search.first()
        light += bool(search.late)
        if number % 2:
            search.complete()
        search.minimise(0, Limits(lambda: False, 4, 1e6))
        assert search.costs is not None
        assert proved[-1][1] <= best[0], number
        passed, *costs = search.costs
        assert passed or best[0] <= costs[0], number
        values, broken = score(book, search.grid())
        assert bool(broken) == bool(passed), number
        assert values == tuple(costs), number
        near += proved[-1][1] == best[0]
    assert near > WARDS // 2
    assert light > WARDS // 10


@pytest.mark.parametrize("hardness", ["hard", "soft"])
def test_one_student_without_a_mentor_is_planned_off_or_priced(hardness: str) -> None:
    beside = {"relation": "beside", "unit": "day", "left_people": ["900000"], "right": [["mentor"]]}
    plan = solve(SolveJob(ward(3, 7, rule("mentor", "TEAM", hardness, **beside)), None, 2, 1, 1), _ignore, threading.Event())
    student = plan.rows[0].cells
    assert plan.rows
    assert (set(student) == {"R"}) == (hardness == "hard")


def test_a_ward_without_people_has_a_plan_that_lacks_everything() -> None:
    plan = solve(SolveJob(replace(ward(1, 7), people=(), roster=()), None, 1, 1, 1), _ignore, threading.Event())
    assert (plan.layers[0].value, plan.layers[0].bound) == (21, 21)


def _ignore(event: object) -> None:
    """Nothing is done about what is told on the way."""
