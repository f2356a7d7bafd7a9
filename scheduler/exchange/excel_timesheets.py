"""The month's timesheets as a workbook: one row a person, one row a day, and the parameters that made them.

Every data cell is a plain value, so that payroll, pivot tables and readers without a calculator see it; only the totals above
the tables, which people read, are formulas. The hidden first row holds technical names whose order is the format's version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from scheduler.domain.text import Text, month_name
from scheduler.exchange.excel_codes import HOLIDAY_SHADE, WEEKEND_SHADE
from scheduler.exchange.excel_parameters import Control, write_parameters
from scheduler.exchange.month import Mask, MonthSheet, MonthView
from scheduler.exchange.sheets import (
    CLOCK,
    CLOCK_HOURS,
    CLOCK_OR_NOTHING,
    COUNT,
    DATE,
    HOURS,
    HOURS_OR_NOTHING,
    WHOLE_OR_NOTHING,
    Book,
    Look,
    Page,
)
from scheduler.exchange.timesheet_columns import Column, detail_columns, summary_columns
from scheduler.exchange.timesheet_rows import DayRow, day_rows, person_rows, shown_codes

SUMMARY_FORMAT = "releve.timesheet.summary/1"
DETAIL_FORMAT = "releve.timesheet.days/1"

NAMES, TOTALS, HEADER, DATA = 1, 2, 3, 4
"""Rows of both tables: technical names (hidden), totals, labels, first row of data. The first column is hidden as well."""

_WIDEST = 40
_HEAD = Look(bold=True, fill="44546A", colour="FFFFFF", lines=True, align="center", wrap=True, size=9)
_TOTAL = Look(bold=True, fill="E2E6EC", lines=True, size=9.5)
_PLAIN = Look(lines=True, size=9.5)
_FORMATS = {
    "hours": HOURS,
    "clock": CLOCK_HOURS,
    "spent": HOURS_OR_NOTHING,
    "lasted": CLOCK_OR_NOTHING,
    "count": WHOLE_OR_NOTHING,
    "minutes": COUNT,
    "date": DATE,
    "time": CLOCK,
}


def timesheets_workbook(sheet: MonthSheet, lang: str, generated: str, reasons: bool = True) -> bytes:
    """The month's timesheets as .xlsx bytes, equal for equal data; `generated` is an ISO instant in UTC.

    Without `reasons` absences and confidential codes are shown as ABS and counted together. Raises InputRefused where the
    ward knows no day of the month.
    """
    view = MonthView(sheet, Mask(not reasons))
    month = f"{month_name(sheet.month, lang)} {sheet.year}"
    title = Text("Feuilles de temps", "Timesheets").get(lang) + f" - {view.problem.name} - {month}"
    book = Book(title, generated)
    summary = book.sheet(Text("Synthèse", "Summary").get(lang))
    detail = book.sheet(Text("Détail journalier", "Daily detail").get(lang))
    people = summary_columns(view, lang, shown_codes(view))
    days = detail_columns(view, lang)
    _table(summary, SUMMARY_FORMAT, people, person_rows(view), lang, title, wide=2)
    _table(detail, DETAIL_FORMAT, days, list(day_rows(view)), lang, title, shade=_day_shade)
    controls = [
        Control(label, _total_cell(summary, people, name), _total_cell(detail, days, name))
        for name, label in (
            ("hours.due", Text("Heures dues", "Hours due")),
            ("hours.published", Text("Heures publiées", "Hours published")),
            ("hours.worked", Text("Heures réalisées", "Hours worked")),
            ("hours.night", Text("Heures de nuit", "Night hours")),
        )
    ]
    write_parameters(book, view, lang, generated, controls, reasons)
    return book.data()


def _total_cell(page: Page, columns: Sequence[Column], name: str) -> str:
    """The address of a column's total, with its sheet."""
    at = 2 + next(index for index, column in enumerate(columns) if column.name == name)
    return f"'{page.sheet.title}'!${get_column_letter(at)}${TOTALS}"


def _day_shade(row: DayRow) -> str:
    if row.holiday is not None:
        return HOLIDAY_SHADE
    return WEEKEND_SHADE if row.date.weekday() >= 5 else ""


def _table(
    page: Page,
    marker: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    lang: str,
    title: str,
    wide: int = 1,
    shade: Callable[[Any], str] = lambda row: "",
) -> None:
    """Write one table and its totals; `shade` gives the background of a row."""
    last = DATA + max(1, len(rows)) - 1
    page.put(NAMES, 1, marker, Look())
    page.width(1, 4, hidden=True)
    page.height(NAMES, 12, hidden=True)
    page.height(TOTALS, 18)
    page.height(HEADER, 42)
    for at, column in enumerate(columns, start=2):
        page.put(NAMES, at, column.name, Look())
        page.put(HEADER, at, column.label.get(lang), _HEAD)
        page.width(at, _width(column, rows))
        _total(page, at, column, last, columns)
    page.put(TOTALS, 2, Text("Total", "Total").get(lang), _TOTAL)
    looks = {
        fill: [
            replace(_PLAIN, format=_FORMATS.get(c.kind, "General"), align=c.align, fill=fill, indent=int(c.align == "left"))
            for c in columns
        ]
        for fill in ("", WEEKEND_SHADE, HOLIDAY_SHADE)
    }
    for row, value in enumerate(rows, start=DATA):
        for at, (column, look) in enumerate(zip(columns, looks[shade(value)]), start=2):
            page.put(row, at, column.value(value), look)
    sheet = page.sheet
    sheet.freeze_panes = sheet.cell(DATA, 5)
    sheet.auto_filter.ref = f"B{HEADER}:{get_column_letter(len(columns) + 1)}{last}"
    page.on_paper(lang, title, f"{TOTALS}:{HEADER}", a3=True, wide=wide)
    sheet.print_title_cols = "B:D"


def _width(column: Column, rows: Sequence[Any]) -> float:
    """Characters that a column needs: its own width, or more where names are long."""
    if column.kind != "text":
        return column.width
    longest = max((len(str(text)) for text in {column.value(row) for row in rows} if text is not None), default=0)
    return max(column.width, min(_WIDEST, longest + 2))


def _total(page: Page, at: int, column: Column, last: int, columns: Sequence[Column]) -> None:
    """A live total over a column; a difference shown as text is worked out from the decimal hours beside it."""
    look = replace(_TOTAL, format=_FORMATS.get(column.kind, "General"), align=column.align)
    if column.kind == "signed":
        hours = 2 + next(i for i, other in enumerate(columns) if other.name == column.of)
        cell = f"{get_column_letter(hours)}{TOTALS}"
        minutes = f"ROUND(ABS({cell})*60,0)"
        text = f'INT({minutes}/60)&":"&RIGHT("0"&MOD({minutes},60),2)'
        page.formula(TOTALS, at, f'=IF({cell}<0,"-","")&{text}', look)
    elif column.total:
        letter = get_column_letter(at)
        page.formula(TOTALS, at, f"=SUM({letter}{DATA}:{letter}{last})", look)
    else:
        page.put(TOTALS, at, None, look)
