"""Hours due and done as dated entries: duty by contract, work, overtime, absence credit, nights, Sundays, holidays, weekends.

A balance is never stored or computed apart from its entries: it is their sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain import time
from scheduler.domain.codes import Clock, Code
from scheduler.domain.frame import Frame
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.pieces import Pieces, at_work, duty_piece
from scheduler.domain.rosters import Roster

DUE = "due"
WORK = "work"
CREDIT = "credit"
NIGHT = "night"
SUNDAY = "sunday"
HOLIDAY = "holiday"
SUNDAY_OR_HOLIDAY = "sunday_or_holiday"
NIGHTS = "nights"
WEEKENDS = "weekends"
GUARDS = "guards"
STANDBYS = "standbys"
POINTS = "on_call_points"
DAYS = "days:"
"""Prefix of the accounts that count days of one code: `days:CA`."""

MINUTE_ACCOUNTS = (DUE, WORK, OVERTIME, CREDIT, NIGHT, SUNDAY, HOLIDAY, SUNDAY_OR_HOLIDAY)

NIGHT_TAG = "night"
_SATURDAY, _SUNDAY = 5, 6
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class NightHours:
    """The hours of the day that count as night work, as local clock minutes; the end lies after midnight.

    By default 21:00 to 06:00 (decree 2002-9, art. 7), a parameter of each establishment.
    """

    start: Clock = 21 * 60
    end: Clock = 30 * 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of one account: minutes for hours, units for counts. `source` is the code or contract it comes from."""

    person: str
    account: str
    date: dt.date
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What some pieces of work amount to, in minutes. A Sunday that is a holiday is in both, and once in `sunday_or_holiday`.

    `overtime` is the part of `effective` that is overtime.
    """

    effective: int = 0
    night: int = 0
    sunday: int = 0
    holiday: int = 0
    sunday_or_holiday: int = 0
    overtime: int = 0


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one cell: what its pieces amount to, and what an absence is credited with."""

    work: Measures
    credit: int = 0

    @property
    def done(self) -> int:
        return self.work.effective + self.credit


class Ledger:
    """Reads hours off the rosters of one frame; what a code amounts to on a day is computed once."""

    def __init__(self, frame: Frame, night: NightHours | None = None) -> None:
        self.frame = frame
        self.night = night or NightHours()
        self._known: dict[tuple[int, int], Measures] = {}
        self._regular: dict[tuple[int, int], int] = {}

    def due(self, roster: Roster, person: int, day: int) -> int:
        """Minutes due on a day: a fifth of the weekly duty after quota on Monday to Friday, so that a week is exact.

        Nothing is due outside the employment, nor on a day that a code of kind `blocked` takes out of it.
        """
        frame = self.frame
        weekday = frame.weekday(day)
        if weekday > _FRIDAY or not frame.employed(person, day):
            return 0
        code = frame.code(roster.at(person, day))
        if code is not None and code.kind == "blocked":
            return 0
        weekly = frame.weekly_due(frame.problem.people[person])
        return weekly * (weekday + 1) // 5 - weekly * weekday // 5

    def counted(self, roster: Roster, person: int, day: int) -> Pieces:
        """The work whose minutes count: the real pieces where they were recorded, else those that the frame counts."""
        real = roster.special(person, day)
        if real is not None:
            return real
        return at_work(self.frame.counted(roster.at(person, day), day))

    def day(self, roster: Roster, person: int, day: int) -> DayHours:
        """The hours of one cell, all of them dated on the cell's day: a night belongs to the day it starts on."""
        choice = roster.at(person, day)
        code = self.frame.code(choice)
        real = roster.special(person, day)
        if real is not None:
            work = self.measure(real)
        else:
            known = self._known.get((choice, day))
            if known is None:
                known = self._known[choice, day] = self.measure(self.frame.counted(choice, day))
            work = known
        credit = 0 if code is None else self.frame.credit(self.frame.problem.people[person], code, day)
        return DayHours(work, credit)

    def difference(self, roster: Roster, person: int) -> int:
        """Minutes done over the horizon, absences credited and overtime left out, less those due: what the counters show."""
        frame, total = self.frame, 0
        who = frame.problem.people[person]
        for day in range(frame.last + 1):
            choice = roster.at(person, day)
            real = roster.special(person, day)
            total += self.regular(choice, day) if real is None else _regular(real)
            code = frame.code(choice)
            if code is not None and code.credit == "fifth":
                total += frame.credit(who, code, day)
            total -= self.due(roster, person, day)
        return total

    def regular(self, choice: int, day: int) -> int:
        """Minutes that a choice brings on a day, overtime left out."""
        known = self._regular.get((choice, day))
        if known is None:
            known = self._regular[choice, day] = _regular(self.frame.counted(choice, day))
        return known

    def measure(self, pieces: Pieces) -> Measures:
        """What pieces amount to; effective minutes are spread evenly over a piece and cut at nights and midnights."""
        total = [0, 0, 0, 0, 0, 0]
        frame = self.frame
        zone = frame.problem.zone
        for piece in pieces:
            total[0] += piece.effective
            total[5] += piece.effective if OVERTIME in piece.tags else 0
            for day in range(frame.day_of(piece.start) - 1, frame.day_of(max(piece.start, piece.end - 1)) + 1):
                date = frame.date(day)
                start = time.utc_minute(date, self.night.start, zone)
                end = time.utc_minute(date, self.night.end, zone)
                total[1] += time.share(piece.effective, piece.start, piece.end, start, end)
                sunday, holiday = frame.weekday(day) == _SUNDAY, day in frame.holiday_days
                if sunday or holiday:
                    inside = time.share(
                        piece.effective, piece.start, piece.end, frame.midnight(day), frame.midnight(day + 1)
                    )
                    total[2] += inside if sunday else 0
                    total[3] += inside if holiday else 0
                    total[4] += inside
        return Measures(*total)

    def weekends(self, pieces: Pieces) -> tuple[int, ...]:
        """The Saturdays (as days) of the weekends that pieces touch."""
        found = []
        for piece in pieces:
            last = self.frame.day_of(max(piece.start, piece.end - 1))
            for day in range(self.frame.day_of(piece.start), last + 1):
                weekday = self.frame.weekday(day)
                if weekday >= _SATURDAY:
                    found.append(day - (weekday - _SATURDAY))
        return tuple(dict.fromkeys(found))

    def entries(
        self, roster: Roster, first: dt.date, last: dt.date, people: Iterable[int] | None = None
    ) -> list[Entry]:
        """Every entry of every account between two dates, both included; days that the roster does not know have none.

        A weekend has one entry, on the first day whose work touches it, even where that day lies before `first`.
        """
        frame = self.frame
        begin, end = max(frame.day(first), frame.first), min(frame.day(last), frame.last)
        everyone = range(len(frame.problem.people)) if people is None else people
        out: list[Entry] = []
        for person in everyone:
            seen: set[int] = set()
            for day in range(max(frame.first, begin - 2), begin):
                seen.update(self.weekends(self.counted(roster, person, day)))
            for day in range(begin, end + 1):
                out.extend(self._day_entries(roster, person, day, seen))
        return out

    def _day_entries(self, roster: Roster, person: int, day: int, seen: set[int]) -> Iterator[Entry]:
        who = self.frame.problem.people[person]
        date = self.frame.date(day)
        due = self.due(roster, person, day)
        if due:
            yield Entry(who.id, DUE, date, due, who.contract)
        code = self.frame.code(roster.at(person, day))
        hours = self.day(roster, person, day)
        source = code.id if code is not None else ""
        for account, amount in _amounts(hours):
            if amount:
                yield Entry(who.id, account, date, amount, source)
        if code is not None:
            yield Entry(who.id, DAYS + code.id, date, 1, source)
        yield from self._on_call(roster.at(person, day), day, who.id)
        pieces = self.counted(roster, person, day)
        if any(NIGHT_TAG in piece.tags for piece in pieces):
            yield Entry(who.id, NIGHTS, date, 1, source)
        for saturday in self.weekends(pieces):
            if saturday not in seen:
                seen.add(saturday)
                yield Entry(who.id, WEEKENDS, date, 1, source)

    def _on_call(self, choice: int, day: int, who: str) -> Iterator[Entry]:
        """The turns of a cell: a guard is one, a standby its minutes on the clock; each brings its points."""
        found, date = self.frame.choices[choice], self.frame.date(day)
        for duty in found.duties if found is not None else ():
            piece = duty_piece(duty, date, self.frame.problem)
            if duty.on_site:
                yield Entry(who, GUARDS, date, 1, duty.id)
            else:
                yield Entry(who, STANDBYS, date, piece.end - piece.start, duty.id)
            if duty.period.points:
                yield Entry(who, POINTS, date, duty.period.points, duty.id)


def _regular(pieces: Pieces) -> int:
    return sum(piece.effective for piece in pieces if OVERTIME not in piece.tags)


def _amounts(hours: DayHours) -> tuple[tuple[str, int], ...]:
    work = hours.work
    return (
        (WORK, work.effective),
        (OVERTIME, work.overtime),
        (CREDIT, hours.credit),
        (NIGHT, work.night),
        (SUNDAY, work.sunday),
        (HOLIDAY, work.holiday),
        (SUNDAY_OR_HOLIDAY, work.sunday_or_holiday),
    )


def balance(entries: Iterable[Entry], account: str, person: str | None = None) -> int:
    """The sum of one account's entries, of everyone or of one person."""
    return sum(e.amount for e in entries if e.account == account and (person is None or e.person == person))


def balances(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """Every balance, by person and account."""
    totals: dict[tuple[str, str], int] = {}
    for entry in entries:
        key = (entry.person, entry.account)
        totals[key] = totals.get(key, 0) + entry.amount
    return totals


def counts_days(code: Code) -> bool:
    """Whether days of this code are worth an account that people read: leave, absences, training."""
    return code.kind in ("leave", "absence", "training")
