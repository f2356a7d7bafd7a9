"""How long a question has been asked, once that is over a second, and the button that stops it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.window.asking import Asking
from ui.window.language import L

SHOWN_AFTER = 1.0
"""Seconds."""

TICK_MS = 250


class AskBar(QWidget):
    """Hidden while nothing of its kind is asked, and for the first second."""

    def __init__(self, asking: Asking, kind: type[Any]) -> None:
        super().__init__()
        self.asking, self.kind = asking, kind
        self.label = QLabel()
        self.stop = QPushButton(L("Arrêter (Échap)", "Stop (Esc)"))
        self.stop.clicked.connect(lambda: asking.stop(kind))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.stop)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show)
        asking.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        if self.asking.asks(self.kind):
            self._tick.start()
        else:
            self._tick.stop()
        self._show()

    def _show(self) -> None:
        seconds = self.asking.seconds(self.kind)
        self.setVisible(seconds >= SHOWN_AFTER)
        self.label.setText(L(f"Recherche : {int(seconds)} s", f"Searching: {int(seconds)} s"))
