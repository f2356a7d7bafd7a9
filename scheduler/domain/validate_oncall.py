"""What is wrong with a ward's on-call lines: their periods, who may hold them, beside what."""

from __future__ import annotations

from scheduler.domain.choices import PLUS
from scheduler.domain.codes import Segment
from scheduler.domain.declared import HEAVIEST, LINE, TERM, Names, check_mask, check_segment, check_select
from scheduler.domain.findings import Findings
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.problem import Problem
from scheduler.domain.time import DAY, WEEK, format_clock

_CROWD = 10**6


def check_lines(problem: Problem, names: Names, found: Findings) -> None:
    """Adds what is wrong with the on-call lines, and with codes that a cell could not tell from them."""
    if not problem.lines:
        return
    for at, code in enumerate(problem.codes):
        if PLUS in code.id:
            found.word(f"codes[{at}].id", code.id, PLUS)
    periods = [
        (f"lines[{at}].periods[{place}].id", period.id)
        for at, line in enumerate(problem.lines)
        for place, period in enumerate(line.periods)
    ]
    found.once(periods)
    taken = {*names.codes, *(line.id for line in problem.demand)}
    for place, name in periods:
        if name in taken:
            found.add(
                place, name, "un nom qui n'est ni un code ni une ligne de besoin", "a name of neither a code nor a demand line"
            )
    for at, line in enumerate(problem.lines):
        _check_line(line, names, found.at(f"lines[{at}]"))


def _check_line(line: OnCallLine, names: Names, found: Findings) -> None:
    for at, terms in enumerate(line.skill):
        found.all_known(f"skill[{at}]", terms, {**names.grades, **names.skills}, TERM)
        if not terms:
            found.add(f"skill[{at}]", "[]", "au moins un grade ou une compétence", "at least one grade or skill")
    if line.beside is not None:
        check_select(line.beside, names, found.at("beside"))
    found.all_known("excludes", line.excludes, names.lines, LINE)
    found.within("rest", line.rest, 0, WEEK if line.kind == "guard" else 0)
    found.within("worth", line.worth, 0, 0 if line.kind == "guard" else 100)
    found.within("under_weight", line.under_weight, 0, HEAVIEST)
    found.within("over_weight", line.over_weight, 0, HEAVIEST)
    if not line.periods:
        found.add("periods", "[]", "au moins une période", "at least one period")
    for at, period in enumerate(line.periods):
        _check_period(period, found.at(f"periods[{at}]"))


def _check_period(period: OnCallPeriod, found: Findings) -> None:
    found.word("id", period.id, PLUS + "/")
    before = len(found.faults)
    check_segment(Segment(period.start, period.end), found)
    if len(found.faults) == before:
        found.within("start", period.start, 0, DAY - 1)
        if period.end > period.start + DAY:
            found.add(
                "end",
                format_clock(period.end),
                "une fin au plus 24 h après le début ; plusieurs jours : « changes »",
                "an end at most 24 h after the start; for several days: 'changes'",
            )
    check_mask(period.days, found.at("days"))
    found.within("minimum", period.minimum, 0, _CROWD)
    if period.target is not None:
        found.within("target", period.target, period.minimum, _CROWD)
    found.within("points", period.points, 0, _CROWD)
    for at, weekday in enumerate(period.changes or ()):
        found.within(f"changes[{at}]", weekday, 0, 6)
