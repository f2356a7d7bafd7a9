"""releve why without a cell: what cannot hold together, in sentences and as data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain import codec
from tests.solver import small
from ui.cli import main


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A ward in which everybody has to work more than he may."""
    least = small.rule("least", "WINDOW", window="horizon", minimum=4000)
    most = small.rule("most", "WINDOW", window="horizon", maximum=600)
    path = tmp_path / "torn.json"
    path.write_text(codec.dump_ward(replace(small.ward(1, 7, need=0), settings=(least, most))), "utf-8")
    return path


def test_what_cannot_hold_together_is_told_with_what_would_help(torn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", str(torn), "--lang", "en"]) == 1
    told = capsys.readouterr().out
    name = codec.load_ward(torn.read_bytes()).people[0].name
    assert name in told
    assert "66 h 40" in told  # 4000 minutes
    assert "10 h 00" in told  # 600
    assert "What would make it possible" in told
    assert "Cost: a rule of the house that no longer binds (40 points)." in told
    assert not [word for word in ("WINDOW", "horizon", "maximum=", "None") if word in told]
    assert main(["why", str(torn), "--lang", "fr"]) == 1
    assert "Ce qui le rendrait possible" in capsys.readouterr().out


def test_conflicts_as_data_carry_the_edits_that_help(torn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", str(torn), "--json", "--lang", "en"]) == 1
    found = json.loads(capsys.readouterr().out)
    (conflict,) = found["conflicts"]
    assert conflict["verified"]
    assert conflict["minimal"]
    assert {each for member in conflict["members"] for each in member["of"]} == {"least", "most"}
    assert all(each["edits"] for each in conflict["relaxations"])
    assert [each["cost"] for each in conflict["relaxations"]] == sorted(each["cost"] for each in conflict["relaxations"])
    assert all(f"({each['cost']} points)" in each["price"] for each in conflict["relaxations"])


def test_a_ward_without_conflicts_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "calm.json"
    path.write_text(codec.dump_ward(small.ward(3, 7, need=1)), "utf-8")
    assert main(["why", str(path), "--lang", "en"]) == 0
    assert "everything can hold together" in capsys.readouterr().out


def test_a_search_that_is_not_finished_is_no_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "calm.json"
    path.write_text(codec.dump_ward(small.ward(3, 7, need=1)), "utf-8")
    assert main(["why", str(path), "--lang", "en", "--seconds", "0.0001"]) == 1
    assert capsys.readouterr().out == (
        "No conflict was found in this time; the search is not finished: there may be some.\n"
    )
    assert main(["why", str(path), "--lang", "en", "--seconds", "0.0001", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"complete": False, "conflicts": []}
