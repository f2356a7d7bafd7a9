"""Twenty absences: as few heads missing, and changes as cheap, as the plainest model proves with all the time it takes."""

from __future__ import annotations

import threading

import pytest

from scheduler.checking import check_problem
from solver.answers.repair import repair
from solver.answers.standing import Wards
from solver.questions import NOTICES, CellChange
from tests.solver import plain, repair_cases
from tests.solver.repair_cases import Case


def price(change: CellChange) -> int:
    late = (one for one in sorted(NOTICES, key=lambda one: one.minutes) if change.notice is not None)
    return next((one.price for one in late if change.notice is not None and change.notice < one.minutes), 1)


def test_there_are_twenty_that_differ() -> None:
    cases = repair_cases.load()
    assert len({case.plan for case in cases}) == repair_cases.CASES
    assert any(case.short for case in cases)
    assert any(case.notice for case in cases)
    assert len({case.price for case in cases}) > 4


@pytest.mark.parametrize("case", repair_cases.load(), ids=lambda case: f"{case.person}-{case.first}-{case.last}")
def test_no_more_changes_than_needed(case: Case) -> None:
    asked = case.question()
    one = repair(asked, Wards(), threading.Event()).alternatives[0]
    assert one.proved
    assert one.everywhere
    assert len(one.changes) <= case.most
    assert (plain.lacking(asked.before, asked.problem, one.rows), sum(map(price, one.changes))) == (case.short, case.price)
    assert bool(one.uncovered) == bool(case.short)
    assert one.broken == ()
    assert check_problem(asked.problem, one.rows).legal


def test_the_plainest_model_proves_so_now() -> None:
    case = min(repair_cases.load(), key=lambda case: (case.most, case.price))
    assert repair_cases.proved(case) == case
