"""An absence put into a ward, and a plan: which cells hold it, what is given there, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codes import Code, Piece
from scheduler.domain.errors import InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellPieces, CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import same
from scheduler.services.absences import absence_codes, with_absence, with_plan
from tests.rules import wards
from tests.rules.wards import MAY

SICK = Code("MAL", same("MAL"), "absence", credit="fifth", planned=False)
PAST = 2


def ward(rows: list[str], **more: object) -> Problem:
    return wards.ward(rows, history=PAST, codes=(*wards.CODES, SICK), **more)


def day(number: int) -> date:
    return date.fromordinal(MAY.toordinal() + number)


def rows(problem: Problem) -> list[str]:
    return [" ".join(cell or "." for cell in row.cells) for row in problem.roster]


def test_the_days_and_no_others_hold_the_code_as_given_facts() -> None:
    before = ward(["M M M M R M", "R R S S . M"])
    after = with_absence(before, "900001", day(1), day(3))
    assert rows(after) == ["M M M M R M", "R R S MAL MAL MAL"]
    frame = Frame(after)
    grid = Grid.of(frame)
    assert [grid.fixed(1, at) for at in range(4)] == [False, True, True, True]
    assert after.locks == ()
    assert rows(with_absence(before, "900000", day(0), day(0), "CA"))[0] == "M M CA M R M"


def test_what_was_locked_or_recorded_there_is_no_more_so() -> None:
    piece = Piece(0, 60, 60, ("work",))
    kept, gone = CellRef("900000", day(0)), CellRef("900000", day(1))
    real = (CellPieces("900000", day(1), (piece,)), CellPieces("900000", day(2), (piece,)))
    after = with_absence(ward(["M M M M R M", "R R S S R M"], locks=(kept, gone), pieces=real), "900000", day(1), day(1))
    assert after.locks == (kept,)
    assert after.pieces == real[1:]


def test_somebody_without_cells_gets_a_row() -> None:
    before = ward(["M M M M R M", "R R S S R M"])
    bare = replace(before, roster=before.roster[:1])
    assert rows(with_absence(bare, "900001", day(3), day(3)))[1] == ". . . . . MAL"


@pytest.mark.parametrize(
    ("person", "first", "last", "code", "french", "english"),
    [
        ("900009", 0, 0, None, "900001", "900001"),
        ("900000", -1, 0, None, "du 2027-05-03 au 2027-05-06", "from 2027-05-03 to 2027-05-06"),
        ("900000", 2, 4, None, "2027-05-05..2027-05-07", "2027-05-05..2027-05-07"),
        ("900000", 2, 1, None, "le premier d'abord", "the first one first"),
        ("900000", 0, 0, "M", "MAL", "MAL"),
        ("900000", 0, 0, "R", "CA", "CA"),
    ],
)
def test_what_cannot_be_is_refused(person: str, first: int, last: int, code: str | None, french: str, english: str) -> None:
    with pytest.raises(InputRefused) as refused:
        with_absence(ward(["M M M M R M", "R R S S R M"]), person, day(first), day(last), code)
    assert french in refused.value.text.fr
    assert english in refused.value.text.en


def test_a_ward_without_a_code_of_absence_says_so() -> None:
    bare = wards.ward(["M M M M R M"], history=PAST)
    assert absence_codes(bare) == ("CA",)
    none = replace(bare, codes=tuple(code for code in bare.codes if code.id != "CA"))
    cases = (bare, "l'unité : CA", "codes of absence: CA"), (none, "type absence", "kind absence")
    for problem, french, english in cases:
        with pytest.raises(InputRefused) as refused:
            with_absence(problem, "900000", day(0), day(0))
        assert french in refused.value.text.fr
        assert english in refused.value.text.en
    assert absence_codes(ward(["M M M M R M"])) == ("MAL", "CA")


def test_a_plan_fills_what_is_free_and_leaves_given_facts() -> None:
    before = ward(["M M M M R M", "R R S CA . M"], locks=(CellRef("900000", day(0)),))
    plan = (Row("900001", ("S", "CA", "R", "S")), Row("900000", ("M", "S", "S", "S")))
    after = with_plan(before, plan)
    assert rows(after) == ["M M M S S S", "R R S CA R S"]
    found = check_problem(before, plan).check
    assert found is not None
    assert check_problem(after).check.costs() == found.costs()  # type: ignore[union-attr]
    assert with_plan(before, ()) == before
