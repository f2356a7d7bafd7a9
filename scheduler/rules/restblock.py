"""RESTBLOCK: in each period a free block must exist: so many hours, or so many full calendar days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.codes import Select
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Roster
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.rules.amounts import DAYS, RESTS
from scheduler.rules.api import Finding, Hole, Period, Statement, span_lifted
from scheduler.rules.evaluate import hole_ahead
from scheduler.rules.periods import Kind, periods
from scheduler.rules.reading import matches
from scheduler.rules.template import Reach, Template, Unit, names, param, say_days

NOTHING = Select()


@dataclass(frozen=True)
class RestBlock(Template):
    """In each period `blocks` free blocks exist: of `minutes` in one piece, beginning within the period (it may run into the
    next), or of `days` full calendar days in a row within the period, one of them a weekday of `contains`.

    A full calendar day is one that no work minute touches; cells of class `busy` (leave) are not rest either. `blocks` above
    one is for single days (four rest days in a fortnight).
    """

    key: ClassVar[str] = "RESTBLOCK"
    title: ClassVar[Text] = Text("Repos hebdomadaire", "Weekly rest")
    about: ClassVar[Text] = Text(
        "Un repos d'une durée donnée dans chaque période.", "A rest of a given length in every period."
    )
    missing_hours: ClassVar[Text] = Text(
        "{who} : pas de repos continu de {limit} {when} ({rule}).",
        "{who}: no continuous rest of {limit} {when} ({rule}).",
    )
    missing_days: ClassVar[Text] = Text(
        "{who} : {value} de {size} {when}, minimum {limit} ({rule}).",
        "{who}: {value} of {size} {when}, minimum {limit} ({rule}).",
    )

    period: Kind = param("week", Text("Période", "Period"))
    length: int = param(1, Text("Longueur", "Length"), low=1, high=52)
    blocks: int = param(1, Text("Nombre de repos", "Number of rests"), low=1, high=60)
    minutes: int | None = param(None, Text("Durée d'un repos", "Length of a rest"), unit="minutes", low=1)
    days: int = param(1, Text("Jours pleins consécutifs", "Full days in a row"), unit="days", low=1, high=14)
    contains: tuple[int, ...] = param((), Text("Dont un de ces jours", "One of them on"))
    busy: Select = param(NOTHING, Text("Codes qui ne sont pas du repos", "Codes that are not rest"))

    def state(self, reach: Reach) -> Iterator[Hole]:
        frame = reach.frame
        found = tuple(
            self._period(frame, first, last)
            for first, last in periods(frame, self.period, self.length, reach.first, reach.last)
            if first >= reach.first and (last <= frame.last or self.minutes is not None)
        )
        for person in reach.people:
            yield Hole(
                reach.rule,
                reach.lifted(person),
                person,
                found,
                1 if self.minutes is not None else self.blocks,
                self.minutes,
                frame.klass(self.busy),
            )

    def _period(self, frame: Frame, first: int, last: int) -> Period:
        if self.minutes is not None:
            begin, stop = frame.midnight(first), frame.midnight(last + 1)
            ends = {end for day in range(first - frame.reach, last + 1) for end in frame.boundaries(day)[1]}
            return Period(first, last, starts=tuple(sorted({begin, *(end for end in ends if begin <= end < stop)})))
        starts = range(first, last - self.days + 2)
        blocks = (tuple(range(start, start + self.days)) for start in starts)
        wanted = set(self.contains) or {0, 1, 2, 3, 4, 5, 6}
        kept = tuple(block for block in blocks if not wanted.isdisjoint(frame.weekday(day) for day in block))
        return Period(first, last, blocks=kept)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        yield "rests", 1

    def check(self, statement: Statement, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
        """Walks the person's work through each period, looking for the rest that it must leave."""
        assert isinstance(statement, Hole)
        said, frame, person = statement, roster.frame, statement.person
        ahead = hole_ahead(said)
        for period in said.periods:
            if period.last + ahead < lo or period.first - frame.reach > hi:
                continue
            if span_lifted(said.lifted, range(period.first, period.last + 1)):
                continue
            days = list(range(max(frame.first, period.first - frame.reach), min(frame.last, period.last + ahead) + 1))
            found = _rests(said, period, roster, days)
            if found < said.need:
                reachable = _rests(said, period, roster, [day for day in days if roster.fixed(person, day)])
                short, already = said.need - found, said.need - reachable
                key = (period.first,)
                first, last = period.first, period.last
                yield Finding(said.rule, "", (person,), first, last, found, said.need, short, already, key)

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        pattern = self.missing_days if self.minutes is None else self.missing_hours
        return pattern.get(lang).format(
            who=names(finding, frame),
            value=RESTS.say(finding.value).get(lang),
            size=DAYS.say(self.days).get(lang),
            limit=finding.limit if self.minutes is None else hours(self.minutes),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )


def _rests(said: Hole, period: Period, roster: Roster, days: list[int]) -> int:
    """How many of the rests that a period needs its work on those days leaves, at most the number needed."""
    frame, person = roster.frame, said.person
    work = sorted((piece.start, piece.end) for day in days for piece in roster.pieces(person, day))
    if said.minutes is not None:
        return int(_pause(work, frame.midnight(period.first), frame.midnight(period.last + 1), said.minutes))
    taken = {day for day in days if matches(roster, said.busy, person, day)}
    for start, end in work:
        # A piece begins at most `reach` days before the last day that it touches.
        for day in range(period.first, period.last + 1):
            if start < frame.midnight(day + 1) and frame.midnight(day) < end:
                taken.add(day)
    return min(said.need, sum(taken.isdisjoint(block) for block in period.blocks))


def _pause(work: list[tuple[int, int]], begin: int, stop: int, minutes: int) -> bool:
    """Whether work in order of its start leaves so many minutes free that begin before `stop`."""
    at = begin
    for start, end in work:
        if at >= stop or start - at >= minutes:
            break
        at = max(at, end)
    return at < stop
