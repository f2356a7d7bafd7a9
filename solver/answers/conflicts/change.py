"""A rule's figure changed to the value that is just needed: 44 h a week becomes 46 h."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from scheduler.domain.settings import RuleSetting
from scheduler.rules.registry import read
from scheduler.rules.template import Reach, Template
from solver.answers.conflicts import costs, offers
from solver.answers.conflicts.asking import Clock, solve
from solver.answers.conflicts.core import Core, model_of, needs_of
from solver.answers.conflicts.found import Relaxation
from solver.answers.conflicts.instances import Instance, instances
from solver.answers.conflicts.ward import Ward

RAISED = frozenset({"maximum", "cap", "tolerance", "each", "limit"})
LOWERED = frozenset({"minimum", "floor", "minutes", "blocks", "days"})
"""Parameters that ask less of people when they are raised, or lowered."""

FARTHEST = 4
"""A raised figure may become so many times as large."""


def changes(ward: Ward, core: Core, setting: RuleSetting, clock: Clock) -> Iterator[Relaxation]:
    """The rule with one of its figures changed as little as is enough."""
    template, _ = read(setting)
    if template is None:
        return
    search = _Change(ward, core, setting, clock)
    for item in fields(template):
        value = getattr(template, item.name)
        if isinstance(value, int) and not isinstance(value, bool) and item.name in RAISED | LOWERED:
            found = search.nearest(item.name, value, item.metadata.get("low"), item.metadata.get("high"))
            if found is not None:
                new = replace(setting, params={**setting.params, item.name: found})
                price = costs.CHANGE_LAW if costs.by_law(setting) else costs.CHANGE
                text = offers.changed(setting, template, item.name, value, found)
                yield Relaxation("change", price, text, settings=(new,))


class _Change:
    """Asks whether a conflict is possible with other figures in one of its rules."""

    def __init__(self, ward: Ward, core: Core, setting: RuleSetting, clock: Clock) -> None:
        self.ward, self.core, self.setting, self.clock = ward, core, setting, clock
        self.atoms = {atom for atom in core.atoms if atom.kind == "rule" and atom.of == setting.id}
        self.facts = [atom for atom in core.atoms if atom.kind == "fact"]
        self.others = [one for one in core.instances if one.setting.id != setting.id]

    def nearest(self, name: str, value: int, low: int | None, high: int | None) -> int | None:
        """The value nearest to the present one with which the conflict is possible; None where there is none."""
        up = name in RAISED
        far = (min(high, FARTHEST * max(1, value)) if high is not None else FARTHEST * max(1, value)) if up else (low or 0)
        if far == value or not self._possible(name, far):
            return None
        bad, good = value, far
        while abs(good - bad) > 1:
            middle = (good + bad) // 2
            if self._possible(name, middle):
                good = middle
            else:
                bad = middle
        return good

    def _possible(self, name: str, value: int) -> bool:
        core = self.core
        held = [*self.others, *self._stated(name, value)]
        model = model_of(self.ward, core.free, core.loose, held, needs_of(core), self.facts, False)
        return solve(model.model, self.clock)[0] == "possible"

    def _stated(self, name: str, value: int) -> list[Instance]:
        """The conflict's instances of the rule as they are with another figure."""
        setting = replace(self.setting, params={**self.setting.params, name: value})
        template: Template | None = read(setting)[0]
        assert template is not None
        people: Any = tuple(sorted({person for atom in self.atoms for person in atom.people}))
        reach = Reach(self.ward.frame, setting, people)
        found = [one for said in template.state(reach) for one in instances(self.ward.frame, setting, said)]
        return [one for one in found if one.atom in self.atoms]
