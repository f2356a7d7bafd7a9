"""Holes: which day and code they are, whom the demand asks for, and what a wrong question is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.demand import DayNeed, DemandLine
from scheduler.domain.errors import InputRefused
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import HeldSkill
from scheduler.domain.rosters import Grid
from scheduler.domain.text import same
from scheduler.domain.time import iso_instant
from scheduler.services.replacing_holes import find_hole, shifts
from tests.services.holes import EVENINGS, FRIDAY, MORNINGS, ask, checked, fill_text, ward, with_person

SENIORS = DemandLine("need-senior", same("seniors"), (("senior",),), ("M",), target=1)
DAYTIME = DemandLine("daytime", same("by day"), (("IDE",),), start=420, end=840, minimum=1)
NIGHT = DemandLine("by-night", same("by night"), (("IDE",),), start=1260, end=1860, minimum=1)
ROWS = {"Sauge": "M M M M R R R", "Houx": "M M M M M R R"}


def lines(*demand: DemandLine, code: str = "M", when: date = FRIDAY) -> tuple[tuple[str, ...], int]:
    problem = with_person(ward(ROWS, demand=demand), "Houx", skills=(HeldSkill("senior"),))
    hole = find_hole(checked(problem).roster, when, code)
    return hole.lines, hole.missing


def test_lines_below_their_minimum_are_sought_before_those_below_their_target_and_these_before_all() -> None:
    two = replace(MORNINGS, minimum=3)
    assert lines(two, SENIORS) == (("need-m",), 2)
    assert lines(replace(MORNINGS, target=2), replace(SENIORS, minimum=2, target=None)) == (("need-senior",), 1)
    assert lines(replace(MORNINGS, target=3), SENIORS) == (("need-m",), 2)
    assert lines(MORNINGS, SENIORS) == (("need-m", "need-senior"), 0)
    assert lines(EVENINGS) == ((), 0)
    free = replace(MORNINGS, by_date=(DayNeed(FRIDAY),))
    assert lines(free) == ((), 0)
    assert lines(free, when=date(2027, 5, 6)) == (("need-m",), 0)


def test_a_clock_interval_is_served_by_half_a_shift_and_not_by_a_handover() -> None:
    assert lines(replace(DAYTIME, minimum=2)) == (("daytime",), 1)
    assert lines(DAYTIME, NIGHT) == (("daytime",), 0), "the morning begins a quarter of an hour before the night ends"
    assert lines(DAYTIME, NIGHT, code="N") == (("by-night",), 1)
    assert lines(DAYTIME, NIGHT, code="S") == ((), 0)
    half = replace(DAYTIME, id="half", start=630, end=1440)
    assert lines(half) == (("half",), 1)
    assert lines(replace(half, start=631)) == ((), 0)


def test_a_hole_begins_and_ends_by_the_clock_of_the_ward() -> None:
    hole = find_hole(checked(ward(ROWS)).roster, FRIDAY, "N")
    assert (iso_instant(hole.start), iso_instant(hole.end), hole.day) == ("2027-05-07T19:00Z", "2027-05-08T05:00Z", 4)
    spring = ward({"Sauge": "R R R R R R R"}, first=date(2027, 3, 22), anchor=date(2027, 3, 22))
    hole = find_hole(checked(spring).roster, date(2027, 3, 27), "N")
    assert hole.end - hole.start == 540


@pytest.mark.parametrize(
    ("when", "code", "absent", "place", "value", "told"),
    [
        (date(2027, 5, 10), "M", None, "hole", "2027-05-10", "a day from 2027-05-03 to 2027-05-09"),
        (date(2027, 5, 2), "M", None, "hole", "2027-05-02", "a day from 2027-05-03 to 2027-05-09"),
        (FRIDAY, "m", None, "hole", "m", "a shift that a plan may give; the nearest is 'M'"),
        (FRIDAY, "R", None, "hole", "R", "a shift that a plan may give: M, S, N, A"),
        (FRIDAY, "CA", None, "hole", "CA", "a shift that a plan may give"),
        (FRIDAY, "FO", None, "hole", "FO", "a shift that a plan may give"),
        (FRIDAY, "M", "90000", "absent", "90000", "the id of someone in the ward; the nearest is '90000"),
        (FRIDAY, "M", "x", "absent", "x", "the id of someone in the ward: 900000, 900001"),
    ],
)
def test_what_there_is_is_said_where_the_question_is_wrong(
    when: date, code: str, absent: str | None, place: str, value: str, told: str
) -> None:
    line = OnCallLine("line", same("on call"), "standby", (OnCallPeriod("A", 1275, 1845),))
    roster = checked(ward(ROWS, history=0, lines=(line,))).roster
    with pytest.raises(InputRefused) as refused:
        find_hole(roster, when, code, absent)
    (fault,) = refused.value.faults
    assert (fault.place, fault.value) == (place, value)
    assert told in fault.expected.en


def test_where_posts_count_the_hole_names_its_post() -> None:
    desk = replace(MORNINGS, counting="posts", post="senior")
    problem = with_person(ward(ROWS, demand=(desk,)), "Sauge", skills=(HeldSkill("senior"),))
    roster = checked(problem).roster
    with pytest.raises(InputRefused, match="M/senior"):
        find_hole(roster, FRIDAY, "M")
    assert sorted(shifts(roster.frame)) == ["M/senior", "N", "S"]
    check, _, found = ask(problem, "M/senior")
    assert [fill_text(check, each) for each in found] == ["M/senior", "post"]


def test_a_hole_is_found_in_the_roster_as_it_is_now() -> None:
    check = checked(ward(ROWS))
    grid = check.roster
    assert isinstance(grid, Grid)
    assert find_hole(grid, FRIDAY, "M").missing == 0
    grid.put(1, 4, grid.frame.rest)
    assert find_hole(grid, FRIDAY, "M").missing == 1
