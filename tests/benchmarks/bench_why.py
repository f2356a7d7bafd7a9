"""How long "why" and "why not" take on sample wards A and B over 8 weeks, asked of a warm process, and what they prove.

Run: python -m tests.benchmarks.bench_why [--wards A B] [--ward WARD PLAN] [--cells N] [--seconds S] [--plan S] [--seed S]
[--check N] [--effort N]
Prints a JSON line a ward and kind of question: median, 95th percentile and worst answer in seconds from the question to the
answer, the same of the process's own processor time, and how many answers cost nothing more, are proved to the first layer that
costs more, are proved impossible, cost at most so much, or found nothing. Of those that cost at most so much, how many are
proved of all plans with few changes ("near"); and of all that cost more, how many layers' figures are exact.

With --check each of so many costs, proved or not, is held against a full solve of the ward with that code locked in its cell.
With --ward a ward and its plan file are asked about instead of the samples.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from scheduler.domain.codec import load_plan, load_ward
from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.services.absences import with_plan
from solver.api import Asker, SolveJob, Warm, Why, WhyAsked, exact, solve
from tests.benchmarks.wards import proved

CHECK_SECONDS = 60.0

Known = tuple[LayerResult, ...]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--wards", nargs="+", default=["A", "B"])
    reader.add_argument("--ward", nargs=2, type=Path, metavar=("WARD", "PLAN"))
    reader.add_argument("--cells", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=0.8, help="that a question may take")
    reader.add_argument("--plan", type=float, default=60.0, help="seconds for the plan that is asked about")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--check", type=int, default=0, help="so many costs against full solves")
    reader.add_argument("--effort", type=int, help="of each full solve, the same whatever else runs, instead of a minute")
    asked = reader.parse_args()
    if asked.ward is not None:
        ward, plan = asked.ward
        problem, found = load_ward(ward.read_bytes(), str(ward)), load_plan(plan.read_bytes(), str(plan))
        measure(ward.stem, with_plan(problem, found.rows), found.layers, asked)
        return
    for name in asked.wards:
        measure(name, *proved(name, asked.plan), asked)


def measure(name: str, problem: Problem, known: Known, asked: argparse.Namespace) -> None:
    asker = Asker()
    try:
        begun = time.perf_counter()
        asker.ask(Warm(problem, proofs=True))
        print(json.dumps({"ward": name, "warm_s": round(time.perf_counter() - begun, 1)}), flush=True)
        for kind in ("why", "why not"):
            questions = draw(problem, kind == "why not", asked, known)
            _asked(name, kind, asker, questions, asked)
    finally:
        asker.close()


def draw(problem: Problem, other: bool, asked: argparse.Namespace, known: Known) -> list[WhyAsked]:
    """Different cells that a plan decides, each with another code of the person for a "why not"."""
    frame = Frame(problem)
    grid, chance = Grid.of(frame), random.Random(asked.seed)
    cells = [(p, d) for p in range(len(problem.people)) for d in range(problem.days) if not grid.fixed(p, d)]
    questions = []
    for person, day in chance.sample(cells, asked.cells):
        codes = [frame.text(choice) for choice in frame.options[person] if choice != grid.at(person, day)]
        code = chance.choice(codes) if other else None
        who = problem.people[person].id
        rows = grid.horizon_rows()
        questions.append(WhyAsked(problem, rows, who, frame.date(day), code, seconds=asked.seconds, known=known))
    return questions


def _asked(name: str, kind: str, asker: Asker, questions: list[WhyAsked], asked: argparse.Namespace) -> None:
    spent, worked, sorts = [], [], Counter[str]()
    dearer: list[tuple[WhyAsked, Why]] = []
    for question in questions:
        busy, begun = _processor(asker.pid), time.perf_counter()
        found = asker.ask(question)
        spent.append(time.perf_counter() - begun)
        worked.append(_processor(asker.pid) - busy)
        sorts[sort_of(found)] += 1
        if sort_of(found) in ("proved", "near", "at most"):
            dearer.append((question, found))
    figures = {"ward": name, "asked": kind, "cells": len(questions), **_spread("s", spent), **_spread("cpu_s", worked)}
    sure = [len(exact(found.more or ())) for _, found in dearer]
    layers = {"exact_layers": sum(sure), "of": sum(len(found.more or ()) for _, found in dearer)}
    print(json.dumps({**figures, **sorts, **layers}), flush=True)
    dearer.sort(key=lambda pair: sort_of(pair[1]) != "proved")
    for question, found in dearer[: asked.check]:
        print(json.dumps(against_full(question, found, asked.effort)), flush=True)


def sort_of(found: Why) -> str:
    """What came of a question."""
    if not found.possible:
        return "impossible" if found.exact else "nothing found"
    assert found.more is not None
    if all(cost.more <= 0 for cost in found.more):
        return "as good"
    return "proved" if found.exact else "at most" if found.within is None else "near"


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


def against_full(question: WhyAsked, found: Why, effort: int | None) -> dict[str, object]:
    """What a code costs more beside the difference of a full solve with the code locked in its cell, by layer.

    `refuted`: the full solve is better in the layers that are told as exact. `first` is the first layer in which it differs.
    """
    problem = question.problem
    at = problem.history_days + (question.date - problem.first).days
    there = next(row.cells[at - problem.history_days] for row in found.rows if row.person == question.person)
    rows = [
        Row(row.person, (*row.cells[:at], there, *row.cells[at + 1 :])) if row.person == question.person else row
        for row in problem.roster
    ]
    locked = replace(problem, roster=tuple(rows), locks=(*problem.locks, CellRef(question.person, question.date)))
    plan = solve(SolveJob(locked, CHECK_SECONDS, None, 2, 1) if effort is None else SolveJob(locked, None, effort, 1, 1))
    told = found.more or ()
    if not plan.rows:
        return {"cell": f"{question.person}:{question.date}:{there}", "full": None}
    full = [layer.value - (cost.value - cost.more) for layer, cost in zip(plan.layers, told, strict=True)]
    more, sure = [cost.more for cost in told], len(exact(told))
    differs = next((k for k, (one, other) in enumerate(zip(more, full, strict=True)) if one != other), None)
    return {
        "cell": f"{question.person}:{question.date}:{there}",
        "told": more,
        "exact": sure,
        "full": full,
        "closed": sum(1 for _ in takewhile(lambda layer: layer.status == "closed", plan.layers)),
        "first": differs,
        "refuted": full[:sure] < more[:sure],
    }


if __name__ == "__main__":
    main()
