"""What a cell may hold: a code, the post served where demand counts posts, overtime or not, the on-call periods beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from scheduler.domain.codes import Clock, Code, Select
from scheduler.domain.oncall import Duty, duties
from scheduler.domain.overtime import MARK, OVERTIME, allowed
from scheduler.domain.problem import Problem
from scheduler.domain.time import DAY

PLUS = "+"
"""Stands before each on-call period in a cell's text."""

MOST_DUTIES = 2
"""On-call periods that a plan may put into one cell."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one cell may hold: a code, the post served ("" where it does not matter), on-call periods beside it.

    Worked as `overtime` it has the same hours and serves the same demand; the code then carries the tag.
    """

    code: Code
    post: str = ""
    duties: tuple[Duty, ...] = ()
    overtime: bool = False

    @property
    def text(self) -> str:
        base = f"{self.code.id}/{self.post}" if self.post else self.code.id
        return PLUS.join((base + MARK if self.overtime else base, *(duty.id for duty in self.duties)))

    def as_overtime(self) -> Choice:
        """The same, worked as overtime."""
        return replace(self, code=replace(self.code, tags=(*self.code.tags, OVERTIME)), overtime=True)

    @property
    def on_site(self) -> bool:
        """Whether a guard is held."""
        return any(duty.on_site for duty in self.duties)

    @property
    def works(self) -> bool:
        """Whether it brings work: the code's own, or a guard."""
        return self.code.works or self.on_site

    @property
    def code_tags(self) -> frozenset[str]:
        """The code's tags; a rest beside which a guard is held is none."""
        tags = self.code.all_tags
        return tags - {"rest"} if self.on_site else tags

    @property
    def tags(self) -> frozenset[str]:
        return self.code_tags.union(*(duty.tags for duty in self.duties))

    def of(self, select: Select) -> bool:
        """Whether it is of a class of codes: by its code, or by the tags of all that it holds."""
        if not self.duties:
            return select.holds(self.code)
        return (self.named(select) or not self.tags.isdisjoint(select.tags)) != select.negate

    def named(self, select: Select) -> bool:
        """Whether a class names its code; a rest beside which a guard is held is no longer that rest."""
        return self.code.id in select.codes and (self.code.works or not self.on_site)

    def duties_of(self, select: Select, hours: bool) -> tuple[Duty, ...]:
        """The on-call periods of it that are of a class; of `hours`, a standby of which a part counts is work too."""
        return tuple(
            duty
            for duty in self.duties
            if (not {*duty.tags, *(("work",) if hours and duty.line.worth else ())}.isdisjoint(select.tags)) != select.negate
        )

    def spans(self) -> Iterator[tuple[Clock, Clock]]:
        """When it keeps a person, at work or on call, in clock minutes of its day."""
        yield from self.work_spans()
        yield from ((duty.period.start, duty.period.end) for duty in self.duties if not duty.on_site)

    def work_spans(self) -> Iterator[tuple[Clock, Clock]]:
        """When it keeps a person at work, in clock minutes of its day."""
        yield from ((segment.start, segment.end) for segment in self.code.segments)
        yield from ((duty.period.start, duty.period.end) for duty in self.duties if duty.on_site)


def overlap(one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]], later: int = 0) -> bool:
    """Whether spans of one day overlap spans of the day `later` days after it."""
    shifted = [(start + later * DAY, end + later * DAY) for start, end in other]
    return any(start < stop and begin < end for start, end in one for begin, stop in shifted)


def make_choices(problem: Problem) -> list[Choice]:
    """Every code; where lines count posts, the codes that serve them once per post, and bare as a fact; those that may be
    worked as overtime once more; then each of these with the on-call periods that may stand beside it; and whatever else
    stands in the rosters, as a fact."""
    out = _plain(problem)
    # The texts of cells, so that each is one choice.
    plain = {choice.text: choice for choice in out}
    twins = [choice.as_overtime() for choice in plain.values() if allowed(problem, choice.code)]
    out += [twin for twin in twins if twin.text not in plain]
    plain = {choice.text: choice for choice in out}
    if problem.lines:
        out += [choice for base in plain.values() if _takes_duties(base.code) for choice in _combined(base, problem)]
    known = {choice.text for choice in out}
    facts = (read_cell(text, plain, problem) for text in sorted(_held(problem) - known))
    return out + [fact for fact in facts if fact is not None]


def _plain(problem: Problem) -> list[Choice]:
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


def _takes_duties(code: Code) -> bool:
    return code.planned and code.kind in ("rest", "work")


def _combined(base: Choice, problem: Problem) -> Iterator[Choice]:
    """A code with each of the periods, and pairs of periods, that one person may hold beside it on one day."""
    beside = [
        duty
        for duty in duties(problem.lines)
        if (duty.line.beside is None or duty.line.beside.holds(base.code))
        and not overlap(base.spans(), [(duty.period.start, duty.period.end)])
    ]
    for count in range(1, MOST_DUTIES + 1):
        for held in combinations(beside, count):
            if all(_together(one, other) for one, other in combinations(held, 2)):
                yield replace(base, duties=held)


def _together(one: Duty, other: Duty) -> bool:
    """Whether one person may hold both on one day: not at once, on no excluded line, and on some day both are due."""
    excluded = other.line.id in one.line.excludes or one.line.id in other.line.excludes
    if excluded or overlap([(one.period.start, one.period.end)], [(other.period.start, other.period.end)]):
        return False
    kinds = [(weekday, holiday) for weekday in range(7) for holiday in (False, True)]
    return any(one.period.days.holds(*kind) and other.period.days.holds(*kind) for kind in kinds)


def _held(problem: Problem) -> set[str]:
    """The cells of the ward's rosters that hold an on-call period or overtime."""
    rows = [*problem.roster, *(row for reference in problem.references for row in reference.rows)]
    return {cell for row in rows for cell in set(row.cells) if PLUS in cell or MARK in cell}


def read_cell(text: str, plain: dict[str, Choice], problem: Problem) -> Choice | None:
    """What stands in a cell although no plan may put it there, a fact: overtime, a code with on-call periods."""
    base, *names = text.split(PLUS) if problem.lines else [text]
    held = {duty.id: duty for duty in duties(problem.lines)}
    chosen = plain.get(base)
    if chosen is None:
        chosen = plain.get(base.removesuffix(MARK))
        if chosen is None or not chosen.code.works:
            return None
        chosen = chosen.as_overtime()
    if len(set(names)) < len(names) or not all(name in held for name in names):
        return None
    return replace(chosen, code=replace(chosen.code, planned=False), duties=tuple(held[name] for name in names))
