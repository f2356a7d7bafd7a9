"""Runs every check and the tests, all of them whatever fails, and sums up; arguments are passed to pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST_CLOSING = re.compile(r"\b(?:\d+ (?:passed|failed|errors?|skipped|deselected)\b.*|no tests ran) in [\d.]+s")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
KEPT = 4000


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its name and the Python command that runs it."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: exit status, seconds, and the end of what it wrote."""

    step: Step
    status: int
    seconds: float
    tail: str


def steps(pytest_arguments: Sequence[str], colour: bool) -> list[Step]:
    lint_imports = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    pytest = ("-m", "pytest", "-n", "2", "-W", "error", "--color", "yes" if colour else "no", *pytest_arguments)
    return [
        Step("ruff", ("-m", "ruff", "check", "--quiet", ".")),
        Step("mypy", ("-m", "mypy", "--strict")),
        Step("lint-imports", ("-c", lint_imports)),
        Step("pytest", pytest),
    ]


def run(step: Step) -> Outcome:
    """Runs one step in the checkout, showing what it writes as it comes."""
    print(f"== {step.name}", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *step.command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    )
    assert process.stdout is not None
    tail = b""
    try:
        while chunk := process.stdout.read(65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            tail = (tail + chunk)[-KEPT:]
    finally:
        # After Ctrl+C too: the step got the same signal and is cleaning up.
        status = process.wait()
    return Outcome(step, status, time.monotonic() - started, tail.decode("utf-8", "replace"))


def closing_line(tail: str) -> str:
    """Pytest's own last line ("12 passed in 3.4s"), without its frame; empty where there is none."""
    found = [line for line in COLOUR.sub("", tail).splitlines() if PYTEST_CLOSING.search(line)]
    return found[-1].strip("= ") if found else ""


def summary(outcomes: Sequence[Outcome]) -> str:
    lines = ["== summary"]
    for each in outcomes:
        state = "ok" if each.status == 0 else f"FAILED ({each.status})"
        closing = closing_line(each.tail) if each.step.name == "pytest" else ""
        lines.append(f"{each.step.name:<14}{state:<12}{each.seconds:7.1f} s   {closing}".rstrip())
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    sys.path.insert(0, str(ROOT))
    from ui import qtlibs

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        qtlibs.ensure("offscreen", may_install=os.environ.get("RELEVE_SETUP") == "1")
    except qtlibs.QtLibrariesMissing as error:
        print(f"run-tests: {error}", file=sys.stderr)
        return 2
    try:
        outcomes = [run(step) for step in steps(arguments, sys.stdout.isatty())]
    except KeyboardInterrupt:
        return 130
    print(summary(outcomes), flush=True)
    return 0 if all(each.status == 0 for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
