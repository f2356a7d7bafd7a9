"""Rules that cannot be read, or that speak of what nothing in the ward knows: refused before any search, by every command."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler import packs
from scheduler.checking import rule_faults
from scheduler.domain import codec
from scheduler.domain.people import Grade
from scheduler.domain.problem import Opening, PackRef, Problem
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.text import Text, same
from scheduler.services import samples
from solver.api import SolveJob
from solver.search.run import Search
from tests.solver import small
from ui.cli import main

BAD = small.rule("bank", "BALANCE", cap="12", perod="year")
BESIDES = small.rule("team", "TEAM", relation="besides")
FAR = small.rule("far", "FAR")


def ward(*settings: RuleSetting, **more: Any) -> Problem:
    return replace(small.ward(2, 4, *settings), **more)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELEVE_LANG", "en")
    return tmp_path


def keep(place: Path, problem: Problem) -> str:
    file = place / "ward.json"
    file.write_text(codec.dump_ward(problem), "utf-8")
    return str(file)


def commands(file: str, place: Path) -> list[list[str]]:
    (place / "wards").mkdir(exist_ok=True)
    (place / "wards" / "one.json").write_bytes(Path(file).read_bytes())
    plan = str(place / "plan.json")
    return [
        ["plan", file, "--effort", "1"], ["check", file, plan], ["why", file, plan, "--cell", "900000:2027-03-22"],
        ["why", file], ["repair", file, plan, "--absent", "900000:2027-03-22"],
        ["replace", file, plan, "--hole", "2027-03-22:J"],
        ["plan-all", str(place / "wards"), "--effort", "1"],
    ]  # fmt: skip


def test_every_command_refuses_rules_that_cannot_be_read_with_every_fault(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = keep(place, ward())
    assert main(["plan", sound, "--effort", "1", "--out", str(place / "plan.json")]) in (0, 1)
    capsys.readouterr()
    for argv in commands(keep(place, ward(BAD, BESIDES)), place):
        assert main(argv) == 2, argv
        told = capsys.readouterr()
        for words in ("settings[bank].params.cap", "settings[bank].params.perod", "settings[team].params.relation"):
            assert words in told.err + told.out, argv
        assert "optimal" not in told.out


def test_an_unknown_hard_rule_is_planned_only_with_consent_and_the_plan_says_so(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = keep(place, ward())
    main(["plan", sound, "--effort", "1", "--out", str(place / "plan.json")])
    file = keep(place, ward(FAR))
    for argv in commands(file, place):
        capsys.readouterr()
        status = main(argv)
        told = capsys.readouterr()
        if argv[0] in ("check", "why"):  # nothing is planned
            assert status != 2, argv
            assert "'far' (FAR) is unknown to this version" in told.err
            continue
        assert status == 2, argv
        assert "--without-unknown-rules" in told.err + told.out, argv
        assert "the nearest is 'FAIR'" in told.err + told.out, argv
    out = str(place / "agreed.json")
    assert main(["plan", file, "--effort", "1", "--without-unknown-rules", "--out", out]) in (0, 1)
    assert "the plan does not keep it" in capsys.readouterr().out
    assert main(["rerun", f"{out}.run.json"]) == 2
    assert main(["rerun", f"{out}.run.json", "--without-unknown-rules"]) in (0, 1)
    soft = keep(place, ward(replace(FAR, hardness="soft")))
    assert main(["plan", soft, "--effort", "1"]) in (0, 1)


def test_the_solver_itself_plans_nothing_with_a_rule_that_cannot_be_read() -> None:
    plan = Search(SolveJob(ward(BAD), None, 1, 1), lambda event: None, threading.Event()).run()
    assert (plan.status, plan.rows) == ("unknown", ())
    assert any("settings[bank].params.cap" in message.en for message in plan.messages)


@pytest.mark.parametrize(
    ("setting", "place", "near"),
    [
        (small.rule("x", "TEAM", left_people=["90001"]), "left_people[0]", "900001"),
        (small.rule("x", "TEAM", right=[["IDE"], ["IDF", "IDE"]]), "right[1][0]", "IDE"),
        (small.rule("x", "ELIGIBLE", needs=[["IED"]]), "needs[0][0]", "IDE"),
        (small.rule("x", "FAIR", "soft", opening="nigths"), "opening", "nights"),
        (small.rule("x", "WINDOW", opening="nigth"), "opening", "nights"),
        (small.rule("x", "FAIR", "soft", measure={"select": {"tags": ["nite"]}}), "measure.select.tags[0]", "night"),
        (small.rule("x", "RUN", select={"codes": ["JJ"]}), "select.codes[0]", "J"),
        (small.rule("x", "PATTERN", words=[[{"codes": ["N"]}, {"tags": ["evning"]}]]), "words[0][1].tags[0]", "evening"),
        (small.rule("x", "COVER", "soft", "cover", lines=["J", "n"]), "lines[1]", "N"),
    ],
)
def test_a_name_that_nothing_knows_is_refused_with_the_nearest(setting: RuleSetting, place: str, near: str) -> None:
    problem = ward(setting, openings=(Opening("900000", "nights", 2),))
    (fault,) = rule_faults(problem)
    assert fault.place == f"settings[x].params.{place}"
    assert f"'{near}'" in fault.expected.en
    assert f"« {near} »" in fault.expected.fr
    assert rule_faults(ward(replace(setting, hardness="off"))) == ()


@pytest.mark.parametrize(
    ("account", "near"),
    [("nigths", "nights"), ("night", "nights"), ("Nights", "nights"), ("nights-4-month", "nights-4-months"), ("cet", "CET")],
)
def test_an_account_that_is_nearly_one_that_people_bring_something_into_is_refused_with_the_nearest(
    account: str, near: str
) -> None:
    brought = tuple(Opening("900000", name, 2) for name in ("nights", "nights-4-months", "CET"))
    setting = small.rule("x", "BALANCE", account=account, cap=9)
    (fault,) = rule_faults(ward(setting, openings=brought))
    assert fault.place == "settings[x].params.account"
    assert f"'{near}'" in fault.expected.en
    assert f"« {near} »" in fault.expected.fr
    assert rule_faults(ward(replace(setting, hardness="off"), openings=brought)) == ()


@pytest.mark.parametrize("account", ["", "nights", "bank", "nights-2028", "night-hours", "RTT", "CE"])
def test_an_account_that_begins_at_nothing_for_everyone_is_no_fault(account: str) -> None:
    brought = tuple(Opening("900000", name, 2) for name in ("nights", "nights-2027", "CET"))
    assert rule_faults(ward(small.rule("x", "BALANCE", account=account, cap=9), openings=brought)) == ()
    assert rule_faults(ward(small.rule("x", "BALANCE", account=account, cap=9))) == ()


def test_an_account_that_is_nearly_one_of_the_pack_is_refused() -> None:
    french = packs.apply(ward(), "fph")
    own = small.rule("own", "BALANCE", account="overtime-yaer", cap=9)
    (fault,) = rule_faults(replace(french, settings=(*french.settings, own)))
    assert (fault.place, "'overtime-year'" in fault.expected.en) == ("settings[own].params.account", True)


def test_a_cap_below_its_floor_is_a_fault_of_the_rule_in_both_languages() -> None:
    meeting = small.rule("x", "BALANCE", floor=-10, cap=-10)
    assert rule_faults(ward(meeting)) == ()
    apart = ward(replace(meeting, params={"floor": 10, "cap": 9}))
    (fault,) = rule_faults(apart)
    assert (fault.place, fault.value) == ("settings[x].params.cap", "9")
    assert fault.expected == Text("un plafond qui n'est pas sous le plancher (10)", "a cap that is not below the floor (10)")
    plan = Search(SolveJob(apart, None, 1, 1), lambda event: None, threading.Event()).run()
    assert (plan.status, plan.rows) == ("unknown", ())
    assert [message.fr for message in plan.messages if "plancher" in message.fr]
    for alone in ({"floor": 10}, {"cap": 9}):
        assert rule_faults(ward(replace(meeting, params=alone))) == ()


def test_a_misspelt_tag_in_a_scope_is_refused_with_the_nearest() -> None:
    plain = ward()
    tagged = replace(plain, people=(replace(plain.people[0], tags=("student", "new")), *plain.people[1:]))
    setting = replace(small.rule("x", "RUN", maximum=6), scope=Scope(tags=("new", "studnt")))
    (fault,) = rule_faults(replace(tagged, settings=(*tagged.settings, setting)))
    assert (fault.place, fault.value) == ("settings[x].scope.tags[1]", "studnt")
    assert "'student'" in fault.expected.en
    assert "« student »" in fault.expected.fr
    off = replace(setting, hardness="off")
    assert rule_faults(replace(tagged, settings=(*tagged.settings, off))) == ()
    left = replace(setting, scope=Scope(tags=("student",)))  # the last one has left
    assert rule_faults(replace(plain, settings=(*plain.settings, left))) == ()


def test_tags_in_the_scopes_of_a_pack_need_nobody_and_may_be_used_by_a_wards_own_rules() -> None:
    doctors = packs.apply(ward(), "med")
    own = replace(small.rule("own", "RUN", maximum=6), scope=Scope(tags=("intern",)))
    assert rule_faults(replace(doctors, settings=(*doctors.settings, own))) == ()
    (fault,) = rule_faults(replace(doctors, settings=(*doctors.settings, replace(own, scope=Scope(tags=("itnern",))))))
    assert "'intern'" in fault.expected.en


def test_what_the_ward_or_the_program_knows_is_no_fault() -> None:
    known = (
        small.rule("a", "BALANCE", account="bank", cap=9), small.rule("b", "FAIR", "soft", opening="bank"),
        small.rule("c", "WINDOW", measure={"select": {"tags": ["overtime", "guard"], "codes": ["CA"]}}, maximum=1),
        small.rule("d", "TEAM", left=[["IDE"]], right_people=["900001"]),
    )  # fmt: skip
    assert rule_faults(ward(*known)) == ()


def test_what_the_rules_of_a_pack_name_a_ward_need_not_have_but_its_own_rules_are_held_to_it() -> None:
    bare = ward(grades=(Grade("IDE", same("IDE")),))
    for name in packs.names():
        assert rule_faults(packs.apply(bare, name)) == ()
    french = packs.apply(bare, "fph")
    own = small.rule("own", "TEAM", left=[["studnt"]])
    (fault,) = rule_faults(replace(french, settings=(*french.settings, own)))
    assert "'student'" in fault.expected.en
    # Of a pack that this program has not got, nobody can tell which names are its own.
    other = replace(french, pack=PackRef("other", "1"), settings=(*french.settings, own, BAD))
    assert {fault.place for fault in rule_faults(other)} == {"settings[bank].params.cap", "settings[bank].params.perod"}


@pytest.mark.parametrize("name", samples.names())
def test_the_rules_of_a_sample_ward_have_no_fault(name: str) -> None:
    assert rule_faults(samples.load(name)) == ()


def test_demand_that_no_rule_judges_is_said_to_be_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = replace(ward(), settings=())
    assert main(["plan", keep(place, nobody), "--effort", "1"]) in (0, 1)
    out = capsys.readouterr().out
    assert "uncovered shifts: no COVER rule judges the demand (12 shifts)" in out
    assert "uncovered shifts: 0 of" not in out
    main(["plan", keep(place, ward()), "--effort", "1"])
    assert "uncovered shifts: 4 of 12" in capsys.readouterr().out


def test_a_ward_is_written_with_the_parameters_that_it_had(place: Path) -> None:
    kept = codec.load_ward(codec.dump_ward(ward(BAD, FAR)))
    assert json.loads(codec.dump_ward(kept))["settings"][-2]["params"] == {"cap": "12", "perod": "year"}
