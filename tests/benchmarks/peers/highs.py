"""The peer that is HiGHS alone: the CP-SAT model's rows as one plain mixed integer program, layer after layer."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from scheduler.domain.problem import Problem
from solver.cpsat import build
from solver.model import Goal
from tests.benchmarks.peers.mip import Mip, Untranslated, translate
from tests.benchmarks.peers.outcome import Outcome, bound_problem, judged, shares

NAME = "HiGHS"
SLACK = 1e-6
"""How far from a whole number HiGHS's values may lie."""


def absent() -> str:
    return ""  # the product brings it


def run(problem: Problem, seconds: float, workers: int, seed: int = 1) -> Outcome:
    """The best plan in so many seconds, the making of the model included."""
    begun = time.monotonic()
    book, grid = bound_problem(problem)
    made = build(book, grid)
    try:
        program = Program(translate(made.model.proto), workers, seed)
    except Untranslated as refused:
        return Outcome(NAME, (), None, time.monotonic() - begun, f"not run: not linear: {refused}")
    open_layers = [k for k, goal in enumerate(made.goals) if goal.terms]
    last = len(made.goals) - 1
    bound = None if last in open_layers else made.goals[last].constant
    for place, k in enumerate(open_layers or [last]):
        left = seconds - (time.monotonic() - begun)
        proved = program.minimise(made.goals[k], max(0.1, shares(open_layers[place:] or [k], left)[0]))
        if program.infeasible:
            return Outcome(NAME, (), None, time.monotonic() - begun, "no legal plan exists")
        if k == last and proved is not None:
            bound = proved
        if not program.values:
            break
        program.hold(made.goals[k], made.goals[k].value(program.value))
    seconds = time.monotonic() - begun
    if not program.values:
        return judged(NAME, book, (), bound, seconds)
    made.write(grid, program.value)
    return judged(NAME, book, grid.horizon_rows(), bound, seconds, tuple(goal.value(program.value) for goal in made.goals))


class Program:
    """A program in HiGHS; `values` are the best known of each variable, empty before there are any."""

    def __init__(self, mip: Mip, workers: int, seed: int = 1) -> None:
        self.values: list[int] = []
        self.infeasible = False
        self._count = len(mip.low)
        self.highs = highspy.Highs()
        options = {"output_flag": False, "threads": workers, "random_seed": seed, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0}
        self.highs.resetGlobalScheduler(True)
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.highs.passModel(_lp(mip))

    def value(self, variable: Any) -> int:
        return self.values[variable.index]

    def minimise(self, goal: Goal, seconds: float) -> int | None:
        """Minimise a layer; the bound that was proved of it."""
        costs = np.zeros(self._count)
        for variable, weight in zip(goal.terms, goal.weights, strict=True):
            costs[variable.index] += weight
        self.highs.changeColsCost(self._count, np.arange(self._count, dtype=np.int32), costs)
        self.highs.changeObjectiveOffset(float(goal.constant))
        if self.values:
            start = highspy.HighsSolution()
            start.col_value = [float(value) for value in self.values]
            self.highs.setSolution(start)
        # HiGHS counts its time over all the runs of an object.
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + seconds)
        self.highs.run()
        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        self.infeasible = status == highspy.HighsModelStatus.kInfeasible
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self.values = [round(value) for value in self.highs.getSolution().col_value]
        proved = info.mip_dual_bound
        return math.ceil(proved - SLACK) if math.isfinite(proved) else None

    def hold(self, goal: Goal, value: int) -> None:
        """From now on this layer costs no more than that."""
        terms: dict[int, int] = {}
        for variable, weight in zip(goal.terms, goal.weights, strict=True):
            terms[variable.index] = terms.get(variable.index, 0) + weight
        indices, weights = np.array(list(terms), dtype=np.int32), np.array(list(terms.values()), dtype=float)
        self.highs.addRow(-highspy.kHighsInf, float(value - goal.constant), len(terms), indices, weights)


def _lp(mip: Mip) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(mip.low), len(mip.variables)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_, lp.col_upper_ = np.array(mip.low, dtype=float), np.array(mip.high, dtype=float)
    lp.row_lower_, lp.row_upper_ = _limits(mip.row_low, -highspy.kHighsInf), _limits(mip.row_high, highspy.kHighsInf)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, mip.variables)], dtype=np.int32)
    lp.a_matrix_.index_ = np.array([v for row in mip.variables for v in row], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([c for row in mip.coefficients for c in row], dtype=float)
    return lp


def _limits(given: Sequence[int | None], without: float) -> np.ndarray:
    return np.array([without if each is None else each for each in given], dtype=float)
