"""Where a broken rule is counted: its layer and its weight."""

from __future__ import annotations

from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.rules.api import Finding


def place(frame: Frame, setting: RuleSetting, level: str) -> tuple[int | None, int]:
    """The layer (its index; None where nothing is counted) and the weight per unit of one level of a setting.

    A hard rule costs nothing: it holds. Cover is the exception, always elastic, counted at its levels whatever it is set.
    """
    if setting.hardness != "soft" and setting.template != "COVER":
        return None, 0
    special = setting.levels.get(level)
    layer, weight = (setting.layer, setting.weight) if special is None else (special.layer, special.weight)
    return frame.layer_index.get(layer), weight


def finding_cost(frame: Frame, setting: RuleSetting, finding: Finding) -> tuple[int | None, int]:
    """The layer and the cost of one finding: its weight for each unit beyond what was already there, a price whole."""
    layer, weight = place(frame, setting, finding.level)
    return layer, weight * (finding.amount if finding.priced else finding.new)
