"""Replacements in small wards: each kind of cost, each reason why somebody cannot, each rule of the order, both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.settings import Override
from scheduler.domain.text import Text, same
from scheduler.services import replacing_words
from scheduler.services.replacing import Fill
from scheduler.services.replacing_people import BARS
from scheduler.services.replacing_terms import terms
from scheduler.services.replacing_words import ranking_json
from tests.services.holes import (
    EVENINGS,
    FRIDAY,
    FULL,
    MONDAY,
    MORNINGS,
    NOW,
    OVERTIME,
    POST,
    REST,
    SHORT,
    START,
    WEEK,
    ask,
    call,
    plants,
    rule,
    told,
    ward,
    with_person,
)


def fill_of(problem: Problem, plant: str, **asked: Any) -> Fill:
    check, _, found = ask(problem, **asked)
    fill = found[plants(check, found).index(plant)].fill
    assert fill is not None
    return fill


# --- what it costs


def tagged(*tags: str) -> Callable[[Problem], Problem]:
    return lambda problem: with_person(problem, "Sauge", tags=tags)


def same_ward(problem: Problem) -> Problem:
    return problem


COSTS: list[tuple[str, str, Callable[[Problem], Problem], str, int | None, str, str]] = [
    ("two shifts under", SHORT, same_ward, "within", -450, "dans ses heures, solde -15 h 00 puis -7 h 30", "within contract"),
    ("just enough", "M M M M R R R", same_ward, "within", 0, "solde -7 h 30 puis 0 h 00", "balance -7 h 30, then 0 h 00"),
    ("undecided cells are free", ". M M M . M .", same_ward, "within", 0, "dans ses heures", "within contract hours"),
    ("leave is credited", "CA CA M M R M R", same_ward, "recover", 450, "heures à récupérer : 7 h 30", "given back: 7 h 30"),
    ("over in part", "M M M N R R R", same_ward, "recover", 150, "heures à récupérer : 2 h 30", "given back: 2 h 30"),
    ("over already", "M M M N R M R", same_ward, "recover", 600, "heures à récupérer : 7 h 30", "given back: 7 h 30"),
    ("elsewhere that day", "M M M M S R R", same_ward, "exchange", 0, "échange : laisse S", "exchange: gives up S"),
    ("pool within hours", SHORT, tagged("pool"), "pool", -450, "du pool, solde", "from the pool, balance"),
    ("pool over hours", FULL, tagged("pool"), "recover", 450, "heures à récupérer : 7 h 30", "hours to be given back: 7 h 30"),
    ("temporary", SHORT, tagged("temporary"), "temporary", -450, "vacataire", "temporary contract"),
    ("agency", FULL, tagged("agency"), "agency", 450, "intérim : 7 h 30", "agency: 7 h 30"),
    ("agency elsewhere that day", "R R R R S R R", tagged("agency"), "exchange", -1800, "laisse S", "gives up S"),
]


@pytest.mark.parametrize(
    ("row", "change", "cost", "balance", "fr", "en"), [case[1:] for case in COSTS], ids=[c[0] for c in COSTS]
)
def test_each_kind_of_cost(
    row: str, change: Callable[[Problem], Problem], cost: str, balance: int | None, fr: str, en: str
) -> None:
    problem = change(ward({"Sauge": row}))
    fill = fill_of(problem, "Sauge")
    assert (fill.cost.id, fill.balance) == (cost, balance)
    line = told(problem, "Sauge")
    assert fr in line.fr
    assert en in line.en
    assert line.fr.startswith("FICTIF-Sauge Ortie peut prendre M le ven. 7 mai 2027 : ")
    assert line.en.startswith("FICTIF-Sauge Ortie can take M on Fri 7 May 2027: ")


def test_overtime_is_given_back_while_the_rules_allow_it_and_else_paid_to_who_accepts_it() -> None:
    rows = {"Sauge": FULL, "Houx": FULL}
    assert fill_of(ward(rows, OVERTIME), "Sauge").cost.id == "recover"
    limited = ward(rows, OVERTIME, WEEK)
    check, _, found = ask(limited)
    assert plants(check, found) == ["Sauge", "Houx"]
    paid, refused = found[0].fill, found[1].fill
    assert paid is not None
    assert refused is not None
    assert (check.frame.text(paid.choice), paid.cost.id, paid.minutes, paid.balance) == ("M*", "pay", 450, 0)
    assert (found[0].status, found[1].status) == ("proposed", "breaks")
    open_posts = replace(limited, settings=tuple(each for each in limited.settings if each.id != POST.id))
    assert [each.status for each in ask(open_posts)[2]] == ["proposed", "breaks"], "who does not accept it is given none"
    line = told(limited, "Sauge")
    assert "peut prendre M* le ven. 7 mai 2027 : heures supplémentaires à payer : 7 h 30, solde 0 h 00 puis 0 h 00" in line.fr
    assert "can take M* on Fri 7 May 2027: overtime to be paid: 7 h 30, balance 0 h 00, then 0 h 00" in line.en


def test_hours_that_are_not_counted_have_no_balance_and_a_tag_may_be_the_contracts() -> None:
    problem = with_person(ward({"Sauge": SHORT}), "Sauge", contract="days")
    fill = fill_of(problem, "Sauge")
    assert (fill.cost.id, fill.balance) == ("recover", None)
    assert "heures non comptées" in told(problem, "Sauge").fr
    assert "hours not counted" in told(problem, "Sauge").en
    pool = tuple(replace(contract, tags=("pool",)) for contract in problem.contracts)
    assert fill_of(replace(problem, contracts=pool), "Sauge").cost.id == "recover"
    assert fill_of(ward({"Sauge": SHORT}, contracts=pool), "Sauge").cost.id == "pool"


def test_what_overtime_does_not_mend_stays_a_common_shift() -> None:
    tired = ward({"Sauge": "M M M S R M R"}, OVERTIME, WEEK, REST)
    fill = fill_of(tired, "Sauge")
    assert (fill.cost.id, fill.verdict.rules) == ("pay", 1), "the week is mended, the rest is not"
    rested = ward({"Sauge": "M M M S R R R"}, OVERTIME, REST)
    assert fill_of(rested, "Sauge").cost.id == "within"


# --- who cannot

NIGHTS = Restriction(Select(codes=("M",)), DayMask((4,)))
DUTY = OnCallLine("line", same("on call"), "standby", (OnCallPeriod("A", 1275, 1845),), beside=Select(codes=("R", "M")))
BARRED: list[tuple[str, str, dict[str, Any], str, str, str]] = [
    ("skill", SHORT, {"grade": "AS"}, "skill", "pas la qualification pour « Infirmiers, matin »", "not qualified for 'N"),
    ("own post", SHORT, {"codes": ("S", "N")}, "post", "son poste ne comprend pas M", "the post does not include M"),
    ("restriction", SHORT, {"restrictions": (NIGHTS,)}, "restricted", "pas de M le ven. 7 mai 2027", "no M on Fri 7 May 2027"),
    ("leave", "M M M M CA R R", {}, "leave", "en absence le ven. 7 mai 2027 (CA)", "is away on Fri 7 May 2027 (CA)"),
    ("sick", "M M M M MAL R R", {}, "leave", "en absence le ven. 7 mai 2027 (absence)", "on Fri 7 May 2027 (absence)"),
    ("training", "M M M M FO R R", {}, "training", "une autre activité le ven. 7 mai 2027 (FO)", "elsewhere on Fri 7 May"),
    ("blocked", "X X X X X X X", {}, "not_here", "hors de l'unité le ven. 7 mai 2027 (X)", "not in the ward on Fri 7 May"),
    ("employed later", SHORT, {"since": date(2027, 5, 8)}, "not_employed", "pas en poste dans l'unité", "not employed in the"),
    ("gone before", SHORT, {"until": date(2027, 5, 6)}, "not_employed", "le ven. 7 mai 2027", "on Fri 7 May 2027"),
    ("locked", "M M M R R! R R", {}, "locked", "du ven. 7 mai 2027 est verrouillée (R)", "cell of Fri 7 May 2027 is"),
    ("has it", "M M M M M R R", {}, "holds", "a déjà M le ven. 7 mai 2027", "already has M on Fri 7 May 2027"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "values", "bar", "fr", "en"), [case[1:] for case in BARRED], ids=[case[0] for case in BARRED])
def test_who_cannot_and_why(row: str, values: dict[str, Any], bar: str, fr: str, en: str) -> None:
    problem = with_person(ward({"Sauge": row}), "Sauge", **values)
    _, hole, found = ask(problem)
    assert (found[0].bar, found[0].status, found[0].fill, found[0].legal) == (bar, "barred", None, False)
    line = told(problem, "Sauge")
    assert fr in line.fr
    assert en in line.en
    assert line.fr.startswith("FICTIF-Sauge Ortie")
    assert line.en.startswith("FICTIF-Sauge Ortie")
    assert "MAL" not in line.fr + line.en
    assert found[0].moves(hole) == ()


def test_every_bar_is_shown_here() -> None:
    assert {case[3] for case in BARRED} | {"absent", "on_call", "begun"} == set(BARS) == set(replacing_words.BARRED)


def test_who_has_begun_another_shift_cannot_give_it_up() -> None:
    problem = ward({"Sauge": "M M M R M R R", "Houx": SHORT}, demand=(MORNINGS, EVENINGS))
    begins = START  # at 6:45 his morning begins, and the evening to be filled at 13:45
    assert [ask(problem, "S", now=begins + late)[2][-1].bar for late in (0, 1)] == [None, "begun"]
    line = told(problem, "Sauge", code="S", now=begins + 1)
    assert line.fr == "FICTIF-Sauge Ortie : M a déjà commencé le ven. 7 mai 2027."
    assert line.en == "FICTIF-Sauge Ortie: M has begun already on Fri 7 May 2027."
    assert fill_of(problem, "Houx", code="S", now=begins + 1).notice == 420 - 1, "who is off may still come"


def test_a_shift_that_has_begun_is_kept_beside_an_on_call_period() -> None:
    problem = ward({"Sauge": "M M M R M R R"}, lines=(DUTY,))
    assert fill_of(problem, "Sauge", code="A", now=START + 1).given_up == 0


def test_the_absent_person_is_no_candidate_and_his_grade_says_which_line_is_sought() -> None:
    helpers = DemandLine("need-as", Text("Aides-soignants, matin", "Assistants, morning"), (("AS",),), ("M",), minimum=1)
    rows = {"Sauge": SHORT, "Houx": SHORT, "Iris": SHORT}
    problem = with_person(with_person(ward(rows), "Houx", grade="AS"), "Iris", grade="AS")
    problem = replace(problem, demand=(*problem.demand, helpers))
    check, hole, found = ask(problem)
    assert (hole.lines, [each.bar for each in found]) == (("need-m", "need-as"), [None, None, None])
    check, hole, found = ask(problem, absent="900001")
    assert hole.lines == ("need-as",)
    assert [(plant, each.bar) for plant, each in zip(plants(check, found), found, strict=True)] == [
        ("Iris", None),
        ("Sauge", "skill"),
        ("Houx", "absent"),
    ]
    line = told(problem, "Houx", absent="900001")
    assert line.fr == "FICTIF-Houx Ortie : en absence le ven. 7 mai 2027, M est à pourvoir."
    assert line.en == "FICTIF-Houx Ortie is away on Fri 7 May 2027: M is to be filled."
    assert "« Aides-soignants, matin »" in told(problem, "Sauge", absent="900001").fr


def test_a_recorded_act_lifts_a_restriction() -> None:
    problem = with_person(ward({"Sauge": SHORT}), "Sauge", restrictions=(NIGHTS,))
    act = Override(POST.id, ("900000",), FRIDAY, FRIDAY, "accord écrit", "cadre")
    assert ask(replace(problem, overrides=(act,)))[2][0].bar is None
    assert ask(replace(problem, overrides=(replace(act, first=MONDAY, last=MONDAY),)))[2][0].bar == "restricted"


# --- what it breaks


def test_a_rule_that_breaks_is_named_with_its_value_and_limit() -> None:
    problem = ward({"Sauge": "M M M S R R R"}, REST)
    _, _, found = ask(problem)
    fill = found[0].fill
    assert fill is not None
    (broken,) = fill.verdict.breaks
    assert (found[0].status, found[0].legal, broken.value, broken.limit, broken.new) == ("breaks", False, 570, 720, 150)
    line = told(problem, "Sauge")
    assert "FICTIF-Sauge Ortie, M le ven. 7 mai 2027 : dans ses heures." in line.fr
    assert "FICTIF-Sauge Ortie : 9 h 30 de repos entre S du jeu. 6 mai 2027 et M du ven. 7 mai 2027, minimum 12 h 00" in line.fr
    assert "repos quotidien" in line.fr
    assert "FICTIF-Sauge Ortie, M on Fri 7 May 2027: within contract hours." in line.en
    assert all(part in line.en for part in ("9 h 30", "12 h 00", "daily rest", "Thu 6 May 2027"))


def test_what_was_broken_before_counts_only_where_it_grows() -> None:
    runs = rule("run", "RUN", maximum=3)
    split = ward({"Sauge": "N N N N N N N"}, rule("nights", "RUN", maximum=2, select={"tags": ["night"]}))
    assert ask(split)[2][0].legal, "a run of seven nights becomes two shorter ones"
    fewer = ward({"Sauge": "M M M M N R R"}, rule("weekly", "WINDOW", window="week", maximum=1800))
    assert ask(fewer)[2][0].legal, "40 hours become 37 h 30, with 30 allowed"
    grown = ward({"Sauge": "M M M M R R R"}, runs)
    (broken,) = ask(grown)[2][0].fill.verdict.breaks  # type: ignore[union-attr]
    assert (broken.value, broken.limit, broken.new) == (5, 3, 2)
    moved = ward({"Sauge": "R R R N S N R"}, REST)
    assert ask(moved)[2][0].fill.verdict.breaks != (), "the morning after a night comes even sooner"
    eased = ward({"Sauge": "R R R S S M R"}, replace(REST, params={"minutes": 600}))
    fill = ask(eased)[2][0].fill
    assert fill is not None
    assert [(broken.first, broken.value) for broken in fill.verdict.breaks] == [(3, 570)], "one rest too short for another"


def test_a_soft_rule_is_a_cost_and_never_forbids() -> None:
    check, _, found = ask(ward({"Sauge": "M M M S R R R"}, replace(REST, hardness="soft", weight=2)))
    fill = found[0].fill
    assert fill is not None
    assert (found[0].status, fill.verdict.costs) == ("proposed", (-5, 300))
    assert check.costs() == (5 * (7 - 3), 0)


def test_an_exchange_that_uncovers_another_shift_says_which() -> None:
    problem = ward({"Sauge": "M M M M S R R"}, demand=(MORNINGS, EVENINGS))
    _, _, found = ask(problem)
    assert found[0].status == "opens"
    assert found[0].legal
    line = told(problem, "Sauge")
    assert "Un autre poste se découvre. Infirmiers, soir le ven. 7 mai 2027 : 0 au lieu de 1 au moins (Effectif)." in line.fr
    assert "Another shift falls short. Nurses, evening on Fri 7 May 2027: 0 instead of at least 1 (Cover)." in line.en
    spare = ward({"Sauge": "M M M M S R R", "Houx": "M M M M S R R"}, demand=problem.demand)
    assert [each.status for each in ask(spare)[2]] == ["proposed", "proposed"]


# --- notice


def test_short_notice_needs_a_reason() -> None:
    problem = ward({"Sauge": SHORT})
    line = told(problem, "Sauge")
    assert "prévenu 1 h 05 avant, motif exigé sous 48 h" in line.fr
    assert "1 h 05 of notice, a reason is needed under 48 h" in line.en
    exact, late = fill_of(problem, "Sauge", now=START - 48 * 60), fill_of(problem, "Sauge", now=START - 48 * 60 + 1)
    assert (exact.notice, exact.needs_reason, late.needs_reason) == (2880, False, True)
    assert "motif" not in told(problem, "Sauge", now=START - 48 * 60).fr
    begun = told(problem, "Sauge", now=START + 10)
    assert "M a déjà commencé, motif exigé" in begun.fr
    assert "M has begun already, a reason is needed" in begun.en


def test_who_gives_up_an_earlier_shift_must_be_told_before_that_one() -> None:
    problem = ward({"Sauge": "R R R R M R R", "Houx": SHORT})
    assert fill_of(problem, "Sauge", code="N").notice == START - NOW
    assert fill_of(problem, "Houx", code="N").notice == START - NOW + (1260 - 405)


# --- on call


def test_an_on_call_period_is_held_beside_the_days_code() -> None:
    line = replace(DUTY, periods=(*DUTY.periods, OnCallPeriod("B", 480, 1200)))
    rows = {"Sauge": "M M M M M R R", "Houx": "M M M R R R R", "Iris": "R R R R S R R", "Jonc": "R R R R R+A R R"}
    problem = ward(rows, lines=(line,))
    check, hole, found = ask(problem, "A")
    assert (hole.lines, hole.missing) == (("A",), 0)
    texts = {
        plant: check.frame.text(each.fill.choice) if each.fill else each.bar
        for plant, each in zip(plants(check, found), found, strict=True)
    }
    assert texts == {"Sauge": "M+A", "Houx": "R+A", "Iris": "on_call", "Jonc": "holds"}
    assert "A ne va pas avec S le ven. 7 mai 2027" in told(problem, "Iris", code="A").fr
    assert "A cannot stand beside S on Fri 7 May 2027" in told(problem, "Iris", code="A").en
    assert fill_of(problem, "Sauge", code="A").given_up == 0
    kept = fill_of(problem, "Jonc")
    assert (check.frame.text(kept.choice), kept.given_up, kept.cost.id) == ("M+A", 0, "within")
    lost = ward({"Sauge": "R R R R R+B R R"}, lines=(line,))
    fill = fill_of(lost, "Sauge")
    assert (check.frame.text(fill.choice), check.frame.text(fill.given_up), fill.cost.id) == ("M", "R+B", "within")
    assert ask(lost)[2][0].status == "opens"
    assert "dans ses heures, laisse R+B" in told(lost, "Sauge").fr
    assert "within contract hours, gives up R+B" in told(lost, "Sauge").en


# --- words


def test_both_languages_carry_the_same_values_and_no_name_of_ours() -> None:
    patterns = [each for each in vars(replacing_words).values() if isinstance(each, Text)]
    patterns += [*replacing_words.ANSWERS.values(), *replacing_words.BARRED.values()]
    patterns += [*replacing_words.RECALLS, *replacing_words.WEEKENDS]
    for text in patterns:
        names = [sorted(name for _, name, _, _ in string.Formatter().parse(each) if name) for each in (text.fr, text.en)]
        assert names[0] == names[1], text
    rows = {"Sauge": "M M M S R R R", "Houx": FULL, "Iris": "M M M M S R R", "Jonc": "M M M M MAL R R"}
    problem = ward(rows, REST, WEEK, OVERTIME, demand=(MORNINGS, EVENINGS))
    check, hole, found = ask(problem)
    inner = {rule.setting.id for rule in check.book.rules} | {rule.setting.template for rule in check.book.rules}
    inner |= {line.id for line in problem.demand} | {layer.id for layer in problem.layers} | set(BARS) - {"locked", "absent"}
    inner |= {cost.id for cost in terms().costs} | {"left_alone", "not_reached", "barred", "900000"}
    inner -= {"exchange", "pool", "within", "agency", "temporary", "leave", "training", "post", "skill", "holds"}
    for lang in ("fr", "en"):
        for each in ranking_json(check, hole, NOW, found, lang)["candidates"]:
            words = set(re.findall(r"[\w-]+", each["reason"]))
            assert not words & inner, each["reason"]
            assert "{" not in each["reason"]


def test_the_ranking_as_data() -> None:
    problem = ward({"Sauge": "M M M S R R R", "Houx": "M M M R R R R"}, REST, calls=(call(1, "not_reached"),))
    check, hole, found = ask(problem)
    data = ranking_json(check, hole, NOW, found, "en")
    assert data["hole"] == {
        "date": "2027-05-07", "code": "M", "start": "2027-05-07T04:45Z", "end": "2027-05-07T12:15Z",
        "lines": ["need-m"], "missing": 1, "absent": None,
    }  # fmt: skip
    first, second = data["candidates"]
    assert (data["now"], first["person"], first["status"], first["answer"]) == (
        "2027-05-07T03:40Z",
        "900001",
        "proposed",
        "not_reached",
    )
    assert first["fill"]["cost"] == "within"
    assert (first["fill"]["notice"], first["fill"]["needs_reason"], first["balance"]) == (65, True, -900)
    assert (second["legal"], [each["rule"] for each in second["fill"]["breaks"]]) == (False, ["rest-gap"])
    assert second["fill"]["breaks"][0]["new"] == 150
    assert second["reason"] == told(problem, "Sauge").en
