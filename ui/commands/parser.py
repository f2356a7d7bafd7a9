"""How commands are read: an argument parser whose help and messages are French or English, and the kinds of values."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.text import Text
from ui.commands.output import printable
from ui.qtlibs import language

DONE, NO, BAD = 0, 1, 2
"""Exit statuses: done; the answer is no; bad input, usage or surroundings."""

Verbs = argparse._SubParsersAction  # the only name that argparse has for it
Run = Callable[[argparse.Namespace], int]

# What argparse says, in its own English; only what its parsers here can say.
_FRENCH = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"en trop ou inconnu : \1"),
    (r"one of the arguments (.*) is required", r"il faut l'une des options : \1"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"argument (.*?): expected one argument", r"\1 : il faut une valeur"),
    (r"argument (.*?): expected at least one argument", r"\1 : il faut au moins une valeur"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 ne prend pas de valeur (reçu : \2)"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 : \2 est inconnu ; au choix : \3"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


def words(fr: str, en: str) -> str:
    """The one of two wordings that is in the user's language."""
    return Text(fr, en).get(language())


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with the heading of the usage line in the user's language."""

    def add_usage(self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, words("utilisation : ", "usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser in the user's language; wrong usage ends with status 2 and the way to the help."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": Formatter, "add_help": False, "allow_abbrev": False, **given})
        self.values = self.add_argument_group(words("arguments", "arguments"))
        self.choices = self.add_argument_group(words("options", "options"))
        self.choices.add_argument("-h", "--help", action="help", help=words("montrer cette aide", "show this help"))

    def _print_message(self, message: str, file: Any = None) -> None:
        super()._print_message(printable(message, file or sys.stderr), file)

    def error(self, message: str) -> NoReturn:
        said = french(message) if language() == "fr" else message
        help_line = words(f"Aide : {self.prog} --help", f"Help: {self.prog} --help")
        self.exit(BAD, f"{self.format_usage()}{self.prog}: {said}\n{help_line}\n")


def french(message: str) -> str:
    """What argparse says, in French."""
    for pattern, said in _FRENCH:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(said)
    return message


def verb(verbs: Verbs[Parser], name: str, run: Run, about: Text, more: Text | None = None) -> Parser:
    """A new command: `about` is its line in the list of commands, `more` what its help says below."""
    lang = language()
    epilog = None if more is None else more.get(lang)
    parser = verbs.add_parser(name, help=about.get(lang), description=about.get(lang) + ".", epilog=epilog)
    parser.set_defaults(run=run)
    return parser


WARD = Text(
    "fichier d'unité, ou base : sqlite:///base.db#Unité ou postgresql://.../base#Unité/Scénario",
    "ward file, or database: sqlite:///file.db#Ward or postgresql://.../base#Ward/Scenario",
)


def add_ward(parser: Parser) -> None:
    parser.values.add_argument("ward", metavar="WARD", type=some, help=WARD.get(language()))


THREADS = Text("fils de calcul", "threads")


def add_limits(parser: Parser, required: bool, workers: Text = THREADS) -> None:
    """How long, with how many `workers` (what they are, in words) and which seed to solve."""
    limit = parser.choices.add_mutually_exclusive_group(required=required)
    shown = "" if required else words(" (60 par défaut)", " (default 60)")
    limit.add_argument(
        "--seconds",
        type=positive,
        metavar="N",
        help=words("durée du calcul en secondes", "time of the search in seconds") + shown,
    )
    limit.add_argument(
        "--effort",
        type=whole,
        metavar="N",
        help=words(
            "quantité de travail au lieu d'une durée : avec la même graine, toujours le même planning",
            "amount of work instead of a time: with the same seed always the same plan",
        ),
    )
    cores = os.cpu_count() or 1
    parser.choices.add_argument(
        "--workers",
        type=whole,
        default=cores,
        metavar="N",
        help=words(f"{workers.fr} (par défaut : {cores})", f"{workers.en} (default: {cores})"),
    )
    parser.choices.add_argument(
        "--seed", type=seed, default=1, metavar="S", help=words("graine du hasard (1 par défaut)", "random seed (default 1)")
    )


WITHOUT_UNKNOWN = "--without-unknown-rules"


def add_consent(parser: Parser) -> None:
    """The user's consent to a plan that does not keep hard rules which this version does not know."""
    parser.choices.add_argument(
        WITHOUT_UNKNOWN,
        action="store_true",
        dest="consent",
        help=words(
            "planifier sans les règles strictes que cette version ne connaît pas",
            "plan without the hard rules that this version does not know",
        ),
    )


def add_goal(parser: Parser) -> None:
    parser.choices.add_argument(
        "--goal",
        type=share,
        metavar="P",
        help=words(
            "s'arrêter dès que l'écart prouvé de chaque niveau est d'au plus P % (sans : aller jusqu'à la preuve)",
            "stop once the proved gap of every layer is at most P % (without: go on to the proof)",
        ).replace("%", "%%"),
    )


def add_out(parser: Parser, metavar: str, about: Text, required: bool = False) -> None:
    parser.choices.add_argument("--out", type=file, metavar=metavar, required=required, help=about.get(language()))


def add_lang(parser: Parser) -> None:
    parser.choices.add_argument(
        "--lang",
        choices=("fr", "en"),
        default=language(),
        help=words("langue (par défaut celle du système)", "language (default the system's)"),
    )


# --- kinds of values


def decimal(given: str) -> float:
    """A number with a point or, as much of Europe writes it, a comma. Raises ValueError."""
    return float(given.replace(",", "."))


def positive(given: str) -> float:
    """Seconds, more than none."""
    try:
        value = decimal(given)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e7:
        raise refused(given, Text("un nombre plus grand que 0, moins de 10000000", "a number above 0, below 10000000"))
    return value


def share(given: str) -> float:
    """A gap in per cent."""
    try:
        value = decimal(given)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise refused(given, Text("un pourcentage de 0 à 100", "a percentage from 0 to 100"))
    return value


def whole(given: str) -> int:
    """A count, at least one."""
    if not re.fullmatch(r"[0-9]{1,6}", given) or int(given) < 1:
        raise refused(given, Text("un nombre entier de 1 à 999999", "a whole number from 1 to 999999"))
    return int(given)


def seed(given: str) -> int:
    """What the solver takes for a seed."""
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise refused(given, Text("un nombre entier de 0 à 999999999", "a whole number from 0 to 999999999"))
    return int(given)


def some(given: str) -> str:
    """A text that is not empty."""
    if not given.strip():
        raise refused(given, Text("un texte qui n'est pas vide", "a text that is not empty"))
    return given


def file(given: str) -> Path:
    """A file's path."""
    return Path(some(given))


def refused(given: str, expected: Text) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(
        words(f"reçu « {given} », attendu {expected.fr}", f"got '{given}', expected {expected.en}")
    )


def as_options(refusal: InputRefused, options: Mapping[str, str]) -> list[Fault]:
    """What a service found wrong, under the names of the options where it was given."""
    return [replace(fault, place=options.get(fault.place, fault.place)) for fault in refusal.faults]


def parsed(parser: Parser, argv: Sequence[str]) -> argparse.Namespace | int:
    """What was asked for, or the exit status where only help was, or usage was wrong."""
    try:
        return parser.parse_args(list(argv))
    except SystemExit as end:
        sys.stdout.flush()
        return int(end.code or 0)
