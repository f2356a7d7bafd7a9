"""What an answer draws over the grid: it is gone when it shall be, whoever asks for that."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.wards import ward
from ui.window.mainwindow import MainWindow
from ui.window.preview import Filled
from ui.window.session_core import Changed


def test_who_hears_that_something_is_drawn_may_have_it_taken_away(qtbot: QtBot) -> None:
    """As a case does that is closed because its absence was taken back while its repair is drawn anew."""
    window = MainWindow(ward(10, 14))
    qtbot.addWidget(window)
    core, drawing = window.session.core, window.questions.drawing
    held = core.frame.text(core.grid.at(1, 1))
    cells = (Filled(1, 1, held, next(code for code in ("M", "RH") if code != held)),)
    drawing.show(cells)
    assert drawing.seen
    drawing.show(())
    assert core.proposal is None

    def close(changed: Changed) -> None:
        core.listeners.remove(close)
        drawing.show(())

    core.listeners.append(close)
    drawing.show(cells)
    assert core.proposal is None
    assert not drawing.seen
    window.files.leaving = True
    window.close()
