"""Repair: the best plan near the one that stood after something happened, and others that truly differ from it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from scheduler.domain.rosters import Grid
from scheduler.domain.text import Plural, Text
from solver.answers.before import Before
from solver.answers.case import Case, stood
from solver.answers.local import Found
from solver.answers.near import Cell
from solver.answers.search import Search
from solver.answers.standing import Wards
from solver.answers.telling import Telling
from solver.questions import CHANGES_A_HEAD, REACH, Alternative, RepairAsked, Repairs

NOTHING_LEGAL = Text(
    "Aucun planning ne respecte toutes les règles strictes avec les cases qui peuvent changer.",
    "No plan keeps every hard rule with the cells that may change.",
)
NOTHING_SO_SMALL = Plural(
    Text(
        "Aucun planning ne respecte toutes les règles strictes avec au plus {n} changement.",
        "No plan keeps every hard rule with at most {n} change.",
    ),
    Text(
        "Aucun planning ne respecte toutes les règles strictes avec au plus {n} changements.",
        "No plan keeps every hard rule with at most {n} changes.",
    ),
)
NO_OTHER = Text(
    "Aucune autre réparation qui couvre autant n'est vraiment différente : plus de la moitié des changements d'une réparation "
    "déjà dite reviendraient, pour les mêmes personnes et les mêmes jours.",
    "No other repair that covers as much truly differs: more than half of the changes of one told already would return, of "
    "the same people and days.",
)
NO_OTHER_FOUND = Text(
    "Aucune autre réparation vraiment différente n'a été trouvée dans ce temps.",
    "No other repair that truly differs was found in this time.",
)
NO_TIME = Text("Aucune réparation trouvée dans ce temps.", "No repair was found in this time.")

AS_MANY = 2
"""How many times as many changes as the best another repair may take where the best takes many."""

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
        self.few = CHANGES_A_HEAD * max(1, case.missing + len(case.broken)) if asked is None else asked
        self.most: int | None = self.few
        """How many changes a repair may take: however many (None) once so few are known not to suffice."""
        self.told: list[Alternative] = []
        self.grids: list[Grid] = []
        self.fewer: Text | None = None

    def answer(self) -> Repairs:
        if self.case.nothing:
            return Repairs((self.telling.alternative(self.case.grid, True, True),))
        near, best = self._first()
        if best is None:
            return Repairs((), (self._why_none(near),))
        few, best = best, self._covering(near, best)
        self._others(near, best, few)
        self._farther(near, best)
        return Repairs(tuple(self.told), (), self.fewer)

    def _first(self) -> tuple[Search, Found | None]:
        """What few changes can do around what happened; where no plan is legal so, with more of them, or on any day."""
        reach = self.asked.reach
        near = self._search(self.case.free(REACH if reach is None else reach))
        best = self._best(near)
        if best is None and near.local.impossible and reach is None:
            near = self._search(self.case.free(None))
            best = self._best(near)
        if best is None and near.local.impossible and self.asked.max_changes is None:
            self.most = None
            best = self._best(near)
        return near, best

    def _search(self, free: Collection[Cell], lean: bool = False) -> Search:
        return Search(self.case, free, self.stop, self.end, lean)

    def _best(self, near: Search) -> Found | None:
        found = near.best(self.most, effort=self._effort(BEST))
        if found is not None:
            self._add(near, found, self.most)
        return found

    def _effort(self, share: float) -> float:
        return share * self.asked.seconds

    def _add(self, searched: Search, found: Found, most: int | None, at: int | None = None) -> None:
        """Tells a repair, the best with at most so many changes; where more of them could be no better, as each has its
        price, with however many."""
        one = self.telling.alternative(found.grid, found.proved, everywhere=False)
        *early, price = searched.firsts(found)
        least = most is None or (not any(early) and price <= most + 1)
        at = len(self.told) if at is None else at
        self.told.insert(at, one if least else replace(one, most=most))
        self.grids.insert(at, found.grid)
        self.tell(Repairs(tuple(self.told)))

    def _covering(self, near: Search, best: Found) -> Found:
        """Where shifts stay short with few changes and nobody said how few: the repair that covers most, with as few changes
        as that takes; what few can do is told after it. It does not hang on how many alternatives are wanted."""
        if self.most is None or self.asked.max_changes is not None or not best.values[0] or near.local.over():
            return best
        one = near.best(None, cover=best.values[0] - 1, effort=self._effort(COVERING))
        if one is not None:
            self.most = None
            self._add(near, one, None, at=0)
            self._keep(range(len(self.told) if near.changed(best.grid) else 1))
            return one
        _, *other, price = near.firsts(best)
        if near.local.impossible and not any(other) and price <= self.most + 1:  # nor is any with more changes cheaper
            self.most, self.told[0] = None, replace(self.told[0], most=None)
        return best

    def _keep(self, which: Iterable[int]) -> None:
        """Keeps of what is told no more than were asked for."""
        kept = list(which)[: max(1, self.asked.alternatives)]
        self.told, self.grids = [self.told[at] for at in kept], [self.grids[at] for at in kept]

    def _others(self, near: Search, best: Found, few: Found) -> None:
        """Others that truly differ from each before them and cover as much as the best. To leave everything as it is mends
        nothing, and where nothing need change any other is only worse."""
        size = len(near.changed(best.grid))
        most = max(self.few, AS_MANY * size) if self.most is None else self.most
        found = [best] if few is best or not near.changed(few.grid) else [best, few]
        while size and len(self.told) < self.asked.alternatives and not near.local.over():
            one = near.best(most, found, cover=best.values[0], effort=self._effort(OTHER))
            if one is None or not near.changed(one.grid):
                self.fewer = NO_OTHER_FOUND if one is None and not near.local.impossible else NO_OTHER
                break
            found.append(one)
            self._add(near, one, most)

    def _farther(self, near: Search, best: Found) -> None:
        """Whether cells farther away allow a better repair than the best one near by; that comes first then."""
        if not best.proved or near.local.over():
            return
        if near.least(best):
            self.told[0] = replace(self.told[0], most=None)
        if self.asked.reach is not None or near.least(best):
            self._everywhere()
            return
        far = self._search(self.case.free(None), lean=True)
        better = far.best(self.most, below=near.firsts(best), effort=self._effort(FARTHER))
        if better is not None:
            days = {day for _, day in far.changed(better.grid)}
            wide = self._search(self.case.free(REACH, days))
            widest = wide.best(self.most, effort=self._effort(BEST))
            searched, found = (far, better) if widest is None else (wide, widest)
            self._add(searched, found, self.most, at=0)
            others = range(1, len(self.told))
            self._keep([0, *(at for at in others if self._covers_less(at) or searched.differ(found.grid, self.grids[at]))])
        if far.local.impossible if better is None else better.proved:
            self._everywhere()

    def _covers_less(self, at: int) -> bool:
        return len(self.told[at].uncovered) > len(self.told[0].uncovered)

    def _everywhere(self) -> None:
        self.told[0] = replace(self.told[0], everywhere=not self.told[0].broken)

    def _why_none(self, searched: Search) -> Text:
        if not searched.local.impossible:
            return NO_TIME
        k = self.asked.max_changes
        return NOTHING_LEGAL if k is None else NOTHING_SO_SMALL.say(k)
