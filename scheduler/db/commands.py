"""Commands on cells: who writes must have seen what stands there; all or nothing, except where the verb says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select, update

from scheduler.db import tables
from scheduler.db.cells import NEVER, Place, Stored, Write, put, stored_cells
from scheduler.db.forms import dump_pieces
from scheduler.db.log import data_lock, draw, locks_of, record, replayed
from scheduler.db.snapshots import filled, plan_row, window, without_cells
from scheduler.db.units import Database, Unit
from scheduler.domain.declared import PERSON, declared_names
from scheduler.domain.errors import Conflict, InputRefused
from scheduler.domain.findings import Findings
from scheduler.domain.problem import CellPieces, CellRef, Problem
from scheduler.domain.text import Text
from scheduler.domain.time import now_utc
from scheduler.domain.validate_rosters import check_cell, check_rosters
from scheduler.services.stored import (
    APPLY_PLAN,
    RECORD_WORKED,
    REPAIR,
    Act,
    CellConflict,
    CellsChanged,
    CellWrite,
    Done,
    WardRef,
)

Guard = Callable[[Problem], Text | None]
"""Looks at the plan as a command would leave it, and says why it must not."""

PUBLISHED_STATE, LIVE_STATE = "published", "live"


def write_cells(database: Database, ref: WardRef, act: Act, cells: Sequence[CellWrite], guard: Guard | None) -> Done:
    """See `Store.write`."""
    places = [(cell.person, cell.date.isoformat()) for cell in cells]

    def work(unit: Unit) -> Done:
        unit.lock(locks_of(ref, places), shared=[data_lock(ref)])
        connection = unit.connection
        done = replayed(connection, act)
        if done is not None:
            return done
        plan = plan_row(connection, ref)
        base = without_cells(database, connection, plan)
        check_writes(base, cells)
        stored = stored_cells(connection, plan.number, places)
        drawn = draw(connection, plan.number)
        writes, conflicts = accepted_writes(connection, plan.number, act, cells, stored, drawn[0])
        entries = put(connection, plan.number, writes)
        if act.verb != RECORD_WORKED:
            go_live(connection, plan.number, act, writes)
            if guard is not None:
                check_guard(guard, filled(connection, plan.number, base)[0])
        versions = {CellRef(cell.person, cell.date): stored.get(at, NEVER).version for cell, at in zip(cells, places)}
        versions |= {CellRef(write.person, date.fromisoformat(write.day)): write.version for write in writes}
        done = Done(act.id, versions, tuple(conflicts), drawn[1])
        record(connection, act, plan.number, drawn, done, entries)
        return done

    return database.write(work)


def check_guard(guard: Guard, after: Problem) -> None:
    reason = guard(after)
    if reason is not None:
        raise Conflict(reason)


def check_writes(problem: Problem, cells: Sequence[CellWrite]) -> None:
    """Raises InputRefused with everything that is wrong with what the cells shall hold."""
    found = Findings()
    names = declared_names(problem)
    days = window(problem)
    found.once((f"cells[{at}]", f"{cell.person} {cell.date}") for at, cell in enumerate(cells))
    for at, cell in enumerate(cells):
        here = found.at(f"cells[{at}] {cell.person} {cell.date.isoformat()}")
        here.known("person", cell.person, names.people, PERSON)
        if not days[0] <= cell.date <= days[-1]:
            here.add(
                "date", cell.date.isoformat(), f"un jour du {days[0]} au {days[-1]}", f"a day from {days[0]} to {days[-1]}"
            )
        check_cell("current", cell.current, names, here)
    real = tuple(CellPieces(cell.person, cell.date, cell.pieces) for cell in cells if cell.pieces is not None)
    if real and not found.faults:
        check_rosters(replace(problem, references=(), openings=(), pieces=real), names, found)
    if found.faults:
        raise InputRefused("", found.faults)


def _to_write(cell: CellWrite, stored: dict[Place, Stored], mark: int) -> Write:
    day = cell.date.isoformat()
    before = stored.get((cell.person, day))
    return Write(cell.person, day, before, cell.current, int(cell.locked), dump_pieces(cell.pieces), mark)


def accepted_writes(
    connection: Connection, scenario: int, act: Act, cells: Sequence[CellWrite], stored: dict[Place, Stored], mark: int
) -> tuple[list[Write], list[CellConflict]]:
    """The cells to write, and those in which someone else had been first. Raises CellsChanged where that stops the command."""
    accepted, late = [], []
    for cell in cells:
        now = stored.get((cell.person, cell.date.isoformat()), NEVER)
        if now.value == (cell.current, int(cell.locked), dump_pieces(cell.pieces)):
            continue  # as wanted already, whoever did it
        changed = now.version != cell.base
        if changed:
            late.append((cell, now))
        if not changed or act.verb == RECORD_WORKED:
            accepted.append(_to_write(cell, stored, mark))
    conflicts = described(connection, scenario, late)
    if conflicts and act.verb not in (RECORD_WORKED, APPLY_PLAN, REPAIR):
        raise CellsChanged(said(conflicts), tuple(conflicts))
    return accepted, conflicts


def described(connection: Connection, scenario: int, late: Sequence[tuple[CellWrite, Stored]]) -> list[CellConflict]:
    """Conflicts with who changed the cell, and when."""
    if not late:
        return []
    table = tables.command.c
    numbers = sorted({now.mark for _, now in late})
    rows = connection.execute(
        select(table.number, table.verb, table.actor, table.at).where(table.scenario == scenario, table.number.in_(numbers))
    )
    acts = {row.number: (row.verb, row.actor, row.at) for row in rows}
    return [
        CellConflict(
            cell.person, cell.date, cell.base, now.version, now.current, cell.current, *acts.get(now.mark, ("", "", ""))
        )
        for cell, now in late
    ]


def said(conflicts: Sequence[CellConflict]) -> Text:
    """The conflicts in a sentence each, the first few of them."""
    shown = conflicts[:5]
    more = len(conflicts) - len(shown)
    french = "\n".join(
        f"{each.person}, {each.date.isoformat()} : {each.actor or '?'} y a mis « {each.current or '-'} » ({each.at})."
        for each in shown
    )
    english = "\n".join(
        f"{each.person}, {each.date.isoformat()}: {each.actor or '?'} has put '{each.current or '-'}' there ({each.at})."
        for each in shown
    )
    return Text(
        "Modifié entre-temps, rien n'a été enregistré ; relisez puis recommencez :\n"
        + french
        + (f"\n… et {more} de plus." if more else ""),
        "Changed meanwhile, nothing was saved; look again, then repeat:\n"
        + english
        + (f"\n... and {more} more." if more else ""),
    )


def go_live(connection: Connection, scenario: int, act: Act, writes: Sequence[Write]) -> None:
    """A published month in which a published cell changes is no longer as it was published."""
    months = sorted({write.day[:7] for write in writes if write.before is not None and write.before.published is not None})
    if months:
        table = tables.period_state
        connection.execute(
            update(table)
            .where(table.c.scenario == scenario, table.c.month.in_(months), table.c.state == PUBLISHED_STATE)
            .values(state=LIVE_STATE, actor=act.actor, at=now_utc())
        )
