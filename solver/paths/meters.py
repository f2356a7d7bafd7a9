"""Counts that a graph leaves out as limits: it only charges what they count, so that a price on it can keep them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from solver.paths.parts import Count, Step


class Meter(Count):
    """A unit in a cost column of its own for each group of days when it first counts; the state is which open ones have.

    A group counts once, whichever of its days makes it: what a count adds up to is no sum over cells, but one over arcs.
    """

    def __init__(self, counted: Count, column: int) -> None:
        days = range(counted.first, counted.last + 1)
        super().__init__(days, counted.feeds, counted.ends, None, None, column, 1)

    def terms(self) -> tuple[Hashable, ...]:
        return frozenset(self.feeds.items()), tuple(self.ends)

    def begin(self) -> Step:
        return frozenset(), 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        fed = self.feeds.get((day, choice), frozenset())
        return frozenset(group for group in state | fed if self.ends[group] > day), len(fed - state)
