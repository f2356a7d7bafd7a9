"""The peer that is Timefold, on demand: needs the wheel `timefold` from the package registry (a beta: ask for it by version
or with --pre) and a JDK of version 17 or later. Its community edition searches on one thread, whatever the workers."""

from __future__ import annotations

import shutil
import time
from importlib.util import find_spec

from scheduler.domain.problem import Problem
from solver.cpsat import build
from tests.benchmarks.peers.mip import Untranslated
from tests.benchmarks.peers.outcome import Outcome, bound_problem, judged
from tests.benchmarks.peers.penalties import penalties

NAME = "Timefold"
MOST_LAYERS = 2


def absent() -> str:
    missing = []
    if find_spec("timefold") is None or find_spec("jpype") is None:
        missing.append("the Python wheel `timefold` is not installed")
    if shutil.which("java") is None:
        missing.append("there is no JDK")
    return " and ".join(missing)


def run(problem: Problem, seconds: float, workers: int, seed: int = 1) -> Outcome:
    """The best plan in so many seconds, the making of the model and the start of Java included; it proves no bound.

    Its own clock begins only when Java holds the model, which takes a while where rules are many: it then searches longer
    than it should, and the outcome's seconds tell.
    """
    begun = time.monotonic()
    book, grid = bound_problem(problem)
    layers = len(problem.layers)
    if layers > MOST_LAYERS:
        return Outcome(NAME, note=f"not run: {layers} layers; this runner says {MOST_LAYERS}")
    made = build(book, grid)
    try:
        said = penalties(made)
    except Untranslated as refused:
        return Outcome(NAME, seconds=time.monotonic() - begun, note=f"not run: {refused}")
    from tests.benchmarks.peers import timefold_model

    choices, broken = timefold_model.solve(said, layers, max(0.5, seconds - (time.monotonic() - begun)), seed)
    taken = time.monotonic() - begun
    if broken:
        return Outcome(NAME, seconds=taken, note=f"no legal plan: {broken} units of hard rules stay broken")
    chosen = set(choices)
    made.write(grid, lambda variable: variable.index in chosen)
    return judged(NAME, book, grid.horizon_rows(), None, taken)
