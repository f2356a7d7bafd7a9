"""The command line: plan, check, compare and repeat plans, run published instances; never imports Qt."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scheduler.checking import check_problem, finding_json, report_json
from scheduler.domain import codec, schema
from scheduler.domain.errors import Fault, InputRefused, ReleveError
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import benchmarks
from solver.api import Event, SolveJob, solve
from ui.qtlibs import language

DONE, NO, BAD = 0, 1, 2


def main(argv: Sequence[str]) -> int:
    """Runs one command and returns its exit status: 0 done, 1 the answer is no, 2 bad input or usage."""
    parser = _parser()
    try:
        given = parser.parse_args(list(argv))
    except SystemExit as end:
        return int(end.code or 0)
    try:
        run: Callable[[argparse.Namespace], int] = given.run
        return run(given)
    except ReleveError as error:
        _say(error.text.get(language()))
    except OSError as error:
        _say(f"{error.filename or ''}: {error.strerror or error}")
    return BAD


def main_job() -> int:
    """Without a screen and without arguments: what this program can do here."""
    _parser().print_help(sys.stderr)
    return BAD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="releve")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    plan = _verb(verbs, "plan", _plan, Text("planifier une unité", "plan a ward"))
    plan.add_argument("ward", type=Path)
    _limits(plan, required=False)
    plan.add_argument("--out", type=Path)
    check = _verb(verbs, "check", _check, Text("vérifier un planning", "check a plan"))
    check.add_argument("ward", type=Path)
    check.add_argument("plan", type=Path)
    check.add_argument("--json", action="store_true")
    check.add_argument("--lang", choices=("fr", "en"), default=language())
    bench = _verb(verbs, "bench", _bench, Text("résoudre des instances publiées", "run published instances"))
    bench.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    bench.add_argument("--instance")
    _limits(bench, required=True)
    bench.add_argument("--out", type=Path, default=Path("out", "bench"))
    compare = _verb(verbs, "compare", _compare, Text("comparer des plannings", "compare plans"))
    compare.add_argument("plans", type=Path, nargs="+", metavar="PLAN")
    rerun = _verb(verbs, "rerun", _rerun, Text("refaire un calcul d'après son relevé", "run again from a record"))
    rerun.add_argument("record", type=Path, metavar="RUN.json")
    rerun.add_argument("--out", type=Path)
    shown = _verb(verbs, "schema", _schema, Text("schémas JSON des fichiers", "JSON Schema of the files"))
    shown.set_defaults(run=_schema)
    return parser


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    about: Text,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=about.get(language()), description=about.get(language()))
    parser.set_defaults(run=run)
    return parser


def _limits(parser: argparse.ArgumentParser, required: bool) -> None:
    limit = parser.add_mutually_exclusive_group(required=required)
    limit.add_argument("--seconds", type=_positive)
    limit.add_argument("--effort", type=_whole)
    parser.add_argument("--workers", type=_whole, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)


def _positive(words: str) -> float:
    value = float(words)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{words}: 0 < N < 10000000")
    return value


def _whole(words: str) -> int:
    value = int(words)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{words}: N >= 1")
    return value


def _job(problem: Problem, given: argparse.Namespace) -> SolveJob:
    seconds = None if given.effort else given.seconds or 60.0
    return SolveJob(problem, seconds, given.effort, given.workers, given.seed)


# --- plan, check, compare, rerun


def _plan(given: argparse.Namespace) -> int:
    problem = codec.load_ward(given.ward.read_bytes(), str(given.ward))
    plan = solve(_job(problem, given), _progress())
    if given.out:
        _write(given.out, codec.dump_plan(plan))
        if plan.record is not None:
            _write(Path(f"{given.out}.run.json"), codec.dump_run(plan.record, problem))
    _summary(problem, plan)
    return DONE if plan.rows else NO


def _rerun(given: argparse.Namespace) -> int:
    record, problem = codec.load_run(given.record.read_bytes(), str(given.record))
    plan = solve(SolveJob(problem, record.seconds, record.effort, record.workers, record.seed), _progress())
    if given.out:
        _write(given.out, codec.dump_plan(plan))
    _summary(problem, plan)
    return DONE if plan.rows else NO


def _check(given: argparse.Namespace) -> int:
    problem = codec.load_ward(given.ward.read_bytes(), str(given.ward))
    plan = codec.load_plan(given.plan.read_bytes(), str(given.plan))
    report = check_problem(problem, plan.rows)
    if report.faults or report.check is None:
        raise InputRefused(str(given.plan), report.faults)
    if given.json:
        print(json.dumps(report_json(report, given.lang), ensure_ascii=False, indent=1))
    else:
        broken = set(map(id, report.check.broken()))
        for finding in report.check.all():
            data = finding_json(report.check, finding, given.lang)
            print(_mark(id(finding) in broken, bool(data["hard"]), given.lang), report.check.sentence(finding, given.lang))
    return DONE if report.legal else NO


def _mark(broken: bool, hard: bool, lang: str) -> str:
    if broken:
        return "[interdit]" if lang == "fr" else "[forbidden]"
    if hard:
        return "[déjà là]" if lang == "fr" else "[already there]"
    return "[souple]" if lang == "fr" else "[soft]"


def _compare(given: argparse.Namespace) -> int:
    plans = [codec.load_plan(path.read_bytes(), str(path)) for path in given.plans]
    first = {row.person: row.cells for row in plans[0].rows}
    for path, plan in zip(given.plans, plans, strict=True):
        layers = "  ".join(f"{layer.layer} {layer.value}" for layer in plan.layers)
        other = {row.person: row.cells for row in plan.rows}
        if other.keys() != first.keys():
            expected = Text("les mêmes agents que le premier planning", "the same people as the first plan")
            raise InputRefused(str(path), [Fault("rows", ", ".join(sorted(other.keys() ^ first.keys())), expected)])
        changed = sum(a != b for who, cells in first.items() for a, b in zip(cells, other[who], strict=False))
        words = "cellules différentes" if language() == "fr" else "cells differ"
        print(f"{path}: {plan.status}  {layers}  {changed} {words}")
    return DONE


def _schema(given: argparse.Namespace) -> int:
    print(json.dumps({"ward": schema.ward_schema(), "plan": schema.plan_schema()}, ensure_ascii=False, indent=1))
    return DONE


# --- bench


def _bench(given: argparse.Namespace) -> int:
    for path in given.paths:
        loaded = iter(benchmarks.load(path, given.instance))
        while True:
            begun = time.monotonic()
            found = next(loaded, None)
            if found is None:
                break
            print(json.dumps(_bench_line(*found, begun, given)), flush=True)
    return DONE


def _bench_line(group: str, name: str, problem: Problem, begun: float, given: argparse.Namespace) -> dict[str, object]:
    plan = solve(_job(problem, given), _progress())
    legal = bool(plan.rows) and check_problem(problem, plan.rows).legal
    short = any(layer.value for layer in plan.layers[:-1])
    cost = plan.layers[-1] if plan.layers else None
    record = plan.record
    roster = benchmarks.write_roster(problem, plan.rows, given.out) if plan.rows else None
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


# --- what people read


def _progress() -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if event.kind in ("solution", "bound"):
            _say(f"{event.seconds:7.1f} s  {_layers(event.layers)}")

    return listen


def _layers(layers: tuple[LayerResult, ...]) -> str:
    return "  ".join(f"{x.layer} {x.value}" + ("" if x.bound is None else f" (>= {x.bound})") for x in layers)


def _summary(problem: Problem, plan: Plan) -> None:
    lang = language()
    words = {
        "optimal": Text("planning optimal, prouvé", "optimal plan, proved"),
        "feasible": Text("planning légal", "legal plan"),
        "infeasible": Text("aucun planning légal n'existe", "there is no legal plan"),
        "unknown": Text("aucun planning trouvé dans ce temps", "no plan found in this time"),
        "stopped": Text("arrêté, meilleur planning gardé", "stopped, best plan kept"),
    }
    print(f"{problem.name}: {words[plan.status].get(lang)}")
    names = {layer.id: layer.name.get(lang) for layer in problem.layers}
    for layer in plan.layers:
        gap = "" if layer.gap is None else f", {'écart' if lang == 'fr' else 'gap'} {layer.gap:.1%}"
        print(f"  {names[layer.layer]}: {layer.value}{gap}")
    for message in plan.messages:
        print(f"  {message.get(lang)}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _write(path: Path, words: str) -> None:
    """Writes a file whole or not at all."""
    half = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    half.write_text(words, encoding="utf-8")
    half.replace(path)
