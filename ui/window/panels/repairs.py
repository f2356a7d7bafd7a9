"""Repairs of a plan, best first, with their changes one by one: taken whole or one change at a time."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from scheduler.domain.text import Text
from solver.api import Alternative, trade
from ui.window import preview
from ui.window.answertext import change_words, changes_words, cost_lines, cost_words, is_short, notice_words, number
from ui.window.cases import Case
from ui.window.language import L, say
from ui.window.panels.lists import KeyList
from ui.window.repairing import Repairing
from ui.window.theme import Tokens

SHOWN_CHANGES = 3
"""Of one repair, in the list of repairs."""

_K = Qt.Key


class RepairList(QWidget):
    """In the list of repairs Enter takes all of one; right leads to its changes, where Enter takes one alone."""

    def __init__(self, repairing: Repairing, tokens: Tokens) -> None:
        super().__init__()
        self.repairing, self.tokens = repairing, tokens
        self.state, self.detail = QLabel(), QLabel()
        for label in (self.state, self.detail):
            label.setWordWrap(True)
        self.list = KeyList(L("Réparations possibles", "Possible repairs"))
        self.changes = KeyList(L("Changements un par un", "Changes one by one"))
        self.all = QPushButton(L("Tout accepter (Entrée)", "Accept all (Enter)"))
        self.one = QPushButton(L("Ce changement seul", "This change only"))
        self.all.clicked.connect(lambda: self.accept())
        self.one.clicked.connect(lambda: self.accept_one())
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.focused.connect(self.draw)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.keys[_K.Key_Right] = self._to_changes
        self.changes.itemSelectionChanged.connect(self._go)
        self.changes.itemActivated.connect(lambda _: self.accept_one())
        self.changes.keys[_K.Key_Left] = self.list.setFocus
        buttons = QHBoxLayout()
        buttons.addWidget(self.all)
        buttons.addWidget(self.one)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self.state, 0), (self.list, 3), (self.changes, 2), (self.detail, 0)):
            box.addWidget(part, stretch)
        box.addLayout(buttons)
        repairing.changed.connect(self.refresh)
        self.refresh()

    # --- what is known

    @property
    def case(self) -> Case | None:
        return self.repairing.case

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Those that change anything."""
        return () if self.case is None else tuple(each for each in self.case.found.alternatives if each.changes)

    @property
    def chosen(self) -> Alternative | None:
        """The repair selected in the list."""
        row = self.list.currentRow()
        return self.alternatives[row] if 0 <= row < len(self.alternatives) else None

    def refresh(self) -> None:
        case, row = self.case, self.list.currentRow()
        self.state.setText(self._state(case))
        with QSignalBlocker(self.list):
            self.list.clear()
            for at, each in enumerate(self.alternatives):
                self.list.addItem(self._item(at, each))
            if self.alternatives:
                self.list.setCurrentRow(min(max(0, row), len(self.alternatives) - 1))
        self._show_chosen()
        if case is None or not self.alternatives or not self.list.hasFocus():
            return
        if not case.offered or self.repairing.drawing.seen:
            case.offered = True
            self.draw()

    def _state(self, case: Case | None) -> str:
        if case is None:
            return L("Aucune réparation demandée.", "No repair was asked for.")
        if case.failure is not None:
            return "⚠ " + say(case.failure)
        if case.found.messages:
            return "\n".join(say(text) for text in case.found.messages)
        found = case.found.alternatives
        if not case.over:
            return L("Recherche de réparations…", "Looking for repairs…")
        if case.question is None:
            return L("Rien ne manque : aucune réparation n'est utile.", "Nothing is missing: no repair is needed.")
        if not found:
            return L("Recherche arrêtée.", "Search stopped.")
        if len(found) == 1 and not found[0].changes:
            return self._nothing_to_change(case, found[0])
        words = number(len(found), L("réparation possible", "possible repair"), L("réparations possibles", "possible repairs"))
        return words if case.found.fewer is None else f"{words}. {say(case.found.fewer)}"

    def _nothing_to_change(self, case: Case, only: Alternative) -> str:
        """Why the best answer leaves every cell as it is."""
        left = _left(only)
        if left:
            return "\n".join([L("Aucun changement n'y remédie :", "No change mends it:"), *left])
        if case.changed is not None:
            return L(
                "Rien n'est à réparer : aucune règle stricte enfreinte, aucun effectif minimum à découvert de plus qu'avant.",
                "Nothing to repair: no hard rule is broken and no minimum is short that was not before.",
            )
        return L("Il n'y a rien à changer : le planning tient sans cette personne.", "Nothing need change: the plan holds.")

    def _item(self, at: int, each: Alternative) -> QListWidgetItem:
        assert self.case is not None
        problem = self.case.after
        gaps = L("couvert", "covered")
        if each.uncovered:
            gaps = number(len(each.uncovered), L("manque", "gap"), L("manques", "gaps"))
        if each.broken:
            gaps += ", " + number(len(each.broken), L("règle enfreinte", "rule broken"), L("règles enfreintes", "rules broken"))
        words = [f"{at + 1} · {changes_words(len(each.changes))} · {gaps} · {cost_words(problem, each.costs)}"]
        words += ["    " + change_words(problem, change) for change in each.changes[:SHOWN_CHANGES]]
        if len(each.changes) > SHOWN_CHANGES:
            words[-1] += " …"
        item = QListWidgetItem("\n".join(words))
        if each.uncovered or each.broken:
            item.setForeground(QColor(self.tokens.hard))
        return item

    def _choose(self) -> None:
        self._show_chosen()
        self.draw()

    def draw(self) -> None:
        """Shows the chosen repair over the grid."""
        chosen = self.chosen
        self.repairing.drawing.show(() if chosen is None else self.repairing.cells_of(chosen))

    def _show_chosen(self) -> None:
        chosen = self.chosen
        row = self.changes.currentRow()
        self.all.setEnabled(chosen is not None and bool(chosen.changes))
        with QSignalBlocker(self.changes):
            self.changes.clear()
            if chosen is not None:
                self._list_changes(chosen)
                self.changes.setCurrentRow(min(max(0, row), len(chosen.changes) - 1))
        self.one.setEnabled(self.changes.count() > 0)
        self.detail.setText("" if chosen is None else self._details(chosen))

    def _list_changes(self, chosen: Alternative) -> None:
        assert self.case is not None
        assert self.case.question is not None
        core, notices = self.repairing.window.session.core, self.case.question.notices
        for at, change in enumerate(chosen.changes):
            cell = self.repairing.cell_of(chosen, at)
            taken, late = cell is not None and preview.held(core, cell), is_short(change.notice, notices)
            words = " · ".join(filter(None, (change_words(self.case.after, change), notice_words(change.notice, notices))))
            item = QListWidgetItem(("✓ " if taken else "⚠ " if late else "") + words)
            if taken or late:
                item.setForeground(QColor(self.tokens.good if taken else self.tokens.soft))
            self.changes.addItem(item)

    def _details(self, chosen: Alternative) -> str:
        assert self.case is not None
        lines = cost_lines(self.case.after, chosen.costs)
        lines += _left(chosen)
        question = self.case.question
        if question is not None and chosen is self.alternatives[0]:
            traded = trade(self.case.after, question.notices, self.alternatives)
            lines += [] if traded is None else [say(traded)]
        if chosen.proved and chosen.changes:
            first = chosen is self.alternatives[0]
            few = chosen.most if first or len(chosen.uncovered) > len(self.alternatives[0].uncovered) else None
            most = "" if few is None else number(few, L("changement", "change"), L("changements", "changes"))
            near = "" if chosen.everywhere else L(" autour de ces jours", " around these days")
            lines.append(
                L(
                    f"Prouvé : aucune n'est meilleure avec {most} au plus{near}.",
                    f"Proved: none is better with at most {most}{near}.",
                )
                if most
                else L(f"Prouvé : aucune n'est meilleure{near}.", f"Proved: none is better{near}.")
                if first
                else L(f"Prouvé : aucune aussi différente n'est meilleure{near}.",
                       f"Proved: none that differs as much is better{near}.")
            )  # fmt: skip
        return "\n".join(lines)

    # --- taking

    def accept(self) -> None:
        """Takes the chosen repair, whole."""
        chosen, case = self.chosen, self.case
        if chosen is None or not chosen.changes or case is None:
            return
        cells = self.repairing.cells_of(chosen)
        self.repairing.drawing.show(())
        if self.repairing.drawing.take(cells, Text(f"Réparer : {case.name.fr}", f"Repair: {case.name.en}")):
            self.repairing.finish()

    def accept_one(self) -> None:
        """Takes one change of it alone."""
        chosen, case, at = self.chosen, self.case, self.changes.currentRow()
        if chosen is None or case is None or not 0 <= at < len(chosen.changes):
            return
        cell = self.repairing.cell_of(chosen, at)
        if cell is not None:
            words = change_words(case.after, chosen.changes[at])
            self.repairing.drawing.take((cell,), Text(words, words))
            self._show_chosen()
            self.changes.setCurrentRow(min(at + 1, self.changes.count() - 1))

    def _to_changes(self) -> None:
        if self.changes.count():
            self.changes.setFocus()

    def _go(self) -> None:
        chosen, at = self.chosen, self.changes.currentRow()
        cell = None if chosen is None or at < 0 else self.repairing.cell_of(chosen, at)
        if cell is not None:
            self.repairing.window.grid.bring(cell.person, cell.day)


def _left(each: Alternative) -> list[str]:
    """What an alternative leaves uncovered or broken, in sentences."""
    return ["⚠ " + say(text) for text in (*each.uncovered, *each.broken)]
