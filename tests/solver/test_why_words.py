"""Each sentence of "why" and "why not" read for its people, dates and figures in both languages, and for internal names."""

from __future__ import annotations

import random
import re
import threading
from dataclasses import replace

import pytest

from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.registry import templates
from solver.answers import otherwise
from solver.answers import why as answers
from solver.answers.standing import Wards
from solver.answers.why import why
from solver.api import WhyAsked
from tests.solver.test_random_wards import random_ward
from tests.solver.test_why_figures import SECONDS, a_plan


def masked(problem: Problem) -> Problem:
    """The same ward with ids that nobody could take for a word, and names that differ from them."""
    rules = {setting.id: f"ZZ{at}r" for at, setting in enumerate(problem.settings)}
    layers = {layer.id: f"ZZ{at}l" for at, layer in enumerate(problem.layers)}
    lines = {line.id: f"ZZ{at}d" for at, line in enumerate(problem.demand)}

    def setting(one: RuleSetting) -> RuleSetting:
        params = dict(one.params)
        if "lines" in params and one.template == "COVER":
            params["lines"] = [lines[line] for line in params["lines"]]
        levels = {level: replace(cost, layer=layers.get(cost.layer, cost.layer)) for level, cost in one.levels.items()}
        title = Text(f"Règle {one.template.lower()[:3]}", f"Rule {one.template.lower()[:3]}")
        return replace(one, id=rules[one.id], title=title, layer=layers.get(one.layer, ""), levels=levels, params=params)

    return replace(
        problem,
        settings=tuple(setting(one) for one in problem.settings),
        layers=tuple(
            replace(one, id=layers[one.id], name=Text(f"Niveau {at}", f"Layer {at}")) for at, one in enumerate(problem.layers)
        ),
        demand=tuple(
            replace(one, id=lines[one.id], name=Text(f"Besoin {at}", f"Need {at}")) for at, one in enumerate(problem.demand)
        ),
        overrides=tuple(replace(one, rule=rules.get(one.rule, one.rule)) for one in problem.overrides),
    )


@pytest.mark.parametrize("seed", range(16))
def test_every_sentence_says_people_dates_and_figures_and_no_internal_name(seed: int) -> None:
    problem = masked(random_ward(seed))
    stands = a_plan(problem, random.Random(seed))
    if stands is None:
        return
    _, grid = stands
    frame, wards = grid.frame, Wards()
    told = 0
    for person, day in [(0, 0), (1, problem.days - 1)]:
        who = problem.people[person].id
        for code in [None, *(frame.text(choice) for choice in frame.options[person][:4])]:
            asked = WhyAsked(problem, grid.horizon_rows(), who, frame.date(day), code, seconds=SECONDS)
            for reason in why(asked, wards, threading.Event()).reasons:
                told += 1
                read(problem, reason.said)
    assert told


@pytest.mark.parametrize(
    ("most", "said"), [(2, "Proved for at most 2 changed cells, "), (None, "Proved as long as only cells ")]
)
def test_how_far_a_cost_is_proved_is_said(most: int | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a ward that is not searched as a whole, and of which nothing else is proved."""
    monkeypatch.setattr(otherwise, "SMALL", 0)
    monkeypatch.setattr(otherwise, "STEPS", (("near", (most,)),))
    monkeypatch.setattr(answers, "MAKING", float("inf"))
    told = 0
    for seed in range(8):
        problem = masked(random_ward(seed))
        stands = a_plan(problem, random.Random(seed))
        for day in (0, problem.days - 1) if stands is not None else ():
            rows, date = stands[1].horizon_rows(), stands[1].frame.date(day)
            found = why(WhyAsked(problem, rows, problem.people[0].id, date, seconds=SECONDS), Wards(), threading.Event())
            for reason in found.reasons:
                read(problem, reason.said)
            assert any(reason.said.en.startswith(said) for reason in found.reasons) == (found.within is not None)
            assert found.within is None or found.within.changes == most
            told += found.within is not None
    assert told


KEYS = re.compile(r"ZZ|\bNone\b|[{}_]|\b(" + "|".join(templates()) + r")\b")


def read(problem: Problem, said: Text) -> None:
    """One sentence as a reader of it would: nothing but words, names, dates and figures, the same ones in both languages."""
    for words in (said.fr, said.en):
        assert words
        assert not KEYS.search(words), words
        assert not any(person.id in words for person in problem.people), words
        about = [*(person.name for person in problem.people), *(layer.name.get("en") for layer in problem.layers),
                 *(layer.name.get("fr") for layer in problem.layers), "2027"]  # fmt: skip
        assert any(name in words for name in about), words
    assert sorted(re.findall(r"\d+", said.fr)) == sorted(re.findall(r"\d+", said.en)), said
