"""A stretch of days cut out of a person's graph: the rosters that leave everything before and after it as it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.paths.layers import Graph, Ints, Layer, make_layer, number_rows


def cut(graph: Graph, taken: Sequence[int], days: range, meters: int = 0) -> Graph:
    """The graph of some days between the options `taken` before and after them, which the roster must be able to take.
    So many of its meters are kept: they charge in the last day's arcs what the days after charge, but for what these always do.

    What the days before cost is in its `constant`, what those after cost in the arcs of its last day.
    """
    node, before = _before(graph, taken, days.start)
    after, costs = _after(graph, taken, days.stop, len(before) + meters)
    layers = graph.layers[days.start : days.stop]
    ahead = [after]
    for layer in reversed(layers):
        reached = np.zeros(int(layer.source.max()) + 1, dtype=bool)
        reached[layer.source[ahead[-1][layer.target]]] = True
        ahead.append(reached)
    ahead.reverse()
    here = np.zeros(len(ahead[0]), dtype=bool)
    here[node] = True
    number = np.zeros(len(here), dtype=np.int64)
    sizes, kept = [1], []
    for layer, onward in zip(layers, ahead[1:]):
        source = np.minimum(layer.source, len(here) - 1)
        arcs = np.flatnonzero(here[source] & (source == layer.source) & onward[layer.target])
        here = np.zeros(len(onward), dtype=bool)
        here[layer.target[arcs]] = True
        following = np.cumsum(here) - 1
        target = following[layer.target[arcs]]
        size = int(here.sum())
        starts = np.searchsorted(target, np.arange(size))
        paid = layer.costs[:, : len(before) + meters]
        kept.append(make_layer(number[layer.source[arcs]], layer.label[arcs], target, starts, layer.options, paid))
        sizes.append(size)
        number = following
    last = costs[np.flatnonzero(here)]
    last[:, len(before) :] -= last[:, len(before) :].min(axis=0)
    kept[-1] = _closing(kept[-1], last)
    sizes[-1] = 1
    window = slice(days.start, days.stop)
    return Graph(graph.person, graph.options[window], tuple(kept), tuple(sizes), before, graph.prices[window], meters)


def _before(graph: Graph, taken: Sequence[int], stop: int) -> tuple[int, Ints]:
    """The node that a roster reaches, and what it costs until there."""
    node, costs = 0, graph.constant.copy()
    for day in range(stop):
        layer = graph.layers[day]
        arcs = np.flatnonzero(layer.source == node)
        label = layer.label[arcs]
        at = int(np.argmax(layer.options[label] == taken[day]))
        costs += layer.costs[label[at], : len(costs)] + graph.prices[day][taken[day]]
        node = int(layer.target[arcs[at]])
    return node, costs


def _after(
    graph: Graph, taken: Sequence[int], start: int, columns: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Ints]:
    """Which nodes of a day the rest of a roster can follow, and what it costs from each, in the layers and the first meters."""
    size = graph.sizes[start]
    alive, costs, node = np.ones(size, dtype=bool), np.zeros((size, columns), dtype=np.int64), np.arange(size)
    for day in range(start, len(graph.layers)):
        layer = graph.layers[day]
        arcs = np.flatnonzero(layer.options[layer.label] == taken[day])
        table = np.full(graph.sizes[day] + 1, -1, dtype=np.int64)
        table[layer.source[arcs]] = arcs
        arc = table[node]
        alive &= arc >= 0
        costs += layer.costs[layer.label[arc], :columns]
        costs[:, : len(graph.constant)] += graph.prices[day][taken[day]]
        node = np.where(alive, layer.target[arc], graph.sizes[day + 1])
    return alive, costs


def _closing(layer: Layer, costs: Ints) -> Layer:
    """A last day whose arcs lead to one node, and cost what follows too."""
    options, paid = layer.options[layer.label], layer.costs[layer.label] + costs[layer.target]
    label, kept = number_rows(np.column_stack([options, paid]))
    nowhere = np.zeros(len(layer.source), dtype=np.int64)
    return make_layer(layer.source, label, nowhere, np.zeros(1, dtype=np.int64), options[kept], paid[kept])
