"""Plants each seeded mistake in a copy of the program and shows that the tests notice it.

Run: python -m tests.mutations.run [WORD ...]   only the mistakes whose name holds one of the words
Exit status 1 where a mistake is missed, 2 where one can no longer be planted or the tests fail without any.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.kinds import Mistake
from tests.mutations.mistakes import MISTAKES

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("scheduler", "solver", "ui", "resources", "tests", "pyproject.toml")
NO_SHRINKING = """
from hypothesis import Phase
settings.register_profile("found", deadline=None, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("found")
"""
"""Appended to the copy's conftest: a failing example is enough, the smallest one takes minutes."""
FAILED = 1
"""Pytest's exit status where a test failed; any other means that the tests did not run."""


def plant(mistake: Mistake, tree: Path) -> None:
    """Write a mistake into a copy of the program. Raises LookupError where its place is not there exactly once."""
    file = tree / mistake.file
    source = file.read_text(encoding="utf-8")
    if source.count(mistake.old) != 1:
        raise LookupError(f"{mistake.name}: {mistake.file} holds the text to change {source.count(mistake.old)} times")
    file.write_text(source.replace(mistake.old, mistake.new), encoding="utf-8")


def verdict(mistake: Mistake | None, tests: Sequence[str]) -> tuple[bool, str]:
    """Whether the tests notice the mistake (with None: whether they fail on the program as it is), and what they wrote."""
    with tempfile.TemporaryDirectory(prefix="releve-mutation-") as folder:
        tree = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.otf", "samples"))
            else:
                shutil.copy(source, tree / name)
        with (tree / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(NO_SHRINKING)
        if mistake is not None:
            plant(mistake, tree)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": "1", "RELEVE_COMPILED": "0"}
        for name in [name for name in environment if name.startswith("PYTEST_")]:
            del environment[name]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, FAILED):
        raise RuntimeError(f"{done.stdout}\n{done.stderr}")
    return done.returncode == FAILED, done.stdout


def main(words: Sequence[str]) -> int:
    chosen = [each for each in MISTAKES if not words or any(word in each.name for word in words)]
    begun = time.monotonic()
    if verdict(None, sorted({test for mistake in chosen for test in mistake.tests}))[0]:
        print("the tests fail on the program as it is", file=sys.stderr)
        return 2
    missed = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = [(each, pool.submit(verdict, each, each.tests)) for each in chosen]
        for mistake, future in running:
            try:
                caught, _ = future.result()
            except (LookupError, RuntimeError) as error:
                print(error, file=sys.stderr)
                return 2
            missed += not caught
            print(f"{'caught' if caught else 'MISSED'}  {mistake.name}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} caught in {time.monotonic() - begun:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
