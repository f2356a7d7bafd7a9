"""Wards that stand ready for questions: their rules stated, and the findings of a plan kept while it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.rules.live import LiveCheck
from scheduler.rules.registry import RuleBook, bind

KEPT = 4
"""Wards kept ready at once."""

AFRESH = 400
"""Cells that differ above which everything is checked anew."""

Filled = tuple[int, int, int]
"""A person, a day and the choice put there."""


class Standing:
    """One ward with the plan that stands. `problem` is what it was last brought to."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.frame = Frame(problem)
        self.book: RuleBook = bind(self.frame)
        self.grid = Grid.of(self.frame)
        self.check = LiveCheck(self.book, self.grid)
        self._bare = bare(problem)

    def serves(self, problem: Problem) -> bool:
        """Whether a problem differs in cells, locks and calls alone, of codes that are known here."""
        return bare(problem) == self._bare and all(
            text in self.frame.by_text for row in problem.roster for text in set(row.cells)
        )

    def stand(self, problem: Problem) -> None:
        """Bring the roster and its findings to those of a problem that this serves."""
        wanted = Grid.of(self.frame, problem)
        differ = {
            person: [day for day in self.frame.all_days if _state(self.grid, person, day) != _state(wanted, person, day)]
            for person in range(len(problem.people))
        }
        for person, days in differ.items():
            for day in days:
                self.grid.put(person, day, wanted.at(person, day))
                self.grid.lock(person, day, wanted.locked(person, day))
        if sum(map(len, differ.values())) > AFRESH:
            self.check.refresh()
        else:
            for person, days in differ.items():
                self.check.recheck(person, days)
        self.problem = problem

    @contextmanager
    def tried(self, cells: Iterable[Filled]) -> Iterator[LiveCheck]:
        """The check with other choices in some cells, which hold their own again afterwards."""
        filled = list(cells)
        before = [(person, day, self.grid.at(person, day)) for person, day, _ in filled]
        try:
            self._fill(filled)
            yield self.check
        finally:
            self._fill(before)

    def _fill(self, cells: list[Filled]) -> None:
        days: dict[int, list[int]] = {}
        for person, day, choice in cells:
            self.grid.put(person, day, choice)
            days.setdefault(person, []).append(day)
        for person, own in days.items():
            self.check.recheck(person, own)


def _state(grid: Grid, person: int, day: int) -> tuple[int, bool]:
    return grid.at(person, day), grid.locked(person, day)


def bare(problem: Problem) -> Problem:
    """A problem without what may change from one question to the next: cells, locks, the call log."""
    return replace(problem, roster=(), locks=(), calls=())


class Wards:
    """The wards that were last asked about."""

    def __init__(self) -> None:
        self._ready: list[Standing] = []
        self.aside: dict[str, Any] = {}
        """What else is kept from one question to the next, of the newest ward only: it is large."""

    def of(self, problem: Problem) -> Standing:
        """A ward brought to this problem."""
        found = next((ward for ward in self._ready if ward.serves(problem)), None)
        if found is None:
            found = Standing(problem)
        else:
            self._ready.remove(found)
            found.stand(problem)
        self._ready = [found, *self._ready[: KEPT - 1]]
        return found
