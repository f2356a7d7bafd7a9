"""Why and why not: rules that break, with their figures; what the other plan costs more; the process warm, and stopped."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Code, Select
from scheduler.domain.frame import Frame
from scheduler.domain.people import Restriction
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.rules.registry import bind
from solver.answers import otherwise
from solver.answers.bounds import KEY, Bounds, bounds_of, prepare
from solver.answers.standing import Wards
from solver.answers.why import why, with_plan
from solver.api import Asker, Warm, Why, WhyAsked
from solver.cpsat import build
from tests.solver import small

SECONDS = 60.0


def ask(problem: Problem, rows: tuple[Row, ...], person: str, day: int, code: str | None = None) -> Why:
    asked = WhyAsked(problem, rows, person, problem.first + timedelta(days=day), code, seconds=SECONDS)
    return why(asked, Wards(), threading.Event())


def planned(problem: Problem, *rows: str) -> tuple[Row, ...]:
    """Rows of a plan over the horizon, words with spaces between."""
    return tuple(Row(person.id, tuple(row.split())) for person, row in zip(problem.people, rows, strict=True))


def sentences(found: Why, lang: str = "en") -> list[str]:
    return [reason.said.get(lang) for reason in found.reasons]


# --- examples


def nights() -> Problem:
    """Five people, a week, one of each shift a day; rest of 12 h."""
    return small.ward(5, 7, small.rule("rest", "RESTGAP", minutes=720), need=1)


PLAN = (
    "J J J R R J J",
    "S S S S R R R",
    "N N N R R R R",
    "R R R N N N N",
    "R R R J J S S",
)


def test_a_rule_that_the_other_code_breaks_is_told_with_dates_value_and_limit() -> None:
    problem = nights()
    found = ask(problem, planned(problem, *PLAN), "900002", 1, "J")
    assert sentences(found)[0].startswith("With J there and all else unchanged: FICTIF-2 Ortie: ")
    said = "N on Mon 22 March 2027 and J on Tue 23 March 2027 overlap by 0 h 15; at least 12 h 00 of rest"
    assert said in sentences(found)[0]
    assert found.reasons[0].rule == "rest"
    assert (found.reasons[0].first, found.reasons[0].last) == (problem.first, problem.first + timedelta(days=1))
    said = "N du lun. 22 mars 2027 et J du mar. 23 mars 2027 se chevauchent de 0 h 15 ; 12 h 00 de repos au moins"
    assert said in sentences(found, "fr")[0]
    assert found.possible
    assert found.exact


def test_what_a_cell_covers_is_told_and_that_somebody_would_be_missing() -> None:
    problem = nights()
    found = ask(problem, planned(problem, *PLAN), "900002", 0)
    assert sentences(found)[0] == (
        "N on Mon 22 March 2027: 1 with FICTIF-2 Ortie, at least 1; without this shift somebody would be missing."
    )
    assert "N le lun. 22 mars 2027 : 1 avec FICTIF-2 Ortie, 1 au moins" in sentences(found, "fr")[0]


def test_an_exchange_that_costs_nothing_is_found_and_said_to_cost_nothing() -> None:
    problem = nights()
    rows = planned(problem, *PLAN)
    found = ask(problem, rows, "900003", 0, "N")
    assert found.exact
    assert found.more is not None
    assert {cost.more for cost in found.more} == {0}
    assert "costs nothing more in any layer" in sentences(found)[-1]
    assert found.rows[3].cells[0] == "N"
    assert {(change.person, change.before, change.after) for change in found.changes} >= {("900003", "R", "N")}


def test_an_exchange_that_costs_nothing_is_found_even_in_a_ward_with_another_roster() -> None:
    problem = nights()
    rows = planned(problem, *PLAN)
    other = replace(problem, roster=tuple(replace(row, cells=("R",) * 7) for row in rows))
    assert ask(other, rows, "900003", 0, "N") == ask(problem, rows, "900003", 0, "N")


def test_what_it_costs_more_is_told_in_the_layers_own_words() -> None:
    problem = small.ward(1, 1)
    found = ask(problem, planned(problem, "J"), "900000", 0, "R")
    assert found.exact
    assert found.more is not None
    assert (found.more[0].layer, found.more[0].value, found.more[0].more) == ("cover", 3, 1)
    assert "cover: 3 shifts uncovered instead of 2, 1 more." in sentences(found)
    assert "cover : 3 postes non couverts au lieu de 2, soit 1 de plus." in sentences(found, "fr")


@pytest.mark.parametrize(("need", "anyway"), [(1, False), (2, True)])
def test_what_the_cell_alone_costs_is_told_where_other_changes_make_up_for_it(need: int, anyway: bool) -> None:
    """Where one shift a day is wanted somebody else takes it; where two are, that other shift is better without the cell."""
    problem = small.ward(2, 1, need=need)
    problem = replace(problem, demand=problem.demand[:1])
    found = ask(problem, planned(problem, "J", "R"), "900000", 0, "R")
    assert found.more is not None
    assert {cost.more for cost in found.more} == {0}
    (said,) = (one for one in sentences(found) if "costs nothing more in any layer" in one)
    assert said.endswith(
        "but 2 cells change: this cell alone would cost more (cover: 1 more), which the other changes make up for."
    )
    (said,) = (one for one in sentences(found, "fr") if "ne coûte rien de plus, à aucun niveau" in one)
    assert said.endswith(
        "mais 2 cases changent : cette case seule coûterait plus (cover : 1 de plus), les autres changements le compensent."
    )
    anyways = ("en", "improve the plan already", "cover: 1 less"), ("fr", "déjà le planning", "cover : 1 de moins")
    for lang, words, less in anyways:
        said = " ".join(sentences(found, lang))
        assert (words in said) is (f"{words} ({less})" in said) is anyway


@pytest.mark.parametrize(
    ("day", "said"),
    [(-1, "lies in the known past"), (0, "is locked"), (1, "is entered as a fact")],
)
def test_a_given_fact_is_said_to_be_one(day: int, said: str) -> None:
    problem = small.ward(2, 3, history=("J", "R"))
    rows = tuple(Row(row.person, (*row.cells[:1], "J", "CA", "")) for row in problem.roster)
    problem = replace(problem, roster=rows, locks=(CellRef("900000", problem.first),))
    for code in (None, "N"):
        found = ask(problem, (), "900000", day, code)
        assert len(found.reasons) == 1
        assert said in sentences(found)[0]
        assert "FICTIF-0 Ortie" in sentences(found)[0]
        assert not found.possible
        assert found.exact


def test_a_code_that_is_not_of_the_post_is_refused_at_once() -> None:
    problem = small.ward(2, 3)
    problem = replace(problem, people=(replace(problem.people[0], codes=("J",)), problem.people[1]))
    found = ask(problem, planned(problem, "J R R", "R J R"), "900000", 1, "N")
    assert not found.possible
    assert found.exact
    assert sentences(found) == ["FICTIF-0 Ortie cannot have N: the post holds only J."]
    assert sentences(found, "fr") == ["FICTIF-0 Ortie ne peut pas avoir N : son poste ne comprend que J."]


def test_a_code_that_no_plan_chooses_is_told_as_such() -> None:
    problem = small.ward(2, 3)
    found = ask(problem, planned(problem, "J R R", "R J R"), "900000", 1, "CA")
    assert not found.possible
    assert sentences(found) == [
        "No plan chooses CA for FICTIF-0 Ortie: it is a fact that is entered (leave, absence, training ...)."
    ]


@pytest.mark.parametrize("code", [None, "J"])
def test_whoever_has_left_is_said_to_have_left(code: str | None) -> None:
    problem = small.ward(2, 3)
    gone = replace(problem.people[0], until=problem.first)
    rows = tuple(Row(row.person, (*row.cells[: problem.history_days], "R", "X", "X")) for row in problem.roster)
    out = Code("X", Text("absent du service", "not in the ward"), "blocked", credit="none", planned=False)
    problem = replace(problem, people=(gone, problem.people[1]), roster=rows[:1], codes=(*problem.codes, out))
    found = ask(problem, planned(problem, "R X X", "R J R"), "900000", 2, code)
    assert sentences(found) == ["FICTIF-0 Ortie has no longer been in the ward since Tue 23 March 2027 (included)."]
    assert sentences(found, "fr") == ["FICTIF-0 Ortie n'est plus dans le service depuis le mar. 23 mars 2027 (inclus)."]


def test_the_restriction_that_rules_a_code_out_is_told_with_its_days_and_note() -> None:
    problem = small.ward(2, 3, small.rule("post", "ELIGIBLE", own=True))
    part = Restriction(Select(tags=("work",)), DayMask((1,)), note="Temps partiel : jamais le mardi")
    problem = replace(problem, people=(replace(problem.people[0], restrictions=(part,)), problem.people[1]))
    found = ask(problem, planned(problem, "J R R", "R J R"), "900000", 1, "J")
    assert (
        "FICTIF-0 Ortie cannot have J on Tue 23 March 2027: a restriction of the person (Tue): "
        "'Temps partiel : jamais le mardi'."
    ) in sentences(found)
    assert (
        "FICTIF-0 Ortie ne peut pas avoir J le mar. 23 mars 2027 : restriction de la personne (mar.) : "
        "« Temps partiel : jamais le mardi »."
    ) in sentences(found, "fr")


def test_a_restriction_of_other_days_is_not_told() -> None:
    problem = small.ward(2, 3, small.rule("post", "ELIGIBLE", own=True))
    other, own = (Restriction(Select(tags=("work",)), DayMask((day,)), note=note) for day, note in ((0, "autre"), (1, "note")))
    problem = replace(problem, people=(replace(problem.people[0], restrictions=(other, own)), problem.people[1]))
    told = " ".join(sentences(ask(problem, planned(problem, "R R R", "R J R"), "900000", 1, "J")))
    assert "'note'" in told
    assert "autre" not in told


def test_a_cell_locked_empty_is_said_to_be_empty() -> None:
    problem = small.ward(2, 3)
    problem = replace(problem, locks=(CellRef("900000", problem.first),))
    found = ask(problem, planned(problem, "R R R", "R J R")[1:], "900000", 0)
    assert sentences(found) == ["FICTIF-0 Ortie, Mon 22 March 2027: the cell is empty and locked; no plan fills it."]


@pytest.mark.parametrize("code", [None, "R"])
def test_what_no_hard_rule_forbids_is_possible_however_short_the_time(code: str | None) -> None:
    problem = nights()
    asked = WhyAsked(problem, planned(problem, *PLAN), "900000", problem.first, code, seconds=0.0)
    found = why(asked, Wards(), threading.Event())
    assert found.possible
    assert found.more is not None
    assert len(found.changes) == 1
    assert any(said.startswith("The best plan found with ") for said in sentences(found))
    assert "it is at most that" in sentences(found)[-1]
    assert not any("No plan with" in said for said in sentences(found))
    assert not found.exact



def test_the_code_that_is_there_is_said_to_be_there() -> None:
    problem = small.ward(2, 3)
    found = ask(problem, planned(problem, "J R R", "R J R"), "900000", 0, "J")
    assert found.possible
    assert sentences(found) == ["FICTIF-0 Ortie, Mon 22 March 2027: the cell holds J already."]


def test_what_no_roster_of_the_person_allows_is_proved_impossible() -> None:
    problem = small.ward(2, 3, small.rule("rest", "RESTGAP", minutes=720), history=("N", "R"))
    found = ask(problem, planned(problem, "R J J", "J R R"), "900000", 0, "J")
    assert not found.possible
    assert found.exact
    assert sentences(found)[-1] == (
        "Proved: no plan that keeps the hard rules gives FICTIF-0 Ortie J on Mon 22 March 2027, whatever the others do."
    )


def test_an_undecided_cell_is_no_reason_to_stay_silent() -> None:
    problem = nights()
    rows = tuple(replace(row, cells=("",) * 7) for row in planned(problem, *PLAN))
    found = ask(problem, rows, "900000", 0)
    assert "nothing is decided yet" in sentences(found)[0]
    assert "Some cells of the plan are undecided" in sentences(found)[-1]
    assert not found.exact


# --- as a process, and stopped


def test_a_process_that_is_warm_answers_and_the_parts_come_before() -> None:
    problem = nights()
    rows = planned(problem, *PLAN)
    asker = Asker()
    try:
        asker.ask(Warm(problem))
        asked = WhyAsked(problem, rows, "900002", problem.first + timedelta(days=1), "J", seconds=SECONDS)
        found = asker.ask(asked)
    finally:
        asker.close()
    assert found == ask(problem, rows, "900002", 1, "J")


def test_bounds_are_kept_ready_and_made_anew_where_other_facts_are_given() -> None:
    problem = nights()
    rows = planned(problem, *PLAN)
    wards = Wards()
    prepare(Warm(with_plan(problem, rows), proofs=True), wards, threading.Event())
    kept = wards.aside[KEY]
    stands = wards.of(with_plan(problem, rows))
    assert bounds_of(wards, stands, lambda: False, False) is kept
    locked = replace(problem, locks=(CellRef("900000", problem.first),))
    other = wards.of(with_plan(locked, rows))
    assert bounds_of(wards, other, lambda: False, False) is None
    assert bounds_of(wards, other, lambda: False, True) is not kept


def test_bounds_made_by_a_question_that_is_over_serve_the_next_one() -> None:
    problem = small.ward(4, 28, *small.law())
    frame = Frame(problem)
    over = [False]
    bounds = Bounds(bind(frame), Grid.of(frame), lambda: over[0])
    assert bounds.groups[0].group.late
    over[0] = True
    group = bounds.of(0, lambda: False)
    assert group is not None
    assert not group.group.late


def test_an_answer_that_is_stopped_comes_within_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otherwise, "SMALL", 0)
    problem = replace(small.ward(14, 28, *small.law(), need=2))
    book = bind(Frame(problem))
    grid = Grid.of(book.frame)
    model = build(book, grid)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    model.write(grid, solver.value)
    wards, stop = Wards(), threading.Event()
    wards.of(with_plan(problem, grid.horizon_rows()))
    held = grid.frame.text(grid.at(3, 10))
    code = next(each for each in ("J", "S", "R") if each != held)
    asked = WhyAsked(problem, grid.horizon_rows(), "900003", problem.first + timedelta(days=10), code, seconds=SECONDS)
    spent: list[float] = []

    def end() -> None:
        spent.append(time.process_time())
        stop.set()

    threading.Timer(0.02, end).start()
    found = why(asked, wards, stop)
    assert stop.is_set()
    assert time.process_time() - spent[0] < 0.5
    assert found.reasons
