"""A stretch of one person's days under all his rules: what the rest of his roster leaves of sums and counts is kept exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from solver.paths import compiled, loops, product
from solver.paths.cut import cut
from solver.paths.explore import explored
from solver.paths.layers import Graph, TooLarge
from solver.paths.parts import Count, Part, Sum
from solver.paths.product import Factor, Stage
from solver.paths.sums import Limit

MOST_STATES = 20_000
"""States of one day that a stretch may have for its limits."""

Options = Sequence[Sequence[int]]


def left_of(part: Limit, options: Options, taken: Sequence[int], days: range, column: int | None = None) -> Limit:
    """What a limit leaves to some days, which are numbered from 0, beside the options `taken` on the others.

    With a `column` it is no limit: what leaves it is charged there.
    """
    held = {day: options[day][taken[day]] for day in range(max(0, part.first), part.last + 1) if day not in days}
    return _sum_left(part, options, held, days, column) if isinstance(part, Sum) else _count_left(part, held, days, column)


def _sum_left(part: Sum, options: Options, held: dict[int, int], days: range, column: int | None) -> Sum:
    table = part.amounts[0]
    used = sum(table[day][choice] for day, choice in held.items())
    used += sum(next(iter(table[day].values())) for day in range(part.first, min(0, part.last + 1)))
    nothing: dict[int, int] = {}
    inside = {
        at: {choice: table.get(day, nothing).get(choice, 0) for choice in options[day]} for at, day in enumerate(days)
    }
    low = None if part.low is None else part.low - used
    highs = None if part.highs is None else [part.highs[0] - used]
    return Sum(range(len(days)), [inside], low, highs, column, 1)


def _count_left(part: Count, held: dict[int, int], days: range, column: int | None) -> Count:
    """Groups that count already are no longer fed."""
    counted = part.before().union(*(part.feeds.get(cell, ()) for cell in held.items()))
    feeds = {
        (day - days.start, choice): groups - counted for (day, choice), groups in part.feeds.items() if day in days
    }
    ends = [-1] * len(part.ends)
    for (day, _), groups in feeds.items():
        for group in groups:
            ends[group] = max(ends[group], day)
    low = None if part.low is None else part.low - len(counted)
    high = None if part.high is None else part.high - len(counted)
    return Count(range(len(days)), feeds, ends, low, high, column, 1)


def with_parts(graph: Graph, parts: Sequence[Part], most: int, stopped: Callable[[], bool] = lambda: False) -> Graph:
    """A graph with more parts over its days in it; those that charge have one column for it, a meter.

    Raises NoRoster, TooLarge and Interrupted.
    """
    columns = len(graph.constant) + graph.meters
    charged = any(part.layer is not None for part in parts)
    layers = graph.layers
    if charged:
        layers = tuple(replace(layer, costs=np.pad(layer.costs, ((0, 0), (0, 1)))) for layer in layers)
    factors = []
    for part in parts:
        tables = explored(part, graph.options, len(graph.options))
        if tables.days:
            factors.append(Factor(tables, part.first, None if part.layer is None else columns))
    if factors:
        multiply = product.multiply if compiled.kernels() is None else loops.multiply
        widths = tuple(len(choices) for choices in graph.options)
        layers, sizes = multiply(Stage(factors, widths, columns + charged, layers, graph.sizes, most, stopped))
    else:
        sizes = graph.sizes
    return Graph(graph.person, graph.options, layers, sizes, graph.constant, graph.prices, graph.meters + charged)


@dataclass
class Stretch:
    """Some days of a person between the options `taken` on the others; `limits` are the sums and counts that the graph lacks.

    Those with a lower limit and counts are in it at once, the others when a roster breaks them. What `broken` has is no limit
    here: what leaves it is charged.
    """

    whole: Graph
    taken: tuple[int, ...]
    days: range
    limits: Sequence[Limit]
    broken: Sequence[Limit] = ()
    most: int = MOST_STATES
    meters: int = 0
    """So many of the first meters of the graph are kept."""
    graph: Graph = field(init=False)
    inside: list[Limit] = field(init=False)

    def __post_init__(self) -> None:
        self.inside = []
        self.graph = cut(self.whole, self.taken, self.days, self.meters)
        at_once = [part for part in self.limits if isinstance(part, Count) or part.low is not None or part in self.broken]
        if not self.add(at_once) and self.broken:
            raise TooLarge

    def add(self, parts: Sequence[Limit]) -> bool:
        """Take limits in that are not in it yet; False where there is nothing to add or no room."""
        new = [part for part in parts if part not in self.inside]
        here = [
            left_of(part, self.whole.options, self.taken, self.days, 0 if part in self.broken else None)
            for part in new
        ]
        try:
            self.graph = with_parts(self.graph, here, self.most)
        except TooLarge:
            return False
        self.inside += new
        return bool(new)
