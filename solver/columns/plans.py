"""A plan as a column for each person, with the numbers of people in the shared rows and the cost of each layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from solver.columns.master import Column
from solver.columns.rows import Rows
from solver.paths.graph import Ints


@dataclass(frozen=True)
class Chosen:
    """`heads` by shared row, `costs` by layer, both of the whole plan."""

    columns: tuple[Column, ...]
    heads: Ints
    costs: Ints

    def better(self, other: Chosen | None) -> bool:
        """Layer by layer."""
        return other is None or tuple(self.costs) < tuple(other.costs)


def chosen(rows: Rows, columns: Iterable[Column]) -> Chosen:
    """The plan of one column for each person, in the order of people."""
    taken = tuple(columns)
    heads = heads_of(rows, taken)
    costs = rows.costs(heads)
    for column in taken:
        costs = costs + column.costs
    return Chosen(taken, heads, costs)


def heads_of(rows: Rows, columns: Iterable[Column]) -> Ints:
    """How many people the columns bring to each shared row."""
    heads = np.zeros(len(rows.limits), dtype=np.int64)
    for column in columns:
        heads[column.rows] += column.times
    return heads
