"""why: why one cell of a plan holds what it holds, or why not another code; reasons in sentences, and the best other plan."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from scheduler.checking import Report, check_problem
from scheduler.domain.codec import digest
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.domain.time import add_days
from scheduler.domain.wording import one_of
from scheduler.rules.template import say_day
from scheduler.services.absences import with_plan
from solver.api import Asker, CellChange, Why, WhyAsked, exact
from ui.commands import solving
from ui.commands.conflicting import tell_conflicts
from ui.commands.output import tell, tell_data
from ui.commands.parser import DONE, NO, Parser, Verbs, add_lang, add_ward, file, positive, some, verb, words
from ui.commands.wards import open_plan, open_ruled

SECONDS = 10.0

MORE = Text(
    "Sans --cell : ce qui, dans l'unité, ne peut pas tenir ensemble, et ce qui le rendrait possible (état 0 : prouvé, il n'y a "
    "rien de tel ; état 1 : il y en a, ou la recherche n'est pas finie). "
    "Sans PLAN : le planning qui est dans l'unité. État 1 : aucun planning qui respecte les règles strictes n'a ce code là.",
    "Without --cell: what in the ward cannot hold together, and what would make it possible (status 0: proved, there is "
    "none; status 1: there is some, or the search is not finished). "
    "Without PLAN: the plan that is in the ward. Status 1: no plan that keeps the hard rules has that code there.",
)


def add(verbs: Verbs[Parser]) -> None:
    parser = verb(verbs, "why", why, Text("dire pourquoi, ou pourquoi pas", "say why, or why not"), MORE)
    add_ward(parser)
    parser.values.add_argument("plan", type=file, nargs="?", metavar="PLAN", help=words("fichier de planning", "plan file"))
    cell = words(
        "la case, et pour « pourquoi pas » un autre code : 900002:2027-05-11:M",
        "the cell, and for why not a code: 900002:2027-05-11:M",
    )
    parser.choices.add_argument("--cell", type=some, metavar="ID:DAY[:CODE]", help=cell)
    seconds = words(f"durée au plus ({SECONDS:.0f} par défaut)", f"time at most (default {SECONDS:.0f})")
    parser.choices.add_argument("--seconds", type=positive, default=SECONDS, metavar="N", help=seconds)
    parser.choices.add_argument("--json", action="store_true", help=words("résultat en JSON", "result as JSON"))
    add_lang(parser)


def why(given: argparse.Namespace) -> int:
    problem = open_ruled(given.ward)
    if given.cell is None:
        if given.plan is not None:
            problem = with_plan(problem, open_plan(given.plan, problem)[0].rows)
        return tell_conflicts(problem, given)
    grid, known = _planned(problem, given.plan, given.ward)
    person, date, code = cell_of(problem, given.cell)
    asked = WhyAsked(problem, grid.horizon_rows(), person, date, code, seconds=given.seconds, known=known)
    found = ask(asked)
    if given.json:
        tell_data(why_json(asked, found, given.lang))
    else:
        tell("\n".join(lines(grid.frame, found, given.lang)))
    return NO if code is not None and found.exact and not found.possible else DONE


def ask(asked: WhyAsked) -> Why:
    """The answer of a solving process of its own; Ctrl+C ends the search, and what is known then is told."""
    asker = Asker()
    try:
        with solving.interruptible(solving.TOLD) as stop:
            best: list[Why] = []
            found = asker.ask(asked, best.append, stop)
    finally:
        asker.close()
    return found or (best[-1] if best else Why(()))


def _planned(problem: Problem, file: Path | None, ward: str) -> tuple[Grid, tuple[LayerResult, ...]]:
    """The plan that is asked about, and what its search has proved of this very ward."""
    known: tuple[LayerResult, ...] = ()
    if file is None:
        report: Report = check_problem(problem)
    else:
        plan, report = open_plan(file, problem)
        known = plan.layers if plan.problem_digest == digest(problem) else ()
    if report.check is None:
        raise InputRefused(ward, report.faults)
    grid = report.check.roster
    assert isinstance(grid, Grid)
    return grid, known


def cell_of(problem: Problem, given: str) -> tuple[str, dt.date, str | None]:
    """The person, the day and the code of a cell written ID:DAY or ID:DAY:CODE. Raises InputRefused with all that is wrong."""
    who, _, rest = given.partition(":")
    day, _, code = rest.partition(":")
    faults: list[Fault] = []

    def wrong(value: str, expected: Text) -> None:
        faults.append(Fault("--cell", value, expected))

    if not rest:
        form = Text("une case écrite ID:JOUR, comme 900002:2027-05-11", "a cell written ID:DAY, such as 900002:2027-05-11")
        raise InputRefused("", [Fault("--cell", given, form)])
    people = [person.id for person in problem.people]
    if who not in people:
        wrong(who, one_of(Text("un matricule de l'unité", "the id of a person of the ward"), who, people))
    first, last = add_days(problem.first, -problem.history_days), add_days(problem.first, problem.days - 1)
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        date = dt.date.min
    if len(day) != len("2027-05-11") or not first <= date <= last:
        wrong(day, Text(f"un jour du {first} au {last}", f"a day from {first} to {last}"))
    if code and Frame(problem).parse(code) is None:
        known = [each.id for each in problem.codes]
        wrong(code, one_of(Text("un code de l'unité", "a code of the ward"), code, known))
    if faults:
        raise InputRefused("", faults)
    return who, date, code or None


# --- what is told


def lines(frame: Frame, found: Why, lang: str) -> list[str]:
    """The reasons, then the cells that the other plan changes."""
    return [reason.said.get(lang) for reason in found.reasons] + [
        f"  {_change(frame, change).get(lang)}" for change in found.changes
    ]


def _change(frame: Frame, change: CellChange) -> Text:
    who = next(person.name for person in frame.problem.people if person.id == change.person)
    day = {lang: say_day(frame, frame.day(change.date), lang) for lang in ("fr", "en")}
    after, before = change.after or "–", change.before or "–"
    return Text(f"{who}, {day['fr']} : {after} au lieu de {before}", f"{who}, {day['en']}: {after} instead of {before}")


def why_json(asked: WhyAsked, found: Why, lang: str) -> dict[str, object]:
    """An answer as JSON data: `releve why --json`. Of a layer `least` is what is proved, `exact` that its figure is."""
    sure = len(exact(found.more or ()))
    return {
        "person": asked.person,
        "date": asked.date.isoformat(),
        "code": asked.code,
        "possible": found.possible,
        "exact": found.exact,
        "reasons": [
            {
                "said": reason.said.get(lang),
                "rule": reason.rule,
                "people": list(reason.people),
                "first": None if reason.first is None else reason.first.isoformat(),
                "last": None if reason.last is None else reason.last.isoformat(),
            }
            for reason in found.reasons
        ],
        "more": None
        if found.more is None
        else [
            {"layer": cost.layer, "value": cost.value, "more": cost.more, "least": cost.least, "exact": at < sure}
            for at, cost in enumerate(found.more)
        ],
        "within": None
        if found.within is None
        else {
            "changes": found.within.changes,
            "first": found.within.first.isoformat(),
            "last": found.within.last.isoformat(),
        },
        "changes": [
            {"person": one.person, "date": one.date.isoformat(), "before": one.before, "after": one.after}
            for one in found.changes
        ],
    }
