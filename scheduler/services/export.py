"""The door to workbooks that leave the program: the monthly roster to print and the timesheets of a month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain import time
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from scheduler.exchange.excel_roster import roster_workbook
from scheduler.exchange.excel_timesheets import timesheets_workbook
from scheduler.exchange.files import refuse_open, write_file
from scheduler.exchange.month import About, MonthSheet, MonthView, published_or_planned, sheet_of

__all__ = ["About", "Exported", "first_day", "months", "roster", "timesheets"]

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file, the months as 2027-05, how many people, and the digest of the data of each month."""

    path: Path
    months: tuple[str, ...]
    people: int
    digests: tuple[str, ...]


def months(problem: Problem) -> tuple[str, ...]:
    """The months that the ward has cells of, as 2027-05, oldest first."""
    first = time.add_days(problem.first, -problem.history_days)
    return tuple(f"{year}-{month:02d}" for year, month in _between(first, time.add_days(problem.first, problem.days - 1)))


def roster(
    problem: Problem,
    path: str | Path,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    lang: str = "fr",
    rows: Iterable[Row] = (),
    about: About | None = None,
    posted: bool = False,
    generated: str = "",
) -> Exported:
    """Write the roster to print, one sheet for each calendar month from `first` to `last` (by default the horizon's).

    `rows` are a plan's, which stand for the ward's own cells. A `posted` copy hides why people are away. `generated` is an ISO
    instant in UTC, by default now. Whole file or nothing: raises InputRefused where the ward knows no day of a month, and
    StorageError where the file cannot be written.
    """
    begin, end = first or problem.first, last or time.add_days(problem.first, problem.days - 1)
    if end < begin:
        expected = Text(f"une date à partir du {begin}", f"a date from {begin} on")
        raise InputRefused("", [Fault("last", end.isoformat(), expected)])
    plan = tuple(rows)
    sheets = [sheet_of(problem, year, month, plan, about) for year, month in _between(begin, end)]
    refuse_open(path)
    data = roster_workbook(sheets, lang, generated or time.now_utc(), posted)
    return _written(path, data, sheets)


def timesheets(
    problem: Problem,
    path: str | Path,
    *,
    month: str,
    lang: str = "fr",
    rows: Iterable[Row] = (),
    about: About | None = None,
    reasons: bool = True,
    generated: str = "",
) -> Exported:
    """Write the timesheets of a month ("2027-05"): published, worked and their difference, a person and a day at a time.

    Where nothing was published the plan stands for it. Without `reasons` absences are shown as ABS. Otherwise as `roster`.
    """
    first = first_day(month)
    sheet = published_or_planned(sheet_of(problem, first.year, first.month, tuple(rows), about))
    refuse_open(path)
    data = timesheets_workbook(sheet, lang, generated or time.now_utc(), reasons)
    return _written(path, data, [sheet])


def first_day(month: str) -> dt.date:
    """The first day of a month such as "2027-05". Raises InputRefused for anything else."""
    found = _MONTH.fullmatch(month)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
        expected = Text("un mois comme 2027-05", "a month such as 2027-05")
        raise InputRefused("", [Fault("month", month, expected)])
    return dt.date(int(found[1]), int(found[2]), 1)


def _written(path: str | Path, data: bytes, sheets: list[MonthSheet]) -> Exported:
    write_file(path, data)
    views = [MonthView(sheet) for sheet in sheets]
    people = {person for view in views for person in view.people}
    return Exported(
        Path(path),
        tuple(f"{sheet.year}-{sheet.month:02d}" for sheet in sheets),
        len(people),
        tuple(view.digest() for view in views),
    )


def _between(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1) for at in range(count)]
