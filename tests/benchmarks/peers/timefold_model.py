"""Penalties over cells as Timefold's constraint streams; needs the wheel `timefold` and a JDK, and is imported only there."""

# Timefold reads annotations as they stand: this module must not postpone them.
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import ConstraintCollectors, ConstraintFactory, HardMediumSoftScore, Joiners, constraint_provider

from tests.benchmarks.peers.penalties import HARD, Penalties

OF_ROSTER, OF_FIRST, OF_LAST = 0, 1, 2
"""Timefold's three levels: hard, medium (the first of two layers), soft (the last layer)."""


@dataclass
class Term:
    """What a choice adds to a sum."""

    row: int
    limit: int
    weight: int
    level: int
    choice: int
    amount: int


@dataclass
class Price:
    """What a choice costs by itself."""

    choice: int
    level: int
    weight: int


@dataclass
class Member:
    """A choice that makes a group count."""

    choice: int
    group: int


@dataclass
class GroupTerm:
    """What a group adds to a sum."""

    row: int
    limit: int
    weight: int
    level: int
    group: int
    amount: int


@planning_entity
@dataclass
class Cell:
    id: Annotated[int, PlanningId]
    options: Annotated[list[int], ValueRangeProvider(id="options")]
    choice: Annotated[int | None, PlanningVariable(value_range_provider_refs=["options"])] = field(default=None)


@planning_solution
@dataclass
class Roster:
    terms: Annotated[list[Term], ProblemFactCollectionProperty]
    prices: Annotated[list[Price], ProblemFactCollectionProperty]
    members: Annotated[list[Member], ProblemFactCollectionProperty]
    group_terms: Annotated[list[GroupTerm], ProblemFactCollectionProperty]
    cells: Annotated[list[Cell], PlanningEntityCollectionProperty]
    score: Annotated[HardMediumSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory):
    levels = (
        (OF_ROSTER, HardMediumSoftScore.ONE_HARD),
        (OF_FIRST, HardMediumSoftScore.ONE_MEDIUM),
        (OF_LAST, HardMediumSoftScore.ONE_SOFT),
    )
    return [make(factory, level, one) for level, one in levels for make in (_sums, _groups, _prices)]


def _sums(factory, level, one):
    return (
        factory.for_each(Cell)
        .join(Term, Joiners.equal(lambda cell: cell.choice, lambda term: term.choice))
        .filter(lambda cell, term: term.level == level)
        .group_by(
            lambda cell, term: term.row,
            lambda cell, term: term.limit,
            lambda cell, term: term.weight,
            ConstraintCollectors.sum(lambda cell, term: term.amount),
        )
        .filter(lambda row, limit, weight, total: total > limit)
        .penalize(one, lambda row, limit, weight, total: (total - limit) * weight)
        .as_constraint(f"sums {level}")
    )


def _groups(factory, level, one):
    return (
        factory.for_each(Cell)
        .join(Member, Joiners.equal(lambda cell: cell.choice, lambda member: member.choice))
        .group_by(lambda cell, member: member.group)
        .join(GroupTerm, Joiners.equal(lambda group: group, lambda term: term.group))
        .filter(lambda group, term: term.level == level)
        .group_by(
            lambda group, term: term.row,
            lambda group, term: term.limit,
            lambda group, term: term.weight,
            ConstraintCollectors.sum(lambda group, term: term.amount),
        )
        .filter(lambda row, limit, weight, total: total > limit)
        .penalize(one, lambda row, limit, weight, total: (total - limit) * weight)
        .as_constraint(f"groups {level}")
    )


def _prices(factory, level, one):
    return (
        factory.for_each(Cell)
        .join(Price, Joiners.equal(lambda cell: cell.choice, lambda price: price.choice))
        .filter(lambda cell, price: price.level == level)
        .penalize(one, lambda cell, price: price.weight)
        .as_constraint(f"prices {level}")
    )


def solve(said: Penalties, layers: int, seconds: float, seed: int) -> tuple[list[int], int]:
    """The choice of every cell, in their order, after so many seconds; and how far it is from keeping what must hold."""
    termination = TerminationConfig(spent_limit=Duration(milliseconds=int(1000 * seconds)))
    streams = ScoreDirectorFactoryConfig(constraint_provider_function=constraints)
    config = SolverConfig(
        solution_class=Roster,
        entity_class_list=[Cell],
        random_seed=seed,
        score_director_factory_config=streams,
        termination_config=termination,
    )
    solved = SolverFactory.create(config).build_solver().solve(_roster(said, layers))
    return [cell.choice for cell in solved.cells], -solved.score.hard_score


def _roster(said: Penalties, layers: int) -> Roster:
    roster = Roster([], [], [], [], [Cell(at, options) for at, options in enumerate(said.options)])
    keys: dict[frozenset[int], int] = {}
    for row, each in enumerate(said.excesses):
        head = (row, each.limit, each.weight, _level(each.level, layers))
        if all(len(members) == 1 for _, members in each.groups):
            roster.terms += [Term(*head, choice, amount) for amount, members in each.groups for choice in members]
            continue
        for amount, members in each.groups:
            if members not in keys:
                keys[members] = len(keys)
                roster.members += [Member(choice, keys[members]) for choice in members]
            roster.group_terms.append(GroupTerm(*head, keys[members], amount))
    roster.prices = [Price(choice, _level(level, layers), weight) for choice, level, weight in said.prices]
    return roster


def _level(level: int, layers: int) -> int:
    return OF_ROSTER if level == HARD else OF_LAST if level == layers - 1 else OF_FIRST
