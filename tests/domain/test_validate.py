"""Each kind of fault that a ward as a whole can have, by one small change to a ward without any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.calendar import DayMask
from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.codes import Code, Piece, Segment, Select
from scheduler.domain.demand import DayNeed, Formula, Series
from scheduler.domain.errors import InputRefused
from scheduler.domain.oncall import OnCallPeriod
from scheduler.domain.people import Availability, HeldSkill, Restriction
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import CellPieces, CellRef, Opening, Problem, Reference, Row
from scheduler.domain.settings import LevelCost, Scope
from scheduler.domain.text import same
from scheduler.domain.validate import faults
from scheduler.domain.validate_rosters import plan_faults
from tests.domain.samples import FIRST, PLAN, WARD

BEFORE = date(2020, 1, 1)


def item(name: str, at: int, **values: Any) -> Callable[[Problem], Problem]:
    """The ward with other values in one member of one of its lists."""

    def change(ward: Problem) -> Problem:
        members = list(getattr(ward, name))
        members[at] = replace(members[at], **values)
        return replace(ward, **{name: tuple(members)})

    return change


def ward(**values: Any) -> Callable[[Problem], Problem]:
    return lambda problem: replace(problem, **values)


def again(name: str, at: int) -> Callable[[Problem], Problem]:
    """The ward with one member of a list twice."""
    return lambda problem: replace(problem, **{name: (*getattr(problem, name), getattr(problem, name)[at])})


def period(at: int = 0, **values: Any) -> Callable[[Problem], Problem]:
    """The ward with other values in a period of its first on-call line."""

    def change(problem: Problem) -> Problem:
        line = problem.lines[0]
        periods = list(line.periods)
        periods[at] = replace(periods[at], **values)
        return replace(problem, lines=(replace(line, periods=tuple(periods)), *problem.lines[1:]))

    return change


def pieces(*made: Piece) -> Callable[[Problem], Problem]:
    return ward(pieces=(CellPieces("900001", date(2027, 4, 30), made),))


ASKED = WARD.calls[0].asked
START = WARD.pieces[0].pieces[0].start
CASES = [
    (ward(days=0, roster=(), references=(), locks=()), "days", "0", "the nearest is 1"),
    (ward(days=4000, roster=(), references=()), "days", "4000", "the nearest is 3660"),
    (ward(history_days=-1, roster=(), pieces=()), "history_days", "-1", "the nearest is 0"),
    (ward(anchor=date(2027, 5, 5)), "anchor", "2027-05-05", "that of the same week is 2027-05-03"),
    (ward(zone="Europe/Pari"), "zone", "Europe/Pari", "the nearest is 'Europe/Paris'"),
    (ward(zone="Europe"), "zone", "Europe", "an IANA time zone"),
    (ward(zone="../Paris"), "zone", "../Paris", "an IANA time zone"),
    (ward(zone=""), "zone", "", "an IANA time zone"),
    (item("people", 0, grade="IED"), "people[0].grade", "IED", "the nearest is 'IDE'"),
    (item("people", 0, contract="nuit"), "people[0].contract", "nuit", "a contract listed in 'contracts': jour"),
    (item("people", 0, skills=(HeldSkill("rea"),)), "people[0].skills[0].skill", "rea", "the nearest is 'réa'"),
    (
        item("people", 0, skills=(HeldSkill("réa", FIRST, BEFORE),)),
        "people[0].skills[0].until",
        "2020-01-01",
        "a date not before the start, 2027-05-03",
    ),
    (
        item("people", 1, availability=(Availability("volunteer", FIRST, BEFORE),)),
        "people[1].availability[0].last",
        "2020-01-01",
        "a date not before the start, 2027-05-03",
    ),
    (again("calls", 0), "calls[2].id", "c1", "calls[0].id"),
    (item("calls", 0, person="900003"), "calls[0].person", "900003", "the nearest is '90000"),
    (item("calls", 0, code=" "), "calls[0].code", " ", "the code of the shift to be filled"),
    (item("calls", 0, answered=None), "calls[0].answered", "", "the instant of the answer"),
    (item("calls", 0, answer="waiting"), "calls[0].answered", "2027-05-03T03:05Z", "nothing while the answer"),
    (item("calls", 0, answered=ASKED - 1), "calls[0].answered", "2027-05-03T02:59Z", "not before the call, 2027-05-03T03:00Z"),
    (item("people", 0, quota=0), "people[0].quota", "0", "the nearest is 1"),
    (item("people", 0, quota=101), "people[0].quota", "101", "the nearest is 100"),
    (item("people", 0, codes=("m",)), "people[0].codes[0]", "m", "the nearest is 'M'"),
    (item("people", 0, since=FIRST, until=BEFORE), "people[0].until", "2020-01-01", "2027-05-03"),
    (
        item("people", 0, restrictions=(Restriction(Select(("X",))),)),
        "people[0].restrictions[0].select.codes[0]",
        "X",
        "a code listed in 'codes'",
    ),
    (item("people", 0, restrictions=(Restriction(Select()),)), "people[0].restrictions[0].select.codes", "", "codes or tags"),
    (
        item("people", 0, restrictions=(Restriction(Select(("N",)), DayMask((7,))),)),
        "people[0].restrictions[0].days.weekdays[0]",
        "7",
        "the nearest is 6",
    ),
    (
        item("people", 0, restrictions=(Restriction(Select(("N",)), first=FIRST, last=BEFORE),)),
        "people[0].restrictions[0].last",
        "2020-01-01",
        "not before",
    ),
    (again("people", 0), "people[2].id", "900001", "a value not already at people[0].id"),
    (item("contracts", 0, weekly_minutes=20000), "contracts[0].weekly_minutes", "20000", "the nearest is 10080"),
    (again("codes", 0), "codes[5].id", "M", "a value not already at codes[0].id"),
    (again("layers", 0), "layers[2].id", "cover", "layers[0].id"),
    (again("grades", 0), "grades[2].id", "IDE", "grades[0].id"),
    (again("skills", 0), "skills[1].id", "réa", "skills[0].id"),
    (again("contracts", 0), "contracts[1].id", "jour", "contracts[0].id"),
    (again("demand", 1), "demand[3].id", "nuit", "demand[1].id"),
    (again("series", 0), "series[1].id", "lits", "series[0].id"),
    (again("wishes", 0), "wishes[1].id", "w1", "wishes[0].id"),
    (again("settings", 2), "settings[3].id", "repos-12h", "settings[2].id"),
    (again("roster", 0), "roster[2].person", "900001", "roster[0].person"),
    (again("references", 0), "references[1].name", "published", "references[0].name"),
    (again("openings", 0), "openings[1]", "900002 weekends", "openings[0]"),
    (again("pieces", 0), "pieces[1]", "900001 2027-04-30", "pieces[0]"),
    (item("codes", 2, id=""), "codes[2].id", "", "an id that is not empty"),
    (item("codes", 2, id="C 1"), "codes[2].id", "C 1", "a word without space or /"),
    (item("codes", 2, id="C/1"), "codes[2].id", "C/1", "a word without space or /"),
    (item("codes", 2, id="."), "codes[2].id", ".", "other than '.'"),
    (item("codes", 0, colour="#FFF"), "codes[0].colour", "#FFF", "#RRGGBB"),
    (item("codes", 0, segments=(Segment(600, 600),)), "codes[0].segments[0].end", "10:00", "an end after the start"),
    (item("codes", 0, segments=(Segment(600, 660, 61),)), "codes[0].segments[0].effective", "61", "the nearest is 60"),
    (item("codes", 0, segments=(Segment(600, 660, -1),)), "codes[0].segments[0].effective", "-1", "the nearest is 0"),
    (
        item("codes", 0, segments=(Segment(600, 660), Segment(659, 700))),
        "codes[0].segments[1].start",
        "10:59",
        "not before the end of the one before",
    ),
    (item("codes", 3, segments=(Segment(600, 660),)), "codes[3].segments", "[...]", "no segment for a code of rest"),
    (item("codes", 3, planned=False), "codes", "", "exactly one code of kind 'rest'"),
    (ward(codes=(*WARD.codes, Code("RH", same("RH"), "rest"))), "codes", "R RH", "exactly one code of kind 'rest'"),
    (item("demand", 0, skill=(("IDE", "Réa"),)), "demand[0].skill[0][1]", "Réa", "the nearest is 'réa'"),
    (item("demand", 0, skill=((),)), "demand[0].skill[0]", "[]", "at least one grade or skill"),
    (item("demand", 0, codes=("MM",)), "demand[0].codes[0]", "MM", "the nearest is 'M'"),
    (item("demand", 0, codes=()), "demand[0].codes", "", "either 'codes' or 'start' and 'end'"),
    (item("demand", 0, start=420, end=900), "demand[0].codes", "codes start end", "either 'codes' or"),
    (item("demand", 1, end=None), "demand[1].codes", "start", "either 'codes' or"),
    (item("demand", 1, end=1260), "demand[1].end", "21:00", "an end after the start"),
    (item("demand", 0, days=DayMask((0, 0))), "demand[0].days.weekdays[1]", "0", "demand[0].days.weekdays[0]"),
    (item("demand", 0, first=FIRST, last=BEFORE), "demand[0].last", "2020-01-01", "not before"),
    (item("demand", 0, counting="posts"), "demand[0].post", "", "the name of the post"),
    (item("demand", 0, post="a b"), "demand[0].post", "a b", "a word without space,"),
    (item("demand", 0, under_weight=-1), "demand[0].under_weight", "-1", "the nearest is 0"),
    (item("demand", 0, minimum=-1), "demand[0].minimum", "-1", "the nearest is 0"),
    (item("demand", 0, minimum=3), "demand[0].target", "2", "at least 'minimum', which is 3"),
    (item("demand", 0, target=None, minimum=5), "demand[0].maximum", "4", "at least 'minimum', which is 5"),
    (item("demand", 0, maximum=Formula(1, 10, "lits", "down")), "demand[0].maximum", "1", "at least 'target', which is 2"),
    (item("demand", 0, maximum=Formula(2, 0, "lits")), "demand[0].maximum.units", "0", "the nearest is 1"),
    (item("demand", 0, maximum=Formula(2, 5, "lit")), "demand[0].maximum.of", "lit", "the nearest is 'lits'"),
    (
        item("demand", 0, by_date=(DayNeed(FIRST, minimum=2, maximum=1),)),
        "demand[0].by_date[0].maximum",
        "1",
        "at least 'minimum'",
    ),
    (
        item("demand", 0, by_date=(DayNeed(FIRST), DayNeed(FIRST))),
        "demand[0].by_date[1].date",
        "2027-05-03",
        "by_date[0].date",
    ),
    (ward(series=(Series("lits", same("lits"), 10, ((FIRST, 9), (FIRST, 9))),)), "series[0].values[1][0]", "2027-05-03", "[0]"),
    (
        ward(series=(Series("lits", same("lits"), 10, ((FIRST, -1),)),), demand=(), roster=()),
        "series[0].values[0][1]",
        "-1",
        "nearest is 0",
    ),
    (
        ward(
            lines=(
                WARD.lines[0],
                replace(WARD.lines[1], id="garde"),
                replace(WARD.lines[1], periods=(OnCallPeriod("B", 0, 60),)),
            )
        ),
        "lines[1].id",
        "garde",
        "lines[0].id",
    ),
    (item("lines", 0, skill=(("IDE",), ())), "lines[0].skill[1]", "[]", "at least one grade or skill"),
    (item("lines", 0, skill=(("IDE",), ("rea",))), "lines[0].skill[1][0]", "rea", "the nearest is 'réa'"),
    (item("lines", 0, beside=Select(("Z",))), "lines[0].beside.codes[0]", "Z", "a code"),
    (item("lines", 0, excludes=("astreintes",)), "lines[0].excludes[0]", "astreintes", "the nearest is 'astreinte'"),
    (item("lines", 0, rest=-1), "lines[0].rest", "-1", "the nearest is 0"),
    (item("lines", 1, rest=660), "lines[1].rest", "660", "the nearest is 0"),
    (item("lines", 0, worth=50), "lines[0].worth", "50", "the nearest is 0"),
    (item("lines", 1, worth=101), "lines[1].worth", "101", "the nearest is 100"),
    (item("lines", 1, under_weight=-1), "lines[1].under_weight", "-1", "the nearest is 0"),
    (item("lines", 0, periods=(OnCallPeriod("G", 0, 60),) * 2), "lines[0].periods[1].id", "G", "not already at"),
    (item("codes", 2, id="C+"), "codes[2].id", "C+", "a word without space or +"),
    (period(1, id="C"), "lines[0].periods[1].id", "C", "neither a code nor a demand line"),
    (period(1, id="nuit"), "lines[0].periods[1].id", "nuit", "neither a code nor a demand line"),
    (period(end=1000), "lines[0].periods[0].end", "16:40", "an end after the start"),
    (period(end=2561), "lines[0].periods[0].end", "42:41", "at most 24 h after the start"),
    (period(start=1500), "lines[0].periods[0].start", "1500", "the nearest is 1439"),
    (period(days=DayMask((7,))), "lines[0].periods[0].days.weekdays[0]", "7", "the nearest is 6"),
    (period(minimum=-1), "lines[0].periods[0].minimum", "-1", "the nearest is 0"),
    (period(minimum=3), "lines[0].periods[0].target", "2", "the nearest is 3"),
    (period(points=-1), "lines[0].periods[0].points", "-1", "the nearest is 0"),
    (period(changes=(7,)), "lines[0].periods[0].changes[0]", "7", "the nearest is 6"),
    (item("roster", 1, cells=("M+H", "R", "R", "", "", "", "")), "roster[900002] 2027-04-30", "H", "a period of the on-call"),
    (item("roster", 1, cells=("M+A+A", "R", "R", "", "", "", "")), "roster[900002] 2027-04-30", "A", "not already at"),
    (item("roster", 1, cells=("m+A", "R", "R", "", "", "", "")), "roster[900002] 2027-04-30", "m", "nearest is 'M'"),
    (item("settings", 0, valid_to=date(2001, 1, 1)), "settings[0].valid_to", "2001-01-01", "not before"),
    (item("settings", 0, scope=Scope(grades=("ide",))), "settings[0].scope.grades[0]", "ide", "the nearest is 'IDE'"),
    (item("settings", 0, scope=Scope(contracts=("x",))), "settings[0].scope.contracts[0]", "x", "jour"),
    (item("settings", 0, scope=Scope(people=("900003",))), "settings[0].scope.people[0]", "900003", "the nearest is '900002'"),
    (item("settings", 0, scope=Scope(first=FIRST, last=BEFORE)), "settings[0].scope.last", "2020-01-01", "not before"),
    (item("settings", 0, weight=-1), "settings[0].weight", "-1", "the nearest is 0"),
    (item("settings", 1, layer="confort"), "settings[1].layer", "confort", "the nearest is 'comfort'"),
    (item("settings", 1, layer="", levels={}), "settings[1].layer", "", "a layer listed in 'layers': cover, comfort"),
    (item("settings", 1, levels={"target": LevelCost("z")}), "settings[1].levels.target.layer", "z", "a layer"),
    (item("settings", 1, levels={"target": LevelCost("cover", -1)}), "settings[1].levels.target.weight", "-1", "nearest is 0"),
    (item("settings", 2, replaces=("repos-10h",)), "settings[2].replaces[0]", "repos-10h", "the nearest is 'repos-11h'"),
    (item("settings", 2, replaces=("repos-12h",)), "settings[2].replaces[0]", "repos-12h", "the nearest is 'repos-11h'"),
    (item("overrides", 0, rule="x"), "overrides[0].rule", "x", "the id of a rule"),
    (item("overrides", 0, people=("x",)), "overrides[0].people[0]", "x", "someone in 'people'"),
    (item("overrides", 0, last=BEFORE), "overrides[0].last", "2020-01-01", "not before"),
    (item("overrides", 0, reason=" "), "overrides[0].reason", " ", "the reason"),
    (item("wishes", 0, person="x"), "wishes[0].person", "x", "someone in 'people'"),
    (item("wishes", 0, last=BEFORE), "wishes[0].last", "2020-01-01", "not before"),
    (item("wishes", 0, strength=0), "wishes[0].strength", "0", "the nearest is 1"),
    (item("wishes", 0, select=Select(("Z",))), "wishes[0].select.codes[0]", "Z", "a code"),
    (item("roster", 0, person="x"), "roster[0].person", "x", "someone in 'people'"),
    (item("roster", 0, cells=("N",) * 6), "roster[900001]", "6", "7 cells, one a day from 2027-04-30"),
    (item("roster", 1, cells=("M", "R", "R", "Q", "", "", "")), "roster[900002] 2027-05-03", "Q", "a code"),
    (item("roster", 1, cells=("M/x", "R", "R", "", "", "", "")), "roster[900002] 2027-04-30", "x", "a post of the demand"),
    (item("roster", 1, cells=("m/accueil", "R", "R", "", "", "", "")), "roster[900002] 2027-04-30", "m", "nearest is 'M'"),
    (
        ward(references=(Reference("cycle", (Row("900001", ("M",)),)),)),
        "references[0].rows[900001]",
        "1",
        "4 cells, one a day from 2027-05-03",
    ),
    (
        ward(references=(Reference("cycle", (Row("900001", ("M", "M", "R", "Q")),)),)),
        "references[0].rows[900001] 2027-05-06",
        "Q",
        "a code",
    ),
    (ward(locks=(CellRef("x", FIRST),)), "locks[0].person", "x", "someone in 'people'"),
    (ward(locks=(CellRef("900001", date(2027, 4, 29)),)), "locks[0].date", "2027-04-29", "the nearest is 2027-04-30"),
    (ward(locks=(CellRef("900001", date(2027, 5, 7)),)), "locks[0].date", "2027-05-07", "the nearest is 2027-05-06"),
    (ward(openings=(Opening("x", "weekends", 1),)), "openings[0].person", "x", "someone in 'people'"),
    (ward(openings=(Opening("900001", "", 1),)), "openings[0].account", "", "the name of the account"),
    (pieces(Piece(START, START, 0)), "pieces[0].pieces[0].end", "2027-04-30T19:00Z", "after the start"),
    (pieces(Piece(START, START + 10, 11)), "pieces[0].pieces[0].effective", "11", "the nearest is 10"),
    (
        pieces(Piece(START, START + 10, 9), Piece(START + 9, START + 12, 3)),
        "pieces[0].pieces[1].start",
        "2027-04-30T19:09Z",
        "not before the end",
    ),
    (pieces(Piece(START - 1440, START - 1400, 9)), "pieces[0].pieces[0].start", "2027-04-29T19:00Z", "the cell's day"),
    (pieces(Piece(START + 3000, START + 3010, 9)), "pieces[0].pieces[0].start", "2027-05-02T21:00Z", "the cell's day"),
]


def test_the_sample_has_no_fault() -> None:
    assert faults(WARD) == ()
    assert plan_faults(WARD, PLAN) == ()


@pytest.mark.parametrize(("change", "place", "value", "expected"), CASES, ids=[f"{case[1]}={case[2]}" for case in CASES])
def test_each_kind_of_fault(change: Callable[[Problem], Problem], place: str, value: str, expected: str) -> None:
    found = faults(change(WARD))
    assert [(fault.place, fault.value) for fault in found] == [(place, value)]
    assert expected in found[0].expected.en
    assert found[0].expected.fr != found[0].expected.en


def test_everything_is_told_at_once_and_a_file_with_it_is_refused() -> None:
    broken = WARD
    changes = [
        item("people", 0, quota=0),
        item("codes", 0, colour="red"),
        item("settings", 0, weight=-1),
        ward(anchor=date(2027, 5, 5)),
    ]
    for change in changes:
        broken = change(broken)
    places = ["anchor", "codes[0].colour", "people[0].quota", "settings[0].weight"]
    assert [fault.place for fault in faults(broken)] == places
    with pytest.raises(InputRefused) as refused:
        load_ward(dump_ward(broken), "salle.json")
    assert [fault.place for fault in refused.value.faults] == places
    assert str(refused.value).count("salle.json") == 4


def test_what_is_no_fault() -> None:
    for change in (
        item("people", 0, until=date(2027, 5, 1)),  # cells after the end of the employment
        item("demand", 1, minimum=None),
        item("demand", 0, days=DayMask((), "also")),
        item("settings", 1, layer=""),  # each of its levels names its own
        ward(roster=()),
        ward(
            **dict.fromkeys(
                ("people", "roster", "wishes", "overrides", "locks", "pieces", "references", "openings", "settings", "calls"),
                (),
            )
        ),
        item("calls", 0, code="was M", date=BEFORE),  # the log tells what was, whatever the ward is now
    ):
        assert faults(change(WARD)) == ()


def test_a_plan_that_does_not_fit_its_ward() -> None:
    plan = replace(
        PLAN,
        rows=(Row("900001", ("N", "Q", "R", "R")), Row("900009", ("R",) * 4), Row("900002", ("R",))),
        layers=(LayerResult("overtime", 3),),
    )
    assert [(fault.place, fault.value) for fault in plan_faults(WARD, plan)] == [
        ("rows[900001] 2027-05-04", "Q"),
        ("rows[1].person", "900009"),
        ("rows[900002]", "1"),
        ("layers[0].layer", "overtime"),
    ]
