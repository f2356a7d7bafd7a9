"""pack: which rule packs there are, and a ward put under one."""

from __future__ import annotations

import argparse

from scheduler.domain.text import Text
from scheduler.services import packs
from ui.commands.output import say
from ui.commands.parser import BAD, DONE, Parser, Verbs, some, verb, words
from ui.commands.wards import expect_place, keep_ward, open_ward
from ui.qtlibs import language

MORE = Text(
    "Sans NAME : les jeux de règles qu'il y a. Sans --out, rien n'est écrit.",
    "Without NAME: the rule packs there are. Without --out nothing is written.",
)


def add(verbs: Verbs[Parser]) -> None:
    parser = verb(verbs, "pack", pack, Text("mettre une unité sous un jeu de règles", "put a ward under a rule pack"), MORE)
    name = words("nom d'un jeu de règles", "a rule pack's name")
    parser.values.add_argument("name", nargs="?", metavar="NAME", help=name)
    ward = words("unité dont les règles changent (fichier ou base)", "ward whose rules change (file or database)")
    parser.choices.add_argument("--ward", type=some, metavar="WARD", help=ward)
    out = words("unité changée : fichier, ou la base lue", "the ward changed: a file, or the database it came from")
    parser.choices.add_argument("--out", type=some, metavar="WARD", help=out)


def pack(given: argparse.Namespace) -> int:
    if given.name is None:
        for name in packs.names():
            known = packs.load(name)
            print(f"{name}  {known.title.get(language())}, {known.version}")
        return DONE
    packs.load(given.name)
    if given.ward is None:
        say(words("Il manque : --ward, l'unité dont les règles changent.", "Missing: --ward, the ward whose rules change."))
        return BAD
    if given.out is not None:
        expect_place(given.out)
    source = open_ward(given.ward)
    changed = packs.apply(source.problem, given.name)
    kinds = {"added": words("ajoutée", "added"), "removed": words("retirée", "removed"), "changed": words("changée", "changed")}
    titles = {setting.id: setting.title.get(language()) for setting in (*source.problem.settings, *changed.settings)}
    for each in packs.compare(source.problem.settings, changed.settings):
        print(f"{kinds[each.kind]}: {each.rule}, {titles[each.rule]}")
    if given.out is None:
        say(words("Essai seulement : rien n'est écrit (--out pour garder).", "Dry run: nothing is written (--out to keep)."))
    else:
        print(words("Écrit : ", "Written: ") + keep_ward(source, given.out, changed))
    return DONE
