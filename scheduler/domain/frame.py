"""A problem made ready for arithmetic: people, days and choices as small integers, and what each choice is on the clock.

Person p is an index into `problem.people`. Day 0 is the first of the horizon, days of the history are negative. Choice 0 is
`BLANK` (undecided); every other one is a code, with the post served where demand counts posts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from scheduler.domain import time
from scheduler.domain.codes import Code, Piece, Select
from scheduler.domain.demand import DayNeed, DemandLine, Formula, Need
from scheduler.domain.people import Contract, Person
from scheduler.domain.problem import Problem
from scheduler.domain.settings import Scope

BLANK = 0

Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What one cell may hold: a code, and the post served ("" where it does not matter)."""

    code: Code
    post: str = ""

    @property
    def text(self) -> str:
        return f"{self.code.id}/{self.post}" if self.post else self.code.id


@dataclass(frozen=True, slots=True)
class ChoiceClass:
    """A class of choices made from a `Select`. Real pieces that differ from the code's own are classed by their tags."""

    choices: frozenset[int]
    select: Select

    def holds_tags(self, tags: Iterable[str]) -> bool:
        return (not set(tags).isdisjoint(self.select.tags)) != self.select.negate


@dataclass
class Frame:
    """Integer view of one immutable problem; everything in it is derived and shared by checker and solver."""

    problem: Problem
    person_index: dict[str, int] = field(init=False)
    choices: tuple[Choice | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.person_index = {person.id: index for index, person in enumerate(problem.people)}
        self.choices = (None, *_choices(problem))
        self.by_text = {choice.text: index for index, choice in enumerate(self.choices) if choice is not None}
        self.by_text[""] = BLANK
        self._codes = {code.id: code for code in problem.codes}
        self._pieces: dict[tuple[str, int], Pieces] = {}
        self._midnights: dict[int, int] = {}
        self.memo: dict[object, dict[tuple[int, int, int], int]] = {}
        self._classes: dict[Select, ChoiceClass] = {}
        self._series = {series.id: (series.usual, dict(series.values)) for series in problem.series}

    # --- days

    @property
    def first(self) -> int:
        """The first known day, 0 or negative."""
        return -self.problem.history_days

    @property
    def last(self) -> int:
        """The last day of the horizon."""
        return self.problem.days - 1

    @property
    def all_days(self) -> range:
        return range(self.first, self.last + 1)

    def date(self, day: int) -> dt.date:
        return time.add_days(self.problem.first, day)

    def day(self, when: dt.date) -> int:
        return time.days_between(self.problem.first, when)

    def weekday(self, day: int) -> int:
        """Monday = 0."""
        return (self._first_weekday + day) % 7

    @cached_property
    def _first_weekday(self) -> int:
        return self.problem.first.weekday()

    @cached_property
    def holiday_days(self) -> frozenset[int]:
        return frozenset(self.day(holiday.date) for holiday in self.problem.holidays)

    def midnight(self, day: int) -> int:
        """UTC minute at which the local day begins."""
        known = self._midnights.get(day)
        if known is None:
            known = self._midnights[day] = time.utc_minute(self.date(day), 0, self.problem.zone)
        return known

    def day_of(self, minute: int) -> int:
        """The local day that holds a UTC minute."""
        return self.day(time.local_date(minute, self.problem.zone))

    # --- choices

    @cached_property
    def planned(self) -> tuple[bool, ...]:
        """Whether the solver may choose it, by choice."""
        return tuple(choice is not None and choice.code.planned for choice in self.choices)

    @cached_property
    def works(self) -> tuple[bool, ...]:
        """Whether a choice brings pieces of work, by choice."""
        return tuple(choice is not None and choice.code.works for choice in self.choices)

    @cached_property
    def rest(self) -> int:
        """The choice that the solver writes for a day off."""
        for index, choice in enumerate(self.choices):
            if choice is not None and choice.code.kind == "rest" and choice.code.planned:
                return index
        raise LookupError("a problem has one planned code of kind rest")

    def code(self, choice: int) -> Code | None:
        found = self.choices[choice]
        return None if found is None else found.code

    def klass(self, select: Select) -> ChoiceClass:
        """The choices that a selection names (never BLANK)."""
        known = self._classes.get(select)
        if known is None:
            holds = (i for i, choice in enumerate(self.choices) if choice is not None and select.holds(choice.code))
            known = self._classes[select] = ChoiceClass(frozenset(holds), select)
        return known

    def parse(self, text: str) -> int | None:
        """The choice that a cell's text names, or None where there is no such choice."""
        return self.by_text.get(text)

    def text(self, choice: int) -> str:
        found = self.choices[choice]
        return "" if found is None else found.text

    # --- work on the clock

    def pieces(self, choice: int, day: int) -> Pieces:
        """The pieces of a choice that starts on that day, by the ward's zone and its clock changes."""
        found = self.choices[choice]
        if found is None or not found.code.segments:
            return ()
        key = (found.code.id, day)
        known = self._pieces.get(key)
        if known is None:
            known = self._pieces[key] = make_pieces(found.code, self.date(day), self.problem)
        return known

    def credit(self, person: Person, code: Code, day: int) -> int:
        """Minutes that a day of absence adds to a person's hours; 0 for a code that counts by its own pieces."""
        if code.credit != "fifth" or self.weekday(day) > 4:
            return 0
        return self.weekly_due(person) // 5

    def weekly_due(self, person: Person) -> int:
        """Weekly duty in minutes after the part-time quota."""
        contract = self._contracts.get(person.contract)
        return 0 if contract is None else contract.weekly_minutes * person.quota // 100

    @cached_property
    def _contracts(self) -> dict[str, Contract]:
        return {contract.id: contract for contract in self.problem.contracts}

    @cached_property
    def reach(self) -> int:
        """How many days after its own a duty can still be at work (1 with nights)."""
        ends = [segment.end for code in self.problem.codes for segment in code.segments]
        real = [
            self.day_of(piece.end - 1) - self.day(known.date) for known in self.problem.pieces for piece in known.pieces
        ]
        return max([1, *((end - 1) // time.DAY for end in ends), *real])

    def boundaries(self, day: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Every UTC minute at which a piece of work of that day may begin, and every one at which it may end."""
        found = {piece for index in range(1, len(self.choices)) for piece in self.pieces(index, day)}
        found.update(self._real_pieces.get(day, ()))
        return tuple(sorted({piece.start for piece in found})), tuple(sorted({piece.end for piece in found}))

    @cached_property
    def _real_pieces(self) -> dict[int, list[Piece]]:
        real: dict[int, list[Piece]] = {}
        for known in self.problem.pieces:
            real.setdefault(self.day(known.date), []).extend(known.pieces)
        return real

    # --- people, demand, scopes

    @cached_property
    def options(self) -> tuple[tuple[int, ...], ...]:
        """The choices that the solver may ever give each person: rest and the planned codes of the person's post."""
        return tuple(
            tuple(
                index
                for index, choice in enumerate(self.choices)
                if choice is not None
                and choice.code.planned
                and (not choice.code.works or not person.codes or choice.code.id in person.codes)
            )
            for person in self.problem.people
        )

    def employed(self, person: int, day: int) -> bool:
        who, when = self.problem.people[person], self.date(day)
        return (who.since is None or who.since <= when) and (who.until is None or when <= who.until)

    def in_scope(self, scope: Scope) -> tuple[int, ...]:
        """Indices of the people whom a scope names."""
        return tuple(
            index
            for index, person in enumerate(self.problem.people)
            if (not scope.people or person.id in scope.people)
            and (not scope.grades or person.grade in scope.grades)
            and (not scope.contracts or person.contract in scope.contracts)
            and (not scope.tags or not set(scope.tags).isdisjoint(person.tags))
        )

    def qualified(self, person: Person, skill: tuple[tuple[str, ...], ...], when: dt.date) -> bool:
        """Whether a person satisfies a conjunction of alternatives of grades and skills on a date."""
        return all(any(person.qualified(term, when) for term in group) for group in skill)

    def need(self, need: Need | None, day: int) -> int | None:
        """A line's figure on a day; formulas read their series."""
        if not isinstance(need, Formula):
            return need
        usual, values = self._series[need.of]
        return need.value(values.get(self.date(day), usual))

    def line_needs(self, line: DemandLine, day: int) -> tuple[int | None, int | None, int | None]:
        """Minimum, target and maximum of a line on a day; all None where the line does not apply."""
        when = self.date(day)
        special = self._special.get(line.id, {}).get(when)
        if special is not None:
            return self.need(special.minimum, day), self.need(special.target, day), self.need(special.maximum, day)
        applies = (
            line.days.holds(self.weekday(day), day in self.holiday_days)
            and (line.first is None or line.first <= when)
            and (line.last is None or when <= line.last)
        )
        if not applies:
            return None, None, None
        return self.need(line.minimum, day), self.need(line.target, day), self.need(line.maximum, day)

    @cached_property
    def _special(self) -> dict[str, dict[dt.date, DayNeed]]:
        return {line.id: {need.date: need for need in line.by_date} for line in self.problem.demand}

    @cached_property
    def layer_index(self) -> dict[str, int]:
        return {layer.id: index for index, layer in enumerate(self.problem.layers)}


def make_pieces(code: Code, when: dt.date, problem: Problem) -> Pieces:
    """The pieces that a code brings on a date. Over a clock change the effective minutes are the real or the nominal ones."""
    out = []
    for segment in code.segments:
        start = time.utc_minute(when, segment.start, problem.zone)
        end = time.utc_minute(when, segment.end, problem.zone)
        nominal = segment.end - segment.start
        effective = nominal if segment.effective is None else segment.effective
        if problem.clock_change == "real":
            effective += (end - start) - nominal
        out.append(Piece(start, end, effective, tuple(sorted(code.all_tags | set(segment.tags)))))
    return tuple(out)


def _choices(problem: Problem) -> list[Choice]:
    """Every code; where lines count posts, the codes that serve them once per post instead of bare, then bare as well."""
    posts: dict[str, dict[str, None]] = {}
    for line in problem.demand:
        if line.counting == "posts":
            for served in line.codes:
                posts.setdefault(served, {})[line.post] = None
    out = []
    for code in problem.codes:
        if code.id in posts:
            out.append(Choice(replace(code, planned=False)))
            out.extend(Choice(code, post) for post in posts[code.id])
        else:
            out.append(Choice(code))
    return out
