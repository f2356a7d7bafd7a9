"""What is proved of each layer, held against the difference of two full proved solves; and of plans with few changes."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook, bind
from solver.answers import otherwise
from solver.answers.near import Cell
from solver.answers.otherwise import Otherwise
from solver.answers.standing import Wards
from solver.answers.why import why, with_plan
from solver.api import Cost, Why, WhyAsked, exact
from solver.cpsat import build
from solver.search.score import score
from tests.solver.test_random_wards import Proof, random_ward
from tests.solver.test_why_figures import a_plan

WARDS, CELLS, CODES = 24, 2, 3
SECONDS = 60.0


class Solved(Proof):
    """Full solves of a ward, layer after layer to the proof, with one cell held to some choices."""

    def held(self, cell: Cell, allowed: set[int]) -> tuple[int, ...] | None:
        """What the best of all plans costs that has one of these choices there; None where there is none."""
        known = self.model
        self.model = build(self.book, self.grid.only_fixed())
        options = self.model.cells[cell]
        self.model.model.add_bool_or([variable for choice, variable in options.items() if choice in allowed])
        try:
            return self.best()
        finally:
            self.model = known

    def __init__(self, book: RuleBook, grid: Grid) -> None:
        super().__init__(book)
        self.book, self.grid = book, grid


def the_best(problem: Problem) -> tuple[Solved, Grid, tuple[int, ...]] | None:
    """The best plan of a ward, proved in every layer, and what it costs."""
    book = bind(Frame(problem))
    proof = Solved(book, Grid.of(book.frame))
    best = proof.best()
    if best is None:
        return None
    model = proof.model.model.clone()
    for goal, value in zip(proof.model.goals, best, strict=True):
        if goal.terms:
            model.add(goal.expression() <= value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    proof.model.write(proof.grid, solver.value)
    return proof, proof.grid, best


def questions(problem: Problem, grid: Grid, chance: random.Random) -> Iterator[tuple[Cell, int]]:
    cells = [(p, d) for p in range(len(problem.people)) for d in range(problem.days) if not grid.fixed(p, d)]
    for person, day in chance.sample(cells, min(CELLS, len(cells))):
        others = sorted(set(grid.frame.options[person]) - {grid.at(person, day)})
        for choice in chance.sample(others, min(CODES, len(others))):
            yield (person, day), choice


def asked(problem: Problem, grid: Grid, cell: Cell, choice: int, known: tuple[LayerResult, ...]) -> Why:
    frame = grid.frame
    question = WhyAsked(
        problem, grid.horizon_rows(), problem.people[cell[0]].id, frame.date(cell[1]), frame.text(choice),
        seconds=SECONDS, known=known,
    )  # fmt: skip
    return why(question, Wards(), threading.Event())


def differences(block: int, with_known: bool, tally: Counter[str]) -> list[str]:
    """Layers told as exact that are not the difference of the two solves; `tally` counts what is told."""
    faults = []
    for seed in range(block, WARDS, 4):
        problem = random_ward(seed)
        solved = the_best(problem)
        if solved is None:
            continue
        proof, grid, best = solved
        known = tuple(LayerResult(layer.id, value, value, "closed") for layer, value in zip(problem.layers, best, strict=True))
        for cell, choice in questions(problem, grid, random.Random(seed)):
            found = asked(problem, grid, cell, choice, known if with_known else ())
            held = proof.held(cell, {choice})
            if held is None:
                assert not found.possible
                continue
            if found.more is None:
                tally["nothing"] += 1
                continue
            told = [cost.more for cost in exact(found.more)]
            full = [after - before for after, before in zip(held, best, strict=True)]
            if told != full[: len(told)]:
                faults.append(f"{seed} {cell} {choice}: exact {told}, full {full}")
            first = next((k for k, more in enumerate(full) if more), len(full) - 1)
            tally["to the first that costs more" if len(told) > first else "not so far"] += 1
            tally["dearer"] += any(told)
    return faults


@pytest.mark.parametrize("block", range(4))
def test_layers_told_as_exact_are_the_difference_of_two_full_solves(block: int) -> None:
    tally: Counter[str] = Counter()
    assert differences(block, False, tally) == []
    assert tally["dearer"] >= 5  # twenty and more in the four blocks
    assert not tally["not so far"]


@pytest.mark.parametrize("block", range(4))
def test_so_are_those_that_bounds_and_the_plans_own_proof_tell(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otherwise, "SMALL", 0)
    tally: Counter[str] = Counter()
    assert differences(block, True, tally) == []
    assert tally["dearer"] >= 5
    assert tally["to the first that costs more"] > 4 * tally["not so far"]


# --- few changes


class Few:
    """The least that plans cost which change only so many cells, of some days, by a whole model."""

    def __init__(self, book: RuleBook, grid: Grid) -> None:
        self.model, self.grid = build(book, grid.only_fixed()), grid
        self.values, _ = score(book, grid)

    def least(self, cell: Cell, choice: int, layer: int, scope: otherwise.Scope) -> int | None:
        """Of a layer, with the choice in the cell and no more than now in those before; None where there is no such plan."""
        model = self.model.model.clone()
        changed = []
        for (person, day), options in self.model.cells.items():
            same = options[self.grid.at(person, day)]
            changed.append(1 - same)
            if day not in scope.days:
                model.add(same == 1)
        if scope.most is not None:
            model.add(sum(changed) <= scope.most)
        model.add(self.model.cells[cell][choice] == 1)
        for goal, value in zip(self.model.goals[:layer], self.values, strict=False):
            if goal.terms:
                model.add(goal.expression() <= value)
        goal = self.model.goals[layer]
        model.minimize(goal.expression())
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return goal.value(solver.value) - self.values[layer] if status == cp_model.OPTIMAL else None


@pytest.mark.parametrize("reach", [0, 1, 2])
def test_what_is_proved_of_plans_with_few_changes_holds(reach: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otherwise, "SMALL", 0)
    monkeypatch.setattr(otherwise, "STEPS", (("near", (2, 3)), ("around", (2,))))
    proved = 0
    for seed in range(WARDS):
        problem = random_ward(seed)
        stands = a_plan(problem, random.Random(seed))
        if stands is None:
            continue
        book, grid = stands
        ward, few = Wards().of(with_plan(problem, grid.horizon_rows())), Few(book, grid)
        for cell, choice in questions(problem, grid, random.Random(seed)):
            search = Otherwise(ward, cell, frozenset({choice}), reach, threading.Event(), time.monotonic() + SECONDS)
            best = next(reversed(list(search.plans())), None)
            if best is None or best.dearer is None or search.scope is None:
                continue
            proved += 1
            least = few.least(cell, choice, best.dearer, search.scope)
            assert least is None or least >= best.more[best.dearer], (seed, cell, choice, search.scope)
    assert proved > 10


def test_layers_are_exact_as_far_as_each_is_proved() -> None:
    costs = (Cost("a", 0, 0, 0), Cost("b", 5, 1, 1), Cost("c", 5, 2, 1), Cost("d", 5, 3, 3))
    assert [cost.layer for cost in exact(costs)] == ["a", "b"]
    assert exact((Cost("a", 0, 0),)) == ()
