"""What `releve repair` answers: each alternative with its changes, its notice, its cost, what stays uncovered; and as JSON."""

from __future__ import annotations

from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import DAY, iso_instant
from scheduler.rules.proof import Count, counts
from solver.api import Alternative, Notice, RepairAsked, Repairs, move

HOLDS = Text("Il n'y a rien à changer : le planning tient.", "Nothing need change: the plan holds.")
LONG = 3 * DAY
"""Minutes of notice from which it is told in days."""


def lines(problem: Problem, one: Alternative, at: int, notices: tuple[Notice, ...], lang: str) -> list[str]:
    """An alternative: its changes one by one, what it costs more, what stays uncovered."""
    told = [_head(one, at, notices, lang)]
    told += [f"  {move(problem, change).get(lang)}" for change in one.changes]
    told.append("  " + _costs(problem, one, lang))
    short, broken = Text("Non couvert : ", "Uncovered: ").get(lang), Text("Interdit : ", "Forbidden: ").get(lang)
    told += [f"  {short}{said.get(lang)}" for said in one.uncovered]
    told += [f"  {broken}{said.get(lang)}" for said in one.broken]
    return [*told, ""]


def _head(one: Alternative, at: int, notices: tuple[Notice, ...], lang: str) -> str:
    count = len(one.changes)
    if not (count or one.uncovered or one.broken):
        return HOLDS.get(lang)
    soon = [(one.within(notice.minutes), _long(notice.minutes)) for notice in sorted(notices, key=lambda each: each.minutes)]
    told = [(number, long) for at, (number, long) in enumerate(soon) if number > (soon[at - 1][0] if at else 0)]
    fr = f"Réparation {at} : {count} changement{'s' if count > 1 else ''}"
    en = f"Repair {at}: {count} change{'' if count == 1 else 's'}"
    if told:
        fr += ", dont " + " et ".join(f"{number} à moins de {long.fr}" for number, long in told)
        en += ", " + " and ".join(f"{number} at less than {long.en}" for number, long in told)
    if one.everywhere:
        fr, en = f"{fr} ; aucune n'est meilleure, c'est prouvé", f"{en}; proved that none is better"
    elif one.proved:
        fr, en = f"{fr} ; aucune n'est meilleure autour de ces jours", f"{en}; none is better around these days"
    return Text(fr, en).get(lang)


def _long(minutes: int) -> Text:
    """A length of notice: 48 h, 15 days."""
    days, whole = minutes // DAY, f"{minutes // 60} h"
    return Text(f"{days} jours", f"{days} days") if minutes >= LONG else Text(whole, whole)


def _costs(problem: Problem, one: Alternative, lang: str) -> str:
    names, kinds = {layer.id: layer.name.get(lang) for layer in problem.layers}, counts(problem)
    colon = " : " if lang == "fr" else ": "
    told = []
    for cost in (cost for cost in one.costs if cost.value or cost.more):
        kind = kinds.get(cost.layer, Count())
        more = f" ({'+' if cost.more > 0 else '-'}{kind.short(abs(cost.more))})" if cost.more else ""
        told.append(f"{names[cost.layer]} {kind.short(cost.value)}{more}")
    return Text("Coût", "Cost").get(lang) + colon + (", ".join(told) or "0") + "."


def repairs_json(asked: RepairAsked, found: Repairs, lang: str) -> dict[str, object]:
    """The same as JSON data: `releve repair --json`. Notice in minutes; by length of notice how many changes come later."""
    return {
        "now": None if asked.now is None else iso_instant(asked.now),
        "messages": [message.get(lang) for message in found.messages],
        "alternatives": [_json(asked, one, lang) for one in found.alternatives],
    }


def _json(asked: RepairAsked, one: Alternative, lang: str) -> dict[str, object]:
    return {
        "changes": [
            {
                "person": change.person,
                "date": change.date.isoformat(),
                "before": change.before,
                "after": change.after,
                "notice": change.notice,
                "sentence": move(asked.problem, change).get(lang),
            }
            for change in one.changes
        ],
        "notices": [{"minutes": notice.minutes, "changes": one.within(notice.minutes)} for notice in asked.notices],
        "costs": [{"layer": cost.layer, "value": cost.value, "more": cost.more} for cost in one.costs],
        "uncovered": [said.get(lang) for said in one.uncovered],
        "broken": [said.get(lang) for said in one.broken],
        "proved": one.proved,
        "everywhere": one.everywhere,
    }
