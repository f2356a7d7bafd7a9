"""plan-all: many wards at once, a plan file each; what fails is told and stops nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain import codec
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import plain
from scheduler.services import samples, store
from tests.cli.shell import ROOT, environment
from tests.solver import small
from ui.cli import main

REST = small.rule("rest", "RESTGAP", minutes=660)


def ward(name: str, people: int = 4, days: int = 7, need: int = 1, rules: tuple[RuleSetting, ...] = (REST,)) -> Problem:
    return replace(small.ward(people, days, *rules, need=need), id=name, name=f"Ward {name}")


def long(name: str) -> Problem:
    """A ward that is not proved best within minutes."""
    return replace(samples.load("ward-a"), id=name, name=f"Ward {name}")


def written(path: Path, *wards: Problem) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for each in wards:
        (path / f"{each.id}.json").write_text(codec.dump_ward(each), "utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def test_good_wards_are_planned_and_bad_ones_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never = ward("never", 1, rules=(small.rule("n", "WINDOW", window="horizon", minimum=3000, maximum=100),))
    folder = written(place / "wards", ward("good"), ward("other"), never)
    (folder / "broken.json").write_text('{"format": "releve-ward", "version": 1}', "utf-8")
    (folder / "old.plan.json").write_text("not a ward", "utf-8")
    assert main(["plan-all", "wards", "missing.json", "--seconds", "3", "--workers", "2", "--out", "plans"]) == 2
    told = capsys.readouterr()
    assert sorted(path.name for path in (place / "plans").iterdir()) == [
        "good.plan.json", "good.plan.json.run.json", "other.plan.json", "other.plan.json.run.json",
    ]  # fmt: skip
    for name in ("good", "other"):
        assert main(["check", f"wards/{name}.json", f"plans/{name}.plan.json"]) == 0
    table = {line.split("  ")[0]: line for line in told.out.splitlines()}
    assert "0 / 21" in table["Ward good"]
    assert "there is no legal plan" in table["Ward never"]
    assert "required" in table["wards/broken.json"]
    assert "does not exist" in table["missing.json"]
    assert told.out.splitlines()[-1].startswith("2 of 5 wards planned; 0 of 42 shifts uncovered; ")
    assert told.err.count("legal plan after") == 2
    assert "[5/5]" in told.err


def test_first_stops_at_the_first_legal_plan(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(place / "wards", long("one"), long("two"))
    begun = time.monotonic()
    assert main(["plan-all", "wards", "--first", "--seconds", "900", "--workers", "2", "--out", "plans"]) == 0
    assert time.monotonic() - begun < 300
    assert codec.load_plan((place / "plans" / "two.plan.json").read_bytes()).rows
    assert main(["plan-all", "wards", "--first", "--effort", "2"]) == 2
    assert "--effort" in capsys.readouterr().err


def test_the_same_effort_gives_the_same_plans_whatever_the_workers(place: Path) -> None:
    written(place / "wards", *(ward(f"w{at}", 4 + at) for at in range(3)))
    for workers in ("1", "3"):
        assert main(["plan-all", "wards", "--effort", "1", "--workers", workers, "--out", workers]) == 0
    for at in range(3):
        one, three = (codec.load_plan((place / folder / f"w{at}.plan.json").read_bytes()) for folder in ("1", "3"))
        assert one.rows == three.rows


def test_wards_of_one_name_and_of_a_whole_database_get_files_of_their_own(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{place / 'wards.db'}"
    assert main(["db", "upgrade", url]) == 0
    with store.open(url) as opened:
        for name in ("north", "south"):
            opened.create_ward(ward(name), opened.act("create_ward"))
    places = [str(written(place / folder, ward("same"))) for folder in ("a", "b")]
    monkeypatch.setenv("RELEVE_LANG", "fr")
    assert main(["plan-all", *places, url, "--first", "--workers", "1", "--out", "plans"]) == 0
    names = {path.name for path in (place / "plans").glob("*.plan.json")}
    assert names == {"same.plan.json", "same-2.plan.json", "Ward-north.plan.json", "Ward-south.plan.json"}
    assert "4 unités sur 4 planifiées ; 0 postes non couverts sur 84" in plain(capsys.readouterr().out)


@pytest.mark.parametrize("asked", ["empty", "nobody.json"])
def test_nothing_to_plan_is_bad_input(place: Path, capsys: pytest.CaptureFixture[str], asked: str) -> None:
    (place / "empty").mkdir()
    assert main(["plan-all", asked, "--first"]) == 2
    said = capsys.readouterr()
    assert asked in said.out + said.err


def test_ctrl_c_keeps_what_is_there(place: Path) -> None:
    written(place / "wards", ward("a"), long("b"), ward("c"))
    env = environment(place)
    command = [sys.executable, "-m", "ui", "plan-all", "wards", "--seconds", "900", "--workers", "1", "--out", "plans"]
    pipe = subprocess.PIPE
    # A group of its own, to which the signal goes as from a terminal: to the solving processes too.
    process = subprocess.Popen(command, cwd=place, env=env, stderr=pipe, stdout=pipe, text=True, start_new_session=True)
    assert process.stderr is not None
    assert "[1/3] Ward a" in process.stderr.readline()
    time.sleep(3)
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=120)
    assert process.returncode == 1, out + said
    assert (place / "plans" / "a.plan.json").exists()
    assert not (place / "plans" / "c.plan.json").exists()
    assert next(line for line in out.splitlines() if "not begun" in line).startswith("wards/c.json")


def test_the_hospital_is_written_as_a_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "hospital", "wards"]) == 0
    files = sorted((place / "wards").iterdir())
    assert [path.name for path in (files[0], files[-1])] == ["hospital-01.json", "hospital-40.json"]
    assert len(codec.load_ward(files[-1].read_bytes()).people) == 25
    assert main(["sample", "Hospital"]) == 2
    assert "folder" in capsys.readouterr().err
