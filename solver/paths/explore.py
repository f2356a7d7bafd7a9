"""Parts as tables: which state follows which, day by day. Parts that read the same have one table, whoever they belong to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.paths import compiled
from solver.paths.building import SAFE
from solver.paths.compile import PersonModel
from solver.paths.layers import Ints, NoRoster, Small
from solver.paths.parts import Part, Sum

UNLIMITED = 2**60
"""More than any sum of amounts."""

Options = Mapping[int, Sequence[int]] | Sequence[Sequence[int]]
"""A person's choices by day."""

NONE = np.zeros(0, dtype=np.int32)
NO_COST = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Explored:
    """What a part says: the amount charged before the horizon, and a table for each of its days in the horizon.

    The tables lie one after the other, a state's options side by side: the next state (-1: forbidden) and the amount charged.
    `begins` says where each begins, and where the last one ends. A hard part has no costs.
    """

    before: int
    begins: Ints
    next: Small
    cost: Ints

    @property
    def days(self) -> int:
        """How many tables there are; none where the part has nothing to say."""
        return len(self.begins) - 1

    def table(self, at: int, options: int) -> tuple[Small, Ints | None]:
        """One day by state and option."""
        day = slice(self.begins[at], self.begins[at + 1])
        following = self.next[day].reshape(-1, options)
        return following, self.cost[day].reshape(-1, options) if len(self.cost) else None


class Explorer:
    """Explores the parts of everybody, each kind once."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.stopped = stopped
        self._known: dict[Hashable, Explored] = {}

    def explore(self, part: Part, model: PersonModel, days: int) -> Explored:
        """The part as tables for the days of the horizon. Raises NoRoster where it is broken before."""
        if isinstance(part.explored, Explored):
            return part.explored
        key = part.signature(model.cells), part.last >= days
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = explored(part, model.cells.options, days)
        part.explored = found
        return found


def explored(part: Part, options: Options, days: int) -> Explored:
    """A part as tables for the first days of those that have these choices; the given days before the horizon have one each."""
    begun = part.begin()
    if begun is None:
        raise NoRoster
    state, amount = begun
    for day in range(part.first, min(0, part.last + 1)):
        step = part.step(state, day, options[day][0])
        if step is None:
            raise NoRoster
        state, amount = step[0], amount + step[1]
    alive = range(max(0, part.first), min(part.last, days - 1) + 1)
    if isinstance(part, Sum) and len(part.amounts) == 1:
        value = SAFE if state is None else state[0]  # type: ignore[index]
        kernels = compiled.kernels()
        if kernels is not None and alive:
            return _checked(amount, *_sum_by_loops(part, value, options, alive, kernels), part.layer is None)
        return _flat(amount, _sum_tables(part, value, options, alive), part.layer is None)
    return _flat(amount, _tables(part, state, options, alive), part.layer is None)


def _flat(before: int, tables: list[tuple[Any, Any]], hard: bool) -> Explored:
    following = [np.array(table, dtype=np.int32) for table, _ in tables]
    cost = [np.array(amounts, dtype=np.int64) for _, amounts in tables]
    begins = np.concatenate([[0], np.cumsum([len(table) for table in following], dtype=np.int64)])
    return _checked(before, begins, np.concatenate([NONE, *following]), np.concatenate([NO_COST, *cost]), hard)


def _checked(before: int, begins: Ints, following: Small, cost: Ints, hard: bool) -> Explored:
    """Nothing where nothing is forbidden and nothing costs."""
    if not (following < 0).any() and not cost.any():
        return Explored(before, np.zeros(1, dtype=np.int64), NONE, NO_COST)
    return Explored(before, begins, following, NO_COST if hard else cost)


def _tables(part: Part, state: Hashable, options: Options, alive: range) -> list[tuple[Any, Any]]:
    """State by state, for one of the choices of which the part reads the same."""
    states: dict[Hashable, int] = {state: 0}
    tables = []
    known: dict[int, Kinds] = {}
    done: dict[Hashable, tuple[dict[Hashable, int], tuple[Any, Any]]] = {}
    for day in alive:
        choices = options[day]
        read = known.get(id(choices)) if part.alike(day) else None
        if read is None:
            read = _kinds(part, day, choices)
            if part.alike(day):
                known[id(choices)] = read
        if part.plain(day) and day != part.last:
            same = id(choices), tuple(states)
            if same not in done:
                done[same] = _table(part, states, day, read)
            states, table = done[same]
        else:
            states, table = _table(part, states, day, read)
        tables.append(table)
    return tables


Kinds = tuple[list[int], list[int]]
"""Of each choice of a day which kind it is, and the first choice of each kind: a part reads the same of all of a kind."""


def _table(part: Part, states: dict[Hashable, int], day: int, read: Kinds) -> tuple[dict[Hashable, int], tuple[Any, Any]]:
    """The states after a day, numbered, and its table."""
    kinds, first = read
    after: dict[Hashable, int] = {}
    following: list[list[int]] = []
    amounts: list[list[int]] = []
    for before in states:
        there, paid = [], []
        for choice in first:
            step = part.step(before, day, choice)
            if step is None:
                there.append(-1)
                paid.append(0)
            else:
                there.append(0 if day == part.last else after.setdefault(step[0], len(after)))
                paid.append(step[1])
        following.append(there)
        amounts.append(paid)
    there_of, paid_of = (np.array(one, dtype=np.int64).reshape(len(states), len(first)) for one in (following, amounts))
    return after, (there_of[:, kinds].ravel(), paid_of[:, kinds].ravel())


def _kinds(part: Part, day: int, choices: Sequence[int]) -> Kinds:
    numbers: dict[Hashable, int] = {}
    kinds = [numbers.setdefault(part.reads(day, choice), len(numbers)) for choice in choices]
    return kinds, [choices[kinds.index(kind)] for kind in range(len(numbers))]


def _sum_by_loops(part: Sum, value: int, options: Options, alive: range, kernels: Any) -> tuple[Ints, Small, Ints]:
    table = part.amounts[0]
    amounts = [table[day][choice] for day in alive for choice in options[day]]
    ahead = np.array([part.ahead(day) for day in alive], dtype=np.int64).T.copy()
    limits = -UNLIMITED if part.low is None else part.low, UNLIMITED if part.highs is None else part.highs[0]
    found: tuple[Ints, Small, Ints] = kernels.sum_tables(
        value,
        np.array([len(options[day]) for day in alive], dtype=np.int64),
        np.array(amounts, dtype=np.int64),
        ahead[0],
        ahead[1],
        *limits,
        0 if part.layer is None else part.weight,
        alive[-1] == part.last,
    )
    return found


def _sum_tables(part: Sum, value: int, options: Options, alive: range) -> list[tuple[Any, Any]]:
    """The same for one sum, all its states of a day at once: there are as many as amounts can be reached."""
    values = np.array([value], dtype=np.int64)
    tables = []
    for day in alive:
        amounts = np.array([part.amounts[0][day][choice] for choice in options[day]], dtype=np.int64)
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
        tables.append((number.ravel(), (amount * part.weight * (part.layer is not None)).ravel()))
    return tables
