"""Needs that cannot be met: each group of people over the whole horizon first, then weeks and days, then longer stretches."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core, Region, explain, possible
from solver.answers.conflicts.ward import Ward

QUICK, LONG = 0.5, 4.0
"""Deterministic seconds for a stretch, and for all of the horizon."""

STRETCHES = ((1, 1), (7, 7), (14, 7), (28, 7))
"""Lengths in days of what is looked at, and the steps between their first days."""


def needs_not_met(ward: Ward, clock: Clock) -> Generator[Core, None, bool]:
    """Every conflict of needs; returns whether it is proved that there is no other. Needs are lowered by what is missing."""
    complete = True
    for said in ward.orphans():
        core = explain(ward, Region((), said.day, said.day, (said,)), clock)
        if core is not None:
            yield core
    for people in ward.groups:
        complete &= yield from _group(ward, people, clock)
    return complete


def _group(ward: Ward, people: tuple[int, ...], clock: Clock) -> Generator[Core, None, bool]:
    last = ward.frame.last
    whole = _region(ward, people, 0, last)
    if possible(ward, whole, clock, QUICK) == "possible":
        return True
    for length, step in STRETCHES[1:]:
        if length > last + 1:
            continue
        for first in range(-ward.frame.weekday(0), last + 1, step):
            region = _region(ward, people, max(0, first), min(first + length - 1, last))
            yield from _stretch(ward, region, clock, days=length == 7)
        if possible(ward, _region(ward, people, 0, last), clock, QUICK) == "possible":
            return True
    whole = _region(ward, people, 0, last)
    yield from _stretch(ward, whole, clock, LONG)
    return possible(ward, _region(ward, people, 0, last), clock, LONG) == "possible"


def _region(ward: Ward, people: tuple[int, ...], first: int, last: int) -> Region:
    return Region(people, first, last, tuple(ward.needs_of(people, first, last)))


def _stretch(
    ward: Ward, region: Region, clock: Clock, effort: float = QUICK, days: bool = False
) -> Generator[Core, None, None]:
    """The conflicts of one stretch; where it is a week, those of its single days before."""
    if not region.needs or possible(ward, region, clock, effort) != "impossible":
        return
    if days:
        for day in range(region.first, region.last + 1):
            yield from _stretch(ward, _region(ward, region.people, day, day), clock)
    while not clock.over():
        now = _region(ward, region.people, region.first, region.last)
        core = explain(ward, now, clock)
        if core is None or not core.lowered:
            return
        yield core
        for key, missing in core.lowered.items():
            said = ward.needs[key]
            assert said.minimum is not None
            ward.needs[key] = replace(said, minimum=said.minimum - missing)
