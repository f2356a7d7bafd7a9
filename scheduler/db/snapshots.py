"""Reads a plan as it stands at one instant: the items, the cells of its window, the states of its months."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.db.forms import CYCLE, PUBLISHED, Item, ItemKey, join, load_pieces
from scheduler.db.units import Database
from scheduler.domain.codec import digest
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import CellPieces, CellRef, Problem, Reference, Row
from scheduler.domain.text import Text
from scheduler.domain.time import add_days
from scheduler.services.stored import MAIN, ItemDifference, Snapshot, Versions, WardRef


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The stored row of a plan: its number, and how many changes of data and how many commands it has seen."""

    number: int
    name: str
    data_version: int
    last_change: int


def plan_row(connection: Connection, ref: WardRef) -> PlanRow:
    """The plan that a reference names. Raises InputRefused where there is none (any more)."""
    table = tables.scenario
    found = connection.execute(
        select(table.c.number, table.c.name, table.c.data_version, table.c.last_change).where(
            table.c.ward == ref.ward, table.c.id == ref.scenario, table.c.removed == 0
        )
    ).one_or_none()
    if found is None:
        what = "ward" if ref.scenario == MAIN else "scenario"
        expected = Text("un planning qui existe encore dans cette base", "a plan that still exists in this database")
        raise InputRefused("", [Fault(what, ref.scenario or ref.ward, expected)])
    return PlanRow(*found)


def items_of(connection: Connection, scenario: int) -> dict[ItemKey, Item]:
    """The stored items of a plan."""
    table = tables.item
    rows = connection.execute(
        select(table.c.kind, table.c.key, table.c.position, table.c.body).where(table.c.scenario == scenario)
    )
    return {(kind, key): Item(position, body) for kind, key, position, body in rows}


def without_cells(database: Database, connection: Connection, plan: PlanRow) -> Problem:
    """The plan's problem with no cell in it; parsed once for each data version."""
    known = database.recall(plan.number, plan.data_version)
    if known is None:
        known = join(items_of(connection, plan.number).items())
        database.remember(plan.number, plan.data_version, known)
    return known


def snapshot(database: Database, connection: Connection, ref: WardRef) -> Snapshot:
    """The whole plan. Raises InputRefused where it does not exist, StorageError where its data are damaged."""
    plan = plan_row(connection, ref)
    problem, versions = filled(connection, plan.number, without_cells(database, connection, plan))
    table = tables.period_state
    months = connection.execute(select(table.c.month, table.c.state).where(table.c.scenario == plan.number))
    states = {day.isoformat()[:7]: "draft" for day in window(problem)[problem.history_days :]}
    states |= {month: state for month, state in months if month in states}
    return Snapshot(ref, problem, digest(problem), versions, plan.data_version, states, plan.last_change)


def side_by_side(
    database: Database, connection: Connection, a: WardRef, b: WardRef
) -> tuple[Snapshot, Snapshot, tuple[ItemDifference, ...]]:
    """Two plans at the same instant, and the items that they hold differently."""
    first, second = (items_of(connection, plan_row(connection, ref).number) for ref in (a, b))
    differences = tuple(
        ItemDifference(*key, _data(first.get(key)), _data(second.get(key)))
        for key in sorted({**first, **second})
        if _data(first.get(key)) != _data(second.get(key))
    )
    return snapshot(database, connection, a), snapshot(database, connection, b), differences


def _data(item: Item | None) -> Any:
    return None if item is None else json.loads(item.body)


def window(problem: Problem) -> tuple[date, ...]:
    """The known days of a ward, history first."""
    return tuple(add_days(problem.first, day) for day in range(-problem.history_days, problem.days))


def filled(connection: Connection, scenario: int, problem: Problem) -> tuple[Problem, Versions]:
    """The problem with the stored cells of its people and days in it, and the version of each."""
    days = window(problem)
    table = tables.cell
    rows = connection.execute(
        select(
            table.c.date,
            table.c.person,
            table.c.current,
            table.c.published,
            table.c.cycle,
            table.c.locked,
            table.c.pieces,
            table.c.version,
        )
        .where(table.c.scenario == scenario, table.c.date.between(days[0].isoformat(), days[-1].isoformat()))
        .order_by(table.c.date, table.c.person)
    ).all()
    return _laid(problem, days, rows)


def _laid(problem: Problem, days: Sequence[date], rows: Iterable[Any]) -> tuple[Problem, Versions]:
    place = {person.id: at for at, person in enumerate(problem.people)}
    column = {day.isoformat(): (at, day) for at, day in enumerate(days)}
    current = [[""] * len(days) for _ in place]
    references: dict[str, dict[int, list[str]]] = {PUBLISHED: {}, CYCLE: {}}
    locks: list[list[CellRef]] = [[] for _ in place]
    pieces: list[list[CellPieces]] = [[] for _ in place]
    versions: dict[tuple[str, date], int] = {}
    for date_text, person, now, published, cycle, locked, real, version in rows:
        who = place.get(person)
        if who is None:
            continue
        at, day = column[date_text]
        current[who][at] = now
        versions[person, day] = version
        if locked:
            locks[who].append(CellRef(person, day))
        if real is not None:
            pieces[who].append(CellPieces(person, day, load_pieces(real) or ()))
        if at >= problem.history_days:
            for name, value in ((PUBLISHED, published), (CYCLE, cycle)):
                if value is not None:
                    line = references[name].setdefault(who, [""] * problem.days)
                    line[at - problem.history_days] = value
    people = problem.people
    ours = tuple(
        Reference(name, tuple(Row(people[who].id, tuple(cells)) for who, cells in sorted(lines.items())))
        for name, lines in references.items()
        if lines
    )
    whole = replace(
        problem,
        roster=tuple(Row(person.id, tuple(cells)) for person, cells in zip(people, current, strict=True)),
        locks=tuple(cell for line in locks for cell in line),
        pieces=tuple(cell for line in pieces for cell in line),
        references=(*ours, *problem.references),
    )
    return whole, Versions(versions)
