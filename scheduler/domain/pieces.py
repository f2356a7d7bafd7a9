"""What codes and on-call periods are on the real clock: pieces of work by a ward's zone and its clock changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scheduler.domain import time
from scheduler.domain.codes import Code, Piece
from scheduler.domain.oncall import STANDBY, Duty
from scheduler.domain.problem import Problem

Pieces = tuple[Piece, ...]


def make_pieces(code: Code, when: dt.date, problem: Problem) -> Pieces:
    """The pieces that a code brings on a date. Over a clock change the effective minutes are the real or the nominal ones."""
    out = []
    for segment in code.segments:
        start = time.utc_minute(when, segment.start, problem.zone)
        end = time.utc_minute(when, segment.end, problem.zone)
        nominal = segment.end - segment.start
        effective = nominal if segment.effective is None else segment.effective
        if problem.clock_change == "real":
            effective += (end - start) - nominal
        out.append(Piece(start, end, effective, tuple(sorted(code.all_tags | set(segment.tags)))))
    return tuple(out)


def duty_piece(duty: Duty, when: dt.date, problem: Problem) -> Piece:
    """An on-call period that begins on a date: a guard counts whole, a standby by what its line says."""
    period = duty.period
    start, end = (time.utc_minute(when, clock, problem.zone) for clock in (period.start, period.end))
    length = end - start if problem.clock_change == "real" else period.end - period.start
    return Piece(start, end, length if duty.on_site else length * duty.line.worth // 100, tuple(sorted(duty.tags)))


def at_work(pieces: Pieces) -> Pieces:
    """The pieces that are work: all but standbys."""
    return tuple(piece for piece in pieces if STANDBY not in piece.tags)


def weighed(piece: Piece, by: str) -> Piece:
    """A piece with what a sum takes from it in place of its effective minutes."""
    return replace(piece, effective=piece.end - piece.start) if by == "clock" else piece
