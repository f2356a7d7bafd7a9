"""Cheapest rosters of one person: shortest paths through his graph at given prices of layers and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.paths.graph import Graph, Ints

FAR = np.int64(2**60)
"""More than any roster costs."""


@dataclass(frozen=True, slots=True)
class Path:
    """A roster: the option taken on each day (columns of the graph), its price, and its cost in each layer.

    Not `legal`: it breaks a rule that could not be added; its value is still a lower bound.
    """

    taken: tuple[int, ...]
    value: int
    costs: tuple[int, ...]
    legal: bool = True


@dataclass(frozen=True, slots=True)
class Slice:
    """The arcs of one day that take one option; `targets` are the nodes they lead to, `starts` where those of each begin."""

    source: Ints
    label: Ints
    targets: Ints
    starts: Ints
    arcs: Ints


Fixed = Sequence[int]
"""The option that each day must take; -1 where it is open."""


class Pricer:
    """Prices one person's graph again and again."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._slices: dict[tuple[int, int], Slice] = {}

    def cheapest(self, weights: Ints, cells: list[Ints], fixed: Fixed | None = None) -> Path | None:
        """The roster with the least weighted cost of layers plus prices of cells (by day, one an option)."""
        graph = self.graph
        reach: Ints = np.zeros(1, dtype=np.int64)
        spent: list[Ints] = []
        for day, layer in enumerate(graph.layers):
            label_cost = (cells[day] + graph.prices[day] @ weights)[layer.options] + layer.costs @ weights
            held = -1 if fixed is None else fixed[day]
            if held < 0:
                through = reach[layer.source] + label_cost[layer.label]
                reach = np.minimum(np.minimum.reduceat(through, layer.starts), FAR)
            else:
                part = self._slice(day, held)
                if not len(part.source):
                    return None
                through = reach[part.source] + label_cost[part.label]
                reach = np.full(graph.sizes[day + 1], FAR, dtype=np.int64)
                reach[part.targets] = np.minimum(np.minimum.reduceat(through, part.starts), FAR)
            spent.append(through)
        if reach[0] >= FAR // 2:
            return None
        return self._trace(int(reach[0]), spent, weights, fixed)

    def _slice(self, day: int, option: int) -> Slice:
        known = self._slices.get((day, option))
        if known is None:
            layer = self.graph.layers[day]
            arcs = np.flatnonzero(layer.options[layer.label] == option)
            targets, starts = np.unique(layer.target[arcs], return_index=True)
            known = Slice(layer.source[arcs], layer.label[arcs], targets, starts, arcs)
            self._slices[day, option] = known
        return known

    def _trace(self, value: int, spent: list[Ints], weights: Ints, fixed: Fixed | None) -> Path:
        graph = self.graph
        node = 0
        taken: list[int] = []
        costs = graph.constant.copy()
        for day in range(len(graph.layers) - 1, -1, -1):
            layer = graph.layers[day]
            held = -1 if fixed is None else fixed[day]
            if held < 0:
                arc = _least(spent[day], layer.starts, node)
            else:
                part = self._slice(day, held)
                arc = int(part.arcs[_least(spent[day], part.starts, int(np.searchsorted(part.targets, node)))])
            label = layer.label[arc]
            option = int(layer.options[label])
            taken.append(option)
            costs += layer.costs[label] + graph.prices[day][option]
            node = int(layer.source[arc])
        return Path(tuple(reversed(taken)), value + int(graph.constant @ weights), tuple(int(cost) for cost in costs))

    def follow(self, wanted: list[int]) -> Path | None:
        """The path that takes these options, with what it costs; None where a rule forbids it."""
        nothing = [np.zeros(len(options), dtype=np.int64) for options in self.graph.options]
        return self.cheapest(np.zeros(len(self.graph.constant), dtype=np.int64), nothing, wanted)


def _least(spent: Ints, starts: Ints, group: int) -> int:
    """The cheapest arc of one group."""
    start = int(starts[group])
    stop = int(starts[group + 1]) if group + 1 < len(starts) else len(spent)
    return start + int(np.argmin(spent[start:stop]))
