"""Parts multiplied with a graph, and what comes of it made as small as it gets: with compiled loops, a day at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.paths import compiled
from solver.paths.layers import Ints, Layer, NoRoster
from solver.paths.product import Built, Factor, Stage


def multiply(stage: Stage) -> Built:
    """The graph of everything in a stage: the same as with numpy."""
    kernels = compiled.kernels()
    assert kernels is not None
    packed = _packed(stage.factors)
    states = np.zeros((1, 1), dtype=np.uint32)
    sizes, arcs = [1], []
    for day, options in enumerate(stage.options):
        found, source, label, target, states, option, costs = kernels.multiply(
            day, options, stage.most, states, *_table(stage, day, kernels), *packed
        )
        stage.check(found)
        sizes.append(found)
        arcs.append((source, label, target, option, costs))
    number = np.zeros(sizes[-1], dtype=np.int32)
    new_sizes = [1]
    layers: list[Layer] = []
    for size in reversed(sizes[:-1]):
        source, label, target, option, costs = arcs.pop()
        count, number, *made = kernels.merge(source, label, target, size, number, new_sizes[-1], option, costs)
        if not count:
            raise NoRoster
        layers.append(Layer(*made))
        new_sizes.append(count)
    return tuple(reversed(layers)), tuple(reversed(new_sizes))


def _table(stage: Stage, day: int, kernels: Any) -> tuple[Any, ...]:
    """A day of the graph so far as a table, the number that means nowhere in it, and its labels."""
    options = stage.options[day]
    if not stage.layers:
        nothing = np.zeros(0, dtype=np.uint32)
        return nothing, nothing, 0, np.arange(options, dtype=np.int32), np.zeros((options, stage.layer_count), dtype=np.int64)
    layer, nodes, nowhere = stage.layers[day], stage.sizes[day], stage.sizes[day + 1]
    onward, label = np.empty(nodes * options, dtype=np.uint32), np.empty(nodes * options, dtype=np.uint32)
    kernels.spread(layer.source, layer.target, layer.label, layer.options, nowhere, nodes, onward, label)
    return onward, label, nowhere, layer.options, layer.costs


def _packed(factors: list[Factor]) -> tuple[Any, ...]:
    """The parts side by side: days, layers (-1: hard), and their tables in a row, with where those of each begin."""
    explored = [factor.explored for factor in factors]
    begins = _row([each.begins for each in explored], np.int64)
    following = _row([each.next for each in explored], np.int32)
    cost = _row([each.cost for each in explored], np.int64)
    return (
        np.array([factor.first for factor in factors], dtype=np.int64),
        np.array([factor.last for factor in factors], dtype=np.int64),
        np.array([-1 if factor.layer is None else factor.layer for factor in factors], dtype=np.int64),
        begins,
        _starts([len(each.begins) for each in explored]),
        following,
        _starts([len(each.next) for each in explored]),
        cost,
        _starts([len(each.cost) for each in explored]),
    )


def _row(arrays: list[Any], kind: Any) -> Any:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)


def _starts(lengths: list[int]) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths[:-1])]).astype(np.int64) if lengths else np.zeros(0, dtype=np.int64)
