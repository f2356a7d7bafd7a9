"""Sums as parts: what they charge along a roster is what its totals say at the end, read one by one or many at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from solver.paths.building import SAFE
from solver.paths.parts import Sum

DAYS, CHOICES, WEIGHT = 5, 3, 7


def random_sum(chance: random.Random, tables: int, hard: bool) -> Sum:
    amounts = [{day: {x: chance.randint(-1, 3) for x in range(CHOICES)} for day in range(DAYS)} for _ in range(tables)]
    low = chance.choice([None, chance.randint(0, 8)]) if tables == 1 else None
    highs = [chance.randint(2, 9) for _ in amounts] if low is None or chance.random() < 0.6 else None
    if low is not None and highs is not None:
        highs = [max(low, highs[0])]
    return Sum(range(DAYS), amounts, low, highs, None if hard else 0, WEIGHT)


def excess(part: Sum, taken: list[int]) -> int:
    """By how much a whole roster leaves the limits: the largest amount of all sums."""
    totals = [sum(table[day][choice] for day, choice in enumerate(taken)) for table in part.amounts]
    short = 0 if part.low is None else part.low - totals[0]
    over = [] if part.highs is None else [total - high for total, high in zip(totals, part.highs, strict=True)]
    return max(0, short, *over)


def walk(part: Sum, taken: list[int]) -> int | None:
    """What a roster is charged; None where it is refused."""
    step = part.begin()
    charged = 0
    for day, choice in enumerate(taken):
        if step is None:
            return None
        charged += step[1]
        step = part.step(step[0], day, choice)
    return None if step is None else charged + step[1]


@pytest.mark.parametrize("tables", [1, 2, 3])
@pytest.mark.parametrize("hard", [True, False])
def test_a_sum_charges_what_the_totals_say(tables: int, hard: bool) -> None:
    chance = random.Random(f"{tables} {hard}")
    broken = kept = 0
    for _ in range(400):
        part = random_sum(chance, tables, hard)
        taken = [chance.randrange(CHOICES) for _ in range(DAYS)]
        amount = excess(part, taken)
        expected = None if hard and amount else amount * WEIGHT
        assert walk(part, taken) == expected, (part.amounts, part.low, part.highs, taken)
        broken += amount > 0
        kept += amount == 0
    assert broken > 50
    assert kept > 50


def test_many_values_of_a_sum_settle_as_each_of_them() -> None:
    chance = random.Random(9)
    safe = charged = 0
    for _ in range(300):
        part = random_sum(chance, 1, False)
        day = chance.randrange(DAYS)
        before = np.array([chance.randint(-3, 9) for _ in range(12)])
        choices = np.array([chance.randrange(CHOICES) for _ in before])
        added = before + np.array([part.amounts[0][day][int(choice)] for choice in choices])
        after, amounts = part.settled(added, day)
        for value, choice, many, amount in zip(before, choices, after, amounts, strict=True):
            assert part.step((int(value),), day, int(choice)) == (
                None if many == SAFE else (int(many),),
                int(amount) * WEIGHT,
            )
            safe += many == SAFE
            charged += amount > 0
    assert safe > 100
    assert charged > 100
