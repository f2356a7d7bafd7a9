"""What `releve --selftest` tells: the versions that run here, and the system libraries that Qt would miss."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version

from ui import qtlibs

DISTRIBUTIONS = (
    "releve",
    "ortools",
    "PySide6-Essentials",
    "SQLAlchemy",
    "alembic",
    "psycopg",
    "openpyxl",
    "python-calamine",
    "holidays",
    "tzdata",
    "babel",
)


def main() -> int:
    """Prints the report; 0 when nothing is missing, 1 when something is."""
    french = qtlibs.language() == "fr"
    complete = True
    print(f"Python {platform.python_version()} ({sys.executable}), SQLite {sqlite3.sqlite_version}")
    print(platform.platform())
    for name in DISTRIBUTIONS:
        try:
            print(f"{name} {version(name)}")
        except PackageNotFoundError:
            complete = False
            print(f"{name}: " + ("non installé" if french else "not installed"))
    screen = qtlibs.has_screen()
    for plugin in dict.fromkeys(("offscreen", "xcb", qtlibs.window_platform() if screen else "xcb")):
        complete &= _tell_plugin(plugin, french)
    yes, no = ("oui", "non") if french else ("yes", "no")
    print(("écran : " if french else "screen: ") + (yes if screen else no))
    return 0 if complete else 1


def _tell_plugin(plugin: str, french: bool) -> bool:
    label = f"Qt {plugin}" + (" : " if french else ": ")
    try:
        libraries = qtlibs.missing(plugin)
    except qtlibs.QtLibrariesMissing as error:
        print(label + str(error))
        return False
    print(label + (qtlibs.explain(libraries) if libraries else ("complet" if french else "complete")))
    return not libraries
