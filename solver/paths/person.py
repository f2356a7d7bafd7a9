"""One person's rosters: a graph of the rules that fit into it, and the others added when a roster breaks them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from solver.paths.compile import PersonModel
from solver.paths.graph import LONG, MOST_STATES, Explorer, Graph, Interrupted, Ints, TooLarge, build_graph
from solver.paths.mend import mended
from solver.paths.parts import Count, Part, Sum
from solver.paths.price import Fixed, Path, Pricer
from solver.paths.stretch import with_parts
from solver.paths.sums import REFINED, UNLIMITED, Ask, Limit, Sums

ADDED_AT_ONCE = 8
"""Rules that wait and are broken together, so many are taken in at once."""

AT_ONCE = 600_000
"""States of all days up to which every rule is built in at once."""

WINDOWS = 5
"""How many times as many there may be with windows that overlap: taking these in one by one later costs more."""

FLOORS = 8
"""How many times as many there may be with sums that have to reach something: prices alone seldom keep these."""

IN_VAIN = 8
"""People for whom something was too large, after whom it is not tried again for those with as many cells."""

ROOM = 2
"""How much larger than at the start a graph may grow by added rules."""


def _long(part: Part) -> bool:
    """Whether it is a hard sum or count over so many days that it may be too much beside everything else."""
    alone = isinstance(part, Count) or (isinstance(part, Sum) and len(part.amounts) == 1)
    return alone and part.layer is None and part.last - part.first >= LONG


def _floor(part: Part) -> bool:
    """Whether it is a sum that has to reach something: nearly every roster found without it breaks it."""
    return isinstance(part, Sum) and part.low is not None


def _count(part: Part) -> bool:
    """Whether groups of days count in it, which prices on cells do not see."""
    return isinstance(part, Count)


def _left_out(part: Part) -> bool:
    """Whether it only costs, by one amount added up over many days: what makes graphs large and is easily counted outside."""
    return isinstance(part, Sum) and part.layer is not None and len(part.amounts) == 1 and part.last - part.first >= LONG


@dataclass
class Tries:
    """What was too large for the people before: so many with at least so many cells, by how much was to be taken in."""

    done: set[int] = field(default_factory=set)
    large: dict[int, list[int]] = field(default_factory=dict)

    def failed(self, stage: int, cells: int) -> None:
        self.large.setdefault(stage, []).append(cells)

    def hopeless(self, stage: int, cells: int) -> bool:
        """Whether it was never anything but too large, also for people with fewer cells."""
        known = self.large.get(stage, [])
        return stage not in self.done and len(known) >= IN_VAIN and cells >= min(known)


class Rosters:
    """Answers prices for one person. Raises NoRoster, TooLarge and Interrupted when it is made.

    A `light` one leaves out the parts `late`, which only cost and make graphs large, until it is completed: what they cost has
    to be counted outside. `room` is how many arcs its graph may have, `quick` how many where something can still be left out;
    `tries` says what was too large for others.
    """

    def __init__(
        self,
        model: PersonModel,
        days: int,
        layer_count: int,
        explorer: Explorer | None = None,
        light: bool = False,
        room: int = UNLIMITED,
        quick: int = UNLIMITED,
        tries: Tries | None = None,
    ) -> None:
        self.model, self.days, self.layer_count, self.room, self.quick = model, days, layer_count, room, quick
        self.explorer = explorer or Explorer()
        self.graph: Graph
        self._unfit: set[int] = set()
        """Limits for which there was no room."""
        self.counted: tuple[Limit, ...] = tuple(model.meters)
        """What is charged besides cells, groups of days or what leaves limits: prices of these follow those of the cells."""
        self.late = [part for part in model.parts if isinstance(part, Sum) and light and _left_out(part)]
        self._build([part for part in model.parts if not light or not _left_out(part)], tries or Tries())

    def _build(self, parts: list[Part], tries: Tries) -> None:
        """A graph of these parts, or of as many of them as fit; the others wait."""
        at_once = AT_ONCE // self.days
        stages: tuple[tuple[Callable[[Part], bool], int, int], ...] = (
            (lambda part: False, at_once * (WINDOWS if any(part.rare for part in parts) else 1), self.room),
            (lambda part: part.rare, at_once, self.room),
            (lambda part: part.rare or (_long(part) and not _floor(part) and not _count(part)), FLOORS * at_once, self.quick),
            (lambda part: part.rare or (_long(part) and not _floor(part)), FLOORS * at_once, self.quick),
            (lambda part: part.rare or (_long(part) and not _count(part)), MOST_STATES, self.quick),
            (lambda part: part.rare or _long(part), MOST_STATES, self.room),
        )
        cells = sum(len(self.model.cells.options[day]) for day in range(self.days))
        for at, (waits, most, room) in enumerate(stages):
            last = at == len(stages) - 1
            if not last and tries.hopeless(at, cells):
                continue
            waiting = [part for part in parts if waits(part)]
            if not last:
                following, more, larger = stages[at + 1]
                if all(waits(part) == following(part) for part in parts) and most <= more and room <= larger:
                    continue  # the next one leaves out the same
            self.meters: list[Limit] = [*self.counted, *(part for part in waiting if isinstance(part, Count))]
            try:
                self._make([part for part in parts if not waits(part)], most, room)
            except TooLarge:
                if last:
                    raise
                tries.failed(at, cells)
            else:
                tries.done.add(at)
                sums = [part for part in waiting if isinstance(part, Limit)]
                self.waiting = Sums([part for part in sums if not _long(part)], self.graph.options)
                self.sums = Sums([part for part in sums if _long(part)], self.graph.options, self.meters)
                return

    def complete(self, most: int = MOST_STATES) -> None:
        """Take in the parts that were left out. Raises TooLarge and Interrupted; it then stays as it is."""
        if self.late:
            self._make(list(self.late), most, self.room, self.graph)
            self.late = []

    def charge(self, part: Limit, most: int) -> bool:
        """Charge what leaves the limits of a part, which is `counted` then; whether there was room for so many states a day."""
        if len(self.meters) > len(self.counted):
            return False  # limits that wait have their prices there
        try:
            graph = with_parts(self.graph, [part], most)
        except TooLarge:
            return False
        arcs = sum(len(layer.source) for layer in graph.layers)
        if arcs > self.room:
            return False
        self.graph, self.arcs, self.pricer = graph, arcs, Pricer(graph)
        self.counted = (*self.counted, part)
        self.meters, prices = [*self.counted], self.sums.prices
        self.sums = Sums(self.sums.parts, graph.options, self.meters)
        self.sums.prices = prices
        return True

    def _make(self, parts: list[Part], most: int, room: int, base: Graph | None = None) -> None:
        meters = [part for part in self.meters if isinstance(part, Count)]  # those of a base are in it
        chosen = PersonModel(self.model.cells, parts, self.model.prices, meters=meters)
        most = min(most, self.room // self.days)
        graph = build_graph(chosen, self.days, self.layer_count, most, self.explorer, base)
        arcs = sum(len(layer.source) for layer in graph.layers)
        if arcs > room:
            raise TooLarge
        self.graph = graph
        self.arcs = arcs
        self.pricer = Pricer(graph)

    def cheapest(self, weights: Ints, flat: Ints, fixed: Fixed | None = None) -> Path | None:
        """As `Pricer.cheapest`, with the prices of all cells in a row, then those of what is `counted`; what waits is added
        where the roster found breaks it.

        The value is a bound where sums are kept by prices.
        """
        return self.settle(self._ask(weights, fixed)(self.lifted(flat)), weights, flat, fixed)

    def _ask(self, weights: Ints, fixed: Fixed | None) -> Ask:
        return lambda flat: self.pricer.cheapest(weights, flat, fixed)

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

    def _broken(self, path: Path) -> list[Limit]:
        return self.waiting.broken(path.taken)

    def _grow(self, broken: list[Limit], path: Path) -> bool:
        """Take in rules that wait; where it breaks none, the first sum that it does not keep."""
        added = broken or self.sums.broken(path.taken)[:1]
        if not added or not self._fits(added):
            return False
        self.waiting = self.waiting.without(added)
        self.sums = self.sums.without(added)
        return True

    def _fits(self, added: list[Limit]) -> bool:
        if not self._unfit.isdisjoint(map(id, added)):
            return False
        try:
            self._make([*added], MOST_STATES * ROOM, self.quick, self.graph)
        except TooLarge:
            self._unfit.update(map(id, added))
            return False
        except Interrupted:
            return False
        return True

    def _take_in(self, part: Limit) -> bool:
        taken = self._fits([part])
        if taken:
            self.sums = self.sums.without([part])
        return taken

    def legal(self, weights: Ints, flat: Ints, chance: random.Random) -> Path | None:
        """A roster that keeps all rules: cheap, but seldom the cheapest. None where none is found."""
        ask = self._ask(weights, None)
        while (path := self.sums.near(ask(self.lifted(flat)), flat, ask)) is not None:
            taken = mended(self.graph, path.taken, self.sums, weights, flat, chance)
            found = path if taken is None else replace(path, taken=tuple(taken))
            if not self.waiting.broken(found.taken) or not self.grow(found):
                return None if taken is None else self.follow(taken)
        return None

    def follow(self, wanted: list[int]) -> Path | None:
        """The path that takes these options, with what it costs; None where a rule forbids it."""
        path = self.pricer.follow(wanted)
        if path is None or not self.keeps(path):
            return None
        return path


def completed(people: Iterable[Rosters], most: int) -> None:
    """Complete them, as far as there is room and time: those that are left stay light."""
    with suppress(Interrupted):
        for person in people:
            with suppress(TooLarge):
                person.complete(most)
