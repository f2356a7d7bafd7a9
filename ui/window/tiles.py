"""Cached pictures: cells by code and marks, and texts, so that painting the grid is one drawPixmap a cell."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QPolygonF

from scheduler.domain.choices import PLUS
from scheduler.domain.frame import Frame
from ui.window.session_core import ALREADY, HARD, LOCK, SOFT
from ui.window.theme import Tokens

BAND = 0.44
"""Share of a cell's height that shows the on-call periods held."""

PAST, SHADED, HOLIDAY, DIFFERS = 16, 32, 64, 128
"""Marks that the grid adds to those of the session: history, weekend, public holiday, differs in the proposal."""


class Tiles:
    """Draws each kind of cell once per size, device ratio and theme."""

    def __init__(self, frame: Frame, tokens: Tokens, font: QFont, width: int, height: int, ratio: float) -> None:
        self.frame, self.tokens, self.font = frame, tokens, font
        self.width, self.height, self.ratio = width, height, ratio
        self._cells: dict[int, QPixmap] = {}
        self._texts: dict[tuple[object, ...], QPixmap] = {}

    def cell(self, choice: int, marks: int) -> QPixmap:
        key = choice << 8 | marks
        known = self._cells.get(key)
        if known is None:
            known = self._cells[key] = self._cell(choice, marks)
        return known

    def text(
        self, words: str, width: int, height: int, colour: str, ground: str = "", bold: bool = False, align: str = "right"
    ) -> QPixmap:
        """A line of text on a ground, cut with dots where it is too long."""
        key = (words, width, height, colour, ground, bold, align)
        known = self._texts.get(key)
        if known is None:
            if len(self._texts) > 20000:
                self._texts.clear()
            known = self._texts[key] = self._text(words, width, height, colour, ground, bold, align)
        return known

    def _blank(self, width: int, height: int, ground: str) -> QPixmap:
        pixmap = QPixmap(round(width * self.ratio), round(height * self.ratio))
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(QColor(ground) if ground else Qt.GlobalColor.transparent)
        return pixmap

    def _text(self, words: str, width: int, height: int, colour: str, ground: str, bold: bool, align: str) -> QPixmap:
        pixmap = self._blank(width, height, ground)
        painter = QPainter(pixmap)
        try:
            font = QFont(self.font)
            if bold:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            flag = {"right": Qt.AlignmentFlag.AlignRight, "left": Qt.AlignmentFlag.AlignLeft}.get(
                align, Qt.AlignmentFlag.AlignHCenter
            )
            pad = 0 if align == "centre" else 5
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width - 2 * pad)
            painter.drawText(QRectF(pad, 0, width - 2 * pad, height), flag | Qt.AlignmentFlag.AlignVCenter, shown)
        finally:
            painter.end()
        return pixmap

    def ground(self, marks: int) -> str:
        t = self.tokens
        return t.holiday if marks & HOLIDAY else t.weekend if marks & SHADED else t.base

    def _cell(self, choice: int, marks: int) -> QPixmap:
        t = self.tokens
        pixmap = self._blank(self.width, self.height, self.ground(marks))
        painter = QPainter(pixmap)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner = QRectF(1, 1, self.width - 3, self.height - 3)
            found = self.frame.choices[choice]
            if found is not None:
                words, plus, held = self.frame.text(choice).partition(PLUS)
                above = inner.adjusted(0, 0, 0, -self.height * BAND) if plus else inner
                self._code(painter, inner, above, found.code.colour, words, found.code.works, bool(marks & PAST))
                if plus:
                    self._held(painter, inner, held, found.on_site, bool(marks & PAST))
            if marks & DIFFERS:
                painter.setPen(QPen(QColor(t.accent), 2, Qt.PenStyle.DotLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 3, 3)
            self._marks(painter, marks)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QColor(t.line))
            painter.drawLine(0, self.height - 1, self.width, self.height - 1)
            painter.drawLine(self.width - 1, 0, self.width - 1, self.height)
        finally:
            painter.end()
        return pixmap

    def _held(self, painter: QPainter, inner: QRectF, words: str, on_site: bool, past: bool) -> None:
        """The band of on-call periods at the foot of a cell: full for a guard on site, an outline for a standby at home."""
        colour = mixed(QColor(self.tokens.accent), QColor(self.tokens.base), 0.55 if past else 0.0)
        band = QRectF(inner.left(), inner.bottom() - self.height * BAND, inner.width(), self.height * BAND)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour if on_site else QColor(self.tokens.base))
        painter.drawRoundedRect(band, 2, 2)
        font = QFont(self.font)
        font.setWeight(QFont.Weight.DemiBold)
        font.setPixelSize(max(7, round(self.height * BAND) - 2))
        painter.setFont(font)
        painter.setPen(QColor(self.tokens.base) if on_site else colour)
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, words)

    def _code(
        self, painter: QPainter, inner: QRectF, room: QRectF, colour: str, words: str, works: bool, past: bool
    ) -> None:
        t = self.tokens
        fill = pastel(colour, t.dark)
        if past:
            fill = mixed(fill, QColor(t.base), 0.55)
        if works or colour.upper() != "#FFFFFF":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(inner, 3, 3)
        ink = QColor("#14181F") if works and not past else QColor("#4A5361")
        if t.dark and past:
            ink = QColor(t.text)
        elif t.dark and not works and colour.upper() == "#FFFFFF":
            ink = QColor(t.faint)
        font = QFont(self.font)
        if works:
            font.setWeight(QFont.Weight.DemiBold)
        if room is not inner:
            font.setPixelSize(max(8, round(room.height()) - 3))
        elif len(words) > 3:
            font.setPixelSize(max(8, self.font.pixelSize() * 3 // len(words) + 2))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _marks(self, painter: QPainter, marks: int) -> None:
        t, w, h = self.tokens, self.width, self.height
        painter.setPen(Qt.PenStyle.NoPen)
        size = max(6.0, h * 0.32)
        for bit, colour in ((HARD, t.hard), (ALREADY, t.already), (SOFT, t.soft)):
            if marks & bit:
                side = size if bit != SOFT else size * 0.75
                painter.setBrush(QColor(colour))
                painter.drawPolygon(QPolygonF([QPointF(w - 2 - side, 1), QPointF(w - 2, 1), QPointF(w - 2, 1 + side)]))
                break
        if marks & LOCK:
            painter.setBrush(QColor(t.text))
            painter.drawRect(QRectF(2, h - 8, 5, 5))


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of the other colour in the first."""

    def part(a: int, b: int) -> int:
        return round(a * (1 - share) + b * share)

    return QColor(part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue()))


def pastel(colour: str, dark: bool) -> QColor:
    """A code's colour light enough for dark letters, whatever the ward chose; a little dimmed on a dark screen."""
    made = QColor(colour)
    while made.lightnessF() < 0.74:
        made = mixed(made, QColor("#FFFFFF"), 0.25)
    return mixed(made, QColor("#000000"), 0.12) if dark else made
