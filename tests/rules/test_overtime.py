"""Overtime as a choice: who may hold it, what it counts for and what not, its price and caps, by hand-written grids.

`M*` is M 06:45-14:15 worked as overtime, `J*` J 07:00-19:00. MAY is a Monday; the contract asks for 37 h 30 a week.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from scheduler import packs
from scheduler.accounts.hours import DUE, WORK, Ledger, balance
from scheduler.checking import LiveCheck, check_problem
from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.demand import DemandLine
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.problem import CellPieces, Opening, Problem
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.text import same
from scheduler.domain.validate import faults
from solver.api import SolveJob
from solver.search.run import solve
from tests.rules.wards import LINES, MAY, bound, setting, ward

VOLUNTEERS = Scope(tags=("overtime",))
ALLOWED = replace(setting("OVERTIME", "soft", "overtime", price=2), scope=VOLUNTEERS)
WITHOUT = {"tags": ["overtime"], "negate": True}


def volunteers(rows: str | list[str], *rules: RuleSetting, who: tuple[int, ...] = (0,), **more: Any) -> Problem:
    """A ward in which those people accept overtime."""
    problem = ward([rows] if isinstance(rows, str) else rows, ALLOWED, *rules, **more)
    people = (replace(p, tags=("overtime",)) if at in who else p for at, p in enumerate(problem.people))
    return replace(problem, people=tuple(people))


def found(rule: RuleSetting, row: str, **more: Any) -> list[tuple[int, int]]:
    """Value and amount of what the rule finds in a volunteer's row."""
    book, grid = bound(volunteers(row, rule, **more))
    return [(f.value, f.amount) for f in LiveCheck(book, grid).all() if f.rule == rule.id]


# --- who may hold what


def test_only_volunteers_are_given_overtime_on_the_codes_that_a_setting_allows() -> None:
    frame = bound(volunteers(["R", "R"]))[0].frame
    starred = [{frame.text(c) for c in options if "*" in frame.text(c)} for options in frame.options]
    assert starred == [{"M*", "S*", "N*", "J*", "K*", "B*"}, set()]
    nights = replace(ALLOWED, params={"codes": {"tags": ["night"]}})
    frame = bound(replace(volunteers("R"), settings=(nights,)))[0].frame
    assert {frame.text(c) for c in frame.options[0] if "*" in frame.text(c)} == {"N*", "K*"}
    off = replace(volunteers("R"), settings=(replace(ALLOWED, hardness="off"),))
    assert not any("*" in text for text in bound(off)[0].frame.by_text)


def test_posts_and_on_call_periods_go_with_overtime() -> None:
    posts = DemandLine("J", same("J"), (("IDE",),), ("J",), minimum=1, counting="posts", post="tri")
    frame = bound(volunteers("R", demand=(posts,), lines=LINES))[0].frame
    texts = {frame.text(c) for c in frame.options[0]}
    assert {"J/tri*", "J/tri*+A", "M*+G"} <= texts
    assert "J*" not in texts
    line = frame.demand[0]
    assert frame.serves(line, frame.by_text["J/tri*"])


def test_overtime_that_was_typed_for_somebody_else_is_flagged_and_never_refused() -> None:
    problem = volunteers(["M*", "M*"], setting("ELIGIBLE", own=True), who=(0,))
    assert faults(problem) == ()
    report = check_problem(problem)
    assert report.check is not None
    (finding,) = [f for f in report.check.all() if f.rule == "rule"]
    assert (finding.people, finding.amount) == ((1,), 1)
    assert "may not hold M* on Mon 3 May 2027" in report.check.sentence(finding, "en")


def test_overtime_that_stands_in_a_roster_stays_where_the_rule_was_switched_off() -> None:
    problem = ward(["M* J*+A CA"], lines=LINES)
    assert faults(problem) == ()
    assert load_ward(dump_ward(problem)) == problem
    book, grid = bound(problem)
    assert [book.frame.text(grid.at(0, day)) for day in range(3)] == ["M*", "J*+A", "CA"]
    assert grid.fixed(0, 0)
    assert not any("*" in book.frame.text(choice) for choice in book.frame.options[0])


@pytest.mark.parametrize("cell", ["R*", "CA*", "M**", "Z*", "*"])
def test_what_cannot_be_overtime_is_no_cell(cell: str) -> None:
    wrong = faults(ward([f"M {cell} R"]))
    assert [fault.value for fault in wrong]


# --- what it counts for


def test_overtime_counts_for_rests_the_rolling_week_and_cover() -> None:
    assert found(setting("RESTGAP", minutes=720), "S M*") == [(570, 150)]
    rolling = setting("WINDOW", window="rolling", length=7, maximum=2880)
    assert found(rolling, "J J J J* R R R") == []
    assert max(found(rolling, "J J J J* M* R R")) == (3330, 450)
    line = DemandLine("J", same("J"), (("IDE",),), ("J",), minimum=1, maximum=1)
    cover = RuleSetting("rule", "COVER", same("cover"), "hard")
    assert found(cover, "J* R", demand=(line,)) == [(0, 1)]


def test_overtime_does_not_count_for_the_week_the_cycle_and_the_hours_due() -> None:
    week = setting("WINDOW", window="week", maximum=2640, measure={"select": WITHOUT})
    assert found(week, "J J J J* R R R") == []
    assert found(week, "J J J J R R R") == [(2880, 240)]
    due = setting("WINDOW", window="horizon", due=True, measure={"credit": True, "how": "start", "select": WITHOUT})
    assert found(due, "M M M M M M* R") == []
    assert found(due, "M M M M CA M* R") == []
    assert found(due, "M M M M M* R R") == [(1800, 450)]


def test_each_hour_begun_has_its_price_and_recorded_work_none() -> None:
    book, grid = bound(volunteers("M* J* R M"))
    priced = [(f.first, f.amount) for f in LiveCheck(book, grid).all()]
    assert priced == [(0, 16), (1, 24)]
    check = LiveCheck(book, grid)
    words = check.sentence(next(iter(check.all())), "fr")
    assert words == "FICTIF-Sauge Ortie : M* le lun. 3 mai 2027, 7 h 30 d'heures supplémentaires (la règle)."
    piece = replace(book.frame.pieces(book.frame.by_text["M*"], 0)[0], effective=440)
    real = (CellPieces("900000", MAY, (piece,)),)
    book, grid = bound(volunteers("M* J* R M", pieces=real))
    assert [f.first for f in LiveCheck(book, grid).all()] == [1]


def test_accounts_keep_overtime_apart() -> None:
    book, grid = bound(volunteers(["M M* CA R R R R", "J* J R R R R R"]))
    entries = Ledger(book.frame).entries(grid, MAY, MAY.replace(day=9))
    first, second = ([balance(entries, account, who) for account in (WORK, OVERTIME, DUE)] for who in ("900000", "900001"))
    assert (first, second) == ([900, 450, 2250], [1440, 720, 1800])
    # The same code on the same day, as overtime and not.
    book, grid = bound(volunteers(["M M", "M* M*"]))
    entries = Ledger(book.frame).entries(grid, MAY, MAY.replace(day=9))
    assert [balance(entries, OVERTIME, who) for who in ("900000", "900001")] == [0, 900]


# --- the solver's choice


def needy(who: tuple[int, ...], **more: Any) -> Problem:
    """Four days of twelve hours for one person whose week may hold forty-four."""
    need = DemandLine("J", same("J"), (("IDE",),), ("J",), last=MAY.replace(day=6), minimum=1, maximum=1)
    problem = volunteers(". " * 7, who=who, demand=(need,), **more)
    people = tuple(replace(person, codes=("J",)) for person in problem.people)
    ruled = packs.apply(replace(problem, people=people), "fph")
    kept = ("POST", "COVER", "HOURS", "OVERTIME", "FPH-01", "FPH-02", "FPH-09", "FPH-25", "FPH-26")
    return replace(ruled, settings=tuple(s for s in ruled.settings if s.id in kept))


def planned(problem: Problem) -> list[str]:
    plan = solve(SolveJob(problem, None, 1, 1, 1), lambda event: None, threading.Event())
    assert check_problem(problem, plan.rows).legal
    return [cell for row in plan.rows for cell in row.cells if cell != "R"]


def test_the_solver_gives_overtime_where_cover_needs_it_and_to_volunteers_alone() -> None:
    assert sorted(planned(needy((0,)))) == ["J", "J", "J", "J*"]
    assert planned(needy(())) == ["J", "J", "J"]


@pytest.mark.parametrize(("account", "cap"), [("overtime-month", 1200), ("overtime-year", 14400)])
def test_the_solver_keeps_the_caps_of_overtime(account: str, cap: int) -> None:
    for opening, shifts in ((cap - 720, 4), (cap - 719, 3)):
        problem = needy((0,), openings=(Opening("900000", account, opening),))
        assert len(planned(problem)) == shifts
