"""A hole of the roster: a shift or an on-call period that nobody has, the demand it belongs to, and when it begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.accounts.cover import LineCover, cover
from scheduler.domain import time
from scheduler.domain.demand import DemandLine
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.pieces import duty_piece
from scheduler.domain.rosters import Roster
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of

PLACE = "hole"
LEAST = 0.5
"""Of a shift and a clock interval of the demand this part of the shorter one must be common, or only a handover is."""


@dataclass(frozen=True, slots=True)
class Hole:
    """What somebody is sought for: `code` (a cell's text, or the id of an on-call period) on a day.

    `lines` are the demand lines of which one must be served: those below their minimum, or if there are none below their
    target, or else all that need anybody for it; empty where none does. `missing` is how many heads the one that lacks most
    is below that. `start` and `end` are UTC minutes; `absent` is the person whose shift it was.
    """

    day: int
    code: str
    start: int
    end: int
    lines: tuple[str, ...] = ()
    missing: int = 0
    absent: int | None = None


def find_hole(roster: Roster, date: dt.date, code: str, absent: str | None = None) -> Hole:
    """The hole of a day and code in a roster that is without the absent person already.

    Raises InputRefused, saying what there is, for a day outside the horizon, a code that no plan may give, an unknown person.
    """
    frame = roster.frame
    faults = [*_wrong_day(frame, date), *_wrong_code(frame, code), *_wrong_person(frame, absent)]
    if faults:
        raise InputRefused("", faults)
    day, who = frame.day(date), None if absent is None else frame.person_index[absent]
    start, end = _span(frame, code, day)
    hole = Hole(day, code, start, end, absent=who)
    lines, missing = _lines(roster, hole)
    return replace(hole, lines=lines, missing=missing)


def filled(frame: Frame, hole: Hole, held: int) -> int | None:
    """The choice that fills the hole in a cell which holds another one (BLANK: none); its on-call periods are kept where they
    may stand beside it. None where an on-call period may not stand beside what the cell holds."""
    at = next((at for at, duty in enumerate(frame.duties) if duty.id == hole.code), None)
    if at is not None:
        beside = frame.beside(held, at)
        return beside if beside is not None and frame.planned[beside] else None
    plain, before = frame.by_text[hole.code], frame.choices[held]
    choice = frame.choices[plain]
    assert choice is not None
    kept = plain if before is None else frame.by_text.get(replace(choice, duties=before.duties).text, plain)
    return kept if frame.planned[kept] else plain


def holds(frame: Frame, held: int, code: str) -> bool:
    """Whether a cell that holds this choice has the shift or on-call period, as overtime or not."""
    found = frame.choices[held]
    if found is None:
        return False
    base = f"{found.code.id}/{found.post}" if found.post else found.code.id
    return code == base or any(duty.id == code for duty in found.duties)


def shifts(frame: Frame) -> list[str]:
    """What a hole may be called: every shift that a plan may give, with its post where posts count, and on-call period."""
    plain = [
        choice.text
        for choice in frame.choices
        if choice is not None and choice.code.planned and choice.code.works and not (choice.duties or choice.overtime)
    ]
    return plain + [duty.id for duty in frame.duties]


def _wrong_day(frame: Frame, date: dt.date) -> Iterator[Fault]:
    if not 0 <= frame.day(date) <= frame.last:
        first, last = frame.date(0), frame.date(frame.last)
        yield Fault(PLACE, date.isoformat(), Text(f"un jour du {first} au {last}", f"a day from {first} to {last}"))


def _wrong_code(frame: Frame, code: str) -> Iterator[Fault]:
    known = shifts(frame)
    if code not in known:
        posts = [name for name in known if name.partition("/")[0] == code]
        what = Text("un poste que le planning peut donner", "a shift that a plan may give")
        yield Fault(PLACE, code, one_of(what, "" if posts else code, posts or known))


def _wrong_person(frame: Frame, absent: str | None) -> Iterator[Fault]:
    if absent is not None and absent not in frame.person_index:
        what = Text("le matricule d'un agent de l'unité", "the id of someone in the ward")
        yield Fault("absent", absent, one_of(what, absent, frame.person_index))


def _span(frame: Frame, code: str, day: int) -> tuple[int, int]:
    duty = next((duty for duty in frame.duties if duty.id == code), None)
    if duty is not None:
        piece = duty_piece(duty, frame.date(day), frame.problem)
        return piece.start, piece.end
    pieces = frame.pieces(frame.by_text[code], day)
    return pieces[0].start, pieces[-1].end


def _lines(roster: Roster, hole: Hole) -> tuple[tuple[str, ...], int]:
    """The demand lines to serve, and how many heads the one that lacks most is below its minimum or target."""
    frame = roster.frame
    near = cover(roster, frame.date(max(0, hole.day - 1)), frame.date(hole.day + 1))
    short: dict[str, int] = {}
    below: dict[str, int] = {}
    for each in near:
        days = [day for day in each.days if _concerns(frame, each, frame.day(day.date), hole)]
        if days:
            short[each.line.id] = max(day.short for day in days)
            below[each.line.id] = max(max(0, (day.target or 0) - day.heads) for day in days)
    for heads in (short, below):
        lacking = {line: missing for line, missing in heads.items() if missing}
        if lacking:
            return tuple(lacking), max(lacking.values())
    return tuple(short), 0


def _concerns(frame: Frame, each: LineCover, day: int, hole: Hole) -> bool:
    """Whether what fills the hole counts for a line on a day on which that line needs somebody."""
    line = each.line
    if frame.line_needs(line, day) == (None, None, None) or not _may(frame, line, hole):
        return False
    if any(duty.id == hole.code for duty in frame.duties):
        return line.id == hole.code and day == hole.day
    if not frame.serves(line, frame.by_text[hole.code]):
        return False
    if line.start is None or line.end is None:
        return day == hole.day
    date, zone = frame.date(day), frame.problem.zone
    start, end = time.utc_minute(date, line.start, zone), time.utc_minute(date, line.end, zone)
    common = time.overlap(hole.start, hole.end, start, end)
    return common >= LEAST * min(hole.end - hole.start, end - start)


def _may(frame: Frame, line: DemandLine, hole: Hole) -> bool:
    """Whether the absent person, where there is one, counted for a line."""
    if hole.absent is None:
        return True
    return frame.qualified(frame.problem.people[hole.absent], line.skill, frame.date(hole.day))
