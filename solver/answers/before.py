"""The plan that stood before something happened, in the places that its people and days have now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.frame import Frame
from scheduler.rules.api import Finding
from scheduler.rules.live import LiveCheck
from solver.answers.near import Cell, Place, Short
from solver.answers.standing import Standing

Named = tuple[str, str, tuple[int, ...]]
"""The rule, the level and the people of a breach."""

Stood = tuple[int, int, int]
"""The days of a breach, and by how much the rule was broken beyond what was already there."""


def named(finding: Finding) -> Named:
    return finding.rule, finding.level, tuple(sorted(finding.people))


def shortages(check: LiveCheck) -> dict[Place, tuple[int, int]]:
    """Every part of the demand in which somebody is missing: by how many heads to its minimum and to its target."""
    found: dict[Place, tuple[int, int]] = {}
    for finding in check:
        if finding.level in ("minimum", "target") and "line" in finding.extra:
            place = place_of(finding)
            minimum, target = found.get(place, (0, 0))
            heads = finding.limit - finding.value
            found[place] = (max(minimum, heads), target) if finding.level == "minimum" else (minimum, max(target, heads))
    return found


def place_of(finding: Finding) -> Place:
    """The part of the demand that a finding of cover is about."""
    extra = finding.extra
    return str(extra["line"]), finding.first, int(str(extra["start"])), int(str(extra["end"]))


@dataclass(frozen=True)
class Before:
    """Its cells as text, by person and day; what was short in it, what it cost, what it broke.

    A person or day that is not there any more is left out; one that is new has no cells.
    """

    cells: Mapping[Cell, str]
    short: Short
    costs: Mapping[str, int]
    broken: Mapping[Named, tuple[Stood, ...]]
    parts: Mapping[tuple[str, int], tuple[Place, ...]] = field(default_factory=dict)
    """The places of `short` by line and day."""

    @classmethod
    def of(cls, ward: Standing, frame: Frame | None = None) -> Before:
        """What stands in a ward, in the places of another one's people and days (default: its own)."""
        grid, old, new = ward.grid, ward.frame, ward.frame if frame is None else frame
        who = [new.person_index.get(person.id) for person in old.problem.people]
        shift = new.day(old.problem.first)
        cells = {
            (now, day + shift): old.text(grid.at(person, day))
            for person, now in enumerate(who)
            if now is not None
            for day in range(old.last + 1)
            if 0 <= day + shift <= new.last
        }
        found = shortages(ward.check).items()
        short = {(line, day + shift, start, end): heads for (line, day, start, end), heads in found}
        parts: dict[tuple[str, int], tuple[Place, ...]] = {}
        for place in short:
            line_day = place[0], place[1]
            parts[line_day] = (*parts.get(line_day, ()), place)
        costs = {layer.id: cost for layer, cost in zip(old.problem.layers, ward.check.costs(), strict=True)}
        return cls(cells, short, costs, _broken(ward.check, who, shift), parts)

    def short_in(self, place: Place) -> tuple[int, int]:
        """By how many heads a part was below its minimum and its target; where the axis is cut otherwise now, the most of the
        parts that it meets."""
        exact = self.short.get(place)
        if exact is not None:
            return exact
        line, day, start, end = place
        met = [self.short[other] for other in self.parts.get((line, day), ()) if other[2] < end and start < other[3]]
        return max((heads[0] for heads in met), default=0), max((heads[1] for heads in met), default=0)

    def worse(self, finding: Finding) -> bool:
        """Whether a hard rule is broken where it was not, or by more; a part of a run that was too long is no worse."""
        first, last, new = finding.first, finding.last, finding.new
        stood = self.broken.get(named(finding), ())
        return not any(start <= first and last <= end and amount >= new for start, end, amount in stood)


def _broken(check: LiveCheck, who: list[int | None], shift: int) -> dict[Named, tuple[Stood, ...]]:
    """The hard rules that a plan breaks beyond what was already there, of people who are still there."""
    found: dict[Named, tuple[Stood, ...]] = {}
    for finding in check.broken():
        people = [now for person in finding.people if (now := who[person]) is not None]
        if len(people) == len(finding.people):
            key = finding.rule, finding.level, tuple(sorted(people))
            found[key] = (*found.get(key, ()), (finding.first + shift, finding.last + shift, finding.new))
    return found
