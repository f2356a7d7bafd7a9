"""Holes compiled to CP-SAT: a literal for each free block that could be the rest which a period must hold."""

from __future__ import annotations

from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Hole, span_lifted
from scheduler.rules.evaluate import hole_days
from solver.linear import Linear
from solver.model import Model


def state_holes(m: Model, setting: RuleSetting, said: Hole) -> None:
    """In each period enough of the candidate holes are free."""
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
    known = m.groups.get(key)
    if known is None:
        frame = m.frame
        blockers = []
        for start in range(max(frame.first, day - frame.reach), min(day, frame.last) + 1):
            blockers += _blockers(m, said, start, frame.midnight(day), frame.midnight(day + 1), start == day)
        known = m.groups[key] = _none_of(m, blockers)
    return known


def _blockers(m: Model, said: Hole, day: int, start: int, end: int, own: bool) -> list[Linear]:
    """What a cell may hold that puts work into [start, end), or on the day itself is no rest."""
    options = m.cells.get((said.person, day))
    if options is None:
        work = any(piece.start < end and start < piece.end for piece in m.grid.pieces(said.person, day))
        return [Linear.const(1)] if work or (own and reading.matches(m.grid, said.busy, said.person, day)) else []
    working = _working(m.frame, day, start, end)
    busy = said.busy.choices if own else working
    blocking = [variable for choice, variable in options.items() if choice in working or choice in busy]
    return [Linear(blocking)] if blocking else []


def _working(frame: Frame, day: int, start: int, end: int) -> frozenset[int]:
    """The choices that put work of a day into [start, end); of one ward they are the same in every model."""
    known = frame.tables.setdefault("working", {})
    found: frozenset[int] | None = known.get((day, start, end))
    if found is None:
        held = (choice for choice in range(1, len(frame.choices)) if frame.planned[choice])
        pieces = ((choice, piece) for choice in held for piece in frame.pieces(choice, day))
        found = known[day, start, end] = frozenset(choice for choice, each in pieces if each.start < end and start < each.end)
    return found


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
    midnight, reach = m.frame.midnight, m.frame.reach
    begin, stop = midnight(period.first), midnight(period.last + 1)
    starts = [(day, midnight(day), midnight(day + reach + 1)) for day in span]
    candidates: dict[frozenset[int], list[Linear]] = {}
    for at in sorted({*period.starts, *(end for end in ends if begin <= end < stop)}):
        end = at + said.minutes
        near = [day for day, first, last in starts if first < end and at < last]  # whose work can come into it
        blockers = [part for day in near for part in _blockers(m, said, day, at, end, False)]
        if not any(part.constant for part in blockers):
            candidates[frozenset(v.index for part in blockers for v in part.variables)] = blockers
    kept = [key for key in candidates if not any(other < key for other in candidates)]
    return [_none_of(m, candidates[key]) for key in kept]
