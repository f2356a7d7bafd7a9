"""In which order people are asked: costs, volunteers, recalls, weekends, hours, answers given, and who is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.domain.people import Availability
from scheduler.domain.problem import Problem
from scheduler.domain.settings import Scope
from scheduler.services.replacing_terms import terms
from tests.services.holes import (
    ALONE,
    EAGER,
    FULL,
    MONDAY,
    OVERTIME,
    REST,
    SHORT,
    WEEK,
    ask,
    call,
    plants,
    rule,
    told,
    ward,
    with_person,
)


def order(problem: Problem, **asked: Any) -> list[str]:
    check, _, found = ask(problem, **asked)
    return plants(check, found)


def test_costs_come_in_the_order_of_the_terms() -> None:
    rows = {
        "Agent": SHORT, "Vacant": SHORT, "Repris": FULL, "Change": "M M M M S R R", "Dessous": "M M M R R R R",
        "Pool": "M M R R R R R",
    }  # fmt: skip
    problem = with_person(with_person(ward(rows), "Agent", tags=("agency",)), "Vacant", tags=("temporary",))
    check, _, found = ask(with_person(problem, "Pool", tags=("pool",)))
    assert plants(check, found) == ["Pool", "Dessous", "Change", "Repris", "Vacant", "Agent"]
    kinds = ["pool", "within", "exchange", "recover", "temporary", "agency"]
    assert [each.fill.cost.id for each in found if each.fill] == kinds
    assert [cost.id for cost in terms().costs if cost.id != "pay"] == kinds
    assert [cost.rank for cost in terms().costs] == [0, 0, 1, 2, 3, 4, 5]


def test_paid_overtime_comes_after_time_given_back() -> None:
    rows = {"Payé": FULL, "Repris": "R M M M R M M"}
    problem = ward(rows, replace(WEEK, scope=Scope(people=("900000",))), OVERTIME)
    check, _, found = ask(problem)
    assert [(plant, each.fill.cost.id) for plant, each in zip(plants(check, found), found, strict=True) if each.fill] == [
        ("Repris", "recover"),
        ("Payé", "pay"),
    ]


def test_volunteers_come_first_at_the_same_cost_and_never_before_a_lower_one() -> None:
    rows = {"Plein": FULL, "Calme": SHORT, "Partant": SHORT}
    problem = with_person(with_person(ward(rows), "Partant", availability=EAGER), "Plein", availability=EAGER)
    assert order(problem) == ["Partant", "Calme", "Plein"]
    assert told(problem, "Partant").fr.count("volontaire") == 1
    assert told(problem, "Partant").en.count("volunteer") == 1
    assert "volunteer" not in told(problem, "Calme").en
    later = (Availability("volunteer", date(2027, 5, 8)),)
    assert order(with_person(problem, "Partant", availability=later)) == ["Calme", "Partant", "Plein"]


def test_recalls_of_the_last_ninety_days_then_weekends_then_hours() -> None:
    rows = {"Sauge": "M M M R R R R", "Houx": "M M R R R M R", "Iris": "M R R R R R R"}
    assert order(ward(rows)) == ["Iris", "Sauge", "Houx"], "most hours due first, after who works fewer weekends"
    day = 1440
    calls = (
        call(2, "accepted", when=MONDAY, ago=90 * day + 5),
        call(2, "refused", when=MONDAY, ago=80 * day),
        call(0, "accepted", when=MONDAY, ago=91 * day),
    )
    problem = ward(rows, calls=calls)
    assert order(problem) == ["Sauge", "Houx", "Iris"]
    assert "1 rappel accepté en 90 jours, aucun week-end travaillé" in told(problem, "Iris").fr
    assert "1 recall accepted in 90 days, no weekend worked" in told(problem, "Iris").en
    assert "aucun rappel accepté en 90 jours, 1 week-end travaillé" in told(problem, "Houx").fr
    assert "no recall accepted in 90 days, 1 weekend worked" in told(problem, "Houx").en
    twice = (*calls, call(2, "accepted", when=date(2027, 5, 9), ago=60))
    assert "2 rappels acceptés en 90 jours" in told(problem, "Iris", calls=twice).fr
    assert "2 recalls accepted in 90 days" in told(problem, "Iris", calls=twice).en


def test_a_weekend_counts_once_and_by_the_clock() -> None:
    rows = {"Sauge": "M M M M R M M R R R R R R R", "Houx": "M M R R R R R R R R N R S R"}
    check, _, found = ask(ward(rows))
    weekends = {plant: each.facts.weekends for plant, each in zip(plants(check, found), found, strict=True)}
    assert weekends == {"Sauge": 1, "Houx": 1}, (
        "Friday's night reaches into Saturday, and Saturday's evening is the same weekend"
    )
    sunday_before = ward({"Sauge": "N M M R R R R R", "Houx": "R M M R R R R R"}, history=1)
    assert [each.facts.weekends for each in ask(sunday_before)[2]] == [0, 0], "its Sunday lies before the plan"


def test_who_accepted_comes_first_and_who_was_asked_in_vain_after_those_not_asked() -> None:
    rows = dict.fromkeys(("Sauge", "Houx", "Iris", "Jonc", "Lin"), SHORT)
    answers = ("refused", "not_reached", "waiting", "accepted")
    problem = ward(rows, calls=tuple(call(at, answer) for at, answer in enumerate(answers)))
    check, _, found = ask(problem)
    assert plants(check, found) == ["Jonc", "Lin", "Iris", "Houx", "Sauge"]
    assert [each.status for each in found] == ["proposed"] * 4 + ["refused"]
    said = {plant: told(problem, plant) for plant in rows}
    assert said["Sauge"].fr.startswith("FICTIF-Sauge Ortie a refusé M le ven. 7 mai 2027 (réponse le ven. 7 mai 2027 à 05:15).")
    assert said["Sauge"].en.startswith(
        "FICTIF-Sauge Ortie has refused M on Fri 7 May 2027 (answer on Fri 7 May 2027 at 05:15)."
    )
    assert said["Houx"].fr.endswith("Appel le ven. 7 mai 2027 à 05:15, sans réponse.")
    assert said["Houx"].en.endswith("Asked on Fri 7 May 2027 at 05:15, not reached.")
    assert said["Iris"].fr.endswith("Appel le ven. 7 mai 2027 à 05:10, réponse attendue.")
    assert said["Iris"].en.endswith("Asked on Fri 7 May 2027 at 05:10, no answer yet.")
    assert said["Jonc"].fr.endswith("Accord donné le ven. 7 mai 2027 à 05:15.")
    assert said["Jonc"].en.endswith("Accepted on Fri 7 May 2027 at 05:15.")
    other = ward(rows, calls=(call(0, "refused", code="S"), call(0, "refused", when=MONDAY)))
    assert order(other)[0] == "Sauge", "another hole's answer says nothing on this one"
    again = (call(0, "not_reached", ago=50), call(0, "refused", ago=20), call(0, "accepted", ago=10))
    assert ask(problem, calls=again)[2][0].facts.call == again[2]


def test_who_asked_not_to_be_called_comes_last_of_those_who_could() -> None:
    rows = {"Sauge": SHORT, "Houx": "M M M S R R R", "Iris": SHORT, "Jonc": "M M M M CA R R"}
    problem = ward(rows, REST, calls=(call(2, "refused"),))
    problem = with_person(problem, "Sauge", availability=(*EAGER, *ALONE))
    check, _, found = ask(problem)
    assert [(plant, each.status) for plant, each in zip(plants(check, found), found, strict=True)] == [
        ("Houx", "breaks"), ("Iris", "refused"), ("Sauge", "left_alone"), ("Jonc", "barred"),
    ]  # fmt: skip
    line = told(problem, "Sauge")
    assert line.fr.startswith(
        "FICTIF-Sauge Ortie a demandé qu'on ne l'appelle pas pour le ven. 7 mai 2027. FICTIF-Sauge Ortie peut"
    )
    assert line.en.startswith("FICTIF-Sauge Ortie has asked not to be called for Fri 7 May 2027. FICTIF-Sauge Ortie can take M")
    assert "volontaire" not in line.fr
    past = (Availability("do_not_call", None, date(2027, 5, 6)),)
    assert order(with_person(problem, "Sauge", availability=past))[0] == "Sauge"


def test_fewer_broken_rules_come_first_and_equal_people_in_the_wards_order() -> None:
    rows = {"Deux": "M M M S R R R", "Un": "M M M S R R R", "Aucun": "M M M R R R R", "Autre": "M M M R R R R"}
    only = Scope(people=("900000",))
    problem = ward(rows, REST, replace(rule("also", "RUN", maximum=4), scope=only))
    check, _, found = ask(problem)
    assert plants(check, found) == ["Aucun", "Autre", "Un", "Deux"]
    assert [each.fill.verdict.rules for each in found if each.fill] == [0, 0, 1, 2]
    assert found[0].order < found[1].order < found[2].order < found[3].order


def test_those_who_cannot_come_by_how_easily_that_changes() -> None:
    rows = {"Parti": SHORT, "Autre": SHORT, "Congé": "M M M M CA R R", "Fixé": "M M M R R! R R", "Libre": SHORT}
    problem = with_person(with_person(ward(rows), "Parti", until=MONDAY), "Autre", grade="AS")
    assert order(problem) == ["Libre", "Fixé", "Congé", "Autre", "Parti"]
