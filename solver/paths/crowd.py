"""Cheapest rosters of many people at once: their graphs side by side, so that a day is one step for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.paths.graph import Graph, Ints
from solver.paths.price import Fixed, Path

CLOSED = np.int64(2**54)
"""Price of an option that may not be taken: above every roster's, and even one a day adds up within 64 bits."""


@dataclass(frozen=True, slots=True)
class Step:
    """The arcs of all people on one day: from which node, with which label of all days; where those into each node begin."""

    source: Ints
    label: Ints
    starts: Ints
    stops: Ints


class Crowd:
    """Prices the graphs of some people together; a cell is an option of a person's day, all of them in a row."""

    def __init__(self, graphs: Sequence[Graph]) -> None:
        self.graphs = list(graphs)
        self.days = len(self.graphs[0].options)
        sizes = np.array([[len(options) for options in graph.options] for graph in self.graphs], dtype=np.int64)
        ends = np.cumsum(sizes.ravel()).reshape(sizes.shape)
        self._first_cell = ends - sizes
        self._cell_costs = np.concatenate([table for graph in self.graphs for table in graph.prices])
        self._constants = np.array([graph.constant for graph in self.graphs])
        self._cells: list[Ints] = []
        self._options: list[Ints] = []
        self._costs: list[Ints] = []
        self._labels = 0
        self.steps = [self._step(day) for day in range(self.days)]
        self._label_cell = np.concatenate(self._cells)
        self._label_option = np.concatenate(self._options)
        self._label_costs = np.concatenate(self._costs) + self._cell_costs[self._label_cell]

    def _step(self, day: int) -> Step:
        source, label, starts = [], [], []
        nodes = arcs = 0
        for at, graph in enumerate(self.graphs):
            layer = graph.layers[day]
            source.append(layer.source + nodes)
            label.append(layer.label + self._labels)
            starts.append(layer.starts + arcs)
            nodes, arcs = nodes + graph.sizes[day], arcs + len(layer.source)
            self._labels += len(layer.options)
            self._options.append(layer.options)
            self._cells.append(self._first_cell[at, day] + layer.options)
            self._costs.append(layer.costs)
        begins = np.concatenate(starts)
        return Step(np.concatenate(source), np.concatenate(label), begins, np.append(begins[1:], arcs))

    def cheapest(self, weights: Ints, cells: Ints, fixed: Sequence[Fixed | None]) -> list[Path | None]:
        """For each person the roster with the least weighted cost of layers plus prices of cells, as `Pricer.cheapest`."""
        price = self._label_costs @ weights + (cells + self._closed(fixed))[self._label_cell]
        reach: Ints = np.zeros(len(self.graphs), dtype=np.int64)
        spent: list[Ints] = []
        for step in self.steps:
            through = reach[step.source] + price[step.label]
            reach = np.minimum.reduceat(through, step.starts)
            spent.append(through)
        labels = self._trace(spent)
        taken = self._label_option[labels]
        costs = self._label_costs[labels].sum(axis=1) + self._constants
        values = reach + self._constants @ weights
        return [
            None if value >= CLOSED // 2 else Path(tuple(options), value, tuple(cost))
            for options, value, cost in zip(taken.tolist(), values.tolist(), costs.tolist(), strict=True)
        ]

    def _closed(self, fixed: Sequence[Fixed | None]) -> Ints:
        """The price of closing every other option of the days that are fixed."""
        closed = np.zeros(len(self._cell_costs), dtype=np.int64)
        for at, held in enumerate(fixed):
            if held is not None:
                options = np.array(held, dtype=np.int64)
                days = np.flatnonzero(options >= 0)
                stops = np.append(self._first_cell[at, 1:], self._first_cell[at, -1] + len(self.graphs[at].options[-1]))
                for day in days.tolist():
                    closed[self._first_cell[at, day] : stops[day]] = CLOSED
                closed[self._first_cell[at, days] + options[days]] = 0
        return closed

    def _trace(self, spent: list[Ints]) -> Ints:
        """The labels of the cheapest paths, people x days."""
        labels = np.empty((len(self.graphs), self.days), dtype=np.int64)
        node = np.arange(len(self.graphs))
        for day in range(self.days - 1, -1, -1):
            step = self.steps[day]
            starts, stops = step.starts[node], step.stops[node]
            lengths = stops - starts
            ends = np.cumsum(lengths)
            begins = ends - lengths
            arcs = np.arange(ends[-1]) + np.repeat(starts - begins, lengths)
            here = spent[day][arcs]
            least = np.flatnonzero(here == np.repeat(np.minimum.reduceat(here, begins), lengths))
            arc = arcs[least[np.searchsorted(least, begins)]]
            labels[:, day] = step.label[arc]
            node = step.source[arc]
        return labels
