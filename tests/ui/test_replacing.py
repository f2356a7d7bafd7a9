"""Absence and repair from the window: keys, the real process, what is drawn and taken, undo, calls, both languages."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from scheduler.domain.people import Availability
from scheduler.domain.text import same
from solver.api import RepairAsked
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.panels.tables import KINDS, with_records
from ui.window.storing import as_url

LONG = 300_000
"""Milliseconds that a process may take to start on a machine that does much else."""
_K = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(ward(10, 14))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.files.leaving = True
    made.close()
    set_language(before)


LINES = {"M": 0, "S": 1, "N": 2}


def _place(window: MainWindow, code: str = "M") -> tuple[int, int]:
    """A person and a day in the second week whose shift nobody else makes up for."""
    core = window.session.core
    line = LINES[code]
    return next(
        (person, day)
        for day in range(7, 14)
        for person in range(10)
        if core.frame.text(core.grid.at(person, day)) == code
        and core.cover.qualified(line, person, day)
        and core.cover.days[line][day].heads == core.cover.days[line][day].minimum
    )


def _text(window: MainWindow, at: tuple[int, int]) -> str:
    core = window.session.core
    return core.frame.text(core.grid.at(*at))


def _absent(window: MainWindow, at: tuple[int, int], *, by_key: bool = True) -> None:
    window.grid.go(*at)
    if by_key:
        window.activateWindow()
        QTest.keyClick(window, _K.Key_F4)
    else:
        window.run("mark_absent")


def _answered(window: MainWindow, qtbot: QtBot) -> None:
    repairing = window.questions.repairing
    qtbot.waitUntil(lambda: repairing.case is not None and repairing.case.over and repairing.ranking.over, timeout=LONG)


def _labels(widget: QWidget) -> str:
    panel = widget.questions.replace  # type: ignore[attr-defined]
    rows = [panel.candidates.list, panel.repairs.list, panel.repairs.changes]
    lines = [each.item(at).text() for each in rows for at in range(each.count())]
    return "\n".join([panel.title.text(), panel.candidates.state.text(), panel.repairs.state.text(), *lines])


def test_an_absence_is_mended_by_a_repair_and_taken_back_step_by_step(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, panel = window.session.core, window.questions.repairing, window.questions.replace.repairs
    before = core.problem
    at = _place(window)
    _absent(window, at)
    assert _text(window, at) == "AM"
    assert window.tabs.currentWidget() is window.questions.panel
    _answered(window, qtbot)
    best = panel.alternatives[0]
    assert best.changes, panel.state.text()
    panel.list.setFocus()
    panel.draw()
    cells = repairing.cells_of(best)
    assert {(p, d) for p, d, _ in core.differences()} == {(c.person, c.day) for c in cells}
    first = best.changes[0]
    assert f"{first.before} → {first.after}" in panel.changes.item(0).text()
    QTest.keyClick(panel.list, _K.Key_Return)
    assert core.proposal is None
    assert all(_text(window, (c.person, c.day)) == c.after for c in cells)
    assert [command.verb for command in core.done[-2:]] == ["assign", "repair"]
    assert window.grid.current() == at
    window.undo()
    assert _text(window, at) == "AM"
    assert all(_text(window, (c.person, c.day)) == c.before for c in cells)
    window.undo()
    assert core.problem == before
    assert repairing.case is None
    assert panel.list.count() == 0


def test_changes_are_taken_one_by_one_each_its_own_step(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, panel = window.session.core, window.questions.repairing, window.questions.replace.repairs
    _absent(window, _place(window))
    _answered(window, qtbot)
    long = max(range(len(panel.alternatives)), key=lambda at: len(panel.alternatives[at].changes))
    chosen = panel.alternatives[long]
    assert len(chosen.changes) > 1
    panel.list.setFocus()
    panel.list.setCurrentRow(long)
    QTest.keyClick(panel.list, _K.Key_Right)
    steps = len(core.done)
    cells = repairing.cells_of(chosen)
    for taken in range(len(chosen.changes)):
        assert panel.changes.currentRow() == taken
        QTest.keyClick(panel.changes, _K.Key_Return)
        assert len(core.done) == steps + taken + 1
        assert panel.changes.item(taken).text().startswith("✓")
        assert len(core.differences()) == len(cells) - taken - 1
    assert all(_text(window, (c.person, c.day)) == c.after for c in cells)
    window.undo()
    assert sum(_text(window, (c.person, c.day)) == c.before for c in cells) == 1


def test_a_cell_that_changed_meanwhile_is_left_as_it_is(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, panel = window.session.core, window.questions.repairing, window.questions.replace.repairs
    _absent(window, _place(window))
    _answered(window, qtbot)
    cells = repairing.cells_of(panel.alternatives[0])
    other = next(code for code in ("J", "RH", "CA") if code not in (cells[0].before, cells[0].after))
    core.set_cells([(cells[0].person, cells[0].day, core.frame.by_text[other])], repairing.case.name)  # type: ignore[union-attr]
    panel.list.setCurrentRow(0)
    panel.accept()
    assert _text(window, (cells[0].person, cells[0].day)) == other
    assert "left as it is" in window.statusBar().currentMessage()


def test_the_first_candidate_comes_with_one_more_key_and_the_call_is_noted(window: MainWindow, qtbot: QtBot) -> None:
    core, panel = window.session.core, window.questions.replace.candidates
    at = _place(window, "N")
    _absent(window, at)
    ranking = window.questions.repairing.ranking
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    assert panel.list.count() == 10
    assert panel.hopeful
    best = ranking.found[0].candidate
    assert core.differences() == [(best.person, at[1], best.fill.choice)]  # type: ignore[union-attr]
    steps = len(core.done)
    QTest.keyClick(panel.list, _K.Key_Return)
    assert core.grid.at(best.person, at[1]) == best.fill.choice  # type: ignore[union-attr]
    assert len(core.done) == steps + 1
    assert [(call.person, call.answer) for call in core.problem.calls] == [(core.base.people[best.person].id, "accepted")]
    window.undo()
    assert _text(window, (best.person, at[1])) != "N"
    assert len(core.problem.calls) == 1


def test_who_refuses_goes_behind_and_is_left_alone_by_repairs(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, panel = window.session.core, window.questions.repairing, window.questions.replace.candidates
    _absent(window, _place(window, "N"))
    _answered(window, qtbot)
    first = repairing.ranking.found[0].candidate.person
    panel.list.setCurrentRow(0)
    QTest.keyClick(panel.list, _K.Key_A)
    assert [call.answer for call in core.problem.calls] == ["waiting"]
    _answered(window, qtbot)
    row = next(at for at, each in enumerate(repairing.ranking.found) if each.candidate.person == first)
    panel.list.setCurrentRow(row)
    QTest.keyClick(panel.list, _K.Key_R)
    assert [call.answer for call in core.problem.calls] == ["refused"]
    _answered(window, qtbot)
    assert repairing.ranking.found[0].candidate.person != first
    who = core.base.people[first].id
    assert repairing.case is not None
    assert who in repairing.case.question.left  # type: ignore[union-attr]
    assert all(change.person != who for each in repairing.case.found.alternatives for change in each.changes)


def test_a_locked_shift_is_lost_all_the_same(window: MainWindow, qtbot: QtBot) -> None:
    core, at = window.session.core, _place(window)
    core.lock_cells([at], True)
    _absent(window, at)
    assert _text(window, at) == "AM"
    assert core.grid.locked(*at)
    window.undo()
    assert _text(window, at) == "M"


def test_another_code_takes_the_place_of_the_first(window: MainWindow, qtbot: QtBot) -> None:
    core, at, panel = window.session.core, _place(window), window.questions.replace
    _absent(window, at)
    steps = len(core.done)
    panel.code.activated.emit(panel.code.findData("CA"))
    assert _text(window, at) == "CA"
    assert len(core.done) == steps
    assert window.questions.repairing.case.code == "CA"  # type: ignore[union-attr]
    window.undo()
    assert _text(window, at) == "M"


def test_a_cover_figure_asks_who_could_come(window: MainWindow, qtbot: QtBot) -> None:
    ranking = window.questions.repairing.ranking
    window.page.cover.asked.emit(1, 9)
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    assert ranking.hole is not None
    assert (ranking.hole.code, ranking.hole.day) == ("S", 9)
    assert "S · " in window.questions.replace.candidates.state.text()


def test_escape_stops_the_question_then_takes_the_drawing_away(window: MainWindow, qtbot: QtBot) -> None:
    core, asking, repairing = window.session.core, window.questions.asking, window.questions.repairing
    assert not window.commands["stop_asking"].isEnabled()
    _absent(window, _place(window))
    qtbot.waitUntil(lambda: core.proposal is not None, timeout=LONG)
    assert asking.waited
    assert window.commands["stop_asking"].isEnabled()
    QTest.keyClick(window, _K.Key_Escape)
    begun = time.monotonic()
    qtbot.waitUntil(lambda: not asking.waited, timeout=20_000)
    assert repairing.case is not None
    assert repairing.case.over
    assert time.monotonic() - begun < 20
    assert core.proposal is not None
    QTest.keyClick(window, _K.Key_Escape)
    assert core.proposal is None
    assert not window.commands["stop_asking"].isEnabled()
    assert _text(window, window.grid.current()) == "AM"  # type: ignore[arg-type]


def test_a_killed_process_is_replaced_and_asked_again(window: MainWindow, qtbot: QtBot) -> None:
    questions = window.questions
    questions.warm()
    qtbot.waitUntil(lambda: questions.asking.resting, timeout=LONG)
    first = questions.asking.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    _absent(window, _place(window))
    _answered(window, qtbot)
    assert questions.repairing.case.found.alternatives  # type: ignore[union-attr]
    assert questions.asking.pid not in (None, first)


def test_the_process_ends_with_the_window(window: MainWindow, qtbot: QtBot) -> None:
    questions = window.questions
    questions.warm()
    qtbot.waitUntil(lambda: questions.asking.resting, timeout=LONG)
    pid = questions.asking.pid
    assert pid is not None
    window.files.leaving = True
    window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_with_the_window_while_it_is_asked(window: MainWindow, qtbot: QtBot) -> None:
    questions = window.questions
    _absent(window, _place(window))
    qtbot.waitUntil(lambda: questions.asking.pid is not None, timeout=LONG)
    pid = questions.asking.pid
    assert pid is not None
    window.files.leaving = True
    window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert questions.asking.pid is None


def test_an_edit_of_the_wards_people_keeps_the_case_of_those_who_stay(window: MainWindow, qtbot: QtBot) -> None:
    core, ranking = window.session.core, window.questions.repairing.ranking
    at = _place(window, "N")
    _absent(window, at)
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    gone = next(who for at_, who in enumerate(core.base.people) if at_ != at[0])
    kind = next(kind for kind in KINDS if kind.field == "people")
    rest = tuple(who for who in core.base.people if who is not gone)
    core.edit_problem(with_records(core.problem, kind, rest), same("gone"))
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    assert len(ranking.found) == len(rest)
    assert ranking.chosen is not None
    assert ranking.chosen.absent == core.frame.person_index[window.questions.repairing.case.cells[0].person]  # type: ignore[union-attr]


def test_escape_in_a_list_goes_back_to_the_grid(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.questions.conflicts
    window.tabs.setCurrentWidget(window.questions.panel)
    window.questions.panel.turn_to(panel)
    panel.members.setFocus()
    QTest.keyClick(panel.members, _K.Key_Escape)
    assert window.grid.hasFocus()


def test_a_newer_question_takes_the_place_of_the_older(window: MainWindow, qtbot: QtBot) -> None:
    core, repairing, answered = window.session.core, window.questions.repairing, []
    window.questions.asking.answered.connect(lambda question, answer: answered.append(question))
    _absent(window, _place(window))
    older = repairing.case.question  # type: ignore[union-attr]
    repairing.limit(1)
    newer = repairing.case.question  # type: ignore[union-attr]
    _answered(window, qtbot)
    asked = [question for question in answered if isinstance(question, RepairAsked)]
    assert asked == [newer]
    assert older is not newer
    assert all(len(each.changes) <= 1 for each in repairing.case.found.alternatives)  # type: ignore[union-attr]
    assert core.done


def test_who_asked_not_to_be_called_is_left_alone(qtbot: QtBot) -> None:
    base = ward(10, 14)
    people = tuple(
        replace(who, availability=(Availability("do_not_call"),)) if at == 4 else who for at, who in enumerate(base.people)
    )
    window = MainWindow(replace(base, people=people))
    qtbot.addWidget(window)
    at = _place(window)
    _absent(window, at, by_key=False)
    case = window.questions.repairing.case
    assert case is not None
    assert case.question is not None
    assert people[4].id in case.question.left
    assert people[at[0]].id in case.question.left
    assert people[5].id not in case.question.left
    window.files.leaving = True
    window.close()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_line_is_in_the_windows_language(window: MainWindow, qtbot: QtBot, lang: str) -> None:
    set_language(lang)
    window.build()
    _absent(window, _place(window, "N"))
    _answered(window, qtbot)
    shown = _labels(window)
    assert ("peut prendre" in shown, "can take" in shown) == (lang == "fr", lang == "en")
    assert ("changement" in shown, "change ·" in shown or "changes ·" in shown) == (lang == "fr", lang == "en")
    set_language("en" if lang == "fr" else "fr")
    window.build()
    assert _labels(window) != shown
    assert window.questions.replace.repairs.list.count() > 0


def test_calls_and_repairs_are_stored(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.storing.keep_in(as_url(str(tmp_path / "releve.db")), window.session.core.problem)
    qtbot.waitUntil(lambda: bool(window.storing.wards), timeout=60_000)
    _absent(window, _place(window, "N"))
    ranking, core = window.questions.repairing.ranking, window.session.core
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found), timeout=LONG)
    best = ranking.found[0].candidate
    window.questions.replace.candidates.take()
    qtbot.waitUntil(lambda: window.storing.settled() and not core.dirty, timeout=60_000)
    keeper = window.storing.keeper
    assert keeper is not None
    kept = keeper.store.snapshot(keeper.ref).problem
    assert [(call.person, call.answer) for call in kept.calls] == [(core.base.people[best.person].id, "accepted")]
    assert kept.roster == core.problem.roster
    window.undo()
    qtbot.waitUntil(lambda: window.storing.settled(), timeout=60_000)
    assert keeper.store.snapshot(keeper.ref).problem.roster == core.problem.roster
    core.edit_problem(replace(core.problem, name="Other"), same("rename"))
    qtbot.waitUntil(lambda: window.storing.settled(), timeout=60_000)
    kept = keeper.store.snapshot(keeper.ref).problem
    assert (kept.name, len(kept.calls)) == ("Other", 1)
    qtbot.waitUntil(lambda: ranking.over and bool(ranking.found) and not core.dirty, timeout=LONG)
    told: list[int] = []
    keeper.state.connect(lambda waiting, error: told.append(waiting))
    window.questions.repairing.note(best, "refused")
    assert told  # it is on its way like any edit
    assert core.dirty
    qtbot.waitUntil(lambda: not core.dirty, timeout=60_000)
    assert [call.answer for call in keeper.store.snapshot(keeper.ref).problem.calls] == ["refused"]


def test_an_absence_said_already_says_where_to_ask(window: MainWindow, qtbot: QtBot) -> None:
    core, at = window.session.core, _place(window)
    core.set_cells([(*at, core.frame.by_text["AM"])], same("x"))
    _absent(window, at)
    assert "Absent already" in window.statusBar().currentMessage()
    assert window.questions.repairing.case is None
