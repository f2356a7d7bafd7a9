"""What each person of a group brings to a total that is shared out: by the cells that have a choice, and for certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Spread, Total
from scheduler.rules.registry import RuleBook
from solver.paths.cells import Cells
from solver.paths.compile import Compiler, feeds_of


class Unsupported(Exception):
    """A coupling rule that is no row over cells yet."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What each choice of an open day adds to a person's total, and what the other days and his opening come to."""

    open: dict[tuple[int, int], int]
    certain: int


def amounts_of(
    book: RuleBook, setting: RuleSetting, said: Spread, given: Grid, options: Sequence[Sequence[Sequence[int]]]
) -> list[Amounts] | None:
    """By person of the group; None where the window is not judged or all of it is given. Raises Unsupported."""
    days = reading.slot_days(book.frame, said.measure, said.window)
    known = [(person, day) for person in said.people for day in days if given.fixed(person, day)]
    if len(known) == len(said.people) * len(days) or any(reading.blank(given, *cell) for cell in known):
        return None
    if setting.hardness == "hard" or said.norm != "sum":
        raise Unsupported
    compiler = Compiler(book)
    return [_amounts(compiler, said.total(at), days, _cells(given, p, options[p])) for at, p in enumerate(said.people)]


def _cells(given: Grid, person: int, options: Sequence[Sequence[int]]) -> Cells:
    frame = given.frame
    fixed = frozenset(day for day in frame.all_days if given.fixed(person, day))
    before = {day: (given.at(person, day),) for day in range(frame.first, 0)}
    return Cells(given, person, before | {day: tuple(choices) for day, choices in enumerate(options)}, fixed)


def _amounts(compiler: Compiler, said: Total, days: range, cells: Cells) -> Amounts:
    (window,) = said.windows
    if said.measure.count != "minutes":
        return _counts(compiler, said, cells)
    table = compiler.minutes(cells, said, window, window.spans[0], days)
    certain = sum(sum(table[day].values()) for day in days if len(cells.options[day]) == 1)
    free = {(d, c): amount for d in days if len(cells.options[d]) > 1 for c, amount in table[d].items() if amount}
    return Amounts(free, certain + said.opening)


def _counts(compiler: Compiler, said: Total, cells: Cells) -> Amounts:
    """Groups of days that count once each: no two open days may make the same one count."""
    feeds, _ = feeds_of(compiler.frame, cells, said, said.windows[0])
    sure = {group for (day, _), groups in feeds.items() if len(cells.options[day]) == 1 for group in groups}
    free = {cell: groups - sure for cell, groups in feeds.items() if len(cells.options[cell[0]]) > 1}
    days: dict[int, set[int]] = {}
    for (day, _), groups in free.items():
        for group in groups:
            days.setdefault(group, set()).add(day)
    if any(len(feeding) > 1 for feeding in days.values()):
        raise Unsupported
    return Amounts({cell: len(groups) for cell, groups in free.items() if groups}, len(sure) + said.opening)
