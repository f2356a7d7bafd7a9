"""Starts the window: the application, its language and look, and the ward to show first."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from scheduler.domain.codec import load_ward
from scheduler.domain.errors import ReleveError
from scheduler.services import samples, store
from ui import qtlibs
from ui.window import theme
from ui.window.language import L, say, set_language
from ui.window.mainwindow import MainWindow
from ui.window.storing import as_url

SAMPLE = "A"
"""The ward that a new user sees first."""

DATABASE = "RELEVE_DATABASE"
"""Environment: the address or file of the database that the window opens; by default the user's own."""


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the window and returns the exit status; 2 for a file that is refused.

    It shows the given ward file, or the first ward of the database; a new database begins with the sample wards.
    """
    parser = argparse.ArgumentParser(prog="releve window", add_help=True)
    parser.add_argument("ward", nargs="?", metavar="WARD", help=L("fichier, ou URL#Service", "file, or URL#Ward"))
    parser.add_argument("--lang", choices=("fr", "en"), default=qtlibs.language())
    given = parser.parse_args(sys.argv[1:] if argv is None else list(argv))
    set_language(given.lang)
    asked = given.ward or ""
    path = Path(asked) if asked and not store.is_url(asked) else None
    try:
        problem = samples.load(SAMPLE) if path is None else load_ward(path.read_bytes(), path.name)
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
    window.files.path = path
    window.retitle()
    window.show()
    window.warn()
    if path is None:
        url, _, name = (asked or as_url(os.environ.get(DATABASE, "") or store.default_url())).partition("#")
        window.storing.open_url(url, name, fill=not asked)
    return app.exec()
