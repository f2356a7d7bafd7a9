"""What every rule template owes: a check that agrees with its statements, a local reading, sentences in both languages."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import hours
from scheduler.rules.evaluate import evaluate, wakes
from scheduler.rules.registry import templates
from scheduler.rules.template import say_day
from tests.rules.wards import CASES, bound, problems, said

KEYS = sorted(CASES)
EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_every_template_has_cases() -> None:
    assert set(CASES) == set(templates())
    assert all(CASES.values())


@pytest.mark.parametrize("key", KEYS)
@given(st.data())
@EXAMPLES
def test_the_check_finds_what_the_evaluator_finds(key: str, data: st.DataObject) -> None:
    book, grid = bound(data.draw(problems(key)))
    frame = book.frame
    for rule in book.rules:
        for statement in rule.statements:
            checked = sorted(map(said, rule.template.check(statement, grid, frame.first, frame.last)))
            assert checked == sorted(map(said, evaluate(statement, grid)))


@pytest.mark.parametrize("key", KEYS)
@given(st.data())
@EXAMPLES
def test_a_local_reading_is_the_matching_part_of_the_whole(key: str, data: st.DataObject) -> None:
    book, grid = bound(data.draw(problems(key)))
    frame = book.frame
    lo = data.draw(st.integers(frame.first, frame.last))
    hi = data.draw(st.integers(lo, min(frame.last, lo + 3)))
    for rule in book.rules:
        for statement in rule.statements:
            whole = [f for f in evaluate(statement, grid) if wakes(statement, f, frame, lo, hi)]
            assert sorted(map(said, evaluate(statement, grid, lo, hi))) == sorted(map(said, whole))
            assert sorted(map(said, rule.template.check(statement, grid, lo, hi))) == sorted(map(said, whole))


@pytest.mark.parametrize("key", [key for key in KEYS if key != "COVER"])
@given(st.data())
@EXAMPLES
def test_what_is_all_given_is_already_there(key: str, data: st.DataObject) -> None:
    problem = data.draw(problems(key))
    book, grid = bound(problem)
    whole, locked = bound(_locked(problem))
    for rule, same_rule in zip(book.rules, whole.rules, strict=True):
        for statement, other in zip(rule.statements, same_rule.statements, strict=True):
            free = {f.key: f for f in evaluate(statement, grid)}
            for finding in evaluate(other, locked):
                assert finding.already == finding.amount == free[finding.key].amount
                assert 0 <= free[finding.key].already <= finding.amount


def _locked(problem: Problem) -> Problem:
    """The same ward with every cell a given fact."""
    frame = bound(problem)[0].frame
    locks = tuple(CellRef(who.id, frame.date(day)) for who in problem.people for day in range(frame.last + 1))
    return replace(problem, locks=locks)


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    texts = templates()[key].templates()
    assert len(texts) > 2
    for text in texts.values():
        assert text.fr
        assert text.en
        assert _names(text.fr) == _names(text.en)


def _names(pattern: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(pattern) if name)


@pytest.mark.parametrize("key", KEYS)
@given(st.data())
@settings(EXAMPLES, max_examples=30)
def test_sentences_name_people_dates_value_and_limit(key: str, data: st.DataObject) -> None:
    book, grid = bound(data.draw(problems(key)))
    frame = book.frame
    for rule in book.rules:
        for statement in rule.statements:
            for finding in evaluate(statement, grid):
                for lang in ("fr", "en"):
                    words = rule.template.sentence(finding, frame, rule.setting, lang)
                    assert rule.setting.title.get(lang) in words
                    assert "{" not in words
                    for person in finding.people:
                        assert frame.problem.people[person].name in words
                    for day in (finding.first, finding.last) if key != "DEFINITION" else ():
                        assert say_day(frame, day, lang) in words
                    for amount in _figures(key, finding.value, finding.limit, rule.setting.params.get("minutes")):
                        assert hours(abs(amount)) in words or str(abs(amount)) in words  # a debt, or an overlap


def _figures(key: str, value: int, limit: int, minutes: int | None) -> tuple[int, ...]:
    """The figures that a template's sentence owes: none where what is wrong is a code and no number."""
    if key == "RESTBLOCK":
        return (value, limit) if minutes is None else (minutes,)
    if key == "RESTGAP" and not limit and minutes is not None:
        return (minutes,)  # a standby that begins too soon
    return (value, limit) if key in ("RESTGAP", "WINDOW", "RUN", "COVER", "TEAM", "BALANCE") else ()
