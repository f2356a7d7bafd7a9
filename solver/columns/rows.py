"""What people share: coupling statements as rows over cells, each with what falling short and going over costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.rosters import Grid
from scheduler.rules.api import Heads, people_of
from scheduler.rules.costs import place
from scheduler.rules.registry import RuleBook
from solver.paths.graph import Ints

Options = tuple[tuple[int, ...], ...]
"""A person's choices by day."""


class Unsupported(Exception):
    """A coupling rule that is no row over cells yet."""


@dataclass
class Row:
    """The number of people in some cells should be `limit`; a missing side costs nothing."""

    cells: frozenset[tuple[int, int, int]]
    limit: int
    under: dict[int, int] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)


class Rows:
    """All rows, as arrays by person: which cells (an index by day and option) lie in which rows."""

    def __init__(self, book: RuleBook, given: Grid, options: Sequence[Options]) -> None:
        self.rows = list(_rows(book, given))
        count = len(book.frame.problem.layers)
        self.limits = np.array([row.limit for row in self.rows], dtype=np.int64)
        self.under = _matrix([row.under for row in self.rows], count)
        self.over = _matrix([row.over for row in self.rows], count)
        self.offsets: list[Ints] = []
        self.pointers: list[Ints] = []
        self.members: list[Ints] = []
        self._places: list[Ints] = []
        cells: list[dict[tuple[int, int], list[int]]] = [{} for _ in options]
        for at, row in enumerate(self.rows):
            for person, day, choice in row.cells:
                cells[person].setdefault((day, choice), []).append(at)
        for days, own in zip(options, cells, strict=True):
            self._index(days, own)

    def _index(self, options: Options, own: dict[tuple[int, int], list[int]]) -> None:
        sizes = [len(choices) for choices in options]
        lists = [own.get((day, choice), []) for day, choices in enumerate(options) for choice in choices]
        lengths = np.array([len(one) for one in lists], dtype=np.int64)
        self.offsets.append(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
        self.pointers.append(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
        self.members.append(np.array([at for one in lists for at in one], dtype=np.int64))
        self._places.append(np.repeat(np.arange(len(lists)), lengths))

    def prices(self, person: int, duals: Ints) -> list[Ints]:
        """By day, minus the duals of the rows that each option serves."""
        offsets = self.offsets[person]
        summed = np.bincount(self._places[person], weights=duals[self.members[person]], minlength=int(offsets[-1]))
        flat = -summed.astype(np.int64)
        return [flat[start:stop] for start, stop in zip(offsets, offsets[1:])]

    def served(self, person: int, taken: tuple[int, ...]) -> Ints:
        """The rows that a roster counts in, each as often as it does."""
        cells = self.offsets[person][:-1] + np.array(taken, dtype=np.int64)
        pointers, members = self.pointers[person], self.members[person]
        parts = [members[pointers[cell] : pointers[cell + 1]] for cell in cells]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def costs(self, heads: Ints) -> Ints:
        """What these numbers of people cost in each layer."""
        short, over = np.maximum(self.limits - heads, 0), np.maximum(heads - self.limits, 0)
        total: Ints = short @ self.under + over @ self.over
        return total


def _matrix(sides: list[dict[int, int]], layers: int) -> Ints:
    table = np.zeros((len(sides), layers), dtype=np.int64)
    for at, side in enumerate(sides):
        for layer, weight in side.items():
            table[at, layer] += weight
    return table


def _rows(book: RuleBook, given: Grid) -> Iterator[Row]:
    """Equal cells with an equal limit make one row, whose costs add up."""
    found: dict[tuple[frozenset[tuple[int, int, int]], int], Row] = {}
    for rule in book.rules:
        for said in rule.statements:
            if isinstance(said, Heads):
                if said.day in said.lifted:
                    continue
                for _, _, cells in said.slots:
                    free, constant = _free_cells(given, cells)
                    for level, limit, weight in (
                        ("minimum", said.minimum, said.under_weight),
                        ("target", said.target, said.under_weight),
                        ("maximum", said.maximum, said.over_weight),
                    ):
                        layer, factor = place(book.frame, rule.setting, level)
                        if limit is None or layer is None or not factor * weight:
                            continue
                        row = found.setdefault((free, limit - constant), Row(free, limit - constant))
                        side = row.over if level == "maximum" else row.under
                        side[layer] = side.get(layer, 0) + factor * weight
            elif len(people_of(said)) > 1:
                raise Unsupported
    yield from found.values()


def _free_cells(given: Grid, cells: Iterable[tuple[int, int, frozenset[int]]]) -> tuple[frozenset[tuple[int, int, int]], int]:
    """The cells of the horizon as single choices, and how many people count already before it."""
    free: set[tuple[int, int, int]] = set()
    constant = 0
    for person, day, choices in cells:
        if day < 0:
            constant += given.at(person, day) in choices
        else:
            free.update((person, day, choice) for choice in choices)
    return frozenset(free), constant
