"""All rosters of one person as a layered graph: the product of his rules' automata, pruned and minimised, in arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.paths.compile import PersonModel
from solver.paths.parts import SAFE, Part, Sum

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
"""Nodes, labels, options and places of arcs: all fit into 32 bits."""
Whole = Ints | Small

MOST_STATES = 100_000
"""States of one day beyond which a person is not priced by paths."""


LONG = 14
"""Days over which a sum counts as long."""


class TooLarge(Exception):
    """The graph of this person would not fit."""


class Interrupted(Exception):
    """Somebody wants the search to end."""


class NoRoster(Exception):
    """No choice of codes satisfies this person's hard rules."""

    person = -1


@dataclass
class Table:
    """A part on one day: by state (row) and option (column) the next state (-1: forbidden) and the amount charged."""

    next: Ints
    cost: Ints


@dataclass
class Layer:
    """The arcs of one day, ordered by the node they lead to: from which node, and with which label.

    A label is an option (column of the day) with its cost by layer; most arcs share few of them. `starts` says where the arcs
    into each next node begin.
    """

    source: Small
    label: Small
    target: Small
    starts: Small
    options: Small
    costs: Ints


def make_layer(
    source: Whole, label: Whole, target: Whole, starts: Whole, options: Whole, costs: Ints
) -> Layer:
    """A layer from arrays of any whole numbers."""
    small = [np.ascontiguousarray(each, dtype=np.int32) for each in (source, label, target, starts, options)]
    return Layer(small[0], small[1], small[2], small[3], small[4], np.ascontiguousarray(costs, dtype=np.int64))


@dataclass
class Graph:
    """Nodes of day 0 to `days` (one before the first day, one after the last), arcs by day, options by day."""

    person: int
    options: tuple[tuple[int, ...], ...]
    layers: tuple[Layer, ...]
    sizes: tuple[int, ...]
    constant: Ints
    prices: tuple[Ints, ...]
    """By day, what each option costs in each layer by itself (options x layers)."""
    table: Any = field(default=None, repr=False, compare=False)
    """What compiled pricing makes of it, once."""


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
    if base is None:
        constant = np.zeros(layer_count, dtype=np.int64)
        for (day, _), amounts in model.prices.items():
            if day < 0:
                for layer, amount in amounts.items():
                    constant[layer] += amount
        layers: tuple[Layer, ...] = ()
        sizes: tuple[int, ...] = ()
    else:
        constant, layers, sizes = base.constant.copy(), base.layers, base.sizes
    explorer = explorer or Explorer()
    for parts in _stages(model.parts):
        product = _Product(parts, options, model, constant, most, _Base(layers, sizes, options) if layers else None, explorer)
        if product.parts or not layers:
            layers, sizes = _minimise(product.run(days), product.arcs)
    prices = tuple(_prices(model, day, choices, layer_count) for day, choices in enumerate(options))
    return Graph(model.cells.person, options, layers, sizes, constant, prices)


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


class _Base:
    """The graph so far as tables: by day the next node (-1: none) and the costs of each node's options."""

    def __init__(self, layers: tuple[Layer, ...], sizes: tuple[int, ...], options: tuple[tuple[int, ...], ...]) -> None:
        self.next: list[Ints] = []
        self.costs: list[Ints] = []
        for layer, size, choices in zip(layers, sizes, options):
            table = np.full((size, len(choices)), -1, dtype=np.int64)
            option = layer.options[layer.label]
            table[layer.source, option] = layer.target
            costs = np.zeros((size, len(choices), layer.costs.shape[1]), dtype=np.int64)
            costs[layer.source, option] = layer.costs[layer.label]
            self.next.append(table)
            self.costs.append(costs)


@dataclass
class _Arcs:
    source: Ints
    option: Ints
    costs: Ints
    target: Ints


class _Product:
    """Walks the days forward; a product state is one row: the node of the graph so far, and a state for each part alive."""

    def __init__(
        self,
        parts: Sequence[Part],
        options: tuple[tuple[int, ...], ...],
        model: PersonModel,
        constant: Ints,
        most: int,
        base: _Base | None,
        explorer: Explorer,
    ) -> None:
        self.options, self.model, self.constant, self.most, self.base = options, model, constant, most, base
        self.stopped = explorer.stopped
        self.parts: list[Part] = []
        self.tables: list[dict[int, Table]] = []
        self.arcs: list[_Arcs] = []
        for part in parts:
            tables = explorer.tables(part, model, len(options), constant)
            if tables:
                self.parts.append(part)
                self.tables.append(tables)

    def run(self, days: int) -> list[int]:
        """Number of nodes of each day."""
        alive: list[int] = [-1]
        states = np.zeros((1, 1), dtype=np.int64)
        sizes = [1]
        for day in range(days):
            here = [-1, *(at for at, tables in enumerate(self.tables) if day in tables)]
            states = _carry(states, alive, here)
            states = self._day(states, here, day)
            alive = here
            sizes.append(len(states))
        return sizes

    def _day(self, states: Ints, here: list[int], day: int) -> Ints:
        if self.stopped():
            raise Interrupted
        if self.base is not None:
            onward = self.base.next[day][states[:, 0]]
            rows, columns = np.nonzero(onward >= 0)
            reached = onward[rows, columns]
            costs = self.base.costs[day][states[rows, 0], columns]
        else:
            choices = len(self.options[day])
            rows, columns = np.repeat(np.arange(len(states)), choices), np.tile(np.arange(choices), len(states))
            reached = np.zeros(len(rows), dtype=np.int64)
            costs = np.zeros((len(rows), len(self.constant)), dtype=np.int64)
        after = np.empty((len(rows), len(here)), dtype=np.int64)
        after[:, 0] = reached
        alive = np.ones(len(rows), dtype=bool)
        for place, at in enumerate(here[1:], 1):
            table, part = self.tables[at][day], self.parts[at]
            before = states[rows, place]
            after[:, place] = table.next[before, columns]
            alive &= after[:, place] >= 0
            if part.layer is not None:
                costs[:, part.layer] += table.cost[before, columns]
        product = after[alive]
        if not len(product):
            raise NoRoster
        target, kept = number_rows(product)
        if len(kept) > self.most:
            raise TooLarge
        self.arcs.append(_Arcs(rows[alive], columns[alive], costs[alive], target))
        return product[kept]


def _carry(states: Ints, alive: list[int], here: list[int]) -> Ints:
    """The states of the parts alive on the next day; a part that begins has state 0."""
    place = {at: index for index, at in enumerate(alive)}
    carried = np.zeros((len(states), len(here)), dtype=np.int64)
    for index, at in enumerate(here):
        if at in place:
            carried[:, index] = states[:, place[at]]
    return carried


def number_rows(rows: Ints) -> tuple[Ints, Ints]:
    """Equal rows get equal numbers: the number of each row, and for each number a row that has it."""
    key = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in range(rows.shape[1]):
        values = rows[:, column]
        width = int(values.max(initial=0)) + 1
        if size * width > 2**62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max(initial=0)) + 1
        key = key * width + values
        size *= width
    _, kept, number = np.unique(key, return_index=True, return_inverse=True)
    return number.astype(np.int64), kept.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Explored:
    """What a part says: the amount charged before the horizon, and a table for each of its days in the horizon."""

    before: int
    tables: tuple[Table, ...]


class Explorer:
    """Parts as tables; sums that add the same amounts on the days of their windows share them, whoever they belong to."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.stopped = stopped
        self._known: dict[Hashable, Explored] = {}

    def tables(self, part: Part, model: PersonModel, days: int, constant: Ints) -> dict[int, Table]:
        """By day of the horizon; empty where the part has nothing to say. Adds what it charges before to `constant`."""
        key = part.signature(model.cells.options) if isinstance(part, Sum) and part.last < days else None
        found = self._known.get(key) if key is not None else None
        if found is None:
            found = _explore(part, model, days)
            if key is not None:
                self._known[key] = found
        if part.layer is not None:
            constant[part.layer] += found.before
        first = max(0, part.first)
        return {first + at: table for at, table in enumerate(found.tables)}


def _explore(part: Part, model: PersonModel, days: int) -> Explored:
    """The part as tables for the days of the horizon; the given days before have one choice each."""
    begun = part.begin()
    if begun is None:
        raise NoRoster
    state, amount = begun
    for day in range(part.first, min(0, part.last + 1)):
        step = part.step(state, day, model.cells.options[day][0])
        if step is None:
            raise NoRoster
        state, amount = step[0], amount + step[1]
    tables: list[Table] = []
    if isinstance(part, Sum) and len(part.amounts) == 1:
        tables = _explore_sum(part, state, model, days)
        return Explored(amount, () if _silent(tables) else tuple(tables))
    states: dict[Hashable, int] = {state: 0}
    for day in range(max(0, part.first), min(part.last, days - 1) + 1):
        choices = model.cells.options[day]
        after: dict[Hashable, int] = {}
        table = Table(
            np.full((len(states), len(choices)), -1, dtype=np.int64), np.zeros((len(states), len(choices)), dtype=np.int64)
        )
        ends = day == part.last
        for before, row in states.items():
            for column, choice in enumerate(choices):
                step = part.step(before, day, choice)
                if step is not None:
                    table.next[row, column] = 0 if ends else after.setdefault(step[0], len(after))
                    table.cost[row, column] = step[1]
        tables.append(table)
        states = after
    return Explored(amount, () if _silent(tables) else tuple(tables))


def _explore_sum(part: Sum, state: Any, model: PersonModel, days: int) -> list[Table]:
    """The same for one sum, all its states of a day at once: there are as many as amounts can be reached."""
    values = np.array([SAFE if state is None else state[0]], dtype=np.int64)
    tables = []
    for day in range(max(0, part.first), min(part.last, days - 1) + 1):
        amounts = np.array([part.amounts[0][day][choice] for choice in model.cells.options[day]], dtype=np.int64)
        added = values[:, None] + amounts
        after, amount = part.settled(added, day)
        known = values[:, None] == SAFE
        after, amount = np.where(known, SAFE, after), np.where(known, 0, amount)
        open_ = np.ones(after.shape, dtype=bool) if part.layer is not None else amount == 0
        number = np.full(after.shape, -1, dtype=np.int64)
        if day == part.last:
            number[open_] = 0
        else:
            values, number[open_] = np.unique(after[open_], return_inverse=True)
        tables.append(Table(number, amount * part.weight * (part.layer is not None)))
    return tables


def _silent(tables: Any) -> bool:
    return not any((table.next < 0).any() or table.cost.any() for table in tables)


def _minimise(sizes: list[int], arcs: list[_Arcs]) -> tuple[tuple[Layer, ...], tuple[int, ...]]:
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
