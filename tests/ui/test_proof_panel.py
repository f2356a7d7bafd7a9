"""What the window shows of a proof: one sentence, and the curve of a layer, in both languages and palettes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from scheduler.domain.course import Point
from scheduler.domain.plan import LayerResult, Plan, PlanStatus, RunRecord
from scheduler.domain.problem import Row
from scheduler.domain.settings import Layer
from scheduler.domain.text import same
from scheduler.rules.proof import Count, sentence
from solver.api import Event, Heard, SolveJob
from tests.ui.wards import ward
from ui.window.language import language, set_language, shown
from ui.window.mainwindow import MainWindow
from ui.window.panels.curve import GAP, SAMPLE, Curve
from ui.window.theme import DARK, LIGHT, Tokens

LAYERS = (LayerResult("cover", 300, 300, "closed"), LayerResult("comfort", 40, 30, "held"))
LONGER = 1.3
"""How much longer a translation may be than what is tried here."""


@pytest.fixture(params=["fr", "en"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language(request.param)
    made = MainWindow(ward(6, 7))
    qtbot.addWidget(made)
    made.show()
    made.tabs.setCurrentWidget(made.solving)
    yield made
    made.solver.stop_now()
    set_language(before)


def tell(window: MainWindow, *events: Event) -> None:
    """Lets the window hear what a solving process would say."""
    solver = window.solver
    if solver.heard is None:
        solver.heard = Heard(SolveJob(window.session.core.problem, goal=2.5))
        window.solving._take_up()
    for event in events:
        solver.heard.hear(event)
        solver.courses.add(event.seconds, solver.heard.layers)
        solver.progress.emit(event)


def rows(window: MainWindow) -> tuple[Row, ...]:
    return window.session.core.grid.horizon_rows()


def test_the_sentence_and_the_curve_follow_the_search(window: MainWindow, qtbot: QtBot) -> None:
    panel, problem = window.solving, window.session.core.problem
    first = (LayerResult("cover", 500), LayerResult("comfort", 60))
    tell(window, Event("solution", 1.0, layers=first, rows=rows(window)), Event("bound", 2.0, "comfort", LAYERS))
    lang = language()
    qtbot.waitUntil(lambda: panel.proof.text() == shown(sentence(problem, LAYERS).get(lang)))
    assert panel.curve.title == problem.layers[1].name.get(lang)
    assert [point.objective for point in panel.curve.points] == [60, 40]
    assert "30" in panel.curve.accessibleDescription()
    panel.table.selectRow(0)  # a person looks at another layer, and the search goes on
    tell(window, Event("bound", 3.0, "comfort", (LAYERS[0], LayerResult("comfort", 40, 35, "held"))))
    qtbot.waitUntil(lambda: panel.table.item(1, 2).text() == "35")  # type: ignore[union-attr]
    assert panel.curve.title == problem.layers[0].name.get(lang)
    assert [point.objective for point in panel.curve.points] == [500, 300]
    assert panel.table.item(0, 1).text() == "3"  # type: ignore[union-attr]  # 300 at 100 for each uncovered shift


def test_the_curve_is_reached_and_led_by_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.solving
    tell(window, Event("solution", 1.0, layers=LAYERS, rows=rows(window)))
    qtbot.waitUntil(lambda: panel.table.rowCount() == 2)
    panel.table.selectRow(0)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Tab)
    assert panel.curve.hasFocus()
    names = [layer.name.get(language()) for layer in window.session.core.problem.layers]
    qtbot.keyClick(panel.curve, Qt.Key.Key_Down)
    assert panel.curve.title == names[1]
    qtbot.keyClick(panel.curve, Qt.Key.Key_Down)
    assert panel.curve.title == names[1]
    qtbot.keyClick(panel.curve, Qt.Key.Key_Up)
    assert panel.curve.title == names[0]
    for widget in (panel.curve, panel.table, panel.seconds, panel.goal):
        assert widget.accessibleName()


def test_a_run_outlives_a_change_of_language_and_palette(window: MainWindow, qtbot: QtBot) -> None:
    plan = Plan("d", rows(window), LAYERS, "feasible")
    tell(window, Event("solution", 1.0, layers=LAYERS, rows=rows(window)), Event("done", 2.0, layers=LAYERS, plan=plan))
    window.solver.finished = (plan, None)
    window.switch_language()
    panel = window.solving
    assert panel.proof.text() == shown(sentence(window.session.core.problem, LAYERS).get(language()))
    assert panel.table.rowCount() == 2
    assert panel.goal.value() == 2.5
    assert panel.curve.points
    window.switch_language()
    window.show_ward(ward(4, 7))
    assert window.solving.table.rowCount() == 0
    assert window.solving.proof.text() == ""


def test_the_goal_is_asked_of_the_solver(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[SolveJob] = []
    window.solver.start = lambda job, program=None: asked.append(job)  # type: ignore[method-assign,assignment]
    window.solving.solve()
    window.solving.goal.setValue(1.5)
    window.solving.solve()
    assert [job.goal for job in asked] == [None, 1.5]


def test_a_goal_that_is_reached_is_told(window: MainWindow) -> None:
    record = RunRecord("d", "w", "1", "1", 1, 1, "2027-01-01T00:00:00Z", 2.0, "feasible", goal=25.0)
    plan = Plan("d", rows(window), LAYERS, "feasible", (), record)
    said = {"fr": "arrêté à l'objectif demandé", "en": "stopped at the goal asked for"}[language()]
    tell(window, Event("solution", 1.0, layers=LAYERS, rows=rows(window)))
    for goal, told in ((25.0, True), (24.0, False)):  # at 24 its time ran out
        window.solving._show_end(replace(plan, record=replace(record, goal=goal)), None)
        assert (said in window.solving.state.text()) is told


def test_every_end_of_a_search_has_its_words(window: MainWindow) -> None:
    ends = get_args(PlanStatus)
    said = {window.solving._verdict(Plan("d", rows(window), LAYERS, status)) for status in ends}
    assert len(said) == len(ends)


def test_nothing_in_the_panel_is_clipped(window: MainWindow) -> None:
    panel = window.solving
    panel.goal.setValue(0)
    parts: list[QWidget] = [*panel.findChildren(QPushButton), *panel.findChildren(QCheckBox)]
    parts += panel.findChildren(QAbstractSpinBox)
    parts += [label for label in panel.findChildren(QLabel) if not label.wordWrap() and label.isVisible()]
    assert len(parts) > 8
    for part in parts:
        assert part.width() >= part.sizeHint().width(), part


def test_where_room_is_scarce_the_table_is_scrolled_and_nothing_lies_over_another(window: MainWindow, qtbot: QtBot) -> None:
    more = tuple(Layer(f"layer {at}", same(f"Layer {at}")) for at in range(6))
    window.show_ward(replace(ward(6, 7), layers=(*ward().layers, *more)))
    panel = window.solving
    window.tabs.setCurrentWidget(panel)
    window.resize(1200, 760)
    layers = tuple(LayerResult(layer.id, 40, 30, "held") for layer in window.session.core.base.layers)
    tell(window, Event("solution", 1.0, layers=layers, rows=rows(window)))
    qtbot.waitUntil(lambda: panel.table.rowCount() == 8)
    parts = (panel.state, panel.proof, panel.table, panel.curve, panel.usage, panel.diff, panel.people, panel.accept_all)
    panel.state.setText("Assistants, M weekends: 2 needed, 1 possible. " * 5)
    panel.proof.setText("Minimum cover: 6 shifts uncovered, proved unavoidable. " * 6)
    panel.usage.setText("7.5 s of processor time, 258 MiB of memory. " * 2)
    qtbot.waitUntil(lambda: panel.table.height() < panel.table.maximumHeight())
    assert window.height() == 760
    for above, below in zip(parts, parts[1:], strict=False):
        assert above.geometry().bottom() < below.geometry().top(), below
    panel.state.setText("1")
    panel.proof.setText("")
    window.resize(1200, 1100)
    qtbot.waitUntil(lambda: panel.table.height() == panel.table.maximumHeight())
    qtbot.waitUntil(lambda: not panel.table.verticalScrollBar().isVisible())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_curves_words_have_room_for_longer_ones(lang: str, qtbot: QtBot) -> None:
    before = language()
    set_language(lang)
    curve = Curve(LIGHT)
    qtbot.addWidget(curve)
    curve.resize(380, curve.height())
    for bound in (None, 37_500, 1_234_567):
        curve.show_course("Effectif cible et heures supplémentaires", [Point(1.0, 1_234_567, bound)], Count("minutes"), 3600.0)
        for words, _, _ in curve._legend():
            assert SAMPLE + 4 + LONGER * QFontMetricsF(curve.font()).horizontalAdvance(words) < curve.width() - 2 * GAP
    set_language(before)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_value_and_bound_are_drawn_apart(tokens: Tokens, qtbot: QtBot) -> None:
    """The value is a whole line in one colour, above the bound, which is dashed in another: told apart without colours too."""
    curve = Curve(tokens)
    qtbot.addWidget(curve)
    curve.resize(400, curve.height())
    curve.show_course("x", [Point(0.0, 100, 10), Point(5.0, 80, 60)], Count(), 10.0)
    image = curve.grab().toImage()
    value, bound = columns(image, tokens.accent), columns(image, tokens.minus)
    assert len(value) > 300
    assert 100 < len(bound) < 0.9 * len(value)
    assert min(bound.values()) > min(value.values())


def columns(image: QImage, colour: str) -> dict[int, int]:
    """Below the legend: the columns of pixels that hold nearly a colour, with the first row of each."""
    wanted = QColor(colour)
    found: dict[int, int] = {}
    for x in range(image.width()):
        for y in range(44, image.height()):
            seen = image.pixelColor(x, y)
            if sum(abs(a - b) for a, b in zip(seen.getRgb(), wanted.getRgb(), strict=True)) < 90:
                found.setdefault(x, y)
    return found
