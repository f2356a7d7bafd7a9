"""`releve repair` as a user meets it: alternatives with their changes, files, exit status, what a wrong question is told."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.domain import codec
from scheduler.domain.codes import Code
from scheduler.domain.demand import DayNeed
from scheduler.domain.plan import Plan
from scheduler.domain.problem import CellRef, Row
from scheduler.domain.settings import Scope
from scheduler.domain.text import MINUS, plain, same, typeset
from solver.questions import NOTICES, Alternative, CellChange, Cost, RepairAsked, Repairs
from tests.solver import small
from tests.solver.repairs import ward
from ui.cli import main
from ui.commands import repaired

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
    assert lines[0] == "Repair 1: 1 change, told less than 48 h before; proved that none is better"
    assert lines[1].startswith("  FICTIF-")
    assert lines[1].endswith("J instead of R on Tue 23 March 2027 (25 h 05 of notice).")
    assert lines[2].startswith("  Cost: ")
    assert "Repair 2: 1 change, told less than 48 h before; none that differs as much is better" in told.out
    assert "Repair 3" not in told.out
    assert lines[-1].startswith("No other repair that covers as much truly differs: more than half of the changes")
    assert told.err == ""
    assert main(asked("--lang", "fr", "--alternatives", "1")) == 0
    french = plain(capsys.readouterr().out)
    assert "Réparation 1 : 1 changement, annoncé moins de 48 h avant ; aucune n'est meilleure, c'est prouvé" in french
    assert "J au lieu de R le mar. 23 mars 2027 (prévenu 25 h 05 avant)." in french
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
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"mended{os.sep}repair-1.json to mended{os.sep}repair-2.json are plans of the ward mended{os.sep}")
    assert main(asked("--out", "mended", "--lang", "fr", "--alternatives", "1")) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"mended{os.sep}repair-1.json est un planning de l'unité mended{os.sep}ward.json,")
    assert main(["check", "mended/ward.json", "mended/repair-1.json", "--json"]) == 0
    problem = codec.load_ward((place / "mended" / "ward.json").read_bytes(), "ward")
    assert problem.roster[0].cells[1] == "MAL"
    plan = codec.load_plan((place / "mended" / "repair-1.json").read_bytes(), "plan")
    assert plan.rows[0].cells == ("J", "MAL", "R", "R")
    assert plan.problem_digest == codec.digest(problem)


def test_a_repair_read_against_the_ward_without_its_absence_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked("--out", "mended")) == 0
    ward_file = place / "ward.json"
    known = codec.load_ward(ward_file.read_bytes(), "ward")
    codes = tuple(code for code in known.codes if code.id != "CA")
    ward_file.write_text(codec.dump_ward(replace(known, codes=codes)), "utf-8")
    capsys.readouterr()
    for lang, words in (("en", "made for another state of the ward"), ("fr", "fait pour un autre état de l'unité")):
        assert main(["check", "ward.json", "mended/repair-1.json", "--lang", lang]) == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert words in said
        assert "ward.json" in said
        assert "MAL" in said
        assert codec.load_plan((place / "mended" / "repair-1.json").read_bytes(), "").problem_digest[:12] not in said


def test_a_plan_of_another_horizon_is_refused_in_one_sentence(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ward("J R\n R J\n R R").roster
    for digest in ("", "0" * 64):
        (place / "plan.json").write_text(codec.dump_plan(Plan(digest, rows)), "utf-8")
        for lang, words in (
            ("fr", "attendu un planning des 4 jours de l'unité à partir du 2027-03-22 : celui-ci en compte 2"),
            ("en", "expected a plan of the ward's 4 days from 2027-03-22: this one has 2"),
        ):
            assert main(asked("--lang", lang)) == 2
            assert plain(capsys.readouterr().err).splitlines() == [f"plan.json: {words}"]


def _alternative(*notices: int, most: int | None = None, everywhere: bool = True) -> Alternative:
    change = CellChange("900001", date(2027, 3, 22), "R", "J")
    changes = tuple(replace(change, notice=each) for each in notices)
    return Alternative((), changes, (), proved=True, everywhere=everywhere, most=most)


@pytest.mark.parametrize(
    ("hours", "fr", "en"),
    [
        ((400,), "1 changement", "1 change"),
        ((47,), "1 changement, annoncé moins de 48 h avant", "1 change, told less than 48 h before"),
        ((47, 47), "2 changements, tous annoncés moins de 48 h avant", "2 changes, all told less than 48 h before"),
        ((300, 300), "2 changements, tous annoncés moins de 15 jours avant", "2 changes, all told less than 15 days before"),
        (
            (47, 300, 300, 400),
            "4 changements, dont 1 annoncé moins de 48 h avant et 2 annoncés entre 48 h et 15 jours avant",
            "4 changes, 1 of them told less than 48 h before and 2 told between 48 h and 15 days before",
        ),
        (
            (300, 400),
            "2 changements, dont 1 annoncé moins de 15 jours avant",
            "2 changes, 1 of them told less than 15 days before",
        ),
    ],
)
def test_each_change_is_counted_once_by_its_notice(hours: tuple[int, ...], fr: str, en: str) -> None:
    one = _alternative(*(60 * each for each in hours))
    assert repaired.head(one, 1, NOTICES, "fr") == f"Réparation 1 : {fr} ; aucune n'est meilleure, c'est prouvé"
    assert repaired.head(one, 1, NOTICES, "en") == f"Repair 1: {en}; proved that none is better"


def test_why_the_first_has_more_changes_than_another_is_said_under_its_first_line() -> None:
    asked = RepairAsked(ward(PLAN), ward(PLAN))
    said = {"fr": "  Plus de changements que la réparation 2, mais aucun", "en": "  More changes than repair 2, but none"}
    for lang, words in said.items():
        lines = repaired.told(asked, Repairs((_alternative(60 * 400, 60 * 400), _alternative(60 * 40))), lang)
        assert lines[1].startswith(words)
        assert not any("que la réparation" in line or "than repair" in line for line in lines[2:])


def test_hours_and_points_have_the_same_minus() -> None:
    hours = small.rule("hours", "WINDOW", "soft", "hours", window="horizon", maximum=1, measure={"count": "minutes"})
    comfort = small.rule("days", "WINDOW", "soft", "comfort", window="horizon", maximum=1, measure={"count": "days"})
    problem = ward(PLAN, hours, replace(comfort, weight=3))
    one = replace(_alternative(60 * 400), costs=(Cost("hours", 900, -450), Cost("comfort", 462, -3)))
    for lang, minus in (("fr", MINUS), ("en", "-")):
        told = typeset(repaired.told(RepairAsked(problem, problem), Repairs((one,)), lang)[-1], lang)
        assert told.count(f"({minus}") == 2, told


def test_another_repair_is_the_best_of_those_that_differ_as_much() -> None:
    one = _alternative(60 * 400, everywhere=False)
    french = repaired.head(one, 2, NOTICES, "fr", other=True)
    assert french.endswith("; aucune aussi différente n'est meilleure autour de ces jours")
    assert repaired.head(one, 2, NOTICES, "en", other=True).endswith("; none that differs as much is better around these days")


def test_what_is_proved_of_few_changes_alone_says_so() -> None:
    one = _alternative(60 * 400, most=4)
    assert repaired.head(one, 2, NOTICES, "fr").endswith("; aucune n'est meilleure avec 4 changements au plus, c'est prouvé")
    assert repaired.head(one, 2, NOTICES, "en").endswith("; proved that none is better with at most 4 changes")
    near = _alternative(60 * 400, most=1, everywhere=False)
    french = repaired.head(near, 2, NOTICES, "fr")
    assert french.endswith("; aucune n'est meilleure avec 1 changement au plus autour de ces jours")
    assert repaired.head(near, 2, NOTICES, "en").endswith("; none is better with at most 1 change around these days")


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


def test_everything_wrong_is_told_at_once_in_the_language_asked_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--absent", "900000:2027-04-23", "--code", "J", "--now", "soon", "--lang", "fr")
    assert main(asked(*more, absent="900007:2027-03-23")) == 2
    told = plain(capsys.readouterr().err).splitlines()
    assert [line.partition(" : ")[0] for line in told] == ["--absent", "--code", "--absent", "--now"]
    assert "le matricule d'un agent de l'unité" in told[0]
    assert "reçu « 2027-04-23 », attendu des jours du 2027-03-22 au 2027-03-25" in told[2]
    assert main(["repair", "ward.json", "plan.json"]) == 2
    assert "who is absent, or --before" in capsys.readouterr().err


def test_notice_of_two_days_and_of_a_fortnight_is_counted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repair", "ward.json", "plan.json", "--absent", "900000:2027-03-23", "--now", "2027-03-15T05:40"]) == 0
    assert capsys.readouterr().out.startswith("Repair 1: 1 change, told less than 15 days before; proved")
    two = ["--absent", "900000:2027-03-22..2027-03-23", "--now", "2027-03-20T06:50", "--alternatives", "1"]
    assert main(["repair", "ward.json", "plan.json", *two]) == 0
    assert "2 changes, 1 told less than 48 h before and 1 told between 48 h and 15 days before;" in capsys.readouterr().out
    assert main(["repair", "ward.json", "plan.json", *two, "--lang", "fr"]) == 0
    french = plain(capsys.readouterr().out)
    assert "2 changements, 1 annoncé moins de 48 h avant et 1 annoncé entre 48 h et 15 jours avant ;" in french


def test_an_absence_on_a_day_off_needs_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(absent="900000:2027-03-24")) == 0
    assert capsys.readouterr().out.startswith("Nothing need change: the plan holds.\n")


@pytest.mark.parametrize(("lang", "words"), [("fr", "pas de planning à réparer"), ("en", "there is no plan to repair")])
def test_a_ward_without_a_plan_is_told_what_to_do(
    place: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    problem = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    leave = replace(problem.roster[1], cells=("CA", "J", "", ""))  # neither leave nor a locked shift is a plan
    locks = (CellRef(leave.person, problem.first + timedelta(1)),)
    problem = replace(problem, roster=(problem.roster[0], leave), locks=locks)
    (place / "ward.json").write_text(codec.dump_ward(problem), "utf-8")
    (place / "was.json").write_text(codec.dump_ward(problem), "utf-8")
    for more in (["--absent", "900000:2027-03-23"], ["--before", "was.json"]):
        assert main(["repair", "ward.json", *more, "--lang", lang]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert words in told.err
        assert "releve plan wa" in told.err


def test_where_leave_is_the_only_absence_the_codes_to_give_are_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    codes = tuple(code for code in problem.codes if code.kind != "absence")
    (place / "ward.json").write_text(codec.dump_ward(replace(problem, codes=codes)), "utf-8")
    for lang, words in (
        ("fr", "--code : attendu un de ces codes d'absence de l'unité : CA"),
        ("en", "--code: expected one of the ward's codes of absence: CA"),
    ):
        assert main(asked("--lang", lang)) == 2
        assert plain(capsys.readouterr().err).splitlines() == [words]
    assert main(asked("--code", "CA")) == 0


def test_the_same_as_data(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked("--json", "--alternatives", "1", "--lang", "fr")) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["now"], data["messages"]) == ("2027-03-22T04:40Z", [])
    (one,) = data["alternatives"]
    (change,) = one["changes"]
    assert (change["date"], change["before"], change["after"], change["notice"]) == ("2027-03-23", "R", "J", 25 * 60 + 5)
    assert "J au lieu de R le mar. 23 mars 2027" in change["sentence"]
    assert one["notices"] == [{"minutes": 2880, "changes": 1}, {"minutes": 21600, "changes": 1}]
    assert {cost["layer"] for cost in one["costs"]} == {"cover", "house", "target", "hours", "comfort"}
    assert (one["uncovered"], one["broken"], one["proved"]) == ([], [], True)


def _now_is(place: Path, **fields: object) -> None:
    """Writes the ward as it is now, the one with which the plan was made beside it."""
    problem = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    (place / "was.json").write_text(codec.dump_ward(problem), "utf-8")
    (place / "ward.json").write_text(codec.dump_ward(replace(problem, **fields)), "utf-8")  # type: ignore[arg-type]


def changed(*more: str) -> list[str]:
    return ["repair", "ward.json", "plan.json", "--before", "was.json", "--now", NOW, *more]


def _mended(place: Path) -> list[str]:
    plan = codec.load_plan((place / "out" / "repair-1.json").read_bytes(), "plan")
    return ["".join(row.cells) for row in plan.rows]


def test_more_demand_is_mended(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    (need,) = was.demand
    _now_is(place, demand=(replace(need, by_date=(*need.by_date, DayNeed(was.first, 2))),))
    assert main(changed("--out", "out", "--alternatives", "1")) == 0
    assert "1 change," in capsys.readouterr().out
    assert sum(row[0] == "J" for row in _mended(place)) == 2
    assert main(["check", "out/ward.json", "out/repair-1.json"]) == 0


def test_a_rule_that_is_new_is_kept(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    once = small.rule("once", "WINDOW", window="horizon", maximum=1, measure={"count": "days", "how": "start"})
    was = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    _now_is(place, settings=(*was.settings, replace(once, scope=Scope(people=("900000",)))))
    assert main(changed("--out", "out", "--alternatives", "1")) == 0
    assert "1 change," not in capsys.readouterr().out
    mended = _mended(place)
    assert mended[0].count("J") == 1
    assert all(sum(row[day] == "J" for row in mended) == 1 for day in range(4))


def test_a_cell_that_is_fixed_stays_and_the_rest_follows(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    row = replace(was.roster[0], cells=("", "R", "", ""))
    cell = CellRef(row.person, was.first + timedelta(1))
    _now_is(place, roster=(row, *was.roster[1:]), locks=(cell,))
    assert main(changed("--out", "out", "--alternatives", "1")) == 0
    mended = _mended(place)
    assert mended[0][:2] == "JR"
    assert sum(row[1] == "J" for row in mended) == 1
    assert "1 change," in capsys.readouterr().out


def test_another_ward_is_not_what_it_was_before(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _now_is(place, id="other")
    assert main(changed()) == 2
    assert "was.json: id: got" in capsys.readouterr().err


def test_a_run_that_found_no_plan_is_no_plan(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "plan.json").write_text(codec.dump_plan(Plan("", (), status="unknown")), "utf-8")
    assert main(asked()) == 2
    assert "plan.json: rows: expected a plan with rows" in capsys.readouterr().err


def test_a_rule_that_cannot_be_read_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    was = codec.load_ward((place / "ward.json").read_bytes(), "ward")
    _now_is(place, settings=(*was.settings, small.rule("odd", "WINDOW", moon=4)))
    for question in (changed(), ["repair", "ward.json", "--absent", "900000:2027-03-23"]):
        assert main(question) == 2
        assert "moon" in capsys.readouterr().err
