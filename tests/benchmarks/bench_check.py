"""How long the live check takes for one edit of sample ward B (60 people, 8 weeks), beside a check from the start.

Run: python -m tests.benchmarks.bench_check [--ward FILE] [--edits N] [--seed S] [--profile]
Prints one JSON line: median, 95th percentile and worst edit in milliseconds, the whole check, and how many edits it is worth.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import statistics
import time
from pathlib import Path

from scheduler.checking import LiveCheck
from scheduler.domain.codec import load_ward
from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from tests.benchmarks.wards import planned


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--ward", type=Path, help="a ward file instead of sample ward B with a plan in it")
    reader.add_argument("--edits", type=int, default=500)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--profile", action="store_true")
    asked = reader.parse_args()
    problem = load_ward(asked.ward.read_bytes(), str(asked.ward)) if asked.ward else planned("B", 20)
    frame = Frame(problem)
    book, grid = bind(frame), Grid.of(frame)
    check = LiveCheck(book, grid)
    begun = time.perf_counter()
    check.refresh()
    whole = (time.perf_counter() - begun) * 1000
    chance = random.Random(asked.seed)
    profile = cProfile.Profile()
    if asked.profile:
        profile.enable()
    spent = [_edit(check, grid, chance) for _ in range(asked.edits)]
    if asked.profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    spent.sort()
    median = statistics.median(spent)
    figures = {
        "ward": problem.id,
        "people": len(problem.people),
        "days": len(frame.all_days),
        "findings": len(check.all()),
        "edits": len(spent),
        "median_ms": round(median, 3),
        "p95_ms": round(spent[int(0.95 * (len(spent) - 1))], 3),
        "worst_ms": round(spent[-1], 3),
        "whole_check_ms": round(whole, 1),
        "whole_to_edit": round(whole / median, 1),
    }
    print(json.dumps(figures))


def _edit(check: LiveCheck, grid: Grid, chance: random.Random) -> float:
    """Milliseconds of one recheck after a random free cell got another code."""
    frame = grid.frame
    people, days = range(len(frame.problem.people)), range(frame.last + 1)
    person, day = chance.choice([(who, day) for who in people for day in days if not grid.fixed(who, day)])
    grid.put(person, day, chance.choice(frame.options[person]))
    begun = time.perf_counter()
    check.recheck(person, [day])
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
