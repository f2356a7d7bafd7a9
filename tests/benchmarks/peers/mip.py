"""A CP-SAT model said as a mixed integer program: rows over the same variables, without any loss, or a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

INFINITE = 2**62
"""CP-SAT's domains end near 2^63 where there is no limit."""


class Untranslated(Exception):
    """A model holds what is not linear, of these kinds and so often."""

    def __init__(self, kinds: dict[str, int]) -> None:
        super().__init__(", ".join(f"{count} x {kind}" for kind, count in sorted(kinds.items())))


@dataclass
class Mip:
    """low <= x <= high, all whole; and rows low <= sum of coefficients x <= high, each as its variables and coefficients."""

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    variables: list[list[int]] = field(default_factory=list)
    coefficients: list[list[int]] = field(default_factory=list)
    row_low: list[int | None] = field(default_factory=list)
    row_high: list[int | None] = field(default_factory=list)

    def add(self, terms: dict[int, int], low: int | None, high: int | None) -> None:
        self.variables.append(list(terms))
        self.coefficients.append(list(terms.values()))
        self.row_low.append(low)
        self.row_high.append(high)

    def add_literals(self, literals: Iterable[int], low: int | None, high: int | None, enforced: Sequence[int]) -> None:
        """low <= number of true literals <= high; a literal below zero is the negation of -literal - 1."""
        terms: dict[int, int] = {}
        constant = sum(_literal(terms, literal, 1) for literal in literals)
        self.add_enforced(terms, None if low is None else low - constant, None if high is None else high - constant, enforced)

    def add_enforced(self, terms: dict[int, int], low: int | None, high: int | None, enforced: Sequence[int]) -> None:
        """A row that holds where all the literals of `enforced` are true: a big M from the variables' own limits."""
        if not enforced:
            self.add(terms, low, high)
            return
        least = sum(c * (self.low[v] if c > 0 else self.high[v]) for v, c in terms.items())
        most = sum(c * (self.high[v] if c > 0 else self.low[v]) for v, c in terms.items())
        if high is not None and most > high:
            self._loosened(terms, high - most, enforced, None, high)
        if low is not None and least < low:
            self._loosened(terms, low - least, enforced, low, None)

    def _loosened(self, terms: dict[int, int], by: int, enforced: Sequence[int], low: int | None, high: int | None) -> None:
        """The row plus `by` for each enforcing literal that is false."""
        row = dict(terms)
        shift = sum(by + _literal(row, literal, -by) for literal in enforced)
        self.add(row, None if low is None else low - shift, None if high is None else high - shift)


def translate(proto: Any) -> Mip:
    """The constraints of a CP-SAT model. Raises Untranslated where one of them, or a domain, is not linear."""
    mip = Mip()
    refused: dict[str, int] = {}
    for variable in proto.variables:
        domain = list(variable.domain)
        if len(domain) != 2:
            refused["domain with holes"] = refused.get("domain with holes", 0) + 1
        mip.low.append(domain[0])
        mip.high.append(domain[-1])
    for constraint in proto.constraints:
        kind = _translate(mip, constraint)
        if kind:
            refused[kind] = refused.get(kind, 0) + 1
    if refused:
        raise Untranslated(refused)
    return mip


def _translate(mip: Mip, constraint: Any) -> str:
    """Adds a constraint's rows; or the kind that has none."""
    enforced = list(constraint.enforcement_literal)
    if constraint.has_linear():
        said = constraint.linear
        domain = list(said.domain)
        if len(domain) != 2:
            return "linear with holes"
        terms: dict[int, int] = {}
        constant = 0
        for variable, coefficient in zip(list(said.vars), list(said.coeffs), strict=True):
            constant += _literal(terms, variable, coefficient)
        low, high = (None if abs(limit) >= INFINITE else limit - constant for limit in domain)
        mip.add_enforced(terms, low, high, enforced)
    elif constraint.has_exactly_one():
        mip.add_literals(constraint.exactly_one.literals, 1, 1, enforced)
    elif constraint.has_at_most_one():
        mip.add_literals(constraint.at_most_one.literals, None, 1, enforced)
    elif constraint.has_bool_or():
        mip.add_literals(constraint.bool_or.literals, 1, None, enforced)
    elif constraint.has_bool_and():
        for literal in constraint.bool_and.literals:
            mip.add_literals([literal], 1, None, enforced)
    else:
        return _kind(constraint)
    return ""


def _literal(terms: dict[int, int], literal: int, coefficient: int) -> int:
    """Adds coefficient x literal to a row's terms; the constant that a negated one brings."""
    variable = literal if literal >= 0 else -literal - 1
    terms[variable] = terms.get(variable, 0) + (coefficient if literal >= 0 else -coefficient)
    return 0 if literal >= 0 else coefficient


def _kind(constraint: Any) -> str:
    kinds = (name.removeprefix("has_") for name in dir(constraint) if name.startswith("has_"))
    return next((kind for kind in kinds if getattr(constraint, f"has_{kind}")()), "empty")
