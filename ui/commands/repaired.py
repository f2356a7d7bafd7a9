"""What `releve repair` answers: each alternative with its changes, its notice, its cost, what stays uncovered; and as JSON."""

from __future__ import annotations

from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import iso_instant
from scheduler.rules.proof import Count, counts
from solver.api import Alternative, Notice, RepairAsked, Repairs, length, move, trade

HOLDS = Text("Il n'y a rien à changer : le planning tient.", "Nothing need change: the plan holds.")


def told(asked: RepairAsked, found: Repairs, lang: str) -> list[str]:
    """Every alternative, an empty line between them."""
    covered = min((len(one.uncovered) for one in found.alternatives[:1]), default=0)
    each = [
        _lines(asked.problem, one, head(one, at, asked.notices, lang, at > 1 and len(one.uncovered) <= covered), lang)
        for at, one in enumerate(found.alternatives, 1)
    ]
    traded = trade(asked.problem, asked.notices, found.alternatives)
    if traded is not None:
        each[0].insert(1, "  " + traded.get(lang))
    return [line for one in each for line in (*one, "")][:-1]


def _lines(problem: Problem, one: Alternative, first: str, lang: str) -> list[str]:
    """An alternative: its changes one by one, what it costs more, what stays uncovered."""
    told = [first]
    told += [f"  {move(problem, change).get(lang)}" for change in one.changes]
    told.append("  " + _costs(problem, one, lang))
    short, broken = Text("Non couvert : ", "Uncovered: ").get(lang), Text("Interdit : ", "Forbidden: ").get(lang)
    told += [f"  {short}{said.get(lang)}" for said in one.uncovered]
    told += [f"  {broken}{said.get(lang)}" for said in one.broken]
    return told


def head(one: Alternative, at: int, notices: tuple[Notice, ...], lang: str, other: bool = False) -> str:
    """The first line of an alternative: how many changes, how late they come, what is proved; `other`: it is told for being
    another way than those before it."""
    count = len(one.changes)
    if not (count or one.uncovered or one.broken):
        return HOLDS.get(lang)
    late = _late(one, notices)
    fr = f"Réparation {at} : {count} changement{'s' if count > 1 else ''}"
    en = f"Repair {at}: {count} change{'' if count == 1 else 's'}"
    if late is not None:
        fr, en = f"{fr}, {late.fr}", f"{en}, {late.en}"
    if one.everywhere or one.proved:
        proved = _proved(one, other)
        fr, en = f"{fr} ; {proved.fr}", f"{en}; {proved.en}"
    return Text(fr, en).get(lang)


def _proved(one: Alternative, other: bool) -> Text:
    """What is proved of a repair: none is better, on any day or around these, however many changes it has or with so few."""
    fr, en = "aucune n'est meilleure", "none is better"
    if other:
        fr, en = "aucune aussi différente n'est meilleure", "none that differs as much is better"
    if one.most is not None:
        changes = "changement" if one.most == 1 else "changements", "change" if one.most == 1 else "changes"
        fr, en = f"{fr} avec {one.most} {changes[0]} au plus", f"{en} with at most {one.most} {changes[1]}"
    if one.everywhere:
        return Text(f"{fr}, c'est prouvé", f"proved that {en}")
    return Text(f"{fr} autour de ces jours", f"{en} around these days")


def _late(one: Alternative, notices: tuple[Notice, ...]) -> Text | None:
    """How many changes come later than each length of notice; each of them is counted once."""
    parts: list[tuple[int, Text]] = []
    before, from_ = 0, None
    for notice in sorted(notices, key=lambda each: each.minutes):
        number, long = one.within(notice.minutes) - before, length(notice.minutes)
        if number and (from_ is None or not before):
            parts.append((number, Text(f"moins de {long.fr} avant", f"less than {long.en} before")))
        elif number:
            parts.append((number, Text(f"entre {from_.fr} et {long.fr} avant", f"between {from_.en} and {long.en} before")))
        before, from_ = before + number, long
    if not parts:
        return None
    count = len(one.changes)
    if len(parts) == 1 and before == count:
        when = parts[0][1]
        single, several = Text(f"annoncé {when.fr}", f"told {when.en}"), Text(f"tous annoncés {when.fr}", f"all told {when.en}")
        return single if count == 1 else several
    fr = " et ".join(f"{number} annoncé{'s' if number > 1 else ''} {when.fr}" for number, when in parts)
    en = " and ".join(f"{number} told {when.en}" for number, when in parts)
    return Text(fr, en) if before == count else Text(f"dont {fr}", en.replace(" told", " of them told", 1))


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
        "fewer": None if found.fewer is None else found.fewer.get(lang),
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
        "most": one.most,
    }
