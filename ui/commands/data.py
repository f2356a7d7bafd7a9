"""sample, schema, export, import and db: wards as files, workbooks and databases."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from scheduler.domain import schema
from scheduler.domain.errors import Fault
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import export, imports, samples, store
from ui.commands.output import say, tell, tell_data
from ui.commands.parser import BAD, DONE, NO, Parser, Verbs, add_lang, add_ward, file, some, verb, words
from ui.commands.wards import expect_database, expect_place, keep_ward, open_plan, open_ward
from ui.qtlibs import language
from ui.writing import expect_writable, write


def add(verbs: Verbs[Parser]) -> None:
    parser = verb(verbs, "sample", sample, Text("unités d'exemple", "sample wards"))
    name = words("nom d'une unité d'exemple", "a sample ward's name")
    parser.values.add_argument("name", nargs="?", metavar="NAME", help=name)
    target = words("fichier à écrire (dossier pour hospital)", "file to write (a folder for hospital)")
    parser.values.add_argument("file", nargs="?", type=file, metavar="FILE", help=target)
    verb(verbs, "schema", schemas, Text("schémas JSON des fichiers", "JSON Schema of the files"))
    _add_export(verbs)
    _add_import(verbs)
    _add_db(verbs)


def _below(verbs: Verbs[Parser], name: str, about: Text) -> Verbs[Parser]:
    parser = verbs.add_parser(name, help=about.get(language()), description=about.get(language()) + ".")
    title = words("commandes", "commands")
    found: Verbs[Parser] = parser.add_subparsers(title=title, required=True, metavar=words("QUOI", "WHAT"), dest="what")
    return found


def _add_export(verbs: Verbs[Parser]) -> None:
    below = _below(verbs, "export", Text("exporter vers Excel", "export to Excel"))
    for name, run, about in (
        ("timesheets", timesheets, Text("feuilles de temps d'un mois", "timesheets of a month")),
        ("roster", roster, Text("tableau de service, une feuille par mois", "roster, a sheet a month")),
    ):
        parser = verb(below, name, run, about)
        add_ward(parser)
        parser.values.add_argument("plan", nargs="?", type=file, metavar="PLAN", help=words("fichier de planning", "plan file"))
        month = words("mois, comme 2027-05", "month, as 2027-05")
        parser.choices.add_argument("--month", required=name == "timesheets", metavar="YYYY-MM", help=month)
        parser.choices.add_argument("--out", required=True, type=file, metavar="FILE.xlsx", help=words("classeur", "workbook"))
        add_lang(parser)


def _add_import(verbs: Verbs[Parser]) -> None:
    below = _below(verbs, "import", Text("importer d'Excel", "import from Excel"))
    for name, run, about in (
        ("staff", staff, Text("liste du personnel", "staff list")),
        ("roster", roster_in, Text("planning d'un mois", "roster of a month")),
    ):
        parser = verb(below, name, run, about, Text("Sans --out, rien n'est écrit.", "Without --out nothing is written."))
        parser.values.add_argument("file", type=file, metavar="FILE", help=words("classeur", "workbook"))
        ward = words("unité qui reçoit (fichier ou base)", "ward that receives (file or database)")
        parser.choices.add_argument("--ward", required=True, type=some, metavar="WARD", help=ward)
        out = words("unité complétée : fichier, ou la base lue", "the ward completed: a file, or the database it came from")
        parser.choices.add_argument("--out", type=some, metavar="WARD", help=out)


def _add_db(verbs: Verbs[Parser]) -> None:
    below = _below(verbs, "db", Text("base de données", "database"))
    for name, run, about in (
        ("upgrade", upgrade, Text("créer ou mettre à niveau une base", "make a database, or take it to this version")),
        ("check", check_db, Text("vérifier une base", "check a database")),
    ):
        parser = verb(below, name, run, about)
        parser.values.add_argument("url", type=some, metavar="URL", help="sqlite:///releve.db, postgresql://...")


# --- samples and schemas


def sample(given: argparse.Namespace) -> int:
    if given.name is None:
        for name in (*samples.names(), samples.HOSPITAL):
            print(f"{name}  {samples.title(name).get(language())}")
        return DONE
    many = samples.is_hospital(given.name)
    text = "" if many else samples.text(given.name)
    if given.file is None:
        what = Text("le dossier", "the folder") if many else Text("le fichier", "the file")
        say(words(f"Il manque : FILE, {what.fr} à écrire.", f"Missing: FILE, {what.en} to write."))
        return BAD
    if many:
        for name, ward in samples.hospital_texts():
            write(given.file / name, ward)
    else:
        write(given.file, text)
    return DONE


def schemas(given: argparse.Namespace) -> int:
    tell_data({"ward": schema.ward_schema(), "plan": schema.plan_schema()})
    return DONE


# --- workbooks


def timesheets(given: argparse.Namespace) -> int:
    expect_writable(given.out)
    problem = open_ward(given.ward).problem
    rows = open_plan(given.plan, problem)[0].rows if given.plan else ()
    done = export.timesheets(problem, given.out, month=given.month, lang=given.lang, rows=rows)
    return _written(done)


def roster(given: argparse.Namespace) -> int:
    expect_writable(given.out)
    problem = open_ward(given.ward).problem
    rows = open_plan(given.plan, problem)[0].rows if given.plan else ()
    day = None if given.month is None else export.first_day(given.month)
    return _written(export.roster(problem, given.out, first=day, last=day, lang=given.lang, rows=rows))


def _written(done: export.Exported) -> int:
    months = ", ".join(done.months)
    print(words(f"{done.path} : {months}, {done.people} agents", f"{done.path}: {months}, {done.people} people"))
    return DONE


def staff(given: argparse.Namespace) -> int:
    def told(problem: Problem, path: Path) -> tuple[imports.StaffReport, list[str]]:
        report = imports.staff(path, problem)
        lines = [words(f"ajouté : {name}", f"added: {name}") for name in report.added]
        lines += [words(f"modifié : {name}", f"changed: {name}") for name in report.changed]
        return report, lines

    return _import(given, told)


def roster_in(given: argparse.Namespace) -> int:
    def told(problem: Problem, path: Path) -> tuple[imports.RosterReport, list[str]]:
        report = imports.roster(path, problem)
        count = len(report.cells)
        return report, [words(f"cases remplies : {count}", f"cells filled: {count}")]

    return _import(given, told)


Told = Callable[[Problem, Path], tuple[imports.StaffReport | imports.RosterReport, list[str]]]


def _import(given: argparse.Namespace, told: Told) -> int:
    """The dry run's report always; the ward changed where a place for it was given and nothing was wrong."""
    if given.out is not None:
        expect_place(given.out)
    source = open_ward(given.ward)
    report, lines = told(source.problem, given.file)
    _say_all(words("à savoir", "to know"), report.warnings)
    problem = report.accepted()
    tell("\n".join(lines))
    if given.out is None:
        say(words("Essai seulement : rien n'est écrit (--out pour garder).", "Dry run: nothing is written (--out to keep)."))
    else:
        print(words("Écrit : ", "Written: ") + keep_ward(source, given.out, problem))
    return DONE


def _say_all(head: str, faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        say(f"{head}: {fault.say(language())}")


# --- databases


def upgrade(given: argparse.Namespace) -> int:
    steps = store.upgrade(given.url)
    done = ", ".join(steps)
    tell(words(f"à niveau ; étapes : {done or 'aucune'}", f"up to date; steps: {done or 'none'}"))
    return DONE


def check_db(given: argparse.Namespace) -> int:
    expect_database(given.url)
    faults = store.check(given.url)
    for fault in faults:
        tell(fault.say(language()))
    if not faults:
        print(words("rien à signaler", "nothing wrong"))
    return NO if faults else DONE
