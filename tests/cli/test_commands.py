"""The command line as a user meets it: what each verb prints and writes, its exit status, and what bad input is told."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from scheduler.domain import codec
from scheduler.domain.plan import LayerResult, Plan, PlanStatus, RunRecord
from scheduler.domain.problem import Problem
from scheduler.domain.text import plain
from scheduler.services import store
from tests.cli.shell import ROOT, environment
from tests.solver import small
from ui.cli import main
from ui.commands import parser, solving


def ward() -> Problem:
    """Three people over two weeks with rest, cover and wishes to hold."""
    rules = (
        small.rule("rest", "RESTGAP", "hard", "comfort", minutes=660),
        small.rule("cover", "COVER", "soft", "cover", lines=["J", "S", "N"]),
        small.rule("runs", "RUN", "soft", "comfort", maximum=3),
    )
    return replace(small.ward(4, 14), settings=rules)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    (tmp_path / "ward.json").write_text(codec.dump_ward(ward()), "utf-8")
    return tmp_path


def releve(*argv: str, cwd: Path, **more: object) -> subprocess.CompletedProcess[str]:
    """The real program as a process."""
    command = [sys.executable, "-m", "ui", *argv]
    given = {"env": environment(cwd), **more}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, **given)  # type: ignore[call-overload,no-any-return]


def test_plan_writes_a_plan_a_record_and_a_workbook_that_check_accepts(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(place / name) for name in ("ward.json", "out/plan.json", "roster.xlsx")]
    assert main(["plan", files[0], "--seconds", "3", "--out", files[1], "--xlsx", files[2]]) == 0
    told = capsys.readouterr()
    assert "uncovered shifts: 0 of" in told.out
    assert "hard rules broken: 0" in told.out
    plan = codec.load_plan(Path(files[1]).read_bytes())
    assert plan.record is not None
    assert openpyxl.load_workbook(files[2]).sheetnames
    assert main(["check", files[0], files[1], "--lang", "fr"]) == 0
    capsys.readouterr()
    assert main(["check", files[0], files[1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["legal"] is True
    assert main(["compare", files[1], files[1]]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "0"
    assert main(["export", "timesheets", files[0], files[1], "--month", f"{ward().first:%Y-%m}", "--out", files[2]]) == 0


def test_the_same_effort_and_seed_give_the_same_plan_and_a_rerun_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(place / name) for name in ("a.json", "b.json", "c.json")]
    for name in names[:2]:
        assert main(["plan", str(place / "ward.json"), "--effort", "2", "--seed", "7", "--workers", "2", "--out", name]) == 0
    assert main(["rerun", f"{names[0]}.run.json", "--out", names[2]]) == 0
    rows = [codec.load_plan(Path(name).read_bytes()).rows for name in names]
    assert rows[0] == rows[1] == rows[2]


def test_a_goal_is_kept_in_the_record_and_what_is_proved_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(place / name) for name in ("a.json", "b.json")]
    assert main(["plan", str(place / "ward.json"), "--effort", "1", "--goal", "12,5", "--out", names[0]]) == 0
    out = capsys.readouterr().out
    record, _ = codec.load_run(Path(f"{names[0]}.run.json").read_bytes())
    assert record.goal == 12.5
    assert "Fully met, none can do better" in out or "proved unavoidable" in out or "no plan can be more than" in out
    assert f"about {record.watt_hours:.3f}".rstrip("0") in out
    assert "an estimate at 12 W a core" in out
    assert main(["rerun", f"{names[0]}.run.json", "--out", names[1]]) == 0
    again = codec.load_plan(Path(names[1]).read_bytes())
    assert again.record is not None
    assert again.record.goal == 12.5
    assert "stopped at the goal asked for" not in out  # it is proved best
    assert main(["plan", str(place / "ward.json"), "--goal", "101"]) == 2
    assert "a percentage from 0 to 100" in capsys.readouterr().err


def test_a_hard_breach_answers_no_and_an_infeasible_ward_too(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = place / "plan.json"
    assert main(["plan", str(place / "ward.json"), "--effort", "1", "--out", str(plan)]) == 0
    data = json.loads(plan.read_text("utf-8"))
    data["rows"][0]["cells"] = " ".join(["N", "J", *data["rows"][0]["cells"].split()[2:]])
    plan.write_text(json.dumps(data), "utf-8")
    capsys.readouterr()
    assert main(["check", str(place / "ward.json"), str(plan)]) == 1
    assert "[forbidden]" in capsys.readouterr().out
    at_least = small.rule("least", "WINDOW", window="horizon", minimum=4000)
    never = replace(ward(), settings=(at_least, small.rule("most", "WINDOW", window="horizon", maximum=600)))
    (place / "never.json").write_text(codec.dump_ward(never), "utf-8")
    assert main(["plan", str(place / "never.json"), "--effort", "1"]) == 1


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "COMMAND"),
        (["plans"], "plans"),
        (["plan"], "WARD"),
        (["plan", "nowhere.json"], "nowhere.json"),
        (["plan", "."], "folder"),
        (["plan", "ward.json", "--seconds", "-1"], "above 0"),
        (["plan", "ward.json", "--seconds", "1", "--effort", "1"], "not allowed"),
        (["plan", "ward.json", "--out", "ward.json/plan.json"], "ward.json"),
        (["plan", "broken.json"], "broken.json"),
        (["plan", "newer.json"], "version 99"),
        (["plan", "sqlite:///none.db#A"], "none.db"),
        (["check", "ward.json", "ward.json"], "ward.json"),
        (["sample", "Z", "z.json"], "ward-a"),
        (["export", "timesheets", "ward.json", "--month", "May", "--out", "x.xlsx"], "2027-05"),
        (["import", "staff", "ward.json", "--ward", "ward.json"], "ward.json"),
        (["bench", ".", "--seconds", "1"], "PATH"),
        (["bench", ".", "--instance", "x"], "--seconds"),
        (["db", "check", "ward.json"], "sqlite"),
    ],
)
def test_bad_input_is_told_with_status_two_and_changes_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    monkeypatch.chdir(place)
    (place / "broken.json").write_text('{"format": "releve-ward", "version": 1, "people": 3', "utf-8")
    (place / "newer.json").write_text('{"format": "releve-ward", "version": 99}', "utf-8")
    before = sorted(path.name for path in place.iterdir())
    assert main(argv) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err
    assert sorted(path.name for path in place.iterdir()) == before


def test_usage_is_told_in_french(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("RELEVE_LANG", "fr")
    assert main(["plan"]) == 2
    assert "il manque : WARD" in plain(capsys.readouterr().err)
    assert main(["plan", "--help"]) == 0
    assert "planifier une unité" in capsys.readouterr().out


def test_samples_are_listed_and_written(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["ward-a", "ward-b", "service-c", "hospital"]
    assert main(["sample", "ward-a", str(place / "a.json")]) == 0
    assert len(codec.load_ward((place / "a.json").read_bytes()).people) == 30
    assert main(["sample", "ward-a"]) == 2
    assert main(["schema"]) == 0


def test_a_database_is_made_checked_planned_from_and_imported_into(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{place / 'wards.db'}"
    assert main(["db", "upgrade", url]) == 0
    with store.open(url) as opened:
        opened.create_ward(ward(), opened.act("create_ward"))
    assert main(["db", "check", url]) == 0
    assert main(["plan", f"{url}#{ward().name}", "--effort", "1", "--out", str(place / "p.json")]) == 0
    assert main(["plan", f"{url}#Nobody", "--seconds", "1"]) == 2
    assert ward().id in capsys.readouterr().err
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Matricule", "Nom", "Prénom", "Grade", "Quotité"])
    sheet.append(["990001", "FICTIF-Tilleul", "Alix", ward().people[0].grade, 80])
    book.save(place / "staff.xlsx")
    target = f"{url}#{ward().name}"
    assert main(["import", "staff", str(place / "staff.xlsx"), "--ward", target]) == 0
    with store.open(url) as opened:
        assert len(opened.snapshot(opened.find(ward().name)).problem.people) == 4
    assert main(["import", "staff", str(place / "staff.xlsx"), "--ward", target, "--out", target]) == 0
    with store.open(url) as opened:
        assert len(opened.snapshot(opened.find(ward().name)).problem.people) == 5


def test_ctrl_c_keeps_the_best_plan(place: Path) -> None:
    (place / "a.json").write_text((ROOT / "resources" / "samples" / "ward-b.json").read_text("utf-8"), "utf-8")
    env = environment(place)
    command = [sys.executable, "-m", "ui", "plan", "a.json", "--seconds", "60", "--out", "plan.json"]
    process = subprocess.Popen(command, cwd=place, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    process.stderr.readline()
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=40)
    assert time.monotonic() - begun < 30
    assert process.returncode == 0, out + said
    assert "stopped, best plan kept" in out
    assert codec.load_plan((place / "plan.json").read_bytes()).rows


def test_without_a_screen_the_sample_ward_is_planned(place: Path) -> None:
    done = releve(cwd=place)
    assert done.returncode == 0, done.stderr
    assert "uncovered shifts" in done.stdout
    assert openpyxl.load_workbook(place / "out" / "ward-a.xlsx").sheetnames
    assert codec.load_plan((place / "out" / "ward-a.plan.json").read_bytes()).rows


def test_a_ward_is_put_under_a_rule_pack_by_name(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["eu", "fph", "med"]
    given, out = str(place / "ward.json"), place / "under.json"
    assert main(["pack", "med", "--ward", given]) == 0
    told = capsys.readouterr()
    assert "added: MED-03, After a guard, a rest as long as the work" in told.out
    assert "removed: rest, rest" in told.out
    assert "Dry run" in told.err
    assert main(["pack", "med", "--ward", given, "--out", str(out)]) == 0
    kept = codec.load_ward(out.read_bytes())
    assert kept.pack is not None
    assert kept.pack.name == "med"
    assert {"MED-01", "INT-03"} <= {setting.id for setting in kept.settings}
    assert main(["pack", "nhs", "--ward", given]) == 2
    assert "fph" in capsys.readouterr().err
    assert main(["pack", "med"]) == 2


@pytest.mark.parametrize(
    ("given", "taken"), [("7,5", 7.5), ("7.5", 7.5), ("60", 60.0), ("0", None), ("nan", None), ("1,2,3", None), ("", None)]
)
def test_seconds_and_goals_are_taken_with_a_point_or_a_comma(given: str, taken: float | None) -> None:
    for kind in (parser.positive, parser.share):
        if taken is None and not (given == "0" and kind is parser.share):
            with pytest.raises(argparse.ArgumentTypeError):
                kind(given)
        elif taken is not None:
            assert kind(given) == taken


def test_every_end_of_a_search_has_its_words() -> None:
    assert solving.STATUS.keys() == set(get_args(PlanStatus))
    assert "stopped" not in solving.STATUS["died"].en  # nobody stopped it


def test_a_search_that_ends_at_its_goal_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = ward()
    layers = (LayerResult("cover", 0, 0, "closed"), LayerResult("comfort", 100, 70, "held"))
    record = RunRecord("d", problem.id, "1", "1", 1, 1, "2027-01-01T00:00:00Z", 2.0, "feasible", goal=30.5)
    reached = Plan("d", (), layers, "feasible", (), record)
    for lang, said in (
        ("en", "legal plan; stopped at the goal asked for: the proved gap of every layer is at most 30.5 %"),
        ("fr", "planning légal ; arrêté à l'objectif demandé : l'écart prouvé de chaque niveau est d'au plus 30,5 %"),
    ):
        monkeypatch.setenv("RELEVE_LANG", lang)
        assert f"  {said}" in solving.summary(problem, reached)[0]
        for other in (
            replace(reached, record=replace(record, goal=29.0)),  # its time ran out
            replace(reached, record=replace(record, goal=None)),
            replace(reached, record=None),
            replace(reached, layers=()),
            replace(reached, status="optimal"),
            replace(reached, status="stopped"),
        ):
            assert ("goal" if lang == "en" else "objectif") not in "\n".join(solving.summary(problem, other)[0][:2])
