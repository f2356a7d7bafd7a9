"""A problem taken apart into the items that are stored one by one, and put together again; its cells have their own form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.codes import Piece
from scheduler.domain.errors import StorageError
from scheduler.domain.jsontext import canonical
from scheduler.domain.problem import CellPieces, CellRef, Problem, Reference, Row
from scheduler.domain.text import Text

META = "meta"
"""The kind of item that holds a single field of the problem (its name, first day, zone ...), by the field's name."""

CALLS = "calls"
CYCLE, PUBLISHED = "cycle", "published"
_IN_CELLS = (PUBLISHED, CYCLE)

ItemKey = tuple[str, str]

_BY_ID: Callable[[Any], str] = lambda data: str(data["id"])  # noqa: E731
_WITH_ID = (
    "codes",
    "people",
    "layers",
    "grades",
    "skills",
    "contracts",
    "demand",
    "series",
    "lines",
    "wishes",
    "settings",
    CALLS,
)
_LISTS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(_WITH_ID, _BY_ID),
    "holidays": lambda data: str(data["date"]),
    "openings": lambda data: f"{data['person']}/{data['account']}",
    # An override has no name of its own: one that says something else is another one.
    "overrides": lambda data: hashlib.sha256(canonical(data).encode()).hexdigest()[:16],
    "references": lambda data: str(data["name"]),
}
_CELL_FIELDS = ("roster", "locks", "pieces")

DAMAGED = Text(
    "La base contient des données illisibles : {detail}. Reprenez une sauvegarde ; « releve db check » en donne la liste.",
    "The database holds data that cannot be read: {detail}. Go back to a backup; 'releve db check' lists them.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One stored item: its place in its list and its JSON text."""

    position: int
    body: str


def split(problem: Problem) -> dict[ItemKey, Item]:
    """Everything of a problem that is not a cell."""
    kept = tuple(reference for reference in problem.references if reference.name not in _IN_CELLS)
    data = to_json(replace(problem, roster=(), locks=(), pieces=(), references=kept))
    items: dict[ItemKey, Item] = {}
    for kind, key_of in _LISTS.items():
        for position, each in enumerate(data.pop(kind, ())):
            key = name = key_of(each)
            again = 1
            while (kind, key) in items:
                again += 1
                key = f"{name}#{again}"
            items[kind, key] = Item(position, canonical(each))
    for name, value in data.items():
        items[META, name] = Item(0, canonical(value))
    return items


def join(items: Iterable[tuple[ItemKey, Item]]) -> Problem:
    """The problem of such items, with no cell in it. Raises StorageError where they make none."""
    data: dict[str, Any] = {kind: [] for kind in _LISTS}
    try:
        for (kind, key), item in sorted(items, key=lambda each: (each[0][0], each[1].position, each[0][1])):
            if kind == META:
                data[key] = json.loads(item.body)
            else:
                data.setdefault(kind, []).append(json.loads(item.body))
    except ValueError as error:
        raise StorageError(DAMAGED.format(detail=error)) from error
    problem, faults = from_json(Problem, data)
    if problem is None:
        raise StorageError(DAMAGED.format(detail=faults[0].say("fr"))) from None
    return problem


def dump_pieces(pieces: tuple[Piece, ...] | None) -> str | None:
    return None if pieces is None else canonical(to_json_pieces(pieces))


def dump_raw_pieces(data: Any) -> str | None:
    """The stored text of pieces that are JSON data already."""
    return None if data is None else canonical(data)


def to_json_pieces(pieces: tuple[Piece, ...]) -> list[Any]:
    return [to_json(piece) for piece in pieces]


def load_pieces(words: str | None) -> tuple[Piece, ...] | None:
    """The real pieces of a stored cell. Raises StorageError where the text is none of ours."""
    if words is None:
        return None
    try:
        data = json.loads(words)
    except ValueError as error:
        raise StorageError(DAMAGED.format(detail=error)) from error
    read = [from_json(Piece, each) for each in data]
    faults = [fault for _, wrong in read for fault in wrong]
    if faults:
        raise StorageError(DAMAGED.format(detail=faults[0].say("fr")))
    return tuple(piece for piece, _ in read if piece is not None)


def arranged(problem: Problem) -> Problem:
    """The same ward as the store gives it back: a row for everybody, cells in the people's order and then by date."""
    place = {person.id: at for at, person in enumerate(problem.people)}
    given = {row.person: row.cells for row in problem.roster}
    blank = ("",) * (problem.history_days + problem.days)

    def order(cell: CellRef | CellPieces) -> tuple[int, str]:
        return place[cell.person], cell.date.isoformat()

    return replace(
        problem,
        roster=tuple(Row(person.id, given.get(person.id, blank)) for person in problem.people),
        locks=tuple(sorted(set(problem.locks), key=order)),
        pieces=tuple(sorted(problem.pieces, key=order)),
        references=_arranged_references({each.name: each for each in problem.references}, place),
    )


def _arranged_references(references: Mapping[str, Reference], place: Mapping[str, int]) -> tuple[Reference, ...]:
    ours = [
        replace(references[name], rows=tuple(sorted(references[name].rows, key=lambda row: place[row.person])))
        for name in _IN_CELLS
        if name in references and references[name].rows
    ]
    return (*ours, *(each for name, each in references.items() if name not in _IN_CELLS))
