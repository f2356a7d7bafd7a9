"""What is wrong with a ward's rows of cells and what hangs on cells: locks, real pieces, openings; and with a plan."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.domain.choices import PLUS
from scheduler.domain.codes import Piece
from scheduler.domain.declared import CODE, DUTY, LAYER, LONGEST, PERSON, POST, Names, check_after, declared_names
from scheduler.domain.errors import Fault
from scheduler.domain.findings import Findings
from scheduler.domain.overtime import MARK
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem, Row
from scheduler.domain.time import DAY, add_days, days_between, iso_instant, utc_minute


def plan_faults(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Where a plan does not fit a ward: people, codes, layers or days that the ward does not have.

    A plan made from another state of the ward may still fit; compare `problem_digest` to know.
    """
    found = Findings()
    names = declared_names(problem)
    _check_rows("rows", plan.rows, problem.first, problem.days, names, found)
    for at, layer in enumerate(plan.layers):
        found.known(f"layers[{at}].layer", layer.layer, names.layers, LAYER)
    return tuple(found.faults)


def check_rosters(problem: Problem, names: Names, found: Findings) -> None:
    """Adds what is wrong with the cells of the ward and what refers to them."""
    start = add_days(problem.first, -min(max(problem.history_days, 0), LONGEST))
    _check_rows("roster", problem.roster, start, problem.history_days + problem.days, names, found)
    for at, reference in enumerate(problem.references):
        _check_rows(f"references[{at}].rows", reference.rows, problem.first, problem.days, names, found)
    for at, lock in enumerate(problem.locks):
        found.known(f"locks[{at}].person", lock.person, names.people, PERSON)
        _check_inside(f"locks[{at}].date", lock.date, start, problem, found)
    timed = zone_exists(problem.zone)
    for at, cell in enumerate(problem.pieces):
        found.known(f"pieces[{at}].person", cell.person, names.people, PERSON)
        _check_inside(f"pieces[{at}].date", cell.date, start, problem, found)
        around = utc_minute(cell.date, 0, problem.zone) if timed else None
        _check_pieces(cell.pieces, around, found.at(f"pieces[{at}]"))
    for at, opening in enumerate(problem.openings):
        found.known(f"openings[{at}].person", opening.person, names.people, PERSON)
        if not opening.account.strip():
            fr, en = "le nom du compte, que disent les règles", "the name of the account, which the rules say"
            found.add(f"openings[{at}].account", opening.account, fr, en)


def _check_rows(place: str, rows: tuple[Row, ...], start: date, length: int, names: Names, found: Findings) -> None:
    """Rows of cells whose first day is `start` and whose number of cells must be `length`."""
    found.once((f"{place}[{at}].person", row.person) for at, row in enumerate(rows))
    for at, row in enumerate(rows):
        found.known(f"{place}[{at}].person", row.person, names.people, PERSON)
        if len(row.cells) != length:
            found.add(
                f"{place}[{row.person}]",
                len(row.cells),
                f"{length} cases, une par jour à partir du {start.isoformat()}",
                f"{length} cells, one a day from {start.isoformat()}",
            )
        wrong = {cell for cell in set(row.cells) if not _cell_known(cell, names)}
        for day, cell in enumerate(row.cells if wrong else ()):
            if cell in wrong:
                _unknown_cell(f"{place}[{row.person}] {add_days(start, day).isoformat()}", cell, names, found)


def _cell_known(cell: str, names: Names) -> bool:
    if not cell or cell in names.codes:
        return True
    base, *held = cell.split(PLUS) if names.duties else [cell]
    if len(set(held)) < len(held) or not all(duty in names.duties for duty in held):
        return False
    code, slash, post = _parts(base, names)
    return code in names.codes and (not slash or post in names.posts)


def _parts(base: str, names: Names) -> tuple[str, str, str]:
    """Code and post, without the mark of overtime that stands after work."""
    plain = base.removesuffix(MARK)
    return (plain if base not in names.codes and plain.partition("/")[0] in names.working else base).partition("/")


def check_cell(place: str, cell: str, names: Names, found: Findings) -> None:
    """Adds what is wrong with the text of a cell."""
    if not _cell_known(cell, names):
        _unknown_cell(place, cell, names, found)


def _unknown_cell(place: str, cell: str, names: Names, found: Findings) -> None:
    base, *held = cell.split(PLUS) if names.duties else [cell]
    code, slash, post = _parts(base, names)
    if code not in names.codes:
        found.known(place, code, names.codes, CODE)
    elif slash and post not in names.posts:
        found.known(place, post, names.posts, POST)
    else:
        found.once((place, duty) for duty in held)
        for duty in held:
            found.known(place, duty, names.duties, DUTY)


def _check_inside(place: str, day: date, start: date, problem: Problem, found: Findings) -> None:
    offset = days_between(start, day)
    if not 0 <= offset < problem.history_days + problem.days:
        last = add_days(problem.first, min(max(problem.days, 1), LONGEST) - 1)
        near = start if offset < 0 else last
        found.add(
            place,
            day.isoformat(),
            f"un jour du {start} au {last} ; le plus proche est {near}",
            f"a day from {start} to {last}; the nearest is {near}",
        )


def _check_pieces(pieces: tuple[Piece, ...], midnight: int | None, found: Findings) -> None:
    """Pieces of a cell whose day begins at `midnight`: they start on that day or the next, never before it."""
    for at, piece in enumerate(pieces):
        here = found.at(f"pieces[{at}]")
        if piece.end <= piece.start:
            here.add("end", iso_instant(piece.end), "un instant après le début", "an instant after the start")
        else:
            here.within("effective", piece.effective, 0, piece.end - piece.start)
        if midnight is not None and not midnight <= piece.start < midnight + 2 * DAY:
            here.add("start", iso_instant(piece.start), "un instant du jour de la case", "an instant of the cell's day")
    for at, (one, other) in enumerate(pairwise(pieces), 1):
        check_after(f"pieces[{at}].start", one.end, other.start, iso_instant(other.start), found)


def zone_exists(zone: str) -> bool:
    """Whether the time zone database knows this name."""
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):  # a folder of zones, a path, no such key
        return False
    return True
