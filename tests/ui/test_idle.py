"""Nothing spins while nobody does anything: neither the window nor a solving process that waits to be asked."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from solver.api import command, read_event
from solver.record import of
from tests.ui.wards import ward
from ui.window.mainwindow import MainWindow
from ui.window.storing import as_url

SECONDS = 2.0
MOST_CPU = 0.05
"""Seconds of processor time that so much idleness may take: a twentieth of a core would be twice as much."""

SHORTEST_MS = 1000


@pytest.fixture
def waiting() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def _settled(pid: int) -> float:
    """Seconds of CPU after it has loaded what it has begun to load while it waits."""
    before = -1.0
    for _ in range(60):
        now = of(pid).cpu_seconds
        if now == before:
            break
        before = now
        time.sleep(0.5)
    return before


def test_a_solving_process_that_waits_takes_no_time(waiting: subprocess.Popen[str]) -> None:
    assert waiting.stdout is not None
    hello = read_event(waiting.stdout.readline())
    assert hello is not None
    assert hello.kind == "hello"
    begun = _settled(hello.pid)
    assert begun > 0
    time.sleep(SECONDS)
    assert of(hello.pid).cpu_seconds - begun <= MOST_CPU
    assert waiting.poll() is None


def test_a_window_left_alone_takes_no_time(qtbot: QtBot, tmp_path: object) -> None:
    window = MainWindow(ward(30, 56))
    qtbot.addWidget(window)
    window.show()
    window.storing.keep_in(as_url(f"{tmp_path}/releve.db"), ward(30, 56))
    qtbot.waitUntil(lambda: bool(window.storing.wards), timeout=60_000)
    for tab in range(window.tabs.count()):
        window.tabs.setCurrentIndex(tab)
        qtbot.wait(50)
    window.tabs.setCurrentWidget(window.solving)
    asking = window.questions.asking
    qtbot.waitUntil(lambda: asking.pid is not None and asking.resting, timeout=300_000)
    qtbot.wait(600)  # what the last click began is over
    assert asking.pid is not None
    ready = _settled(asking.pid)
    begun = time.process_time()
    qtbot.wait(int(1000 * SECONDS))
    assert time.process_time() - begun <= 2 * MOST_CPU
    assert of(asking.pid).cpu_seconds - ready <= MOST_CPU
    short = [timer for timer in window.findChildren(QTimer) if timer.isActive() and timer.interval() < SHORTEST_MS]
    assert short == []
    window.files.leaving = True
    window.close()


def test_no_timer_goes_on_after_a_solve(qtbot: QtBot) -> None:
    window = MainWindow(ward(4, 7))
    qtbot.addWidget(window)
    window.show()
    window.solving.seconds.setValue(5)
    with qtbot.waitSignal(window.solver.ended, timeout=180_000):
        window.solve()
        assert any(timer.isActive() for timer in window.findChildren(QTimer))
    qtbot.waitUntil(lambda: window.questions.asking.pid is not None and window.questions.asking.resting, timeout=300_000)
    qtbot.wait(300)
    assert [timer.interval() for timer in window.findChildren(QTimer) if timer.isActive()] == []
