"""Units of work: one transaction, its locks, and what is done again after a lost connection; and the database they work on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.db import engine, failures, schema
from scheduler.domain.errors import ReadOnlyStorage, StorageError
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text

T = TypeVar("T")

PAUSES = (0.05, 0.3, 1.0)
"""Seconds before each further try of work that met a passing failure; a command's id keeps it from being applied twice."""

_KEPT = 16

NEWER = Text(
    "{where} a été écrite par une version plus récente de Relève (schéma {theirs}, ce programme connaît {ours}) : lecture "
    "seule. Mettez Relève à jour pour écrire.",
    "{where} was written by a newer version of Relève (schema {theirs}, this program knows {ours}): read-only. Update Relève "
    "to write.",
)
OLDER = Text(
    "{where} a le schéma {theirs} d'une version plus ancienne, ce programme écrit {ours}. Faites une sauvegarde, puis "
    "« releve db upgrade ».",
    "{where} has the schema {theirs} of an older version, this program writes {ours}. Make a backup, then run "
    "'releve db upgrade'.",
)
FOREIGN = Text(
    "{where} : cette base contient autre chose que des plannings de Relève. Choisissez-en une autre, ou une base vide.",
    "{where}: this database holds something other than Relève's plans. Choose another one, or an empty one.",
)


class Unit:
    """One transaction that writes. Take the locks, all at once, before reading what the decision rests on."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def lock(self, names: Iterable[str], shared: Iterable[str] = ()) -> None:
        """Holds these names until the end of the transaction. SQLite has one writer at a time and needs none."""
        if self.connection.dialect.name == "sqlite":
            return
        # One order for everybody, shared ones among the others, so that two commands cannot wait for each other.
        wanted = {_number(name): "_shared" for name in shared} | {_number(name): "" for name in names}
        for number, kind in sorted(wanted.items()):
            self.connection.execute(text(f"SELECT pg_advisory_xact_lock{kind}(:number)"), {"number": number})


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


class Database:
    """An open database: reads in one consistent view, writes in units of work. Safe to share between threads."""

    def __init__(self, opened: engine.Opened) -> None:
        self._opened = opened
        self.shown = opened.shown
        self.read_only = opened.read_only
        # On SQLite a transaction that reads sees one instant by itself.
        sqlite = opened.engine.dialect.name == "sqlite"
        self._reading = {} if sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._parsed: dict[tuple[int, int], Problem] = {}

    def close(self) -> None:
        self._opened.close()

    def read(self, work: Callable[[Connection], T]) -> T:
        """The outcome of some reading, all of it at one instant. Raises StorageError where the database fails."""
        return self._try(work, self._reading)

    def write(self, work: Callable[[Unit], T]) -> T:
        """The outcome of some writing, done whole or not at all; `work` may be called again and must look for its own command.

        Raises ReadOnlyStorage, StorageError, and whatever `work` raises, then with nothing written.
        """
        if self.read_only is not None:
            raise ReadOnlyStorage(self.read_only)
        return self._try(lambda connection: work(Unit(connection)), {engine.WRITING: True})

    def _try(self, work: Callable[[Connection], T], options: dict[str, object]) -> T:
        for pause in (*PAUSES, None):
            try:
                with self._opened.engine.connect().execution_options(**options) as connection, connection.begin():
                    return work(connection)
            except SQLAlchemyError as error:
                if pause is None or not failures.passing(error):
                    raise failures.told(error, self.shown) from error
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def remember(self, scenario: int, data_version: int, problem: Problem) -> None:
        """Keeps a parsed problem without its cells: it stays right for as long as its data version is the plan's."""
        while len(self._parsed) >= _KEPT:
            self._parsed.pop(next(iter(self._parsed)), None)
        self._parsed[scenario, data_version] = problem

    def recall(self, scenario: int, data_version: int) -> Problem | None:
        return self._parsed.get((scenario, data_version))


def open_database(url: str) -> Database:
    """Opens a database; an empty one gets the newest schema. Raises StorageError where it is older or not ours."""
    database = Database(engine.connect(url))
    try:
        found, revision = database.read(schema.state)
        if found == "empty":
            _fill(database)
        elif found == "newer":
            newer = NEWER.format(where=database.shown, theirs=revision, ours=schema.NEWEST)
            database.read_only = newer
        else:
            _demand_current(found, revision, database.shown)
            if database.read_only is None and not database.read(_may_write):
                database.read_only = engine.NO_RIGHT.format(where=database.shown)
    except BaseException:
        database.close()
        raise
    return database


def _demand_current(found: schema.State, revision: str, shown: str) -> None:
    if found == "foreign":
        raise StorageError(FOREIGN.format(where=shown))
    if found == "older":
        raise StorageError(OLDER.format(where=shown, theirs=revision, ours=schema.NEWEST))


def _may_write(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        return True
    asked = "SELECT has_table_privilege(current_user, 'command', 'INSERT')"
    return bool(connection.execute(text(asked)).scalar())


def _fill(database: Database) -> None:
    """Gives an empty database its schema; where two programs do so at once, the second finds it done."""

    def work(unit: Unit) -> None:
        unit.lock(["releve schema"])
        if schema.state(unit.connection)[0] == "empty":
            schema.migrate(unit.connection)

    database.write(work)


def upgrade_database(url: str) -> tuple[str, ...]:
    """Takes a database to the newest schema, whole or not at all; returns the steps taken.

    Raises ReadOnlyStorage where it is newer or must not be written, StorageError where it is not ours.
    """
    database = Database(engine.connect(url))

    def work(unit: Unit) -> tuple[str, ...]:
        unit.lock(["releve schema"])
        found, revision = schema.state(unit.connection)
        if found == "newer":
            raise ReadOnlyStorage(NEWER.format(where=database.shown, theirs=revision, ours=schema.NEWEST))
        if found == "foreign":
            raise StorageError(FOREIGN.format(where=database.shown))
        return () if found == "current" else schema.migrate(unit.connection)

    try:
        return database.write(work)
    finally:
        database.close()
