"""How long "why" and "why not" take on sample wards A and B over 8 weeks, asked of a warm process, and what they prove.

Run: python -m tests.benchmarks.bench_why [--wards A B] [--cells N] [--seconds S] [--plan S] [--seed S] [--check N]
Prints a JSON line a ward and kind of question: median, 95th percentile and worst answer in seconds from the question to the
answer, the same of the process's own processor time, and how many answers cost nothing more, are proved to the first layer that
costs more, are proved impossible, cost at most so much, or found nothing.

With --check each of so many proved costs is held against a full solve of the ward with that code locked in its cell.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from solver.api import Asker, SolveJob, Warm, Why, WhyAsked, solve
from tests.benchmarks.wards import planned

CHECK_SECONDS = 60.0


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--wards", nargs="+", default=["A", "B"])
    reader.add_argument("--cells", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=0.8, help="that a question may take")
    reader.add_argument("--plan", type=float, default=60.0, help="seconds for the plan that is asked about")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--check", type=int, default=0, help="so many proved costs against full solves")
    asked = reader.parse_args()
    for name in asked.wards:
        measure(name, planned(name, asked.plan), asked)


def measure(name: str, problem: Problem, asked: argparse.Namespace) -> None:
    asker = Asker()
    try:
        begun = time.perf_counter()
        asker.ask(Warm(problem, proofs=True))
        print(json.dumps({"ward": name, "warm_s": round(time.perf_counter() - begun, 1)}), flush=True)
        for kind in ("why", "why not"):
            questions = draw(problem, kind == "why not", asked)
            _asked(name, kind, asker, questions, asked.check)
    finally:
        asker.close()


def draw(problem: Problem, other: bool, asked: argparse.Namespace) -> list[WhyAsked]:
    """Different cells that a plan decides, each with another code of the person for a "why not"."""
    frame = Frame(problem)
    grid, chance = Grid.of(frame), random.Random(asked.seed)
    cells = [(p, d) for p in range(len(problem.people)) for d in range(problem.days) if not grid.fixed(p, d)]
    questions = []
    for person, day in chance.sample(cells, asked.cells):
        codes = [frame.text(choice) for choice in frame.options[person] if choice != grid.at(person, day)]
        code = chance.choice(codes) if other else None
        who = problem.people[person].id
        questions.append(WhyAsked(problem, grid.horizon_rows(), who, frame.date(day), code, seconds=asked.seconds))
    return questions


def _asked(name: str, kind: str, asker: Asker, questions: list[WhyAsked], check: int) -> None:
    spent, worked, sorts = [], [], Counter[str]()
    proved = []
    for question in questions:
        busy, begun = _processor(asker.pid), time.perf_counter()
        found = asker.ask(question)
        spent.append(time.perf_counter() - begun)
        worked.append(_processor(asker.pid) - busy)
        sorts[sort_of(found)] += 1
        if sort_of(found) == "proved" and question.code is not None:
            proved.append((question, found))
    figures = {"ward": name, "asked": kind, "cells": len(questions), **_spread("s", spent), **_spread("cpu_s", worked)}
    print(json.dumps({**figures, **sorts}), flush=True)
    for question, found in proved[:check]:
        print(json.dumps(against_full(question, found)), flush=True)


def sort_of(found: Why) -> str:
    """What came of a question."""
    if not found.possible:
        return "impossible" if found.exact else "nothing found"
    assert found.more is not None
    if all(cost.more <= 0 for cost in found.more):
        return "as good"
    return "proved" if found.exact else "at most"


def _spread(unit: str, values: list[float]) -> dict[str, float]:
    values = sorted(values)
    return {
        f"median_{unit}": round(values[len(values) // 2], 3),
        f"p95_{unit}": round(values[int(0.95 * (len(values) - 1))], 3),
        f"worst_{unit}": round(values[-1], 3),
    }


def _processor(pid: int | None) -> float:
    """Seconds of processor time that a process has used; 0 where the system does not tell."""
    place = Path(f"/proc/{pid}/stat")
    if not place.exists():
        return 0.0
    fields = place.read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def against_full(question: WhyAsked, found: Why) -> dict[str, object]:
    """A proved cost beside that of a full solve with the code locked in its cell: by layer up to the first dearer one."""
    problem = question.problem
    at = problem.history_days + (question.date - problem.first).days
    rows = [
        Row(row.person, (*row.cells[:at], question.code or "", *row.cells[at + 1 :])) if row.person == question.person else row
        for row in problem.roster
    ]
    locked = replace(problem, roster=tuple(rows), locks=(*problem.locks, CellRef(question.person, question.date)))
    plan = solve(SolveJob(locked, CHECK_SECONDS, None, 2, 1))
    assert found.more is not None
    first = next(k for k, cost in enumerate(found.more) if cost.more > 0)
    stands = [cost.value - cost.more for cost in found.more[: first + 1]]
    full = [layer.value - value for layer, value in zip(plan.layers, stands)]
    told = [cost.more for cost in found.more[: first + 1]]
    return {
        "cell": f"{question.person}:{question.date}:{question.code}",
        "told": told,
        "full": full,
        "refuted": all(cost <= 0 for cost in full[:first]) and full[first] < told[first],
    }


if __name__ == "__main__":
    main()
