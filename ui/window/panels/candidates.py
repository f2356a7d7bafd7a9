"""Who can take a shift that nobody has, the one to ask first at the top; whom one has called, and what they said."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from scheduler.domain.calls import Answer
from scheduler.services.replacing import Candidate
from ui.window.answertext import day_words
from ui.window.language import L, say
from ui.window.panels.lists import KeyList, WholeText
from ui.window.ranking import Ranked
from ui.window.repairing import Repairing
from ui.window.theme import Tokens

SIGNS = {"proposed": "✓", "opens": "△", "breaks": "▲", "refused": "✕", "left_alone": "✕", "barred": "–"}
SIGN_SIZE = 14
LONGEST = 130
"""Letters of a reason in the list; all of it stands below the list for the candidate who is selected there."""
LEAST_HEIGHT = 120
"""Pixels of the list that a long reason below it leaves: some three candidates."""
TO_ASK = ("proposed", "opens")
_K = Qt.Key


def overrule() -> str:
    """What to do against what is said of a candidate."""
    return L("Pour passer outre, saisissez le code dans la case.", "To overrule it, type the code in the cell.")


class CandidatePanel(QWidget):
    """Enter takes the chosen candidate; A, R and N note a call, a refusal, and that nobody answered."""

    def __init__(self, repairing: Repairing, tokens: Tokens) -> None:
        super().__init__()
        self.repairing, self.ranking, self.tokens = repairing, repairing.ranking, tokens
        colours = {"proposed": tokens.good, "opens": tokens.soft, "breaks": tokens.hard}
        self._signs = {status: sign_icon(sign, colours.get(status, tokens.faint)) for status, sign in SIGNS.items()}
        self.holes = QComboBox()
        self.holes.setAccessibleName(L("Poste à pourvoir", "Shift to fill"))
        self.holes.activated.connect(self.ranking.choose)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.list = KeyList(L("Remplaçants, le premier à appeler en tête", "Replacements, the first to ask at the top"))
        self.list.itemActivated.connect(lambda _: self.take())
        self.list.setMinimumHeight(LEAST_HEIGHT)
        self.whole = WholeText()
        self.whole.setAccessibleName(L("Raison entière", "Whole reason"))
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.focused.connect(self.draw)
        calls: dict[Answer, tuple[str, Qt.Key]] = {
            "waiting": (L("Appelé (A)", "Asked (A)"), _K.Key_A),
            "refused": (L("Refus (R)", "Refused (R)"), _K.Key_R),
            "not_reached": (L("Sans réponse (N)", "Not reached (N)"), _K.Key_N),
        }
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for answer, (words, key) in calls.items():
            button = self.buttons[answer] = QPushButton(words)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda checked=False, said=answer: self.note(said))
            self.list.keys[key] = lambda said=answer: self.note(said)  # type: ignore[misc]
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self.holes, 0), (self.state, 0), (self.list, 1), (self.whole, 0)):
            box.addWidget(part, stretch)
        box.addLayout(row)
        self.ranking.changed.connect(self.refresh)
        self.refresh()

    @property
    def chosen(self) -> Candidate | None:
        """The candidate selected in the list."""
        row = self.list.currentRow()
        return self.ranking.found[row].candidate if 0 <= row < len(self.ranking.found) else None

    @property
    def hopeful(self) -> bool:
        """Whether somebody can be asked."""
        return bool(self.ranking.found) and self.ranking.found[0].candidate.status in TO_ASK

    def refresh(self) -> None:
        ranking, core = self.ranking, self.repairing.window.session.core
        with QSignalBlocker(self.holes):
            self.holes.clear()
            for wanted in ranking.wanted:
                self.holes.addItem(f"{wanted.code} · {day_words(core.frame.date(wanted.day))}")
            self.holes.setCurrentIndex(ranking.at if ranking.wanted else -1)
        self.holes.setVisible(len(ranking.wanted) > 1)
        self.state.setText(self._state())
        if not ranking.over:
            return
        with QSignalBlocker(self.list):
            self.list.clear()
            for at, each in enumerate(ranking.found):
                self.list.addItem(self._item(at, each))
            self.list.setCurrentRow(0 if ranking.found else -1)
        self._tell_whole()
        for button in self.buttons.values():
            button.setEnabled(bool(ranking.found))
        if self.list.hasFocus() and self.hopeful:
            self.draw()

    def _state(self) -> str:
        wanted, hole = self.ranking.chosen, self.ranking.hole
        if wanted is None:
            return L("Aucun poste à pourvoir.", "No shift to fill.")
        core = self.repairing.window.session.core
        words = f"{wanted.code} · {day_words(core.frame.date(wanted.day))}"
        if self.ranking.over and hole is not None and not hole.missing:
            return L(f"{words} : l'effectif est atteint.", f"{words}: fully staffed.")
        if self.ranking.over and self.ranking.found and not self.hopeful:
            return L(f"{words} : personne ne peut sans enfreindre une règle.", f"{words}: nobody can without breaking a rule.")
        return L(f"{words} : qui peut venir ?", f"{words}: who can come?")

    def _item(self, at: int, each: Ranked) -> QListWidgetItem:
        status, t, words = each.candidate.status, self.tokens, say(each.words)
        head = f"{at + 1} · " if status in TO_ASK else ""
        item = QListWidgetItem(self._signs[status], head + _cut(words))
        item.setToolTip(words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        if status not in (*TO_ASK, "breaks"):
            item.setForeground(QColor(t.faint))
        return item

    def _choose(self) -> None:
        self._tell_whole()
        self.draw()

    def _tell_whole(self) -> None:
        """The whole reason of the chosen candidate where the list does not show it, and how to overrule it."""
        chosen, words = self.chosen, ""
        if chosen is not None:
            words = say(self.ranking.found[self.list.currentRow()].words)
            if chosen.status not in TO_ASK:
                words = f"⚠ {words}\n{overrule()}"
            elif len(words) <= LONGEST:
                words = ""
        self.whole.say(words)

    def draw(self) -> None:
        """Shows the chosen candidate's shift over the grid."""
        chosen = self.chosen
        self.repairing.drawing.show(() if chosen is None else self.repairing.cells_for(chosen))

    def take(self) -> None:
        """Gives the shift to the chosen candidate, where that breaks no rule; what it would break stands below the list."""
        chosen = self.chosen
        if chosen is None:
            return
        if chosen.status not in TO_ASK:
            name = self.repairing.window.session.core.base.people[chosen.person].name
            words = L(f"⚠ {name} : voir la raison sous la liste. ", f"⚠ {name}: the reason stands below the list. ")
            self.repairing.window.tell(words + overrule(), True)
        elif self.repairing.take_candidate(chosen):
            self.repairing.finish()

    def note(self, answer: str) -> None:
        """Notes a call of the chosen candidate."""
        chosen = self.chosen
        if chosen is not None and chosen.fill is not None:
            self.repairing.note(chosen, cast(Answer, answer))


def _cut(words: str) -> str:
    """The beginning of a long reason, up to a whole word."""
    return words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition(" ")[0] + "\u00a0…"


def sign_icon(sign: str, colour: str) -> QIcon:
    """A letter in a colour, to stand before a line."""
    pixmap = QPixmap(SIGN_SIZE, SIGN_SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        painter.setPen(QColor(colour))
        painter.drawText(pixmap.rect(), Qt.AlignmentFlag.AlignCenter, sign)
    finally:
        painter.end()
    return QIcon(pixmap)
