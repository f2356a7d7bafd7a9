"""The master: which column each person takes, as a linear program in HiGHS, and the duals that price new columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.columns.rows import Rows
from solver.columns.tallies import Tally
from solver.paths.graph import Ints
from solver.paths.price import Path

Floats = NDArray[np.float64]

Within = tuple[int | None, int | None]
"""The least and the most that a tally may be; None where nothing limits it."""

_NONE: Ints = np.zeros(0, dtype=np.int64)

LARGEST = 10_000
"""Weight of a layer in a linear program: where they lie farther apart all are made smaller, since its tolerances are fixed."""

STEPS = 50_000
"""Of the simplex method at most: one that goes in circles has to end."""

ELASTIC = 10_000
"""What a unit above a held layer costs where one may be passed."""


DUAL, PRIMAL = 1, 4
"""HiGHS's numbers for its simplex strategies."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One roster of one person: the options it takes, its cost by layer, the rows it serves and how often."""

    person: int
    taken: Ints
    costs: Ints
    rows: Ints
    times: Ints

    def value(self, weights: Ints, duals: Ints) -> int:
        """Its price at whole duals, `extended` to wholes."""
        return int(self.costs @ weights) - int(self.times @ duals[self.rows])


@dataclass
class Pool:
    """Every column found so far, each once."""

    rows: Rows
    columns: list[Column] = field(default_factory=list)
    by_person: dict[int, list[Column]] = field(default_factory=dict)
    _known: dict[tuple[int, tuple[int, ...]], Column] = field(default_factory=dict)

    def add(self, person: int, path: Path) -> tuple[Column, bool]:
        """The column of a path, and whether it is new."""
        known = self._known.get((person, path.taken))
        if known is not None:
            return known, False
        served, times = self.rows.served(person, path.taken)
        taken, costs = np.array(path.taken, dtype=np.int64), np.array(path.costs, dtype=np.int64)
        column = Column(person, taken, costs, served, times)
        self._known[person, path.taken] = column
        self.columns.append(column)
        self.by_person.setdefault(person, []).append(column)
        return column, True


class Master:
    """A convexity row for each person in it, a row for each layer that is held, a row for what people share, in units that
    cost, and one for each whole of which some take a share: it is a variable of its own.

    `goal` is the weight of each layer in the objective, none of those before `layer`. `limits` are the shared rows' after what
    the people outside the master serve; `held` the earlier layers' room for those in it. Rows that cost nothing here are left
    out. With `elastic` a held layer may be passed at a price that no plan worth having pays; so may always the limits of
    `tallies`, which have none at first.
    """

    def __init__(
        self,
        rows: Rows,
        people: Sequence[int],
        layer: int,
        goal: Ints,
        held: Ints,
        limits: Ints,
        elastic: bool,
        used: Ints | None = None,
        tallies: Sequence[Tally] = (),
    ) -> None:
        self.rows, self.layer, self.goal, self.held = rows, layer, goal, held
        self.people = list(people)
        self.place = {person: at for at, person in enumerate(self.people)}
        every = np.arange(len(limits)) if used is None else used
        self.used = every[rows.priced(goal, layer)[every]]
        self.limits, self.all_limits = limits[self.used], limits
        self.base = len(self.people) + layer
        self.wholes = rows.wholes_of(self.used)
        self._row_of = rows.numbered(self.used, self.base)
        self.tallies = list(tallies)
        self.within: list[Within] = [(None, None)] * len(self.tallies)
        self._first_tally = self.base + len(self.used) + len(self.wholes)
        self.columns: list[Column] = []
        self._inside: set[int] = set()
        self._shut: set[int] = set()
        self._cells: dict[int, tuple[Ints, Ints]] = {}
        for person in {tally.person for tally in self.tallies if tally.person is not None}:
            own = [at for at, tally in enumerate(self.tallies) if tally.person == person]
            self._cells[person] = (
                np.array(own, dtype=np.int64) + self._first_tally, np.stack([self.tallies[at].cells for at in own])
            )
        self._fresh = True
        self.scale = max(1.0, float(goal.max()) / LARGEST)
        self.lp: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_iteration_limit", STEPS)):
            self.lp.setOptionValue(name, value)
        self._pass(elastic)

    def _pass(self, elastic: bool) -> None:
        """Rows and slack columns: under and over for each shared row, then the wholes, two for each tally, and one for each
        held layer."""
        count, shared, layer = len(self.people), len(self.used), self.layer
        under, over = self.rows.under[self.used], (self.rows.over + self.rows.backed)[self.used]
        ties = {}
        for tied, above, below in self.rows.ties:
            if self._row_of[tied] >= 0:
                ties[above, -1.0] = ties[below, 1.0] = int(self._row_of[tied])
        unders, overs = (side[self.used].tolist() for side in self.rows.sides(self.goal))
        inf = highspy.kHighsInf
        index: list[int] = []
        value: list[float] = []
        starts: list[int] = []
        costs: list[float] = []
        adding: dict[int, list[int]] = {}
        for number, tally in enumerate(self.tallies, self._first_tally):
            for row in tally.rows.tolist():
                adding.setdefault(row, []).append(number)
        for at, row in enumerate(self.used.tolist()):
            for sign, side, cost in ((1.0, under[at], unders[at]), (-1.0, over[at], overs[at])):
                starts.append(len(index))
                costs.append(float(cost))
                for earlier in range(layer):
                    if side[earlier]:
                        index.append(count + earlier)
                        value.append(float(side[earlier]))
                index.append(self.base + at)
                value.append(sign)
                if (row, sign) in ties:
                    index.append(ties[row, sign])
                    value.append(-1.0)
                if sign > 0 and row in adding:
                    index += adding[row]
                    value += [1.0] * len(adding[row])
        for whole in self.wholes.tolist():
            starts.append(len(index))
            costs.append(0.0)
            places, parts = self.rows.taken_off(whole, self._row_of)
            told = [number for number, tally in enumerate(self.tallies, self._first_tally) if tally.whole == whole]
            index += [*places, *told]
            value += [*parts, *(1.0 for _ in told)]
        for number in range(len(self.tallies)):
            for sign in (1.0, -1.0):
                starts.append(len(index))
                costs.append(float(ELASTIC * self.goal.max()))
                index.append(self._first_tally + number)
                value.append(sign)
        for earlier in range(layer):
            starts.append(len(index))
            costs.append(float(ELASTIC * self.goal.max()))
            index.append(count + earlier)
            value.append(-1.0)
        self.slacks = len(costs)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.slacks, self._first_tally + len(self.tallies)
        lp.col_cost_ = np.array(costs) / self.scale
        elastic_ones = 2 * len(self.tallies) + layer
        lp.col_lower_ = np.concatenate([np.zeros(2 * shared), np.full(len(self.wholes), -inf), np.zeros(elastic_ones)])
        upper = np.full(self.slacks, inf)
        if not elastic and layer:
            upper[-layer:] = 0.0
        lp.col_upper_ = upper
        met = np.concatenate([self.limits / self.rows.per[self.used], np.zeros(len(self.wholes))])
        free = np.full(len(self.tallies), inf)
        lp.row_lower_ = np.concatenate([np.ones(count), np.full(layer, -inf), met, -free])
        lp.row_upper_ = np.concatenate([np.ones(count), self.held[:layer].astype(float), met, free])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array([*starts, len(index)], dtype=np.int32)
        lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(value)
        self.lp.passModel(lp)

    def add(self, columns: Iterable[Column]) -> int:
        """Take columns in; those already here are passed over. Returns how many are new here."""
        new, again = [], set()
        for column in columns:
            if id(column) not in self._inside:
                self._inside.add(id(column))
                new.append(column)
            elif id(column) in self._shut:
                again.add(id(column))
        if again:
            self._bound([at for at, column in enumerate(self.columns) if id(column) in again], highspy.kHighsInf)
            self._shut -= again
        if not new:
            return 0
        index, value, starts = [], [], [0]
        for column in new:
            held = np.flatnonzero(column.costs[: self.layer])
            rows = self._row_of[column.rows]
            here = rows >= 0
            tallied, amounts = self._tallied(column)
            index += [np.array([self.place[column.person]]), len(self.people) + held, rows[here], tallied]
            value += [np.ones(1), column.costs[held], column.times[here], amounts]
            starts.append(starts[-1] + 1 + len(held) + len(index[-2]) + len(tallied))
        costs = np.array([float(column.costs @ self.goal) for column in new]) / self.scale
        count = len(new)
        self.lp.addCols(
            count,
            costs,
            np.zeros(count),
            np.full(count, highspy.kHighsInf),
            starts[-1],
            np.array(starts[:-1], dtype=np.int32),
            np.concatenate(index).astype(np.int32),
            np.concatenate(value).astype(float),
        )
        self.columns += new
        return count

    def _tallied(self, column: Column) -> tuple[Ints, Ints]:
        """The rows of the tallies of a column's person that are not 0 in it, and what they are."""
        numbers, cells = self._cells.get(column.person, (_NONE, None))
        if cells is None:
            return _NONE, _NONE
        amounts = cells[:, self.rows.offsets[column.person][:-1] + column.taken].sum(axis=1)
        return numbers[amounts != 0], amounts[amounts != 0]

    def restrict(self, at: int, low: int | None, high: int | None) -> None:
        """Give a tally limits."""
        inf = highspy.kHighsInf
        self.within[at] = (low, high)
        self.lp.changeRowBounds(self._first_tally + at, -inf if low is None else low, inf if high is None else high)
        self._fresh = True  # what was optimal is still dual feasible

    def basis(self) -> Any:
        """Where the last solution stands, to begin from again."""
        return self.lp.getBasis()

    def restore(self, basis: Any) -> None:
        """Begin from there, with the limits of tallies as they were: columns that came since are not taken yet."""
        since = self.lp.getNumCol() - len(basis.col_status)
        basis.col_status = [*basis.col_status, *[highspy.HighsBasisStatus.kLower] * since]
        self.lp.setBasis(basis)
        self._fresh = False

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the columns that are not kept. Those in the basis, which would be lost, stay: nothing of them can be taken."""
        kept = kept & np.array([id(column) not in self._shut for column in self.columns], dtype=bool)
        basic = np.zeros(len(kept), dtype=bool)
        basis = self.lp.getBasis()
        if basis.valid:
            held = [status == highspy.HighsBasisStatus.kBasic for status in basis.col_status[self.slacks :]]
            basic[: len(held)] = held
        gone, shut = np.flatnonzero(~kept & ~basic), np.flatnonzero(~kept & basic)
        if len(shut):
            self._bound(shut.tolist(), 0.0)
            self._fresh = True  # what was optimal is still dual feasible
        if len(gone):
            self.lp.deleteCols(len(gone), (gone + self.slacks).astype(np.int32))
        left = kept | basic
        self._shut = {id(self.columns[at]) for at in shut.tolist()}
        self.columns = [column for column, stays in zip(self.columns, left.tolist()) if stays]
        self._inside = {id(column) for column in self.columns}

    def _bound(self, places: list[int], upper: float) -> None:
        index, count = np.array(places, dtype=np.int32) + self.slacks, len(places)
        self.lp.changeColsBounds(count, index.astype(np.int32), np.zeros(count), np.full(count, upper))

    @property
    def open(self) -> list[Column]:
        """The columns that can be taken."""
        return [column for column in self.columns if id(column) not in self._shut]

    def purge(self, each: int) -> None:
        """Keep what is taken and what would soonest be, so many columns a person on the average."""
        self.keep(self._soonest(each))

    def soonest(self, each: int) -> list[Column]:
        """What is taken and what would soonest be, so many columns a person on the average."""
        return [column for column, kept in zip(self.columns, self._soonest(each).tolist()) if kept]

    def _soonest(self, each: int) -> NDArray[np.bool_]:
        """Columns that came since the last solution are not among them."""
        solution = self.lp.getSolution()
        taken, dear = (np.array(values)[self.slacks :] for values in (solution.col_value, solution.col_dual))
        kept = np.zeros(len(self.columns), dtype=bool)
        kept[: len(taken)] = taken > 1e-9
        kept[np.argsort(dear, kind="stable")[: each * len(self.people)]] = True
        return kept

    def solve(self) -> float | None:
        """The value of the linear program, or None where it has no solution."""
        # Nothing costs less than nothing: the first basis is dual feasible. Columns that come later keep it primal feasible.
        self._run(DUAL if self._fresh else PRIMAL)
        if self.lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.lp.clearSolver()  # lost its way in weights that lie far apart
            self._run(DUAL)
        self._fresh = False
        if self.lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self.lp.getInfo().objective_function_value) * self.scale

    def _run(self, strategy: int) -> None:
        self.lp.setOptionValue("simplex_strategy", strategy)
        self.lp.run()

    def duals(self) -> tuple[Floats, Floats, Floats]:
        """Duals of the people, of the layers held (as weights, not negative) and of all shared rows (0 where not in here)."""
        found = np.array(self.lp.getSolution().row_dual) * self.scale
        count = len(self.people)
        rows = np.zeros(len(self.all_limits))
        rows[self.used] = found[self.base : self.base + len(self.used)]
        return found[:count], np.maximum(0.0, -found[count : self.base]), rows

    def charged(self) -> dict[Tally, float]:
        """Duals of the tallies."""
        if not self.tallies:
            return {}
        found = np.array(self.lp.getSolution().row_dual)[self._first_tally :] * self.scale
        return dict(zip(self.tallies, found.tolist()))

    def short(self) -> Floats:
        """By how much each shared row is below its limit (0 where not in here)."""
        found = np.zeros(len(self.all_limits))
        found[self.used] = np.array(self.lp.getSolution().col_value)[: 2 * len(self.used) : 2]
        return found

    def shares(self) -> Floats:
        """How much of each column is taken; nothing of those that came since."""
        taken = np.zeros(len(self.columns))
        solved = np.array(self.lp.getSolution().col_value)[self.slacks :]
        taken[: len(solved)] = solved
        return taken
