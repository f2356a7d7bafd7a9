"""Graphs as tables for the compiled loops: by day, option and node the node of the next day, and the label of the arc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.paths import compiled
from solver.paths.kernels import Places
from solver.paths.layers import Graph, Ints, Small


@dataclass(frozen=True, slots=True)
class Table:
    """All days of a graph in a row; `days` says by day how many nodes and options there are, and where it begins."""

    onward: Places
    label: Places
    days: Ints

    @classmethod
    def of(cls, graph: Graph) -> Table:
        """The graph's table, made once."""
        if graph.table is None:
            graph.table = cls._of(graph)
        table: Table = graph.table
        return table

    @classmethod
    def _of(cls, graph: Graph) -> Table:
        kernels = compiled.kernels()
        assert kernels is not None
        nodes = np.array(graph.sizes[:-1], dtype=np.int64)
        options = np.array([len(choices) for choices in graph.options], dtype=np.int64)
        ends = np.cumsum(nodes * options)
        days = np.column_stack([nodes, options, ends - nodes * options])
        most = max(*graph.sizes, *(len(layer.options) for layer in graph.layers))
        kind = np.uint16 if most < 2**16 else np.uint32
        onward, label = np.empty(ends[-1], dtype=kind), np.empty(ends[-1], dtype=kind)
        for day, layer in enumerate(graph.layers):
            begin, end = days[day, 2], ends[day]
            kernels.spread(
                layer.source,
                layer.target,
                layer.label,
                layer.options,
                graph.sizes[day + 1],
                graph.sizes[day],
                onward[begin:end],
                label[begin:end],
            )
        return cls(onward, label, days)


class Tables:
    """Shortest paths through the graphs of some people. Graphs that have one table keep it once."""

    def __init__(self, graphs: Sequence[Graph], labels: Ints, _: Small) -> None:
        own = [Table.of(graph) for graph in graphs]
        distinct = {id(table): table for table in own}
        ends = np.cumsum([len(table.onward) for table in distinct.values()])
        begins = dict(zip(distinct, [0, *ends.tolist()]))
        self._onward = _row([table.onward for table in distinct.values()])
        self._label = _row([table.label for table in distinct.values()])
        shifted = [table.days + np.array([0, 0, begins[id(table)]]) for table in own]
        self._days = np.column_stack([np.concatenate(shifted), labels[:-1]])
        self._longest = max(int(table.days[:, 0].sum()) for table in own)

    def cheapest(self, price: Ints, held: Ints) -> tuple[Ints, Ints]:
        """By person the price of the cheapest roster, and the labels that it takes, at these prices of labels; `held` is the
        option that a day must take, or -1."""
        kernels = compiled.kernels()
        assert kernels is not None
        values, taken = np.empty(len(held), dtype=np.int64), np.zeros(held.shape, dtype=np.int64)
        kernels.cheapest(self._onward, self._label, self._days, self._longest, price, held, values, taken)
        return values, taken


def _row(arrays: list[Places]) -> Places:
    """Arrays one after the other, in the longer of their types."""
    if len(arrays) == 1:
        return arrays[0]
    row: Places = np.concatenate(arrays)  # type: ignore[assignment]
    return row
