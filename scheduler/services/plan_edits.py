"""What an edit of a whole plan changes in its cells, and what was said where someone else had been first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.domain.codes import Piece
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.time import add_days
from scheduler.services.stored import CellConflict, CellWrite

SHOWN = 5

Content = tuple[str, bool, tuple[Piece, ...] | None]
_EMPTY: Content = ("", False, None)


def cell_writes(before: Problem, after: Problem, versions: Mapping[CellRef, int]) -> list[CellWrite]:
    """The cells that `after` fills, locks or records otherwise than `before`, each with the version it was seen in."""
    held, wanted = _cells(before), _cells(after)
    return [
        CellWrite(person, day, versions.get(CellRef(person, day), 0), text, locked, real)
        for (person, day), (text, locked, real) in wanted.items()
        if (text, locked, real) != held.get((person, day), _EMPTY)
    ]


def _cells(problem: Problem) -> dict[tuple[str, date], Content]:
    days = [add_days(problem.first, day) for day in range(-problem.history_days, problem.days)]
    locked = {(cell.person, cell.date) for cell in problem.locks}
    real = {(cell.person, cell.date): cell.pieces for cell in problem.pieces}
    return {
        place: (text, place in locked, real.get(place))
        for row in problem.roster
        for day, text in zip(days, row.cells, strict=True)
        for place in ((row.person, day),)
    }


def kept_text(conflicts: Sequence[CellConflict]) -> Text:
    """Cells of a plan that were left as someone else had put them meanwhile."""
    shown = conflicts[:SHOWN]
    more = len(conflicts) - len(shown)
    french = [f"{each.person}, {each.date:%d/%m/%Y} : « {each.current or '-'} » ({each.actor or '?'})" for each in shown]
    english = [f"{each.person}, {each.date:%d/%m/%Y}: '{each.current or '-'}' ({each.actor or '?'})" for each in shown]
    return Text(
        "\n".join(["Modifié entre-temps par quelqu'un d'autre ; ces cases sont restées comme elles étaient :", *french])
        + (f"\n… et {more} de plus." if more else ""),
        "\n".join(["Changed meanwhile by someone else; these cells were left as they were:", *english])
        + (f"\n... and {more} more." if more else ""),
    )
