"""Every figure of the packs at its limit and just beyond: overtime, standbys, doctors, interns, the EU directive.

M 06:45-14:15, J 07:00-19:00, D 08:00-18:00, V 8 h of overtime, R rest, CA leave; G is a guard 18:00-08:00, GJ one of 24 h, A a
standby 18:00-08:00, AJ one of 24 h. The horizon begins on Monday 3 May 2027.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler import packs
from scheduler.checking import check_problem
from scheduler.domain.calendar import Holiday
from scheduler.domain.codes import Piece
from scheduler.domain.demand import DemandLine, Series
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import Grade, HeldSkill, Skill
from scheduler.domain.problem import CellPieces, Opening, Problem
from scheduler.domain.text import Text, same
from scheduler.rules.evaluate import evaluate
from solver.api import SolveJob, solve
from tests.rules.wards import CODES, MAY, bound, shift, ward

D, V, MINUTE = shift("D", 480, 1080, "day"), shift("V", 480, 960, "day", "overtime"), shift("I", 480, 1081, "day")
NIGHT, WHOLE = ("night",), ("night", "day_and_night")
GUARD = OnCallLine(
    "garde", Text("Garde", "Guard"), "guard",
    (OnCallPeriod("G", 1080, 1920, tags=NIGHT, minimum=0), OnCallPeriod("GJ", 480, 1920, tags=WHOLE, minimum=0)),
)  # fmt: skip
STANDBY = OnCallLine(
    "astreinte", Text("Astreinte", "Standby"), "standby",
    (OnCallPeriod("A", 1080, 1920, tags=NIGHT, minimum=0), OnCallPeriod("AJ", 480, 1920, tags=WHOLE, minimum=0)),
)  # fmt: skip
FREE = " R R R R R R R"


def under(pack: str, row: str, tags: tuple[str, ...] = (), **more: Any) -> Problem:
    """One person's row under a pack."""
    more.setdefault("lines", (GUARD, STANDBY))
    problem = ward([row.replace("|", " ")], codes=(*CODES, D, V, MINUTE), **more)
    who = replace(problem.people[0], tags=tags)
    return packs.apply(replace(problem, people=(who,)), pack)


def broken(pack: str, row: str, tags: tuple[str, ...] = (), **more: Any) -> set[str]:
    """The rules that the row of the person breaks (definitions of codes are nobody's)."""
    book, grid = bound(under(pack, row, tags, **more))
    found = {f.rule for rule in book.rules for said in rule.statements for f in evaluate(said, grid) if f.people}
    return {name for name in found if "-" in name}


def brought(account: str, amount: int) -> dict[str, Any]:
    return {"openings": (Opening("900000", account, amount),)}


# --- French public hospitals: overtime and standbys


@pytest.mark.parametrize(
    ("rule", "account", "cap"), [("FPH-25", "overtime-month", 1200), ("FPH-26", "overtime-year", 14400)]
)
def test_overtime_is_capped_by_month_and_year(rule: str, account: str, cap: int) -> None:
    assert rule not in broken("fph", "V R R", **brought(account, cap - 480))
    assert rule in broken("fph", "V R R", **brought(account, cap - 479))


def on(name: str, problem: Problem) -> Problem:
    """The ward with one rule of its pack switched on."""
    return replace(
        problem, settings=tuple(replace(s, hardness="hard") if s.id == name else s for s in problem.settings)
    )


@pytest.mark.parametrize(
    ("name", "account", "cap", "row"),
    [
        ("FPH-25-CYCLE", "overtime-cycle", 3323, "V R R"),
        ("FPH-04", "hours-year", 124800, "J R R"),
        ("FPH-17", "hours-year", 96420, "J R R"),
    ],
)
def test_caps_that_are_switched_on_hold_to_the_minute(name: str, account: str, cap: int, row: str) -> None:
    work = 480 if row.startswith("V") else 720
    for amount, expected in ((cap - work, False), (cap - work + 1, True)):
        problem = on(name, under("fph", row, anchor=MAY - timedelta(days=7), **brought(account, amount)))
        check = check_problem(problem).check
        assert check is not None
        assert (name in {f.rule for f in check.all()}) == expected
        assert name != "FPH-25-CYCLE" or "FPH-25" not in {rule.setting.id for rule in check.book.rules if rule.reach.people}


def test_one_saturday_one_sunday_and_one_holiday_of_standby_a_month() -> None:
    week = "R R R R R {} {} |"
    rest = "R R R R R R R |"
    one = week.format("R+AJ", "R+AJ")
    assert not {"FPH-32-SAT", "FPH-32-SUN"} & broken("fph", one + rest * 3)
    assert "FPH-32-SAT" in broken("fph", one + week.format("R+AJ", "R"))
    assert "FPH-32-SUN" in broken("fph", one + week.format("R", "R+AJ"))
    # The next one lies in June.
    assert "FPH-32-SAT" not in broken("fph", one + rest * 3 + week.format("R+AJ", "R"))
    holidays = tuple(Holiday(MAY + timedelta(days=at), same("x")) for at in (1, 8))
    assert "FPH-32-HOL" in broken("fph", "R R+A R R R R R | R R+A", holidays=holidays)
    assert "FPH-32-HOL" not in broken("fph", "R R+A R R R R R | R R", holidays=holidays)


def test_seventy_two_hours_of_standby_in_fifteen_days() -> None:
    assert "FPH-33" not in broken("fph", "R+AJ R+AJ R+AJ R R R R R R R R R R R R R+AJ")
    longer = (replace(STANDBY, periods=(*STANDBY.periods, OnCallPeriod("AL", 479, 1920, minimum=0))),)
    assert "FPH-33" in broken("fph", "R+AJ R+AJ R R+AL R R R", lines=longer)


def test_students_and_newcomers_are_never_alone() -> None:
    skills = tuple(Skill(name, same(name)) for name in ("student", "mentor", "newcomer", "senior"))
    for held, beside, rule in (("student", "mentor", "GP-04"), ("newcomer", "senior", "GP-04-NEW")):
        base = ward(["M M", "R M"], skills=skills)
        people = tuple(
            replace(who, skills=(HeldSkill(name),)) for who, name in zip(base.people, (held, beside), strict=True)
        )
        check = check_problem(packs.apply(replace(base, people=people), "fph")).check
        assert check is not None
        found = [f for f in check.all() if f.rule == rule]
        assert {f.first for f in found} == {0}
        assert (rule in {f.rule for f in check.broken()}) == (rule == "GP-04")


def test_cardiac_intensive_care_takes_its_ratios_by_its_own_beds() -> None:
    grades = (Grade("IDE", same("IDE")), Grade("AS", same("AS")))
    beds = (Series("usic_beds", Text("lits", "beds"), 9),)
    problem = packs.apply(ward(["R R", "R R"], grades=grades, series=beds), "fph")
    assert [line.id for line in problem.demand] == ["FPH-45-IDE", "FPH-45-AS-DAY", "FPH-45-AS-NIGHT"]
    check = check_problem(problem).check
    assert check is not None
    assert {(f.key[0], f.limit) for f in check.all() if f.rule == "FPH-45"} == {
        ("FPH-45-IDE", 3), ("FPH-45-AS-DAY", 3), ("FPH-45-AS-NIGHT", 2),
    }  # fmt: skip


# --- doctors and interns


@pytest.mark.parametrize(
    ("rule", "kept", "over"),
    [
        ("MED-02", "D D", "LATE D"),
        ("MED-03", "D+G R D", "D+G R M"),
        ("MED-03-24H", "D+G R R", "I+H R R"),
        ("MED-06-NIGHT", "R+A R+A R+A R R R R", "R+A R+A R+A R+A R R R"),
        ("MED-06-SUNDAY", "R R R R R R R+AJ |" * 2, "R R R R R R R+AJ |" * 3),
        ("MED-06-SATURDAY", "R R R R R R+AJ R |" * 2, "R R R R R R+AJ R |" * 3),
    ],
)
def test_a_doctor_s_limits(rule: str, kept: str, over: str) -> None:
    late = shift("LATE", 480, 1261, "day")  # ends 10 h 59 before the next day's 08:00
    guard = replace(GUARD, periods=(*GUARD.periods, OnCallPeriod("H", 1081, 1921, tags=NIGHT)))
    more: dict[str, Any] = {"lines": (guard, STANDBY)}
    problem_codes = (*CODES, D, V, MINUTE, late)

    def found(row: str) -> set[str]:
        problem = packs.apply(ward([row.replace("|", " ")], codes=problem_codes, **more), "med")
        book, grid = bound(problem)
        return {f.rule for rule in book.rules for said in rule.statements for f in evaluate(said, grid) if f.people}

    assert rule not in found(kept)
    assert rule in found(over)


def test_working_time_of_four_months_of_a_quarter_and_added_to_the_minute() -> None:
    anchor = {"anchor": MAY - timedelta(days=7)}
    for rule, tags, account, cap, row, work in (
        ("MED-01", (), "hours-4-months", 17 * 2880, "J R R", 720),
        ("INT-01", ("intern",), "hours-quarter", 13 * 2880, "J R R", 720),
        ("MED-08", ("attached",), "additional-4-months", 17 * 2400 * 2 // 5, "V R R", 480),
    ):
        assert rule not in broken("med", row, tags, **anchor, **brought(account, cap - work))
        assert rule in broken("med", row, tags, **anchor, **brought(account, cap - work + 1))
    # An intern's quarter takes the place of the four months.
    assert "MED-01" not in broken("med", "J R R", ("intern",), **anchor, **brought("hours-4-months", 99999))
    assert "MED-08" not in broken("med", "V R R", (), **anchor, **brought("additional-4-months", 99999))


def test_the_rest_after_a_guard_is_its_length_for_doctors_and_eleven_hours_for_interns() -> None:
    assert "MED-03" in broken("med", "R+G S R")
    assert "INT-03" in broken("med", "R+G S R", ("intern",))
    assert "MED-03" not in broken("med", "R+G S R", ("intern",))
    evening = (*CODES, D, shift("E", 1140, 1320), shift("F", 1139, 1320))  # 11 h after it, and a minute less
    for row, expected in (("R+G E R", False), ("R+G F R", True)):
        problem = packs.apply(ward([row], codes=evening, lines=(GUARD,)), "med")
        problem = replace(problem, people=(replace(problem.people[0], tags=("intern",)),))
        check = check_problem(problem).check
        assert check is not None
        assert ("INT-03" in {f.rule for f in check.all()}) == expected


def test_an_intern_begins_no_standby_within_eleven_hours_of_a_guard() -> None:
    """No duty of any sort: G ends at 08:00; a standby of that evening, 19:00, is the first that may begin."""
    evening = (OnCallPeriod("E", 1139, 1920, minimum=0), OnCallPeriod("F", 1140, 1920, minimum=0))
    by_day = replace(STANDBY, id="jour", periods=(OnCallPeriod("AD", 480, 1080, minimum=0),))
    lines = (GUARD, by_day, replace(STANDBY, id="soir", periods=evening))
    for row, expected in (("R+G R+AD R", True), ("R+G R+E R", True), ("R+G R+F R", False), ("R+G R R+AD", False),
                          ("R+AD R R", False), ("M+G R R+F", False), ("M+G R+AD R", True)):  # fmt: skip
        assert ("INT-03" in broken("med", row, ("intern",), lines=lines)) == expected, row
        assert "INT-03" not in broken("med", row, lines=lines)
    check = check_problem(under("med", "R+G R+AD R", ("intern",), lines=lines)).check
    assert check is not None
    (one,) = [f for f in check.broken() if f.rule == "INT-03"]
    assert check.sentence(one, "en") == (
        "FICTIF-Sauge Ortie: R+AD on Tue 4 May 2027 begins less than 11 h 00 after the end of R+G on Mon 3 May 2027 "
        "(Interns: a safety rest of 11 h after a guard)."
    )
    assert "commence moins de 11 h 00 après la fin de R+G" in check.sentence(one, "fr")


def test_after_a_call_out_eleven_hours_of_rest() -> None:
    start = bound(ward(["R"]))[0].frame.midnight(1)
    for minute, expected in ((0, False), (1, True)):
        out = Piece(start - 61, start - 60 + minute + 240, 241 + minute, ("callout", "work"))  # until 03:00 or later
        real = (CellPieces("900000", MAY, (out,)),)
        fits = shift("Q", 840, 1000)  # 11 h after three
        problem = packs.apply(ward(["R+A Q"], codes=(*CODES, fits), lines=(STANDBY,), pieces=real), "med")
        check = check_problem(problem).check
        assert check is not None
        assert ("MED-04" in {f.rule for f in check.all()}) == expected


def test_guards_and_standbys_of_university_staff_and_interns() -> None:
    university, intern = ("university",), ("intern",)
    assert "MED-05-GUARD" not in broken("med", "R+G R R R R R R", university)
    assert "MED-05-GUARD" in broken("med", "R+G R R R+G R R R", university)
    assert "MED-05-STANDBY" in broken("med", "R+A R+A R+A R+A R R R", university)
    assert "MED-06-NIGHT" not in broken("med", "R+A R+A R+A R+A R R R", university)
    sundays = "R R R R R R {} |" * 3
    assert "MED-05-SUNDAY" not in broken("med", sundays.format("R+GJ", "R", "R"), university)
    assert "MED-05-SUNDAY" in broken("med", sundays.format("R+GJ", "R+GJ", "R"), university)
    assert "MED-05-SUNDAY-STANDBY" not in broken("med", sundays.format("R+AJ", "R+AJ", "R"), university)
    assert "MED-05-SUNDAY-STANDBY" in broken("med", sundays.format("R+AJ", "R+AJ", "R+AJ"), university)
    assert "INT-02-NIGHT" in broken("med", "R+G R R R+G R R R", intern)
    assert "INT-02-NIGHT" not in broken("med", "R+G R R R+G R R R", university)
    assert "INT-02-SUNDAY" in broken("med", sundays.format("R+GJ", "R+GJ", "R"), intern)
    assert "INT-02-SUNDAY" not in broken("med", sundays.format("R+GJ", "R", "R"), intern)


def test_lines_of_doctors_and_interns_are_judged_themselves() -> None:
    def told(lines: tuple[OnCallLine, ...], tags: tuple[str, ...] = ()) -> set[str]:
        check = check_problem(under("med", "R R", tags, lines=lines)).check
        assert check is not None
        return {f.rule for f in check.all() if not f.people}

    assert told((GUARD, STANDBY)) == set()
    assert told((replace(GUARD, periods=(OnCallPeriod("G", 1079, 1920, minimum=0),)),)) == {"MED-07"}
    assert told((GUARD, STANDBY), ("intern",)) == {"INT-04"}


# --- the directive


def test_the_directive_s_rests() -> None:
    late = shift("L", 480, 1261, "day")
    for row, rule in (("L D", "EU-01"), ("J J J J J J J J R R", "EU-02")):
        problem = packs.apply(ward([row], codes=(*CODES, D, late)), "eu")
        check = check_problem(problem).check
        assert check is not None
        assert rule in {f.rule for f in check.all()}
    # From 19:00 of Saturday to 06:00 of Monday there are 35 h, to 05:59 a minute less.
    for start, expected in ((360, False), (359, True)):
        codes = (*CODES, shift("E", start, 700))
        problem = packs.apply(ward(["J J J J J J R E R R R R R R"], codes=codes), "eu")
        check = check_problem(problem).check
        assert check is not None
        assert ("EU-02" in {f.rule for f in check.all() if f.first == 0}) == expected


@pytest.mark.parametrize(
    ("rule", "tags", "account"), [("EU-03", (), "hours-4-months"), ("EU-04", ("night_worker",), "night-worker-hours")]
)
def test_the_directive_s_averages(rule: str, tags: tuple[str, ...], account: str) -> None:
    anchor = {"anchor": MAY - timedelta(days=7)}
    assert rule not in broken("eu", "K R R", tags, **anchor, **brought(account, 17 * 2880 - 720))
    assert rule in broken("eu", "K R R", tags, **anchor, **brought(account, 17 * 2880 - 719))


def test_leave_counts_like_the_week_of_the_contract() -> None:
    anchor = {"anchor": MAY - timedelta(days=7)}
    assert "EU-03" not in broken("eu", "CA R R", **anchor, **brought("hours-4-months", 17 * 2880 - 450))
    assert "EU-03" in broken("eu", "CA R R", **anchor, **brought("hours-4-months", 17 * 2880 - 449))


def test_any_seventeen_weeks_where_that_is_switched_on() -> None:
    row = " ".join(["J J J J R R R"] * 17)  # 48 h a week
    for text, expected in ((row, False), (row.replace("J R R R", "J I R R", 1), True)):
        problem = on("EU-03-ROLLING", under("eu", text))
        check = check_problem(problem).check
        assert check is not None
        assert ("EU-03-ROLLING" in {f.rule for f in check.all()}) == expected


def test_four_weeks_of_leave_a_year() -> None:
    december = {"first": date(2027, 12, 27)}  # a Monday; five working days to the end of the year
    assert "EU-05" in broken("eu", "CA CA R R R R R", **december, **brought("leave-year", 17))
    assert "EU-05" not in broken("eu", "CA CA R R R R R", **december, **brought("leave-year", 18))
    assert "EU-05" not in broken("eu", "CA CA R R", **brought("leave-year", 0))


# --- every pack


@pytest.mark.parametrize("pack", packs.names())
def test_a_ward_under_each_pack_is_planned_legally(pack: str) -> None:
    lines = (
        replace(GUARD, periods=(replace(GUARD.periods[0], minimum=1),)),
        replace(STANDBY, periods=(replace(STANDBY.periods[0], minimum=1),)),
    )
    demand = tuple(DemandLine(code, same(code), (("IDE",),), (code,), minimum=1) for code in ("M", "S"))
    blank = " ".join(["."] * 7)
    problem = ward([blank] * 4, lines=lines, demand=demand)
    problem = replace(problem, people=tuple(replace(who, codes=("M", "S")) for who in problem.people))
    problem = packs.apply(problem, pack)
    # What only costs is left out: the test is of what holds.
    kept = tuple(s for s in problem.settings if s.hardness == "hard" or s.template == "COVER")
    problem = replace(problem, settings=kept)
    plan = solve(SolveJob(problem, None, 1, 1, 1), lambda event: None)
    report = check_problem(problem, plan.rows)
    assert report.legal
    assert all(cell for row in plan.rows for cell in row.cells)
