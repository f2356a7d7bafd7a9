"""What people bring from before, typed into its table with the keyboard alone: it counts at once, is kept, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.problem import Opening
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

_K = Qt.Key
NIGHTS = {"count": "days", "how": "start", "select": {"tags": ["night"]}}


@pytest.fixture(params=["fr", "en"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MainWindow]:
    """A ward that lets everybody work 20 nights at most, and shares them out."""
    before = language()
    set_language(request.param)
    base = ward(6, 14)
    params = {"account": "nights", "cap": 20, "measure": NIGHTS}
    cap = RuleSetting("cap", "BALANCE", Text("20 nuits au plus", "At most 20 nights"), "hard", params=params)
    params = {"opening": "nights", "measure": NIGHTS}
    fair = RuleSetting("fair", "FAIR", Text("Nuits partagées", "Nights shared"), "soft", "comfort", params=params)
    made = MainWindow(replace(base, settings=(*base.settings, cap, fair)))
    qtbot.addWidget(made)
    made.show()
    made.tabs.setCurrentWidget(made.tables)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key for whatever has the keyboard."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def typed(words: str) -> None:
    """Words for whatever has the keyboard, letter by letter: the first one opens a cell's editor."""
    for letter in words:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, letter)


def choose(window: MainWindow) -> None:
    window.tables.which.setFocus()
    typed({"fr": "Soldes", "en": "Opening"}[language()])
    assert window.tables.kind.field == "openings"


def enter(window: MainWindow, *row: str) -> None:
    """A new line, from cell to cell by Tab, then taken over."""
    window.tables.buttons["add"].setFocus()
    press(_K.Key_Space)
    for at, words in enumerate(row):
        if at:
            press(_K.Key_Tab)
        typed(words)
    press(_K.Key_Return)
    QApplication.processEvents()  # the editor closes after its key
    assert window.tables.table.hasFocus()
    window.tables.buttons["apply"].setFocus()
    press(_K.Key_Space)


def over(window: MainWindow) -> list[int]:
    """Whose cap is broken."""
    return [person for finding in window.session.core.findings() if finding.rule == "cap" for person in finding.people]


def test_what_a_person_brings_counts_at_once_and_is_undone(window: MainWindow) -> None:
    core, panel = window.session.core, window.tables
    choose(window)
    heads = [panel.table.horizontalHeaderItem(at).text() for at in range(panel.table.columnCount())]
    assert heads == {"fr": ["Personne", "Compte", "Solde"], "en": ["Person", "Account", "Balance"]}[language()]
    assert panel.table.rowCount() == 0
    enter(window, "900002", "nights", "20")
    assert panel.message.text() == ""
    assert core.problem.openings == (Opening("900002", "nights", 20),)
    assert over(window) == [core.frame.person_index["900002"]]
    assert load_ward(dump_ward(core.problem)).openings == core.problem.openings
    press(_K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (core.problem.openings, over(window), panel.table.rowCount()) == ((), [], 0)
    press(_K.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert core.problem.openings == (Opening("900002", "nights", 20),)


@pytest.mark.parametrize(
    ("row", "fr", "en"),
    [
        (("90002", "nights", "3"), "le plus proche est « 900002 »", "the nearest is '900002'"),
        (("900002", "nights", "many"), "un nombre entier", "a whole number"),
        (("900002", "", "3"), "le nom du compte", "the name of the account"),
        (("900001", "nights", "3"), "pas déjà en openings[0]", "not already at openings[0]"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(window: MainWindow, row: tuple[str, ...], fr: str, en: str) -> None:
    core = window.session.core
    core.edit_problem(replace(core.problem, openings=(Opening("900001", "nights", 2),)), Text("x", "x"))
    choose(window)
    before = core.problem
    enter(window, *row)
    assert core.problem == before
    assert {"fr": fr, "en": en}[language()] in window.tables.message.text().replace("\u202f", " ").replace("\u00a0", " ")


def test_whoever_leaves_takes_what_was_brought_along(window: MainWindow) -> None:
    choose(window)
    enter(window, "900002", "nights", "3")
    panel, core = window.tables, window.session.core
    assert core.problem.openings == (Opening("900002", "nights", 3),)
    panel.which.setFocus()
    press(_K.Key_Home)
    assert panel.kind.field == "people"
    row = next(at for at, words in enumerate(panel.rows()) if words[0] == "900002")
    panel.table.selectRow(row)
    panel.buttons["remove"].setFocus()
    press(_K.Key_Space)
    panel.buttons["apply"].setFocus()
    press(_K.Key_Space)
    assert panel.message.text() == ""
    assert "900002" not in {person.id for person in core.problem.people}
    assert core.problem.openings == ()
