"""A problem made ready for arithmetic: people, days and choices as small integers, and what each choice is on the clock.

Person p is an index into `problem.people`. Day 0 is the first of the horizon, days of the history are negative. Choice 0 is
`BLANK` (undecided); every other one is a code, with the post served where demand counts posts, as overtime or not, and with
the on-call periods held beside it. Pieces are work; a standby is none, and has its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from scheduler.domain import time
from scheduler.domain.choices import Choice, make_choices
from scheduler.domain.codes import Code, Piece, Select
from scheduler.domain.demand import DayNeed, DemandLine, Formula, Need
from scheduler.domain.oncall import Duty, duties
from scheduler.domain.overtime import terms
from scheduler.domain.people import Contract, Person
from scheduler.domain.pieces import Pieces, duty_piece, make_pieces, weighed
from scheduler.domain.problem import Problem
from scheduler.domain.settings import Scope

BLANK = 0


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
        self.choices = (None, *make_choices(problem))
        self.by_text = {choice.text: index for index, choice in enumerate(self.choices) if choice is not None}
        self.by_text[""] = BLANK
        self._codes = {code.id: code for code in problem.codes}
        self._pieces: dict[tuple[str, bool, int], Pieces] = {}
        self._held: dict[tuple[int, int], tuple[Pieces, Pieces, Pieces]] = {}
        self._measured: dict[tuple[str, Select, int, int], Pieces] = {}
        self._midnights: dict[int, int] = {}
        self.memo: dict[object, dict[tuple[int, ...], int]] = {}
        self.tables: dict[object, dict[Any, Any]] = {}
        """What a reader of rules has worked out of codes and days alone, by what it was worked out for."""
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
        return tuple(choice is not None and choice.works for choice in self.choices)

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
            holds = (i for i, choice in enumerate(self.choices) if choice is not None and choice.of(select))
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
        """The work of a choice that starts on that day, by the ward's zone and its clock changes."""
        found = self.choices[choice]
        if found is None or not (found.code.segments or found.duties):
            return ()
        if found.duties:
            return self._parts(choice, day)[1]
        key = (found.code.id, found.overtime, day)
        known = self._pieces.get(key)
        if known is None:
            known = self._pieces[key] = make_pieces(found.code, self.date(day), self.problem)
        return known

    def code_pieces(self, choice: int, day: int) -> Pieces:
        """The work of a choice's code alone, without its guards: what serves the ward's demand."""
        return self._parts(choice, day)[0] if self.has_duties[choice] else self.pieces(choice, day)

    def standby(self, choice: int, day: int) -> Pieces:
        """The standbys of a choice on the clock; their effective minutes are what counts as hours."""
        return self._parts(choice, day)[2] if self.has_duties[choice] else ()

    def _parts(self, choice: int, day: int) -> tuple[Pieces, Pieces, Pieces]:
        """The work of a choice's code, all its work in the order of time, its standbys."""
        known = self._held.get((choice, day))
        if known is None:
            found = self.choices[choice]
            assert found is not None
            own = make_pieces(found.code, self.date(day), self.problem)
            guards = tuple(duty_piece(duty, self.date(day), self.problem) for duty in found.duties if duty.on_site)
            standbys = tuple(duty_piece(duty, self.date(day), self.problem) for duty in found.duties if not duty.on_site)
            known = self._held[choice, day] = own, tuple(sorted((*own, *guards), key=lambda p: p.start)), standbys
        return known

    def measured(self, by: str, klass: ChoiceClass, choice: int, day: int) -> Pieces:
        """The parts of a choice that are of a class, with what a sum takes from each in place of its effective minutes:
        those minutes, those on the `clock`, the `points` of its on-call periods, or what its `presence` shows."""
        if by in ("effective", "presence") and not self.has_duties[choice]:
            return self.pieces(choice, day) if choice in klass.choices else ()
        key = (by, klass.select, choice, day)
        known = self._measured.get(key)
        if known is None:
            known = self._measured[key] = tuple(self._measure(by, klass.select, choice, day))
        return known

    def _measure(self, by: str, select: Select, choice: int, day: int) -> Iterator[Piece]:
        found = self.choices[choice]
        if found is None:
            return
        if by != "points" and (found.named(select) or not found.code_tags.isdisjoint(select.tags)) != select.negate:
            yield from (weighed(piece, by) for piece in self.code_pieces(choice, day))
        yield from self.measured_duties(by, select, choice, day, guards=True)

    def measured_duties(self, by: str, select: Select, choice: int, day: int, guards: bool) -> Iterator[Piece]:
        """What on-call periods bring to a sum; without `guards`, whose work is known otherwise, only their points."""
        found = self.choices[choice]
        assert found is not None
        for duty in found.duties_of(select, by == "effective"):
            if by == "points":
                yield replace(duty_piece(duty, self.date(day), self.problem), effective=duty.period.points)
            elif guards or not duty.on_site:
                yield weighed(duty_piece(duty, self.date(day), self.problem), by)

    def duty_tags(self, choice: int) -> frozenset[str]:
        """What a cell whose work was recorded still says of its on-call periods: all but that it worked."""
        found = self.choices[choice]
        return frozenset() if found is None else frozenset(tag for duty in found.duties for tag in duty.tags) - {"work"}

    def counted(self, choice: int, day: int) -> Pieces:
        """The work whose minutes are hours: a code's that counts by its own, guards, and standbys of which a part counts."""
        found = self.choices[choice]
        if found is None:
            return ()
        own = found.code.credit == "real"
        if not found.duties:
            return self.pieces(choice, day) if own else ()
        held = (duty_piece(duty, self.date(day), self.problem) for duty in found.duties)
        return (*(self.code_pieces(choice, day) if own else ()), *(piece for piece in held if piece.effective))

    @cached_property
    def has_duties(self) -> tuple[bool, ...]:
        """Whether a choice holds on-call periods, by choice."""
        return tuple(choice is not None and bool(choice.duties) for choice in self.choices)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every on-call period of the ward."""
        return duties(self.problem.lines)

    def beside(self, choice: int, at: int) -> int | None:
        """The choice that holds one on-call period (an index of `duties`) more; BLANK takes rest with it. None: none does."""
        found = self.choices[choice or self.rest]
        assert found is not None
        held = [duty for duty in self.duties if duty in found.duties or duty is self.duties[at]]
        return self.by_text.get(replace(found, duties=tuple(held)).text)

    @cached_property
    def holding(self) -> dict[str, frozenset[int]]:
        """By on-call period, the choices that hold it."""
        return {
            duty.id: frozenset(i for i, choice in enumerate(self.choices) if choice is not None and duty in choice.duties)
            for duty in self.duties
        }

    def due(self, duty: Duty, day: int) -> bool:
        """Whether somebody is needed for an on-call period on a day."""
        return duty.period.days.holds(self.weekday(day), day in self.holiday_days)

    def _ever_qualified(self, person: Person, duty: Duty) -> bool:
        terms = {person.grade, *(held.skill for held in person.skills)}
        return all(not terms.isdisjoint(group) for group in duty.line.skill)

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
        ends += [duty.period.end for duty in self.duties]
        real = [self.day_of(piece.end - 1) - self.day(known.date) for known in self.problem.pieces for piece in known.pieces]
        return max([1, *((end - 1) // time.DAY for end in ends), *real])

    def boundaries(self, day: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Every UTC minute at which a piece of work of that day may begin, and every one at which it may end."""
        found = {piece for index in range(1, len(self.choices)) for piece in self.pieces(index, day)}
        found.update(duty_piece(duty, self.date(day), self.problem) for duty in self.duties)
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
    def demand(self) -> tuple[DemandLine, ...]:
        """The ward's demand lines, and as such what its on-call periods need."""
        return (*self.problem.demand, *(duty.need for duty in self.duties))

    def serves(self, line: DemandLine, choice: int) -> bool:
        """Whether a choice counts for a line on its shift or, if the line is a clock interval, while its code is at work."""
        if line.id in self.holding:
            return choice in self.holding[line.id]
        found = self.choices[choice]
        if found is None or (line.counting == "posts" and found.post != line.post):
            return False
        return found.code.id in line.codes if line.codes else found.code.kind == "work" and found.code.works

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
                and (not choice.overtime or at in self.accepting)
                and all(self._ever_qualified(person, duty) for duty in choice.duties)
            )
            for at, person in enumerate(self.problem.people)
        )

    @cached_property
    def accepting(self) -> frozenset[int]:
        """Who accepts overtime: whoever is in the scope of a setting that allows it."""
        return frozenset(person for setting in terms(self.problem) for person in self.in_scope(setting.scope))

    def overtime(self, choice: int) -> int | None:
        """The same work as overtime, or no longer so; None where there is no such choice."""
        found = self.choices[choice]
        if found is None:
            return None
        wanted = replace(found, overtime=not found.overtime).text
        return self.by_text.get(wanted)

    def employed(self, person: int, day: int) -> bool:
        who, when = self.problem.people[person], self.date(day)
        return (who.since is None or who.since <= when) and (who.until is None or when <= who.until)

    def in_scope(self, scope: Scope) -> tuple[int, ...]:
        """Indices of the people whom a scope names."""
        return tuple(index for index, person in enumerate(self.problem.people) if scope.names(person))

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
