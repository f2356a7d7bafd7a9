"""What is left out of an instance changes nothing that it finds, whatever the cells hold."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellRef
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Hole, Statement, Total
from scheduler.rules.evaluate import evaluate
from scheduler.rules.registry import bind
from solver.answers.conflicts.instances import Instance
from solver.answers.conflicts.ward import Ward
from tests.rules.wards import MAY, setting, ward

RULES = (
    setting("WINDOW", key="48H", window="rolling", length=7, maximum=2880),
    setting("WINDOW", key="24H", window="rolling", length=2, maximum=900),
    setting("RESTBLOCK", key="36H", minutes=2160),
    setting("RESTBLOCK", key="48H-REST", minutes=2880, period="fortnight"),
)


def _pairs(told: Ward) -> list[tuple[Instance, Instance]]:
    """Every instance as the rule states it and as the models hold it."""
    frame = told.frame
    raw = [one for rule in told.hard for said in rule.statements for one in told._taken_apart(rule, said)]
    return [(one, told._lean(one)) for one in raw if one.left >= frame.first and one.right <= frame.last]


def _amount(said: Statement, roster: Grid) -> int:
    return sum(found.amount for found in evaluate(said, roster, roster.frame.first, roster.frame.last))


def _size(said: Statement) -> int:
    if isinstance(said, Total):
        return len(said.windows[0].spans)
    assert isinstance(said, Hole)
    return len(said.periods[0].starts)


@pytest.mark.parametrize("seed", range(12))
def test_an_instance_finds_the_same_with_fewer_rows(seed: int) -> None:
    chance = random.Random(seed)
    problem = ward([" ".join(["R"] * 6 + [chance.choice((".", ".", "CA", "N", "J")) for _ in range(15)])], *RULES, history=6)
    held = [day for day, cell in enumerate(problem.roster[0].cells[6:]) if cell and chance.random() < 0.8]
    problem = replace(problem, locks=tuple(CellRef(problem.people[0].id, Frame(problem).date(day)) for day in held))
    book = bind(Frame(problem))
    given = Grid.of(book.frame)
    told = Ward(book, given)
    pairs = _pairs(told)
    assert problem.first == MAY
    assert sum(_size(lean.said) for _, lean in pairs) < sum(_size(raw.said) for raw, _ in pairs)
    broken = 0
    for _ in range(25):
        roster = given.only_fixed()
        for day in range(15):
            if not given.fixed(0, day) or chance.random() < 0.3:  # a given fact may be taken back
                roster.put(0, day, chance.choice(book.frame.options[0]))
        for raw, lean in pairs:
            assert _amount(raw.said, roster) == _amount(lean.said, roster)
            broken += _amount(raw.said, roster) > 0
    assert broken > 20
