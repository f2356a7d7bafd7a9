"""Reads workbooks into plain tables, and says in one value what came of an import."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from scheduler.domain.errors import Fault
from scheduler.domain.text import Text
from scheduler.exchange.excel_guard import MAX_CELLS, damaged, examine

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its cells from A1 on, rows of equal length, "" where a cell is empty."""

    sheet: str
    rows: tuple[tuple[Value, ...], ...]

    def place(self, row: int, column: int) -> str:
        """The address of a cell, both counted from 0: Personnel!B7."""
        return f"{self.sheet}!{letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a sheet: the header row and, by field, the column; both count from 0.

    `headers` are the texts of the header row, for a form that shows the mapping and lets a person change it.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of an import: the whole value with warnings, or no value and every fault. Never a part of it."""

    value: T | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    layout: Layout | None = None
    sheets: tuple[str, ...] = ()
    unknown_codes: Mapping[str, int] = field(default_factory=dict)
    """Texts of cells that are no code of the ward, and how often each occurs."""


def failed(faults: Iterable[Fault], sheets: Iterable[str] = (), layout: Layout | None = None) -> Outcome[T]:
    return Outcome(None, tuple(faults), (), layout, tuple(sheets))


def read_tables(data: bytes, name: str) -> tuple[list[Table], list[Fault]]:
    """The visible sheets of a workbook (.xlsx, .xls, .ods) that hold anything, or the one fault that stops it being read."""
    kind, fault = examine(data, name)
    if fault is not None or kind is None:
        return [], [fault or damaged(name)]
    try:
        tables = _tables(data)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:
        # The reader is native code: what it meets in a damaged file comes out as any exception, even a foreign panic that
        # is no Exception. A person is told the same thing each time.
        return [], [damaged(name)]
    if not tables:
        return [], [
            Fault(
                name,
                "",
                Text("un classeur avec au moins une feuille remplie", "a workbook with a sheet that is filled"),
            )
        ]
    return tables, []


def _tables(data: bytes) -> list[Table]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    tables = []
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        if sheet.end is None:
            continue
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise ValueError(meta.name)
        rows = sheet.to_python(skip_empty_area=False)
        tables.append(Table(meta.name, tuple(tuple(row) for row in rows)))
    return tables


def letters(column: int) -> str:
    """Column letters of an index counted from 0: 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def as_text(value: Value) -> str:
    """A cell as a person sees it: 900001 for the number 900001.0, an ISO date for a date."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def is_empty(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()
