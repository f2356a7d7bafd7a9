"""Hours due and done, against figures worked out by hand and against a second reading of the clock, minute by minute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.accounts.cover import cover
from scheduler.accounts.hours import (
    CREDIT,
    DAYS,
    DUE,
    HOLIDAY,
    NIGHT,
    NIGHTS,
    SUNDAY,
    SUNDAY_OR_HOLIDAY,
    WEEKENDS,
    WORK,
    Ledger,
    NightHours,
    balance,
    balances,
)
from scheduler.domain.calendar import Holiday
from scheduler.domain.codes import Piece
from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellPieces, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import same
from scheduler.domain.time import utc_minute
from tests.exchange.wards import CODES, FIRST, ROWS, small_ward

PARIS = ZoneInfo("Europe/Paris")


def totals(problem: Problem) -> dict[tuple[str, str], int]:
    frame = Frame(problem)
    last = problem.first + timedelta(days=problem.days - 1)
    return balances(Ledger(frame).entries(Grid.of(frame), problem.first, last))


def test_the_small_wards_figures_by_hand() -> None:
    """March 2027: 23 weekdays; the night of the 27th to the 28th is an hour shorter; the 29th is Easter Monday."""
    found = totals(small_ward())
    expected = {
        # 18 shifts of 450, five weekdays of leave at 2250/5; five late shifts reach 15 minutes into the night.
        ("900001", DUE): 23 * 450, ("900001", WORK): 18 * 450, ("900001", CREDIT): 5 * 450, ("900001", NIGHT): 75,
        ("900001", HOLIDAY): 450, ("900001", SUNDAY_OR_HOLIDAY): 450,
        # 80 %: 1800 a week, 360 a day; two trainings of 420 beside 18 shifts; one Sunday.
        ("900002", DUE): 23 * 360, ("900002", WORK): 18 * 450 + 2 * 420, ("900002", SUNDAY): 450, ("900002", WEEKENDS): 1,
        # 14 nights, one of which lasts 540 instead of 600; five weekdays sick at 1950/5.
        ("900003", CREDIT): 5 * 390, ("900003", NIGHTS): 14, ("900003", DAYS + "MA"): 7,
        # Employed from the 15th: 13 weekdays.
        ("900004", DUE): 13 * 450,
        # Away from the service from the 25th (five weekdays of NA): 18 are due. RTT adds nothing.
        ("900005", DUE): 18 * 450, ("900005", WORK): 17 * 450, ("900005", DAYS + "RTT"): 1,
        # A day rate: nothing is due.
        ("900006", WORK): 22 * 450,
    }  # fmt: skip
    assert {key: found.get(key, 0) for key in expected} == expected
    assert ("900006", DUE) not in found


@pytest.mark.parametrize("first", [date(2027, 3, 1), date(2027, 3, 22)])
def test_the_difference_is_the_sum_of_its_entries_without_overtime(first: date) -> None:
    problem = replace(small_ward(), first=first)
    work = Piece(utc_minute(first, 420, "Europe/Paris"), utc_minute(first, 900, "Europe/Paris"), 470, ("overtime", "work"))
    late = replace(work, start=work.end, end=work.end + 60, effective=60, tags=("work",))
    worked = (CellPieces("900002", first, (work, late)),)
    for ward in (problem, replace(problem, pieces=worked), replace(problem, people=problem.people[::-1])):
        frame, found = Frame(ward), totals(ward)
        for at, who in enumerate(ward.people):
            done = sum(found.get((who.id, account), 0) for account in (WORK, CREDIT))
            expected = done - found.get((who.id, "overtime"), 0) - found.get((who.id, DUE), 0)
            assert Ledger(frame).difference(Grid.of(frame), at) == expected


@pytest.mark.parametrize(
    ("first", "change", "minutes", "night"),
    [
        (date(2027, 3, 22), "real", 540, 480), (date(2027, 3, 22), "nominal", 600, 533),
        (date(2027, 10, 25), "real", 660, 600), (date(2027, 10, 25), "nominal", 600, 545),
    ],
)  # fmt: skip
def test_the_night_of_a_clock_change(first: date, change: str, minutes: int, night: int) -> None:
    """Ten hours from 21:00 on Saturday; nominal minutes are spread over the real length: 480/540 and 600/660 are night."""
    problem = replace(small_ward(change), first=first, days=7, holidays=(), roster=(Row("900001", ("R",) * 5 + ("N", "R")),))
    found = totals(problem)
    assert found["900001", WORK] == minutes
    assert found["900001", NIGHT] == night


@pytest.mark.parametrize("quota", [100, 90, 80, 70, 60, 50, 33])
@pytest.mark.parametrize("weekly", [2250, 2100, 1950, 1921])
def test_a_week_due_is_exact_whatever_the_share(quota: int, weekly: int) -> None:
    base = small_ward()
    contracts = tuple(replace(contract, weekly_minutes=weekly) for contract in base.contracts)
    people = tuple(replace(who, quota=quota, since=None) for who in base.people)
    problem = replace(base, days=28, contracts=contracts, people=people, roster=())
    assert all(totals(problem)[who.id, DUE] == 4 * (weekly * quota // 100) for who in people)


def test_an_absence_is_worth_a_fifth_whatever_was_planned_and_nothing_at_weekends() -> None:
    for code in ("CA", "MA"):
        problem = replace(small_ward(), days=7, roster=(Row("900002", (code,) * 7),))
        found = totals(problem)
        assert found["900002", CREDIT] == 5 * 360
        assert found["900002", DAYS + code] == 7


def test_what_was_really_worked_counts_instead_of_the_code() -> None:
    problem = small_ward()
    start = utc_minute(FIRST, 405, problem.zone)
    real = CellPieces("900001", FIRST, (Piece(start, start + 500, 480),))
    before, after = totals(problem), totals(replace(problem, pieces=(real,)))
    assert after["900001", WORK] - before["900001", WORK] == 30


def test_a_weekend_is_counted_once_by_whatever_touches_it() -> None:
    # A night from Friday touches Saturday; Saturday and Sunday work are the same weekend; a night from Sunday is the old one.
    for row, count in (("R R R R N R R", 1), ("R R R R R M M", 1), ("R R R R N M N", 1), ("N R R R M R R", 0)):
        problem = replace(small_ward(), days=7, roster=(Row("900001", tuple(row.split())),))
        assert totals(problem).get(("900001", WEEKENDS), 0) == count, row


def test_a_sunday_that_is_a_holiday_is_in_both_and_once_in_their_union() -> None:
    problem = replace(
        small_ward(), days=7, holidays=(Holiday(date(2027, 3, 7), same("Fête")),), roster=(Row("900001", ("R",) * 6 + ("M",)),)
    )
    found = totals(problem)
    assert [found["900001", account] for account in (SUNDAY, HOLIDAY, SUNDAY_OR_HOLIDAY)] == [450, 450, 450]


def test_other_hours_of_the_night() -> None:
    frame = Frame(small_ward())
    grid = Grid.of(frame)
    ledger = Ledger(frame, NightHours(22 * 60, 29 * 60))
    entries = ledger.entries(grid, FIRST, FIRST, [2])
    assert balance(entries, NIGHT) == 7 * 60
    assert balance(entries, NIGHT, "900001") == 0


# --- the same sums by a second way: every minute of every shift, read off the wall clock


def by_the_minute(problem: Problem) -> Counter[tuple[str, str]]:
    """Work, night, Sunday and holiday minutes, counted one by one. Only for codes without unpaid breaks."""
    found: Counter[tuple[str, str]] = Counter()
    codes = {code.id: code for code in problem.codes}
    holidays = {holiday.date for holiday in problem.holidays}
    for row in problem.roster:
        for at, cell in enumerate(row.cells):
            code = codes.get(cell)
            for segment in code.segments if code else ():
                midnight = dt.datetime.combine(problem.first + timedelta(days=at), dt.time(), PARIS)
                now = (midnight + timedelta(minutes=segment.start)).astimezone(dt.UTC)
                end = (midnight + timedelta(minutes=segment.end)).astimezone(dt.UTC)
                while now < end:
                    wall = now.astimezone(PARIS)
                    sunday, holiday = wall.weekday() == 6, wall.date() in holidays
                    found[row.person, WORK] += 1
                    found[row.person, NIGHT] += wall.hour >= 21 or wall.hour < 6
                    found[row.person, SUNDAY] += sunday
                    found[row.person, HOLIDAY] += holiday
                    found[row.person, SUNDAY_OR_HOLIDAY] += sunday or holiday
                    now += timedelta(minutes=1)
    return found


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([FIRST, date(2027, 3, 24), date(2027, 10, 27), date(2027, 4, 28)]),
    st.lists(st.sampled_from(["M", "S", "N", "R", ""]), min_size=8, max_size=8),
)
def test_minute_by_minute(first: date, cells: list[str]) -> None:
    codes = tuple(code for code in CODES if code.id in ("M", "S", "N", "R"))
    holidays = tuple(Holiday(day, same("Fête")) for day in (date(2027, 5, 1), date(2027, 3, 29), date(2027, 11, 1)))
    problem = replace(
        small_ward(), first=first, days=8, codes=codes, holidays=holidays, roster=(Row("900001", tuple(cells)),), demand=()
    )
    found = totals(problem)
    for (person, account), minutes in by_the_minute(problem).items():
        assert found.get((person, account), 0) == minutes, account


def test_sums_of_parts_are_the_sum_of_the_whole() -> None:
    frame = Frame(small_ward())
    grid, ledger = Grid.of(frame), Ledger(frame)
    last = FIRST + timedelta(days=30)
    whole = balances(ledger.entries(grid, FIRST, last))
    split: Counter[tuple[str, str]] = Counter()
    for start, end in ((0, 6), (7, 19), (20, 30)):
        part = ledger.entries(grid, FIRST + timedelta(days=start), FIRST + timedelta(days=end))
        split.update(balances(part))
    assert dict(split) == whole


# --- cover


def test_cover_counts_heads_by_shift_and_by_clock() -> None:
    problem = small_ward()
    frame = Frame(problem)
    early, night, clock = cover(Grid.of(frame), FIRST, FIRST + timedelta(days=30))
    nurses = [ROWS[who.id].replace("|", " ").split() for who in problem.people if who.grade == "IDE"]
    assert [day.heads for day in early.days] == [sum(row[at] == "M" for row in nurses) for at in range(31)]
    assert [day.heads for day in night.days] == [sum(row[at] == "N" for row in nurses) for at in range(31)]
    assert sum(day.short for day in early.days) == sum(day.heads == 0 for day in early.days)
    # On the 15th an assistant is on the early shift to 14:15; the other is on leave.
    assert clock.days[14].heads == 1
    assert (clock.days[5].minimum, clock.days[0].minimum, clock.days[0].target) == (None, 1, 2)


def test_cover_of_a_clock_interval_is_the_least_of_its_instants() -> None:
    base = small_ward()
    line = replace(base.demand[2], start=420, end=960)
    problem = replace(base, demand=(line,), roster=(Row("900004", ("M",)), Row("900005", ("J",))), days=1)
    # M is there 06:45-14:15, J 08:30-16:30: alone before half past eight and after a quarter past two.
    assert cover(Grid.of(Frame(problem)), FIRST, FIRST)[0].days[0].heads == 1
    both = replace(problem, demand=(replace(line, start=540, end=840),))
    assert cover(Grid.of(Frame(both)), FIRST, FIRST)[0].days[0].heads == 2
