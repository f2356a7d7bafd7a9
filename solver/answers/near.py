"""What lies near a cell of a plan: the demand that it serves, the people and days joined to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from scheduler.domain.rosters import Grid, Roster
from scheduler.rules.api import Compare, Heads, cells_of
from scheduler.rules.registry import Rule, RuleBook

Cell = tuple[int, int]
Place = tuple[str, int, int, int]
"""A part of a demand line: the line, its day, the UTC minutes from and to which the same cells count."""

Short = Mapping[Place, tuple[int, int]]
"""By how many heads a part is below its minimum and below its target."""

Wanted = Mapping[Place, int]
"""How many heads a part shall have, whatever its minimum."""


def parts_of(said: Heads) -> Iterable[tuple[Place, Heads]]:
    """Each part of a line's day as a statement of its own."""
    for slot in said.slots:
        yield (said.line, said.day, slot[0], slot[1]), replace(said, slots=(slot,))


def heads(said: Heads, roster: Roster) -> int:
    """Who serves a statement of one part."""
    return sum(roster.at(person, day) in choices for person, day, choices in said.slots[0][2])


def all_heads(book: RuleBook) -> list[Heads]:
    return [said for rule in book.rules for said in rule.statements if isinstance(said, Heads) and said.day not in said.lifted]


def accepting(book: RuleBook, short: Callable[[Place], tuple[int, int]], free: Collection[Cell], wanted: Wanted) -> RuleBook:
    """The same rules, but of the demand only what free cells serve, no more of it than was met before, and what is `wanted`.

    `short` says by how many heads a part was below its minimum and its target.
    """

    def seen(rule: Rule) -> Rule:
        if not any(isinstance(said, Heads) for said in rule.statements):
            return rule
        said_anew = []
        for said in rule.statements:
            if not isinstance(said, Heads):
                said_anew.append(said)
            elif not cells_of(said).isdisjoint(free):
                said_anew += [_less(part, *short(place), wanted.get(place)) for place, part in parts_of(said)]
        return replace(rule, statements=tuple(said_anew))

    return replace(book, rules=tuple(seen(rule) for rule in book.rules))


def _less(said: Heads, minimum: int, target: int, wanted: int | None) -> Heads:
    least = None if said.minimum is None else said.minimum - minimum
    if wanted is not None:
        least = max(wanted, least or 0)
    return replace(said, minimum=least, target=None if said.target is None else said.target - target)


def around(days: Iterable[int], reach: int, first: int, last: int) -> frozenset[int]:
    """The days of a horizon that are at most `reach` from one of these."""
    return frozenset(d for day in days for d in range(max(first, day - reach), min(last, day + reach) + 1))


def joined(book: RuleBook, people: Iterable[int], days: Collection[int]) -> frozenset[int]:
    """Some people and everybody whom demand or comparisons of groups join to them on these days."""
    sets = [
        frozenset(person for person, day in cells if day in days)
        for rule in book.rules
        for said in rule.statements
        if isinstance(said, Heads | Compare)
        for cells in (cells_of(said),)
    ]
    found = frozenset(people)
    pending = set(sets)
    while True:
        met = {one for one in pending if not one.isdisjoint(found)}
        if not met:
            return found
        found = found.union(*met)
        pending -= met


def free_cells(grid: Grid, people: Iterable[int], days: Collection[int]) -> frozenset[Cell]:
    """The cells of these people and days that are no given facts."""
    return frozenset((person, day) for person in people for day in days if not grid.fixed(person, day))
