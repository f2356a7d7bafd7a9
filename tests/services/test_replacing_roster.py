"""Ranking never changes the roster it looks at, and calls legal exactly what a check of the changed plan calls legal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.checking import LiveCheck, check_problem
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Finding
from scheduler.services.replacing import Candidate, candidates, judged, ranked
from scheduler.services.replacing_holes import Hole, find_hole, shifts
from tests.rules.wards import bound, every_rule, problems, said
from tests.services.holes import checked, ward

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def opened(draw: st.DataObject, problem: Problem) -> tuple[LiveCheck, Hole, int]:
    """A check over the ward, a hole in it, and a present."""
    book, grid = bound(problem)
    frame = book.frame
    code = draw.draw(st.sampled_from(shifts(frame)))
    hole = find_hole(grid, frame.date(draw.draw(st.integers(0, frame.last))), code)
    return LiveCheck(book, grid), hole, hole.start - draw.draw(st.integers(-100, 5000))


def state(check: LiveCheck) -> tuple[object, ...]:
    """All that could differ: cells, findings in their order, costs, and what keeps them."""
    assert isinstance(check.roster, Grid)
    frame = check.frame
    fixed = [[check.roster.fixed(who, day) for day in frame.all_days] for who in range(len(frame.problem.people))]
    return check.roster.all_rows(), fixed, [said(each) for each in check], check.costs(), check._totals


@given(st.data())
@FEW
def test_the_roster_and_its_findings_are_as_before_after_each_step(data: st.DataObject) -> None:
    problem = replace(data.draw(problems("COVER")), settings=every_rule(), overrides=())
    check, hole, now = opened(data, problem)
    before = repr(state(check))
    steps = candidates(check, hole, now)
    for _ in range(data.draw(st.integers(0, 2))):
        next(steps)
        assert repr(state(check)) == before
    steps.close()
    assert repr(state(check)) == before
    found = list(candidates(check, hole, now))
    assert repr(state(check)) == before
    assert sorted(map(said, check)) == sorted(map(said, LiveCheck(check.book, check.roster)))
    assert ranked(found) == ranked(reversed(found)) == ranked(candidates(check, hole, now))
    assert [each.person for each in found] == list(range(len(problem.people)))


def with_moves(check: LiveCheck, candidate: Candidate, hole: Hole) -> tuple[Row, ...]:
    assert isinstance(check.roster, Grid)
    grid = check.roster.copy()
    for person, day, choice in candidate.moves(hole):
        grid.put(person, day, choice)
    return grid.horizon_rows()


@given(st.data())
@FEW
def test_legal_is_what_a_check_of_the_changed_plan_calls_legal(data: st.DataObject) -> None:
    """Every cell but those of the hole's day is locked, so that nothing but the hole's own day can break a rule anew."""
    problem = replace(data.draw(problems("COVER")), settings=every_rule(), overrides=(), pieces=())
    day = data.draw(st.integers(0, problem.days - 1))
    frame = bound(problem)[0].frame
    locks = [CellRef(who.id, frame.date(each)) for who in problem.people for each in frame.all_days if each != day]
    problem = replace(problem, locks=tuple(locks))
    book, grid = bound(problem)
    check = LiveCheck(book, grid)
    code = data.draw(st.sampled_from(shifts(frame)))
    hole = find_hole(grid, frame.date(day), code)
    before = set(check.broken())
    for each in candidates(check, hole, hole.start):
        if each.fill is None:
            continue
        report = check_problem(problem, with_moves(check, each, hole))
        assert report.check is not None, report.faults
        assert (
            tuple(now - then for now, then in zip(report.check.costs(), check.costs(), strict=True)) == each.fill.verdict.costs
        )
        if not before:
            assert each.legal == report.legal
            assert set(each.fill.verdict.breaks) == set(report.check.broken())


def grown(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> set[str]:
    """The rules that are broken by more in all."""
    return {
        rule
        for rule in {each.rule for each in after}
        if sum(each.new for each in after if each.rule == rule) > sum(each.new for each in before if each.rule == rule)
    }


@given(st.data())
@FEW
def test_a_rule_that_is_broken_by_more_in_all_is_always_named(data: st.DataObject) -> None:
    problem = replace(data.draw(problems("COVER")), settings=every_rule(), overrides=())
    check, hole, now = opened(data, problem)
    for each in candidates(check, hole, now):
        if each.fill is None:
            continue
        assert isinstance(check.roster, Grid)
        grid = check.roster.copy()
        for person, day, choice in each.moves(hole):
            grid.put(person, day, choice)
        after = LiveCheck(check.book, grid).broken()
        breaks = {finding.rule for finding in each.fill.verdict.breaks}
        assert grown(check.broken(), after) <= breaks
        assert set(each.fill.verdict.breaks) <= set(after) - set(check.broken())


@given(st.data())
@FEW
def test_several_moves_are_judged_together_as_one_plan(data: st.DataObject) -> None:
    problem = replace(data.draw(problems("COVER")), settings=every_rule(), overrides=())
    book, grid = bound(problem)
    check, frame = LiveCheck(book, grid), book.frame
    places = st.tuples(st.integers(0, len(problem.people) - 1), st.integers(0, frame.last))
    cells = data.draw(st.dictionaries(places, st.integers(0, len(frame.choices) - 1), min_size=1, max_size=4))
    moves = [(*place, choice) for place, choice in cells.items()]
    before, found = repr(state(check)), sorted(map(said, check))
    trial, verdict = check.trial(moves), judged(check, moves)
    assert repr(state(check)) == before
    for person, day, choice in moves:
        grid.put(person, day, choice)
    anew = LiveCheck(book, grid)
    expected = found + [said(each) for each in trial.added]
    for each in trial.removed:
        expected.remove(said(each))
    assert sorted(expected) == sorted(map(said, anew))
    assert trial.costs == verdict.costs
    check.refresh()
    assert check.costs() == anew.costs()
    assert set(verdict.breaks) <= set(anew.broken())


def test_an_error_on_the_way_leaves_the_roster_as_it_was() -> None:
    check = checked(ward({"Sauge": "M M M R R R R"}))
    before = repr(state(check))
    with pytest.raises(OverflowError):
        check.trial([(0, 3, 1), (0, 4, -1)])
    assert repr(state(check)) == before
