"""Plans that an answer proposes, as cells beside the roster: drawn over the grid, and taken whole or one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.services.stored import REPAIR
from ui.window.session_core import SessionCore


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell as an answer would have it: whose, on which day of the frame, what stood there when it was asked."""

    person: int
    day: int
    before: str
    after: str


def differing(problem: Problem, rows: Iterable[Row], core: SessionCore) -> tuple[Filled, ...]:
    """The cells of the horizon in which a plan differs from the roster that was asked about."""
    names = {person.id: at for at, person in enumerate(core.base.people)}
    known = problem.history_days
    stood = {row.person: row.cells[known:] for row in problem.roster}
    shift = core.frame.day(problem.first)
    return tuple(
        Filled(names[row.person], day + shift, before, after)
        for row in rows
        if row.person in names
        for day, (before, after) in enumerate(zip(stood[row.person], row.cells, strict=True))
        if before != after
    )


def open_cells(core: SessionCore, cells: Iterable[Filled]) -> list[Filled]:
    """Those that still hold what they held when it was asked, and may be written."""
    frame, grid = core.frame, core.grid
    return [
        cell
        for cell in cells
        if 0 <= cell.day <= frame.last
        and not grid.locked(cell.person, cell.day)
        and frame.text(grid.at(cell.person, cell.day)) == cell.before
        and cell.after in frame.by_text
    ]


def held(core: SessionCore, cell: Filled) -> bool:
    """Whether a cell holds already what was proposed."""
    return 0 <= cell.day <= core.frame.last and core.frame.text(core.grid.at(cell.person, cell.day)) == cell.after


def draw(core: SessionCore, cells: Iterable[Filled]) -> Grid | None:
    """Shows cells over the roster, as a proposal, which is given back."""
    ahead = core.grid.copy()
    for cell in open_cells(core, cells):
        ahead.put(cell.person, cell.day, core.frame.by_text[cell.after])
    core.propose(ahead.horizon_rows(), REPAIR)
    return core.proposal


def take(core: SessionCore, cells: Sequence[Filled], name: Text) -> tuple[int, int]:
    """Writes cells as one step; how many were written, and how many were not because something else stands there now."""
    wanted = open_cells(core, cells)
    changed = core.set_cells([(cell.person, cell.day, core.frame.by_text[cell.after]) for cell in wanted], name, REPAIR)
    return changed, sum(not held(core, cell) for cell in cells)
