"""The plain reading of statements that hold people against each other: heads of two groups, totals of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Roster
from scheduler.rules import reading
from scheduler.rules.api import Compare, Finding, Part, SignedCells, Spread

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


def spread(said: Spread, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    """The distances of a group's totals from their shares, where the window is touched."""
    days = reading.slot_days(roster.frame, said.measure, said.window)
    if days.start <= hi and days.stop > lo:
        found = judge_spread(said, [person_total(said, roster, at) for at in range(len(said.people))])
        if found is not None:
            yield found


def person_total(said: Spread, roster: Roster, at: int) -> tuple[int | None, bool]:
    """One person's total with its opening, None while a cell of the window is undecided; and whether all are given facts."""
    person, frame = said.people[at], roster.frame
    days = reading.slot_days(frame, said.measure, said.window)
    given = all(roster.fixed(person, day) for day in days)
    if any(reading.blank(roster, person, day) for day in days):
        return None, given
    return reading.total(roster, said.measure, said.window, person) + said.openings[at], given


def judge_spread(said: Spread, totals: Sequence[tuple[int | None, bool]]) -> Finding | None:
    """What the totals of a group make of its window: those farther off than the limit are named, the most above first."""
    known = [total for total, _ in totals if total is not None]
    if len(known) < len(totals):
        return None
    whole, everything = sum(said.shares), sum(known)
    off = [whole * total - share * everything for total, share in zip(known, said.shares, strict=True)]
    passed = [max(0, abs(distance(far, whole)) - said.limit) for far in off]
    amount = sum(passed) if said.norm == "sum" else max(passed)
    if not amount:
        return None
    named = sorted((at for at, more in enumerate(passed) if more), key=lambda at: -off[at])
    tenths = [share_in_tenths(share, everything, whole) for share in said.shares]
    who = tuple((said.people[at], known[at], tenths[at], distance(off[at], whole)) for at in named)
    window, already = said.window, amount if all(given for _, given in totals) else 0
    return Finding(
        said.rule, "", tuple(sorted(said.people[at] for at in named)), window.first, window.last,
        max(passed) + said.limit, said.limit, amount, already, (window.first, window.last), extra={"who": who},
    )  # fmt: skip


def share_in_tenths(share: int, everything: int, whole: int) -> int:
    """A person's part of the group's total in tenths of its unit, rounded."""
    return (20 * share * everything + whole) // (2 * whole)


def distance(off: int, whole: int) -> int:
    """By how many whole units a total lies above (below: negative) its share; `off` is `whole` times that."""
    return off // whole if off > 0 else -(-off // whole)
