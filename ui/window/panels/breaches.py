"""The list of broken rules in sentences, hard ones first; choosing one goes to its cell."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from scheduler.rules.api import Finding
from ui.window.language import L, language, shown
from ui.window.session import Session
from ui.window.session_core import Changed
from ui.window.theme import Tokens

SHOWN = 400
_FINDING = Qt.ItemDataRole.UserRole


class BreachPanel(QWidget):
    """Follows the session a moment after each edit, so that typing never waits for the list."""

    chosen = Signal(object)

    def __init__(self, session: Session, tokens: Tokens) -> None:
        super().__init__()
        self.session, self.tokens = session, tokens
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.soft = QCheckBox(L("Aussi les règles souples", "Soft rules too"))
        self.soft.setChecked(False)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAlternatingRowColors(False)
        self.list.setAccessibleName(L("Règles enfreintes", "Broken rules"))
        top = QHBoxLayout()
        top.addWidget(self.summary, 1)
        top.addWidget(self.soft)
        box = QVBoxLayout(self)
        box.addLayout(top)
        box.addWidget(self.list)
        self._later = QTimer(self, singleShot=True, interval=60)
        self._later.timeout.connect(self.refresh)
        session.changed.connect(self._on_change)
        self.soft.toggled.connect(self.refresh)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.refresh()

    def _on_change(self, changed: Changed) -> None:
        self._later.start()

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_FINDING))

    def refresh(self, *_: object) -> None:
        core = self.session.core
        found = core.findings()
        hard = [f for f in found if core.is_hard(f)]
        fresh = [f for f in hard if f.new > 0]
        soft = len(found) - len(hard)
        self.summary.setText(
            L(
                f"<b>{len(fresh)}</b> dures · {len(hard) - len(fresh)} déjà là · {soft} souples",
                f"<b>{len(fresh)}</b> hard · {len(hard) - len(fresh)} already there · {soft} soft",
            )
        )
        shown = found if self.soft.isChecked() else hard
        self.list.clear()
        for finding in shown[:SHOWN]:
            self.list.addItem(self._item(finding))
        if len(shown) > SHOWN:
            self.list.addItem(L(f"… et {len(shown) - SHOWN} autres", f"… and {len(shown) - SHOWN} more"))
        if not shown:
            self.list.addItem(L("Aucune règle dure enfreinte.", "No hard rule is broken."))

    def _item(self, finding: Finding) -> QListWidgetItem:
        core, t = self.session.core, self.tokens
        words = shown(core.sentence(finding, language()))
        colour, sign = t.soft, "△ "
        if core.is_hard(finding):
            colour, sign = (t.hard, "▲ ") if finding.new > 0 else (t.already, "▲ ")
            if finding.new <= 0:
                words += L(" [déjà là]", " [already there]")
        item = QListWidgetItem(sign + words)
        item.setForeground(QColor(colour))
        item.setData(_FINDING, finding)
        return item
