"""What a relaxation costs, in points and in words, so that the cheapest come first: the data of resources/relaxing.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scheduler.domain.codec import from_json
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import LANGUAGES, Plural, Text

UNLOCK, TRAINING, LEAVE, OUTSIDE, LOWER = "unlock", "training", "leave", "outside", "lower"
LIFT, CHANGE, SOFTEN = "lift", "change", "soften"
LAW = "_law"
"""The end of the kinds that a rule is of which names its law or agreement."""
HOUR = 60

COST = Text("Coût : {what} ({points}).", "Cost: {what} ({points}).")
POINTS = Plural(Text("{n} point", "{n} point"), Text("{n} points", "{n} points"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cost: points for each unit; of a figure that changes once, and for each `hour` or `unit` it moves."""

    id: str
    points: int
    name: Plural
    hour: int = 0
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    costs: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """Points, and what they are for."""

    points: int
    text: Text


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of cost by their name."""
    return read(tomllib.loads((resources.files("resources") / "relaxing.toml").read_text("utf-8")))


def read(data: object) -> dict[str, Kind]:
    """The kinds that data say. Raises ValueError with what is wrong with them."""
    found, faults = from_json(Terms, data)
    if found is None:
        raise ValueError("; ".join(fault.say("en") for fault in faults))
    rules = {each + end for each in (LIFT, CHANGE, SOFTEN) for end in ("", LAW)}
    known = {kind.id: kind for kind in found.costs}
    missing = {UNLOCK, TRAINING, LEAVE, OUTSIDE, LOWER, *rules}.difference(known)
    if missing:
        raise ValueError(f"costs: {', '.join(sorted(missing))}")
    return known


def price(*counted: tuple[str, int]) -> Price:
    """So many units of each kind."""
    parts = [(kinds()[name], count) for name, count in counted if count]
    return _told(sum(kind.points * count for kind, count in parts), [kind.name.say(count) for kind, count in parts])


def changed(kind: str, moved: int, by: Text, in_minutes: bool, times: int) -> Price:
    """A figure that moves by so much (`by` says it), which a conflict needs so many times."""
    known = kinds()[kind]
    each = -(-moved * known.hour // HOUR) if in_minutes else moved * known.unit
    return _told(known.points + each * times, [known.name.say(times, by=by)])


def of_rule(kind: str, setting: RuleSetting) -> str:
    """The kind for a rule: one of the house, or one that names where it is to be read, a law or an agreement."""
    return kind + (LAW if setting.url else "")


def _told(points: int, what: Sequence[Text]) -> Price:
    said = {
        lang: COST.get(lang).format(
            what=(" et " if lang == "fr" else " and ").join(each.get(lang) for each in what),
            points=POINTS.get(lang, points).format(n=points),
        )
        for lang in LANGUAGES
    }
    return Price(points, Text(**said))
