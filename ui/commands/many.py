"""plan-all: many wards side by side, each in one solving process; a plan file each, and a table of what came of them."""

from __future__ import annotations

import argparse
import re
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen

from scheduler.checking import check_problem
from scheduler.domain import codec
from scheduler.domain.errors import Fault, InputRefused, ReleveError
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import store
from solver.api import Event, SolveJob, end, solve, start
from ui.commands import planning, solving
from ui.commands.output import say, system_error, tell
from ui.commands.parser import BAD, DONE, NO, Parser, Verbs, add_consent, add_limits, add_out, some, verb, words
from ui.commands.wards import open_ruled, open_store
from ui.qtlibs import language
from ui.writing import expect_writable

FIRST_SECONDS = 600.0
"""How long a first legal plan is looked for; it comes long before, but where a ward has none or the machine no time."""
OUT = Path("out", "plans")
WRITTEN = (".plan.json", ".run.json")
"""How the files end that this command writes: in a folder of wards they are none."""

NOT_BEGUN = Text("pas commencée", "not begun")
ILLEGAL = Text("règle stricte enfreinte", "hard rule broken")
LOST = Text("processus perdu, planning gardé", "process lost, plan kept")


def add(verbs: Verbs[Parser]) -> None:
    about = Text("planifier plusieurs unités côte à côte", "plan several wards side by side")
    more = Text(
        "Chaque unité est calculée par un seul processus, autant d'unités à la fois que --workers ; la durée est celle de\n"
        "chaque unité. Une unité qui échoue n'arrête pas les autres ; Ctrl+C garde ce qui est trouvé.\n"
        "Exemple : releve sample hospital wards ; releve plan-all wards --first",
        "Each ward is solved by one process, as many wards at a time as --workers; the time is that of each ward.\n"
        "A ward that fails does not stop the others; Ctrl+C keeps what has been found.\n"
        "Example: releve sample hospital wards; releve plan-all wards --first",
    )
    parser = verb(verbs, "plan-all", plan_all, about, more)
    wards = words(
        "fichiers d'unité, dossiers de tels fichiers, unités d'une base (URL#Unité) ou bases entières (URL)",
        "ward files, folders of them, wards of a database (URL#Ward), or whole databases (URL)",
    )
    parser.values.add_argument("wards", type=some, nargs="+", metavar="WARDS", help=wards)
    first = words(
        "s'en tenir au premier planning légal de chaque unité (--seconds : 600 par défaut)",
        "stop each ward at its first legal plan (--seconds: default 600)",
    )
    parser.choices.add_argument("--first", action="store_true", help=first)
    add_limits(parser, required=False, workers=Text("unités calculées à la fois", "wards solved at a time"))
    add_consent(parser)
    add_out(parser, "DIR", Text(f"dossier des plannings ({OUT} par défaut)", f"folder for the plans (default {OUT})"))


def plan_all(given: argparse.Namespace) -> int:
    if given.first and given.effort:
        expected = Text("--seconds, ou l'un des deux seulement", "--seconds, or only one of the two")
        raise InputRefused("", [Fault("--effort", f"--first --effort {given.effort}", expected)])
    out = given.out or OUT
    places = list(_places(given.wards, out))
    expect_writable(out / "x.plan.json")
    begun = time.monotonic()
    with solving.interruptible() as stop:
        done = Queue(places, given, stop).run()
    tell("\n".join(_table(places, done)))
    tell(_total(done, len(places), time.monotonic() - begun))
    statuses = {each.status for each in done.values()}
    return BAD if BAD in statuses else NO if NO in statuses or len(done) < len(places) else DONE


# --- which wards


@dataclass(frozen=True, slots=True)
class Place:
    """A ward as it was asked for, and where its plan goes."""

    asked: str
    out: Path


def _places(asked: list[str], out: Path) -> Iterator[Place]:
    """The wards of every file, folder and database, with plan files of different names."""
    taken: set[str] = set()
    for each, stem in (found for one in asked for found in _wards(one)):
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.casefold())
        yield Place(each, out / f"{name}{WRITTEN[0]}")


def _wards(asked: str) -> list[tuple[str, str]]:
    """Each ward with a name for its files."""
    if store.is_url(asked):
        if "#" in asked:
            names = [asked.partition("#")[2]]
        else:
            with open_store(asked) as opened:
                names = [ward.name for ward in opened.wards()]
        found = [(f"{asked.partition('#')[0]}#{name}", re.sub(r"[^\w.-]+", "-", name)) for name in names]
    elif Path(asked).is_dir():
        files = sorted(path for path in Path(asked).glob("*.json") if not path.name.endswith(WRITTEN))
        found = [(str(path), path.stem) for path in files]
    else:
        found = [(asked, Path(asked).stem)]
    if not found:
        raise InputRefused("", [Fault("WARDS", asked, Text("un endroit où il y a des unités", "a place that holds wards"))])
    return found


# --- the queue


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a ward: `state` in words, the seconds from its start to its first legal plan and in all, when that plan
    was there for the whole queue, and the heads that are missing of those needed."""

    name: str
    status: int
    state: Text
    plan: Plan | None = None
    first: float | None = None
    seconds: float = 0.0
    first_at: float | None = None
    short: int = 0
    needed: int = 0
    gap: str = "-"


class Queue:
    """Wards in order, as many at a time as there are workers; each worker keeps its solving process from ward to ward."""

    def __init__(self, places: list[Place], given: argparse.Namespace, stop: threading.Event) -> None:
        self.places, self.given, self.stop = places, given, stop
        self.done: dict[int, Outcome] = {}
        self.begun = time.monotonic()
        self._next = iter(range(len(places)))
        self._lock = threading.Lock()
        self._running: set[threading.Event] = set()

    def run(self) -> dict[int, Outcome]:
        """What came of each ward by its place in the list; wards that were not begun when it was stopped are missing."""
        count = min(self.given.workers, len(self.places))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if self.stop.is_set():
                with self._lock:
                    for enough in self._running:
                        enough.set()
            for thread in threads:
                thread.join(0.05)
        return self.done

    def _work(self) -> None:
        process: Popen[str] | None = None
        try:
            while not self.stop.is_set():
                with self._lock:
                    at = next(self._next, None)
                if at is None:
                    return
                if process is None or process.poll() is not None:
                    process = start()
                outcome = self._guarded(self.places[at], process)
                with self._lock:
                    self.done[at] = outcome
                    say(_told(outcome, len(self.done), len(self.places)))
        finally:
            if process is not None:
                end(process)

    def _guarded(self, place: Place, process: Popen[str]) -> Outcome:
        """One ward; whatever fails in it is its own outcome."""
        enough = threading.Event()
        with self._lock:
            self._running.add(enough)
        try:
            return self._planned(place, process, enough)
        except ReleveError as error:
            return Outcome(place.asked, BAD, _reason(place, error.text))
        except OSError as error:
            said = system_error(error)
            return Outcome(place.asked, BAD, _reason(place, Text(said, said)))
        except Exception as error:  # a bug is a report, and the other wards are still planned
            traceback.print_exc()
            return Outcome(place.asked, BAD, Text(f"{type(error).__name__}: {error}", f"{type(error).__name__}: {error}"))
        finally:
            with self._lock:
                self._running.discard(enough)

    def _planned(self, place: Place, process: Popen[str], enough: threading.Event) -> Outcome:
        begun = time.monotonic()
        problem = open_ruled(place.asked, self.given.consent)
        given = self.given
        seconds = None if given.effort else given.seconds or (FIRST_SECONDS if given.first else planning.SECONDS)
        first: list[float] = []

        def listen(event: Event) -> None:
            if event.rows and not first:
                first.append(time.monotonic())
                if given.first:
                    enough.set()

        plan = solve(SolveJob(problem, seconds, given.effort, 1, given.seed), listen, enough, process)
        lost = plan.status == "died"
        plan = plan if plan.problem_digest else replace(plan, problem_digest=codec.digest(problem))
        if plan.rows:
            planning.keep(place.out, problem, plan)
        outcome = _judged(problem, plan, lost)
        return replace(
            outcome, seconds=time.monotonic() - begun,
            first=first[0] - begun if first else None, first_at=first[0] - self.begun if first else None,
        )  # fmt: skip


def _reason(place: Place, text: Text) -> Text:
    """Why a ward failed, without its name, which stands before it."""
    return Text(*(text.get(lang).removeprefix(place.asked).lstrip(" :") for lang in ("fr", "en")))


def _judged(problem: Problem, plan: Plan, lost: bool) -> Outcome:
    outcome = Outcome(problem.name, NO, solving.STATUS[plan.status], plan, gap=_gap(problem, plan))
    if not plan.rows:
        return outcome
    report = check_problem(problem, plan.rows)
    assert report.check is not None
    short, needed, _ = solving.uncovered(report.check)
    state = solving.STATUS["optimal" if plan.status == "optimal" else "feasible"] if report.legal else ILLEGAL
    status = DONE if report.legal else NO
    return replace(
        outcome, status=BAD if lost else status, state=LOST if lost else state, short=short, needed=needed
    )  # fmt: skip


def _gap(problem: Problem, plan: Plan) -> str:
    """The first goal that is not proved best, with its gap; 0 % where all are."""
    names = {layer.id: layer.name.get(language()) for layer in problem.layers}
    for layer in plan.layers:
        if layer.status != "closed":
            return f"{names[layer.layer]} {solving.bound_and_gap(layer, language())[1]}"
    return "0 %" if plan.layers else "-"


# --- what is told


def _seconds(value: float | None) -> str:
    shown = "-" if value is None else f"{value:.1f}"
    return shown.replace(".", ",") if language() == "fr" else shown


def _told(outcome: Outcome, count: int, of: int) -> str:
    """The line that says that a ward is finished."""
    head = f"[{count:{len(str(of))}}/{of}] {outcome.name}{words(' : ', ': ')}"
    if outcome.first is None:
        return head + outcome.state.get(language())
    after, short, needed = _seconds(outcome.first), outcome.short, outcome.needed
    return head + words(
        f"planning légal après {after} s, {short} postes non couverts sur {needed}",
        f"legal plan after {after} s, {short} of {needed} shifts uncovered",
    )


def _table(places: list[Place], done: dict[int, Outcome]) -> list[str]:
    lang = language()
    table = [
        [
            words("unité", "ward"), words("état", "state"), words("1er planning (s)", "first plan (s)"),
            words("durée (s)", "time (s)"), words("non couverts", "uncovered"), words("écart", "gap"),
        ]
    ]  # fmt: skip
    for at, place in enumerate(places):
        each = done.get(at) or Outcome(place.asked, NO, NOT_BEGUN)
        state = each.state.get(lang).splitlines()[0]
        cover = f"{each.short} / {each.needed}" if each.needed else "-"
        table.append([each.name, state, _seconds(each.first), _seconds(each.seconds), cover, each.gap])
    return solving.in_columns(table, left=2)


def _total(done: dict[int, Outcome], asked: int, seconds: float) -> str:
    planned = [each for each in done.values() if each.first_at is not None]
    last = _seconds(max((each.first_at or 0.0 for each in planned), default=None))
    short, needed = sum(each.short for each in planned), sum(each.needed for each in planned)
    return words(
        f"{len(planned)} unités sur {asked} planifiées ; {short} postes non couverts sur {needed} ; "
        f"premier planning de la dernière après {last} s ; en tout {_seconds(seconds)} s",
        f"{len(planned)} of {asked} wards planned; {short} of {needed} shifts uncovered; "
        f"the last one's first plan after {last} s; {_seconds(seconds)} s in all",
    )
