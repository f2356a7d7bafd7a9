"""Two plans of the same people put together: a stretch of days of one in the other, where that makes it better."""

from __future__ import annotations

import numpy as np

from solver.columns.generate import Generator
from solver.columns.master import Column
from solver.columns.plans import Chosen, chosen
from solver.paths.graph import Ints
from solver.paths.path import Path

MOST = 3
"""Stretches taken over one after another."""


def crossed(generator: Generator, own: Chosen, other: Chosen, goal: Ints) -> Chosen:
    """What comes of `own` by taking over stretches of `other` that make it better. Whose roster would then break a rule keeps
    his own."""
    for _ in range(MOST):
        days = _promising(_by_day(generator, own, goal) - _by_day(generator, other, goal))
        if days is None:
            break
        plan = chosen(generator.rows, [_joined(generator, a, b, days) for a, b in zip(own.columns, other.columns, strict=True)])
        if not plan.better(own):
            break
        own = plan
    return own


def _joined(generator: Generator, own: Column, other: Column, days: range) -> Column:
    """A person's own roster with the other one's days in it, where he may have that."""
    taken = own.taken.copy()
    taken[days.start : days.stop] = other.taken[days.start : days.stop]
    if (taken == own.taken).all():
        return own
    path: Path | None = generator.people[own.person].follow(taken.tolist())
    return own if path is None else generator.pool.add(own.person, path)[0]


def _by_day(generator: Generator, plan: Chosen, goal: Ints) -> Ints:
    """What each day of a plan costs, as far as it is a day's."""
    rows = generator.rows
    off = plan.heads - rows.limits
    under, over = rows.sides(goal)
    paid = np.maximum(-off, 0) * under + np.maximum(off, 0) * over
    total = np.bincount(rows.days, weights=paid, minlength=len(plan.columns[0].taken))
    for column in plan.columns:
        graph = generator.people[column.person].graph
        prices: Ints = np.concatenate(graph.prices) @ goal
        total = total + prices[rows.offsets[column.person][:-1] + column.taken]
    return total.astype(np.int64)


def _promising(gain: Ints) -> range | None:
    """The days in a row with the largest sum; None where no sum is above 0."""
    before = np.concatenate([[0], np.cumsum(gain)])
    lowest = np.minimum.accumulate(before)
    stop = int(np.argmax(before - lowest))
    if before[stop] <= lowest[stop]:
        return None
    start = int(np.argmin(before[: stop + 1]))
    return range(start, stop)
