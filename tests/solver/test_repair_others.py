"""Which repairs are told: what covers most first, then others that are truly another way, and what is proved of each."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from solver.answers.repair import repair
from solver.answers.standing import Wards
from solver.questions import Alternative, RepairAsked, Repairs
from tests.solver.repairs import REST, asked, filled, line, ward
from tests.solver.small import rule

MONDAY = date(2027, 3, 22)


def day(number: int) -> date:
    return MONDAY + timedelta(number)


@pytest.mark.parametrize("alternatives", [1, 3])
def test_cover_comes_first_however_many_changes_it_takes(alternatives: int) -> None:
    # Each can take the shift of the one before but for the rule that only so many days are worked in all; the last is free.
    rows = ["J R R R R", "R J R R R", "R R J R R", "R R R J R", "R R R R J", "R R R R R"]
    only = [("J",)] * 6
    before = ward("\n".join(rows), rule("one", "WINDOW", window="horizon", maximum=450))
    people = tuple(replace(who, codes=codes) for who, codes in zip(before.people, only, strict=True))
    locked = ["CA R R! R! R!", "R J R! R! R!", "R! R J R! R!", "R! R! R J R!", "R! R! R! R J", "R! R! R! R! R"]
    problem = replace(before, people=people)
    found = asked(problem, filled(problem, "\n".join(locked)), alternatives=alternatives)
    assert [(len(one.changes), len(one.uncovered), one.most) for one in found.alternatives] == [(9, 0, None)]
    assert found.alternatives[0].everywhere
    limited = asked(problem, filled(problem, "\n".join(locked)), max_changes=4)
    assert [(len(one.changes), len(one.uncovered), one.most) for one in limited.alternatives] == [(0, 1, 4)]
    assert limited.alternatives[0].everywhere


def test_what_few_changes_can_do_is_told_after_what_covers_more() -> None:
    rows = ["J R R R R R", "R J R R R R", "R R J R R R", "R R R J R R", "R R R R J R", "R R R R R R", "R R R R R J"]
    locked = ["CA R R! R! R! R!", "R J R! R! R! R!", "R! R J R! R! R!", "R! R! R J R! R!", "R! R! R! R J R!"]
    locked += ["R! R! R! R! R R!", "R! R! R! R! R! CA"]
    more = ["R! R! R! R! R! R"]  # somebody for the last day alone
    before = ward("\n".join([*rows, "R R R R R R"]), rule("one", "WINDOW", window="horizon", maximum=450))
    # Two heads are missing, eight changes are few: one takes a change, the other nine.
    heard: list[Repairs] = []
    after = filled(before, "\n".join([*locked, *more]))
    found = repair(RepairAsked(before, after, seconds=600), Wards(), threading.Event(), heard.append)
    assert [(len(one.changes), len(one.uncovered), one.most) for one in heard[0].alternatives] == [(1, 1, 8)]
    assert [(len(one.changes), len(one.uncovered), one.most) for one in found.alternatives[:2]] == [(10, 0, None), (1, 1, 8)]
    few = asked(before, after, alternatives=1)
    assert [(len(one.changes), len(one.uncovered)) for one in few.alternatives] == [(10, 0)]


def test_what_nobody_can_cover_is_proved_for_any_number_of_changes() -> None:
    before = ward("J J R\n R R J")
    found = asked(before, "CA CA R\n R! R! J")
    assert [(one.changes, len(one.uncovered), one.most) for one in found.alternatives] == [((), 2, None)]
    assert found.alternatives[0].everywhere


@pytest.mark.parametrize("after", ["J CA R R\n R R J J\n R R R R\n R R R R", "CA CA R R\n R R J J\n R R R R\n R R R R"])
def test_half_of_each_alternatives_changes_are_not_in_another(after: str) -> None:
    found = asked(ward("J J R R\n R R J J\n R R R R\n R R R R"), after, alternatives=4)
    assert len(found.alternatives) > 2
    for at, one in enumerate(found.alternatives):
        assert all(others(earlier, one) for earlier in found.alternatives[:at])


def others(one: Alternative, other: Alternative) -> bool:
    """Whether half of one's changes are of people or days that the other leaves alone."""
    people, days = {change.person for change in other.changes}, {change.date for change in other.changes}
    new = sum(change.person not in people or change.date not in days for change in one.changes)
    return 2 * new >= len(one.changes)


def test_one_name_changed_of_several_moves_is_no_other_repair() -> None:
    # Only the second can take the night, and gives up the day after it, which either of two others can take.
    before = ward("N R R\n R J R\n R R J\n R R R", REST, need="NJ")
    days_only = [replace(who, codes=("J",)) if at >= 2 else who for at, who in enumerate(before.people)]
    before = replace(before, demand=(line("N"), line("J")), people=tuple(days_only))
    found = asked(before, filled(before, "CA R R\n R J R\n R R J\n R R R"))
    assert [len(one.changes) for one in found.alternatives] == [3]
    assert found.fewer is not None


def test_the_same_moves_with_two_names_exchanged_are_no_other_repair() -> None:
    # Two shifts of one day can be taken by two people in either of two ways; a third way needs other people.
    before = ward("J R\n S R\n R R\n R R", need="JS")
    before = replace(before, demand=tuple(replace(each, last=day(0)) for each in before.demand))
    found = asked(before, "CA R\n CA R\n R R\n R R")
    assert [sorted(change.person for change in one.changes) for one in found.alternatives] == [["900002", "900003"]]
    assert found.fewer is not None
    more = ward("J R\n S R\n R R\n R R\n R R", need="JS")
    more = replace(more, demand=before.demand)
    found = asked(more, "CA R\n CA R\n R R\n R R\n R R")
    assert len(found.alternatives) == 3
    assert len({frozenset(change.person for change in one.changes) for one in found.alternatives}) == 3
