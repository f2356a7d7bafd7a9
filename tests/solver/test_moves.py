"""Changes and chains as sentences, in both languages: who, which code instead of which, when, how long before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from solver.answers.repair import repair
from solver.answers.standing import Wards
from solver.api import CellChange, Gap, chain_question, chains, move
from solver.questions import Alternative, RepairAsked, Repairs
from tests.solver import small
from tests.solver.repairs import REST, filled, line, ward

MONDAY = date(2027, 3, 22)
WARD = ward("N R R\n R J R\n R R J", REST, need="NJ")


@pytest.mark.parametrize(
    ("before", "notice", "french", "english"),
    [
        ("J", None, " N au lieu de J le lun. 22 mars 2027.", "FICTIF-1 Ortie: N instead of J on Mon 22 March 2027."),
        ("", None, "FICTIF-1 Ortie : N le lun. 22 mars 2027.", "FICTIF-1 Ortie: N on Mon 22 March 2027."),
        ("J", 65, "(prévenu 1 h 05 avant).", "(1 h 05 of notice)."),
        ("J", 4319, "(prévenu 71 h 59 avant).", "(71 h 59 of notice)."),
        ("J", 4320, "(prévenu 3 jours avant).", "(3 days of notice)."),
        ("J", -1, "(jour déjà commencé).", "(that day has begun already)."),
        ("J", 15 * 1440, "le lun. 22 mars 2027.", "on Mon 22 March 2027."),
    ],
)  # fmt: skip
def test_a_change_says_who_what_when_and_how_soon(before: str, notice: int | None, french: str, english: str) -> None:
    said = move(WARD, CellChange("900001", MONDAY, before, "N", notice))
    assert said.fr.endswith(french)
    assert said.en.endswith(english)
    assert said.fr.startswith("FICTIF-1 Ortie : N")


def test_a_chain_is_told_from_the_hole_outwards() -> None:
    people = tuple(replace(who, codes=("J",)) if at == 2 else who for at, who in enumerate(WARD.people))
    problem = replace(WARD, demand=(replace(line("N"), last=MONDAY), line("J")), people=people)
    hole = filled(problem, "CA R R\n R J R\n R R J")
    gap = Gap(MONDAY, "N")
    found = repair(chain_question(hole, gap, left=("900000",)), Wards(), Event())
    (chain,) = chains(hole, gap, found)
    assert [said.en for said in chain.moves] == [
        "FICTIF-1 Ortie: N instead of R on Mon 22 March 2027.",
        "FICTIF-1 Ortie: R instead of J on Tue 23 March 2027.",
        "FICTIF-2 Ortie: J instead of R on Tue 23 March 2027.",
    ]
    assert "FICTIF-2 Ortie : J au lieu de R le mar. 23 mars 2027." in chain.moves[2].fr


def test_a_shift_given_up_before_the_hole_comes_after_it() -> None:
    problem = ward("R R CA\n J R R\n R R R", small.rule("one", "WINDOW", window="horizon", maximum=450))
    hole = filled(problem, "R R CA\n J R R\n R R R!")
    gap = Gap(date(2027, 3, 24), "J")
    found = repair(chain_question(hole, gap, left=("900000",)), Wards(), Event())
    (chain,) = chains(hole, gap, found)
    assert [said.en for said in chain.moves] == [
        "FICTIF-1 Ortie: J instead of R on Wed 24 March 2027.",
        "FICTIF-1 Ortie: R instead of J on Mon 22 March 2027.",
        "FICTIF-2 Ortie: J instead of R on Mon 22 March 2027.",
    ]


def test_one_move_or_one_that_leaves_a_gap_is_no_chain() -> None:
    change = CellChange("900001", MONDAY, "R", "N")
    gap = Gap(MONDAY, "N")
    one = Alternative((), (change,), ())
    two = Alternative((), (change, replace(change, person="900002")), ())
    four = Alternative((), (change,) * 4, ())
    short = replace(two, uncovered=(move(WARD, change),))
    assert [each.alternative for each in chains(WARD, gap, Repairs((one, two, four, short)))] == [two]
    assert isinstance(chain_question(WARD, gap), RepairAsked)
