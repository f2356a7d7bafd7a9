"""Rules that are no law but that a ward lives by: sequences, posts, wishes, kept plans and cover, by hand-written grids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.checking import check_problem
from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Code, Segment, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Restriction
from scheduler.domain.problem import CellRef, Reference, Row
from scheduler.domain.settings import Override, RuleSetting, Wish
from scheduler.domain.text import Text, same
from scheduler.rules.evaluate import evaluate
from tests.rules.wards import CODES, COVER, GUARD, NIGHTS, STANDBY, bound, said, setting, ward

DAYS = {"tags": ["day"]}


def found(rule: RuleSetting, rows: list[str], **more: Any) -> list[tuple[str, int, int, int]]:
    """Level, first day, value and amount of each finding: the same by the evaluator and by the template's own check."""
    book, grid = bound(ward(rows, rule, **more))
    out = []
    for each in book.rules:
        for statement in each.statements:
            read = list(evaluate(statement, grid))
            checked = each.template.check(statement, grid, book.frame.first, book.frame.last)
            assert sorted(map(said, checked)) == sorted(map(said, read))
            out += [(f.level, f.first, f.value, f.amount) for f in read]
    return out


def test_a_pattern_is_on_consecutive_days_from_its_weekday() -> None:
    rule = setting("PATTERN", words=[[NIGHTS, {"codes": ["R"]}, DAYS]])
    assert [f[1] for f in found(rule, ["N R J N N R M R N R"])] == [0, 4]
    assert found(rule, ["N . J N R R J"]) == []
    weekend = setting("PATTERN", words=[[{"tags": ["work"]}, {"tags": ["work"], "negate": True}]], days={"weekdays": [5]})
    assert [f[1] for f in found(weekend, ["J R R R R J R J R R R R J J"])] == [5]


def test_a_post_holds_its_codes_less_its_restrictions() -> None:
    rule = setting("ELIGIBLE", own=True)
    base = ward(["M"], rule).people[0]
    no_nights = Restriction(Select(tags=("night",)), DayMask((1,)))
    who = replace(base, codes=("M", "N"), restrictions=(no_nights,), until=date(2027, 5, 7))
    assert [f[1] for f in found(rule, ["N N N J M M R"], people=(who,))] == [1, 3, 5]
    closed = setting("ELIGIBLE", codes=NIGHTS, days={"weekdays": [2]})
    assert [f[1] for f in found(closed, ["N N N N R R R"])] == [2]
    skilled = setting("ELIGIBLE", codes=NIGHTS, needs=[["IDE"]])
    assert found(skilled, ["N N N N R R R"]) == []


@pytest.mark.parametrize(("polarity", "days"), [("want", [0, 2]), ("avoid", [1])])
def test_a_wish_costs_its_strength_each_day_that_it_is_not_granted(polarity: str, days: list[int]) -> None:
    wish = Wish("w", "900000", date(2027, 5, 3), date(2027, 5, 6), Select(codes=("J",)), polarity, 3)  # type: ignore[arg-type]
    rows = ["M J R . J"]
    assert [(f[1], f[3]) for f in found(setting("PREF", "soft"), rows, wishes=(wish,))] == [(day, 3) for day in days]
    capped = setting("PREF", "soft", strongest=2)
    assert [(f[1], f[3]) for f in found(capped, rows, wishes=(wish,))] == [(day, 2) for day in days]


def test_a_kept_plan_prices_changes_and_may_be_frozen() -> None:
    plan = Reference("published", (Row("900000", ("M", "M", "", "R")),))
    rows = ["M J J J"]
    assert [(f[1], f[3]) for f in found(setting("STABLE", "soft", price=4), rows, references=(plan,))] == [(1, 4), (3, 4)]
    frozen = setting("STABLE", price=4, frozen_until="2027-05-04")
    assert [(f[1], f[3]) for f in found(frozen, rows, references=(plan,))] == [(1, 1), (3, 4)]


def test_cover_counts_heads_on_shifts_short_and_over() -> None:
    line = DemandLine("J", same("J"), (("IDE",),), ("J",), minimum=1, target=2, maximum=2, under_weight=5, over_weight=7)
    rows = ["J J R J", "J J R R", "R J R R"]
    assert found(COVER, rows, demand=(line,)) == [
        ("maximum", 1, 3, 7), ("minimum", 2, 0, 5), ("target", 2, 0, 10), ("target", 3, 1, 5),
    ]  # fmt: skip
    weekdays = replace(line, days=DayMask((0, 1)))
    assert found(COVER, rows, demand=(weekdays,)) == [("maximum", 1, 3, 7)]


def test_cover_of_a_clock_interval_is_judged_at_every_instant() -> None:
    line = DemandLine("clock", same("clock"), start=420, end=1860, minimum=1)
    # From 07:00 to 07:00 a day shift and a night shift are enough; a morning and an evening leave the night open.
    assert found(COVER, ["J R", "K R"], demand=(replace(line, last=date(2027, 5, 3)),)) == []
    book, grid = bound(ward(["M R", "S R"], COVER, demand=(replace(line, last=date(2027, 5, 3)),)))
    open_parts = [f.extra for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    at = book.frame.midnight(0)
    # From 06:45 on the next day's morning shift could serve as well: a part of its own.
    assert [(part["start"], part["end"]) for part in open_parts] == [(at + 1275, at + 1845), (at + 1845, at + 1860)]


STUDENT = {"left_people": ["900000"], "right_people": ["900001"]}


def test_a_student_works_only_where_a_mentor_is_at_work() -> None:
    by_day = setting("TEAM", relation="beside", unit="day", **STUDENT)
    assert found(by_day, ["J J R J", "J R J ."]) == [("", 1, 1, 1)]
    # By the clock a morning student has no mentor until the evening shift begins at 13:45.
    book, grid = bound(ward(["M", "S"], setting("TEAM", relation="beside", **STUDENT)))
    alone = [f for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    sentences = [book.rules[0].template.sentence(one, book.frame, book.rules[0].setting, "en") for one in alone]
    assert [part in said for part, said in zip(("06:45–07:00", "07:00–08:00", "08:00–"), sentences, strict=True)] == [True] * 3
    assert found(setting("TEAM", relation="beside", **STUDENT), ["M", "J"]) == [("", 0, 1, 1)]
    assert found(setting("TEAM", relation="beside", **STUDENT), ["J", "J"]) == []


def test_a_mentor_serves_for_so_many_students_and_needs_none() -> None:
    people = {"left": [["IDE"]], "right_people": ["900002"], "unit": "day"}
    rows = ["J J R", "J J R", "J R J"]
    assert found(setting("TEAM", each=2, **people), rows) == [("", 1, 2, 2)]
    assert found(setting("TEAM", each=1, **people), rows) == [("", 0, 2, 1), ("", 1, 2, 2)]


def test_two_people_never_together_and_the_same_weekends() -> None:
    assert found(setting("TEAM", relation="apart", unit="day", **STUDENT), ["J N R J", "N R J J"]) == [
        ("", 0, 2, 1), ("", 3, 2, 1),
    ]  # fmt: skip
    # A morning and an evening shift overlap from 13:45 to 14:15; a day and a night shift do not.
    assert found(setting("TEAM", relation="apart", **STUDENT), ["M J", "S K"]) == [("", 0, 2, 1)]
    same_weekend = setting("TEAM", relation="same", unit="weekend", **STUDENT)
    week = "R R R R R "
    assert found(same_weekend, [week + "J J", week + "R J"]) == [("", 5, 2, 1)]
    assert found(same_weekend, [week + "R R", week + "R J"]) == [("", 5, 1, 1)]
    assert found(same_weekend, [week + "J R", week + "R J"]) == []
    assert found(same_weekend, [week + "J R", week + "R ."]) == []


def test_who_is_on_guard_is_there_by_the_clock_and_who_is_on_standby_is_not() -> None:
    rule = setting("TEAM", relation="beside", **STUDENT)
    both = {"lines": (replace(GUARD, skill=()), STANDBY)}
    for student, mentor, alone in (
        ("R+G", "R", True), ("R+G", "R+G", False), ("R+G", "R+A", True), ("R+A", "R", False), ("M+G", "M", True),
        ("M+G", "M+G", False),
    ):  # fmt: skip
        read = found(rule, [f"{student} R", f"{mentor} R"], **both)
        assert bool(read) == alone, (student, mentor)
    # Of a class of codes by what is held: at night the guard, not the day before it.
    nights = setting("TEAM", relation="beside", **STUDENT, select=NIGHTS)
    assert found(nights, ["M+G R", "R+G R"], **both) == []
    assert found(nights, ["M R", "R R"], **both) == []


def test_the_same_weekends_are_asked_only_while_both_are_employed() -> None:
    rule = setting("TEAM", relation="same", unit="weekend", left_people=["900000"], right_people=["900001"])
    rows = ["R R R R R R R " * 2, "R R R R R J R " * 2]
    assert [f[1] for f in found(rule, rows)] == [5, 12]
    people = ward(rows).people
    gone = (replace(people[0], until=date(2027, 5, 9)), people[1])
    assert [f[1] for f in found(rule, rows, people=gone)] == [5]
    new = (people[0], replace(people[1], since=date(2027, 5, 9)))
    assert [f[1] for f in found(rule, rows, people=new)] == [12]


def test_what_a_mentor_could_still_mend_is_not_already_there() -> None:
    rule = setting("TEAM", relation="beside", unit="day", **STUDENT)
    locked = (CellRef("900000", date(2027, 5, 3)), CellRef("900000", date(2027, 5, 4)))
    book, grid = bound(ward(["J J", "R CA"], rule, locks=locked))
    both = [f for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    assert [(f.amount, f.already) for f in both] == [(1, 0), (1, 1)]


def test_an_override_takes_a_student_out_of_what_he_may_break() -> None:
    act = Override("rule", ("900000",), date(2027, 5, 4), date(2027, 5, 4), "reason", "cadre")
    rule = setting("TEAM", relation="beside", unit="day", **STUDENT)
    assert found(rule, ["J J", "R R"], overrides=(act,)) == [("", 0, 1, 1)]


def test_hours_due_are_a_fifth_of_the_week_for_each_weekday_and_leave_counts() -> None:
    rule = setting("WINDOW", "soft", window="horizon", due=True, measure={"credit": True})
    assert found(rule, ["M M M M M R R"]) == []
    assert found(rule, ["M M CA CA M CA R"]) == []
    assert found(rule, ["M M CA R M R R"]) == [("minimum", 0, 1800, 450)]
    assert found(rule, ["M M M M M M R"]) == [("maximum", 0, 2700, 450)]
    assert found(rule, ["M M M . M R R"]) == []


def test_a_minimum_that_facts_put_out_of_reach_is_already_there() -> None:
    rule = setting("WINDOW", window="week", minimum=2250)
    book, grid = bound(ward(["CA CA CA CA CA R R"], rule))
    (one,) = [f for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    # Two free days can bring the longest shift each.
    assert (one.amount, one.already) == (2250, 2250 - 2 * 720 + _over(book.frame))


def _over(frame: Any) -> int:
    """What a night of Sunday works past the last midnight of its week."""
    night = frame.pieces(frame.by_text["K"], frame.last)[0]
    day = frame.pieces(frame.by_text["J"], frame.last)[0]
    inside = [min(piece.end, frame.midnight(frame.last + 1)) - piece.start for piece in (night, day)]
    return 720 - max(inside)


def test_two_duties_at_once_are_told_to_overlap_not_to_have_a_rest_below_nothing() -> None:
    long = Code("L", Text("long", "long"), "work", (Segment(1260, 1900),), ("night",))
    rest = setting("RESTGAP", minutes=720)
    problem = ward(["L M"], rest, codes=(*CODES, long))
    check = check_problem(problem).check
    assert check is not None
    (finding,) = check.broken()
    assert finding.value < 0
    minutes = 1900 - 1440 - next(code.segments[0].start for code in CODES if code.id == "M")
    said = f"0 h {minutes:02d}"
    assert check.sentence(finding, "en") == (
        f"FICTIF-Sauge Ortie: L on Mon 3 May 2027 and M on Tue 4 May 2027 overlap by {said}; "
        "at least 12 h 00 of rest (the rule)."
    )
    assert f"se chevauchent de {said} ; 12 h 00 de repos au moins" in check.sentence(finding, "fr")
