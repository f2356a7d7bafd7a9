"""The change log: commands by number, what each changed and answered; a command is looked up before it is done again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from scheduler.db import tables
from scheduler.domain.codec import from_json, to_json
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.jsontext import canonical
from scheduler.domain.problem import CellRef
from scheduler.domain.text import Text
from scheduler.domain.time import now_utc
from scheduler.services.stored import Act, CellConflict, Done, WardRef


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command as it stands in the log."""

    id: str
    scenario: int
    number: int
    verb: str
    actor: str
    at: str
    undone_by: str | None
    undoes: str | None
    result: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be logged: its target, and JSON values before and after."""

    target: str
    before: Any
    after: Any


_COMMAND = tables.command.c
_BY_ID = select(
    _COMMAND.id,
    _COMMAND.scenario,
    _COMMAND.number,
    _COMMAND.verb,
    _COMMAND.actor,
    _COMMAND.at,
    _COMMAND.undone_by,
    _COMMAND.undoes,
    _COMMAND.result,
).where(_COMMAND.id == bindparam("wanted"))
_SCENARIO = tables.scenario.c
_DRAW = (
    update(tables.scenario)
    .where(_SCENARIO.number == bindparam("plan"))
    .values(last_change=_SCENARIO.last_change + 1, data_version=_SCENARIO.data_version + bindparam("step"))
    .returning(_SCENARIO.last_change, _SCENARIO.data_version)
)


def recorded(connection: Connection, command: str) -> Recorded | None:
    """The command of that id, if it was ever done."""
    found = connection.execute(_BY_ID, {"wanted": command}).one_or_none()
    return None if found is None else Recorded(*found)


def earlier(connection: Connection, act: Act) -> Recorded | None:
    """The same command, if it was done before. Ask under the locks. Raises InputRefused where its id is another one's."""
    known = recorded(connection, act.id)
    if known is not None and known.verb != act.verb:
        expected = Text("un identifiant qu'aucune commande n'a encore", "an id that no command has yet")
        raise InputRefused("", [Fault("id", f"{act.id} ({known.verb})", expected)])
    return known


def replayed(connection: Connection, act: Act) -> Done | None:
    """What the same command answered when it was done first."""
    known = earlier(connection, act)
    return None if known is None else read_result(known)


def draw(connection: Connection, scenario: int, *, data: bool = False) -> tuple[int, int]:
    """The next log number of a plan, and its data version, one higher where `data` changes.

    It holds the plan's row until the end of the transaction, so that numbers are in the order of commits.
    """
    number, data_version = connection.execute(_DRAW, {"plan": scenario, "step": int(data)}).one()
    return number, data_version


def record(
    connection: Connection,
    act: Act,
    scenario: int,
    drawn: tuple[int, int],
    done: Done,
    entries: Sequence[Entry],
    undoes: str | None = None,
) -> None:
    """Writes a command into the log with everything that it changed."""
    number, data_version = drawn
    row = {
        "id": act.id,
        "scenario": scenario,
        "number": number,
        "verb": act.verb,
        "actor": act.actor,
        "at": now_utc(),
        "data_version": data_version,
        "undoes": undoes,
        "undone_by": None,
        "result": write_result(done),
    }
    connection.execute(insert(tables.command), row)
    if entries:
        connection.execute(
            insert(tables.change),
            [
                {
                    "command": act.id,
                    "position": position,
                    "target": entry.target,
                    "before": None if entry.before is None else canonical(entry.before),
                    "after": None if entry.after is None else canonical(entry.after),
                }
                for position, entry in enumerate(entries)
            ],
        )


def entries_of(connection: Connection, command: str) -> list[Entry]:
    """What a command changed, in its order."""
    table = tables.change.c
    rows = connection.execute(
        select(table.target, table.before, table.after).where(table.command == command).order_by(table.position)
    )
    return [Entry(target, loaded(before), loaded(after)) for target, before, after in rows]


def loaded(words: str | None) -> Any:
    return None if words is None else json.loads(words)


def write_result(done: Done) -> str:
    versions = [[cell.person, cell.date.isoformat(), version] for cell, version in done.versions.items()]
    conflicts = [to_json(conflict) for conflict in done.conflicts]
    return canonical({"versions": versions, "conflicts": conflicts, "data_version": done.data_version})


def read_result(known: Recorded) -> Done:
    data = json.loads(known.result)
    versions = {CellRef(person, date.fromisoformat(day)): version for person, day, version in data["versions"]}
    conflicts = (from_json(CellConflict, each)[0] for each in data["conflicts"])
    return Done(known.id, versions, tuple(each for each in conflicts if each is not None), data["data_version"])


def cell_target(person: str, day: str) -> str:
    return f"cell/{day}/{person}"


def item_target(kind: str, key: str) -> str:
    return f"item/{kind}/{key}"


def locks_of(ref: WardRef, cells: Iterable[tuple[str, str]]) -> list[str]:
    """The names to lock for a command that touches these cells (person, day): every month and every person of the plan."""
    plan = plan_lock(ref)
    names = set()
    for person, day in cells:
        names |= {f"{plan}/month/{day[:7]}", f"{ref.scenario}/person/{person}"}
    return sorted(names)


def plan_lock(ref: WardRef) -> str:
    return f"plan/{ref.ward}/{ref.scenario}"


def data_lock(ref: WardRef) -> str:
    """Held shared by who writes cells, alone by who changes what cells refer to."""
    return f"{plan_lock(ref)}/data"
