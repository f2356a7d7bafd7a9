"""Opens a database of either engine: its address, what a connection is told first, and whether it may be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from scheduler.db import failures, places
from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text

WRITING = "releve_writing"
"""The execution option of a connection that is going to write."""

BUSY_SECONDS = 5.0
CONNECT_SECONDS = 10
LOCK_MILLISECONDS = 20_000
_HEADER = b"SQLite format 3\x00"

NO_URL = Text(
    "{where} : ce n'est pas l'adresse d'une base ; attendu sqlite:///DOSSIER/FICHIER.db ou "
    "postgresql://UTILISATEUR@SERVEUR/BASE.",
    "{where}: this is not the address of a database; expected sqlite:///FOLDER/FILE.db or postgresql://USER@SERVER/DATABASE.",
)
NO_FOLDER = Text(
    "{where} : le dossier {folder} n'existe pas. Créez-le, ou corrigez l'adresse.",
    "{where}: the folder {folder} does not exist. Create it, or correct the address.",
)
NEW_ON_SHARE = Text(
    "{where} : ce dossier est sur un partage réseau ({kind}), où SQLite perd des données. Choisissez un dossier de cet "
    "ordinateur, ou une base PostgreSQL.",
    "{where}: this folder lies on a network share ({kind}), where SQLite loses data. Choose a folder of this computer, or a "
    "PostgreSQL database.",
)
ON_SHARE = Text(
    "{where} est sur un partage réseau ({kind}), où SQLite perd des données : elle est montrée telle qu'à l'ouverture, en "
    "lecture seule. Pour écrire, copiez-la sur cet ordinateur ou passez à PostgreSQL.",
    "{where} lies on a network share ({kind}), where SQLite loses data: it is shown as it was when opened, read-only. To "
    "write, copy it to this computer or move to PostgreSQL.",
)
NO_RIGHT = Text(
    "Vous n'avez pas le droit d'écrire dans {where} : lecture seule. Demandez ce droit, ou travaillez sur une copie.",
    "You may not write to {where}: read-only. Ask for that right, or work on a copy.",
)


class Opened:
    """An engine, how its address may be shown, and why it must not be written (None: it may)."""

    def __init__(self, engine: Engine, shown: str, read_only: Text | None = None, folder: Path | None = None) -> None:
        self.engine, self.shown, self.read_only, self._folder = engine, shown, read_only, folder

    def close(self) -> None:
        self.engine.dispose()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def parse(words: str) -> URL:
    """The address of a database. Raises StorageError where it is none of ours."""
    try:
        url = make_url(words)
    except (ArgumentError, ValueError):
        # What stands before an @ may be a password.
        raise StorageError(NO_URL.format(where=words.rpartition("@")[2])) from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite") or url.query or url.host or url.database in (None, "", ":memory:"):
        raise StorageError(NO_URL.format(where=_shown(url)))
    return url


def _shown(url: URL) -> str:
    return url.difference_update_query(("password", "passfile", "sslpassword")).render_as_string(hide_password=True)


def connect(words: str, *, create: bool = True) -> Opened:
    """Makes ready to work on a database; nothing is written to it yet, but a missing SQLite file is created, empty.

    Without `create` a missing file is an error.

    Raises StorageError where the address is wrong or the file cannot be used.
    """
    url = parse(words)
    if url.drivername == "postgresql+psycopg":
        return _connect_postgres(url)
    return _connect_sqlite(Path(str(url.database)), create)


def _connect_postgres(url: URL) -> Opened:
    given: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    if "options" not in url.query:
        given["options"] = f"-c lock_timeout={LOCK_MILLISECONDS}"
    engine = create_engine(url, connect_args=given, pool_pre_ping=True)
    opened = Opened(engine, _shown(url))
    try:
        with engine.connect() as connection:
            if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                opened.read_only = NO_RIGHT.format(where=opened.shown)
    except SQLAlchemyError as error:
        engine.dispose()
        raise failures.told(error, opened.shown) from error
    return opened


def _connect_sqlite(path: Path, create: bool) -> Opened:
    shown = str(path)
    if not path.parent.is_dir():
        raise StorageError(NO_FOLDER.format(where=shown, folder=path.parent))
    kind = places.share(path)
    try:
        if not path.exists():
            if not create:
                raise StorageError(failures.NO_OPENING.format(where=shown))
            if kind is not None:
                raise StorageError(NEW_ON_SHARE.format(where=shown, kind=kind))
            # The file holds personal data: nobody else's from the start.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header not in (b"", _HEADER):
            raise StorageError(failures.NOT_A_DATABASE.format(where=shown))
        if kind is not None:
            return _copied(path, ON_SHARE.format(where=shown, kind=kind))
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            return _copied(path, NO_RIGHT.format(where=shown))
        if not header:
            _choose_journal(path)
    except sqlite3.Error as error:
        raise StorageError(failures.NO_OPENING.format(where=shown)) from error
    except OSError as error:
        raise StorageError(failures.NO_OPENING.format(where=shown)) from error
    return Opened(_sqlite_engine(path), shown)


def _choose_journal(path: Path) -> None:
    """The journal's kind stays with the file, so it is chosen once, when the file is new."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL").close()
    finally:
        connection.close()


def _copied(path: Path, reason: Text) -> Opened:
    """A copy in this computer's memory of temporary files: SQLite needs to lock and to map what it reads."""
    folder = Path(tempfile.mkdtemp(prefix="releve-copy-"))
    copy = folder / "copy.db"
    shutil.copyfile(path, copy)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    return Opened(_sqlite_engine(copy), str(path), reason, folder)


def _sqlite_engine(path: Path) -> Engine:
    # Opened by URI, so that a file which has gone is an error and not a new empty one.
    address = f"{path.absolute().as_uri()}?mode=rw"

    def dial() -> sqlite3.Connection:
        # The driver's own transactions would leave half a migration behind: ours are explicit.
        return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=dial, poolclass=QueuePool)
    event.listen(engine, "connect", _greet_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _greet_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A read that turns into a write fails at once when another wrote meanwhile: writers say so at the start.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING) else "BEGIN")
