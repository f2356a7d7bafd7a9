"""What is known of each person before a hole is tried on him: whether he may fill it at all, his hours, recalls, weekends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.accounts.hours import Ledger
from scheduler.checking import LiveCheck
from scheduler.domain.calls import Call
from scheduler.domain.people import Person
from scheduler.rules.eligible import Eligible, restricted
from scheduler.services.replacing_holes import Hole, filled, holds
from scheduler.services.replacing_terms import terms

Bar = Literal[
    "locked", "on_call", "holds", "training", "leave", "begun", "restricted", "post", "skill",
    "not_here", "not_employed", "absent",
]  # fmt: skip
BARS: tuple[Bar, ...] = (
    *("locked", "on_call", "holds", "training", "leave", "begun", "restricted", "post", "skill"),
    *("not_here", "not_employed", "absent"),
)
"""Why a person cannot fill a hole, from what is easiest to change to what is not."""

_KINDS: dict[str, Bar] = {"leave": "leave", "absence": "leave", "training": "training", "blocked": "not_here"}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """A person beside a hole: `balance` is minutes done less due over the horizon (None: hours are not counted), `recalls`
    those accepted within the days of the terms, `weekends` those with work in the plan, `call` the last one for this hole."""

    balance: int | None
    recalls: int
    weekends: int
    volunteer: bool
    left_alone: bool
    call: Call | None


class Staff:
    """The people of a ward before one hole; `now` is the present UTC minute."""

    def __init__(self, check: LiveCheck, hole: Hole, now: int, calls: Sequence[Call], ledger: Ledger | None = None) -> None:
        self.check, self.hole, self.now = check, hole, now
        self.roster, self.frame = check.roster, check.frame
        self.ledger = ledger or Ledger(self.frame)
        self._date = self.frame.date(hole.day)
        self._lines = [line for line in self.frame.demand if line.id in hole.lines]
        self._own = [rule.reach for rule in check.book.rules if isinstance(rule.template, Eligible) and rule.template.own]
        self._touched: dict[tuple[int, int], tuple[int, ...]] = {}
        self._asked: dict[str, Call] = {}
        self._recalls: dict[str, int] = {}
        for call in sorted(calls, key=lambda call: call.asked):
            if (call.date, call.code) == (self._date, hole.code):
                self._asked[call.person] = call
            if call.answer == "accepted" and call.answered is not None and now - terms().recall <= call.answered <= now:
                self._recalls[call.person] = self._recalls.get(call.person, 0) + 1

    def facts(self, person: int) -> Facts:
        who = self.frame.problem.people[person]
        return Facts(
            self.ledger.difference(self.roster, person) if self.frame.weekly_due(who) else None,
            self._recalls.get(who.id, 0),
            self._weekends(person),
            who.volunteers(self._date),
            who.left_alone(self._date),
            self._asked.get(who.id),
        )

    def bar(self, person: int) -> Bar | None:
        """Why the person cannot fill the hole, or None where he can be tried."""
        frame, day = self.frame, self.hole.day
        who = frame.problem.people[person]
        held = self.roster.at(person, day)
        code, choice = frame.code(held), filled(frame, self.hole, held)
        if person == self.hole.absent:
            return "absent"
        if not frame.employed(person, day):
            return "not_employed"
        if code is not None and code.kind == "blocked":
            return "not_here"
        if not self._qualified(who):
            return "skill"
        barred = self._by_post(person)
        if barred is not None:
            return barred
        if code is not None and code.kind in _KINDS:
            return _KINDS[code.kind]
        if holds(frame, held, self.hole.code):
            return "holds"
        if self.roster.fixed(person, day):
            return "locked"
        if choice is None:
            return "on_call"
        return "begun" if self._begun(held, choice) else None

    def _begun(self, held: int, choice: int) -> bool:
        """Whether work, or an on-call period, that the person would give up has begun: what was worked stays."""
        frame, day = self.frame, self.hole.day
        now, then = ({*frame.pieces(each, day), *frame.standby(each, day)} for each in (held, choice))
        return any(piece.start < self.now for piece in now - then)

    def _qualified(self, who: Person) -> bool:
        lines = self._lines
        return not lines or any(self.frame.qualified(who, line.skill, self._date) for line in lines)

    def _by_post(self, person: int) -> Bar | None:
        """What the person's own post and restrictions say, where no recorded act lifts them."""
        frame, day = self.frame, self.hole.day
        if self._own and all(day in reach.lifted(person) for reach in self._own):
            return None
        choice = filled(frame, self.hole, frame.rest)
        if choice is None:
            return None
        found = frame.choices[choice]
        who = frame.problem.people[person]
        assert found is not None
        if choice not in frame.options[person] or (found.post and not who.qualified(found.post, self._date)):
            return "post"
        return "restricted" if choice in restricted(frame, person, day) else None

    def _weekends(self, person: int) -> int:
        """Weekends of the horizon that the person's work touches."""
        frame = self.frame
        found: set[int] = set()
        for day in range(max(frame.first, -frame.reach), frame.last + 1):
            if frame.weekday(day) + frame.reach >= _SATURDAY:
                found.update(saturday for saturday in self._weekends_of(person, day) if saturday + 1 >= 0)
        return len(found)

    def _weekends_of(self, person: int, day: int) -> tuple[int, ...]:
        choice = self.roster.at(person, day)
        if self.roster.special(person, day) is not None:
            return self.ledger.weekends(self.ledger.counted(self.roster, person, day))
        known = self._touched.get((choice, day))
        if known is None:
            known = self._touched[choice, day] = self.ledger.weekends(self.ledger.counted(self.roster, person, day))
        return known
