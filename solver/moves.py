"""The changes of a repair in the manager's words, and chains of moves that fill one hole."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.choices import PLUS
from scheduler.domain.codes import UtcMinute
from scheduler.domain.overtime import MARK
from scheduler.domain.problem import Problem
from scheduler.domain.text import LANGUAGES, Text, hours, month_name, weekday_name
from solver.questions import Alternative, CellChange, Gap, RepairAsked, Repairs

CHAIN = 3
"""The most moves of a chain: more people than that nobody calls for one shift."""

INSTEAD = Text("{who} : {after} au lieu de {before} le {when}", "{who}: {after} instead of {before} on {when}")
NEW = Text("{who} : {after} le {when}", "{who}: {after} on {when}")
NOTICE = Text("prévenu {left} avant", "{left} of notice")
BEGUN = Text("jour déjà commencé", "that day has begun already")
NOTICE_DAYS = Text("prévenu {left} jours avant", "{left} days of notice")
IN_DAYS = 3 * 1440
"""Notice from which it is told in days."""
SHOWN = 15 * 1440
"""Notice that is as long as that need not be told."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves that fill a hole together, from who takes the shift to who takes what is left by that: a sentence each."""

    alternative: Alternative
    moves: tuple[Text, ...]


def move(problem: Problem, change: CellChange) -> Text:
    """One change: who has which code instead of which, when, and how long before that is known."""
    who = next((person.name for person in problem.people if person.id == change.person), change.person)
    said = {}
    for lang in LANGUAGES:
        day = change.date
        when = f"{weekday_name(day.weekday(), lang)} {day.day} {month_name(day.month, lang)} {day.year}"
        words = (INSTEAD if change.before else NEW).get(lang)
        said[lang] = words.format(who=who, after=change.after, before=change.before, when=when)
        if change.notice is not None and change.notice < SHOWN:
            said[lang] += f" ({_notice(change.notice).get(lang)})"
        said[lang] += "."
    return Text(said["fr"], said["en"])


def _notice(minutes: int) -> Text:
    if minutes < 0:
        return BEGUN
    return NOTICE.format(left=hours(minutes)) if minutes < IN_DAYS else NOTICE_DAYS.format(left=minutes // 1440)


def chain_question(
    problem: Problem,
    gap: Gap,
    now: UtcMinute | None = None,
    left: tuple[str, ...] = (),
    alternatives: int = 3,
    seconds: float = 10.0,
) -> RepairAsked:
    """What to ask for chains: `problem` is the ward with the plan as its roster, without whoever is absent."""
    return RepairAsked(
        problem, problem, now=now, max_changes=CHAIN, alternatives=alternatives, gaps=(gap,), left=left, seconds=seconds
    )


def chains(problem: Problem, gap: Gap, found: Repairs) -> tuple[Chain, ...]:
    """Of the answer to such a question what fills the hole and breaks nothing, and takes two or three moves: one move is a
    replacement, which is ranked otherwise."""
    return tuple(
        Chain(one, tuple(move(problem, change) for change in _in_order(one.changes, gap)))
        for one in found.alternatives
        if 2 <= len(one.changes) <= CHAIN and not one.uncovered and not one.broken
    )


def _in_order(changes: tuple[CellChange, ...], gap: Gap) -> list[CellChange]:
    """Who takes the shift first, then who takes over what an earlier one gives up, then whoever gives up something for it."""
    left, told = list(changes), list[CellChange]()
    wanted = [(gap.date, gap.code)]
    while left:
        taking = (one for day, code in wanted for one in left if one.date == day and code in _held(one.after))
        following = (one for one in left if told and one.person == told[-1].person)
        one = next(taking, None) or next(following, left[0])
        left.remove(one)
        told.append(one)
        wanted += [(one.date, code) for code in _held(one.before)]
    return told


def _held(cell: str) -> list[str]:
    """The code of a cell, with its post, and its on-call periods."""
    base, *duties = cell.split(PLUS)
    return [base.removesuffix(MARK), *duties] if base else duties
