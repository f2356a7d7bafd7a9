"""The tables of the newest schema: wards, their plans and what these hold, commands and changes, publications and runs.

Instants are ISO texts in UTC, days ISO dates, structured values canonical JSON texts: the same on both engines.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

STRICT: dict[str, Any] = {"sqlite_strict": True}
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _word(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null)


def _count(name: str, *, key: bool = False, null: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=null, autoincrement=False)


def _scenario(*, key: bool = True) -> Column[int]:
    return Column("scenario", Integer, ForeignKey("scenario.number"), primary_key=key, nullable=False, autoincrement=False)


ward = Table("ward", metadata, _word("id", key=True), **STRICT)

# A ward's plan: the main one has the id "". `last_change` and `data_version` are drawn by updates under the commands' locks.
scenario = Table(
    "scenario",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("ward", Text, ForeignKey("ward.id"), nullable=False),
    _word("id"),
    _word("name"),
    _word("parent"),
    _word("created"),
    _word("actor"),
    _count("data_version"),
    _count("last_change"),
    _count("removed"),
    UniqueConstraint("ward", "id"),
    **STRICT,
)

# Everything of a problem that is not a cell. `version` is the data version, `mark` the log number, of its present value.
item = Table(
    "item",
    metadata,
    _scenario(),
    _word("kind", key=True),
    _word("key", key=True),
    _count("position"),
    _count("version"),
    _count("mark"),
    _word("body"),
    **STRICT,
)

# A cell's three values; `cycle` and `published` are null where there never was one.
# `mark` is the log number of the command that the present value comes from.
cell = Table(
    "cell",
    metadata,
    _scenario(),
    _word("date", key=True),
    _word("person", key=True),
    _word("cycle", null=True),
    _word("published", null=True),
    _word("current"),
    _count("locked"),
    _word("pieces", null=True),
    _count("version"),
    _count("mark"),
    **CLUSTERED,
)

command = Table(
    "command",
    metadata,
    _word("id", key=True),
    _scenario(key=False),
    _count("number"),
    _word("verb"),
    _word("actor"),
    _word("at"),
    _count("data_version"),
    _word("undoes", null=True),
    _word("undone_by", null=True),
    _word("result"),
    UniqueConstraint("scenario", "number"),
    **STRICT,
)

change = Table(
    "change",
    metadata,
    Column("command", Text, ForeignKey("command.id"), primary_key=True, nullable=False),
    _count("position", key=True),
    _word("target"),
    _word("before", null=True),
    _word("after", null=True),
    **CLUSTERED,
)

# Whole problems as they stood, by digest: what was published, and what runs were made from.
frozen = Table("frozen", metadata, _word("digest", key=True), _word("body"), **STRICT)

publication = Table(
    "publication",
    metadata,
    _scenario(),
    _count("number", key=True),
    _word("first"),
    _word("last"),
    _word("by"),
    _word("at"),
    Column("digest", Text, ForeignKey("frozen.digest"), nullable=False),
    **STRICT,
)

period_state = Table(
    "period_state",
    metadata,
    _scenario(),
    _word("month", key=True),
    _word("state"),
    _word("actor"),
    _word("at"),
    **STRICT,
)

run = Table(
    "run",
    metadata,
    _scenario(),
    _count("number", key=True),
    _word("at"),
    _word("digest"),
    _word("status"),
    _word("plan"),
    Column("problem", Text, ForeignKey("frozen.digest"), nullable=False),
    UniqueConstraint("scenario", "digest"),
    **STRICT,
)
