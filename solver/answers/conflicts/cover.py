"""Needs that cannot be met: each group of people over the whole horizon first, then weeks and days, then longer stretches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from scheduler.rules.api import Allow, Total
from solver.answers.conflicts.asking import Asked, Clock
from solver.answers.conflicts.core import Core, explain
from solver.answers.conflicts.instances import Instance
from solver.answers.conflicts.regions import AROUND, Parts, Region, Regions, model_of, parts_of, region_of
from solver.answers.conflicts.ward import Ward

FIRST, QUICK, LONG = 0.2, 0.5, 4.0
"""Deterministic seconds for a question: of a fortnight at first, of any other stretch, and at last of all of the horizon."""

LONGER = 27
"""Days more than one from the first to the last of a period whose sums are looked at alone."""

WIDE = 30
"""Days from which on a stretch is only asked whether it is possible, in a model that cannot explain."""


class Cover:
    """The search for conflicts of needs; needs are lowered by what is found missing. `complete`: there are no others."""

    def __init__(self, ward: Ward, clock: Clock) -> None:
        self.ward, self.clock, self.complete = ward, clock, False
        self.regions = Regions(ward)

    def cores(self) -> Iterator[Core]:
        for said in self.ward.orphans():
            region = Region((), said.day, said.day, (said,))
            parts = parts_of(self.ward, region)
            yield from self._explained(region, parts, model_of(self.ward, parts, self.clock))
        for people in self.ward.groups:
            for first in self._mondays:
                yield from self._stretch(people, first, first + 6, QUICK, days=True)
        yield from self._longer()

    def _longer(self) -> Iterator[Core]:
        """What weeks alone do not show: fortnights, then groups not known to be free of conflicts over longer stretches."""
        if self.ward.shown(self.ward.needs.values()):
            self.complete = True
            return
        left = sorted(self.ward.groups, key=len)
        for people in left:
            yield from self._counted(people)
        fortnights = [(first, first + 13) for first in self._mondays]
        for stretches, effort in ((fortnights, FIRST), (fortnights, QUICK), (self._periods(), QUICK)):
            for people in left:
                for first, last in stretches:
                    yield from self._stretch(people, first, last, effort)
            left = [people for people in left if not self._free_of_conflicts(people, QUICK)]
        for people in left:
            yield from self._stretch(people, 0, self.ward.frame.last, LONG)
        self.complete = all(self._free_of_conflicts(people, LONG) for people in left) and not self.clock.over()

    def _counted(self, people: tuple[int, ...]) -> Iterator[Core]:
        """What the sums of long periods alone do not leave room for: seen at once without the rules about days and weeks."""
        region = region_of(self.ward, people, 0, self.ward.frame.last)
        every = parts_of(self.ward, region)
        long = [one for one in every.rules if isinstance(one.said, Total) and one.right - one.left >= LONGER]
        if not long:
            return
        parts = replace(every, rules=[*long, *(one for one in every.rules if isinstance(one.said, Allow))])
        asked = model_of(self.ward, parts, self.clock)
        while region.needs and not self.clock.over():
            kept = (atom for atom in asked.model.guards if atom not in self.ward.aside)
            if asked.ask(kept, effort=QUICK)[0] != "impossible":
                return
            found = list(self._explained(region, parts, asked, every.rules))
            yield from found
            if not found:
                return

    @cached_property
    def _mondays(self) -> range:
        return range(-self.ward.frame.weekday(0), self.ward.frame.last + 1, 7)

    def _periods(self) -> list[tuple[int, int]]:
        """The fixed periods of more than a fortnight for which hard rules count something, but not the whole horizon."""
        frame = self.ward.frame
        by_rule: dict[str, set[tuple[int, int]]] = {}
        for people in self.ward.groups:
            for one in self.ward.instances(people[:1], frame.first, frame.last):
                days = one.atom.last - one.atom.first + 1
                if 14 < days <= frame.last and self._counts(one, people[0]):
                    by_rule.setdefault(one.atom.of, set()).add((max(0, one.atom.first), one.atom.last))
        return sorted(set().union(*(found for found in by_rule.values() if _apart(sorted(found)))))

    def _counts(self, one: Instance, person: int) -> bool:
        """Whether anything that a person may hold counts for a rule's instance."""
        if not isinstance(one.said, Total):
            return True
        choices = self.ward.frame.klass(one.said.measure.select).choices
        return one.atom.last >= 0 and not choices.isdisjoint(self.ward.frame.options[person])

    def _free_of_conflicts(self, people: tuple[int, ...], effort: float) -> bool:
        return self._possible(region_of(self.ward, people, 0, self.ward.frame.last), effort) == "possible"

    def _possible(self, region: Region, effort: float) -> str:
        """Whether a region's needs, lowered by what was found, can be met under every hard rule."""
        if self.ward.shown(region.needs):
            return "possible"
        guarded = region.last - region.first < WIDE
        _, asked = self.regions.of(region, self.clock, guarded)
        return asked.ask((atom for atom in asked.model.guards if atom not in self.ward.aside), effort=effort)[0]

    def _stretch(
        self, people: tuple[int, ...], first: int, last: int, effort: float, days: bool = False
    ) -> Iterator[Core]:
        """The conflicts of one stretch of days, before them those of its single days."""
        region = region_of(self.ward, people, first, last)
        while region.needs and not self.clock.over() and self._possible(region, effort) == "impossible":
            if days:
                days = False
                for day in range(region.first, region.last + 1):
                    yield from self._stretch(people, day, day, effort)
                continue
            found = list(self._explained(region, *self.regions.of(region, self.clock)))
            yield from found
            if not found:
                return

    def _explained(
        self, region: Region, parts: Parts, asked: Asked, around: Sequence[Instance] = ()
    ) -> Iterator[Core]:
        core = explain(self.ward, region, parts, asked, self.clock, around)
        if core is None:
            return
        core.lowered = self._placed(region, core) or core.lowered
        for key, missing in core.lowered.items():
            self.ward.lowered[key] = self.ward.lowered.get(key, 0) + missing
        if core.lowered or self.ward.set_aside(core.members):
            yield core

    def _placed(self, region: Region, core: Core) -> dict[tuple[str, int], int]:
        """Which heads of a conflict's needs to count as missing: such as help the days around its region too, so that what
        they lack together is not told twice. Empty where that is not known."""
        around = AROUND if region.last - region.first < AROUND else 0
        first, last = region.first - around, region.last + around
        if not core.lowered or not region.people or last - first >= WIDE:
            return {}
        _, asked = self.regions.of(region_of(self.ward, region.people, first, last), self.clock, guarded=False)
        needs = [(said.line, said.day) for said in core.parts.needs]
        return asked.placed(needs, sum(core.lowered.values()), QUICK)


def _apart(windows: list[tuple[int, int]]) -> bool:
    """Whether windows follow each other, where rolling ones overlap."""
    return all(one[1] < other[0] for one, other in pairwise(windows))
