"""The vocabulary of rules: statements (what a rule says, as frozen data), findings (what an evaluation found), templates.

A rule template states itself once, as statements about a few structures (a window, a run, a word, a hole ...). Every back end
compiles them in its own way: rows and clauses for CP-SAT, a resource along a path for pricing one person, plain arithmetic
over a roster for the evaluator. A statement falls into *instances* (one window, one pair of duties, one place of a word);
each has a span of days, and

- it belongs to the setting that is valid on the first day of its span;
- it is lifted when the span holds a day of an override;
- its amount is what the roster breaks it by; the part that the given facts reach alone is *already there* and never makes a
  problem infeasible.

Undecided cells: a maximum counts them as free; a minimum waits until the whole span is known.

Coupling statements are `Heads`, `Compare` (heads of two groups), `Spread` (totals of a group against shares) and a `Total`
over several people; all are linear in cells or in people's totals. `Stated` is about the ward's data and touches nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.calendar import EVERY_DAY, DayMask
from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import ChoiceClass

Edge = Literal["history", "open", "closed"]
Days = frozenset[int]

NO_DAYS: Days = frozenset()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is summed over a window.

    `count`: `minutes` of work (effective minutes spread evenly over a piece, and with `credit` what absences add to the
    hours); `days` or `weekends` (Saturday and Sunday), each counted once when any of it matches. `how`: minutes count by
    `overlap` with the window, or wholly where the work starts; days count by `start`, or by `touch`, so that a night counts
    for both its days. `on` keeps only those calendar days. `by` says what a minute is: `effective`; `clock`, from the start
    to the end (standbys, which bring no effective minutes); `points`, not minutes at all but those of the on-call periods.
    """

    count: Literal["minutes", "days", "weekends"] = "minutes"
    select: Select = WORK
    how: Literal["overlap", "start", "touch"] = "overlap"
    on: DayMask = DayMask(EVERY_DAY, "any")
    credit: bool = False
    by: Literal["effective", "clock", "points"] = "effective"

    @property
    def takes(self) -> str:
        """What `Frame.measured` takes of a cell: `by` for minutes, and for counts whatever is there."""
        return self.by if self.count == "minutes" else "presence"


@dataclass(frozen=True, slots=True)
class Slot:
    """One window of a `Total`: days `first` to `last`; for minutes the UTC spans whose largest sum is judged; for counts the
    groups of days of which each counts once."""

    first: int
    last: int
    spans: tuple[tuple[int, int], ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    whole: bool = True
    """False where the window reaches beyond the known days: its minimum is then not judged."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What all statements carry: the setting they come from, and the days that an override lifts."""

    rule: str
    lifted: Days


@dataclass(frozen=True, slots=True)
class Allow(Statement):
    """`person` may not hold the forbidden choices on those days."""

    person: int
    cells: tuple[tuple[int, frozenset[int]], ...]


@dataclass(frozen=True, slots=True)
class Gap(Statement):
    """At least `minutes` from the end of a duty of class `after` to the start of the next duty of class `before`.

    A duty is all the work of one cell. `first` to `last` bound the day of the earlier duty; `reach` is how many days after
    its own a duty can still be at work.
    """

    person: int
    first: int
    last: int
    minutes: int
    after: ChoiceClass
    before: ChoiceClass
    reach: int = 1


@dataclass(frozen=True, slots=True)
class Total(Statement):
    """The sum of a measure over each window lies between its limits (`opening` is added; None: no limit).

    With several people the sum is over all of them (coupling). `limits` has one pair (low, high) per window.
    """

    people: tuple[int, ...]
    measure: Measure
    windows: tuple[Slot, ...]
    limits: tuple[tuple[int | None, int | None], ...]
    opening: int = 0


@dataclass(frozen=True, slots=True)
class Run(Statement):
    """Groups (days or weekends) in a row that are *in*: some day of the group holds a choice of `inside`, or with `quiet`
    none does. A run longer than `high` costs one per group too many, one shorter than `low` one per group missing.

    `groups` go in time order without a hole. `left` and `right` say what lies beyond the first and the last group: `open`,
    unknown (no minimum is judged on a run that touches it); `closed`, the run ends there. Only runs, and for the maximum
    stretches of one group too many, that begin at group `begin` to `stop` - 1 are judged; the others show what lies beside.
    """

    person: int
    inside: ChoiceClass
    quiet: bool
    groups: tuple[tuple[int, ...], ...]
    low: int | None
    high: int | None
    left: Literal["open", "closed"]
    right: Literal["open", "closed"]
    begin: int
    stop: int

    def judges(self, group: int) -> bool:
        """Whether what begins at that group is this statement's."""
        return self.begin <= group < self.stop


@dataclass(frozen=True, slots=True)
class Word(Statement):
    """The classes may not stand on consecutive days, beginning on one of the days `starts`."""

    person: int
    classes: tuple[ChoiceClass, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A period of `Hole`: days `first` to `last`, and the UTC minutes at which a hole of minutes may begin."""

    first: int
    last: int
    starts: tuple[int, ...] = ()
    blocks: tuple[tuple[int, ...], ...] = ()
    """For holes of days: the candidate blocks, each a tuple of calendar days that must all be free."""


@dataclass(frozen=True, slots=True)
class Hole(Statement):
    """In each period at least `need` candidate holes are free of work.

    A hole of minutes [start, start + minutes) is free when no work overlaps it. A hole of days is free when no work minute
    touches any of its days and no cell of them holds a choice of `busy` (leave is not weekly rest).
    """

    person: int
    periods: tuple[Period, ...]
    need: int
    minutes: int | None
    busy: ChoiceClass


@dataclass(frozen=True, slots=True)
class Heads(Statement):
    """Qualified people over one demand line on one day, in each part of the axis on which the same cells count.

    `slots` holds (start, end, cells): the cells (person, day, choices) that count from UTC minute `start` to `end`. Levels
    `minimum`, `target`, `maximum`; each head short or over costs the line's weight.
    """

    line: str
    day: int
    slots: tuple[tuple[int, int, tuple[tuple[int, int, frozenset[int]], ...]], ...]
    minimum: int | None
    target: int | None
    maximum: int | None
    under_weight: int
    over_weight: int


SignedCells = tuple[tuple[int, int, frozenset[int], int], ...]
"""Cells (person, day, choices, coefficient): the coefficient counts where the cell holds one of the choices."""


@dataclass(frozen=True, slots=True)
class Part:
    """One instance of `Compare`: days `first` to `last`, or the UTC minutes `start` to `end` of the axis within them.

    `rows` holds pairs (cells, limit): each is broken by max(0, sum of coefficients - limit).
    """

    first: int
    last: int
    start: int
    end: int
    rows: tuple[tuple[SignedCells, int], ...]


@dataclass(frozen=True, slots=True)
class Compare(Statement):
    """Heads of two groups against each other, in each part: signed sums of cells that stay at or below a limit.

    `beside`: left heads are at most a multiple of right heads; `apart`: at most one head of both; `same`: as many on the
    left as on the right, one row for each direction. What no free cell can mend any more is already there. A row whose
    negative cells are not all known is not judged.
    """

    relation: Literal["beside", "apart", "same"]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Spread(Statement):
    """The totals of a group, each with its opening, lie near their shares of the group's total in one window.

    With S the sum of `shares`, x the totals and s the shares, d = S * x - s * sum(x) is S times a person's distance, which in
    whole units of the measure is floor(|d| / S): by how much the total lies above the share rounded up, or below the share
    rounded down. A distance counts as far as it passes `limit`. The norm is the `sum` of what counts, or the `largest`.

    The window is judged when all its cells are known. Where all of them are given facts the amount is already there; where a
    cell is free it could help, and nothing is: a hard setting over locked cells can therefore be impossible.
    """

    people: tuple[int, ...]
    measure: Measure
    window: Slot
    shares: tuple[int, ...]
    openings: tuple[int, ...]
    norm: Literal["sum", "largest"]
    limit: int = 0

    def total(self, at: int) -> Total:
        """The sum of one person (his place among `people`) as a statement without limits."""
        opening = self.openings[at]
        return Total(self.rule, self.lifted, (self.people[at],), self.measure, (self.window,), ((None, None),), opening)


@dataclass(frozen=True, slots=True)
class Price(Statement):
    """Each cell (day, class, wanted, amount) costs its amount: where `wanted` and the class is not held, or the other way."""

    person: int
    cells: tuple[tuple[int, ChoiceClass, bool, int], ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stated(Statement):
    """What the ward's own data break whatever the roster: a code that is too long, an on-call line with too few people.

    No plan can mend it: it is found as already there, over days `first` to `last`. `about` is what is wrong (`amplitude`),
    `of` the code, on-call period or line; `level` says on which side of `limit` the `value` lies.
    """

    about: str
    of: str
    level: Literal["minimum", "maximum"]
    value: int
    limit: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one instance of a statement found in a roster.

    `amount` is what it is broken by (in the measure's unit; times the line's weight for demand), `already` the part that the
    given facts reach alone. `value` and `limit` are for the sentence. `key` tells instances of one statement apart.
    """

    rule: str
    level: str
    people: tuple[int, ...]
    first: int
    last: int
    value: int
    limit: int
    amount: int
    already: int = 0
    key: tuple[int | str, ...] = ()
    priced: bool = False
    """A price is counted whole, also where a given fact sets it off; of a broken limit only what is new."""
    extra: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False)

    @property
    def new(self) -> int:
        """What is broken beyond what was already there."""
        return self.amount - self.already


def span_lifted(lifted: Days, days: Iterable[int]) -> bool:
    """Whether an override touches one of these days."""
    return bool(lifted) and not lifted.isdisjoint(days)


def people_of(statement: Statement) -> frozenset[int]:
    """Whom a statement touches; several people for a coupling statement, none for what the ward's data say."""
    if isinstance(statement, Stated):
        return frozenset()
    if isinstance(statement, Total | Spread):
        return frozenset(statement.people)
    if isinstance(statement, Heads | Compare):
        return frozenset(person for person, _ in cells_of(statement))
    return frozenset((statement.person,))  # type: ignore[attr-defined]


def cells_of(statement: Heads | Compare) -> frozenset[tuple[int, int]]:
    """The cells (person, day) that a statement over heads counts."""
    if isinstance(statement, Heads):
        return frozenset((person, day) for _, _, cells in statement.slots for person, day, _ in cells)
    return frozenset((person, day) for part in statement.parts for cells, _ in part.rows for person, day, _, _ in cells)
