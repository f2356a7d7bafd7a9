"""A CP-SAT model of a roster of which some cells are free and the rest are given: its variables, rows and goals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.frame import BLANK, ChoiceClass
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Allow, Heads, Price, Statement, people_of
from scheduler.rules.costs import place
from scheduler.rules.registry import RuleBook
from solver.linear import Linear

Cell = tuple[int, int]
Compilers = Mapping[type[Statement], Callable[..., None]]


@dataclass
class Goal:
    """One layer of the objective: a sum of weighted variables and a constant."""

    terms: list[Any] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, variable: Any, weight: int) -> None:
        self.terms.append(variable)
        self.weights.append(weight)

    def value(self, of: Callable[[Any], int]) -> int:
        return self.constant + sum(weight * of(term) for term, weight in zip(self.terms, self.weights, strict=True))

    def most(self) -> int:
        """An upper bound of how far two values can lie apart."""
        ends = (list(term.proto.domain) for term in self.terms)
        return sum(abs(weight) * int(end[-1] - end[0]) for weight, end in zip(self.weights, ends, strict=True))

    def expression(self) -> Any:
        return cp_model.LinearExpr.weighted_sum(self.terms, self.weights) + self.constant


class Model:
    """Variables for the free cells of a grid and every rule of a book over them.

    `free` names the cells to decide (default: every cell that is no given fact); the others stay as they stand in the grid.
    A rule set hard holds for people beyond what the given facts already break; a minimum cover is always elastic.
    """

    def __init__(self, book: RuleBook, grid: Grid, compilers: Compilers, free: Iterable[Cell] | None = None) -> None:
        self.book, self.grid, self.frame = book, grid, book.frame
        self.model = cp_model.CpModel()
        self.goals = [Goal() for _ in self.frame.problem.layers]
        self.cells: dict[Cell, dict[int, Any]] = {}
        self._memberships: dict[tuple[int, int, frozenset[int]], Linear] = {}
        self.groups: dict[tuple[Any, ...], Linear] = {}
        chosen = self._free_cells() if free is None else list(free)
        self._make_cells(chosen)
        people = {person for person, _ in self.cells}
        for rule in book.rules:
            for statement in rule.statements:
                # A price is counted whole on given facts too, whoever they belong to; a need of the whole ward even where
                # nobody who could serve has a choice.
                whole = isinstance(statement, Price) or (free is None and isinstance(statement, Heads))
                if whole or not people.isdisjoint(people_of(statement)):
                    compilers[type(statement)](self, rule.setting, statement)

    # --- cells

    def _free_cells(self) -> list[Cell]:
        people, days = range(len(self.frame.problem.people)), range(self.frame.last + 1)
        return [(p, d) for p in people for d in days if not self.grid.fixed(p, d)]

    def _make_cells(self, chosen: list[Cell]) -> None:
        forbidden: dict[Cell, frozenset[int]] = {}
        for rule in self.book.rules:
            if rule.setting.hardness == "hard":
                for said in rule.statements:
                    if isinstance(said, Allow):
                        for day, choices in said.cells:
                            if day not in said.lifted:
                                key = (said.person, day)
                                forbidden[key] = forbidden.get(key, frozenset()) | choices
        new = self.model.new_bool_var
        for cell in chosen:
            banned = forbidden.get(cell, frozenset())
            options = {choice: new("") for choice in self.frame.options[cell[0]] if choice not in banned}
            self.cells[cell] = options
            self.model.add_exactly_one(options.values())

    def decided(self, person: int, day: int) -> bool:
        """Whether the cell is a constant of this model."""
        return (person, day) not in self.cells

    def membership(self, person: int, day: int, klass: ChoiceClass) -> Linear:
        """Whether a cell is of a class, as a sum that is 0 or 1."""
        key = (person, day, klass.choices)
        known = self._memberships.get(key)
        if known is None:
            options = self.cells.get((person, day))
            if options is None:
                known = Linear.const(int(reading.matches(self.grid, klass, person, day)))
            else:
                known = Linear([options[c] for c in options if c in klass.choices])
            self._memberships[key] = known
        return known

    def undecided(self, person: int, day: int) -> bool:
        """A constant cell that is undecided: nothing is judged on it but maxima."""
        return self.decided(person, day) and reading.blank(self.grid, person, day)

    def any_of(self, key: tuple[Any, ...], parts: list[Linear]) -> Linear:
        """1 when one of the 0/1 sums is 1."""
        known = self.groups.get(key)
        if known is None:
            self.groups[key] = known = self._any_of([part for part in parts if part.variables or part.constant])
        return known

    def _any_of(self, parts: list[Linear]) -> Linear:
        if any(part.constant for part in parts):
            return Linear.const(1)
        if len(parts) <= 1:
            return parts[0] if parts else Linear.const(0)
        literal = self.model.new_bool_var("")
        for part in parts:
            self.model.add(part.expression() <= literal)
        self.model.add(sum((part.expression() for part in parts[1:]), parts[0].expression()) >= literal)
        return Linear([literal])

    # --- putting rules down

    def require(self, row: Any) -> None:
        """What a rule asks, as a row; what only gives a variable its meaning is added to the model itself."""
        self.model.add(row)

    def at_most(self, setting: RuleSetting, level: str, parts: Linear, limit: int, amount: int = 1) -> None:
        """parts <= limit; where the setting is soft each unit above costs its weight times `amount`."""
        if parts.largest() <= limit:
            return
        if setting.hardness == "hard":
            self.require(parts.expression() <= limit)
            return
        excess = self.model.new_int_var(0, parts.largest() - limit, "")
        self.model.add(parts.expression() - limit <= excess)
        self.price(setting, level, excess, amount)

    def at_least(self, setting: RuleSetting, level: str, parts: Linear, limit: int, amount: int = 1) -> None:
        """parts >= limit, as `at_most`."""
        self.at_most(setting, level, parts.negated(), -limit, amount)

    def price(self, setting: RuleSetting, level: str, variable: Any, amount: int) -> None:
        layer, weight = place(self.frame, setting, level)
        if layer is not None and weight * amount:
            self.goals[layer].add(variable, weight * amount)

    def price_sum(self, setting: RuleSetting, level: str, parts: Linear, amount: int) -> None:
        layer, weight = place(self.frame, setting, level)
        if layer is not None and weight * amount:
            for variable, coefficient in zip(parts.variables, parts.coefficients, strict=True):
                self.goals[layer].add(variable, weight * amount * coefficient)
            self.goals[layer].constant += weight * amount * parts.constant

    # --- reading solutions

    def hint(self, grid: Grid) -> None:
        """Start from a roster (cells it leaves undecided or that are not allowed are left open)."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (person, day), options in self.cells.items():
            held = grid.at(person, day)
            if held in options:
                for choice, variable in options.items():
                    self.model.add_hint(variable, choice == held)

    def write(self, grid: Grid, value: Callable[[Any], int]) -> None:
        """Put a solution's choices into a grid."""
        for (person, day), options in self.cells.items():
            for choice, variable in options.items():
                if value(variable):
                    grid.put(person, day, choice)
                    break
            else:
                grid.put(person, day, BLANK)
