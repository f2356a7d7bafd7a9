"""A search tree over a layer's linear program: each branch limits a tally, until no branch can hold a better plan."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from solver.columns.generate import Generator, Point
from solver.columns.master import Column, Floats, Master, Within
from solver.columns.tallies import EXPECTED, Tally
from solver.paths.graph import Ints

TRIED = 8
"""Tallies tried at a node, of which one is taken."""

ROUNDS, LONG = 60, 1000
"""Pricing rounds at most in which a branch is tried, and in which one is solved to its end."""

CLOSE = 0.02
"""Part of a unit to within which a branch is solved."""

SEEN = 40
"""Columns a person that a node begins with."""

CERTAIN = 1e-4
"""How near to a whole number a tally is one."""

ENOUGH = 0.5
"""Part of what is missing to the target that both branches gain where no other tally is tried."""

LEAST = 0.01
"""A fraction that is not taken for smaller, and part of a unit that a branch is always taken to gain."""

TRUSTED = 20
"""Gains of tallies of a kind that outweigh what was expected of it."""

Limits = dict[Tally, Within]


@dataclass(order=True)
class Node:
    """What is proved of a branch. That of which the least is proved comes first, in whole steps of what plans cost; of several
    the newest, so that the tree soon comes to the end of one."""

    steps: int
    age: int
    bound: float = field(compare=False)
    limits: Limits = field(compare=False)
    point: Point = field(compare=False)
    open: dict[Tally, float] = field(compare=False)
    """The tallies between two whole numbers."""
    columns: list[Column] = field(compare=False)
    """What its linear program took, and would soonest take."""
    sought: int = field(default=0, compare=False)
    """How often a plan was sought in it."""


@dataclass
class Gains:
    """What limits on tallies of one kind have gained, for each unit by which they moved one."""

    total: float = 0.0
    count: int = 0

    def mean(self, before: float, weight: int) -> float:
        """What is to be expected, with what was expected before counted as so many more."""
        return (self.total + weight * before) / (self.count + weight)


@dataclass
class Tree:
    """Proves more of `layer` than its linear program, the earlier layers held. Plans cost whole multiples of `unit` in it, and
    what is `certain`."""

    generator: Generator
    people: Sequence[int]
    layer: int
    goal: Ints
    held: Ints
    limits: Ints
    tallies: Sequence[Tally]
    unit: int
    certain: int
    found: Callable[[list[Column]], None]
    """Hears of every plan that comes up."""
    nodes: list[Node] = field(default_factory=list)
    _gains: dict[tuple[object, int], Gains] = field(default_factory=dict)
    _age: int = 0

    def begin(self, bound: float, point: Point, columns: list[Column]) -> None:
        """Begin with what is proved without any branch, and columns of the linear program that proves it."""
        self._target = float("inf")
        solved = self._solve(self._master({}, columns, []), Node(0, 0, bound, {}, point, {}, columns), {}, ROUNDS)
        self.nodes = [] if solved is None else [solved]

    @property
    def bound(self) -> float:
        """What is proved for plans below the targets so far."""
        return min((node.bound for node in self.nodes), default=float("inf"))

    def grow(self, target: float, rounds: int) -> None:
        """Branch for as long as something may be found or proved below `target`, for so many rounds or a little longer; no
        further than to where nothing but a plan is left to find in the best branch."""
        end, ending = self.generator.rounds + rounds, self.ending(target)
        while self.generator.rounds < end and not self.generator.stopped() and self._step(target):
            if self.ending(target) and not ending:
                break

    def likely(self) -> Node:
        """A branch to seek a plan in: of the best one in which that was seldom done, and which little limits."""
        node = min(self.nodes, key=lambda node: (node.steps, node.sought, len(node.limits), node.age))
        node.sought += 1
        return node

    def ending(self, target: float) -> bool:
        """Whether a plan below the target can cost no less than is proved already."""
        return bool(self.nodes) and self.nodes[0].steps >= (target - 1 - self.certain) // self.unit

    def _step(self, target: float) -> bool:
        """Branch once; whether there was something to branch on."""
        self._target = target
        while self.nodes and _reached(self.nodes[0].bound, target):
            heapq.heappop(self.nodes)
        if not self.nodes:
            return False
        node = self.nodes[0]
        if not node.open:
            return self._end(node)
        most = 1 if self.ending(target) else TRIED
        branches = self._expand(node, sorted(node.open, key=lambda tally: -self._promise(node, tally))[:most])
        if branches is None:
            return False
        heapq.heappop(self.nodes)
        for branch in branches:
            heapq.heappush(self.nodes, branch)
        return True

    # --- one node

    def _end(self, node: Node) -> bool:
        """Solve to its end a branch whose linear program was whole before that; whether it is now to be dropped or branched."""
        solved = self._solve(self._master(node.limits, node.columns, []), node, {}, LONG)
        if self.generator.stopped():
            return False
        heapq.heappop(self.nodes)
        if solved is not None:
            heapq.heappush(self.nodes, solved)
        return solved is None or bool(solved.open)

    def _master(self, limits: Limits, columns: list[Column], tried: Sequence[Tally]) -> Master:
        """The linear program of a branch, with room for limits on other tallies."""
        tallies = [*limits, *(tally for tally in tried if tally not in limits)]
        master = Master(
            self.generator.rows, self.people, self.layer, self.goal, self.held, self.limits, True, tallies=tallies
        )
        for at, within in enumerate(limits.values()):
            master.restrict(at, *within)
        master.add(columns)
        return master

    def _expand(self, node: Node, tried: list[Tally]) -> list[Node] | None:
        """The branches that are left of the best of some tallies; None where there was no time."""
        master = self._master(node.limits, node.columns, tried)
        place = {tally: at for at, tally in enumerate(master.tallies)}
        basis: Any = None
        best: tuple[float, list[Node]] = (-1.0, [])
        for tally in tried:
            low, high = node.limits.get(tally, (None, None))
            below = int(np.floor(node.open[tally]))
            nearer = round(node.open[tally] - below)  # the nearer side last: the newest branch comes first
            branches, gains = [], [0.0, 0.0]
            for side in (1 - nearer, nearer):
                within = (below + 1, high) if side else (low, below)
                # From the node's own optimum, with the columns that came since, a branch is a few steps of the dual simplex.
                if basis is not None:
                    master.restore(basis)
                master.solve()
                basis = master.basis()
                master.restrict(place[tally], *within)
                branch = self._solve(master, node, {tally: within}, ROUNDS)
                master.restrict(place[tally], low, high)
                if self.generator.stopped():
                    return None
                gains[side] = (self._target if branch is None else branch.bound) - node.bound
                self._learn(tally, side, gains[side] / max(abs(node.open[tally] - below - side), LEAST))
                branches += [] if branch is None else [branch]
            score = max(gains[0], LEAST * self.unit) * max(gains[1], LEAST * self.unit)
            if score > best[0]:
                best = score, branches
            if len(branches) < 2 or min(gains) > ENOUGH * (self._target - node.bound):
                break
        return best[1]

    def _solve(self, master: Master, node: Node, more: Limits, rounds: int) -> Node | None:
        """The linear program of a branch; None where it holds no plan below the target."""
        target = None if np.isinf(self._target) else self._target
        slack = CLOSE * self.unit
        outcome = self.generator.run(
            master, rounds, target, near=node.point, enough=node.bound + slack, slack=slack, known=node.bound
        )
        bound = max(node.bound, outcome.bound)
        if _reached(bound, self._target):
            return None
        self._age -= 1
        open_tallies = {} if outcome.value is None else self._fractions(master)
        columns = node.columns if outcome.value is None else master.soonest(SEEN)
        steps = int(np.ceil((bound - self.certain - 1e-6) / self.unit))
        return Node(steps, self._age, bound, {**node.limits, **more}, outcome.point or node.point, open_tallies, columns)

    def _fractions(self, master: Master) -> dict[Tally, float]:
        """The tallies that are not whole in a linear program that was solved, and what they are."""
        short, offsets = master.short(), self.generator.rows.offsets
        taken = {person: np.zeros(int(offsets[person][-1])) for person in self.people}
        shares = master.shares()
        for at in np.flatnonzero(shares > 1e-9).tolist():
            column = master.columns[at]
            taken[column.person][offsets[column.person][:-1] + column.taken] += shares[at]
        values = {
            tally: float(short[tally.rows].sum() if tally.person is None else tally.cells @ taken[tally.person])
            for tally in self.tallies
        }
        parts = {tally: value for tally, value in values.items() if abs(value - np.rint(value)) > CERTAIN}
        if not parts:
            parts = _cells(taken)
        if not parts:
            self.found([column for column, share in zip(master.columns, shares.tolist()) if share > 0.5])
        return parts

    # --- which tally

    def _learn(self, tally: Tally, side: int, gain: float) -> None:
        for key in ((tally, side), (tally.rank, side)):
            gains = self._gains.setdefault(key, Gains())
            gains.total += gain
            gains.count += 1

    def _promise(self, node: Node, tally: Tally) -> float:
        """What limits on a tally are likely to gain, from what they have gained before."""
        value = node.open[tally]
        result = 1.0
        for side, moved in ((0, value - np.floor(value)), (1, np.ceil(value) - value)):
            of_rank = self._gains.get((tally.rank, side), Gains()).mean(self.unit * EXPECTED[tally.rank], TRUSTED)
            gain = self._gains.get((tally, side), Gains()).mean(of_rank, 1)
            result *= max(gain, LEAST * self.unit) * moved
        return result


def _reached(bound: float, target: float) -> bool:
    """Whether a plan, which costs a whole number, cannot be below the target."""
    return bool(bound > target - 1 + 1e-6)


def _cells(taken: dict[int, Floats]) -> dict[Tally, float]:
    """The single cells that are most in doubt."""
    doubt = [
        (abs(float(values[at]) - 0.5), person, at)
        for person, values in taken.items()
        for at in np.flatnonzero((values > CERTAIN) & (values < 1 - CERTAIN)).tolist()
    ]
    found = {}
    for _, person, at in sorted(doubt)[:TRIED]:
        cell = np.zeros(len(taken[person]), dtype=np.int64)
        cell[at] = 1
        found[Tally("a cell", person, cell)] = float(taken[person][at])
    return found
