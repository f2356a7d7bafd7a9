"""One case that a window looks at: what happened to the plan, what was asked, and what is known to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.domain import time
from scheduler.domain.codec import as_planned
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.time import days_between
from solver.api import Gap, RepairAsked, Repairs

SECONDS = 20.0
"""How long the window lets repairs be looked for."""


@dataclass
class Case:
    """What happened (cells absent with `code`, or nobody for a shift on `first`), and what is known to mend it.

    `stood` is what the absent cells held, by person and day; `after` the ward when it was asked; `gaps` what shall be covered
    that was not before.
    """

    name: Text
    first: date
    last: date
    after: Problem
    stood: dict[CellRef, str] = field(default_factory=dict)
    code: str = ""
    gaps: tuple[Gap, ...] = ()
    max_changes: int | None = None
    question: RepairAsked | None = None
    found: Repairs = field(default_factory=Repairs)
    over: bool = False
    offered: bool = False
    """Whether its first repair was drawn over the grid."""
    failure: Text | None = None

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """The absent cells."""
        return tuple(self.stood)

    @property
    def before(self) -> Problem:
        """The ward without what happened."""
        problem = self.after
        held = {(ref.person, days_between(problem.first, ref.date) + problem.history_days): t for ref, t in self.stood.items()}
        rows = (
            replace(row, cells=tuple(held.get((row.person, at), text) for at, text in enumerate(row.cells)))
            for row in problem.roster
        )
        return replace(problem, roster=tuple(rows))


def asked(case: Case, refused: tuple[str, ...]) -> RepairAsked:
    """The question: the past stays as it is and notice counts, unless what happened lies in the past itself; who is absent,
    refused or asked not to be called is left alone."""
    problem = case.after
    today = time.today(problem.zone)
    days = [cell.date for cell in case.cells] or [case.first]
    alone = [person.id for person in problem.people if any(person.left_alone(day) for day in days)]
    return RepairAsked(
        as_planned(case.before),
        as_planned(problem),
        since=today if problem.first <= today <= case.first else None,
        now=None if today > case.first else time.now_minute(),
        max_changes=case.max_changes,
        gaps=case.gaps,
        left=tuple(dict.fromkeys([*(cell.person for cell in case.cells), *alone, *refused])),
        seconds=SECONDS,
    )
