"""Workbooks from the window: written whole, read with a report first, taken only when asked, undone like any edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from scheduler.domain.text import Text
from scheduler.services import imports, packs
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.workbooks.wait()
    set_language(before)


def test_the_roster_goes_out_and_its_changes_come_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, core = tmp_path / "may.xlsx", window.session.core
    window.workbooks.write_roster(path)
    qtbot.waitUntil(lambda: path.exists() and not window.workbooks.busy)
    assert imports.roster(path, core.problem, month=(2027, 5)).cells == {}
    core.set_cells([(0, 1, 0), (3, 4, 0)], Text("Effacer", "Clear"))
    changed = core.problem
    window.workbooks.read_roster(path)
    qtbot.waitUntil(lambda: getattr(window.workbooks, "dialog", None) is not None)
    dialog = window.workbooks.dialog
    assert core.problem == changed
    assert "Cells filled or changed: 2" in dialog.report.toPlainText()
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert core.problem.roster == ward().roster
    window.run("undo")
    assert core.problem.roster == changed.roster


def test_a_sheet_with_mistakes_is_told_and_not_taken(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, core = tmp_path / "staff.xlsx", window.session.core
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Matricule", "Nom", "Prénom", "Grade", "Quotité"], ["999", "FICTIF-Tilleul", "Alix", "IDE", "beaucoup"]):
        sheet.append(row)
    book.save(path)
    before = core.problem
    window.workbooks.read_staff(path)
    qtbot.waitUntil(lambda: getattr(window.workbooks, "dialog", None) is not None)
    words = window.workbooks.dialog.report.toPlainText()
    assert "beaucoup" in words
    assert window.workbooks.dialog.buttons.button(QDialogButtonBox.StandardButton.Ok) is None
    assert core.problem == before


def test_timesheets_of_a_month_are_written_by_the_keyboard(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "sheets.xlsx"
    window.run("export_timesheets")
    asked = window.workbooks._ask
    assert asked.textValue() == "2027-05"
    asked.reject()
    window.workbooks.write_timesheets(path, "2027-05")
    qtbot.waitUntil(lambda: path.exists() and not window.workbooks.busy)
    assert len(openpyxl.load_workbook(path).sheetnames) >= 2


def test_a_place_that_is_no_folder_is_a_message(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    window.workbooks.write_roster(tmp_path / "file" / "may.xlsx")
    qtbot.waitUntil(lambda: getattr(window, "box", None) is not None)
    assert "may.xlsx" in window.box.text()
    window.box.close()


@pytest.mark.parametrize(("name", "rules"), [("fph", {"FPH-01", "GP-01"}), ("med", {"MED-03", "INT-01"}), ("eu", {"EU-01"})])
def test_a_pack_is_chosen_loads_in_one_step_and_is_undone(window: MainWindow, name: str, rules: set[str]) -> None:
    core = window.session.core
    before = core.problem
    window.run("load_pack")
    titles = window._ask.comboBoxItems()
    assert len(titles) == 3
    assert window._ask.textValue() == packs.load("fph").title.get(language())
    window._ask.setTextValue(packs.load(name).title.get(language()))
    window._ask.accept()
    assert core.problem.pack is not None
    assert core.problem.pack.name == name
    assert rules <= {setting.id for setting in core.problem.settings}
    window.run("undo")
    assert core.problem == before
