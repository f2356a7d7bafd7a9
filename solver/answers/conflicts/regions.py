"""Parts of a ward made into diagnosis models: some people and days with all that holds there; each made once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.rules.api import Heads
from solver.answers.conflicts.asking import Asked, Clock
from solver.answers.conflicts.guarded import Guarded
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.ward import Ward
from solver.model import Cell

AROUND = 7
"""Days before and after a few days whose rules and needs reach into them; a fortnight suffices itself."""

CHECKED = 100
"""After so many rules the clock is looked at."""

MARGIN = 2
"""Days beside the needs of a region whose given facts and rules are looked at too: a duty reaches into the next day."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some people and days, with the needs on them that are looked at."""

    people: tuple[int, ...]
    first: int
    last: int
    needs: tuple[Heads, ...] = ()

    @property
    def cell_days(self) -> tuple[int, int]:
        """The days of the cells that may be planned here."""
        days = [day for said in self.needs for _, _, cells in said.slots for _, day, _ in cells]
        return min([self.first, *days]), max([self.last, *days])


@dataclass(frozen=True)
class Parts:
    """What a diagnosis model is made of: open cells, given facts that may be taken back, rules, needs."""

    free: Sequence[Cell]
    loose: Sequence[Cell]
    rules: Sequence[Instance]
    needs: Sequence[Heads]


def region_of(ward: Ward, people: tuple[int, ...], first: int, last: int) -> Region:
    """The part of a group's horizon that lies within these days."""
    first, last = max(0, first), min(last, ward.frame.last)
    return Region(people, first, last, tuple(ward.needs_of(people, first, last)))


def parts_of(ward: Ward, region: Region, rules: Sequence[Instance] | None = None) -> Parts:
    """All that holds in a region; with `rules` of its rules only these."""
    first, last = region.cell_days
    held = ward.instances(region.people, first - MARGIN, last + MARGIN) if rules is None else rules
    loose = ward.loose(region.people, first - MARGIN, last + MARGIN)
    return Parts(list(ward.free(region.people, first, last)), loose, held, region.needs)


def model_of(
    ward: Ward,
    parts: Parts,
    clock: Clock,
    facts: Iterable[Atom] | None = None,
    lowered: Mapping[tuple[str, int], int] | None = None,
    guarded: bool = True,
) -> Asked:
    """A model of rules, needs and facts (default: all); what stood in a loose cell without a fact is as open as a free one.

    Raises Over where the clock's time is out.
    """
    model = Guarded(ward.book, ward.given, parts.free, parts.loose, guarded, ward.coefficients)
    for at, one in enumerate(parts.rules):
        if at % CHECKED == 0:
            clock.check()
        model.hold(one)
    for said in parts.needs:
        model.need(said)
    model.facts(ward.facts(parts.loose) if facts is None else facts)
    model.close()
    return Asked(model, clock, ward.lowered if lowered is None else lowered)


class Regions:
    """The models of regions, guarded for explanations or plain for the question alone."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self._known: dict[tuple[object, ...], tuple[Parts, Asked]] = {}

    def of(self, region: Region, clock: Clock, guarded: bool = True) -> tuple[Parts, Asked]:
        key = region.people, region.first, region.last, guarded or len(self.ward.aside)
        known = self._known.get(key)
        if known is None:
            parts = parts_of(self.ward, region)
            if not guarded:
                parts = Parts(parts.free, (), parts.rules, parts.needs)
            known = self._known[key] = parts, model_of(self.ward, parts, clock, guarded=guarded)
            if not guarded and self.ward.stands is not None:
                known[1].model.hint(self.ward.plan)
        return known
