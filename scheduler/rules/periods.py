"""The kinds of period: civil weeks, fortnights and cycles from an anchor Monday, months, quarters, years, rolling days."""

from __future__ import annotations

from typing import Literal

from scheduler.domain import time
from scheduler.domain.frame import Frame
from scheduler.rules.api import Measure, Slot

Fixed = Literal["horizon", "week", "fortnight", "weeks", "month"]
Kind = Literal["horizon", "day", "week", "fortnight", "weeks", "month", "quarter", "year", "rolling"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def periods(frame: Frame, kind: Kind, length: int, first: int, last: int) -> list[tuple[int, int]]:
    """First and last day of every period of a kind that begins on a day from first to last, or holds `first`.

    `day` is one day, `week` Monday to Sunday; `fortnight` a fixed pair of weeks and `weeks` so many weeks, both from the
    ward's anchor Monday; `month`, `quarter` and `year` are the calendar's; `rolling` every `length` days; `horizon` the
    planned days.
    """
    if kind == "horizon":
        return [(0, frame.last)] if first <= 0 <= last else []
    if kind in ("rolling", "day"):
        size = length if kind == "rolling" else 1
        return [(day, day + size - 1) for day in range(first, last + 1)]
    if kind in MONTHS:
        return _months(frame, MONTHS[kind], first, last)
    weeks = {"week": 1, "fortnight": 2}.get(kind, length)
    anchor = 0 if kind == "week" else frame.day(frame.problem.anchor)
    step = 7 * weeks
    begin = -frame.weekday(0) if kind == "week" else anchor
    start = begin + (first - begin) // step * step
    return [(day, day + step - 1) for day in range(start, last + 1, step)]


def _months(frame: Frame, size: int, first: int, last: int) -> list[tuple[int, int]]:
    """Every so many months of the year, from January on."""
    out = []
    found = frame.date(first)
    start = found.replace(month=(found.month - 1) // size * size + 1, day=1)
    while frame.day(start) <= last:
        following = start
        for _ in range(size):
            following = time.add_days(following.replace(day=28), 4).replace(day=1)
        out.append((frame.day(start), frame.day(following) - 1))
        start = following
    return out


def weekends(frame: Frame, first: int, last: int) -> list[tuple[int, ...]]:
    """The Saturdays and Sundays from first to last, a tuple a weekend."""
    found: dict[int, list[int]] = {}
    for day in range(first, last + 1):
        weekday = frame.weekday(day)
        if weekday >= 5:
            found.setdefault(day - weekday, []).append(day)
    return [tuple(days) for _, days in sorted(found.items())]


def slot(frame: Frame, measure: Measure, first: int, last: int) -> Slot:
    """The window of a measure over days first to last, of which those that are known count."""
    begin, end = max(first, frame.first), min(last, frame.last)
    whole = (begin, end) == (first, last)
    if measure.count == "minutes":
        return Slot(begin, end, spans=((frame.midnight(first), frame.midnight(last + 1)),), whole=whole)
    if measure.count == "weekends":
        return Slot(begin, end, groups=tuple(weekends(frame, begin, end)), whole=whole)
    on = measure.on
    days = (day for day in range(begin, end + 1) if on.holds(frame.weekday(day), day in frame.holiday_days))
    return Slot(begin, end, groups=tuple((day,) for day in days), whole=whole)
