"""Exports through their door: whole files or none, plain values, what was published against what was worked."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scheduler.domain.errors import InputRefused, StorageError
from scheduler.domain.problem import Problem, Reference, Row
from scheduler.services import export
from tests.exchange.wards import ROWS, rows, small_sheet, small_ward

STAMP = "2027-04-01T08:00:00+00:00"


def lived() -> Problem:
    """The small ward with a published plan and a late stay of 45 minutes."""
    sheet = small_sheet()
    published = sheet.published
    assert published is not None
    return replace(sheet.problem, pieces=sheet.current.pieces, references=(Reference("published", published.rows),))


def table(path: Path, name: str) -> list[dict[str, object]]:
    sheet = load_workbook(io.BytesIO(path.read_bytes()))[name]
    keys = [cell.value for cell in sheet[1]]
    return [dict(zip(keys, (cell.value for cell in row))) for row in sheet.iter_rows(min_row=4)]


def test_published_worked_and_difference(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feuilles.xlsx"
    done = export.timesheets(lived(), path, month="2027-03", lang="fr", generated=STAMP)
    assert (done.path, done.months, done.people) == (path, ("2027-03",), 6)
    people = {row["person.id"]: row for row in table(path, "Synthèse")}
    stayed = people["900001"]
    # 18 shifts of 7 h 30 and a week of leave at a fifth of 37 h 30 a day: 23 x 7.5, and the late stay of 45 minutes.
    assert stayed["hours.published"] == 172.5
    assert stayed["hours.worked"] == 173.25
    assert stayed["hours.difference"] == 0.75
    swapped = people["900005"]
    assert swapped["hours.difference"] == -7.5
    assert swapped["changes"] == 1


def test_where_nothing_was_published_the_plan_stands_for_it(tmp_path: Path) -> None:
    problem = replace(lived(), references=())
    export.timesheets(problem, tmp_path / "a.xlsx", month="2027-03", generated=STAMP)
    people = {row["person.id"]: row for row in table(tmp_path / "a.xlsx", "Synthèse")}
    assert people["900001"]["hours.difference"] == 0.75
    assert people["900005"]["hours.difference"] == 0


def test_history_and_days_never_published_stand_as_the_roster_does(tmp_path: Path) -> None:
    base = lived()
    later = replace(
        base,
        first=date(2027, 3, 15),
        history_days=14,
        days=17,
        references=(Reference("published", tuple(Row(r.person, r.cells[14:24] + ("",) * 7) for r in rows(ROWS))),),
        pieces=(),
    )
    export.timesheets(later, tmp_path / "a.xlsx", month="2027-03", generated=STAMP)
    for row in table(tmp_path / "a.xlsx", "Synthèse"):
        assert row["hours.difference"] == 0
        assert row["changes"] == 0


def test_a_sheet_for_each_month_and_equal_bytes_for_equal_data(tmp_path: Path) -> None:
    problem = replace(small_ward(), days=40, roster=tuple(Row(r.person, r.cells + ("R",) * 9) for r in small_ward().roster))
    one = export.roster(problem, tmp_path / "a.xlsx", lang="en", generated=STAMP)
    export.roster(problem, tmp_path / "b.xlsx", lang="en", generated=STAMP)
    assert one.months == export.months(problem) == ("2027-03", "2027-04")
    assert load_workbook(one.path).sheetnames == ["March 2027", "April 2027"]
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_plan_stands_for_the_wards_own_cells(tmp_path: Path) -> None:
    export.roster(small_ward(), tmp_path / "a.xlsx", rows=[Row("900004", ("J",) * 31)], generated=STAMP)
    sheet = load_workbook(tmp_path / "a.xlsx").active
    found = [[c.value for c in row][3:34] for row in sheet.iter_rows() if row[1].value == "900004"]
    assert found == [["J"] * 31]


@pytest.mark.parametrize("month", ["2027-13", "mai", "2027-5", "0000-01", "2030-01"])
def test_a_month_that_there_is_not(tmp_path: Path, month: str) -> None:
    with pytest.raises(InputRefused) as refused:
        export.timesheets(small_ward(), tmp_path / "a.xlsx", month=month)
    assert refused.value.faults[0].place == "month"
    assert list(tmp_path.iterdir()) == []


def test_the_last_day_before_the_first(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="2027-03-05"):
        export.roster(small_ward(), tmp_path / "a.xlsx", first=date(2027, 3, 5), last=date(2027, 3, 4))


def test_what_stood_there_stays_where_the_file_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_bytes(b"before")
    lock = tmp_path / ".~lock.plan.xlsx#"
    lock.touch()
    with pytest.raises(StorageError, match="open elsewhere"):
        export.roster(small_ward(), target)
    lock.unlink()
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(StorageError):
        export.roster(small_ward(), tmp_path / "folder.xlsx")
    with pytest.raises(StorageError):
        export.roster(small_ward(), target / "inside.xlsx")
    assert target.read_bytes() == b"before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.xlsx", "plan.xlsx"]


def test_a_folder_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    whole = os.fsync

    def refuse(handle: int) -> None:
        whole(handle)
        raise PermissionError(13, "Permission denied")

    # The administrator may write anywhere: the system's answer to anyone else is given in its place.
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        export.roster(small_ward(), folder / "plan.xlsx")
    assert list(folder.iterdir()) == []
