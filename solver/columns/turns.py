"""People in turn: each gets the roster that costs least beside what the others have."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np

from solver.columns.generate import SCALE, Generator, Point
from solver.columns.master import Column
from solver.columns.plans import Chosen, chosen
from solver.paths.graph import Ints

FINEST = 2**32
"""The dearest a unit of a layer may be where prices are made finer, so that sums stay whole numbers of 64 bits."""

SWEEPS = 3


def begun(
    generator: Generator, goal: Ints, duals: Ints | None, stopped: Callable[[], bool], sweeps: int, hurry: bool
) -> list[Column] | None:
    """A roster for each person in turn, those with fewest choices first, at the `duals` of rows if there are any; then again
    beside each other's, while there is time: the first sweep is made whatever the clock says, unless in a `hurry`. None where
    somebody gets none."""
    people = generator.people
    order = sorted(range(len(people)), key=lambda p: (sum(len(options) for options in people[p].graph.options), p))
    columns: dict[int, Column] = {}
    for again in range(sweeps):
        sweep(generator, order, columns, goal, stopped if again or hurry else None, None if again else duals)
    return [columns[person] for person in range(len(people))] if len(columns) == len(people) else None


def sweep(
    generator: Generator,
    order: Sequence[int],
    columns: dict[int, Column],
    weights: Ints,
    stopped: Callable[[], bool] | None,
    duals: Ints | None = None,
) -> None:
    """Give everybody in this order his best roster; `columns` are those that people have. Whoever gets none keeps his own."""
    heads = np.zeros(generator.rows.width, dtype=np.int64)
    for column in columns.values():
        heads[column.rows] += column.times
    for person in order:
        if stopped is not None and stopped():
            break
        if person in columns:
            heads[columns[person].rows] -= columns[person].times
        found = _response(generator, person, heads, weights, duals) or columns.get(person)
        if found is not None:
            columns[person] = found
            heads[found.rows] += found.times


def descend(
    generator: Generator,
    best: Chosen,
    chance: random.Random,
    strict: Callable[[Chosen], Ints],
    stopped: Callable[[], bool],
    take: Callable[[Chosen], None],
) -> None:
    """Give people in turn the roster that is best beside the others', while that helps; `strict` weights layers for a plan."""
    before: Chosen | None = None
    while best is not before and not stopped():
        before = best
        columns = {column.person: column for column in best.columns}
        sweep(generator, chance.sample(range(len(columns)), len(columns)), columns, strict(best), stopped)
        plan = chosen(generator.rows, (columns[person] for person in range(len(columns))))
        if plan.better(best):
            best = plan
            take(plan)


def _response(generator: Generator, person: int, heads: Ints, weights: Ints, duals: Ints | None) -> Column | None:
    """The best roster beside the others'; where people are missing it is worth what this costs, or the `duals` of rows."""
    rows, unit = generator.rows, unit_of(weights) if generator.people[person].sums.parts else 1
    under, over = rows.sides(weights * unit)
    short = heads[: len(rows.limits)] < rows.limits + rows.signed
    gain = np.where(short, under if duals is None else duals * unit // SCALE, -over)
    gain *= rows.counts | rows.signed  # no shares of a whole among them
    path = generator.legal(person, Point(weights * unit, rows.extended(gain)), unit)
    return None if path is None else generator.pool.add(person, path)[0]


def unit_of(weights: Ints) -> int:
    """How fine prices can be beside these weights: parts of a unit of cost."""
    return max(1, min(SCALE, FINEST // int(weights.max())))
