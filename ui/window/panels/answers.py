"""What was asked about the plan and answered: replacing, why, conflicts, one page each."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget


class AnswersPanel(QWidget):
    """Pages with a button each; a new answer turns to its page."""

    def __init__(self, pages: list[tuple[str, QWidget]]) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self.group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(2)
        for at, (words, page) in enumerate(pages):
            self.stack.addWidget(page)
            button = QToolButton()
            button.setText(words)
            button.setCheckable(True)
            button.setAutoRaise(True)
            self.group.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self.group.idClicked.connect(self.stack.setCurrentIndex)
        self.group.button(0).setChecked(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.addLayout(row)
        box.addWidget(self.stack, 1)

    def turn_to(self, page: QWidget) -> None:
        """Shows a page."""
        self.stack.setCurrentWidget(page)
        self.group.button(self.stack.currentIndex()).setChecked(True)
