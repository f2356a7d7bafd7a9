"""The names that a ward declares, to which the rest of it refers, and what they are called where one is unknown."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Segment, Select
from scheduler.domain.findings import Findings
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import DAY, format_clock

LONGEST = 3660
"""Days of horizon or history that a ward may have: ten years, a guard against typing errors."""

HEAVIEST = 10**9
"""Of weights: sums over a ward stay within 64 bits."""

GRADE = Text("un grade de « grades »", "a grade listed in 'grades'")
CONTRACT = Text("un contrat de « contracts »", "a contract listed in 'contracts'")
SKILL = Text("une compétence de « skills »", "a skill listed in 'skills'")
TERM = Text("un grade ou une compétence", "a grade or a skill")
CODE = Text("un code de « codes »", "a code listed in 'codes'")
LAYER = Text("un niveau de « layers »", "a layer listed in 'layers'")
PERSON = Text("un matricule de « people »", "the id of someone in 'people'")
SERIES = Text("une série de « series »", "a series listed in 'series'")
SETTING = Text("l'identifiant d'une règle de « settings »", "the id of a rule in 'settings'")
LINE = Text("une ligne d'astreinte ou de garde de « lines »", "an on-call line listed in 'lines'")
DUTY = Text("une période des lignes d'astreinte ou de garde", "a period of the on-call lines")
POST = Text("un poste des lignes de besoin", "a post of the demand lines")


@dataclass(frozen=True, slots=True)
class Names:
    """What is declared in a ward, to which the rest refers; in the order of the file."""

    grades: dict[str, None]
    skills: dict[str, None]
    contracts: dict[str, None]
    codes: dict[str, None]
    layers: dict[str, None]
    people: dict[str, None]
    series: dict[str, None]
    settings: dict[str, None]
    posts: dict[str, None]
    lines: dict[str, None]
    duties: dict[str, None]
    working: dict[str, None]
    """The codes that bring work: only these may be overtime."""


def declared_names(problem: Problem) -> Names:
    """The names that this ward declares."""
    return Names(
        grades=dict.fromkeys(item.id for item in problem.grades),
        skills=dict.fromkeys(item.id for item in problem.skills),
        contracts=dict.fromkeys(item.id for item in problem.contracts),
        codes=dict.fromkeys(item.id for item in problem.codes),
        layers=dict.fromkeys(item.id for item in problem.layers),
        people=dict.fromkeys(item.id for item in problem.people),
        series=dict.fromkeys(item.id for item in problem.series),
        settings=dict.fromkeys(item.id for item in problem.settings),
        posts=dict.fromkeys(line.post for line in problem.demand if line.post),
        lines=dict.fromkeys(line.id for line in problem.lines),
        duties=dict.fromkeys(period.id for line in problem.lines for period in line.periods),
        working=dict.fromkeys(code.id for code in problem.codes if code.works),
    )


def check_segment(segment: Segment, found: Findings) -> None:
    """Adds a fault where a stretch ends before it starts or counts more minutes than it has."""
    if found.within("start", segment.start, 0, 3 * DAY) and found.within("end", segment.end, 0, 3 * DAY):
        if segment.end <= segment.start:
            later = "une fin après le début (31:00 : 07:00 le lendemain)"
            found.add("end", format_clock(segment.end), later, "an end after the start (31:00 is 07:00 of the next day)")
        elif segment.effective is not None:
            found.within("effective", segment.effective, 0, segment.end - segment.start)


def check_after(place: str, end: int, start: int, given: str, found: Findings) -> None:
    """Adds a fault where a stretch starts before the end of the one before it; `given` is how its start was written."""
    if start < end:
        found.add(
            place,
            given,
            "un début qui n'est pas avant la fin de la plage précédente",
            "a start that is not before the end of the one before it",
        )


def check_mask(mask: DayMask, found: Findings) -> None:
    """Adds a fault for a weekday that there is not, or twice."""
    for at, weekday in enumerate(mask.weekdays):
        found.within(f"weekdays[{at}]", weekday, 0, 6)
    found.once((f"weekdays[{at}]", weekday) for at, weekday in enumerate(mask.weekdays))


def check_select(select: Select, names: Names, found: Findings) -> None:
    """Adds a fault for an unknown code, and for a class that holds nothing."""
    found.all_known("codes", select.codes, names.codes, CODE)
    if not (select.codes or select.tags or select.negate):
        found.add("codes", "", "des codes ou des étiquettes", "codes or tags")
