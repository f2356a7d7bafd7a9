"""Wards of a database: making one from a problem, listing them with their scenarios, finding one by what people call it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert, select

from scheduler.db import tables
from scheduler.db.forms import CYCLE, META, PUBLISHED, Item, ItemKey, arranged, dump_pieces, split
from scheduler.db.log import Entry, earlier, plan_lock, record
from scheduler.db.snapshots import window
from scheduler.db.units import Database, Unit
from scheduler.domain.codec import digest
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.time import now_utc
from scheduler.domain.validate import faults as ward_faults
from scheduler.domain.wording import one_of
from scheduler.services.stored import MAIN, Act, Done, ScenarioInfo, WardInfo, WardRef

FIRST_DRAW = (1, 1)
"""Log number and data version of the command that makes a plan."""


def create_ward(database: Database, problem: Problem, act: Act) -> WardRef:
    """See `Store.create_ward`."""
    wrong = ward_faults(problem)
    if not problem.id.strip():
        wrong = (*wrong, Fault("id", problem.id, Text("un identifiant qui n'est pas vide", "an id that is not empty")))
    if wrong:
        raise InputRefused("", wrong)
    whole = arranged(problem)
    ref = WardRef(problem.id)

    def work(unit: Unit) -> WardRef:
        connection = unit.connection
        unit.lock([plan_lock(ref)])
        if earlier(connection, act) is None:
            exists = select(tables.ward.c.id).where(tables.ward.c.id == problem.id)
            if connection.execute(exists).one_or_none() is not None:
                expected = Text("un identifiant que cette base n'a pas encore", "an id that this database does not have yet")
                raise InputRefused("", [Fault("id", problem.id, expected)])
            connection.execute(insert(tables.ward), {"id": problem.id})
            number = add_plan(connection, ref, "", "", act)
            put_items(connection, number, split(whole))
            put_roster(connection, number, whole)
            entry = Entry(f"ward/{problem.id}", None, {"digest": digest(whole)})
            record(connection, act, number, FIRST_DRAW, Done(act.id, data_version=1), [entry])
        return ref

    return database.write(work)


def add_plan(connection: Connection, ref: WardRef, name: str, parent: str, act: Act) -> int:
    """A new plan of a ward, still empty; returns its number."""
    row = {
        "ward": ref.ward,
        "id": ref.scenario,
        "name": name,
        "parent": parent,
        "created": now_utc(),
        "actor": act.actor,
        "data_version": FIRST_DRAW[1],
        "last_change": FIRST_DRAW[0],
        "removed": 0,
    }
    return int(connection.execute(insert(tables.scenario).values(row).returning(tables.scenario.c.number)).scalar_one())


def put_items(connection: Connection, scenario: int, items: dict[ItemKey, Item]) -> None:
    """All items of a new plan."""
    connection.execute(
        insert(tables.item),
        [
            {
                "scenario": scenario,
                "kind": kind,
                "key": key,
                "position": item.position,
                "version": FIRST_DRAW[1],
                "mark": FIRST_DRAW[0],
                "body": item.body,
            }
            for (kind, key), item in items.items()
        ],
    )


def put_roster(connection: Connection, scenario: int, problem: Problem) -> None:
    """All cells of a new plan; a cell that nothing was ever put into gets no row."""
    locked = set(problem.locks)
    real = {CellRef(cell.person, cell.date): cell.pieces for cell in problem.pieces}
    given = {reference.name: {row.person: row.cells for row in reference.rows} for reference in problem.references}
    days = window(problem)
    rows = []
    for row in problem.roster:
        published, cycle = given.get(PUBLISHED, {}).get(row.person), given.get(CYCLE, {}).get(row.person)
        for at, (day, current) in enumerate(zip(days, row.cells, strict=True)):
            ref, ahead = CellRef(row.person, day), at - problem.history_days
            written = bool(current) or ref in locked or ref in real
            if not written and (ahead < 0 or (published is None and cycle is None)):
                continue
            rows.append(
                {
                    "scenario": scenario,
                    "date": day.isoformat(),
                    "person": row.person,
                    "cycle": None if cycle is None or ahead < 0 else cycle[ahead],
                    "published": None if published is None or ahead < 0 else published[ahead],
                    "current": current,
                    "locked": int(ref in locked),
                    "pieces": dump_pieces(real.get(ref)),
                    "version": int(written),
                    "mark": FIRST_DRAW[0] if written else 0,
                }
            )
    if rows:
        connection.execute(insert(tables.cell), rows)


def list_wards(connection: Connection) -> tuple[WardInfo, ...]:
    """Every ward with its scenarios, by name."""
    plan, item = tables.scenario.c, tables.item.c
    rows = connection.execute(
        select(plan.ward, plan.id, plan.name, plan.parent, plan.created, plan.actor, plan.number)
        .where(plan.removed == 0)
        .order_by(plan.number)
    ).all()
    mains = [row.number for row in rows if row.id == MAIN]
    wanted = select(item.scenario, item.key, item.body).where(item.kind == META, item.scenario.in_(mains))
    fields: dict[tuple[int, str], object] = {
        (number, key): json.loads(body)
        for number, key, body in connection.execute(wanted.where(item.key.in_(["name", "first", "days"])))
    }
    scenarios: dict[str, list[ScenarioInfo]] = {}
    for row in rows:
        if row.id != MAIN:
            scenarios.setdefault(row.ward, []).append(ScenarioInfo(row.id, row.name, row.parent, row.created, row.actor))
    found = [
        WardInfo(
            row.ward,
            str(fields[row.number, "name"]),
            date.fromisoformat(str(fields[row.number, "first"])),
            int(str(fields[row.number, "days"])),
            tuple(scenarios.get(row.ward, ())),
        )
        for row in rows
        if row.id == MAIN
    ]
    return tuple(sorted(found, key=lambda ward: (ward.name.casefold(), ward.id)))


def find_plan(wards: Iterable[WardInfo], name: str) -> WardRef:
    """The one plan that is called so: a ward's id or name, or that with `/` and a scenario's name or id.

    Raises InputRefused with what there is, or where several are called so.
    """
    called: dict[str, set[WardRef]] = {}
    shown: list[str] = []
    for ward in wards:
        shown.append(ward.id)
        for label in (ward.id, ward.name):
            called.setdefault(label, set()).add(WardRef(ward.id))
            for scenario in ward.scenarios:
                ref = WardRef(ward.id, scenario.id)
                for each in (scenario.id, scenario.name):
                    called.setdefault(f"{label}/{each}", set()).add(ref)
        shown += [f"{ward.id}/{scenario.name}" for scenario in ward.scenarios]
    found = called.get(name, set())
    if len(found) == 1:
        return next(iter(found))
    if found:
        ids = sorted(f"{ref.ward}/{ref.scenario}" if ref.scenario else ref.ward for ref in found)
        what = Text(f"un seul de : {', '.join(ids)}", f"one of: {', '.join(ids)}")
        raise InputRefused("", [Fault("ward", name, what)])
    what = Text("un service de cette base", "a ward of this database")
    if not shown:
        what = Text("un service, mais cette base n'en a aucun", "a ward, but this database has none")
        raise InputRefused("", [Fault("ward", name, what)])
    raise InputRefused("", [Fault("ward", name, one_of(what, name, shown))])
