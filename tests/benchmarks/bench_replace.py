"""How long it takes to rank everybody for a hole, in sample wards A and B with a plan of 8 weeks in their cells.

Run: python -m tests.benchmarks.bench_replace [--holes N] [--effort N] [--seed S] [--plan WARD=FILE ...]
The plan is made by so much effort, or taken from a plan file (ward-a=plan.json). Each hole is a shift that somebody has in
it, taken out of the roster. Prints one JSON line a ward: milliseconds of processor time for a whole ranking with its
sentences in both languages, of its slowest person, and the ratio of the 95th percentile to the limit of 0.2 s.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from pathlib import Path

from scheduler.accounts.hours import Ledger
from scheduler.checking import LiveCheck, check_problem
from scheduler.domain import codec
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.services import samples
from scheduler.services.replacing import candidates, ranked
from scheduler.services.replacing_holes import find_hole
from scheduler.services.replacing_words import reason
from solver.api import SolveJob, solve

WARDS = ("ward-a", "ward-b")
LIMIT = 0.2


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--holes", type=int, default=100)
    reader.add_argument("--effort", type=int, default=1)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--plan", action="append", default=[], metavar="WARD=FILE")
    asked = reader.parse_args()
    given = dict(each.split("=", 1) for each in asked.plan)
    for name in WARDS:
        problem = samples.load(name)
        print(json.dumps(measured(problem, _rows(problem, given.get(name), asked.effort), asked.holes, asked.seed)), flush=True)


def _rows(problem: Problem, path: str | None, effort: int) -> tuple[Row, ...]:
    if path is not None:
        return codec.load_plan(Path(path).read_bytes(), path).rows
    return solve(SolveJob(problem, None, effort, 2, 1)).rows


def measured(problem: Problem, rows: tuple[Row, ...], count: int, seed: int) -> dict[str, object]:
    """The figures of one ward over so many different holes."""
    check = check_problem(problem, rows).check
    assert check is not None
    grid, frame = check.roster, check.frame
    assert isinstance(grid, Grid)
    shifts = [
        (who, day)
        for who in range(len(frame.problem.people))
        for day in range(frame.last + 1)
        if frame.works[grid.at(who, day)] and not grid.fixed(who, day)
    ]
    chosen = random.Random(seed).sample(shifts, min(count, len(shifts)))
    ledger = Ledger(frame)
    spent = [_one(check, grid, ledger, who, day) for who, day in chosen]
    whole = sorted(each for each, _, _ in spent)
    p95 = whole[int(0.95 * (len(whole) - 1))]
    return {
        "ward": problem.id,
        "people": len(problem.people),
        "holes": len(spent),
        "tried_median": statistics.median(tried for _, _, tried in spent),
        "first_ms": round(spent[0][0] * 1000, 1),
        "median_ms": round(statistics.median(whole) * 1000, 1),
        "p95_ms": round(p95 * 1000, 1),
        "worst_ms": round(whole[-1] * 1000, 1),
        "slowest_step_ms": round(max(step for _, step, _ in spent) * 1000, 1),
        "p95_to_limit": round(p95 / LIMIT, 3),
    }


def _one(check: LiveCheck, grid: Grid, ledger: Ledger, who: int, day: int) -> tuple[float, float, int]:
    """Seconds of one ranking after somebody's shift was taken out, of its slowest person, and how many could be tried."""
    frame, held = grid.frame, grid.at(who, day)
    found = frame.choices[held]
    assert found is not None
    grid.put(who, day, frame.rest)
    check.recheck(who, [day])
    begun = time.process_time()
    code = f"{found.code.id}/{found.post}" if found.post else found.code.id
    hole = find_hole(grid, frame.date(day), code, frame.problem.people[who].id)
    steps, slowest, last = [], 0.0, time.process_time()
    for each in candidates(check, hole, hole.start - 65, ledger=ledger):
        steps.append(each)
        now = time.process_time()
        slowest, last = max(slowest, now - last), now
    for each in ranked(steps):
        reason(check, hole, each)
    spent = time.process_time() - begun
    grid.put(who, day, held)
    check.recheck(who, [day])
    return spent, slowest, sum(each.fill is not None for each in steps)


if __name__ == "__main__":
    main()
