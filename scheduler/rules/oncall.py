"""ONCALL: who may hold an on-call period on which days, what it may not overlap, who keeps it, and the rest after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.choices import overlap
from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import ChoiceClass, Frame
from scheduler.domain.oncall import Duty
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.rules.api import Allow, Finding, Gap, Statement, Word
from scheduler.rules.template import Reach, Template, code_name, names, param, say_day, say_days

Starts = tuple[int, ...]


@dataclass(frozen=True)
class OnCall(Template):
    """What the ward's on-call lines ask of a person; how many people they need is COVER's, how many turns WINDOW's.

    A period is held on its days only, by the qualified, beside a code that it may stand beside; it overlaps neither work nor
    a period of the days beside; who holds it keeps it until a day of `changes`; after a guard no work begins for its rest.
    `lines` names the lines (empty: all).
    """

    key: ClassVar[str] = "ONCALL"
    title: ClassVar[Text] = Text("Gardes et astreintes", "On-call duties")
    about: ClassVar[Text] = Text(
        "Qui peut tenir une garde ou une astreinte, quand, avec quel repos ensuite.",
        "Who may hold a guard or a standby, when, with which rest after it.",
    )
    refused: ClassVar[Text] = Text(
        "{who} ne peut pas tenir {code} {when} : pas ce jour-là, pas sa qualification, ou pas avec ce code ({rule}).",
        "{who} may not hold {code} {when}: not on that day, not qualified, or not beside that code ({rule}).",
    )
    clash: ClassVar[Text] = Text(
        "{who} : {word} {when}, les heures se chevauchent ({rule}).", "{who}: {word} {when}, the hours overlap ({rule})."
    )
    handed: ClassVar[Text] = Text(
        "{who} : {word} {when}, la même personne la garde ces jours de suite ({rule}).",
        "{who}: {word} {when}, the same person keeps it on these days in a row ({rule}).",
    )
    tired: ClassVar[Text] = Text(
        "{who} : {value} de repos après {before} du {first}, avant {after} du {last}, minimum {limit} ({rule}).",
        "{who}: {value} of rest after {before} on {first}, before {after} on {last}, minimum {limit} ({rule}).",
    )

    lines: tuple[str, ...] = param((), Text("Lignes de garde et d'astreinte", "On-call lines"), names="line")

    def state(self, reach: Reach) -> Iterator[Statement]:
        frame = reach.frame
        held = tuple(duty for duty in frame.duties if not self.lines or duty.line.id in self.lines)
        choices = tuple(
            index for index, choice in enumerate(frame.choices) if choice and not set(choice.duties).isdisjoint(held)
        )
        if not choices:
            return
        closed = {day: _closed(frame, held, choices, day) for day in reach.days}
        words = (*_clashes(frame, reach, frozenset(choices)), *_kept(frame, reach, held))
        rests = {duty.line.id: duty.line.rest for duty in held if duty.line.rest}
        for person in reach.people:
            lifted = reach.lifted(person)
            cells = tuple((day, found) for day in reach.days if (found := closed[day] | _unfit(frame, held, person, day)))
            if cells:
                yield Allow(reach.rule, lifted, person, cells)
            for classes, starts in words:
                yield Word(reach.rule, lifted, person, classes, starts)
            for line, minutes in rests.items():
                after = frame.klass(Select(tags=(f"line:{line}",)))
                work = frame.klass(WORK)
                yield Gap(reach.rule, lifted, person, reach.first, reach.last, minutes, after, work, frame.reach)

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        words = {"who": names(finding, frame), "rule": setting.title.get(lang)}
        if "before" in finding.extra:
            return self.tired.get(lang).format(
                **words,
                value=hours(finding.value),
                limit=hours(finding.limit),
                before=code_name(frame, finding.extra["before"]),
                after=code_name(frame, finding.extra["after"]),
                first=say_day(frame, finding.first, lang),
                last=say_day(frame, finding.last, lang),
            )
        words["when"] = say_days(frame, finding.first, finding.last, lang)
        choices = finding.extra.get("choices")
        if not isinstance(choices, tuple):
            return self.refused.get(lang).format(**words, code=code_name(frame, finding.extra["choice"]))
        pattern = self.clash if _clash(frame, *choices) else self.handed
        return pattern.get(lang).format(**words, word=" ".join(code_name(frame, choice) for choice in choices))


def _closed(frame: Frame, held: tuple[Duty, ...], choices: tuple[int, ...], day: int) -> frozenset[int]:
    """The choices that nobody may hold on a day: a period that is not due, or what stands together as a fact only."""
    idle = {duty.id for duty in held if not frame.due(duty, day)}
    out: set[int] = {index for index in choices if not frame.planned[index]}
    return frozenset(out.union(*(frame.holding[name] for name in idle)))


def _unfit(frame: Frame, held: tuple[Duty, ...], person: int, day: int) -> frozenset[int]:
    """The choices with a period for which a person is not qualified on a day."""
    who, when = frame.problem.people[person], frame.date(day)
    there = frame.employed(person, day)
    wrong = (duty.id for duty in held if not there or not frame.qualified(who, duty.line.skill, when))
    return frozenset().union(*(frame.holding[name] for name in wrong))


def _clashes(frame: Frame, reach: Reach, choices: frozenset[int]) -> Iterator[tuple[tuple[ChoiceClass, ...], Starts]]:
    """Pairs of choices on days in a row of which one holds a period and whose hours overlap."""
    by_later: dict[frozenset[int], set[int]] = {}
    for one in range(1, len(frame.choices)):
        later = frozenset(
            other for other in (range(1, len(frame.choices)) if one in choices else choices) if _clash(frame, one, other)
        )
        if later:
            by_later.setdefault(later, set()).add(one)
    starts = tuple(day for day in reach.days if day < frame.last)
    for later, earlier in by_later.items():
        yield (ChoiceClass(frozenset(earlier), Select()), ChoiceClass(later, Select())), starts


def _clash(frame: Frame, one: int, other: int) -> bool:
    first, second = frame.choices[one], frame.choices[other]
    return first is not None and second is not None and overlap(first.spans(), tuple(second.spans()), 1)


def _kept(frame: Frame, reach: Reach, held: tuple[Duty, ...]) -> Iterator[tuple[tuple[ChoiceClass, ...], Starts]]:
    """A period that is held on one of two days in a row between which nobody may take over."""
    for duty in held:
        changes = duty.period.changes
        if changes is None:
            continue
        starts = tuple(
            day
            for day in reach.days
            if day < frame.last and frame.weekday(day + 1) not in changes and frame.due(duty, day) and frame.due(duty, day + 1)
        )
        tags = (f"duty:{duty.id}",)
        classes = frame.klass(Select(tags=tags)), frame.klass(Select(tags=tags, negate=True))
        if starts:
            yield classes, starts
            yield classes[::-1], starts
