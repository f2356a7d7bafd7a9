"""Which schema a database has, and the steps to the newest; Alembic is loaded only where a step is taken."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, inspect, text

REVISIONS = ("0001",)
"""Every schema that this program knows, oldest first; the last is the one it writes."""

NEWEST = REVISIONS[-1]

State = Literal["empty", "current", "older", "newer", "foreign"]


def state(connection: Connection) -> tuple[State, str]:
    """How the database's schema stands to this program's, and its revision ("" where it has none)."""
    tables = set(inspect(connection).get_table_names())
    revision = ""
    if "alembic_version" in tables:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if not revision:
        return ("foreign" if tables - {"alembic_version"} else "empty"), ""
    if not {"ward", "scenario"} <= tables:
        return "foreign", revision
    if revision not in REVISIONS:
        return "newer", revision
    return ("current" if revision == NEWEST else "older"), revision


def migrate(connection: Connection) -> tuple[str, ...]:
    """Takes every step to the newest schema, in the caller's transaction; returns the revisions reached on the way."""
    from alembic import command
    from alembic.config import Config

    _, before = state(connection)
    config = Config()
    # Alembic finds the folder by importlib.resources.
    config.set_main_option("script_location", f"{__package__}:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return REVISIONS[REVISIONS.index(before) + 1 :] if before else REVISIONS
