"""Why a person has what stands in a cell, and why not another code: asked of the process, kept for the panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from scheduler.domain.codec import as_planned
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from solver.api import Why, WhyAsked
from ui.window import preview
from ui.window.asking import Asking
from ui.window.drawing import Drawing
from ui.window.language import L
from ui.window.preview import Filled

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SECONDS = 15.0
"""How long the window lets a reason be looked for."""


@dataclass
class Asked:
    """One question about a cell: what stood there, the other code (None: why this one), and what is known."""

    problem: Problem
    person: str
    date: date
    held: str
    code: str | None
    question: WhyAsked
    answer: Why | None = None
    over: bool = False
    failure: Text | None = None


class Explaining(QObject):
    """The one cell that a window asks about."""

    changed = Signal()
    """Another question, or something more is known."""
    opened = Signal()
    """A question is new: show it."""

    def __init__(self, window: MainWindow, asking: Asking, drawing: Drawing) -> None:
        super().__init__(window)
        self.window, self.asking, self.drawing = window, asking, drawing
        self.asked: Asked | None = None
        asking.partial.connect(lambda question, answer: self._on_answer(question, answer, False))
        asking.answered.connect(lambda question, answer: self._on_answer(question, answer, True))
        asking.failed.connect(self._on_failure)

    def explain(self, code: str | None = None) -> None:
        """Asks why the current cell holds what it holds; with a code, why not that one."""
        core, at = self.window.session.core, self.window.grid.current()
        if at is None or at[1] < 0:
            self.window.tell(L("Choisissez une case de la période.", "Choose a cell of the period."), True)
            return
        person, day = at
        held = core.frame.text(core.grid.at(person, day))
        if not held and code is None:
            self.window.tell(L("Cette case n'est pas encore décidée.", "This cell is not decided yet."), True)
            return
        problem, who, when = as_planned(core.problem), core.base.people[person].id, core.frame.date(day)
        question = WhyAsked(problem, core.grid.horizon_rows(), who, when, code, seconds=SECONDS)
        self.drawing.show(())
        self.asked = Asked(problem, who, when, held, code, question)
        self.asking.ask(question)
        self.changed.emit()
        self.opened.emit()

    def other_codes(self) -> tuple[str, ...]:
        """What else the solver might put into the current cell."""
        core, at = self.window.session.core, self.window.grid.current()
        if at is None or at[1] < 0:
            return ()
        held = core.grid.at(*at)
        return tuple(
            choice.text
            for index, choice in enumerate(core.frame.choices)
            if choice is not None and choice.code.planned and index != held and not (choice.duties or choice.overtime)
        )

    def _on_answer(self, question: Any, answer: Any, last: bool) -> None:
        asked = self.asked
        if asked is not None and question is asked.question:
            asked.answer, asked.over = answer or asked.answer, last
            self.changed.emit()

    def _on_failure(self, question: Any, text: Text) -> None:
        if self.asked is not None and question is self.asked.question:
            self.asked.failure, self.asked.over = text, True
            self.changed.emit()

    def cells(self) -> tuple[Filled, ...]:
        """The cells in which the plan that the answer speaks of differs."""
        asked = self.asked
        if asked is None or asked.answer is None:
            return ()
        return preview.differing(asked.problem, asked.answer.rows, self.window.session.core)

    def take(self) -> None:
        """Takes that plan over, as one step."""
        asked, cells = self.asked, self.cells()
        if asked is None or not cells:
            return
        who = next(person.name for person in asked.problem.people if person.id == asked.person)
        what = asked.code or asked.held
        self.drawing.show(())
        name = Text(f"Autre planning : {who}, {asked.date:%d/%m}, {what}", f"Other plan: {who}, {asked.date:%d/%m}, {what}")
        if self.drawing.take(cells, name):
            self.window.grid.setFocus()

    def close(self) -> None:
        """Asks about no cell any more."""
        self.asking.stop(WhyAsked)
        self.asked = None
        self.changed.emit()
