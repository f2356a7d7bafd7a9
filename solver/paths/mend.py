"""Rosters that break sums made to keep them, a stretch of days at a time: each as cheap as it gets, for the least breach.

Where several sums are too much for a stretch, some of what they count is closed instead: there is then nothing to count.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np

from solver.paths.graph import Graph, Ints, TooLarge
from solver.paths.price import Pricer
from solver.paths.stretch import Stretch
from solver.paths.sums import Sums

LENGTHS = (28, 56, 112)
"""Days of the stretches, one sweep after another."""

GROWTH = 12
"""Limits that a stretch takes in one after another."""


def mended(
    graph: Graph, taken: Sequence[int], sums: Sums, weights: Ints, flat: Ints, chance: random.Random
) -> list[int] | None:
    """Options of a roster near the one given that keeps every sum; None where none is found. Stretches come in an order of
    chance: what is too much would else be missing at the begin of everybody's roster.

    `flat` has the prices of all cells in a row, `weights` those of the layers.
    """
    found = _by_stretches(graph, taken, sums, weights, flat, chance)
    if not sums.broken(found):
        return found
    prices, found = _closed(graph, found, sums, weights, flat, chance)
    found = _by_stretches(graph, found, sums, weights, prices, chance)
    return None if sums.broken(found) else found


def _by_stretches(
    graph: Graph, taken: Sequence[int], sums: Sums, weights: Ints, flat: Ints, chance: random.Random
) -> list[int]:
    starts = sums.offsets
    for days in _stretches(len(taken), chance):
        broken = sums.broken(taken)
        if not broken:
            break
        try:
            stretch = Stretch(graph, tuple(taken), days, sums.parts, broken)
        except TooLarge:
            continue
        cells = np.append(flat[starts[days.start] : starts[days.stop]], _dear(flat, len(taken)))
        for _ in range(GROWTH):
            path = Pricer(stretch.graph).cheapest(weights, cells)
            assert path is not None
            whole = [*taken[: days.start], *path.taken, *taken[days.stop :]]
            worse = [part for part in sums.broken(whole) if part not in broken]
            if not worse:
                taken = whole
                break
            if not stretch.add(worse):
                break
    return list(taken)


def _dear(flat: Ints, days: int) -> int:
    """More than any roster gains at these prices."""
    return 1 + 2 * int(np.abs(flat).max(initial=0)) * (days + 1)


def _closed(
    graph: Graph, taken: list[int], sums: Sums, weights: Ints, flat: Ints, chance: random.Random
) -> tuple[Ints, list[int]]:
    """Prices at which a roster keeps more upper limits, and that roster: of what is too much only so much as may be is open."""
    pricer, closed = Pricer(graph), np.zeros(len(flat), dtype=bool)
    dear = _dear(flat, len(taken))
    for _ in range(GROWTH):
        more = sums.beyond(taken, flat, chance) & ~closed
        if not more.any():
            break
        closed |= more
        path = pricer.cheapest(weights, sums.lifted(flat + dear * closed))
        assert path is not None
        taken = list(path.taken)
    return flat + dear * closed, taken


def _stretches(horizon: int, chance: random.Random) -> Iterator[range]:
    """All over the horizon, each half over the next; then longer ones."""
    for length in LENGTHS:
        size = min(length, horizon)
        starts = list(range(0, horizon, max(1, size // 2)))
        chance.shuffle(starts)
        for start in starts:
            begin = min(start, horizon - size)
            yield range(begin, begin + size)
        if size == horizon:
            return
