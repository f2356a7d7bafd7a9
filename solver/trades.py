"""Why a repair comes first though another that covers as much has fewer changes."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.problem import Problem
from scheduler.domain.text import LANGUAGES, Text
from scheduler.domain.time import DAY
from solver.questions import Alternative, Notice, price_of

LONG = 3 * DAY
"""Minutes of notice from which it is told in days."""

LATE = Text(
    "Plus de changements que la réparation {at}, mais {few} au lieu de {many} annoncés moins de {long} avant, qui pèsent "
    "davantage.",
    "More changes than repair {at}, but {few} instead of {many} told less than {long} before, which weigh more.",
)
CHEAPER = Text(
    "Plus de changements que la réparation {at}, mais un coût moindre : {layer}.",
    "More changes than repair {at}, but it costs less: {layer}.",
)


def trade(problem: Problem, notices: Sequence[Notice], alternatives: Sequence[Alternative]) -> Text | None:
    """What the first repair has for its changes, where one of the others needs fewer and covers as much: fewer of them late, or
    else a layer that costs less. None where there is no such other, or nothing of the kind is known."""
    first = next(iter(alternatives), None)
    if first is None:
        return None
    fewer = [
        (len(one.changes), at)
        for at, one in enumerate(alternatives, 1)
        if len(one.changes) < len(first.changes)
        and len(one.uncovered) <= len(first.uncovered)
        and len(one.broken) <= len(first.broken)
    ]
    if not fewer:
        return None
    at = min(fewer)[1]
    other = alternatives[at - 1]
    if _price(first, notices) < _price(other, notices):
        return _late(first, other, at, notices)
    costs = {cost.layer: cost.more for cost in other.costs}
    layer = next((cost.layer for cost in first.costs if cost.more != costs.get(cost.layer, cost.more)), None)
    if layer is None or any(cost.layer == layer and cost.more > costs[layer] for cost in first.costs):
        return None
    names = {each.id: each.name for each in problem.layers}
    return Text(*(CHEAPER.get(lang).format(at=at, layer=names[layer].get(lang)) for lang in LANGUAGES))


def _late(first: Alternative, other: Alternative, at: int, notices: Sequence[Notice]) -> Text:
    """The shortest notice at which the first repair has fewer changes: being cheaper with more of them, it has one."""
    few, many, minutes = next(
        (first.within(each.minutes), other.within(each.minutes), each.minutes)
        for each in sorted(notices, key=lambda each: each.minutes)
        if first.within(each.minutes) < other.within(each.minutes)
    )
    none, long = Text("aucun", "none"), length(minutes)
    said = {lang: LATE.get(lang).format(at=at, few=few or none.get(lang), many=many, long=long.get(lang)) for lang in LANGUAGES}
    return Text(said["fr"], said["en"])


def _price(one: Alternative, notices: Sequence[Notice]) -> int:
    return sum(price_of(notices, change.notice) for change in one.changes)


def length(minutes: int) -> Text:
    """A length of notice: 48 h, 15 days."""
    days, whole = minutes // DAY, f"{minutes // 60} h"
    return Text(f"{days} jours", f"{days} days") if minutes >= LONG else Text(whole, whole)
