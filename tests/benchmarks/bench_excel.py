"""How long workbooks take, beside openpyxl writing the same number of equally styled cells in the same run.

Run: python -m tests.benchmarks.bench_excel
Prints one JSON line a size: seconds for roster, timesheets and reading the roster back, and for plain openpyxl.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from scheduler.exchange.excel_history import read_roster
from scheduler.exchange.excel_roster import roster_workbook
from scheduler.exchange.excel_timesheets import timesheets_workbook
from scheduler.exchange.month import sheet_of
from tests.exchange.wards import large_ward

STAMP = "2027-06-01T06:00:00Z"


def main() -> None:
    for people in (28, 60, 1000):
        ward = large_ward(people)
        sheet = sheet_of(ward, 2027, 5)
        data = roster_workbook([sheet], "fr", STAMP)
        found = read_roster(data, "may.xlsx", ward)
        if found.value is None:
            raise SystemExit(found.faults[0].say("en"))
        figures = {
            "people": people,
            "roster": seconds(lambda sheet=sheet: roster_workbook([sheet], "fr", STAMP)),
            "timesheets": seconds(lambda sheet=sheet: timesheets_workbook(sheet, "fr", STAMP)),
            "read": seconds(lambda data=data, ward=ward: read_roster(data, "may.xlsx", ward)),
            "plain_openpyxl_grid": seconds(lambda people=people: plain(people, 38)),
        }
        print(json.dumps(figures), flush=True)


def plain(rows: int, columns: int) -> None:
    """As a first attempt would write it: four properties on every cell."""
    workbook = Workbook()
    page = workbook.active
    side = Side("thin", color="FFA6A6A6")
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            cell = page.cell(row, column, "M")
            cell.font = Font(name="Calibri", size=9)
            cell.fill = PatternFill("solid", fgColor="FFFFE08A")
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(horizontal="center")
    workbook.save(io.BytesIO())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 3)


if __name__ == "__main__":
    main()
