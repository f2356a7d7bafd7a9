"""A repair by the plainest model there is: everybody, the whole horizon, no limit of time, heads first and then changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Heads
from scheduler.rules.registry import bind
from solver.cpsat import build
from solver.model import Model


@dataclass(frozen=True)
class Plain:
    """What the best repair leaves uncovered beyond what was, in heads times their weight, and what its changes cost."""

    short: int
    price: int


def best(
    before: Problem, after: Problem, alone: Iterable[str], most: int, prices: dict[int, int] | None = None, since: int = 0
) -> Plain | None:
    """The best repair with at most so many changes, of which each costs what its day says (default: 1); people who stay
    `alone` keep their cells, and so do the days before `since`. None: no plan keeps every hard rule."""
    frame = Frame(after)
    book = bind(frame)
    stood, given = Grid.of(Frame(before)), Grid.of(frame)
    people, days = range(len(after.people)), range(frame.last + 1)
    still = {frame.person_index[who] for who in alone}
    grid = given.only_fixed()
    for person in people:
        for day in days if person in still else range(max(0, since)):
            if not given.fixed(person, day):
                grid.put(person, day, stood.at(person, day))
                grid.lock(person, day, True)
    model = build(book, grid, [(p, d) for p in people for d in days if not grid.fixed(p, d)])
    short = [
        part
        for rule in book.rules
        for said in rule.statements
        if isinstance(said, Heads)
        for part in _short(model, said, stood)
    ]
    changed = [
        (1 - options[held], (prices or {}).get(day, 1))
        for (person, day), options in model.cells.items()
        if (held := stood.at(person, day)) != BLANK
    ]
    model.model.add(sum(one for one, _ in changed) <= most)
    first = _least(model, sum(short))
    if first is None:
        return None
    model.model.add(sum(short) <= first)
    second = _least(model, sum(price * one for one, price in changed))
    assert second is not None
    return Plain(first, second)


def lacking(before: Problem, after: Problem, rows: Sequence[Row]) -> int:
    """The heads, times their weight, that a plan lacks where the one before did not."""
    frame = Frame(after)
    grid, stood = Grid.of(frame), Grid.of(Frame(before))
    grid.fill(rows, 0)
    return sum(
        said.under_weight * max(0, min(said.minimum or 0, _served(stood, cells)) - _served(grid, cells))
        for rule in bind(frame).rules
        for said in rule.statements
        if isinstance(said, Heads)
        for _, _, cells in said.slots
    )


def _served(grid: Grid, cells: Iterable[tuple[int, int, frozenset[int]]]) -> int:
    return sum(grid.at(person, day) in choices for person, day, choices in cells)


def covering(empty: Problem, price: Callable[[], int]) -> tuple[Row, ...]:
    """A roster that keeps every hard rule and covers nearly what can be, cheap where each cell's choices cost so."""
    model = build(bind(Frame(empty)), Grid.of(Frame(empty)))
    wishes = sum(price() * variable for options in model.cells.values() for variable in options.values())
    model.model.minimize(1000 * model.goals[0].expression() + wishes)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 4
    assert solver.solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return _rows(model, solver)


def nearest(empty: Problem, wished: Problem) -> tuple[Row, ...] | None:
    """The roster that keeps every hard rule and differs least from another one."""
    frame = Frame(empty)
    model = build(bind(frame), Grid.of(frame))
    stood = Grid.of(Frame(wished))
    if _least(model, sum(1 - options[stood.at(*cell)] for cell, options in model.cells.items())) is None:
        return None
    return _rows(model, _solved(model))


def _rows(model: Model, solver: cp_model.CpSolver) -> tuple[Row, ...]:
    grid = model.grid.copy()
    model.write(grid, solver.value)
    return grid.horizon_rows()


def _short(model: Model, said: Heads, stood: Grid) -> Iterable[Any]:
    """The heads that each part of a line lacks, where it did not lack them before."""
    for _, _, cells in said.slots:
        least = min(said.minimum or 0, _served(stood, cells))
        there: Any = 0
        for person, day, choices in cells:
            options = model.cells.get((person, day))
            if options is None:
                there += int(model.grid.at(person, day) in choices)
            else:
                there += sum(options[choice] for choice in options if choice in choices)
        lacking = model.model.new_int_var(0, max(0, least), "")
        model.model.add(there + lacking >= least)
        yield said.under_weight * lacking


def _least(model: Model, what: Any) -> int | None:
    model.model.minimize(what)
    solver = _solved(model)
    return round(solver.objective_value) if solver.response_proto.status == cp_model.OPTIMAL else None


def _solved(model: Model) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return solver
