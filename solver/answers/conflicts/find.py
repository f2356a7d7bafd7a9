"""Every conflict of a ward: what the given facts break alone, people without a roster, needs that nobody can meet."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.cover import needs_not_met
from solver.answers.conflicts.found import Conflict, Conflicts
from solver.answers.conflicts.own import facts_against_rules, people_without_roster
from solver.answers.conflicts.tell import told
from solver.answers.conflicts.ward import Ward


def conflicts(book: RuleBook, given: Grid, stop: threading.Event, seconds: float) -> Conflicts:
    """Every conflict of a ward that is found in the time. Of `given` the given facts count (history, locks, absences); what
    is proposed in free cells is ignored."""
    begun = time.monotonic()
    search = Search(book, given, Clock(stop, seconds))
    found = [told(search.ward, core, search.clock) for core in search.cores()]
    found.sort(key=_first_day)
    return Conflicts(tuple(found), search.complete, time.monotonic() - begun)


def _first_day(conflict: Conflict) -> str:
    return min((day.isoformat() for member in conflict.members for day in member.dates), default="")


class Search:
    """One search; `complete` once it is known that there are no other conflicts."""

    def __init__(self, book: RuleBook, given: Grid, clock: Clock) -> None:
        self.ward, self.clock, self.complete = Ward(book, given), clock, False

    def cores(self) -> Iterator[Core]:
        yield from facts_against_rules(self.ward, self.clock)
        yield from people_without_roster(self.ward, self.clock)
        self.complete = yield from needs_not_met(self.ward, self.clock)
