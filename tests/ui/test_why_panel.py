"""Why and why not in the window: asked by key and menu, reasons that lead to their cells, the other plan drawn and taken.

Most answers are written here, given by a process that answers whatever it is asked: what is shown is looked at. The last
tests ask the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scheduler.domain.problem import Problem
from scheduler.domain.text import Text, same
from scheduler.domain.time import add_days
from solver import api
from solver.asking import answer_line
from tests.ui.wards import FIRST, ward
from ui.window.cellmenu import CellMenu
from ui.window.explaining import Asked
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

LONG = 120_000
AT = (4, 9)
_K = Qt.Key
ANSWERS = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "ask":
        print({warm!r} if asked["kind"] == "warm" else {why!r}, flush=True)
"""


def _answer(problem: Problem) -> api.Why:
    """Two reasons, and another plan in which two people change on two days."""
    first, other = problem.people[4].id, problem.people[5].id
    days = (add_days(FIRST, 9), add_days(FIRST, 11))
    at = problem.history_days
    rows = []
    for row in problem.roster:
        cells = list(row.cells[at:])
        if row.person in (first, other):
            cells[9], cells[11] = "J", "J"
        rows.append(replace(row, cells=tuple(cells)))
    stood = {row.person: row.cells[at:] for row in problem.roster}
    changes = tuple(api.CellChange(who, day, stood[who][(day - FIRST).days], "J") for who in (first, other) for day in days)
    reasons = (
        api.Reason(Text("tient l'effectif du matin", "keeps up the morning"), "effectif", (first, other), days[0], days[1]),
        api.Reason(Text("Personne d'autre", "Nobody else"), "", (), days[0]),
    )
    return api.Why(reasons, True, (api.Cost("comfort", 7, 3),), tuple(rows), changes, True)


def _shown(qtbot: QtBot, problem: Problem) -> MainWindow:
    made = MainWindow(problem)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.grid.go(*AT)
    return made


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    problem = ward(10, 14)
    script = ANSWERS.format(warm=answer_line(api.Ready(), True).strip(), why=answer_line(_answer(problem), True).strip())
    monkeypatch.setattr(api, "command", lambda: [sys.executable, "-c", script])
    made = _shown(qtbot, problem)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


@pytest.fixture
def real(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = _shown(qtbot, ward(10, 14))
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


def _answered(window: MainWindow, qtbot: QtBot) -> None:
    explaining = window.questions.explaining
    qtbot.waitUntil(lambda: explaining.asked is not None and explaining.asked.over, timeout=LONG)


def _why(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    QTest.keyClick(window, _K.Key_F3)
    _answered(window, qtbot)


def test_a_key_asks_why_and_a_reason_leads_to_its_cells(window: MainWindow, qtbot: QtBot) -> None:
    panel, core = window.questions.why, window.session.core
    _why(window, qtbot)
    held = core.frame.text(core.grid.at(*AT))
    assert f"Why {held}?" in panel.title.text()
    assert core.base.people[AT[0]].name in panel.title.text()
    assert window.questions.explaining.asked.question.code is None  # type: ignore[union-attr]
    assert [panel.list.item(at).text() for at in range(2)] == ["Keeps up the morning", "Nobody else"]
    QTest.keyClick(panel.list, _K.Key_Return)
    assert set(window.grid.cells()) == {(person, day) for person in (4, 5) for day in (9, 10, 11)}
    panel.list.setCurrentRow(1)
    QTest.keyClick(panel.list, _K.Key_Return)
    assert [day for _, day in window.grid.cells()] == [9]


def test_the_other_plan_is_drawn_and_taken_as_one_step(window: MainWindow, qtbot: QtBot) -> None:
    panel, core = window.questions.why, window.session.core
    _why(window, qtbot)
    before = core.problem
    assert "Comfort: + 3 shifts off" in panel.cost.text()
    assert "proved for the layer Comfort" in panel.cost.text()
    assert panel.changes.count() == 4
    QTest.mouseClick(panel.show_plan, Qt.MouseButton.LeftButton)
    assert {(person, day) for person, day, _ in core.differences()} == {(p, d) for p in (4, 5) for d in (9, 11)}
    QTest.mouseClick(panel.show_plan, Qt.MouseButton.LeftButton)
    assert core.proposal is None
    QTest.mouseClick(panel.take, Qt.MouseButton.LeftButton)
    assert all(core.frame.text(core.grid.at(p, d)) == "J" for p in (4, 5) for d in (9, 11))
    assert len(core.done) == 1
    window.undo()
    assert core.problem == before


COSTS: list[tuple[tuple[tuple[str, int], ...], api.Within | None, bool, str, str]] = [
    (
        (("comfort", -1),), None, True,
        "Costs nothing more, with all these changes.", "Ne coûte rien de plus, avec tous ces changements.",
    ),
    ((("cover", 0), ("comfort", 2)), None, True, "proved for the layer Comfort", "prouvé pour le niveau Confort"),
    ((("cover", 1), ("comfort", 2)), None, False, "not proved", "non prouvé"),
    (
        (("comfort", 2),), api.Within(8, FIRST, FIRST), False,
        "proved for the layer Comfort with at most 8 changes", "prouvé pour le niveau Confort avec 8 changements au plus",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("more", "within", "exact", "en", "fr"), COSTS)
def test_of_the_other_plan_no_more_is_said_to_be_proved_than_is(
    window: MainWindow, more: tuple[tuple[str, int], ...], within: api.Within | None, exact: bool, en: str, fr: str
) -> None:
    """That nothing costs more is a fact and no proof; of what costs more, the first layer that does is proved."""
    explaining, panel = window.questions.explaining, window.questions.why
    problem = window.session.core.problem
    costs = tuple(api.Cost(layer, 7, each) for layer, each in more)
    answer = replace(_answer(problem), more=costs, within=within, exact=exact)
    who = problem.people[4].id
    question = api.WhyAsked(problem, (), who, FIRST)
    explaining.asked = Asked(problem, who, FIRST, "M", None, question, answer, over=True)
    for lang, words in (("en", en), ("fr", fr)):
        set_language(lang)
        panel.refresh()
        told = panel.cost.text()
        assert words in told
        assert ("prov" in told or "prouv" in told) is any(each > 0 for _, each in more)
        for wrong in ("least", "moins coûteux"):
            assert wrong not in told


def test_why_not_lets_a_code_be_chosen_with_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    QTest.keyClick(window, _K.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    menu = window.questions.menu
    held = window.session.core.frame.text(window.session.core.grid.at(*AT))
    names = [act.text().split(" · ")[0] for act in menu.actions()]
    assert set(names) == {"M", "S", "N", "J", "JF", "RH"} - {held}
    QTest.keyClick(menu, _K.Key_Down)
    QTest.keyClick(menu, _K.Key_Return)
    _answered(window, qtbot)
    assert window.questions.explaining.asked.question.code == names[1]  # type: ignore[union-attr]
    assert f"Why not {names[1]}?" in window.questions.why.title.text()


def test_the_menu_of_a_cell_asks_the_same(window: MainWindow, qtbot: QtBot) -> None:
    view = window.grid.viewport()
    spot = window.grid.visualRect(window.grid.index_of(2, 1)).center()
    kind = QContextMenuEvent.Reason
    QApplication.sendEvent(view, QContextMenuEvent(kind.Mouse, spot, view.mapToGlobal(spot)))
    menu = window.questions.menu
    assert isinstance(menu, CellMenu)
    assert window.grid.current() == (2, 1)
    assert window.session.core.base.people[2].name in menu.actions()[0].text()
    menu.close()
    QApplication.sendEvent(view, QContextMenuEvent(kind.Keyboard, QPoint(0, 0), view.mapToGlobal(QPoint(0, 0))))
    assert window.grid.current() == (2, 1)
    menu = window.questions.menu
    assert isinstance(menu, CellMenu)
    other = menu.other.actions()[0]
    other.trigger()
    _answered(window, qtbot)
    asked = window.questions.explaining.asked
    assert asked is not None
    assert (asked.person, asked.code) == (window.session.core.base.people[2].id, other.text().split(" · ")[0])
    menu.close()


def test_an_empty_cell_has_no_why(window: MainWindow, qtbot: QtBot) -> None:
    window.grid.clear_cells()
    QTest.keyClick(window, _K.Key_F3)
    assert window.questions.explaining.asked is None
    assert "not decided yet" in window.statusBar().currentMessage()


def test_an_answer_stays_when_the_language_changes(window: MainWindow, qtbot: QtBot) -> None:
    _why(window, qtbot)
    set_language("fr")
    window.build()
    panel = window.questions.why
    assert "Pourquoi" in panel.title.text()
    assert panel.list.item(0).text() == "Tient l'effectif du matin"
    assert "prouvé pour le niveau Confort" in panel.cost.text()
    assert panel.show_plan.text() == "Voir ce planning"


def test_a_process_that_cannot_start_is_told(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "command", lambda: [sys.executable, "-c", "import sys; sys.exit(3)"])
    _why(window, qtbot)
    assert "unexpectedly" in window.questions.why.state.text()
    assert window.questions.asking.resting


def test_the_real_process_says_why_not_and_its_plan_breaks_no_rule(real: MainWindow, qtbot: QtBot) -> None:
    core, panel = real.session.core, real.questions.why
    other = next(code for code in real.questions.explaining.other_codes() if code != "JF")
    broken = {finding for finding in core.findings() if core.is_hard(finding) and finding.new > 0}
    real.questions.explaining.explain(other)
    _answered(real, qtbot)
    answer = panel.answer
    assert answer is not None, panel.state.text()
    assert panel.list.count() == len(answer.reasons) > 0
    assert answer.possible == (panel.show_plan.isEnabled()) == bool(answer.rows)
    if answer.possible:
        QTest.mouseClick(panel.take, Qt.MouseButton.LeftButton)
        assert core.frame.text(core.grid.at(*AT)) == other
        assert {finding for finding in core.findings() if core.is_hard(finding) and finding.new > 0} <= broken


def test_a_code_that_no_plan_may_have_there_is_told(real: MainWindow, qtbot: QtBot) -> None:
    core, panel = real.session.core, real.questions.why
    core.set_cells([(*AT, core.frame.by_text["AM"])], same("x"))
    real.questions.explaining.explain("M")
    _answered(real, qtbot)
    assert panel.list.count() > 0, panel.state.text()
    assert not panel.show_plan.isEnabled()
    assert "no legal plan allows it" in panel.cost.text()
