"""Scenarios: copies of a plan to try things on, each a plan of its own from then on."""

from __future__ import annotations

from sqlalchemy import Connection, Integer, Select, Table, case, insert, literal, select, update

from scheduler.db import tables
from scheduler.db.log import Entry, data_lock, draw, earlier, plan_lock, record
from scheduler.db.snapshots import plan_row
from scheduler.db.units import Database, Unit
from scheduler.db.wards import FIRST_DRAW, add_plan
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.text import Text
from scheduler.services.stored import MAIN, Act, Done, WardRef


def copy_scenario(database: Database, ref: WardRef, act: Act, name: str) -> WardRef:
    """See `Store.copy_scenario`."""
    # The command's id names the copy: asked again, it is the same one.
    copy = WardRef(ref.ward, act.id)

    def work(unit: Unit) -> WardRef:
        connection = unit.connection
        unit.lock([plan_lock(WardRef(ref.ward)), data_lock(ref)])
        if earlier(connection, act) is None:
            source = plan_row(connection, ref).number
            _check_name(connection, ref.ward, name)
            target = add_plan(connection, copy, name.strip(), ref.scenario, act)
            _copy(connection, tables.item, source, target)
            _copy(connection, tables.cell, source, target)
            entry = Entry(f"scenario/{copy.scenario}", None, {"name": name.strip(), "parent": ref.scenario})
            record(connection, act, target, FIRST_DRAW, Done(act.id, data_version=FIRST_DRAW[1]), [entry])
        return copy

    return database.write(work)


def _copy(connection: Connection, table: Table, source: int, target: int) -> None:
    """All rows of one plan for another. What was ever written has the first version there, and the copying as its command."""
    first = literal(FIRST_DRAW[0], Integer)
    special = {
        "scenario": literal(target, Integer),
        "version": case((table.c.version > 0, first), else_=table.c.version),
        "mark": case((table.c.version > 0, first), else_=table.c.mark),
    }
    columns = list(table.c)
    rows: Select[tuple[object, ...]] = select(*(special.get(column.name, column) for column in columns))
    chosen = rows.where(table.c.scenario == source)
    connection.execute(insert(table).from_select([column.name for column in columns], chosen))


def rename_scenario(database: Database, ref: WardRef, act: Act, name: str) -> WardRef:
    """See `Store.rename_scenario`."""
    return _change(database, ref, act, {"name": name.strip()})


def delete_scenario(database: Database, ref: WardRef, act: Act) -> None:
    """See `Store.delete_scenario`."""
    _change(database, ref, act, {"removed": 1})


def _change(database: Database, ref: WardRef, act: Act, values: dict[str, str | int]) -> WardRef:
    if ref.scenario == MAIN:
        expected = Text("un scénario ; le planning du service garde sa place", "a scenario; the ward's own plan stays")
        raise InputRefused("", [Fault("scenario", ref.ward, expected)])

    def work(unit: Unit) -> WardRef:
        connection = unit.connection
        unit.lock([plan_lock(WardRef(ref.ward)), data_lock(ref)])
        if earlier(connection, act) is None:
            plan = plan_row(connection, ref)
            if "name" in values:
                _check_name(connection, ref.ward, str(values["name"]), ref.scenario)
            drawn = draw(connection, plan.number)
            table = tables.scenario
            connection.execute(update(table).where(table.c.number == plan.number).values(values))
            entry = Entry(f"scenario/{ref.scenario}", {"name": plan.name}, values)
            record(connection, act, plan.number, drawn, Done(act.id, data_version=drawn[1]), [entry])
        return ref

    return database.write(work)


def _check_name(connection: Connection, ward: str, name: str, own: str | None = None) -> None:
    table = tables.scenario.c
    rows = connection.execute(select(table.id, table.name).where(table.ward == ward, table.removed == 0))
    taken = {row.name for row in rows if row.id not in (MAIN, own)}
    if not name.strip() or "/" in name or name.strip() in taken:
        expected = Text(
            "un nom sans « / » que le service n'a pas déjà donné à un scénario",
            "a name without '/' that the ward has not given to a scenario yet",
        )
        raise InputRefused("", [Fault("name", name, expected)])
