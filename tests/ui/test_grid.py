"""The grid under real keys: typing, filling, clipboard, undo, locks, next breach; and what painting costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.text import Text
from tests.ui.wards import ward
from ui.window.entry import BUFFER_MS
from ui.window.grid import describe
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grid.go(1, 3)
    yield made
    set_language(before)


def cell(window: MainWindow, person: int, day: int) -> str:
    core = window.session.core
    return core.frame.text(core.grid.at(person, day))


def select(window: MainWindow, people: range, days: range) -> None:
    grid, first = window.grid, window.session.core.frame.first
    rows = sorted(window.session.row_of[p] for p in people)
    model = grid.table
    grid.setCurrentIndex(model.index(rows[0], days[0] - first))
    box = QItemSelection(model.index(rows[0], days[0] - first), model.index(rows[-1], days[-1] - first))
    grid.selectionModel().select(box, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_a_code_typed_in_small_letters_is_entered(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.grid, "ca")
    assert cell(window, 1, 3) == "CA"
    qtbot.keyClick(window.grid, K.Key_Right)
    assert window.grid.current() == (1, 4)


def test_a_code_that_begins_another_waits_and_is_not_guessed(window: MainWindow, qtbot: QtBot) -> None:
    before = cell(window, 1, 3)
    qtbot.keyClicks(window.grid, "j")
    assert cell(window, 1, 3) == before
    qtbot.waitUntil(lambda: cell(window, 1, 3) == "J", timeout=BUFFER_MS * 4)
    qtbot.keyClicks(window.grid, "jf")
    assert cell(window, 1, 3) == "JF"
    qtbot.keyClick(window.grid, K.Key_Right)
    qtbot.keyClicks(window.grid, "j")
    qtbot.keyClick(window.grid, K.Key_Return)
    assert cell(window, 1, 4) == "J"
    assert window.grid.currentIndex().row() == window.session.row_of[1] + 1


@pytest.fixture
def doctors(qtbot: QtBot) -> Iterator[MainWindow]:
    """A ward with a guard every night and a standby at night on weekdays."""
    before = language()
    set_language("en")
    lines = (
        OnCallLine("garde", Text("Garde", "Guard"), "guard", (OnCallPeriod("G", 1110, 1920),), (("IDE",),)),
        OnCallLine("astreinte", Text("Astreinte", "Standby"), "standby", (OnCallPeriod("A", 1110, 1920),)),
    )
    made = MainWindow(replace(ward(), lines=lines))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grid.go(1, 3)
    yield made
    set_language(before)


def test_a_line_is_typed_with_its_code_or_put_beside_what_is_there(doctors: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(doctors.grid, "m")
    assert cell(doctors, 1, 3) == "M"  # at once: a line only follows after a plus sign
    qtbot.keyClicks(doctors.grid, "+g")
    assert cell(doctors, 1, 3) == "M+G"
    qtbot.keyClick(doctors.grid, K.Key_Right)
    qtbot.keyClicks(doctors.grid, "rh+a")
    assert cell(doctors, 1, 4) == "RH+A"
    select(doctors, range(1, 2), range(5, 7))
    before = [cell(doctors, 1, day) for day in (5, 6)]
    qtbot.keyClicks(doctors.grid, "m")
    doctors.grid.finish_typing()
    qtbot.keyClicks(doctors.grid, "+a")
    assert [cell(doctors, 1, day) for day in (5, 6)] == ["M+A", "M+A"]
    doctors.session.undo()
    doctors.session.undo()
    assert [cell(doctors, 1, day) for day in (5, 6)] == before


@pytest.fixture
def volunteers(qtbot: QtBot) -> Iterator[MainWindow]:
    """A ward whose second person accepts overtime."""
    before = language()
    set_language("en")
    base = ward()
    rule = RuleSetting("hs", "OVERTIME", Text("HS", "overtime"), "soft", "comfort", scope=Scope(tags=("overtime",)))
    people = (base.people[0], replace(base.people[1], tags=("overtime",)), *base.people[2:])
    post = RuleSetting("post", "ELIGIBLE", Text("poste", "post"), "hard", params={"own": True})
    made = MainWindow(replace(base, people=people, settings=(*base.settings, rule, post)))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grid.go(1, 3)
    yield made
    set_language(before)


def test_overtime_is_typed_with_a_star_or_turned_on_and_off(volunteers: MainWindow, qtbot: QtBot) -> None:
    core, grid = volunteers.session.core, volunteers.grid
    qtbot.keyClicks(grid, "m")
    assert cell(volunteers, 1, 3) == "M"  # at once: the star only follows
    done, off = core.counts.people[1].done, core.counts.people[1].difference
    qtbot.keyClicks(grid, "*")
    assert cell(volunteers, 1, 3) == "M*"
    assert (core.counts.people[1].done, core.counts.people[1].difference) == (done, off - 450)
    assert [f.rule for f in core.at_cell(1, 3) if f.rule in ("hs", "post")] == ["hs"]
    grid.finish_typing()
    qtbot.keyClicks(grid, "*")
    assert cell(volunteers, 1, 3) == "M"
    select(volunteers, range(2, 3), range(5, 7))
    qtbot.keyClicks(grid, "s*")
    assert [cell(volunteers, 2, day) for day in (5, 6)] == ["S*", "S*"]
    assert {f.rule for f in core.at_cell(2, 5)} >= {"post"}  # typed for somebody who does not accept it: flagged
    plain, starred = (core.frame.by_text[text] for text in ("S", "S*"))
    assert grid.tiles.cell(plain, 0).toImage() != grid.tiles.cell(starred, 0).toImage()
    grid.finish_typing()
    grid.go(1, 4)
    qtbot.keyClicks(grid, "rh")
    grid.finish_typing()
    qtbot.keyClicks(grid, "*")
    assert cell(volunteers, 1, 4) == "RH"
    assert "No overtime on that code" in volunteers.statusBar().currentMessage()


def test_a_line_that_overlaps_the_code_is_refused_and_a_blank_cell_takes_rest(doctors: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(doctors.grid, "n")
    doctors.grid.finish_typing()
    qtbot.keyClicks(doctors.grid, "+g")
    assert cell(doctors, 1, 3) == "N"
    assert "G may not stand beside that code" in doctors.statusBar().currentMessage()
    doctors.grid.go(1, 4)
    qtbot.keyClick(doctors.grid, K.Key_Delete)
    qtbot.keyClicks(doctors.grid, "+g")
    assert cell(doctors, 1, 4) == "RH+G"


def test_a_cell_shows_its_lines_and_the_strip_their_cover(doctors: MainWindow, qtbot: QtBot) -> None:
    core, grid = doctors.session.core, doctors.grid
    plain, guard, standby = (core.frame.by_text[text] for text in ("RH", "RH+G", "RH+A"))
    drawn = [grid.tiles.cell(choice, 0).toImage() for choice in (plain, guard, standby)]
    assert drawn[0] != drawn[1] != drawn[2] != drawn[0]
    at = next(at for at, line in enumerate(core.cover.lines) if line.id == "G")
    assert (core.cover.days[at][3].heads, core.cover.days[at][3].minimum) == (0, 1)
    core.set_cells([(1, 3, guard)], Text("x", "x"))
    assert core.cover.days[at][3].heads == 1
    assert core.counts.people[1].done >= 810
    assert "G · Guard" in describe(doctors.session, 1, 3)


def test_an_unknown_code_is_refused_with_a_sign(window: MainWindow, qtbot: QtBot) -> None:
    before = cell(window, 1, 3)
    qtbot.keyClicks(window.grid, "mx")
    assert cell(window, 1, 3) == before
    assert "⚠" in window.statusBar().currentMessage()
    assert "mx" in window.statusBar().currentMessage()


def test_a_selection_is_filled_cleared_and_undone(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.core.problem
    select(window, range(1, 3), range(5, 8))
    qtbot.keyClicks(window.grid, "s")
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6, 7)} == {"S"}
    qtbot.keyClick(window.grid, K.Key_Delete)
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6, 7)} == {""}
    qtbot.keyClick(window.grid, K.Key_Z, M.ControlModifier)
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6, 7)} == {"S"}
    qtbot.keyClick(window.grid, K.Key_Z, M.ControlModifier)
    assert window.session.core.problem == before
    qtbot.keyClick(window.grid, K.Key_Y, M.ControlModifier)
    assert cell(window, 1, 5) == "S"


def test_a_block_goes_out_and_in_as_a_spreadsheet_reads_it(window: MainWindow, qtbot: QtBot) -> None:
    select(window, range(1, 3), range(3))
    qtbot.keyClick(window.grid, K.Key_C, M.ControlModifier)
    words = QGuiApplication.clipboard().text()
    assert words == "\n".join("\t".join(cell(window, p, d) for d in range(3)) for p in (1, 2))
    QGuiApplication.clipboard().setText("CA\tRH\r\nM\t\r\n")
    window.grid.go(1, 10)
    qtbot.keyClick(window.grid, K.Key_V, M.ControlModifier)
    assert [cell(window, 1, 10), cell(window, 1, 11), cell(window, 2, 10), cell(window, 2, 11)] == ["CA", "RH", "M", ""]
    before = window.session.core.problem
    QGuiApplication.clipboard().setText("M\tZZ")
    qtbot.keyClick(window.grid, K.Key_V, M.ControlModifier)
    assert window.session.core.problem == before
    assert "ZZ" in window.statusBar().currentMessage()


def test_one_value_pasted_fills_the_selection_and_cut_empties(window: MainWindow, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("RH")
    select(window, range(1, 3), range(5, 8))
    qtbot.keyClick(window.grid, K.Key_V, M.ControlModifier)
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6, 7)} == {"RH"}
    qtbot.keyClick(window.grid, K.Key_X, M.ControlModifier)
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6, 7)} == {""}
    assert QGuiApplication.clipboard().text().split() == ["RH"] * 6


def test_fill_down_and_right(window: MainWindow, qtbot: QtBot) -> None:
    window.grid.go(1, 5)
    qtbot.keyClicks(window.grid, "ca")
    select(window, range(1, 3), range(5, 7))
    qtbot.keyClick(window.grid, K.Key_D, M.ControlModifier)
    assert cell(window, 2, 5) == "CA"
    qtbot.keyClick(window.grid, K.Key_R, M.ControlModifier)
    assert {cell(window, p, d) for p in (1, 2) for d in (5, 6)} == {"CA"}


def test_a_locked_cell_keeps_what_it_holds(window: MainWindow, qtbot: QtBot) -> None:
    before = cell(window, 1, 3)
    qtbot.keyClick(window.grid, K.Key_L, M.ControlModifier)
    assert window.session.core.grid.locked(1, 3)
    qtbot.keyClicks(window.grid, "ca")
    assert cell(window, 1, 3) == before
    assert "locked" in window.statusBar().currentMessage()
    window.grid.finish_typing()
    qtbot.keyClick(window.grid, K.Key_L, M.ControlModifier)
    assert not window.session.core.grid.locked(1, 3)


def test_next_breach_goes_from_one_to_another_and_says_it(window: MainWindow, qtbot: QtBot) -> None:
    seen = set()
    for _ in range(3):
        qtbot.keyClick(window.grid, K.Key_F8)
        at = window.grid.current()
        assert at is not None
        assert window.session.core.at_cell(*at)
        assert "FICTIF-" in window.statusBar().currentMessage()
        seen.add(at)
    assert len(seen) == 3


def test_the_grid_never_asks_its_model_to_paint(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = type(window.grid.table).data

    def counting(self: Any, index: Any, role: int = 0) -> Any:
        asked.append(role)
        return real(self, index, role)

    monkeypatch.setattr(type(window.grid.table), "data", counting)
    select(window, range(1, 9), range(20))
    window.grid.viewport().repaint()
    window.grid.horizontalScrollBar().setValue(window.grid.horizontalScrollBar().value() + 100)
    window.grid.viewport().repaint()
    assert asked == []


def test_a_breach_chosen_in_the_list_is_gone_to(window: MainWindow, qtbot: QtBot) -> None:
    item = window.breaches.list.item(0)
    window.breaches.list.itemClicked.emit(item)
    finding = window.session.core.findings()[0]
    assert window.grid.current() == (finding.people[0], finding.last)


def test_language_and_theme_change_and_the_work_stays(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.grid, "ca")
    window.switch_language()
    assert window.tabs.tabText(0) == "Anomalies"
    assert cell(window, 1, 3) == "CA"
    window.toggle_theme()
    window.undo()
    assert cell(window, 1, 3) != "CA"
    qtbot.wait(120)


def test_everything_in_the_table_of_actions_exists(window: MainWindow) -> None:
    for name in window.commands:
        assert callable(window.command(name)), name
    keys = [action.shortcut().toString() for action in window.commands.values() if not action.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))
