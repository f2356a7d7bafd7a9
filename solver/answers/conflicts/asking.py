"""Questions to a diagnosis model: can these things hold together? And sets shrunk until nothing in them can be left out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from ortools.sat.python import cp_model

from solver.answers.conflicts.guarded import Guarded
from solver.answers.conflicts.instances import Atom

Thing = TypeVar("Thing")
EFFORT = 0.5
"""Deterministic seconds that one question may take; what is not known then counts as possible."""


class Clock:
    """When to stop: a person's wish, or the end of the time."""

    def __init__(self, stop: threading.Event, seconds: float) -> None:
        self.stop, self.end = stop, time.monotonic() + seconds

    def left(self) -> float:
        return self.end - time.monotonic()

    def over(self) -> bool:
        return self.stop.is_set() or self.left() <= 0


def solve(model: Any, clock: Clock, effort: float = EFFORT, presolve: bool = True) -> tuple[str, cp_model.CpSolver]:
    """`possible`, `impossible` or `unknown`."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = 1
    parameters.cp_model_presolve = presolve
    parameters.max_deterministic_time = effort
    parameters.max_time_in_seconds = max(0.01, clock.left())
    if clock.over():
        return "unknown", solver
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return "impossible", solver
    return ("possible" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "unknown"), solver


class Asked:
    """A diagnosis model asked again and again with other things switched on."""

    def __init__(self, model: Guarded, clock: Clock) -> None:
        self.model, self.clock = model, clock
        self.questions = 0
        self._on: dict[Atom, bool] = {}

    def impossible(self, atoms: Iterable[Atom], missing: int = 0) -> bool | None:
        """Whether these cannot hold together with so many heads missing at most; None where that is not known."""
        found, _ = self.ask(atoms, missing)
        return None if found == "unknown" else found == "impossible"

    def ask(self, atoms: Iterable[Atom], missing: int = 0, presolve: bool = True) -> tuple[str, cp_model.CpSolver]:
        self.questions += 1
        on = set(atoms)
        for atom, literal in self.model.guards.items():
            if self._on.get(atom) != (atom in on):
                self._on[atom] = atom in on
                self.model.set(literal, int(atom in on), int(atom in on))
        self.model.set(self.model.cap, 0, missing)
        return solve(self.model.model, self.clock, presolve=presolve)

    def least_missing(self, atoms: Iterable[Atom]) -> int | None:
        """The fewest heads that are missing where all these hold; None where that is not known."""
        on = set(atoms)
        most = sum(self._most(variable) for variable in self.model.short.values())
        found, solver = self.ask(on, most)
        if found != "possible":
            return None
        high = sum(solver.value(variable) for variable in self.model.short.values())
        low = 0
        while low < high:
            middle = (low + high) // 2
            found, solver = self.ask(on, middle)
            if found == "unknown":
                return None
            if found == "possible":
                high = sum(solver.value(variable) for variable in self.model.short.values())
            else:
                low = middle + 1
        return high

    def _most(self, variable: Any) -> int:
        domain = self.model.model.proto.variables[variable.index].domain
        return domain[len(domain) - 1]


def shrink(things: Sequence[Thing], impossible: Callable[[Sequence[Thing]], bool | None]) -> list[Thing]:
    """What is left of things that cannot hold together when each that can be left out is, the first ones first."""
    kept = list(things)
    for thing in things:
        rest = [other for other in kept if other != thing]
        if impossible(rest):
            kept = rest
    return kept


def reduce(things: Sequence[Thing], impossible: Callable[[Sequence[Thing]], bool | None]) -> list[Thing]:
    """As `shrink`, for many things: halves are tried before single ones."""
    kept = list(things)
    parts = [list(things)]
    while parts:
        part = parts.pop()
        gone = set(part)
        rest = [other for other in kept if other not in gone]
        if impossible(rest):
            kept = rest
        elif len(part) > 1:
            middle = len(part) // 2
            parts += [part[middle:], part[:middle]]
    return kept
