"""The month as a grid: a table view that paints one batch from the session's arrays."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolTip, QWidget

from scheduler.domain.text import hours
from ui.window.headers import DayHeader, NameHeader
from ui.window.language import L, language, say, shown
from ui.window.session import Session
from ui.window.session_core import Changed
from ui.window.theme import Tokens
from ui.window.tiles import DIFFERS, HOLIDAY, PAST, SHADED, Tiles

CELL_WIDTH, CELL_HEIGHT = 36, 26
ZOOMS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class GridModel(QAbstractTableModel):
    """The thin model behind the view: what screen readers and tooltips ask; painting never comes here."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.session.order)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.session.core.frame.all_days)

    def place(self, index: _Index) -> tuple[int, int]:
        """Person and day of an index."""
        return self.session.order[index.row()], index.column() + self.session.core.frame.first

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        core = self.session.core
        person, day = self.place(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return core.frame.text(core.grid.at(person, day))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{core.base.people[person].name}, {core.frame.date(day):%d/%m/%Y}: {describe(self.session, person, day)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        core = self.session.core
        if orientation == Qt.Orientation.Vertical:
            return core.base.people[self.session.order[section]].name
        return f"{core.frame.date(section + core.frame.first):%d/%m}"


def describe(session: Session, person: int, day: int) -> str:
    """A cell in words: code and hours, lock, and every breach on it."""
    core = session.core
    choice = core.grid.at(person, day)
    code = core.frame.code(choice)
    lines = [L("Non décidé", "Undecided") if code is None else f"{code.id} · {say(code.name)}"]
    pieces = core.grid.pieces(person, day)
    held = core.frame.choices[choice]
    lines[0] += "".join(f" + {duty.id} · {say(duty.name)}" for duty in (held.duties if held is not None else ()))
    if pieces:
        lines[0] += f" · {hours(sum(piece.effective for piece in pieces))}"
    if core.grid.special(person, day) is not None:
        lines.append(L("Horaire réel saisi", "Real hours recorded"))
    if core.grid.locked(person, day):
        lines.append(L("Verrouillé", "Locked"))
    if core.proposal is not None and core.proposal.at(person, day) != choice:
        lines.append(L("Proposition : ", "Proposal: ") + (core.frame.text(core.proposal.at(person, day)) or "–"))
    lines += ["▲ " + shown(core.sentence(finding, language())) for finding in core.at_cell(person, day)[:8]]
    return "\n".join(lines)


class GridView(QTableView):
    """The roster. Painting reads arrays and cached tiles only; the selection is Qt's own."""

    zoomed = Signal()

    def __init__(self, session: Session, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.tokens = session, tokens
        self.zoom = 1.0
        self.pending = ""
        self.tiles: Tiles
        self._make_tiles()
        self.table = GridModel(session)
        self.setModel(self.table)
        self.setVerticalHeader(NameHeader(self))
        self.setHorizontalHeader(DayHeader(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setAccessibleName(L("Planning", "Roster"))
        self._size_sections()
        session.changed.connect(self._on_change)

    def _make_tiles(self) -> None:
        font = QFont(self.font())
        font.setPixelSize(max(8, round(13 * self.zoom)))
        width, height = round(CELL_WIDTH * self.zoom), round(CELL_HEIGHT * self.zoom)
        self.tiles = Tiles(self.session.core.frame, self.tokens, font, width, height, self.devicePixelRatioF())
        frame = self.session.core.frame
        self._shade = [
            (PAST if day < 0 else 0) | (SHADED if frame.weekday(day) > 4 else 0) | (HOLIDAY if day in frame.holiday_days else 0)
            for day in frame.all_days
        ]

    def _size_sections(self) -> None:
        for header, size in ((self.horizontalHeader(), self.tiles.width), (self.verticalHeader(), self.tiles.height)):
            header.setMinimumSectionSize(8)
            header.setSectionResizeMode(header.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)

    def set_zoom(self, zoom: float) -> None:
        self.zoom = min(ZOOMS, key=lambda known: abs(known - zoom))
        self._make_tiles()
        self._size_sections()
        self.viewport().update()
        self.zoomed.emit()

    def step_zoom(self, steps: int) -> None:
        at = ZOOMS.index(self.zoom) + steps
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, at))])

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    # --- changes

    def _on_change(self, changed: Changed) -> None:
        if changed.everything:
            at = self.currentIndex()
            row, column = at.row(), at.column()
            bars = self.horizontalScrollBar(), self.verticalScrollBar()
            places = [bar.value() for bar in bars]
            self.table.beginResetModel()
            self.table.endResetModel()
            self._make_tiles()
            if 0 <= row < self.table.rowCount() and 0 <= column < self.table.columnCount():
                self.setCurrentIndex(self.table.index(row, column))
            self.updateGeometries()
            for bar, value in zip(bars, places, strict=True):
                bar.setValue(value)
            self.viewport().update()
            return
        first = self.session.core.frame.first
        rows = [self.session.row_of[person] for person in changed.people]
        if rows and len(changed.days):
            low, high = min(rows), max(rows)
            left, right = changed.days[0] - first, changed.days[-1] - first
            self.table.dataChanged.emit(self.table.index(low, left), self.table.index(high, right))
            self.viewport().update(self.box(low, left, high, right))
            header = self.verticalHeader().viewport()
            header.update(0, self.rowViewportPosition(low), header.width(), self.tiles.height * (high - low + 1))

    # --- places

    def box(self, top: int, left: int, bottom: int, right: int) -> QRect:
        """The viewport's rectangle of a block of cells."""
        w, h = self.tiles.width, self.tiles.height
        x, y = left * w - self.horizontalOffset(), top * h - self.verticalOffset()
        return QRect(x, y, (right - left + 1) * w, (bottom - top + 1) * h)

    def current(self) -> tuple[int, int] | None:
        """Person and day of the current cell."""
        index = self.currentIndex()
        return self.table.place(index) if index.isValid() else None

    def blocks(self) -> list[tuple[range, range]]:
        """The selected blocks as ranges of rows and columns; the current cell where nothing is selected."""
        found = [
            (range(part.top(), part.bottom() + 1), range(part.left(), part.right() + 1))
            for part in self.selectionModel().selection()
        ]
        index = self.currentIndex()
        if not found and index.isValid():
            found = [(range(index.row(), index.row() + 1), range(index.column(), index.column() + 1))]
        return found

    def cells(self) -> list[tuple[int, int]]:
        """The selected cells as (person, day)."""
        first = self.session.core.frame.first
        return [(self.session.order[r], c + first) for rows, columns in self.blocks() for r in rows for c in columns]

    def go(self, person: int, day: int) -> None:
        """Makes a cell current, brings it into sight and gives it the keyboard."""
        self.bring(person, day)
        self.setFocus()

    def bring(self, person: int, day: int) -> None:
        """Makes a cell current and brings it into sight; the keyboard stays where it is."""
        index = self.index_of(person, day)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def pick(self, people: list[int], days: list[int]) -> None:
        """Selects days of these people (of the current one where there are none), and brings the first into sight."""
        frame, at = self.session.core.frame, self.current()
        known = sorted({day for day in days if frame.first <= day <= frame.last})
        if not known:
            return
        rows = people or [at[0] if at is not None else self.session.order[0]]
        chosen = QItemSelection()
        starts = [day for day in known if day - 1 not in known]
        ends = [day for day in known if day + 1 not in known]
        for person in rows:
            for first, last in zip(starts, ends, strict=True):
                chosen.select(self.index_of(person, first), self.index_of(person, last))
        self.bring(rows[0], known[0])
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def reveal(self, cells: list[tuple[int, int]]) -> None:
        """Scrolls so that cells can be seen, the first of them surely."""
        for person, day in reversed(cells):
            self.scrollTo(self.index_of(person, day), QAbstractItemView.ScrollHint.EnsureVisible)

    def index_of(self, person: int, day: int) -> QModelIndex:
        return self.table.index(self.session.row_of[person], day - self.session.core.frame.first)

    def show_first(self) -> None:
        """Scrolls so that the horizon begins at the left, a few days of the history in sight."""
        back = min(3, -self.session.core.frame.first)
        self.horizontalScrollBar().setValue((-self.session.core.frame.first - back) * self.tiles.width)

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), QColor(self.tokens.base))
            self._paint_cells(painter, event.rect())
            self._paint_selection(painter)
        finally:
            painter.end()

    def _paint_cells(self, painter: QPainter, rect: QRect) -> None:
        core, tiles, order = self.session.core, self.tiles, self.session.order
        w, h = tiles.width, tiles.height
        dx, dy = self.horizontalOffset(), self.verticalOffset()
        columns = range(max(0, (rect.left() + dx) // w), min(len(self._shade), (rect.right() + dx) // w + 1))
        rows = range(max(0, (rect.top() + dy) // h), min(len(order), (rect.bottom() + dy) // h + 1))
        shade, draw, tile = self._shade, painter.drawPixmap, tiles.cell
        proposal = core.proposal
        for row in rows:
            person = order[row]
            choices, marks, y = core.grid.rows[person], core.marks[person], row * h - dy
            if proposal is None:
                for column in columns:
                    draw(column * w - dx, y, tile(choices[column], shade[column] | marks[column]))
            else:
                ahead = proposal.rows[person]
                for column in columns:
                    differs = DIFFERS if ahead[column] != choices[column] else 0
                    draw(column * w - dx, y, tile(ahead[column], shade[column] | marks[column] | differs))
            if row and self.session.group_starts(row):
                painter.setPen(QColor(self.tokens.line_strong))
                painter.drawLine(rect.left(), y, rect.right(), y)
        x = -core.frame.first * w - dx
        if core.frame.first < 0 and rect.left() - 2 <= x <= rect.right() + 2:
            painter.setPen(QPen(QColor(self.tokens.accent), 2))
            painter.drawLine(x, rect.top(), x, min(rect.bottom(), len(order) * h - dy))

    def _paint_selection(self, painter: QPainter) -> None:
        accent = QColor(self.tokens.accent)
        wash = QColor(accent)
        wash.setAlphaF(0.12)
        for part in self.selectionModel().selection():
            box = self.box(part.top(), part.left(), part.bottom(), part.right())
            painter.fillRect(box, wash)
            painter.setPen(QPen(accent, 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        index = self.currentIndex()
        if index.isValid():
            box = self.box(index.row(), index.column(), index.row(), index.column())
            painter.setPen(QPen(accent, 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
            if self.pending:
                painter.fillRect(box.adjusted(2, 2, -3, -3), QColor(self.tokens.base))
                painter.setPen(accent)
                painter.setFont(self.tiles.font)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.pending + "…")

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def currentChanged(self, current: Any, previous: Any) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def viewportEvent(self, event: Any) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            if index.isValid():
                person, day = self.table.place(index)
                who, when = self.session.core.base.people[person], self.session.core.frame.date(day)
                QToolTip.showText(
                    event.globalPos(), f"{who.name} · {when:%d/%m/%Y}\n{describe(self.session, person, day)}", self
                )
                return True
        return super().viewportEvent(event)
