"""Absence and repair from the window: keys, the real process, alternatives drawn and taken, undo, both languages."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from solver.api import RepairAsked, Warm
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

LONG = 300_000
"""Milliseconds that a process may take to start on a machine that does much else."""


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward(10, 14))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def _place(window: MainWindow, code: str = "M") -> tuple[int, int]:
    """A person and a day in the second week with that code."""
    core = window.session.core
    return next((p, d) for p in range(10) for d in range(7, 14) if core.frame.text(core.grid.at(p, d)) == code)


def _press(window: MainWindow, key: Qt.Key, where: object = None) -> None:
    QTest.keyClick(where or window, key)  # type: ignore[call-overload]


def _text(window: MainWindow, at: tuple[int, int]) -> str:
    core = window.session.core
    return core.frame.text(core.grid.at(*at))


def test_an_absence_is_mended_in_two_keys_and_taken_back_in_two(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, panel = window.session.core, window.questions.repairing, window.questions.replace
    before = core.problem
    at = _place(window)
    window.grid.go(*at)
    window.run("mark_absent")
    assert _text(window, at) == "AM"
    assert window.tabs.currentWidget() is window.questions.panel
    qtbot.waitUntil(lambda: panel.list.count() > 0, timeout=LONG)
    qtbot.waitUntil(lambda: repairing.case is not None and repairing.case.over, timeout=LONG)
    best = panel.alternatives[0]
    assert best.changes, panel.state.text()
    assert {(p, d) for p, d, _ in core.differences()} == {(c.person, c.day) for c in repairing.cells_of(best)}
    first = best.changes[0]
    assert f"{first.before} → {first.after}" in panel.changes.item(0).text()
    _press(window, Qt.Key.Key_Return, panel.list)
    assert core.proposal is None
    assert all(_text(window, (c.person, c.day)) == c.after for c in repairing.cells_of(best))
    assert [command.verb for command in core.done[-2:]] == ["assign", "apply_plan"]
    window.undo()
    assert _text(window, at) == "AM"
    assert all(_text(window, (c.person, c.day)) == c.before for c in repairing.cells_of(best))
    window.undo()
    assert core.problem == before
    assert repairing.case is None
    assert panel.list.count() == 0
