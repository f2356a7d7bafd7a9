"""The window on real databases: every edit is stored, undone, published, copied, and met by another editor's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox
from pytestqt.qtbot import QtBot

from scheduler.domain.problem import CellRef
from scheduler.domain.text import Text
from scheduler.services import store
from scheduler.services.samples import load, names
from scheduler.services.stored import CellWrite, WardRef
from tests.ui.wards import FIRST, ward
from ui.window import app, storing
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.storing import as_url

REF = WardRef(ward().id)
NAME = Text("Essai", "Trial")


@pytest.fixture
def filled(database_url: str) -> Iterator[store.Store]:
    """The database as another editor sees it."""
    with store.open(database_url, actor="FICTIF-Autre") as opened:
        opened.create_ward(ward(), opened.act("create_ward"))
        yield opened


@pytest.fixture
def window(filled: store.Store, qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward())
    qtbot.addWidget(made)
    made.show()
    made.storing.open_url(filled.url)
    qtbot.waitUntil(lambda: made.storing.attached and bool(made.storing.wards))
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.session.core.dirty)


def codes(opened: store.Store, ref: WardRef = REF) -> dict[tuple[str, date], str]:
    problem = opened.snapshot(ref).problem
    first = problem.first.toordinal() - problem.history_days
    return {(row.person, date.fromordinal(first + at)): text for row in problem.roster for at, text in enumerate(row.cells)}


def test_typed_keys_reach_the_database_and_undo_takes_them_back(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    window.grid.go(0, 3)
    who = ward().people[0].id
    before = codes(filled)[who, date(2027, 5, 6)]
    qtbot.keyClicks(window.grid, "J")
    qtbot.keyClick(window.grid, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert window.kept.text() == "✓ Saved"
    assert codes(filled)[who, date(2027, 5, 6)] == "J" != before
    window.run("undo")
    settle(window, qtbot)
    assert codes(filled)[who, date(2027, 5, 6)] == before
    window.run("redo")
    settle(window, qtbot)
    assert codes(filled)[who, date(2027, 5, 6)] == "J"
    assert [entry.verb for entry in filled.log(REF)] == ["create_ward", "assign", "undo", "redo"]


def test_rules_people_locks_and_worked_time_are_stored(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    core = window.session.core
    window.take_pack("fph")
    core.lock_cells([(1, 2)], True)
    core.record_worked(2, 0, core.frame.parse("AM") or 0, None)
    settle(window, qtbot)
    found = filled.snapshot(REF)
    assert found.problem == core.problem
    assert found.problem.pack is not None
    assert [entry.verb for entry in filled.log(REF)][1:] == ["edit_data", "lock", "record_worked"]


def test_someone_else_was_first(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    core, who = window.session.core, ward().people[1].id
    seen = filled.snapshot(REF)
    filled.write(REF, filled.act("assign"), [CellWrite(who, FIRST, seen.versions[CellRef(who, FIRST)], "CA")])
    core.set_cells([(1, 0, core.frame.parse("J") or 0)], NAME)
    qtbot.waitUntil(lambda: getattr(window, "box", None) is not None and window.box.isVisible())
    assert "FICTIF-Autre" in window.box.text()
    window.box.close()
    qtbot.waitUntil(lambda: core.frame.text(core.grid.at(1, 0)) == "CA")
    assert codes(filled)[who, FIRST] == "CA"
    core.set_cells([(1, 0, core.frame.parse("J") or 0)], NAME)
    settle(window, qtbot)
    assert codes(filled)[who, FIRST] == "J"


def test_changes_of_others_appear_by_themselves(
    window: MainWindow, filled: store.Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, who = window.session.core, ward().people[1].id
    filled.write(REF, filled.act("assign"), [CellWrite(who, FIRST, 1, "CA")])
    qtbot.waitUntil(lambda: core.frame.text(core.grid.at(1, 0)) == "CA", timeout=15000)
    assert "FICTIF-Autre" in window.statusBar().currentMessage()


def test_nothing_is_published_without_a_name(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    window.run("publish")
    dialog = window.dialog
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert "name" in dialog.message.text()
    assert not filled.publications(REF)
    qtbot.keyClicks(dialog.by, "Camille FICTIF-Sauge, cadre")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(filled.publications(REF)))
    made = filled.publications(REF)[0]
    assert (made.first, made.by) == (FIRST, "Camille FICTIF-Sauge, cadre")
    qtbot.waitUntil(lambda: any(each.name == "published" for each in window.session.core.base.references))


def test_a_scenario_is_copied_changed_and_compared(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    panel = window.scenarios
    panel.copy_as("Sans la nuit")
    qtbot.waitUntil(lambda: window.storing.name() == "Sans la nuit")
    core, panel = window.session.core, window.scenarios
    assert "Sans la nuit" in window.windowTitle()
    core.set_cells([(0, 3, core.frame.parse("N") or 0), (0, 4, core.frame.parse("M") or 0)], NAME)
    settle(window, qtbot)
    assert codes(filled)[ward().people[0].id, date(2027, 5, 6)] != "N"
    panel.plans.selectRow(0)
    qtbot.mouseClick(panel.buttons["compare"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.costs.rowCount() == len(core.base.layers))
    assert "cells that differ: 2" in panel.verdict.text()
    lines = [panel.items.item(at).text() for at in range(panel.items.count())]
    assert any(line.startswith("⚠ A") for line in lines)
    assert any("06/05 · N → " in line for line in lines)
    panel.items.itemClicked.emit(panel.items.item(panel.items.count() - 1))
    assert window.grid.current() == (0, 4)
    panel.open()
    qtbot.waitUntil(lambda: window.storing.name() == "")
    panel = window.scenarios
    qtbot.waitUntil(lambda: panel.plans.rowCount() == 2)
    panel.plans.selectRow(1)
    panel.rename_as("Avec la nuit")
    qtbot.waitUntil(lambda: panel.plans.item(1, 0).text() == "Avec la nuit")
    panel.plans.selectRow(1)
    qtbot.mouseClick(panel.buttons["delete"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.plans.rowCount() == 1)


def test_a_run_is_recorded(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    window.solving.fresh.setChecked(True)
    window.solving.seconds.setValue(5)
    window.run("solve")
    qtbot.waitUntil(lambda: not window.solver.running, timeout=60000)
    qtbot.waitUntil(lambda: bool(filled.runs(REF)))
    window.run("accept")
    settle(window, qtbot)
    assert filled.log(REF)[-1].verb == "apply_plan"
    plan, problem = filled.run(REF, 1)
    rows = {row.person: row.cells for row in plan.rows}
    assert all(row.cells[7:] == rows[row.person] for row in filled.snapshot(REF).problem.roster)
    assert problem.id == REF.ward


def test_edits_wait_for_a_database_that_does_not_answer(
    window: MainWindow, filled: store.Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, keeper, real = window.session.core, window.storing.keeper, filled.__class__.write
    assert keeper is not None
    broken = [2]

    def write(self: store.Store, *args: object, **kwargs: object) -> object:
        if broken[0]:
            broken[0] -= 1
            raise store_error()
        return real(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(store.Store, "write", write)
    monkeypatch.setattr("ui.window.keeper.RETRY_SECONDS", 0.2)
    core.set_cells([(1, 0, core.frame.parse("J") or 0)], NAME)
    qtbot.waitUntil(lambda: "1 waiting" in window.kept.text())
    assert core.dirty
    settle(window, qtbot)
    assert codes(filled)[ward().people[1].id, FIRST] == "J"


def store_error() -> Exception:
    from scheduler.domain.errors import StorageError

    return StorageError(Text("la base ne répond pas", "the database does not answer"))


def test_closing_waits_for_what_is_under_way_and_asks_where_it_cannot(
    window: MainWindow, filled: store.Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = window.session.core
    monkeypatch.setattr(storing, "SETTLE_SECONDS", 0.2)
    monkeypatch.setattr("ui.window.keeper.RETRY_SECONDS", 0.1)

    def write(self: store.Store, *args: object, **kwargs: object) -> object:
        raise store_error()

    with monkeypatch.context() as patch:
        patch.setattr(store.Store, "write", write)
        core.set_cells([(1, 0, core.frame.parse("J") or 0)], NAME)
        assert not window.close()
        assert "not saved" in window.box.text()
        window.files.answer(QMessageBox.StandardButton.Cancel)
    settle(window, qtbot)
    core.set_cells([(1, 1, core.frame.parse("J") or 0)], NAME)
    assert window.close()
    assert codes(filled)[ward().people[1].id, date(2027, 5, 4)] == "J"


def test_a_new_database_begins_with_the_sample_wards(tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(ward())
    qtbot.addWidget(window)
    window.show()
    window.storing.open_url(as_url(str(tmp_path / "new.db")), fill=True)
    qtbot.waitUntil(lambda: window.storing.attached and len(window.storing.wards) == len(names()), timeout=30000)
    samples = {load(name).id: load(name) for name in names()}
    assert {found.id for found in window.storing.wards} == set(samples)
    assert len(window.session.core.base.people) == len(samples[window.storing.wards[0].id].people)
    for found in window.storing.wards[1:]:
        window.storing.show_plan(WardRef(found.id))
        staff = len(samples[found.id].people)
        qtbot.waitUntil(lambda staff=staff: len(window.session.core.base.people) == staff, timeout=30000)
    window.close()


def test_the_last_of_two_wards_asked_for_is_shown(window: MainWindow, filled: store.Store, qtbot: QtBot) -> None:
    others = [replace(ward(), id=f"ward-{k}", name=f"Ward {k}") for k in (1, 2)]
    refs = [filled.create_ward(other, filled.act("create_ward")) for other in others]
    for ref in refs:
        window.storing.show_plan(ref)
    qtbot.waitUntil(lambda: window.session.core.base.id == "ward-2")
    assert window.storing.ref == refs[1]
    window.storing.show_plan(refs[0])
    qtbot.waitUntil(lambda: window.session.core.base.id == "ward-1")


def test_a_ward_without_a_database_is_kept_in_one(tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(ward())
    qtbot.addWidget(window)
    window.show()
    core = window.session.core
    core.set_cells([(1, 0, core.frame.parse("J") or 0)], NAME)
    window.storing.keep_in(as_url(str(tmp_path / "own.db")), core.problem)
    qtbot.waitUntil(lambda: window.storing.attached)
    settle(window, qtbot)
    window.close()
    with store.open(as_url(str(tmp_path / "own.db"))) as opened:
        assert codes(opened)[ward().people[1].id, FIRST] == "J"


def test_a_bad_address_is_a_message(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(ward())
    qtbot.addWidget(window)
    window.show()
    (tmp_path / "text.db").write_text("no database, only words " * 100)
    window.storing.open_url(as_url(str(tmp_path / "text.db")))
    qtbot.waitUntil(lambda: getattr(window, "box", None) is not None)
    assert "text.db" in window.box.text()
    assert not window.storing.attached
    window.box.close()
    window.close()


def test_the_default_is_the_users_own_folder() -> None:
    assert app.DATABASE == "RELEVE_DATABASE"
    assert as_url("postgresql://host/db") == "postgresql://host/db"
