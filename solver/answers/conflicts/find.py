"""Every conflict of a ward: what the given facts break alone, people without a roster, needs that nobody can meet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.answers.conflicts.asking import Clock, Over
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.cover import Cover
from solver.answers.conflicts.found import Conflict, Conflicts
from solver.answers.conflicts.merge import together
from solver.answers.conflicts.own import facts_against_rules, people_without_roster
from solver.answers.conflicts.tell import told
from solver.answers.conflicts.ward import Ward

SEARCH_SHARE = 0.75
"""Part of the time in which conflicts are looked for; in the rest what can be done about them."""


def conflicts(
    book: RuleBook,
    given: Grid,
    stop: threading.Event,
    seconds: float,
    tell: Callable[[Conflicts], None] = lambda found: None,
) -> Conflicts:
    """Every conflict of a ward that is found in the time. Of `given` the given facts count (history, locks, absences); a plan
    in its free cells only shows what can hold. `tell` hears of each conflict as soon as it is explained."""
    begun = time.monotonic()
    known: dict[int, Conflict] = {}

    def said(core: Core) -> Conflict:
        if id(core) not in known:
            known[id(core)] = told(search.ward, core, clock)
        return known[id(core)]

    with Clock(stop, seconds) as clock:
        looking = clock.part(SEARCH_SHARE)
        with looking:
            search, cores = Search(book, given, looking), list[Core]()
            for core in _verified(search):
                cores.append(core)
                if together(cores)[-1] is core and not clock.over():  # one that goes on with an earlier one is told with it
                    said(core)
                    tell(Conflicts(_in_order(known.values()), False, time.monotonic() - begun))
        found = [said(core) for core in together(cores)]
    return Conflicts(_in_order(found), search.complete, time.monotonic() - begun)


def _in_order(found: Iterable[Conflict]) -> tuple[Conflict, ...]:
    return tuple(sorted(found, key=_first_day))


def _verified(search: Search) -> Iterator[Core]:
    """The conflicts of a search until its time is out."""
    with suppress(Over):
        yield from (core for core in search.cores() if core.verified)


def _first_day(conflict: Conflict) -> str:
    return min((day.isoformat() for member in conflict.members for day in member.dates), default="")


class Search:
    """One search; `complete` once it is known that there are no other conflicts."""

    def __init__(self, book: RuleBook, given: Grid, clock: Clock) -> None:
        self.ward, self.clock = Ward(book, given), clock
        self._cover = Cover(self.ward, clock)

    @property
    def complete(self) -> bool:
        return self._cover.complete

    def cores(self) -> Iterator[Core]:
        yield from facts_against_rules(self.ward, self.clock)
        yield from people_without_roster(self.ward, self.clock)
        yield from self._cover.cores()
