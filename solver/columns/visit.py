"""A layer while a group is at work on it, and how long that may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver.columns.generate import Generator, Outcome, near_enough
from solver.columns.goals import Goals
from solver.columns.master import Column
from solver.columns.plans import Chosen, chosen
from solver.columns.tallies import tallies_of
from solver.columns.tree import Tree
from solver.columns.window import Sweeps
from solver.paths.graph import Ints

COLUMNS_EACH = 30
"""Columns a person that a dive or a search tree begins with."""

DEAR = 40
"""The same for an earlier layer over the one at work: what dives keep in reserve of it. Twice that where it did not suffice."""

DEAREST = 2**20
"""No more than so many times: what still costs too much then is dear for another reason."""

FOCUSED = 3
"""Quick dives for one layer alone that may fail in a row before later layers are sought with it."""

GROWN = 300
"""Pricing rounds that a search tree gets at once."""

PROVING = 3
"""So many times as much for the one of two processes that proves."""

STALE = 10
"""Neighbourhoods without a better plan before the next dive."""

SOUGHT = 3
"""Branches in which a plan is sought where nothing is left to prove but that there is none."""


@dataclass
class Limits:
    """When to stop: a person's wish or the end of the time; how many neighbourhoods a visit of a layer may try."""

    stopped: Callable[[], bool]
    neighbourhoods: int | None = None
    choice_seconds: float = 0.5
    choice_effort: float = 1.0


@dataclass
class Visit:
    """A layer at work: what the earlier ones may cost, the linear programs of it alone and with the later ones."""

    layer: int
    ask: Callable[[int], Ints]
    held: Ints
    room: Ints
    stale: bool = False
    root: Outcome | None = None
    sweeps: Sweeps | None = None
    dear: int = DEAR
    focus: Outcome | None = None
    blended: Outcome | None = None
    failed: int = 0
    dives: int = 0
    tried: int = 0
    sharpened: bool = False
    """Whether what is shared out has been bounded more closely, or this was tried in vain."""
    tree: Tree | None = None
    pause: int = 0
    """Turns that the search tree waits each time, since it brought nothing: twice as many every time."""
    waits: int = 0
    """Turns until the search tree grows again."""

    def plant(
        self, generator: Generator, goals: Goals, weeks: Sequence[range], best: Chosen, take: Callable[[Chosen], None]
    ) -> None:
        """Begin with a search tree, at the linear program of the layer; `take` hears of plans."""
        assert self.root is not None
        assert self.root.point is not None
        rows, layer, pure = generator.rows, self.layer, goals.pure(self.layer)
        used = np.flatnonzero(rows.priced(pure, layer))
        tallies = tallies_of(rows, [person.graph.options for person in generator.people], weeks, used)
        everyone, unit = range(len(generator.people)), max(1, int(goals.units[layer]))

        def found(columns: list[Column]) -> None:
            take(chosen(rows, sorted(columns, key=lambda column: column.person)))

        self.tree = Tree(
            generator, everyone, layer, pure, self.room, rows.limits, tallies, unit, goals.certain(layer), found
        )
        near = near_enough(generator.pool.columns, self.root.point, float("inf"), COLUMNS_EACH * len(everyone))
        self.tree.begin(self.root.bound, self.root.point, [*near, *best.columns])
