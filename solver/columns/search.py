"""Searches a layer with columns, for each group of people by itself: the rosters of a ward and its bounds, put together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.columns.group import Group
from solver.columns.joined import joined
from solver.columns.plans import loosened
from solver.columns.shares import counted, shared
from solver.columns.stated import stated_rows
from solver.columns.visit import Limits
from solver.paths.cells import cells_of, person_rules
from solver.paths.compile import Compiler
from solver.paths.graph import MOST_STATES, Explorer, Interrupted, Ints, NoRoster
from solver.paths.person import Rosters, Tries

FIT = 40_000
"""States a day up to which a roster is completed at once: light ones are for where that is too slow."""


MOST_ARCS = 250_000_000
"""Of all people's graphs together: what a process has memory for."""

QUICK_ARCS = 100_000_000
"""The same where something can be left out instead: what is priced in an instant."""


def rosters_of(book: RuleBook, given: Grid, stopped: Callable[[], bool]) -> list[Rosters] | None:
    """What prices each person, light as yet; None where there is nobody, or was no time. Raises NoRoster, TooLarge and
    Unsupported."""
    compiler, explorer, rules = Compiler(book), Explorer(stopped), person_rules(book)
    problem = book.frame.problem
    if not problem.people:
        return None
    rosters, tries, shares = [], Tries(), [said for _, said, _ in shared(book, given)]
    room, quick = (most // len(problem.people) for most in (MOST_ARCS, QUICK_ARCS))
    for person in range(len(problem.people)):
        model = compiler.person(cells_of(book, given, person, rules[person]), rules[person])
        model.meters += counted(compiler, shares, model.cells)
        try:
            rosters.append(Rosters(model, problem.days, len(problem.layers), explorer, True, room, quick, tries))
        except NoRoster as none:
            none.person = person
            raise
        except Interrupted:
            return None
    return rosters


@dataclass
class ColumnSearch:
    """The groups of a ward. `offer` takes a better plan, `prove` a bound of a layer and what the best plan costs, layer by
    layer, `hear` brings what others found.

    Groups share nothing but the layers' sums: what one of them finds is a better plan of all, and bounds add up.
    """

    book: RuleBook
    given: Grid
    people: list[Rosters]
    seed: int
    offer: Callable[[Grid], object]
    prove: Callable[[int, int, tuple[int, ...]], None]
    hear: Callable[[], Grid | None] = lambda: None
    groups: list[Group] = field(init=False)
    _limits: Limits = field(default_factory=lambda: Limits(lambda: False))
    _told: tuple[int, ...] | None = None
    _tried: int = 0

    def __post_init__(self) -> None:
        rows = stated_rows(self.book, self.given, self.people)
        chance = random.Random(self.seed)
        layers = len(self.book.frame.problem.layers)
        weeks = weeks_of(self.book.frame)
        self.groups = []
        for at, persons in enumerate(joined(rows, len(self.people))):
            inside = set(persons)
            # What no cell can change counts in the first group.
            own = [row for row in rows if (not inside.isdisjoint(row.people) if row.people else at == 0)]
            people = [self.people[person] for person in persons]
            own_chance = random.Random(chance.randrange(2**62))
            self.groups.append(Group(persons, people, own, layers, weeks, self.seed, own_chance, self._took, self._proved))

    @property
    def limits(self) -> Limits:
        """When to stop."""
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits
        for group in self.groups:
            group.limits = limits

    @property
    def late(self) -> set[int]:
        """The layers that light rosters leave to the masters."""
        return set().union(*(group.late for group in self.groups))

    @property
    def cells(self) -> int:
        """How many cells have a choice."""
        return sum(len(options) > 1 for person in self.people for options in person.graph.options)

    @property
    def costs(self) -> tuple[int, ...] | None:
        """By how much the best plan passes hard rows, then what it costs by layer; None where there is none."""
        if any(group.best is None for group in self.groups):
            return None
        plans = [group.best for group in self.groups if group.best is not None]
        total: Ints = np.sum([plan.costs for plan in plans], axis=0)
        return (sum(plan.broken for plan in plans), *total.tolist())

    def grid(self) -> Grid:
        """The best plan as a roster."""
        grid = self.given.copy()
        for group in self.groups:
            group.put(grid)
        return grid

    def priced(self) -> list[int]:
        """The layers in which something can cost."""
        return [k for k in range(len(self.book.frame.problem.layers)) if any(group.goals.units[k] for group in self.groups)]

    def complete(self, most: int = MOST_STATES) -> None:
        """Take in what the rosters have left out, where no day gets more states than `most` by it, and there is time for it."""
        if most > self._tried:
            self._tried = most
            for group in self.groups:
                group.complete(most)

    def first(self) -> None:
        """A plan, person by person."""
        for group in self.groups:
            group.first()

    def learn(self, grid: Grid) -> None:
        """Take over what was found elsewhere, group by group, where it is better."""
        for group in self.groups:
            group.learn(grid)
        self._took()

    def _took(self) -> None:
        costs = self.costs
        if costs is not None and (self._told is None or costs < self._told):
            for group in self.groups:
                group.withdraw(loosened((self._told or costs)[1:], costs[1:]))
            self._told = costs
            self.offer(self.grid())

    def _proved(self, layer: int) -> None:
        if self.costs is not None:
            self.prove(layer, sum(int(group.bounds[layer]) for group in self.groups), self.costs[1:])

    def minimise(self, layer: int, limits: Limits) -> None:
        """Improve one layer while the limits allow; bounds hold for plans as good in the earlier layers."""
        if limits.neighbourhoods is not None:
            limits = Limits(limits.stopped, max(1, limits.neighbourhoods // len(self.groups)))
        self.limits = limits
        for group in self.groups:
            if limits.stopped():
                return
            group.start(layer, lambda k, group=group: self._room(group, k))  # type: ignore[misc]
        self._proved(layer)
        while not limits.stopped():
            at_work = [group for group in self.groups if not group.done and not _spent(group, limits)]
            if not at_work:
                return
            for group in at_work:
                heard = self.hear()
                if heard is not None:
                    self.learn(heard)
                if limits.stopped():
                    return
                if not group.done:
                    group.turn()

    def _room(self, group: Group, layer: int) -> Ints:
        """What earlier layers may cost in a group at most, in a plan as good as the best: the others have bounds."""
        room = np.zeros(len(group.bounds), dtype=np.int64)
        for k in range(layer):
            total = sum(int(one.best.costs[k]) for one in self.groups if one.best is not None)
            room[k] = total - sum(int(one.bounds[k]) for one in self.groups if one is not group)
        return room


def weeks_of(frame: Frame) -> list[range]:
    """The days of each calendar week of the horizon, from Monday; the first and the last may be shorter."""
    mondays = [day for day in range(frame.problem.days) if day and frame.weekday(day) == 0]
    return [range(begin, end) for begin, end in pairwise([0, *mondays, frame.problem.days])]


def _spent(group: Group, limits: Limits) -> bool:
    return limits.neighbourhoods is not None and group.visit is not None and group.visit.tried > limits.neighbourhoods
