"""Neighbourhoods: a few people are rostered anew against all others, first by the linear program, then by choice of columns."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from solver.columns.choice import Choice
from solver.columns.generate import SCALE, Generator, Point, near_enough
from solver.columns.master import Master
from solver.columns.plans import Chosen, chosen, heads_of
from solver.columns.rows import BREACH
from solver.columns.visit import Limits
from solver.paths.graph import Ints

SMALLEST, LARGEST = 6, 25
"""People freed at once."""

ROUNDS, SLACK = 200, 2e-3
"""Pricing rounds at most, and the part of the target to within which the linear program is solved."""

MOST_COLUMNS = 800
"""Columns that the integer program may choose from."""


@dataclass
class Neighbourhood:
    """Frees some people of a plan in one layer, the earlier layers held. `limits` are those of the integer program."""

    generator: Generator
    layer: int
    goal: Ints
    held: Ints
    limits: Limits
    chance: random.Random
    near: Point | None = None
    """Duals of the whole from which it begins."""

    def pick(self, plan: Chosen, size: int) -> list[int]:
        """Half of the people from around a defect, the others by chance."""
        rows, layer = self.generator.rows, self.chance.choice([*[self.layer] * 2, *np.flatnonzero(self.goal).tolist()])
        short, over = np.maximum(rows.limits - plan.heads, 0), np.maximum(plan.heads - rows.limits, 0)
        defects = np.flatnonzero(short * rows.under[:, layer] + over * (rows.over[:, layer] + rows.hard)).tolist()
        dear = [column.person for column in plan.columns if column.costs[layer]]
        around = dear
        if defects and (not dear or self.chance.random() < 0.6):
            row = rows.rows[self.chance.choice(defects)]
            # Who has too much of what is shared is rostered anew with those who have too little.
            beside = [rows.rows[at] for at in defects if row.whole is not None and rows.rows[at].whole is row.whole]
            around = sorted({rows.place[person] for one in beside or [row] for person, _, _ in one.cells}) or around
        picked = set(self.chance.sample(around, min(len(around), max(1, size // 2))))
        rest = [column.person for column in plan.columns if column.person not in picked]
        return sorted(picked.union(self.chance.sample(rest, min(len(rest), size - len(picked)))))

    def improve(self, plan: Chosen, free: list[int]) -> tuple[Chosen | None, bool]:
        """A better plan, if one is found; and whether the question was easy: answered within its limits."""
        g, rows, layer = self.generator, self.generator.rows, self.layer
        own = [plan.columns[person] for person in free]
        heads = plan.heads - heads_of(rows, own)
        limits = rows.limits - heads
        others = plan.costs - rows.costs(plan.heads)
        for column in own:
            others = others - column.costs
        touched = np.unique(np.concatenate([rows.touched(person) for person in free]))
        apart = np.setdiff1d(np.arange(len(limits)), touched)
        base = others + rows.paid(-limits[apart], apart)
        held = self.held - base
        within = np.isin(np.arange(len(limits)), touched) & rows.hard
        broken = int(np.maximum(plan.heads - rows.limits, 0) @ within)
        target = int((plan.costs - base) @ self.goal) + broken * BREACH * int(self.goal.max())
        master = Master(rows, free, layer, self.goal, held, limits, False, touched)
        master.add([*own, *(column for person in free for column in g.pool.by_person[person][-40:])])
        outcome = g.run(master, ROUNDS, float(target), slack=SLACK * target, near=self.near)
        if outcome.value is None or outcome.point is None or np.ceil(outcome.bound - 1e-6) >= target:
            return None, outcome.value is not None
        columns = near_enough(master.columns, outcome.point, (target - outcome.bound) * SCALE, MOST_COLUMNS)
        mine = {id(column) for column in own}
        start = {at for at, column in enumerate(columns) if id(column) in mine}
        choice = Choice(rows, columns, touched, limits, held, self.goal)
        found = choice.best(target, self.limits.choice_seconds, self.limits.choice_effort, self.chance.randrange(2**30), start)
        if found is None:
            return None, choice.complete
        taken = list(plan.columns)
        for column in found:
            taken[column.person] = column
        return chosen(rows, taken), choice.complete
