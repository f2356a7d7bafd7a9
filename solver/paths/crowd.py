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

    Labels are those of all people's days in a row too.
    """

    def __init__(self, graphs: Sequence[Graph]) -> None:
        self.graphs = list(graphs)
        self._constants = np.array([graph.constant for graph in self.graphs])
        layers = [layer for graph in self.graphs for layer in graph.layers]
        sizes = [len(options) for graph in self.graphs for options in graph.options]
        first_cell = [0, *accumulate(sizes)]
        self._label_option = np.concatenate([layer.options for layer in layers])
        labels = np.array([len(layer.options) for layer in layers])
        self._label_cell = np.repeat(first_cell[:-1], labels) + self._label_option
        cell_costs = np.concatenate([table for graph in self.graphs for table in graph.prices])
        self._label_costs = np.concatenate([layer.costs for layer in layers]) + cell_costs[self._label_cell]
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
        if self._kernels is None:
            price: Ints = self._label_costs @ weights + cells[self._label_cell]
            return price
        price = np.empty(len(self._label_cell), dtype=np.int64)
        self._kernels.label_prices(self._label_costs, weights, self._label_cell, cells, price)
        return price

    def _collect(self, labels: Ints) -> tuple[Ints | Small, Ints]:
        """The options that the labels take (people x days), and what each person's cost by layer."""
        if self._kernels is None:
            return self._label_option[labels], self._label_costs[labels].sum(axis=1) + self._constants
        taken, costs = np.empty_like(labels), self._constants.copy()
        self._kernels.collect(labels, self._label_option, self._label_costs, taken, costs)
        return taken, costs
