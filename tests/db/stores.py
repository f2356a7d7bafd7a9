"""Databases with a ward in them, and short ways to say a command, for the storage tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.services import store
from scheduler.services.stored import Act, CellWrite, Done, Snapshot, WardRef
from tests.domain.samples import WARD

REF = WardRef(WARD.id)


@contextmanager
def filled(url: str, problem: Problem = WARD, actor: str = "FICTIF-Tilleul") -> Iterator[store.Store]:
    """An open store that holds one ward."""
    with store.open(url, actor=actor) as opened:
        opened.create_ward(problem, opened.act("create_ward"))
        yield opened


def cell(snapshot: Snapshot, person: str, day: date) -> str:
    """What stands in a cell."""
    problem = snapshot.problem
    row = next(row for row in problem.roster if row.person == person)
    return row.cells[(day - problem.first).days + problem.history_days]


def put(
    opened: store.Store, person: str, day: date, code: str, *, base: int | None = None, verb: str = "assign", ref: WardRef = REF
) -> Done:
    """Writes one cell, from the version it has now unless another is said."""
    if base is None:
        base = opened.snapshot(ref).versions[CellRef(person, day)]
    return opened.write(ref, opened.act(verb), [CellWrite(person, day, base, code)])


def big_ward(people: int = 60, days: int = 98) -> Problem:
    """The sample ward grown to a size at which speed counts."""
    one = WARD.people[0]
    staff = tuple(replace(one, id=f"9{at:05d}", surname=f"FICTIF-{at}") for at in range(people))
    cells = tuple(("M", "N", "R", "C")[at % 4] for at in range(WARD.history_days + days))
    return replace(
        WARD,
        id="grand",
        days=days,
        people=staff,
        roster=tuple(Row(person.id, cells) for person in staff),
        locks=(),
        pieces=(),
        wishes=(),
        overrides=(),
        openings=(),
        references=(),
        settings=(),
    )


def act(verb: str, actor: str = "FICTIF-Tilleul") -> Act:
    return Act.new(verb, actor)
