"""STABLE: keep to a reference plan: a price on each changed cell, and days that may not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from scheduler.domain.codes import Select
from scheduler.domain.frame import ChoiceClass, Frame
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Allow, Finding, Price, Statement
from scheduler.rules.template import Reach, Template, Unit, code_name, names, param, say_days


@dataclass(frozen=True)
class Stable(Template):
    """Each cell that differs from the reference (`published` or `cycle`) costs `price`; up to `frozen_until` none may differ.

    Cells that the reference leaves undecided are free.
    """

    key: ClassVar[str] = "STABLE"
    title: ClassVar[Text] = Text("Garder le planning", "Keep the plan")
    about: ClassVar[Text] = Text("Peu de changements par rapport à une référence.", "Few changes against a reference.")
    changed: ClassVar[Text] = Text(
        "{who} : {code} au lieu de {planned} {when} ({rule}).", "{who}: {code} instead of {planned} {when} ({rule})."
    )

    reference: Literal["published", "cycle"] = param("published", Text("Référence", "Reference"))
    price: int = param(1, Text("Prix d'un changement", "Price of a change"), low=0)
    frozen_until: dt.date | None = param(None, Text("Figé jusqu'au", "Frozen until"))

    def state(self, reach: Reach) -> Iterator[Statement]:
        frame = reach.frame
        plan = next((item for item in frame.problem.references if item.name == self.reference), None)
        if plan is None:
            return
        frozen = -1 if self.frozen_until is None else frame.day(self.frozen_until)
        people = set(reach.people)
        everything = frozenset(range(1, len(frame.choices)))
        for row in plan.rows:
            person = frame.person_index.get(row.person)
            if person is None or person not in people:
                continue
            kept = [(day, frame.parse(text)) for day, text in enumerate(row.cells) if text and day in reach.days]
            known = [(day, choice) for day, choice in kept if choice is not None]
            held = tuple((day, everything - {choice}) for day, choice in known if day <= frozen)
            priced = tuple((day, _only(frame, choice), True, self.price) for day, choice in known if day > frozen)
            if held:
                yield Allow(reach.rule, reach.lifted(person), person, held)
            if priced and self.price:
                yield Price(reach.rule, reach.lifted(person), person, priced, self.reference)

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        if any(item.name == self.reference for item in problem.references):
            yield "changes", self.price

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        person = frame.problem.people[finding.people[0]].id
        plan = next(item for item in frame.problem.references if item.name == self.reference)
        cells = next(row.cells for row in plan.rows if row.person == person)
        return self.changed.get(lang).format(
            who=names(finding, frame),
            code=code_name(frame, finding.extra["choice"]),
            planned=cells[finding.first],
            when=say_days(frame, finding.first, finding.last, lang),
            rule=setting.title.get(lang),
        )


def _only(frame: Frame, choice: int) -> ChoiceClass:
    found = frame.code(choice)
    assert found is not None
    return ChoiceClass(frozenset({choice}), Select(codes=(found.id,)))
