"""The path reading of every person rule agrees with the evaluator: legality and cost, on rosters drawn at random."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.api import people_of
from scheduler.rules.costs import finding_cost
from scheduler.rules.evaluate import evaluate
from scheduler.rules.registry import RuleBook, bind
from solver.paths.cells import cells_of, person_rules
from solver.paths.compile import Compiler
from solver.paths.crowd import Crowd
from solver.paths.graph import Graph, NoRoster, build_graph
from solver.paths.price import FAR, Path, Pricer
from tests.solver.small import rule
from tests.solver.test_model_contract import CASES, fill, random_problem


def person_score(book: RuleBook, plan: Grid, person: int) -> tuple[tuple[int, ...], bool]:
    """What the statements about one person alone cost, and whether a hard one is broken."""
    costs = [0] * len(book.frame.problem.layers)
    broken = False
    for bound in book.rules:
        for statement in bound.statements:
            if people_of(statement) != {person} or bound.setting.template == "COVER":
                continue
            for finding in evaluate(statement, plan):
                layer, cost = finding_cost(book.frame, bound.setting, finding)
                if layer is not None:
                    costs[layer] += cost
                broken = broken or (bound.setting.hardness == "hard" and finding.new > 0)
    return tuple(costs), broken


def graph_of(book: RuleBook, given: Grid, person: int) -> Graph | None:
    rules = person_rules(book)[person]
    try:
        model = Compiler(book).person(cells_of(book, given, person, rules), rules)
        return build_graph(model, book.frame.problem.days, len(book.frame.problem.layers))
    except NoRoster:
        return None


def walk(graph: Graph | None, plan: Grid) -> Path | None:
    """The one path that a roster takes, where its graph has it."""
    if graph is None:
        return None
    cells = []
    for day, options in enumerate(graph.options):
        held = plan.at(graph.person, day)
        cells.append(np.array([0 if choice == held else FAR for choice in options], dtype=np.int64))
    return Pricer(graph).cheapest(np.ones(len(graph.constant), dtype=np.int64), cells)


@pytest.mark.parametrize("hardness", ["hard", "soft"])
@pytest.mark.parametrize("key", sorted(set(CASES) - {"COVER", "TEAM", "DEFINITION"}))
def test_a_path_costs_what_the_evaluator_says(key: str, hardness: str) -> None:
    chance = random.Random(f"{key} {hardness}")
    seen_broken = seen_legal = seen_cost = 0
    for number in range(80):
        template, params = CASES[key][number % len(CASES[key])]
        setting = replace(rule("rule", template, hardness, "comfort", **params), weight=3)
        if number % 5 == 0 and key != "STABLE":
            setting = replace(setting, valid_from=date(2027, 3, 24))
        if number % 7 == 0 and key != "STABLE":
            setting = replace(setting, valid_to=date(2027, 3, 25))
        problem = random_problem(setting, chance)
        book = bind(Frame(problem))
        given = Grid.of(book.frame)
        plan = fill(book.frame, given, chance)
        for person in range(len(problem.people)):
            costs, broken = person_score(book, plan, person)
            path = walk(graph_of(book, given, person), plan)
            assert (path is not None) == (not broken), (number, person, template, params, problem)
            seen_broken += broken
            seen_legal += not broken
            if path is not None:
                assert path.costs == costs, (number, person, template, params, problem)
                seen_cost += sum(costs) > 0
    assert seen_broken > 3 if hardness == "hard" else seen_cost > 5
    assert seen_legal > 3


def test_a_crowd_is_priced_as_each_of_it() -> None:
    chance = random.Random(5)
    closed = found = 0
    for number in range(150):
        key = sorted(CASES)[number % len(CASES)]
        template, params = CASES[key][number % len(CASES[key])]
        setting = replace(rule("rule", template, chance.choice(["hard", "soft"]), "comfort", **params), weight=3)
        book = bind(Frame(random_problem(setting, chance)))
        given = Grid.of(book.frame)
        graphs = [graph for person in range(len(book.frame.problem.people)) if (graph := graph_of(book, given, person))]
        if not graphs:
            continue
        weights = np.array([chance.randint(0, 9) for _ in graphs[0].constant])
        cells = [[np.array([chance.randint(-20, 20) for _ in options]) for options in graph.options] for graph in graphs]
        fixed = [
            [chance.randrange(len(options)) if chance.random() < 0.4 else -1 for options in graph.options]
            if chance.random() < 0.7
            else None
            for graph in graphs
        ]
        flat = np.concatenate([day for own in cells for day in own])
        for graph, own, held, path in zip(graphs, cells, fixed, Crowd(graphs).cheapest(weights, flat, fixed), strict=True):
            alone = Pricer(graph).cheapest(weights, own, held)
            assert (path is None) == (alone is None)
            closed += path is None
            if path is None or alone is None:
                continue
            found += 1
            assert path.value == alone.value
            assert path.value == int(np.array(path.costs) @ weights) + sum(int(day[x]) for day, x in zip(own, path.taken))
            assert held is None or all(want in (-1, took) for want, took in zip(held, path.taken, strict=True))
    assert closed > 2
    assert found > 60
