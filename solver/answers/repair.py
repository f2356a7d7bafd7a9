"""Repair: the best plan near the one that stood after something happened, and others that truly differ from it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace

from scheduler.domain.text import Text
from solver.answers.before import Before
from solver.answers.case import Case, stood
from solver.answers.local import Found
from solver.answers.near import Cell
from solver.answers.search import Search
from solver.answers.standing import Wards
from solver.answers.telling import Telling
from solver.questions import CHANGES_A_HEAD, LONGER, REACH, Alternative, RepairAsked, Repairs

NOTHING_LEGAL = Text(
    "Aucun planning ne respecte toutes les règles strictes avec les cases qui peuvent changer.",
    "No plan keeps every hard rule with the cells that may change.",
)
NOTHING_SO_SMALL = Text(
    "Aucun planning ne respecte toutes les règles strictes avec au plus {k} changement(s).",
    "No plan keeps every hard rule with at most {k} change(s).",
)
NO_TIME = Text("Aucune réparation trouvée dans ce temps.", "No repair was found in this time.")

BEST, OTHER, FARTHER, COVERING = 1 / 12, 1 / 75, 1 / 60, 1 / 60
"""CP-SAT's deterministic seconds for each second of the question's time: to prove the best repair; each other one; whether
cells farther away allow fewer changes; whether more changes cover more. What is not proved by then is told as it is."""


def repair(
    asked: RepairAsked, wards: Wards, stop: threading.Event, tell: Callable[[Repairs], None] = lambda found: None
) -> Repairs:
    """The alternatives found in the question's time; with `stop` what was found until then. `tell` hears of each one."""
    end = time.monotonic() + asked.seconds
    old = wards.of(asked.before)
    same = old.serves(asked.problem)
    before = Before.of(old) if same else Before.of(old, wards.of(asked.problem).frame)
    ward = wards.of(asked.problem)
    with ward.tried(stood(ward, before)):
        return _Repair(Case(asked, ward, before), stop, end, tell).answer()


class _Repair:
    def __init__(self, case: Case, stop: threading.Event, end: float, tell: Callable[[Repairs], None]) -> None:
        self.case, self.asked, self.stop, self.end, self.tell = case, case.asked, stop, end, tell
        self.telling = Telling(case)
        asked = case.asked.max_changes
        self.most = CHANGES_A_HEAD * max(1, case.missing + len(case.broken)) if asked is None else asked
        self.told: list[Alternative] = []

    def answer(self) -> Repairs:
        case, asked = self.case, self.asked
        if case.nothing:
            return Repairs((self.telling.alternative(case.grid, True, True),))
        near = self._search(case.free(REACH if asked.reach is None else asked.reach))
        best = self._best(near)
        if best is None and near.local.impossible and asked.reach is None:
            near = self._search(case.free(None))
            best = self._best(near)
        if best is None:
            return Repairs((), (self._why_none(near),))
        self._longer(near, best)
        self._others(near, best)
        self._farther(near, best)
        return Repairs(tuple(self.told))

    def _search(self, free: Collection[Cell], lean: bool = False) -> Search:
        return Search(self.case, free, self.stop, self.end, lean)

    def _best(self, near: Search) -> Found | None:
        found = near.best(self.most, effort=self._effort(BEST))
        if found is not None:
            self._add(found)
        return found

    def _effort(self, share: float) -> float:
        return share * self.asked.seconds

    def _add(self, found: Found, everywhere: bool = False, at: int | None = None) -> None:
        one = self.telling.alternative(found.grid, found.proved, everywhere)
        self.told.insert(len(self.told) if at is None else at, one)
        self.tell(Repairs(tuple(self.told)))

    def _others(self, near: Search, best: Found) -> None:
        """Others that leave somebody alone whom each before them moves. To leave everything as it is mends nothing, and where
        nothing need change any other is only worse."""
        found = [best]
        while len(self.told) < self.asked.alternatives and near.changed(found[-1].grid) and not near.local.over():
            one = near.best(self.most, found, effort=self._effort(OTHER))
            if one is None or not near.changed(one.grid):
                break
            found.append(one)
            self._add(one)

    def _longer(self, near: Search, best: Found) -> None:
        """Where shifts stay short with so few changes and nobody said how few: whether more of them cover more."""
        if self.asked.max_changes is None and best.values[0] and self.asked.alternatives > 1 and not near.local.over():
            one = near.best(LONGER * self.most, cover=best.values[0] - 1, effort=self._effort(COVERING))
            if one is not None:
                self._add(one)

    def _farther(self, near: Search, best: Found) -> None:
        """Whether cells farther away allow a better repair than the best one near by; that comes first then."""
        if not best.proved or near.local.over():
            return
        if self.asked.reach is not None or near.least(best):
            self._everywhere()
            return
        far = self._search(self.case.free(None), lean=True)
        better = far.best(self.most, below=best.values[: len(near.local.first)], effort=self._effort(FARTHER))
        if better is not None:
            days = {day for _, day in far.changed(better.grid)}
            wide = self._search(self.case.free(REACH, days)).best(self.most, effort=self._effort(BEST))
            self._add(better if wide is None else wide, at=0)
            del self.told[max(1, self.asked.alternatives) :]
        if far.local.impossible if better is None else better.proved:
            self._everywhere()

    def _everywhere(self) -> None:
        self.told[0] = replace(self.told[0], everywhere=not self.told[0].broken)

    def _why_none(self, searched: Search) -> Text:
        if not searched.local.impossible:
            return NO_TIME
        k = self.asked.max_changes
        return NOTHING_LEGAL if k is None else NOTHING_SO_SMALL.format(k=k)
