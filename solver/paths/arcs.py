"""Graphs side by side as arcs for numpy: a day is one step for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.paths.kernels import FAR
from solver.paths.layers import Graph, Ints, Small

CLOSED = 2**54
"""Price of an option that may not be taken: above every roster's, and even one a day adds up within 64 bits."""


@dataclass(frozen=True, slots=True)
class Step:
    """The arcs of all people on one day in the order of the nodes they leave, those of a node in the order of their options:
    to which node, with which label of all days, and where those of each node begin."""

    target: Ints
    label: Ints
    starts: Ints
    stops: Ints


class Arcs:
    """Shortest paths through the graphs of some people."""

    def __init__(self, graphs: Sequence[Graph], labels: Ints, label_option: Small) -> None:
        self.people, self.days = len(graphs), len(graphs[0].layers)
        self._label_option = label_option
        self._label_day = np.repeat(np.arange(len(labels) - 1), np.diff(labels))
        self.steps = [self._step(graphs, labels, day) for day in range(self.days)]

    def _step(self, graphs: Sequence[Graph], labels: Ints, day: int) -> Step:
        target, label, starts = [], [], []
        nodes = arcs = 0
        for at, graph in enumerate(graphs):
            layer = graph.layers[day]
            order = np.lexsort((layer.options[layer.label], layer.source))
            target.append(layer.target[order] + np.int64(nodes))
            label.append(layer.label[order] + labels[at * self.days + day])
            starts.append(np.searchsorted(layer.source[order], np.arange(graph.sizes[day])) + arcs)
            nodes, arcs = nodes + graph.sizes[day + 1], arcs + len(layer.source)
        begins = np.concatenate(starts)
        return Step(np.concatenate(target), np.concatenate(label), begins, np.append(begins[1:], arcs))

    def cheapest(self, price: Ints, held: Ints) -> tuple[Ints, Ints]:
        """By person the price of the cheapest roster (FAR: none), and the labels that it takes, at these prices of labels;
        `held` is the option that a day must take, or -1."""
        wanted = held.ravel()[self._label_day]
        price = np.where((wanted < 0) | (wanted == self._label_option), price, CLOSED)
        ahead: Ints = np.zeros(self.people, dtype=np.int64)
        spent: list[Ints] = []
        for step in reversed(self.steps):
            through = ahead[step.target] + price[step.label]
            ahead = np.minimum(np.minimum.reduceat(through, step.starts), FAR)
            spent.append(through)
        spent.reverse()
        return np.where(ahead >= CLOSED // 2, FAR, ahead), self._trace(spent)

    def _trace(self, spent: list[Ints]) -> Ints:
        """The labels of the cheapest paths, people x days; of a node's arcs the first of the cheapest."""
        labels = np.empty((self.people, self.days), dtype=np.int64)
        node = np.arange(self.people)
        for day, step in enumerate(self.steps):
            starts, stops = step.starts[node], step.stops[node]
            lengths = stops - starts
            ends = np.cumsum(lengths)
            begins = ends - lengths
            arcs = np.arange(ends[-1]) + np.repeat(starts - begins, lengths)
            here = spent[day][arcs]
            least = np.flatnonzero(here == np.repeat(np.minimum.reduceat(here, begins), lengths))
            arc = arcs[least[np.searchsorted(least, begins)]]
            labels[:, day] = step.label[arc]
            node = step.target[arc]
        return labels
