"""The edit session without a screen: commands, undo, counters and cover kept by difference, proposals."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from scheduler.accounts.cover import cover
from scheduler.accounts.hours import CREDIT, DUE, NIGHTS, WEEKENDS, WORK, Ledger, balance
from scheduler.domain.frame import BLANK
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import same
from scheduler.domain.time import add_days
from tests.ui.wards import ward
from ui.window.session_core import HARD, LOCK, SessionCore

NAME = same("x")


def _cover(core: SessionCore) -> list[list[tuple[int, int | None]]]:
    problem = core.base
    lines = cover(core.grid, problem.first, add_days(problem.first, problem.days - 1))
    return [[(day.heads, day.minimum) for day in line.days] for line in lines]


def _same_as_anew(core: SessionCore) -> None:
    """What the session keeps by difference equals what is computed from nothing."""
    fresh = SessionCore(core.problem)
    assert core.marks == fresh.marks
    assert core.counts.people == fresh.counts.people
    assert [[d.heads for d in line] for line in core.cover.days] == [[d.heads for d in line] for line in fresh.cover.days]
    key = [(f.rule, f.people, f.first, f.last, f.amount, f.already) for f in core.findings()]
    assert key == [(f.rule, f.people, f.first, f.last, f.amount, f.already) for f in fresh.findings()]


@run(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_edits_and_undos_leave_what_a_fresh_session_shows(rng: random.Random) -> None:
    core = SessionCore(ward(6, 14))
    for _ in range(12):
        act = rng.random()
        if act < 0.25:
            core.undo()
        elif act < 0.35:
            core.redo()
        elif act < 0.5:
            core.lock_cells([(rng.randrange(6), rng.randrange(14))], rng.random() < 0.7)
        else:
            cells = [(rng.randrange(6), rng.randrange(14), rng.randrange(len(core.frame.choices))) for _ in range(3)]
            core.set_cells(cells, NAME)
    _same_as_anew(core)
    assert _cover(core) == [[(d.heads, d.minimum) for d in line] for line in core.cover.days]


def test_counters_are_the_ledgers() -> None:
    core = SessionCore(ward(7, 28))
    leave = core.frame.by_text["CA"]
    core.set_cells([(2, day, leave) for day in range(5)], NAME)
    problem = core.base
    entries = Ledger(core.frame).entries(core.grid, problem.first, add_days(problem.first, problem.days - 1))
    for person, count in zip(problem.people, core.counts.people, strict=True):
        assert count.due == balance(entries, DUE, person.id)
        assert count.done == balance(entries, WORK, person.id) + balance(entries, CREDIT, person.id)
        assert (count.nights, count.weekends) == (balance(entries, NIGHTS, person.id), balance(entries, WEEKENDS, person.id))


def test_locks_and_history_are_left_as_they_are() -> None:
    core = SessionCore(ward())
    before = core.grid.at(0, 0), core.grid.at(1, -1)
    assert core.set_cells([(0, 0, BLANK), (1, -1, BLANK)], NAME) == 0
    assert (core.grid.at(0, 0), core.grid.at(1, -1)) == before
    assert core.marks[0][7] & LOCK
    assert core.lock_cells([(0, 0)], False) == 1
    assert core.set_cells([(0, 0, BLANK)], NAME) == 1
    assert core.undo() == NAME
    assert core.grid.at(0, 0) == before[0]


def test_what_was_worked_is_never_refused() -> None:
    core = SessionCore(ward())
    night = core.frame.by_text["N"]
    assert core.record_worked(1, -1, night, None) == 1
    assert core.grid.at(1, -1) == night
    assert core.record_worked(0, 0, core.frame.by_text["AM"], None) == 1


def test_a_breach_is_marked_and_goes_with_its_undo() -> None:
    core = SessionCore(ward())
    by_text = core.frame.by_text
    cells = [(1, 20, by_text["RH"]), (1, 21, by_text["N"]), (1, 22, by_text["M"]), (1, 23, by_text["RH"])]
    core.set_cells(cells, NAME)
    found = [f for f in core.at_cell(1, 22) if f.rule == "repos-11h"]
    assert found
    assert core.marks[1][22 + 7] & HARD
    assert "FICTIF-" in core.sentence(found[0], "fr")
    assert core.sentence(found[0], "fr") != core.sentence(found[0], "en")
    core.undo()
    _same_as_anew(core)


def test_text_is_read_all_or_nothing() -> None:
    core = SessionCore(ward())
    block, faults = core.read_text("m\tRH\r\n\tca\r\n")
    assert not faults
    assert [[core.frame.text(c) for c in line] for line in block] == [["M", "RH"], ["", "CA"]]
    _, faults = core.read_text("M\tZZ\nQQ\tM")
    assert [(fault.place, fault.value) for fault in faults] == [("(1, 2)", "ZZ"), ("(2, 1)", "QQ")]
    assert core.read_text(core.copy_text([0, 1], [0, 1, 2]))[0] == [[core.grid.at(p, d) for d in range(3)] for p in (0, 1)]


def test_the_wards_own_data_is_undone_with_its_cells() -> None:
    core = SessionCore(ward())
    core.set_cells([(1, 3, core.frame.by_text["CA"])], NAME)
    problem = core.problem
    off = tuple(replace(setting, hardness="off") for setting in problem.settings)
    core.edit_problem(replace(problem, settings=off), NAME)
    assert not core.findings()
    assert core.frame.text(core.grid.at(1, 3)) == "CA"
    core.undo()
    assert core.findings()
    core.undo()
    assert core.problem == SessionCore(ward()).problem
    core.redo()
    core.redo()
    assert not core.findings()


def test_a_proposal_changes_nothing_until_it_is_accepted() -> None:
    core = SessionCore(ward())
    other = SessionCore(ward())
    other.set_cells([(1, 3, other.frame.by_text["CA"]), (2, 4, BLANK)], NAME)
    before = core.problem
    assert core.propose(other.grid.horizon_rows()) == 2
    assert core.problem == before
    assert core.accept(lambda person, day: person == 1) == 1
    assert len(core.differences()) == 1
    assert core.accept() == 1
    assert core.proposal is None
    assert core.grid.rows == other.grid.rows


def test_the_solver_may_only_fill_blanks_where_the_rest_is_kept() -> None:
    core = SessionCore(ward())
    core.lock_cells([(0, 0)], False)
    core.set_cells([(1, 3, BLANK)], NAME)
    locks = {(lock.person, lock.date) for lock in core.problem_to_solve(keep=True).locks}
    assert len(locks) == 10 * 28 - 1
    assert core.problem_to_solve(keep=False).locks == ()


def test_real_hours_open_windows_that_no_code_opens() -> None:
    chance = random.Random(2)
    limits = {"window": "rolling", "length": 3, "maximum": 1300}
    rule = RuleSetting("window", "WINDOW", same("window"), "hard", params=limits)
    core = SessionCore(replace(ward(4, 14, 7), settings=(rule,)))
    for _ in range(40):
        person, day = chance.randrange(4), chance.randrange(12)
        pieces = core.grid.pieces(person, day)
        if pieces:
            early, late = chance.randrange(-120, 120), chance.randrange(-120, 120)
            one = replace(pieces[0], start=pieces[0].start + early, end=pieces[0].end + late, effective=300)
            core.record_worked(person, day, core.grid.at(person, day), (one,))
            _same_as_anew(core)
        if chance.random() < 0.3:
            core.undo()
            _same_as_anew(core)


def test_a_code_that_breaks_its_limits_is_among_the_breaches_until_it_is_mended() -> None:
    rule = RuleSetting("9h", "DEFINITION", same("9 h"), "hard", params={"most_effective": 400})
    core = SessionCore(replace(ward(), settings=(rule,)))
    told = [core.sentence(finding, "en") for finding in core.findings()]
    assert "M (morning): effective working time 7 h 30, maximum 6 h 40 (9 h)." in told
    assert all(core.is_hard(finding) and finding.new == 0 for finding in core.findings())
    codes = tuple(code for code in core.base.codes if code.kind != "work" or code.id == "N")
    fit = tuple(replace(c, segments=(replace(c.segments[0], effective=400),)) if c.works else c for c in codes)
    assert SessionCore(replace(ward(), settings=(rule,), codes=fit, roster=(), demand=())).findings() == []
