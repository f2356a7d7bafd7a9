"""Sums of CP-SAT variables with a constant, kept as plain lists so that thousands of rows are built quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from scheduler.domain.frame import ChoiceClass, Frame
from scheduler.rules import reading
from scheduler.rules.api import Measure, Slot, Total

if TYPE_CHECKING:
    from solver.model import Model


class Linear:
    """coefficients x variables + constant; each variable lies between 0 and 1."""

    __slots__ = ("coefficients", "constant", "variables")

    def __init__(self, variables: list[Any], coefficients: list[int] | None = None, constant: int = 0) -> None:
        self.variables = variables
        self.coefficients = [1] * len(variables) if coefficients is None else coefficients
        self.constant = constant

    @classmethod
    def const(cls, value: int) -> Linear:
        return cls([], [], value)

    @classmethod
    def total(cls, parts: list[Linear]) -> Linear:
        variables = [v for part in parts for v in part.variables]
        coefficients = [c for part in parts for c in part.coefficients]
        return cls(variables, coefficients, sum(part.constant for part in parts))

    def minus(self, parts: list[Linear]) -> Linear:
        return Linear.total([self, *(part.negated() for part in parts)])

    def plus(self, constant: int) -> Linear:
        return Linear(self.variables, self.coefficients, self.constant + constant) if constant else self

    def negated(self) -> Linear:
        return Linear(self.variables, [-c for c in self.coefficients], -self.constant)

    def times(self, factor: int) -> Linear:
        return Linear(self.variables, [factor * c for c in self.coefficients], factor * self.constant)

    def complement(self) -> Linear:
        """1 minus a 0/1 sum."""
        return self.negated().plus(1)

    def largest(self) -> int:
        return self.constant + sum(c for c in self.coefficients if c > 0)

    def expression(self) -> Any:
        if not self.variables:
            return cp_model.LinearExpr.constant(self.constant) if hasattr(cp_model.LinearExpr, "constant") else self.constant
        return cp_model.LinearExpr.weighted_sum(self.variables, self.coefficients) + self.constant


def total_sums(m: Model, said: Total, slot: Slot, days: range, with_best: bool) -> list[tuple[Linear, int, int]]:
    """For each span of a slot: the sum, the part of the given facts, and the most that could be reached."""
    if said.measure.count == "minutes":
        return [_minutes(m, said, slot, span, days, with_best) for span in slot.spans]
    klass = m.frame.klass(said.measure.select)
    parts, given, best = [], 0, 0
    for person in said.people:
        for group in slot.groups:
            part = _group(m, said, person, group, klass)
            parts.append(part)
            given += part.constant if not part.variables else 0
            best += 1 if part.variables else part.constant
    return [(Linear.total(parts), given, best)]


def _group(m: Model, said: Total, person: int, group: tuple[int, ...], klass: Any) -> Linear:
    measure, frame = said.measure, m.frame
    cells = reading.feeders(frame, measure, group)
    if len(cells) == 1 and measure.how != "touch":
        return m.membership(person, cells[0], klass)
    parts = []
    for start in cells:
        if measure.how != "touch":
            parts.append(m.membership(person, start, klass))
        elif m.decided(person, start):
            pieces = reading.measured(m.grid, measure, klass, person, start)
            hit = any(reading.touches(frame, pieces, day) for day in group)
            parts.append(Linear.const(int(hit)))
        else:
            hits = []
            for choice, variable in m.cells[person, start].items():
                pieces = frame.measured(measure.takes, klass, choice, start)
                if any(reading.touches(frame, pieces, day) for day in group):
                    hits.append(variable)
            parts.append(Linear(hits))
    return m.any_of(("count", person, group, klass.choices, measure.how), parts)


def _minutes(m: Model, said: Total, slot: Slot, span: tuple[int, int], days: range, with_best: bool) -> tuple[Linear, int, int]:
    frame, measure = m.frame, said.measure
    klass = frame.klass(measure.select)
    table = _amounts(frame, measure, slot, span)
    variables: list[Any] = []
    coefficients: list[int] = []
    given = best = 0
    for person in said.people:
        for day in days:
            options = m.cells.get((person, day))
            amounts = table.get(day)
            if amounts is None:
                amounts = table[day] = _day_amounts(frame, measure, klass, day, slot, span)
            if options is None:
                given += _given(m, measure, klass, person, day, slot, span, amounts)
                continue
            top = 0
            for choice, variable in options.items():
                amount = amounts.get(choice)
                if not frame.planned[choice]:  # a given fact that may be taken back: what it counts is the person's own
                    pieces = frame.measured(measure.takes, klass, choice, day)
                    amount = reading.minutes(frame, measure, person, choice, pieces, day, slot, span)
                    top = max(top, amount)
                if amount:
                    variables.append(variable)
                    coefficients.append(amount)
            if with_best:
                top = max(top, *(amounts.get(choice, 0) for choice in frame.options[person]))
            best += top
    return Linear(variables, coefficients, given), given, given + best


def _given(
    m: Model, measure: Measure, klass: ChoiceClass, person: int, day: int, slot: Slot, span: tuple[int, int],
    amounts: dict[int, int],
) -> int:  # fmt: skip
    """What a constant cell adds to a sum of minutes."""
    choice = m.grid.at(person, day)
    if not measure.credit and m.frame.planned[choice] and m.grid.special(person, day) is None:
        return amounts.get(choice, 0)
    pieces = reading.measured(m.grid, measure, klass, person, day)
    if not pieces and not measure.credit:
        return 0
    return reading.minutes(m.frame, measure, person, choice, pieces, day, slot, span)


def _amounts(frame: Frame, measure: Measure, slot: Slot, span: tuple[int, int]) -> dict[int, dict[int, int]]:
    """What each choice adds to a sum of minutes, by day; of one ward it is the same in every model."""
    return frame.tables.setdefault((measure, slot.first, slot.last, span), {})


def _day_amounts(
    frame: Frame, measure: Measure, klass: ChoiceClass, day: int, slot: Slot, span: tuple[int, int]
) -> dict[int, int]:
    return {
        choice: amount
        for choice in range(1, len(frame.choices))
        if frame.planned[choice]
        and (
            amount := reading.minutes(
                frame, measure, 0, choice, frame.measured(measure.takes, klass, choice, day), day, slot, span
            )
        )
    }
