"""The search for one repair: the cells that may change, what comes first, and the conditions on how they change."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from scheduler.domain.rosters import Grid
from scheduler.rules.costs import place
from scheduler.rules.registry import RuleBook
from solver.answers.case import Case
from solver.answers.local import Found, Local, minimum_layers, stable_at, weighted, weights
from solver.answers.near import Cell, accepting
from solver.answers.prices import Prices
from solver.answers.standing import Filled
from solver.cpsat import build
from solver.model import Goal


class Search:
    """A model of some cells of a case, to be asked for the best repair under several conditions.

    Minimised first, one above the other: heads missing that were not; what the ward's own rules cost more than before; the
    price of the changes. With `lean` the later layers are left out.
    """

    def __init__(self, case: Case, free: Collection[Cell], stop: threading.Event, end: float, lean: bool = False) -> None:
        self.case, self.prices = case, Prices(case.asked, case.frame)
        self.cut = stable_at(case.frame)
        grid = _given(case.grid, free)
        self.model = build(self._book(free, lean), grid, sorted(free))
        cells, rest = self.model.cells, case.frame.rest
        self.held = {cell: case.grid.at(*cell) or rest for cell in cells}
        self.kept = {cell: options[self.held[cell]] for cell, options in cells.items() if self.held[cell] in options}
        for cell, options in cells.items():
            for choice in options.keys() - case.allowed(*cell):
                self.model.model.add(options[choice] == 0)
        self.model.hint(case.grid)
        goals = self.model.goals
        self.local = Local(self.model, grid, [*goals[: self.cut], self._changes()], goals[self.cut :], stop, end)
        self._only_what_is_worse()

    def _book(self, free: Collection[Cell], lean: bool) -> RuleBook:
        """The rules that count: of the demand what these cells serve, and where it is lean none that only counts later."""
        case = self.case
        book = accepting(case.ward.book, lambda place: case.before.short_in(place), free, case.wanted)
        if not lean:
            return book
        rules = (rule for rule in book.rules if rule.setting.hardness == "hard" or self._early(rule.setting))
        return replace(book, rules=tuple(rules))

    def _early(self, setting: Any) -> bool:
        layers = (place(self.case.frame, setting, level)[0] for level in ("", *setting.levels))
        return any(layer is not None and layer < self.cut for layer in layers)

    def _changes(self) -> Goal:
        goal = Goal()
        for cell, options in self.model.cells.items():
            held = self.held[cell]
            for choice, variable in options.items():
                if choice != held:
                    goal.add(variable, self.prices.of(cell[1], held, choice))
        return goal

    def _only_what_is_worse(self) -> None:
        """Of the ward's own rules counts what they cost more than before: what stood is not mended at the price of changes.

        What a model counts and what the check counts differ by what its constants make up: one roster tells how much.
        """
        case, goals, local = self.case, self.model.goals, self.local
        own = [at for at in range(self.cut) if at not in minimum_layers(case.frame) and goals[at].terms]
        if not own:
            return
        found = Local(self.model, local.grid, [], [goals[at] for at in own], local.stop, local.end).best()
        if found is None:
            return
        with case.ward.tried(self.filled(found.grid)) as check:
            costs = check.costs()
        model = self.model.model
        for at, counted in zip(own, found.values, strict=True):
            allowed = case.before.costs.get(case.frame.problem.layers[at].id, 0) - costs[at] + counted
            excess = model.new_int_var(0, goals[at].most(), "")
            model.add(goals[at].expression() - max(0, allowed) <= excess)
            local.first[at] = Goal([excess], [1])

    # --- asking

    def best(
        self,
        most: int | None,
        others: Sequence[Found] = (),
        cover: int | None = None,
        below: Sequence[int] | None = None,
        effort: float | None = None,
    ) -> Found | None:
        """The best repair with at most so many changes (None: however many), of those that truly differ from `others`, that
        miss at most `cover`, and that are better than values of the first goals which stand `below`."""
        first = self.local.first
        stands = () if below is None else zip(first, weights(first), below, strict=True)
        limit = None if below is None else sum(weight * value for goal, weight, value in stands if goal.terms) - 1

        def conditions(model: Any) -> None:
            if most is not None:
                forced = len(self.held) - len(self.kept)
                model.add(sum(1 - variable for variable in self.kept.values()) + forced <= most)
            for one in others:
                self._differ(model, self.changed(one.grid))
            if cover is not None:
                model.add(first[0].expression() <= cover)
            if limit is not None:
                model.add(weighted(first) <= limit)

        found = self.local.best(conditions, effort)
        return None if found is None else replace(found, grid=self._told(found.grid))

    def _differ(self, model: Any, changed: list[Cell]) -> None:
        """Half of an alternative's changes, of those that need not be in every repair, are of people or of days that this one
        leaves alone: the same moves with two names exchanged are no other way."""
        people = {person: self._alone(model, [cell for cell in self.held if cell[0] == person]) for person, _ in changed}
        days = {day: self._alone(model, [cell for cell in self.held if cell[1] == day]) for _, day in changed}
        others = []
        for person, day in changed:
            alone = [literal for literal in (people[person], days[day]) if literal is not None]
            if alone:
                other = model.new_bool_var("")
                model.add_bool_or([*alone, other.negated()])
                others.append(other)
        if others:
            model.add(2 * sum(others) >= len(others))
        else:
            model.add_bool_or([])

    def _alone(self, model: Any, cells: list[Cell]) -> Any | None:
        """A literal that is true only where all these cells keep what they hold; None where one of them cannot."""
        if not all(cell in self.kept for cell in cells):
            return None
        literal = model.new_bool_var("")
        for cell in cells:
            model.add_implication(literal, self.kept[cell])
        return literal

    def differ(self, one: Grid, other: Grid) -> bool:
        """Whether another repair is truly another way than one told before it."""
        again = self.changed(other)
        people, days = {person for person, _ in again}, {day for _, day in again}
        forced = [cell for cell in self.held if cell not in self.kept]
        bound, fixed = {person for person, _ in forced}, {day for _, day in forced}
        counted = [(person, day) for person, day in self.changed(one) if person not in bound or day not in fixed]
        same = [(person, day) for person, day in counted if person in people and day in days]
        return bool(counted) and 2 * len(same) <= len(counted)

    def firsts(self, found: Found) -> tuple[int, ...]:
        """What it costs of what is proved: heads, the ward's own rules, and last the price of the changes."""
        return found.values[: len(self.local.first)]

    def _told(self, grid: Grid) -> Grid:
        """A roster in which what was undecided and need not be decided is so still."""
        for cell, held in self.held.items():
            if not self.case.grid.at(*cell) and grid.at(*cell) == held:
                grid.put(*cell, self.case.grid.at(*cell))
        return grid

    def changed(self, grid: Grid) -> list[Cell]:
        """The cells that a roster fills otherwise than the plan that stood."""
        return [cell for cell in self.held if grid.at(*cell) != self.case.grid.at(*cell)]

    def filled(self, grid: Grid) -> list[Filled]:
        return [(*cell, grid.at(*cell)) for cell in self.changed(grid)]

    def least(self, found: Found) -> bool:
        """Whether no change of cells farther away can be better: every missing head is there, at a price below which only
        changes of the very days of what happened can come."""
        *early, price = self.firsts(found)
        return not any(early) and price <= self.case.least_price(self.prices.lowest) + 1


def _given(grid: Grid, free: Collection[Cell]) -> Grid:
    """The plan that stood, every cell a given fact but those that may change: rules about a whole group are then judged."""
    grid = grid.copy()
    for person in range(len(grid.frame.problem.people)):
        for day in range(grid.frame.last + 1):
            if (person, day) not in free:
                grid.lock(person, day, True)
    return grid
