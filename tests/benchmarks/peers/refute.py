"""Whether HiGHS alone, given the rows of the CP-SAT model, proves that an instance has no roster of a cost or less.

Run: python -m tests.benchmarks.peers.refute BENCH_FOLDER --instance N --at-most COST [--seconds 3600] [--workers 2]
It settles doubts about a bound without any of our search. Exit 0: proved that there is none; 1: there is one; 2: no answer in
this time.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scheduler.domain.problem import Problem
from scheduler.services import benchmarks
from solver.cpsat import build
from tests.benchmarks.peers.highs import Program
from tests.benchmarks.peers.mip import translate
from tests.benchmarks.peers.outcome import bound_problem


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", type=Path, metavar="BENCH_FOLDER", help="a set, or a folder of sets")
    reader.add_argument("--instance", required=True, metavar="N")
    reader.add_argument("--at-most", type=int, required=True, metavar="COST")
    reader.add_argument("--seconds", type=float, default=3600.0)
    reader.add_argument("--workers", type=int, default=2)
    given = reader.parse_args()
    for path in benchmarks.sets(given.folder):
        for _, name, problem in benchmarks.load(path):
            if name == given.instance:
                answer = refuted(problem, given.at_most, given.seconds, given.workers)
                print({True: "proved: none", False: "there is one", None: "no answer in this time"}[answer])
                return {True: 0, False: 1, None: 2}[answer]
    print(f"{given.instance}: no such instance in {given.folder}", file=sys.stderr)
    return 2


def refuted(problem: Problem, cost: int, seconds: float, workers: int) -> bool | None:
    """Whether no plan costs that much or less in the last layer, with the earlier ones fully met; None if time ran out."""
    made = build(*bound_problem(problem))
    program = Program(translate(made.model.proto), workers)
    for goal in made.goals[:-1]:
        if goal.terms:
            program.hold(goal, goal.constant)
    program.hold(made.goals[-1], cost)
    program.minimise(made.goals[-1], seconds)
    return True if program.infeasible else False if program.values else None


if __name__ == "__main__":
    sys.exit(main())
