"""Needs that cannot be met: each group of people over the whole horizon first, then weeks and days, then longer stretches."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core, Region, explain, possible
from solver.answers.conflicts.ward import Ward

QUICK, LONG = 0.5, 4.0
"""Deterministic seconds for a stretch, and for all of the horizon."""

MOST_PERIODS = 8
"""Windows of a rule up to which each is looked at by itself."""


def needs_not_met(ward: Ward, clock: Clock) -> Generator[Core, None, bool]:
    """Every conflict of needs; returns whether it is proved that there is no other. Needs are lowered by what is missing."""
    for said in ward.orphans():
        core = explain(ward, Region((), said.day, said.day, (said,)), clock)
        if core is not None:
            yield core
    for people in ward.groups:
        for first in _mondays(ward):
            yield from _stretch(ward, people, first, first + 6, clock, days=True)
    return (yield from _longer(ward, clock))


def _longer(ward: Ward, clock: Clock) -> Generator[Core, None, bool]:
    """What weeks alone do not show: groups that are not known to be free of conflicts, over longer and longer stretches."""
    last = ward.frame.last
    by_size = sorted(ward.groups, key=len)
    open_groups = [people for people in by_size if not _free_of_conflicts(ward, people, clock, QUICK)]
    for stretches in ([(first, first + 13) for first in _mondays(ward)], _periods(ward), [(0, last)]):
        for people in open_groups:
            for first, end in stretches:
                yield from _stretch(ward, people, first, end, clock, QUICK if end - first < last else LONG)
        open_groups = [people for people in open_groups if not _free_of_conflicts(ward, people, clock, QUICK)]
    return not any(not _free_of_conflicts(ward, people, clock, LONG) for people in open_groups)


def _mondays(ward: Ward) -> range:
    return range(-ward.frame.weekday(0), ward.frame.last + 1, 7)


def _periods(ward: Ward) -> list[tuple[int, int]]:
    """The fixed periods of more than a fortnight for which hard rules count, but not the whole horizon."""
    by_rule: dict[str, set[tuple[int, int]]] = {}
    for people in ward.groups:
        for one in ward.instances(people[:1], ward.frame.first, ward.frame.last):
            if 14 < one.atom.last - one.atom.first + 1 <= ward.frame.last:
                by_rule.setdefault(one.atom.of, set()).add((max(0, one.atom.first), one.atom.last))
    few = [found for found in by_rule.values() if len(found) <= MOST_PERIODS]
    return sorted(set().union(*few))


def _free_of_conflicts(ward: Ward, people: tuple[int, ...], clock: Clock, effort: float) -> bool:
    return possible(ward, _region(ward, people, 0, ward.frame.last), clock, effort) == "possible"


def _region(ward: Ward, people: tuple[int, ...], first: int, last: int) -> Region:
    first, last = max(0, first), min(last, ward.frame.last)
    return Region(people, first, last, tuple(ward.needs_of(people, first, last)))


def _stretch(
    ward: Ward, people: tuple[int, ...], first: int, last: int, clock: Clock, effort: float = QUICK, days: bool = False
) -> Generator[Core, None, None]:
    """The conflicts of one stretch of days, before them those of its single days."""
    while not clock.over():
        region = _region(ward, people, first, last)
        if not region.needs or possible(ward, region, clock, effort) != "impossible":
            return
        if days:
            days = False
            for day in range(region.first, region.last + 1):
                yield from _stretch(ward, people, day, day, clock)
            continue
        core = explain(ward, region, clock)
        if core is None or not core.lowered:
            return
        yield core
        for key, missing in core.lowered.items():
            said = ward.needs[key]
            assert said.minimum is not None
            ward.needs[key] = replace(said, minimum=said.minimum - missing)
