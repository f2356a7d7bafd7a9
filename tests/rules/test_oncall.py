"""On-call lines by hand-written grids: who may hold what and when, rest and overlap, cover, points, what counts as hours.

G is a guard of every night 19:10-08:00 with 11 h of rest; A a standby 21:30-07:00 on Monday to Thursday nights; W a standby of
24 h on Friday to Sunday that one person keeps; a quarter of a standby counts as hours. MAY is a Monday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.accounts.cover import cover
from scheduler.accounts.hours import GUARDS, NIGHTS, POINTS, STANDBYS, WEEKENDS, Ledger, balances
from scheduler.checking import LiveCheck, check_problem
from scheduler.domain.calendar import DayMask, Holiday
from scheduler.domain.codes import Piece, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.oncall import OnCallPeriod
from scheduler.domain.people import HeldSkill, Skill
from scheduler.domain.problem import CellPieces, Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import same
from tests.rules.wards import COVER, GUARD, LINES, MAY, ON_CALL, REST, STANDBY, bound, setting, shift, ward

ONCALL = setting("ONCALL")
RESTS = setting("RESTGAP", minutes=660)
AT_HOME = {"tags": ["standby"]}


def found(rule: RuleSetting, rows: str | list[str], **more: Any) -> list[tuple[str, int, int, int, int]]:
    """Level, first and last day, value and amount of each breach."""
    more.setdefault("lines", LINES)
    problem = ward([rows] if isinstance(rows, str) else rows, rule, **more)
    book, grid = bound(problem)
    return sorted((f.level, f.first, f.last, f.value, f.amount) for f in LiveCheck(book, grid).all())


def days(found: list[tuple[str, int, int, int, int]]) -> list[tuple[int, int]]:
    return [(first, last) for _, first, last, _, _ in found]


def texts(problem: Problem) -> set[str]:
    return set(bound(problem)[0].frame.by_text)


# --- what a cell may hold


def test_a_line_stands_beside_rest_and_work_whose_hours_it_does_not_overlap() -> None:
    known = texts(ward(["R"], lines=LINES))
    assert {"R+G", "M+G", "J+G", "R+A", "J+A", "S+A", "R+W"} <= known
    assert known.isdisjoint({"N+G", "K+G", "N+A", "S+G", "M+W", "CA+A", "CA+G"})


def test_two_periods_stand_in_a_cell_only_side_by_side_and_not_excluded() -> None:
    day = replace(STANDBY, id="jour", excludes=(), periods=(OnCallPeriod("D", 480, 1150),))
    assert {"R+G+D", "R+D", "R+W"} <= texts(ward(["R"], lines=(GUARD, day, STANDBY)))
    assert "R+G+D" not in texts(ward(["R"], lines=(replace(GUARD, excludes=("jour",)), day)))
    assert "R+G+D" not in texts(ward(["R"], lines=(GUARD, replace(day, periods=(OnCallPeriod("D", 480, 1151),)))))
    # Weekdays and weekend periods are never due on the same day.
    never = replace(day, periods=(OnCallPeriod("D", 480, 1150, DayMask((4,))),))
    assert "R+A+D" not in texts(ward(["R"], lines=(STANDBY, never)))


def test_beside_narrows_the_codes_that_a_line_stands_beside() -> None:
    known = texts(ward(["R"], lines=(replace(GUARD, beside=Select(tags=("rest",))),)))
    assert "R+G" in known
    assert "J+G" not in known


def test_what_stands_in_the_roster_is_kept_as_a_fact_and_flagged() -> None:
    assert days(found(ONCALL, "CA+A R", history=1)) == [(-1, -1)]
    report = check_problem(ward(["CA+A R"], ONCALL, lines=LINES))
    assert report.legal  # already there
    frame = bound(ward(["CA+A R"], lines=LINES))[0].frame
    assert not any(frame.text(choice) == "CA+A" for options in frame.options for choice in options)


def test_only_the_qualified_hold_a_line_and_only_on_the_dates_of_their_skill() -> None:
    lines = (replace(GUARD, skill=(("IDE",), ("garde",))),)
    problem = ward(["R+G R R+G", "R+G R R"], ONCALL, lines=lines, skills=(Skill("garde", same("garde")),))
    held = HeldSkill("garde", until=MAY + timedelta(days=1))
    problem = replace(problem, people=(replace(problem.people[0], skills=(held,)), problem.people[1]))
    book, grid = bound(problem)
    assert [(f.people, f.first) for f in LiveCheck(book, grid).all()] == [((0,), 2), ((1,), 0)]
    guards = [
        {book.frame.text(choice) for choice in options if "+" in book.frame.text(choice)} for options in book.frame.options
    ]
    assert guards[0] > {"R+G"}
    assert guards[1] == set()


# --- days, overlap, who keeps it, rest


def test_a_period_is_held_on_its_days_alone_holidays_included() -> None:
    assert days(found(ONCALL, "R R R R R+A R R")) == [(4, 4)]
    masked = (replace(STANDBY, periods=(OnCallPeriod("A", 1290, 1860, DayMask((0,), "also")),)),)
    assert days(found(ONCALL, "R+A R+A R+A", lines=masked, holidays=(Holiday(MAY + timedelta(days=1), same("x")),))) == [(2, 2)]


@pytest.mark.parametrize(("later", "wrong"), [(430, False), (419, True)])
def test_a_standby_overlaps_no_work_of_the_next_day(later: int, wrong: bool) -> None:
    # A ends at 07:00: a day from 07:10 fits, one from 06:59 overlaps.
    line = replace(STANDBY, periods=(OnCallPeriod("A", 1290, 1860),))
    rows = "R+A J"
    codes = (REST, shift("J", later, 1140, "day"))
    assert days(found(ONCALL, rows, lines=(line,), codes=codes)) == ([(0, 1)] if wrong else [])


def test_a_weekend_is_kept_by_whom_it_began_with() -> None:
    assert found(ONCALL, "R R R R R+W R+W R+W") == []
    assert days(found(ONCALL, "R R R R R+W R+W R")) == [(5, 6)]
    assert days(found(ONCALL, "R R R R R R+W R+W")) == [(4, 5)]
    assert found(ONCALL, "R R R R R+W . .") == []  # not known yet


@pytest.mark.parametrize(("code", "rest"), [("S", 345), ("M", None), ("K", 660)])
def test_rest_after_a_guard(code: str, rest: int | None) -> None:
    # G ends at 08:00. M of the next day even overlaps it; S begins after 5 h 45, K after 11 h.
    amounts = [(value, amount) for _, _, _, value, amount in found(ONCALL, f"R+G {code}")]
    assert amounts == {345: [(345, 315)], None: [(-75, 735), (1, 1)], 660: []}[rest]


def test_a_guard_is_work_for_every_rest_and_a_standby_for_none() -> None:
    assert days(found(RESTS, "R+G S")) == [(0, 1)]
    assert found(RESTS, "J+A J") == []
    week = setting("RESTBLOCK", period="week", days=6)
    assert found(week, "R+A R+A R+A R+A R+W R+W R+W") == []
    assert days(found(week, "R R R+G R R R R")) == [(0, 6)]


# --- hours, points, limits


def test_a_guard_counts_whole_and_a_standby_by_its_worth() -> None:
    limit = setting("WINDOW", window="week", maximum=0)
    assert found(limit, "R+G R R R R R R")[0][3] == 770
    assert found(limit, "M+G R R R R R R")[0][3] == 770 + 450
    assert found(limit, "R+A R R R R R R") == [("maximum", 0, 6, 142, 142)]  # a quarter of 9 h 30
    nothing = (replace(STANDBY, worth=0),)
    assert found(limit, "R+A R R R R R R", lines=nothing) == []
    book, grid = bound(ward(["M+G R+A"], lines=LINES))
    ledger = Ledger(book.frame)
    assert [ledger.day(grid, 0, day).done for day in (0, 1)] == [1220, 142]


def test_a_month_of_standbys_is_limited_by_the_clock() -> None:
    # FPH-33: at most 72 h of standby in 15 days.
    limit = setting("WINDOW", window="rolling", length=15, maximum=4320, measure={"by": "clock", "select": AT_HOME})
    long = (replace(STANDBY, periods=(OnCallPeriod("A", 480, 1920),)),)
    assert found(limit, "R+A R+A R+A R R R R", lines=long) == []
    over = found(limit, "R+A R+A R+A R+A R R R", lines=long)
    assert max((value, amount) for _, _, _, value, amount in over) == (5760, 1440)


def test_turns_and_points_are_sums_like_any_other() -> None:
    nights = setting("WINDOW", window="week", maximum=3, measure={"count": "days", "how": "start", "select": AT_HOME})
    assert found(nights, "R+A R+A R+A R R R R") == []
    assert [f[3:] for f in found(nights, "R+A R+A R+A R+A R R R")] == [(4, 1)]
    points = setting("WINDOW", window="week", maximum=9, measure={"by": "points", "how": "start", "select": ON_CALL})
    assert found(points, "R+G R+A R+A R R+W R R") == []  # 4 + 1 + 1 + 3
    assert [f[3:] for f in found(points, "R+G R+G R+A R+A R R R")] == [(10, 1)]


def test_a_guard_that_was_recorded_counts_as_it_was_worked() -> None:
    late = ward(["R+G R"], lines=LINES)
    start = bound(late)[0].frame.midnight(0) + 1150
    real = CellPieces("900000", MAY, (Piece(start, start + 900, 900, ("work", "guard")),))
    limit = setting("WINDOW", window="week", maximum=0)
    assert found(limit, "R+G R R R R R R", pieces=(real,))[0][3] == 900
    points = setting("WINDOW", window="week", maximum=3, measure={"by": "points", "how": "start", "select": ON_CALL})
    assert found(points, "R+G R R R R R R", pieces=(real,))[0][3] == 4


# --- cover


def test_cover_of_a_line_is_who_holds_it_when_it_is_due() -> None:
    line = (replace(GUARD, periods=(OnCallPeriod("G", 1150, 1920, DayMask((0, 1, 2, 3))),)),)
    assert found(COVER, ["R+G R R R R", "R+G R+G . R R"], lines=line) == [
        ("maximum", 0, 0, 2, 1),
        ("minimum", 2, 2, 0, 1),
        ("minimum", 3, 3, 0, 1),
    ]
    problem = ward(["R+G R", "R+G R+G"], COVER, lines=(GUARD,))
    heads = cover(bound(problem)[1], date(2027, 5, 3), date(2027, 5, 4))
    assert [(one.line.id, [day.heads for day in one.days]) for one in heads] == [("G", [2, 1])]


def test_a_guard_serves_its_line_and_not_the_demand_of_the_shifts() -> None:
    clock = DemandLine("clock", same("clock"), start=1200, end=1300, minimum=1, last=MAY)
    assert set(days(found(COVER, ["M+G R+G R+G"], demand=(clock,), lines=(GUARD,)))) == {(0, 0)}


def test_sentences_say_what_is_wrong() -> None:
    problem = ward(["R+A M+G R R R+A R+W R", "R+G S R R R R R"], ONCALL, COVER, lines=LINES)
    book, grid = bound(problem)
    check = LiveCheck(book, grid)
    said = {check.sentence(f, "fr") for f in check.all()} | {check.sentence(f, "en") for f in check.all()}
    for words in (
        "ne peut pas tenir R+A le ven. 7 mai 2027",
        "may not hold R+A on Fri 7 May 2027",
        "R+A M+G du lun. 3 mai 2027 au mar. 4 mai 2027, les heures se chevauchent",
        "the same person keeps it on these days in a row",
        "5 h 45 de repos après R+G du lun. 3 mai 2027, avant S du mar. 4 mai 2027, minimum 11 h",
        "Astreinte, week-end le ven. 7 mai 2027 : 0 au lieu de 1 au moins",
        "Standby, weekend on Fri 7 May 2027: 0 instead of at least 1",
    ):
        assert any(words in one for one in said), (words, said)


def test_turns_are_entries_of_accounts_and_a_standby_makes_no_night_nor_weekend() -> None:
    book, grid = bound(ward(["M+G R R R R+W R+W R+A"], lines=LINES))
    entries = Ledger(book.frame).entries(grid, MAY, MAY + timedelta(days=6))
    totals = {account: amount for (_, account), amount in balances(entries).items()}
    assert (totals[GUARDS], totals[STANDBYS], totals[POINTS]) == (1, 2 * 1440 + 570, 4 + 2 * 3 + 1)
    assert totals[NIGHTS] == 1
    assert WEEKENDS not in totals
