"""What the sum of a measure counts and how it is said: hours and minutes, days, weekends, points."""

from __future__ import annotations

from scheduler.domain.text import Text, hours
from scheduler.rules.api import Measure
from scheduler.rules.template import Unit

POINTS = Text("{n} point(s)", "{n} point(s)")
COUNTED = {"days": Text("{n} jour(s)", "{n} day(s)"), "weekends": Text("{n} week-end(s)", "{n} weekend(s)")}


def unit_of(measure: Measure) -> Unit:
    """What one unit of the measure is."""
    return "points" if measure.count == "minutes" and measure.by == "points" else measure.count


def say_amount(measure: Measure, value: int, lang: str) -> str:
    """A value of the measure as people read it."""
    if measure.count != "minutes":
        return COUNTED[measure.count].get(lang).format(n=value)
    return POINTS.get(lang).format(n=value) if measure.by == "points" else hours(value)
