"""Set-up on the first start: made once, renewed when its inputs change, remade when broken, clear where it cannot."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import bootstrap
from tests import run as runner

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ("bootstrap.py", "bootstrap.sh", "releve", "run-tests")
# The real set-up on a project that needs nothing, so that it takes seconds.
PROJECT = """
[build-system]
requires = ["setuptools==84.2.1"]
build-backend = "setuptools.build_meta"
[project]
name = "releve"
version = "0"
dependencies = []
[project.scripts]
releve = "ui.__main__:main"
[tool.setuptools]
packages = ["ui"]
"""
PROGRAM = """
import os, sys
def main():
    print(sys.argv[1:], os.getcwd())
    return 7
"""


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A small checkout in a folder with a space in its name, which every user can reach."""
    place = Path(tempfile.mkdtemp(prefix="releve-setup-"))
    place.chmod(0o755)
    root = place / "my clone"
    (root / "ui").mkdir(parents=True)
    (root / "tests").mkdir()
    for name in SCRIPTS:
        shutil.copy(ROOT / name, root / name)
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "constraints.txt").write_text("")
    (root / "tests" / "requirements-postgres.txt").write_text("")
    (root / "ui" / "__init__.py").write_text("")
    (root / "ui" / "__main__.py").write_text(PROGRAM)
    yield root
    shutil.rmtree(place)


def start(root: Path, *arguments: str, lang: str = "en", **options: object) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "RELEVE_LANG": lang}
    return subprocess.run(
        [root / "releve", *arguments], env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options
    )


def test_the_first_start_sets_up_and_the_second_takes_no_time_for_it(checkout: Path, tmp_path: Path) -> None:
    first = start(checkout, "plan", "ward A.json", "", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (7, f"{['plan', 'ward A.json', '']} {tmp_path}\n")
    assert len(first.stderr.splitlines()) == 1
    assert "once" in first.stderr
    # Were anything made anew, its message would be there.
    second = start(checkout, cwd=tmp_path)
    assert (second.returncode, second.stdout, second.stderr) == (7, f"[] {tmp_path}\n", "")
    (tmp_path / "releve").symlink_to(checkout / "releve")
    by_link = start(tmp_path, "x")
    assert (by_link.stdout.split()[0], by_link.stderr) == ("['x']", "")


def test_an_environment_is_renewed_when_its_inputs_change_and_remade_when_half_made(checkout: Path) -> None:
    assert start(checkout).returncode == 7
    mark = checkout / ".venv" / "mark"
    mark.touch()
    (checkout / "constraints.txt").write_text("# renewed\n")
    renewed = start(checkout)
    assert (renewed.returncode, len(renewed.stderr.splitlines()), mark.exists()) == (7, 1, True)

    (checkout / ".venv" / "releve-ready-program").unlink()
    (checkout / ".venv" / bootstrap.UNFINISHED).touch()
    remade = start(checkout)
    assert (remade.returncode, mark.exists()) == (7, False)
    assert "remade" in remade.stderr
    assert start(checkout).stderr == ""


def test_inner_loops_are_compiled_at_set_up_and_a_failure_of_that_stops_nothing(checkout: Path) -> None:
    loops = checkout / "solver" / "paths"
    loops.mkdir(parents=True)
    for compiled, status in (("x", 1), ("xx", 0)):
        (loops / "kernels.py").write_text(f"# loops that make {compiled}")
        (loops / "warm.py").write_text(f"import sys\nopen('warmed', 'a').write('x')\nsys.exit({status})")
        first = start(checkout)
        assert (first.returncode, len(first.stderr.splitlines())) == (7, 1)
        assert start(checkout).stderr == ""
        assert (checkout / "warmed").read_text() == compiled


def test_an_interrupted_set_up_is_told_and_done_again(checkout: Path) -> None:
    with subprocess.Popen(
        [checkout / "releve"], stderr=subprocess.PIPE, text=True, start_new_session=True, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        until = time.monotonic() + 20
        while not (checkout / ".venv" / "bin" / "python").exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        assert "interrupted" in process.stderr.read()
    assert process.returncode == 130
    again = start(checkout)
    assert again.returncode == 7
    assert "remade" in again.stderr


def test_a_failing_installation_shows_why_and_can_be_mended(checkout: Path) -> None:
    (checkout / "pyproject.toml").write_text(PROJECT.replace("= []", '= ["releve-none @ file:///none"]'))
    failed = start(checkout)
    assert failed.returncode == 2
    assert "this command failed" in failed.stderr
    assert "/none" in failed.stderr
    (checkout / "pyproject.toml").write_text(PROJECT)
    assert start(checkout).returncode == 7


def test_a_checkout_that_cannot_be_written_names_the_way_out(checkout: Path) -> None:
    checkout.chmod(0o555)
    as_another = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    told = start(checkout, **as_another)
    checkout.chmod(0o755)
    assert told.returncode == 2
    assert f'cp -r "{checkout}"' in told.stderr


def test_a_machine_without_python_is_told_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    for name in ("sh", "dirname", "readlink"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    for lang, words in (("fr", "il faut Python 3.11"), ("en", "Python 3.11 or newer is needed")):
        environ = {"PATH": str(tmp_path), "RELEVE_LANG": lang}
        done = subprocess.run([checkout / "releve"], env=environ, capture_output=True, text=True)
        assert done.returncode == 2
        assert words in done.stderr


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main(["program"]) == 2
    assert sys.version.split()[0] in capsys.readouterr().err


def test_a_python_without_venv_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(bootstrap.SetupError, match="apt-get install -y python3-venv python3-pip"):
        bootstrap.check_machine(str(tmp_path))


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"LANG": "fr_FR.UTF-8"}, True),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "en_GB.UTF-8", "RELEVE_LANG": "fr"}, True),
        ({"LANG": "fr_FR.UTF-8", "RELEVE_LANG": ""}, True),
    ],
)
def test_the_language_of_messages(environ: dict[str, str], expected: bool) -> None:
    assert bootstrap.french(environ) is expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("....\n\x1b[32m==== \x1b[1m12 passed\x1b[0m in 3.41s ====\x1b[0m\n", "12 passed in 3.41s"),
        ("== 1 failed, 3 passed in 65.20s (0:01:05) ==\n", "1 failed, 3 passed in 65.20s (0:01:05)"),
        ("no tests ran in 0.01s\n", "no tests ran in 0.01s"),
        ("INTERNALERROR> boom\n", ""),
    ],
)
def test_the_summary_repeats_pytests_closing_line(tail: str, expected: str) -> None:
    assert runner.closing_line(tail) == expected
    outcomes = [
        runner.Outcome(runner.Step("mypy", ()), 1, 2.0, "12 passed in 1.0s"),
        runner.Outcome(runner.Step("pytest", ()), 0, 3.4, tail),
    ]
    lines = runner.summary(outcomes).splitlines()
    assert "FAILED (1)" in lines[1]
    assert lines[2].startswith("pytest")
    assert lines[2].endswith(expected or "s")
