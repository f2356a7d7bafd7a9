"""The first schema: wards, plans, items, cells with three values, commands and their changes, publications, runs."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text, UniqueConstraint

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("ward", *_words("id"), _key("ward", "id"), sqlite_strict=True)
    op.create_table(
        "scenario",
        Column("number", Integer, autoincrement=True, nullable=False),
        *_words("ward", "id", "name", "parent", "created", "actor"),
        *_counts("data_version", "last_change", "removed"),
        _key("scenario", "number"),
        ForeignKeyConstraint(["ward"], ["ward.id"], name="fk_scenario_ward"),
        UniqueConstraint("ward", "id", name="uq_scenario_ward"),
        sqlite_strict=True,
    )
    _of_scenario(
        "item",
        *_words("kind", "key"),
        *_counts("position", "version", "mark"),
        *_words("body"),
        key=("scenario", "kind", "key"),
    )
    _of_scenario(
        "cell",
        *_words("date", "person"),
        *_words("cycle", "published", null=True),
        *_words("current"),
        *_counts("locked"),
        *_words("pieces", null=True),
        *_counts("version", "mark"),
        key=("scenario", "date", "person"),
        sqlite_with_rowid=False,
    )
    _create_log()
    _create_records()


def _create_log() -> None:
    _of_scenario(
        "command",
        *_words("id"),
        *_counts("number"),
        *_words("verb", "actor", "at"),
        *_counts("data_version"),
        *_words("undoes", "undone_by", null=True),
        *_words("result"),
        UniqueConstraint("scenario", "number", name="uq_command_scenario"),
        key=("id",),
    )
    op.create_table(
        "change",
        *_words("command"),
        *_counts("position"),
        *_words("target"),
        *_words("before", "after", null=True),
        _key("change", "command", "position"),
        ForeignKeyConstraint(["command"], ["command.id"], name="fk_change_command"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _create_records() -> None:
    op.create_table("frozen", *_words("digest", "body"), _key("frozen", "digest"), sqlite_strict=True)
    _of_scenario(
        "publication",
        *_counts("number"),
        *_words("first", "last", "by", "at", "digest"),
        ForeignKeyConstraint(["digest"], ["frozen.digest"], name="fk_publication_digest"),
        key=("scenario", "number"),
    )
    _of_scenario("period_state", *_words("month", "state", "actor", "at"), key=("scenario", "month"))
    _of_scenario(
        "run",
        *_counts("number"),
        *_words("at", "digest", "status", "plan", "problem"),
        ForeignKeyConstraint(["problem"], ["frozen.digest"], name="fk_run_problem"),
        UniqueConstraint("scenario", "digest", name="uq_run_scenario"),
        key=("scenario", "number"),
    )


def _of_scenario(
    name: str,
    *parts: Column[str] | Column[int] | ForeignKeyConstraint | UniqueConstraint,
    key: tuple[str, ...],
    sqlite_with_rowid: bool = True,
) -> None:
    op.create_table(
        name,
        *_counts("scenario"),
        *parts,
        _key(name, *key),
        ForeignKeyConstraint(["scenario"], ["scenario.number"], name=f"fk_{name}_scenario"),
        sqlite_strict=True,
        sqlite_with_rowid=sqlite_with_rowid,
    )


def _words(*names: str, null: bool = False) -> list[Column[str]]:
    return [Column(name, Text, nullable=null) for name in names]


def _counts(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False, autoincrement=False) for name in names]


def _key(table: str, *columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*columns, name=f"pk_{table}")
