"""Questions to a diagnosis model: can these things hold together? And sets shrunk until nothing in them can be left out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ortools.sat.python import cp_model

from solver.answers.conflicts.guarded import Guarded
from solver.answers.conflicts.instances import Atom

Thing = TypeVar("Thing")
EFFORT = 0.5
"""Deterministic seconds that one question may take; what is not known then counts as possible."""


class Over(Exception):
    """The time is out, or a person wishes to stop: what was found so far is the answer."""


class Clock:
    """When to stop: a person's wish, or the end of the time. Within `with` a wish ends the question at hand too."""

    def __init__(self, stop: threading.Event, seconds: float) -> None:
        self.stop, self.end = stop, time.monotonic() + seconds
        self.solver: cp_model.CpSolver | None = None
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._pass_on, daemon=True)

    def __enter__(self) -> Clock:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def left(self) -> float:
        return self.end - time.monotonic()

    def over(self) -> bool:
        return self.stop.is_set() or self.left() <= 0

    def check(self) -> None:
        """Raises Over where the time is out: for work that takes long beside the questions."""
        if self.over():
            raise Over

    def part(self, share: float) -> Clock:
        """A clock for a share of the time that is left."""
        return Clock(self.stop, share * self.left())

    def _pass_on(self) -> None:
        while not self._over.wait(0.05):
            solver = self.solver
            if self.stop.is_set() and solver is not None:
                solver.stop_search()


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
    clock.solver = solver
    status = solver.solve(model)
    clock.solver = None
    if status == cp_model.INFEASIBLE:
        return "impossible", solver
    return ("possible" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "unknown"), solver


class Asked:
    """A diagnosis model asked again and again with other things switched on.

    `lowered` says of each need (line, day) how many heads may be missing anyhow.
    """

    def __init__(self, model: Guarded, clock: Clock, lowered: Mapping[tuple[str, int], int]) -> None:
        self.model, self.clock, self.lowered = model, clock, lowered
        self._most = {key: model.largest(variable) for key, variable in model.short.items()}

    def impossible(self, atoms: Iterable[Atom], missing: int = 0) -> bool | None:
        """Whether these cannot hold together with so many heads missing at most; None where that is not known."""
        found, _ = self.ask(atoms, missing)
        return None if found == "unknown" else found == "impossible"

    def ask(
        self, atoms: Iterable[Atom], missing: int = 0, effort: float = EFFORT, presolve: bool = True
    ) -> tuple[str, cp_model.CpSolver]:
        """Whether these can hold together with so many heads missing at most."""
        self._switch(atoms, missing)
        return solve(self.model.model, self.clock, effort, presolve)

    def _switch(self, atoms: Iterable[Atom], missing: int) -> None:
        on = set(atoms)
        for atom, literal in self.model.guards.items():
            self.model.switch(atom, literal, atom in on)
        anyhow = 0
        for key, variable in self.model.short.items():
            lowered = min(self.lowered.get(key, 0), self._most[key])
            anyhow += lowered
            self.model.set(variable, lowered, self._most[key])
        self.model.set(self.model.cap, 0, anyhow + missing)

    def least_missing(self, atoms: Iterable[Atom]) -> int | None:
        """The fewest heads that are missing where all these hold; None where that is not known."""
        on = set(atoms)
        found, solver = self.ask(on, sum(self._most.values()))
        if found != "possible":
            return None
        low, high = 0, sum(self._read(solver).values())
        while low < high:
            found, solver = self.ask(on, (low + high) // 2)
            if found == "unknown":
                return None
            if found == "possible":
                high = sum(self._read(solver).values())
            else:
                low = (low + high) // 2 + 1
        return high

    def missing(self, atoms: Iterable[Atom], most: int) -> dict[tuple[str, int], int]:
        """Which heads are missing (line, day) in a plan that lacks so many at most; empty where none is known."""
        found, solver = self.ask(atoms, most)
        return {key: value for key, value in self._read(solver).items() if value} if found == "possible" else {}

    def placed(self, keys: Collection[tuple[str, int]], missing: int, effort: float) -> dict[tuple[str, int], int]:
        """Which heads of some needs are missing (line, day), so many in all, in a plan that lacks as few as can be found of
        all needs; empty where none is found."""
        self._switch(self.model.guards, sum(self._most.values()))
        model = self.model.model.clone()
        own = [self.model.short[key] for key in keys if key in self.model.short]
        anyhow = sum(min(self.lowered.get(key, 0), self._most[key]) for key in keys if key in self.model.short)
        model.add(sum(own) == anyhow + missing)
        model.minimize(sum(self.model.short.values()))
        found, solver = solve(model, self.clock, effort)
        short = self._read(solver) if found == "possible" else {}
        return {key: short[key] for key in keys if short.get(key)}

    def _read(self, solver: cp_model.CpSolver) -> dict[tuple[str, int], int]:
        return {key: solver.value(variable) - self.lowered.get(key, 0) for key, variable in self.model.short.items()}


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
