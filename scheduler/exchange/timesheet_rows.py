"""What the timesheets say, before any workbook: one value a person and one a day, in minutes and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.accounts.hours import (
    CREDIT,
    DAYS,
    DUE,
    GUARDS,
    HOLIDAY,
    NIGHT,
    NIGHTS,
    POINTS,
    STANDBYS,
    SUNDAY,
    SUNDAY_OR_HOLIDAY,
    WEEKENDS,
    WORK,
    Entry,
)
from scheduler.domain.overtime import OVERTIME
from scheduler.domain.people import Person
from scheduler.domain.text import Text
from scheduler.domain.time import local_time
from scheduler.exchange.month import MASKED, MonthView


@dataclass(frozen=True, slots=True)
class DayRow:
    """One person on one day, in minutes; `start` and `end` are local wall-clock times. None: there is no such value."""

    person: Person
    date: dt.date
    holiday: Text | None
    cycle: str
    published: str
    worked: str
    start: dt.datetime | None
    end: dt.datetime | None
    pause: int
    due: int
    published_minutes: int | None
    worked_minutes: int
    credit: int
    night: int
    sunday_or_holiday: int
    changed: bool
    overtime: int

    @property
    def difference(self) -> int | None:
        return None if self.published_minutes is None else self.worked_minutes - self.published_minutes


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's month: sums of entries. `by_code` counts days of leave, absence and training codes (ABS where hidden)."""

    person: Person
    contract: Text
    due: int
    published: int | None
    worked: int
    night: int
    sunday: int
    holiday: int
    sunday_or_holiday: int
    nights: int
    weekends: int
    guards: int
    standby: int
    points: int
    changes: int
    leave_days: int
    leave_minutes: int
    absence_days: int
    absence_minutes: int
    training_days: int
    training_minutes: int
    by_code: dict[str, int]
    overtime: int

    @property
    def difference(self) -> int | None:
        return None if self.published is None else self.worked - self.published

    @property
    def balance(self) -> int:
        """Worked less due, overtime apart: nothing where the contract counts no hours."""
        return self.worked - self.overtime - self.due if self.due else 0


def day_rows(view: MonthView) -> Iterator[DayRow]:
    """One row for every day of the month on which a person is employed and the ward has cells, person by person."""
    frame = view.frame
    for index in view.people:
        for date, day in zip(view.dates, view.days):
            if view.known(day) and frame.employed(index, day):
                yield _day_row(view, index, date, day)


def _day_row(view: MonthView, index: int, date: dt.date, day: int) -> DayRow:
    hours = view.ledger.day(view.current, index, day)
    published = view.hours(view.published, index, day)
    pieces = view.ledger.counted(view.current, index, day)
    zone = view.problem.zone
    present = sum(piece.end - piece.start for piece in pieces)
    return DayRow(
        person=view.person(index),
        date=date,
        holiday=view.holidays.get(date),
        cycle=view.text(view.cycle, index, day),
        published=view.text(view.published, index, day),
        worked=view.text(view.current, index, day),
        start=local_time(min(p.start for p in pieces), zone).replace(tzinfo=None) if pieces else None,
        end=local_time(max(p.end for p in pieces), zone).replace(tzinfo=None) if pieces else None,
        pause=max(0, present - hours.work.effective),
        due=view.ledger.due(view.current, index, day),
        published_minutes=None if published is None else published.done,
        worked_minutes=hours.done,
        credit=hours.credit,
        night=hours.work.night,
        sunday_or_holiday=hours.work.sunday_or_holiday,
        changed=view.changed(index, day),
        overtime=hours.work.overtime,
    )


def shown_codes(view: MonthView) -> list[str]:
    """The codes whose days are counted one by one, in the ward's order; hidden ones are counted together as ABS."""
    codes = [code for code in view.problem.codes if code.kind in ("leave", "absence", "training")]
    shown = [code.id for code in codes if not view.mask.hides(code)]
    return shown + ([MASKED] if len(shown) < len(codes) else [])


def person_rows(view: MonthView) -> list[PersonRow]:
    """One row a person, in the order of the roster."""
    done = _by_person(view.entries(view.current))
    planned = None if view.published is None else _by_person(view.entries(view.published))
    contracts = {contract.id: contract.name for contract in view.problem.contracts}
    out = []
    for index in view.people:
        who = view.person(index)
        contract = contracts.get(who.contract, Text(who.contract, who.contract))
        before = None if planned is None else _hours(planned.get(who.id, []))
        out.append(_person_row(view, index, contract, done.get(who.id, []), before))
    return out


def _person_row(view: MonthView, index: int, contract: Text, entries: list[Entry], published: int | None) -> PersonRow:
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.account] = sums.get(entry.account, 0) + entry.amount
    kinds = {code.id: code.kind for code in view.problem.codes}
    hidden = {code.id for code in view.problem.codes if view.mask.hides(code)}
    by_code: dict[str, int] = dict.fromkeys(shown_codes(view), 0)
    for entry in entries:
        column = MASKED if entry.source in hidden else entry.source
        if entry.account.startswith(DAYS) and column in by_code:
            by_code[column] += entry.amount

    def of_kind(kind: str) -> tuple[int, int]:
        those = [entry for entry in entries if kinds.get(entry.source) == kind]
        return sum(e.amount for e in those if e.account.startswith(DAYS)), _hours(those)

    leave, absence, training = of_kind("leave"), of_kind("absence"), of_kind("training")
    return PersonRow(
        person=view.person(index),
        contract=contract,
        due=sums.get(DUE, 0),
        published=published,
        worked=_hours(entries),
        night=sums.get(NIGHT, 0),
        sunday=sums.get(SUNDAY, 0),
        holiday=sums.get(HOLIDAY, 0),
        sunday_or_holiday=sums.get(SUNDAY_OR_HOLIDAY, 0),
        nights=sums.get(NIGHTS, 0),
        weekends=sums.get(WEEKENDS, 0),
        guards=sums.get(GUARDS, 0),
        standby=sums.get(STANDBYS, 0),
        points=sums.get(POINTS, 0),
        changes=sum(view.changed(index, day) for day in view.days if view.frame.employed(index, day)),
        leave_days=leave[0],
        leave_minutes=leave[1],
        absence_days=absence[0],
        absence_minutes=absence[1],
        training_days=training[0],
        training_minutes=training[1],
        by_code=by_code,
        overtime=sums.get(OVERTIME, 0),
    )


def _by_person(entries: list[Entry]) -> dict[str, list[Entry]]:
    out: dict[str, list[Entry]] = {}
    for entry in entries:
        out.setdefault(entry.person, []).append(entry)
    return out


def _hours(entries: list[Entry]) -> int:
    """Minutes of work and of absence credit."""
    return sum(entry.amount for entry in entries if entry.account in (WORK, CREDIT))
