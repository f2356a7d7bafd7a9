"""What the master counts: coupling statements, and long soft sums of light rosters, as rows over cells with a number each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd

import numpy as np

from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules.api import Compare, Heads, people_of
from scheduler.rules.costs import place
from scheduler.rules.evaluate_coupling import least
from scheduler.rules.reading import blank
from scheduler.rules.registry import RuleBook
from solver.paths.graph import Ints
from solver.paths.parts import Sum

BREACH = 10_000
"""What a unit over a hard row costs, in units of the dearest layer sought: more than any plan worth having pays."""

Options = tuple[tuple[int, ...], ...]
"""A person's choices by day."""


class Unsupported(Exception):
    """A coupling rule that is no row over cells yet."""


Place = tuple[int, int, int]
"""A person, a day and a choice."""


@dataclass
class Row:
    """What the chosen cells add up to should be `limit`; a missing side costs nothing. A unit costs by layer.

    No legal plan goes over a `hard` one.
    """

    cells: dict[Place, int]
    limit: int
    under: dict[int, int] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)
    hard: bool = False


class Rows:
    """Rows as arrays by person: which cells (an index by day and option) lie in which rows, and what they add there.

    `persons` are those of the ward whom these rows count, known here by their place among them. `late` are the parts that
    their light rosters leave to the master.
    """

    def __init__(
        self,
        stated: Sequence[Row],
        persons: Sequence[int],
        options: Sequence[Options],
        late: Sequence[Sequence[Sum]],
        layers: int,
    ) -> None:
        self.rows = [*stated, *(row for person, parts in zip(persons, late) for row in _sums(person, parts))]
        self.place = {person: at for at, person in enumerate(persons)}
        count = layers
        self.limits = np.array([row.limit for row in self.rows], dtype=np.int64)
        self.under = _matrix([row.under for row in self.rows], count)
        self.over = _matrix([row.over for row in self.rows], count)
        self.counts = np.array([set(row.cells.values()) == {1} for row in self.rows], dtype=bool)
        """Whether a row counts people."""
        self.signed = np.array([min(row.cells.values(), default=0) < 0 for row in self.rows], dtype=bool)
        """Whether people can make good what others bring to a row."""
        self.hard = np.array([row.hard for row in self.rows], dtype=bool)
        self.offsets: list[Ints] = []
        self.pointers: list[Ints] = []
        self.members: list[Ints] = []
        self.amounts: list[Ints] = []
        self._places: list[Ints] = []
        cells: list[dict[tuple[int, int], list[tuple[int, int]]]] = [{} for _ in options]
        for at, row in enumerate(self.rows):
            for (person, day, choice), amount in row.cells.items():
                cells[self.place[person]].setdefault((day, choice), []).append((at, amount))
        for days, own in zip(options, cells, strict=True):
            self._index(days, own)

    def _index(self, options: Options, own: dict[tuple[int, int], list[tuple[int, int]]]) -> None:
        sizes = [len(choices) for choices in options]
        lists = [own.get((day, choice), []) for day, choices in enumerate(options) for choice in choices]
        lengths = np.array([len(one) for one in lists], dtype=np.int64)
        self.offsets.append(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
        self.pointers.append(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
        self.members.append(np.array([at for one in lists for at, _ in one], dtype=np.int64))
        self.amounts.append(np.array([amount for one in lists for _, amount in one], dtype=np.int64))
        self._places.append(np.repeat(np.arange(len(lists)), lengths))

    def prices(self, person: int, duals: Ints) -> list[Ints]:
        """By day, minus the duals of the rows that each option serves."""
        flat, offsets = self.flat(person, duals), self.offsets[person]
        return [flat[start:stop] for start, stop in zip(offsets, offsets[1:])]

    def flat(self, person: int, duals: Ints) -> Ints:
        """The same for all days in a row."""
        paid = duals[self.members[person]] * self.amounts[person]
        summed = np.bincount(self._places[person], weights=paid, minlength=int(self.offsets[person][-1]))
        return -summed.astype(np.int64)

    def within(self, person: int, days: range) -> Ints:
        """The rows in which a person can count on some days."""
        pointers, offsets = self.pointers[person], self.offsets[person]
        return self.members[person][pointers[offsets[days.start]] : pointers[offsets[days.stop]]]

    def served(self, person: int, taken: tuple[int, ...]) -> tuple[Ints, Ints]:
        """The rows that a roster counts in, and what it adds to each."""
        cells = self.offsets[person][:-1] + np.array(taken, dtype=np.int64)
        pointers, members, amounts = self.pointers[person], self.members[person], self.amounts[person]
        begins = pointers[cells]
        lengths = pointers[cells + 1] - begins
        ends = np.cumsum(lengths)
        where = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)
        rows, place = np.unique(members[where], return_inverse=True)
        times = np.zeros(len(rows), dtype=np.int64)
        np.add.at(times, place, amounts[where])
        return rows[times != 0], times[times != 0]

    def sides(self, goal: Ints) -> tuple[Ints, Ints]:
        """What a unit below and above each row's limit costs, where layers have these weights."""
        return self.under @ goal, self.over @ goal + self.hard * (BREACH * int(goal.max()))

    def broken(self, heads: Ints) -> int:
        """By how much these numbers pass hard rows."""
        return int(np.maximum(heads - self.limits, 0) @ self.hard)

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


def stated_rows(book: RuleBook, given: Grid, options: Sequence[Options]) -> list[Row]:
    """What the ward's rules say of several people, over the cells that have a choice. Raises Unsupported."""
    rows = list(_rows(book, given))
    for row in rows:
        for (person, day, choice), amount in list(row.cells.items()):
            own = options[person][day]
            if len(own) == 1 or choice not in own:
                row.limit -= amount * (own == (choice,))
                del row.cells[person, day, choice]
    return rows


def _rows(book: RuleBook, given: Grid) -> Iterator[Row]:
    """Equal cells with an equal limit make one row, whose costs add up."""
    found: dict[tuple[frozenset[Place], int], Row] = {}
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
                        row = found.setdefault((free, limit - constant), Row(dict.fromkeys(free, 1), limit - constant))
                        side = row.over if level == "maximum" else row.under
                        side[layer] = side.get(layer, 0) + factor * weight
            elif isinstance(said, Compare):
                yield from _compared(book, rule.setting, said, given)
            elif len(people_of(said)) > 1:
                raise Unsupported
    yield from found.values()


def _compared(book: RuleBook, setting: RuleSetting, said: Compare, given: Grid) -> Iterator[Row]:
    """A row for each comparison that a free cell can still change."""
    layer, factor = place(book.frame, setting, "")
    hard = setting.hardness == "hard"
    if not hard and (layer is None or not factor):
        return
    for part in said.parts:
        for signed, limit in part.rows:
            if any(sign < 0 and blank(given, person, day) and given.fixed(person, day) for person, day, _, sign in signed):
                continue  # not judged
            cells: dict[Place, int] = {}
            constant = 0
            for person, day, choices, sign in signed:
                if day < 0:
                    constant += sign * (given.at(person, day) in choices)
                    continue
                for choice in choices:
                    cells[person, day, choice] = cells.get((person, day, choice), 0) + sign
            reached = least(book.frame, signed, given.fixed, given.at)
            row = Row(cells, max(limit, reached) - constant, hard=hard)
            if layer is not None:
                row.over[layer] = factor
            yield row


def _free_cells(given: Grid, cells: Iterable[tuple[int, int, frozenset[int]]]) -> tuple[frozenset[Place], int]:
    """The cells of the horizon as single choices, and how many people count already before it."""
    free: set[Place] = set()
    constant = 0
    for person, day, choices in cells:
        if day < 0:
            constant += given.at(person, day) in choices
        else:
            free.update((person, day, choice) for choice in choices)
    return frozenset(free), constant


def _sums(person: int, parts: Sequence[Sum]) -> Iterator[Row]:
    """A row for each limit of a soft sum over one table, in the largest unit in which all its amounts are whole."""
    for part in parts:
        assert part.layer is not None
        free, constant = part.linear()
        cells = {(person, day, choice): amount for (day, choice), amount in free.items()}
        for limit, low in ((part.low, True), (None if part.highs is None else part.highs[0], False)):
            if limit is not None and cells:
                unit = gcd(limit - constant, *cells.values())
                row = Row({cell: amount // unit for cell, amount in cells.items()}, (limit - constant) // unit)
                (row.under if low else row.over)[part.layer] = part.weight * unit
                yield row
