"""ELIGIBLE: which codes a person may hold on which days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Select
from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Allow, Finding
from scheduler.rules.template import Reach, Template, code_name, names, param, say_days


@dataclass(frozen=True)
class Eligible(Template):
    """Who may hold what: a person's own post, restrictions and employment dates, or codes that need a skill or are closed."""

    key: ClassVar[str] = "ELIGIBLE"
    title: ClassVar[Text] = Text("Qui peut faire quoi", "Who may do what")
    about: ClassVar[Text] = Text(
        "Codes permis selon le poste, les compétences, les restrictions et les dates.",
        "Codes allowed by post, skills, restrictions and dates.",
    )
    refused: ClassVar[Text] = Text(
        "{who} ne peut pas être en {code} {when} ({rule}).", "{who} may not hold {code} {when} ({rule})."
    )

    own: bool = param(False, Text("Appliquer le poste et les restrictions de chacun", "Apply each person's own post"))
    codes: Select | None = param(None, Text("Codes concernés", "Codes concerned"))
    needs: tuple[tuple[str, ...], ...] = param((), Text("Compétences exigées", "Skills required"), names="term")
    days: DayMask = param(DayMask(), Text("Jours", "Days"))

    def state(self, reach: Reach) -> Iterator[Allow]:
        for person in reach.people:
            cells = tuple((day, found) for day in reach.days if (found := self._forbidden(reach.frame, person, day)))
            if cells:
                yield Allow(reach.rule, reach.lifted(person), person, cells)

    def _forbidden(self, frame: Frame, person: int, day: int) -> frozenset[int]:
        out: frozenset[int] = frozenset()
        if self.own:
            out = ruled_out(frame, person, day)
        if self.codes is not None and self.days.holds(frame.weekday(day), day in frame.holiday_days):
            who = frame.problem.people[person]
            if not self.needs or not frame.qualified(who, self.needs, frame.date(day)):
                out |= frame.klass(self.codes).choices
        return out

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        return self.refused.get(lang).format(
            who=names(finding, frame),
            code=code_name(frame, finding.extra["choice"]),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )


def ruled_out(frame: Frame, person: int, day: int) -> frozenset[int]:
    """The choices that a person's post, restrictions, employment and the posts' skills rule out on a day."""
    if not frame.employed(person, day):
        return _working(frame)
    who, when = frame.problem.people[person], frame.date(day)
    out: set[int] = set()
    options = frame.options[person]
    for index, choice in enumerate(frame.choices):
        if choice is None or not choice.code.works:
            continue
        if (choice.code.planned and index not in options) or (choice.post and not who.qualified(choice.post, when)):
            out.add(index)
    return frozenset(out) | restricted(frame, person, day)


def restricted(frame: Frame, person: int, day: int) -> frozenset[int]:
    """The choices that a person's restrictions rule out on a day."""
    out: frozenset[int] = frozenset()
    when = frame.date(day)
    for restriction in frame.problem.people[person].restrictions:
        if (
            (restriction.first is None or restriction.first <= when)
            and (restriction.last is None or when <= restriction.last)
            and restriction.days.holds(frame.weekday(day), day in frame.holiday_days)
        ):
            out |= frame.klass(restriction.select).choices
    return out


def _working(frame: Frame) -> frozenset[int]:
    return frozenset(index for index, works in enumerate(frame.works) if works)
