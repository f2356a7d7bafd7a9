"""Repair after the ward changed, by real keys in a window: demand, a rule, a cell; against the published plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from scheduler.domain.problem import Row
from scheduler.domain.text import same
from scheduler.rules.api import Finding
from solver.api import Repairs
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.panels.repairs import RepairList
from ui.window.storing import as_url

LONG = 300_000
_K = Qt.Key
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A ward in a database, whose plan is published."""
    before = language()
    set_language("en")
    made = MainWindow(ward(10, 14))
    qtbot.addWidget(made)
    made.show()
    made.storing.keep_in(as_url(str(tmp_path / "ward.db")), made.session.core.problem)
    qtbot.waitUntil(lambda: made.storing.attached and bool(made.storing.wards), timeout=LONG)
    made.activateWindow()
    QTest.keyClick(made, _K.Key_P, _CTRL)
    dialog = made.dialog
    QTest.keyClicks(dialog.by, "Camille FICTIF-Sauge")
    QTest.keyClick(dialog.by, _K.Key_Return)
    published = lambda: any(each.name == "published" for each in made.session.core.base.references)  # noqa: E731
    qtbot.waitUntil(published, timeout=LONG)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def _key(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    QTest.keyClick(window, key, modifier)


def _focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _ask(window: MainWindow, qtbot: QtBot) -> RepairList:
    repairing = window.questions.repairing
    repairing.close()
    _key(window, _K.Key_F4, _SHIFT)
    qtbot.waitUntil(lambda: repairing.case is not None and repairing.case.over, timeout=LONG)
    return window.questions.replace.repairs


def _raise_demand(window: MainWindow, qtbot: QtBot) -> None:
    """In the table of needs two are typed where one was the minimum in the evening."""
    panel = window.tables
    window.tabs.setCurrentWidget(panel)
    panel.which.setFocus()
    while panel.kind.field != "demand":
        QTest.keyClick(panel.which, _K.Key_Down)
    heads = [panel.table.horizontalHeaderItem(at).text() for at in range(panel.table.columnCount())]
    panel.table.setFocus()
    panel.table.setCurrentCell(1, heads.index("Minimum"))
    cell = panel.table.currentItem()
    QTest.keyClick(panel.table, _K.Key_F2)
    QTest.keyClicks(_focused(), "2")
    QTest.keyClick(_focused(), _K.Key_Return)
    qtbot.waitUntil(lambda: cell.text() == "2")
    panel.buttons["apply"].setFocus()
    QTest.keyClick(panel.buttons["apply"], _K.Key_Space)


def _make_stricter(window: MainWindow) -> None:
    """In the rule's form 4 days in a row are typed where 6 were allowed."""
    panel = window.rules
    window.tabs.setCurrentWidget(panel)
    panel.table.setFocus()
    while panel.setting is None or panel.setting.id != "serie":
        QTest.keyClick(panel.table, _K.Key_Down)
    assert panel.editor is not None
    number = panel.editor.parts["maximum"].findChild(QSpinBox)
    number.setFocus()
    QTest.keyClick(number, _K.Key_A, _CTRL)
    QTest.keyClicks(number, "4")
    panel.apply_button.setFocus()
    QTest.keyClick(panel.apply_button, _K.Key_Space)


def _place(window: MainWindow, code: str, line: int) -> tuple[int, int]:
    """A person and a day in the second week whose shift nobody else makes up for."""
    core = window.session.core
    return next(
        (person, day)
        for day in range(7, 14)
        for person in range(10)
        if core.frame.text(core.grid.at(person, day)) == code
        and core.cover.qualified(line, person, day)
        and core.cover.days[line][day].heads == core.cover.days[line][day].minimum
    )


def _broken(window: MainWindow) -> set[tuple[str, tuple[int, ...], int, int]]:
    core = window.session.core

    def place(f: Finding) -> tuple[str, tuple[int, ...], int, int]:
        return f.rule, tuple(f.people), f.first, f.last

    return {place(f) for f in core.findings() if core.is_hard(f) and f.new > 0}


def _short(window: MainWindow) -> int:
    return sum(heads.short for line in window.session.core.cover.days for heads in line)


def _text(window: MainWindow, at: tuple[int, int]) -> str:
    core = window.session.core
    return core.frame.text(core.grid.at(*at))


def _settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.session.core.dirty, timeout=LONG)


def test_a_raised_demand_is_mended_and_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    core, stood = window.session.core, window.session.core.problem
    broken, short = _broken(window), _short(window)
    _raise_demand(window, qtbot)
    assert core.base.demand[1].minimum == 2
    after = _short(window)
    assert after > short
    panel = _ask(window, qtbot)
    assert window.tabs.currentWidget() is window.questions.panel
    assert panel.list.hasFocus()
    title = window.questions.replace.title.text()
    assert "Need" in title
    assert "IDE S" in title
    assert "by Camille FICTIF-Sauge" in title
    assert not window.questions.replace.candidates.isVisible()
    best = panel.alternatives[0]
    cells = window.questions.repairing.cells_of(best)
    assert {(p, d) for p, d, _ in core.differences()} == {(c.person, c.day) for c in cells}
    assert len(cells) == len(best.changes) <= 2 * (after - short)
    QTest.keyClick(panel.list, _K.Key_Return)
    assert core.proposal is None
    assert all(_text(window, (c.person, c.day)) == c.after for c in cells)
    assert _broken(window) <= broken
    assert _short(window) == short + len(best.uncovered)
    _settled(window, qtbot)
    assert window.storing.store is not None
    assert [entry.verb for entry in window.storing.store.log(window.storing.ref)][-2:] == ["edit_data", "repair"]  # type: ignore[arg-type]
    _key(window, _K.Key_Z, _CTRL)
    assert all(_text(window, (c.person, c.day)) == c.before for c in cells)
    assert window.questions.repairing.case is not None
    _key(window, _K.Key_Z, _CTRL)
    assert core.problem == stood
    assert window.questions.repairing.case is None


def test_why_the_first_repair_has_more_changes_is_said_of_it_alone(window: MainWindow, qtbot: QtBot) -> None:
    _raise_demand(window, qtbot)
    panel, case = _ask(window, qtbot), window.questions.repairing
    assert case.case is not None
    (one, *_) = panel.alternatives
    change = one.changes[0]
    late, early = replace(change, notice=60), replace(change, notice=60 * 24 * 30)
    first = replace(one, changes=(early, early), everywhere=True)
    case.case.found = Repairs((first, replace(one, changes=(late,), everywhere=False)))
    panel.refresh()
    panel.list.setCurrentRow(0)
    told = panel.detail.text()
    assert "More changes than repair 2, but none instead of 1 told less than 48 h before" in told
    assert told.endswith("Proved: none is better.") is one.proved
    panel.list.setCurrentRow(1)
    told = panel.detail.text()
    assert "More changes" not in told
    assert told.endswith("Proved: none that differs as much is better around these days.") is one.proved


def test_a_stricter_rule_is_kept_by_the_repaired_plan(window: MainWindow, qtbot: QtBot) -> None:
    core, before, broken = window.session.core, window.session.core.problem, _broken(window)
    _make_stricter(window)
    assert _broken(window) > broken
    panel = _ask(window, qtbot)
    assert "At most 6 days in a row" in window.questions.replace.title.text()
    best = panel.alternatives[0]
    assert not best.broken
    QTest.keyClick(panel.list, _K.Key_Return)
    assert _broken(window) <= broken
    rows = zip(before.roster, core.problem.roster, strict=True)
    changed = sum(was != now for one, two in rows for was, now in zip(one.cells, two.cells, strict=True))
    assert changed == len(best.changes) < 30
    _key(window, _K.Key_Z, _CTRL)
    _key(window, _K.Key_Z, _CTRL)
    assert core.problem == before


@pytest.mark.parametrize("lock", [True, False])
def test_a_cell_that_was_typed_stays_and_the_rest_is_mended(window: MainWindow, qtbot: QtBot, lock: bool) -> None:
    core, before, short = window.session.core, window.session.core.problem, _short(window)
    at = _place(window, "M", 0)
    window.grid.go(*at)
    window.grid.setFocus()
    QTest.keyClicks(window.grid, "RH")
    QTest.keyClick(window.grid, _K.Key_Return)
    if lock:
        window.grid.go(*at)
        QTest.keyClick(window.grid, _K.Key_L, _CTRL)
    assert (_text(window, at), core.grid.locked(*at)) == ("RH", lock)
    steps = len(core.done)
    panel = _ask(window, qtbot)
    assert "1 cell" in window.questions.replace.title.text()
    best = panel.alternatives[0]
    assert best.changes
    moved = [each for alternative in panel.alternatives for each in alternative.changes]
    assert all((core.frame.person_index[each.person], core.frame.day(each.date)) != at for each in moved)
    QTest.keyClick(panel.list, _K.Key_Return)
    assert (_text(window, at), core.grid.locked(*at)) == ("RH", lock)
    assert _short(window) == short
    for _ in range(steps + 1):
        _key(window, _K.Key_Z, _CTRL)
    assert core.problem == before


def test_changes_taken_one_by_one_are_kept_when_it_is_asked_again(window: MainWindow, qtbot: QtBot) -> None:
    core = window.session.core
    _raise_demand(window, qtbot)
    panel = _ask(window, qtbot)
    best = panel.alternatives[0]
    assert len(best.changes) > 1
    QTest.keyClick(panel.list, _K.Key_Right)
    QTest.keyClick(panel.changes, _K.Key_Return)
    assert core.done[-1].verb == "repair"
    assert panel.changes.item(0).text().startswith("✓")
    taken = best.changes[0]
    panel = _ask(window, qtbot)
    assert "1 cell" in window.questions.replace.title.text()
    again = panel.alternatives[0]
    assert len(again.changes) <= len(best.changes)
    assert len(again.uncovered) <= len(best.uncovered)
    assert all((c.person, c.date) != (taken.person, taken.date) for each in panel.alternatives for c in each.changes)


def test_a_drawn_repair_that_is_accepted_as_a_proposal_is_no_new_plan(window: MainWindow, qtbot: QtBot) -> None:
    core = window.session.core
    _raise_demand(window, qtbot)
    _ask(window, qtbot)
    assert core.proposal is not None
    _key(window, _K.Key_Return, _CTRL)
    assert core.done[-1].verb == "repair"
    _settled(window, qtbot)
    store, ref = window.storing.store, window.storing.ref
    assert store is not None
    assert ref is not None
    assert store.stood(ref).how == "published"  # type: ignore[union-attr]


def test_escape_stops_it_and_what_was_found_stays(window: MainWindow, qtbot: QtBot) -> None:
    core, asking, repairing = window.session.core, window.questions.asking, window.questions.repairing
    _raise_demand(window, qtbot)
    _key(window, _K.Key_F4, _SHIFT)
    qtbot.waitUntil(lambda: core.proposal is not None, timeout=LONG)
    assert asking.waited
    _key(window, _K.Key_Escape)
    begun = time.monotonic()
    qtbot.waitUntil(lambda: not asking.waited, timeout=LONG)
    assert time.monotonic() - begun < 20
    assert repairing.case is not None
    assert repairing.case.over
    _key(window, _K.Key_Escape)
    assert core.proposal is None


def test_another_change_of_the_ward_ends_the_case_and_a_cell_elsewhere_does_not(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing = window.session.core, window.questions.repairing
    _raise_demand(window, qtbot)
    _ask(window, qtbot)
    core.set_cells([(9, 0, core.frame.by_text["J"])], same("x"))
    assert repairing.case is not None
    core.edit_problem(replace(core.problem, settings=core.problem.settings[:-1]), same("x"))
    assert repairing.case is None
    assert core.proposal is None


@pytest.mark.parametrize(("lang", "words"), [("fr", "Rien n'a changé depuis le planning"), ("en", "Nothing has changed since")])
def test_where_nothing_has_changed_it_is_said(window: MainWindow, qtbot: QtBot, lang: str, words: str) -> None:
    set_language(lang)
    window.build()
    _key(window, _K.Key_F4, _SHIFT)
    qtbot.waitUntil(lambda: words in window.statusBar().currentMessage(), timeout=LONG)
    assert window.questions.repairing.case is None


@pytest.mark.parametrize(("lang", "words"), [("fr", "Rien n'est à réparer"), ("en", "Nothing to repair")])
def test_where_nothing_is_broken_it_is_said(window: MainWindow, qtbot: QtBot, lang: str, words: str) -> None:
    core = window.session.core
    core.edit_problem(replace(core.problem, settings=core.problem.settings[1:]), same("x"))
    set_language(lang)
    window.build()
    panel = _ask(window, qtbot)
    assert words in panel.state.text()
    assert panel.list.count() == 0
    assert core.proposal is None


@pytest.mark.parametrize(("lang", "words"), [("fr", "Aucun planning n'est publié"), ("en", "No plan is published")])
def test_without_a_plan_it_is_said_what_to_do(qtbot: QtBot, lang: str, words: str) -> None:
    before, base = language(), ward(10, 14)
    set_language(lang)
    empty = replace(base, roster=tuple(Row(who.id, ("",) * 21) for who in base.people))
    window = MainWindow(empty)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    _key(window, _K.Key_F4, _SHIFT)
    assert words in window.statusBar().currentMessage()
    assert window.questions.repairing.case is None
    window.files.leaving = True
    window.close()
    set_language(before)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_line_is_in_the_windows_language(window: MainWindow, qtbot: QtBot, lang: str) -> None:
    set_language(lang)
    window.build()
    core = window.session.core
    lines = tuple(replace(line, minimum=2) if line.id == "IDE-S" else line for line in core.base.demand)
    core.edit_problem(replace(core.problem, demand=lines), same("x"))
    panel = _ask(window, qtbot)
    shown = "\n".join([window.questions.replace.title.text(), panel.state.text(), panel.detail.text()])
    assert ("Besoin" in shown, "Need" in shown) == (lang == "fr", lang == "en")
    assert ("publié le" in shown, "published on" in shown) == (lang == "fr", lang == "en")
    assert ("possibles" in shown, "possible repairs" in shown) == (lang == "fr", lang == "en")
    assert ("Prouvé" in shown, "Proved" in shown) == (lang == "fr", lang == "en")
