"""What another code in a cell costs more, held against whole CP-SAT models of small random wards."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook, bind
from solver.answers import otherwise
from solver.answers.bounds import Joined
from solver.answers.near import Cell
from solver.answers.standing import Wards
from solver.answers.why import why
from solver.api import Why, WhyAsked
from solver.columns.plans import Chosen
from solver.cpsat import build
from solver.search.score import score
from tests.solver.test_random_wards import Proof, random_ward

WARDS = 24
CELLS = 3
SECONDS = 60.0
PROVED = 4
"""So many times as many costs have to be proved by bounds as stay open."""


class Truth:
    """What one other choice in a cell costs more than a plan, by CP-SAT over the whole ward."""

    def __init__(self, book: RuleBook, grid: Grid) -> None:
        self.model = build(book, grid.only_fixed())
        self.values, self.broken = score(book, grid)

    def dearer(self, cell: tuple[int, int], allowed: set[int]) -> tuple[int, int] | None:
        """The first layer that costs more where those before cost no more, and by how much; None: as good. Raises LookupError
        where no plan has such a choice."""
        options = self.model.cells[cell]
        for k, goal in enumerate(self.model.goals):
            model = self.model.model.clone()
            model.add_bool_or([variable for choice, variable in options.items() if choice in allowed])
            for held, most in zip(self.model.goals[:k], self.values, strict=False):
                if held.terms:
                    model.add(held.expression() <= most)
            model.minimize(goal.expression() if goal.terms else 0)
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            status = solver.solve(model)
            if status == cp_model.INFEASIBLE:
                raise LookupError
            assert status == cp_model.OPTIMAL
            least = goal.value(solver.value)
            if least > self.values[k]:
                return k, least - self.values[k]
        return None


def a_plan(problem: Problem, chance: random.Random) -> tuple[RuleBook, Grid] | None:
    """A legal plan: the best one, or any."""
    book = bind(Frame(problem))
    proof = Proof(book)
    model = proof.model.model.clone()
    if chance.random() < 0.5:
        best = proof.best()
        if best is None:
            return None
        for goal, value in zip(proof.model.goals, best, strict=True):
            if goal.terms:
                model.add(goal.expression() <= value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = chance.randrange(1000)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    grid = Grid.of(book.frame)
    proof.model.write(grid, solver.value)
    return book, grid


def first_dearer(found: Why) -> tuple[int, int] | None:
    assert found.more is not None
    return next(((k, cost.more) for k, cost in enumerate(found.more) if cost.more > 0), None)


def wrong(problem: Problem, seed: int, whole: bool, tally: Counter[bool]) -> list[str]:
    """What answers about some cells of a plan claim, and a whole model refutes. `tally` counts the costs that are exact."""
    chance = random.Random(seed)
    stands = a_plan(problem, chance)
    if stands is None:
        return []
    book, grid = stands
    frame, truth, wards = book.frame, Truth(book, grid), Wards()
    cells = [(p, d) for p in range(len(problem.people)) for d in range(problem.days) if not grid.fixed(p, d)]
    faults = []
    for person, day in chance.sample(cells, min(CELLS, len(cells))):
        held = grid.at(person, day)
        others = set(frame.options[person]) - {held}
        for wanted in [None, *sorted(others)[:4]]:
            code = None if wanted is None else frame.text(wanted)
            asked = WhyAsked(problem, grid.horizon_rows(), problem.people[person].id, frame.date(day), code, seconds=SECONDS)
            found = why(asked, wards, threading.Event())
            place = f"{seed} {person} {day} {frame.text(held)} -> {code}:"
            try:
                least = truth.dearer((person, day), others if wanted is None else {wanted})
            except LookupError:
                if found.possible or (whole and not found.exact):
                    faults.append(f"{place} impossible, told {found.more}")
                continue
            if not found.possible:
                if found.exact:
                    faults.append(f"{place} {least}, told impossible")
                continue
            tally[found.exact] += least is not None
            faults += [f"{place} {each}" for each in _refuted(book, grid, found, (person, day), wanted, least)]
    return faults


def _refuted(
    book: RuleBook, grid: Grid, found: Why, cell: tuple[int, int], wanted: int | None, least: tuple[int, int] | None
) -> list[str]:
    other = grid.copy()
    other.fill(found.rows, 0)
    costs, broken = score(book, other)
    values = score(book, grid)[0]
    assert found.more is not None
    faults = [f"breaks {broken}"] if broken else []
    if [cost.more for cost in found.more] != [after - before for after, before in zip(costs, values, strict=True)]:
        faults.append(f"costs {costs} after {values}, told {found.more}")
    there = other.at(*cell)
    if there == grid.at(*cell) or (wanted is not None and there != wanted):
        faults.append("holds another code")
    if len(found.changes) != sum(
        other.at(p, d) != grid.at(p, d) for p in range(len(grid.rows)) for d in range(grid.frame.last + 1)
    ):
        faults.append("tells other changes")
    if found.exact and first_dearer(found) != least:
        faults.append(f"costs {least} more, called exact: {first_dearer(found)}")
    return faults


@pytest.mark.parametrize("block", range(4))
def test_every_figure_equals_the_difference_that_a_whole_model_finds(block: int) -> None:
    tally: Counter[bool] = Counter()
    faults = [each for seed in range(block, WARDS, 4) for each in wrong(random_ward(seed), seed, True, tally)]
    assert not faults, "\n".join(faults)
    assert tally[True]
    assert not tally[False]


@pytest.mark.parametrize("block", range(4))
def test_what_bounds_prove_equals_it_too(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otherwise, "SMALL", 0)
    above = []

    def least(self: Joined, layer: int, cell: Cell, allowed: frozenset[int], before: Chosen, found: Chosen) -> int | None:
        proved = known(self, layer, cell, allowed, before, found)
        if proved is not None and proved > found.costs[layer]:
            above.append((layer, cell, proved, found.costs[layer]))
        return proved

    known = Joined.least
    monkeypatch.setattr(Joined, "least", least)
    tally: Counter[bool] = Counter()
    faults = [each for seed in range(block, WARDS, 4) for each in wrong(random_ward(seed), seed, False, tally)]
    assert not faults, "\n".join(faults)
    assert not above  # no bound is above what a plan costs
    assert tally[True] > PROVED * tally[False]
