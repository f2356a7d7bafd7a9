"""Why a repair with more changes comes before one that covers as much with fewer."""

from __future__ import annotations

from datetime import date

from scheduler.domain.problem import Problem
from scheduler.domain.text import Text, same
from solver.questions import NOTICES, Alternative, CellChange, Cost
from solver.trades import trade
from tests.solver.repairs import asked, filled, ward
from tests.solver.small import rule
from tests.solver.test_repair import house

WARD = ward("J R")


def one(*hours: int | None, uncovered: int = 0, **costs: int) -> Alternative:
    """A repair whose changes come so many hours before."""
    changes = tuple(
        CellChange("900000", date(2027, 3, 22), "R", "J", None if each is None else 60 * each) for each in hours
    )
    return Alternative((), changes, tuple(Cost(layer, 9, more) for layer, more in costs.items()), (same("J"),) * uncovered)


def told(*alternatives: Alternative, problem: Problem = WARD) -> Text | None:
    return trade(problem, NOTICES, alternatives)


def test_fewer_late_changes_are_told_as_the_reason_for_more_of_them() -> None:
    assert told(one(300, 300, 400), one(40, 40)) == Text(
        "Plus de changements que la réparation 2, mais aucun au lieu de 2 annoncés moins de 48 h avant, qui pèsent davantage.",
        "More changes than repair 2, but none instead of 2 told less than 48 h before, which weigh more.",
    )
    said = told(one(40, 300, 400), one(40, 40, 40), one(40, 40))
    assert said is not None
    assert said.en == "More changes than repair 3, but 1 instead of 2 told less than 48 h before, which weigh more."


def test_what_does_not_cover_as_much_or_needs_as_many_changes_is_no_reason_to_speak() -> None:
    assert told() is None
    assert told(one(300, 300)) is None
    assert told(one(300, 300), one(40, 40)) is None
    assert told(one(300, 300, 400), one(40, 40, uncovered=1)) is None


def test_where_late_changes_are_no_reason_the_layer_is_told_that_costs_less() -> None:
    assert told(one(None, None, house=0, hours=9), one(None, house=1, hours=0)) == Text(
        "Plus de changements que la réparation 2, mais un coût moindre : house.",
        "More changes than repair 2, but it costs less: house.",
    )
    assert told(one(None, None, house=2, hours=0), one(None, house=1, hours=9)) is None
    assert told(one(None, None, house=1), one(None, house=1)) is None


def test_the_engines_own_repairs_say_why() -> None:
    before = house(ward("J J R R\n R R J J\n R R R R", rule("rest", "RESTGAP", minutes=720)), rule("two", "RUN", maximum=2))
    found = asked(before, filled(before, "J J R R\n R R CA J\n R R R! R"))
    said = trade(before, NOTICES, found.alternatives)
    assert said is not None
    assert said.en == "More changes than repair 3, but it costs less: house."
