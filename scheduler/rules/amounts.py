"""What the sum of a measure counts and how it is said: hours and minutes, days, weekends, points."""

from __future__ import annotations

from scheduler.domain.text import Plural, Text, hours
from scheduler.rules.api import Measure
from scheduler.rules.template import Unit

POINTS = Plural(Text("{n} point", "{n} point"), Text("{n} points", "{n} points"))
DAYS = Plural(Text("{n} jour", "{n} day"), Text("{n} jours", "{n} days"))
WEEKENDS = Plural(Text("{n} week-end", "{n} weekend"), Text("{n} week-ends", "{n} weekends"))
RESTS = Plural(Text("{n} repos", "{n} rest"), Text("{n} repos", "{n} rests"))
COUNTED = {"days": DAYS, "weekends": WEEKENDS}


def unit_of(measure: Measure) -> Unit:
    """What one unit of the measure is."""
    return "points" if measure.count == "minutes" and measure.by == "points" else measure.count


def say_amount(measure: Measure, value: int, lang: str) -> str:
    """A value of the measure as people read it."""
    if measure.count != "minutes":
        return COUNTED[measure.count].say(value).get(lang)
    return POINTS.say(value).get(lang) if measure.by == "points" else hours(value)
