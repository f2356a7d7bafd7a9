"""Rules that cannot be read or are unknown, as the window tells them: on opening, saving, before solving; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.problem import Problem
from tests.solver import small
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

BAD = small.rule("bank", "BALANCE", layer="comfort", cap="12", perod="year")
TYPED = small.rule("team", "TEAM", layer="comfort", left_people=["90001"])
FAR = small.rule("far", "FAR", layer="comfort")


@pytest.fixture(params=["en", "fr"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language(request.param)
    made = MainWindow(ward(4, 7))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.solver.stop_now()
    set_language(before)


def having(*settings: object) -> Problem:
    base = ward(4, 7)
    return replace(base, settings=(*base.settings, *settings))  # type: ignore[arg-type]


def opened(window: MainWindow, problem: Problem, folder: Path) -> Path:
    path = folder / "ward.json"
    path.write_text(dump_ward(problem), "utf-8")
    window.files.load(path)
    return path


def test_opening_and_saving_tell_every_fault_and_lose_nothing(window: MainWindow, tmp_path: Path) -> None:
    problem = having(BAD, TYPED, FAR)
    opened(window, problem, tmp_path)
    told = window.box.text()
    for words in ("settings[bank].params.cap", "settings[bank].params.perod", "settings[team].params.left_people[0]", "FAR"):
        assert words in told
    window.box.close()
    out = tmp_path / "saved.json"
    assert window.files.save(out)
    assert {"en": "cannot be read", "fr": "ne peuvent pas être lues"}[language()] in window.statusBar().currentMessage()
    assert load_ward(out.read_bytes()).settings == problem.settings


def test_a_sound_ward_opens_and_is_saved_without_a_word(window: MainWindow, tmp_path: Path) -> None:
    opened(window, having(), tmp_path)
    assert not hasattr(window, "box") or not window.box.isVisible()
    window.files.save(tmp_path / "saved.json")
    assert window.statusBar().currentMessage().endswith("saved.json")


def test_nothing_is_planned_by_rules_that_cannot_be_read(window: MainWindow, tmp_path: Path) -> None:
    opened(window, having(BAD), tmp_path)
    window.solve()
    assert not window.solver.running
    assert "settings[bank].params.cap" in window.solving.state.text()


def test_without_unknown_hard_rules_only_by_consent(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    opened(window, having(FAR), tmp_path)
    window.solving.seconds.setValue(5)
    window.solve()
    box = window.solving.box
    assert "(FAR)" in box.text()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert not window.solver.running
    window.solve()
    with qtbot.waitSignal(window.solver.ended, timeout=60_000):
        window.solving.box.button(QMessageBox.StandardButton.Ok).click()
        assert window.solver.running
    assert "(FAR)" in window.solving.state.text()


def test_one_fault_may_be_mended_while_others_stand(window: MainWindow, tmp_path: Path) -> None:
    opened(window, having(BAD, TYPED), tmp_path)
    window.box.close()
    panel = window.rules
    panel.table.selectRow(len(panel.settings) - 1)
    panel.remove()
    assert [setting.id for setting in window.session.core.base.settings][-1] == "bank"
    panel._take((*panel.settings, replace(TYPED, id="other")), TYPED.title)
    assert "settings[other].params.left_people[0]" in panel.message.text()
    assert [setting.id for setting in window.session.core.base.settings][-1] == "bank"


def test_that_no_rule_judges_the_demand_is_said_after_a_run(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    bare = having()
    opened(window, replace(bare, settings=tuple(s for s in bare.settings if s.template != "COVER")), tmp_path)
    window.solving.seconds.setValue(5)
    with qtbot.waitSignal(window.solver.ended, timeout=60_000):
        window.solve()
    assert {"en": "No COVER rule judges", "fr": "Aucune règle COVER ne juge"}[language()] in window.solving.state.text()
