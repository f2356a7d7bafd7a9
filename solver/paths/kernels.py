"""Inner loops that price graphs, compiled where numba is there; called as they stand they are plain Python and say the same.

Whole numbers alone, so that every machine gets the same.
"""

# A whole number read from an array and one counted here are the same to the compiled loops:
# mypy: disable-error-code="assignment"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Places = NDArray[np.uint16] | NDArray[np.uint32]
"""What is read in the innermost loop, as short as it gets; without a sign, since places from the end would be asked for."""

FAR = 2**60
"""More than any roster costs."""


def spread(
    source: Small, target: Small, label: Small, options: Small, size: int, nodes: int, onward: Places, labels: Places
) -> None:
    """The arcs of a day as a table, an option's nodes side by side: where each leads (`size`: nowhere), and its label."""
    onward[:] = size
    labels[:] = 0
    for arc in range(len(source)):
        at = options[label[arc]] * nodes + source[arc]
        onward[at] = target[arc]
        labels[at] = label[arc]


def label_prices(costs: Ints, weights: Ints, cell: Ints, cells: Ints, price: Ints) -> None:
    """What an arc with each label costs: its layers by their weights, and its cell."""
    for label in range(len(cell)):
        total = cells[cell[label]]
        for layer in range(len(weights)):
            total += costs[label, layer] * weights[layer]
        price[label] = total


def cheapest(
    onward: Places, label: Places, days: Ints, longest: int, price: Ints, held: Ints, values: Ints, taken: Ints
) -> None:
    """For each person the least price of a roster (FAR or more: none), and the labels of its arcs.

    `days` has a row for each person's day: how many nodes and options it has, where its table begins, and its labels.
    `held` is the option that a day must take (-1: any), `longest` how many nodes a person has on all days at most.
    """
    people, horizon = held.shape
    value = np.empty(longest + 2 * horizon + 2, dtype=np.int64)
    begin = np.empty(horizon + 1, dtype=np.int64)
    for person in range(people):
        value[0] = 0
        value[1] = FAR
        begin[horizon] = 0
        free = 2
        for day in range(horizon - 1, -1, -1):
            row = person * horizon + day
            nodes, options, table, own = days[row, 0], days[row, 1], days[row, 2], days[row, 3]
            ahead = value[begin[day + 1] :]
            here = value[free : free + nodes + 1]
            cost = price[own:]
            lowest, beyond = 0, options
            if held[person, day] >= 0:
                lowest = held[person, day]
                beyond = lowest + 1
            here[:] = FAR
            for option in range(lowest, beyond):
                start = table + option * nodes
                there = onward[start : start + nodes]
                mine = label[start : start + nodes]
                for node in range(nodes):
                    here[node] = min(here[node], ahead[there[node]] + cost[mine[node]])
            begin[day] = free
            free += nodes + 1
        values[person] = value[begin[0]]
        node = 0
        for day in range(horizon):
            row = person * horizon + day
            nodes, options, table, own = days[row, 0], days[row, 1], days[row, 2], days[row, 3]
            ahead = value[begin[day + 1] :]
            lowest, beyond = 0, options
            if held[person, day] >= 0:
                lowest = held[person, day]
                beyond = lowest + 1
            best, arc = 4 * FAR, table + lowest * nodes + node
            for option in range(lowest, beyond):
                at = table + option * nodes + node
                through = ahead[onward[at]] + price[own + np.int64(label[at])]
                if through < best:
                    best, arc = through, at
            taken[person, day] = own + np.int64(label[arc])
            node = np.int64(onward[arc])
            if values[person] >= FAR // 2:
                break


def collect(labels: Ints, option: Small, costs: Ints, taken: Ints, paid: Ints) -> None:
    """The options that the labels of each person's roster take, and what they cost by layer, added to `paid`."""
    for person in range(len(labels)):
        for day in range(labels.shape[1]):
            label = labels[person, day]
            taken[person, day] = option[label]
            for layer in range(costs.shape[1]):
                paid[person, layer] += costs[label, layer]


SIGNATURES: dict[str, str | list[str]] = {
    "spread": [
        f"void(int32[::1], int32[::1], int32[::1], int32[::1], int64, int64, {places}[::1], {places}[::1])"
        for places in ("uint16", "uint32")
    ],
    "label_prices": "void(int64[:,::1], int64[::1], int64[::1], int64[::1], int64[::1])",
    "cheapest": [
        f"void({places}[::1], {places}[::1], int64[:,::1], int64, int64[::1], int64[:,::1], int64[::1], int64[:,::1])"
        for places in ("uint16", "uint32")
    ],
    "collect": "void(int64[:,::1], int32[::1], int64[:,::1], int64[:,::1], int64[:,::1])",
}
"""What each loop is compiled for."""
