"""One person's cells as path pricing sees them: the choices open on each day, and what a choice is where a fact is given."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.frame import ChoiceClass
from scheduler.domain.pieces import Pieces
from scheduler.domain.rosters import Grid
from scheduler.rules import reading
from scheduler.rules.api import Allow, Compare, Heads, Measure, Price, Spread, people_of
from scheduler.rules.registry import Rule, RuleBook


@dataclass
class Cells:
    """What one person may hold on each known day; a given fact is the only choice of its day."""

    grid: Grid
    person: int
    options: dict[int, tuple[int, ...]] = field(default_factory=dict)
    fixed: frozenset[int] = frozenset()

    def matches(self, klass: ChoiceClass, day: int, choice: int) -> bool:
        if day in self.fixed:
            return reading.matches(self.grid, klass, self.person, day)
        return choice in klass.choices

    def pieces(self, day: int, choice: int) -> Pieces:
        if day in self.fixed:
            return self.grid.pieces(self.person, day)
        return self.grid.frame.pieces(choice, day)

    def measured(self, measure: Measure, klass: ChoiceClass, day: int, choice: int) -> Pieces:
        """What the cell brings to a sum of a class."""
        if day in self.fixed:
            return reading.measured(self.grid, measure, klass, self.person, day)
        return self.grid.frame.measured(measure.takes, klass, choice, day)

    def blank(self, day: int) -> bool:
        """A given fact that nobody knows: nothing but maxima is judged on it."""
        return day in self.fixed and reading.blank(self.grid, self.person, day)

    @cached_property
    def marks(self) -> dict[int, Hashable]:
        """By day all that a part may read of a cell: people whose cells have equal marks on some days are alike there."""
        return {
            day: (choices, day in self.fixed, self.grid.special(self.person, day)) for day, choices in self.options.items()
        }

    def all_fixed(self, days: range | list[int] | tuple[int, ...]) -> bool:
        return self.fixed.issuperset(days)


def person_rules(book: RuleBook) -> list[list[tuple[Rule, object]]]:
    """The statements about one person alone, by person; cover, comparisons and shares are of several even where one is left."""
    found: list[list[tuple[Rule, object]]] = [[] for _ in book.frame.problem.people]
    for rule in book.rules:
        for said in rule.statements:
            who = people_of(said)
            if len(who) == 1 and not isinstance(said, (Heads, Compare, Spread)):
                found[next(iter(who))].append((rule, said))
    return found


def cells_of(book: RuleBook, grid: Grid, person: int, rules: list[tuple[Rule, object]]) -> Cells:
    """The choices that hard rules on single cells leave open."""
    frame = book.frame
    banned: dict[int, set[int]] = {}
    for rule, said in rules:
        if rule.setting.hardness != "hard":
            continue
        if isinstance(said, Allow):
            for day, choices in said.cells:
                if day not in said.lifted:
                    banned.setdefault(day, set()).update(choices)
        elif isinstance(said, Price):
            for day, klass, wanted, _ in said.cells:
                if day not in said.lifted:
                    wrong = {c for c in frame.options[person] if (c in klass.choices) != wanted}
                    banned.setdefault(day, set()).update(wrong)
    fixed = frozenset(day for day in frame.all_days if grid.fixed(person, day))
    every, shared = tuple(frame.options[person]), dict[tuple[int, ...], tuple[int, ...]]()
    options = {}
    for day in frame.all_days:
        own = (grid.at(person, day),) if day in fixed else every
        if day in banned and day not in fixed:
            own = tuple(choice for choice in every if choice not in banned[day])
        options[day] = shared.setdefault(own, own)  # days with the same choices share them, and what is read of them
    return Cells(grid, person, options, fixed)
