"""What cannot hold together, in the window: found by the real process, jumped to, relaxed as an edit that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scheduler.domain.demand import DayNeed
from scheduler.domain.problem import Problem
from scheduler.domain.text import same
from scheduler.domain.time import add_days
from solver.api import Conflicts
from tests.ui.wards import FIRST, ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

LONG = 300_000
DAY = 9
_K = Qt.Key


def impossible() -> Problem:
    """Of six nurses two are on leave on a day that needs five in the morning."""
    base = ward(10, 14)
    nurses = [who.id for who in base.people if who.grade == "IDE"]
    at = base.history_days + DAY
    rows = tuple(
        replace(row, cells=(*row.cells[:at], "CA", *row.cells[at + 1 :])) if row.person in nurses[:2] else row
        for row in base.roster
    )
    demand = tuple(
        replace(line, by_date=(DayNeed(add_days(FIRST, DAY), 5),)) if line.id == "IDE-M" else line for line in base.demand
    )
    return replace(base, roster=rows, demand=demand, locks=())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(impossible())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def _ask(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    QTest.keyClick(window, _K.Key_F7)
    qtbot.waitUntil(lambda: window.questions.conflicting.over, timeout=LONG)


def test_a_conflict_names_its_members_and_goes_to_their_people_and_days(window: MainWindow, qtbot: QtBot) -> None:
    panel, core = window.questions.conflicts, window.session.core
    _ask(window, qtbot)
    assert window.tabs.currentWidget() is window.questions.panel
    assert panel.found is not None, panel.state.text()
    chosen = panel.chosen
    assert chosen is not None
    assert chosen.verified
    assert {member.kind for member in chosen.members} >= {"need", "fact"}
    shown = [panel.members.item(at).text() for at in range(panel.members.count())]
    assert any("IDE M" in words for words in shown)
    for at, member in enumerate(chosen.members):
        panel.members.setCurrentRow(at)
        QTest.keyClick(panel.members, _K.Key_Return)
        cells = set(window.grid.cells())
        people = {core.frame.person_index[who] for who in member.people}
        assert cells == {(person, core.frame.day(day)) for person in people for day in member.dates}


def test_a_relaxation_is_an_edit_that_mends_and_is_undone(window: MainWindow, qtbot: QtBot) -> None:
    panel, core = window.questions.conflicts, window.session.core
    _ask(window, qtbot)
    assert panel.found is not None
    before, count = core.problem, len(panel.found.found)
    panel.list.setFocus()
    QTest.keyClick(panel.list, _K.Key_Right)
    QTest.keyClick(panel.members, _K.Key_Right)
    assert panel.chosen is not None
    words = panel.chosen.relaxations[0].text
    QTest.keyClick(panel.relaxations, _K.Key_Return)
    assert core.problem != before
    assert words.en in core.done[-1].name.en
    qtbot.waitUntil(lambda: window.questions.conflicting.over, timeout=LONG)
    assert len(panel.found.found) == count - 1
    window.undo()
    assert core.problem == before


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the keyboard."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_all_of_it_is_done_with_the_keyboard_alone(window: MainWindow, qtbot: QtBot, lang: str) -> None:
    set_language(lang)
    window.build()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel, core, conflicting = window.questions.conflicts, window.session.core, window.questions.conflicting
    window.grid.setFocus()
    before = core.problem
    _press(_K.Key_F7)
    qtbot.waitUntil(lambda: conflicting.over, timeout=LONG)
    assert panel.list.hasFocus()
    count = panel.list.count()
    _press(_K.Key_Right)
    assert panel.members.hasFocus()
    _press(_K.Key_Down)
    _press(_K.Key_Return)
    assert panel.chosen is not None
    member = panel.chosen.members[1]
    people = {core.frame.person_index[who] for who in member.people}
    assert set(window.grid.cells()) == {(person, core.frame.day(day)) for person in people for day in member.dates}
    _press(_K.Key_F6)
    assert window.grid.hasFocus()
    assert len(window.grid.cells()) == len(people) * len(member.dates)
    _press(_K.Key_F6)
    assert panel.members.hasFocus()
    assert panel.members.currentRow() == 1
    _press(_K.Key_Right)
    _press(_K.Key_Return)
    assert core.problem != before
    assert panel.list.hasFocus()
    qtbot.waitUntil(lambda: conflicting.over, timeout=LONG)
    assert panel.list.count() == count - 1
    _press(_K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert core.problem == before
    assert ("a changé depuis" in panel.state.text(), "has changed since" in panel.state.text()) == (lang == "fr", lang == "en")
    _press(_K.Key_F7)
    qtbot.waitUntil(lambda: conflicting.over, timeout=LONG)
    assert panel.list.count() == count
    _press(_K.Key_Escape)
    assert window.grid.hasFocus()


def test_whoever_is_at_work_stays_there_while_more_is_found(window: MainWindow, qtbot: QtBot) -> None:
    panel, conflicting = window.questions.conflicts, window.questions.conflicting
    _ask(window, qtbot)
    found = panel.found
    assert found is not None
    panel.members.setCurrentRow(1)
    panel.relaxations.setCurrentRow(1)
    other = replace(found.found[0], text=same("Another one"))
    window.questions.asking.partial.emit(conflicting.question, replace(found, found=(other, *found.found)))
    assert panel.chosen == found.found[0]
    assert (panel.list.currentRow(), panel.members.currentRow(), panel.relaxations.currentRow()) == (1, 1, 1)
    panel.list.setCurrentRow(0)
    assert (panel.members.currentRow(), panel.relaxations.currentRow()) == (0, 0)


def test_the_other_side_is_the_tabs_until_a_panel_was_used(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.grid.setFocus()
    _press(_K.Key_F6)
    assert window.tabs.tabBar().hasFocus()
    at = window.tabs.currentIndex()
    _press(_K.Key_Right)
    assert window.tabs.currentIndex() == at + 1
    _press(_K.Key_F6)
    assert window.grid.hasFocus()


def test_a_relaxation_of_another_ward_is_not_taken(window: MainWindow, qtbot: QtBot) -> None:
    panel, core = window.questions.conflicts, window.session.core
    _ask(window, qtbot)
    core.edit_problem(replace(core.problem, name="Other"), same("rename"))
    before = core.problem
    panel.take()
    assert core.problem == before
    assert "has changed since" in window.statusBar().currentMessage()
    assert not window.questions.conflicting.over


def test_free_cells_do_not_make_it_another_ward(window: MainWindow, qtbot: QtBot) -> None:
    core, conflicting = window.session.core, window.questions.conflicting
    _ask(window, qtbot)
    core.set_cells([(4, 3, core.frame.by_text["J"])], same("x"))
    assert conflicting.current
    core.set_cells([(4, 3, core.frame.by_text["CA"])], same("x"))
    assert not conflicting.current


def test_a_ward_that_can_be_planned_has_none_in_both_languages(window: MainWindow, qtbot: QtBot) -> None:
    window.show_ward(ward(10, 14))
    _ask(window, qtbot)
    panel = window.questions.conflicts
    assert panel.list.count() == 0
    assert "No conflict" in panel.state.text()
    set_language("fr")
    window.build()
    assert "Aucun conflit" in window.questions.conflicts.state.text()
    assert not window.questions.conflicts.apply.isEnabled()


def test_none_found_in_the_time_is_no_proof_that_there_is_none(window: MainWindow, qtbot: QtBot) -> None:
    window.show_ward(ward(10, 14))
    _ask(window, qtbot)
    conflicting = window.questions.conflicting
    conflicting._on_answer(conflicting.question, Conflicts((), False), True)
    shown = window.questions.conflicts.state.text()
    assert "found in this time" in shown
    assert "search unfinished: there may be some" in shown
    assert "others" not in shown
