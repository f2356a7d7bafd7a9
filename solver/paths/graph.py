"""All rosters of one person as a layered graph: the product of his rules' automata, pruned and minimised, in arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.paths import compiled, loops, product
from solver.paths.compile import PersonModel
from solver.paths.explore import Explorer
from solver.paths.layers import Graph, Interrupted, Ints, NoRoster, TooLarge
from solver.paths.meters import Meter
from solver.paths.parts import Part, Sum
from solver.paths.product import Factor, Stage

__all__ = ["LONG", "MOST_STATES", "Explorer", "Graph", "Interrupted", "Ints", "NoRoster", "TooLarge", "build_graph"]

MOST_STATES = 100_000
"""States of one day beyond which a person is not priced by paths."""

LONG = 14
"""Days over which a sum counts as long."""


def build_graph(
    model: PersonModel,
    days: int,
    layer_count: int,
    most: int = MOST_STATES,
    explorer: Explorer | None = None,
    base: Graph | None = None,
) -> Graph:
    """The graph of a person over days 0 to days - 1; with `base` the model's parts are added to what that graph keeps already.

    Raises NoRoster, TooLarge or Interrupted.
    """
    options = tuple(model.cells.options[day] for day in range(days))
    if not all(options):
        raise NoRoster
    constant = np.zeros(layer_count, dtype=np.int64) if base is None else base.constant.copy()
    layers, sizes = ((), ()) if base is None else (base.layers, base.sizes)
    if base is None:
        for (day, _), amounts in model.prices.items():
            if day < 0:
                for layer, amount in amounts.items():
                    constant[layer] += amount
    explorer = explorer or Explorer()
    multiply = product.multiply if compiled.kernels() is None else loops.multiply
    widths = tuple(len(choices) for choices in options)
    meters = [Meter(counted, layer_count + at) for at, counted in enumerate(model.meters)] if base is None else []
    columns = layer_count + (len(meters) if base is None else base.meters)
    for parts in _stages([*meters, *model.parts]):
        factors = _factors(parts, model, days, explorer, constant)
        if factors or not layers:
            layers, sizes = multiply(Stage(factors, widths, columns, layers, sizes, most, explorer.stopped))
    prices = tuple(_prices(model, day, choices, layer_count) for day, choices in enumerate(options))
    return Graph(model.cells.person, options, layers, sizes, constant, prices, columns - layer_count)


def _factors(parts: Sequence[Part], model: PersonModel, days: int, explorer: Explorer, constant: Ints) -> list[Factor]:
    """The parts that have something to say; adds what they charge in layers before the horizon to `constant`."""
    factors = []
    for part in parts:
        explored = explorer.explore(part, model, days)
        if part.layer is not None and part.layer < len(constant):
            constant[part.layer] += explored.before
        if explored.days:
            factors.append(Factor(explored, max(0, part.first), part.layer))
    return factors


def _prices(model: PersonModel, day: int, choices: tuple[int, ...], layer_count: int) -> Ints:
    table = np.zeros((len(choices), layer_count), dtype=np.int64)
    for column, choice in enumerate(choices):
        for layer, amount in model.prices.get((day, choice), {}).items():
            table[column, layer] += amount
    return table


def _stages(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts to multiply one group after another, minimised in between: sequences, then hard sums, then soft ones.

    A long hard sum is mostly implied by the short ones, so that little of it is left after them.
    """
    groups: list[list[Part]] = [[], [], [], [], []]
    for part in parts:
        if not isinstance(part, Sum):
            groups[0].append(part)
        elif part.layer is not None:
            groups[4].append(part)
        else:
            groups[2 if part.rare else 3 if part.last - part.first >= LONG else 1].append(part)
    if not groups[0] and any(groups):
        return [group for group in groups if group]
    return [groups[0], *(group for group in groups[1:] if group)]
