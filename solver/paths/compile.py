"""A person's rules as parts and prices of cells, from the same statements that CP-SAT and the evaluator read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.rules import evaluate, reading
from scheduler.rules.api import Allow, Gap, Hole, Price, Run, Slot, Total, Word, span_lifted
from scheduler.rules.costs import place
from scheduler.rules.registry import Rule, RuleBook
from solver.paths.cells import Cells
from solver.paths.holes import Blocks, FreeDays, FreeMinutes
from solver.paths.parts import Count, Part, Rest, Runs, Sum, Words

Prices = dict[tuple[int, int], dict[int, int]]
"""By (day, choice): what the cell costs in each layer."""


@dataclass
class PersonModel:
    """Everything that a person's roster alone costs: parts over days, prices of cells, and what is certain beforehand."""

    cells: Cells
    parts: list[Part] = field(default_factory=list)
    prices: Prices = field(default_factory=dict)
    constant: dict[int, int] = field(default_factory=dict)
    meters: list[Count] = field(default_factory=list)
    """Counts that are no limits here, only charged."""

    def price(self, day: int, choice: int, layer: int, amount: int) -> None:
        here = self.prices.setdefault((day, choice), {})
        here[layer] = here.get(layer, 0) + amount


class Compiler:
    """Turns statements into parts; keeps the minutes of choices in windows, which are the same for everyone."""

    def __init__(self, book: RuleBook) -> None:
        self.book, self.frame = book, book.frame
        self._minutes: dict[Any, dict[tuple[int, int], int]] = {}
        self.windows: dict[Hashable, list[Part]] = {}
        """What windows of totals compile to, for all whose cells are alike in them."""
        self._days: dict[Hashable, dict[int, int]] = {}
        """By choices and what each of them counts, what a day adds to a count: the same for all such days, so that the tables
        of a year stay small."""
        self._numbers: dict[Hashable, int] = {}
        self._rows: dict[int, tuple[Hashable, ...]] = {}

    def person(self, cells: Cells, rules: list[tuple[Rule, object]]) -> PersonModel:
        model = PersonModel(cells)
        for rule, said in rules:
            for part in _COMPILERS[type(said)](self, model, rule.setting, said):
                model.parts.append(part)
        return model

    def alike(self, person: int, setting: RuleSetting, said: Total) -> int:
        """A number that is the same for totals, of whomever, that say the same but for their windows and limits."""
        options = self.frame.options[person]
        key = id(setting), said.measure, said.opening, options, person if said.measure.credit else -1
        return self._numbers.setdefault(key, len(self._numbers))

    def read(self, cells: Cells, days: range) -> Hashable:
        """All that there is to read in the cells of some days."""
        row = self._rows.get(cells.person)
        if row is None:
            marks = cells.marks
            numbers = self._numbers
            row = self._rows[cells.person] = tuple(
                numbers.setdefault(marks[day], len(numbers)) for day in self.frame.all_days
            )
        return row[days.start - self.frame.first : days.stop - self.frame.first]

    def at(self, setting: RuleSetting, level: str) -> tuple[int | None, int] | None:
        """The layer (None: hard) and weight of a level; None where it neither holds nor costs."""
        if setting.hardness == "hard":
            return None, 1
        layer, weight = place(self.frame, setting, level)
        return None if layer is None or not weight else (layer, weight)

    def minutes(self, cells: Cells, said: Total, slot: Slot, span: tuple[int, int], days: range) -> dict[int, dict[int, int]]:
        """By day and choice, what a cell adds to a sum of minutes over one span."""
        frame, measure = self.frame, said.measure
        klass = frame.klass(measure.select)
        who = cells.person if measure.credit else -1
        known = self._minutes.setdefault((measure, slot.first, slot.last, span, who), {})
        found: dict[int, dict[int, int]] = {}
        for day in days:
            fixed = day in cells.fixed
            amounts = found[day] = {}
            for choice in cells.options[day]:
                amount = None if fixed else known.get((day, choice))
                if amount is None:
                    pieces = cells.measured(measure, klass, day, choice)
                    amount = reading.minutes(frame, measure, cells.person, choice, pieces, day, slot, span)
                    if not fixed:
                        known[day, choice] = amount
                amounts[choice] = amount
        return found


    def daily(self, cells: Cells, said: Total, slot: Slot, days: range) -> dict[int, dict[int, int]] | None:
        """By day and choice, what a cell adds to a count of days; None where what counts once is more than a day."""
        if said.measure.how == "touch" or any(len(group) > 1 for group in slot.groups):
            return None
        klass, counted = self.frame.klass(said.measure.select), Counter(day for day, in slot.groups)
        found = {}
        for day in days:
            choices, times = cells.options[day], counted[day]
            if day in cells.fixed:
                found[day] = {choice: times * cells.matches(klass, day, choice) for choice in choices}
                continue
            table = self._days.get((klass.choices, choices, times))
            if table is None:
                table = {choice: times * (choice in klass.choices) for choice in choices}
                self._days[klass.choices, choices, times] = table
            found[day] = table
        return found


def _allow(c: Compiler, m: PersonModel, setting: RuleSetting, said: Allow) -> Iterator[Part]:
    layer, weight = c.at(setting, "") or (None, 0)
    if layer is not None:
        for day, forbidden in said.cells:
            if day not in said.lifted and day not in m.cells.fixed:
                for choice in forbidden.intersection(m.cells.options[day]):
                    m.price(day, choice, layer, weight)
    yield from ()


def _price(c: Compiler, m: PersonModel, setting: RuleSetting, said: Price) -> Iterator[Part]:
    layer, weight = c.at(setting, "") or (None, 0)
    if layer is not None:
        for day, klass, wanted, amount in said.cells:
            if day in said.lifted or m.cells.blank(day) or not c.frame.first <= day <= c.frame.last:
                continue
            for choice in m.cells.options[day]:
                if m.cells.matches(klass, day, choice) != wanted:
                    m.price(day, choice, layer, weight * amount)
    yield from ()


def _gap(c: Compiler, m: PersonModel, setting: RuleSetting, said: Gap) -> Iterator[Part]:
    where = c.at(setting, "")
    if where is not None:
        yield Rest(said, m.cells, *where)


def _word(c: Compiler, m: PersonModel, setting: RuleSetting, said: Word) -> Iterator[Part]:
    where = c.at(setting, "")
    if where is not None and said.starts:
        part = Words(said, m.cells, *where)
        if part.starts:
            yield part


def _run(c: Compiler, m: PersonModel, setting: RuleSetting, said: Run) -> Iterator[Part]:
    for level, limit in (("maximum", said.high), ("minimum", said.low)):
        where = c.at(setting, level)
        if limit is not None and where is not None and said.groups:
            yield Runs(said, m.cells, level, *where)


def _hole(c: Compiler, m: PersonModel, setting: RuleSetting, said: Hole) -> Iterator[Part]:
    where = c.at(setting, "")
    grid = m.cells.grid
    for period in said.periods if where is not None else ():
        days = evaluate.hole_days(grid, said, period)
        lifted = span_lifted(said.lifted, range(period.first, period.last + 1))
        if lifted or not days or m.cells.all_fixed(days):
            continue
        need = min(said.need, evaluate._free(said, period, grid, days, True))
        if not need:
            continue
        assert where is not None
        if said.minutes is None:
            yield FreeDays(days, Blocks(period.blocks, need), m.cells, said.busy, *where)
        else:
            yield FreeMinutes(days, period, said.minutes, m.cells, *where)


def _total(c: Compiler, m: PersonModel, setting: RuleSetting, said: Total) -> Iterator[Part]:
    alike = c.alike(m.cells.person, setting, said)
    for slot, limits in zip(said.windows, said.limits, strict=True):
        days = reading.slot_days(c.frame, said.measure, slot)
        if not days or span_lifted(said.lifted, days) or m.cells.all_fixed(days):
            continue
        key = alike, slot, limits, c.read(m.cells, days)
        parts = c.windows.get(key)
        if parts is None:
            parts = c.windows[key] = list(_window(c, m, setting, said, slot, limits, days))
        yield from parts


def _window(
    c: Compiler,
    m: PersonModel,
    setting: RuleSetting,
    said: Total,
    slot: Slot,
    limits: tuple[int | None, int | None],
    days: range,
) -> Iterator[Part]:
    low, high = limits
    if low is not None and (not slot.whole or any(m.cells.blank(day) for day in days)):
        low = None
    minutes = said.measure.count == "minutes"
    if minutes:
        tables = [c.minutes(m.cells, said, slot, span, days) for span in slot.spans]
    else:
        daily = c.daily(m.cells, said, slot, days)
        tables = [] if daily is None else [daily]
    if tables and low is None:
        given = [sum(sum(table[day].values()) for day in days if day in m.cells.fixed) for table in tables]
    else:
        sums = list(evaluate._sums(said, slot, m.cells.grid, days, low is not None, {}))
        given = [already for _, already, _ in sums]
        if low is not None:
            low = min(low, max(best for _, _, best in sums) + said.opening) - said.opening
    highs = None if high is None else [max(high, already + said.opening) - said.opening for already in given]
    if minutes:
        yield from _sum_parts(c, setting, days, tables, low, highs)
    elif tables:
        yield from (Sum(days, tables, low, highs, *where) for low, highs, where in _levels(c, setting, low, highs, True))
    else:
        yield from _count_parts(c, m, setting, said, slot, days, low, highs)


def _sum_parts(
    c: Compiler,
    setting: RuleSetting,
    days: range,
    tables: list[dict[int, dict[int, int]]],
    low: int | None,
    highs: list[int] | None,
) -> Iterator[Part]:
    for level_low, level_highs, where in _levels(c, setting, low, highs, len(tables) == 1):
        if level_highs is None:
            yield Sum(days, tables[:1], level_low, None, *where)
        elif where[0] is not None or len(tables) == 1:
            yield Sum(days, tables, level_low, level_highs, *where)
        else:
            yield from _hard_sums(days, tables, level_highs)


def _hard_sums(days: range, tables: list[dict[int, dict[int, int]]], highs: list[int]) -> Iterator[Part]:
    """A part for each span that some roster can overfill; spans with the same amounts are one."""
    seen: dict[Any, int] = {}
    for table, high in zip(tables, highs, strict=True):
        if sum(max(amounts.values(), default=0) for amounts in table.values()) > high:
            key = tuple(tuple(sorted(table[day].items())) for day in days)
            seen[key] = min(high, seen.get(key, high))
    for key, high in seen.items():
        table = {day: dict(amounts) for day, amounts in zip(days, key, strict=True)}
        used = [day for day in days if any(table[day].values())]
        part = Sum(range(used[0], used[-1] + 1), [table], None, [high], None, 1)
        part.rare = True
        yield part


def _levels(
    c: Compiler, setting: RuleSetting, low: int | None, highs: list[int] | None, together: bool
) -> list[tuple[int | None, list[int] | None, tuple[int | None, int]]]:
    """The limits to hold, those that are counted in one place together where they can be."""
    at_low, at_high = c.at(setting, "minimum"), c.at(setting, "maximum")
    found: list[tuple[int | None, list[int] | None, tuple[int | None, int]]] = []
    if low is not None and highs is not None and together and at_low == at_high and at_low is not None:
        return [(low, highs, at_low)]
    if low is not None and at_low is not None:
        found.append((low, None, at_low))
    if highs is not None and at_high is not None:
        found.append((None, highs, at_high))
    return found


def _count_parts(
    c: Compiler,
    m: PersonModel,
    setting: RuleSetting,
    said: Total,
    slot: Slot,
    days: range,
    low: int | None,
    highs: list[int] | None,
) -> Iterator[Part]:
    feeds, ends = feeds_of(c.frame, m.cells, said, slot)
    for level_low, level_highs, where in _levels(c, setting, low, highs, True):
        high = None if level_highs is None else level_highs[0]
        if all(ends[group] == day for (day, _), groups in feeds.items() for group in groups):
            table = {day: {x: len(feeds.get((day, x), ())) for x in m.cells.options[day]} for day in days}
            yield Sum(days, [table], level_low, None if high is None else [high], *where)
        else:
            yield Count(days, feeds, ends, level_low, high, *where)


def feeds_of(frame: Frame, cells: Cells, said: Total, slot: Slot) -> tuple[dict[tuple[int, int], frozenset[int]], list[int]]:
    """By (day, choice) the groups of a window that it makes count, and each group's last such day."""
    klass, measure = frame.klass(said.measure.select), said.measure
    found: dict[tuple[int, int], set[int]] = {}
    ends = []
    for at, group in enumerate(slot.groups):
        end = slot.first - 1
        for day in reading.feeders(frame, measure, group):
            for choice in cells.options[day]:
                if measure.how == "touch":
                    pieces = cells.measured(measure, klass, day, choice)
                    hit = any(reading.touches(frame, pieces, touched) for touched in group)
                else:
                    hit = cells.matches(klass, day, choice)
                if hit:
                    found.setdefault((day, choice), set()).add(at)
                    end = max(end, day)
        ends.append(end)
    return {key: frozenset(groups) for key, groups in found.items()}, ends


_COMPILERS: dict[type, Callable[..., Iterator[Part]]] = {
    Allow: _allow,
    Gap: _gap,
    Total: _total,
    Run: _run,
    Word: _word,
    Hole: _hole,
    Price: _price,
}
