"""Commands on everything of a plan that is not a cell: item by item, so that two people may change different things."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from scheduler.db import tables
from scheduler.db.cells import NEVER, put, stored_cells
from scheduler.db.commands import accepted_writes, check_writes
from scheduler.db.forms import Item, ItemKey, join, split
from scheduler.db.log import Entry, data_lock, draw, item_target, locks_of, record, replayed
from scheduler.db.snapshots import PlanRow, filled, plan_row
from scheduler.db.units import Database, Unit
from scheduler.domain.errors import Conflict, InputRefused
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.validate import faults as ward_faults
from scheduler.services.stored import Act, CellWrite, Done, WardRef


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A stored item; `version` is the data version and `mark` the log number that its present value comes from."""

    position: int
    body: str
    version: int
    mark: int


@dataclass(frozen=True, slots=True)
class ItemWrite:
    """An item before and after (None: not there)."""

    key: ItemKey
    before: StoredItem | None
    after: StoredItem | None


def replace_data(database: Database, ref: WardRef, act: Act, base: int, problem: Problem, cells: Sequence[CellWrite]) -> Done:
    """See `Store.replace_data`."""
    mine = split(problem)
    places = [(cell.person, cell.date.isoformat()) for cell in cells]

    def work(unit: Unit) -> Done:
        unit.lock([*locks_of(ref, places), data_lock(ref)])
        connection = unit.connection
        done = replayed(connection, act)
        if done is not None:
            return done
        plan = plan_row(connection, ref)
        stored = stored_items(connection, plan.number)
        wanted = merge(mine, stored, _bodies_at(connection, plan, base, stored))
        drawn = draw(connection, plan.number, data=True)
        changes = _changes(stored, wanted, drawn)
        write_items(connection, plan.number, changes)
        entries = [entry_of(change) for change in changes]
        versions: dict[CellRef, int] = {}
        if cells:
            check_writes(join(wanted.items()), cells)
            now = stored_cells(connection, plan.number, places)
            writes, _ = accepted_writes(connection, plan.number, act, cells, now, drawn[0])
            entries += put(connection, plan.number, writes)
            versions = {CellRef(cell.person, cell.date): now.get(at, NEVER).version for cell, at in zip(cells, places)}
            versions |= {CellRef(write.person, date.fromisoformat(write.day)): write.version for write in writes}
        check_whole(connection, plan.number, join(wanted.items()))
        done = Done(act.id, versions, (), drawn[1])
        record(connection, act, plan.number, drawn, done, entries)
        return done

    return database.write(work)


def check_whole(connection: Connection, scenario: int, problem: Problem) -> None:
    """Raises InputRefused where the plan's cells and the new data do not fit each other."""
    wrong = ward_faults(filled(connection, scenario, problem)[0])
    if wrong:
        raise InputRefused("", wrong)


def stored_items(connection: Connection, scenario: int) -> dict[ItemKey, StoredItem]:
    """A plan's items with their versions."""
    table = tables.item.c
    rows = connection.execute(
        select(table.kind, table.key, table.position, table.body, table.version, table.mark).where(table.scenario == scenario)
    )
    return {(kind, key): StoredItem(*rest) for kind, key, *rest in rows}


def _bodies_at(
    connection: Connection, plan: PlanRow, base: int, stored: Mapping[ItemKey, StoredItem]
) -> dict[ItemKey, str | None]:
    """What the items that changed since a data version held then (None: they were not there)."""
    if base >= plan.data_version:
        return {}
    command, change = tables.command.c, tables.change.c
    rows = connection.execute(
        select(change.target, change.before)
        .join_from(tables.command, tables.change, command.id == change.command)
        .where(command.scenario == plan.number, command.data_version > base, change.target.like("item/%"))
        .order_by(command.number, change.position)
    )
    first: dict[ItemKey, str | None] = {}
    for target, before in rows:
        _, kind, key = target.split("/", 2)
        first.setdefault((kind, key), None if before is None else json.loads(before)["body"])
    return first


def merge(
    mine: Mapping[ItemKey, Item], stored: Mapping[ItemKey, StoredItem], then: Mapping[ItemKey, str | None]
) -> dict[ItemKey, Item]:
    """The items to hold: mine where I changed them, the stored ones where others did; Conflict where both did.

    `then` is what items that have changed since I read them held at that time.
    """
    wanted: dict[ItemKey, Item] = {}
    both: list[ItemKey] = []
    for key in {**stored, **mine}:
        own, now = mine.get(key), stored.get(key)
        own_body, now_body = None if own is None else own.body, None if now is None else now.body
        seen = then.get(key, now_body)
        if own_body != seen and now_body not in (seen, own_body):
            both.append(key)
        body = now_body if own_body == seen else own_body
        if body is not None:
            place = own or now
            wanted[key] = Item(0 if place is None else place.position, body)
    if both:
        names = sorted(f"{kind} {key}" for kind, key in both)
        raise Conflict(
            Text(
                "Modifié entre-temps par quelqu'un d'autre, rien n'a été enregistré : " + ", ".join(names),
                "Changed meanwhile by someone else, nothing was saved: " + ", ".join(names),
            ),
            names,
        )
    return wanted


def _changes(stored: Mapping[ItemKey, StoredItem], wanted: Mapping[ItemKey, Item], drawn: tuple[int, int]) -> list[ItemWrite]:
    number, data_version = drawn
    found = []
    for key in {**stored, **wanted}:
        now, new = stored.get(key), wanted.get(key)
        if new is None:
            found.append(ItemWrite(key, now, None))
        elif now is None or now.body != new.body:
            found.append(ItemWrite(key, now, StoredItem(new.position, new.body, data_version, number)))
        elif now.position != new.position:
            found.append(ItemWrite(key, now, StoredItem(new.position, now.body, now.version, now.mark)))
    return found


def write_items(connection: Connection, scenario: int, changes: Sequence[ItemWrite]) -> None:
    """Puts the items where they belong."""
    table = tables.item
    for change in changes:
        kind, key = change.key
        here = and_(table.c.scenario == scenario, table.c.kind == kind, table.c.key == key)
        after = change.after
        if after is None:
            connection.execute(delete(table).where(here))
            continue
        values: dict[str, Any] = {
            "position": after.position,
            "body": after.body,
            "version": after.version,
            "mark": after.mark,
        }
        if change.before is None:
            connection.execute(insert(table), {"scenario": scenario, "kind": kind, "key": key, **values})
        else:
            connection.execute(update(table).where(here).values(values))


def entry_of(change: ItemWrite) -> Entry:
    return Entry(item_target(*change.key), _json(change.before), _json(change.after))


def _json(item: StoredItem | None) -> Any:
    if item is None:
        return None
    return {"at": item.position, "body": item.body, "version": item.version, "mark": item.mark}
