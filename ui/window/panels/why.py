"""The answer to "why?" and "why not?" for one cell: its reasons, what the other choice would cost, the plan it speaks of."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from solver.api import Reason, Why, WhyAsked
from ui.window.answertext import capital, change_words, changes_words, cost_lines, day_words, days_words, strong
from ui.window.explaining import Asked, Explaining
from ui.window.language import L, say
from ui.window.panels.askbar import AskBar
from ui.window.panels.lists import KeyList


class WhyPanel(QWidget):
    """Enter on a reason goes to its people and days."""

    def __init__(self, explaining: Explaining) -> None:
        super().__init__()
        self.explaining = explaining
        self.title, self.state, self.cost = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.state, self.cost):
            label.setWordWrap(True)
        self.bar = AskBar(explaining.asking, WhyAsked)
        self.list = KeyList(L("Raisons", "Reasons"))
        self.list.itemActivated.connect(lambda _: self.go())
        self.list.itemClicked.connect(lambda _: self.go())
        self.changes = KeyList(L("Changements de l'autre planning", "Changes of the other plan"))
        self.changes.itemSelectionChanged.connect(self._go_change)
        self.show_plan = QPushButton(L("Voir ce planning", "Show that plan"))
        self.show_plan.clicked.connect(self.toggle)
        self.take = QPushButton(L("Prendre ce planning", "Take that plan"))
        self.take.clicked.connect(lambda: explaining.take())
        buttons = QHBoxLayout()
        buttons.addWidget(self.show_plan)
        buttons.addWidget(self.take)
        box = QVBoxLayout(self)
        parts = ((self.title, 0), (self.bar, 0), (self.state, 0), (self.list, 3), (self.cost, 0), (self.changes, 2))
        for part, stretch in parts:
            box.addWidget(part, stretch)
        box.addLayout(buttons)
        explaining.changed.connect(self.refresh)
        self.refresh()

    def focus(self) -> None:
        """Gives the keyboard to the reasons."""
        self.list.setFocus()

    @property
    def answer(self) -> Why | None:
        return None if self.explaining.asked is None else self.explaining.asked.answer

    def refresh(self) -> None:
        asked, answer = self.explaining.asked, self.answer
        self.title.setText(self._title(asked))
        self.state.setText(self._state(asked))
        self.state.setVisible(bool(self.state.text()))
        with QSignalBlocker(self.list), QSignalBlocker(self.changes):
            self.list.clear()
            self.changes.clear()
            if answer is not None:
                self.list.addItems([capital(say(reason.said)) for reason in answer.reasons])
                self.list.setCurrentRow(0)
            if asked is not None and answer is not None:
                self.changes.addItems([change_words(asked.problem, change) for change in answer.changes])
        self.cost.setText(self._cost(asked))
        self.cost.setVisible(bool(self.cost.text()))
        other = bool(self.explaining.cells())
        for button in (self.show_plan, self.take):
            button.setEnabled(other)
        self.changes.setVisible(self.changes.count() > 0)

    def _title(self, asked: Asked | None) -> str:
        if asked is None:
            return L(
                "F3 dit pourquoi la case contient ce code ; Maj+F3, pourquoi pas un autre.",
                "F3 says why a cell holds its code; Shift+F3, why not another one.",
            )
        who = next(person.name for person in asked.problem.people if person.id == asked.person)
        if asked.code is None:
            words = L(f"Pourquoi {asked.held} ?", f"Why {asked.held}?")
        else:
            words = L(f"Pourquoi pas {asked.code} ?", f"Why not {asked.code}?")
        return f"{strong(words)}<br>{who} · {day_words(asked.date)}"

    def _state(self, asked: Asked | None) -> str:
        if asked is None:
            return ""
        if asked.failure is not None:
            return "⚠ " + say(asked.failure)
        if not asked.over:
            return L("Recherche des raisons…", "Looking for the reasons…")
        return "" if asked.answer is not None else L("Recherche arrêtée.", "Search stopped.")

    def _cost(self, asked: Asked | None) -> str:
        answer = self.answer
        if asked is None or answer is None or not asked.over:
            return ""
        if answer.more is None:
            if answer.exact:
                return L("Prouvé : aucun planning légal ne le permet.", "Proved: no legal plan allows it.")
            return L("Aucun autre planning n'a été trouvé.", "No other plan was found.")
        lines = cost_lines(asked.problem, answer.more)
        title = L("L'autre planning", "The other plan") + f" · {changes_words(len(answer.changes))}"
        dearer = next((cost.layer for cost in answer.more if cost.more > 0), None)
        if dearer is None:
            same = L("Ne coûte rien de plus.", "Costs nothing more.")
            if len(answer.changes) > 1:
                same = L("Ne coûte rien de plus, avec tous ces changements.", "Costs nothing more, with all these changes.")
            return "<br>".join([strong(title), same, *lines])
        names = {layer.id: capital(say(layer.name)) for layer in asked.problem.layers}
        return "<br>".join([f"{strong(title)} · {escape(self._proved(answer, names[dearer]))}", *lines])

    @staticmethod
    def _proved(answer: Why, layer: str) -> str:
        """What is proved of the first layer that costs more: that no plan as good in those before costs less in it."""
        proved = L(f"prouvé pour le niveau {layer}", f"proved for the layer {layer}")
        if answer.exact:
            return proved
        near = answer.within
        if near is None:
            return L("non prouvé", "not proved")
        days = days_words(near.first, near.last)
        if near.changes is None:
            return L(f"{proved} tant que rien d'autre ne change que {days}", f"{proved} as long as nothing changes but {days}")
        most = changes_words(near.changes)
        return L(f"{proved} avec {most} au plus, {days}", f"{proved} with at most {most}, {days}")

    # --- going there

    def go(self) -> None:
        """Goes to the people and days of the chosen reason."""
        answer, row = self.answer, self.list.currentRow()
        if answer is not None and 0 <= row < len(answer.reasons):
            self._go_reason(answer.reasons[row])

    def _go_reason(self, reason: Reason) -> None:
        core = self.explaining.window.session.core
        people = [core.frame.person_index[who] for who in reason.people if who in core.frame.person_index]
        first = reason.first or reason.last
        if first is None:
            return
        days = range(core.frame.day(first), core.frame.day(reason.last or first) + 1)
        self.explaining.window.grid.pick(people, list(days))

    def _go_change(self) -> None:
        answer, row = self.answer, self.changes.currentRow()
        core = self.explaining.window.session.core
        if answer is not None and 0 <= row < len(answer.changes):
            change = answer.changes[row]
            if change.person in core.frame.person_index:
                self.explaining.window.grid.bring(core.frame.person_index[change.person], core.frame.day(change.date))

    def toggle(self) -> None:
        """Draws the plan over the grid, or takes the drawing away."""
        drawing = self.explaining.drawing
        drawing.show(() if drawing.seen else self.explaining.cells())
