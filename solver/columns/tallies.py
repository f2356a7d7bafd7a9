"""What a search tree decides on: numbers that are whole in every plan, and that a linear program leaves between two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.columns.rows import Options, Rows
from solver.paths.graph import Ints

EXPECTED = {
    "short in a week": 1.0,
    "counted in a week": 0.3,
    "short on a day": 0.1,
    "a choice in a week": 0.05,
    "a cell": 0.01,
}
"""Kinds of tallies, and what a limit on one is taken to gain in units of the goal before it is known: the more a tally adds
up, the less a linear program can evade a limit on it."""


def _nothing() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How many of some cells a person takes (`cells`: 1 for each of them, all his cells in a row), how much some shared rows
    are short of their limits, all together, or what is brought to a `whole`. `rank` is the kind of it: those of one kind are
    worth about as much."""

    rank: str
    person: int | None = None
    cells: Ints = field(default_factory=_nothing)
    rows: Ints = field(default_factory=_nothing)
    whole: int | None = None


def tallies_of(rows: Rows, options: Sequence[Options], weeks: Sequence[range], used: Ints) -> list[Tally]:
    """By week: how much is short, on all its days and on each; how often each person counts, and takes each choice. `used` are
    the shared rows that cost something."""
    return [*_short(rows, weeks, used), *_taken(rows, options, weeks)]


def _short(rows: Rows, weeks: Sequence[range], used: Ints) -> Iterator[Tally]:
    by_day: dict[int, list[int]] = {}
    for at in used.tolist():
        row = rows.rows[at]
        if rows.counts[at] and rows.per[at] == 1 and rows.under[at].any():
            by_day.setdefault(min(day for _, day, _ in row.cells), []).append(at)
    for week in weeks:
        together = [at for day in week for at in by_day.get(day, ())]
        if together:
            yield Tally("short in a week", rows=np.array(together, dtype=np.int64))
    for day in sorted(by_day):
        yield Tally("short on a day", rows=np.array(by_day[day], dtype=np.int64))


def _taken(rows: Rows, options: Sequence[Options], weeks: Sequence[range]) -> Iterator[Tally]:
    counting: set[tuple[int, int, int]] = set()
    for row, counts in zip(rows.rows, rows.counts.tolist()):
        if counts:
            counting.update((rows.place[person], day, choice) for person, day, choice in row.cells)
    for person, days in enumerate(options):
        cells = [(day, choice) for day, choices in enumerate(days) for choice in choices]
        open_days = np.array([len(days[day]) > 1 for day, _ in cells], dtype=bool)
        day_of = np.array([day for day, _ in cells], dtype=np.int64)
        choice_of = np.array([choice for _, choice in cells], dtype=np.int64)
        counts = np.array([(person, *cell) in counting for cell in cells], dtype=bool)
        for week in weeks:
            within = open_days & (day_of >= week.start) & (day_of < week.stop)
            if (within & counts).any():
                yield Tally("counted in a week", person, (within & counts).astype(np.int64))
            for choice in np.unique(choice_of[within & counts]).tolist():
                yield Tally("a choice in a week", person, (within & (choice_of == choice)).astype(np.int64))
