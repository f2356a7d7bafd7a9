"""Repairs of plans drawn at random: legal as far as the plan was, nothing touched that is fixed, no change more than needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.checking import check_problem
from scheduler.domain.problem import Problem, Row
from scheduler.rules.api import Finding
from solver.questions import Alternative
from tests.solver import plain
from tests.solver.repairs import LAW, asked, filled, ward

PEOPLE, DAYS = 4, 8
CODES = ("R", "R", "J", "J", "S", "N")

rows = st.lists(st.lists(st.sampled_from(CODES), min_size=DAYS, max_size=DAYS), min_size=PEOPLE, max_size=PEOPLE)
happening = st.tuples(
    st.integers(0, PEOPLE - 1), st.integers(0, DAYS - 1), st.integers(1, 3), st.sampled_from(("CA", "CA", "R!", "N!"))
)


def text(cells: list[list[str]]) -> str:
    return "\n".join(" ".join(row) for row in cells)


def after(problem: Problem, cells: list[list[str]], happened: list[tuple[int, int, int, str]]) -> Problem:
    cells = [list(row) for row in cells]
    for person, first, length, code in happened:
        for day in range(first, min(DAYS, first + length)):
            cells[person][day] = code
    return filled(problem, text(cells))


def diffs(problem: Problem, one: Alternative) -> set[tuple[str, str, str]]:
    """Cells in which an alternative differs from a roster."""
    return {
        (row.person, (problem.first + timedelta(day)).isoformat(), old)
        for row, stood in zip(one.rows, problem.roster, strict=True)
        for day, (new, old) in enumerate(zip(row.cells, stood.cells[problem.history_days :], strict=True))
        if new != old
    }


def breaches(found: tuple[Finding, ...]) -> dict[tuple[object, ...], int]:
    return {(each.rule, each.level, each.people, each.first, each.last, each.key): each.new for each in found}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, st.lists(happening, min_size=1, max_size=2), st.integers(0, DAYS - 1), st.integers(0, 4))
def test_no_repair_breaks_what_held_or_touches_what_is_fixed(
    cells: list[list[str]], happened: list[tuple[int, int, int, str]], since: int, most: int
) -> None:
    before = ward(text(cells), *LAW, need="JSN")
    problem = after(before, cells, happened)
    stood = check_problem(before).check
    assert stood is not None
    first = before.first + timedelta(since)
    found = asked(before, problem, since=first, max_changes=most)
    for one in found.alternatives:
        report = check_problem(problem, one.rows)
        assert report.faults == ()
        assert report.check is not None
        changed = {(change.person, change.date.isoformat(), change.before) for change in one.changes}
        assert changed == diffs(problem, one)
        assert len(changed) <= most
        assert all(change.date >= first for change in one.changes)
        known = breaches(stood.broken())
        told = {said.en for said in one.broken}
        for finding in report.check.broken():
            shorter = any(  # what is left of a run that was too long
                (old.rule, old.people) == (finding.rule, finding.people)
                and old.first <= finding.first
                and finding.last <= old.last
                for old in stood.broken()
            )
            worse = finding.new > known.get((*breaches((finding,)),)[0], 0)
            assert not worse or shorter or report.check.sentence(finding, "en") in told
        assert {cost.layer: cost.value for cost in one.costs} == dict(
            zip((layer.id for layer in problem.layers), report.check.costs(), strict=True)
        )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows, happening, st.integers(1, 5))
def test_no_change_more_than_the_plainest_model_needs(
    cells: list[list[str]], happened: tuple[int, int, int, str], most: int
) -> None:
    raw = ward(text(cells), *LAW, need="JSN")
    legal = lawful(raw)
    if legal is None:
        return
    problem = after(legal, [list(row.cells) for row in legal.roster], [(*happened[:3], "CA")])
    absent = problem.people[happened[0]].id
    report = check_problem(problem)
    assert report.check is not None
    if report.check.broken():
        return  # the absent person's own rules are broken: who may move then is another question
    found = asked(legal, problem, max_changes=most).alternatives[0]
    expected = plain.best(legal, problem, [absent], most)
    assert expected is not None
    assert (len(found.changes), bool(found.uncovered)) == (expected.price, expected.short > 0)
    assert found.proved


def lawful(problem: Problem) -> Problem | None:
    """The ward with the legal roster nearest to the one it has."""
    nothing = replace(problem, roster=tuple(Row(row.person, ("",) * DAYS) for row in problem.roster))
    rows = plain.nearest(nothing, problem)
    return None if rows is None else replace(problem, roster=rows)
