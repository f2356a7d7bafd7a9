"""How many qualified people a roster puts on each demand line on each day, beside what the line needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain import time
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.people import Person
from scheduler.domain.rosters import Roster


@dataclass(frozen=True, slots=True)
class DayCover:
    """Heads on one line on one day. For a clock interval it is the least number present at any instant of it."""

    date: dt.date
    heads: int
    minimum: int | None = None
    target: int | None = None
    maximum: int | None = None

    @property
    def short(self) -> int:
        """Heads that the minimum lacks."""
        return max(0, (self.minimum or 0) - self.heads)


@dataclass(frozen=True, slots=True)
class LineCover:
    """One demand line over some days, in their order; a day on which it needs nothing is there with its heads alone."""

    line: DemandLine
    days: tuple[DayCover, ...]


def cover(roster: Roster, first: dt.date, last: dt.date) -> tuple[LineCover, ...]:
    """Every demand line on every known day between two dates, both included."""
    frame = roster.frame
    days = range(max(frame.day(first), frame.first), min(frame.day(last), frame.last) + 1)
    out = []
    for line in frame.demand:
        found = []
        for day in days:
            heads = _in_interval(roster, line, day) if line.start is not None else _on_shift(roster, line, day)
            found.append(DayCover(frame.date(day), heads, *frame.line_needs(line, day)))
        out.append(LineCover(line, tuple(found)))
    return tuple(out)


def _qualified(frame: Frame, person: Person, line: DemandLine, day: int) -> bool:
    return frame.qualified(person, line.skill, frame.date(day))


def _on_shift(roster: Roster, line: DemandLine, day: int) -> int:
    frame = roster.frame
    return sum(
        frame.serves(line, roster.at(index, day)) and _qualified(frame, person, line, day)
        for index, person in enumerate(frame.problem.people)
    )


def _in_interval(roster: Roster, line: DemandLine, day: int) -> int:
    frame = roster.frame
    date, zone = frame.date(day), frame.problem.zone
    if line.start is None or line.end is None:
        return 0
    start, end = time.utc_minute(date, line.start, zone), time.utc_minute(date, line.end, zone)
    changes: dict[int, int] = {start: 0}
    for index, person in enumerate(frame.problem.people):
        for before in range(max(frame.first, day - 2), min(frame.last, day + 2) + 1):
            choice, real = roster.at(index, before), roster.special(index, before)
            if not frame.serves(line, choice) or not _qualified(frame, person, line, before):
                continue
            for piece in frame.code_pieces(choice, before) if real is None else real:
                if piece.end > start and piece.start < end:
                    begins = max(piece.start, start)
                    changes[begins] = changes.get(begins, 0) + 1
                    changes[piece.end] = changes.get(piece.end, 0) - 1
    present, least = 0, None
    for instant in sorted(changes):
        if instant >= end:
            break
        present += changes[instant]
        least = present if least is None else min(least, present)
    return least or 0
