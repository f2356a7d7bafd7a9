"""The person statements as small automata over days: each reads one choice a day and says what it costs, or that it may not be.

A part is alive from its first to its last day. Its states are plain hashable values, brought to a normal form at every step so
that pasts with the same future are the same state. Costs are charged as early as they are certain.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduler.rules.api import Gap, Run, Word, span_lifted
from scheduler.rules.evaluate import gap_reach
from solver.paths.building import SAFE
from solver.paths.cells import Cells

State = Hashable
Step = tuple[State, int] | None
"""The next state and the amount charged, or None where the step may not be taken."""


class Part:
    """`layer` is None for a hard rule: an amount above 0 is then refused. A unit costs `weight`.

    A `rare` part is one of many overlapping windows: where all of them together are too much, it is added when it is broken.
    """

    rare = False
    explored: object = None
    """Its tables, once they are known."""

    def __init__(self, first: int, last: int, layer: int | None, weight: int) -> None:
        self.first, self.last, self.layer, self.weight = first, last, layer, weight

    def begin(self) -> Step:
        return 0, 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        raise NotImplementedError

    def reads(self, day: int, choice: int) -> Hashable:
        """What it reads of a choice: those for which it is equal make the same step from every state."""
        return choice

    def alike(self, day: int) -> bool:
        """Whether what it reads of a choice is the same as on any other such day."""
        return False

    def plain(self, day: int) -> bool:
        """Whether it makes the same steps as on any other such day."""
        return False

    def signature(self, cells: Cells) -> Hashable:
        """What decides how its states follow each other: parts for which it is equal have the same tables."""
        read = tuple(cells.marks[day] for day in range(self.first, self.last + 1))
        return type(self).__name__, self.first, self.layer is None, self.weight, read, *self.terms()

    def terms(self) -> tuple[Hashable, ...]:
        """What it says, but for whom."""
        raise NotImplementedError

    def charge(self, state: State, amount: int) -> Step:
        """A step that costs an amount, where this rule may be broken at all."""
        if not amount:
            return state, 0
        return None if self.layer is None else (state, amount * self.weight)


class Sum(Part):
    """Amounts added up over days, held between `low` and `high`; several sums at once count by their largest excess."""

    def __init__(
        self,
        days: range,
        amounts: Sequence[Mapping[int, Mapping[int, int]]],
        low: int | None,
        highs: Sequence[int] | None,
        layer: int | None,
        weight: int,
    ) -> None:
        super().__init__(days.start, days.stop - 1, layer, weight)
        self.amounts, self.low = amounts, low
        self._days = days
        self.highs = highs
        self._most = [self._ahead(table, max) for table in amounts]
        self._least = [self._ahead(table, min) for table in amounts]

    def signature(self, cells: Cells) -> Hashable:
        """The amounts on its days, wherever in the horizon they lie."""
        columns = tuple(tuple(map(self._columns(cells), table.values(), table)) for table in self.amounts)
        highs = None if self.highs is None else tuple(self.highs)
        return min(self.first, 0), columns, self.low, highs, self.layer is None, self.weight

    def _columns(self, cells: Cells) -> Callable[[Mapping[int, int], int], Hashable]:
        """Makes what a day adds, by option. Days that share a table and their options share this too."""
        known: dict[tuple[int, int], Hashable] = {}

        def column(amounts: Mapping[int, int], day: int) -> Hashable:
            choices = cells.options[day]
            found = known.get((id(amounts), id(choices)))
            if found is None:
                found = known[id(amounts), id(choices)] = tuple(amounts[choice] for choice in choices)
            return found

        return column

    def linear(self) -> tuple[dict[tuple[int, int], int], int]:
        """What each choice of an open day adds to the first sum, and what the days without a choice add."""
        table = self.amounts[0]
        free = {
            (day, choice): amount
            for day in self._days
            if len(table[day]) > 1
            for choice, amount in table[day].items()
            if amount
        }
        return free, sum(next(iter(table[day].values()), 0) for day in self._days if len(table[day]) <= 1)

    def _ahead(self, table: Mapping[int, Mapping[int, int]], best: Any) -> dict[int, int]:
        """By day, the largest (smallest) amount that the later days can still add."""
        found, total = {}, 0
        known: dict[int, int] = {}
        for day in range(self.last, self.first - 1, -1):
            found[day] = total
            amounts = table[day]
            if id(amounts) not in known:
                known[id(amounts)] = best(amounts.values(), default=0)
            total += known[id(amounts)]
        found[self.first - 1] = total
        return found

    def begin(self) -> Step:
        return self._settle(tuple(0 for _ in self.amounts), self.first - 1)

    def step(self, state: Any, day: int, choice: int) -> Step:
        if state is None:
            return None, 0
        added = tuple(
            None if value is None else value + table[day][choice] for value, table in zip(state, self.amounts, strict=True)
        )
        return self._settle(added, day)

    def ahead(self, day: int) -> tuple[int, int]:
        """The most and the least that the days after one can still add to the first sum."""
        return self._most[0][day], self._least[0][day]

    def settled(self, values: NDArray[np.int64], day: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What many values of the first sum become at the end of a day, and the amounts charged: as `_settle` for one."""
        most, least = self.ahead(day)
        none = np.zeros_like(values)
        over = none if self.highs is None else np.maximum(0, values + least - self.highs[0])
        short = none if self.low is None else np.maximum(0, self.low - values - most)
        kept = values + short - over
        safe = np.ones(values.shape, dtype=bool)
        if self.highs is not None:
            safe &= kept + most <= self.highs[0]
        if self.low is not None:
            safe &= kept + least >= self.low
        return np.where(safe, SAFE, kept), over + short

    def _settle(self, values: tuple[int | None, ...], day: int) -> Step:
        if self.highs is None:
            return self._settle_low(values, day)
        if self.low is not None:
            return self._settle_both(values, day)
        over = max(
            (v + least[day] - high for v, least, high in zip(values, self._least, self.highs, strict=True) if v is not None),
            default=0,
        )
        over = max(0, over)
        kept = tuple(
            None if v is None or v - over + most[day] <= high else v - over
            for v, most, high in zip(values, self._most, self.highs, strict=True)
        )
        return self.charge(kept if any(v is not None for v in kept) else None, over)

    def _settle_low(self, values: tuple[int | None, ...], day: int) -> Step:
        value, low = values[0], self.low
        assert value is not None
        assert low is not None
        short = max(0, low - value - self._most[0][day])
        value += short
        return self.charge(None if value + self._least[0][day] >= low else (value,), short)

    def _settle_both(self, values: tuple[int | None, ...], day: int) -> Step:
        value, low, high = values[0], self.low, self.highs[0] if self.highs else 0
        assert value is not None
        assert low is not None
        most, least = self._most[0][day], self._least[0][day]
        over, short = max(0, value + least - high), max(0, low - value - most)
        value += short - over
        safe = value + most <= high and value + least >= low
        return self.charge(None if safe else (value,), over + short)


class Count(Part):
    """Groups of days of which each counts once, held between limits. `feeds` names the groups that a choice makes count."""

    def __init__(
        self,
        days: range,
        feeds: Mapping[tuple[int, int], frozenset[int]],
        ends: Sequence[int],
        low: int | None,
        high: int | None,
        layer: int | None,
        weight: int,
    ) -> None:
        super().__init__(days.start, days.stop - 1, layer, weight)
        self.feeds, self.ends, self.low, self.high = feeds, ends, low, high
        self._feeding = {day for day, _ in feeds}
        self._ahead = {day: sum(end > day for end in ends) for day in range(self.first - 1, self.last + 1)}

    def terms(self) -> tuple[Hashable, ...]:
        return frozenset(self.feeds.items()), tuple(self.ends), self.low, self.high

    def reads(self, day: int, choice: int) -> Hashable:
        return self.feeds.get((day, choice))

    def alike(self, day: int) -> bool:
        return day not in self._feeding

    def begin(self) -> Step:
        return self._settle(0, frozenset(), self.first - 1)

    def step(self, state: Any, day: int, choice: int) -> Step:
        if state is None:
            return None, 0
        value, hit = state
        fed = self.feeds.get((day, choice), frozenset())
        return self._settle(value + len(fed - hit), hit | fed, day)

    def before(self) -> frozenset[int]:
        """The groups that the given days before the horizon make count."""
        return frozenset(group for (day, _), fed in self.feeds.items() if day < 0 for group in fed)

    def _settle(self, value: int, hit: frozenset[int], day: int) -> Step:
        hit = frozenset(group for group in hit if self.ends[group] > day)
        most = self._ahead[day] - len(hit)
        amount = 0
        if self.high is not None and value > self.high:
            amount, value = value - self.high, self.high
        if self.low is not None and value + most < self.low:
            short = self.low - value - most
            amount, value = amount + short, value + short
        safe = (self.high is None or value + most <= self.high) and (self.low is None or value >= self.low)
        return self.charge(None if safe else (value, hit), amount)


class Runs(Part):
    """Groups in a row that are in: the state is how many the run has, whether its start is known, and the group so far."""

    def __init__(self, said: Run, cells: Cells, level: str, layer: int | None, weight: int) -> None:
        days = [day for group in said.groups for day in group]
        super().__init__(min(days), max(days), layer, weight)
        self.said, self.cells = said, cells
        self.maximum = level == "maximum"
        self.clip = (said.high if self.maximum else said.low) or 0
        self.group_of = {day: at for at, group in enumerate(said.groups) for day in group}
        self.done = {group[-1]: at for at, group in enumerate(said.groups)}

    def terms(self) -> tuple[Hashable, ...]:
        return self.maximum, replace(self.said, rule="", person=0)

    def reads(self, day: int, choice: int) -> Hashable:
        return self.cells.matches(self.said.inside, day, choice)

    def alike(self, day: int) -> bool:
        return day not in self.cells.fixed

    def plain(self, day: int) -> bool:
        """Not near an end, and with a choice, so that no run that ends or goes on here is all given facts."""
        at, said = self.group_of.get(day), self.said
        if at is None or day in self.cells.fixed or said.lifted or len(said.groups[at]) > 1:
            return False
        return said.begin <= at - self.clip and at < min(said.stop, len(said.groups) - 1)

    def begin(self) -> Step:
        return (0, self.said.left == "closed", False, False), 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        length, known, hit, unknown = state
        if day not in self.group_of:
            return state, 0
        hit = hit or self.cells.matches(self.said.inside, day, choice)
        unknown = unknown or self.cells.blank(day)
        at = self.done.get(day)
        if at is None:
            return (length, known, hit, unknown), 0
        inside = None if unknown and not hit else hit != self.said.quiet
        return self._close(length, known, inside, at)

    def _close(self, length: int, known: bool, inside: bool | None, at: int) -> Step:
        if inside:
            amount = int(self.maximum and length >= self.clip and not self._exempt(at - self.clip, at + 1, at - self.clip))
            length = min(length + 1, self.clip)
            if not self.maximum and at == len(self.said.groups) - 1 and self.said.right == "closed":
                amount = self._short(length, known, at + 1)
            return self.charge((length, known and not self.maximum, False, False), amount)
        amount = 0 if inside is None or self.maximum else self._short(length, known, at)
        return self.charge((0, inside is not None and not self.maximum, False, False), amount)

    def _short(self, length: int, known: bool, end: int) -> int:
        if not known or not 0 < length < self.clip:
            return 0
        around = max(0, end - length - 1), min(len(self.said.groups), end + 1)
        return 0 if self._exempt(*around, end - length) else self.clip - length

    def _exempt(self, start: int, stop: int, begins: int) -> bool:
        """Given facts alone, lifted by a person, or another version's."""
        if not self.said.judges(begins):
            return True
        days = [day for group in self.said.groups[start:stop] for day in group]
        return self.cells.all_fixed(days) or span_lifted(self.said.lifted, days)


class Words(Part):
    """A forbidden sequence: the state is how many days each sequence has that has begun and still matches."""

    def __init__(self, said: Word, cells: Cells, layer: int | None, weight: int) -> None:
        size = len(said.classes)
        super().__init__(min(said.starts), max(said.starts) + size - 1, layer, weight)
        self.said, self.cells = said, cells
        self.starts = frozenset(
            start
            for start in said.starts
            if not cells.all_fixed(range(start, start + size)) and not span_lifted(said.lifted, range(start, start + size))
        )

    def terms(self) -> tuple[Hashable, ...]:
        return self.said.classes, self.starts

    def reads(self, day: int, choice: int) -> Hashable:
        return tuple(self.cells.matches(klass, day, choice) for klass in self.said.classes)

    def alike(self, day: int) -> bool:
        return day not in self.cells.fixed

    def plain(self, day: int) -> bool:
        return day not in self.cells.fixed and day in self.starts

    def begin(self) -> Step:
        return (), 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        classes = self.said.classes
        begun = (*state, 0) if day in self.starts else state
        alive = tuple(size + 1 for size in begun if self.cells.matches(classes[size], day, choice))
        ended = alive.count(len(classes))
        return self.charge(alive[ended:], ended)


class Rest(Part):
    """Minutes between duties: the state is the duties that still ask for a rest."""

    def __init__(self, said: Gap, cells: Cells, layer: int | None, weight: int) -> None:
        frame = cells.grid.frame
        first = max(said.first, frame.first)
        super().__init__(first, min(said.last + gap_reach(said), frame.last), layer, weight)
        self.said, self.cells, self.frame = said, cells, frame

    def terms(self) -> tuple[Hashable, ...]:
        return (replace(self.said, rule="", person=0),)

    def begin(self) -> Step:
        return (), 0

    def step(self, state: Any, day: int, choice: int) -> Step:
        said, pieces = self.said, self.cells.pieces(day, choice)
        amount = 0
        if pieces and self.cells.matches(said.before, day, choice):
            start = min(piece.start for piece in pieces)
            for earlier, end in state:
                exempt = self.cells.all_fixed((earlier, day)) or span_lifted(said.lifted, (earlier, day))
                if not exempt:
                    amount += max(0, said.minutes - (start - end))
            state = ()
        if pieces and said.first <= day <= said.last and self.cells.matches(said.after, day, choice):
            state = (*state, (day, max(piece.end for piece in pieces)))
        next_day = self.frame.midnight(day + 1)
        return self.charge(tuple(one for one in state if one[1] + said.minutes > next_day), amount)
