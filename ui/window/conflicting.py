"""What in a ward cannot hold together: asked of the process, and its relaxations taken as edits of the ward."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from scheduler.domain.codec import as_planned
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.validate import faults
from solver.api import Conflicts, ConflictsAsked, Relaxation, relaxed
from ui.window.asking import Asking
from ui.window.language import L, language, say, shown
from ui.window.session_core import SessionCore

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SECONDS = 30.0
"""How long the window lets conflicts be looked for."""


class Conflicting(QObject):
    """The conflicts of the ward as it was when it was asked."""

    changed = Signal()
    """Something more is known."""
    opened = Signal()
    """It is asked anew: show it."""

    def __init__(self, window: MainWindow, asking: Asking) -> None:
        super().__init__(window)
        self.window, self.asking = window, asking
        self.question: ConflictsAsked | None = None
        self._given: Problem | None = None
        self.found: Conflicts | None = None
        self.over = False
        self.old = False
        """Whether the ward is known to be another one by now."""
        self.failure: Text | None = None
        asking.partial.connect(lambda question, answer: self._on_answer(question, answer, False))
        asking.answered.connect(lambda question, answer: self._on_answer(question, answer, True))
        asking.failed.connect(self._on_failure)

    def find_conflicts(self) -> None:
        """Asks what cannot hold together."""
        self.question = ConflictsAsked(as_planned(self.window.session.core.problem), SECONDS)
        self._given = _given(self.window.session.core)
        self.found, self.over, self.old, self.failure = None, False, False, None
        self.asking.ask(self.question)
        self.changed.emit()
        self.opened.emit()

    def _on_answer(self, question: Any, answer: Any, last: bool) -> None:
        if question is self.question:
            self.found, self.over = answer or self.found, last
            self.changed.emit()

    def _on_failure(self, question: Any, text: Text) -> None:
        if question is self.question:
            self.failure, self.over = text, True
            self.changed.emit()

    @property
    def current(self) -> bool:
        """Whether rules, people, needs and given facts are those that were asked about."""
        return self.question is not None and _given(self.window.session.core) == self._given

    def compare(self) -> None:
        """Looks whether the ward is still the one that was asked about."""
        old = self.question is not None and not self.current
        if old != self.old:
            self.old = old
            self.changed.emit()

    def take(self, relaxation: Relaxation) -> None:
        """Edits the ward as a relaxation says, one step that can be undone, and looks again."""
        core, window = self.window.session.core, self.window
        if not self.current:
            words = L("Le service a changé depuis : nouvelle recherche.", "The ward has changed since: looking again.")
            window.tell(words, True)
            self.find_conflicts()
            return
        problem = relaxed(core.problem, relaxation)
        wrong = faults(problem)
        if wrong:
            window.tell("⚠ " + "; ".join(shown(fault.say(language())) for fault in wrong[:3]), True)
            return
        core.edit_problem(problem, Text(f"Assouplir : {relaxation.text.fr}", f"Relax: {relaxation.text.en}"))
        self.find_conflicts()
        window.tell(say(relaxation.text))

    def close(self) -> None:
        """Forgets what was found: another ward is shown."""
        self.asking.stop(ConflictsAsked)
        self.question, self.found, self.over, self.old, self.failure = None, None, False, False, None
        self.changed.emit()


def _given(core: SessionCore) -> Problem:
    """What conflicts depend on: all but what stands in free cells, and calls."""
    return replace(as_planned(core.problem), roster=core.grid.only_fixed().all_rows())
