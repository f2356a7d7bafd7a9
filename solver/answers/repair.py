"""Repair: the best plan near the one that stood after something happened, and others that truly differ from it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.rosters import Grid
from scheduler.domain.text import LANGUAGES, Text
from scheduler.rules.api import Finding
from scheduler.rules.live import LiveCheck
from solver.answers.local import STABLE_AT, Found, Local
from solver.answers.near import Cell, Place, accepting, all_heads, around, free_cells, joined, parts_of, shortages
from solver.answers.standing import Standing, Wards
from solver.cpsat import build
from solver.model import Goal, Model
from solver.questions import Alternative, CellChange, Cost, Notice, RepairAsked, Repairs

NOTHING_LEGAL = Text(
    "Aucun planning ne respecte toutes les règles strictes en ne changeant que les cases des jours voisins.",
    "No plan keeps every hard rule by changing only the cells of the days around.",
)
NOTHING_SO_SMALL = Text(
    "Aucun planning ne respecte toutes les règles strictes avec au plus {k} changement(s).",
    "No plan keeps every hard rule with at most {k} change(s).",
)
NO_TIME = Text("Aucune réparation trouvée dans ce temps.", "No repair was found in this time.")


@dataclass
class Before:
    """The plan that stood: its cells as text by person and day, what was short in it, what it cost, what it broke."""

    cells: Mapping[Cell, str]
    short: dict[Place, tuple[int, int]]
    costs: dict[str, int]
    broken: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, ward: Standing) -> Before:
        frame, grid = ward.frame, ward.grid
        cells = {
            (person, day): frame.text(grid.at(person, day))
            for person in range(len(frame.problem.people))
            for day in range(frame.last + 1)
        }
        costs = {layer.id: cost for layer, cost in zip(frame.problem.layers, ward.check.costs(), strict=True)}
        return cls(cells, shortages(ward.book, grid), costs, frozenset(map(_named, ward.check.broken())))


def _named(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.level, finding.people, finding.first, finding.last, finding.key


def repair(
    asked: RepairAsked, wards: Wards, stop: threading.Event, tell: Callable[[Repairs], None] = lambda found: None
) -> Repairs:
    """Answers within the question's time; with `stop` what was found until then. `tell` hears of each alternative."""
    end = time.monotonic() + asked.seconds
    before = _stood(asked, wards)
    ward = wards.of(asked.problem)
    return _Repair(asked, ward, before, stop, end).answer(tell)


def _stood(asked: RepairAsked, wards: Wards) -> Before:
    """What stood, in the places that its people and days have now."""
    found = Before.of(wards.of(asked.before))
    old, new = asked.before, asked.problem
    names = {person.id: at for at, person in enumerate(new.people)}
    shift = (old.first - new.first).days
    ids = [person.id for person in old.people]
    if shift or ids != [person.id for person in new.people]:
        cells = {
            (names[ids[person]], day + shift): text for (person, day), text in found.cells.items() if ids[person] in names
        }
        found = replace(found, cells=cells, short={}, broken=frozenset())
    return found


class _Repair:
    def __init__(self, asked: RepairAsked, ward: Standing, before: Before, stop: threading.Event, end: float) -> None:
        self.asked, self.ward, self.before, self.stop, self.end = asked, ward, before, stop, end
        self.frame, self.grid = ward.frame, ward.grid
        self.accepted = self._accepted()

    def _accepted(self) -> dict[Place, tuple[int, int]]:
        """What was short before and is not asked to be filled."""
        wanted = {(self.frame.day(gap.date), gap.code) for gap in self.asked.gaps}
        lines = {line.id: line for line in self.frame.demand}

        def filled(line: str, day: int) -> bool:
            return any(day == on and _serves(self.frame, lines[line], code) for on, code in wanted if line in lines)

        return {place: short for place, short in self.before.short.items() if not filled(place[0], place[1])}

    # --- what happened

    def _happened(self) -> tuple[frozenset[int], frozenset[int]]:
        """The people and days of cells that are no longer what they were, of demand newly short, of rules newly broken."""
        people: set[int] = set()
        days: set[int] = set()
        for (person, day), text in self.before.cells.items():
            if text and text != self.frame.text(self.grid.at(person, day)):
                people.add(person)
                days.add(day)
        for said in all_heads(self.ward.book):
            for place, part in parts_of(said):
                minimum, _ = self.accepted.get(place, (0, 0))
                served = sum(self.grid.at(person, day) in choices for person, day, choices in part.slots[0][2])
                if served < (said.minimum or 0) - minimum:
                    days.add(said.day)
                    people.update(person for person, _, _ in part.slots[0][2])
        for finding in self.ward.check.broken():
            if _named(finding) not in self.before.broken:
                people.update(finding.people)
                days.update(range(max(0, finding.first), min(self.frame.last, finding.last) + 1))
        return frozenset(people), frozenset(days)

    # --- the answer

    def answer(self, tell: Callable[[Repairs], None]) -> Repairs:
        people, days = self._happened()
        if not days:
            return Repairs((self._alternative(self._standing(), True),))
        first = 0 if self.asked.since is None else max(0, self.frame.day(self.asked.since))
        region = around(days, self.asked.reach, first, self.frame.last)
        left = {self.frame.person_index[name] for name in self.asked.left if name in self.frame.person_index}
        reached = joined(self.ward.book, people, region) - left
        free = free_cells(self.grid, reached, region)
        self.local = self._local(free)
        found: list[Found] = []
        told: tuple[Alternative, ...] = ()
        while len(found) < self.asked.alternatives and not self.local.over():
            one = self.local.best(lambda model: self._conditions(model, found))
            if one is None:
                break
            found.append(one)
            told = (*told, self._alternative(one.grid, one.proved))
            if not self._changed(one.grid):
                break  # nothing need change: whatever differs is only worse
            tell(Repairs(told))
        return Repairs(told) if told else Repairs((), (self._why_none(),))

    def _why_none(self) -> Text:
        if not self.local.impossible:
            return NO_TIME
        k = self.asked.max_changes
        return NOTHING_LEGAL if k is None else Text(*(NOTHING_SO_SMALL.get(lang).format(k=k) for lang in LANGUAGES))

    def _standing(self) -> Grid:
        return self.grid.copy()

    # --- the model

    def _local(self, free: frozenset[Cell]) -> Local:
        book = accepting(self.ward.book, self.accepted, free)
        start = self._kept(free)
        model = build(book, start, sorted(free))
        self.changes = self._change_goal(model)
        first = [*model.goals[:STABLE_AT], self.changes]
        self.kept = {
            cell: options[held]
            for cell, options in model.cells.items()
            if (held := self._held(cell)) is not None and held in options
        }
        model.hint(start)
        return Local(model, start, first, model.goals[STABLE_AT:], self.stop, self.end)

    def _kept(self, free: frozenset[Cell]) -> Grid:
        """The plan that stood, with what is given now."""
        grid = self.grid.copy()
        for person, day in free:
            held = self._held((person, day))
            grid.put(person, day, BLANK if held is None else held)
        return grid

    def _held(self, cell: Cell) -> int | None:
        text = self.before.cells.get(cell, "")
        return self.frame.parse(text) if text else None

    def _change_goal(self, model: Model) -> Goal:
        goal = Goal()
        for cell, options in model.cells.items():
            held = self._held(cell)
            if held is None:
                continue
            for choice, variable in options.items():
                if choice != held:
                    goal.add(variable, self._price(self._notice(cell[1], held, choice)))
        return goal

    def _notice(self, day: int, held: int, choice: int) -> int | None:
        """Minutes from now to the first work of either choice, or to the day where both are free of work."""
        if self.asked.now is None:
            return None
        starts = [piece.start for one in (held, choice) for piece in self.frame.pieces(one, day)]
        return min(starts, default=self.frame.midnight(day)) - self.asked.now

    def _price(self, notice: int | None) -> int:
        if notice is None:
            return 1
        return next((one.price for one in _ordered(self.asked.notices) if notice < one.minutes), 1)

    def _conditions(self, model: Any, found: list[Found]) -> None:
        """No more changes than allowed, and of each earlier alternative somebody left alone."""
        changed = [1 - variable for variable in self.kept.values()]
        forced = sum(1 for cell in self.local_cells() if cell not in self.kept and self._held(cell) is not None)
        if self.asked.max_changes is not None:
            model.add(sum(changed) + forced <= self.asked.max_changes)
        for one in found:
            self._differ(model, self._changed(one.grid))

    def local_cells(self) -> Iterable[Cell]:
        return self.local.model.cells

    def _differ(self, model: Any, changed: list[Cell]) -> None:
        """Somebody whom an alternative moved keeps all his cells that it changed."""
        alone = []
        for person in {person for person, _ in changed}:
            own = [cell for cell in changed if cell[0] == person]
            if all(cell in self.kept for cell in own):
                literal = model.new_bool_var("")
                for cell in own:
                    model.add_implication(literal, self.kept[cell])
                alone.append(literal)
        if alone:
            model.add_bool_or(alone)

    # --- what is told

    def _changed(self, grid: Grid) -> list[Cell]:
        """The free cells that a roster fills otherwise than the plan that stood."""
        return [
            cell
            for cell in self.before.cells
            if not self.grid.fixed(*cell) and (held := self._held(cell)) is not None and grid.at(*cell) != held
        ]

    def _alternative(self, grid: Grid, proved: bool) -> Alternative:
        frame = self.frame
        filled = [
            (person, day, grid.at(person, day))
            for person in range(len(frame.problem.people))
            for day in range(frame.last + 1)
            if grid.at(person, day) != self.grid.at(person, day)
        ]
        with self.ward.tried(filled) as check:
            costs = tuple(
                Cost(layer.id, value, value - self.before.costs.get(layer.id, 0))
                for layer, value in zip(frame.problem.layers, check.costs(), strict=True)
            )
            uncovered = self._uncovered(check, grid)
        changes = tuple(self._change(cell, grid) for cell in self._changed(grid))
        return Alternative(grid.horizon_rows(), changes, costs, uncovered, proved)

    def _change(self, cell: Cell, grid: Grid) -> CellChange:
        person, day = cell
        held, choice = self._held(cell), grid.at(person, day)
        assert held is not None
        notice = self._notice(day, held, choice)
        who = self.frame.problem.people[person].id
        return CellChange(who, self.frame.date(day), self.frame.text(held), self.frame.text(choice), notice)

    def _uncovered(self, check: LiveCheck, grid: Grid) -> tuple[Text, ...]:
        """What is short of the minimum now and was not before."""
        short = shortages(self.ward.book, grid)
        worse = {
            (place[0], place[1]) for place, (minimum, _) in short.items() if minimum > self.accepted.get(place, (0, 0))[0]
        }
        return tuple(
            Text(check.sentence(finding, "fr"), check.sentence(finding, "en"))
            for finding in check
            if finding.level == "minimum" and (finding.extra.get("line"), finding.first) in worse
        )


def _ordered(notices: tuple[Notice, ...]) -> list[Notice]:
    return sorted(notices, key=lambda one: one.minutes)


def _serves(frame: Frame, line: Any, code: str) -> bool:
    choice = frame.parse(code)
    return choice is not None and frame.serves(line, choice)
