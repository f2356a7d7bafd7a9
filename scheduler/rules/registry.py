"""Finds the rule templates of this package and turns a ward's settings into bound rules, telling every fault in them."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Any

import scheduler.rules as package
from scheduler.domain.errors import Fault
from scheduler.domain.frame import Frame
from scheduler.domain.records import shape
from scheduler.domain.settings import RuleSetting
from scheduler.domain.shapes import Faults
from scheduler.domain.text import Text
from scheduler.rules.api import Statement
from scheduler.rules.template import Reach, Template


@cache
def templates() -> dict[str, type[Template]]:
    """Every rule template by its key; a new file in this package is found by itself."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return {found.key: found for found in sorted(_below(Template), key=lambda cls: cls.key) if found.key}


def _below(cls: type[Template]) -> list[type[Template]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _below(child))]


def read(setting: RuleSetting, place: str = "") -> tuple[Template | None, list[Fault]]:
    """The template of a setting with its parameters, or None and what is wrong with them."""
    known = templates().get(setting.template)
    if known is None:
        expected = Text(f"une de {', '.join(templates())}", f"one of {', '.join(templates())}")
        return None, [Fault(f"{place}.template" if place else "template", setting.template, expected)]
    found: Faults = []
    kind: Any = known
    value = shape(kind).read(dict(setting.params), f"{place}.params" if place else "params", found)
    if found:
        return None, found
    found.extend(_out_of_range(value, place))
    found.extend(_fault(value, name, place, expected) for name, expected in value.contradicted())
    return (None if found else value), found


def _out_of_range(value: Template, place: str) -> list[Fault]:
    wrong = []
    for item in value.parameters():
        amount = getattr(value, item.name)
        low, high = item.metadata.get("low"), item.metadata.get("high")
        if isinstance(amount, int) and ((low is not None and amount < low) or (high is not None and amount > high)):
            limits = Text(f"un nombre de {low} à {high}", f"a number from {low} to {high}")
            wrong.append(_fault(value, item.name, place, limits))
    return wrong


def _fault(value: Template, name: str, place: str, expected: Text) -> Fault:
    """A parameter that can be read and will not do."""
    return Fault(f"{place}.params.{name}".lstrip("."), str(getattr(value, name)), expected)


@dataclass(frozen=True)
class Rule:
    """A setting bound to a frame: its template, whom it reaches, its statements."""

    setting: RuleSetting
    template: Template
    reach: Reach
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class RuleBook:
    """All rules of a problem that are on; `unknown` holds the settings whose template this version does not have."""

    frame: Frame
    rules: tuple[Rule, ...]
    unknown: tuple[RuleSetting, ...]
    faults: tuple[Fault, ...]

    def rule(self, rule_id: str) -> Rule:
        return self._by_id()[rule_id]

    def _by_id(self) -> dict[str, Rule]:
        return {rule.setting.id: rule for rule in self.rules}


def bind(frame: Frame) -> RuleBook:
    """Every setting of a problem that is not off, stated. Settings with faults are left out and their faults told."""
    rules, unknown, faults = [], [], []
    on = [setting for setting in frame.problem.settings if setting.hardness != "off"]
    replaced: dict[str, set[int]] = {}
    for setting in on:
        for other in setting.replaces:
            replaced.setdefault(other, set()).update(frame.in_scope(setting.scope))
    for setting in on:
        if setting.template not in templates():
            unknown.append(setting)
            continue
        template, wrong = read(setting, f"settings[{setting.id}]")
        faults += wrong
        if template is None:
            continue
        people = tuple(p for p in frame.in_scope(setting.scope) if p not in replaced.get(setting.id, ()))
        reach = Reach(frame, setting, people)
        rules.append(Rule(setting, template, reach, tuple(template.state(reach))))
    return RuleBook(frame, tuple(rules), tuple(unknown), tuple(faults))


def setting_faults(settings: tuple[RuleSetting, ...]) -> tuple[Fault, ...]:
    """What is wrong with the parameters of settings; an unknown template is no fault (it is kept and shown)."""
    wrong: list[Fault] = []
    for setting in settings:
        if setting.template in templates():
            wrong += read(setting, f"settings[{setting.id}]")[1]
    return tuple(wrong)
