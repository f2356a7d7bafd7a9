"""What is asked of the solving process about a plan that stands, and what it answers: plain data, no OR-Tools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from scheduler.domain.codes import UtcMinute
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text

REACH = 7
"""Days before and after what happened within which a first answer is sought; another question looks no farther either."""

CHANGES_A_HEAD = 4
"""Changes for each shift newly missing, where nobody says how many: a chain of thirteen spares no manager anything."""

LONGEST = 30.0
"""Seconds after which a question is answered with what is known."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A change that comes less than `minutes` before the shift begins costs so many ordinary ones."""

    minutes: int
    price: int


NOTICES = (Notice(48 * 60, 4), Notice(15 * 24 * 60, 2))
"""The shortest first. 48 hours and 15 days are the notices of public hospitals: decree 2002-9, art. 13 (the roster is known
fifteen days ahead, and a change within them is told at least 48 hours before it takes effect)."""


def price_of(notices: Iterable[Notice], minutes: int | None) -> int:
    """What a change costs that comes so long before the shift begins: one, or what the shortest notice says that it misses."""
    missed = [] if minutes is None else [each for each in notices if minutes < each.minutes]
    return min(missed, key=lambda each: each.minutes).price if missed else 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A shift that is missing on a day: one head more is wanted on the demand `lines` that the code serves (none named: on
    those that are short, or else on all)."""

    date: date
    code: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepairAsked:
    """The best plan near the one that stood, after something happened.

    `before` is the ward with the plan that stood, as its roster. `problem` is the ward after it: absences, locks and what was
    worked as given facts in its roster, demand and rules as they are now. What is free in it holds what it held before.

    Cells may change from `since` on (None: the first day of the horizon), up to `reach` days before and after what happened
    (None: on any day where that helps), and no more than `max_changes` of them (None: CHANGES_A_HEAD for each head that is
    missing; where more would cover more, the best is the one that takes as many as that needs, and what so few can do is told
    after it).

    What was uncovered before stays as it was unless it is named in `gaps`; so does a hard rule that was broken, and what the
    ward's own soft rules cost. `now` is when it is asked: work that has begun stays, and notice is counted (None: neither).
    `left` are people whose cells stay as they are; so do those of who is newly absent, of the days for which somebody asked
    not to be called, and a shift that somebody was called for and refused is not given to that person.
    """

    before: Problem
    problem: Problem
    since: date | None = None
    now: UtcMinute | None = None
    reach: int | None = None
    max_changes: int | None = None
    alternatives: int = 3
    gaps: tuple[Gap, ...] = ()
    left: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = NOTICES
    seconds: float = LONGEST


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that a repair fills otherwise. `notice` is how many minutes before the first of the two shifts it comes."""

    person: str
    date: date
    before: str
    after: str
    notice: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What an alternative costs in one layer, and how much more that is than before (less where negative).

    `least`: it is proved that no plan of the kind that is as good as this one in the layers before costs less than so much
    more; None where nothing is proved.
    """

    layer: str
    value: int
    more: int
    least: int | None = None


def exact(costs: Iterable[Cost]) -> tuple[Cost, ...]:
    """The first layers, as far as what they cost more is proved: the best plan of the kind costs exactly that."""
    return tuple(takewhile(lambda cost: cost.least is not None and cost.least >= cost.more, costs))


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to repair a plan: the whole horizon, what changes in it, what it costs, and what stays uncovered, in sentences;
    `broken` are hard rules that what happened breaks and that no cell which may change can mend.

    `proved`: with the cells around what happened none covers more, breaks less, or has changes of a lower price (a late one
    costs several), of all that differ as much as it does from each alternative before it. `everywhere`: nor with any cell that
    may change. Both speak of plans with at most `most` changes, of however many where that is None.
    """

    rows: tuple[Row, ...]
    changes: tuple[CellChange, ...]
    costs: tuple[Cost, ...]
    uncovered: tuple[Text, ...] = ()
    proved: bool = False
    everywhere: bool = False
    broken: tuple[Text, ...] = ()
    most: int | None = None

    def within(self, minutes: int) -> int:
        """How many changes come at a notice shorter than that."""
        return sum(change.notice is not None and change.notice < minutes for change in self.changes)


@dataclass(frozen=True, slots=True)
class Repairs:
    """The best first; none where no plan keeps the hard rules with so few changes: then `messages` say why. Of any two, half
    of the changes of the first are of people or days that the second leaves alone, or it covers more;
    `fewer` says why there are not as many as were asked for.
    """

    alternatives: tuple[Alternative, ...] = ()
    messages: tuple[Text, ...] = ()
    fewer: Text | None = None


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Why a person has what stands in a cell, or with a `code`, why not that one. `rows` is the plan over the horizon; where
    it is blank, what the roster holds stands. `known` is what a search for plans has proved of this ward with these given
    facts: what each layer costs in its best plan, and at least."""

    problem: Problem
    rows: tuple[Row, ...]
    person: str
    date: date
    code: str | None = None
    reach: int = REACH
    seconds: float = LONGEST
    known: tuple[LayerResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """What an answer rests on, in a sentence; `people` and days are where the window can go."""

    said: Text
    rule: str = ""
    people: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Plans that change at most so many cells (None: any number), all of them from `first` to `last`."""

    changes: int | None
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one cell: sentences in their order.

    `possible`: some plan that keeps the hard rules has the other choice. `more` is by layer what the best one found costs more
    than the plan that stands (None: none was found); less in a layer is taken as it comes, it is not sought. `rows` is that
    plan, `changes` what differs. `exact`: it is proved that no plan with that choice which costs no more in the layers before
    costs less in the first layer that costs more, the rosters of those whom no rule joins to the person being as they are; or
    that nothing costs more; or that there is none. Which layers' figures are exact beside that, `exact(more)` tells. `within`:
    it is proved of these plans that none costs less in the first layer that costs more.
    """

    reasons: tuple[Reason, ...]
    possible: bool = False
    more: tuple[Cost, ...] | None = None
    rows: tuple[Row, ...] = ()
    changes: tuple[CellChange, ...] = ()
    exact: bool = False
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class ConflictsAsked:
    """What in a ward cannot hold together, and what would help."""

    problem: Problem
    seconds: float = LONGEST


@dataclass(frozen=True, slots=True)
class Warm:
    """Nothing but to make a ward ready, so that the next question about it is answered sooner.

    With `proofs` also what proves that nothing costs less: some seconds of work, that can be stopped. Its roster is a plan.
    """

    problem: Problem
    proofs: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to `Warm`."""


Question = RepairAsked | WhyAsked | ConflictsAsked | Warm
