"""What an engine's error means to the person before the screen: what happened and what to do, never a password."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text

BUSY = Text(
    "{where} : la base est occupée par un autre programme ; rien n'a été enregistré, réessayez dans un instant.",
    "{where}: the database is busy with another program; nothing was saved, try again in a moment.",
)
FULL = Text(
    "{where} : le disque est plein ; rien n'a été enregistré. Libérez de la place, puis recommencez.",
    "{where}: the disk is full; nothing was saved. Make room, then do it again.",
)
NOT_A_DATABASE = Text(
    "{where} : ce fichier n'est pas une base SQLite, ou il est abîmé. Choisissez un autre fichier, ou une sauvegarde.",
    "{where}: this file is not a SQLite database, or it is damaged. Choose another file, or a backup.",
)
NO_OPENING = Text(
    "{where} : le fichier ne peut pas être ouvert. Vérifiez qu'il existe et que vous avez le droit d'y écrire.",
    "{where}: the file cannot be opened. Check that it exists and that you may write to it.",
)
READ_ONLY = Text(
    "{where} : pas le droit d'écrire ; rien n'a été enregistré. Demandez ce droit, ou travaillez sur une copie.",
    "{where}: no right to write; nothing was saved. Ask for that right, or work on a copy.",
)
DISK = Text(
    "{where} : le disque ne répond pas comme il faut ({detail}) ; rien n'a été enregistré. Vérifiez le disque.",
    "{where}: the disk does not answer as it should ({detail}); nothing was saved. Check the disk.",
)
PASSWORD = Text(
    "{where} : le serveur refuse cet utilisateur ou ce mot de passe. Corrigez-les, ou demandez à l'administrateur.",
    "{where}: the server refuses this user or password. Correct them, or ask the administrator.",
)
NO_BASE = Text(
    "{where} : le serveur n'a pas de base de ce nom. Corrigez le nom, ou demandez à l'administrateur de la créer.",
    "{where}: the server has no database of that name. Correct the name, or ask the administrator to create it.",
)
NO_SERVER = Text(
    "{where} : le serveur ne répond pas ({detail}). Vérifiez son nom, son port et le réseau ; les actes déjà confirmés sont "
    "enregistrés.",
    "{where}: the server does not answer ({detail}). Check its name, its port and the network; acts already confirmed are "
    "saved.",
)
OTHER = Text(
    "{where} : la base a refusé ({detail}). Rien n'a été enregistré ; « releve db check » dit si elle est saine.",
    "{where}: the database refused ({detail}). Nothing was saved; 'releve db check' tells whether it is sound.",
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_NOTADB: NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: NOT_A_DATABASE,
    sqlite3.SQLITE_CANTOPEN: NO_OPENING,
    sqlite3.SQLITE_PERM: NO_OPENING,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: DISK,
}
# By SQLSTATE, or its first two characters for a whole class.
_POSTGRES = {
    "28": PASSWORD,
    "3D": NO_BASE,
    "08": NO_SERVER,
    "57": NO_SERVER,
    "53100": FULL,
    "53300": BUSY,
    "55P03": BUSY,
    "40": BUSY,
    "42501": READ_ONLY,
    "25006": READ_ONLY,
    "58": DISK,
}
# A refused connection carries no SQLSTATE; the server's words are English or follow its own language.
_WORDS = (
    ("password", PASSWORD),
    ("mot de passe", PASSWORD),
    ("pg_hba.conf", PASSWORD),
    ("no password supplied", PASSWORD),
    ('role "', PASSWORD),
    ("rôle «", PASSWORD),
    ('database "', NO_BASE),
    ("base de données «", NO_BASE),
)
_AGAIN = ("40001", "40P01", "57P01", "57P02", "57P03")


def told(error: SQLAlchemyError, where: str) -> StorageError:
    """The error to raise in place of the engine's; `where` is the database as it may be shown."""
    detail = _detail(error)
    template = _meaning(error)
    return StorageError(template.format(where=where, detail=detail))


def passing(error: SQLAlchemyError) -> bool:
    """Whether the same work may succeed when it is done again: a lost connection, a lock, a deadlock."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    state = _state(error)
    return state in _AGAIN or state.startswith("08") or (not state and _meaning(error) is NO_SERVER)


def _meaning(error: SQLAlchemyError) -> Text:
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return _SQLITE.get(_sqlite_code(original), OTHER)
    state = _state(error)
    if state:
        return _POSTGRES.get(state, _POSTGRES.get(state[:2], OTHER))
    if original is not None and type(original).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError"):
        words = str(original)
        return next((meaning for word, meaning in _WORDS if word in words), NO_SERVER)
    return OTHER


def _sqlite_code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _state(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def _detail(error: SQLAlchemyError) -> str:
    """The engine's own first line, without the statement and its values."""
    original = error.orig if isinstance(error, DBAPIError) else error
    lines = [line.strip() for line in str(original).splitlines() if line.strip()]
    return lines[0][:160] if lines else type(original).__name__
