"""The rule vocabulary compiled to CP-SAT: for each kind of statement the rows that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from scheduler.domain.frame import ChoiceClass
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Allow, Compare, Gap, Heads, Hole, Price, Run, Spread, Statement, Total, Word, span_lifted
from scheduler.rules.evaluate import gap_reach
from scheduler.rules.evaluate_coupling import least
from scheduler.rules.registry import RuleBook
from solver.holes import state_holes
from solver.linear import Linear, total_sums
from solver.model import Cell, Model


def build(book: RuleBook, grid: Grid, free: Iterable[Cell] | None = None) -> Model:
    """The model of every rule of a book over a grid; `free` names the cells to decide (default: all that are not given)."""
    return Model(book, grid, COMPILERS, free)


def _allow(m: Model, setting: RuleSetting, said: Allow) -> None:
    if setting.hardness == "hard":
        return
    for day, forbidden in said.cells:
        options = m.cells.get((said.person, day))
        if options is not None and day not in said.lifted:
            m.price_sum(setting, "", Linear([options[c] for c in options if c in forbidden]), 1)


def _gap(m: Model, setting: RuleSetting, said: Gap) -> None:
    person, last = said.person, m.frame.last
    for day in range(max(said.first, -gap_reach(said)), said.last + 1):
        for _, end, one in _duties(m, person, day, said.after, 1):
            for later in range(day + 1, min(last, day + gap_reach(said)) + 1):
                if (m.decided(person, day) and m.decided(person, later)) or span_lifted(said.lifted, (day, later)):
                    continue
                short: dict[int, list[Linear]] = {}
                for _, start, other in _duties(m, person, later, said.before, 0):
                    if start - end < said.minutes:
                        short.setdefault(said.minutes - (start - end), []).append(other)
                between = [m.membership(person, mid, said.before) for mid in range(day + 1, later)]
                groups = [(0, [x for same in short.values() for x in same])] if setting.hardness == "hard" else short.items()
                for amount, others in groups:
                    if others:
                        total = Linear.total([one, *others]).minus(between)
                        m.at_most(setting, "", total, 1, max(1, amount))


def _duties(m: Model, person: int, day: int, klass: ChoiceClass, side: int) -> list[tuple[int, int, Linear]]:
    """The duties of a class that a cell may bring: choice, its start (side 0) or end (side 1), and its literal."""
    options = m.cells.get((person, day))
    if options is None:
        pieces = m.grid.pieces(person, day)
        if not pieces or not reading.matches(m.grid, klass, person, day):
            return []
        return [(m.grid.at(person, day), _edge(pieces, side), Linear.const(1))]
    found = []
    for choice, variable in options.items():
        if choice in klass.choices and m.frame.works[choice]:
            found.append((choice, _edge(m.frame.pieces(choice, day), side), Linear([variable])))
    return found


def _edge(pieces: Any, side: int) -> int:
    edges: list[int] = [piece.end if side else piece.start for piece in pieces]
    return max(edges) if side else min(edges)


def _total(m: Model, setting: RuleSetting, said: Total) -> None:
    for slot, (low, high) in zip(said.windows, said.limits, strict=True):
        days = reading.slot_days(m.frame, said.measure, slot)
        if span_lifted(said.lifted, days) or all(m.decided(p, d) for p in said.people for d in days):
            continue
        sums = total_sums(m, said, slot, days, low is not None)
        if high is not None:
            _cap(m, setting, said, high, sums)
        if low is not None and slot.whole and not any(m.undecided(p, d) for p in said.people for d in days):
            reachable = max(best for _, _, best in sums) + said.opening
            parts = Linear.total([part for part, _, _ in sums]).plus(said.opening)
            m.at_least(setting, "minimum", parts, min(low, reachable))


def _cap(m: Model, setting: RuleSetting, said: Total, high: int, sums: list[tuple[Linear, int, int]]) -> None:
    """Each sum of a window stays below its limit; the largest excess is the window's amount."""
    over = []
    for part, given, _ in sums:
        parts = part.plus(said.opening)
        limit = max(high, given + said.opening)
        if parts.largest() > limit:
            over.append((parts, limit))
    if not over:
        return
    if setting.hardness == "hard":
        for parts, limit in over:
            m.require(parts.expression() <= limit)
        return
    excess = m.model.new_int_var(0, max(parts.largest() - limit for parts, limit in over), "")
    for parts, limit in over:
        m.model.add(parts.expression() - limit <= excess)
    m.price(setting, "maximum", excess, 1)


def _run(m: Model, setting: RuleSetting, said: Run) -> None:
    count = len(said.groups)
    free = [any(not m.decided(said.person, day) for day in group) for group in said.groups]
    if not any(free):
        return
    inside = _Insides(m, said)
    first_free, last_free = free.index(True), count - 1 - free[::-1].index(True)
    if said.high is not None:
        size = said.high + 1
        for first in range(max(said.begin, first_free - size + 1), min(said.stop, count - size + 1, last_free + 1)):
            _run_word(m, setting, said, inside, free, "maximum", first, first + size, 1)
    for length in range(1, said.low or 0):
        assert said.low is not None
        for first in range(max(said.begin, first_free - length), min(said.stop, count - length + 1, last_free + 2)):
            left = first > 0 or said.left == "closed"
            right = first + length < count or said.right == "closed"
            if left and right:
                _run_word(m, setting, said, inside, free, "minimum", first, first + length, said.low - length)


class _Insides:
    """Whether each group of a run is in, as a sum that is 0 or 1 (None: unknown); made when it is asked for."""

    def __init__(self, m: Model, said: Run) -> None:
        self.m, self.said = m, said
        self.known: dict[int, Linear | None] = {}

    def __getitem__(self, at: int) -> Linear | None:
        if at not in self.known:
            self.known[at] = _inside(self.m, self.said, self.said.groups[at])
        return self.known[at]


def _run_word(
    m: Model,
    setting: RuleSetting,
    said: Run,
    inside: _Insides,
    free: list[bool],
    level: str,
    first: int,
    stop: int,
    amount: int,
) -> None:
    """Groups first to stop are not all in (for a minimum: with the groups beside them out)."""
    beside = [] if level == "maximum" else [i for i in (first - 1, stop) if 0 <= i < len(free)]
    all_groups = [*range(first, stop), *beside]
    if not any(free[i] for i in all_groups) or span_lifted(said.lifted, [d for i in all_groups for d in said.groups[i]]):
        return
    within = [inside[i] for i in range(first, stop)]
    outside = [inside[i] for i in beside]
    if any(part is None for part in within + outside):
        return
    parts = Linear.total([part for part in within if part]).minus([part for part in outside if part])
    m.at_most(setting, level, parts, stop - first - 1, amount)


def _inside(m: Model, said: Run, group: tuple[int, ...]) -> Linear | None:
    parts = [m.membership(said.person, day, said.inside) for day in group]
    hit = m.any_of(("run", said.person, group, said.inside.choices), parts)
    if not hit.variables and not hit.constant and any(m.undecided(said.person, day) for day in group):
        return None
    return hit.complement() if said.quiet else hit


def _word(m: Model, setting: RuleSetting, said: Word) -> None:
    person, size = said.person, len(said.classes)
    for start in said.starts:
        days = range(start, start + size)
        if all(m.decided(person, day) for day in days) or span_lifted(said.lifted, days):
            continue
        parts = [m.membership(person, day, klass) for klass, day in zip(said.classes, days, strict=True)]
        m.at_most(setting, "", Linear.total(parts), size - 1)


def _heads(m: Model, setting: RuleSetting, said: Heads) -> None:
    elastic = setting if setting.hardness == "soft" else _softened(setting)
    if said.day in said.lifted:
        return
    for _, _, cells in said.slots:
        parts = Linear.total([_serving(m, person, day, choices) for person, day, choices in cells])
        if said.minimum is not None:
            m.at_least(elastic, "minimum", parts, said.minimum, said.under_weight)
        if said.target is not None:
            m.at_least(elastic, "target", parts, said.target, said.under_weight)
        if said.maximum is not None:
            m.at_most(elastic, "maximum", parts, said.maximum, said.over_weight)


def _compare(m: Model, setting: RuleSetting, said: Compare) -> None:
    for part in said.parts:
        for cells, limit in part.rows:
            free = any(not m.decided(person, day) for person, day, _, _ in cells)
            if not free or any(sign < 0 and m.undecided(person, day) for person, day, _, sign in cells):
                continue
            given = m.decided if setting.hardness == "hard" else m.grid.fixed
            reached = least(m.frame, cells, given, m.grid.at)
            parts = Linear.total([_serving(m, p, day, choices).times(sign) for p, day, choices, sign in cells])
            m.at_most(setting, "", parts, max(limit, reached))


def _spread(m: Model, setting: RuleSetting, said: Spread) -> None:
    """What counts of each distance (for the largest: of all) as a variable in whole units; a hard setting holds it at 0."""
    days = reading.slot_days(m.frame, said.measure, said.window)
    cells = [(person, day) for person in said.people for day in days]
    hard = setting.hardness == "hard"
    held = [cell for cell in cells if m.decided(*cell)]
    if len(held) == len(cells) or any(m.undecided(*cell) for cell in held):
        return
    if hard and not all(m.grid.fixed(*cell) for cell in held):
        return  # one person at a time cannot answer for the group
    totals = []
    most = 0
    for at, opening in enumerate(said.openings):
        ((parts, _, _),) = total_sums(m, said.total(at), said.window, days, False)
        low, high = opening - parts.negated().largest(), opening + parts.largest()
        totals.append(m.model.new_int_var(low, high, ""))
        m.model.add(totals[-1] == parts.expression() + opening)
        most += max(abs(low), abs(high))
    whole, everything = sum(said.shares), sum(totals)
    counted: Any = 0
    for at, (total, share) in enumerate(zip(totals, said.shares, strict=True)):
        if not hard and (said.norm == "sum" or not at):
            counted = m.model.new_int_var(0, 2 * most, "")
            m.price(setting, "", counted, 1)
        for off in (whole * total - share * everything, share * everything - whole * total):
            m.require(off <= whole * (counted + said.limit + 1) - 1)


def _softened(setting: RuleSetting) -> RuleSetting:
    return replace(setting, hardness="soft")


def _serving(m: Model, person: int, day: int, choices: frozenset[int]) -> Linear:
    options = m.cells.get((person, day))
    if options is None:
        return Linear.const(int(m.grid.at(person, day) in choices))
    return Linear([options[c] for c in options if c in choices])


def _price(m: Model, setting: RuleSetting, said: Price) -> None:
    for day, klass, wanted, amount in said.cells:
        if day in said.lifted or m.undecided(said.person, day):
            continue
        held = m.membership(said.person, day, klass)
        if setting.hardness == "hard":
            if not m.decided(said.person, day):
                m.at_least(setting, "", held if wanted else held.complement(), 1)
        else:
            m.price_sum(setting, "", held.complement() if wanted else held, amount)


COMPILERS: dict[type[Statement], Callable[..., None]] = {
    Allow: _allow,
    Gap: _gap,
    Total: _total,
    Run: _run,
    Word: _word,
    Hole: state_holes,
    Heads: _heads,
    Compare: _compare,
    Spread: _spread,
    Price: _price,
}
