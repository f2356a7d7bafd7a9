"""`releve why` for a cell, as a user meets it."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain import codec
from scheduler.domain.codes import Code
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Row
from scheduler.domain.text import plain, same
from tests.solver.test_why import PLAN, nights, planned
from ui.cli import main
from ui.commands import solving
from ui.qtlibs import speaking


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    problem = nights()
    (tmp_path / "ward.json").write_text(codec.dump_ward(problem), "utf-8")
    plan = Plan(codec.digest(problem), planned(problem, *PLAN), status="feasible")
    (tmp_path / "plan.json").write_text(codec.dump_plan(plan), "utf-8")
    return tmp_path


def run(place: Path, *argv: str, plan: bool = True) -> int:
    files = [str(place / "ward.json"), *([str(place / "plan.json")] if plan else [])]
    return main(["why", *files, *argv])


def test_why_a_cell_holds_its_code(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--cell", "900002:2027-03-22") == 0
    told = capsys.readouterr().out
    assert "without this shift somebody would be missing" in told
    assert "  FICTIF-2 Ortie, Mon 22 March 2027: " in told
    assert " instead of N" in told


def test_why_not_another_code_in_either_language(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--cell", "900002:2027-03-23:J", "--lang", "fr") == 0
    assert "N du lun. 22 mars 2027 et J du mar. 23 mars 2027 se chevauchent de" in capsys.readouterr().out
    assert run(place, "--cell", "900002:2027-03-23:J", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["person"], told["date"], told["code"]) == ("900002", "2027-03-23", "J")
    assert told["possible"] is True
    assert told["exact"] is True
    first = told["more"][0]
    assert (first["more"], first["least"], first["exact"]) == (0, -1, False)  # the plan at hand is not the best one
    assert told["within"] is None
    assert told["reasons"][0]["rule"] == "rest"
    assert {"person", "date", "before", "after"} == set(told["changes"][0])


def test_what_the_plans_own_search_has_proved_is_told_of_each_layer(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bound that nothing else proves comes from the plan's file, if that is of this very ward."""
    problem = nights()
    before = codec.load_plan((place / "plan.json").read_text("utf-8"))

    def told(of: str) -> list[int]:
        bounds = tuple(LayerResult(layer.id, 9, 9, "closed") for layer in problem.layers)
        plan = replace(before, problem_digest=of, layers=bounds)
        (place / "plan.json").write_text(codec.dump_plan(plan), "utf-8")
        run(place, "--cell", "900002:2027-03-22:R", "--json")
        return [cost["least"] for cost in json.loads(capsys.readouterr().out)["more"]]

    assert told(codec.digest(problem))[0] > told("")[0]


def test_the_plan_of_the_ward_itself_is_asked_where_none_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = nights()
    roster = tuple(Row(row.person, row.cells) for row in planned(problem, *PLAN))
    (place / "ward.json").write_text(codec.dump_ward(replace(problem, roster=roster)), "utf-8")
    assert run(place, "--cell", "900003:2027-03-22:N", plan=False) == 0
    assert "costs nothing more in any layer" in capsys.readouterr().out


def test_the_answer_that_it_cannot_be_is_status_1(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--cell", "900003:2027-03-22:CA") == 1
    assert "No plan chooses CA" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("900009:2027-03-22", "the id of a person of the ward"),
        ("900001:2027-03-29", "a day from 2027-03-22 to 2027-03-28"),
        ("900001:monday", "a day from"),
        ("900001", "a cell written ID:DAY, such as 900002:2027-05-11"),
        ("900001:2027-03-22:X", "a code of the ward"),
    ],
)
def test_a_cell_that_is_none_is_refused(place: Path, cell: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--cell", cell) == 2
    assert said in capsys.readouterr().err


def test_all_that_is_wrong_with_a_cell_is_told_at_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "--cell", "900009:2027-03-29:X", "--lang", "fr") == 2
    told = plain(capsys.readouterr().err).splitlines()
    assert [line.partition("attendu ")[2][:12] for line in told] == ["un matricule", "un jour du 2", "un code de l"]


def test_the_reason_of_a_confidential_absence_stays_untold(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = nights()
    sick = Code("MAL", same("Maladie"), "absence", planned=False, confidential=True)
    rows = tuple(Row(row.person, ("MAL", *row.cells[1:])) if at == 1 else row for at, row in enumerate(problem.roster))
    (place / "ward.json").write_text(codec.dump_ward(replace(problem, codes=(*problem.codes, sick), roster=rows)), "utf-8")
    for cell in ("900001:2027-03-22", "900001:2027-03-22:J"):
        run(place, "--cell", cell, plan=False)
        told = capsys.readouterr().out
        assert "absence is entered as a fact" in told
        assert "MAL" not in told


def test_the_plan_is_read_where_conflicts_are_asked_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place) == 0
    assert "No conflict: everything can hold together." in capsys.readouterr().out
    (place / "plan.json").write_text("{}", "utf-8")
    assert run(place) == 2


def test_a_language_that_is_asked_for_is_spoken_in_every_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On an English system: a ward that has changed since the plan, and files that are missing or named twice."""
    problem = nights()
    (place / "ward.json").write_text(codec.dump_ward(replace(problem, name="Autre")), "utf-8")
    assert run(place, "--cell", "900002:2027-03-22", "--lang", "fr") == 0
    assert "l'unité a changé depuis ce planning" in capsys.readouterr().err
    assert main(["why", str(place / "none.json"), "--lang=fr"]) == 2
    assert "il n'existe pas ; vérifiez le chemin" in plain(capsys.readouterr().err)
    assert main(["why", "--lang", "fr"]) == 2
    assert "il manque" in capsys.readouterr().err
    assert main(["why", str(place / "none.json")]) == 2
    assert "it does not exist; check the path" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_question_that_is_broken_off_says_what_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RELEVE_LANG", "en")
    with speaking("fr"), solving.interruptible(solving.TOLD) as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
    assert "ce qui est connu jusque-là est dit" in capsys.readouterr().err
    with solving.interruptible() as stop:
        signal.raise_signal(signal.SIGINT)
    assert "the best plan is kept" in capsys.readouterr().err
