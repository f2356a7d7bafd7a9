"""Undo and redo: commands that put back what another one found or left, where nothing has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, update

from scheduler.db import tables
from scheduler.db.cells import NEVER, Stored, Write, put, stored_cells
from scheduler.db.commands import Guard, check_guard, check_writes, described, go_live, said
from scheduler.db.data import ItemWrite, StoredItem, check_whole, entry_of, stored_items, write_items
from scheduler.db.forms import Item, dump_raw_pieces, join, load_pieces
from scheduler.db.log import Entry, Recorded, data_lock, draw, entries_of, locks_of, record, recorded, replayed
from scheduler.db.snapshots import filled, plan_row, without_cells
from scheduler.db.units import Database, Unit
from scheduler.domain.errors import Conflict, Fault, InputRefused
from scheduler.domain.problem import CellRef
from scheduler.domain.text import Text
from scheduler.services.stored import Act, CellsChanged, CellWrite, Done, WardRef

_KNOWN = Text("une commande de ce planning", "a command of this plan")
_OWN = Text("une commande de la même personne ; chacun ne défait que les siennes", "a command of the same person's own")
_PLAIN = Text(
    "une commande qui change des cases ou des données (une publication ou une copie ne se défait pas)",
    "a command that changes cells or data (a publication or a copy is not undone)",
)
_ALREADY = Text("Cette commande est déjà défaite.", "This command is undone already.")
_STANDS = Text("Cette commande n'est pas défaite : rien à refaire.", "This command is not undone: nothing to redo.")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to put back: the value to write and that which must stand there now (each None: nothing)."""

    target: tuple[str, str, str]
    wanted: Any
    expected: Any


def reverse(database: Database, ref: WardRef, act: Act, command: str, guard: Guard | None, *, redo: bool) -> Done:
    """See `Store.undo` and `Store.redo`."""

    def work(unit: Unit) -> Done:
        connection = unit.connection
        # What a command changed never changes itself: it may be read before the locks that it names are held.
        steps = [_step(entry, redo) for entry in entries_of(connection, command)]
        cells = [step for step in steps if step.target[0] == "cell"]
        items = [step for step in steps if step.target[0] == "item"]
        names = locks_of(ref, [(step.target[2], step.target[1]) for step in cells])
        unit.lock(names + [data_lock(ref)] * bool(items), shared=[] if items else [data_lock(ref)])
        done = replayed(connection, act)
        if done is not None:
            return done
        plan = plan_row(connection, ref)
        known = recorded(connection, command)
        _check(known, plan.number, act, len(cells) + len(items) == len(steps), redo)
        drawn = draw(connection, plan.number, data=bool(items))
        entries = _put_items(connection, plan.number, items, drawn[1])
        base = join(_bodies(connection, plan.number)) if items else without_cells(database, connection, plan)
        writes = _cell_writes(connection, plan.number, cells)
        check_writes(base, [_as_wanted(write) for write in writes])
        entries += put(connection, plan.number, writes)
        go_live(connection, plan.number, act, writes)
        if items:
            check_whole(connection, plan.number, base)
        if guard is not None:
            check_guard(guard, filled(connection, plan.number, base)[0])
        table = tables.command
        undone_by = None if redo else act.id
        connection.execute(update(table).where(table.c.id == command).values(undone_by=undone_by))
        versions = {CellRef(write.person, date.fromisoformat(write.day)): write.version for write in writes}
        done = Done(act.id, versions, (), drawn[1])
        record(connection, act, plan.number, drawn, done, entries, undoes=command)
        return done

    return database.write(work)


def _step(entry: Entry, redo: bool) -> Step:
    kind, middle, last = (*entry.target.split("/", 2), "", "")[:3]
    wanted, expected = (entry.after, entry.before) if redo else (entry.before, entry.after)
    return Step((kind, middle, last), wanted, expected)


def _check(known: Recorded | None, scenario: int, act: Act, plain: bool, redo: bool) -> None:
    if known is None or known.scenario != scenario:
        raise InputRefused("", [Fault("command", "" if known is None else known.id, _KNOWN)])
    if known.actor != act.actor:
        raise InputRefused("", [Fault("actor", act.actor, _OWN)])
    if not plain or known.undoes is not None:
        raise InputRefused("", [Fault("command", known.verb, _PLAIN)])
    if (known.undone_by is not None) != redo:
        raise Conflict(_STANDS if redo else _ALREADY, [known.id])


def _cell_writes(connection: Connection, scenario: int, steps: Sequence[Step]) -> list[Write]:
    """The cells to put back. Raises CellsChanged where one does not hold any more what the command left in it."""
    stored = stored_cells(connection, scenario, [(step.target[2], step.target[1]) for step in steps])
    writes: list[Write] = []
    late: list[tuple[CellWrite, Stored]] = []
    for step in steps:
        _, day, person = step.target
        now = stored.get((person, day))
        wanted = step.wanted or {"current": "", "locked": False, "pieces": None, "mark": 0}
        write = Write(
            person,
            day,
            now,
            wanted["current"],
            int(wanted["locked"]),
            dump_raw_pieces(wanted["pieces"]),
            wanted["mark"],
        )
        expected = 0 if step.expected is None else step.expected["mark"]
        if (now or NEVER).mark == expected:
            writes.append(write)
        else:
            late.append((_as_wanted(write), now or NEVER))
    if late:
        conflicts = tuple(described(connection, scenario, late))
        raise CellsChanged(said(conflicts), conflicts)
    return writes


def _as_wanted(write: Write) -> CellWrite:
    seen = (write.before or NEVER).version
    day = date.fromisoformat(write.day)
    return CellWrite(write.person, day, seen, write.current, bool(write.locked), load_pieces(write.pieces))


def _put_items(connection: Connection, scenario: int, steps: Sequence[Step], data_version: int) -> list[Entry]:
    """Puts items back. Raises Conflict where one has changed since."""
    if not steps:
        return []
    stored = stored_items(connection, scenario)
    changes: list[ItemWrite] = []
    late: list[str] = []
    for step in steps:
        key = step.target[1:]
        now = stored.get(key)
        moved = step.wanted is not None and step.expected is not None and step.wanted["body"] == step.expected["body"]
        if moved and now is None:
            continue  # only its place was changed, and it has gone
        mark = None if step.expected is None else step.expected["mark"]
        if not moved and (None if now is None else now.mark) != mark:
            late.append(" ".join(key))
        elif step.wanted is None:
            changes.append(ItemWrite(key, now, None))
        elif moved and now is not None:
            changes.append(ItemWrite(key, now, StoredItem(step.wanted["at"], now.body, now.version, now.mark)))
        else:
            after = StoredItem(step.wanted["at"], step.wanted["body"], data_version, step.wanted["mark"])
            changes.append(ItemWrite(key, now, after))
    if late:
        names = ", ".join(late)
        said_so = Text(f"Modifié depuis, rien n'a été défait : {names}", f"Changed since, nothing was undone: {names}")
        raise Conflict(said_so, late)
    write_items(connection, scenario, changes)
    return [entry_of(change) for change in changes]


def _bodies(connection: Connection, scenario: int) -> list[tuple[tuple[str, str], Item]]:
    return [(key, Item(item.position, item.body)) for key, item in stored_items(connection, scenario).items()]
