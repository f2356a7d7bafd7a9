"""Where commands take a ward from: a ward file, or a plan of a database by URL and name; and plans that must fit it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scheduler.checking import Report, check_problem, rule_faults, unknown_rule, unknown_rules
from scheduler.domain import codec
from scheduler.domain.errors import Fault, InputRefused, StorageError
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.wording import listed
from scheduler.services import plan_edits, store
from scheduler.services.stored import Snapshot, WardRef
from ui.commands.output import say
from ui.commands.parser import WITHOUT_UNKNOWN, words
from ui.user import user_name
from ui.writing import expect_writable, write

OTHER_STATE = Text(
    "un planning de l'unité telle qu'elle est ici : celui-ci a été fait pour un autre état de l'unité (un planning de "
    "« releve repair --out » va avec le ward.json du même dossier)",
    "a plan of the ward as it is here: this one was made for another state of the ward (a plan of 'releve repair --out' goes "
    "with the ward.json of the same folder)",
)

OTHER_HORIZON = Text(
    "un planning des {days} jours de l'unité à partir du {first} : celui-ci en compte {got}",
    "a plan of the ward's {days} days from {first}: this one has {got}",
)

_FILE = re.compile(r"sqlite(?:[+]\w+)?:///([^?]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A ward as it was asked for; `snapshot` is set where it lies in a database, whose address is `url`."""

    asked: str
    problem: Problem
    url: str = ""
    snapshot: Snapshot | None = None


def open_ward(asked: str) -> Source:
    """The ward of a file, or of a database as `URL#Ward` or `URL#Ward/Scenario`; no name is needed where there is one ward."""
    if not store.is_url(asked):
        return Source(asked, codec.load_ward(Path(asked).read_bytes(), asked))
    url, _, name = asked.partition("#")
    with open_store(url) as opened:
        snapshot = opened.snapshot(opened.find(name) if name else _only(opened))
    return Source(asked, snapshot.problem, url, snapshot)


def open_ruled(asked: str, consent: bool | None = None) -> Problem:
    """A ward whose rules can be read, to plan or judge by them. Raises InputRefused as `expect_rules` does."""
    problem = open_ward(asked).problem
    expect_rules(problem, asked, consent)
    return problem


def expect_rules(problem: Problem, source: str, consent: bool | None) -> None:
    """Refuses, with everything wrong with them, rules that cannot be read, and without `consent` hard ones that this version
    does not know; None where nothing is planned. Says which rules will not be kept. Raises InputRefused."""
    faults, unknown = list(rule_faults(problem)), unknown_rules(problem)
    if consent is False:
        faults += [unknown_rule(setting, WITHOUT_UNKNOWN) for setting in unknown]
    if faults:
        raise InputRefused(source, faults)
    for setting in unknown:
        fr, en, key = setting.title.fr, setting.title.en, setting.template
        say(
            words(
                f"{source} : la règle « {fr} » ({key}) est inconnue de cette version ; elle n'est pas jugée.",
                f"{source}: the rule '{en}' ({key}) is unknown to this version; it is not judged.",
            )
        )


def open_store(url: str, new: bool = False) -> store.Store:
    """A database that is there; `new` allows one to be made. Raises StorageError, InputRefused."""
    if not new:
        expect_database(url)
    return store.open(url, actor=user_name())


def expect_database(url: str) -> None:
    """Refuses what is no URL, and a database file that does not exist: opening it would make it."""
    if not store.is_url(url):
        expected = Text("une adresse comme sqlite:///base.db", "an address such as sqlite:///file.db")
        raise InputRefused("", [Fault("URL", url, expected)])
    found = _FILE.fullmatch(url.partition("?")[0])
    if found and found[1] != ":memory:" and not Path(found[1]).exists():
        raise StorageError(
            Text(
                f"{found[1]} : cette base n'existe pas ; vérifiez le chemin, ou créez-la : releve db upgrade {url}",
                f"{found[1]}: there is no such database; check the path, or make it: releve db upgrade {url}",
            )
        )


def _only(opened: store.Store) -> WardRef:
    names = [ward.name for ward in opened.wards()]
    if len(names) == 1:
        return WardRef(opened.wards()[0].id)
    expected = Text(
        f"{opened.shown}#NOM avec l'un de : {listed(names)}" if names else "une base qui contient une unité",
        f"{opened.shown}#NAME with one of: {listed(names)}" if names else "a database that holds a ward",
    )
    raise InputRefused("", [Fault("WARD", opened.shown, expected)])


# --- plans of a ward


def open_plan(path: Path, problem: Problem) -> tuple[Plan, Report]:
    """A plan file with its check. Raises InputRefused where it is another ward's, or does not fit the ward."""
    plan = codec.load_plan(path.read_bytes(), str(path))
    if plan.record is not None and plan.record.ward != problem.id:
        expected = Text(f"un planning de l'unité « {problem.id} »", f"a plan of the ward '{problem.id}'")
        raise InputRefused(str(path), [Fault("record.ward", plan.record.ward, expected)])
    if not plan.rows:
        found = Text("un planning avec ses lignes : ce calcul n'en a pas trouvé", "a plan with rows: that run found none")
        raise InputRefused(str(path), [Fault("rows", "", found)])
    days = next((len(row.cells) for row in plan.rows if len(row.cells) != problem.days), problem.days)
    if days != problem.days:
        other = OTHER_HORIZON.format(first=problem.first, days=problem.days, got=days)
        raise InputRefused(str(path), [Fault("", "", other)])
    report = check_problem(problem, plan.rows)
    changed = bool(plan.problem_digest) and plan.problem_digest != codec.digest(problem)
    if report.faults and changed:
        first = report.faults[0]
        said = Text(f"{OTHER_STATE.fr} ; ainsi {first.say('fr')}", f"{OTHER_STATE.en}; so {first.say('en')}")
        raise InputRefused(str(path), [Fault("", "", said)])
    if report.faults:
        raise InputRefused(str(path), report.faults)
    if changed:
        say(
            words(
                f"{path} : l'unité a changé depuis ce planning ; il est lu sur l'unité d'aujourd'hui.",
                f"{path}: the ward has changed since this plan; it is read against the ward as it is now.",
            )
        )
    return plan, report


# --- keeping a changed ward


def keep_ward(source: Source, out: str, problem: Problem) -> str:
    """Writes a ward that was changed by an import: a new file, a new ward of a database, or the database ward it came from.

    Returns where it lies. Raises what the store raises, with nothing changed.
    """
    if not store.is_url(out):
        write(Path(out), codec.dump_ward(problem))
        return out
    url, _, name = out.partition("#")
    if name and (out != source.asked or source.snapshot is None):
        expected = Text(
            f"{url} seul (une nouvelle unité), ou exactement l'unité lue", f"{url} alone (a new ward), or exactly the ward read"
        )
        raise InputRefused("", [Fault("--out", out, expected)])
    with open_store(url, new=True) as opened:
        if source.snapshot is None or out != source.asked:
            opened.create_ward(problem, opened.act("create_ward"))
        else:
            _update(opened, source.snapshot, problem)
        return f"{opened.shown}#{problem.name}"


def _update(opened: store.Store, seen: Snapshot, problem: Problem) -> None:
    writes = plan_edits.cell_writes(seen.problem, problem, seen.versions)
    opened.replace_data(seen.ref, opened.act("import"), seen.data_version, problem, writes)


def expect_place(out: str) -> None:
    """Refuses at once where a ward could not be written. Raises StorageError."""
    if not store.is_url(out):
        expect_writable(Path(out))
