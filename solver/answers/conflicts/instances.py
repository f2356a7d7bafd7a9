"""Hard rules taken apart into their instances (one window, one pair of duties, one place of a word), each with its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Allow, Compare, Gap, Hole, Price, Run, Spread, Statement, Total, Word, people_of
from scheduler.rules.evaluate import gap_reach, hole_ahead


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that a conflict can do without: an instance of a rule (`of` its setting), the need of a demand line on a day
    (`of` the line), or a given fact (`of` its code) of people on days `first` to `last`."""

    kind: str
    of: str
    people: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a hard rule; its cells lie on days `left` to `right`. `said` is what is asked of them: where the given
    facts alone break the rule already, less than the rule itself says (`stated`)."""

    setting: RuleSetting
    said: Statement
    atom: Atom
    left: int
    right: int
    stated: Statement


def instances(frame: Frame, setting: RuleSetting, said: Statement) -> Iterator[Instance]:
    """Every instance of a statement, each as a statement of its own."""
    people = tuple(sorted(people_of(said)))
    for part, first, last, left, right in _split(frame, said):
        yield Instance(setting, part, Atom("rule", setting.id, people, first, last), left, right, part)


def _split(frame: Frame, said: Statement) -> Iterator[tuple[Statement, int, int, int, int]]:
    """The parts of a statement, with the days that it speaks of and those whose cells it reads."""
    if isinstance(said, Allow):
        for day, forbidden in said.cells:
            yield replace(said, cells=((day, forbidden),)), day, day, day, day
    elif isinstance(said, Gap):
        reach = gap_reach(said)
        for day in range(said.first, min(said.last, frame.last) + 1):
            yield replace(said, first=day, last=day), day, day + 1, day, day + reach
    elif isinstance(said, Total):
        for slot, limits in zip(said.windows, said.limits, strict=True):
            if limits != (None, None):
                days = reading.slot_days(frame, said.measure, slot)
                part = replace(said, windows=(slot,), limits=(limits,))
                yield part, slot.first, slot.last, days.start, days.stop - 1
    elif isinstance(said, Run):
        yield from _runs(said)
    elif isinstance(said, Word):
        for start in said.starts:
            last = start + len(said.classes) - 1
            yield replace(said, starts=(start,)), start, last, start, last
    elif isinstance(said, Hole):
        for period in said.periods:
            first, last = period.first, min(period.last, frame.last)
            yield replace(said, periods=(period,)), first, last, first - frame.reach, period.last + hole_ahead(said)
    elif isinstance(said, Compare):
        for piece in said.parts:
            read = [day for cells, _ in piece.rows for _, day, _, _ in cells]
            yield replace(said, parts=(piece,)), piece.first, piece.last, min(read), max(read)
    elif isinstance(said, Spread):
        days_of = reading.slot_days(frame, said.measure, said.window)
        yield said, said.window.first, said.window.last, days_of.start, days_of.stop - 1
    elif isinstance(said, Price):
        for cell in said.cells:
            yield replace(said, cells=(cell,)), cell[0], cell[0], cell[0], cell[0]


def _runs(said: Run) -> Iterator[tuple[Statement, int, int, int, int]]:
    """A run that begins at each of its groups: the stretch that would be too long, and for each length the one too short."""
    groups = said.groups
    for at in range(said.begin, said.stop):
        before = groups[max(0, at - 1)][0]
        part = replace(said, begin=at, stop=at + 1)
        if said.high is not None and at + said.high < len(groups):
            last = groups[at + said.high][-1]
            yield replace(part, low=None), groups[at][0], last, groups[at][0], last
        if said.low is not None and said.low > 1:
            last = groups[min(len(groups) - 1, at + said.low - 1)][-1]
            yield replace(part, high=None), groups[at][0], last, before, last
