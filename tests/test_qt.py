"""What the pinned Qt must not do, and that its warnings count."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent


def test_the_event_loop_loses_no_reference(qapp: QApplication) -> None:
    """PySide6 6.12 on Python 3.11 loses a reference to None at every turn of the loop, and aborts after a while."""
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(0)
    before = sys.getrefcount(None)
    for _ in range(1000):
        QCoreApplication.processEvents()
    timer.stop()
    assert sys.getrefcount(None) >= before - 10


def test_tests_run_without_a_screen(qapp: QApplication) -> None:
    assert qapp.platformName() == "offscreen"


CARELESS = """
import warnings
from PySide6.QtCore import QObject, QTimer, Signal, qWarning

def test_warns_in_python():
    warnings.warn("a warning")

def test_warns_in_qt(qapp):
    qWarning("a warning of Qt")

def test_fails_in_a_slot(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(50)

def test_shows_a_window(qtbot):
    from PySide6.QtWidgets import QWidget
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(50, 50)
    widget.show()
    qtbot.wait(50)
"""


def test_warnings_and_errors_in_slots_fail_a_test(tmp_path: Path) -> None:
    (tmp_path / "test_careless.py").write_text(CARELESS)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-q"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True
    )
    assert "3 failed, 1 passed" in done.stdout, done.stdout + done.stderr
