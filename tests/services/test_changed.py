"""What has changed since a plan stood: told in words, given as facts; and why there is nothing to repair."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.codes import Piece
from scheduler.domain.problem import CellPieces, CellRef, Problem, Row
from scheduler.domain.text import Text
from scheduler.domain.time import add_days, utc_minute
from scheduler.services.changed import Changed, changed
from scheduler.services.stored import Stood
from tests.ui.wards import FIRST, ward

WARD = ward(4, 7, history=2)
PUBLISHED = Stood(WARD, "published", "2027-05-01T22:30:00Z", "Camille FICTIF-Sauge")
DAY_BEFORE = "2027-05-02T10:00:00Z"
WHO = [person.id for person in WARD.people]


def filled(problem: Problem, person: int, day: int, text: str) -> Problem:
    at = day + problem.history_days
    rows = tuple(
        replace(row, cells=(*row.cells[:at], text, *row.cells[at + 1 :])) if row.person == WHO[person] else row
        for row in problem.roster
    )
    return replace(problem, roster=rows)


def found(now: Problem, stood: Stood = PUBLISHED) -> Changed:
    what = changed(stood, now)
    assert isinstance(what, Changed)
    return what


def test_what_was_entered_is_given_and_nothing_else_is() -> None:
    now = filled(filled(filled(WARD, 1, 2, "J"), 2, 3, ""), 3, -1, "J")
    what = found(now)
    assert what.before is WARD
    assert what.entered == {
        CellRef(WHO[1], add_days(FIRST, 2)): "J",
        CellRef(WHO[2], add_days(FIRST, 3)): "",
        CellRef(WHO[3], add_days(FIRST, -1)): "J",
    }
    assert set(what.after.locks) == {*WARD.locks, CellRef(WHO[1], add_days(FIRST, 2)), CellRef(WHO[2], add_days(FIRST, 3))}
    assert replace(what.after, locks=now.locks) == now
    assert what.said == Text("3 cases", "3 cells")


def test_a_cell_that_was_locked_is_locked_once() -> None:
    now = filled(WARD, 0, 0, "J")
    assert found(now).after.locks == WARD.locks


def test_recorded_hours_are_a_change() -> None:
    start = utc_minute(FIRST, 7 * 60, WARD.zone)
    real = CellPieces(WHO[1], FIRST, (Piece(start, start + 500, 480, ("work",)),))
    what = found(replace(WARD, pieces=(real,)))
    assert set(what.entered) == {CellRef(WHO[1], FIRST)}
    assert what.said == Text("1 case", "1 cell")


def test_somebody_new_is_free_but_for_what_was_entered() -> None:
    new = replace(WARD.people[0], id="900099")
    row = Row("900099", ("", "", "J", *[""] * 6))
    now = replace(WARD, people=(*WARD.people, new), roster=(*WARD.roster, row))
    what = found(now)
    assert what.entered == {CellRef("900099", FIRST): "J"}
    assert what.said == Text("personnes, 1 case", "people, 1 cell")


def test_rules_and_needs_are_named_until_they_are_many() -> None:
    rest, cover, run = WARD.settings
    one = replace(WARD, settings=(replace(rest, params={"minutes": 720}), cover, run), demand=WARD.demand[1:])
    assert found(one).said == Text(
        "règle « 11 h entre deux postes », besoin « IDE M »", "rule '11 h between shifts', need 'IDE M'"
    )
    many = replace(WARD, settings=(), demand=tuple(replace(line, under_weight=2) for line in WARD.demand))
    assert found(many).said == Text("3 règles, 3 besoins", "3 rules, 3 needs")


def test_the_order_of_rules_and_what_no_plan_depends_on_are_no_change() -> None:
    now = replace(WARD, settings=WARD.settings[::-1], note="x", name="Autre", references=())
    assert changed(PUBLISHED, now) == Text(
        "Rien n'a changé depuis le planning publié le 02/05/2027 par Camille FICTIF-Sauge.",
        "Nothing has changed since the plan published on 02/05/2027 by Camille FICTIF-Sauge.",
    )


@pytest.mark.parametrize(
    ("stood", "french", "english"),
    [
        (Stood(WARD, "accepted", DAY_BEFORE), "le planning accepté le 02/05/2027", "the plan accepted on 02/05/2027"),
        (Stood(WARD, "accepted", by="Sacha"), "le planning accepté par Sacha", "the plan accepted by Sacha"),
        (Stood(WARD, "copied", DAY_BEFORE), "la copie faite le 02/05/2027", "the copy made on 02/05/2027"),
        (Stood(WARD, "opened"), "l'ouverture du fichier", "the file was opened"),
    ],
)  # fmt: skip
def test_the_plan_is_named_in_both_languages(stood: Stood, french: str, english: str) -> None:
    assert found(filled(WARD, 1, 2, "J"), stood).plan == Text(french, english)


def test_without_a_plan_there_is_nothing_to_keep_close_to() -> None:
    given = ("", "", "CA", "CA", "", "", "", "", "")
    empty = replace(WARD, roster=tuple(Row(row.person, given) for row in WARD.roster))
    for stood in (None, Stood(empty, "published")):
        said = changed(stood, WARD)
        assert isinstance(said, Text)
        assert ("publié" in said.fr, "published" in said.en) == (True, True)


def test_a_plan_of_another_period_is_told() -> None:
    for now in (replace(WARD, first=date(2027, 5, 10)), replace(WARD, days=6, roster=())):
        said = changed(PUBLISHED, now)
        assert isinstance(said, Text)
        assert said.fr.startswith("Le planning publié le 02/05/2027 par Camille FICTIF-Sauge porte sur une autre période")
        assert said.en.startswith("The plan published on 02/05/2027 by Camille FICTIF-Sauge is of another period")


