"""Imports through their door: a dry run, then the whole ward or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from scheduler.domain import validate
from scheduler.domain.errors import InputRefused
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.services import export, imports
from tests.exchange.wards import small_ward


def book(path: Path, lines: list[list[object]]) -> Path:
    workbook = Workbook()
    for line in lines:
        workbook.active.append(line)
    workbook.save(path)
    return path


def emptied(problem: Problem) -> Problem:
    return replace(problem, roster=())


def test_what_was_exported_comes_back(tmp_path: Path) -> None:
    problem = small_ward()
    export.roster(problem, tmp_path / "a.xlsx")
    report = imports.roster(tmp_path / "a.xlsx", emptied(problem))
    assert report.faults == ()
    assert report.accepted().roster == problem.roster
    assert len(report.cells) == sum(bool(text) for row in problem.roster for text in row.cells)
    assert imports.roster(tmp_path / "a.xlsx", problem).cells == {}


def test_last_month_becomes_history(tmp_path: Path) -> None:
    march = small_ward()
    april = replace(march, first=date(2027, 4, 1), days=30, roster=())
    export.roster(march, tmp_path / "march.xlsx")
    ward = imports.roster(tmp_path / "march.xlsx", april).accepted()
    assert (ward.first, ward.history_days) == (date(2027, 4, 1), 31)
    assert ward.roster == tuple(Row(row.person, row.cells + ("",) * 30) for row in march.roster)
    assert validate.faults(ward) == ()


def test_days_after_the_horizon_are_told_and_left_out(tmp_path: Path) -> None:
    march = small_ward()
    short = replace(march, days=10, roster=())
    export.roster(march, tmp_path / "march.xlsx")
    report = imports.roster(tmp_path / "march.xlsx", short)
    assert report.accepted().roster == tuple(Row(row.person, row.cells[:10]) for row in march.roster)
    assert any("2027-03-10" in fault.expected.en for fault in report.warnings)


def test_a_locked_cell_is_not_overwritten(tmp_path: Path) -> None:
    march = small_ward()
    export.roster(march, tmp_path / "march.xlsx")
    other = replace(
        march,
        roster=tuple(Row(row.person, ("R", *row.cells[1:])) for row in march.roster),
        locks=(CellRef("900001", march.first),),
    )
    report = imports.roster(tmp_path / "march.xlsx", other)
    assert report.problem is None
    assert report.cells == {}
    with pytest.raises(InputRefused, match="locked"):
        report.accepted()


def test_staff_are_added_and_brought_up_to_date(tmp_path: Path) -> None:
    path = book(
        tmp_path / "staff.xlsx",
        [
            ["Service : Médecine d'essai"],
            ["Matricule", "Nom", "Prénom", "Grade", "Contrat", "Quotité"],
            [900002, "FICTIF-Bruyère", "Anaïs", "IDE", "37h30", 50],
            [900009, "FICTIF-Noisetier", "Noé", "Sage-femme", "37h30", "100 %"],
            ["Total", "", "", "", "", 2],
        ],
    )
    before = small_ward()
    report = imports.staff(path, before)
    ward = report.accepted()
    assert (report.added, report.changed) == (("900009",), ("900002",))
    assert [person.id for person in ward.people][-1] == "900009"
    assert {person.id: person.quota for person in ward.people}["900002"] == 50
    assert ward.grades[-1].id == "Sage-femme"
    assert ward.roster == before.roster
    assert [fault.value for fault in report.warnings] == ["Sage-femme", "Total"]


def test_a_list_alone_without_a_ward(tmp_path: Path) -> None:
    path = book(tmp_path / "s.xlsx", [["ID", "Name", "Grade", "Weekly hours"], ["1", "Ortie, Camille", "RN", 35]])
    report = imports.staff(path)
    assert report.problem is None
    assert report.faults == ()
    assert report.staff is not None
    assert report.staff.contracts[0].weekly_minutes == 2100


@pytest.mark.parametrize("name", ["absent.xlsx", "folder"])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    for report in (imports.staff(tmp_path / name, small_ward()), imports.roster(tmp_path / name, small_ward())):
        with pytest.raises(InputRefused, match=name):
            report.accepted()
