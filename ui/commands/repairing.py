"""repair: a plan mended after absences, with few changes; each alternative with its changes, its cost, what stays uncovered."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

from scheduler.domain import codec
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import now_minute, parse_instant, utc_minute
from scheduler.rules.proof import Count, counts
from scheduler.services.absences import with_absence, with_plan
from solver.api import Alternative, Asker, RepairAsked, Repairs, move
from ui.commands import solving
from ui.commands.output import expect_writable, say, write_kept
from ui.commands.parser import DONE, NO, Parser, Verbs, add_lang, add_ward, file, refused, some, verb, whole, words
from ui.commands.wards import open_plan, open_ward

SHORT_NOTICE = 48 * 60
MORE = Text(
    "Sans PLAN : le planning qui est dans l'unité. État 0 : la meilleure réparation couvre tout ce qui l'était et "
    "n'enfreint aucune règle stricte ; 1 : non.",
    "Without PLAN: the plan that is in the ward. Status 0: the best repair covers all that was covered and breaks no hard "
    "rule; 1: it does not.",
)
DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")

Absence = tuple[str, dt.date, dt.date]


def add(verbs: Verbs[Parser]) -> None:
    about = Text("réparer un planning après une absence", "mend a plan after an absence")
    parser = verb(verbs, "repair", repair, about, MORE)
    add_ward(parser)
    parser.values.add_argument("plan", type=file, nargs="?", metavar="PLAN", help=words("fichier de planning", "plan file"))
    given = parser.choices.add_argument
    absent = words("qui est absent, et quand ; plusieurs fois si besoin", "who is absent, and when; may be given several times")
    given("--absent", type=absence, action="append", required=True, metavar="ID:FROM..TO", help=absent)
    given("--code", type=some, metavar="CODE", help=words("le code de l'absence", "the code of the absence"))
    most = words("au plus tant de cases changées", "no more than so many changed cells")
    given("--max-changes", type=whole, metavar="K", help=most)
    several = words("combien de réparations (3 par défaut)", "how many repairs (default 3)")
    given("--alternatives", type=whole, default=3, metavar="N", help=several)
    given(
        "--out",
        type=file,
        metavar="DIR",
        help=words(
            "dossier pour les plannings réparés et l'unité avec ses absences",
            "folder for the mended plans and the ward with its absences",
        ),
    )
    now = words(
        "l'instant de la question, comme 2027-05-11T05:40 (heure de l'unité ; par défaut : maintenant)",
        "when it is asked, such as 2027-05-11T05:40 (the ward's time; default: now)",
    )
    given("--now", type=some, metavar="INSTANT", help=now)
    add_lang(parser)


def absence(given: str) -> Absence:
    """A person, and one day or the first and the last of several."""
    person, _, days = given.rpartition(":")
    found = DAYS.fullmatch(days)
    try:
        if person and found:
            first = dt.date.fromisoformat(found[1])
            return person, first, dt.date.fromisoformat(found[2]) if found[2] else first
    except ValueError:
        pass
    expected = Text(
        "un matricule et des jours, comme 900012:2027-05-11..2027-05-14",
        "an id and days, such as 900012:2027-05-11..2027-05-14",
    )
    raise refused(given, expected)


def repair(given: argparse.Namespace) -> int:
    problem = open_ward(given.ward).problem
    if given.out is not None:
        expect_writable(given.out / "repair-1.json")
    if given.plan is not None:
        problem = with_plan(problem, open_plan(given.plan, problem)[0].rows)
    after = problem
    for person, first, last in given.absent:
        after = with_absence(after, person, first, last, given.code)
    asked = RepairAsked(
        problem, after, now=_now(given, problem), max_changes=given.max_changes, alternatives=given.alternatives
    )
    found = _answer(asked)
    for message in found.messages:
        say(message.get(given.lang))
    print("\n".join(line for at, one in enumerate(found.alternatives, 1) for line in lines(after, one, at, given.lang)), end="")
    if given.out is not None:
        _keep(given.out, after, found)
    best = next(iter(found.alternatives), None)
    return DONE if best is not None and not best.uncovered and not best.broken else NO


def _now(given: argparse.Namespace, problem: Problem) -> int | None:
    """When it is asked; None, and said so, where what happened has begun already and no instant was given: notice is past."""
    if given.now is not None:
        try:
            return parse_instant(given.now, problem.zone)
        except (ValueError, OverflowError):
            expected = Text("un instant comme 2027-05-11T05:40", "an instant such as 2027-05-11T05:40")
            raise InputRefused("", [Fault("--now", given.now, expected)]) from None
    now = now_minute()
    if now < min(utc_minute(first, 0, problem.zone) for _, first, _ in given.absent) + 1440:
        return now
    said = Text("L'absence est déjà passée : les délais ne comptent pas (--now pour un autre instant).",
                "The absence is past already: notice does not count (--now for another instant).")  # fmt: skip
    say(said.get(given.lang))
    return None


def _answer(asked: RepairAsked) -> Repairs:
    """The engine's answer; Ctrl+C keeps what was found until then."""
    asker = Asker()
    try:
        with solving.interruptible() as stop:
            found: Repairs | None = asker.ask(asked, stop=stop)
        return Repairs() if found is None else found
    finally:
        asker.close()


# --- what is printed


def lines(problem: Problem, one: Alternative, at: int, lang: str) -> list[str]:
    """An alternative: its changes one by one, what it costs more, what stays uncovered."""
    told = [_head(one, at, lang)]
    told += [f"  {move(problem, change).get(lang)}" for change in one.changes]
    told.append("  " + _costs(problem, one, lang))
    short, broken = Text("Non couvert : ", "Uncovered: ").get(lang), Text("Interdit : ", "Forbidden: ").get(lang)
    told += [f"  {short}{said.get(lang)}" for said in one.uncovered]
    told += [f"  {broken}{said.get(lang)}" for said in one.broken]
    return [*told, ""]


def _head(one: Alternative, at: int, lang: str) -> str:
    count, soon = len(one.changes), one.within(SHORT_NOTICE)
    fr = f"Réparation {at} : {count} changement{'s' if count > 1 else ''}"
    en = f"Repair {at}: {count} change{'' if count == 1 else 's'}"
    if soon:
        fr, en = f"{fr}, dont {soon} à moins de 48 h", f"{en}, {soon} at less than 48 h"
    if one.everywhere:
        fr, en = f"{fr} ; aucune n'est meilleure, c'est prouvé", f"{en}; proved that none is better"
    elif one.proved:
        fr, en = f"{fr} ; aucune n'est meilleure autour de ces jours", f"{en}; none is better around these days"
    return Text(fr, en).get(lang)


def _costs(problem: Problem, one: Alternative, lang: str) -> str:
    names, kinds = {layer.id: layer.name.get(lang) for layer in problem.layers}, counts(problem)
    colon = " : " if lang == "fr" else ": "
    told = []
    for cost in (cost for cost in one.costs if cost.value or cost.more):
        kind = kinds.get(cost.layer, Count())
        more = f" ({'+' if cost.more > 0 else '-'}{kind.short(abs(cost.more))})" if cost.more else ""
        told.append(f"{names[cost.layer]} {kind.short(cost.value)}{more}")
    return Text("Coût", "Cost").get(lang) + colon + (", ".join(told) or "0") + "."


def _keep(folder: Path, problem: Problem, found: Repairs) -> None:
    """Writes each alternative as a plan file, and beside them the ward with its absences, which they are plans of."""
    digest = codec.digest(problem)
    for at, one in enumerate(found.alternatives, 1):
        layers = tuple(LayerResult(cost.layer, cost.value) for cost in one.costs)
        plan = Plan(digest, one.rows, layers, "feasible")
        write_kept(folder / f"repair-{at}.json", codec.dump_plan(plan))
    write_kept(folder / "ward.json", codec.dump_ward(problem))
