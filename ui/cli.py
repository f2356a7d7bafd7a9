"""The command line: its verbs, and how errors become messages and exit statuses; never imports Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from scheduler.domain.errors import ReleveError
from scheduler.domain.text import LANGUAGES, Text
from ui.commands import benching, data, explaining, many, packing, planning, repairing, replacing
from ui.commands.output import say, soften, system_error
from ui.commands.parser import BAD, Parser, parsed, words
from ui.qtlibs import language, speaking

ABOUT = Text(
    "Relève planifie le personnel des unités qui ne ferment jamais. Sans commande : la fenêtre.",
    "Relève plans the staff of wards that never close. Without a command: the window.",
)
STATUSES = Text(
    "États de sortie : 0 fait ; 1 la réponse est non (impossible, règle stricte enfreinte) ; 2 entrée ou usage incorrects.",
    "Exit statuses: 0 done; 1 the answer is no (infeasible, or a hard rule is broken); 2 bad input or usage.",
)


def main(argv: Sequence[str]) -> int:
    """Runs one command and returns its exit status."""
    soften(sys.stdout, sys.stderr)
    with speaking(_asked_language(argv)):
        given = parsed(_parser(), argv)
        if isinstance(given, int):
            return given
        run: Callable[..., int] = given.run
        return _guarded(lambda: run(given))


def _asked_language(argv: Sequence[str]) -> str | None:
    """The language of `--lang`, known before anything is read: what is wrong with the rest is told in it too."""
    asked = [after for word, after in zip(argv, argv[1:], strict=False) if word == "--lang"]
    asked += [word.partition("=")[2] for word in argv if word.startswith("--lang=")]
    return next((lang for lang in reversed(asked) if lang in LANGUAGES), None)


def main_job() -> int:
    """Without a screen and without arguments: the sample ward planned."""
    soften(sys.stdout, sys.stderr)
    return _guarded(lambda: planning.main_job(os.cpu_count() or 1))


def _parser() -> Parser:
    parser = Parser(prog="releve", description=ABOUT.get(language()), epilog=STATUSES.get(language()))
    name, title = words("COMMANDE", "COMMAND"), words("commandes", "commands")
    verbs = parser.add_subparsers(title=title, required=True, metavar=name, dest="verb", parser_class=Parser)
    about = Text("la fenêtre sur une unité : fichier, ou URL#Unité", "the window on one ward: a file, or URL#Ward")
    verbs.add_parser("window", help=about.get(language()))  # ui.__main__ starts it: this process never imports Qt
    planning.add(verbs)
    repairing.add(verbs)
    replacing.add(verbs)
    explaining.add(verbs)
    many.add(verbs)
    benching.add(verbs)
    packing.add(verbs)
    data.add(verbs)
    return parser


def _guarded(run: Callable[[], int]) -> int:
    """The exit status; what goes wrong is told."""
    try:
        status = run()
        sys.stdout.flush()
        return status
    except ReleveError as error:
        say(error.text.get(language()))
    except BrokenPipeError:
        # Whoever read the output has gone: nothing is left to say, and Python must not say it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        say(system_error(error))
    except KeyboardInterrupt:
        say(words("Interrompu.", "Interrupted."))
    return BAD
