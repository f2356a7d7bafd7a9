"""What is said of one cell from the rules alone: how it was given, what it covers, what another choice there breaks."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.domain.frame import BLANK
from scheduler.domain.text import Text
from scheduler.rules.api import Finding
from scheduler.rules.live import is_hard
from solver.answers import why_facts as facts
from solver.answers import why_words as say
from solver.answers.near import all_heads, heads, parts_of
from solver.answers.standing import Standing
from solver.answers.why_words import Words
from solver.questions import Reason

BREACHES = 3
"""Broken rules told of one code."""


@dataclass
class Tried:
    """What one other choice in the cell alone brings: hard rules broken and others, each by its worst finding with its
    sentence; what it costs more by layer."""

    choice: int
    broken: dict[str, tuple[Finding, Text]] = field(default_factory=dict)
    dearer: dict[str, tuple[Finding, Text]] = field(default_factory=dict)
    more: tuple[int, ...] = ()


class Alone:
    """The cell of a person and a day in a plan that stands. `reasons` grows with what is asked of it."""

    def __init__(self, ward: Standing, person: int, day: int) -> None:
        self.ward, self.person, self.day = ward, person, day
        self.frame, self.grid, self.check = ward.frame, ward.grid, ward.check
        self.words = Words(self.frame, person, day)
        self.held = self.grid.at(person, day)
        self.reasons: list[Reason] = []
        self.free: list[Tried] = []
        """What breaks no hard rule there with all else unchanged, the cheapest first; of the codes asked about."""

    def reason(self, said: Text, rule: str = "") -> Reason:
        """A reason whose place is the cell itself."""
        date = self.frame.date(self.day)
        return Reason(said, rule, (self.frame.problem.people[self.person].id,), date, date)

    def add(self, said: Text, finding: Finding | None = None) -> None:
        """One more reason, about the cell or where a finding is."""
        if finding is None:
            self.reasons.append(self.reason(said))
            return
        people = tuple(self.frame.problem.people[person].id for person in finding.people)
        first, last = self.frame.date(finding.first), self.frame.date(finding.last)
        self.reasons.append(Reason(said, finding.rule, people, first, last))

    # --- what is given

    def fact(self) -> Text | None:
        """How a cell that no plan may change came about, as far as is known."""
        if not self.grid.fixed(self.person, self.day):
            return None
        absent = facts.presence(self.frame, self.person, self.day) if self.day >= 0 else None
        if absent is not None:
            return absent
        if self.day < 0:
            return say.PAST
        if self.grid.special(self.person, self.day) is not None:
            return say.RECORDED
        if self.held == BLANK:
            return say.LOCKED_EMPTY
        return say.GIVEN if not self.frame.planned[self.held] else say.LOCKED

    # --- why this

    def why_this(self) -> None:
        """Says what the cell covers, what each other code would break, and what the cheapest of the rest would cost."""
        if self.held == BLANK:
            self.add(self.words.say(say.UNDECIDED))
        self._covers()
        tried = [self._tried(choice) for choice in self.frame.options[self.person] if choice != self.held]
        for one in tried:
            if self._plain(one.choice):
                self._breaches(one, 1)
        self.free = sorted((one for one in tried if not one.broken), key=lambda one: one.more)
        if tried and not self.free:
            self.add(self.words.say(say.NO_OTHER))
        for one in self.free[:1]:
            for finding, said in [*one.dearer.values()][:BREACHES]:
                self.add(self.words.say(say.BREAKS, code=self.words.code(one.choice), breach=said), finding)

    def _covers(self) -> None:
        """The demand that counts this person here."""
        for said in all_heads(self.ward.book):
            spans: list[tuple[int, int, int]] = []
            for (_, _, start, end), part in parts_of(said):
                if any(p == self.person and d == self.day and self.held in c for p, d, c in part.slots[0][2]):
                    there = heads(part, self.grid)
                    begun = spans.pop()[0] if spans and spans[-1][1:] == (start, there) else start
                    spans.append((begun, end, there))
            for start, end, there in spans:
                self.reasons += [self.reason(each, said.rule) for each in self.words.served(said, (start, end), there)]

    # --- why not that

    def why_not(self, code: str) -> int | None:
        """Says what the code alone would break; the choice, where a plan with it can be sought."""
        wanted = self.frame.parse(code)
        if wanted is None or wanted not in self.frame.options[self.person]:
            self.add(facts.presence(self.frame, self.person, self.day) or facts.never(self.frame, self.person, code))
            return None
        if wanted == self.held:
            self.add(self.words.say(say.HELD, code=code))
            return None
        tried = self._tried(wanted)
        self._breaches(tried, BREACHES)
        if not tried.broken:
            self.free = [tried]
            self.add(self.words.say(say.FREE, code=code))
        return wanted

    def _plain(self, choice: int) -> bool:
        """Whether a choice is a code alone, or beside the on-call periods that the cell holds: not all others are told."""
        other, held = self.frame.choices[choice], self.frame.choices[self.held]
        return other is not None and not other.overtime and other.duties in ((), () if held is None else held.duties)

    def _breaches(self, tried: Tried, most: int) -> None:
        code = self.words.code(tried.choice)
        for finding, said in [*tried.broken.values()][:most]:
            self.add(self.words.say(say.BREAKS, code=code, breach=said), finding)
            if self.check.rule(finding).setting.template == "ELIGIBLE":
                fact = facts.barred(self.frame, self.person, self.day, tried.choice, self.words.days(self.day, self.day))
                if fact is not None:
                    self.add(fact, finding)
        if len(tried.broken) > most:
            self.add(self.words.say(say.BESIDES, code=code, rules=say.RULES.say(len(tried.broken) - most)))

    def _tried(self, choice: int) -> Tried:
        """The live check with that choice in the cell and everything else as it stands."""
        before, costs = {_named(f): f.amount for f in self.check}, self.check.costs()
        found = Tried(choice)
        with self.ward.tried([(self.person, self.day, choice)]) as check:
            for finding in check:
                if finding.new > 0 and finding.amount > before.get(_named(finding), 0):
                    kind = found.broken if is_hard(check.rule(finding)) else found.dearer
                    worst = kind.get(finding.rule)
                    if worst is None or finding.new > worst[0].new:
                        kind[finding.rule] = finding, self.words.breach(check, finding)
            found.more = tuple(after - cost for after, cost in zip(check.costs(), costs, strict=True))
        return found


def _named(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.level, finding.people, finding.first, finding.last, finding.key
