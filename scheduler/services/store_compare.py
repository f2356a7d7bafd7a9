"""Two stored plans side by side: the cells and data that differ, what each costs by layer, which hard rules each breaks."""

from __future__ import annotations

from datetime import date

from scheduler.checking import check_problem
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import add_days
from scheduler.services.stored import (
    CellDifference,
    Comparison,
    ItemDifference,
    LayerCost,
    Side,
    Snapshot,
)


def compared(a: Snapshot, b: Snapshot, items: tuple[ItemDifference, ...]) -> Comparison:
    """The comparison of two snapshots, whose items differ in `items`."""
    return Comparison(_side(a), _side(b), cell_differences(a.problem, b.problem), items)


def cell_differences(a: Problem, b: Problem) -> tuple[CellDifference, ...]:
    """Cells of the days and people that either plan knows, in the order of the first one's people and of dates."""
    first, second = _cells(a), _cells(b)
    people = {person.id: at for at, person in enumerate((*a.people, *b.people))}
    places = sorted({**first, **second}, key=lambda place: (people[place[0]], place[1]))
    return tuple(
        CellDifference(*place, first.get(place, ""), second.get(place, ""))
        for place in places
        if first.get(place, "") != second.get(place, "")
    )


def _cells(problem: Problem) -> dict[tuple[str, date], str]:
    days = [add_days(problem.first, day) for day in range(-problem.history_days, problem.days)]
    return {(row.person, day): text for row in problem.roster for day, text in zip(days, row.cells, strict=True)}


def _side(found: Snapshot) -> Side:
    report = check_problem(found.problem)
    check = report.check
    if check is None:
        return Side(found.ref, (), (), report.faults)
    costs = (LayerCost(layer.id, value) for layer, value in zip(found.problem.layers, check.costs(), strict=True))
    breaches = (Text(check.sentence(each, "fr"), check.sentence(each, "en")) for each in check.broken())
    return Side(found.ref, tuple(costs), tuple(breaches))
