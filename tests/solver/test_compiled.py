"""Compiled loops are made once and loaded ever after, by any number of processes; without them everything still works."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from solver.paths import compiled

LOADED = """
import sys
from solver.paths import compiled
for name, loop in vars(compiled.kernels()).items():
    assert not loop.stats.cache_misses, f"{name} was compiled"
"""
WITHOUT = """
from solver.paths import compiled
assert compiled.kernels() is None
"""
NO_NUMBA = "import sys; sys.modules['numba'] = sys.modules['llvmlite'] = None" + WITHOUT

SIGNATURES = [each for module in compiled.MODULES for each in module.SIGNATURES.values()]
ENTRIES = sum(1 if isinstance(each, str) else len(each) for each in SIGNATURES)
SHORT = len("kernels-") + 16
"""The length of a finished folder's name."""
DAY = 86400


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    known = {**os.environ, "NUMBA_CACHE_DIR": str(folder), **environment}
    return subprocess.Popen(
        [sys.executable, "-W", "error", *arguments], env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ends_well(process: subprocess.Popen[str]) -> None:
    words = process.communicate()
    assert (process.returncode, *words) == (0, "", "")


def aged(file: Path, days: float) -> None:
    """Makes a file or a folder so many days old."""
    then = time.time() - days * DAY
    os.utime(file, (then, then))


def kept(root: Path, name: str, days: float, within: float | None = None) -> Path:
    """A folder with code in it that was last used so many days ago; `within` is the age of the code, where it is another."""
    folder = root / name / "paths_1"
    folder.mkdir(parents=True)
    (folder / "loop.nbc").write_bytes(b"code")
    aged(folder / "loop.nbc", days if within is None else within)
    aged(folder, days)
    aged(folder.parent, days)
    return folder.parent


def test_what_was_not_used_for_a_month_is_removed_and_nothing_else(tmp_path: Path) -> None:
    """Neither what others use, nor what is being filled, nor what is not ours."""
    now = kept(tmp_path, "kernels-" + "a" * 16, days=40)
    gone = [
        kept(tmp_path, "kernels-" + "b" * 16, days=30.1),
        kept(tmp_path, "kernels-" + "c" * 16 + "-left1234", days=400),  # whoever filled it was killed
    ]
    stay = [
        now,
        kept(tmp_path, "kernels-" + "d" * 16, days=29.9, within=400),
        kept(tmp_path, "kernels-" + "e" * 16 + "-fill1234", days=0, within=0),
        kept(tmp_path, "kernels-" + "f" * 16 + "-fill1234", days=400, within=0),
        kept(tmp_path, "kernels-of-somebody", days=400),
        kept(tmp_path, "numba-" + "a" * 16, days=400),
    ]
    elsewhere = kept(tmp_path / "elsewhere", "code", days=400)
    link = tmp_path / ("kernels-" + "9" * 16)
    link.symlink_to(elsewhere)
    compiled.clean(now)
    assert not any(each.exists() for each in gone)
    assert set(tmp_path.iterdir()) == {*stay, elsewhere.parent, link}
    assert all((each / "paths_1" / "loop.nbc").exists() for each in (*stay, elsewhere))


def test_two_processes_make_them_at_once_and_others_load_them(tmp_path: Path) -> None:
    old = kept(tmp_path, "kernels-0123456789abcdef", days=31)
    both = [run("-m", "solver.paths.warm", folder=tmp_path) for _ in range(2)]
    for process in both:
        ends_well(process)
    (folder,) = tmp_path.iterdir()
    assert folder != old
    made = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nbc")}
    assert len(made) == ENTRIES
    ends_well(run("-m", "solver.paths.warm", folder=tmp_path))
    aged(folder, days=31)
    ends_well(run("-c", LOADED, folder=tmp_path))
    assert time.time() - folder.stat().st_mtime < DAY  # it was used
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nbc")} == made


    next(iter(made)).write_bytes(b"")
    ends_well(run("-c", WITHOUT, folder=tmp_path))
    assert not list(tmp_path.iterdir())


def test_what_is_missing_is_compiled_for_the_next_time(tmp_path: Path) -> None:
    later = "from solver.paths import compiled; compiled.warm_later()"
    ends_well(run("-c", later, folder=tmp_path, RELEVE_COMPILED="0"))
    assert not list(tmp_path.iterdir())
    ends_well(run("-c", later, folder=tmp_path))
    until = time.monotonic() + 600
    while not any(tmp_path.rglob("*cheapest*.nbc")) and time.monotonic() < until:
        time.sleep(0.1)
    ends_well(run("-c", later, folder=tmp_path))  # one is at it
    while len(list(tmp_path.rglob("*.nbc"))) < ENTRIES and time.monotonic() < until:
        time.sleep(0.1)
    while any(len(folder.name) > SHORT for folder in tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.1)
    ends_well(run("-c", LOADED, folder=tmp_path))


@pytest.mark.parametrize("code", [WITHOUT, NO_NUMBA])
def test_numpy_has_to_do_where_nothing_is_compiled_yet(code: str, tmp_path: Path) -> None:
    ends_well(run("-c", code, folder=tmp_path))
    assert not list(tmp_path.iterdir())


def test_numpy_has_to_do_where_nothing_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    process = run("-m", "solver.paths.warm", folder=file)
    assert process.communicate()[1]
    assert process.returncode == 1
    ends_well(run("-c", WITHOUT, folder=file))


def test_the_switch_leaves_everything_to_numpy() -> None:
    known = {**os.environ, "RELEVE_COMPILED": "0"}
    subprocess.run([sys.executable, "-W", "error", "-c", WITHOUT], env=known, check=True)
