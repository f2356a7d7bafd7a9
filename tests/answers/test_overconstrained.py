"""Over-constrained wards: each explained by a set that is verified and minimal, with relaxations that work."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from functools import cache

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.validate import faults
from scheduler.rules.registry import bind
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.edits import apply
from solver.answers.conflicts.find import Search, conflicts
from solver.answers.conflicts.found import Conflict
from solver.answers.conflicts.tell import told
from tests.answers.overconstrained import VARIANTS as TWELVE
from tests.answers.overconstrained import Variant, sample
from tests.answers.unfriendly import UNFRIENDLY

VARIANTS = TWELVE | UNFRIENDLY
NAMES = [name for name in VARIANTS if name != "two contracts"]
"""That one takes longer than an answer may. `python -m tests.benchmarks.bench_conflicts --check` times it and applies what it
says, and for "guards", which takes a minute to prove."""
CPU_SECONDS = 5.0
PATIENCE = 500.0


def search(ward: Problem) -> Search:
    book = bind(Frame(ward))
    assert book.faults == ()
    return Search(book, Grid.of(book.frame), Clock(threading.Event(), PATIENCE))


def of(conflict: Conflict, kind: str) -> set[str]:
    return {name for member in conflict.members if member.kind == kind for name in member.of}


def names_it(variant: Variant, conflict: Conflict) -> bool:
    wanted = {"rule": variant.rules, "need": variant.needs, "fact": variant.facts}
    return all(names <= of(conflict, kind) for kind, names in wanted.items())


@cache
def explained(name: str) -> tuple[Conflict, float]:
    """The conflict that was made, and the processor time until it was told with its relaxations, since the one before it."""
    variant = VARIANTS[name]
    ward = variant.ward()
    begun = time.process_time()
    looked = search(ward)
    for core in looked.cores():
        conflict = told(looked.ward, core, looked.clock)
        if names_it(variant, conflict):
            return conflict, time.process_time() - begun
        begun = time.process_time()
    raise AssertionError(f"{name}: not found")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_explained_in_time(name: str) -> None:
    _, seconds = explained(name)
    assert seconds < 2 * CPU_SECONDS


@pytest.mark.parametrize("name", NAMES)
def test_the_set_is_verified_and_minimal(name: str) -> None:
    conflict, _ = explained(name)
    assert conflict.verified
    assert conflict.minimal


@pytest.mark.parametrize("name", NAMES)
def test_its_sentences_carry_people_dates_values_and_limits(name: str) -> None:
    variant, (conflict, _) = VARIANTS[name], explained(name)
    sentences = [member.text for member in conflict.members]
    for lang, at in (("fr", 0), ("en", 1)):
        words = " ".join([conflict.text.get(lang), *(sentence.get(lang) for sentence in sentences)])
        assert [person for person in variant.people if person not in words] == []
        assert [pair[at] for pair in variant.words if pair[at] not in words] == []
        assert "{" not in words
        assert "2027" in words


INTERNAL = re.compile(
    r"\b(atom|core|WINDOW|BALANCE|RESTGAP|RESTBLOCK|ELIGIBLE|COVER|FPH-\d+|MED-\d+|None|Text|Select|9[0-9]{5})\b"
)


@pytest.mark.parametrize("name", NAMES)
def test_no_internal_name_is_said(name: str) -> None:
    conflict, _ = explained(name)
    texts = [conflict.text, *(member.text for member in conflict.members), *(each.text for each in conflict.relaxations)]
    said = " ".join(text.get(lang) for text in texts for lang in ("fr", "en"))
    assert INTERNAL.findall(said) == []


@pytest.mark.parametrize("name", NAMES)
def test_relaxations_are_offered_the_cheapest_first(name: str) -> None:
    variant, (conflict, _) = VARIANTS[name], explained(name)
    costs = [(not each.enough, each.cost) for each in conflict.relaxations]
    assert costs == sorted(costs)
    assert min(cost for _, cost in costs) > 0
    assert variant.relaxations <= {each.kind for each in conflict.relaxations}


def _days(conflict: Conflict) -> set[tuple[str, object]]:
    return {(line, day) for member in conflict.members if member.kind == "need" for line in member.of for day in member.dates}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "guards"])
def test_each_kind_of_relaxation_applied_ends_the_conflict(name: str) -> None:
    """The ward with it has no fault, and a search in it no longer finds these members together."""
    variant, (conflict, _) = VARIANTS[name], explained(name)
    kinds = {each.kind: each for each in reversed(conflict.relaxations)}
    for each in kinds.values():
        ward = apply(variant.ward(), each)
        assert not faults(ward)
        assert not still_there(variant, conflict, ward), each.text.en


def still_there(variant: Variant, conflict: Conflict, ward: Problem) -> bool:
    """Whether a search finds the same rules, needs and facts on some of the same days and people."""
    looked = search(shortened(ward, conflict))
    for core in looked.cores():
        found = told(looked.ward, core, looked.clock)
        same = all(of(found, kind) == of(conflict, kind) for kind in ("rule", "need", "fact"))
        days = [{day for member in each.members for day in member.dates} for each in (found, conflict)]
        if same and days[0] & days[1] and {p for m in found.members for p in m.people} & {
            p for m in conflict.members if m.kind != "need" for p in m.people
        }:
            return True
    return False


def shortened(ward: Problem, conflict: Conflict) -> Problem:
    """The ward with needs only on the conflict's days, so that the search looks at nothing else."""
    days = {day for member in conflict.members for day in member.dates}
    lines = {line for member in conflict.members if member.kind == "need" for line in member.of}
    if not lines:
        return replace(ward, demand=(), lines=())
    first, last = min(days), max(days)
    kept = [replace(line, first=first, last=last) for line in ward.demand if line.skill[:1] in _skills(ward, lines)]
    return replace(ward, demand=tuple(kept)) if kept else ward


def _skills(ward: Problem, lines: set[str]) -> set[tuple[tuple[str, ...], ...]]:
    return {line.skill[:1] for line in ward.demand if line.id in lines}


def test_a_stop_is_answered_at_once() -> None:
    problem = sample("A")
    book = bind(Frame(problem))
    stop, given = threading.Event(), Grid.of(book.frame)
    asked: list[float] = []

    def ask() -> None:
        time.sleep(2.0)
        asked.append(time.process_time())
        stop.set()

    threading.Thread(target=ask).start()
    told = conflicts(book, given, stop, PATIENCE)
    assert time.process_time() - asked[0] < 0.5
    assert not told.complete
    assert all(conflict.verified for conflict in told.found)
