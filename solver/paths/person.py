"""One person's rosters: a graph of the rules that fit into it, and the others added when a roster breaks them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np

from solver.paths.compile import PersonModel
from solver.paths.graph import LONG, MOST_STATES, Explorer, Graph, Interrupted, Ints, NoRoster, TooLarge, build_graph
from solver.paths.parts import Part, Sum
from solver.paths.price import Fixed, Path, Pricer
from solver.paths.sums import REFINED, Ask, Sums

ADDED_AT_ONCE = 1
AT_ONCE = 600_000
"""States of all days up to which every rule is built in at once."""

FLOORS = 8
"""How many times as many there may be with sums that have to reach something: prices alone seldom keep these."""

ROOM = 2
"""How much larger than at the start a graph may grow by added rules."""


def _long(part: Part) -> bool:
    """Whether it is a hard sum over so many days that it may be too much beside everything else."""
    return isinstance(part, Sum) and part.layer is None and len(part.amounts) == 1 and part.last - part.first >= LONG


def _floor(part: Part) -> bool:
    """Whether it is a sum that has to reach something: nearly every roster found without it breaks it."""
    return isinstance(part, Sum) and part.low is not None


def _left_out(part: Part) -> bool:
    """Whether it only costs, by one amount added up over many days: what makes graphs large and is easily counted outside."""
    return isinstance(part, Sum) and part.layer is not None and len(part.amounts) == 1 and part.last - part.first >= LONG


class Rosters:
    """Answers prices for one person. Raises NoRoster, TooLarge and Interrupted when it is made.

    A `light` one leaves out the parts `late`, which only cost and make graphs large, until it is completed: what they cost has
    to be counted outside.
    """

    def __init__(
        self, model: PersonModel, days: int, layer_count: int, explorer: Explorer | None = None, light: bool = False
    ) -> None:
        self.model, self.days, self.layer_count = model, days, layer_count
        self.explorer = explorer or Explorer()
        self.waiting: list[tuple[Part, Hashable]] = []
        self.late = [part for part in model.parts if isinstance(part, Sum) and light and _left_out(part)]
        self._build([part for part in model.parts if not light or not _left_out(part)])

    def _build(self, parts: list[Part]) -> None:
        """A graph of these parts, or of as many of them as fit; the others wait."""
        stages: tuple[tuple[Callable[[Part], bool], int], ...] = (
            (lambda part: False, AT_ONCE // self.days),
            (lambda part: part.rare, AT_ONCE // self.days),
            (lambda part: part.rare or (_long(part) and not _floor(part)), FLOORS * AT_ONCE // self.days),
            (lambda part: part.rare or _long(part), MOST_STATES),
        )
        tried = (-1, 0)
        for waits, most in stages:
            last = most == MOST_STATES
            waiting = [part for part in parts if waits(part)]
            if (len(waiting), most) == tried and not last:
                continue
            tried = len(waiting), most
            try:
                self._make([part for part in parts if not waits(part)], most)
            except TooLarge:
                if last:
                    raise
            else:
                sums = [part for part in waiting if isinstance(part, Sum) and _long(part)]
                self.waiting = [(part, self._start(part)) for part in waiting if part not in sums]
                self.sums = Sums(sums, self.graph.options)
                return

    def complete(self, most: int = MOST_STATES) -> None:
        """Take in the parts that were left out. Raises TooLarge and Interrupted; it then stays as it is."""
        if self.late:
            self._make(list(self.late), most, self.graph)
            self.late = []

    def _make(self, parts: list[Part], most: int, base: Graph | None = None) -> None:
        chosen = PersonModel(self.model.cells, parts, self.model.prices)
        self.graph: Graph = build_graph(chosen, self.days, self.layer_count, most, self.explorer, base)
        self.pricer = Pricer(self.graph)
        self.arcs = sum(len(layer.source) for layer in self.graph.layers)

    def _start(self, part: Part) -> Hashable:
        """The state of a part at the first day of the horizon, after the given days before it."""
        begun = part.begin()
        for day in range(part.first, min(0, part.last + 1)):
            if begun is not None:
                begun = part.step(begun[0], day, self.model.cells.options[day][0])
        if begun is None:
            raise NoRoster
        return begun[0]

    def cheapest(self, weights: Ints, flat: Ints, fixed: Fixed | None = None) -> Path | None:
        """As `Pricer.cheapest`, with the prices of all cells in a row; what waits is added where the roster found breaks it.

        The value is a bound where sums are kept by prices.
        """
        return self.settle(self._ask(weights, fixed)(self.lifted(flat)), weights, flat, fixed)

    def _ask(self, weights: Ints, fixed: Fixed | None) -> Ask:
        offsets = self.sums.offsets
        return lambda flat: self.pricer.cheapest(weights, [flat[a:b] for a, b in zip(offsets, offsets[1:])], fixed)

    def lifted(self, flat: Ints) -> Ints:
        """Prices of cells with those of the sums that are kept by prices."""
        return self.sums.lifted(flat)

    def settle(
        self, path: Path | None, weights: Ints, flat: Ints, fixed: Fixed | None = None, ask: Ask | None = None
    ) -> Path | None:
        """From a cheapest roster at `lifted` prices one that keeps what the graph has not. `ask` prices where the roster is of
        another graph: nothing is then added."""
        while True:
            if self.sums.parts:
                path = self.sums.settle(path, flat, ask or self._ask(weights, fixed), 0 if ask else REFINED)
            if path is None:
                return path
            broken = self._broken(path) if path.legal else []
            if path.legal and not broken:
                return path
            if ask is not None or not self._grow(broken[:ADDED_AT_ONCE], path):
                return replace(path, legal=False)
            path = self._ask(weights, fixed)(self.lifted(flat))

    def grow(self, path: Path) -> bool:
        """Take in rules that wait and that a roster breaks; whether there was room for them."""
        broken = self._broken(path)[:ADDED_AT_ONCE]
        return bool(broken) and self._grow(broken, path)

    def tighten(self) -> bool:
        """Take in the sum whose price is dearest, where prices alone leave a gap; whether one was taken in."""
        if not self.sums.loose:
            return False
        at = int(np.argmax(np.abs(self.sums.prices)))
        return self._take_in(self.sums.parts[at])

    def keeps(self, path: Path | None) -> bool:
        """Whether a roster found in the graph breaks none of the rules outside it."""
        return path is None or (not self._broken(path) and self.sums.kept(self.sums.used(path.taken)))

    def _broken(self, path: Path) -> list[int]:
        return [at for at, (part, state) in enumerate(self.waiting) if not self._keeps(part, state, path)]

    def _grow(self, broken: list[int], path: Path) -> bool:
        """Take in rules that wait; where it breaks none, the first sum that it does not keep."""
        used = self.sums.used(path.taken)
        over = [part for part, kept in zip(self.sums.parts, (used <= self.sums.highs) & (used >= self.sums.lows)) if not kept]
        added: list[Part] = [self.waiting[at][0] for at in broken] or [*over[:1]]
        if not added or not self._fits(added):
            return False
        self.waiting = [one for at, one in enumerate(self.waiting) if at not in set(broken)]
        self._left(added)
        return True

    def _fits(self, added: list[Part]) -> bool:
        try:
            self._make(added, MOST_STATES * ROOM, self.graph)
        except (TooLarge, Interrupted):
            return False
        return True

    def _take_in(self, part: Sum) -> bool:
        taken = self._fits([part])
        if taken:
            self._left([part])
        return taken

    def _left(self, added: list[Part]) -> None:
        """The sums that are left outside the graph, with what they cost."""
        left = [at for at, part in enumerate(self.sums.parts) if part not in added]
        prices = self.sums.prices[left]
        if len(left) < len(self.sums.parts):
            self.sums = Sums([self.sums.parts[at] for at in left], self.graph.options)
            self.sums.prices = prices

    def _keeps(self, part: Part, state: Hashable, path: Path) -> bool:
        for day in range(max(0, part.first), min(part.last, self.days - 1) + 1):
            step = part.step(state, day, self.graph.options[day][path.taken[day]])
            if step is None:
                return False
            state = step[0]
        return True

    def follow(self, wanted: list[int]) -> Path | None:
        """The path that takes these options, with what it costs; None where a rule forbids it."""
        path = self.pricer.follow(wanted)
        if path is None or not self.keeps(path):
            return None
        return path
