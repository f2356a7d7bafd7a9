"""A plan as a column for each person, with the numbers of people in the shared rows and the cost of each layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.columns.master import Column
from solver.columns.rows import BREACH, Rows
from solver.paths.graph import Ints


@dataclass(frozen=True)
class Chosen:
    """`heads` by shared row, `costs` by layer, both of the whole plan; `broken` is by how much it passes hard rows."""

    columns: tuple[Column, ...]
    heads: Ints
    costs: Ints
    broken: int = 0

    def better(self, other: Chosen | None) -> bool:
        """Layer by layer; before all that, as to what is hard."""
        return other is None or (self.broken, *self.costs) < (other.broken, *other.costs)

    def value(self, goal: Ints) -> int:
        """What it costs where layers have these weights."""
        return int(self.costs @ goal) + self.broken * BREACH * int(goal.max())


def chosen(rows: Rows, columns: Iterable[Column]) -> Chosen:
    """The plan of one column for each person, in the order of people."""
    taken = tuple(columns)
    heads = heads_of(rows, taken)
    costs = rows.costs(heads)
    for column in taken:
        costs = costs + column.costs
    return Chosen(taken, heads, costs, rows.broken(heads))


def heads_of(rows: Rows, columns: Iterable[Column]) -> Ints:
    """How many people the columns bring to each shared row."""
    brought = np.zeros(rows.width, dtype=np.int64)
    for column in columns:
        brought[column.rows] += column.times
    return rows.heads(brought)


def loosened(before: Sequence[int], after: Sequence[int]) -> range:
    """The layers whose bounds no longer hold where the best plan, by layer, goes from one cost to the other: those after the
    first layer that now costs more, since a bound holds for plans as good as the best in the layers before."""
    worse = next((k for k, (old, new) in enumerate(zip(before, after, strict=True)) if new > old), len(before))
    return range(worse + 1, len(before))
