"""Whether a database is sound: its schema and file, and every plan, publication and run that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, select, text

from scheduler.db import engine, schema, tables
from scheduler.db.frozen import read_run, thaw
from scheduler.db.snapshots import snapshot
from scheduler.db.units import Database
from scheduler.domain.errors import Fault, ReleveError
from scheduler.domain.text import Text
from scheduler.domain.validate import faults as ward_faults
from scheduler.rule_faults import rule_faults
from scheduler.services.stored import WardRef

SOUND = Text("une base saine ; reprenez une sauvegarde", "a sound database; go back to a backup")


def check_database(url: str) -> list[Fault]:
    """See `services.store.check`."""
    database = Database(engine.connect(url, create=False))
    try:
        return database.read(lambda connection: _check(database, connection))
    finally:
        database.close()


def _check(database: Database, connection: Connection) -> list[Fault]:
    state, revision = schema.state(connection)
    if state != "current":
        newest = schema.NEWEST
        advice = {
            "newer": Text(f"le schéma {newest} ; mettez Relève à jour", f"schema {newest}; update Relève"),
            "foreign": Text(f"une base de Relève, schéma {newest}", f"a database of Relève's, schema {newest}"),
        }
        upgrade = Text(f"le schéma {newest} : « releve db upgrade »", f"schema {newest}: 'releve db upgrade'")
        return [Fault("schema", revision or state, advice.get(state, upgrade))]
    found = [*_columns(connection), *_file(connection)]
    return found if found else [*_plans(database, connection), *_frozen(connection)]


def _columns(connection: Connection) -> list[Fault]:
    """Tables and columns that this schema has and the database has not."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    found = []
    for table in tables.metadata.sorted_tables:
        known = {column["name"] for column in inspector.get_columns(table.name)} if table.name in there else set()
        missing = [column.name for column in table.columns if column.name not in known]
        if missing:
            found.append(Fault(f"table {table.name}", "", Text(f"les colonnes {missing}", f"the columns {missing}")))
    return found


def _file(connection: Connection) -> list[Fault]:
    if connection.dialect.name != "sqlite":
        return []
    told = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    found = [Fault("integrity_check", words, SOUND) for words in told if words != "ok"]
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        found.append(Fault(f"table {table}", str(row), Text(f"une ligne de {parent}", f"a row of {parent}")))
    return found


def _plans(database: Database, connection: Connection) -> list[Fault]:
    table = tables.scenario.c
    found: list[Fault] = []
    asked = select(table.ward, table.id, table.name).where(table.removed == 0).order_by(table.number)
    for ward, scenario, name in connection.execute(asked).all():
        place = f"{ward}/{name}" if scenario else str(ward)
        with _telling(place, found):
            problem = snapshot(database, connection, WardRef(ward, scenario)).problem
            # Rules are read only for a ward without faults of its own.
            wrong = ward_faults(problem) or rule_faults(problem)
            found += [Fault(f"{place}: {fault.place}", fault.value, fault.expected) for fault in wrong]
    return found


def _frozen(connection: Connection) -> list[Fault]:
    """Publications and runs that cannot be read any more, or are not what was kept."""
    found: list[Fault] = []
    for (name,) in connection.execute(select(tables.frozen.c.digest).order_by(tables.frozen.c.digest)).all():
        with _telling(f"frozen {name[:12]}", found):
            thaw(connection, name)
    plan, run = tables.scenario.c, tables.run.c
    asked = select(plan.ward, plan.id, run.number).join_from(tables.scenario, tables.run, plan.number == run.scenario)
    for ward, scenario, number in connection.execute(asked.where(plan.removed == 0)).all():
        with _telling(f"{ward}/{scenario} run {number}", found):
            read_run(connection, WardRef(ward, scenario), number)
    return found


@contextmanager
def _telling(place: str, found: list[Fault]) -> Iterator[None]:
    """That something cannot be read is a fault at its place, and no reason to stop looking at the rest."""
    try:
        yield
    except ReleveError as error:
        found.append(Fault(place, error.text.en, SOUND))
