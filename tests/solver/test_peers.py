"""The peers that the product is measured beside are told the same problem: their optima, bounds and plans agree."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from ortools.sat.python import cp_model

from scheduler.domain.codes import Select
from scheduler.domain.problem import Problem, Row
from scheduler.domain.settings import LevelCost, Wish
from solver.cpsat import build
from solver.search.score import score
from tests.benchmarks.peers import cpsat, field, highs, timefold
from tests.benchmarks.peers.__main__ import main as run_peers
from tests.benchmarks.peers.mip import Mip, Untranslated, translate
from tests.benchmarks.peers.outcome import bound_problem
from tests.benchmarks.peers.penalties import HARD, Penalties, penalties
from tests.benchmarks.peers.refute import refuted
from tests.solver import small


def random_ward(seed: int) -> Problem:
    """Three people over five days, days and nights to cover, one layer: wishes against cover and rules of every linear kind."""
    draw = random.Random(seed)
    rules = (
        small.rule("rest", "RESTGAP", minutes=draw.choice((660, 720))),
        small.rule("weekly", "RESTBLOCK", minutes=draw.choice((1440, 2160))),
        small.rule("week", "WINDOW", "soft", window="horizon", maximum=draw.choice((1350, 1800)), minimum=1350),
        small.rule("nights", "RUN", "soft", select=small.to_select(("night",)), maximum=2, minimum=2),
        small.rule("days", "WINDOW", window="horizon", maximum=4, measure={"count": "days"}),
        small.rule("wishes", "PREF", "soft"),
    )
    whole = small.ward(3, 5, *rules)
    days = [whole.first + timedelta(days=day) for day in range(5)]
    wishes = tuple(
        Wish(f"w{k}", draw.choice(whole.people).id, day, day, Select(codes=(draw.choice("JN"),)), "avoid", draw.randint(1, 200))
        for k, day in enumerate(days * 5)
    )
    levels = {name: LevelCost("comfort", 500) for name in small.COVER.levels}
    settings = tuple(replace(each, levels=levels) if each.id == "cover" else each for each in whole.settings)
    demand = tuple(line for line in whole.demand if line.id != "S")
    return replace(whole, layers=(small.LAYERS[-1],), settings=settings, demand=demand, wishes=wishes)


@pytest.mark.parametrize("seed", range(1, 7))
def test_highs_as_a_plain_program_and_plain_cp_sat_prove_the_same_optimum(seed: int) -> None:
    ward = random_ward(seed)
    one, other = cpsat.run(ward, 5.0, 2), highs.run(ward, 5.0, 1)
    assert (one.note, other.note) == ("", "")
    assert one.values == other.values
    assert one.bound == one.values[-1]
    assert other.bound == other.values[-1]
    assert one.values[-1] > 0


def test_highs_alone_refutes_what_is_cheaper_than_the_optimum_and_finds_that() -> None:
    ward = random_ward(2)
    best = cpsat.run(ward, 5.0, 2).values[-1]
    assert refuted(ward, best - 1, 5.0, 1) is True
    assert refuted(ward, best, 5.0, 1) is False


def test_a_peer_runs_in_a_process_of_its_own_and_beside_ours_on_layers() -> None:
    ward = small.ward(3, 4, small.rule("rest", "RESTGAP", minutes=720), small.rule("nights", "RUN", "soft", maximum=2))
    found = [field.compete(peer, ward, 3.0, 1, 1) for peer in ("cpsat", "highs")]
    found.append(field.ours(ward, 3.0, 1, 1))
    assert [outcome.note for outcome in found] == ["", "", ""]
    assert len({outcome.values for outcome in found}) == 1
    assert all(outcome.covered for outcome in found)


def test_a_peer_whose_process_dies_is_told_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field, "RUNNERS", {"none": "tests.benchmarks.peers.nowhere"})
    assert "its process ended" in field.compete("none", small.ward(3, 2), 1.0, 1, 1).note


def test_a_layer_that_cannot_be_kept_is_told_as_no_legal_plan() -> None:
    never = small.ward(
        3,
        7,
        small.rule("least", "WINDOW", window="horizon", minimum=2000),
        small.rule("most", "WINDOW", window="horizon", maximum=600),
    )
    for peer in (cpsat, highs):
        outcome = peer.run(never, 3.0, 1)
        assert (outcome.values, outcome.note) == ((), "no legal plan exists")


def mixed(draw: random.Random) -> tuple[cp_model.CpModel, list[Any]]:
    """A model of every linear kind over four yes-or-no variables and one of three values, some rows only where others hold."""
    model = cp_model.CpModel()
    yes = [model.new_bool_var("") for _ in range(4)]
    amount = model.new_int_var(-1, 1, "")

    def literals(most: int) -> list[Any]:
        return [each if draw.random() < 0.5 else each.negated() for each in draw.sample(yes, draw.randint(1, most))]

    for add in (model.add_bool_or, model.add_bool_and, model.add_at_most_one, model.add_exactly_one):
        if draw.random() < 0.7:
            row = add(literals(3))
            if add in (model.add_bool_or, model.add_bool_and) and draw.random() < 0.7:
                row.only_enforce_if(literals(2))
    for _ in range(2):
        total = sum(draw.randint(-3, 3) * each for each in (*yes, amount)) + yes[0]
        low = draw.randint(-4, 2)
        model.add_linear_constraint(total, low, low + draw.randint(0, 4)).only_enforce_if(literals(2))
        model.add(total <= draw.randint(-1, 5))
    return model, [*yes, amount]


def holds(mip: Mip, values: tuple[int, ...]) -> bool:
    """Whether a point lies inside a program."""
    rows = zip(mip.variables, mip.coefficients, mip.row_low, mip.row_high, strict=True)
    for variables, coefficients, low, high in rows:
        total = sum(c * values[v] for v, c in zip(variables, coefficients, strict=True))
        if (low is not None and total < low) or (high is not None and total > high):
            return False
    return True


@pytest.mark.parametrize("seed", range(12))
def test_a_translated_model_admits_exactly_what_the_model_admits(seed: int) -> None:
    model, variables = mixed(random.Random(seed))
    mip = translate(model.proto)
    ranges = [range(low, high + 1) for low, high in zip(mip.low, mip.high, strict=True)]
    admitted = {values for values in itertools.product(*ranges) if holds(mip, values)}
    assert admitted == solutions(model, variables)


def solutions(model: cp_model.CpModel, variables: list[Any]) -> set[tuple[int, ...]]:
    """Every solution, by CP-SAT itself."""

    class Keep(cp_model.CpSolverSolutionCallback):
        found: ClassVar[set[tuple[int, ...]]] = set()

        def on_solution_callback(self) -> None:
            self.found.add(tuple(self.value(each) for each in variables))

    Keep.found = set()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    solver.solve(model, Keep())
    return Keep.found


def test_what_is_not_linear_is_refused_and_named() -> None:
    model = cp_model.CpModel()
    yes = [model.new_bool_var("") for _ in range(3)]
    model.add_bool_xor(yes)
    model.add_linear_expression_in_domain(sum(yes), cp_model.Domain.from_values([0, 2]))
    with pytest.raises(Untranslated, match="1 x bool_xor, 1 x linear with holes"):
        translate(model.proto)


WEEKENDS = small.rule("weekends", "WINDOW", window="horizon", maximum=1, measure={"count": "weekends", "how": "touch"})


@pytest.mark.parametrize("seed", range(1, 5))
def test_penalties_over_cells_cost_what_the_evaluator_counts(seed: int) -> None:
    draw = random.Random(seed)
    ward = random_ward(seed)
    settings = (*(rule for rule in ward.settings if rule.template != "RESTBLOCK"), WEEKENDS)
    ward = replace(ward, days=14, settings=settings, roster=tuple(Row(person.id, ("",) * 14) for person in ward.people))
    book, grid = bound_problem(ward)
    made = build(book, grid)
    said = penalties(made)
    assert any(len(members) > 1 for each in said.excesses for _, members in each.groups)
    constants, seen = set(), set()
    for _ in range(150):
        rest = draw.random()
        chosen = {options[0] if draw.random() < rest else draw.choice(options) for options in said.options}
        made.write(grid, lambda variable, chosen=chosen: variable.index in chosen)
        values, broken = score(book, grid)
        amounts = levels(said, chosen)
        assert (amounts[HARD] > 0) == bool(broken)
        constants.add(values[0] - amounts[0])
        seen.add(bool(broken))
    assert len(constants) == 1
    assert seen == {False, True}


def levels(said: Penalties, chosen: set[int]) -> dict[int, int]:
    """What a roster costs in each level, by penalties."""
    found = {HARD: 0, 0: 0}
    for each in said.excesses:
        total = sum(amount for amount, members in each.groups if members & chosen)
        found[each.level] += each.weight * max(0, total - each.limit)
    for choice, level, weight in said.prices:
        found[level] += weight if choice in chosen else 0
    return found


def test_a_model_whose_amounts_are_more_than_excesses_is_refused() -> None:
    book, grid = bound_problem(small.ward(3, 14, *small.law()))
    with pytest.raises(Untranslated):
        penalties(build(book, grid))


def test_an_absent_peer_is_told_in_one_line_and_the_others_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cover = "0,E,2,100,1\n"
    staff = "A,E=14,4000,0,5,1,1,2\nB,E=14,4000,0,5,1,1,2\n"
    sections = {"HORIZON": "7\n", "SHIFTS": "E,480,\n", "STAFF": staff, "DAYS_OFF": "A,0\n", "COVER": cover}
    for empty in ("SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS"):
        sections[empty] = ""
    order = ("HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
    text = "".join(f"SECTION_{name}\n{sections[name]}\n" for name in order)
    (tmp_path / "Tiny.txt").write_text(text, "utf-8")
    monkeypatch.setattr(timefold.shutil, "which", lambda name: None)
    argv = ["peers", str(tmp_path), "--seconds", "20", "--workers", "1", "--peers", "timefold", "cpsat"]
    monkeypatch.setattr("sys.argv", argv)
    assert run_peers() == 0
    told = capsys.readouterr()
    assert next(line for line in told.err.splitlines() if "timefold" in line).endswith("there is no JDK")
    heads, tiny = told.out.splitlines()
    assert heads.split() == ["instance", "ours", "cpsat", "best", "known"]
    assert re.findall(r"(\d+) >= (\d+)", tiny) == [("100", "100"), ("100", "100")]
