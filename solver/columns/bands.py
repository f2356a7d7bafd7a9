"""What each person's share can be, from what his group can bring in all: how far off a whole roster is by itself.

A linear program mixes a roster with too little and one with too much into one that has just his share. Where it is known what
the group brings at least and at most, each of them costs by itself: `x` units cost at least what they are below the share of
the least, rounded down, or above that of the most, rounded up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from solver.columns.generate import SCALE, Point
from solver.columns.master import Master
from solver.columns.rows import COUNTED, Member, Row, Whole
from solver.columns.tallies import Tally
from solver.paths.graph import Ints
from solver.paths.parts import Count, Sum
from solver.paths.path import Path
from solver.paths.person import Rosters
from solver.paths.sums import Limit

if TYPE_CHECKING:
    from solver.columns.group import Group
    from solver.columns.visit import Visit

REACH = 2
"""So many units a member beside what the best plan brings are tried for what a group can bring."""

ROUNDS = 60
"""Pricing rounds at most for one end."""

SOON = 500
"""Cells of a group up to which they are a matter of a second."""

MOST_STATES = 20_000
"""States of one day that a graph may have for it."""

COLUMNS = 60
"""Columns a person, the newest ones, with which a program begins."""


@dataclass
class Bands:
    """The rows that say so in a group's programs: they hold for plans which cost no more than `room` in each layer up to
    `layer`; none while that is -1."""

    layer: int = -1
    room: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _numbers: dict[tuple[int, int | None, int | None], int] = field(default_factory=dict)
    """By member and band, what is charged for it in his graph already."""

    def check(self, group: Group, layer: int, room: Ints) -> None:
        """Take them out where they do not hold for plans that cost so much at most in the layers before one."""
        known = min(layer, self.layer + 1)
        if self.layer >= 0 and (room[:known] > self.room[:known]).any():
            self.layer = -1
            _begin(group, [])

    def sharpen(self, group: Group, visit: Visit) -> bool:
        """Put them in for a layer at work, once; whether there are any: its programs then have to be solved anew. A large group
        first seeks a plan without them."""
        root = visit.root
        if visit.sharpened or (group.cells > SOON and not visit.failed and not visit.dives):
            return False
        visit.sharpened = True
        if root is None or root.point is None:
            return False
        if not self.narrow(group, visit.layer, visit.ask(visit.layer + 1), root.point):
            return False
        visit.root = visit.focus = visit.blended = visit.tree = None
        return True

    def narrow(self, group: Group, layer: int, room: Ints, point: Point) -> bool:
        """Put them in for what is shared out in a layer; whether there are any. `room` is what each layer up to this one may
        cost at most, `point` has duals of the layer."""
        if self.layer >= 0:
            return False
        wholes = [whole for whole in group.rows.wholes if any(member.above.over.get(layer) for member in whole.members)]
        ends = [[_end(group, layer, room, point, whole, sign) for sign in (-1, 1)] for whole in wholes]
        rows = [row for whole, (least, most) in zip(wholes, ends) for row in self._rows(group, whole, least, most)]
        if rows:
            self.layer, self.room = layer, room
            _begin(group, rows)
        return bool(rows)

    def _rows(self, group: Group, whole: Whole, least: int | None, most: int | None) -> Iterator[Row]:
        for member in whole.members:
            if member.person not in group.rows.place:
                continue  # all that he has is given: nothing of it is charged
            own = group.people[group.rows.place[member.person]]
            low, high = _band(member, whole, least, most)
            number = self._numbers.get((id(member), low, high))
            if number is None:
                part = _part(own, member, low, high)
                if part is None or not own.charge(part, MOST_STATES):
                    continue
                number = self._numbers[id(member), low, high] = len(own.counted) - 1
            yield Row({(member.person, COUNTED, number): 1}, 0, over=member.above.over, member=member)


def _begin(group: Group, rows: list[Row]) -> None:
    """Begin anew with these bands, and with the same plan and columns."""
    columns = group.generator.pool.columns
    group.stated = [*(row for row in group.stated if row.member is None), *rows]
    group.renew()
    group.ascent = None
    for column in columns:
        group.generator.pool.add(column.person, Path(tuple(column.taken.tolist()), 0, tuple(column.costs.tolist())))


def _end(group: Group, layer: int, room: Ints, point: Point, whole: Whole, sign: int) -> int | None:
    """The most (`sign` 1) or the least (-1) that can be brought to a whole; None where that is not known."""
    rows, generator = group.rows, group.generator
    assert group.best is not None
    at = next(at for at, one in enumerate(rows.wholes) if one is whole)
    brought = sum(int(column.times[column.rows == len(rows.rows) + at].sum()) for column in group.best.columns)
    end = brought + sign * REACH * len(whole.members)
    tally = Tally("shared in all", whole=at)
    master = Master(rows, group.everyone, layer, group.goals.pure(layer), room, rows.limits, True, tallies=[tally])
    master.add([*group.best.columns, *group.recent(COLUMNS)])
    master.restrict(0, *((end, None) if sign > 0 else (None, end)))
    outcome = generator.run(master, ROUNDS, near=point)
    paid = 0 if outcome.point is None else abs(outcome.point.tallies.get(tally, 0))
    if not paid or not abs(outcome.bound) < 1e15:
        return None
    # Whoever is short of the end pays for it: what a plan may cost leaves room for so much.
    missing = int(np.ceil((outcome.bound - int(room[layer])) * SCALE / paid - 1e-6))
    return None if missing <= 0 else end - sign * missing


def _band(member: Member, whole: Whole, least: int | None, most: int | None) -> tuple[int | None, int | None]:
    """Between which numbers of his own somebody costs nothing by himself."""
    share, per = member.above.share, member.above.per
    low = None if least is None else share * (least + whole.certain) // per - member.free - member.certain
    high = None if most is None else -(-share * (most + whole.certain) // per) + member.free - member.certain
    return low, high


def _part(own: Rosters, member: Member, low: int | None, high: int | None) -> Limit | None:
    """What charges a roster that leaves a band; None where none can. What every roster is off by is not charged."""
    cells = member.above.cells
    if not cells:
        return None
    count = next((own.counted[number] for _, day, number in cells if day == COUNTED), None)
    table = {}
    if isinstance(count, Count):
        days = range(count.first, count.last + 1)
        most, least = sum(end >= 0 for end in count.ends), 0
    else:
        days = range(min(day for _, day, _ in cells), max(day for _, day, _ in cells) + 1)
        for day in days:
            table[day] = {choice: cells.get((member.person, day, choice), 0) for choice in own.graph.options[day]}
        most, least = (sum(best(amounts.values()) for amounts in table.values()) for best in (max, min))
    low = None if low is None or low <= least else min(low, most)
    high = None if high is None or high >= most else max(high, least)
    if low is None and high is None:
        return None
    if isinstance(count, Count):
        return Count(days, count.feeds, count.ends, low, high, 0, 1)
    return Sum(days, [table], low, None if high is None else [high], 0, 1)
