"""bench beside what others reached: the table, the same as CSV, and the picture of a search."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scheduler.domain.course import Point
from scheduler.services.published import Records
from ui.cli import main
from ui.commands import curve, league
from ui.commands.league import Entry

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"

TINY = """SECTION_HORIZON
7

SECTION_SHIFTS
E,480,

SECTION_STAFF
A,E=14,4000,0,5,1,1,2
B,E=14,4000,0,5,1,1,2

SECTION_DAYS_OFF
A,0
B,0

SECTION_SHIFT_ON_REQUESTS
A,1,E,3

SECTION_SHIFT_OFF_REQUESTS

SECTION_COVER
0,E,1,100,1
1,E,1,100,1
"""
KEYS = "set instance seconds status feasible objective bound gap first_plan_seconds first_plan_objective roster"
BEST = 100
"""Both are away on the first day, and one is wanted."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "set").mkdir()
    for name in ("Tiny", "Alone"):
        (tmp_path / "set" / f"{name}.txt").write_text(TINY, "utf-8")
    (tmp_path / "best_known.csv").write_text("set,instance,best_ub,best_lb,source\ncurtois,Tiny,110,,s\n", "utf-8")
    results = "set,instance,algorithm,seconds,objective,source\ncurtois,Tiny,Patience (2001),600,120,s\n"
    (tmp_path / "published_results.csv").write_text(results, "utf-8")
    return tmp_path


def test_bench_tells_json_lines_then_a_table_and_writes_csv_and_pictures(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "bench",
        "set",
        "--seconds",
        "30",
        "--workers",
        "1",
        "--out",
        "rosters",
        "--csv",
        "t/table.csv",
        "--picture",
        "drawn",
    ]
    assert main(asked) == 0
    told = capsys.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [line["instance"] for line in lines] == ["Alone", "Tiny"]
    assert [" ".join(line) for line in lines] == [KEYS, KEYS]
    assert [line["objective"] for line in lines] == [BEST, BEST]
    heads, alone, tiny = told.err.splitlines()[-3:]
    assert re.split(r"\s{2,}", heads) == [
        "instance", "ours", "best published", "in", "best known", "proved gap", "published by",
    ]  # fmt: skip
    assert re.split(r"\s{2,}", alone) == ["Alone", str(BEST), "-", "-", "-", "0 %", "-"]
    assert re.split(r"\s{2,}", tiny) == ["Tiny", str(BEST), "120", "600 s", "110", "0 %", "Patience (2001)"]
    with (place / "t" / "table.csv").open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["instance"], first["ours"], first["published"], first["best_known"]) == ("Alone", str(BEST), "", "")
    assert (second["published_seconds"], second["published_by"], second["bound"]) == ("600", "Patience (2001)", str(BEST))
    assert sorted(path.name for path in (place / "drawn").iterdir()) == ["Alone.svg", "Tiny.svg"]
    drawn = [text.text for text in ET.parse(place / "drawn" / "Tiny.svg").iter(f"{SVG}text")]
    assert {"Tiny", f"objective {BEST}", f"bound {BEST}", "best known 110", "seconds"} <= set(drawn)


def test_without_tables_beside_the_instances_bench_still_tells_ours(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("best_known.csv", "published_results.csv"):
        (place / name).unlink()
    assert main(["bench", "set/Tiny.txt", "--seconds", "30", "--workers", "1", "--out", "rosters"]) == 0
    assert re.split(r"\s{2,}", capsys.readouterr().err.splitlines()[-1]) == ["Tiny", str(BEST), "-", "-", "-", "0 %", "-"]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--csv", "set"], "set"),
        (["--csv", "best_known.csv/t.csv"], "best_known.csv"),
        (["--picture", "best_known.csv"], "best_known.csv"),
    ],
)
def test_what_could_not_be_written_at_the_end_is_refused_at_once(
    place: Path, capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    assert main(["bench", "set", "--seconds", "60", *argv]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_table_with_faults_is_told_before_anything_is_solved(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "best_known.csv").write_text("set,instance,best_ub\ncurtois,Tiny,x\n", "utf-8")
    assert main(["bench", "set", "--seconds", "60"]) == 2
    said = capsys.readouterr()
    assert "best_known.csv:2 best_ub" in said.err
    assert said.out == ""


def test_what_was_solved_is_told_although_a_later_instance_is_broken(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "set" / "Zed.txt").write_text("SECTION_HORIZON\nmany\n", "utf-8")
    assert main(["bench", "set", "--seconds", "1", "--workers", "1", "--out", "r", "--csv", "t.csv"]) == 2
    said = capsys.readouterr()
    assert any(line.startswith("Tiny ") for line in said.err.splitlines())
    assert len((place / "t.csv").read_text("utf-8").splitlines()) == 3


def entry(**more: object) -> Entry:
    values = ("curtois", "X", 60.2, 1306, 1297, 9 / 1306, 1341.0, 600.0, "P", 1300.0, 1300.0)
    names = Entry.__dataclass_fields__
    return Entry(**{**dict(zip(names, values)), **more})  # type: ignore[arg-type]


def test_the_table_speaks_french_and_flags_a_bound_that_cannot_be_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEVE_LANG", "fr")
    lines = league.table(
        [entry(), entry(bound=1301, published_seconds=880.4), entry(ours=None, gap=None, published_seconds=None)]
    )
    assert re.split(r"\s{2,}", lines[0])[1:] == [
        "nous",
        "meilleur publié",
        "en",
        "meilleur connu",
        "écart prouvé",
        "publié par",
    ]
    assert re.split(r"\s{2,}", lines[1]) == ["X", "1306", "1341", "600 s", "1300", "0,69 %", "P"]
    assert re.split(r"\s{2,}", lines[2])[3] == "880,4 s"
    assert re.split(r"\s{2,}", lines[3]) == ["X", "-", "1341", "non dit", "1300", "-", "P"]
    unplanned, *others = lines[4:]
    assert "aucun planning légal" in unplanned
    assert others == ["X : notre borne 1301 dépasse la meilleure valeur connue 1300 ; l'une des deux est fausse."]


def test_a_plan_that_is_short_counts_for_nothing_in_the_table() -> None:
    line = {"set": "inrc2-static", "instance": "n", "seconds": 1.0, "feasible": False, "objective": 12, "bound": 3, "gap": 0.75}
    made = league.entry(line, Records(), 60)
    assert (made.ours, made.gap, made.bound) == (None, None, 3)


def heights(picture: str, colour: str) -> list[float]:
    """Where the corners of a line of this colour stand, from the top."""
    path = next(each for each in ET.fromstring(picture).iter(f"{SVG}path") if each.get("stroke") == colour)
    return [float(found) for found in re.findall(r"(?:V|M[\d.]+ )([\d.]+)", path.get("d") or "")]


@pytest.mark.parametrize("first", [1500, 500_410])
def test_a_picture_shows_every_step_where_it_belongs(first: int) -> None:
    points = [Point(0.5, first, None), Point(1.0, first, 900), Point(20.0, 1310, 900), Point(41.0, 1306, 1297)]
    picture = curve.draw("A < B & C", points, 60.0, 1300)
    objective, bound = heights(picture, curve.OBJECTIVE), heights(picture, curve.BOUND)
    assert objective == sorted(objective)
    assert bound == sorted(bound, reverse=True)
    assert objective[-1] < bound[-1]
    for at in (*objective, *bound):
        assert curve.TOP <= at <= curve.HEIGHT - curve.BOTTOM
    said = [text.text for text in ET.fromstring(picture).iter(f"{SVG}text")]
    assert {"A < B & C", "objective 1306", "bound 1297", "best known 1300", "10", "60"} <= set(said)
    places = sorted(float(text.get("y") or 0) for text in ET.fromstring(picture).iter(f"{SVG}text") if text.get("fill"))
    assert all(low - high >= 15.9 for high, low in zip(places, places[1:]))


@pytest.mark.parametrize("points", [[], [Point(0.0, 0, 0)], [Point(0.2, 7, None)]])
def test_a_picture_of_little_is_a_picture(points: list[Point]) -> None:
    said = [text.text for text in ET.fromstring(curve.draw("X", points, 0.0)).iter(f"{SVG}text")]
    assert ("no plan" in said) == (not points)


def test_a_roster_that_is_not_legal_ends_bench_with_status_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A has to work for more than the week holds."""
    (place / "set" / "Never.txt").write_text(TINY.replace("A,E=14,4000,0,", "A,E=14,4000,3900,"), "utf-8")
    assert main(["bench", "set", "--effort", "1", "--workers", "1", "--out", "r"]) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["feasible"] for line in said.out.splitlines()] == [True, False, True]
    wrong = "Never: no legal plan that meets the demand was found in this time, or there is none."
    assert [line for line in said.err.splitlines() if line.endswith(".")] == [wrong]


def test_a_bound_above_the_best_known_value_ends_bench_with_status_one(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "best_known.csv").write_text("set,instance,best_ub,best_lb,source\ncurtois,Tiny,99,,s\n", "utf-8")
    assert main(["bench", "set/Tiny.txt", "--effort", "1", "--workers", "1", "--out", "r"]) == 1
    assert f"Tiny: our bound {BEST} is above the best known value 99" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ours", "bound", "known", "status"), [(9, 9, 9.0, 0), (9, 8, None, 0), (None, 8, 9.0, 1), (9, 9, 8.5, 1)]
)
def test_the_status_of_bench(ours: int | None, bound: int, known: float | None, status: int) -> None:
    assert league.status([Entry("s", "X", 1.0, ours, bound, None, None, None, None, known, None)]) == status
