"""What a plan that stands shows of a ward: all its hard rules hold together, and of its needs only these are not met."""

from __future__ import annotations

from scheduler.domain.frame import BLANK
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Heads
from scheduler.rules.live import LiveCheck
from scheduler.rules.registry import RuleBook

Short = dict[tuple[str, int], int]
"""Heads that are missing, by demand line and day."""


def shortages(book: RuleBook, grid: Grid) -> Short | None:
    """What a plan leaves short of its minima; None where a cell is undecided, or where it breaks a hard rule."""
    people, days = range(len(grid.rows)), range(book.frame.last + 1)
    if any(grid.at(person, day) == BLANK and not grid.fixed(person, day) for person in people for day in days):
        return None
    check = LiveCheck(book, grid)
    if any(check.rule(finding).setting.template != "COVER" for finding in check.broken()):
        return None
    found: Short = {}
    for said in (said for rule in book.rules for said in rule.statements if isinstance(said, Heads) and said.minimum):
        there = min((sum(grid.at(p, d) in choices for p, d, choices in cells) for _, _, cells in said.slots), default=0)
        missing = (said.minimum or 0) - there
        if missing > 0:
            found[said.line, said.day] = missing
    return found
