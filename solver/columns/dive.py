"""Dives: from the linear program down to one plan, by fixing cells or whole rosters a few at a time and pricing again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from solver.columns.choice import Choice
from solver.columns.generate import BARRED, MANY, Generator, Outcome, Point
from solver.columns.master import Column, Floats, Master
from solver.paths.graph import Ints
from solver.paths.price import Fixed

STEP, FAST = 0.08, 0.25
"""Part of what is still open that is fixed at once; and that of many people where it costs nothing."""

PACE = (100, 100)
"""Pricing rounds between two fixings, and those without a better value after which it goes on to fix."""

SAME, SLACK = 1e-4, 2e-3
"""Parts of a value by which it may lie above the one before the fixing, or above its bound, so that pricing may end."""

NEAR = 0.02
"""Part of a unit that makes no difference."""

JUMP = 5e-3
"""Part of a value that a fixing may cost: where it costs more, fewer are fixed."""

MOST_BARS = 100
"""So many times a dive may close a cell's option that costs too much, instead of fixing it."""

BACKS = 3
"""How often a dive in a branch may go back."""

MORE = 2
"""So many times as many cells are open where a dive goes back to, when it has come to nothing."""

NOISE = 0.03
"""How far chance moves a share when the most certain are picked."""

ENDINGS = (0.2, 0.1, 0.05)
"""Parts of the cells still open at which an integer program over the columns left tries to finish."""

ENDING = 6
"""How much longer the end of a dive is sought than that of a neighbourhood."""

MOST_ENDING = 400
"""Open cells beyond which such a program would not be solved in its time."""

Kind = Literal["cells", "columns"]

Passed = tuple[Ints, list[Column], float, Point | None]
"""What was fixed at a step of a dive, its columns, and the value and duals of its linear program."""


@dataclass
class Dive:
    """One dive in a master; `target` is the value that a plan must come below, `unit` divides all values of plans."""

    generator: Generator
    master: Master
    target: float
    chance: random.Random
    kind: Kind
    seconds: float = 1.0
    effort: float = 1.0
    pace: tuple[int, int] = PACE
    near: Point | None = None
    unit: int = 1
    backs: int = 0
    """How often it may go back."""
    fixed: Ints = field(init=False)

    def run(self) -> dict[int, Column] | None:
        """A column for each person of the master, or None where the dive does not come below the target."""
        try:
            return self._run()
        finally:
            self.generator.barred.clear()

    def _run(self) -> dict[int, Column] | None:
        g, master = self.generator, self.master
        horizon = len(g.rows.offsets[0]) - 1
        self.fixed = np.full((len(master.people), horizon), -1, dtype=np.int64)
        open_cells = int((self.fixed < 0).sum())
        self.held: dict[int, Fixed] = {}
        self.found: dict[int, Column] | None = None
        endings = [part for part in ENDINGS if part * open_cells <= MOST_ENDING]
        outcome = g.run(master, near=self.near)
        self.share, self.bars = STEP, 0
        passed: list[Passed] = []
        while not g.stopped():
            value = outcome.value
            if value is None or np.ceil(value - 1e-6) >= self._beyond:
                if self.found is not None or not passed or not self.backs:
                    return self.found
                outcome = self._again(passed)
                continue
            shares = master.shares()
            taken = np.array([column.taken for column in master.columns])
            people = np.array([master.place[column.person] for column in master.columns])
            best = _best_columns(shares, people, len(master.people))
            if (shares[best] > 1 - 1e-6).all():
                return {master.columns[at].person: master.columns[at] for at in best}
            if endings and (self.fixed < 0).sum() <= endings[0] * open_cells:
                del endings[0]
                self._finish()
            if self.backs:
                passed.append((self.fixed.copy(), master.open, value, outcome.point))
            outcome = self._step(value, outcome.point, shares, taken, people, best)
        return self.found

    def _again(self, passed: list[Passed]) -> Outcome:
        """Go back to where more was open, and price there: chance then leads elsewhere."""
        least = MORE * int((self.fixed < 0).sum())
        while len(passed) > 1 and (passed[-1][0] < 0).sum() < least:
            del passed[-1]
        fixed, columns, value, near = passed.pop()
        self.backs -= 1
        self.share = STEP
        self.generator.barred.clear()
        self._back(fixed, columns)
        return self._priced(value, near)

    @property
    def _beyond(self) -> float:
        """The least that is more than the dearest plan below the target costs."""
        return float((self.target - 1) // self.unit) * self.unit + 1

    def _step(
        self, value: float, near: Point | None, shares: Floats, taken: Ints, people: Ints, best: Ints
    ) -> Outcome:
        """Fix some more and price again; where that costs too much, fix fewer instead."""
        before, columns = self.fixed.copy(), self.master.open
        most = value + max(self._part(JUMP, value), self._room(value) / 2, NEAR * self.unit)
        while True:
            fixed = self._fix_columns(shares, taken, best) if self.kind == "columns" else self._fix_cells(shares, taken, people)
            outcome = self._priced(value, near, most)
            if outcome.value is not None and outcome.value <= most:
                quick = len(self.master.people) >= MANY and outcome.value <= self._enough(value)
                self.share = min(FAST if quick else STEP, 2 * self.share)
                return outcome
            if fixed <= 1 or self.generator.stopped():
                break
            self.share /= 4
            self._back(before, columns)
        if self.kind == "columns" or self.generator.stopped() or self.bars >= MOST_BARS:
            return outcome
        cell = np.argwhere(self.fixed != before)[0]
        option = int(self.fixed[*cell])
        self._back(before, columns)
        self._bar(int(cell[0]), int(cell[1]), option)
        return self._priced(value, near)

    def _priced(self, value: float, near: Point | None, most: float = float("inf")) -> Outcome:
        """Price with what is fixed and barred now."""
        self._close()
        self.master.solve()
        rounds, patience = self.pace
        enough, slack = self._enough(value), max(self._part(SLACK, value), NEAR * self.unit)
        return self.generator.run(
            self.master, rounds, self._beyond, self.held, patience, near=near, enough=enough, slack=slack, most=most
        )

    def _enough(self, value: float) -> float:
        """The value at which a fixing has cost nothing."""
        return value + max(self._part(SAME, value), self._room(value) / 20, NEAR * self.unit / 4)

    def _back(self, fixed: Ints, columns: list[Column]) -> None:
        self.fixed = fixed.copy()
        self.master.keep(np.zeros(len(self.master.columns), dtype=bool))
        self.master.add(columns)

    def _bar(self, at: int, day: int, option: int) -> None:
        """Close a single option of a cell."""
        person, offsets = self.master.people[at], self.generator.rows.offsets
        flat = self.generator.barred.setdefault(person, np.zeros(int(offsets[person][-1]), dtype=np.int64))
        flat[offsets[person][day] + option] = BARRED
        self.bars += 1

    def _part(self, share: float, value: float) -> float:
        """A part of a value, and no more than ten such parts of what lies between it and the target."""
        return share * min(abs(value), 10 * max(0.0, self.target - value))

    def _room(self, value: float) -> float:
        """How much more a plan must cost at least, which is a whole number of units."""
        return max(0.0, float(np.ceil(value / self.unit - 2 * NEAR)) * self.unit - value)

    def _finish(self) -> None:
        """The best choice among the columns left, where it comes below the target; the dive then goes on below it."""
        m = self.master
        choice = Choice(m.rows, m.open, m.used, m.all_limits, m.held, m.goal)
        seed = self.chance.randrange(2**30)
        found = choice.best(int(self.target), self.seconds, self.effort, seed, set())
        if found is not None:
            self.found = {column.person: column for column in found}
            self.target = float(choice.value)

    def _fix_columns(self, shares: Floats, taken: Ints, best: Ints) -> int:
        """Returns how many are fixed that were not certain."""
        still = np.flatnonzero((self.fixed < 0).any(axis=1))
        noise = np.array([self.chance.random() * NOISE for _ in still])
        order = np.argsort(-(shares[best[still]] + noise), kind="stable")
        count = max(1, int(self.share * len(still)))
        for place, at in enumerate(order):
            person = still[at]
            if place < count or shares[best[person]] > 1 - 1e-6:
                self.fixed[person] = taken[best[person]]
        return count

    def _fix_cells(self, shares: Floats, taken: Ints, people: Ints) -> int:
        """The most certain cells first; a cell is fixed only where some column in use of its person stays possible."""
        used = np.flatnonzero(shares > 1e-7)
        days, width = taken.shape[1], int(taken.max()) + 1
        mass = np.zeros((len(self.fixed), days, width))
        np.add.at(
            mass,
            (np.repeat(people[used], days), np.tile(np.arange(days), len(used)), taken[used].ravel()),
            np.repeat(shares[used], days),
        )
        mass[self.fixed >= 0] = 0
        size = most = max(1, int(self.share * int((self.fixed < 0).sum())))
        noise = np.array([self.chance.random() * NOISE for _ in range(days)])
        flat = np.where(mass > 0, mass + noise[None, :, None], 0).ravel()
        support = {int(person): used[people[used] == person] for person in set(people[used].tolist())}
        for index in np.argsort(-flat, kind="stable"):
            if flat[index] <= 0 or size <= 0:
                break
            person, rest = divmod(int(index), days * width)
            day, option = divmod(rest, width)
            if self.fixed[person, day] < 0:
                kept = support[person][taken[support[person], day] == option]
                if len(kept):
                    support[person] = kept
                    self.fixed[person, day] = option
                    size -= 1
        return most

    def _close(self) -> None:
        """Drop the columns that are no longer possible and close the other options of fixed cells."""
        master, g = self.master, self.generator
        taken = np.array([column.taken for column in master.columns])
        own = self.fixed[[master.place[column.person] for column in master.columns]]
        kept = ((own < 0) | (own == taken)).all(axis=1)
        for at, column in enumerate(master.columns):
            if column.person in g.barred and kept[at]:
                kept[at] = not g.barred[column.person][g.rows.offsets[column.person][:-1] + column.taken].any()
        master.keep(kept)
        for at, person in enumerate(master.people):
            self.held[person] = self.fixed[at].tolist()


def _best_columns(shares: Floats, people: Ints, count: int) -> Ints:
    """For each person the column with the largest share."""
    order = np.lexsort((-shares, people))
    first = np.searchsorted(people[order], np.arange(count))
    found: Ints = order[first]
    return found
