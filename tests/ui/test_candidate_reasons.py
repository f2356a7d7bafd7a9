"""The whole reason of a candidate, by keyboard: below the list, as tall as it needs, with how to overrule it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scheduler.domain.text import same
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.panels.candidates import LONGEST

LONG = 60_000
_K = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward(10, 14))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def test_the_whole_reason_of_the_chosen_candidate_stands_below_the_list(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.questions.replace.candidates
    window.page.cover.asked.emit(2, 9)  # the nights of a day
    ranking = window.questions.repairing.ranking
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    assert panel.hopeful
    panel.list.setCurrentRow(0)
    assert panel.whole.isHidden() == (len(ranking.found[0].words.en) <= LONGEST)
    row = max(range(len(ranking.found)), key=lambda at: len(ranking.found[at].words.en))
    long = replace(ranking.found[row], words=same(" ".join(["word"] * 120)))
    ranking.found = (*ranking.found[:row], long, *ranking.found[row + 1 :])
    ranking.changed.emit()
    panel.list.setFocus()
    while panel.list.currentRow() < row:
        QTest.keyClick(panel.list, _K.Key_Down)
    assert panel.list.item(row).text().endswith("\u00a0…")
    assert long.words.en in panel.whole.text()
    qtbot.waitUntil(lambda: panel.whole.height() >= panel.whole.heightForWidth(panel.whole.width()) > 0, timeout=LONG)
    panel.list.setCurrentRow(len(ranking.found) - 1)
    assert ranking.found[-1].candidate.status not in ("proposed", "opens")
    assert ranking.found[-1].words.en in panel.whole.text()
    QTest.keyClick(panel.list, _K.Key_Return)
    for said in (panel.whole.text(), window.statusBar().currentMessage()):
        assert said.endswith("To overrule it, type the code in the cell.")
    assert len(window.statusBar().currentMessage()) < 120
