"""An absence and what mends it: alternatives listed best first, their changes one by one, taken with a key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scheduler.domain.text import Text
from solver.api import Alternative, RepairAsked
from ui.window import preview
from ui.window.answertext import change_words, changes_words, cost_lines, cost_words, days_words, is_short, notice_words, number
from ui.window.language import L, say
from ui.window.panels.askbar import AskBar
from ui.window.repairing import Case, Repairing
from ui.window.theme import Tokens

MOST_CHANGES = 30
LIST_LINES = 7
_K = Qt.Key


class ReplacePanel(QWidget):
    """Shows the case that `repairing` looks at. In the lists Enter takes, arrows choose, right and left go between them."""

    def __init__(self, repairing: Repairing, tokens: Tokens) -> None:
        super().__init__()
        self.repairing, self.tokens = repairing, tokens
        self._make()
        repairing.changed.connect(self.refresh)
        self.refresh()

    def _make(self) -> None:
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.code = QComboBox()
        self.code.setAccessibleName(L("Code d'absence", "Code of absence"))
        self.code.activated.connect(lambda at: self.repairing.recode(self.code.itemData(at)))
        self.most = QSpinBox(minimum=0, maximum=MOST_CHANGES)
        self.most.setSpecialValueText(L("sans limite", "no limit"))
        self.most.setAccessibleName(L("Changements au plus", "Changes at most"))
        self.most.editingFinished.connect(lambda: self.repairing.limit(self.most.value() or None))
        head = QHBoxLayout()
        head.addWidget(self.code, 1)
        head.addWidget(QLabel(L("Changements au plus", "Changes at most")))
        head.addWidget(self.most)
        self.bar = AskBar(self.repairing.asking, RepairAsked)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.list = _list(L("Réparations possibles", "Possible repairs"))
        self.changes = _list(L("Changements un par un", "Changes one by one"))
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.all = QPushButton(L("Tout accepter (Entrée)", "Accept all (Enter)"))
        self.one = QPushButton(L("Ce changement seul", "This change only"))
        self.close_case = QPushButton(L("Fermer", "Close"))
        self.all.clicked.connect(lambda: self.accept())
        self.one.clicked.connect(lambda: self.accept_one())
        self.close_case.clicked.connect(lambda: self.repairing.close())
        buttons = QHBoxLayout()
        for button in (self.all, self.one, self.close_case):
            buttons.addWidget(button)
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.changes.itemActivated.connect(lambda _: self.accept_one())
        self.changes.itemSelectionChanged.connect(self._go)
        for each in (self.list, self.changes):
            each.installEventFilter(self)
        box = QVBoxLayout(self)
        box.addWidget(self.title)
        box.addLayout(head)
        for part in (self.bar, self.state, self.list, QLabel(L("Changements", "Changes")), self.changes, self.detail):
            box.addWidget(part)
        box.addLayout(buttons)
        box.setStretch(4, 3)
        box.setStretch(6, 3)

    def focus(self) -> None:
        """Gives the keyboard to the list."""
        self.list.setFocus()

    # --- what is known

    @property
    def case(self) -> Case | None:
        return self.repairing.case

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        return () if self.case is None else self.case.found.alternatives

    @property
    def chosen(self) -> Alternative | None:
        """The alternative selected in the list."""
        row = self.list.currentRow()
        return self.alternatives[row] if 0 <= row < len(self.alternatives) else None

    def refresh(self) -> None:
        case = self.case
        row = self.list.currentRow()
        self._head(case)
        with QSignalBlocker(self.list):
            self.list.clear()
            for at, each in enumerate(self.alternatives):
                self.list.addItem(self._item(at, each))
            if self.alternatives:
                self.list.setCurrentRow(min(max(0, row), len(self.alternatives) - 1))
        self._show_chosen()
        if case is not None and (self.repairing.drawing() or (self.alternatives and not case.offered)):
            case.offered = True
            self._draw()

    def _head(self, case: Case | None) -> None:
        with QSignalBlocker(self.code), QSignalBlocker(self.most):
            self.code.clear()
            for code in self.repairing.absence_codes():
                self.code.addItem(f"{code.id} · {say(code.name)}", code.id)
            self.code.setCurrentIndex(self.code.findData("" if case is None else case.code))
            self.most.setValue(0 if case is None else case.max_changes or 0)
        for part in (self.code, self.most, self.close_case):
            part.setEnabled(case is not None)
        self.title.setText("" if case is None else f"<b>{self._subject(case)}</b><br>{days_words(*case.dates)}")
        self.state.setText(self._state(case))

    def _subject(self, case: Case) -> str:
        names = {person.id: person.name for person in case.before.people}
        return ", ".join(dict.fromkeys(names[cell.person] for cell in case.cells))

    def _state(self, case: Case | None) -> str:
        if case is None:
            return L(
                "F4 marque absentes les cases choisies et cherche comment réparer le planning.",
                "F4 marks the chosen cells absent and looks for ways to mend the plan.",
            )
        if case.failure is not None:
            return "⚠ " + say(case.failure)
        if case.found.messages:
            return "\n".join(say(text) for text in case.found.messages)
        found = len(case.found.alternatives)
        if not case.over:
            return L("Recherche des réparations…", "Looking for repairs…") if not found else ""
        if not found:
            return L("Recherche arrêtée.", "Search stopped.")
        if found == 1 and not case.found.alternatives[0].changes:
            return L("Rien n'est à changer : le planning tient sans cette personne.", "Nothing need change: the plan holds.")
        return number(found, L("réparation trouvée", "repair found"), L("réparations trouvées", "repairs found"))

    def _item(self, at: int, each: Alternative) -> QListWidgetItem:
        assert self.case is not None
        problem = self.case.after
        gaps = number(len(each.uncovered), L("manque", "gap"), L("manques", "gaps")) if each.uncovered else L("couvert", "covered")
        words = [f"{at + 1} · {changes_words(len(each.changes))} · {gaps} · {cost_words(problem, each.costs)}"]
        words += [change_words(problem, change) for change in each.changes[:2]]
        if len(each.changes) > 2:
            words.append("…")
        item = QListWidgetItem("\n".join(words))
        if each.uncovered:
            item.setForeground(QColor(self.tokens.hard))
        return item

    def _choose(self) -> None:
        """Shows the chosen alternative: its changes here, and over the grid."""
        self._show_chosen()
        self._draw()

    def _draw(self) -> None:
        chosen = self.chosen
        self.repairing.show(() if chosen is None else self.repairing.cells_of(chosen))

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.all.setEnabled(chosen is not None and bool(chosen.changes))
        with QSignalBlocker(self.changes):
            self.changes.clear()
            if chosen is not None:
                self._list_changes(chosen)
        self.one.setEnabled(self.changes.count() > 0)
        self.detail.setText("" if chosen is None else self._details(chosen))

    def _list_changes(self, chosen: Alternative) -> None:
        assert self.case is not None
        core, notices = self.repairing.window.session.core, self.case.question.notices if self.case.question else ()
        for at, change in enumerate(chosen.changes):
            cell = self.repairing.cell_of(chosen, at)
            taken = cell is not None and preview.held(core, cell)
            notice = notice_words(change.notice)
            words = " · ".join(filter(None, (change_words(self.case.after, change), notice)))
            late = is_short(change.notice, notices)
            item = QListWidgetItem(("✓ " if taken else "⚠ " if late else "") + words)
            if taken:
                item.setForeground(QColor(self.tokens.good))
            elif late:
                item.setForeground(QColor(self.tokens.soft))
            self.changes.addItem(item)
        if chosen.changes:
            self.changes.setCurrentRow(0)

    def _details(self, chosen: Alternative) -> str:
        assert self.case is not None
        lines = cost_lines(self.case.after, chosen.costs)
        lines += ["⚠ " + say(text) for text in chosen.uncovered]
        if chosen.proved and chosen.changes:
            lines.append(L("Prouvé : on ne peut réparer avec moins.", "Proved: no repair needs less."))
        return "\n".join(lines)

    # --- taking

    def accept(self) -> None:
        """Takes the chosen alternative, whole."""
        chosen = self.chosen
        if chosen is None or not chosen.changes or self.case is None:
            return
        cells = self.repairing.cells_of(chosen)
        name = Text(f"Réparer : {self.case.name.fr}", f"Repair: {self.case.name.en}")
        self.repairing.show(())
        if self.repairing.take(cells, name):
            self.repairing.finish()

    def accept_one(self) -> None:
        """Takes one change of it alone."""
        chosen, at = self.chosen, self.changes.currentRow()
        if chosen is None or not 0 <= at < len(chosen.changes):
            return
        cell, change = self.repairing.cell_of(chosen, at), chosen.changes[at]
        if cell is None or self.case is None:
            return
        who = next(person.name for person in self.case.after.people if person.id == change.person)
        words = f"{who}, {change.date:%d/%m} : {change.before or '–'} → {change.after or '–'}"
        self.repairing.take((cell,), Text(words, words))
        self.refresh()
        self.changes.setCurrentRow(min(at + 1, self.changes.count() - 1))

    def _go(self) -> None:
        chosen, at = self.chosen, self.changes.currentRow()
        cell = None if chosen is None or at < 0 else self.repairing.cell_of(chosen, at)
        if cell is not None:
            self.repairing.window.grid.bring(cell.person, cell.day)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.list and event.key() == _K.Key_Right and self.changes.count():
                self.changes.setFocus()
                return True
            if watched is self.changes and event.key() == _K.Key_Left:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setWordWrap(True)
    made.setAccessibleName(name)
    return made
