"""Where the program starts: window, command line, self-test or worker, importing only the one chosen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what the arguments ask for (default: the process's own) and returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--worker"]:
        return _worker(given[1:])
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    if given == ["--selftest"]:
        from ui import selftest

        return selftest.main()
    if given[:1] == ["window"]:
        return _window(given[1:])
    if given:
        from ui import cli

        return cli.main(given)
    from ui import qtlibs

    if qtlibs.has_screen():
        return _window([])
    from ui import cli

    return cli.main_job()


def _worker(rest: list[str]) -> int:
    """The frozen program is its own `sys.executable`, so it starts itself as the solver's process."""
    from solver import worker

    sys.argv[1:] = rest
    return worker.main() or 0


def _window(arguments: Sequence[str]) -> int:
    """Opens the window; where Qt cannot start, says what to run: Qt itself would end the process with a riddle."""
    from ui import qtlibs

    try:
        qtlibs.ensure(qtlibs.window_platform(), may_install=os.environ.get("RELEVE_SETUP") == "1")
    except qtlibs.QtLibrariesMissing as error:
        print(f"releve: {error}", file=sys.stderr)
        return 2
    from ui.window import app

    return app.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
