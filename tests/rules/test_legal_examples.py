"""The law of French public hospitals by hand-written grids, each figure at its limit and a minute beside it.

Sources: decree 2002-9 of 4 January 2002, art. 6 (FPH-01, 09 to 13), its art. 11 (FPH-02, 03). M 06:45-14:15, S 13:45-21:15,
N 21:00-07:00, J 07:00-19:00, K 19:00-07:00, R rest, CA annual leave; days are parted into weeks from a Monday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.codes import Piece
from scheduler.domain.problem import CellPieces, CellRef, Problem
from scheduler.domain.settings import Override, RuleSetting, Scope
from scheduler.rules.api import Finding
from scheduler.rules.evaluate import evaluate
from tests.rules.wards import AUTUMN, CODES, LEAVES, MAY, REST, SPRING, J, bound, said, setting, shift, ward

FPH01 = setting("WINDOW", window="rolling", length=7, maximum=2880)
FPH02 = setting("WINDOW", window="week", maximum=2640)
FPH03 = setting("WINDOW", window="weeks", length=2, maximum=2 * 2340)
FPH09 = setting("RESTGAP", minutes=720)
FPH10 = setting("RESTBLOCK", minutes=2160)
FPH11 = setting("RESTBLOCK", period="fortnight", blocks=4, busy=LEAVES)
FPH12 = setting("RESTBLOCK", period="fortnight", days=2, contains=[6], busy=LEAVES)
FPH13 = setting(
    "WINDOW", window="rolling", length=21, maximum=2, measure={"count": "days", "how": "touch", "on": {"weekdays": [6]}}
)

EARLY = shift("E", 419, 1139)
"""Twelve hours from a minute before seven."""
EIGHT, EIGHT_AND_ONE = shift("H", 480, 960), shift("I", 480, 961)


def findings(problem: Problem) -> list[Finding]:
    """What the rules of a ward find: the same by the evaluator and by the fast check."""
    book, grid = bound(problem)
    out = []
    for rule in book.rules:
        for statement in rule.statements:
            read = list(evaluate(statement, grid))
            checked = rule.template.check(statement, grid, book.frame.first, book.frame.last)
            assert sorted(map(said, checked)) == sorted(map(said, read))
            out += read
    return out


def found(rule: RuleSetting, row: str, **more: Any) -> list[tuple[int, int, int, int]]:
    """First day, last day, value and amount of each breach in one person's row."""
    more.setdefault("codes", (*CODES, EARLY, EIGHT, EIGHT_AND_ONE))
    return [(f.first, f.last, f.value, f.amount) for f in findings(ward([row.replace("|", " ")], rule, **more))]


# --- FPH-09, daily rest


@pytest.mark.parametrize(
    ("row", "rest"),
    [
        ("M M", 990), ("M S", 1410), ("M N", 1845), ("M J", 1005), ("M K", 1725),
        ("S M", 570), ("S S", 990), ("S N", 1425), ("S J", 585), ("S K", 1305),
        ("N M", -15), ("N S", 405), ("N N", 840), ("N J", 0), ("N K", 720),
        ("J M", 705), ("J S", 1125), ("J N", 1560), ("J J", 720), ("J K", 1440),
        ("K M", -15), ("K S", 405), ("K N", 840), ("K J", 0), ("K K", 720),
    ],
)  # fmt: skip
def test_fph09_table_of_successions(row: str, rest: int) -> None:
    for minutes in (720, 660, 661):
        broken = [(0, 1, rest, minutes - rest)] if rest < minutes else []
        assert found(setting("RESTGAP", minutes=minutes), row) == broken


def test_fph09_twelve_hours_exactly_are_legal_and_a_minute_less_is_not() -> None:
    assert found(FPH09, "J J") == []
    assert found(FPH09, "J E") == [(0, 1, 719, 1)]


def test_fph09_is_between_duties_that_follow_each_other() -> None:
    assert found(FPH09, "N R M") == []
    assert found(FPH09, "S R M") == []
    # The morning comes too soon after the night; the evening is judged against the morning, not against the night.
    assert found(FPH09, "N M S") == [(0, 1, -15, 735)]
    # A rest of four days asked: only the next duty is judged, not the one after it.
    assert [f[:2] for f in found(setting("RESTGAP", minutes=5760), "J J J")] == [(0, 1), (1, 2)]


def test_fph09_counts_real_hours_over_a_clock_change() -> None:
    assert found(FPH09, "R R R R R J J", first=SPRING) == [(5, 6, 660, 60)]
    assert found(FPH09, "R R R R R J E", first=AUTUMN) == []
    assert found(FPH09, "R R R R R S M", first=AUTUMN) == [(5, 6, 630, 90)]


def test_fph09_looks_back_into_the_history_and_at_the_last_day() -> None:
    assert found(FPH09, "S M R", history=1) == [(-1, 0, 570, 150)]
    assert found(FPH09, "R R S M") == [(2, 3, 570, 150)]


# --- FPH-01, 48 hours in any 7 days


def test_fph01_forty_eight_hours_exactly_are_legal() -> None:
    assert found(FPH01, "J J J J R R R | R R R R R R R") == []
    assert found(FPH01, "J J J J R R R | J J J J R R R") == []


def test_fph01_is_rolling_to_the_minute() -> None:
    # From Monday 07:00 to the next Monday 07:00: the minute from 06:59 is one too many.
    assert (0, 6, 2881, 1) in found(FPH01, "J J J J R R R | E R R R R R R")
    # Four nights and the last hour: the night that ends on the eighth day counts up to the hour at which the first began.
    assert found(FPH01, "K K K K R R R | K R R R R R R") == []
    # Six evenings and, of the morning a week after the first, the seven hours before 13:45.
    rows = "S S S S S S R | M R R R R R R"
    assert (0, 6, 3120, 240) in found(FPH01, rows)


def test_fph01_judges_every_window_up_to_the_last() -> None:
    broken = found(FPH01, "R R R R R R R | R R J J J J J")
    # Seven days that end with the last day's work, and those that begin on each day up to its first.
    assert [(first, value) for first, _, value, _ in broken] == [(6, 3600), (7, 3600), (8, 3600), (9, 3600)]
    assert {amount for _, _, _, amount in broken} == {720}
    # Where no code begins in the evening, the seven days that end at 19:00 are judged all the same.
    assert found(FPH01, "R R R R R R R | R R J J J J J", codes=(REST, J))[0] == (6, 12, 3600, 720)


def test_fph01_looks_into_the_history_and_what_lies_there_is_not_held_against_the_plan() -> None:
    ward_of = ward(["J J J J J R R | R R R R R R R".replace("|", " ")], FPH01, history=7)
    assert {(f.amount, f.already) for f in findings(ward_of)} == {(720, 720)}
    grown = ward(["R R J J J J J | J R R R R R R".replace("|", " ")], FPH01, history=7)
    worst = max(findings(grown), key=lambda f: f.amount)
    assert (worst.value, worst.amount, worst.already) == (4320, 1440, 720)


def test_fph01_counts_a_late_stay_as_it_was() -> None:
    late = ward(["J J J J R R R"], FPH01)
    frame = bound(late)[0].frame
    base = frame.pieces(frame.by_text["J"], 3)[0]
    stay = CellPieces(late.people[0].id, frame.date(3), (Piece(base.start, base.end + 1, 721, base.tags),))
    # Monday's own window holds all four; the later ones already lose a minute of Monday's work.
    assert [(f.first, f.value, f.amount, f.already) for f in findings(replace(late, pieces=(stay,)))] == [(0, 2881, 1, 0)]


# --- FPH-02 and 03, civil week and cycle


def test_fph02_forty_four_hours_of_a_civil_week() -> None:
    assert found(FPH02, "J J J H R R R") == []
    assert found(FPH02, "J J J I R R R") == [(0, 6, 2641, 1)]
    assert found(FPH02, "J J J J R R R | J J J R R R R") == [(0, 6, 2880, 240)]
    # Over two weeks, each below its limit.
    assert found(FPH02, "R R R R J J J | J J J R R R R") == []


def test_fph02_the_night_of_sunday_is_parted_at_midnight() -> None:
    assert found(FPH02, "R R J J J R N | R R R R R R R") == []
    rule = setting("WINDOW", window="week", maximum=179)
    assert found(rule, "R R R R R R N | R R R R R R R") == [(0, 6, 180, 1), (7, 13, 420, 241)]


def test_fph02_the_last_night_counts_up_to_the_last_midnight() -> None:
    assert found(setting("WINDOW", window="week", maximum=299), "R R R R R R K") == [(0, 6, 300, 1)]


@pytest.mark.parametrize(("first", "minutes"), [(SPRING, 540), (AUTUMN, 660), (MAY, 600)])
def test_the_night_of_a_clock_change_lasts_nine_or_eleven_hours(first: date, minutes: int) -> None:
    row = "R R R R R N R | R R R R R R R"
    assert found(setting("WINDOW", window="week", maximum=minutes), row, first=first) == []
    assert found(setting("WINDOW", window="week", maximum=minutes - 1), row, first=first) == [(0, 6, minutes, 1)]
    nominal = {"first": first, "clock_change": "nominal"}
    assert found(setting("WINDOW", window="week", maximum=600), row, **nominal) == []
    assert found(setting("WINDOW", window="week", maximum=599), row, **nominal) == [(0, 6, 600, 1)]


def test_fph03_the_mean_of_a_cycle_from_its_anchor() -> None:
    heavy, light = "J J J H R R R", "J J J R R R R"
    assert found(FPH03, f"{heavy} | {light}") == [(0, 13, 4800, 120)]
    assert found(FPH03, "J J J R R R R | J J J R R R R") == []
    # With the anchor a week earlier the same two weeks lie in two cycles.
    assert found(FPH03, f"{heavy} | {light}", anchor=date(2027, 4, 26)) == []


# --- FPH-10 to 12, weekly rest


def test_fph10_thirty_six_hours_exactly() -> None:
    assert found(FPH10, "J J J J J J R | J J J J J R R") == []
    assert found(FPH10, "J J J J J J R | E J J J J R R") == [(0, 6, 0, 1)]


def test_fph10_may_run_into_the_next_week_and_past_the_end() -> None:
    # From Sunday 19:00 to Tuesday 07:00: the rest begins in the first week; the second has its own later.
    assert found(FPH10, "J J J J J J J | R J J J J J R") == []
    assert found(FPH10, "J J J J J J J") == []
    # After the night that ends on Monday 07:00 the rest begins in the second week.
    assert found(FPH10, "J J J J J J K | R R J J J J J") == [(0, 6, 0, 1)]


def test_fph11_four_rest_days_a_fortnight() -> None:
    assert found(FPH11, "J J J J J R R | J J J J J R R") == []
    assert found(FPH11, "J J J J J R R | J J J J J J R") == [(0, 13, 3, 1)]
    # A fifth night of the week ends on the first day off; leave is no rest day.
    assert found(FPH11, "R R R R N R R | R J J J J J J") == []
    assert found(FPH11, "J J J J K R R | J J J J J R R") == [(0, 13, 3, 1)]
    assert found(FPH11, "J J J J J CA R | J J J J J R R") == [(0, 13, 3, 1)]


def test_fph11_fortnights_count_from_the_anchor() -> None:
    row = "J J J J J J J | R R R R J J J | J J J J J J R"
    # From the anchor: the first two weeks hold four; shifted by a week, the last two hold five and the first is cut off.
    assert found(FPH11, row) == []
    broken = "R R R R J J J | J J J J J J J | J J J R R R R"
    assert found(FPH11, broken) == []
    assert found(FPH11, broken, anchor=date(2027, 4, 26)) == []
    assert found(FPH11, "R R R R J J J | J J J J J J J | J J J J R R R", anchor=date(2027, 4, 26)) == [(7, 20, 3, 1)]


def test_fph12_two_days_together_one_of_them_a_sunday() -> None:
    assert found(FPH12, "J J J J J R R | J J J J J J J") == []
    assert found(FPH12, "J J J J J J R | R J J J J J J") == []
    assert found(FPH12, "R R J J R R J | R R R R R J J") == [(0, 13, 0, 1)]
    # The night that ends on Saturday at 07:00 destroys Saturday, though 48 hours pass until the next duty.
    assert found(FPH12, "R R R R N R R | J J J J J J J") == [(0, 13, 0, 1)]
    assert found(FPH12, "R R R N R R R | J J J J J J J") == []


# --- FPH-13, Sundays


def test_fph13_two_sundays_in_a_row_and_not_three() -> None:
    week, off = "R R R R R R J", "R R R R R R R"
    assert found(FPH13, f"{week} | {week} | {off}") == []
    assert [f[2:] for f in found(FPH13, f"{week} | {week} | {week}")] == [(3, 1)]
    assert found(FPH13, f"{week} | {off} | {week}") == []


def test_fph13_the_night_of_saturday_touches_sunday() -> None:
    week, night = "R R R R R R J", "R R R R R N R"
    assert [f[2:] for f in found(FPH13, f"{week} | {night} | {week}")] == [(3, 1)]


def test_fph13_looks_back_into_the_history() -> None:
    week = "R R R R R R J"
    assert [f[2:] for f in found(FPH13, f"{week} | {week} | {week}", history=14)] == [(3, 1)]


# --- what every rule shares: validity, overrides, replacement, given facts


def test_a_rule_holds_for_what_begins_on_its_dates() -> None:
    old = replace(setting("RESTGAP", key="old", minutes=720), valid_to=date(2027, 5, 9))
    new = replace(setting("RESTGAP", key="new", minutes=571), valid_from=date(2027, 5, 10))
    row = "R R R R R S M | S M R R R R S | M R R R R R R".replace("|", " ")
    assert [(f.rule, f.first, f.limit) for f in findings(ward([row], old, new))] == [
        ("old", 5, 720), ("new", 7, 571), ("new", 13, 571),
    ]  # fmt: skip
    across = "R R R R R R S | M R R R R R R".replace("|", " ")
    assert [(f.rule, f.first) for f in findings(ward([across], old, new))] == [("old", 6)]
    weekly = replace(FPH02, valid_from=date(2027, 5, 5))
    # The week of the change began under the former rule.
    assert found(weekly, "J J J J J R R | J J J J J R R") == [(7, 13, 3600, 960)]


def test_a_run_over_a_change_of_the_rule_belongs_to_the_version_of_its_first_day() -> None:
    old = replace(setting("RUN", key="old", maximum=3), valid_to=date(2027, 5, 9))
    new = replace(setting("RUN", key="new", maximum=5), valid_from=date(2027, 5, 10))
    row = "R R R R R M M | M M R R R R R".replace("|", " ")
    assert [(f.rule, f.first, f.last, f.amount) for f in findings(ward([row], old, new))] == [("old", 5, 8, 1)]
    late = "R R R R R R R | M M M M R R R".replace("|", " ")
    assert findings(ward([late], old, new)) == []
    long = "R R R R R R M | M M M M M M R".replace("|", " ")
    # Four from Sunday are too many for the old rule; six from Monday for the new one.
    assert [(f.rule, f.value, f.amount) for f in findings(ward([long], old, new))] == [("old", 4, 1), ("new", 7, 1)]
    least = replace(setting("RUN", key="least", minimum=3), valid_to=date(2027, 5, 9))
    short = "R R R R R R M | M R R R R M R".replace("|", " ")
    assert [(f.rule, f.first, f.amount) for f in findings(ward([short], least))] == [("least", 6, 1)]


def test_an_override_lifts_one_rule_there_and_nowhere_else() -> None:
    act = Override("rule", ("900000",), date(2027, 5, 5), date(2027, 5, 5), "plan blanc", "cadre")
    rows = ["R S M R R S M", "R S M R R R R"]
    two = ward(rows, FPH09, setting("RESTGAP", key="other", minutes=720), overrides=(act,))
    assert [(f.rule, f.people, f.first) for f in findings(two)] == [
        ("rule", (0,), 5), ("rule", (1,), 1), ("other", (0,), 1), ("other", (0,), 5), ("other", (1,), 1),
    ]  # fmt: skip


def test_a_narrower_rule_replaces_another_only_by_name() -> None:
    rows = ["J J J E R R R"] * 2
    narrow = replace(setting("RESTGAP", key="narrow", minutes=660), scope=Scope(people=("900000",)))
    codes = (*CODES, EARLY)
    both = findings(ward(rows, FPH09, narrow, codes=codes))
    assert [(f.rule, f.people) for f in both] == [("rule", (0,)), ("rule", (1,))]
    replaced = findings(ward(rows, FPH09, replace(narrow, replaces=("rule",)), codes=codes))
    assert [(f.rule, f.people) for f in replaced] == [("rule", (1,))]


def test_given_facts_alone_are_already_there() -> None:
    rows = ["S M R R R R R"]
    free = ward(rows, FPH09)
    locked = replace(free, locks=tuple(CellRef("900000", date(2027, 5, day)) for day in (3, 4)))
    half = replace(free, locks=locked.locks[:1])
    assert [[(f.amount, f.already, f.new) for f in findings(each)] for each in (free, half, locked)] == [
        [(150, 0, 150)], [(150, 0, 150)], [(150, 150, 0)],
    ]  # fmt: skip


@pytest.mark.parametrize(("edge", "expected"), [("history", []), ("open", []), ("closed", [(0, 1)])])
def test_a_short_run_at_the_edge_is_judged_only_where_it_is_known_to_end(edge: str, expected: list[tuple[int, int]]) -> None:
    rule = setting("RUN", minimum=2, edge=edge)
    assert [(f[0], f[3]) for f in found(rule, "J R J J R R")] == expected
    assert [(f[0], f[3]) for f in found(rule, "J J R R R J")] == [(day + 5, amount) for day, amount in expected]
    assert [(f[0], f[3]) for f in found(rule, "R R J R R R")] == [(2, 1)]


def test_a_run_goes_on_from_the_history() -> None:
    rule = setting("RUN", maximum=3)
    assert found(rule, "J J J J R", history=2) == [(-2, 1, 4, 1)]
    assert found(replace(rule, params={"maximum": 3, "edge": "open"}), "J J J J R", history=2) == []
    assert found(setting("RUN", maximum=3), "R J J J R") == []
