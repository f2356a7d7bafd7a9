"""The menu of a cell: why it holds its code, why not another one, absence with its replacement, and the usual edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from scheduler.domain.text import Text
from ui.window.language import L, say

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

ABSENT = Text("Absent : remplacer", "Absent: replace")
EDITS = ("toggle_lock", "record_worked", "clear_cells", "copy", "paste")


class CellMenu(QMenu):
    """Made anew each time it opens: what can be asked depends on the cell."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.main = window
        questions, core, at = window.questions, window.session.core, window.grid.current()
        if at is not None:
            title = self.addAction(f"{core.base.people[at[0]].name} · {core.frame.date(at[1]):%d/%m/%Y}")
            title.setEnabled(False)
            self.addSeparator()
        self.addAction(window.commands["explain"])
        self.other = self.addMenu(L("Pourquoi pas", "Why not"))
        fill_other(self.other, window)
        absent = self.addMenu(say(ABSENT))
        for code in questions.repairing.absence_codes():
            act = absent.addAction(f"{code.id} · {say(code.name)}")
            act.triggered.connect(lambda checked=False, name=code.id: questions.repairing.mark_absent(name))
        self.addSeparator()
        for name in EDITS:
            self.addAction(window.commands[name])


def fill_other(menu: QMenu, window: MainWindow) -> None:
    """The codes that might stand in the current cell instead, each asking why it does not."""
    core, explaining = window.session.core, window.questions.explaining
    for text in explaining.other_codes():
        code = core.frame.code(core.frame.by_text[text])
        act = menu.addAction(text if code is None else f"{text} · {say(code.name)}")
        act.triggered.connect(lambda checked=False, name=text: explaining.explain(name))
    menu.setEnabled(not menu.isEmpty())


def ask_other(window: MainWindow) -> QMenu:
    """Opens the list of those codes beside the current cell; it is worked with the keyboard."""
    menu = QMenu(window)
    menu.setTitle(L("Pourquoi pas", "Why not"))
    fill_other(menu, window)
    if not menu.isEmpty():
        menu.popup(beside(window))
        menu.setActiveAction(menu.actions()[0])
    return menu


def beside(window: MainWindow) -> QPoint:
    """Where on the screen the current cell ends."""
    index = window.grid.currentIndex()
    box = window.grid.box(index.row(), index.column(), index.row(), index.column())
    return window.grid.viewport().mapToGlobal(box.bottomLeft())
