"""Who can fill a hole: every person of the ward as a candidate, one after another, each with what it breaks, costs and why.

`candidates` gives them one by one, so that a window can take them in slices; the roster is as it was after each. `ranked`
puts them in order. A candidate is one move; several moves together (a chain) are judged by the same `judged`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.accounts.hours import Ledger
from scheduler.checking import Cell, LiveCheck, is_hard
from scheduler.domain.calls import Call
from scheduler.domain.frame import BLANK, Frame
from scheduler.rules.api import Finding, Run
from scheduler.services.replacing_holes import Hole, filled
from scheduler.services.replacing_people import BARS, Bar, Facts, Staff
from scheduler.services.replacing_terms import EXCHANGE, PAY, POOL, RECOVER, WITHIN, Cost, terms

Status = Literal["proposed", "opens", "breaks", "refused", "left_alone", "barred"]
STATUSES: tuple[Status, ...] = ("proposed", "opens", "breaks", "refused", "left_alone", "barred")
"""What comes of a candidate, best first: can be asked; can, but leaves another shift short; breaks a hard rule; has refused
this hole; asked not to be called; cannot fill it."""

_ASKED = {"accepted": 0, "waiting": 2, "not_reached": 3, "refused": 4}
_NOT_ASKED = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What moves bring: hard rules broken, or broken more; minimum cover that falls short elsewhere; the cost of each layer."""

    breaks: tuple[Finding, ...]
    opens: tuple[Finding, ...]
    costs: tuple[int, ...]

    @property
    def worst(self) -> tuple[Finding, ...]:
        """Of each hard rule that is broken, where it is broken most."""
        found: dict[str, Finding] = {}
        for finding in self.breaks:
            known = found.get(finding.rule)
            if known is None or finding.new > known.new:
                found[finding.rule] = finding
        return tuple(found.values())

    @property
    def rules(self) -> int:
        """How many hard rules are broken."""
        return len({finding.rule for finding in self.breaks})


@dataclass(frozen=True, slots=True)
class Fill:
    """A hole filled by one person: the choice in his cell, the one given up for it (BLANK: none), its minutes that count, the
    balance of his hours afterwards, and how many minutes remain to tell him."""

    choice: int
    given_up: int
    cost: Cost
    minutes: int
    balance: int | None
    notice: int
    verdict: Verdict

    @property
    def needs_reason(self) -> bool:
        """Whether he is told later than the ward's notice."""
        return self.notice < terms().notice


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person for a hole. With `bar` there is no `fill`. `order` is what candidates are sorted by:

    the status; the number of hard rules broken; asked already or not (accepted, not asked, waiting, not reached, refused);
    the rank of the cost; volunteers first; recalls; weekends; the balance of hours afterwards; the plan's costs by layer; the
    person's place in the ward. Who cannot fill it comes by how easily that changes.
    """

    person: int
    status: Status
    facts: Facts
    bar: Bar | None
    fill: Fill | None
    order: tuple[int, ...]

    @property
    def legal(self) -> bool:
        """Whether he can fill the hole and no hard rule is broken beyond what was already there."""
        return self.fill is not None and not self.fill.verdict.breaks

    def moves(self, hole: Hole) -> tuple[Cell, ...]:
        """The cells to write."""
        return () if self.fill is None else ((self.person, hole.day, self.fill.choice),)


def candidates(
    check: LiveCheck, hole: Hole, now: int, calls: Sequence[Call] | None = None, ledger: Ledger | None = None
) -> Iterator[Candidate]:
    """Everybody as a candidate, in the ward's order. `now` is the present UTC minute, `calls` the call log where it is newer
    than the ward's own; a `ledger` that is kept saves time. The roster is never left changed."""
    problem = check.frame.problem
    staff = Staff(check, hole, now, problem.calls if calls is None else calls, ledger)
    for person in range(len(problem.people)):
        yield _candidate(staff, person)


def ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates from the one to ask first to those who cannot fill the hole."""
    return tuple(sorted(found, key=lambda candidate: candidate.order))


def judged(check: LiveCheck, moves: Sequence[Cell]) -> Verdict:
    """What moves together would break, leave short and cost; the roster stays as it is."""
    trial = check.trial(moves)
    hard = [finding for finding in trial.added if finding.new > 0 and is_hard(check.rule(finding))]
    short = [each for each in trial.added if each.level == "minimum" and check.rule(each).setting.template == "COVER"]
    return Verdict(
        tuple(each for each in hard if not any(_no_less(check, old, each) for old in trial.removed)),
        tuple(each for each in short if not any(_no_less(check, old, each) for old in trial.removed)),
        trial.costs,
    )


def _no_less(check: LiveCheck, old: Finding, new: Finding) -> bool:
    """Whether what a finding tells was broken no less before: the same instance, or a run that held this one."""
    one, other = ((each.rule, each.level, each.people, each.limit) for each in (old, new))
    if one != other or old.new < new.new:
        return False
    runs = isinstance(check.rule(new).statements[0], Run)
    return old.key == new.key or (runs and old.first <= new.first and new.last <= old.last)


def _candidate(staff: Staff, person: int) -> Candidate:
    facts, bar = staff.facts(person), staff.bar(person)
    fill = None if bar is not None else _fill(staff, person, facts)
    if fill is None:
        assert bar is not None
        return Candidate(person, "barred", facts, bar, None, (STATUSES.index("barred"), BARS.index(bar), person))
    status = _status(facts, fill)
    return Candidate(person, status, facts, None, fill, _order(person, status, facts, fill))


def _status(facts: Facts, fill: Fill) -> Status:
    if facts.left_alone:
        return "left_alone"
    if facts.call is not None and facts.call.answer == "refused":
        return "refused"
    if fill.verdict.breaks:
        return "breaks"
    return "opens" if fill.verdict.opens else "proposed"


def _order(person: int, status: Status, facts: Facts, fill: Fill) -> tuple[int, ...]:
    return (
        STATUSES.index(status),
        fill.verdict.rules,
        _NOT_ASKED if facts.call is None else _ASKED[facts.call.answer],
        fill.cost.rank,
        0 if facts.volunteer else 1,
        facts.recalls,
        facts.weekends,
        fill.balance or 0,
        *fill.verdict.costs,
        person,
    )


def _fill(staff: Staff, person: int, facts: Facts) -> Fill:
    """The hole filled as a common shift, or as overtime where only that breaks fewer rules."""
    frame, hole = staff.frame, staff.hole
    held = staff.roster.at(person, hole.day)
    choice = filled(frame, hole, held)
    assert choice is not None
    plain = _tried(staff, person, facts, held, choice)
    extra = None if frame.works[held] else frame.overtime(choice)
    if not plain.verdict.breaks or extra is None or extra not in frame.options[person]:
        return plain
    as_overtime = _tried(staff, person, facts, held, extra)
    return as_overtime if as_overtime.verdict.rules < plain.verdict.rules else plain


def _tried(staff: Staff, person: int, facts: Facts, held: int, choice: int) -> Fill:
    frame, day, ledger = staff.frame, staff.hole.day, staff.ledger
    given_up = held if _gives_up(frame, held, choice) else BLANK
    minutes = _minutes(frame, choice, day) - _minutes(frame, held, day)
    more = ledger.regular(choice, day) - ledger.regular(held, day)
    balance = None if facts.balance is None else facts.balance + more
    begins = min([staff.hole.start, *(piece.start for piece in frame.pieces(given_up, day))])
    over = minutes > 0 and (balance is None or max(0, balance) > max(0, facts.balance or 0))
    cost = _cost(frame, person, choice, given_up, over)
    return Fill(choice, given_up, cost, minutes, balance, begins - staff.now, judged(staff.check, [(person, day, choice)]))


def _minutes(frame: Frame, choice: int, day: int) -> int:
    return sum(piece.effective for piece in frame.counted(choice, day))


def _gives_up(frame: Frame, held: int, choice: int) -> bool:
    """Whether a cell's work or one of its on-call periods has to go for another choice."""
    old, new = frame.choices[held], frame.choices[choice]
    if old is None or new is None:
        return False
    return (old.code.works and (old.code.id, old.post) != (new.code.id, new.post)) or not set(old.duties) <= set(new.duties)


def _cost(frame: Frame, person: int, choice: int, given_up: int, over: bool) -> Cost:
    """The kind of cost; `over`: minutes above what is due, or of hours that are not counted."""
    found, own = frame.choices[choice], terms().by_tag(frame.problem, frame.problem.people[person])
    assert found is not None
    if frame.works[given_up]:
        return terms().cost(EXCHANGE)
    if own is not None and own.id != POOL:
        return own
    if found.overtime:
        return terms().cost(PAY)
    if over:
        return terms().cost(RECOVER)
    return own or terms().cost(WITHIN)
