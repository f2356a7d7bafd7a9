"""Solving from the window: a real process proposes, a person accepts; a process that dies is a message and a kept plan."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from scheduler.domain.codec import digest
from scheduler.domain.frame import BLANK
from scheduler.domain.plan import Plan
from scheduler.domain.text import same
from solver.api import Event, SolveJob, dump_event
from tests.solver import small
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow
from ui.window.session_core import SessionCore


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language("en")
    made = MainWindow(replace(ward(6, 7), roster=tuple(row for row in ward(6, 7).roster)))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.solver.stop_now()
    set_language(before)


def test_a_blank_week_is_completed_and_accepted(window: MainWindow, qtbot: QtBot) -> None:
    core = window.session.core
    core.lock_cells([(0, 0)], False)
    core.set_cells([(p, d, BLANK) for p in range(6) for d in range(7)], same("clear"))
    assert not window.solving.curve.points
    window.solving.seconds.setValue(5)
    with qtbot.waitSignal(window.solver.ended, timeout=60_000):
        window.solve()
        assert not window.solving.start.isEnabled()
    assert core.proposal is not None, window.solving.state.text()
    assert all(core.grid.at(p, d) == BLANK for p in range(6) for d in range(7))
    assert window.solving.table.rowCount() == 2
    one_clock(window)
    assert len(core.differences()) == 42
    window.accept()
    assert all(core.grid.at(p, d) != BLANK for p in range(6) for d in range(7))
    assert not [f for f in core.findings() if core.is_hard(f) and f.new > 0]
    window.undo()
    assert all(core.grid.at(p, d) == BLANK for p in range(6) for d in range(7))


def one_clock(window: MainWindow) -> None:
    """The curve, the sentence below it and the record count from when the run was asked for."""
    assert window.solver.finished is not None
    plan = window.solver.finished[0]
    assert plan is not None
    assert plan.record is not None
    times = [point.seconds for course in window.solver.courses.by_layer.values() for point in course.points]
    assert min(times) == pytest.approx(plan.record.first_plan_seconds, abs=0.2)
    assert max(times) <= plan.record.wall_seconds
    assert f"({plan.record.wall_seconds:.1f} s)" in window.solving.state.text()


def test_a_process_that_dies_leaves_its_best_plan_and_a_message(window: MainWindow, qtbot: QtBot) -> None:
    core = window.session.core
    other = SessionCore(core.problem)
    other.set_cells([(1, 3, other.frame.by_text["CA"])], same("x"))
    line = dump_event(Event("solution", 0.1, rows=other.grid.horizon_rows()))
    program = [sys.executable, "-c", f"import os; os.write(1, {line.encode()!r}); os._exit(9)"]
    with qtbot.waitSignal(window.solver.ended, timeout=20_000):
        window.solver.start(SolveJob(core.problem, seconds=5), program)
    assert "unexpectedly" in window.solving.state.text()
    assert core.differences() == [(1, 3, core.frame.by_text["CA"])]
    window.reject()
    assert core.proposal is None
    assert window.solving.start.isEnabled()


def test_stop_is_answered_at_once_with_the_best_plan(window: MainWindow, qtbot: QtBot) -> None:
    window.show_ward(small.ward(10, 28, *small.law()))
    recorded: list[Plan] = []
    for _ in range(3):  # a machine that does much else may be late once
        window.solving.seconds.setValue(120)
        window.solving.solved.connect(lambda plan, asked: recorded.append(plan))
        with qtbot.waitSignal(window.solver.found, timeout=100_000):
            window.solve()
        begun = time.monotonic()
        with qtbot.waitSignal(window.solver.ended, timeout=5_000):
            window.stop_solve()
        seconds = time.monotonic() - begun
        if seconds < 0.5:
            break
    assert seconds < 0.5
    assert window.session.core.proposal is not None
    plan = recorded[-1]
    assert (plan.status, plan.problem_digest) == ("stopped", digest(window.solver.heard.job.problem))  # type: ignore[union-attr]
    assert plan.record is not None
    assert plan.record.cpu_seconds
    assert "Stopped; the best plan is kept" in window.solving.state.text()
    assert "W a core" in window.solving.usage.text()


def test_a_killed_process_is_started_again(window: MainWindow, qtbot: QtBot) -> None:
    window.show_ward(small.ward(10, 14, *small.law()))
    window.solving.seconds.setValue(12)
    killed: list[int] = []

    def kill(event: Event) -> None:
        if event.kind == "audit" and not killed:
            killed.append(event.pid)
            window.solver.process.kill()  # type: ignore[union-attr]

    window.solver.progress.connect(kill)
    with qtbot.waitSignal(window.solver.ended, timeout=60_000):
        window.solve()
    assert killed
    assert "started again" in window.solving.state.text()
    assert window.session.core.proposal is not None


def test_a_process_that_cannot_start_is_told(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.solver.ended, timeout=20_000):
        window.solver.start(SolveJob(window.session.core.problem, seconds=5), ["/no/such/program"])
    assert "unexpectedly" in window.solving.state.text()


def test_a_process_that_ignores_cancel_is_ended(window: MainWindow, qtbot: QtBot) -> None:
    window.solver.start(SolveJob(window.session.core.problem, seconds=5), [sys.executable, "-c", "import time; time.sleep(60)"])
    with qtbot.waitSignal(window.solver.ended, timeout=10_000):
        window.stop_solve()
    assert not window.solver.running


def test_the_windows_process_never_imports_the_solvers_library() -> None:
    code = "import sys, ui.window.app; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
