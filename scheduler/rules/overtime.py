"""OVERTIME: which shifts those who accept it may also work as overtime, and at which price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import ChoiceClass, Frame
from scheduler.domain.overtime import OVERTIME, TEMPLATE, allowed
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours
from scheduler.rules.api import Finding, Price
from scheduler.rules.template import Reach, Template, Unit, code_name, names, param, say_days


@dataclass(frozen=True)
class Overtime(Template):
    """Beside each code of `codes` the people in scope may hold the same as overtime (`M*`): the same hours, the same cover.

    It counts for rests, for what a week may hold at most and for cover; contract hours and what is said "overtime excluded"
    leave it out. Each hour begun costs `price`; caps are BALANCE's. The scope is who accepts overtime: a plan gives none to
    anybody else, and where it was typed for one it is his post that does not allow it. What was recorded as worked is a fact
    and costs nothing.
    """

    key: ClassVar[str] = TEMPLATE
    title: ClassVar[Text] = Text("Heures supplémentaires", "Overtime")
    about: ClassVar[Text] = Text(
        "Qui accepte des heures supplémentaires (la portée), sur quels codes, à quel prix.",
        "Who accepts overtime (the scope), on which codes, at which price.",
    )
    worked: ClassVar[Text] = Text(
        "{who} : {code} {when}, {value} d'heures supplémentaires ({rule}).",
        "{who}: {code} {when}, {value} of overtime ({rule}).",
    )

    codes: Select = param(WORK, Text("Codes concernés", "Codes concerned"))
    price: int = param(1, Text("Prix d'une heure", "Price of an hour"), low=0, high=1_000_000)

    def state(self, reach: Reach) -> Iterator[Price]:
        frame = reach.frame
        classes = self._classes(frame)
        cells = tuple((day, klass, False, price) for day in reach.days if day >= 0 for price, klass in classes)
        for person in reach.people:
            if cells:
                yield Price(reach.rule, reach.lifted(person), person, cells, OVERTIME)

    def _classes(self, frame: Frame) -> list[tuple[int, ChoiceClass]]:
        """The choices that are overtime by what one of them costs; recorded work is of none of these classes."""
        found: dict[int, set[int]] = {}
        for index, choice in enumerate(frame.choices):
            if choice is not None and choice.overtime and self.codes.holds(choice.code):
                begun = -(-_minutes(frame, index) // 60)
                found.setdefault(begun * self.price, set()).add(index)
        return [(price, ChoiceClass(frozenset(choices), Select())) for price, choices in sorted(found.items()) if price]

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        if any(self.codes.holds(code) and allowed(problem, code) for code in problem.codes):
            yield "overtime", self.price

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        choice = finding.extra["choice"]
        return self.worked.get(lang).format(
            who=names(finding, frame),
            code=code_name(frame, choice),
            when=say_days(frame, finding.first, finding.last, lang),
            value=hours(_minutes(frame, choice) if isinstance(choice, int) else 0),
            rule=setting.title.get(lang),
        )


def _minutes(frame: Frame, choice: int) -> int:
    """Effective minutes of a choice's code on a common day."""
    code = frame.code(choice)
    segments = () if code is None else code.segments
    return sum(part.end - part.start if part.effective is None else part.effective for part in segments)
