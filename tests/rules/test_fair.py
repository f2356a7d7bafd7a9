"""FAIR by hand: shares by quota and presence, history carried over, who is named and what is said of him."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.checking import LiveCheck
from scheduler.domain.calendar import DayMask, Holiday
from scheduler.domain.codes import Select
from scheduler.domain.people import Person, Restriction
from scheduler.domain.problem import CellRef, Opening, Problem
from scheduler.domain.settings import Override, Scope
from scheduler.domain.text import same
from scheduler.rules.api import Spread
from tests.rules.wards import NIGHTS, bound, said, setting, ward

IN_NIGHTS = {"measure": {"count": "days", "how": "start", "select": NIGHTS}}
EQUAL = {**IN_NIGHTS, "scale": False, "presence": False}
FREE = " R" * 7


def judged(problem: Problem) -> list[tuple[int, list[tuple[int, int, int, int]]]]:
    """Of each window that is off: the amount, and of everyone named his place, total, share in tenths and distance."""
    book, grid = bound(problem)
    found = []
    for rule in book.rules:
        for statement in rule.statements:
            found += list(rule.template.check(statement, grid, book.frame.first, book.frame.last))
    assert sorted(map(said, found)) == sorted(map(said, LiveCheck(book, grid)))
    return [(f.amount, list(f.extra["who"])) for f in found]  # type: ignore[call-overload]


def spreads(problem: Problem) -> list[Spread]:
    return [one for rule in bound(problem)[0].rules for one in rule.statements if isinstance(one, Spread)]


def nights(*counts: int, days: int = 14) -> list[str]:
    return [("N " * count + "R " * (days - count)).strip() for count in counts]


@pytest.mark.parametrize(
    ("counts", "amount", "named"),
    [
        ((5, 5, 5, 5), 0, []),
        ((6, 5, 4, 5), 2, [(0, 6, 50, 1), (2, 4, 50, -1)]),
        # 21 nights, 5,25 each: 5 and 6 are the share rounded down and up, 4 is one below the one, 7 one above the other.
        ((6, 5, 5, 5), 0, []),
        ((7, 5, 5, 4), 2, [(0, 7, 53, 1), (3, 4, 53, -1)]),
        ((12, 3, 3, 3), 12, [(0, 12, 53, 6), (1, 3, 53, -2), (2, 3, 53, -2), (3, 3, 53, -2)]),
        ((0, 0, 0, 1), 0, []),
    ],
)
def test_whole_units_above_the_share_rounded_up_and_below_it_rounded_down(
    counts: tuple[int, ...], amount: int, named: list[Any]
) -> None:
    found = judged(ward(nights(*counts), setting("FAIR", "soft", **EQUAL)))
    assert found == ([(amount, named)] if amount else [])


def test_the_norm_is_the_sum_or_the_largest_and_the_limit_is_free() -> None:
    rows = nights(12, 3, 3, 3)
    assert judged(ward(rows, setting("FAIR", "soft", norm="largest", **EQUAL)))[0][0] == 6
    assert judged(ward(rows, setting("FAIR", "soft", limit=2, **EQUAL))) == [(4, [(0, 12, 53, 6)])]
    assert judged(ward(rows, setting("FAIR", "soft", limit=5, norm="largest", **EQUAL))) == [(1, [(0, 12, 53, 6)])]
    assert judged(ward(rows, setting("FAIR", "soft", limit=6, **EQUAL))) == []


def test_part_timers_have_a_smaller_share() -> None:
    rule = setting("FAIR", "soft", **IN_NIGHTS, presence=False)
    # Quotas of 100, 80, 100 and 50 %.
    (one,) = spreads(ward(nights(0, 0, 0, 0), rule))
    assert one.shares == (10, 8, 10, 5)
    assert judged(ward(nights(10, 8, 10, 5), rule)) == []
    assert judged(ward(nights(9, 8, 10, 6), rule)) == [(2, [(3, 6, 50, 1), (0, 9, 100, -1)])]


def test_days_of_absence_and_outside_the_employment_are_no_presence() -> None:
    rule = setting("FAIR", "soft", **IN_NIGHTS, scale=False)
    problem = ward(["N " * 7 + "CA " * 7, "N " * 7 + "R " * 7], rule)
    assert spreads(problem)[0].shares == (1, 2)
    assert judged(problem) == [(4, [(0, 7, 47, 2), (1, 7, 93, -2)])]
    left = replace(problem.people[1], until=date(2027, 5, 9))
    assert spreads(replace(problem, people=(problem.people[0], left)))[0].shares == (1, 1)
    # An absence that is only proposed is none: the solver could still take it away.
    assert spreads(ward(["N " * 7 + "R " * 7] * 2, rule))[0].shares == (1, 1)


def test_history_is_carried_over_by_an_account() -> None:
    rule = setting("FAIR", "soft", **EQUAL, opening="nights")
    carried = (Opening("900000", "nights", 6), Opening("900001", "nights", 1), Opening("900002", "sundays", 9))
    # 6 + 1, 1 + 4 and 0 + 5: a share of 17/3.
    assert judged(ward(nights(1, 4, 5), rule, openings=carried)) == [(1, [(0, 7, 57, 1)])]
    assert judged(ward(nights(0, 5, 6), rule, openings=carried)) == []


def test_what_is_carried_over_counts_once_however_short_the_windows() -> None:
    """A night each day over four weeks; one of two brings three: with them, both have 15 or 16 in the end."""
    carried = (Opening("900000", "nights", 3),)
    rule = setting("FAIR", "soft", **EQUAL, opening="nights", window="week")

    def weeks(*counts: int) -> list[str]:
        return [" ".join("N" * each + "R" * (7 - each)) for each in counts]

    def rows(*counts: int) -> list[str]:
        return [" ".join(weeks(*counts)), " ".join(weeks(*(7 - each for each in counts)))]

    assert judged(ward(rows(3, 3, 3, 3), rule, openings=carried)) == []
    assert sum(amount for amount, _ in judged(ward(rows(2, 2, 2, 2), rule, openings=carried))) == 4 * 2
    assert [one.openings for one in spreads(ward(rows(3, 3, 3, 3), rule, openings=carried))] == [(0, 0), (1, 0), (1, 0), (1, 0)]
    # Over one window all at once: 12 and 3 against 16.
    whole = setting("FAIR", "soft", **EQUAL, opening="nights")
    assert judged(ward(rows(3, 3, 3, 3), whole, openings=carried)) == []


def test_what_a_person_carries_over_falls_to_the_windows_in_which_he_is_compared() -> None:
    rule = setting("FAIR", "soft", **IN_NIGHTS, opening="nights", window="week")
    problem = ward(["R " * 21] * 2, rule, openings=(Opening("900000", "nights", -5), Opening("900001", "nights", 4)))
    first, other = problem.people
    late = replace(problem, people=(replace(first, since=date(2027, 5, 10)), other))
    # Alone in the first week, nobody is compared; what both bring is shared over the two others.
    assert [one.openings for one in spreads(late)] == [(-3, 2), (-2, 2)]


def test_each_month_is_a_window_of_its_own_and_past_ones_are_over() -> None:
    rule = setting("FAIR", "soft", window="month", **EQUAL)
    first = date(2027, 5, 29)
    rows = ["N R R" + " N R" * 1 + FREE, "R R R" + " R N" * 1 + FREE]
    windows = spreads(ward(rows, rule, first=first, history=2))
    assert [(one.window.first, one.window.last) for one in windows] == [(-2, 2), (3, 9)]
    assert [one.window.first for one in spreads(ward(rows, rule, first=date(2027, 6, 1), history=2))] == [0]


def test_sundays_and_holidays_count_by_the_day_that_the_work_starts() -> None:
    on = {"count": "days", "how": "start", "on": {"weekdays": [6], "holidays": "also"}}
    holiday = (Holiday(date(2027, 5, 5), same("holiday")),)
    rows = ["R R J R R N N", "J J R J J R R"]
    rule = setting("FAIR", "soft", measure=on, scale=False)
    assert judged(ward(rows, rule, holidays=holiday)) == [(2, [(0, 2, 10, 1), (1, 0, 10, -1)])]


def test_only_those_who_may_do_it_are_compared_by_grade_and_contract() -> None:
    rule = setting("FAIR", "soft", **EQUAL)
    problem = ward(nights(3, 1, 5, 0), rule)
    days = replace(problem.people[3], codes=("M", "J"))
    never = replace(problem.people[2], restrictions=(Restriction(Select(tags=("night",))),))
    sundays = replace(problem.people[2], restrictions=(Restriction(Select(tags=("night",)), DayMask((6,))),))
    people = problem.people
    assert spreads(replace(problem, people=(*people[:2], never, days)))[0].people == (0, 1)
    assert spreads(replace(problem, people=(*people[:2], sundays, days)))[0].people == (0, 1, 2)
    senior: list[Person] = [replace(who, contract="night") for who in people[2:]]
    contracts = (*problem.contracts, replace(problem.contracts[0], id="night"))
    mixed = replace(problem, people=(*people[:2], *senior), contracts=contracts)
    apart = replace(mixed, settings=(setting("FAIR", "soft", **EQUAL, group="contract"),))
    assert [one.people for one in spreads(apart)] == [(0, 1), (2, 3)]
    scoped = replace(mixed, settings=(replace(rule, scope=Scope(contracts=("full",))),))
    assert [one.people for one in spreads(scoped)] == [(0, 1)]
    assert spreads(replace(problem, people=(people[0], *(replace(who, codes=("M",)) for who in people[1:])))) == []


def test_an_override_takes_a_person_out_of_the_window() -> None:
    act = Override("rule", ("900000",), date(2027, 5, 4), date(2027, 5, 4), "reason", "cadre")
    rule = setting("FAIR", "soft", **EQUAL)
    assert judged(ward(nights(9, 3, 3), rule, overrides=(act,))) == []


def test_a_window_is_judged_when_it_is_known_and_already_there_when_it_is_given() -> None:
    rule = setting("FAIR", "soft", **EQUAL)
    assert judged(ward(["N N N .", "R R R R"], rule)) == []
    locks = tuple(CellRef(who, date(2027, 5, 3 + day)) for who in ("900000", "900001") for day in range(4))
    rows = ["N N N N", "R R R R"]
    for locked, already in ((locks, 4), (locks[1:], 0)):
        book, grid = bound(ward(rows, rule, locks=locked))
        (one,) = LiveCheck(book, grid)
        assert (one.amount, one.already) == (4, already)


def test_the_sentence_says_who_is_by_how_much_above_or_below() -> None:
    book, grid = bound(ward(nights(9, 7, 2), setting("FAIR", "soft", **IN_NIGHTS)))
    check = LiveCheck(book, grid)
    (one,) = check
    assert check.sentence(one, "fr") == (
        "Jours du lun. 3 mai 2027 au dim. 16 mai 2027 : FICTIF-Sauge Ortie 9 pour une part de 6,4 (+2) ; "
        "FICTIF-Houx Ortie 7 pour une part de 5,1 (+1) ; FICTIF-Iris Ortie 2 pour une part de 6,4 (-4) (la règle)."
    )
    assert check.sentence(one, "en") == (
        "Days from Mon 3 May 2027 to Sun 16 May 2027: FICTIF-Sauge Ortie 9 for a share of 6.4 (+2); "
        "FICTIF-Houx Ortie 7 for a share of 5.1 (+1); FICTIF-Iris Ortie 2 for a share of 6.4 (-4) (the rule)."
    )


def test_hours_and_points_are_said_as_such() -> None:
    hours = setting("FAIR", "soft", measure={"select": NIGHTS}, scale=False, limit=60)
    book, grid = bound(ward(["N R", "R R"], hours))
    (one,) = LiveCheck(book, grid)
    words = book.rules[0].template.sentence(one, book.frame, book.rules[0].setting, "fr")
    assert "Heures du" in words
    # 10 h of nights, 5 h each, of which an hour is free.
    assert "FICTIF-Sauge Ortie 10 h 00 pour une part de 5 h 00 (+5 h 00)" in words
    assert (one.amount, one.value, one.limit) == (480, 300, 60)
