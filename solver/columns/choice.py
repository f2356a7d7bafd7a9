"""The best choice of one known column for each of some people, as a small integer program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from solver.columns.master import Column
from solver.columns.rows import Rows
from solver.paths.graph import Ints

UNHELD = 2**60
"""Room of a layer that is not held."""


class Choice:
    """Columns to choose from, the shared rows that count and their limits (what everyone else leaves of them), and the room
    that the layers leave; `goal` is the weight of each layer in the objective."""

    def __init__(self, rows: Rows, columns: Sequence[Column], used: Ints, limits: Ints, held: Ints, goal: Ints) -> None:
        self.columns, self.model = columns, cp_model.CpModel()
        self.value = 0
        self.takes: list[Any] = [self.model.new_bool_var("") for _ in columns]
        by_person: dict[int, list[Any]] = {}
        for column, take in zip(columns, self.takes):
            by_person.setdefault(column.person, []).append(take)
        for own in by_person.values():
            self.model.add_exactly_one(own)
        goals: list[list[tuple[Any, int]]] = [[] for _ in goal]
        for column, take in zip(columns, self.takes):
            for k in np.flatnonzero(column.costs).tolist():
                goals[k].append((take, int(column.costs[k])))
        self._rows(rows, used, limits, goals)
        self.sums = [cp_model.LinearExpr.weighted_sum([v for v, _ in goal], [w for _, w in goal]) for goal in goals]
        for k in range(len(goal)):
            if goals[k] and not goal[k] and held[k] < UNHELD:
                self.model.add(self.sums[k] <= int(held[k]))
        terms = [(variable, weight * int(goal[k])) for k in np.flatnonzero(goal).tolist() for variable, weight in goals[k]]
        self.goal = cp_model.LinearExpr.weighted_sum([v for v, _ in terms], [w for _, w in terms])

    def _rows(self, rows: Rows, used_rows: Ints, limits: Ints, goals: list[list[tuple[Any, int]]]) -> None:
        terms: dict[int, list[tuple[Any, int]]] = {}
        for column, take in zip(self.columns, self.takes):
            for row, times in zip(column.rows.tolist(), column.times.tolist()):
                terms.setdefault(row, []).append((take, times))
        for row in used_rows.tolist():
            used = terms.get(row, [])
            total = cp_model.LinearExpr.weighted_sum([v for v, _ in used], [c for _, c in used]) if used else 0
            most = abs(int(limits[row])) + sum(times for _, times in used)
            for costs, sign in ((rows.under[row], 1), (rows.over[row], -1)):
                counted = np.flatnonzero(costs).tolist()
                if counted:
                    slack = self.model.new_int_var(0, most, "")
                    self.model.add(sign * (int(limits[row]) - total) <= slack)
                    for k in counted:
                        goals[k].append((slack, int(costs[k])))

    def best(self, below: int, seconds: float, effort: float, seed: int, start: set[int]) -> list[Column] | None:
        """The columns chosen, cheaper than `below` in the layer, or None where none are found; `start` names hinted columns."""
        self.model.add(self.goal <= below - 1)
        self.model.minimize(self.goal)
        for at, take in enumerate(self.takes):
            self.model.add_hint(take, at in start)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.max_deterministic_time = effort
        solver.parameters.random_seed = seed
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self.value = int(solver.value(self.goal))
        return [column for column, take in zip(self.columns, self.takes) if solver.value(take)]
