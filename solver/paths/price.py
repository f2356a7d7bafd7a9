"""Cheapest rosters of one person: shortest paths through his graph at given prices of layers and cells."""

from __future__ import annotations

import numpy as np

from solver.paths.crowd import Crowd
from solver.paths.kernels import FAR
from solver.paths.layers import Graph, Ints
from solver.paths.path import Fixed, Path

__all__ = ["FAR", "Fixed", "Path", "Pricer"]


class Pricer:
    """Prices one person's graph again and again."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._crowd = Crowd([graph])

    def cheapest(self, weights: Ints, cells: list[Ints] | Ints, fixed: Fixed | None = None) -> Path | None:
        """The roster with the least weighted cost of layers plus prices of cells (by day, or in a row: one an option, then one
        a meter).

        Of several the one that takes the first option on the first day on which they differ.
        """
        flat = cells if isinstance(cells, np.ndarray) else np.concatenate(cells)
        return self._crowd.cheapest(weights, flat, [fixed])[0]

    def follow(self, wanted: list[int]) -> Path | None:
        """The path that takes these options, with what it costs; None where a rule forbids it."""
        nothing = np.zeros(sum(len(options) for options in self.graph.options) + self.graph.meters, dtype=np.int64)
        return self._crowd.cheapest(np.zeros(len(self.graph.constant), dtype=np.int64), nothing, [wanted])[0]
