"""A picture of one layer of a search: its value and its proved bound over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from scheduler.domain.course import Point
from scheduler.rules.proof import Count
from ui import axis
from ui.window.language import L, language
from ui.window.theme import Tokens

LEAST_HEIGHT, HEIGHT = 130, 160
"""In pixels; the panel takes from it where long sentences need the room."""
GAP = 6.0
SAMPLE = 22.0
"""Length of the piece of line in the legend."""


class Curve(QWidget):
    """Stairs of the value and, dashed, of the bound. The arrow keys ask for the layer before or after."""

    stepped = Signal(int)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.title, self.count, self.seconds = "", Count(), 0.0
        self.points: tuple[Point, ...] = ()
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setMaximumHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(L("Valeur et borne prouvée au cours du temps", "Value and proved bound over time"))
        self.setToolTip(
            L(
                "Un clic sur un niveau du tableau, ou les flèches, le montrent ici.",
                "A click on a layer of the table, or the arrow keys, show it here.",
            )
        )

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def show_course(self, title: str, points: Sequence[Point], count: Count, seconds: float) -> None:
        """Draws the course of a layer until so many seconds after the beginning."""
        self.title, self.points, self.count, self.seconds = title, tuple(points), count, seconds
        said = "; ".join([title, *(text for text, _, _ in self._legend())]) if title else ""
        self.setAccessibleDescription(said)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    # --- what is drawn

    def _legend(self) -> list[tuple[str, str, Qt.PenStyle]]:
        """Words, colour and kind of each line."""
        if not self.points:
            return [(L("pas encore de planning", "no plan yet"), self.tokens.faint, Qt.PenStyle.NoPen)]
        last = self.points[-1]
        value = L("valeur ", "value ") + self.count.short(last.objective)
        bound = (
            L("borne : pas encore prouvée", "bound: not proved yet")
            if last.bound is None
            else L("borne prouvée ", "proved bound ") + self.count.short(last.bound)
        )
        return [(value, self.tokens.accent, Qt.PenStyle.SolidLine), (bound, self.tokens.minus, Qt.PenStyle.DashLine)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(self.tokens.base))
            top = self._heading(painter)
            if self.points:
                self._plot(painter, top)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.tokens.accent), 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        finally:
            painter.end()

    def _heading(self, painter: QPainter) -> float:
        """The layer's name and the legend, on a second line where one is too narrow; where they end."""
        metrics = QFontMetricsF(self.font())
        line, room = metrics.height(), self.width() - 2 * GAP
        painter.setPen(QColor(self.tokens.text))
        title = metrics.elidedText(self.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(GAP, GAP + metrics.ascent()), title)
        x, y = GAP, GAP + line
        for words, colour, style in self._legend():
            sample = 0.0 if style == Qt.PenStyle.NoPen else SAMPLE + 4
            wide = sample + metrics.horizontalAdvance(words)
            if x > GAP and x + wide > self.width() - GAP:
                x, y = GAP, y + line
            if sample:
                painter.setPen(QPen(QColor(colour), 2, style))
                painter.drawLine(QPointF(x, y + line / 2), QPointF(x + SAMPLE, y + line / 2))
            painter.setPen(QColor(self.tokens.text if sample else self.tokens.faint))
            painter.drawText(QPointF(x + sample, y + metrics.ascent()), words)
            x += wide + 2 * GAP
        return y + line + GAP

    def _plot(self, painter: QPainter, top: float) -> None:
        metrics = QFontMetricsF(self.font())
        scale = self.count.scale
        values = [float(v) / scale for point in self.points for v in (point.objective, point.bound) if v is not None]
        bottom = self.height() - metrics.height() - GAP
        most = max(2, int((bottom - top) / (2 * metrics.height())))
        share, ticks = axis.values_axis(values, most)
        ticks = ticks[:: -(-len(ticks) // most)] if ticks else ticks
        unit = " h" if self.count.unit == "minutes" else ""
        labels = [axis.number(round(tick, 6), language()) + unit for tick in ticks]
        left = GAP + max([metrics.horizontalAdvance(label) for label in labels], default=0.0) + 4
        end = max(self.seconds, self.points[-1].seconds, 0.1)
        right = self.width() - GAP

        def x(seconds: float) -> float:
            return left + (right - left) * seconds / end

        def y(value: float) -> float:
            return bottom - (bottom - top) * share(value)

        for tick, label in zip(ticks, labels, strict=True):
            self._tick(painter, QPointF(left, y(tick)), QPointF(right, y(tick)))
            painter.drawText(QPointF(left - 4 - metrics.horizontalAdvance(label), y(tick) + metrics.ascent() / 2 - 1), label)
        for at in axis.steps(0.0, end, 5):
            words = axis.number(round(at, 6), language()) + " s"
            self._tick(painter, QPointF(x(at), top), QPointF(x(at), bottom))
            start = min(x(at) - metrics.horizontalAdvance(words) / 2, right - metrics.horizontalAdvance(words))
            painter.drawText(QPointF(start, self.height() - GAP / 2 - metrics.descent()), words)
        known = [(point.seconds, point.bound) for point in self.points if point.bound is not None]
        self._stairs(painter, self.tokens.minus, Qt.PenStyle.DashLine, [(x(s), y(v / scale)) for s, v in known], right)
        worth = [(x(point.seconds), y(point.objective / scale)) for point in self.points]
        self._stairs(painter, self.tokens.accent, Qt.PenStyle.SolidLine, worth, right)

    def _tick(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        painter.setPen(QPen(QColor(self.tokens.line), 1))
        painter.drawLine(start, end)
        painter.setPen(QColor(self.tokens.faint))

    def _stairs(
        self, painter: QPainter, colour: str, style: Qt.PenStyle, points: list[tuple[float, float]], right: float
    ) -> None:
        """A line that keeps its height until the next news."""
        if not points:
            return
        corners = [QPointF(*points[0])]
        for (_, before), (at, height) in zip(points, points[1:], strict=False):
            corners += [QPointF(at, before), QPointF(at, height)]
        corners.append(QPointF(right, points[-1][1]))
        painter.setPen(QPen(QColor(colour), 2, style))
        painter.drawPolyline(QPolygonF(corners))
