"""What the ward's rules say of several people, as rows over cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.rules.api import Compare, Heads, Spread, people_of
from scheduler.rules.costs import place
from scheduler.rules.evaluate_coupling import least
from scheduler.rules.reading import blank
from scheduler.rules.registry import RuleBook
from solver.columns.rows import COUNTED, Member, Place, Row, Whole
from solver.columns.shares import Amounts, Unsupported, amounts_of, shared
from solver.paths.compile import Compiler
from solver.paths.person import Rosters


def stated_rows(book: RuleBook, given: Grid, people: Sequence[Rosters]) -> list[Row]:
    """What the ward's rules say of several people, over the cells that have a choice. Raises Unsupported."""
    rows = [*_rows(book, given), *_shared(book, given, people)]
    for row in rows:
        for (person, day, choice), amount in list(row.cells.items()):
            if day == COUNTED:
                continue
            own = people[person].graph.options[day]
            if len(own) == 1 or choice not in own:
                row.limit -= amount * (own == (choice,))
                del row.cells[person, day, choice]
    return rows


def _rows(book: RuleBook, given: Grid) -> Iterator[Row]:
    """Equal cells with an equal limit make one row, whose costs add up."""
    found: dict[tuple[frozenset[Place], int], Row] = {}
    for rule in book.rules:
        for said in rule.statements:
            if isinstance(said, Heads):
                if said.day in said.lifted:
                    continue
                for _, _, cells in said.slots:
                    free, constant = _free_cells(given, cells)
                    for level, limit, weight in (
                        ("minimum", said.minimum, said.under_weight),
                        ("target", said.target, said.under_weight),
                        ("maximum", said.maximum, said.over_weight),
                    ):
                        layer, factor = place(book.frame, rule.setting, level)
                        if limit is None or layer is None or not factor * weight:
                            continue
                        row = found.get((free, limit - constant))
                        if row is None:
                            row = found[free, limit - constant] = Row(dict.fromkeys(free, 1), limit - constant)
                        side = row.over if level == "maximum" else row.under
                        side[layer] = side.get(layer, 0) + factor * weight
            elif isinstance(said, Compare):
                yield from _compared(book, rule.setting, said, given)
            elif len(people_of(said)) > 1 and not isinstance(said, Spread):
                raise Unsupported
    yield from found.values()


def _compared(book: RuleBook, setting: RuleSetting, said: Compare, given: Grid) -> Iterator[Row]:
    """A row for each comparison that a free cell can still change."""
    layer, factor = place(book.frame, setting, "")
    hard = setting.hardness == "hard"
    if not hard and (layer is None or not factor):
        return
    for part in said.parts:
        for signed, limit in part.rows:
            if any(sign < 0 and blank(given, person, day) and given.fixed(person, day) for person, day, _, sign in signed):
                continue  # not judged
            cells: dict[Place, int] = {}
            constant = 0
            for person, day, choices, sign in signed:
                if day < 0:
                    constant += sign * (given.at(person, day) in choices)
                    continue
                for choice in choices:
                    cells[person, day, choice] = cells.get((person, day, choice), 0) + sign
            reached = least(book.frame, signed, given.fixed, given.at)
            row = Row(cells, max(limit, reached) - constant, hard=hard)
            if layer is not None:
                row.over[layer] = factor
            yield row


def _shared(book: RuleBook, given: Grid, people: Sequence[Rosters]) -> Iterator[Row]:
    """Two rows a person, for what lies above his share of a group's total and for what lies below it."""
    compiler = Compiler(book)
    for _, said, cost in shared(book, given):
        yield from _distances(said, amounts_of(compiler, said, people), cost)


def _distances(said: Spread, amounts: Sequence[Amounts], cost: dict[int, int]) -> Iterator[Row]:
    per, everything = sum(said.shares), sum(one.certain for one in amounts)
    own = [_places(person, one) for person, one in zip(said.people, amounts)]
    whole = Whole({place: amount for cells in own for place, amount in cells.items()}, everything)
    free = per * (said.limit + 1) - 1
    for person, cells, one, share in zip(said.people, own, amounts, said.shares, strict=True):
        certain = per * one.certain - share * everything
        above = Row(cells, free - certain, over=cost, per=per, share=share, whole=whole)
        below = Row(cells, -free - certain, under=cost, per=per, share=share, whole=whole)
        whole.members.append(Member(person, one.certain, said.limit, above, below))
        yield from (above, below)


def _places(person: int, one: Amounts) -> dict[Place, int]:
    if one.count is not None:
        return {(person, COUNTED, one.count): 1}
    return {(person, *cell): amount for cell, amount in one.open.items()}


def _free_cells(given: Grid, cells: Iterable[tuple[int, int, frozenset[int]]]) -> tuple[frozenset[Place], int]:
    """The cells of the horizon as single choices, and how many people count already before it."""
    free: list[Place] = []
    constant = 0
    for person, day, choices in cells:
        if day < 0:
            constant += given.at(person, day) in choices
        else:
            free += [(person, day, choice) for choice in choices]
    return frozenset(free), constant
