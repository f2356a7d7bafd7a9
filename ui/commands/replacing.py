"""replace: who can fill one hole of a plan, ranked, with a line of reason each."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
from pathlib import Path

from scheduler.checking import LiveCheck, Report, check_problem
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.domain.time import now_minute, parse_instant
from scheduler.services import replacing
from scheduler.services.replacing import Candidate
from scheduler.services.replacing_holes import Hole, find_hole, holds
from scheduler.services.replacing_words import ranking_json, reason
from solver.api import Asker, Chain, Gap, Repairs, chain_question, chains
from ui.commands import solving
from ui.commands.output import say, tell, tell_data
from ui.commands.parser import (
    DONE,
    NO,
    Parser,
    Verbs,
    add_consent,
    add_lang,
    add_ward,
    as_options,
    file,
    refused,
    some,
    verb,
    words,
)
from ui.commands.wards import open_plan, open_ruled

STATUSES: dict[str, Text] = {
    "proposed": Text("possible", "possible"),
    "opens": Text("découvre ailleurs", "leaves a gap"),
    "breaks": Text("interdit", "forbidden"),
    "refused": Text("a refusé", "has refused"),
    "left_alone": Text("ne pas appeler", "do not call"),
    "barred": Text("exclu", "cannot"),
}
OPTIONS = {"hole": "--hole", "absent": "--absent"}
MORE = Text(
    "Sans PLAN : le planning qui est dans l'unité. Où aucun agent ne convient seul, des suites de deux ou trois changements. "
    "État 1 : personne ne peut être appelé sans enfreindre de règle.",
    "Without PLAN: the plan that is in the ward. Where nobody will do alone, chains of two or three moves. Status 1: nobody "
    "can be called without breaking a rule.",
)


def add(verbs: Verbs[Parser]) -> None:
    parser = verb(verbs, "replace", replace, Text("chercher un remplaçant, classé", "rank replacements for a hole"), MORE)
    add_ward(parser)
    plan = words("fichier de planning", "plan file")
    parser.values.add_argument("plan", type=file, nargs="?", metavar="PLAN", help=plan)
    hole = words("le poste à pourvoir : 2027-05-11:M", "the shift to fill: 2027-05-11:M")
    parser.choices.add_argument("--hole", type=day_and_code, required=True, metavar="DAY:CODE", help=hole)
    absent = words("matricule de l'absent, dont c'était le poste", "id of the absent person whose shift it was")
    parser.choices.add_argument("--absent", type=some, metavar="ID", help=absent)
    now = words(
        "l'instant de la question, comme 2027-05-11T05:40 (heure de l'unité ; par défaut : maintenant)",
        "when it is asked, such as 2027-05-11T05:40 (the ward's time; default: now)",
    )
    parser.choices.add_argument("--now", type=some, metavar="INSTANT", help=now)
    parser.choices.add_argument("--json", action="store_true", help=words("résultat en JSON", "result as JSON"))
    add_consent(parser)
    add_lang(parser)


def day_and_code(given: str) -> tuple[dt.date, str]:
    """A day and a code with a colon between them."""
    day, _, code = given.partition(":")
    try:
        if len(day) == len("2027-05-11") and code.strip():
            return dt.date.fromisoformat(day), code
    except ValueError:
        pass
    raise refused(given, Text("un jour et un code, comme 2027-05-11:M", "a day and a code, such as 2027-05-11:M"))


def replace(given: argparse.Namespace) -> int:
    problem = open_ruled(given.ward, given.consent)
    check = _checked(problem, given.plan, given.ward)
    date, code = given.hole
    now = _wanted(check, given)
    if given.absent is not None:
        _take_off(check, date, code, given.absent)
    hole = find_hole(check.roster, date, code, given.absent)
    found = replacing.ranked(replacing.candidates(check, hole, now))
    alone = any(each.status == "proposed" for each in found)
    linked = () if alone or not hole.missing else _chains(problem, check, hole, now, given.absent)
    if given.json:
        data = ranking_json(check, hole, now, found, given.lang)
        if linked:
            data["chains"] = [[said.get(given.lang) for said in chain.moves] for chain in linked]
        tell_data(data)
    else:
        tell("\n".join([*_lines(check, hole, found, given.lang), *_chain_lines(linked, given.lang)]))
    return DONE if linked or any(each.status in ("proposed", "opens") for each in found) else NO


def _wanted(check: LiveCheck, given: argparse.Namespace) -> int:
    """When it is asked. All that is wrong with the question is told before anything changes. Raises InputRefused."""
    faults: list[Fault] = []
    try:
        find_hole(check.roster, *given.hole, given.absent)
    except InputRefused as refusal:
        faults += as_options(refusal, OPTIONS)
    try:
        now = now_minute() if given.now is None else _instant(given.now, check.frame.problem.zone)
    except InputRefused as refusal:
        faults += refusal.faults
    if faults:
        raise InputRefused("", faults)
    return now


def _chains(problem: Problem, check: LiveCheck, hole: Hole, now: int, absent: str | None) -> tuple[Chain, ...]:
    """Two or three moves that fill a hole for which no single one will do."""
    grid = check.roster
    assert isinstance(grid, Grid)
    stands = dataclasses.replace(problem, roster=grid.all_rows())
    gap = Gap(check.frame.date(hole.day), hole.code, hole.lines)
    asker = Asker()
    try:
        with solving.interruptible(solving.TOLD) as stop:
            found: Repairs | None = asker.ask(chain_question(stands, gap, now, () if absent is None else (absent,)), stop=stop)
    finally:
        asker.close()
    return () if found is None else chains(stands, gap, found)


def _chain_lines(linked: tuple[Chain, ...], lang: str) -> list[str]:
    told = []
    for at, chain in enumerate(linked, 1):
        told += ["", Text(f"À plusieurs, {at} :", f"Together, {at}:").get(lang)]
        told += [f"  {said.get(lang)}" for said in chain.moves]
    return told


def _checked(problem: Problem, plan: Path | None, ward: str) -> LiveCheck:
    report: Report = check_problem(problem) if plan is None else open_plan(plan, problem)[1]
    if report.check is None:
        raise InputRefused(ward, report.faults)
    return report.check


def _take_off(check: LiveCheck, date: dt.date, code: str, absent: str) -> None:
    """Takes the absent person's shift out of the roster. Raises InputRefused where he has another one, or none."""
    frame, grid = check.frame, check.roster
    assert isinstance(grid, Grid)
    person, day = frame.person_index[absent], frame.day(date)
    held = grid.at(person, day)
    found = frame.code(held)
    if found is not None and found.kind in ("leave", "absence"):
        return  # the ward knows already that he is away
    if not holds(frame, held, code):
        there = frame.text(held) or "-"
        expected = Text(
            f"quelqu'un qui a {code} le {date} (au planning : {there})",
            f"someone who has {code} on {date} (in the plan: {there})",
        )
        raise InputRefused("", [Fault("--absent", absent, expected)])
    grid.put(person, day, frame.rest)
    check.recheck(person, [day])


def _instant(given: str, zone: str) -> int:
    try:
        return parse_instant(given, zone)
    except (ValueError, OverflowError):
        expected = Text("un instant comme 2027-05-11T05:40", "an instant such as 2027-05-11T05:40")
        raise InputRefused("", [Fault("--now", given, expected)]) from None


def _lines(check: LiveCheck, hole: Hole, found: tuple[Candidate, ...], lang: str) -> list[str]:
    if not hole.missing:
        said = Text(
            "L'effectif de ce poste est atteint : il ne manque personne.", "This shift is fully staffed: nobody is missing."
        )
        say(said.get(lang))
    table = [
        [str(rank), STATUSES[each.status].get(lang), reason(check, hole, each).get(lang)] for rank, each in enumerate(found, 1)
    ]
    return solving.in_columns(table, left=3)
