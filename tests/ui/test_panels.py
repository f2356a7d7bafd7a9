"""The panels: rules by forms, tables, dialogs, files; and that a bad value changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QMessageBox, QTableWidgetItem
from pytestqt.qtbot import QtBot

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.text import same
from scheduler.rules.registry import templates
from scheduler.services.stored import Comparison, LayerCost, Side, WardRef
from tests.domain.samples import WARD
from tests.ui.wards import FIRST, ward
from ui.window import app
from ui.window.celltext import from_text, to_text
from ui.window.dialogs import AbsenceDialog, NewWardDialog, WorkedDialog
from ui.window.forms import RecordEditor
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.panels.tables import KINDS, rows_to_records

SOURCE = Path(app.__file__).parent


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward())
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language(before)


def test_costs_of_two_plans_are_told_as_people_count_them(window: MainWindow) -> None:
    """300 at 100 for each uncovered shift are three shifts."""
    sides = [Side(WardRef("x"), (LayerCost("cover", value), LayerCost("comfort", 4)), ()) for value in (300, 100)]
    costs = window.scenarios.costs
    window.scenarios.show_comparison(Comparison(sides[0], sides[1], (), ()))
    shown = [[costs.item(row, column).text() for column in range(4)] for row in range(2)]
    assert shown == [["minimum cover", "3", "1", "−2"], ["comfort", "4", "4", "="]]
    window.scenarios.show_comparison(Comparison(sides[1], sides[0], (), ()))
    assert costs.item(0, 3).text() == "+2"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.field))
@pytest.mark.parametrize("problem", [WARD, ward()], ids=["every kind of value", "small"])
def test_every_table_reads_back_what_it_shows(kind: Any, problem: Any) -> None:
    hints = get_type_hints(kind.record, include_extras=True)
    records = getattr(problem, kind.field)
    rows = [[to_text(hints[item.name], getattr(record, item.name)) for item in fields(kind.record)] for record in records]
    assert rows_to_records(kind, rows) == (records, [])


@pytest.mark.parametrize("key", list(templates()))
def test_every_template_has_a_form_that_gives_its_values_back(qtbot: QtBot, key: str) -> None:
    start = templates()[key]()
    editor = RecordEditor(start)
    qtbot.addWidget(editor)
    assert editor.value() == start
    named = [item for item in type(start).parameters() if "label" in item.metadata]
    assert len(named) == len(editor.parts)


def test_a_bad_text_is_told_with_what_was_expected() -> None:
    hints = get_type_hints(KINDS[1].record, include_extras=True)
    _, faults = from_text(hints["segments"], "half past six", "here")
    assert [(fault.place, fault.value) for fault in faults] == [("here", "half past six")]
    assert "06:45" in faults[0].say("en")


def test_a_rule_is_changed_switched_off_and_undone(window: MainWindow) -> None:
    panel, core = window.rules, window.session.core
    panel.table.selectRow(0)
    assert core.findings()
    before = [f for f in core.findings() if f.rule == "repos-11h"]
    panel.hardness.setCurrentIndex(panel.hardness.findData("off"))
    panel.comment.setText("until May")
    panel.apply()
    assert before
    assert not [f for f in core.findings() if f.rule == "repos-11h"]
    assert core.base.settings[0].comment == "until May"
    window.undo()
    assert [f for f in core.findings() if f.rule == "repos-11h"] == before


def test_a_rule_gets_another_name_dates_and_people(window: MainWindow) -> None:
    panel, core = window.rules, window.session.core
    panel.table.selectRow(0)
    assert [f for f in core.findings() if f.rule == "repos-11h" and f.people == (1,)]
    panel.about["title"].line.setText("Douze heures | Twelve hours")
    panel.about["valid_to"].line.setText("2027-05-31")
    panel.about["scope"].parts["people"].line.setText(core.base.people[0].id)
    panel.apply()
    changed = core.base.settings[0]
    assert (changed.title.fr, changed.title.en) == ("Douze heures", "Twelve hours")
    assert (str(changed.valid_to), changed.scope.people) == ("2027-05-31", (core.base.people[0].id,))
    assert not [f for f in core.findings() if f.rule == "repos-11h" and f.people != (0,)]
    panel.about["valid_to"].line.setText("end of May")
    panel.apply()
    assert "end of May" in panel.message.text()
    assert core.base.settings[0] == changed
    panel.about["valid_to"].line.setText("")
    panel.about["scope"].parts["people"].line.setText("nobody")
    panel.apply()
    assert "nobody" in panel.message.text()
    assert core.base.settings[0] == changed


def test_an_override_lifts_a_rule_for_one_person(window: MainWindow) -> None:
    core, panel = window.session.core, window.tables
    worst = next(f for f in core.findings() if f.rule == "repos-11h" and f.new > 0)
    panel.which.setCurrentIndex(next(at for at, kind in enumerate(KINDS) if kind.field == "overrides"))
    panel.add()
    days = core.frame.date(worst.first).isoformat()
    who = core.base.people[worst.people[0]].id
    for column, words in enumerate(("repos-11h", who, days, days, "renfort", "cadre")):
        panel.table.setItem(0, column, QTableWidgetItem(words))
    panel.apply()
    assert worst not in core.findings()
    window.undo()
    assert worst in core.findings()


def test_a_rule_is_added_and_removed(window: MainWindow) -> None:
    panel = window.rules
    count = len(panel.settings)
    panel.new.activated.emit(panel.new.findData("PATTERN"))
    panel._add(panel.new.findData("WINDOW"))
    assert len(panel.settings) >= count + 1
    added = panel.settings[-1]
    assert (added.template, added.hardness) == ("WINDOW", "off")
    panel.remove()
    assert added not in panel.settings


def test_faults_of_a_table_are_told_and_nothing_changes(window: MainWindow) -> None:
    panel = window.tables
    before = window.session.core.problem
    panel.table.setItem(0, 3, QTableWidgetItem("no such grade"))
    panel.table.setItem(1, 5, QTableWidgetItem("plenty"))
    panel.apply()
    assert window.session.core.problem == before
    assert "plenty" in panel.message.text()


def test_a_person_is_added_and_removed(window: MainWindow) -> None:
    panel, core = window.tables, window.session.core
    panel.add()
    row = panel.table.rowCount() - 1
    for column, words in enumerate(("990001", "FICTIF-Réséda", "Sacha", "AS", "jour", "50")):
        panel.table.setItem(row, column, QTableWidgetItem(words))
    panel.apply()
    assert panel.message.text() == ""
    assert core.base.people[-1].name == "FICTIF-Réséda Sacha"
    assert window.grid.table.rowCount() == 11
    panel.table.selectRow(0)
    panel.remove()
    panel.apply()
    assert core.base.people[0].id == "900001"
    assert len(core.problem.locks) == 0


def test_an_absence_over_some_days(window: MainWindow) -> None:
    dialog = AbsenceDialog(window, window.session, (1, 3), window.questions.repairing.absent)
    dialog.last.setDate(QDate(FIRST.year, FIRST.month, FIRST.day + 5))
    dialog.try_accept()
    core = window.session.core
    assert [core.frame.text(core.grid.at(1, day)) for day in range(3, 6)] == ["CA", "CA", "CA"]
    dialog.last.setDate(QDate(FIRST.year + 1, 1, 1))
    dialog.try_accept()
    assert "Expected" in dialog.message.text()


def test_a_late_stay_is_recorded_and_counted(window: MainWindow) -> None:
    core = window.session.core
    day = next(d for d in range(28) if core.frame.text(core.grid.at(1, d)) == "M")
    before = core.counts.people[1].done
    dialog = WorkedDialog(window, window.session, (1, day))
    dialog.end.setTime(QTime(15, 0))
    dialog.try_accept()
    real = core.grid.special(1, day)
    assert real is not None
    assert core.counts.people[1].done == before + 45
    window.undo()
    assert core.grid.special(1, day) is None


def test_a_new_ward_is_set_up_and_survives_its_file(window: MainWindow, tmp_path: Path) -> None:
    dialog = NewWardDialog(window, window.show_ward)
    dialog.try_accept()
    assert "Expected" in dialog.message.text()
    dialog.name.setText("Neuf")
    dialog.try_accept()
    base = window.session.core.base
    assert base.name == "Neuf"
    assert base.pack is not None
    assert base.pack.name == "fph"
    panel = window.tables
    panel.add()
    for column, words in enumerate(("1", "FICTIF-Lin", "", "IDE", "35h")):
        panel.table.setItem(0, column, QTableWidgetItem(words))
    panel.apply()
    assert panel.message.text() == ""
    path = tmp_path / "ward.json"
    assert window.files.save(path)
    assert not window.session.core.dirty
    assert load_ward(path.read_bytes()) == window.session.core.problem


def test_a_bad_file_is_told_and_the_ward_stays(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "bad.json"
    path.write_text(dump_ward(ward()).replace('"IDE"', '"XXX"', 1), encoding="utf-8")
    before = window.session
    window.files.load(path)
    assert window.session is before
    assert "XXX" in window.box.text()
    window.box.close()


def test_the_start_refuses_a_file_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.json"
    path.write_text("[]", encoding="utf-8")
    assert app.main([str(path)]) == 2
    assert "bad.json" in capsys.readouterr().err
    assert app.main([str(tmp_path / "none.json")]) == 2


SETTERS = {
    "setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setAccessibleName", "setSuffix", "addTab", "setLabelText",
    "setTitle", "addRow", "QLabel", "QPushButton", "QCheckBox", "QGroupBox", "QToolBar", "QDockWidget", "QAction",
    "tell", "showMessage",
}  # fmt: skip


def test_no_label_is_given_in_one_language_only() -> None:
    wrong = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in SETTERS:
                    for given in node.args:
                        if (
                            isinstance(given, ast.Constant)
                            and isinstance(given.value, str)
                            and any(map(str.isalpha, given.value))
                        ):
                            wrong.append(f"{path.name}:{node.lineno} {given.value}")
    assert [item for item in wrong if item.split(" ", 1)[1] not in {" s", "Relève"}] == []


def test_unsaved_work_is_not_closed_without_a_word(window: MainWindow) -> None:
    core = window.session.core
    core.set_cells([(1, 3, core.frame.by_text["CA"])], same("x"))
    assert not window.close()
    assert "not saved" in window.box.text()
    window.files.answer(QMessageBox.StandardButton.Discard)
    assert not window.isVisible()
