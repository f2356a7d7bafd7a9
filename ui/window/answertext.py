"""Answers of the solver as lines of text: changes, notice, costs by layer, in the window's present language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from scheduler.domain.problem import Problem
from scheduler.domain.text import weekday_name
from scheduler.rules.proof import Count, counts
from solver.api import CellChange, Cost, Notice
from ui.window.language import L, language, say

DAY = 1440
SHORT_DAYS = 3
"""From so many days on notice is told in days."""


def day_words(day: date) -> str:
    """A day as lists show it: mar. 05/05."""
    return f"{weekday_name(day.weekday(), language())} {day:%d/%m}"


def days_words(first: date, last: date) -> str:
    return day_words(first) if first == last else f"{day_words(first)} – {day_words(last)}"


def strong(words: str) -> str:
    """The words in the typeface's heavier weight, for a label."""
    return f'<span style="font-weight: 600">{escape(words)}</span>'


def capital(words: str) -> str:
    """The words as the beginning of a line."""
    return words[:1].upper() + words[1:]


def number(count: int, one: str, more: str) -> str:
    """So many of something: the French speak of 0 and 1 alike."""
    single = count < 2 if language() == "fr" else count == 1
    return f"{count} {one if single else more}"


def changes_words(count: int) -> str:
    return number(count, L("changement", "change"), L("changements", "changes"))


def notice_words(minutes: int | None, notices: Sequence[Notice]) -> str:
    """How long before it a person hears of a change; nothing where that is long enough for everyone."""
    if minutes is None or minutes >= max((notice.minutes for notice in notices), default=0):
        return ""
    if minutes < 0:
        return L("déjà commencé", "already begun")
    if minutes < SHORT_DAYS * DAY:
        return L(f"prévenu {minutes // 60} h avant", f"{minutes // 60} h notice")
    return L(f"prévenu {minutes // DAY} j avant", f"{minutes // DAY} days' notice")


def is_short(minutes: int | None, notices: Sequence[Notice]) -> bool:
    """Whether a change comes later than the shortest notice allows."""
    return minutes is not None and minutes < min((notice.minutes for notice in notices), default=0)


def change_words(problem: Problem, change: CellChange) -> str:
    """Who, when, from what to what: FICTIF-Houx Sacha · mar. 05/05 · RH → M."""
    who = next((person.name for person in problem.people if person.id == change.person), change.person)
    return f"{who} · {day_words(change.date)} · {change.before or '–'} → {change.after or '–'}"


def cost_lines(problem: Problem, costs: Iterable[Cost]) -> list[str]:
    """What costs more or less than before, a line for each layer: Équité : +3."""
    names, kinds = {layer.id: say(layer.name) for layer in problem.layers}, counts(problem)
    lines = []
    for cost in costs:
        if cost.more:
            said = kinds.get(cost.layer, Count()).say(abs(cost.more))
            sign = "+" if cost.more > 0 else "−"
            lines.append(f"{capital(names.get(cost.layer, cost.layer))}{L(' :', ':')} {sign} {say(said)}")
    return lines


def cost_words(problem: Problem, costs: Iterable[Cost]) -> str:
    """The same on one line, in short: the layers that cost more, or that nothing does."""
    names, kinds = {layer.id: say(layer.name) for layer in problem.layers}, counts(problem)
    worse = [
        f"{names.get(cost.layer, cost.layer)} +{kinds.get(cost.layer, Count()).short(cost.more)}"
        for cost in costs
        if cost.more > 0
    ]
    return ", ".join(worse) if worse else L("sans surcoût", "at no extra cost")
