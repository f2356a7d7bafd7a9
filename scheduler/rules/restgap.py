"""RESTGAP: a least rest between two duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import ChoiceClass, Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Roster
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.domain.time import DAY
from scheduler.rules.api import Finding, Gap, Statement, Word, span_lifted
from scheduler.rules.evaluate import evaluate, gap_reach
from scheduler.rules.reading import matches
from scheduler.rules.template import Reach, Template, Unit, code_name, names, param, say_day


@dataclass(frozen=True)
class RestGap(Template):
    """At least so many minutes, on the real clock, from the end of a duty to the start of the next one.

    `equal`: at least as long as the duty was (its hours by the clock where they were not recorded otherwise), and no less
    than `minutes`. Standbys at home are no duties; where `before` names them (as `on_call` does), none begins so soon either.
    """

    key: ClassVar[str] = "RESTGAP"
    title: ClassVar[Text] = Text("Repos entre deux services", "Rest between duties")
    about: ClassVar[Text] = Text(
        "Durée minimale entre la fin d'un service et le début du suivant.",
        "Least time from the end of a duty to the start of the next.",
    )
    short: ClassVar[Text] = Text(
        "{who} : {value} de repos entre {before} du {first} et {after} du {last}, minimum {limit} ({rule}).",
        "{who}: {value} of rest between {before} on {first} and {after} on {last}, minimum {limit} ({rule}).",
    )
    overlap: ClassVar[Text] = Text(
        "{who} : {before} du {first} et {after} du {last} se chevauchent de {value} ; {limit} de repos au moins ({rule}).",
        "{who}: {before} on {first} and {after} on {last} overlap by {value}; at least {limit} of rest ({rule}).",
    )

    called: ClassVar[Text] = Text(
        "{who} : {after} du {last} commence moins de {limit} après la fin de {before} du {first} ({rule}).",
        "{who}: {after} on {last} begins less than {limit} after the end of {before} on {first} ({rule}).",
    )

    minutes: int = param(720, Text("Repos minimal", "Least rest"), unit="minutes", low=0, high=10080)
    after: Select = param(WORK, Text("Après", "After"))
    before: Select = param(WORK, Text("Avant", "Before"))
    equal: bool = param(False, Text("Aussi long que le service", "As long as the duty"))

    def state(self, reach: Reach) -> Iterator[Gap | Word]:
        frame = reach.frame
        after, before = frame.klass(self.after), frame.klass(self.before)
        asked = _by_length(frame, after, self.minutes) if self.equal else {self.minutes: after}
        soon = [found for minutes, klass in asked.items() for found in self._standbys(frame, klass, minutes)]
        for person in reach.people:
            said = (reach.rule, reach.lifted(person), person)
            for minutes, klass in asked.items():
                yield Gap(*said, reach.first, reach.last, minutes, klass, before, frame.reach)
            for classes in soon:
                starts = tuple(day for day in reach.days if day + len(classes) - 1 <= frame.last)
                yield Word(*said, classes, starts)
            if self.equal:
                for day, worked in _recorded(frame, person):
                    if reach.first <= day <= reach.last:
                        own = ChoiceClass(frozenset(), self.after)
                        yield Gap(*said, day, day, max(self.minutes, worked), own, before, frame.reach)

    def _standbys(self, frame: Frame, after: ChoiceClass, minutes: int) -> Iterator[tuple[ChoiceClass, ...]]:
        """Classes on days in a row: a duty, anything on the days between, a standby that begins too soon after it; of one day,
        what holds both."""
        begins: dict[int, set[int]] = {}
        ends: dict[int, set[int]] = {}
        for index, found in enumerate(frame.choices):
            if found is None:
                continue
            calls = [d.period.start for d in found.duties_of(self.before, hours=False) if not d.on_site]
            for start in calls:
                begins.setdefault(start, set()).add(index)
            if index in after.choices and found.works:
                ends.setdefault(max(end for _, end in found.work_spans()), set()).add(index)
        anything = ChoiceClass(frozenset(range(1, len(frame.choices))), Select())
        for end, earlier in sorted(ends.items()):
            for days in range((end + minutes) // DAY + 1):
                soon = {start: held for start, held in begins.items() if start + days * DAY < end + minutes}
                if not days:
                    both = earlier & set().union(*(held for start, held in soon.items() if start >= end))
                    if both:
                        yield (ChoiceClass(frozenset(both), Select()),)
                elif soon:
                    later = ChoiceClass(frozenset().union(*soon.values()), Select())
                    yield (ChoiceClass(frozenset(earlier), Select()), *(anything,) * (days - 1), later)

    def _asked(self, frame: Frame, choice: object) -> int:
        """The rest after a choice, in minutes."""
        assert isinstance(choice, int)
        return max(self.minutes, _length(frame, choice)) if self.equal else self.minutes

    def check(self, statement: Statement, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
        """Walks the person's duties backwards, the next one at hand for each."""
        if not isinstance(statement, Gap):
            yield from evaluate(statement, roster, lo, hi)
            return
        said, person, within = statement, statement.person, gap_reach(statement)
        latest = min(said.last, hi)
        following: tuple[int, int] | None = None
        for day in range(min(roster.frame.last, latest + within), max(said.first, lo - within) - 1, -1):
            pieces = roster.pieces(person, day)
            if not pieces:
                continue
            if following and day <= latest and lo <= following[0] <= day + within and matches(roster, said.after, person, day):
                rest = following[1] - max(piece.end for piece in pieces)
                if rest < said.minutes and not span_lifted(said.lifted, (day, following[0])):
                    yield _short_rest(said, roster, day, following[0], rest)
            if matches(roster, said.before, person, day):
                following = day, min(piece.start for piece in pieces)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        yield "minutes", 1

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        choices = finding.extra.get("choices")
        standby = isinstance(choices, tuple)
        before, after = (choices[0], choices[-1]) if isinstance(choices, tuple) else (
            finding.extra["before"], finding.extra["after"])
        said = self.called if standby else self.overlap if finding.value < 0 else self.short
        return said.get(lang).format(
            who=names(finding, frame),
            value=hours(abs(finding.value)),
            limit=hours(self._asked(frame, before) if standby else finding.limit),
            before=code_name(frame, before),
            after=code_name(frame, after),
            first=say_day(frame, finding.first, lang),
            last=say_day(frame, finding.last, lang),
            rule=setting.title.get(lang),
        )


def _length(frame: Frame, index: int) -> int:
    """The minutes of a choice's work by the clock."""
    choice = frame.choices[index]
    return 0 if choice is None else sum(end - start for start, end in choice.work_spans())


def _by_length(frame: Frame, klass: ChoiceClass, least: int) -> dict[int, ChoiceClass]:
    """The choices of a class by the rest that equals their work; real work is not among them, it has its own length."""
    found: dict[int, set[int]] = {}
    for index in klass.choices:
        choice = frame.choices[index]
        if choice is not None and choice.works:
            found.setdefault(max(least, _length(frame, index)), set()).add(index)
    return {minutes: ChoiceClass(frozenset(choices), Select()) for minutes, choices in sorted(found.items())}


def _recorded(frame: Frame, person: int) -> Iterator[tuple[int, int]]:
    """The days whose real work was recorded, and how long it was."""
    who = frame.problem.people[person].id
    for known in frame.problem.pieces:
        if known.person == who and known.pieces:
            yield frame.day(known.date), sum(piece.end - piece.start for piece in known.pieces)


def _short_rest(said: Gap, roster: Roster, day: int, later: int, rest: int) -> Finding:
    short, person = said.minutes - rest, said.person
    already = short if roster.fixed(person, day) and roster.fixed(person, later) else 0
    extra = {"before": roster.at(person, day), "after": roster.at(person, later)}
    return Finding(said.rule, "", (person,), day, later, rest, said.minutes, short, already, (day,), extra=extra)
