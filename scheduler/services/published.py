"""What others reached on published instances: best known values and results by time limit, from tables beside the instances."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.text import Text

BEST_KNOWN = "best_known.csv"
"""Columns set, instance, best_ub, best_lb (others are passed over); it also names the instances of a set."""

RESULTS = "published_results.csv"
"""Columns set, instance, algorithm, seconds (empty: no limit told), objective (others are passed over)."""

Key = tuple[str, str]
"""A set and an instance of it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an algorithm reached; `seconds` is its time limit, None where its source tells none."""

    algorithm: str
    seconds: float | None
    objective: float


@dataclass(frozen=True, slots=True)
class Known:
    """The best value that anybody reached for an instance, and the highest bound that anybody proved."""

    value: float | None = None
    bound: float | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """The tables beside one set; empty where there are none."""

    known: dict[Key, Known] = field(default_factory=dict)
    results: dict[Key, tuple[Result, ...]] = field(default_factory=dict)

    def best_known(self, group: str, instance: str) -> Known:
        return self.known.get((group, instance), Known())

    def at(self, group: str, instance: str, seconds: float) -> Result | None:
        """The best result of the longest time limit that is not above `seconds`.

        Where every limit is longer, the best of the shortest one (a comparison that favours the others, and the result says
        its limit); where no source tells a limit, the best of those.
        """
        results = self.results.get((group, instance), ())
        limits = {each.seconds for each in results if each.seconds is not None}
        within = [limit for limit in limits if limit <= seconds]
        limit = max(within) if within else min(limits, default=None)
        return min((each for each in results if each.seconds == limit), key=lambda each: each.objective, default=None)


def beside(path: Path, name: str) -> Path | None:
    """The file of this name in the folder of `path` (or in `path`, a folder), or in one of the two above."""
    here = path.resolve() if path.is_dir() else path.resolve().parent
    return next((at / name for at in (here, *here.parents[:2]) if (at / name).is_file()), None)


def read(path: Path) -> Records:
    """The tables beside an instance's file or a set's folder. Raises InputRefused with every fault of both."""
    faults: list[Fault] = []
    known: dict[Key, Known] = {}
    results: dict[Key, tuple[Result, ...]] = {}
    for place, row in _rows(path, BEST_KNOWN, ()):
        value, bound = (_number(place, row, column, faults) for column in ("best_ub", "best_lb"))
        known[row["set"], row["instance"]] = Known(value, bound)
    for place, row in _rows(path, RESULTS, ("algorithm", "seconds", "objective")):
        seconds, objective = (_number(place, row, column, faults) for column in ("seconds", "objective"))
        if objective is None:
            continue
        key = row["set"], row["instance"]
        results[key] = (*results.get(key, ()), Result(row["algorithm"], seconds, objective))
    if faults:
        raise InputRefused("", faults)
    return Records(known, results)


def rows_of(table: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a CSV table that has at least these columns; an absent value is "". Raises InputRefused."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="", restval="")
            rows = [{name: value for name, value in row.items() if name} for row in reader]
            heads = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        expected = Text("une table CSV lisible", "a CSV table that can be read")
        raise InputRefused("", [Fault(table.name, str(problem), expected)]) from problem
    missing = [name for name in columns if name not in heads]
    if missing:
        names = ", ".join(missing)
        expected = Text(f"une table CSV avec les colonnes {names}", f"a CSV table with the columns {names}")
        raise InputRefused("", [Fault(table.name, ", ".join(heads), expected)])
    return rows


def _rows(path: Path, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of a table beside `path`, with where it stands; nothing where there is no such table."""
    table = beside(path, name)
    if table is not None:
        for number, row in enumerate(rows_of(table, ("set", "instance", *columns)), 2):
            yield f"{name}:{number}", row


def _number(place: str, row: dict[str, str], column: str, faults: list[Fault]) -> float | None:
    given = row.get(column, "").strip()
    if not given:
        return None
    try:
        value = float(given)
        if isfinite(value) and value >= 0:
            return value
    except ValueError:
        pass
    faults.append(Fault(f"{place} {column}", given, Text("un nombre, 0 ou plus, ou rien", "a number, 0 or more, or nothing")))
    return None
