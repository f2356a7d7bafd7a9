"""What stands beside and under the grid in step with it: counters of each person, cover of each demand line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from ui.window.counters import Heads
from ui.window.grid import GridView
from ui.window.headers import DAY_HEIGHT, NAME_WIDTH
from ui.window.language import L, hours_short, say
from ui.window.session_core import Changed

WIDTHS = (62, 62, 68, 52, 40)


class Counters(QWidget):
    """Hours due, planned and their difference, nights and weekends, a line a person, scrolled with the grid."""

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self.view = view
        self.setFixedWidth(sum(WIDTHS) + 8)
        self.setAccessibleName(
            L(
                "Compteurs : heures dues, prévues, écart, nuits, week-ends",
                "Counters: hours due, planned, difference, nights, weekends",
            )
        )
        view.verticalScrollBar().valueChanged.connect(self.update)
        view.zoomed.connect(self.update)
        view.session.changed.connect(self._on_change)

    def _on_change(self, changed: Changed) -> None:
        if changed.everything:
            self.update()
            return
        rows = [self.view.session.row_of[person] for person in changed.people]
        if rows:
            h = self.view.tiles.height
            top = DAY_HEIGHT + min(rows) * h - self.view.verticalOffset()
            self.update(0, top, self.width(), (max(rows) - min(rows) + 1) * h)

    def titles(self) -> tuple[str, ...]:
        return (L("Dues", "Due"), L("Prévues", "Planned"), L("Écart", "Diff."), L("Nuits", "Nights"), L("W-E", "W-E"))

    def paintEvent(self, event: QPaintEvent) -> None:
        view, tiles, t = self.view, self.view.tiles, self.view.tokens
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), QColor(t.base))
            h, dy = tiles.height, view.verticalOffset()
            area = event.rect()
            low = max(0, (area.top() - DAY_HEIGHT + dy) // h)
            high = min(len(view.session.order), (area.bottom() - DAY_HEIGHT + dy) // h + 1)
            for row in range(low, high):
                self._row(painter, row, DAY_HEIGHT + row * h - dy)
            painter.fillRect(0, 0, self.width(), DAY_HEIGHT, QColor(t.header))
            x = 4
            for width, title in zip(WIDTHS, self.titles(), strict=True):
                painter.drawPixmap(x, 35, tiles.text(title, width, 20, t.faint, t.header))
                x += width
            painter.setPen(QColor(t.line_strong))
            painter.drawLine(0, DAY_HEIGHT - 1, self.width(), DAY_HEIGHT - 1)
            painter.drawLine(0, 0, 0, self.height())
        finally:
            painter.end()

    def _row(self, painter: QPainter, row: int, y: int) -> None:
        view, tiles, t = self.view, self.view.tiles, self.view.tokens
        count = view.session.core.shown_counts.people[view.session.order[row]]
        off = count.difference
        colour = t.faint if off == 0 else t.plus if off > 0 else t.minus
        cells = (
            (hours_short(count.due), t.faint),
            (hours_short(count.done), t.text),
            (("+" if off > 0 else "") + hours_short(off), colour),
            (str(count.nights), t.text),
            (str(count.weekends), t.text),
        )
        x, h = 4, tiles.height
        for width, (words, ink) in zip(WIDTHS, cells, strict=True):
            painter.drawPixmap(x, y, tiles.text(words, width, h - 1, ink, t.base))
            x += width
        painter.setPen(QColor(t.line_strong if row and view.session.group_starts(row) else t.line))
        edge = y if row and view.session.group_starts(row) else y + h - 1
        painter.drawLine(0, edge, self.width(), edge)


class CoverStrip(QAbstractScrollArea):
    """Heads there and needed, a line a demand line, scrolled sideways with the grid; a click asks who could fill."""

    asked = Signal(int, int)

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self.view = view
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(L("Effectif par besoin et par jour", "Cover per demand line and day"))
        view.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        view.zoomed.connect(self._fit)
        view.session.changed.connect(self._on_change)
        self._fit()

    @property
    def _lines(self) -> int:
        return len(self.view.session.core.cover.lines)

    def _fit(self) -> None:
        self.verticalScrollBar().setRange(0, max(0, self._lines * self.view.tiles.height - self.viewport().height()))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(self.view.tiles.height)
        self.viewport().update()

    def resizeEvent(self, event: QEvent) -> None:
        self._fit()

    def _on_change(self, changed: Changed) -> None:
        if changed.everything:
            self._fit()
        elif len(changed.days):
            w, first = self.view.tiles.width, self.view.session.core.frame.first
            left = NAME_WIDTH + (changed.days[0] - 2 - first) * w - self.view.horizontalOffset()
            self.viewport().update(left, 0, (len(changed.days) + 4) * w, self.viewport().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        view, tiles, t = self.view, self.view.tiles, self.view.tokens
        cover, frame = view.session.core.shown_cover, view.session.core.frame
        painter = QPainter(self.viewport())
        try:
            painter.fillRect(event.rect(), QColor(t.base))
            w, h = tiles.width, tiles.height
            dx, dy = view.horizontalOffset(), self.verticalScrollBar().value()
            low = max(0, (event.rect().left() - NAME_WIDTH + dx) // w + frame.first)
            high = min(frame.last, (event.rect().right() - NAME_WIDTH + dx) // w + frame.first)
            for at in range(self._lines):
                y = at * h - dy
                if y + h < 0 or y > self.viewport().height():
                    continue
                for day in range(low, high + 1):
                    x = NAME_WIDTH + (day - frame.first) * w - dx
                    self._cell(painter, x, y, cover.days[at][day])
                self._name(painter, at, y)
        finally:
            painter.end()

    def _cell(self, painter: QPainter, x: int, y: int, heads: Heads) -> None:
        tiles, t = self.view.tiles, self.view.tokens
        words, ink, bold = "", t.text, False
        if heads.short:
            words, ink, bold = f"↓{heads.heads}/{heads.minimum}", t.hard, True
        elif heads.minimum is None and heads.target is None and heads.maximum is None:
            words, ink = "", t.faint
        elif heads.below_target:
            words, ink = f"↓{heads.heads}/{heads.target}", t.soft
        elif heads.over:
            words, ink = f"↑{heads.heads}/{heads.maximum}", t.plus
        else:
            words, ink = f"{heads.heads}", t.good
        w, h = tiles.width, tiles.height
        ground = t.base if not heads.short else ("#4A2730" if t.dark else "#FBE3E7")
        painter.drawPixmap(x, y, tiles.text(words, w - 1, h - 1, ink, ground, bold, "centre"))
        painter.setPen(QColor(t.line))
        painter.drawLine(x, y + h - 1, x + w - 1, y + h - 1)
        painter.drawLine(x + w - 1, y, x + w - 1, y + h - 1)

    def _name(self, painter: QPainter, at: int, y: int) -> None:
        tiles, t = self.view.tiles, self.view.tokens
        cover = self.view.session.core.shown_cover
        short = sum(heads.short for heads in cover.days[at])
        room, h = NAME_WIDTH - 44, tiles.height
        painter.drawPixmap(0, y, tiles.text(say(cover.lines[at].name), room, h, t.text, t.header, align="left"))
        missing = f"−{short}" if short else ""
        painter.drawPixmap(room, y, tiles.text(missing, 44, h, t.hard, t.header, True))
        painter.setPen(QColor(t.line))
        painter.drawLine(0, y + h - 1, NAME_WIDTH, y + h - 1)

    def _place(self, x: int, y: int) -> tuple[int, int] | None:
        tiles, frame = self.view.tiles, self.view.session.core.frame
        at = (y + self.verticalScrollBar().value()) // tiles.height
        day = (x - NAME_WIDTH + self.view.horizontalOffset()) // tiles.width + frame.first
        inside = x >= NAME_WIDTH and 0 <= at < self._lines and 0 <= day <= frame.last
        return (at, day) if inside else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place(int(event.position().x()), int(event.position().y()))
        if place is not None:
            self.asked.emit(*place)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self._place(event.pos().x(), event.pos().y())
            if place is not None:
                QToolTip.showText(event.globalPos(), self.describe(*place), self)
                return True
        return super().viewportEvent(event)

    def describe(self, at: int, day: int) -> str:
        """One demand line on one day in words."""
        core = self.view.session.core
        heads = core.shown_cover.days[at][day]
        lines = [
            f"{say(core.cover.lines[at].name)} · {core.frame.date(day):%d/%m/%Y}",
            L("Présents : ", "There: ") + str(heads.heads),
        ]
        for label, need in (
            (L("minimum : ", "minimum: "), heads.minimum),
            (L("objectif : ", "target: "), heads.target),
            (L("maximum : ", "maximum: "), heads.maximum),
        ):
            if need is not None:
                lines.append(f"{label}{need}")
        return "\n".join(lines)
