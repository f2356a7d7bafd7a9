"""The roster's page: the grid with its counters at the right and the cover of the demand below, in step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ui.window.entry import RosterGrid
from ui.window.session import Session
from ui.window.strips import Counters, CoverStrip
from ui.window.theme import Tokens


class RosterPage(QWidget):
    def __init__(self, session: Session, tokens: Tokens) -> None:
        super().__init__()
        self.grid = RosterGrid(session, tokens)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.counters = Counters(self.grid)
        self.cover = CoverStrip(self.grid)
        upper = QWidget()
        row = QHBoxLayout(upper)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.grid, 1)
        row.addWidget(self.counters)
        lower = QWidget()
        below = QHBoxLayout(lower)
        below.setContentsMargins(0, 0, self.counters.width(), 0)
        below.addWidget(self.cover)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        lines = max(2, len(session.core.cover.lines))
        split.setSizes([900, min(lines * self.grid.tiles.height + 4, 240)])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)
