"""What a relaxation costs, so that the cheapest come first: points for a unit of each kind. Only the order is meant."""

from __future__ import annotations

from scheduler.domain.settings import RuleSetting

UNLOCK = 1
"""A cell that the manager locked is free again."""
TRAINING = 2
"""A day of training or union duty is moved."""
OUTSIDE = 4
"""A shift is worked by outside staff."""
LEAVE = 5
"""A day of leave is moved."""
LOWER = 6
"""A shift has one head fewer than its minimum."""
LIFT, LIFT_LAW = 3, 8
"""A rule is lifted once for one person: one of the house, one that names its law or agreement."""
CHANGE, CHANGE_LAW = 12, 30
"""A rule's figure changes for all whom it touches."""
SOFTEN, SOFTEN_LAW = 20, 50
"""A rule no longer has to hold."""


def by_law(setting: RuleSetting) -> bool:
    """Whether a rule names where it is to be read: a law or an agreement."""
    return bool(setting.url)
