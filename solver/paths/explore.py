"""Parts as tables: which state follows which, day by day. Parts that read the same have one table, whoever they belong to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.paths.compile import PersonModel
from solver.paths.layers import Ints, NoRoster, Small
from solver.paths.parts import SAFE, Part, Sum


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
        key = part.signature(model.cells)
        if key is not None and isinstance(part, Sum) and part.last >= days:
            key = (key, days - part.first)
        found = self._known.get(key) if key is not None else None
        if found is None:
            found = _explore(part, model, days)
            if key is not None:
                self._known[key] = found
        return found


def _explore(part: Part, model: PersonModel, days: int) -> Explored:
    """The given days before the horizon have one choice each."""
    begun = part.begin()
    if begun is None:
        raise NoRoster
    state, amount = begun
    for day in range(part.first, min(0, part.last + 1)):
        step = part.step(state, day, model.cells.options[day][0])
        if step is None:
            raise NoRoster
        state, amount = step[0], amount + step[1]
    alive = range(max(0, part.first), min(part.last, days - 1) + 1)
    walk = _sum_tables if isinstance(part, Sum) and len(part.amounts) == 1 else _tables
    tables = walk(part, state, model, alive)  # type: ignore[arg-type]
    return _flat(amount, tables, part.layer is None)


def _flat(before: int, tables: list[tuple[Any, Any]], hard: bool) -> Explored:
    nothing = np.zeros(0, dtype=np.int64)
    following = [np.array(table, dtype=np.int32) for table, _ in tables]
    cost = [np.array(amounts, dtype=np.int64) for _, amounts in tables]
    if not any((table < 0).any() for table in following) and not any(amounts.any() for amounts in cost):
        return Explored(before, np.zeros(1, dtype=np.int64), nothing.astype(np.int32), nothing)
    begins = np.concatenate([[0], np.cumsum([len(table) for table in following])])
    return Explored(before, begins, np.concatenate(following), nothing if hard else np.concatenate(cost))


def _tables(part: Part, state: Hashable, model: PersonModel, alive: range) -> list[tuple[Any, Any]]:
    """State by state."""
    states: dict[Hashable, int] = {state: 0}
    tables = []
    for day in alive:
        after: dict[Hashable, int] = {}
        following: list[int] = []
        amounts: list[int] = []
        for before in states:
            for choice in model.cells.options[day]:
                step = part.step(before, day, choice)
                if step is None:
                    following.append(-1)
                    amounts.append(0)
                else:
                    following.append(0 if day == part.last else after.setdefault(step[0], len(after)))
                    amounts.append(step[1])
        tables.append((following, amounts))
        states = after
    return tables


def _sum_tables(part: Sum, state: Any, model: PersonModel, alive: range) -> list[tuple[Any, Any]]:
    """The same for one sum, all its states of a day at once: there are as many as amounts can be reached."""
    values = np.array([SAFE if state is None else state[0]], dtype=np.int64)
    tables = []
    for day in alive:
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
        tables.append((number.ravel(), (amount * part.weight * (part.layer is not None)).ravel()))
    return tables
