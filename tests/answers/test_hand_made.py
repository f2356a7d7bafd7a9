"""Small wards written as grids, each with the one conflict that is in it."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib import resources
from typing import Any

import pytest

from scheduler.domain.calendar import DayMask
from scheduler.domain.codec import from_json, to_json
from scheduler.domain.codes import Code
from scheduler.domain.demand import DayNeed, DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import LevelCost, Override, RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.registry import bind
from scheduler.rules.template import stretches
from solver.answers.conflicts import costs
from solver.answers.conflicts.asking import Asked
from solver.answers.conflicts.edits import apply
from solver.answers.conflicts.find import conflicts
from solver.answers.conflicts.found import Conflict, Conflicts
from solver.answers.conflicts.words import days
from tests.rules.wards import CODES, MAY, setting, ward

COVER = RuleSetting("cover", "COVER", Text("Effectif", "Cover"), "soft", levels={"minimum": LevelCost("cover")})
PATIENCE = 300.0


def line(code: str, minimum: int = 1, **more: Any) -> DemandLine:
    return DemandLine(code, Text(f"Poste {code}", f"Shift {code}"), (("IDE",),), (code,), minimum=minimum, **more)


def locked(problem: Problem) -> Problem:
    """The ward with every cell that holds something locked."""
    cells = (
        CellRef(row.person, problem.first + timedelta(days=at - problem.history_days))
        for row in problem.roster
        for at, cell in enumerate(row.cells)
        if cell and at >= problem.history_days
    )
    return replace(problem, locks=tuple(cells))


def made(rows: list[str], *settings: RuleSetting, history: int = 0, **more: Any) -> Problem:
    return locked(ward(rows, COVER, *settings, history=history, **more))


def found(problem: Problem, seconds: float = PATIENCE) -> Conflicts:
    book = bind(Frame(problem))
    assert book.faults == ()
    return conflicts(book, Grid.of(book.frame), threading.Event(), seconds)


def only(problem: Problem) -> Conflict:
    told = found(problem)
    assert told.complete
    assert len(told.found) == 1
    (conflict,) = told.found
    assert conflict.verified
    assert conflict.minimal
    return conflict


def english(conflict: Conflict) -> list[str]:
    return [member.text.en for member in conflict.members]


def test_a_ward_that_can_be_planned_has_none() -> None:
    told = found(made([". . .", ". . ."], demand=(line("M"), line("N"))))
    assert told.found == ()
    assert told.complete


def test_leave_of_the_only_two_against_the_need() -> None:
    conflict = only(made(["CA . .", "CA . ."], demand=(line("M"),)))
    assert english(conflict) == [
        "Shift M: 1 needed on Mon 3 May 2027; who can serve: FICTIF-Sauge Ortie and FICTIF-Houx Ortie.",
        "FICTIF-Sauge Ortie: leave (CA), on Mon 3 May 2027.",
        "FICTIF-Houx Ortie: leave (CA), on Mon 3 May 2027.",
    ]
    assert conflict.text.en == "On Mon 3 May 2027 any plan lacks 1 shift. These three cannot hold together:"
    assert conflict.text.fr == (
        "Le lun. 3 mai 2027, il manque 1 poste quel que soit le planning. Ces trois éléments ne peuvent pas tenir ensemble :"
    )
    assert conflict.missing == 1


def test_nobody_can_serve() -> None:
    skilled = replace(line("N"), skill=(("IDE",), ("senior",)))
    conflict = only(made([". .", ". ."], demand=(skilled,)))
    assert english(conflict) == ["Shift N: 2 needed on Mon 3 May 2027 and Tue 4 May 2027; nobody can serve."]
    assert conflict.text.en.endswith("This cannot hold:")
    assert {each.kind for each in conflict.relaxations} == {"lower", "outside"}


def test_the_same_leave_on_following_days_is_one_conflict() -> None:
    conflict = only(made(["CA CA CA", "CA CA CA"], demand=(line("M"),)))
    assert english(conflict)[1:] == [
        "FICTIF-Sauge Ortie: leave (CA), from Mon 3 May 2027 to Wed 5 May 2027.",
        "FICTIF-Houx Ortie: leave (CA), from Mon 3 May 2027 to Wed 5 May 2027.",
    ]
    assert conflict.missing == 3


def test_rest_between_two_shifts_of_the_only_one() -> None:
    rest = setting("RESTGAP", key="rest", minutes=720)
    conflict = only(made([". M"], rest, demand=(line("S", days=_only(0)),)))
    assert english(conflict) == [
        "Shift S: 1 needed on Mon 3 May 2027; who can serve: FICTIF-Sauge Ortie.",
        "'the rule' (at least 12 h 00 of rest between duties): FICTIF-Sauge Ortie, from Mon 3 May 2027 to Tue 4 May 2027.",
        "FICTIF-Sauge Ortie: M (M) locked, on Tue 4 May 2027.",
    ]
    change = next(each for each in conflict.relaxations if each.kind == "change")
    assert change.text.en == "'the rule': least rest 9 h 30 instead of 12 h 00."


def test_two_locks_too_close() -> None:
    conflict = only(made(["S M ."], setting("RESTGAP", key="rest", minutes=720)))
    assert [member.kind for member in conflict.members] == ["rule", "fact", "fact"]
    assert [each.kind for each in conflict.relaxations][:2] == ["unlock", "unlock"]


def test_a_cell_locked_empty_is_a_member_and_can_be_unlocked() -> None:
    """Nobody else may serve: the two on leave and the one whose empty cell is locked cannot meet the need together."""
    problem = made(["CA .", "CA .", ". ."], demand=(line("M", days=_only(0)),))
    free = problem.people[2].id
    problem = replace(problem, locks=(*problem.locks, CellRef(free, problem.first)))
    conflict = only(problem)
    assert english(conflict)[1:] == [
        "FICTIF-Sauge Ortie: leave (CA), on Mon 3 May 2027.",
        "FICTIF-Houx Ortie: leave (CA), on Mon 3 May 2027.",
        f"{problem.people[2].name}: empty cell locked, on Mon 3 May 2027.",
    ]
    assert "case vide verrouillée, le lun. 3 mai 2027." in conflict.members[3].text.fr
    unlock = next(each for each in conflict.relaxations if each.kind == "unlock")
    assert unlock.text.en == f"Unlock the empty cell of {problem.people[2].name} on Mon 3 May 2027 (1 cell)."
    assert unlock.text.fr.startswith("Déverrouiller la case vide de ")
    assert found(apply(problem, unlock)).found == ()


def test_what_the_history_brings_is_no_member_and_still_counts() -> None:
    rule = setting("WINDOW", key="week", window="rolling", length=3, maximum=900)
    told = found(made(["M M . ."], rule, history=2, demand=(line("M", days=_only(0)),)))
    (conflict,) = told.found
    assert [member.kind for member in conflict.members] == ["need", "rule"]
    assert conflict.verified
    assert english(conflict)[1] == (
        "'the rule' (at most 15 h 00): FICTIF-Sauge Ortie, from Sat 1 May 2027 to Mon 3 May 2027; "
        "counting what came before the period: M on Sat 1 May 2027 and Sun 2 May 2027."
    )
    assert "compte ce qui précède la période : M les sam. 1 mai 2027 et dim. 2 mai 2027." in conflict.members[1].text.fr


def test_a_limit_that_is_passed_already_is_told_as_the_rule_says_it() -> None:
    rule = setting("WINDOW", key="week", window="week", maximum=900)
    told = found(made(["M M M . ."], rule, demand=(line("M", days=_only(3)),)))
    assert len(told.found) == 2
    for conflict in told.found:
        assert "'the rule' (at most 15 h 00)" in " ".join(english(conflict))


def test_a_real_piece_of_work_cannot_be_taken_back() -> None:
    """A broken rule of the history alone is no conflict."""
    rule = setting("RESTGAP", key="rest", minutes=720)
    assert found(made(["S M . ."], rule, history=2)).found == ()


def test_an_override_ends_it() -> None:
    rest = setting("RESTGAP", key="rest", minutes=720)
    problem = made(["S M ."], rest)
    act = Override("rest", (problem.people[0].id,), MAY, MAY, "reason", "cadre")
    assert found(replace(problem, overrides=(act,))).found == ()


def test_a_soft_rule_is_no_member() -> None:
    rest = setting("RESTGAP", "soft", key="rest", minutes=720)
    assert found(made(["S M ."], rest)).found == ()


def test_clock_intervals_count_the_night_of_the_day_before() -> None:
    night = DemandLine("clock", Text("Nuit", "Night"), (("IDE",),), start=1320, end=1800, minimum=1)
    told = found(made(["N R", "R CA"], demand=(replace(night, end=1860, start=1320),)))
    (conflict,) = told.found
    assert conflict.members[0].dates == (date(2027, 5, 4),)
    assert english(conflict)[1:] == [
        "FICTIF-Sauge Ortie: rest (R) locked, on Tue 4 May 2027.",
        "FICTIF-Houx Ortie: leave (CA), on Tue 4 May 2027.",
    ]


def test_people_joined_by_a_rule_have_no_roster_together() -> None:
    apart = setting("TEAM", key="apart", relation="apart", unit="day", left=[["IDE"]])
    least = setting("WINDOW", key="least", window="horizon", minimum=900)
    conflict = only(made([". . .", ". . ."], apart, least))
    assert {name for member in conflict.members for name in member.of} == {"apart", "least"}


def test_a_need_that_is_lowered_stays_with_the_ward() -> None:
    problem = made(["CA .", "CA ."], demand=(line("M", 1, target=2),))
    conflict = only(problem)
    lower = next(each for each in conflict.relaxations if each.kind == "lower")
    after = apply(problem, lower)
    (changed,) = after.demand[0].by_date
    assert (changed.date, changed.minimum, changed.target) == (MAY, 0, 2)
    assert found(after).found == ()


def test_outside_staff_stand_in_the_roster_locked() -> None:
    problem = made(["CA .", "CA ."], demand=(line("M"),))
    outside = next(each for each in only(problem).relaxations if each.kind == "outside")
    after = apply(problem, outside)
    assert [person.id for person in after.people][2:] == ["pool-1"]
    assert after.roster[2].cells == ("M", "")
    assert after.locks[-1] == CellRef("pool-1", MAY)
    assert found(after).found == ()


def test_a_need_by_date_is_replaced_not_doubled() -> None:
    dated = line("M", by_date=(DayNeed(MAY, 1, 2), DayNeed(date(2027, 5, 4), 0)))
    problem = made(["CA .", "CA ."], demand=(dated,))
    lower = next(each for each in only(problem).relaxations if each.kind == "lower")
    assert apply(problem, lower).demand[0].by_date == (DayNeed(MAY, 0, 2), DayNeed(date(2027, 5, 4), 0))


def test_the_reason_of_a_confidential_absence_stays_untold() -> None:
    sick = Code("MAL", Text("arrêt", "illness"), "absence", credit="fifth", planned=False, confidential=True)
    conflict = only(made(["MAL .", "CA ."], demand=(line("M"),), codes=(*CODES, sick)))
    assert english(conflict)[1] == "FICTIF-Sauge Ortie: absent, on Mon 3 May 2027."
    assert "MAL" not in str(to_json(conflict))
    assert [member.of for member in conflict.members] == [("M",), ("absence",), ("CA",)]
    assert [each.text.en for each in conflict.relaxations if each.kind == "free"] == [
        "Move leave (CA) of FICTIF-Houx Ortie on Mon 3 May 2027 (1 day)."
    ]


def test_the_cheapest_comes_first() -> None:
    conflict = only(made(["M M M", "CA CA CA"], setting("RUN", key="run", maximum=2), demand=(line("M"),)))
    costs = [each.cost for each in conflict.relaxations]
    assert costs == sorted(costs)
    assert len(set(costs)) > 1


def test_each_relaxation_says_what_it_costs_in_both_languages() -> None:
    conflict = only(made(["CA CA .", "CA CA ."], demand=(line("M", days=DayMask((0, 1), "any")),)))
    told = {each.kind: (each.price.en, each.price.fr) for each in conflict.relaxations}
    assert told["free"] == ("Cost: 2 leave days moved (10 points).", "Coût : 2 jours de congé déplacés (10 points).")
    assert told["outside"] == (
        "Cost: 2 shifts by outside staff (8 points).", "Coût : 2 postes par du personnel extérieur (8 points).",
    )  # fmt: skip


def test_a_figure_moved_by_an_hour_once_is_cheaper_than_three_leave_days() -> None:
    rule = setting("WINDOW", key="week", window="week", maximum=390)
    conflict = only(made([". . ."], rule, demand=(line("M", days=_only(0)),)))
    change = next(each for each in conflict.relaxations if each.kind == "change")
    assert change.price.en == "Cost: a rule of the house eased by 1 h 00, 1 time (8 points)."
    assert change.cost < costs.price((costs.LEAVE, 3)).points
    assert change.cost < next(each for each in conflict.relaxations if each.kind == "soften").cost


def test_what_a_figure_costs_grows_with_how_far_and_how_often_it_moves() -> None:
    hour = Text("1 h 00", "1 h 00")
    near, far, often = (costs.changed("change", moved, hour, True, n) for moved, n in ((60, 1), (120, 1), (60, 3)))
    assert near.points < far.points < often.points
    assert costs.changed("change_law", 60, hour, True, 1).points > near.points


def test_the_costs_are_data_and_what_is_wrong_with_them_is_said() -> None:
    text = (resources.files("resources") / "relaxing.toml").read_text("utf-8")
    data = tomllib.loads(text)
    assert costs.read(data) == costs.kinds()
    with pytest.raises(ValueError, match="costs: leave"):
        costs.read({"costs": [each for each in data["costs"] if each["id"] != "leave"]})
    with pytest.raises(ValueError, match="points"):
        costs.read(tomllib.loads(text.replace("points = 5", 'points = "five"')))


def test_a_week_is_said_with_what_its_people_can_give() -> None:
    """Two people, fifteen hours each, and five shifts: one too many, whichever it is."""
    rule = setting("WINDOW", key="week", window="week", maximum=900)
    conflict = only(made([". . . . . . .", ". . . . . . ."], rule, demand=(line("M", days=DayMask((0, 1, 2, 3, 4), "any")),)))
    assert english(conflict) == [
        "Shift M: 5 needed from Mon 3 May 2027 to Fri 7 May 2027; who can serve: FICTIF-Sauge Ortie and FICTIF-Houx Ortie.",
        "'the rule' (at most 15 h 00): FICTIF-Sauge Ortie and FICTIF-Houx Ortie, from Mon 3 May 2027 to Sun 9 May 2027.",
    ]
    assert conflict.missing == 1
    assert next(each for each in conflict.relaxations if each.kind == "change").text.en == (
        "'the rule': maximum 22 h 30 instead of 15 h 00."
    )


@pytest.mark.parametrize(("days", "row", "fewest"), [(5, 1, 2), (7, 1, 3), (11, 1, 5), (9, 2, 3), (11, 2, 3)])
def test_no_more_shifts_are_told_missing_than_have_to_be(days: int, row: int, fewest: int) -> None:
    """One person, so many days in a row at most, needed every day: the shifts given up serve the days on both sides."""
    told = found(made([" ".join("." * days)], setting("RUN", key="run", maximum=row), demand=(line("M"),)))
    assert told.complete
    assert sum(conflict.missing for conflict in told.found) == fewest


def test_a_plan_that_covers_all_shows_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(Asked, "ask", lambda self, *_, **__: asked.append(self))
    shown = replace(made([". N .", "N . ."], demand=(line("N", days=DayMask((0, 1), "any")),)), locks=())
    told = found(replace(shown, roster=tuple(replace(r, cells=tuple(c or "R" for c in r.cells)) for r in shown.roster)))
    assert told.found == ()
    assert told.complete
    assert asked == []


@pytest.mark.parametrize("cells", ["N M", "N .", "R M"])
def test_a_plan_that_does_not_hold_shows_nothing(cells: str) -> None:
    """It breaks a rule, is not finished, or leaves a shift short: two shifts too close for the only one stay a conflict."""
    rest = setting("RESTGAP", key="rest", minutes=720)
    told = found(ward([cells], COVER, rest, demand=(line("N", days=_only(0)), line("M", days=_only(1)))))
    (conflict,) = told.found
    assert [member.kind for member in conflict.members] == ["need", "need", "rule"]
    assert told.complete


def test_each_conflict_is_told_as_soon_as_it_is_explained() -> None:
    demand = (line("M", days=_only(0)), line("N", days=_only(2)))
    ward_of_two = made(["CA . CA", "CA . CA"], demand=demand)
    book, parts = bind(Frame(ward_of_two)), list[Conflicts]()
    told = conflicts(book, Grid.of(book.frame), threading.Event(), PATIENCE, parts.append)
    assert [len(each.found) for each in parts] == [1, 2]
    assert not any(each.complete for each in parts)
    assert parts[-1].found == told.found
    assert told.complete


def test_the_answer_goes_through_the_protocol() -> None:
    told = found(made(["CA .", "CA ."], demand=(line("M"),)))
    again, wrong = from_json(Conflicts, to_json(told))
    assert wrong == []
    assert again == told


def test_no_time_is_no_answer() -> None:
    told = found(made(["CA .", "CA ."], demand=(line("M"),)), 0.0)
    assert told.found == ()
    assert not told.complete


def _only(weekday: int) -> DayMask:
    return DayMask((weekday,), "any")


def test_days_are_said_as_people_say_them() -> None:
    frame = Frame(ward([". . . . . . ."]))
    assert stretches([5, 1, 2, 3]) == [(1, 3), (5, 5)]
    assert days(frame, [0, 1, 2, 4], "en") == "from Mon 3 May 2027 to Wed 5 May 2027 and on Fri 7 May 2027"
    assert days(frame, [0, 1], "fr") == "les lun. 3 mai 2027 et mar. 4 mai 2027"


def test_what_another_rule_forbids_too_is_said_and_comes_last() -> None:
    """Lifting the rule of the house does not help where the law asks for as much."""
    law = replace(setting("RESTGAP", minutes=720), id="law", title=Text("Repos de la loi", "Rest by law"))
    house = replace(setting("RESTGAP", minutes=660), id="house", title=Text("Repos de la maison", "Rest of the house"))
    first = date(2027, 5, 3)
    rows = ["S . . .", "R . . ."]
    problem = made(rows, law, house, history=1, demand=(line("M", 2, first=first, last=first),))
    conflict = only(problem)
    sentences = {each.kind: each.text for each in conflict.relaxations if not each.enough}
    (told,) = (rule for member in conflict.members if member.kind == "rule" for rule in member.of)
    other = {"law": house.title, "house": law.title}[told]
    assert set(sentences) == {"lift", "change", "soften"}
    for text in sentences.values():
        assert text.fr.endswith(f"« {other.fr} » s'y oppose aussi.")
        assert text.en.endswith(f"'{other.en}' stands against it too.")
    assert [each.enough for each in conflict.relaxations] == [True, True, False, False, False]
    for each in conflict.relaxations:
        assert (found(apply(problem, each)).found == ()) == each.enough
