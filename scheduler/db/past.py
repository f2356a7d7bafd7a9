"""The plan that stood: the ward as it was published, as a plan was accepted or copied, put together again from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.db.forms import Item, ItemKey, arranged, dump_raw_pieces, join, load_pieces
from scheduler.db.frozen import made_by, thaw
from scheduler.db.log import loaded
from scheduler.db.snapshots import filled, items_of, plan_row
from scheduler.domain.codec import as_planned
from scheduler.domain.problem import CellPieces, CellRef, Problem, Row
from scheduler.domain.time import days_between
from scheduler.services.stored import APPLY_PLAN, COPY_SCENARIO, PUBLISH, Stood, WardRef

_HOW: dict[str, Literal["published", "accepted", "copied"]] = {
    PUBLISH: "published",
    APPLY_PLAN: "accepted",
    COPY_SCENARIO: "copied",
}

Cell = tuple[str, date]


def stood(connection: Connection, ref: WardRef) -> Stood | None:
    """See `Store.stood`."""
    plan = plan_row(connection, ref)
    table = tables.command.c
    asked = select(table.id, table.number, table.verb, table.actor, table.at).where(
        table.scenario == plan.number, table.verb.in_(_HOW), table.undone_by.is_(None)
    )
    found = connection.execute(asked.order_by(table.number.desc()).limit(1)).one_or_none()
    if found is None:
        return None
    if found.verb == PUBLISH:
        made = made_by(connection, plan.number, found.id)
        return Stood(thaw(connection, made.digest), "published", made.at, made.by)
    return Stood(as_planned(_as_of(connection, plan.number, found.number)), _HOW[found.verb], found.at, found.actor)


def _as_of(connection: Connection, scenario: int, number: int) -> Problem:
    """A plan as the command of that log number left it: what the first later change of each thing found there."""
    command, change = tables.command.c, tables.change.c
    rows = connection.execute(
        select(change.target, change.before)
        .join_from(tables.command, tables.change, command.id == change.command)
        .where(command.scenario == scenario, command.number > number)
        .order_by(command.number, change.position)
    )
    first: dict[str, str | None] = {}
    for target, before in rows:
        first.setdefault(target, before)
    items = items_of(connection, scenario)
    cells: dict[Cell, Any] = {}
    for target, words in first.items():
        kind, middle, last = (*target.split("/", 2), "", "")[:3]
        if kind == "item":
            _put_back(items, (middle, last), loaded(words))
        elif kind == "cell":
            cells[last, date.fromisoformat(middle)] = loaded(words)
    problem, _ = filled(connection, scenario, join(items.items()))
    return _with_cells(problem, cells)


def _put_back(items: dict[ItemKey, Item], key: ItemKey, value: Any) -> None:
    if value is None:
        items.pop(key, None)
    else:
        items[key] = Item(value["at"], value["body"])


def _with_cells(problem: Problem, cells: Mapping[Cell, Any]) -> Problem:
    """A ward with other values in some cells (None: nothing); those of people or days that it does not have are left out."""
    if not cells:
        return problem
    rows = {row.person: list(row.cells) for row in problem.roster}
    known = {
        (person, day): value
        for (person, day), value in cells.items()
        if person in rows and -problem.history_days <= days_between(problem.first, day) < problem.days
    }
    for (person, day), value in known.items():
        rows[person][days_between(problem.first, day) + problem.history_days] = "" if value is None else value["current"]
    locks = [lock for lock in problem.locks if (lock.person, lock.date) not in known]
    real = [each for each in problem.pieces if (each.person, each.date) not in known]
    for (person, day), value in known.items():
        if value is not None and value["locked"]:
            locks.append(CellRef(person, day))
        pieces = None if value is None else load_pieces(dump_raw_pieces(value["pieces"]))
        if pieces is not None:
            real.append(CellPieces(person, day, pieces))
    roster = tuple(Row(person, tuple(texts)) for person, texts in rows.items())
    return arranged(replace(problem, roster=roster, locks=tuple(locks), pieces=tuple(real)))
