"""The plain reading of statements, instance by instance over a roster; every other back end is tested against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.pieces import Pieces
from scheduler.domain.rosters import Roster
from scheduler.rules import reading
from scheduler.rules.api import (
    Allow,
    Compare,
    Finding,
    Gap,
    Heads,
    Hole,
    Period,
    Price,
    Run,
    Slot,
    Spread,
    Stated,
    Statement,
    Total,
    Word,
    span_lifted,
)
from scheduler.rules.evaluate_coupling import compare, spread, touched

DAYS_WITHOUT_LIMIT = 10**6
Read = dict[tuple[int, int], Pieces]
"""What cells, by person and day, bring to a sum: windows overlap."""
HEADS_REACH = 3
"""Within so many days of a demand line's own day lie all the cells that can count for it."""


def evaluate(
    statement: Statement, roster: Roster, lo: int = -DAYS_WITHOUT_LIMIT, hi: int = DAYS_WITHOUT_LIMIT
) -> Iterator[Finding]:
    """Every instance that the roster breaks and whose span touches days lo to hi; runs are always judged as a whole."""
    yield from _READERS[type(statement)](statement, roster, lo, hi)


def _allow(said: Allow, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    person = said.person
    for day, forbidden in said.cells:
        if lo <= day <= hi and roster.at(person, day) in forbidden and day not in said.lifted:
            already = int(roster.fixed(person, day))
            choice = roster.at(person, day)
            yield Finding(said.rule, "", (person,), day, day, 1, 0, 1, already, (day,), extra={"choice": choice})


def _duty(pieces: Pieces) -> tuple[int, int]:
    return min(piece.start for piece in pieces), max(piece.end for piece in pieces)


def gap_reach(said: Gap) -> int:
    """How many days after the earlier duty the later one can still come too soon."""
    return said.minutes // 1440 + 1 + said.reach


def _gap(said: Gap, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    person, frame, reach = said.person, roster.frame, gap_reach(said)
    for day in range(max(said.first, lo - reach), min(said.last, hi) + 1):
        earlier = roster.pieces(person, day)
        if not earlier or not reading.matches(roster, said.after, person, day):
            continue
        end = _duty(earlier)[1]
        for later in range(day + 1, min(frame.last, day + reach) + 1):
            pieces = roster.pieces(person, later)
            if not pieces or not reading.matches(roster, said.before, person, later):
                continue
            rest = _duty(pieces)[0] - end
            if rest < said.minutes and later >= lo and not span_lifted(said.lifted, (day, later)):
                short = said.minutes - rest
                already = short if roster.fixed(person, day) and roster.fixed(person, later) else 0
                extra = {"before": roster.at(person, day), "after": roster.at(person, later)}
                yield Finding(said.rule, "", (person,), day, later, rest, said.minutes, short, already, (day,), extra=extra)
            break


def _total(said: Total, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    read: Read = {}
    for slot, (low, high) in zip(said.windows, said.limits, strict=True):
        days = reading.slot_days(roster.frame, said.measure, slot)
        if days.stop <= lo or days.start > hi or span_lifted(said.lifted, days):
            continue
        sums = list(_sums(said, slot, roster, days, low is not None, read))
        value = max(total for total, _, _ in sums) + said.opening
        if high is not None and value > high:
            new = max(total + said.opening - max(high, given + said.opening) for total, given, _ in sums)
            already = value - high - max(0, new)
            yield _total_finding(said, slot, "maximum", value, high, value - high, already)
        if low is not None and slot.whole and value < low and not _unknown(said, roster, days):
            reachable = max(best for _, _, best in sums) + said.opening
            already = max(0, low - reachable)
            yield _total_finding(said, slot, "minimum", value, low, low - value, already)


def _total_finding(said: Total, slot: Slot, level: str, value: int, limit: int, amount: int, already: int) -> Finding:
    return Finding(
        said.rule, level, said.people, slot.first, slot.last, value, limit, amount, already, (slot.first, slot.last, level)
    )


def _unknown(said: Total, roster: Roster, days: range) -> bool:
    return any(reading.blank(roster, person, day) for person in said.people for day in days)


def _sums(
    said: Total, slot: Slot, roster: Roster, days: range, floored: bool, read: Read
) -> Iterator[tuple[int, int, int]]:
    """For each span of a slot (one for counts): the sum, the part of the given facts, the most that could be reached, of
    minutes only for what has a floor."""
    if said.measure.count == "minutes":
        for span in slot.spans:
            yield _minutes(said, slot, span, roster, days, floored, read)
        return
    frame, measure = roster.frame, said.measure
    klass = frame.klass(measure.select)
    value = given = best = 0
    for person in said.people:
        options = not klass.choices.isdisjoint(frame.options[person])
        for group in slot.groups:
            hit = any(reading.counted(measure, klass, roster, person, day) for day in group)
            value += hit
            cells = reading.feeders(frame, measure, group)
            fixed = [day for day in cells if roster.fixed(person, day)]
            if hit and len(fixed) < len(cells):
                hit = any(_fixed_hit(measure, said, roster, person, start, group) for start in fixed)
            given += hit
            best += hit or (options and len(fixed) < len(cells))
    yield value, given, best


def _fixed_hit(measure: Any, said: Total, roster: Roster, person: int, start: int, group: tuple[int, ...]) -> bool:
    frame = roster.frame
    klass = frame.klass(measure.select)
    if measure.how != "touch":
        return reading.matches(roster, klass, person, start)
    pieces = reading.measured(roster, measure, klass, person, start)
    return any(reading.touches(frame, pieces, day) for day in group)


def _minutes(
    said: Total, slot: Slot, span: tuple[int, int], roster: Roster, days: range, floored: bool, read: Read
) -> tuple[int, int, int]:
    frame, measure = roster.frame, said.measure
    klass = frame.klass(measure.select)
    value = given = best = 0
    for person in said.people:
        for day in days:
            pieces = read.get((person, day))
            if pieces is None:
                pieces = read[person, day] = reading.measured(roster, measure, klass, person, day)
            if not pieces and not measure.credit and not floored:
                continue
            amount = reading.minutes(frame, measure, person, roster.at(person, day), pieces, day, slot, span)
            value += amount
            if roster.fixed(person, day):
                given += amount
                best += amount
            elif floored:
                best += reading.best_minutes(frame, measure, person, day, slot, span)
    return value, given, best


def _run(said: Run, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    states = [_state(said, roster, group) for group in said.groups]
    count = len(states)
    start = 0
    while start < count:
        if states[start] is not True:
            start += 1
            continue
        end = start
        while end < count and states[end] is True:
            end += 1
        yield from _long_run(said, roster, start, end)
        yield from _short_run(said, roster, states, start, end)
        start = end


def _state(said: Run, roster: Roster, group: tuple[int, ...]) -> bool | None:
    """Whether a group is in, None while that is open."""
    if any(reading.matches(roster, said.inside, said.person, day) for day in group):
        return not said.quiet
    if any(reading.blank(roster, said.person, day) for day in group):
        return None
    return said.quiet


def _group_days(said: Run, start: int, end: int) -> list[int]:
    return [day for group in said.groups[start:end] for day in group]


def _all_fixed(roster: Roster, person: int, days: Iterable[int]) -> bool:
    return all(roster.fixed(person, day) for day in days)


def _long_run(said: Run, roster: Roster, start: int, end: int) -> Iterator[Finding]:
    if said.high is None or end - start <= said.high:
        return
    amount = already = 0
    for first in range(start, end - said.high):
        days = _group_days(said, first, first + said.high + 1)
        if said.judges(first) and not span_lifted(said.lifted, days):
            amount += 1
            already += _all_fixed(roster, said.person, days)
    if amount:
        days = _group_days(said, start, end)
        key = (days[0], "maximum")
        yield Finding(said.rule, "maximum", (said.person,), days[0], days[-1], end - start, said.high, amount, already, key)


def _short_run(said: Run, roster: Roster, states: list[bool | None], start: int, end: int) -> Iterator[Finding]:
    length = end - start
    if said.low is None or length >= said.low or not said.judges(start):
        return
    before = states[start - 1] is False if start else said.left == "closed"
    after = states[end] is False if end < len(states) else said.right == "closed"
    if not before or not after:
        return
    around = _group_days(said, max(0, start - 1), min(len(states), end + 1))
    if span_lifted(said.lifted, around):
        return
    days = _group_days(said, start, end)
    amount = said.low - length
    already = amount if _all_fixed(roster, said.person, around) else 0
    key = (days[0], "minimum")
    yield Finding(said.rule, "minimum", (said.person,), days[0], days[-1], length, said.low, amount, already, key)


def _word(said: Word, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    person, size = said.person, len(said.classes)
    for start in said.starts:
        if start > hi or start + size - 1 < lo:
            continue
        days = range(start, start + size)
        if all(reading.matches(roster, klass, person, day) for klass, day in zip(said.classes, days, strict=True)):
            if span_lifted(said.lifted, days):
                continue
            already = int(_all_fixed(roster, person, days))
            extra = {"choices": tuple(roster.at(person, day) for day in days)}
            yield Finding(said.rule, "", (person,), start, days[-1], 1, 0, 1, already, (start,), extra=extra)


def _hole(said: Hole, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    for period in said.periods:
        span = hole_days(roster, said, period)
        if span.stop <= lo or span.start > hi or span_lifted(said.lifted, range(period.first, period.last + 1)):
            continue
        found = min(said.need, _free(said, period, roster, span, False))
        if found < said.need:
            reachable = min(said.need, _free(said, period, roster, span, True))
            yield Finding(
                said.rule,
                "",
                (said.person,),
                period.first,
                period.last,
                found,
                said.need,
                said.need - found,
                said.need - reachable,
                (period.first,),
            )


def hole_days(roster: Roster, said: Hole, period: Period) -> range:
    """The days whose cells can fill the holes of a period."""
    frame = roster.frame
    return range(max(frame.first, period.first - frame.reach), min(frame.last, period.last + hole_ahead(said)) + 1)


def hole_ahead(said: Hole) -> int:
    """How many days after its period a hole that begins within it can reach."""
    return 0 if said.minutes is None else said.minutes // 1440 + 1


def _free(said: Hole, period: Period, roster: Roster, span: range, given_only: bool) -> int:
    """How many candidate holes are free (of minutes: whether one is), looking at all cells or at the given facts alone."""
    frame, person = roster.frame, said.person
    cells = [day for day in span if not given_only or roster.fixed(person, day)]
    work = [piece for day in cells for piece in roster.pieces(person, day)]
    if said.minutes is not None:
        begin, stop = frame.midnight(period.first), frame.midnight(period.last + 1)
        starts = {*period.starts, *(piece.end for piece in work if begin <= piece.end < stop)}
        return int(any(all(piece.end <= at or piece.start >= at + said.minutes for piece in work) for at in starts))
    return sum(
        all(
            not reading.touches(frame, tuple(work), day)
            and not (day in cells and reading.matches(roster, said.busy, person, day))
            for day in block
        )
        for block in period.blocks
    )


def _heads(said: Heads, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    if not lo - HEADS_REACH <= said.day <= hi + HEADS_REACH or said.day in said.lifted:
        return
    for start, end, cells in said.slots:
        heads = sum(roster.at(person, day) in choices for person, day, choices in cells)
        extra = {"line": said.line, "start": start, "end": end}
        for level, limit, weight in (
            ("minimum", said.minimum, said.under_weight),
            ("target", said.target, said.under_weight),
            ("maximum", said.maximum, said.over_weight),
        ):
            if limit is None:
                continue
            off = heads - limit if level == "maximum" else limit - heads
            if off > 0:
                key = (said.line, said.day, start, level)
                yield Finding(said.rule, level, (), said.day, said.day, heads, limit, off * weight, 0, key, extra=extra)


def _price(said: Price, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    person = said.person
    for day, klass, wanted, amount in said.cells:
        if not lo <= day <= hi or day in said.lifted or reading.blank(roster, person, day):
            continue
        if reading.matches(roster, klass, person, day) != wanted:
            extra = {"choice": roster.at(person, day), "wanted": wanted, "select": klass.select}
            already = amount if roster.fixed(person, day) else 0
            yield Finding(said.rule, "", (person,), day, day, 1, 0, amount, already, (said.key, day), True, extra)


def _stated(said: Stated, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
    if said.first <= hi and said.last >= lo:
        amount = abs(said.value - said.limit)
        extra = {"about": said.about, "of": said.of}
        key = (said.about, said.of)
        yield Finding(
            said.rule, said.level, (), said.first, said.last, said.value, said.limit, amount, amount, key, extra=extra
        )


def wakes(statement: Statement, finding: Finding, frame: Frame, lo: int, hi: int) -> bool:
    """Whether a finding belongs to an instance that `evaluate` judges for days lo to hi."""
    if isinstance(statement, Run):
        return True
    if isinstance(statement, Heads):
        return lo - HEADS_REACH <= finding.first <= hi + HEADS_REACH
    if isinstance(statement, Compare):
        return touched(finding.first, finding.last, lo, hi)
    back = ahead = 0
    if isinstance(statement, Total):
        slot = next(slot for slot in statement.windows if (slot.first, slot.last) == (finding.first, finding.last))
        days = reading.slot_days(frame, statement.measure, slot)
        return days.start <= hi and days.stop > lo
    if isinstance(statement, Spread):
        days = reading.slot_days(frame, statement.measure, statement.window)
        return days.start <= hi and days.stop > lo
    if isinstance(statement, Hole):
        back, ahead = frame.reach, hole_ahead(statement)
    return finding.first - back <= hi and finding.last + ahead >= lo


_READERS: dict[type[Statement], Callable[..., Iterator[Finding]]] = {
    Allow: _allow,
    Gap: _gap,
    Total: _total,
    Run: _run,
    Word: _word,
    Hole: _hole,
    Heads: _heads,
    Compare: compare,
    Spread: spread,
    Price: _price,
    Stated: _stated,
}
