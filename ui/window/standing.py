"""The ward of an edit session as a whole: as it is now, and as it was when a plan was accepted last. Knows no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.codec import as_planned
from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellPieces, CellRef, Problem
from scheduler.domain.rosters import Grid
from scheduler.services.stored import APPLY_PLAN, Stood

if TYPE_CHECKING:
    from ui.window.session_core import SessionCore


def whole(base: Problem, grid: Grid) -> Problem:
    """A ward with what stands in a grid."""
    frame, people = grid.frame, base.people
    locks = tuple(
        CellRef(who.id, frame.date(day)) for at, who in enumerate(people) for day in frame.all_days if grid.locked(at, day)
    )
    real = tuple(
        CellPieces(who.id, frame.date(day), pieces)
        for at, who in enumerate(people)
        for day in frame.all_days
        if (pieces := grid.special(at, day)) is not None
    )
    return replace(base, roster=grid.all_rows(), locks=locks, pieces=real)


def stood(core: SessionCore) -> Stood:
    """The plan that stood in a session that no database keeps: when the solver's was accepted last, else when it was opened."""
    accepted = [at for at, command in enumerate(core.done, 1) if command.verb == APPLY_PLAN]
    base, grid = core.base, core.grid.copy()
    for command in reversed(core.done[accepted[-1] if accepted else 0 :]):
        if command.problems is not None:
            base = command.problems[0]
            grid = Grid.of(Frame(base))
        for cell in command.cells:
            grid.put(cell.person, cell.day, cell.before.choice)
            grid.lock(cell.person, cell.day, cell.before.locked)
            grid.record(cell.person, cell.day, cell.before.real)
    return Stood(as_planned(whole(base, grid)), "accepted" if accepted else "opened")
