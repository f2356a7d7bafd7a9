"""A CP-SAT model said as penalties over cells alone, for a local search: what its auxiliary variables stand for, resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from solver.model import Goal, Model
from tests.benchmarks.peers.mip import Mip, Untranslated, translate

HARD = -1
"""The level of what must hold; the others are the layers' numbers."""

Row = tuple[dict[int, int], int]
"""Coefficients by variable, and the most that their sum may be."""


@dataclass(frozen=True, slots=True)
class Excess:
    """Weight times what `sum` has above `limit`, in a level. Each group counts its coefficient, never below zero, once where
    any choice of it is taken."""

    level: int
    weight: int
    limit: int
    groups: tuple[tuple[int, frozenset[int]], ...]


@dataclass
class Penalties:
    """Cells with their choices (the model's variables), excesses, and prices of choices as (variable, level, weight)."""

    options: list[list[int]]
    excesses: list[Excess] = field(default_factory=list)
    prices: list[tuple[int, int, int]] = field(default_factory=list)


def penalties(made: Model) -> Penalties:
    """The penalties that say what a model says, but for constants. Raises Untranslated where that cannot be."""
    return _Reader(made).read()


class _Reader:
    def __init__(self, made: Model) -> None:
        self.goals: list[Goal] = made.goals
        self.options = [[variable.index for variable in options.values()] for options in made.cells.values()]
        self.cell = {variable: at for at, options in enumerate(self.options) for variable in options}
        self.mip: Mip = translate(made.model.proto)
        self.rows: list[Row] = list(_at_most(self.mip, {frozenset(options) for options in self.options}))
        self.unions: dict[int, frozenset[int]] = {}
        self.found = Penalties(self.options)

    def read(self) -> Penalties:
        self._find_unions()
        priced: dict[int, list[tuple[int, int]]] = {}
        for level, goal in enumerate(self.goals):
            weights: dict[int, int] = {}
            for term, weight in zip(goal.terms, goal.weights, strict=True):
                weights[term.index] = weights.get(term.index, 0) + weight
            self._price_choices(level, {v: w for v, w in weights.items() if v in self.cell})
            for variable, weight in weights.items():
                if variable not in self.cell:
                    priced.setdefault(variable, []).append((level, weight))
        self._excesses(priced)
        return self.found

    def _find_unions(self) -> None:
        """Variables that are 1 exactly where one of some choices is taken; their own rows are then said."""
        above: dict[int, list[Row]] = {}
        below: dict[int, list[Row]] = {}
        for row in self.rows:
            terms, most = row
            own = [variable for variable in terms if variable not in self.cell]
            if len(own) == 1 and most == 0 and len(terms) > 1:
                sign = terms[own[0]]
                if all(c == -sign for v, c in terms.items() if v != own[0]) and abs(sign) == 1:
                    (above if sign < 0 else below).setdefault(own[0], []).append(row)
        said: set[int] = set()
        for variable, rows in below.items():
            members = frozenset(v for terms, _ in above.get(variable, ()) for v in terms if v != variable)
            if len(rows) == 1 and members == frozenset(rows[0][0]) - {variable}:
                self.unions[variable] = members
                said |= {id(row[0]) for row in (*rows, *above[variable])}
        self.rows = [row for row in self.rows if id(row[0]) not in said]

    def _price_choices(self, level: int, weights: dict[int, int]) -> None:
        for options in {self.cell[v] for v in weights}:
            least = min(weights.get(v, 0) for v in self.options[options])
            for variable in self.options[options]:
                if weights.get(variable, 0) > least:
                    self.found.prices.append((variable, level, weights.get(variable, 0) - least))

    def _excesses(self, priced: dict[int, list[tuple[int, int]]]) -> None:
        uses: dict[int, int] = {}
        for terms, most in self.rows:
            own = [v for v in terms if v not in self.cell and v not in self.unions]
            if not own:
                self._put(HARD, 1, terms, most)
                continue
            for variable in own:
                uses[variable] = uses.get(variable, 0) + 1
            if len(own) > 1 or uses[own[0]] > 1 or terms[own[0]] != -1 or self.mip.low[own[0]] != 0:
                raise Untranslated({"amount that is more than one sum's excess": 1})
            rest = {v: c for v, c in terms.items() if v != own[0]}
            for level, weight in priced.get(own[0], ()):
                self._put(level, weight, rest, most)
        for variable in self.unions.keys() & priced.keys():
            for level, weight in priced[variable]:
                self._put(level, weight, {variable: 1}, 0)

    def _put(self, level: int, weight: int, terms: dict[int, int], most: int) -> None:
        """An excess; each cell takes exactly one choice, so that its coefficients can be lifted to zero and more."""
        groups = [(c, self.unions[v]) for v, c in terms.items() if v in self.unions]
        if weight < 0 or any(c < 0 for c, _ in groups):
            raise Untranslated({"price on a lack": 1})
        for cell in {self.cell[v] for v in terms if v in self.cell}:
            least = min(terms.get(v, 0) for v in self.options[cell])
            most -= least
            groups += [(terms.get(v, 0) - least, frozenset((v,))) for v in self.options[cell] if terms.get(v, 0) > least]
        if sum(c for c, _ in groups) > most:
            self.found.excesses.append(Excess(level, weight, max(0, most), tuple(groups)))


def _at_most(mip: Mip, cells: set[frozenset[int]]) -> Iterable[Row]:
    """The program's rows as sums with a most, without those that say that a cell takes exactly one choice."""
    for variables, coefficients, low, high in zip(mip.variables, mip.coefficients, mip.row_low, mip.row_high, strict=True):
        terms = {v: c for v, c in zip(variables, coefficients, strict=True) if c}
        if low == high == 1 and frozenset(terms) in cells and set(terms.values()) == {1}:
            continue
        if high is not None:
            yield terms, high
        if low is not None:
            yield {v: -c for v, c in terms.items()}, -low
