"""The one module that turns local dates and clock times into UTC minutes, and the only one that computes durations.

A UTC minute is the number of whole minutes since 1970-01-01T00:00Z. Two aware datetimes of one zone are subtracted naively by
Python (a night over a clock change would last an hour too much or too little), so nothing outside this module subtracts them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 1440
"""Minutes of a nominal day; a day with a clock change has 1380 or 1500."""

WEEK = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=65536)
def utc_minute(day: date, minute_of_day: int, zone: str) -> int:
    """UTC minute of a local clock time; `minute_of_day` may pass 1440 (07:00 of the next day is 1860).

    A time that does not exist (the spring hour) is read with the offset before the change, which gives the instant as far
    after midnight as the clock says; one that exists twice is its first occurrence.
    """
    # Adding to an aware datetime moves the wall clock, which is what a clock time past midnight means.
    aware = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(minutes=minute_of_day)
    return int((aware.astimezone(UTC) - _EPOCH).total_seconds()) // 60


def local_time(minute: int, zone: str) -> datetime:
    """The local wall-clock time of a UTC minute (aware; for display and for weekday or hour questions only)."""
    return (_EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))


def local_date(minute: int, zone: str) -> date:
    """The local calendar day that holds a UTC minute."""
    return local_time(minute, zone).date()


def clock(minute: int, zone: str) -> str:
    """Local clock time of a UTC minute, as HH:MM."""
    return local_time(minute, zone).strftime("%H:%M")


def parse_clock(words: str) -> int:
    """Minute of the day from HH:MM; 24:00 and later (31:00 is 07:00 of the next day) are allowed up to 72:00.

    Raises ValueError where the text is no clock time.
    """
    hour, separator, minute = words.partition(":")
    if not separator or not hour.isdigit() or not minute.isdigit() or len(minute) != 2:
        raise ValueError(words)
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > 3 * DAY:
        raise ValueError(words)
    return total


def format_clock(minute_of_day: int) -> str:
    """HH:MM of a minute of the day; minutes past midnight keep counting (1860 is 31:00)."""
    return f"{minute_of_day // 60:02d}:{minute_of_day % 60:02d}"


def overlap(start: int, end: int, first: int, last: int) -> int:
    """Minutes that [start, end) and [first, last) share, never negative."""
    return max(0, min(end, last) - max(start, first))


def share(amount: int, start: int, end: int, first: int, last: int) -> int:
    """The part of `amount`, spread evenly over [start, end), that falls into [first, last), in whole minutes.

    It is the difference of what has come up to either cut, each rounded half up: shares over a cut axis sum to the amount.
    """
    low, high = max(start, first), min(end, last)
    if high <= low:
        return 0
    return _come(amount, high - start, end - start) - _come(amount, low - start, end - start)


def _come(amount: int, passed: int, length: int) -> int:
    return (2 * amount * passed + length) // (2 * length)


def add_days(day: date, days: int) -> date:
    """The calendar day so many days later (earlier if negative)."""
    return day + timedelta(days=days)


def days_between(first: date, last: date) -> int:
    """Calendar days from `first` to `last`, negative when `last` is earlier."""
    return last.toordinal() - first.toordinal()


def whole_minutes(length: timedelta) -> int:
    """A duration as a spreadsheet holds it, in minutes, rounded."""
    return round(length / timedelta(minutes=1))


def iso_instant(minute: int) -> str:
    """A UTC minute as an ISO text: 2027-03-28T19:00Z."""
    return local_time(minute, "UTC").strftime("%Y-%m-%dT%H:%MZ")


def parse_instant(words: str, zone: str) -> int:
    """UTC minute of an ISO date and time, to the minute; one without an offset is local time of `zone`.

    Raises ValueError where the text is no instant.
    """
    given = datetime.fromisoformat(words)
    if len(words) < len("2027-03-28T19:00"):
        raise ValueError(words)
    if given.tzinfo is None:
        return utc_minute(given.date(), 60 * given.hour + given.minute, zone)
    return int((given - _EPOCH).total_seconds()) // 60


def now_minute() -> int:
    """The present UTC minute."""
    return int((datetime.now(UTC) - _EPOCH).total_seconds()) // 60


def now_utc() -> str:
    """The present instant as an ISO text in UTC, to the second: for logs, records and file stamps."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today(zone: str) -> date:
    """The present local calendar day."""
    return datetime.now(ZoneInfo(zone)).date()
