"""Judges a roster by the rule waist: what it costs and which hard rules it breaks; random rosters; the independent checkers."""

from __future__ import annotations

import importlib.util
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.validate import faults
from scheduler.rules.api import Finding
from scheduler.rules.costs import finding_cost
from scheduler.rules.evaluate import evaluate
from scheduler.rules.registry import RuleBook, bind, setting_faults


def benchmarks() -> Path:
    """The folder of published instances; where it is not named the test is skipped, and says so."""
    named = os.environ.get("RELEVE_BENCHMARKS")
    if not named:
        pytest.skip("RELEVE_BENCHMARKS is not set: the published instances are not part of this repository")
    return Path(named)


@cache
def checker(name: str) -> ModuleType:
    """An independent checker that lies beside the published instances."""
    spec = importlib.util.spec_from_file_location(name, benchmarks() / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Verdict:
    """Cost by layer and by rule, what broken hard rules say, and the findings themselves."""

    layers: Counter[str]
    rules: Counter[str]
    hard: list[tuple[str, Finding]]
    found: list[tuple[str, Finding]]


@dataclass
class Judge:
    """One problem bound once, which many rosters are judged by."""

    problem: Problem
    frame: Frame
    book: RuleBook

    @classmethod
    def of(cls, problem: Problem) -> Judge:
        assert faults(problem) == ()
        assert setting_faults(problem.settings) == ()
        frame = Frame(problem)
        return cls(problem, frame, bind(frame))

    def __call__(self, rows: Sequence[Row]) -> Verdict:
        grid = Grid.of(self.frame)
        grid.fill(rows, 0)
        out = Verdict(Counter(), Counter(), [], [])
        for rule in self.book.rules:
            for statement in rule.statements:
                for finding in evaluate(statement, grid):
                    out.found.append((rule.setting.id, finding))
                    layer, cost = finding_cost(self.frame, rule.setting, finding)
                    if layer is not None:
                        out.layers[self.problem.layers[layer].id] += cost
                        out.rules[rule.setting.id] += cost
                    elif finding.new:
                        out.hard.append((rule.setting.id, finding))
        return out


def random_rows(
    problem: Problem, rng: random.Random, choices: Callable[[str], list[str]], order: Sequence[str], tidy: float
) -> tuple[Row, ...]:
    """A random roster of blocks of work and rest; the tidier, the longer the blocks and the steadier the shifts in them.

    Days off that the problem locks are kept.
    """
    locked = {(lock.person, (lock.date - problem.first).days) for lock in problem.locks}
    rows = []
    for person in problem.people:
        held, line = choices(person.id), []
        work, left, shift = rng.random() < 0.6, 0, "-"
        for day in range(problem.days):
            if left <= 0:
                work, left = not work, rng.randint(2, 5) if rng.random() < tidy else 1
                shift = rng.choice(held)
            left -= 1
            if rng.random() > tidy:
                shift = rng.choice(held)
            elif rng.random() < 0.2:
                later = [one for one in held if order.index(one.partition("/")[0]) >= order.index(shift.partition("/")[0])]
                shift = rng.choice(later)
            line.append(shift if work and (person.id, day) not in locked else "-")
        rows.append(Row(person.id, tuple(line)))
    return tuple(rows)


def mutated(
    problem: Problem, rows: Sequence[Row], rng: random.Random, choices: Callable[[str], list[str]]
) -> Iterator[tuple[Row, ...]]:
    """Rosters a few cells away from one that is given, each a step further; locked days off are kept."""
    locked = {(lock.person, (lock.date - problem.first).days) for lock in problem.locks}
    cells = {row.person: list(row.cells) for row in rows}
    while True:
        person, day = rng.choice(problem.people).id, rng.randrange(problem.days)
        if (person, day) not in locked:
            cells[person][day] = rng.choice([*choices(person), "-"])
            yield tuple(Row(name, tuple(line)) for name, line in cells.items())
