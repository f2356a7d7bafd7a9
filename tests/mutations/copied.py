"""A copy of the program in which one mistake after another is planted, and the processes that run tests in it."""

from __future__ import annotations

import filecmp
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mutations.kinds import Mistake

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("scheduler", "solver", "ui", "resources", "tests", "pyproject.toml")
NO_SHRINKING = """
from hypothesis import Phase
settings.register_profile("found", deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("found")
"""
"""Appended to the copy's conftest: a failing example is enough, the smallest one takes minutes."""
RAN = 100
"""Added to the exit status where pytest ran: a process that dies before must not pass for a test that failed."""
PASSED, FAILED = RAN + pytest.ExitCode.OK, RAN + pytest.ExitCode.TESTS_FAILED
LOADED = ["PySide6.QtTest", "PySide6.QtWidgets", "highspy", "numpy", "ortools.sat.python.cp_model", "sqlalchemy"]
"""Others' libraries, slow to load: one process loads them, and every process that runs tests is forked from it."""


class Copy:
    """The program in a folder of its own. Whoever has it plants one mistake at a time."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.planted = 0
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.otf", "samples"))
            else:
                shutil.copy2(source, tree / name)
        with (tree / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(NO_SHRINKING)

    def notices(self, mistake: Mistake) -> tuple[bool, str]:
        """Whether its test fails with a mistake, and what pytest wrote.

        Raises LookupError where the mistake's place is not there exactly once, RuntimeError where the test did not run.
        """
        with self._planted(mistake):
            return self.fails([mistake.test])

    def fails(self, tests: Iterable[str]) -> tuple[bool, str]:
        """Whether one of some tests fails, and what pytest wrote. Raises RuntimeError where they did not run."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LOADED)
        with tempfile.NamedTemporaryFile() as output:
            process = context.Process(target=_run, args=(str(self.tree), output.name, tuple(tests)))
            process.start()
            process.join()
            words = output.read().decode("utf-8", "replace")
        if process.exitcode not in (PASSED, FAILED):
            raise RuntimeError(f"status {process.exitcode}\n{words}")
        return process.exitcode == FAILED, words

    def changed(self) -> list[str]:
        """Source files that are not what they are in the program; none, unless a mistake or a test has left something."""
        conftest = Path("tests", "conftest.py")
        files = {file.relative_to(self.tree) for file in self.tree.rglob("*.py")} - {conftest}
        return [str(f) for f in files if not (ROOT / f).is_file() or not filecmp.cmp(ROOT / f, self.tree / f, shallow=False)]

    @contextmanager
    def _planted(self, mistake: Mistake) -> Iterator[None]:
        file = self.tree / mistake.file
        source = file.read_text(encoding="utf-8")
        if source.count(mistake.old) != 1:
            raise LookupError(f"{mistake.name}: {mistake.file} holds the text to change {source.count(mistake.old)} times")
        file.write_text(source.replace(mistake.old, mistake.new), encoding="utf-8")
        self.planted += 1
        os.utime(file, (self.planted, self.planted))  # no byte code was made of a file of this age
        try:
            yield
        finally:
            shutil.copy2(ROOT / mistake.file, file)


def _run(tree: str, output: str, tests: tuple[str, ...]) -> None:
    """In a process of its own, which has nothing of the program yet: pytest in a copy."""
    with open(output, "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(tree)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background, and by all that tests start there
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ.update(PYTHONPATH=tree, CI="1", RELEVE_COMPILED="0")
    # Each copy has byte code of its own, and whoever comes next in it need not make it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    sys.path[:] = [tree, *(each for each in sys.path if Path(each).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", *COPIED)]:
        del sys.modules[name]
    sys.exit(RAN + pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
