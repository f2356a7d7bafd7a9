"""A person's rosters as a layered graph in arrays: nodes by day, and between two days arcs with labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
"""Nodes, labels, options and places of arcs: all fit into 32 bits."""
Whole = Ints | Small


class TooLarge(Exception):
    """The graph of this person would not fit."""


class Interrupted(Exception):
    """Somebody wants the search to end."""


class NoRoster(Exception):
    """No choice of codes satisfies this person's hard rules."""

    person = -1


@dataclass
class Layer:
    """The arcs of one day, ordered by the node they lead to: from which node, and with which label.

    A label is an option (column of the day) with its cost by layer; most arcs share few of them. `starts` says where the arcs
    into each next node begin.
    """

    source: Small
    label: Small
    target: Small
    starts: Small
    options: Small
    costs: Ints


def make_layer(
    source: Whole, label: Whole, target: Whole, starts: Whole, options: Whole, costs: Ints
) -> Layer:
    """A layer from arrays of any whole numbers."""
    small = [np.ascontiguousarray(each, dtype=np.int32) for each in (source, label, target, starts, options)]
    return Layer(small[0], small[1], small[2], small[3], small[4], np.ascontiguousarray(costs, dtype=np.int64))


@dataclass
class Graph:
    """Nodes of day 0 to `days` (one before the first day, one after the last), arcs by day, options by day."""

    person: int
    options: tuple[tuple[int, ...], ...]
    layers: tuple[Layer, ...]
    sizes: tuple[int, ...]
    constant: Ints
    prices: tuple[Ints, ...]
    """By day, what each option costs in each layer by itself (options x layers)."""
    meters: int = 0
    """So many columns follow those of the layers in what its arcs cost; each has a price of its own, after those of cells."""
    table: Any = field(default=None, repr=False, compare=False)
    """What compiled pricing makes of it, once."""


def number_rows(rows: Whole) -> tuple[Ints, Ints]:
    """Equal rows get equal numbers, in the order in which they come: the number of each row, and by number its first row."""
    key = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in range(rows.shape[1]):
        values = rows[:, column]
        width = int(values.max(initial=0)) + 1
        if size * width > 2**62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max(initial=0)) + 1
        key = key * width + values
        size *= width
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[number], first[order].astype(np.int64)
