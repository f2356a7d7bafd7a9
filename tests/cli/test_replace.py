"""`releve replace` as a user meets it: the ranked table, the data, the exit status, and what a wrong question is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain import codec
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import plain
from scheduler.services import store
from tests.services.holes import OVERTIME, REST, WEEK, call, ward
from ui.cli import main

ROWS = {"Sauge": "M M M M M R R", "Houx": "M M M S R R R", "Iris": "M M M R R R R", "Jonc": "M M CA CA CA R R"}
NOW = "2027-05-07T05:40"


def problem() -> Problem:
    """The ward without a plan: only what is given stands in it."""
    whole = ward(ROWS, REST, WEEK, OVERTIME, calls=(call(1, "not_reached"),))
    rows = (Row(row.person, tuple(cell if cell == "CA" else "" for cell in row.cells)) for row in whole.roster)
    return replace(whole, roster=tuple(rows))


def plan(**rows: str) -> Plan:
    """The plan of ROWS, some of its rows otherwise."""
    cells = [(rows.get(name, row)).split() for name, row in ROWS.items()]
    return Plan("", tuple(Row(f"90{at:04d}", tuple(line)) for at, line in enumerate(cells)))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ward.json").write_text(codec.dump_ward(problem()), "utf-8")
    (tmp_path / "plan.json").write_text(codec.dump_plan(plan(Sauge="M M M M R R R")), "utf-8")
    return tmp_path


def asked(*more: str, plan: str = "plan.json", hole: str = "2027-05-07:M") -> list[str]:
    return ["replace", "ward.json", plan, "--hole", hole, "--now", NOW, *more]


def test_everybody_is_ranked_with_a_line_of_reason(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["1", "possible"], ["2", "possible"], ["3", "forbidden"], ["4", "cannot"]]
    assert "FICTIF-Iris Ortie can take M on Fri 7 May 2027: within contract hours, balance -15 h 00, then -7 h 30" in lines[0]
    assert "1 h 05 of notice, a reason is needed under 48 h" in lines[0]
    assert "FICTIF-Sauge Ortie" in lines[1]
    assert "9 h 30" in lines[2]
    assert lines[2].endswith("Asked on Fri 7 May 2027 at 05:15, not reached.")
    assert "is away on Fri 7 May 2027 (CA)" in lines[3]
    assert main(asked("--lang", "fr")) == 0
    told = capsys.readouterr()
    assert "1  possible  FICTIF-Iris Ortie peut prendre M le ven. 7 mai 2027 : dans ses heures" in plain(told.out)
    assert "exclu" in told.out
    assert told.err == ""


def test_the_same_as_data(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked("--json")) == 0
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert (data["now"], data["hole"]["missing"], data["hole"]["lines"]) == ("2027-05-07T03:40Z", 1, ["need-m"])
    assert [(each["person"], each["status"]) for each in data["candidates"]] == [
        ("900002", "proposed"), ("900000", "proposed"), ("900001", "breaks"), ("900003", "barred"),
    ]  # fmt: skip
    assert set(data) == {"hole", "now", "candidates"}
    assert told.err == ""


def test_a_shift_of_somebody_absent_is_taken_off_first(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "full.json").write_text(codec.dump_plan(plan()), "utf-8")
    assert main(asked(plan="full.json")) == 0
    told = capsys.readouterr()
    assert "fully staffed: nobody is missing" in told.err
    assert "FICTIF-Sauge Ortie already has M on Fri 7 May 2027." in told.out
    assert main(asked("--absent", "900000", plan="full.json")) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.splitlines()[-1].endswith("FICTIF-Sauge Ortie is away on Fri 7 May 2027: M is to be filled.")
    assert main(asked("--absent", "900003", plan="full.json")) == 0, "away in the ward already: nothing to take off"


def test_where_nobody_can_be_called_the_answer_is_no(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = plan(Sauge="M M M S R R R", Iris="M M M S R R R")
    (place / "nobody.json").write_text(codec.dump_plan(nobody), "utf-8")
    assert main(asked(plan="nobody.json")) == 1
    assert "possible" not in capsys.readouterr().out


def test_a_ward_of_a_database_is_ranked_as_it_stands(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{place / 'wards.db'}"
    with store.open(url) as opened:
        opened.create_ward(ward(ROWS, REST), opened.act("create_ward"))
        asked_for = call(2, "waiting")
        ref = opened.find("Small")
        opened.log_call(ref, opened.act("log_call"), asked_for)
        opened.answer_call(ref, opened.act("answer_call"), asked_for, "refused", asked_for.asked + 2)
    assert main(["replace", f"{url}#Small", "--hole", "2027-05-07:M", "--now", NOW, "--absent", "900000"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert "FICTIF-Houx" in out[0]
    assert "FICTIF-Iris Ortie has refused M on Fri 7 May 2027" in out[1]


def test_without_an_instant_the_present_is_meant(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replace", "ward.json", "plan.json", "--hole", "2027-05-07:M", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["now"] > "2026"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["replace", "ward.json", "plan.json"], "--hole"),
        (asked(hole="M"), "such as 2027-05-11:M"),
        (asked(hole="2027-05-07:"), "such as 2027-05-11:M"),
        (asked(hole="2027-02-30:M"), "such as 2027-05-11:M"),
        (asked(hole="2028-05-07:M"), "a day from 2027-05-03 to 2027-05-09"),
        (asked(hole="2027-05-07:Q"), "a shift that a plan may give: M, S, N"),
        (asked(plan="wrong.json"), "rows[900003] 2027-05-07"),
        (asked(plan="other.json"), "rows[0].person"),
        (asked(plan="none.json"), "none.json"),
        (asked("--now", "tomorrow"), "an instant such as"),
        (asked("--absent", "900009"), "the id of someone in the ward"),
        (asked("--absent", "900001"), "someone who has M on 2027-05-07 (in the plan: R)"),
    ],
)
def test_a_wrong_question_is_told_what_there_is(
    place: Path, capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    (place / "wrong.json").write_text(codec.dump_plan(plan(Jonc="M M CA CA M R R")), "utf-8")
    (place / "other.json").write_text(codec.dump_plan(Plan("", (Row("x", ("R",) * 7),))), "utf-8")
    before = sorted(path.name for path in place.iterdir())
    assert main(argv) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert sorted(path.name for path in place.iterdir()) == before


def test_where_nobody_will_do_alone_a_chain_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = replace(WEEK, params={**WEEK.params, "maximum": 900})
    rows = {
        "Sauge": "M! M! R! R! R! R! R!", "Houx": "R R M! R R M R",
        "Iris": "R! R! R! M! R! R R!", "Jonc": "R! R! R! R! CA R! M!",
    }  # fmt: skip
    (place / "tight.json").write_text(codec.dump_ward(ward(rows, REST, two)), "utf-8")
    question = ["replace", "tight.json", "--hole", "2027-05-07:M", "--now", NOW]
    assert main(question) == 0
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "Together, 1:",
        "  FICTIF-Houx Ortie: M instead of R on Fri 7 May 2027 (1 h 05 of notice).",
        "  FICTIF-Houx Ortie: R instead of M on Sat 8 May 2027 (25 h 05 of notice).",
        "  FICTIF-Iris Ortie: M instead of R on Sat 8 May 2027 (25 h 05 of notice).",
    ]
    assert main([*question, "--json", "--lang", "fr"]) == 0
    assert json.loads(capsys.readouterr().out)["chains"] == [
        [
            "FICTIF-Houx Ortie : M au lieu de R le ven. 7 mai 2027 (prévenir 1 h 05 avant).",
            "FICTIF-Houx Ortie : R au lieu de M le sam. 8 mai 2027 (prévenir 25 h 05 avant).",
            "FICTIF-Iris Ortie : M au lieu de R le sam. 8 mai 2027 (prévenir 25 h 05 avant).",
        ]
    ]


def test_everything_wrong_is_told_at_once_in_the_language_asked_for(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--hole", "2027-09-01:ZZ", "--absent", "77", "--now", "soon", "--lang", "fr"]
    assert main(["replace", "ward.json", "plan.json", *more]) == 2
    told = plain(capsys.readouterr().err).splitlines()
    assert [line.partition(" : ")[0] for line in told] == ["--hole", "--hole", "--absent", "--now"]
    assert "attendu un jour du" in told[0]
