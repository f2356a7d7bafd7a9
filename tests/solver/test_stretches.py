"""A stretch of days cut out of a graph, and sums kept by prices: against whole graphs with every rule in them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook, bind
from solver.columns.search import rosters_of
from solver.columns.window import LONGER, SHORTEST, Sweeps
from solver.paths import person as persons
from solver.paths.crowd import Crowd
from solver.paths.cut import cut
from solver.paths.graph import Ints
from solver.paths.person import Rosters
from solver.paths.price import Pricer
from tests.solver.small import law, rule, to_select, ward

DAYS = 28


def book_of() -> RuleBook:
    """Three people over four weeks under the law, and two sums over the whole horizon."""
    nights = rule("few", "WINDOW", window="horizon", maximum=4, measure={"count": "days", "select": to_select(("night",))})
    work = rule("work", "WINDOW", window="horizon", minimum=15, maximum=17, measure={"count": "days"})
    return bind(Frame(ward(3, DAYS, *law(), nights, work)))


def rosters(book: RuleBook) -> list[Rosters]:
    found = rosters_of(book, Grid.of(book.frame), lambda: False)
    assert found is not None
    return found


def prices(chance: random.Random, person: Rosters, size: int = 200) -> list[Ints]:
    return [np.array([chance.randint(-size, size) for _ in options]) for options in person.graph.options]


def weights(chance: random.Random, person: Rosters) -> Ints:
    return np.array([chance.randint(0, 3) for _ in person.graph.constant])


@pytest.mark.parametrize("days", [range(9), range(7, 21), range(20, DAYS), range(DAYS), range(11, 12)])
def test_a_stretch_costs_what_the_whole_graph_says_with_the_rest_fixed(days: range) -> None:
    chance = random.Random(days.start)
    for person in rosters(book_of()):
        own = weights(chance, person)
        kept = person.pricer.cheapest(own, prices(chance, person))
        assert kept is not None
        stretch = cut(person.graph, kept.taken, days)
        for _ in range(5):
            cells = prices(chance, person)
            held = [-1 if day in days else option for day, option in enumerate(kept.taken)]
            whole = person.pricer.cheapest(own, cells, held)
            inside = Pricer(stretch).cheapest(own, cells[days.start : days.stop])
            together = Crowd([stretch]).cheapest(own, np.concatenate(cells[days.start : days.stop]), [None])[0]
            assert whole is not None
            assert inside is not None
            assert together is not None
            outside = sum(int(cells[day][option]) for day, option in enumerate(kept.taken) if day not in days)
            assert inside.value + outside == together.value + outside == whole.value
            assert inside.taken == together.taken == whole.taken[days.start : days.stop] or inside.value == together.value
            assert tuple(np.array(inside.costs) @ own for _ in "1") == (
                whole.value - outside - _paid(cells, inside.taken, days),
            )


def _paid(cells: list[Ints], taken: tuple[int, ...], days: range) -> int:
    return sum(int(cells[day][option]) for day, option in zip(days, taken, strict=True))


def test_sums_kept_by_prices_give_legal_rosters_and_true_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of()
    whole = rosters(book)
    monkeypatch.setattr(persons, "AT_ONCE", 0)
    outside = rosters(book)
    assert all(person.sums.parts for person in outside)
    assert not any(person.sums.parts for person in whole)
    chance = random.Random(4)
    closed = kept = 0
    for full, light in list(zip(whole, outside, strict=True)) * 12:
        own, cells = weights(chance, full), prices(chance, full, 40)
        flat = np.concatenate(cells)
        exact = full.cheapest(own, flat)
        found = light.cheapest(own, flat)
        assert exact is not None
        assert found is not None
        assert found.value <= exact.value
        if found.legal:
            assert full.follow(list(found.taken)) is not None
            assert exact.value <= int(np.array(found.costs) @ own) + _paid(cells, found.taken, range(DAYS))
            kept += 1
        closed += found.value == exact.value
    assert kept > 25
    assert closed > 10


def test_windows_reach_every_day_and_grow_until_nothing_is_gained() -> None:
    sweeps = Sweeps(50, 100, random.Random(1))
    lengths, seen = [], set()
    while (days := sweeps.next(1000)) is not None:
        assert 0 <= days.start < days.stop <= 100
        if not lengths or len(days) != lengths[-1]:
            if lengths:
                assert seen == set(range(100))
            lengths.append(len(days))
            seen = set()
        seen.update(days)
    assert lengths[0] >= SHORTEST
    assert lengths == sorted(set(lengths))
    assert lengths[-1] < 100 <= LONGER * lengths[-1]
