"""What no plan with another choice in one cell can undercut: bounds by the columns' linear program, kept ready for a ward.

The people whom rules join to the one in question are priced along all their rosters, with the cell held to what is asked.
Nobody else's roster can make the cell cheaper or dearer: the rosters of the others cost what they cost.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.answers.near import Cell
from solver.answers.standing import Standing, Wards
from solver.columns.generate import BARRED, Point
from solver.columns.group import Group
from solver.columns.joined import joined
from solver.columns.master import Column, Master, Pool
from solver.columns.plans import Chosen, chosen
from solver.columns.search import FIT, rosters_of
from solver.columns.shares import Unsupported
from solver.columns.stated import stated_rows
from solver.columns.visit import Limits
from solver.paths.graph import NoRoster, TooLarge
from solver.questions import Warm

KNOWN = 40
"""Columns a person, the newest ones, with which a linear program begins."""


KEY = "bounds"
ROOTS = 4
"""Layers whose duals are sought beforehand: bounds of later ones are mostly too weak to prove a cell's cost."""

MAKING = 3.0
"""Seconds that a question must still have for bounds to be made in it, where none stand ready."""

MOST_COLUMNS = 20_000
"""Of a group, kept from one question to the next."""


class Bounds:
    """Of the plans of one ward around its given facts."""

    def __init__(self, book: RuleBook, grid: Grid, stopped: Callable[[], bool]) -> None:
        self.book, self.facts = book, facts(grid)
        self.stopped = stopped
        """Whether the question at hand has to end."""
        self.groups: dict[int, Joined] = {}
        """By person, those whom rules join; empty where columns cannot carry the ward, or were not made in time."""
        self.finished = True
        given = grid.only_fixed()
        try:
            people = rosters_of(book, given, lambda: self.stopped())
            if people is None:
                self.finished = False
                return
            rows = stated_rows(book, given, people)
        except (NoRoster, TooLarge, Unsupported):
            return
        layers = len(book.frame.problem.layers)
        for persons in joined(rows, len(people)):
            inside = set(persons)
            own = [row for row in rows if not inside.isdisjoint(row.people)]
            mine = [people[person] for person in persons]
            group = Group(persons, mine, own, layers, (), 1, random.Random(1), lambda: None, lambda layer: None)
            self.groups.update(dict.fromkeys(persons, Joined(group)))

    def of(self, person: int, stopped: Callable[[], bool]) -> Joined | None:
        """Those whom rules join to a person."""
        self.stopped = stopped
        found = self.groups.get(person)
        if found is not None:
            found.ready(stopped)
        return found


def bounds_of(wards: Wards, ward: Standing, stopped: Callable[[], bool], may_make: bool) -> Bounds | None:
    """Those that stand ready for a ward as it is; made where they may be, and where there is time for it."""
    kept: Bounds | None = wards.aside.get(KEY)
    if kept is not None and kept.book is ward.book and kept.facts == facts(ward.grid):
        return kept
    if not may_make:
        return None
    wards.aside.pop(KEY, None)  # before there are two
    made = Bounds(ward.book, ward.grid, stopped)
    if made.finished:
        wards.aside[KEY] = made
    return made


def prepare(asked: Warm, wards: Wards, stop: threading.Event) -> None:
    """Makes a ward ready, and where that is asked the bounds of its cells, as far as `stop` lets it."""
    ward = wards.of(asked.problem)
    bounds = bounds_of(wards, ward, stop.is_set, True) if asked.proofs else None
    if bounds is None:
        return
    bounds.stopped = stop.is_set
    for group in {id(each): each for each in bounds.groups.values()}.values():
        group.ready(stop.is_set)
        plan = group.plan(ward.grid)
        if plan is not None:
            for layer in range(min(ROOTS, len(plan.costs))):
                group.root(layer, plan)


def facts(grid: Grid) -> tuple[tuple[int, ...], ...]:
    """What is given in a roster: everything else is decided by a plan."""
    days = range(grid.frame.last + 1)
    return tuple(
        tuple(grid.at(person, day) if grid.fixed(person, day) else -1 for day in days) for person in range(len(grid.rows))
    )


@dataclass
class Joined:
    """A group of people, with the duals that were found for its layers."""

    group: Group
    points: dict[int, Point] = field(default_factory=dict)
    roots: dict[int, tuple[tuple[int, ...], int]] = field(default_factory=dict)
    """What a layer costs at least, in rosters that cost no more than so much in those before, whatever single cells hold."""
    _columns: dict[tuple[int, tuple[int, ...]], Column] = field(default_factory=dict)
    _complete: bool = False

    def ready(self, stopped: Callable[[], bool]) -> None:
        """Has its rosters count everything; done once."""
        self.group.limits = Limits(stopped)
        if not self._complete:
            self.group.complete(FIT)
            self._complete = not stopped()
            self.points.clear()
            self.roots.clear()
            self._columns.clear()
        if len(self.group.generator.pool.columns) > MOST_COLUMNS:
            self.group.generator.pool = Pool(self.group.rows)
            self._columns.clear()

    def root(self, layer: int, plan: Chosen) -> None:
        """Bounds a layer for any plan as good as this one in the layers before; with its duals single cells begin."""
        room = tuple(plan.costs[:layer].tolist())
        done = layer in self.roots and self.roots[layer][0] == room
        if done or not self.group.goals.units[layer] or self.group.limits.stopped():
            return
        group = self.group
        master = Master(group.rows, group.everyone, layer, group.goals.pure(layer), plan.costs, group.rows.limits, False)
        master.add(plan.columns)
        outcome = group.generator.run(master, target=float(plan.costs[layer]), near=self.points.get(layer))
        if outcome.point is not None and not group.limits.stopped():
            self.points[layer] = outcome.point
            bound = self._whole(layer, outcome.bound)
            if bound is not None:
                self.roots[layer] = room, bound

    def plan(self, grid: Grid) -> Chosen | None:
        """The rosters of these people as columns; None where one of them breaks a hard rule."""
        group, columns = self.group, []
        for at, (person, rosters) in enumerate(zip(group.persons, group.people, strict=True)):
            options = rosters.graph.options
            held = [grid.at(person, day) for day in range(len(options))]
            if any(choice not in own for choice, own in zip(held, options, strict=True)):
                return None
            taken = tuple(own.index(choice) for choice, own in zip(held, options, strict=True))
            if (at, taken) not in self._columns:
                path = rosters.follow(list(taken))
                if path is None:
                    return None
                self._columns[at, taken] = group.generator.pool.add(at, path)[0]
            columns.append(self._columns[at, taken])
        return chosen(group.rows, columns)

    def possible(self, cell: Cell, allowed: frozenset[int]) -> bool:
        """Whether the person has a roster with one of these choices there that keeps the hard rules; True where not known."""
        generator, at = self.group.generator, self._bar(cell, allowed)
        nothing = np.zeros(self.group.layers, dtype=np.int64)
        point = generator.point(nothing[:0].astype(float), np.zeros(len(self.group.rows.rows)), nothing)
        try:
            path = generator.price(at, point)
            return path is not None and path.value <= BARRED // 2
        finally:
            generator.barred.clear()

    def least(self, layer: int, cell: Cell, allowed: frozenset[int], before: Chosen, found: Chosen) -> int | None:
        """What these people cost at least in a layer with one of those choices in the cell, where they cost no more than
        `before` in the earlier layers; None where nothing was proved. `found` is such a plan, the best that is known.
        """
        group, generator = self.group, self.group.generator
        at = self._bar(cell, allowed)
        master = Master(group.rows, group.everyone, layer, group.goals.pure(layer), before.costs, group.rows.limits, False)
        master.add(self._fitting(found.columns, cell, allowed, at))
        master.add(self._fitting(before.columns, cell, allowed, at))
        for own in generator.pool.by_person.values():
            master.add(self._fitting(own[-KNOWN:], cell, allowed, at))
        unit = max(1, int(group.goals.units[layer]))
        value = int(found.costs[layer])
        try:
            outcome = generator.run(
                master, target=float(value - unit + 1), near=self.points.get(layer), enough=value - unit + 1e-4
            )
        finally:
            generator.barred.clear()
        if outcome.point is not None:
            self.points.setdefault(layer, outcome.point)
        return self._whole(layer, outcome.bound)

    def _whole(self, layer: int, bound: float) -> int | None:
        """A bound up to the next cost that a plan can have; None where there is none."""
        if not abs(bound) < 1e15:
            return None
        unit, certain = max(1, int(self.group.goals.units[layer])), self.group.goals.certain(layer)
        return certain + unit * int(np.ceil((bound - certain - 1e-6) / unit))

    def _bar(self, cell: Cell, allowed: frozenset[int]) -> int:
        """Closes all other choices of the cell to pricing; the place of its person in the group."""
        at = self.group.rows.place[cell[0]]
        offsets = self.group.rows.offsets[at]
        barred = np.zeros(int(offsets[-1]), dtype=np.int64)
        for option, choice in enumerate(self.group.people[at].graph.options[cell[1]]):
            if choice not in allowed:
                barred[offsets[cell[1]] + option] = BARRED
        self.group.generator.barred = {at: barred}
        return at

    def _fitting(self, columns: Iterable[Column], cell: Cell, allowed: frozenset[int], at: int) -> list[Column]:
        """Those that keep the cell to its choices."""
        options = self.group.people[at].graph.options[cell[1]]
        return [one for one in columns if one.person != at or options[int(one.taken[cell[1]])] in allowed]
