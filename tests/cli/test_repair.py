"""`releve repair` as a user meets it: alternatives with their changes, files, exit status, what a wrong question is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain import codec
from scheduler.domain.codes import Code
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Row
from scheduler.domain.text import same
from tests.solver.repairs import ward
from ui.cli import main

PLAN = "J J R R\n R R J J\n R R R R"
NOW = "2027-03-22T05:40"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    planned = ward(PLAN)
    problem = replace(planned, codes=(*planned.codes, Code("MAL", same("MAL"), "absence", planned=False)))
    empty = replace(problem, roster=tuple(Row(row.person, ("",) * len(row.cells)) for row in problem.roster))
    (tmp_path / "ward.json").write_text(codec.dump_ward(empty), "utf-8")
    (tmp_path / "plan.json").write_text(codec.dump_plan(Plan("", planned.roster)), "utf-8")
    return tmp_path


def asked(*more: str, absent: str = "900000:2027-03-23") -> list[str]:
    return ["repair", "ward.json", "plan.json", "--absent", absent, "--now", NOW, *more]


def test_alternatives_with_their_changes_and_costs(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked()) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[0] == "Repair 1: 1 change, 1 at less than 48 h; proved that none is better"
    assert lines[1].startswith("  FICTIF-")
    assert lines[1].endswith("J instead of R on Tue 23 March 2027 (25 h 05 of notice).")
    assert lines[2].startswith("  Cost: ")
    assert "Repair 2: 1 change" in told.out
    assert "Repair 3" not in told.out
    assert told.err == ""
    assert main(asked("--lang", "fr", "--alternatives", "1")) == 0
    french = capsys.readouterr().out
    assert "Réparation 1 : 1 changement, dont 1 à moins de 48 h ; aucune n'est meilleure, c'est prouvé" in french
    assert "J au lieu de R le mar. 23 mars 2027 (prévenir 25 h 05 avant)." in french
    assert "Réparation 2" not in french


def test_what_stays_uncovered_is_told_and_the_status_says_no(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everybody = ["--absent", "900001:2027-03-23", "--absent", "900002:2027-03-22..2027-03-25"]
    assert main(asked(*everybody)) == 1
    told = capsys.readouterr().out
    assert "Repair 1: 0 changes" in told
    assert "  Uncovered: J on Tue 23 March 2027: 0 instead of at least 1" in told


def test_each_alternative_is_written_as_a_plan_of_the_ward_with_its_absence(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked("--out", "mended")) == 0
    assert sorted(path.name for path in (place / "mended").iterdir()) == ["repair-1.json", "repair-2.json", "ward.json"]
    capsys.readouterr()
    assert main(["check", "mended/ward.json", "mended/repair-1.json", "--json"]) == 0
    problem = codec.load_ward((place / "mended" / "ward.json").read_bytes(), "ward")
    assert problem.roster[0].cells[1] == "MAL"
    plan = codec.load_plan((place / "mended" / "repair-1.json").read_bytes(), "plan")
    assert plan.rows[0].cells == ("J", "MAL", "R", "R")
    assert plan.problem_digest == codec.digest(problem)


def test_no_more_changes_than_asked_and_another_code(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked("--max-changes", "1", "--code", "CA", "--out", "mended", absent="900000:2027-03-22..2027-03-23")) == 1
    plan = codec.load_plan((place / "mended" / "repair-1.json").read_bytes(), "plan")
    assert plan.rows[0].cells == ("CA", "CA", "R", "R")
    assert sum(cells.count("J") for cells in (row.cells for row in plan.rows)) == 3
    assert "Uncovered" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("absent", "more", "said"),
    [
        ("900000", (), "an id and days"),
        ("900000:2027-03-32", (), "an id and days"),
        ("900000:2027-04-23", (), "days from 2027-03-22 to 2027-03-25"),
        ("900007:2027-03-23", (), "the id of someone in the ward"),
        ("900000:2027-03-23", ("--code", "J"), "a code of absence of the ward"),
        ("900000:2027-03-23", ("--now", "soon"), "an instant such as"),
        ("900000:2027-03-23", ("--max-changes", "0"), "a whole number"),
    ],
)
def test_a_wrong_question_is_told(
    place: Path, capsys: pytest.CaptureFixture[str], absent: str, more: tuple[str, ...], said: str
) -> None:
    assert main(asked(*more, absent=absent)) == 2
    assert said in capsys.readouterr().err


def test_an_absence_that_is_past_counts_no_notice(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ward_file = place / "ward.json"
    problem = codec.load_ward(ward_file.read_bytes(), "ward")
    shifted = replace(problem, first=problem.first.replace(year=2020))
    ward_file.write_text(codec.dump_ward(shifted), "utf-8")
    assert main(["repair", "ward.json", "plan.json", "--absent", "900000:2020-03-23"]) == 0
    told = capsys.readouterr()
    assert "notice does not count" in told.err
    assert "of notice" not in told.out
    assert "Repair 1: 1 change" in told.out
