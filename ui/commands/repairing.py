"""repair: a plan mended after somebody is absent, or after demand, rules or fixed cells are others."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

from scheduler.checking import check_problem
from scheduler.domain import codec
from scheduler.domain.errors import Fault, InputRefused, ReleveError
from scheduler.domain.plan import LayerResult, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import DAY, add_days, now_minute, parse_instant, utc_minute
from scheduler.services.absences import holds_plan, with_absence, with_plan
from solver.api import Asker, RepairAsked, Repairs
from ui.commands import solving
from ui.commands.output import say, tell, tell_data, write_kept
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
    whole,
    words,
)
from ui.commands.repaired import repairs_json, told
from ui.commands.wards import open_plan, open_ruled
from ui.writing import expect_writable

MORE = Text(
    "Pour la meilleure réparation compte d'abord ce qui reste à découvert, puis les règles de l'unité, puis les changements ; "
    "un changement tardif compte pour plusieurs. "
    "Sans PLAN : le planning qui est dans l'unité. Avec --before : WARD est l'unité d'aujourd'hui (besoins, règles, cases "
    "verrouillées), et ce qui y est de plus à découvert ou enfreint est réparé. État 0 : la meilleure réparation couvre tout "
    "ce qui l'était et n'enfreint aucune règle stricte ; 1 : non.",
    "For the best repair first counts what stays uncovered, then the ward's own rules, then the changes; a late one counts for "
    "several. "
    "Without PLAN: the plan that is in the ward. With --before: WARD is the ward as it is now (demand, rules, locked cells), "
    "and what is more uncovered or broken in it than it was is mended. Status 0: the best repair covers all that was covered "
    "and breaks no hard rule; 1: it does not.",
)
NOTHING = Text(
    "qui est absent, ou --before : l'unité telle qu'elle était, pour savoir ce qui a changé",
    "who is absent, or --before: the ward as it was, to tell what has changed",
)
NO_PLAN = Text(
    "{ward} : il n'y a pas de planning à réparer ; donnez PLAN, ou calculez-en un : releve plan {ward} --out plan.json",
    "{ward}: there is no plan to repair; give PLAN, or make one: releve plan {ward} --out plan.json",
)
PLAN_OF = Text(
    "{first} est un planning de l'unité {ward}, qui a ces absences et changements : releve check {ward} {first}",
    "{first} is a plan of the ward {ward}, which has these absences and changes: releve check {ward} {first}",
)
PLANS_OF = Text(
    "{first} à {last} sont des plannings de l'unité {ward}, qui a ces absences et changements : releve check {ward} {first}",
    "{first} to {last} are plans of the ward {ward}, which has these absences and changes: releve check {ward} {first}",
)
OPTIONS = {"person": "--absent", "days": "--absent", "code": "--code"}
NONE = Text("Aucune réparation trouvée avant l'arrêt.", "No repair was found before it was stopped.")
DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")

Absence = tuple[str, dt.date, dt.date]


def add(verbs: Verbs[Parser]) -> None:
    about = Text("réparer un planning après une absence ou un changement", "mend a plan after an absence or a change")
    parser = verb(verbs, "repair", repair, about, MORE)
    add_ward(parser)
    parser.values.add_argument("plan", type=file, nargs="?", metavar="PLAN", help=words("fichier de planning", "plan file"))
    given = parser.choices.add_argument
    absent = words("qui est absent, et quand ; plusieurs fois si besoin", "who is absent, and when; may be given several times")
    given("--absent", type=absence, action="append", default=[], metavar="ID:FROM..TO", help=absent)
    before = words(
        "l'unité telle qu'elle était avec ce planning, si ses besoins, règles ou cases ont changé",
        "the ward as it was with that plan, where its demand, rules or cells have changed",
    )
    given("--before", type=some, metavar="WARD", help=before)
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
    given("--json", action="store_true", help=words("résultat en JSON", "result as JSON"))
    add_consent(parser)
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
    asked = question(given)
    if given.out is not None:
        expect_writable(given.out / "repair-1.json")
    found = _answer(asked)
    if given.json:
        tell_data(repairs_json(asked, found, given.lang))
    else:
        for message in found.messages:
            say(message.get(given.lang))
        for line in told(asked, found, given.lang):
            tell(line)
        if found.fewer is not None:
            tell(f"\n{found.fewer.get(given.lang)}")
    if given.out is not None:
        _keep(given.out, asked.problem, found)
        if not given.json and found.alternatives:
            tell("\n" + _kept(given.out, len(found.alternatives), given.lang))
    best = next(iter(found.alternatives), None)
    return DONE if best is not None and not best.uncovered and not best.broken else NO


def question(given: argparse.Namespace) -> RepairAsked:
    """What the command asks. Raises InputRefused with everything that is wrong with it."""
    if not given.absent and given.before is None:
        raise InputRefused("", [Fault("--absent", "", NOTHING)])
    after = _sound(given.ward, given.consent)
    before = after if given.before is None else _sound(given.before, given.consent)
    if before.id != after.id:
        expected = Text(f"l'unité « {after.id} » telle qu'elle était", f"the ward '{after.id}' as it was")
        raise InputRefused(str(given.before), [Fault("id", before.id, expected)])
    if given.plan is not None:
        before = with_plan(before, open_plan(given.plan, before)[0].rows)
    if not holds_plan(before):
        ward = given.before or given.ward
        raise ReleveError(NO_PLAN.format(ward=ward))
    if given.before is None:
        after = before
    faults: list[Fault] = []
    for person, first, last in given.absent:
        try:
            after = with_absence(after, person, first, last, given.code)
        except InputRefused as refusal:
            faults += as_options(refusal, OPTIONS)
    try:
        now = _now(given, before)
    except InputRefused as refusal:
        faults += refusal.faults
    if faults:
        raise InputRefused("", dict.fromkeys(faults))
    return RepairAsked(before, after, now=now, max_changes=given.max_changes, alternatives=given.alternatives)


def _sound(ward: str, consent: bool) -> Problem:
    """A ward whose data and rules can be read. Raises InputRefused."""
    problem = open_ruled(ward, consent)
    faults = check_problem(problem).faults
    if faults:
        raise InputRefused(ward, faults)
    return problem


def _now(given: argparse.Namespace, problem: Problem) -> int | None:
    """When it is asked; None, and said so, where what happened has begun already and no instant was given: notice is past."""
    if given.now is not None:
        try:
            return parse_instant(given.now, problem.zone)
        except (ValueError, OverflowError):
            expected = Text("un instant comme 2027-05-11T05:40", "an instant such as 2027-05-11T05:40")
            raise InputRefused("", [Fault("--now", given.now, expected)]) from None
    now, last = now_minute(), add_days(problem.first, problem.days - 1)
    if now < utc_minute(min((first for _, first, _ in given.absent), default=last), 0, problem.zone) + DAY:
        return now
    said = Text("C'est déjà passé : les délais ne comptent pas (--now pour un autre instant).",
                "It is past already: notice does not count (--now for another instant).")  # fmt: skip
    say(said.get(given.lang))
    return None


def _answer(asked: RepairAsked) -> Repairs:
    """The engine's answer; Ctrl+C keeps what was found until then."""
    asker = Asker()
    try:
        with solving.interruptible() as stop:
            found: Repairs | None = asker.ask(asked, stop=stop)
        return Repairs((), (NONE,)) if found is None else found
    finally:
        asker.close()


def _kept(folder: Path, count: int, lang: str) -> str:
    """Where the repairs lie, and which ward they are plans of."""
    first, last, ward = folder / "repair-1.json", folder / f"repair-{count}.json", folder / "ward.json"
    said = PLANS_OF if count > 1 else PLAN_OF
    return said.get(lang).format(first=first, last=last, ward=ward)


def _keep(folder: Path, problem: Problem, found: Repairs) -> None:
    """Writes each alternative as a plan file, and beside them the ward with its absences, which they are plans of."""
    digest = codec.digest(problem)
    for at, one in enumerate(found.alternatives, 1):
        layers = tuple(LayerResult(cost.layer, cost.value) for cost in one.costs)
        plan = Plan(digest, one.rows, layers, "feasible")
        write_kept(folder / f"repair-{at}.json", codec.dump_plan(plan))
    write_kept(folder / "ward.json", codec.dump_ward(problem))
