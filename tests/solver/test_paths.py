"""The path reading of every person rule agrees with the evaluator: legality and cost, on rosters drawn at random."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product

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
from solver.paths.graph import Explorer, Graph, Interrupted, NoRoster, TooLarge, build_graph
from solver.paths.price import FAR, Path, Pricer
from tests.solver.loops import WAYS, Way, running
from tests.solver.small import law, rule, to_select, ward
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
@pytest.mark.parametrize("key", sorted(set(CASES) - {"COVER", "TEAM", "FAIR", "DEFINITION"}))
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
            with running(WAYS[number % 2]):
                path = walk(graph_of(book, given, person), plan)
            assert (path is not None) == (not broken), (number, person, template, params, problem)
            seen_broken += broken
            seen_legal += not broken
            if path is not None:
                assert path.costs == costs, (number, person, template, params, problem)
                seen_cost += sum(costs) > 0
    assert seen_broken > 3 if hardness == "hard" else seen_cost > 5
    assert seen_legal > 3


def arrays(graph: Graph) -> list[list[object]]:
    """Everything that a graph holds."""
    layers = [[value.tolist() for value in vars(layer).values()] for layer in graph.layers]
    return [*layers, list(graph.sizes), [graph.constant.tolist()], [table.tolist() for table in graph.prices]]


def mixed_book(chance: random.Random) -> RuleBook:
    """A random ward under three rules at once, hard or soft."""
    settings = []
    for number in range(3):
        template, params = chance.choice(CASES[chance.choice(sorted(set(CASES) - {"COVER", "TEAM", "FAIR", "STABLE"}))])
        hardness, layer = chance.choice(["hard", "soft", "soft"]), chance.choice(["hours", "comfort"])
        settings.append(replace(rule(f"r{number}", template, hardness, layer, **params), weight=chance.choice([1, 3])))
    return bind(Frame(replace(random_problem(settings[0], chance), settings=tuple(settings), overrides=())))


def built(book: RuleBook, person: int, most: int, compiler: Compiler, explorer: Explorer) -> list[list[object]] | str:
    """A graph's arrays, or why there is none."""
    rules = person_rules(book)[person]
    model = compiler.person(cells_of(book, Grid.of(book.frame), person, rules), rules)
    try:
        return arrays(build_graph(model, book.frame.problem.days, len(book.frame.problem.layers), most, explorer))
    except (NoRoster, TooLarge) as reason:
        return type(reason).__name__


@pytest.mark.parametrize(("seed", "wards"), [(8, 10), (9, 90)])  # a few apart: loops in plain Python take long
def test_loops_and_numpy_build_the_same_graphs_for_each_alone_and_for_all_together(seed: int, wards: int) -> None:
    chance = random.Random(seed)
    seen: list[list[list[object]] | str] = []
    for _ in range(wards):
        book = mixed_book(chance)
        together = {way: (Compiler(book), Explorer()) for way in WAYS}
        for person in range(len(book.frame.problem.people)):
            graphs = []
            for way in WAYS:
                with running(way):
                    graphs.append(built(book, person, 500, *together[way]))
            with running("loops"):
                graphs.append(built(book, person, 500, Compiler(book), Explorer()))
            assert graphs[0] == graphs[1] == graphs[2]
            seen.append(graphs[0])
    assert seen.count("NoRoster") >= wards // 25
    assert seen.count("TooLarge") >= wards // 25
    assert sum(len(str(one)) > 1000 for one in seen) > wards // 2


@pytest.mark.parametrize("day", [0, 3, 7, 13])
def test_who_differs_on_one_day_differs_in_the_windows_that_hold_it(day: int) -> None:
    week = rule("week", "WINDOW", window="rolling", length=7, maximum=4, measure={"count": "days"})
    hours = rule("hours", "WINDOW", "soft", window="week", maximum=2000, measure={"count": "minutes"})
    problem = ward(2, 14, week, hours)
    first, other = problem.roster
    cells = list(other.cells)
    cells[day] = "CA"
    problem = replace(problem, roster=(first, replace(other, cells=tuple(cells))))
    book = bind(Frame(problem))
    compiler, explorer = Compiler(book), Explorer()
    graphs = [built(book, person, 1000, compiler, explorer) for person in range(2)]
    assert graphs[0] != graphs[1]
    assert graphs == [built(book, person, 1000, Compiler(book), Explorer()) for person in range(2)]


@pytest.mark.parametrize("way", WAYS)
def test_a_graph_that_would_be_too_large_is_given_up(way: Way) -> None:
    book = bind(Frame(ward(1, 14, *law())))
    rules = person_rules(book)[0]
    model = Compiler(book).person(cells_of(book, Grid.of(book.frame), 0, rules), rules)
    with running(way):
        whole = build_graph(model, 14, len(book.frame.problem.layers))
        assert max(whole.sizes) > 5
        with pytest.raises(TooLarge):
            build_graph(model, 14, len(book.frame.problem.layers), most=5)
        with pytest.raises(Interrupted):
            build_graph(model, 14, len(book.frame.problem.layers), explorer=Explorer(lambda: True))


def test_a_crowd_is_priced_as_each_of_it_and_the_same_with_loops_and_numpy() -> None:
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
        most = chance.choice([1, 20])  # with prices so low many rosters cost the same
        weights = np.array([chance.randint(0, 9) for _ in graphs[0].constant])
        cells = [[np.array([chance.randint(-most, most) for _ in options]) for options in graph.options] for graph in graphs]
        fixed = [
            [chance.randrange(len(options)) if chance.random() < 0.4 else -1 for options in graph.options]
            if chance.random() < 0.7
            else None
            for graph in graphs
        ]
        flat = np.concatenate([day for own in cells for day in own])
        ways = []
        for way in WAYS:
            with running(way):
                ways.append(Crowd(graphs).cheapest(weights, flat, fixed))
                alone = [Pricer(graph).cheapest(weights, own, held) for graph, own, held in zip(graphs, cells, fixed)]
                assert ways[-1] == alone
        assert ways[0] == ways[1]
        for own, held, path in zip(cells, fixed, ways[0], strict=True):
            closed += path is None
            if path is None:
                continue
            found += 1
            assert path.value == int(np.array(path.costs) @ weights) + sum(int(day[x]) for day, x in zip(own, path.taken))
            assert held is None or all(want in (-1, took) for want, took in zip(held, path.taken, strict=True))
    assert closed > 2
    assert found > 60


def test_no_roster_is_cheaper_than_the_cheapest() -> None:
    """Against every roster of a few days, written out; of those that cost the same it is the first."""
    nights = rule("nights", "WINDOW", window="horizon", maximum=1, measure={"count": "days", "select": to_select(("night",))})
    book = bind(Frame(ward(1, 4, *law(), nights)))
    graph = graph_of(book, Grid.of(book.frame), 0)
    assert graph is not None
    chance = random.Random(2)
    nothing = np.zeros(sum(map(len, graph.options)), dtype=np.int64)
    weights = np.ones(len(graph.constant), dtype=np.int64)
    for _ in range(20):
        cells = [np.array([chance.randint(-2, 2) for _ in options]) for options in graph.options]
        held = [chance.randrange(len(options)) if chance.random() < 0.3 else -1 for options in graph.options]
        best: Path | None = None
        for wanted in product(*(range(len(options)) for options in graph.options)):
            if any(want not in (-1, option) for want, option in zip(held, wanted, strict=True)):
                continue
            path = Crowd([graph]).cheapest(weights * 0, nothing, [wanted])[0]
            if path is None:
                continue
            value = sum(path.costs) + sum(int(day[x]) for day, x in zip(cells, wanted))
            if best is None or value < best.value:
                best = replace(path, value=value)
        for way in WAYS:
            with running(way):
                assert Pricer(graph).cheapest(weights, cells, held) == best
