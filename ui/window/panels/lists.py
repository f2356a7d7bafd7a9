"""Lists that are worked with the keyboard: keys of their own beside Enter and the arrows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QStyledItemDelegate, QStyleOptionViewItem

SPACING = 1
"""Pixels around each line."""


class Wrapped(QStyledItemDelegate):
    """Measures wrapped lines as wide as they are drawn: Qt forgets the spacing at both sides, and leaves a line out then."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrower, box = QStyleOptionViewItem(option), QRect(option.rect)
        box.setWidth(box.width() - 2 * SPACING)
        narrower.rect = box
        return super().sizeHint(narrower, index)


class WholeText(QLabel):
    """Wrapped words that are never cut: as tall as they need at their width, and not there where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, words: str) -> None:
        self.setText(words)
        self.setVisible(bool(words))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()) if self.text() else 0)


class KeyList(QListWidget):
    """A list of wrapped lines. `keys` are what single keys do; Enter activates; the list tells when it gets the keyboard,
    and when it is left with Escape."""

    focused = Signal()
    escaped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.keys: dict[Qt.Key, Callable[[], object]] = {}
        self.setWordWrap(True)
        self.setSpacing(SPACING)
        self.setItemDelegate(Wrapped(self))
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self.keys.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if act is not None and plain:
            act()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()
