"""A small model for diagnosis, without objective: rules, needs and given facts hold only while their literals say so."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from scheduler.domain.rosters import Grid
from scheduler.rules.api import Allow, Heads
from scheduler.rules.registry import RuleBook
from solver.answers.conflicts.instances import Atom, Instance
from solver.cpsat import COMPILERS
from solver.linear import Linear
from solver.model import Cell, Model


class Guarded(Model):
    """Free cells, given facts that may be taken back, and rules over them.

    `loose` names the cells that are given facts: each holds what stands in it while its literal is on, else anything the
    person may hold. Of all other cells those that are blank count as nothing, so that whatever cannot hold here cannot hold
    in the whole ward either. With `guarded` false there are no literals: everything holds.
    """

    def __init__(
        self, book: RuleBook, grid: Grid, free: Iterable[Cell], loose: Iterable[Cell] = (), guarded: bool = True,
        coefficients: dict[Any, Any] | None = None,
    ) -> None:  # fmt: skip
        self.loose, self.guarded = frozenset(loose), guarded
        self.guards: dict[Atom, Any] = {}
        self._on: dict[Atom, bool] = {}
        self.short: dict[tuple[str, int], Any] = {}
        self._at: Atom | None = None
        super().__init__(replace(book, rules=()), grid, COMPILERS, [*free, *self.loose])
        if coefficients is not None:
            self.coefficients = coefficients
        self.cap = self.model.new_int_var(0, 0, "")
        """The most heads that may be missing in all."""

    def _make_cells(self, chosen: list[Cell]) -> None:
        new = self.model.new_bool_var
        for person, day in chosen:
            options = {choice: new("") for choice in self.frame.options[person]}
            if (person, day) in self.loose:
                options.setdefault(self.grid.at(person, day), new(""))
            self.cells[person, day] = options
            self.model.add_exactly_one(options.values())

    def require(self, row: Any) -> None:
        if self.guarded and self._at is not None:
            self.model.add(row).only_enforce_if(self._guard(self._at))
        else:
            self.model.add(row)

    def _guard(self, atom: Atom) -> Any:
        known = self.guards.get(atom)
        if known is None:
            known = self.guards[atom] = self.model.new_bool_var("")
        return known

    # --- what it is made of

    def hold(self, found: Instance) -> None:
        """A hard rule's instance."""
        self._at = found.atom
        setting = found.setting if found.setting.hardness == "hard" else replace(found.setting, hardness="hard")
        if isinstance(found.said, Allow):
            for day, forbidden in found.said.cells:
                options = self.cells.get((found.said.person, day), {})
                banned = [options[choice] for choice in options if choice in forbidden]
                if banned and day not in found.said.lifted:
                    self.require(sum(banned) <= 0)
        else:
            COMPILERS[type(found.said)](self, setting, found.said)
        self._at = None

    def need(self, said: Heads) -> None:
        """The minimum of a demand line on a day, less what is counted as missing."""
        assert said.minimum is not None
        missing = self.model.new_int_var(0, max(0, said.minimum), "")
        self._at = Atom("need", said.line, (), said.day, said.day)
        for _, _, cells in said.slots:
            parts = [self._serving(person, day, choices) for person, day, choices in cells]
            total = Linear.total(parts)
            self.require(total.expression() + missing >= said.minimum)
        self.short[said.line, said.day] = missing
        self._at = None

    def _serving(self, person: int, day: int, choices: frozenset[int]) -> Linear:
        options = self.cells.get((person, day))
        if options is None:
            return Linear.const(int(self.grid.at(person, day) in choices))
        return Linear([options[choice] for choice in options if choice in choices])

    def facts(self, atoms: Iterable[Atom]) -> None:
        """Given facts: what stands in their cells."""
        for atom in atoms:
            self._at = atom
            for person in atom.people:
                for day in range(atom.first, atom.last + 1):
                    self.require(self.cells[person, day][self.grid.at(person, day)] >= 1)
        self._at = None

    def close(self) -> None:
        """No more is added: what is missing in all stays below the cap."""
        if self.short:
            self.model.add(sum(self.short.values()) <= self.cap)

    def copied(self) -> Guarded:
        """The same model, to which more can be added without this one."""
        other = copy(self)
        other.model = self.model.clone()
        other.guards, other.short, other._on = dict(self.guards), dict(self.short), dict(self._on)
        other.groups, other._memberships = dict(self.groups), dict(self._memberships)
        return other

    # --- asking

    def hint(self, grid: Grid) -> None:
        """Lets the search begin with what a roster holds."""
        for (person, day), options in self.cells.items():
            held = grid.at(person, day)
            for choice, literal in options.items():
                self.model.add_hint(literal, choice == held)

    def switch(self, atom: Atom, literal: Any, on: bool) -> None:
        """Whether a rule, need or fact holds."""
        if self._on.get(atom) != on:
            self._on[atom] = on
            self.set(literal, int(on), int(on))

    def set(self, variable: Any, low: int, high: int) -> None:
        domain = self.model.proto.variables[variable.index].domain
        domain[0], domain[1] = low, high

    def largest(self, variable: Any) -> int:
        domain = self.model.proto.variables[variable.index].domain
        return int(domain[len(domain) - 1])
