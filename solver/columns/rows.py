"""What the master counts: coupling statements, and long soft sums of light rosters, as rows over cells with a number each."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from solver.columns.touches import Touches
from solver.paths.graph import Ints
from solver.paths.parts import Sum
from solver.paths.sums import Limit

BREACH = 10_000
"""What a unit over a hard row costs, in units of the dearest layer sought: more than any plan worth having pays."""

Options = tuple[tuple[int, ...], ...]
"""A person's choices by day."""


Place = tuple[int, int, int]
"""A person, a day and a choice; or a person, `COUNTED`, and the number of a count of groups of his days."""

COUNTED = -1


@dataclass(eq=False)
class Whole:
    """What all people of a group bring together, beside what is certain; no amount is negative."""

    cells: dict[Place, int]
    certain: int = 0
    members: list[Member] = field(default_factory=list)


@dataclass(frozen=True, eq=False, slots=True)
class Member:
    """Who takes a share of a whole: `above` and `below` are the rows of what he has too much and too little, more than `free`
    units off; `certain` is what he has whatever his roster."""

    person: int
    certain: int
    free: int
    above: Row
    below: Row


@dataclass
class Row:
    """What the chosen cells add up to should be `limit`; a missing side costs nothing. A unit costs by layer.

    No legal plan goes over a `hard` one. Where a row takes off a `share` of a `whole`, `per` times its cells less `share` times
    those of the whole should be `limit`; each `per` off, begun or not, then costs, and one side only.
    """

    cells: dict[Place, int]
    limit: int
    under: dict[int, int] = field(default_factory=dict)
    over: dict[int, int] = field(default_factory=dict)
    hard: bool = False
    per: int = 1
    share: int = 0
    whole: Whole | None = None
    member: Member | None = None
    """With it, a row of linear programs alone: what it adds up to is no more than what the rows of a member cost, in units."""

    @cached_property
    def people(self) -> set[int]:
        """Whom it joins, once its cells are settled."""
        return {person for cells in (self.cells, self.whole.cells if self.whole else ()) for person, _, _ in cells}


class Rows:
    """Rows as arrays by person: which cells (an index by day and option) lie in which rows, and what they add there.

    `persons` are those of the ward whom these rows count, known here by their place among them. `late` are the parts that
    their light rosters leave to the master, `counted` what has a price beside single cells: the places of this follow
    those of the cells. Wholes are numbered after the rows, as if they were rows without a limit: what a roster brings to a
    whole is kept once, not in every row that takes a share of it.
    """

    def __init__(
        self,
        stated: Sequence[Row],
        persons: Sequence[int],
        options: Sequence[Options],
        late: Sequence[Sequence[Sum]],
        layers: int,
        counted: Sequence[Sequence[Limit]] = (),
    ) -> None:
        self.rows = [*stated, *(row for person, parts in zip(persons, late) for row in _sums(person, parts))]
        self.place = {person: at for at, person in enumerate(persons)}
        count = layers
        self.limits = np.array([row.limit for row in self.rows], dtype=np.int64)
        self.under = _matrix([row.under for row in self.rows], count)
        self.over = _matrix([{} if row.member else row.over for row in self.rows], count)
        self.backed = _matrix([row.over if row.member else {} for row in self.rows], count)
        """What a unit over each row costs in linear programs alone."""
        number = {id(row): at for at, row in enumerate(self.rows)}
        tied = [(at, row.member) for at, row in enumerate(self.rows) if row.member is not None]
        self.ties = [(at, number[id(member.above)], number[id(member.below)]) for at, member in tied]
        """Rows of linear programs alone, and those of the same member above and below his share."""
        self.counts = np.array([set(row.cells.values()) == {1} for row in self.rows], dtype=bool)
        """Whether a row counts people."""
        self.signed = np.array([min(row.cells.values(), default=0) < 0 for row in self.rows], dtype=bool)
        """Whether people can make good what others bring to a row."""
        self.hard = np.array([row.hard for row in self.rows], dtype=bool)
        self.per = np.array([row.per for row in self.rows], dtype=np.int64)
        """How much of a row makes a unit that costs."""
        self.wholes = list({id(row.whole): row.whole for row in self.rows if row.whole is not None}.values())
        self.shares = np.array([[row.share * (row.whole is one) for row in self.rows] for one in self.wholes], dtype=np.int64)
        """By whole, what each row takes off of it; all such rows of one whole have the same `per`."""
        self.shares = self.shares.reshape(len(self.wholes), len(self.rows))
        self.width = len(self.rows) + len(self.wholes)
        first = [min((day for _, day, _ in row.cells if day != COUNTED), default=0) for row in self.rows]
        self.days = np.array(first, dtype=np.int64)
        """The first day on which each row counts."""
        self.offsets: list[Ints] = []
        self.pointers: list[Ints] = []
        self.members: list[Ints] = []
        self.amounts: list[Ints] = []
        self._places: list[Ints] = []
        self.touches = [Touches(days, own) for days, own in zip(options, counted or [() for _ in options], strict=True)]
        for days in options:
            self.offsets.append(np.concatenate([[0], np.cumsum([len(choices) for choices in days])]).astype(np.int64))
        self._count(options)

    def _count(self, options: Sequence[Options]) -> None:
        """Note of each person in which rows his choices count, and the counts of his rosters."""
        found: list[tuple[list[int], list[int], list[int]]] = [([], [], []) for _ in options]
        starts = [offsets.tolist() for offsets in self.offsets]
        for at, summed in enumerate([*(row.cells for row in self.rows), *(one.cells for one in self.wholes)]):
            for (person, day, choice), amount in summed.items():
                own = self.place[person]
                if day != COUNTED and choice not in options[own][day]:
                    continue
                cells, members, amounts = found[own]
                cells.append(starts[own][-1] + choice if day == COUNTED else starts[own][day] + options[own][day].index(choice))
                members.append(at)
                amounts.append(amount)
        for one in found:
            self._index(*(np.array(numbers, dtype=np.int64) for numbers in one))

    def _index(self, cells: Ints, members: Ints, amounts: Ints) -> None:
        """A person's cells and counts in their order, each with the rows in which it counts."""
        own = len(self.pointers)
        order = np.argsort(cells, kind="stable")
        count = int(self.offsets[own][-1]) + self.touches[own].count
        self.pointers.append(np.searchsorted(cells[order], np.arange(count + 1)).astype(np.int64))
        self.members.append(members[order])
        self.amounts.append(amounts[order])
        self._places.append(cells[order])

    def cut(self, days: range, outside: Mapping[int, Sequence[int]]) -> Rows:
        """The same rows over some days only, which are numbered from 0: what a roster brings there is only what they bring
        beside the options that people take on the other days."""
        inside = copy.copy(self)
        inside.offsets, inside.pointers, inside.members, inside.amounts, inside._places = [], [], [], [], []
        inside.touches = []
        for person, offsets in enumerate(self.offsets):
            places = np.r_[offsets[days.start] : offsets[days.stop], offsets[-1] : len(self.pointers[person]) - 1]
            lengths = np.diff(self.pointers[person])
            kept = np.isin(self._places[person], places)
            inside.offsets.append(offsets[days.start : days.stop + 1] - offsets[days.start])
            inside.pointers.append(np.concatenate([[0], np.cumsum(lengths[places])]).astype(np.int64))
            inside.members.append(self.members[person][kept])
            inside.amounts.append(self.amounts[person][kept])
            inside._places.append(np.repeat(np.arange(len(places)), lengths[places]))
            inside.touches.append(self.touches[person].cut(offsets, days, outside.get(person)))
        return inside

    def prices(self, person: int, duals: Ints) -> list[Ints]:
        """By day, minus the duals of the rows that each option serves."""
        flat, offsets = self.flat(person, duals), self.offsets[person]
        return [flat[start:stop] for start, stop in zip(offsets, offsets[1:])]

    def extended(self, duals: Ints) -> Ints:
        """Duals of the rows, in units that cost, and those of the wholes that follow from them: rounded up, so that no price of
        a cell is above the true one."""
        if not self.wholes:
            return duals
        paid = [int(row @ duals) // int(self.per[np.flatnonzero(row)[0]]) if row.any() else 0 for row in self.shares]
        return np.concatenate([duals, -np.array(paid, dtype=np.int64)])

    def wholes_of(self, used: Ints) -> Ints:
        """The wholes of which some rows take a share."""
        found: Ints = np.flatnonzero(self.shares[:, used].any(axis=1))
        return found

    def numbered(self, used: Ints, base: int) -> Ints:
        """The places of some rows and their wholes in a program, one after another from `base`; -1 for the others."""
        places = np.full(self.width, -1, dtype=np.int64)
        chosen = np.concatenate([used, len(self.rows) + self.wholes_of(used)])
        places[chosen] = base + np.arange(len(chosen))
        return places

    def taken_off(self, whole: int, places: Ints) -> tuple[list[int], list[float]]:
        """The column of a whole in a program: it is what is brought to it, and each row takes its share off."""
        rows = np.flatnonzero(self.shares[whole])
        rows = rows[places[rows] >= 0]
        parts = -self.shares[whole, rows] / self.per[rows]
        return [int(places[len(self.rows) + whole]), *places[rows].tolist()], [-1.0, *parts.tolist()]

    def worth(self, duals: Ints, at: Ints, limits: Ints) -> int:
        """What the limits of some rows come to at these duals, rounded down."""
        units, rest = np.divmod(limits, self.per[at])
        return int(duals[at] @ units) + int((duals[at] * rest // self.per[at]).sum())

    def flat(self, person: int, duals: Ints) -> Ints:
        """The same for all days in a row, then for the counts of groups of days."""
        paid = duals[self.members[person]] * self.amounts[person]
        summed = np.bincount(self._places[person], weights=paid, minlength=len(self.pointers[person]) - 1)
        return -summed.astype(np.int64)

    def touched(self, person: int) -> Ints:
        """The rows in which a person can count at all."""
        found = self.members[person]
        sharing = [np.flatnonzero(self.shares[at - len(self.rows)]) for at in np.unique(found[found >= len(self.rows)])]
        return np.concatenate([found[found < len(self.rows)], *sharing])

    def served(self, person: int, taken: tuple[int, ...]) -> tuple[Ints, Ints]:
        """The rows and wholes that a roster counts in, and what it adds to each."""
        cells = self.offsets[person][:-1] + np.array(taken, dtype=np.int64)
        counts = self.touches[person].of(cells)
        often = np.concatenate([np.ones(len(cells), dtype=np.int64), counts])
        cells = np.concatenate([cells, self.offsets[person][-1] + np.arange(len(counts))])
        pointers, members, amounts = self.pointers[person], self.members[person], self.amounts[person]
        begins = pointers[cells]
        lengths = pointers[cells + 1] - begins
        ends = np.cumsum(lengths)
        where = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)
        rows, place = np.unique(members[where], return_inverse=True)
        times = np.zeros(len(rows), dtype=np.int64)
        np.add.at(times, place, amounts[where] * np.repeat(often, lengths))
        return rows[times != 0], times[times != 0]

    def heads(self, brought: Ints) -> Ints:
        """The numbers in the rows, of what rosters bring to rows and wholes."""
        count = len(self.rows)
        found: Ints = brought[:count] * self.per - brought[count:] @ self.shares
        return found

    def sides(self, goal: Ints) -> tuple[Ints, Ints]:
        """What a unit below and above each row's limit costs, where layers have these weights."""
        return self.under @ goal, (self.over + self.backed) @ goal + self.hard * (BREACH * int(goal.max()))

    def priced(self, goal: Ints, layer: int) -> NDArray[np.bool_]:
        """Which rows cost something where layers have these weights and those before `layer` are held."""
        under, over = self.sides(goal)
        found: NDArray[np.bool_] = (under > 0) | (over > 0) | (self.under + self.over + self.backed)[:, :layer].any(axis=1)
        return found

    def exact(self, used: Ints) -> Ints:
        """Those of some rows that are not of linear programs alone."""
        return used[~self.backed[used].any(axis=1)]

    def broken(self, heads: Ints) -> int:
        """By how much these numbers pass hard rows."""
        return int(np.maximum(heads - self.limits, 0) @ self.hard)

    def costs(self, heads: Ints) -> Ints:
        """What these numbers of people cost in each layer."""
        return self.paid(heads - self.limits, np.arange(len(self.rows)))

    def paid(self, off: Ints, at: Ints) -> Ints:
        """What it costs in each layer that some rows are so much off their limits."""
        per = self.per[at]
        short, over = -(np.minimum(off, 0) // per), -(-np.maximum(off, 0) // per)
        total: Ints = short @ self.under[at] + over @ self.over[at]
        return total


def _matrix(sides: list[dict[int, int]], layers: int) -> Ints:
    table = np.zeros((len(sides), layers), dtype=np.int64)
    for at, side in enumerate(sides):
        for layer, weight in side.items():
            table[at, layer] += weight
    return table


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
