"""What codes and on-call lines must themselves keep, each figure of the text and a minute beside it; rest as long as the duty.

Sources: decree 2002-9 art. 5 and 7 (FPH-05 to 08, 14), order of 30 April 2003 (MED-07), R6152-504 (MED-03).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.checking import LiveCheck, check_problem
from scheduler.domain.codes import Code, Piece, Segment
from scheduler.domain.oncall import OnCallPeriod
from scheduler.domain.problem import CellPieces
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.text import same
from tests.rules.wards import GUARD, MAY, ON_CALL, REST, STANDBY, bound, setting, shift, ward

LONG = {"tags": ["long"]}
FPH05 = setting("DEFINITION", most_effective=540, parts="one", but={"tags": ["night", "long"]})
FPH06 = setting("DEFINITION", most_effective=600, parts="one", select={"tags": ["night"]}, but=LONG)
FPH07 = setting("DEFINITION", most_amplitude=720, select=LONG)
FPH08 = setting("DEFINITION", parts="several", most_amplitude=630, most_parts=2, least_part=180)
FPH14 = setting("DEFINITION", least_break=20, break_over=360)
MED07 = setting("DEFINITION", on="on_call", select=ON_CALL, most_amplitude=840)
INT04 = setting("DEFINITION", "soft", on="on_call", select=ON_CALL, pool=2)


def split(*spans: tuple[int, int]) -> Code:
    return Code("B", same("B"), "work", tuple(Segment(start, end) for start, end in spans))


def found(rule: RuleSetting, *codes: Code, **more: Any) -> list[tuple[str, str, int, int]]:
    """What is broken, of what, its value and by how much; always already there."""
    book, grid = bound(ward(["R", "R"], rule, codes=(REST, *codes), **more))
    findings = LiveCheck(book, grid).all()
    assert len(findings) == len(book.rules[0].statements)
    assert all(f.already == f.amount and f.people == () for f in findings)
    return [(str(f.extra["about"]), str(f.extra["of"]), f.value, f.amount) for f in findings]


@pytest.mark.parametrize(
    ("rule", "kept", "broken", "expected"),
    [
        (FPH05, shift("D", 480, 1020), shift("D", 480, 1021), ("effective", "D", 541, 1)),
        (FPH05, shift("D", 420, 1140, "long"), shift("D", 420, 1140), ("effective", "D", 720, 180)),
        (FPH06, shift("D", 1260, 1860, "night"), shift("D", 1260, 1861, "night"), ("effective", "D", 601, 1)),
        (FPH07, shift("D", 405, 1125, "long"), shift("D", 405, 1126, "long"), ("amplitude", "D", 721, 1)),
        (FPH08, split((480, 720), (930, 1110)), split((480, 720), (931, 1111)), ("amplitude", "B", 631, 1)),
        (FPH08, split((480, 720), (930, 1110)), split((480, 720), (930, 1109)), ("part", "B", 179, 1)),
        (FPH08, split((480, 720), (779, 1140)), split((480, 720), (780, 1140)), ("amplitude", "B", 660, 30)),
        (FPH08, split((480, 660), (900, 1080)), split((480, 660), (720, 900), (960, 1110)), ("count", "B", 3, 1)),
        (FPH14, shift("D", 480, 840), shift("D", 480, 841), ("break", "D", 0, 20)),
        (FPH14, split((480, 720), (740, 960)), split((480, 720), (739, 960)), ("break", "B", 19, 1)),
    ],
)
def test_a_code_is_judged_to_the_minute(
    rule: RuleSetting, kept: Code, broken: Code, expected: tuple[str, str, int, int]
) -> None:
    assert found(rule, kept) == []
    assert expected in found(rule, broken)


def test_an_on_call_period_is_at_most_fourteen_hours_and_a_line_goes_round_enough_people() -> None:
    fits = replace(GUARD, periods=(OnCallPeriod("G", 1080, 1920),))
    assert found(MED07, lines=(fits,)) == []
    assert found(MED07, lines=(replace(fits, periods=(OnCallPeriod("G", 1079, 1920),)),)) == [("amplitude", "G", 841, 1)]
    assert found(INT04, lines=(fits,)) == []
    assert found(replace(INT04, params={**INT04.params, "pool": 3}), lines=(fits,)) == [("pool", "garde", 2, 1)]
    # Nobody in scope: the line is somebody else's.
    assert found(replace(INT04, scope=Scope(tags=("intern",))), lines=(fits,)) == []


def test_a_definition_makes_no_plan_illegal_and_is_said_with_its_figures() -> None:
    problem = ward(["D"], FPH07, codes=(REST, replace(shift("D", 405, 1140, "long"), name=same("jour"))))
    report = check_problem(problem)
    assert report.legal
    assert report.check is not None
    (finding,) = report.check.all()
    assert report.check.sentence(finding, "fr") == "D (jour) : amplitude 12 h 15, maximum 12 h 00 (la règle)."
    assert report.check.sentence(finding, "en") == "D (jour): amplitude 12 h 15, maximum 12 h 00 (the rule)."
    lines = check_problem(ward(["R"], replace(INT04, params={**INT04.params, "pool": 6}), lines=(STANDBY,))).check
    assert lines is not None
    assert [lines.sentence(f, "en") for f in lines.all()] == [
        "Standby: people who may hold it 1, minimum 6 (the rule)."
    ]


# --- MED-03, a rest as long as the duty

MED03 = setting("RESTGAP", minutes=660, after={"tags": ["guard"]}, equal=True)
DAY = shift("J", 480, 1080, "day")
NIGHT = replace(GUARD, periods=(OnCallPeriod("G", 1080, 1920),), rest=0)


def rests(row: str, *codes: Code, **more: Any) -> list[tuple[int, int, int]]:
    """First day, rest and limit of each rest that is too short."""
    book, grid = bound(ward([row], MED03, codes=(REST, DAY, *codes), lines=(NIGHT,), **more))
    return [(f.first, f.value, f.limit) for f in LiveCheck(book, grid).all()]


def test_after_twenty_four_hours_comes_a_rest_of_twenty_four_hours() -> None:
    assert rests("J+G R J") == []  # from 08:00 to 08:00, then a day
    early = shift("E", 479, 1079, "day")
    assert rests("J+G R E", early) == [(0, 1439, 1440)]
    evening = shift("S", 1320, 1440, "day")
    # A guard alone lasts 14 h: the evening at 22:00 comes 14 h after it, at 21:59 a minute too soon.
    assert rests("R+G S", evening) == []
    assert rests("R+G S", shift("S", 1319, 1440, "day")) == [(0, 839, 840)]


def test_a_rest_is_never_shorter_than_the_daily_one() -> None:
    short = replace(NIGHT, periods=(OnCallPeriod("G", 1440, 1920),))
    book, grid = bound(ward(["R+G S"], MED03, codes=(REST, DAY, shift("S", 1139, 1440)), lines=(short,)))
    assert [(f.value, f.limit) for f in LiveCheck(book, grid).all()] == [(659, 660)]


def test_a_duty_that_was_recorded_is_followed_by_its_real_length() -> None:
    start = bound(ward(["R"]))[0].frame.midnight(0) + 1080
    real = CellPieces("900000", MAY, (Piece(start, start + 900, 900, ("work", "guard")),))
    evening = shift("S", 1320, 1440, "day")
    assert rests("R+G S", evening, pieces=(real,)) == [(0, 780, 900)]
