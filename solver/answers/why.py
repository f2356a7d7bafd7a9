"""Why a cell holds what it holds, and why not something else: rules with their figures, and the best other plan."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from scheduler.domain.frame import BLANK
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from scheduler.rules.api import Finding
from scheduler.rules.live import is_hard
from solver.answers import why_words as say
from solver.answers.bounds import MAKING, Joined, bounds_of
from solver.answers.near import all_heads, heads, parts_of
from solver.answers.otherwise import Other, Otherwise
from solver.answers.standing import Standing, Wards
from solver.answers.why_words import Words
from solver.questions import CellChange, Cost, Reason, Why, WhyAsked

BREACHES = 3
"""Broken rules told of one code."""


def why(asked: WhyAsked, wards: Wards, stop: threading.Event, tell: Callable[[Why], None] = lambda found: None) -> Why:
    """Answers within the question's time; with `stop` what was found until then. `tell` hears what is known before."""
    end = time.monotonic() + asked.seconds
    ward = wards.of(with_plan(asked.problem, asked.rows))
    return _Cell(asked, wards, ward, stop, end).answer(tell)


def with_plan(problem: Problem, rows: Iterable[Row]) -> Problem:
    """A problem with a plan in its roster; what the plan leaves blank stays as it is."""
    cells = {row.person: row.cells for row in rows}
    known = problem.history_days
    own = {row.person: row.cells for row in problem.roster}
    empty = ("",) * (known + problem.days)
    filled = []
    for person in problem.people:
        row = own.get(person.id, empty)
        plan = cells.get(person.id, ())
        horizon = [text or row[known + day] for day, text in enumerate(plan)] or list(row[known:])
        filled.append(Row(person.id, (*row[:known], *horizon)))
    return replace(problem, roster=tuple(filled))


@dataclass
class _Tried:
    """What one other choice in the cell alone brings: hard rules broken and others, each by its worst finding with its
    sentence; what it costs more by layer."""

    choice: int
    broken: dict[str, tuple[Finding, Text]] = field(default_factory=dict)
    dearer: dict[str, tuple[Finding, Text]] = field(default_factory=dict)
    more: tuple[int, ...] = ()


class _Cell:
    def __init__(self, asked: WhyAsked, wards: Wards, ward: Standing, stop: threading.Event, end: float) -> None:
        self.asked, self.wards, self.ward, self.stop, self.end = asked, wards, ward, stop, end
        self.frame, self.grid, self.check = ward.frame, ward.grid, ward.check
        self.person, self.day = self.frame.person_index[asked.person], self.frame.day(asked.date)
        self.words = Words(self.frame, self.person, self.day)
        self.held = self.grid.at(self.person, self.day)
        self.wanted = None if asked.code is None else self.frame.parse(asked.code)
        self.reasons: list[Reason] = []

    # --- the answer

    def answer(self, tell: Callable[[Why], None]) -> Why:
        fact = self._fact()
        if fact is not None:
            self._add(self.words.say(fact, code=self.words.code(self.held)))
            return Why(tuple(self.reasons), exact=True)
        if self.asked.code is None:
            self._why_this()
            allowed = set(self.frame.options[self.person]) - {self.held}
        else:
            if not self._why_not(self.asked.code):
                return Why(tuple(self.reasons), exact=True)
            assert self.wanted is not None
            allowed = {self.wanted}
        if self._unfinished():
            self._add(self.words.say(say.UNFINISHED))
            return Why(tuple(self.reasons))
        return self._cost(frozenset(allowed), tell)

    def _unfinished(self) -> bool:
        """Whether a cell that a plan decides is undecided."""
        days, grid = range(self.frame.last + 1), self.grid
        return any(grid.at(p, d) == BLANK and not grid.fixed(p, d) for p in range(len(grid.rows)) for d in days)

    def _add(self, said: Text, finding: Finding | None = None) -> None:
        if finding is None:
            date = self.frame.date(self.day)
            self.reasons.append(Reason(said, "", (self.asked.person,), date, date))
            return
        people = tuple(self.frame.problem.people[person].id for person in finding.people)
        first, last = self.frame.date(finding.first), self.frame.date(finding.last)
        self.reasons.append(Reason(said, finding.rule, people, first, last))

    # --- what is given

    def _fact(self) -> Text | None:
        """How a cell that no plan may change came about, as far as is known."""
        if not self.grid.fixed(self.person, self.day):
            return None
        if self.day < 0:
            return say.PAST
        if self.grid.special(self.person, self.day) is not None:
            return say.RECORDED
        return say.GIVEN if self.held != BLANK and not self.frame.planned[self.held] else say.LOCKED

    # --- why this

    def _why_this(self) -> None:
        if self.held == BLANK:
            self._add(self.words.say(say.UNDECIDED))
        self._covers()
        tried = [self._tried(choice) for choice in self.frame.options[self.person] if choice != self.held]
        for one in tried:
            self._breaches(one)
        free = sorted((one for one in tried if not one.broken), key=lambda one: one.more)
        if tried and not free:
            self._add(self.words.say(say.NO_OTHER))
        for one in free[:1]:
            for finding, said in [*one.dearer.values()][:BREACHES]:
                self._add(self.words.say(say.BREAKS, code=self.words.code(one.choice), breach=said), finding)

    def _covers(self) -> None:
        """The demand that counts this person here."""
        for said in all_heads(self.ward.book):
            spans: list[tuple[int, int, int]] = []
            for (_, _, start, end), part in parts_of(said):
                if any(p == self.person and d == self.day and self.held in c for p, d, c in part.slots[0][2]):
                    there = heads(part, self.grid)
                    begun = spans.pop()[0] if spans and spans[-1][1:] == (start, there) else start
                    spans.append((begun, end, there))
            date = self.frame.date(said.day)
            for start, end, there in spans:
                for sentence in self.words.served(said, (start, end), there):
                    self.reasons.append(Reason(sentence, said.rule, (self.asked.person,), date, date))

    # --- why not that

    def _why_not(self, code: str) -> bool:
        """Says what the code alone would break; whether a plan with it can be sought."""
        wanted = self.wanted
        if wanted is None or wanted not in self.frame.options[self.person]:
            self._add(self.words.say(say.NO_POST, code=code))
            return False
        if wanted == self.held:
            self._add(self.words.say(say.HELD, code=code))
            return False
        tried = self._tried(wanted)
        self._breaches(tried)
        if not tried.broken:
            self._add(self.words.say(say.FREE, code=code))
        return True

    def _breaches(self, tried: _Tried) -> None:
        code = self.words.code(tried.choice)
        for finding, said in [*tried.broken.values()][:BREACHES]:
            self._add(self.words.say(say.BREAKS, code=code, breach=said), finding)
        if len(tried.broken) > BREACHES:
            self._add(self.words.say(say.BESIDES, code=code, more=len(tried.broken) - BREACHES))

    def _tried(self, choice: int) -> _Tried:
        """The live check with that choice in the cell and everything else as it stands."""
        before, costs = {_named(f): f.amount for f in self.check}, self.check.costs()
        found = _Tried(choice)
        with self.ward.tried([(self.person, self.day, choice)]) as check:
            for finding in check:
                if finding.new > 0 and finding.amount > before.get(_named(finding), 0):
                    kind = found.broken if is_hard(check.rule(finding)) else found.dearer
                    worst = kind.get(finding.rule)
                    if worst is None or finding.new > worst[0].new:
                        kind[finding.rule] = finding, self.words.breach(check, finding)
            found.more = tuple(after - cost for after, cost in zip(check.costs(), costs, strict=True))
        return found

    # --- what it would cost

    def _cost(self, allowed: frozenset[int], tell: Callable[[Why], None]) -> Why:
        """Seeks other plans, each better than the one before, and proves where none can be."""
        cell = self.person, self.day
        group = self._joined(float("inf"))
        if group is not None and not group.possible(cell, allowed):
            return self._never()
        people = None if group is None else group.group.persons
        search = Otherwise(self.ward, cell, allowed, self.asked.reach, self.stop, self.end, people)
        best: Other | None = None
        exact = False
        for best in search.plans():
            if self._exact(search, best):
                exact = True
                break
            tell(self._found(search, best, False))
            group = group or self._joined(MAKING)
            exact = self._proved(group, allowed, best)
            if exact:
                break
        if best is None:
            return self._never() if search.impossible else self._none(search)
        return self._found(search, best, exact)

    def _joined(self, making: float) -> Joined | None:
        """Those whom rules join to the person, where bounds stand ready or more than `making` seconds are left for them."""
        may_make = self.end - time.monotonic() > making
        bounds = bounds_of(self.wards, self.ward, self._over, may_make)
        return None if bounds is None else bounds.of(self.person, self._over)

    def _over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    @staticmethod
    def _exact(search: Otherwise, best: Other) -> bool:
        """Whether nothing costs more, or the search itself has proved the first layer that does."""
        return best.dearer is None or (search.proved is not None and search.proved > best.dearer)

    def _proved(self, group: Joined | None, allowed: frozenset[int], best: Other) -> bool:
        """Whether no plan can be cheaper in the first layer that costs more."""
        stands = None if group is None else group.plan(self.grid)
        other = None if group is None else group.plan(best.grid)
        if group is None or stands is None or other is None or best.dearer is None:
            return False
        if not {person for person, _, _ in best.changed} <= set(group.group.persons):
            return False  # somebody else's roster pays
        layer = best.dearer
        least = group.least(layer, (self.person, self.day), allowed, stands, other)
        return least is not None and least - int(stands.costs[layer]) >= best.more[layer]

    def _code(self) -> Text:
        """The other choice, in words."""
        if self.asked.code is not None:
            return Text(self.asked.code, self.asked.code)
        return self.words.say(say.OTHERWISE, code=self.words.code(self.held))

    def _never(self) -> Why:
        never = say.NEVER if self.asked.code is not None else say.NEVER_OTHER
        return self._with([self.words.say(never, code=self._code())], exact=True)

    def _none(self, search: Otherwise) -> Why:
        pattern = say.NOT_FOUND if self.asked.code is not None else say.NOT_FOUND_OTHER
        return self._with([self.words.say(pattern, code=self._code(), around=self._around(search))])

    def _around(self, search: Otherwise) -> Text:
        return self.words.days(min(search.days), max(search.days))

    def _found(self, search: Otherwise, best: Other, exact: bool) -> Why:
        layers, before = self.frame.problem.layers, self.check.costs()
        dearer = best.dearer
        pattern = say.AS_GOOD if dearer is None else say.DEARER if exact else say.FOUND
        there = self.words.code(best.grid.at(self.person, self.day))
        said = [self.words.say(pattern, code=there, count=len(best.changed))]
        said += self.words.costs(before, best.more)
        if dearer is not None:
            proof = say.PROVED if exact else say.AT_MOST
            said.append(self.words.say(proof, code=self._code(), layer=layers[dearer].name, around=self._around(search)))
        return replace(
            self._with(said, exact),
            possible=True,
            more=tuple(Cost(one.id, now + more, more) for one, now, more in zip(layers, before, best.more, strict=True)),
            rows=best.grid.horizon_rows(),
            changes=tuple(
                CellChange(
                    self.frame.problem.people[person].id,
                    self.frame.date(day),
                    self.frame.text(self.grid.at(person, day)),
                    self.frame.text(choice),
                )
                for person, day, choice in best.changed
            ),
        )

    def _with(self, said: list[Text], exact: bool = False) -> Why:
        date = self.frame.date(self.day)
        more = (Reason(one, "", (self.asked.person,), date, date) for one in said)
        return Why((*self.reasons, *more), exact=exact)


def _named(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.level, finding.people, finding.first, finding.last, finding.key
