"""Parts multiplied with a graph, and what comes of it made as small as it gets: with numpy.

Nodes, labels and arcs are numbered in the order in which they are first met, going through the states in their order and
through the options of each: the compiled loops number them likewise, so that both make the same graph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.paths.explore import Explored
from solver.paths.layers import Interrupted, Ints, Layer, NoRoster, Small, TooLarge, make_layer, number_rows


@dataclass
class Factor:
    """A part in a product: its tables, from a day of the horizon on, and the layer in which it costs (None: it is hard)."""

    explored: Explored
    first: int
    layer: int | None

    @property
    def last(self) -> int:
        """Its last day in the horizon."""
        return self.first + self.explored.days - 1


@dataclass
class Stage:
    """Parts to multiply at once, with the graph so far (no layers: none yet). Raises NoRoster, TooLarge and Interrupted."""

    factors: list[Factor]
    options: tuple[int, ...]
    """How many there are, by day."""
    layer_count: int
    layers: tuple[Layer, ...]
    sizes: tuple[int, ...]
    most: int
    stopped: Callable[[], bool]

    def check(self, states: int) -> None:
        """Whether so many states of a day can be, and there is time."""
        if states > self.most:
            raise TooLarge
        if not states:
            raise NoRoster
        if self.stopped():
            raise Interrupted


Built = tuple[tuple[Layer, ...], tuple[int, ...]]
"""The layers of a graph, and how many nodes it has by day."""


@dataclass
class _Arcs:
    source: Ints
    option: Ints
    costs: Ints
    target: Ints


def multiply(stage: Stage) -> Built:
    """The graph of everything in a stage."""
    product = _Product(stage)
    return _minimise(product.run(), product.arcs)


class _Product:
    """Walks the days forward; a product state is one row: the node of the graph so far, and a state for each part alive."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.arcs: list[_Arcs] = []

    def run(self) -> list[int]:
        """Number of nodes of each day."""
        alive: list[int] = [-1]
        states = np.zeros((1, 1), dtype=np.int64)
        sizes = [1]
        for day in range(len(self.stage.options)):
            here = [-1, *(at for at, factor in enumerate(self.stage.factors) if factor.first <= day <= factor.last)]
            states = self._day(_carry(states, alive, here), here, day)
            self.stage.check(len(states))
            alive = here
            sizes.append(len(states))
        return sizes

    def _day(self, states: Ints, here: list[int], day: int) -> Ints:
        stage, options = self.stage, self.stage.options[day]
        if stage.layers:
            onward, label = _table(stage.layers[day], stage.sizes[day], options)
            reached = onward[states[:, 0]]
            rows, columns = np.nonzero(reached >= 0)
            reached = reached[rows, columns]
            costs = stage.layers[day].costs[label[states[rows, 0], columns]]
        else:
            rows, columns = np.repeat(np.arange(len(states)), options), np.tile(np.arange(options), len(states))
            reached = np.zeros(len(rows), dtype=np.int64)
            costs = np.zeros((len(rows), stage.layer_count), dtype=np.int64)
        after = np.empty((len(rows), len(here)), dtype=np.int64)
        after[:, 0] = reached
        alive = np.ones(len(rows), dtype=bool)
        for place, at in enumerate(here[1:], 1):
            factor = stage.factors[at]
            following, cost = factor.explored.table(day - factor.first, options)
            before = states[rows, place]
            after[:, place] = following[before, columns]
            alive &= after[:, place] >= 0
            if factor.layer is not None and cost is not None:
                costs[:, factor.layer] += cost[before, columns]
        product = after[alive]
        target, kept = number_rows(product)
        self.arcs.append(_Arcs(rows[alive], columns[alive], costs[alive], target))
        return product[kept]


def _table(layer: Layer, size: int, options: int) -> tuple[Ints, Small]:
    """A day of the graph so far by node and option: the next node (-1: none), and the label."""
    onward = np.full((size, options), -1, dtype=np.int64)
    label = np.zeros((size, options), dtype=np.int32)
    option = layer.options[layer.label]
    onward[layer.source, option] = layer.target
    label[layer.source, option] = layer.label
    return onward, label


def _carry(states: Ints, alive: list[int], here: list[int]) -> Ints:
    """The states of the parts alive on the next day; a part that begins has state 0."""
    place = {at: index for index, at in enumerate(alive)}
    carried = np.zeros((len(states), len(here)), dtype=np.int64)
    for index, at in enumerate(here):
        if at in place:
            carried[:, index] = states[:, place[at]]
    return carried


def _minimise(sizes: list[int], arcs: list[_Arcs]) -> Built:
    """Drops nodes from which the end cannot be reached and merges nodes with the same future, from the last day backwards."""
    number = np.zeros(sizes[-1], dtype=np.int64)
    new_sizes = [1]
    layers: list[Layer] = []
    for day in range(len(arcs) - 1, -1, -1):
        arc = arcs[day]
        target = number[arc.target]
        live = target >= 0
        source, option, costs, target = arc.source[live], arc.option[live], arc.costs[live], target[live]
        number, kept_arcs, count = _merge(sizes[day], source, option, costs, target)
        source, option, costs, target = (
            number[source[kept_arcs]],
            option[kept_arcs],
            costs[kept_arcs],
            target[kept_arcs],
        )
        order = np.argsort(target, kind="stable")
        target = target[order]
        starts = np.searchsorted(target, np.arange(new_sizes[-1]))
        label, kept = number_rows(np.column_stack([option[order], costs[order]]))
        layers.append(make_layer(source[order], label, target, starts, option[order][kept], costs[order][kept]))
        new_sizes.append(count)
    if new_sizes[-1] != 1:
        raise NoRoster
    return tuple(reversed(layers)), tuple(reversed(new_sizes))


def _merge(size: int, source: Ints, option: Ints, costs: Ints, target: Ints) -> tuple[Ints, Ints, int]:
    """New numbers of the nodes (-1: dropped), the arcs of one node of each kind, and how many kinds there are."""
    if not len(source):
        raise NoRoster
    columns = int(option.max()) + 1
    kinds, _ = number_rows(np.column_stack([target, costs]))
    signature = np.zeros((size, columns), dtype=np.int64)
    signature[source, option] = kinds + 1
    alive = np.flatnonzero(signature.any(axis=1))
    kind, kept = number_rows(signature[alive])
    number = np.full(size, -1, dtype=np.int64)
    number[alive] = kind
    chosen = np.zeros(size, dtype=bool)
    chosen[alive[kept]] = True
    return number, np.flatnonzero(chosen[source]), len(kept)
