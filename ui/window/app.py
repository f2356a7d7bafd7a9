"""Starts the window: the application, its language and look, and the ward to show first."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from scheduler.domain.codec import load_ward
from scheduler.domain.errors import ReleveError
from scheduler.domain.problem import Problem
from ui import qtlibs
from ui.window import theme
from ui.window.language import language, say, set_language
from ui.window.mainwindow import MainWindow


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
    from scheduler.services import samples

    return samples.load("A")


__all__ = ["language", "main"]
