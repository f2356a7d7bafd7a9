"""The rule vocabulary compiled to CP-SAT: one model for a roster of which some cells are free and the rest are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from scheduler.domain.frame import BLANK, ChoiceClass
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Allow, Gap, Heads, Hole, Price, Run, Statement, Total, Word, people_of, span_lifted
from scheduler.rules.costs import place
from scheduler.rules.evaluate import gap_reach, hole_days
from scheduler.rules.registry import RuleBook
from solver.linear import Linear, total_sums

Cell = tuple[int, int]


@dataclass
class Goal:
    """One layer of the objective: a sum of weighted variables and a constant."""

    terms: list[Any] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    constant: int = 0

    def add(self, variable: Any, weight: int) -> None:
        self.terms.append(variable)
        self.weights.append(weight)

    def value(self, of: Callable[[Any], int]) -> int:
        return self.constant + sum(weight * of(term) for term, weight in zip(self.terms, self.weights, strict=True))

    def expression(self) -> Any:
        return cp_model.LinearExpr.weighted_sum(self.terms, self.weights) + self.constant


class Model:
    """Variables for the free cells of a grid and every rule of a book over them.

    `free` names the cells to decide (default: every cell that is no given fact); the others stay as they stand in the grid.
    A rule set hard holds for people beyond what the given facts already break; a minimum cover is always elastic.
    """

    def __init__(self, book: RuleBook, grid: Grid, free: Iterable[Cell] | None = None) -> None:
        self.book, self.grid, self.frame = book, grid, book.frame
        self.model = cp_model.CpModel()
        self.goals = [Goal() for _ in self.frame.problem.layers]
        self.cells: dict[Cell, dict[int, Any]] = {}
        self._memberships: dict[tuple[int, int, frozenset[int]], Linear] = {}
        self._groups: dict[tuple[Any, ...], Linear] = {}
        self._coefficients: dict[Any, Any] = {}
        chosen = self._free_cells() if free is None else list(free)
        self._make_cells(chosen)
        people = {person for person, _ in self.cells}
        for rule in book.rules:
            for statement in rule.statements:
                if not people.isdisjoint(people_of(statement)):
                    _COMPILERS[type(statement)](self, rule.setting, statement)

    # --- cells

    def _free_cells(self) -> list[Cell]:
        people, days = range(len(self.frame.problem.people)), range(self.frame.last + 1)
        return [(p, d) for p in people for d in days if not self.grid.fixed(p, d)]

    def _make_cells(self, chosen: list[Cell]) -> None:
        forbidden: dict[Cell, frozenset[int]] = {}
        for rule in self.book.rules:
            if rule.setting.hardness == "hard":
                for said in rule.statements:
                    if isinstance(said, Allow):
                        for day, choices in said.cells:
                            if day not in said.lifted:
                                key = (said.person, day)
                                forbidden[key] = forbidden.get(key, frozenset()) | choices
        new = self.model.new_bool_var
        for cell in chosen:
            banned = forbidden.get(cell, frozenset())
            options = {choice: new("") for choice in self.frame.options[cell[0]] if choice not in banned}
            self.cells[cell] = options
            self.model.add_exactly_one(options.values())

    def decided(self, person: int, day: int) -> bool:
        """Whether the cell is a constant of this model."""
        return (person, day) not in self.cells

    def membership(self, person: int, day: int, klass: ChoiceClass) -> Linear:
        """Whether a cell is of a class, as a sum that is 0 or 1."""
        key = (person, day, klass.choices)
        known = self._memberships.get(key)
        if known is None:
            options = self.cells.get((person, day))
            if options is None:
                known = Linear.const(int(reading.matches(self.grid, klass, person, day)))
            else:
                known = Linear([options[c] for c in options if c in klass.choices])
            self._memberships[key] = known
        return known

    def _open_cell(self, person: int, day: int) -> bool:
        """A constant cell that is undecided: nothing is judged on it but maxima."""
        return self.decided(person, day) and reading.blank(self.grid, person, day)

    def any_of(self, key: tuple[Any, ...], parts: list[Linear]) -> Linear:
        """1 when one of the 0/1 sums is 1."""
        known = self._groups.get(key)
        if known is None:
            self._groups[key] = known = self._any_of([part for part in parts if part.variables or part.constant])
        return known

    def _any_of(self, parts: list[Linear]) -> Linear:
        if any(part.constant for part in parts):
            return Linear.const(1)
        if len(parts) <= 1:
            return parts[0] if parts else Linear.const(0)
        literal = self.model.new_bool_var("")
        for part in parts:
            self.model.add(part.expression() <= literal)
        self.model.add(sum((part.expression() for part in parts[1:]), parts[0].expression()) >= literal)
        return Linear([literal])

    # --- putting rules down

    def at_most(self, setting: RuleSetting, level: str, parts: Linear, limit: int, amount: int = 1) -> None:
        """parts <= limit; where the setting is soft each unit above costs its weight times `amount`."""
        if parts.largest() <= limit:
            return
        if setting.hardness == "hard":
            self.model.add(parts.expression() <= limit)
            return
        excess = self.model.new_int_var(0, parts.largest() - limit, "")
        self.model.add(parts.expression() - limit <= excess)
        self.price(setting, level, excess, amount)

    def at_least(self, setting: RuleSetting, level: str, parts: Linear, limit: int, amount: int = 1) -> None:
        """parts >= limit, as `at_most`."""
        self.at_most(setting, level, parts.negated(), -limit, amount)

    def price(self, setting: RuleSetting, level: str, variable: Any, amount: int) -> None:
        layer, weight = place(self.frame, setting, level)
        if layer is not None and weight * amount:
            self.goals[layer].add(variable, weight * amount)

    def price_sum(self, setting: RuleSetting, level: str, parts: Linear, amount: int) -> None:
        layer, weight = place(self.frame, setting, level)
        if layer is not None and weight * amount:
            for variable, coefficient in zip(parts.variables, parts.coefficients, strict=True):
                self.goals[layer].add(variable, weight * amount * coefficient)
            self.goals[layer].constant += weight * amount * parts.constant

    # --- reading solutions

    def hint(self, grid: Grid) -> None:
        """Start from a roster (cells it leaves undecided or that are not allowed are left open)."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (person, day), options in self.cells.items():
            held = grid.at(person, day)
            if held in options:
                for choice, variable in options.items():
                    self.model.add_hint(variable, choice == held)

    def write(self, grid: Grid, value: Callable[[Any], int]) -> None:
        """Put a solution's choices into a grid."""
        for (person, day), options in self.cells.items():
            for choice, variable in options.items():
                if value(variable):
                    grid.put(person, day, choice)
                    break
            else:
                grid.put(person, day, BLANK)


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
        if low is not None and slot.whole and not any(m._open_cell(p, d) for p in said.people for d in days):
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
            m.model.add(parts.expression() <= limit)
        return
    excess = m.model.new_int_var(0, max(parts.largest() - limit for parts, limit in over), "")
    for parts, limit in over:
        m.model.add(parts.expression() - limit <= excess)
    m.price(setting, "maximum", excess, 1)


def _run(m: Model, setting: RuleSetting, said: Run) -> None:
    person, count = said.person, len(said.groups)
    inside: list[Linear | None] = [_inside(m, said, group) for group in said.groups]
    constant = [all(m.decided(person, day) for day in group) for group in said.groups]
    if said.high is not None:
        size = said.high + 1
        for first in range(count - size + 1):
            _run_word(m, setting, said, inside, constant, "maximum", first, first + size, 1)
    for length in range(1, said.low or 0):
        assert said.low is not None
        for first in range(count - length + 1):
            left = first > 0 or said.left == "closed"
            right = first + length < count or said.right == "closed"
            if left and right:
                _run_word(m, setting, said, inside, constant, "minimum", first, first + length, said.low - length)


def _run_word(
    m: Model,
    setting: RuleSetting,
    said: Run,
    inside: list[Linear | None],
    constant: list[bool],
    level: str,
    first: int,
    stop: int,
    amount: int,
) -> None:
    """Groups first to stop are not all in (for a minimum: with the groups beside them out)."""
    beside = [] if level == "maximum" else [i for i in (first - 1, stop) if 0 <= i < len(inside)]
    all_groups = [*range(first, stop), *beside]
    if all(constant[i] for i in all_groups) or span_lifted(said.lifted, [d for i in all_groups for d in said.groups[i]]):
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
    if not hit.variables and not hit.constant and any(m._open_cell(said.person, day) for day in group):
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


def _hole(m: Model, setting: RuleSetting, said: Hole) -> None:
    for period in said.periods:
        span = hole_days(m.grid, said, period)
        if all(m.decided(said.person, day) for day in span):
            continue
        if span_lifted(said.lifted, range(period.first, period.last + 1)):
            continue
        if said.minutes is None:
            free = [_free_days(m, said, block) for block in period.blocks]
        else:
            free = _free_minutes(m, said, period, span)
        possible = [literal for literal in free if literal is not None]
        need = min(said.need, len(possible))
        if need:
            m.at_least(setting, "", Linear.total(possible), need)


def _free_days(m: Model, said: Hole, block: tuple[int, ...]) -> Linear | None:
    """1 only when no work touches the days of a block; None when a given fact does."""
    days = [_free_day(m, said, day) for day in block]
    if any(not day.variables and not day.constant for day in days):
        return None
    if len(days) == 1:
        return days[0]
    literal = m.model.new_bool_var("")
    for day in days:
        m.model.add(day.expression() >= literal)
    return Linear([literal])


def _free_day(m: Model, said: Hole, day: int) -> Linear:
    key = ("free", said.person, day, said.busy.choices)
    known = m._groups.get(key)
    if known is None:
        frame = m.frame
        blockers = []
        for start in range(max(frame.first, day - frame.reach), min(day, frame.last) + 1):
            blockers += _blockers(m, said, start, frame.midnight(day), frame.midnight(day + 1), start == day)
        known = m._groups[key] = _none_of(m, blockers)
    return known


def _blockers(m: Model, said: Hole, day: int, start: int, end: int, own: bool) -> list[Linear]:
    """What a cell may hold that puts work into [start, end), or on the day itself is no rest."""
    options = m.cells.get((said.person, day))
    if options is None:
        work = any(piece.start < end and start < piece.end for piece in m.grid.pieces(said.person, day))
        return [Linear.const(1)] if work or (own and reading.matches(m.grid, said.busy, said.person, day)) else []
    blocking = [
        variable
        for choice, variable in options.items()
        if any(piece.start < end and start < piece.end for piece in m.frame.pieces(choice, day))
        or (own and choice in said.busy.choices)
    ]
    return [Linear(blocking)] if blocking else []


def _none_of(m: Model, blockers: list[Linear]) -> Linear:
    if any(part.constant for part in blockers):
        return Linear.const(0)
    if not blockers:
        return Linear.const(1)
    if len(blockers) == 1:
        return blockers[0].complement()
    literal = m.model.new_bool_var("")
    for part in blockers:
        m.model.add(part.expression() + literal <= 1)
    return Linear([literal])


def _free_minutes(m: Model, said: Hole, period: Any, span: range) -> list[Linear | None]:
    """A literal for each candidate hole of minutes that no given fact fills; candidates that another one beats are left out."""
    assert said.minutes is not None
    ends = {piece.end for day in span if m.decided(said.person, day) for piece in m.grid.pieces(said.person, day)}
    begin, stop = m.frame.midnight(period.first), m.frame.midnight(period.last + 1)
    candidates: dict[frozenset[int], list[Linear]] = {}
    for at in sorted({*period.starts, *(end for end in ends if begin <= end < stop)}):
        blockers = [part for day in span for part in _blockers(m, said, day, at, at + said.minutes, False)]
        if not any(part.constant for part in blockers):
            candidates[frozenset(v.index for part in blockers for v in part.variables)] = blockers
    kept = [key for key in candidates if not any(other < key for other in candidates)]
    return [_none_of(m, candidates[key]) for key in kept]


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


def _softened(setting: RuleSetting) -> RuleSetting:
    return replace(setting, hardness="soft")


def _serving(m: Model, person: int, day: int, choices: frozenset[int]) -> Linear:
    options = m.cells.get((person, day))
    if options is None:
        return Linear.const(int(m.grid.at(person, day) in choices))
    return Linear([options[c] for c in options if c in choices])


def _price(m: Model, setting: RuleSetting, said: Price) -> None:
    for day, klass, wanted, amount in said.cells:
        if day in said.lifted or m._open_cell(said.person, day):
            continue
        held = m.membership(said.person, day, klass)
        if setting.hardness == "hard":
            if not m.decided(said.person, day):
                m.at_least(setting, "", held if wanted else held.complement(), 1)
        else:
            m.price_sum(setting, "", held.complement() if wanted else held, amount)


_COMPILERS: dict[type[Statement], Callable[..., None]] = {
    Allow: _allow,
    Gap: _gap,
    Total: _total,
    Run: _run,
    Word: _word,
    Hole: _hole,
    Heads: _heads,
    Price: _price,
}
