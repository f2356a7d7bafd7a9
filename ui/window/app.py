"""Starts the window: the application, its language and look, and the ward to show first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtWidgets import QApplication

from scheduler.domain import time
from scheduler.domain.codec import load_ward
from scheduler.domain.errors import ReleveError
from scheduler.domain.problem import Problem
from ui import qtlibs
from ui.window import theme
from ui.window.dialogs import new_ward
from ui.window.language import L, say, set_language
from ui.window.mainwindow import MainWindow

SAMPLE = "A"
"""The ward that a new user sees first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the window on a ward (default: the sample ward A) and returns the exit status; 2 for a file that is refused."""
    parser = argparse.ArgumentParser(prog="releve", add_help=True)
    parser.add_argument("--ward", type=Path)
    parser.add_argument("--lang", choices=("fr", "en"), default=qtlibs.language())
    given = parser.parse_args(sys.argv[1:] if argv is None else list(argv))
    set_language(given.lang)
    try:
        problem = _ward(given.ward)
    except ReleveError as error:
        print(f"releve: {say(error.text)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"releve: {error}", file=sys.stderr)
        return 2
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Relève")
    app.setDesktopFileName("releve")
    window = MainWindow(problem, dark=theme.system_is_dark(app))
    window.path = given.ward
    window.show()
    return app.exec()


def _ward(path: Path | None) -> Problem:
    if path is not None:
        return load_ward(path.read_bytes(), path.name)
    if find_spec("scheduler.services.samples") is None:
        return new_ward(L("Mon service", "My ward"), time.today("Europe/Paris").replace(day=1), 28)
    return import_module("scheduler.services.samples").load(SAMPLE)
