"""260 random wards, searched by columns and proved layer by layer by CP-SAT: bounds hold, no plan beats the proof."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.frame import Frame
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import LevelCost, RuleSetting
from scheduler.domain.text import same
from scheduler.rules.registry import RuleBook, bind, templates
from solver.api import SolveJob
from solver.columns.shares import Unsupported
from solver.cpsat import build
from solver.paths.graph import NoRoster
from solver.paths.person import Rosters
from solver.search import run
from solver.search.exact import Exact
from solver.search.score import score
from tests.solver.small import LAYERS, rule
from tests.solver.test_model_contract import CASES, random_problem

WARDS, TOGETHER = 200, 50
FAIR_WARDS = 60
EFFORT = 1
SIZES, WITH_LINES = ((2, 7), (2, 7), (2, 6), (3, 4), (4, 3)), ((2, 4), (3, 3))
"""People and days, without and with on-call lines: what CP-SAT alone proves in no time."""

GOAL = 60.0
"""Per cent: an optimum is not told of where only that much is proved."""

NAMES = tuple(layer.id for layer in LAYERS)


def random_ward(seed: int) -> Problem:
    """Two to four people, cover over two layers, and two to five rules of any template, hard or soft, in any layer."""
    chance = random.Random(seed)
    drawn = [chance.choice(sorted(set(CASES) - {"COVER"})) for _ in range(chance.randint(2, 5))]
    # The first rule decides whether the ward has on-call lines.
    drawn.sort(key=lambda key: key != "ONCALL")
    settings = [_random_rule(f"r{number}", key, chance) for number, key in enumerate(drawn)]
    people, days = chance.choice(SIZES)
    problem = random_problem(settings[0], chance, people, days)
    if problem.lines:  # many more choices a cell
        problem = random_problem(settings[0], chance, *chance.choice(WITH_LINES))
    return replace(problem, settings=(_random_cover(chance), *settings))


def fair_ward(seed: int) -> Problem:
    """Two or three people over a week with its weekend, which is shared out among them beside one or two other things."""
    chance = random.Random(f"fair {seed}")
    weekends = {"measure": {"count": "weekends", "how": chance.choice(["touch", "start"])}, "presence": chance.random() < 0.5}
    fair = [("FAIR", weekends), *chance.sample([case for case in CASES["FAIR"] if case[1].get("norm") != "largest"], 2)]
    settings = [
        replace(rule(f"fair{at}", template, "soft", chance.choice(NAMES[2:]), **params), weight=chance.choice([1, 1, 3]))
        for at, (template, params) in enumerate(fair[: chance.randint(2, 3)])
    ]
    problem = random_problem(settings[0], chance, chance.choice([2, 3]), 7)
    while problem.lines:
        problem = random_problem(settings[0], chance, 2, 7)
    people = tuple(replace(who, quota=chance.choice([100, 80, 50])) for who in problem.people)
    other = _random_rule("other", chance.choice(["RESTGAP", "WINDOW", "RUN", "PREF", "TEAM"]), chance)
    return replace(problem, people=people, settings=(_random_cover(chance), *settings, other))


def _random_rule(name: str, key: str, chance: random.Random) -> RuleSetting:
    template, params = chance.choice(CASES[key])
    hardness, layer = chance.choice(["hard", "soft", "soft"]), chance.choice(NAMES[1:])
    return replace(rule(name, template, hardness, layer, **params), weight=chance.choice([1, 1, 3]))


def _random_cover(chance: random.Random) -> RuleSetting:
    low, high = sorted((chance.randrange(3), chance.randrange(3)))
    levels = {
        "minimum": LevelCost(NAMES[low], chance.choice([1, 2])),
        "target": LevelCost(NAMES[high], 1),
        "maximum": LevelCost(NAMES[high], chance.choice([1, 3])),
    }
    return RuleSetting("cover", "COVER", same("cover"), chance.choice(["soft", "hard"]), levels=levels)  # type: ignore[arg-type]


class Proof:
    """The least that layers can cost, by CP-SAT to the end."""

    def __init__(self, book: RuleBook) -> None:
        self.model = build(book, Grid.of(book.frame))

    def least(self, layer: int, held: tuple[int, ...]) -> int | None:
        """The least cost of a layer in plans that cost at most `held` in the layers before; None where there is no plan."""
        model = self.model.model.clone()
        for goal, most in zip(self.model.goals, held, strict=False):
            if goal.terms:
                model.add(goal.expression() <= most)
        goal = self.model.goals[layer]
        model.minimize(goal.expression() if goal.terms else 0)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2  # proves twice as fast
        status = solver.solve(model)
        assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return goal.value(solver.value) if status == cp_model.OPTIMAL else None

    def best(self) -> tuple[int, ...] | None:
        """The lexicographic optimum, or None where there is no legal plan."""
        values: tuple[int, ...] = ()
        for layer in range(len(self.model.goals)):
            value = self.least(layer, values)
            if value is None:
                assert layer == 0
                return None
            values += (value,)
        return values


def wrong(problem: Problem, plan: Plan) -> list[str]:
    """Everything that a plan claims and that CP-SAT or the evaluator refutes."""
    book = bind(Frame(problem))
    proof = Proof(book)
    best = proof.best()
    if best is None or plan.status == "infeasible":
        agreed = best is None and plan.status == "infeasible" and not plan.rows
        return [] if agreed else [f"proved {best}, told {plan.status}"]
    if not plan.rows:
        return [f"no plan, though {best} is one"]
    grid = Grid.of(book.frame)
    grid.fill(plan.rows, 0)
    costs, broken = score(book, grid)
    values = tuple(layer.value for layer in plan.layers)
    found = [f"breaks {broken}"] if broken else []
    if costs != values:
        found.append(f"says {values}, costs {costs}")
    if costs < best:
        found.append(f"costs {costs}, proved {best}")
    for k, layer in enumerate(plan.layers):
        least = best[k] if values[:k] == best[:k] else proof.least(k, values[:k])
        if least is None:
            return [*found, f"no plan costs at most {values[:k]}"]
        if layer.bound is not None and layer.bound > least:
            found.append(f"{layer.layer}: bound {layer.bound}, least {least} after {values[:k]}")
        if layer.status == "closed" and layer.bound != layer.value:
            found.append(f"{layer.layer}: closed at {layer.value} with the bound {layer.bound}")
    return found


def planned(problem: Problem, seed: int) -> Plan:
    """What the search finds with little effort: as it is, by columns without CP-SAT's last word, or by CP-SAT until a goal."""
    way = seed % 3
    with pytest.MonkeyPatch.context() as patch:
        if way == 1:
            whole = Exact.minimise
            patch.setattr(Exact, "minimise", lambda self, *given: None if self.search.best else whole(self, *given))
        if way == 2:
            patch.setattr(run, "rosters_of", lambda *given: None)
        job = SolveJob(problem, None, EFFORT, 1, seed, GOAL if way == 2 else None)
        return run.solve(job, lambda event: None, threading.Event())


@pytest.mark.parametrize("first", range(0, WARDS, TOGETHER))
def test_no_claim_of_a_plan_is_refuted(first: int) -> None:
    used: set[str] = set()
    optimal = infeasible = lines = 0
    for seed in range(first, first + TOGETHER):
        problem = random_ward(seed)
        plan = planned(problem, seed)
        assert wrong(problem, plan) == [], f"ward {seed}"
        used |= {setting.template for setting in problem.settings}
        infeasible += plan.status == "infeasible"
        optimal += plan.status == "optimal"
        lines += bool(problem.lines)
    # The wards are worth the name: every rule is among them, few have no plan, most are solved to the end.
    assert used == set(templates())
    assert infeasible < TOGETHER // 3
    assert optimal > TOGETHER // 2
    assert lines > TOGETHER // 10


def test_no_claim_about_shares_is_refuted() -> None:
    optimal = shared = columns = 0
    for seed in range(FAIR_WARDS):
        problem = fair_ward(seed)
        plan = planned(problem, seed)
        assert wrong(problem, plan) == [], f"ward {seed}"
        optimal += plan.status == "optimal"
        shared += any(layer.value for layer in plan.layers[2:])
        columns += any(rosters.counted for rosters in _rosters(problem))
    assert optimal > FAIR_WARDS // 2
    assert shared > FAIR_WARDS // 4
    assert columns > FAIR_WARDS // 4  # where weekends are counted by columns


def _rosters(problem: Problem) -> list[Rosters]:
    book = bind(Frame(problem))
    try:
        return run.rosters_of(book, Grid.of(book.frame), lambda: False) or []
    except (NoRoster, Unsupported):
        return []


def test_a_wrong_claim_is_refuted() -> None:
    """One unit too much in any bound of a closed layer, or too little in any value, is told."""
    problem = random_ward(6)
    plan = planned(problem, 6)
    assert wrong(problem, plan) == []
    assert plan.status == "optimal"
    for k, layer in enumerate(plan.layers):
        assert layer.bound is not None
        more = (*plan.layers[:k], replace(layer, bound=layer.bound + 1, status="held"), *plan.layers[k + 1 :])
        assert wrong(problem, replace(plan, layers=more)), layer
        less = (*plan.layers[:k], replace(layer, value=layer.value - 1), *plan.layers[k + 1 :])
        assert wrong(problem, replace(plan, layers=less)), layer
