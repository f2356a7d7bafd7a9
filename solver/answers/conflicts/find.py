"""Every conflict of a ward: what the given facts break alone, people without a roster, needs that nobody can meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core, Region, explain, possible
from solver.answers.conflicts.ward import Ward

LENGTHS = (1, 7, 14, 28)


def cores(book: RuleBook, given: Grid, stop: threading.Event, seconds: float) -> Iterator[Core]:
    ward, clock = Ward(book, given), Clock(stop, seconds)
    for length in LENGTHS:
        for people in ward.groups:
            for first in range(0, ward.frame.last + 1, length if length <= 7 else 7):
                last = min(first + length - 1, ward.frame.last)
                while not clock.over():
                    region = Region(people, first, last, tuple(ward.needs_of(people, first, last)))
                    if not region.needs or possible(ward, region, clock, 0.5) != "impossible":
                        break
                    core = explain(ward, region, clock)
                    if core is None or not core.lowered:
                        break
                    yield core
                    for key, missing in core.lowered.items():
                        said = ward.needs[key]
                        from dataclasses import replace
                        ward.needs[key] = replace(said, minimum=said.minimum - missing)
