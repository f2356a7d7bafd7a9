"""What one window asks of the process that stands ready: the questions' parts, kept while panels come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from scheduler.domain.codec import as_planned
from scheduler.domain.problem import Problem
from solver.api import Warm
from ui.window import theme
from ui.window.asking import Asking
from ui.window.cellmenu import CellMenu, ask_other, beside
from ui.window.conflicting import Conflicting
from ui.window.drawing import Drawing
from ui.window.explaining import Explaining
from ui.window.language import L
from ui.window.panels.answers import AnswersPanel
from ui.window.panels.conflicts import ConflictPanel
from ui.window.panels.lists import KeyList
from ui.window.panels.replace import ReplacePanel
from ui.window.panels.why import WhyPanel
from ui.window.repairing import Repairing
from ui.window.session import Session
from ui.window.session_core import Changed

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SETTLE_MS = 2000
"""How long after an edit the ward is made ready for the next question."""


class Questions(QObject):
    """Keeps the ward that is shown ready to be asked about; stops what is asked; ends the process with the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.asking = Asking(self)
        self.drawing = Drawing(window)
        self.repairing = Repairing(window, self.asking, self.drawing)
        self.explaining = Explaining(window, self.asking, self.drawing)
        self.conflicting = Conflicting(window, self.asking)
        self.places: tuple[QObject, ...] = (self.repairing, self.explaining, self.conflicting, self)
        self._ready: Problem | None = None
        self._edited = (0, 0, 0)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.warm)
        self._settle.timeout.connect(self.conflicting.compare)
        self.asking.answered.connect(self._on_answer)
        self.asking.failed.connect(self._on_failure)
        self.asking.changed.connect(self.enable)
        self.repairing.opened.connect(lambda: self.show_page(self.replace))
        self.explaining.opened.connect(lambda: self.show_page(self.why))
        self.conflicting.opened.connect(lambda: self.show_page(self.conflicts))

    def watch(self, session: Session) -> None:
        """Another ward is shown: what was asked before is forgotten."""
        self.asking.forget()
        self.repairing.close()
        self.explaining.close()
        self.conflicting.close()
        session.changed.connect(self._on_change)
        self._settle.start()

    # --- the panel

    def make_panel(self, tokens: theme.Tokens) -> AnswersPanel:
        """The panel in the present language and theme, with what is known."""
        self.replace = ReplacePanel(self.repairing, tokens)
        self.why = WhyPanel(self.explaining)
        self.conflicts = ConflictPanel(self.conflicting)
        replace, why, conflicts = L("Remplacer", "Replace"), L("Pourquoi", "Why"), L("Conflits", "Conflicts")
        self.panel = AnswersPanel([(replace, self.replace), (why, self.why), (conflicts, self.conflicts)])
        for each in self.panel.findChildren(KeyList):
            each.escaped.connect(self.window.grid.setFocus)
        self.window.grid.menu_wanted.connect(self.open_menu)
        return self.panel

    def open_menu(self, at_pointer: bool) -> None:
        """Opens the menu of the current cell."""
        self.menu: QMenu = CellMenu(self.window)
        self.menu.popup(QCursor.pos() if at_pointer else beside(self.window))

    def explain_not(self) -> None:
        """Lets a code be chosen, and asks why it does not stand in the current cell."""
        self.menu = ask_other(self.window)

    def show_page(self, page: ReplacePanel | WhyPanel | ConflictPanel) -> None:
        """Brings a page to the front, with the keyboard."""
        self.window.tabs.setCurrentWidget(self.panel)
        self.panel.turn_to(page)
        page.focus()

    def enable(self) -> None:
        """Escape is a question's, or a shown answer's, only while there is one."""
        self.window.commands["stop_asking"].setEnabled(self.asking.waited or self.drawing.seen)

    # --- ready

    def _on_change(self, changed: Changed) -> None:
        self.drawing.follow()
        self.repairing.follow(changed.everything)
        if changed.everything:
            self.conflicting.compare()
        self.enable()
        core = self.window.session.core
        edited = (id(core.base), len(core.done), len(core.undone))
        if edited != self._edited:  # else only what is shown over the roster is another
            self._edited = edited
            self._settle.start()

    def _on_answer(self, question: object, answer: object) -> None:
        if self.asking.pid is None:  # it did not stop in time and was ended: another one shall stand ready
            self._ready = None
            self._settle.start()

    def _on_failure(self, question: object, text: object) -> None:
        self._ready = None

    def warm(self) -> None:
        """Makes the ward ready, so that the next question is answered sooner."""
        problem = as_planned(self.window.session.core.problem)
        if problem != self._ready:
            self._ready = problem
            self.asking.ask(Warm(problem))

    def stop_asking(self) -> None:
        """Stops what is asked; where nothing is, what an answer drew over the grid goes."""
        if self.asking.waited:
            self.asking.stop()
        else:
            self.drawing.show(())
            self.window.grid.setFocus()

    def close(self) -> None:
        """Ends the process: the window closes."""
        self._settle.stop()
        self.asking.close()
