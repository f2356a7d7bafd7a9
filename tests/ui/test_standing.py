"""Without a database the session itself knows which plan stood: the accepted one, or the ward as it was opened."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.text import same
from tests.ui.wards import ward
from ui.window.session_core import SessionCore
from ui.window.standing import stood

NAME = same("x")


def edited(core: SessionCore) -> None:
    """Cells, a lock, real hours, the ward's data with other codes, and cells after that."""
    j, rest = core.frame.by_text["J"], core.frame.by_text["RH"]
    core.set_cells([(1, 3, j), (2, 3, rest)], NAME)
    core.set_cells([(1, 3, rest)], NAME)
    core.lock_cells([(1, 3), (3, 3)], True)
    core.record_worked(4, 0, j, core.grid.pieces(1, 0))
    codes = (replace(core.base.codes[0], id="Z"), *core.base.codes)
    core.edit_problem(replace(core.problem, codes=codes, settings=core.base.settings[1:]), NAME)
    core.set_cells([(5, 5, core.frame.by_text["Z"]), (5, 6, core.frame.by_text["J"])], NAME)


def test_a_ward_stands_as_it_was_opened_whatever_was_edited() -> None:
    core = SessionCore(ward(6, 14))
    before = core.problem
    edited(core)
    assert core.problem != before
    found = stood(core)
    assert (found.how, found.problem) == ("opened", before)


def test_an_accepted_plan_stands_and_when_it_is_taken_back_what_was_before() -> None:
    core = SessionCore(ward(6, 14))
    opened = core.problem
    core.set_cells([(0, 5, core.frame.by_text["J"])], NAME)
    plan = core.grid.copy()
    plan.put(3, 8, core.frame.by_text["J"])
    core.propose(plan.horizon_rows())
    assert core.accept() == 1
    accepted = core.problem
    edited(core)
    found = stood(core)
    assert (found.how, found.problem) == ("accepted", accepted)
    while len(core.done) > 1:
        core.undo()
    found = stood(core)
    assert (found.how, found.problem) == ("opened", opened)
