"""How a ward sets its rules: one generic record per rule instance, its scope, its weight and layer, overrides and wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from scheduler.domain.codes import Select
from scheduler.domain.people import Person
from scheduler.domain.text import Text

Hardness = Literal["hard", "soft", "off"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A level of the objective; layers come in the order in which they are minimised."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and when a rule touches: empty lists mean everyone, no date means without limit."""

    grades: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def names(self, person: Person) -> bool:
        """Whether the rule touches a person."""
        return (
            (not self.people or person.id in self.people)
            and (not self.grades or person.grade in self.grades)
            and (not self.contracts or person.contract in self.contracts)
            and (not self.tags or not set(self.tags).isdisjoint(person.tags))
        )


@dataclass(frozen=True, slots=True)
class LevelCost:
    """Where one level of a rule (minimum, target, maximum ...) is counted: its layer and its weight per unit."""

    layer: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """One rule as a ward has it. `params` are the template's own, as JSON values of the stated `version`.

    `levels` overrules `layer` and `weight` for single levels. `replaces` names settings that this one takes the place of for
    the people in its scope. `source` is the law, agreement or habit it comes from, `url` where to read it.
    """

    id: str
    template: str
    title: Text
    hardness: Hardness = "soft"
    layer: str = ""
    weight: int = 1
    levels: Mapping[str, LevelCost] = field(default_factory=dict)
    scope: Scope = Scope()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    url: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    replaces: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A recorded act of a person that lifts one rule for some people and dates, with its reason."""

    rule: str
    people: tuple[str, ...]
    first: date
    last: date
    reason: str
    role: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for on some dates: to have (`want`) or not to have (`avoid`) a class of codes; strength 1 to 3.

    Published instances use any strength as a weight.
    """

    id: str
    person: str
    first: date
    last: date
    select: Select
    polarity: Literal["want", "avoid"] = "want"
    strength: int = 1
    note: str = ""
