"""bench: published instances solved one after another, one JSON line each."""

from __future__ import annotations

import argparse
import json
import threading
import time
from pathlib import Path

from scheduler.checking import check_problem
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import benchmarks
from solver.api import SolveJob
from ui.commands import solving
from ui.commands.parser import DONE, Parser, Verbs, add_limits, add_out, file, verb, words


def add(verbs: Verbs[Parser]) -> None:
    about = Text("résoudre des instances publiées", "run published instances")
    more = Text(
        "Une ligne JSON par instance. Les plannings sont écrits dans le format de chaque jeu.",
        "One JSON line an instance. Rosters are written in each set's own format.",
    )
    parser = verb(verbs, "bench", bench, about, more)
    paths = words("dossier d'un jeu, ou fichier d'une instance", "folder of a set, or file of an instance")
    parser.values.add_argument("paths", type=file, nargs="+", metavar="PATH", help=paths)
    parser.choices.add_argument("--instance", metavar="NAME", help=words("cette instance seule", "this instance only"))
    add_limits(parser, required=True)
    add_out(parser, "DIR", Text("dossier des plannings (out/bench par défaut)", "folder for the rosters (default out/bench)"))


def bench(given: argparse.Namespace) -> int:
    out = given.out or Path("out", "bench")
    for path in given.paths:
        loaded = iter(benchmarks.load(path, given.instance))
        while True:
            begun = time.monotonic()
            found = next(loaded, None)
            if found is None:
                break
            with solving.interruptible() as stop:
                print(json.dumps(_line(*found, begun, given, out, stop)), flush=True)
            if stop.is_set():
                return DONE
    return DONE


def _line(
    group: str, name: str, problem: Problem, begun: float, given: argparse.Namespace, out: Path, stop: threading.Event
) -> dict[str, object]:
    job = SolveJob(problem, given.seconds, given.effort, given.workers, given.seed)
    plan, _ = solving.run(job, stop)
    legal = bool(plan.rows) and check_problem(problem, plan.rows).legal
    short = any(layer.value for layer in plan.layers[:-1])
    cost = plan.layers[-1] if plan.layers else None
    record = plan.record
    roster = benchmarks.write_roster(problem, plan.rows, out) if plan.rows else None
    first = None if record is None or not record.first_plan_objective else record.first_plan_objective[-1]
    return {
        "set": group,
        "instance": name,
        "seconds": round(time.monotonic() - begun, 2),
        "status": plan.status,
        "feasible": legal and not short,
        "objective": None if cost is None else cost.value,
        "bound": None if cost is None else cost.bound,
        "gap": None if cost is None or cost.gap is None else round(cost.gap, 5),
        "first_plan_seconds": None if record is None else record.first_plan_seconds,
        "first_plan_objective": first,
        "roster": None if roster is None else str(roster),
    }
