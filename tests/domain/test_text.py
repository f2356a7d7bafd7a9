"""Words about so many of something, and the known name nearest to a mistyped one."""

from __future__ import annotations

import pytest

from scheduler.domain.text import Plural, Text, typeset
from scheduler.domain.wording import misspelt, nearest

CELLS = Plural(Text("{n} case de {what}", "{n} cell of {what}"), Text("{n} cases de {what}", "{n} cells of {what}"))


@pytest.mark.parametrize(
    ("count", "fr", "en"),
    [
        (0, "0 case de nuit", "0 cells of night"),
        (1, "1 case de nuit", "1 cell of night"),
        (2, "2 cases de nuit", "2 cells of night"),
    ],
)
def test_the_french_speak_of_none_as_of_one(count: int, fr: str, en: str) -> None:
    assert CELLS.say(count, what=Text("nuit", "night")) == Text(fr, en)


@pytest.mark.parametrize(
    ("word", "name"),
    [("90005", "900005"), ("900O12", "900012"), ("900021 ", "900021"), ("M1", "M"), ("zz", "")],
)
def test_the_nearest_name_differs_by_the_fewest_letters(word: str, name: str) -> None:
    assert nearest(word, [*(f"9000{at:02d}" for at in range(1, 40)), "M", "S", "N"]) == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("nigths", "nights"), ("night", "nights"), ("NIGHTS", "nights"), ("nite", ""), ("rht", ""), ("rtt", "RTT"),
        ("hours-26", ""), ("hours-2", ""), ("huors-27", "hours-27"), ("hours", ""),
    ],
)  # fmt: skip
def test_a_name_that_differs_by_little_is_misspelt_and_another_is_its_own(word: str, name: str) -> None:
    assert misspelt(word, ["nights", "RTT", "hours-27"]) == name


@pytest.mark.parametrize(
    ("words", "french"),
    [
        ("Non prouvé : « repos » ; arrêté !", "Non prouvé\u00a0: «\u202frepos\u202f»\u202f; arrêté\u202f!"),
        ("solde -2 h 30, écart 5 %, en 20.5 s", "solde \u22122\u00a0h\u00a030, écart 5\u00a0%, en 20.5\u00a0s"),
        ("compte à -1 jour ?", "compte à \u22121 jour\u202f?"),
        ("le 2027-05-11, à 05:40, 900002:2027-05-11:M", "le 2027-05-11, à 05:40, 900002:2027-05-11:M"),
        (" :", "\u00a0:"),
        ("les colonnes   :  12  hiver", "les colonnes   :  12  hiver"),
    ],
)
def test_french_is_typeset_so_that_no_line_ends_before_its_punctuation(words: str, french: str) -> None:
    assert typeset(words, "fr") == french
    assert typeset(french, "fr") == french


def test_english_stays_as_it_is() -> None:
    assert typeset("rest: -2 h 30 on 2027-05-11 ; -5 %", "en") == "rest: -2 h 30 on 2027-05-11 ; -5 %"
