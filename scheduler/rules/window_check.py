"""The live reading of totals over one person: his real work walked once, then every window read off it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from scheduler.domain import time
from scheduler.domain.codes import Piece
from scheduler.domain.rosters import Roster
from scheduler.rules.api import Finding, Slot, Total, span_lifted
from scheduler.rules.evaluate import evaluate
from scheduler.rules.reading import best_minutes, blank, measured, slot_days

Woken = list[tuple[Slot, range, int | None, int | None]]


def check_total(said: Total, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    """The quick reading where there is one; sums that few legal rules use are left to the evaluator."""
    measure = said.measure
    if len(said.people) == 1 and measure.count == "minutes" and measure.how == "overlap":
        return check_minutes(said, roster, lo, hi)
    if len(said.people) == 1 and measure.count == "days" and measure.how == "touch":
        return check_days(said, roster, lo, hi)
    return evaluate(said, roster, lo, hi)


class Clock:
    """Effective minutes of some pieces that have come up to an instant, each spread evenly over its piece."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece.end)
        self._ends = [piece.end for piece in self._pieces]
        self._longest = max((piece.end - piece.start for piece in pieces), default=0)
        self._done = [0]
        for piece in self._pieces:
            self._done.append(self._done[-1] + piece.effective)

    def come(self, instant: int) -> int:
        at = bisect_right(self._ends, instant)
        total = self._done[at]
        while at < len(self._ends) and self._ends[at] <= instant + self._longest:
            piece = self._pieces[at]
            if piece.start < instant:
                total += time.share(piece.effective, piece.start, piece.end, piece.start, instant)
            at += 1
        return total

    def between(self, first: int, last: int) -> int:
        return self.come(last) - self.come(first)


def _woken(said: Total, roster: Roster, lo: int, hi: int) -> Woken:
    """The windows that a change of days lo to hi can touch, with the days they read and their limits."""
    frame, out = roster.frame, []
    for slot, (low, high) in zip(said.windows, said.limits, strict=True):
        if slot.first - frame.reach > hi or slot.last + 2 < lo:
            continue
        days = slot_days(frame, said.measure, slot)
        if days.stop > lo and days.start <= hi and not span_lifted(said.lifted, days):
            out.append((slot, days, low, high))
    return out


def _matched(said: Total, roster: Roster, woken: Woken) -> dict[int, tuple[Piece, ...]]:
    """The person's work of the measured class on all days of the windows, by the day of its cell."""
    frame, person = roster.frame, said.people[0]
    klass = frame.klass(said.measure.select)
    days = range(min(days.start for _, days, _, _ in woken), max(days.stop for _, days, _, _ in woken))
    return {day: pieces for day in days if (pieces := measured(roster, said.measure, klass, person, day))}


def check_minutes(said: Total, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    """Minutes by overlap, over every span of every window that holds one of the days."""
    woken = _woken(said, roster, lo, hi)
    if not woken:
        return
    person, frame = said.people[0], roster.frame
    work = _matched(said, roster, woken)
    every = Clock([piece for pieces in work.values() for piece in pieces])
    fixed = Clock([piece for day, pieces in work.items() if roster.fixed(person, day) for piece in pieces])
    for slot, days, low, high in woken:
        credit, held = _credits(said, roster, slot) if said.measure.credit else (0, 0)
        sums = [every.between(*span) + credit + said.opening for span in slot.spans]

        def given(slot: Slot = slot, held: int = held) -> list[int]:
            return [fixed.between(*span) + held + said.opening for span in slot.spans]

        def best(slot: Slot = slot, days: range = days, given: Callable[[], list[int]] = given) -> list[int]:
            free = [day for day in days if not roster.fixed(person, day)]
            return [
                sure + sum(best_minutes(frame, said.measure, person, day, slot, span) for day in free)
                for sure, span in zip(given(), slot.spans, strict=True)
            ]

        yield from _judge(said, roster, slot, days, low, high, sums, given, best)


def _credits(said: Total, roster: Roster, slot: Slot) -> tuple[int, int]:
    """What absences add to the hours of a window, in all and by given facts."""
    person, frame = said.people[0], roster.frame
    who = frame.problem.people[person]
    total = held = 0
    for day in range(slot.first, slot.last + 1):
        code = frame.code(roster.at(person, day))
        if code is not None and code.credit == "fifth":
            amount = frame.credit(who, code, day)
            total += amount
            held += amount if roster.fixed(person, day) else 0
    return total, held


def check_days(said: Total, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    """Calendar days that any of the work touches, so that a night counts for both its days."""
    woken = _woken(said, roster, lo, hi)
    if not woken:
        return
    person, frame = said.people[0], roster.frame
    worked: set[int] = set()
    held: set[int] = set()
    for cell, pieces in _matched(said, roster, woken).items():
        touched = {
            day
            for day in range(cell, cell + frame.reach + 1)
            if any(piece.start < frame.midnight(day + 1) and frame.midnight(day) < piece.end for piece in pieces)
        }
        worked |= touched
        if roster.fixed(person, cell):
            held |= touched
    able = not frame.klass(said.measure.select).choices.isdisjoint(frame.options[person])
    for slot, days, low, high in woken:

        def given(slot: Slot = slot) -> list[int]:
            return [sum(not held.isdisjoint(group) for group in slot.groups) + said.opening]

        def best(slot: Slot = slot) -> list[int]:
            return [
                said.opening
                + sum(not held.isdisjoint(group) or (able and _still_open(roster, person, group)) for group in slot.groups)
            ]

        sums = [sum(not worked.isdisjoint(group) for group in slot.groups) + said.opening]
        yield from _judge(said, roster, slot, days, low, high, sums, given, best)


def _still_open(roster: Roster, person: int, group: tuple[int, ...]) -> bool:
    frame = roster.frame
    return any(
        not roster.fixed(person, day)
        for last in group
        for day in range(max(frame.first, last - frame.reach), min(frame.last, last) + 1)
    )


def _judge(
    said: Total,
    roster: Roster,
    slot: Slot,
    days: range,
    low: int | None,
    high: int | None,
    sums: list[int],
    given: Callable[[], list[int]],
    best: Callable[[], list[int]],
) -> Iterator[Finding]:
    value, person = max(sums), said.people[0]
    if high is not None and value > high:
        new = max(0, *(total - max(high, sure) for total, sure in zip(sums, given(), strict=True)))
        yield _finding(said, slot, "maximum", value, high, value - high, value - high - new)
    if low is not None and slot.whole and value < low and not any(blank(roster, person, day) for day in days):
        yield _finding(said, slot, "minimum", value, low, low - value, max(0, low - max(best())))


def _finding(said: Total, slot: Slot, level: str, value: int, limit: int, amount: int, already: int) -> Finding:
    key = (slot.first, slot.last, level)
    return Finding(said.rule, level, said.people, slot.first, slot.last, value, limit, amount, already, key)
