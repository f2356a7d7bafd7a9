"""The change log as people read it: commands in the order in which they took effect, each in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from scheduler.db import tables
from scheduler.db.log import loaded
from scheduler.db.snapshots import plan_row
from scheduler.domain.text import Text, same
from scheduler.services.stored import LogChange, LogEntry, WardRef

_VERBS = {
    "assign": Text("Affecter", "Assign"),
    "lock": Text("Verrouiller", "Lock"),
    "apply_plan": Text("Appliquer un plan", "Apply a plan"),
    "repair": Text("Réparer", "Repair"),
    "record_worked": Text("Saisir le réalisé", "Record worked"),
    "replace_data": Text("Modifier les données", "Change data"),
    "edit_data": Text("Modifier les données", "Change data"),
    "import": Text("Importer", "Import"),
    "log_call": Text("Noter un appel", "Log a call"),
    "answer_call": Text("Noter une réponse", "Log an answer"),
    "create_ward": Text("Créer le service", "Create the ward"),
    "publish": Text("Publier", "Publish"),
    "undo": Text("Annuler", "Undo"),
    "redo": Text("Rétablir", "Redo"),
    "copy_scenario": Text("Copier en scénario", "Copy to a scenario"),
    "rename_scenario": Text("Renommer le scénario", "Rename the scenario"),
    "delete_scenario": Text("Supprimer le scénario", "Delete the scenario"),
}
_THINGS = {
    "cell": (Text("1 case", "1 cell"), Text("{n} cases", "{n} cells")),
    "item": (Text("1 donnée", "1 item of data"), Text("{n} données", "{n} items of data")),
}
_BLANK = {"current": "", "locked": False, "pieces": None}
_IN_ONE_QUERY = 500


def read_log(connection: Connection, ref: WardRef, limit: int, after: int, newest: bool, changes: bool) -> tuple[LogEntry, ...]:
    """See `Store.log`."""
    plan = plan_row(connection, ref)
    table = tables.command.c
    asked = select(table.number, table.id, table.verb, table.actor, table.at, table.undone_by).where(
        table.scenario == plan.number, table.number > after
    )
    rows = connection.execute(asked.order_by(table.number.desc() if newest else table.number).limit(max(0, limit))).all()
    ids = [row.id for row in rows]
    counts: dict[str, Counter[str]] = {}
    told: dict[str, list[LogChange]] = {}
    for start in range(0, len(ids), _IN_ONE_QUERY):
        some = ids[start : start + _IN_ONE_QUERY]
        counts |= _counts(connection, some)
        told |= _changes(connection, some) if changes else {}
    found = [
        LogEntry(
            row.number,
            row.id,
            row.verb,
            row.actor,
            row.at,
            row.undone_by is not None,
            _summary(row.verb, counts.get(row.id, {})),
            tuple(told.get(row.id, ())),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda entry: entry.number))


def _counts(connection: Connection, ids: list[str]) -> dict[str, Counter[str]]:
    """How many cells, items and so on each command changed."""
    table = tables.change.c
    kind = func.substr(table.target, 1, 4)
    found: dict[str, Counter[str]] = {}
    asked = select(table.command, kind, func.count()).where(table.command.in_(ids)).group_by(table.command, kind)
    for command, name, count in connection.execute(asked):
        found.setdefault(command, Counter())[name] = count
    return found


def _changes(connection: Connection, ids: list[str]) -> dict[str, list[LogChange]]:
    table = tables.change.c
    asked = select(table.command, table.target, table.before, table.after).where(table.command.in_(ids))
    found: dict[str, list[LogChange]] = {}
    for command, target, before, after in connection.execute(asked.order_by(table.command, table.position)):
        found.setdefault(command, []).append(LogChange(target, _public(target, before), _public(target, after)))
    return found


def _public(target: str, words: str | None) -> Any:
    """A logged value without what only storage needs."""
    value = loaded(words)
    if isinstance(value, dict) and target.startswith("item/"):
        return loaded(value["body"])
    if target.startswith("cell/"):
        return dict(_BLANK) if value is None else {name: value[name] for name in _BLANK}
    return value


def _summary(verb: str, counts: Mapping[str, int]) -> Text:
    title = _VERBS.get(verb, same(verb))
    things = [
        (one if counts[kind] == 1 else many.format(n=counts[kind])) for kind, (one, many) in _THINGS.items() if counts.get(kind)
    ]
    if not things:
        return title
    return Text(
        f"{title.fr} : {', '.join(thing.fr for thing in things)}",
        f"{title.en}: {', '.join(thing.en for thing in things)}",
    )
