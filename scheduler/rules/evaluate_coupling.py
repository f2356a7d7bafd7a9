"""The plain reading of statements that hold people against each other: heads of two groups, totals of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Roster
from scheduler.rules import reading
from scheduler.rules.api import Compare, Finding, Part, SignedCells

CELLS_REACH = 3
"""Within so many days of what is judged lie all the cells that can count for it."""


def compare(said: Compare, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    """Every row of a comparison that is broken, with those who stand on its side that is too large."""
    frame = roster.frame
    for part in said.parts:
        if not touched(part.first, part.last, lo, hi):
            continue
        for at, (cells, limit) in enumerate(part.rows):
            held = [(person, sign) for person, day, choices, sign in cells if roster.at(person, day) in choices]
            over = sum(sign for _, sign in held) - limit
            if over <= 0 or any(sign < 0 and reading.blank(roster, person, day) for person, day, _, sign in cells):
                continue
            already = max(0, least(frame, cells, roster.fixed, roster.at) - limit)
            people = tuple(sorted({person for person, sign in held if sign > 0}))
            value = sum(sign for _, sign in held if sign > 0)
            yield _finding(said, part, at, people, value, value - over, over, already)


def _finding(
    said: Compare, part: Part, at: int, people: tuple[int, ...], value: int, limit: int, amount: int, already: int
) -> Finding:
    key = (part.start, at)
    extra = {"start": part.start, "end": part.end, "row": at}
    return Finding(said.rule, "", people, part.first, part.last, value, limit, amount, already, key, extra=extra)


def least(frame: Frame, cells: SignedCells, given: Callable[[int, int], bool], at: Callable[[int, int], int]) -> int:
    """The smallest sum of a row that the cells which are not given can still bring about."""
    total = 0
    for person, day, choices, sign in cells:
        if given(person, day):
            total += sign * (at(person, day) in choices)
        elif sign < 0 and not choices.isdisjoint(frame.options[person]):
            total += sign
    return total


def touched(first: int, last: int, lo: int, hi: int) -> bool:
    """Whether a change of days lo to hi can touch what is judged for days first to last."""
    return first - CELLS_REACH <= hi and last + CELLS_REACH >= lo
