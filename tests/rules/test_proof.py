"""What a manager reads of a plan's quality: layer by layer, in what the layer counts, and never more than is proved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import packs
from scheduler.domain.codes import Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.plan import LayerResult, percent
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import LevelCost, RuleSetting, Scope, Wish
from scheduler.domain.text import same
from scheduler.rules.proof import COUNTED, Count, counts, sentence
from scheduler.rules.registry import bind, templates
from tests.rules.wards import CASES, problems
from tests.solver import small

DAY = small.ward(1, 1).first
HOURS = small.rule("hours", "WINDOW", "soft", "hours", window="horizon", due=True, measure={"credit": True})


def ward(*settings: RuleSetting, weight: int = 1) -> Problem:
    cover = replace(small.COVER, levels={"minimum": LevelCost("cover", weight)}, layer="target")
    base = small.ward(2, 7)
    return replace(base, settings=(cover, *settings))


def test_each_layer_is_said_in_what_it_counts() -> None:
    wishes = tuple(Wish(f"w{k}", "900000", DAY, DAY, Select(codes=("N",)), "want", k) for k in (1, 2))
    problem = replace(packs.apply(small.ward(2, 7), "fph"), wishes=wishes)
    layers = (
        LayerResult("minimum", 6, 6, "closed"),
        LayerResult("house", 0, 0, "closed"),
        LayerResult("target", 0, 0, "closed"),
        LayerResult("hours", 5040, 5000, "held"),
        LayerResult("fairness", 0, 0, "closed"),
        LayerResult("wishes", 0, 0, "closed"),
        LayerResult("comfort", 40),
        LayerResult("stability", 0, 0, "closed"),
    )
    said = sentence(problem, layers)
    assert said.en == (
        "Minimum cover: 6 shifts uncovered, proved unavoidable. Contract hours: 84 h off in all; no plan can be more than "
        "0.8 % better. Nothing is proved yet of: Comfort (40 points). Fully met, none can do better: Fairness, Wishes. Each "
        "layer is compared with plans as good in those before it."
    )
    assert said.fr == (
        "Effectif minimal : 6 postes non couverts, c'est prouvé inévitable. Heures du contrat : 84 h d'écart en tout ; aucun "
        "planning ne peut faire mieux de plus de 0,8 %. Rien n'est encore prouvé de : Confort (40 points). Entièrement "
        "respecté, on ne peut mieux : Équité, Désidératas. Chaque niveau est comparé aux plannings aussi bons sur ceux qui "
        "le précèdent."
    )


def test_a_perfect_plan_is_one_short_sentence() -> None:
    layers = tuple(LayerResult(layer.id, 0, 0, "closed") for layer in small.LAYERS)
    assert sentence(ward(HOURS), layers).en == "Fully met, none can do better: cover, hours."
    assert sentence(ward(HOURS), ()).en == ""


def test_a_uniform_weight_is_taken_out_and_mixed_ones_are_points() -> None:
    assert counts(ward(weight=100))["cover"] == Count("uncovered", 100)
    assert Count("uncovered", 100).say(600).en == "6 shifts uncovered"
    assert Count("minutes").say(45).fr == "45 min d'écart en tout"
    nights = replace(HOURS, id="nights", weight=3)
    assert counts(ward(HOURS, nights))["hours"] == Count("points", 1)
    assert counts(ward(HOURS, replace(nights, hardness="off")))["hours"] == Count("minutes", 1)
    assert counts(ward(HOURS, replace(nights, hardness="hard")))["hours"] == Count("minutes", 1)


def test_heads_of_shifts_and_of_clock_intervals_have_a_name_in_common() -> None:
    problem = ward()
    clock = DemandLine("clock", same("clock"), start=0, end=1440, minimum=1)
    assert counts(replace(problem, demand=(*problem.demand, clock)))["cover"] == Count("heads", 1)
    heavy = replace(clock, under_weight=2)
    assert counts(replace(problem, demand=(*problem.demand, heavy)))["cover"] == Count("points", 1)


def test_wishes_of_several_strengths_are_points() -> None:
    asked = small.rule("wishes", "PREF", "soft", "comfort")
    night = Select(codes=("N",))
    one, three = (Wish(f"w{strength}", "900000", DAY, DAY, night, "want", strength) for strength in (1, 3))
    assert counts(replace(ward(asked), wishes=(one,)))["comfort"] == Count("wishes", 1)
    assert counts(replace(ward(asked), wishes=(three,)))["comfort"] == Count("wishes", 3)
    assert counts(replace(ward(asked), wishes=(one, three)))["comfort"] == Count("points", 1)


@pytest.mark.parametrize("key", sorted(CASES))
@given(data=st.data())
def test_a_rule_names_the_levels_that_it_finds(key: str, data: st.DataObject) -> None:
    """Otherwise a layer would be said in the unit of another one."""
    book = bind(Frame(data.draw(problems(key, "soft"))))
    grid = Grid.of(book.frame)
    for rule in book.rules:
        found = {f.level for said in rule.statements for f in rule.template.check(said, grid, 0, book.frame.last)}
        assert found <= set(rule.template.levels)


def test_every_unit_is_known_and_both_languages_say_the_same() -> None:
    for key in templates():
        template = templates()[key]()
        for level in template.levels:
            assert {unit for unit, _ in template.units(level, small.ward(2, 7))} <= set(COUNTED)
    for unit, (one, many) in COUNTED.items():
        assert unit == "minutes" or (one.fr and one.en)  # minutes are said as hours and minutes
        assert "{n}" in many.fr
        assert "{n}" in many.en


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_gap_is_never_said_smaller_than_it_is(value: int, less: int) -> None:
    layer = LayerResult("x", value, max(0, value - less))
    assert layer.gap is not None
    said = float(percent(layer.gap, "en").removesuffix(" %"))
    assert 100 * layer.gap <= said + 1e-6
    assert said < 100 * layer.gap + 0.11


@pytest.mark.parametrize(
    ("layer", "goal", "reached"),
    [
        (LayerResult("x", 100, 99, "held"), 1.0, True),
        (LayerResult("x", 100, 98, "held"), 1.0, False),
        (LayerResult("x", 100, 99, "held"), None, False),
        (LayerResult("x", 100, None, "open"), 99.0, False),
        (LayerResult("x", 100, 100, "closed"), None, True),
        (LayerResult("x", 0, None, "open"), None, True),
        (LayerResult("x", 100, 100, "held"), 0.0, True),
    ],
)
def test_a_goal_is_the_largest_gap_in_per_cent(layer: LayerResult, goal: float | None, reached: bool) -> None:
    assert layer.reached(goal) is reached


def test_overtime_is_said_in_hours_where_somebody_may_work_any() -> None:
    price = small.rule("extra", "OVERTIME", "soft", "target", codes={"codes": ["J"]}, price=3)
    problem = ward(price)
    assert counts(problem)["target"] == Count("overtime", 3)
    assert Count("overtime", 3).say(48).en == "16 hours of overtime begun"
    assert Count("overtime", 3).say(3).fr == "1 heure supplémentaire commencée"
    nobody = replace(price, scope=Scope(tags=("volunteer",)))
    assert "target" not in counts(ward(nobody))
    volunteer = replace(problem.people[0], tags=("volunteer",))
    assert counts(replace(ward(nobody), people=(volunteer, *problem.people[1:])))["target"] == Count("overtime", 3)
    never = replace(price, params={"codes": {"codes": ["R"]}, "price": 3})
    assert "target" not in counts(ward(never))


def test_accounts_and_shares_are_said_in_what_they_measure() -> None:
    days = {"count": "days", "how": "start"}
    assert counts(ward(small.rule("year", "BALANCE", "soft", "hours", cap=3, measure=days)))["hours"] == Count("days", 1)
    assert counts(ward(small.rule("year", "BALANCE", "soft", "hours", cap=3)))["hours"] == Count("minutes", 1)
    assert counts(ward(small.rule("fair", "FAIR", "soft", "hours", measure=days)))["hours"] == Count("days", 1)
    assert counts(ward(small.rule("fair", "FAIR", "soft", "hours", measure=days, norm="largest")))["hours"] == Count()
    long = small.rule("long", "DEFINITION", "soft", "hours", most_effective=60)
    assert "hours" not in counts(ward(long))
