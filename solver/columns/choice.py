"""The best choice of one known column for each of some people, as a small integer program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from solver.columns.master import Column
from solver.columns.rows import Rows
from solver.paths.graph import Ints

UNHELD = 2**60
"""Room of a layer that is not held."""

NODES_AN_EFFORT = 400


class Choice:
    """Columns to choose from, the shared rows that count and their limits (what everyone else leaves of them), and the room
    that the layers leave; `goal` is the weight of each layer in the objective."""

    def __init__(self, rows: Rows, columns: Sequence[Column], used: Ints, limits: Ints, held: Ints, goal: Ints) -> None:
        self.columns = list(columns)
        self.value = 0
        self.complete = False
        """Whether the last search was ended by a proof, not by its limits."""
        self.people = {person: at for at, person in enumerate(dict.fromkeys(column.person for column in columns))}
        self.capped = [k for k in range(len(goal)) if not goal[k] and held[k] < UNHELD]
        self.base = len(self.people) + len(self.capped)
        used = rows.exact(used)
        self.wholes = rows.wholes_of(used)
        self._row_of = rows.numbered(used, self.base)
        self.lp = self._pass(rows, used, limits, held, goal)

    def _pass(self, rows: Rows, used: Ints, limits: Ints, held: Ints, goal: Ints) -> Any:
        """A binary a column, then what is short and over in each shared row, in whole units where these are begun; wholes."""
        index, value, starts, costs = [], [], [0], []
        for column in self.columns:
            capped = [(at, k) for at, k in enumerate(self.capped) if column.costs[k]]
            index += [self.people[column.person], *(len(self.people) + at for at, _ in capped)]
            value += [1.0, *(float(column.costs[k]) for _, k in capped)]
            shared = self._row_of[column.rows]
            index += shared[shared >= 0].tolist()
            value += column.times[shared >= 0].astype(float).tolist()
            starts.append(len(index))
            costs.append(float(column.costs @ goal))
        unders, overs = (side.tolist() for side in rows.sides(goal))
        for row in used.tolist():
            for sign, side, cost in ((1.0, rows.under[row], unders[row]), (-1.0, rows.over[row], overs[row])):
                capped = [(at, k) for at, k in enumerate(self.capped) if side[k]]
                index += [int(self._row_of[row]), *(len(self.people) + at for at, _ in capped)]
                value += [sign, *(float(side[k]) for _, k in capped)]
                starts.append(len(index))
                costs.append(float(cost))
        for at in self.wholes.tolist():
            places, parts = rows.taken_off(at, self._row_of)
            index += places
            value += parts
            starts.append(len(index))
            costs.append(0.0)
        count, inf = len(self.people), highspy.kHighsInf
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(costs), self.base + len(used) + len(self.wholes)
        lp.col_cost_ = np.array(costs)
        slacks = 2 * len(used)
        lp.col_lower_ = np.concatenate([np.zeros(len(self.columns) + slacks), np.full(len(self.wholes), -inf)])
        lp.col_upper_ = np.concatenate([np.ones(len(self.columns)), np.full(slacks + len(self.wholes), inf)])
        room = [float(held[k]) for k in self.capped]
        met = np.concatenate([limits[used] / rows.per[used], np.zeros(len(self.wholes))])
        lp.row_lower_ = np.concatenate([np.ones(count), np.full(len(room), -inf), met])
        lp.row_upper_ = np.concatenate([np.ones(count), room, met])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(value)
        whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        begun = np.stack([rows.under[used].any(axis=1), rows.over[used].any(axis=1)], axis=1) & (rows.per[used] > 1)[:, None]
        sides = [whole if one else free for one in begun.ravel().tolist()]
        lp.integrality_ = [whole] * len(self.columns) + sides + [free] * len(self.wholes)
        return lp

    def best(self, below: int, seconds: float, effort: float, seed: int, start: set[int]) -> list[Column] | None:
        """The columns chosen, cheaper than `below` in the layer, or None where none are found; `start` names hinted columns."""
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, option in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", seed % 2**31),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.999),
            ("time_limit", seconds),
            ("mip_max_nodes", int(effort * NODES_AN_EFFORT)),
        ):
            solver.setOptionValue(name, option)
        solver.passModel(self.lp)
        solver.run()
        self.complete = solver.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        self.value = round(solver.getInfo().objective_function_value)
        if self.value >= below:
            return None
        taken = np.array(solver.getSolution().col_value)[: len(self.columns)]
        return [self.columns[at] for at in np.flatnonzero(taken > 0.5).tolist()]
