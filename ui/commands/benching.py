"""bench: published instances solved one after another, one JSON line each, then a table beside what others reached."""

from __future__ import annotations

import argparse
import json
import threading
import time
from pathlib import Path

from scheduler.checking import check_problem
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import benchmarks, published
from scheduler.services.benchmarks import History
from solver.api import Event, SolveJob
from ui.commands import curve, league, solving
from ui.commands.output import say
from ui.commands.parser import BAD, Parser, Verbs, add_limits, add_out, file, verb, words
from ui.qtlibs import language
from ui.writing import expect_writable, write


def add(verbs: Verbs[Parser]) -> None:
    about = Text("résoudre des instances publiées", "run published instances")
    more = Text(
        "Une ligne JSON par instance, puis, sur la sortie d'erreur, un tableau à côté de ce que d'autres ont atteint, d'après\n"
        f"{published.BEST_KNOWN} et {published.RESULTS}, placés avec les instances. Le résultat publié est celui de la\n"
        "plus longue durée qui ne dépasse pas la nôtre, ou, s'il n'y en a pas, de la plus courte.\n"
        "Les plannings sont écrits dans le format de chaque jeu.",
        "One JSON line an instance, then, on standard error, a table beside what others reached, after\n"
        f"{published.BEST_KNOWN} and {published.RESULTS} beside the instances. The published result is that of the longest\n"
        "time limit not above ours, or, where there is none, of the shortest. Rosters are written in each set's own format.",
    )
    parser = verb(verbs, "bench", bench, about, more)
    paths = words("dossier de jeux, ou fichier d'une instance", "folder of one set or several, or file of an instance")
    parser.values.add_argument("paths", type=file, nargs="+", metavar="PATH", help=paths)
    parser.choices.add_argument("--instance", metavar="NAME", help=words("cette instance seule", "this instance only"))
    add_limits(parser, required=True)
    add_out(parser, "DIR", Text("dossier des plannings (out/bench par défaut)", "folder for the rosters (default out/bench)"))
    table = words("écrire aussi le tableau en CSV", "write the table as CSV too")
    parser.choices.add_argument("--csv", type=file, metavar="FILE", help=table)
    pictures = words(
        "dossier d'une image SVG par instance : objectif et borne au fil du temps",
        "folder for an SVG picture an instance: objective and bound over time",
    )
    parser.choices.add_argument("--picture", type=file, metavar="DIR", help=pictures)


def bench(given: argparse.Namespace) -> int:
    rosters = None if given.out is None else given.out / "x.tsv"
    expect_writable(rosters, given.csv, None if given.picture is None else given.picture / "x.svg")
    paths = [folder for path in given.paths for folder in benchmarks.sets(path, given.instance)]
    records = [published.read(path) for path in paths]
    entries: list[league.Entry] = []
    died: list[str] = []
    try:
        for path, beside in zip(paths, records, strict=True):
            if not _set(path, beside, given, entries, died):
                break
    finally:
        _conclude(entries, given)
    return BAD if died else league.status(entries)


def _set(
    path: Path, records: published.Records, given: argparse.Namespace, entries: list[league.Entry], died: list[str]
) -> bool:
    """Every instance of a path, each told when it is solved; False when a person ended it. `died` gets the names of those
    whose solving process ended before its time."""
    out = given.out or Path("out", "bench")
    loaded = iter(benchmarks.load(path, given.instance))
    while True:
        begun = time.monotonic()
        found = next(loaded, None)
        if found is None:
            return True
        history = History()
        with solving.interruptible() as stop:
            line, lost = _line(*found, begun, given, out, stop, history)
            print(json.dumps(line), flush=True)
        entry = league.entry(line, records, given.seconds)
        entries.append(entry)
        if lost is not None:
            died.append(entry.instance)
            say(f"{entry.instance}: {lost.get(language())}")
        if given.picture is not None:
            picture = curve.draw(entry.instance, history.points, entry.seconds, entry.best_known)
            write(given.picture / f"{entry.instance}.svg", picture)
        if stop.is_set():
            return False


def _conclude(entries: list[league.Entry], given: argparse.Namespace) -> None:
    """The table of what was solved, however it ended."""
    if not entries:
        return
    for line in league.table(entries):
        say(line)
    if given.csv is not None:
        write(given.csv, league.as_csv(entries))


def _line(
    group: str,
    name: str,
    problem: Problem,
    begun: float,
    given: argparse.Namespace,
    out: Path,
    stop: threading.Event,
    history: History,
) -> tuple[dict[str, object], Text | None]:
    """What is told of an instance, and what became of its process where that died."""
    job = SolveJob(problem, given.seconds, given.effort, given.workers, given.seed)

    def listen(event: Event) -> None:
        if event.kind in ("solution", "bound"):
            history.add(event.seconds, event.layers)

    plan, lost = solving.run(job, stop, listen)
    legal = bool(plan.rows) and check_problem(problem, plan.rows).legal
    short = any(layer.value for layer in plan.layers[:-1])
    cost = plan.layers[-1] if plan.layers else None
    record = plan.record
    if record is not None:
        history.add(record.wall_seconds, plan.layers)
    roster = benchmarks.write_roster(problem, plan.rows, out) if plan.rows else None
    first = None if record is None or not record.first_plan_objective else record.first_plan_objective[-1]
    line = {
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
    return line, plan.messages[0] if lost else None
