"""The frozen headers of the grid: names grouped by grade, days with weekday, date and holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView

from scheduler.domain.text import month_short, weekday_name
from ui.window.language import L, language

if TYPE_CHECKING:
    from ui.window.grid import GridView

NAME_WIDTH = 250
GRADE_WIDTH = 40
DAY_HEIGHT = 58


class NameHeader(QHeaderView):
    """One line a person: grade, name, quota, and how many hard rules the row breaks."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self.view = view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedWidth(NAME_WIDTH)
        self.setAccessibleName(L("Personnes", "People"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        view, tiles, t = self.view, self.view.tiles, self.view.tokens
        session = view.session
        person = session.order[section]
        who = session.core.base.people[person]
        height = rect.height()
        left = rect.left()
        grade = tiles.text(who.grade, GRADE_WIDTH, height, t.faint, t.header, align="left")
        painter.drawPixmap(left, rect.top(), grade)
        broken = session.core.broken_by(person)
        badge = 38 if broken else 0
        quota = "" if who.quota == 100 else f"{who.quota} %"
        room = rect.width() - GRADE_WIDTH - badge - (46 if quota else 0)
        painter.drawPixmap(left + GRADE_WIDTH, rect.top(), tiles.text(who.name, room, height, t.text, t.header, align="left"))
        if quota:
            painter.drawPixmap(
                left + GRADE_WIDTH + room, rect.top(), tiles.text(quota, 46, height, t.faint, t.header, align="right")
            )
        if broken:
            painter.drawPixmap(
                rect.right() - badge, rect.top(), tiles.text(f"▲{broken}", badge, height, t.hard, t.header, True, "centre")
            )
        painter.setPen(QColor(t.line_strong if session.group_starts(section) and section else t.line))
        y = rect.top() if session.group_starts(section) and section else rect.bottom()
        painter.drawLine(left, y, rect.right(), y)
        if y != rect.bottom():
            painter.setPen(QColor(t.line))
            painter.drawLine(left, rect.bottom(), rect.right(), rect.bottom())


class DayHeader(QHeaderView):
    """Month, weekday letter and date; weekends and public holidays shaded, the history marked."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.view = view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(DAY_HEIGHT)
        self.setAccessibleName(L("Jours", "Days"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tiles, t, core = self.view.tiles, self.view.tokens, self.view.session.core
        frame = core.frame
        day = section + frame.first
        when = frame.date(day)
        weekend, holiday = frame.weekday(day) >= 5, day in frame.holiday_days
        ground = t.holiday if holiday else t.weekend if weekend else t.header
        width = rect.width()
        painter.fillRect(rect, QColor(ground))
        if frame.weekday(day) == 0:
            week = L("S", "W") + str(when.isocalendar().week)
            painter.drawPixmap(rect.left(), rect.top() + 1, tiles.text(week, width, 17, t.faint, ground, align="centre"))
        if when.day == 1 or day == 0:
            name = month_short(when.month, language())
            painter.drawPixmap(rect.left(), rect.top() + 1, tiles.text(name, width, 17, t.accent, ground, True, "centre"))
        faint = t.faint if day < 0 else t.text
        letter = weekday_name(frame.weekday(day), language())[:2]
        painter.drawPixmap(rect.left(), rect.top() + 19, tiles.text(letter, width, 17, t.faint, ground, align="centre"))
        painter.drawPixmap(
            rect.left(), rect.top() + 36, tiles.text(str(when.day), width, 18, faint, ground, day >= 0, "centre")
        )
        painter.setPen(QColor(t.accent if day == -1 else t.line))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.setPen(QColor(t.line_strong))
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
