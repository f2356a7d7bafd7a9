"""Cells as they are stored: reading some of them under a lock, writing their new values with a new version each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from scheduler.db import tables
from scheduler.db.forms import load_pieces, to_json_pieces
from scheduler.db.log import Entry, cell_target

_FEW = 40

Place = tuple[str, str]
"""A person and an ISO day."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored cell; `mark` is the log number of the command that its present value comes from."""

    published: str | None
    current: str
    locked: int
    pieces: str | None
    version: int
    mark: int

    @property
    def value(self) -> tuple[str, int, str | None]:
        return self.current, self.locked, self.pieces


NEVER = Stored(None, "", 0, None, 0, 0)


@dataclass(frozen=True, slots=True)
class Write:
    """A cell's new value, what stood there before (None: no row), and the mark that the value carries."""

    person: str
    day: str
    before: Stored | None
    current: str
    locked: int
    pieces: str | None
    mark: int

    @property
    def version(self) -> int:
        return (self.before or NEVER).version + 1


_CELL = tables.cell.c
_SOME = select(
    _CELL.person, _CELL.date, _CELL.published, _CELL.current, _CELL.locked, _CELL.pieces, _CELL.version, _CELL.mark
).where(_CELL.scenario == bindparam("plan"), _CELL.date.between(bindparam("low"), bindparam("high")))
_OF_FEW = _SOME.where(_CELL.person.in_(bindparam("people", expanding=True)))
_INSERT = insert(tables.cell)
_UPDATE = (
    update(tables.cell)
    .where(_CELL.scenario == bindparam("plan"), _CELL.date == bindparam("day"), _CELL.person == bindparam("who"))
    .values(
        current=bindparam("now"),
        locked=bindparam("lock"),
        pieces=bindparam("real"),
        version=bindparam("next"),
        mark=bindparam("sign"),
    )
)


def stored_cells(connection: Connection, scenario: int, places: Collection[Place]) -> dict[Place, Stored]:
    """Those of the cells that have a row."""
    if not places:
        return {}
    days = [day for _, day in places]
    people = sorted({person for person, _ in places})
    given: dict[str, Any] = {"plan": scenario, "low": min(days), "high": max(days)}
    if len(people) <= _FEW:
        rows = connection.execute(_OF_FEW, {**given, "people": people})
    else:
        rows = connection.execute(_SOME, given)
    wanted = set(places)
    return {(row[0], row[1]): Stored(*row[2:]) for row in rows if (row[0], row[1]) in wanted}


def put(connection: Connection, scenario: int, writes: Sequence[Write]) -> list[Entry]:
    """Writes the cells; returns what to log of them."""
    new = [
        {
            "scenario": scenario,
            "date": write.day,
            "person": write.person,
            "cycle": None,
            "published": None,
            "current": write.current,
            "locked": write.locked,
            "pieces": write.pieces,
            "version": write.version,
            "mark": write.mark,
        }
        for write in writes
        if write.before is None
    ]
    old = [
        {
            "plan": scenario,
            "day": write.day,
            "who": write.person,
            "now": write.current,
            "lock": write.locked,
            "real": write.pieces,
            "next": write.version,
            "sign": write.mark,
        }
        for write in writes
        if write.before is not None
    ]
    if new:
        connection.execute(_INSERT, new)
    if old:
        connection.execute(_UPDATE, old)
    return [Entry(cell_target(write.person, write.day), _before(write.before), _after(write)) for write in writes]


def _before(cell: Stored | None) -> Any:
    return None if cell is None else {**_value(*cell.value), "version": cell.version, "mark": cell.mark}


def _after(write: Write) -> Any:
    return {**_value(write.current, write.locked, write.pieces), "version": write.version, "mark": write.mark}


def _value(current: str, locked: int, pieces: str | None) -> dict[str, Any]:
    real = load_pieces(pieces)
    return {"current": current, "locked": bool(locked), "pieces": None if real is None else to_json_pieces(real)}
