"""What is sought: weights of layers in one sum, from the smallest amounts that a group of people can cost in each."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import numpy as np

from solver.columns.plans import Chosen
from solver.columns.rows import Rows
from solver.paths.graph import Ints
from solver.paths.person import Rosters

STEP = 20
"""How much more the smallest cost of a layer weighs than that of the next, where several are minimised at once."""

MOST_BLENDED = 5
"""So many layers are sought at once."""

MOST_WEIGHT = 10**9
"""Of a layer over the last one, so that sums stay whole numbers of 64 bits."""


class Goals:
    """The goals of a group. `units` has the greatest common divisor of each layer's costs; 0 where nothing costs."""

    def __init__(self, rows: Rows, people: Sequence[Rosters]) -> None:
        self._constants: Ints = np.sum([person.graph.constant for person in people], axis=0)
        units = np.gcd.reduce(np.concatenate([rows.under, rows.over]), axis=0)
        for person in people:
            for layer in person.graph.layers:
                units = np.gcd(units, np.gcd.reduce(layer.costs[:, : len(units)], axis=0))
            for price in person.graph.prices:
                units = np.gcd(units, np.gcd.reduce(price, axis=0))
        self.units: Ints = units

    def certain(self, layer: int) -> int:
        """What a layer costs in every plan."""
        return int(self._constants[layer])

    def pure(self, layer: int) -> Ints:
        """One layer alone."""
        goal = np.zeros(len(self.units), dtype=np.int64)
        goal[layer] = 1
        return goal

    def blend(self, layer: int) -> Ints:
        """Weights of a layer and all later ones, each with less weight than the one before it."""
        units = self.units
        used = [k for k in range(layer, len(units)) if units[k]]
        goal = np.zeros(len(units), dtype=np.int64)
        least = max((units[k] for k in used), default=1)
        for rank, k in enumerate(reversed(used[:MOST_BLENDED])):
            goal[k] = max(1, STEP**rank * least // units[k])
        if not goal[layer:].any():
            goal[layer] = 1
        return goal

    def dearly(self, goal: Ints, layer: int, dear: int) -> Ints:
        """A goal with the layers before `layer` in it, the smallest cost of each `dear` times that of the next: a plan that is
        better by it is hardly ever worse in them."""
        goal = goal.copy()
        last = layer
        for k in range(layer - 1, -1, -1):
            if self.units[k]:
                weight = dear * int(goal[last]) * int(self.units[last]) // int(self.units[k])
                goal[k] = min(max(1, weight), MOST_WEIGHT)
                last = k
        return goal

    def strict(self, plan: Chosen) -> Ints:
        """Weights with which no gain in a later layer, of one roster of this plan, pays for a loss in an earlier one."""
        each = np.array([column.costs for column in plan.columns])
        weights = np.zeros(len(plan.costs), dtype=np.int64)
        weight = 1
        for k in reversed([k for k, unit in enumerate(self.units.tolist()) if unit]):
            weights[k] = weight
            weight = min(weight * (int(each[:, k].max()) // int(self.units[k]) + 2), MOST_WEIGHT)
        return weights

    def unit(self, goal: Ints) -> int:
        """What divides every plan's value by a goal."""
        return max(1, gcd(int(self._constants @ goal), *(goal * self.units).tolist()))
