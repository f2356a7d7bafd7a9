"""How long repairs take: one-day and two-week absences in sample wards A and B over 8 weeks, asked of a warm process.

Run: python -m tests.benchmarks.bench_repair [--days N] [--weeks N] [--effort N] [--seed S] [--minutes M] [--plan WARD=FILE ...]
The plan is made by so much effort, or taken from a plan file (ward-a=plan.json). Each absence is another one of a shift that
somebody has. Prints one JSON line a ward and kind: seconds from the question to the first repair and to the whole answer with
its alternatives, on the clock and of the process's own work, and the ratio of the 95th percentiles to the limit of 1 s or 5 s.
On a machine that does much else the clock says nothing, the work still does. After so many minutes it ends with what it has.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain import codec
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.time import add_days
from scheduler.services import samples
from scheduler.services.absences import with_absence, with_plan
from solver.api import Asker, RepairAsked, Repairs, SolveJob, Warm, solve

WARDS = ("ward-a", "ward-b")
KINDS = (("one day", 1, 1.0), ("two weeks", 14, 5.0))


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock and of work until the first repair and until the last; how many were found, and whether proved."""

    first: float
    whole: float
    first_work: float
    whole_work: float
    found: Repairs


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--days", type=int, default=50, help="questions about one day")
    reader.add_argument("--weeks", type=int, default=20, help="questions about two weeks")
    reader.add_argument("--effort", type=int, default=1)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--minutes", type=float, default=20)
    reader.add_argument("--plan", action="append", default=[], metavar="WARD=FILE")
    asked = reader.parse_args()
    end = time.monotonic() + 60 * asked.minutes
    given = dict(each.split("=", 1) for each in asked.plan)
    for name in WARDS:
        problem = samples.load(name)
        problem = with_plan(problem, _rows(problem, given.get(name), asked.effort))
        for (kind, days, limit), count in zip(KINDS, (asked.days, asked.weeks), strict=True):
            spent = list(_asked(problem, days, count, asked.seed, end))
            if spent:
                print(json.dumps(_figures(problem, kind, limit, spent)), flush=True)


def _rows(problem: Problem, path: str | None, effort: int) -> tuple[Row, ...]:
    if path is not None:
        return codec.load_plan(Path(path).read_bytes(), path).rows
    return solve(SolveJob(problem, None, effort, 2, 1)).rows


def _asked(problem: Problem, days: int, count: int, seed: int, end: float) -> Iterator[Spent]:
    frame = Frame(problem)
    grid = Grid.of(frame)
    shifts = [
        (person, day)
        for person in range(len(problem.people))
        for day in range(frame.last + 2 - days)
        if frame.works[grid.at(person, day)] and not grid.fixed(person, day)
    ]
    asker = Asker()
    try:
        asker.ask(Warm(problem))
        for person, day in random.Random(seed).sample(shifts, min(count, len(shifts))):
            if time.monotonic() > end:
                return
            who, first = problem.people[person].id, frame.date(day)
            yield _one(asker, RepairAsked(problem, with_absence(problem, who, first, add_days(first, days - 1))))
    finally:
        asker.close()


def _one(asker: Asker, question: RepairAsked) -> Spent:
    heard: list[tuple[float, float]] = []
    begun, worked = time.monotonic(), _work(asker.pid)
    found = asker.ask(question, lambda part: heard.append((time.monotonic() - begun, _work(asker.pid) - worked)))
    whole = time.monotonic() - begun, _work(asker.pid) - worked
    first = heard[0] if heard else whole
    return Spent(first[0], whole[0], first[1], whole[1], found)


def _work(pid: int | None) -> float:
    """Seconds of processor time that a process has used (0 where the system does not say)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _figures(problem: Problem, kind: str, limit: float, spent: list[Spent]) -> dict[str, object]:
    best = [each.found.alternatives[0] for each in spent if each.found.alternatives]
    times = {
        "first": [each.first for each in spent],
        "whole": [each.whole for each in spent],
        "first_work": [each.first_work for each in spent],
        "whole_work": [each.whole_work for each in spent],
    }
    told: dict[str, object] = {
        "ward": problem.id,
        "people": len(problem.people),
        "absence": kind,
        "questions": len(spent),
        "answered": len(best),
        "proved_around": sum(one.proved for one in best),
        "proved_everywhere": sum(one.everywhere for one in best),
        "something_to_change": sum(bool(one.changes or one.uncovered) for one in best),
        "most_changes": max((len(one.changes) for one in best), default=0),
    }
    for name, seconds in times.items():
        told[f"{name}_median_s"] = round(statistics.median(seconds), 3)
        told[f"{name}_p95_s"] = round(_p95(seconds), 3)
        told[f"{name}_p95_to_limit"] = round(_p95(seconds) / limit, 3)
    return told


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


if __name__ == "__main__":
    main()
