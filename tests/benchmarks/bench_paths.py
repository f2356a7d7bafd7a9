"""How much faster compiled loops build and price the graphs of everybody than numpy, on sample wards and published instances.

Run: python -m tests.benchmarks.bench_paths [NAME ...]     A, B, or Instance8 and its like of the folder RELEVE_BENCHMARKS
Prints one JSON line for each: CPU seconds to build, milliseconds of a pricing round with every cell open, with seven of ten
fixed, and person by person; each as loops, numpy, ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.exchange import curtois
from scheduler.rules.registry import bind
from scheduler.services import samples
from solver.columns.search import rosters_of
from solver.paths import compiled
from solver.paths.crowd import Crowd
from solver.paths.layers import Graph
from solver.paths.price import Pricer
from tests.solver.loops import WAYS, running

FOLDER = os.environ.get("RELEVE_BENCHMARKS")
USUAL = ("A", "B", *(("Instance8", "Instance13", "Instance20") if FOLDER else ()))
ROUNDS = 9


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("names", nargs="*", default=USUAL)
    if compiled.kernels() is None:
        raise SystemExit("nothing is compiled yet: python -m solver.paths.warm")
    for name in reader.parse_args().names:
        print(json.dumps({"name": name, **measured(problem_of(name))}), flush=True)


def problem_of(name: str) -> Problem:
    return samples.load(name) if len(name) == 1 else curtois.read(Path(FOLDER or ".", "curtois", f"{name}.txt"))


def measured(problem: Problem) -> dict[str, object]:
    figures: dict[str, list[float]] = {}
    for way in WAYS:
        with running(way):
            begun = time.process_time()
            book = bind(Frame(problem))
            people = rosters_of(book, Grid.of(book.frame), lambda: False)
            assert people is not None
            figures.setdefault("build_s", []).append(time.process_time() - begun)
            for key, ms in pricing([person.graph for person in people]).items():
                figures.setdefault(key, []).append(ms)
    return {
        "people": len(problem.people),
        "days": problem.days,
        "arcs": sum(len(layer.source) for person in people for layer in person.graph.layers),
        **{key: [round(loops, 3), round(plain, 3), round(plain / loops, 1)] for key, (loops, plain) in figures.items()},
    }


def pricing(graphs: list[Graph]) -> dict[str, float]:
    """Milliseconds of a round, the least of several."""
    chance = np.random.default_rng(1)
    sizes = [sum(map(len, graph.options)) for graph in graphs]
    weights, cells = np.ones(len(graphs[0].constant), dtype=np.int64), chance.integers(-50_000, 50_000, sum(sizes))
    own = np.split(cells, np.cumsum(sizes)[:-1])
    crowd, alone = Crowd(graphs), [Pricer(graph) for graph in graphs]
    paths = crowd.cheapest(weights, cells, [None] * len(graphs))
    fixed = [[option if chance.random() < 0.7 else -1 for option in path.taken] for path in paths if path is not None]
    return {
        "together_ms": least(lambda: crowd.cheapest(weights, cells, [None] * len(graphs))),
        "fixed_ms": least(lambda: crowd.cheapest(weights, cells, fixed)),
        "each_ms": least(lambda: [one.cheapest(weights, each) for one, each in zip(alone, own)]),
    }


def least(work: Callable[[], Any]) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return 1000 * min(spent)


if __name__ == "__main__":
    main()
