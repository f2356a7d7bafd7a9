"""What the program's own entry chooses from its arguments and its screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ui import __main__ as entry
from ui import qtlibs


def test_selftest_names_versions_and_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qtlibs, "missing", lambda platform: ("libEGL.so.1",) if platform == "xcb" else ())
    assert entry.main(["--selftest"]) == 1
    told = capsys.readouterr().out
    assert "ortools 9." in told
    assert "Qt offscreen: complete" in told
    assert "libegl1" in told


def test_a_screen_without_qts_libraries_gets_the_line_to_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("RELEVE_SETUP", raising=False)
    monkeypatch.setattr(qtlibs, "missing", lambda platform: ("libxcb-cursor.so.0",))
    assert entry.main([]) == 2
    told = capsys.readouterr()
    assert "libxcb-cursor0" in told.err
    assert told.out == ""


def test_the_frozen_program_is_its_own_worker() -> None:
    """Branches before anything else, and ends when nobody writes to it any more."""
    script = "import sys; from ui.__main__ import main; code = main(['--worker']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script + "; sys.exit(code)"], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert (done.returncode, "PySide6" in loaded, "solver" in loaded) == (0, False, True), done.stderr


def test_bad_usage_is_status_2(capfd: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "ui", "no-such-verb"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-such-verb" in done.stderr
