"""What every rule template is: typed parameters with their metadata, statements, a check, sentences in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Literal

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.rosters import Roster
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, month_name, weekday_name
from scheduler.rules.api import Days, Finding, Statement
from scheduler.rules.evaluate import evaluate

Unit = Literal[
    "uncovered", "posts", "heads", "minutes", "days", "weekends", "rests", "overtime", "wishes", "changes", "points"
]
"""What one unit of a rule's amount is, for sentences on a whole layer; points: nothing that one can name."""


NameKind = Literal["", "person", "term", "account", "code", "tag", "line", "demand"]
"""What the names in a parameter stand for; a term is a grade or a skill."""


def param(
    default: Any,
    label: Text,
    *,
    unit: str = "",
    low: int | None = None,
    high: int | None = None,
    help: Text | None = None,
    names: NameKind = "",
) -> Any:
    """A template's parameter: what the editor form shows and checks.

    `unit` is `minutes`, `days`, `weekends`, `groups` or ""; `low` and `high` bound a whole number, both included.
    `names` says of what the words of the parameter are names (of a `Select` or a `Measure` it is known).
    """
    about = {"label": label, "unit": unit, "low": low, "high": high, "help": help, "names": names}
    return field(default=default, metadata=about)


@dataclass
class Reach:
    """Whom and which days one setting touches in one frame: its scope and validity, less what other settings replace."""

    frame: Frame
    setting: RuleSetting
    people: tuple[int, ...]

    @property
    def rule(self) -> str:
        return self.setting.id

    @cached_property
    def first(self) -> int:
        """First day on which an instance may begin."""
        return max([self.frame.first, *(self.frame.day(day) for day in self._since())])

    @cached_property
    def last(self) -> int:
        """Last day on which an instance may begin."""
        until = (self.setting.valid_to, self.setting.scope.last)
        return min([self.frame.last, *(self.frame.day(day) for day in until if day is not None)])

    def _since(self) -> list[dt.date]:
        return [day for day in (self.setting.valid_from, self.setting.scope.first) if day is not None]

    @property
    def days(self) -> range:
        return range(self.first, self.last + 1)

    def lifted(self, person: int) -> Days:
        """The days on which overrides lift this rule for a person."""
        return self._lifted.get(person, frozenset())

    @cached_property
    def _lifted(self) -> dict[int, Days]:
        found: dict[int, set[int]] = {}
        for act in self.frame.problem.overrides:
            if act.rule == self.rule:
                days = range(self.frame.day(act.first), self.frame.day(act.last) + 1)
                for who in act.people:
                    if who in self.frame.person_index:
                        found.setdefault(self.frame.person_index[who], set()).update(days)
        return {person: frozenset(days) for person, days in found.items()}


@dataclass(frozen=True)
class Template:
    """A rule with its parameters. Subclasses are frozen dataclasses, one file each, found by the registry."""

    key: ClassVar[str] = ""
    title: ClassVar[Text] = Text("", "")
    about: ClassVar[Text] = Text("", "")
    levels: ClassVar[tuple[str, ...]] = ("",)
    """The levels of its findings."""

    def state(self, reach: Reach) -> Iterator[Statement]:
        """The rule as statements over the people and days in reach."""
        raise NotImplementedError(type(self).__name__)

    def check(self, statement: Statement, roster: Roster, lo: int, hi: int) -> Iterator[Finding]:
        """The fast reading of one statement; by default the evaluator. A rule with a legal source has its own."""
        return evaluate(statement, roster, lo, hi)

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        """The breach in the manager's words: people, dates, value and limit."""
        raise NotImplementedError(type(self).__name__)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        """What it counts at a level, and how much each adds to the amount; several where that differs."""
        yield "points", 1

    def contradicted(self) -> Iterator[tuple[str, Text]]:
        """Parameters that contradict others, each with what was expected; no plan could keep the rule."""
        yield from ()

    @classmethod
    def parameters(cls) -> tuple[Field[Any], ...]:
        return fields(cls)

    @classmethod
    def templates(cls) -> Mapping[str, Text]:
        """The sentence patterns by level, for the test that both languages carry the same placeholders."""
        own = {item.name for item in cls.parameters()}
        return {name: value for name, value in vars(cls).items() if isinstance(value, Text) and name not in own}


def names(finding: Finding, frame: Frame) -> str:
    """The people of a finding, as they are called."""
    return ", ".join(frame.problem.people[person].name for person in finding.people)


def say_day(frame: Frame, day: int, lang: str) -> str:
    """A day as people say it: mar. 4 mai 2027, Tue 4 May 2027."""
    when = frame.date(day)
    return f"{weekday_name(when.weekday(), lang)} {when.day} {month_name(when.month, lang)} {when.year}"


def say_days(frame: Frame, first: int, last: int, lang: str) -> str:
    """A stretch of days as people say it."""
    if first == last:
        return ("le " if lang == "fr" else "on ") + say_day(frame, first, lang)
    start, end = say_day(frame, first, lang), say_day(frame, last, lang)
    return f"du {start} au {end}" if lang == "fr" else f"from {start} to {end}"


def stretches(found: Iterable[int]) -> list[tuple[int, int]]:
    """Days in order as first and last of each stretch without a hole."""
    out: list[tuple[int, int]] = []
    for day in sorted(set(found)):
        if out and day == out[-1][1] + 1:
            out[-1] = (out[-1][0], day)
        else:
            out.append((day, day))
    return out


HIDDEN = "absence"
"""What is said of a confidential code, in either language: why somebody is away is told to nobody."""


def code_name(frame: Frame, choice: object) -> str:
    """A choice as the grid shows it, of a confidential code only that it is an absence; a dash for nothing."""
    if not isinstance(choice, int):
        return "–"
    code = frame.code(choice)
    return HIDDEN if code is not None and code.confidential else frame.text(choice) or "–"
