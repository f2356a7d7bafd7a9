"""What each person of a group brings to a total that is shared out: by his cells, by groups of his days, and for certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules import reading
from scheduler.rules.api import Spread, Total
from scheduler.rules.costs import place
from scheduler.rules.registry import RuleBook
from solver.paths.cells import Cells
from solver.paths.compile import Compiler, feeds_of
from solver.paths.parts import Count
from solver.paths.person import Rosters

Feeds = Mapping[tuple[int, int], frozenset[int]]
"""By (day, choice), the groups of days that it makes count."""


class Unsupported(Exception):
    """A coupling rule that is no row over people's rosters yet."""


class Counted(Count):
    """The groups of days of one person that count in what is shared out, each once, however many of his open days touch it.

    His graph charges a price for each, as for a sum over cells the cells do.
    """

    def __init__(self, said: Spread, feeds: Feeds, ends: Sequence[int]) -> None:
        days = [day for day, _ in feeds]
        super().__init__(range(min(days), max(days) + 1), feeds, ends, None, None, None, 1)
        self.said = said


@dataclass(frozen=True, slots=True)
class Amounts:
    """What each choice of an open day adds to a person's total, or which of his counts does; and what the other days and his
    opening come to."""

    open: dict[tuple[int, int], int]
    certain: int
    count: int | None = None


def shared(book: RuleBook, given: Grid) -> Iterator[tuple[RuleSetting, Spread, dict[int, int]]]:
    """What is shared out, judged and not all given, with what a unit costs by layer. Raises Unsupported."""
    for rule in book.rules:
        for said in rule.statements:
            if isinstance(said, Spread) and _judged(said, given):
                if rule.setting.hardness == "hard" or said.norm != "sum":
                    raise Unsupported
                layer, factor = place(book.frame, rule.setting, "")
                if layer is not None and factor:
                    yield rule.setting, said, {layer: factor}


def _judged(said: Spread, given: Grid) -> bool:
    days = reading.slot_days(given.frame, said.measure, said.window)
    known = [(person, day) for person in said.people for day in days if given.fixed(person, day)]
    return len(known) < len(said.people) * len(days) and not any(reading.blank(given, *cell) for cell in known)


def counted(compiler: Compiler, shares: Iterable[Spread], cells: Cells) -> list[Counted]:
    """The counts of one person that are no sums over his cells."""
    found = []
    for said in shares:
        if cells.person in said.people and said.measure.count != "minutes":
            feeds, _ = _open_feeds(compiler, said.total(said.people.index(cells.person)), cells)
            days: dict[int, set[int]] = {}
            for (day, _), groups in feeds.items():
                for group in groups:
                    days.setdefault(group, set()).add(day)
            if any(len(feeding) > 1 for feeding in days.values()):
                ends = [max(days.get(group, {-1})) for group in range(len(said.window.groups))]
                found.append(Counted(said, feeds, ends))
    return found


def _open_feeds(compiler: Compiler, said: Total, cells: Cells) -> tuple[Feeds, int]:
    """The groups that open days make count and no day without a choice, and how many those make count."""
    feeds, _ = feeds_of(compiler.frame, cells, said, said.windows[0])
    sure = {group for (day, _), groups in feeds.items() if len(cells.options[day]) == 1 for group in groups}
    free = {cell: groups - sure for cell, groups in feeds.items() if len(cells.options[cell[0]]) > 1}
    return {cell: groups for cell, groups in free.items() if groups}, len(sure)


def amounts_of(compiler: Compiler, said: Spread, people: Sequence[Rosters]) -> list[Amounts]:
    """By person of the group."""
    return [_amounts(compiler, said.total(at), said, people[person]) for at, person in enumerate(said.people)]


def _amounts(compiler: Compiler, total: Total, said: Spread, rosters: Rosters) -> Amounts:
    cells, (window,) = rosters.model.cells, total.windows
    if said.measure.count != "minutes":
        feeds, sure = _open_feeds(compiler, total, cells)
        for at, count in enumerate(rosters.counted):
            if isinstance(count, Counted) and count.said is said:
                return Amounts({}, sure + total.opening, at)
        return Amounts({cell: len(groups) for cell, groups in feeds.items()}, sure + total.opening)
    days = reading.slot_days(compiler.frame, said.measure, window)
    table = compiler.minutes(cells, total, window, window.spans[0], days)
    certain = sum(sum(table[day].values()) for day in days if len(cells.options[day]) == 1)
    free = {(d, c): amount for d in days if len(cells.options[d]) > 1 for c, amount in table[d].items() if amount}
    return Amounts(free, certain + total.opening)
