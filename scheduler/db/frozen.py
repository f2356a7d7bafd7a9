"""Whole problems kept as they stood: publications by a named person, and what recorded runs of the solver were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from scheduler.db import tables
from scheduler.db.commands import PUBLISHED_STATE
from scheduler.db.forms import DAMAGED
from scheduler.db.log import Entry, data_lock, draw, earlier, entries_of, plan_lock, record
from scheduler.db.snapshots import filled, plan_row, snapshot, without_cells
from scheduler.db.units import Database, Unit
from scheduler.domain.codec import as_planned, digest, from_json, to_json
from scheduler.domain.errors import Fault, InputRefused, StorageError
from scheduler.domain.jsontext import canonical, parse
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import add_days, days_between, now_utc
from scheduler.domain.validate_rosters import plan_faults
from scheduler.services.stored import Act, Done, Publication, RunInfo, WardRef


def publish(database: Database, ref: WardRef, act: Act, first: date, last: date, by: str) -> Publication:
    """See `Store.publish`."""
    name = by.strip()
    if not name:
        person = Text("le nom de la personne qui publie", "the name of the person who publishes")
        raise InputRefused("", [Fault("by", by, person)])

    def work(unit: Unit) -> Publication:
        connection = unit.connection
        # Alone on the data, nobody writes a cell of any month or person of this plan meanwhile.
        unit.lock([plan_lock(ref), data_lock(ref)])
        plan = plan_row(connection, ref)
        if earlier(connection, act) is not None:
            return made_by(connection, plan.number, act.id)
        base = without_cells(database, connection, plan)
        _check_period(base, first, last)
        drawn = draw(connection, plan.number)
        cell = tables.cell
        within = cell.c.date.between(first.isoformat(), last.isoformat())
        connection.execute(update(cell).where(cell.c.scenario == plan.number, within).values(published=cell.c.current))
        _set_states(connection, plan.number, first, last, act)
        kept = freeze(connection, filled(connection, plan.number, base)[0])
        number = _next(connection, plan.number)
        made = Publication(number, first, last, name, now_utc(), kept)
        row = {
            "scenario": plan.number,
            "number": number,
            "first": first.isoformat(),
            "last": last.isoformat(),
            "by": name,
            "at": made.at,
            "digest": kept,
        }
        connection.execute(insert(tables.publication), row)
        entry = Entry(f"publication/{number}", None, {"first": row["first"], "last": row["last"], "by": name, "digest": kept})
        record(connection, act, plan.number, drawn, Done(act.id, data_version=drawn[1]), [entry])
        return made

    return database.write(work)


def _check_period(problem: Problem, first: date, last: date) -> None:
    start, end = problem.first, add_days(problem.first, problem.days - 1)
    inside = Text(f"un jour du {start} au {end}", f"a day from {start} to {end}")
    wrong = [
        Fault(place, day.isoformat(), inside) for place, day in (("first", first), ("last", last)) if not start <= day <= end
    ]
    if not wrong and last < first:
        wrong = [Fault("last", last.isoformat(), Text(f"un jour à partir du {first}", f"a day from {first} on"))]
    if wrong:
        raise InputRefused("", wrong)


def _set_states(connection: Connection, scenario: int, first: date, last: date, act: Act) -> None:
    months = sorted({add_days(first, day).isoformat()[:7] for day in range(days_between(first, last) + 1)})
    table = tables.period_state
    connection.execute(delete(table).where(table.c.scenario == scenario, table.c.month.in_(months)))
    connection.execute(
        insert(table),
        [
            {"scenario": scenario, "month": month, "state": PUBLISHED_STATE, "actor": act.actor, "at": now_utc()}
            for month in months
        ],
    )


def freeze(connection: Connection, problem: Problem) -> str:
    """Keeps a whole problem but for its call log, once for all that refer to it; returns its digest."""
    table = tables.frozen
    name = digest(problem)
    if connection.execute(select(table.c.digest).where(table.c.digest == name)).one_or_none() is None:
        connection.execute(insert(table), {"digest": name, "body": canonical(to_json(as_planned(problem)))})
    return name


def thaw(connection: Connection, name: str) -> Problem:
    """The problem of a digest. Raises StorageError where it is not what was kept."""
    table = tables.frozen
    body = connection.execute(select(table.c.body).where(table.c.digest == name)).scalar_one()
    problem, _ = from_json(Problem, parse(body)[0])
    if problem is None or digest(problem) != name:
        raise StorageError(DAMAGED.format(detail=name))
    return problem


def _next(connection: Connection, scenario: int) -> int:
    table = tables.publication
    highest = connection.execute(select(func.max(table.c.number)).where(table.c.scenario == scenario)).scalar()
    return (highest or 0) + 1


def _publications(connection: Connection, scenario: int, number: int | None = None) -> tuple[Publication, ...]:
    table = tables.publication.c
    asked = select(table.number, table.first, table.last, table.by, table.at, table.digest).where(table.scenario == scenario)
    if number is not None:
        asked = asked.where(table.number == number)
    return tuple(
        Publication(row.number, date.fromisoformat(row.first), date.fromisoformat(row.last), row.by, row.at, row.digest)
        for row in connection.execute(asked.order_by(table.number))
    )


def made_by(connection: Connection, scenario: int, command: str) -> Publication:
    """The publication that a command made."""
    number = entries_of(connection, command)[0].target.rpartition("/")[2]
    return _publications(connection, scenario, int(number))[0]


def publications(connection: Connection, ref: WardRef) -> tuple[Publication, ...]:
    return _publications(connection, plan_row(connection, ref).number)


def published_problem(connection: Connection, ref: WardRef, number: int) -> Problem:
    """See `Store.published_problem`."""
    found = _publications(connection, plan_row(connection, ref).number, number)
    if not found:
        raise InputRefused(
            "", [Fault("publication", str(number), Text("une publication existante", "an existing publication"))]
        )
    return thaw(connection, found[0].digest)


def save_run(database: Database, ref: WardRef, plan: Plan, problem: Problem | None) -> int:
    """See `Store.save_run`."""
    body = canonical(to_json(plan))
    name = hashlib.sha256(body.encode()).hexdigest()
    at = now_utc()

    def work(unit: Unit) -> int:
        connection = unit.connection
        unit.lock([f"{plan_lock(ref)}/runs"])
        number = plan_row(connection, ref).number
        table = tables.run
        known = connection.execute(select(table.c.number).where(table.c.scenario == number, table.c.digest == name)).scalar()
        if known is not None:
            return int(known)
        solved = snapshot(database, connection, ref).problem if problem is None else problem
        _check_run(plan, solved)
        highest = connection.execute(select(func.max(table.c.number)).where(table.c.scenario == number)).scalar()
        row = {
            "scenario": number,
            "number": (highest or 0) + 1,
            "at": at,
            "digest": name,
            "status": plan.status,
            "plan": body,
            "problem": freeze(connection, solved),
        }
        connection.execute(insert(table), row)
        return int(row["number"])

    return database.write(work)


def _check_run(plan: Plan, problem: Problem) -> None:
    wrong: Sequence[Fault] = plan_faults(problem, plan)
    if plan.problem_digest != digest(problem):
        expected = Text(f"l'empreinte du problème : {digest(problem)}", f"the problem's digest: {digest(problem)}")
        wrong = [Fault("problem_digest", plan.problem_digest, expected), *wrong]
    if wrong:
        raise InputRefused("", wrong)


def list_runs(connection: Connection, ref: WardRef) -> tuple[RunInfo, ...]:
    """See `Store.runs`."""
    table = tables.run.c
    asked = select(table.number, table.at, table.status, table.problem).where(
        table.scenario == plan_row(connection, ref).number
    )
    return tuple(RunInfo(*row) for row in connection.execute(asked.order_by(table.number)))


def read_run(connection: Connection, ref: WardRef, number: int) -> tuple[Plan, Problem]:
    """See `Store.run`."""
    table = tables.run.c
    scenario = plan_row(connection, ref).number
    found = connection.execute(
        select(table.plan, table.problem).where(table.scenario == scenario, table.number == number)
    ).one_or_none()
    if found is None:
        raise InputRefused("", [Fault("run", str(number), Text("un calcul enregistré", "a recorded run"))])
    plan, faults = from_json(Plan, parse(found.plan)[0])
    if plan is None:
        raise StorageError(DAMAGED.format(detail=faults[0].say("fr")))
    return plan, thaw(connection, found.problem)
