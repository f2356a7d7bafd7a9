"""Lists of wrapped sentences: whatever the width, every line of every sentence is drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from ui.window.panels.lists import KeyList

WORDS = (
    "Aucun planning avec M le jeu. 13 mai 2027 n'a été trouvé qui respecte les règles strictes en ne changeant que des cases "
    "du jeu. 6 mai 2027 au jeu. 20 mai 2027 : FICTIF-Genêt Ange, 9 h 30 de repos, minimum 12 h 00"
).split()


def _lines_needed(made: KeyList, text: str, width: float) -> int:
    layout = QTextLayout(text, made.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    count = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        count += 1
    layout.endLayout()
    return count


@pytest.mark.parametrize("width", range(300, 620, 20))
def test_no_line_of_a_sentence_is_left_out(qtbot: QtBot, width: int) -> None:
    made = KeyList("list")
    qtbot.addWidget(made)
    texts = [" ".join(WORDS[:count]) for count in range(4, len(WORDS) + 1)]
    made.addItems(texts)
    made.resize(width, 400)
    made.show()
    qtbot.waitExposed(made)
    style, margin = made.style(), made.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
    height = made.fontMetrics().lineSpacing()
    for at, text in enumerate(texts):
        option = QStyleOptionViewItem()
        option.rect = made.visualItemRect(made.item(at))
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay | QStyleOptionViewItem.ViewItemFeature.WrapText
        option.font, option.text = made.font(), text
        option.displayAlignment = Qt.AlignmentFlag.AlignLeft
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, made)
        drawn = option.rect.height() // height
        assert drawn >= _lines_needed(made, text, place.width() - 2 * margin), text
