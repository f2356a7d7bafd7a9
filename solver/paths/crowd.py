"""Cheapest rosters of many people at once, by compiled loops over tables or by numpy over arcs: the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from solver.paths import compiled
from solver.paths.arcs import Arcs
from solver.paths.kernels import FAR
from solver.paths.layers import Graph, Ints, Small
from solver.paths.path import Fixed, Path
from solver.paths.tables import Tables


class Crowd:
    """Prices the graphs of some people together; a cell is an option of a person's day, all of them in a row.

    A person's meters have prices too, after those of his cells. Labels are those of all people's days in a row too.
    """

    def __init__(self, graphs: Sequence[Graph]) -> None:
        self.graphs = list(graphs)
        self._constants = np.array([graph.constant for graph in self.graphs])
        layers = [layer for graph in self.graphs for layer in graph.layers]
        self._label_option = np.concatenate([layer.options for layer in layers])
        labels = np.array([len(layer.options) for layer in layers])
        sizes = [[len(options) for options in graph.options] for graph in self.graphs]
        lengths = [sum(own) + graph.meters for own, graph in zip(sizes, self.graphs)]
        begins = [0, *accumulate(lengths)]
        first_cell = [begin + at for begin, own in zip(begins, sizes) for at in [0, *accumulate(own)][:-1]]
        self._label_cell = np.repeat(first_cell, labels) + self._label_option
        count = self._constants.shape[1]
        own_costs = np.concatenate([table for graph in self.graphs for table in graph.prices])
        costs = np.zeros((begins[-1], count), dtype=np.int64)
        costs[np.concatenate([np.arange(a, a + sum(own)) for a, own in zip(begins, sizes)])] = own_costs
        self._label_costs = np.concatenate([layer.costs[:, :count] for layer in layers]) + costs[self._label_cell]
        self._metered = _metered(self.graphs, count, [begin + sum(own) for begin, own in zip(begins, sizes)])
        self._kernels = compiled.kernels()
        make = Arcs if self._kernels is None else Tables
        self._engine: Arcs | Tables = make(self.graphs, np.concatenate([[0], np.cumsum(labels)]), self._label_option)

    def cheapest(self, weights: Ints, cells: Ints, fixed: Sequence[Fixed | None]) -> list[Path | None]:
        """For each person the roster with the least weighted cost of layers plus prices of cells, as `Pricer.cheapest`."""
        held = np.full((len(self.graphs), len(self.graphs[0].options)), -1, dtype=np.int64)
        for at, own in enumerate(fixed):
            if own is not None:
                held[at] = own
        values, labels = self._engine.cheapest(self._label_prices(weights, cells), held)
        taken, costs = self._collect(labels)
        certain = self._constants @ weights
        return [
            None if value >= FAR // 2 else Path(tuple(options), value + given, tuple(cost))
            for options, value, given, cost in zip(
                taken.tolist(), values.tolist(), certain.tolist(), costs.tolist(), strict=True
            )
        ]

    def _label_prices(self, weights: Ints, cells: Ints) -> Ints:
        """What an arc with each label costs."""
        price: Ints
        if self._kernels is None:
            price = self._label_costs @ weights + cells[self._label_cell]
        else:
            price = np.empty(len(self._label_cell), dtype=np.int64)
            self._kernels.label_prices(self._label_costs, weights, self._label_cell, cells, price)
        for label, meter, amount in self._metered:
            price[label] += amount * cells[meter]
        return price

    def _collect(self, labels: Ints) -> tuple[Ints | Small, Ints]:
        """The options that the labels take (people x days), and what each person's cost by layer."""
        if self._kernels is None:
            return self._label_option[labels], self._label_costs[labels].sum(axis=1) + self._constants
        taken, costs = np.empty_like(labels), self._constants.copy()
        self._kernels.collect(labels, self._label_option, self._label_costs, taken, costs)
        return taken, costs


def _metered(graphs: Sequence[Graph], count: int, begins: Sequence[int]) -> list[tuple[Ints, Ints, Ints]]:
    """By column of meters the labels that charge, at which price (an index among those of cells), and how much."""
    most = max(graph.meters for graph in graphs)
    found: list[list[tuple[Ints, Ints, Ints]]] = [[] for _ in range(most)]
    first = 0
    for graph, begin in zip(graphs, begins):
        for layer in graph.layers:
            for meter in range(graph.meters):
                amounts = layer.costs[:, count + meter]
                label = np.flatnonzero(amounts)
                found[meter].append((first + label, np.full(len(label), begin + meter), amounts[label]))
            first += len(layer.options)
    return [_row(one) for one in found]


def _row(parts: Sequence[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    labels, prices, amounts = zip(*parts)
    return np.concatenate(labels), np.concatenate(prices), np.concatenate(amounts)
