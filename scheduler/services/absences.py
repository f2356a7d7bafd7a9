"""An absence put into a ward: cells that hold its code as given facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from scheduler.domain.choices import PLUS
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.text import Text
from scheduler.domain.time import add_days, days_between
from scheduler.domain.wording import listed, one_of

NO_CODE = Text(
    "un code de type absence, à créer dans les données de l'unité", "a code of kind absence, to be made in the ward's data"
)

SOME_CODE = Text("un de ces codes d'absence de l'unité : {codes}", "one of the ward's codes of absence: {codes}")


def absence_codes(problem: Problem) -> tuple[str, ...]:
    """The codes that say that somebody is absent, those of kind absence first, as the ward lists them."""
    order = ("absence", "leave", "training")
    given = [code for code in problem.codes if not code.planned and code.kind in order]
    return tuple(code.id for code in sorted(given, key=lambda code: order.index(code.kind)))


def with_absence(problem: Problem, person: str, first: dt.date, last: dt.date, code: str | None = None) -> Problem:
    """The ward with a person absent on the days from `first` to `last`, whatever the cells hold: what was locked or recorded
    there is no more so. `code` defaults to the ward's first unplanned code of kind absence.

    Such a code is a given fact by itself: no lock is needed, and none stays when it is taken back. Raises InputRefused for an
    unknown person, days outside the horizon, a code that a plan may choose or that is work.
    """
    codes = absence_codes(problem)
    known = [item.id for item in problem.codes if item.id in codes and item.kind == "absence"] if code is None else [code]
    faults = [*_wrong_days(problem, first, last), *_wrong_person(problem, person)]
    if not known:
        faults.append(Fault("code", "", SOME_CODE.format(codes=listed(codes)) if codes else NO_CODE))
    elif known[0] not in codes:
        what = Text("un code d'absence de l'unité", "a code of absence of the ward")
        faults.append(Fault("code", known[0], one_of(what, known[0], codes)))
    if faults:
        raise InputRefused("", faults)
    start, stop = (days_between(problem.first, day) + problem.history_days for day in (first, last))
    away = {CellRef(person, add_days(first, at)) for at in range(stop - start + 1)}
    empty = Row(person, ("",) * (problem.history_days + problem.days))
    rows = problem.roster if any(row.person == person for row in problem.roster) else (*problem.roster, empty)
    return replace(
        problem,
        roster=tuple(
            replace(row, cells=(*row.cells[:start], *[known[0]] * len(away), *row.cells[stop + 1 :]))
            if row.person == person
            else row
            for row in rows
        ),
        locks=tuple(lock for lock in problem.locks if lock not in away),
        pieces=tuple(cell for cell in problem.pieces if CellRef(cell.person, cell.date) not in away),
    )


def holds_plan(problem: Problem) -> bool:
    """Whether any cell that a plan may decide is decided, or none is left to decide: what is locked or entered is no plan."""
    given = {code.id for code in problem.codes if not code.planned}
    fixed = {(cell.person, cell.date) for cell in problem.locks} | {(cell.person, cell.date) for cell in problem.pieces}
    free = [
        text
        for row in problem.roster
        for day, text in enumerate(row.cells[problem.history_days :])
        if _code(text) not in given and (row.person, add_days(problem.first, day)) not in fixed
    ]
    return any(free) or ("" not in free and len(problem.roster) == len(problem.people))


def with_plan(problem: Problem, rows: Sequence[Row]) -> Problem:
    """The ward with a plan of its horizon in the cells that are no given facts."""
    given = {code.id for code in problem.codes if not code.planned}
    held = {row.person: row.cells for row in rows}
    locked = {(cell.person, days_between(problem.first, cell.date)) for cell in problem.locks}
    locked |= {(cell.person, days_between(problem.first, cell.date)) for cell in problem.pieces}
    past = problem.history_days

    def cells(person: str, own: Sequence[str]) -> tuple[str, ...]:
        planned = held.get(person, own[past:])
        return (
            *own[:past],
            *(
                old if (person, day) in locked or _code(old) in given else new
                for day, (old, new) in enumerate(zip(own[past:], planned, strict=True))
            ),
        )

    stood = {row.person: row.cells for row in problem.roster}
    blank = ("",) * (past + problem.days)
    roster = tuple(Row(person.id, cells(person.id, stood.get(person.id, blank))) for person in problem.people)
    return replace(problem, roster=roster)


def _code(text: str) -> str:
    return text.partition(PLUS)[0]


def _wrong_days(problem: Problem, first: dt.date, last: dt.date) -> list[Fault]:
    end = add_days(problem.first, problem.days - 1)
    if problem.first <= first <= last <= end:
        return []
    said = first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
    expected = Text(
        f"des jours du {problem.first} au {end}, le premier d'abord", f"days from {problem.first} to {end}, the first one first"
    )
    return [Fault("days", said, expected)]


def _wrong_person(problem: Problem, person: str) -> list[Fault]:
    known = [each.id for each in problem.people]
    if person in known:
        return []
    return [
        Fault(
            "person", person, one_of(Text("le matricule d'un agent de l'unité", "the id of someone in the ward"), person, known)
        )
    ]
