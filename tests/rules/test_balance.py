"""Accounts by hand-written grids: what is brought, where a period begins and is judged, floor, cap, target, debits.

V is 8 h of overtime, M 7 h 30 of work, CA leave; the horizon begins on Monday 3 May 2027.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.problem import CellRef, Opening
from scheduler.domain.settings import RuleSetting
from scheduler.rules.evaluate import evaluate
from tests.rules.wards import CODES, LEAVES, bound, said, setting, shift, ward

V = shift("V", 480, 960, "day", "overtime")
OVERTIME = {"how": "start", "select": {"tags": ["overtime"]}}
MONTH = {"account": "overtime-month", "period": "month", "cap": 1200, "measure": OVERTIME}
YEAR = {"account": "overtime-year", "period": "year", "cap": 14400, "measure": OVERTIME}


def brought(amount: int, account: str = "overtime-month") -> tuple[Opening, ...]:
    return (Opening("900000", account, amount),)


def found(rule: RuleSetting, row: str, **more: Any) -> list[tuple[str, int, int, int, int, int]]:
    """Level, first and last day, balance, amount and what was already there: the same by evaluator and check."""
    book, grid = bound(ward([row.replace("|", " ")], rule, codes=(*CODES, V), **more))
    out = []
    for each in book.rules:
        for statement in each.statements:
            read = list(evaluate(statement, grid))
            checked = each.template.check(statement, grid, book.frame.first, book.frame.last)
            assert sorted(map(said, checked)) == sorted(map(said, read))
            out += [(f.level, f.first, f.last, f.value, f.amount, f.already) for f in read]
    return sorted(out)


@pytest.mark.parametrize(("opening", "over"), [(719, 0), (720, 0), (721, 1), (1201, 481)])
def test_what_is_brought_counts_to_the_minute(opening: int, over: int) -> None:
    expected = [("maximum", 0, 6, opening + 480, over, max(0, opening - 1200))] if over else []
    assert found(setting("BALANCE", **MONTH), "V R R R R R R", openings=brought(opening)) == expected


def test_a_given_fact_that_reaches_the_cap_is_already_there() -> None:
    locked = (CellRef("900000", date(2027, 5, 3)),)
    rule = setting("BALANCE", **MONTH)
    assert found(rule, "V R R", openings=brought(900), locks=locked) == [("maximum", 0, 2, 1380, 180, 180)]
    assert found(rule, "V V R", openings=brought(900), locks=locked) == [("maximum", 0, 2, 1860, 660, 180)]


def test_a_period_that_begins_in_the_horizon_begins_at_nothing() -> None:
    rule = setting("BALANCE", **MONTH)
    # 24 to 31 May carry the opening, June does not: 16 h there are under the cap of 20 h.
    row = "V R R R R R R R | V V R R R R"
    first = date(2027, 5, 24)
    assert found(rule, row, first=first, openings=brought(900)) == [("maximum", 0, 7, 1380, 180, 0)]
    assert found(rule, "R R R R R R R R V V V R R R", first=first, openings=brought(900)) == [("maximum", 8, 13, 1440, 240, 0)]
    # A horizon that begins with the month brings nothing into it.
    assert found(rule, "V V R", first=date(2027, 6, 1), openings=brought(900)) == []


def test_without_an_opening_the_known_days_of_the_period_count() -> None:
    rule = setting("BALANCE", **MONTH)
    # Three days of history, of which 1 and 2 May belong to the month.
    assert found(rule, "V V R | V V R", history=3, openings=()) == [("maximum", -2, 2, 1440, 240, 0)]
    # What is brought says what lies before the horizon: history is not added to it.
    assert found(rule, "V V R | V V R", history=3, openings=brought(0)) == []
    assert found(setting("BALANCE", **YEAR), "V V V | R R", history=3, openings=brought(14400, "overtime-year")) == []


def test_a_year_of_overtime_is_capped_at_240_hours() -> None:
    rule = setting("BALANCE", **YEAR)
    assert found(rule, "V R", openings=brought(14400 - 480, "overtime-year")) == []
    assert found(rule, "V R", openings=brought(14400 - 479, "overtime-year")) == [("maximum", 0, 1, 14401, 1, 0)]


def test_a_floor_is_judged_where_the_period_is_known_to_its_end() -> None:
    leave = {"period": "month", "floor": 2, "measure": {"count": "days", "how": "start", "select": LEAVES}}
    rule = setting("BALANCE", account="leave", **leave)
    row = "CA R R R R"
    assert found(rule, row, first=date(2027, 5, 27)) == []  # its beginning is not known
    first = date(2027, 5, 27)
    assert found(rule, row, first=first, openings=brought(0, "leave")) == [("minimum", 0, 4, 1, 1, 1)]
    assert found(rule, row, first=first, openings=brought(1, "leave")) == []
    assert found(rule, row, first=date(2027, 5, 26), openings=brought(0, "leave")) == []  # its end is not known


def test_an_account_without_period_is_judged_at_the_end_of_each_week() -> None:
    rule = setting("BALANCE", account="points", floor=-450, cap=900, judged="week")
    row = "M M R R R R R | M R R R R R R | R R"
    assert [f[1:4] for f in found(rule, row)] == [(0, 13, 1350), (0, 15, 1350)]
    low = setting("BALANCE", account="points", floor=300, judged="week")
    assert [f[:4] for f in found(low, "R R R R R R R | M R")] == [("minimum", 0, 6, 0)]
    assert found(low, "R R R R R R R | M R", openings=brought(300, "points")) == []
    assert found(low, "R R R R R R R | M R", history=2) == []  # a week not yet known to its end


def test_the_balance_ends_near_its_target() -> None:
    rule = setting("BALANCE", "soft", account="hours", target=1000, tolerance=100)
    assert found(rule, "M R R") == [("minimum", 0, 2, 450, 450, 0)]
    assert found(rule, "M M R") == []
    assert found(rule, "M M R", openings=brought(200, "hours")) == []
    assert found(rule, "M M R", openings=brought(201, "hours")) == [("maximum", 0, 2, 1101, 1, 0)]
    # Of a month the end has to be known.
    month = setting("BALANCE", "soft", account="hours", period="month", target=1000, tolerance=100)
    assert found(month, "M R R", openings=brought(0, "hours")) == []


def test_a_debit_is_taken_off_what_is_brought() -> None:
    days_off = {"count": "days", "how": "start", "select": LEAVES}
    rule = setting("BALANCE", account="RTT", floor=0, debit=True, measure=days_off)
    assert found(rule, "CA CA R", openings=brought(2, "RTT")) == []
    assert found(rule, "CA CA CA", openings=brought(2, "RTT")) == [("maximum", 0, 2, 1, 1, 1)]
    book, grid = bound(ward(["CA CA CA"], rule, openings=brought(2, "RTT")))
    (finding,) = [f for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    words = book.rules[0].template.sentence(finding, book.frame, rule, "en")
    assert words == (
        "FICTIF-Sauge Ortie: account 'RTT' at -1 days from Mon 3 May 2027 to Wed 5 May 2027, minimum 0 days (the rule)."
    )


def test_the_sentence_names_account_dates_balance_and_limit() -> None:
    rule = setting("BALANCE", **MONTH, name={"fr": "Heures sup. du mois", "en": "Overtime of the month"})
    book, grid = bound(ward(["V V V"], rule, codes=(*CODES, V)))
    (finding,) = [f for statement in book.rules[0].statements for f in evaluate(statement, grid)]
    template = book.rules[0].template
    assert template.sentence(finding, book.frame, rule, "fr") == (
        "FICTIF-Sauge Ortie : compte « Heures sup. du mois » à 24 h 00 du lun. 3 mai 2027 au mer. 5 mai 2027,"
        " maximum 20 h 00 (la règle)."
    )
    assert "'Overtime of the month' at 24 h 00" in template.sentence(finding, book.frame, rule, "en")


def test_limits_may_follow_the_quota() -> None:
    rule = setting("BALANCE", account="x", cap=1000, scale=True)
    book, _ = bound(ward(["R", "R"], rule))
    assert [statement.limits for statement in book.rules[0].statements] == [((None, 1000),), ((None, 800),)]  # type: ignore[attr-defined]
