"""One case that a window looks at: what happened to the plan, what was asked, and what is known to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.domain import time
from scheduler.domain.codec import as_planned
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.time import days_between
from scheduler.services.changed import Changed
from solver.api import Gap, RepairAsked, Repairs

SECONDS = 20.0
"""How long the window lets repairs be looked for."""


@dataclass
class Case:
    """What happened (cells absent with `code`, nobody for a shift on `first`, or what has `changed` since the plan stood), and
    what is known to mend it.

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
    changed: Changed | None = None
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
        if self.changed is not None:
            return self.changed.before
        problem = self.after
        held = {(ref.person, days_between(problem.first, ref.date) + problem.history_days): t for ref, t in self.stood.items()}
        rows = (
            replace(row, cells=tuple(held.get((row.person, at), text) for at, text in enumerate(row.cells)))
            for row in problem.roster
        )
        return replace(problem, roster=tuple(rows))

    @property
    def given(self) -> Problem:
        """The ward as it is asked about: what has changed in its cells is given."""
        return self.after if self.changed is None else self.changed.after

    @property
    def repairable(self) -> bool:
        """Whether anything happened that a repair could mend."""
        return bool(self.stood or self.gaps or self.changed)

    @property
    def until(self) -> date:
        """The last day that may be today for the past to stay as it is: the first of what happened, which for changes of the
        ward may be any day."""
        return self.first if self.changed is None else self.last

    @property
    def facts(self) -> Mapping[CellRef, str]:
        """What must stand in cells for this to be a case still."""
        return dict.fromkeys(self.stood, self.code) if self.changed is None else self.changed.entered

    def of(self, base: Problem) -> bool:
        """Whether a ward's data, but for cells and what goes on beside them, are those that have changed."""
        return self.changed is None or _data(base) == _data(self.after)


def _data(problem: Problem) -> Problem:
    return replace(problem, roster=(), locks=(), pieces=(), calls=(), references=())


def asked(case: Case, refused: tuple[str, ...]) -> RepairAsked:
    """The question: the past stays as it is and notice counts, unless what happened lies in the past itself; who is absent,
    refused or asked not to be called is left alone (after changes of the ward, on the days that each has named)."""
    problem = case.given
    today = time.today(problem.zone)
    days = [cell.date for cell in case.cells] or ([case.first] if case.gaps else [])
    alone = [person.id for person in problem.people if any(person.left_alone(day) for day in days)]
    return RepairAsked(
        as_planned(case.before),
        as_planned(problem),
        since=today if problem.first <= today <= case.until else None,
        now=None if today > case.until else time.now_minute(),
        max_changes=case.max_changes,
        gaps=case.gaps,
        left=tuple(dict.fromkeys([*(cell.person for cell in case.cells), *alone, *refused])),
        seconds=SECONDS,
    )
