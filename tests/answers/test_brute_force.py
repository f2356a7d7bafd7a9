"""Tiny random wards: every set that is told is held against all rosters there are, and so is every claim that there is none."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.validate import faults
from scheduler.rules.api import Heads, Stated, Statement
from scheduler.rules.evaluate import evaluate
from scheduler.rules.registry import RuleBook, bind
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.edits import apply
from solver.answers.conflicts.find import Search
from solver.answers.conflicts.found import Conflict
from solver.answers.conflicts.instances import Atom
from solver.answers.conflicts.tell import told
from tests.solver.small import rule, ward

DAYS = 4
SEEDS = range(60)
Cell = tuple[int, int]


def _rules(chance: random.Random) -> list[RuleSetting]:
    """A few hard rules whose minima are within reach."""
    nights = {"tags": ["night"]}
    pool = [
        rule("gap", "RESTGAP", minutes=chance.choice((600, 720, 900))),
        rule("window", "WINDOW", window="rolling", length=chance.choice((2, 3)), maximum=chance.choice((450, 900, 1000))),
        rule("least", "WINDOW", window="horizon", minimum=chance.choice((450, 900, 1350))),
        rule("most", "WINDOW", window="horizon", maximum=chance.choice((450, 900, 1350))),
        rule("long", "RUN", maximum=chance.choice((1, 2))),
        rule("short", "RUN", minimum=2, edge="closed"),
        rule("rest", "RUN", quiet=True, minimum=2, edge="closed"),
        rule("word", "PATTERN", words=[[nights, {"tags": ["work"]}]]),
        rule("hole", "RESTBLOCK", minutes=chance.choice((2160, 2880))),
        rule("closed", "ELIGIBLE", codes=nights, days={"weekdays": [chance.randrange(4)]}),
        rule("apart", "TEAM", relation="apart", unit="day", left=[["IDE"]]),
        rule("nights", "WINDOW", window="horizon", minimum=1, measure={"count": "days", "how": "start", "select": nights}),
        rule("account", "BALANCE", floor=chance.choice((450, 900)), cap=1350, measure={"how": "start"}),
    ]
    return chance.sample(pool, chance.randint(1, 4))


def made(seed: int) -> Problem:
    chance = random.Random(seed)
    history = ("J N",) if chance.random() < 0.4 else ()
    problem = ward(2, DAYS, *_rules(chance), history=history)
    codes = tuple(code for code in problem.codes if code.id != "S")
    demand = tuple(replace(line, minimum=chance.choice((0, 0, 1, 1, 2))) for line in problem.demand if line.id != "S")
    rows, locks = [], []
    for row in problem.roster:
        cells = list(row.cells)
        for day in range(DAYS):
            if chance.random() < 0.3:
                cells[problem.history_days + day] = chance.choice(("J", "N", "R", "CA", "CA"))
                locks.append(CellRef(row.person, Frame(problem).date(day)))
        rows.append(Row(row.person, tuple(cells)))
    people = problem.people
    if chance.random() < 0.3:
        people = (replace(people[0], codes=("J",)), *people[1:])
    settings = tuple(
        replace(each, scope=Scope(people=(people[0].id,))) if each.id in ("least", "nights") else each
        for each in problem.settings
    )
    return replace(
        problem, codes=codes, demand=demand, roster=tuple(rows), locks=tuple(locks), people=people, settings=settings
    )  # fmt: skip


# --- all rosters


class Open(Grid):
    """A roster of which only the history is given: everything else was chosen."""

    def fixed(self, person: int, day: int) -> bool:
        return day < 0


def _fillings(core: Core, grid: Grid, facts: set[Cell]) -> Iterator[Grid]:
    """Every roster of the cells of a set: those of the facts in it hold what they hold."""
    frame = grid.frame
    given = grid.only_fixed()
    cells = list(core.parts.free) + [cell for cell in core.parts.loose if cell not in facts]
    choices = [
        tuple(dict.fromkeys((*frame.options[person], *([given.at(person, day)] if given.at(person, day) else ()))))
        for person, day in cells
    ]
    for filled in product(*choices):
        roster = given.copy()
        roster.__class__ = Open
        for (person, day), choice in zip(cells, filled, strict=True):
            roster.put(person, day, choice)
        yield roster


def _broken(said: Statement, roster: Grid) -> bool:
    return any(found.new > 0 for found in evaluate(said, roster, roster.frame.first, roster.frame.last))


def _short(core: Core, said: Heads, roster: Grid) -> bool:
    heads = min(sum(roster.at(p, day) in choices for p, day, choices in cells) for _, _, cells in said.slots)
    return heads < (said.minimum or 0) - core.before.get((said.line, said.day), 0)


def possible(core: Core, grid: Grid, atoms: Sequence[Atom]) -> bool:
    """Whether some roster keeps what these atoms ask."""
    held = set(atoms)
    facts = {(atom.people[0], atom.first) for atom in held if atom.kind == "fact"}
    rules = [one.said for one in core.parts.rules if one.atom in held]
    needs = [said for said in core.parts.needs if Atom("need", said.line, (), said.day, said.day) in held]
    return any(
        not any(_broken(said, roster) for said in rules) and not any(_short(core, said, roster) for said in needs)
        for roster in _fillings(core, grid, facts)
    )


def _settled(book: RuleBook, grid: Grid) -> bool:
    """Whether a roster around the given facts breaks nothing, not with those of the horizon either, and every need is met."""
    frame = book.frame
    free = [(p, day) for p in range(len(frame.problem.people)) for day in range(DAYS) if not grid.fixed(p, day)]
    hard = [each for each in book.rules if each.setting.hardness == "hard"]
    rules = [said for each in hard for said in each.statements if not isinstance(said, Stated)]
    needs = [said for each in book.rules for said in each.statements if isinstance(said, Heads) and said.minimum]
    roster = grid.only_fixed()
    roster.__class__ = Open
    for filled in product(*(frame.options[person] for person, _ in free)):
        for (person, day), choice in zip(free, filled, strict=True):
            roster.put(person, day, choice)
        if not any(_broken(said, roster) for said in rules) and all(
            sum(roster.at(p, day) in choices for p, day, choices in said.slots[0][2]) >= (said.minimum or 0) for said in needs
        ):
            return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_told_is_true_of_all_rosters(seed: int) -> None:
    problem = made(seed)
    book = bind(Frame(problem))
    assert book.faults == ()
    grid = Grid.of(book.frame)
    search = Search(book, grid, Clock(threading.Event(), 1000.0))
    cores = list(search.cores())
    for core in cores:
        assert core.verified
        assert core.minimal
        assert not possible(core, grid, core.atoms)
        for part in core.members.values():
            assert possible(core, grid, core.without(part))
    assert len({frozenset(core.atoms) for core in cores}) == len(cores)
    assert search.complete
    if _settled(book, grid):
        assert cores == []
    else:
        assert cores != []


def test_the_wards_are_of_every_kind() -> None:
    """Enough of them have a conflict with rules, with needs, with facts, and enough have none."""
    kinds = {"rule": 0, "need": 0, "fact": 0, "none": 0}
    for seed in SEEDS:
        book = bind(Frame(made(seed)))
        cores = list(Search(book, Grid.of(book.frame), Clock(threading.Event(), 1000.0)).cores())
        found = {key[0] for core in cores for key in core.members}
        for kind in found or {"none"}:
            kinds[kind] += 1
    assert min(kinds.values()) >= 5, kinds


@pytest.mark.parametrize("seed", range(12))
def test_a_relaxation_applied_ends_the_conflict(seed: int) -> None:
    """The ward with it is sound, and a search in it finds no set of the same members that lacks as much: where others lack
    less by it, one of the same members may stay that does."""
    problem = made(seed)
    found = _search(problem)
    for conflict in found:
        for each in {each.kind: each for each in reversed(conflict.relaxations)}.values():
            changed = apply(problem, each)
            assert not faults(changed)
            same = (other for other in _search(changed) if _marks(other) == _marks(conflict))
            assert not any(other.missing >= conflict.missing for other in same), each.text.en


def _search(problem: Problem) -> list[Conflict]:
    book = bind(Frame(problem))
    search = Search(book, Grid.of(book.frame), Clock(threading.Event(), 1000.0))
    return [told(search.ward, core, search.clock) for core in search.cores()]


def _marks(conflict: Conflict) -> frozenset[tuple[object, ...]]:
    return frozenset((member.kind, member.of, member.people, member.dates) for member in conflict.members)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_enough_brings_the_heads_that_are_missing(seed: int) -> None:
    """Of all rosters of the ward with a relaxation one lacks so many heads fewer of the conflict's needs than any without it;
    what says that it may not be enough comes last. Where given facts break a rule by themselves they are left to do so."""
    problem = made(seed)
    conflicts = _search(problem)
    for conflict in conflicts:
        offered = conflict.relaxations
        assert [each.enough for each in offered] == sorted((each.enough for each in offered), reverse=True)
        keys = {(line, day) for m in conflict.members if m.kind == "need" for line in m.of for day in m.dates}
        lacked = _lacked(problem, keys)
        sound = all(each.missing for each in conflicts)
        for each in offered if keys and sound and lacked is not None else ():
            if each.kind in ("unlock", "free", "lift", "change", "soften") and each.enough:
                after = _lacked(apply(problem, each), keys)
                assert after is not None
                assert after <= lacked - conflict.missing, each.text.en


def _lacked(problem: Problem, keys: set[tuple[str, date]]) -> int | None:
    """The fewest heads that any roster lacks of some needs; None where every roster breaks a hard rule."""
    book = bind(Frame(problem))
    frame, grid = book.frame, Grid.of(book.frame)
    rules = [
        said
        for each in book.rules
        for said in each.statements
        if each.setting.hardness == "hard" and not isinstance(said, Stated)
    ]
    needs = [
        said
        for each in book.rules
        for said in each.statements
        if isinstance(said, Heads) and (said.line, frame.date(said.day)) in keys
    ]
    free = [(p, day) for p in range(len(frame.problem.people)) for day in range(DAYS) if not grid.fixed(p, day)]
    fewest = None
    for filled in product(*(frame.options[person] for person, _ in free)):
        for (person, day), choice in zip(free, filled, strict=True):
            grid.put(person, day, choice)
        if not any(_broken(said, grid) for said in rules):
            serving = (sum(grid.at(p, day) in choices for p, day, choices in said.slots[0][2]) for said in needs)
            lacks = sum(max(0, (said.minimum or 0) - heads) for said, heads in zip(needs, serving, strict=True))
            fewest = lacks if fewest is None else min(fewest, lacks)
    return fewest
