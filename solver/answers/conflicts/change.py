"""A rule's figure changed to the value that is just needed: 44 h a week becomes 46 h."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from scheduler.domain.settings import RuleSetting
from scheduler.rules.registry import read
from scheduler.rules.template import Reach, Template
from solver.answers.conflicts import costs, offers
from solver.answers.conflicts.asking import Asked, Clock
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.found import Relaxation
from solver.answers.conflicts.guarded import Guarded
from solver.answers.conflicts.instances import Instance, instances
from solver.answers.conflicts.regions import model_of
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
                nearest, enough = found
                new = replace(setting, params={**setting.params, item.name: nearest})
                times = len({(atom.people, atom.first) for atom in search.atoms})
                moved, timed = abs(nearest - value), offers.in_minutes(template, item.name)
                by = offers.amount(template, item.name, moved)
                price = costs.changed(costs.of_rule(costs.CHANGE, setting), moved, by, timed, times)
                text = offers.changed(setting, template, item.name, value, nearest)
                yield Relaxation("change", price.points, text, price.text, settings=(new,), enough=enough)


class _Change:
    """Asks whether a conflict, alone or with all of its region around it, is possible with another figure in a rule."""

    def __init__(self, ward: Ward, core: Core, setting: RuleSetting, clock: Clock) -> None:
        self.ward, self.core, self.setting, self.clock = ward, core, setting, clock
        self.atoms = {atom for atom in core.atoms if atom.kind == "rule" and atom.of == setting.id}
        self._made: dict[bool, Guarded] = {}

    def nearest(self, name: str, value: int, low: int | None, high: int | None) -> tuple[int, bool] | None:
        """The value nearest to the present one that is enough for the conflict, and whether it is with all of its region
        around it; None where there is none. What is enough for the conflict alone is tried first, since the other takes
        longer."""
        up = name in RAISED
        far = FARTHEST * max(1, value) if up else low or 0
        far = min(far, high) if high is not None else far
        if far == value or not self._possible(name, far, False):
            return None
        near = self._between(name, value, far, False)
        if self._possible(name, near, True):
            return near, True
        return (self._between(name, near, far, True), True) if self._possible(name, far, True) else (near, False)

    def _between(self, name: str, bad: int, good: int, wide: bool) -> int:
        """The value nearest to a bad one, from a good one on, that is good too."""
        while abs(good - bad) > 1 and not self.clock.over():
            middle = (good + bad) // 2
            if self._possible(name, middle, wide):
                good = middle
            else:
                bad = middle
        return good

    def _possible(self, name: str, value: int, wide: bool) -> bool:
        model = self._others(wide).copied()
        for one in self._stated(name, value, wide):
            model.hold(one)
        return Asked(model, self.clock, self.core.before).ask(())[0] == "possible"

    def _others(self, wide: bool) -> Guarded:
        """A model of all but the rule: the same for each figure."""
        if wide not in self._made:
            core = self.core
            every = core.wide_parts if wide else core.parts
            parts = replace(every, rules=[one for one in every.rules if one.setting.id != self.setting.id])
            self._made[wide] = model_of(self.ward, parts, self.clock, None, core.before, False).model
        return self._made[wide]

    def _stated(self, name: str, value: int, wide: bool) -> list[Instance]:
        """The instances of the rule, of the conflict or its region, as they are with another figure."""
        setting = replace(self.setting, params={**self.setting.params, name: value})
        template: Template | None = read(setting)[0]
        assert template is not None
        wanted = {one.atom for one in self.core.around if one.setting.id == setting.id} if wide else self.atoms
        reach = Reach(self.ward.frame, setting, tuple(sorted({person for atom in wanted for person in atom.people})))
        found = [one for said in template.state(reach) for one in instances(self.ward.frame, setting, said)]
        return [one for one in found if one.atom in wanted]
