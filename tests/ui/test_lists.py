"""Lists of wrapped sentences: whatever the width, every line of every sentence is drawn, and no empty one after it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.window.panels.lists import KeyList
from ui.window.theme import LIGHT, apply

TEXT = (
    "Aucun planning avec M le jeu. 13 mai 2027 n'a été trouvé qui respecte les règles strictes en ne changeant que des cases "
    "du jeu. 6 mai 2027 au jeu. 20 mai 2027."
)
TALL = 200


def _lines(made: KeyList) -> int:
    """How many lines of the only item are drawn: stretches of pixel rows that hold any ink."""
    item = made.visualItemRect(made.item(0))
    picture = made.viewport().grab(QRect(0, item.top(), made.viewport().width(), item.height())).toImage()
    ink = [
        any(QColor(picture.pixel(x, y)).lightness() < 128 for x in range(4, picture.width() - 4))
        for y in range(picture.height())
    ]
    return sum(now and not before for before, now in zip([False, *ink], ink, strict=False))


def test_no_line_of_a_sentence_is_left_out_and_none_is_empty(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, LIGHT)
    made = KeyList("list")
    qtbot.addWidget(made)
    made.addItem(TEXT)
    made.show()
    qtbot.waitExposed(made)
    high = made.fontMetrics().height()
    for width in [*range(300, 492, 7), *range(492, 504)]:
        made.item(0).setSizeHint(QSize())
        made.resize(width, 300)
        app.processEvents()
        drawn = _lines(made)
        assert made.visualItemRect(made.item(0)).height() < (drawn + 1) * high, width
        made.item(0).setSizeHint(QSize(0, TALL))
        app.processEvents()
        assert drawn == _lines(made) > 1, width
