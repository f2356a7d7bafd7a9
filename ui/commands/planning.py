"""plan, check, compare and rerun: a plan for a ward, what it breaks, plans side by side, a past run once more."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from scheduler.checking import finding_json, report_json
from scheduler.domain import codec
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import export, samples
from solver.api import SolveJob
from ui.commands import solving
from ui.commands.output import say, tell, tell_data, write_kept
from ui.commands.parser import (
    DONE,
    NO,
    Parser,
    Verbs,
    add_consent,
    add_goal,
    add_lang,
    add_limits,
    add_out,
    add_ward,
    file,
    verb,
    words,
)
from ui.commands.wards import expect_rules, open_plan, open_ruled
from ui.qtlibs import language
from ui.writing import expect_writable

SECONDS = 60.0
MAIN_SECONDS = 30.0
"""How long the sample ward is planned where there is no screen."""

MARKS = {
    "broken": Text("[interdit]", "[forbidden]"),
    "already": Text("[déjà là]", "[already there]"),
    "soft": Text("[souple]", "[soft]"),
}


def add(verbs: Verbs[Parser]) -> None:
    parser = verb(verbs, "plan", plan, Text("planifier une unité", "plan a ward"))
    add_ward(parser)
    add_limits(parser, required=False)
    add_goal(parser)
    add_consent(parser)
    add_out(parser, "PLAN.json", Text("écrire le planning, et son relevé à côté", "write the plan, and its run record beside"))
    roster = words("écrire le tableau de service", "write the roster as a workbook")
    parser.choices.add_argument("--xlsx", type=file, metavar="FILE", help=roster)
    parser = verb(verbs, "check", check, Text("vérifier un planning", "check a plan"))
    add_ward(parser)
    parser.values.add_argument("plan", type=file, metavar="PLAN", help=words("fichier de planning", "plan file"))
    parser.choices.add_argument("--json", action="store_true", help=words("résultat en JSON", "result as JSON"))
    add_lang(parser)
    parser = verb(verbs, "compare", compare, Text("comparer des plannings", "compare plans"))
    parser.values.add_argument("first", type=file, metavar="PLAN", help=words("le premier planning", "the first plan"))
    parser.values.add_argument("others", type=file, nargs="+", metavar="PLAN", help=words("les autres", "the others"))
    parser = verb(verbs, "rerun", rerun, Text("refaire un calcul d'après son relevé", "run again from a record"))
    parser.values.add_argument("record", type=file, metavar="RUN.json", help=words("relevé d'un calcul", "a run's record"))
    add_consent(parser)
    add_out(parser, "PLAN.json", Text("écrire le planning", "write the plan"))


def plan(given: argparse.Namespace) -> int:
    expect_writable(given.out, given.xlsx)
    with solving.standing_by() as process:
        problem = open_ruled(given.ward, given.consent)
        seconds = None if given.effort else given.seconds or SECONDS
        job = SolveJob(problem, seconds, given.effort, given.workers, given.seed, given.goal)
        return planned(job, given.out, given.xlsx, process)


def planned(job: SolveJob, out: Path | None, xlsx: Path | None, process: subprocess.Popen[str] | None = None) -> int:
    """Runs a job, prints what came of it and writes what was asked for."""
    with solving.interruptible() as stop:
        found, died = solving.run(job, stop, process=process)
    lines, legal = solving.summary(job.problem, found)
    tell("\n".join(lines))
    if out is not None:
        keep(out, job.problem, found)
    if xlsx is not None and found.rows:
        export.roster(job.problem, xlsx, lang=language(), rows=found.rows)
    return solving.status(found, legal, died)


def keep(out: Path, problem: Problem, found: Plan) -> None:
    """Writes a plan, and beside it the record of its run with the ward that was solved; a plan that cannot be written is
    printed."""
    write_kept(out, codec.dump_plan(found))
    if found.record is not None:
        write_kept(out.with_name(f"{out.name}.run.json"), codec.dump_run(found.record, problem), printed=False)


def main_job(workers: int) -> int:
    """Plans the sample ward and leaves plan and workbook in the folder `out`."""
    problem = samples.load("ward-a")
    out, xlsx = Path("out", "ward-a.plan.json"), Path("out", "ward-a.xlsx")
    expect_writable(out, xlsx)
    seconds = int(MAIN_SECONDS)
    say(
        words(
            f"Pas d'écran : l'unité d'exemple « {problem.name} » est planifiée pendant {seconds} s (Ctrl+C pour arrêter).",
            f"No screen: planning the sample ward '{problem.name}' for {seconds} s (Ctrl+C to stop).",
        )
    )
    status = planned(SolveJob(problem, MAIN_SECONDS, None, workers, 1), out, xlsx)
    for path in (out, xlsx):
        if path.exists():
            print(words(f"Écrit : {path}", f"Written: {path}"))
    return status


def check(given: argparse.Namespace) -> int:
    problem = open_ruled(given.ward)
    _, report = open_plan(given.plan, problem)
    if report.check is None:
        return NO
    if given.json:
        tell_data(report_json(report, given.lang))
        return DONE if report.legal else NO
    broken = set(map(id, report.check.broken()))
    for finding in report.check.all():
        hard = bool(finding_json(report.check, finding, given.lang)["hard"])
        kind = "broken" if id(finding) in broken else "already" if hard else "soft"
        tell(f"{MARKS[kind].get(given.lang)} {report.check.sentence(finding, given.lang)}")
    return DONE if report.legal else NO


def compare(given: argparse.Namespace) -> int:
    paths = [given.first, *given.others]
    plans = [codec.load_plan(path.read_bytes(), str(path)) for path in paths]
    cells = [{row.person: row.cells for row in each.rows} for each in plans]
    for path, own in zip(paths, cells, strict=True):
        odd = sorted(own.keys() ^ cells[0].keys()) or [who for who in own if len(own[who]) != len(cells[0][who])]
        if odd:
            expected = Text("les mêmes agents et les mêmes jours que le premier", "the same people and days as the first plan")
            raise InputRefused(str(path), [Fault("rows", ", ".join(odd), expected)])
    layers = list(dict.fromkeys(layer.layer for each in plans for layer in each.layers))
    table = [[words("planning", "plan"), words("état", "status"), *layers, words("cases différentes", "cells that differ")]]
    for path, each, own in zip(paths, plans, cells, strict=True):
        values = {layer.layer: str(layer.value) for layer in each.layers}
        differ = sum(a != b for who, first in cells[0].items() for a, b in zip(first, own[who], strict=True))
        table.append([str(path), each.status, *(values.get(layer, "-") for layer in layers), str(differ)])
    tell("\n".join(solving.in_columns(table, left=2)))
    return DONE


def rerun(given: argparse.Namespace) -> int:
    expect_writable(given.out)
    record, problem = codec.load_run(given.record.read_bytes(), str(given.record))
    expect_rules(problem, str(given.record), given.consent)
    job = SolveJob(problem, record.seconds, record.effort, record.workers, record.seed, record.goal)
    return planned(job, given.out, None)
