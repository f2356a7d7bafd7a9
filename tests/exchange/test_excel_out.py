"""Workbooks out: plain values for data, live formulas for totals, text that stays text, and paper that a ward can post."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from scheduler.accounts.hours import CREDIT, DUE, NIGHT, WORK, balances
from scheduler.domain.codes import Code
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.text import Text, same
from scheduler.exchange.excel_codes import HOLIDAY_SHADE, WEEKEND_SHADE, code_look
from scheduler.exchange.excel_roster import roster_workbook
from scheduler.exchange.excel_timesheets import DATA, NAMES, TOTALS, timesheets_workbook
from scheduler.exchange.month import Cells, MonthSheet, MonthView
from scheduler.exchange.sheets import Book, Look, clock_text, readable_on
from tests.exchange.wards import large_ward, small_sheet, small_ward

STAMP = "2027-04-01T08:00:00+00:00"
DANGEROUS = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1+1", "=cmd|' /C calc'!A0"]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def columns(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[NAMES] if cell.value}


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_of_people_never_becomes_a_formula(text: str) -> None:
    base = small_ward()
    people = (replace(base.people[0], surname=text, given=""), *base.people[1:])
    sheet = small_sheet(replace(base, name=text, people=people))
    for data in (roster_workbook([sheet], "fr", STAMP), timesheets_workbook(sheet, "fr", STAMP)):
        for page in opened(data):
            for row in page.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type != "f" and cell.value.strip() == text.strip():
                        assert cell.quotePrefix, cell.coordinate
                    assert cell.data_type != "f" or text not in cell.value
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            written = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name).decode()
        assert "<f>HYPERLINK" not in written
        assert "<f>cmd" not in written


def test_on_call_periods_stand_beside_their_codes_with_their_cover_and_legend() -> None:
    line = OnCallLine("garde", Text("Garde", "Guard"), "guard", (OnCallPeriod("G", 1110, 1920, name=Text("nuit", "night")),))
    base = small_ward()
    cells = ["R+G" if cell == "R" else cell for cell in base.roster[0].cells]
    ward = replace(base, lines=(line,), roster=(replace(base.roster[0], cells=tuple(cells)), *base.roster[1:]))
    page = opened(roster_workbook([small_sheet(ward)], "en", STAMP)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    mine = next(row for row in rows if row[1] == ward.people[0].id)
    assert "R+G" in mine
    cover = next(row for row in rows if row[0] == "cover" and row[1] == "Guard, night")
    held = [cell == "R+G" for cell in mine[3 : 3 + 31]]
    assert [cell == 1 for cell in cover[3 : 3 + 31]] == held
    assert cover[3 + held.index(False)] == "0/1"
    assert any("Guard, night 18:30-08:00" in row for row in rows)


def test_overtime_stands_with_its_mark_and_in_a_column_of_its_own() -> None:
    base = small_ward()
    cells = ["M*" if cell == "M" and at in (22, 23) else cell for at, cell in enumerate(base.roster[0].cells)]
    ward = replace(base, roster=(replace(base.roster[0], cells=tuple(cells)), *base.roster[1:]))
    page = opened(roster_workbook([small_sheet(ward)], "en", STAMP)).worksheets[0]
    mine = next(row for row in page.iter_rows(values_only=True) if row[1] == ward.people[0].id)
    assert mine.count("M*") == 2
    assert any("Overtime" in row for row in page.iter_rows(values_only=True))
    plain, starred = (opened(timesheets_workbook(small_sheet(problem), "en", STAMP)) for problem in (base, ward))
    assert "hours.overtime" not in columns(plain.worksheets[0])
    for workbook in (plain, starred):
        people, days = workbook.worksheets[:2]
        at, who = columns(people), ward.people[0].id
        row = next(r for r in range(DATA, people.max_row + 1) if people.cell(r, at["person.id"]).value == who)
        worked, due, balance = (people.cell(row, at[f"hours.{name}"]).value for name in ("worked", "due", "balance"))
        overtime = people.cell(row, at["hours.overtime"]).value if workbook is starred else 0
        assert overtime == (15 if workbook is starred else 0)
        assert round(balance or 0, 3) == round(worked - overtime - due, 3)
        if workbook is starred:
            minutes = [days.cell(r, columns(days)["minutes.overtime"]).value or 0 for r in range(DATA, days.max_row + 1)]
            assert [value for value in minutes if value] == [450, 450]


def test_characters_that_no_workbook_can_hold_are_left_out() -> None:
    book = Book("t", STAMP)
    book.sheet("a/b:c*[x]" + "y" * 40).put(1, 1, "a\x00b\x0bc", Look())
    page = opened(book.data()).active
    assert page.cell(1, 1).value == "abc"
    assert page.title == "a-b-c--x-" + "y" * 22


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_totals_are_formulas_over_plain_values_that_sum_to_the_accounts(lang: str) -> None:
    sheet = small_sheet()
    view = MonthView(sheet)
    found = balances(view.entries(view.current))
    people = {who.id for who in sheet.problem.people}
    data = timesheets_workbook(sheet, lang, STAMP)
    workbook = opened(data)
    for page in workbook.worksheets[:2]:
        at = columns(page)
        rows = range(DATA, page.max_row + 1)
        for name, accounts in (
            ("hours.due", (DUE,)), ("hours.worked", (WORK, CREDIT)), ("hours.night", (NIGHT,)), ("clock.worked", (WORK, CREDIT))
        ):  # fmt: skip
            letter = page.cell(1, at[name]).column_letter
            assert page.cell(TOTALS, at[name]).value == f"=SUM({letter}{DATA}:{letter}{page.max_row})"
            values = [page.cell(row, at[name]).value or 0 for row in rows]
            units = [v.total_seconds() / 60 if hasattr(v, "total_seconds") else v for v in values]
            if name.startswith("clock"):
                assert page.cell(DATA, at[name]).number_format.startswith("[h]:mm")
                continue
            minutes = sum(found.get((who, account), 0) for who in people for account in accounts)
            assert round(sum(units) * 60, 3) == minutes
        assert all(cell.data_type != "f" for row in page.iter_rows(min_row=DATA) for cell in row)
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert all(row[columns(workbook.worksheets[0])["hours.worked"] - 1] != "" for row in read[DATA - 1 :])


def test_names_are_hidden_and_the_tables_can_be_filtered_and_printed() -> None:
    workbook = opened(timesheets_workbook(small_sheet(), "fr", STAMP))
    assert workbook.sheetnames == ["Synthèse", "Détail journalier", "Légende & paramètres"]
    for page in workbook.worksheets[:2]:
        assert page.row_dimensions[NAMES].hidden
        assert page.column_dimensions["A"].hidden
        assert page.cell(NAMES, 1).value.startswith("releve.timesheet.")
        assert page.freeze_panes == f"E{DATA}"
        assert page.auto_filter.ref.startswith(f"B{DATA - 1}:")
        assert page.print_title_rows == f"${TOTALS}:${DATA - 1}"


@pytest.mark.parametrize(("people", "paper", "tall"), [(28, "9", 1), (36, "8", 0)])
def test_the_roster_is_set_up_for_paper(people: int, paper: str, tall: int) -> None:
    page = opened(roster_workbook([MonthSheet(*_of(people))], "fr", STAMP)).active
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == paper
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, tall)
    assert page.print_title_rows == "$2:$5"
    assert page.print_title_cols == "$B:$C"


def _of(people: int) -> tuple[Any, ...]:
    ward = large_ward(people)
    return ward, 2027, 5, Cells(ward.first, ward.roster)


def test_people_stand_under_their_grade_and_a_posted_copy_hides_reasons() -> None:
    sheet = small_sheet()
    shown = opened(roster_workbook([sheet], "fr", STAMP)).active
    kinds = [(row[0].value, row[1].value) for row in shown.iter_rows() if row[0].value in ("group", "person")]
    assert [text for kind, text in kinds if kind == "group"] == ["Infirmiers (IDE) (4)", "Aides-soignants (AS) (2)"]
    assert [text for kind, text in kinds if kind == "person"] == ["900001", "900002", "900003", "900006", "900004", "900005"]
    posted = opened(roster_workbook([sheet], "fr", STAMP, posted=True)).active
    texts = {cell.value for row in posted.iter_rows() for cell in row}
    assert "ABS" in texts
    assert not {"MA", "MAT", "Maladie", "Maternité"} & texts
    kept = {cell.value for row in shown.iter_rows() for cell in row}
    assert {"MA", "Maladie"} <= kept
    hidden = opened(timesheets_workbook(sheet, "fr", STAMP, reasons=False))
    words = {str(cell.value) for page in hidden for row in page.iter_rows() for cell in row}
    assert not {"MA", "Maladie", "MA (j)", "days.code.MA"} & words


def test_changes_since_publication_are_marked_without_changing_the_text() -> None:
    page = opened(roster_workbook([small_sheet()], "fr", STAMP)).active
    marked = [cell.value for row in page.iter_rows() for cell in row if "▲" in cell.number_format]
    assert marked == ["RTT"]


def test_an_undecided_cell_looks_empty_and_not_like_an_absence() -> None:
    sheet = small_sheet()
    blank = tuple(replace(row, cells=("", *row.cells[1:])) for row in sheet.problem.roster)
    for posted in (False, True):
        months = [replace(sheet, current=replace(sheet.current, rows=blank), published=None)]
        page = opened(roster_workbook(months, "fr", STAMP, posted)).active
        (cell,) = [row[3] for row in page.iter_rows() if row[1].value == "900001"]
        assert cell.value is None
        assert cell.fill.fill_type is None


def test_equal_data_makes_equal_bytes() -> None:
    assert roster_workbook([small_sheet()], "fr", STAMP) == roster_workbook([small_sheet()], "fr", STAMP)
    assert timesheets_workbook(small_sheet(), "en", STAMP) == timesheets_workbook(small_sheet(), "en", STAMP)


@pytest.mark.parametrize(("minutes", "text"), [(0, "0:00"), (65, "1:05"), (-65, "-1:05"), (-5, "-0:05"), (6000, "100:00")])
def test_clock_text(minutes: int, text: str) -> None:
    assert clock_text(minutes) == text


def test_a_rest_shows_that_its_day_is_a_weekend() -> None:
    rest = Code("R", same("repos"), "rest", colour="#F2F2F2")
    assert [code_look(rest, shade).fill for shade in ("", WEEKEND_SHADE, HOLIDAY_SHADE)] == [
        "F2F2F2", WEEKEND_SHADE, HOLIDAY_SHADE,
    ]  # fmt: skip


def test_text_stands_out_on_its_colour() -> None:
    assert (readable_on("FFFFFF"), readable_on("000000"), readable_on("1F3864")) == ("000000", "FFFFFF", "FFFFFF")
