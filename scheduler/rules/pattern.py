"""PATTERN: sequences of codes over consecutive days that may not stand, or cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Select
from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Finding, Word
from scheduler.rules.template import Reach, Template, code_name, names, param, say_days


@dataclass(frozen=True)
class Pattern(Template):
    """Words over classes of codes, each forbidden on consecutive days that begin on a day of `days`.

    A required sequence is said by the words that deny it: "Saturday and Sunday together" is work then none, and none then
    work, both beginning on a Saturday.
    """

    key: ClassVar[str] = "PATTERN"
    title: ClassVar[Text] = Text("Enchaînement de codes", "Sequence of codes")
    about: ClassVar[Text] = Text("Suites de codes interdites ou à éviter.", "Sequences of codes forbidden or to avoid.")
    found: ClassVar[Text] = Text("{who} : enchaînement {word} {when} ({rule}).", "{who}: sequence {word} {when} ({rule}).")

    words: tuple[tuple[Select, ...], ...] = param((), Text("Enchaînements", "Sequences"))
    days: DayMask = param(DayMask(), Text("Premier jour", "First day"))

    def state(self, reach: Reach) -> Iterator[Word]:
        frame = reach.frame
        for word in self.words:
            classes = tuple(frame.klass(select) for select in word)
            starts = tuple(
                day
                for day in reach.days
                if day + len(word) - 1 <= frame.last and self.days.holds(frame.weekday(day), day in frame.holiday_days)
            )
            for person in reach.people:
                yield Word(reach.rule, reach.lifted(person), person, classes, starts)

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        choices = finding.extra["choices"]
        assert isinstance(choices, tuple)
        return self.found.get(lang).format(
            who=names(finding, frame),
            word=" ".join(code_name(frame, choice) for choice in choices),
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )
