"""Finds the days of a roster sheet: a row of dates or of day numbers, and the month that the numbers belong to."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.text import LANGUAGES, month_name
from scheduler.domain.time import add_days
from scheduler.exchange.excel_columns import SEARCHED_ROWS, plain
from scheduler.exchange.excel_read import Table, Value, as_text

FEWEST = 5
"""Day columns in a row that make a roster: a sheet of one working week."""

_NUMBER = re.compile(r"(?:[a-z]{1,9} ?)?(\d{1,2})(?: ?[a-z]{1,9})?")
_DAY_MONTH = re.compile(r"(?:[a-z]{1,9} )?(\d{1,2}) (\d{1,2})(?: (\d{4}|\d{2}))?")
_YEAR_MONTH = re.compile(r"\b(20\d{2}) (\d{1,2})\b|\b(\d{1,2}) (20\d{2})\b")
_YEAR = re.compile(r"\b(20\d{2})\b")
_DOUBTFUL = ("mar", "jui")
"""Beginnings of more than one word: mardi and mars, juin and juillet."""
_MONTHS = {plain(month_name(month, lang)): month for lang in LANGUAGES for month in range(1, 13)}


@dataclass(frozen=True, slots=True)
class DayColumns:
    """The row that heads the days, and what each column says: a full date, or a number of a month yet to be known."""

    row: int
    columns: tuple[int, ...]
    dates: tuple[dt.date, ...] = ()
    numbers: tuple[int, ...] = ()


def find_days(table: Table) -> DayColumns | None:
    """The longest row of days in the first rows of a sheet; one of full dates goes before one of numbers."""
    best: DayColumns | None = None
    for row, values in enumerate(table.rows[:SEARCHED_ROWS]):
        for found in (_dates(row, values), _numbers(row, values)):
            if found is not None and (best is None or _rank(found) > _rank(best)):
                best = found
    return best


def _rank(days: DayColumns) -> tuple[bool, int]:
    return bool(days.dates), len(days.columns)


def _dates(row: int, values: tuple[Value, ...]) -> DayColumns | None:
    run: list[tuple[int, dt.date]] = []
    best: list[tuple[int, dt.date]] = []
    for column, value in enumerate(values):
        day = _date(value)
        if day is None and not as_text(value):
            continue
        if day is not None and run and day == add_days(run[-1][1], 1):
            run.append((column, day))
        else:
            run = [] if day is None else [(column, day)]
        best = max(best, list(run), key=len)
    if len(best) < FEWEST:
        return None
    return DayColumns(row, tuple(c for c, _ in best), dates=tuple(d for _, d in best))


def _date(value: Value) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return dt.date.fromisoformat(value.strip()[:10])
    except ValueError:
        found = _DAY_MONTH.fullmatch(plain(value))
        if found is None or not found[3]:
            return None
    try:
        year = int(found[3])
        return dt.date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
    except ValueError:
        return None


def _numbers(row: int, values: tuple[Value, ...]) -> DayColumns | None:
    run: list[tuple[int, int]] = []
    best: list[tuple[int, int]] = []
    for column, value in enumerate(values):
        number = _day_number(value)
        if number is None and not as_text(value):
            continue
        follows = bool(run) and number is not None and (number == run[-1][1] + 1 or (number == 1 and run[-1][1] >= 28))
        if follows and number is not None:
            run.append((column, number))
        else:
            run = [] if number is None else [(column, number)]
        best = max(best, list(run), key=len)
    if len(best) < FEWEST:
        return None
    return DayColumns(row, tuple(c for c, _ in best), numbers=tuple(n for _, n in best))


def _day_number(value: Value) -> int | None:
    """A day of the month from 7, "07", "L 7", "7 lun.", "1er" or "07/05"."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = plain(value)
    found = _NUMBER.fullmatch(text) or _DAY_MONTH.fullmatch(text)
    number = int(found[1]) if found else 0
    return number if 1 <= number <= 31 else None


def find_month(table: Table, days: DayColumns) -> tuple[int, int] | None:
    """Year and month that a sheet is of, from the texts above its days or its own name; None: nowhere, or more than one.

    A month that stands without a day ("mai 2027") goes before the months of full dates, which may be those of a printing.
    """
    above: list[Value] = [value for values in table.rows[: days.row + 1] for value in values]
    texts = [plain(value) for value in [*above, table.sheet] if isinstance(value, str)]
    dates = [value for value in above if isinstance(value, dt.date)]
    named = [month for text in texts for month in _months(text, alone=True)]
    named += [(date.year, date.month) for date in dates if date.day == 1]
    if named:
        return named[0]
    dated = {month for text in texts for month in _months(text, alone=False)} | {(d.year, d.month) for d in dates}
    return dated.pop() if len(dated) == 1 else None


def _months(text: str, alone: bool) -> Iterator[tuple[int, int]]:
    """The months that a text names; `alone` leaves out those that belong to a full date."""
    year = _YEAR.search(text)
    words = text.split()
    for before, word in zip(["", *words], words):
        if year and not (alone and before[:1].isdigit()):
            for name, month in _MONTHS.items():
                if word == name or (len(word) >= 3 and name.startswith(word) and word not in _DOUBTFUL):
                    yield int(year[1]), month
    for found in _YEAR_MONTH.finditer(text):
        after, preceding = text[found.end() :].split(), text[: found.start()].split()
        full = bool(found[1] and after and after[0].isdigit()) or bool(found[4] and preceding and preceding[-1].isdigit())
        year_of, month = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
        if 1 <= month <= 12 and not (alone and full):
            yield year_of, month


def resolve(days: DayColumns, month: tuple[int, int] | None) -> Iterator[dt.date | None]:
    """The date of each day column; None where a month has no such day (a form of 31 columns in April)."""
    if days.dates or month is None:
        yield from days.dates
        return
    year, now = month
    before = 0
    for number in days.numbers:
        if number < before:
            year, now = (year, now + 1) if now < 12 else (year + 1, 1)
        before = number
        yield dt.date(year, now, number) if number <= calendar.monthrange(year, now)[1] else None
