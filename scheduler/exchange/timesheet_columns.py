"""The columns of the timesheets: technical name, label, and the value that each takes from a row.

Their order is part of the format: a column is only ever added at the end, before those counted by code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.domain.text import Text, same, weekday_name
from scheduler.domain.time import DAY, format_clock
from scheduler.exchange.excel_roster import STATES
from scheduler.exchange.month import MonthView
from scheduler.exchange.sheets import clock_text
from scheduler.exchange.timesheet_rows import DayRow, PersonRow

Kind = Literal["text", "code", "hours", "clock", "spent", "lasted", "signed", "count", "minutes", "date", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `signed` is a difference as text, its total worked out from the column named `of`."""

    name: str
    label: Text
    width: float
    kind: Kind
    value: Callable[[Any], object]
    total: bool = False
    of: str = ""

    @property
    def align(self) -> Literal["left", "center", "right", ""]:
        if self.kind == "text":
            return "left"
        return "center" if self.kind in ("code", "date", "time") else "right"


def decimal(minutes: int | None) -> float | None:
    """Hours as a decimal number; six places, so that sums stay exact to the minute."""
    return None if minutes is None else round(minutes / 60, 6)


def day_fraction(minutes: int | None) -> float | None:
    """Minutes as a spreadsheet's duration, in days."""
    return None if minutes is None else minutes / DAY


def signed(minutes: int | None) -> str | None:
    """A difference as [-]h:mm, nothing where there is none."""
    return clock_text(minutes) if minutes else None


def _hours(name: str, label: Text, minutes: Callable[[Any], int | None], daily: bool = False) -> list[Column]:
    """A length of time that is never negative, in decimal hours and as [h]:mm; a `daily` one stays empty at zero."""
    decimals: Kind = "spent" if daily else "hours"
    clock: Kind = "lasted" if daily else "clock"
    return [
        Column(f"hours.{name}", label.format(u="(h)"), 10, decimals, lambda row: decimal(minutes(row)), True),
        Column(f"clock.{name}", label.format(u="[h:mm]"), 10, clock, lambda row: day_fraction(minutes(row)), True),
    ]


def _difference(name: str, label: Text, minutes: Callable[[Any], int | None]) -> list[Column]:
    """A difference in decimal hours and as text: spreadsheets show a negative duration as ####."""
    source = f"hours.{name}"
    return [
        Column(source, label.format(u="(h)"), 10, "spent", lambda row: decimal(minutes(row)), True),
        Column(f"clock.{name}", label.format(u="[h:mm]"), 10, "signed", lambda row: signed(minutes(row)), of=source),
    ]


def _worked_label(view: MonthView) -> Text:
    if view.sheet.state in ("live", "worked", "validated", "exported"):
        return Text("Réalisé", "Worked")
    return Text("En cours", "Current")


def _night(view: MonthView, unit: str) -> Text:
    night = view.ledger.night
    span = f"{format_clock(night.start)}-{format_clock(night.end % DAY)} ({unit})"
    return Text(f"Nuit {span}", f"Night {span}")


def _headed(word: Text) -> Text:
    return Text(word.fr + " {u}", word.en + " {u}")


def summary_columns(view: MonthView, lang: str, codes: Sequence[str]) -> list[Column]:
    """The columns of the sheet with one row a person; `codes` are counted in days at the end."""
    grades = {grade.id: grade.name for grade in view.problem.grades}
    state = STATES[view.sheet.state].get(lang)

    def grade(row: PersonRow) -> str:
        return grades.get(row.person.grade, same(row.person.grade)).get(lang)

    columns = [
        Column("person.id", Text("Matricule", "Staff no."), 11, "text", lambda r: r.person.id),
        Column("person.surname", Text("Nom", "Surname"), 20, "text", lambda r: r.person.surname),
        Column("person.given", Text("Prénom", "Given name"), 14, "text", lambda r: r.person.given),
        Column("person.grade", Text("Grade", "Grade"), 20, "text", grade),
        Column("ward", Text("Unité", "Ward"), 20, "text", lambda _: view.problem.name),
        Column("person.quota", Text("Quotité %", "Quota %"), 9, "minutes", lambda r: r.person.quota),
        Column("person.contract", Text("Régime", "Contract"), 16, "text", lambda r: r.contract.get(lang)),
        *_hours("due", Text("Dues {u}", "Due {u}"), lambda r: r.due),
        *_hours("published", Text("Publiées {u}", "Published {u}"), lambda r: r.published),
        *_hours("worked", _headed(_worked_label(view)), lambda r: r.worked),
        *_difference("difference", Text("Écart au publié {u}", "Against published {u}"), lambda r: r.difference),
        *_difference("balance", Text("Écart au dû {u}", "Against due {u}"), lambda r: r.balance),
        _spent("night", _night(view, "h"), lambda r: r.night),
        _spent("sunday", Text("Dimanches (h)", "Sundays (h)"), lambda r: r.sunday),
        _spent("holiday", Text("Fériés (h)", "Holidays (h)"), lambda r: r.holiday),
        _spent("sunday_or_holiday", Text("Dim. ou fériés (h)", "Sun. or holidays (h)"), lambda r: r.sunday_or_holiday),
        _count("nights", Text("Nuits", "Nights"), lambda r: r.nights),
        _count("weekends", Text("Week-ends", "Weekends"), lambda r: r.weekends),
        _count("changes", Text("Jours modifiés", "Days changed"), lambda r: r.changes),
        _count("days.leave", Text("Congés (j)", "Leave (days)"), lambda r: r.leave_days),
        _spent("leave", Text("Congés (h)", "Leave (h)"), lambda r: r.leave_minutes),
        _count("days.absence", Text("Absences (j)", "Absences (days)"), lambda r: r.absence_days),
        _spent("absence", Text("Absences (h)", "Absences (h)"), lambda r: r.absence_minutes),
        _count("days.training", Text("Formation (j)", "Training (days)"), lambda r: r.training_days),
        _spent("training", Text("Formation (h)", "Training (h)"), lambda r: r.training_minutes),
        Column("state", Text("État", "State"), 16, "text", lambda _: state),
        Column("validated.by", Text("Validé par", "Validated by"), 16, "text", lambda _: view.sheet.validated_by),
        Column("validated.on", Text("Validé le", "Validated on"), 12, "text", lambda _: view.sheet.validated_on[:10]),
    ]
    on_call = [
        _count("guards", Text("Gardes", "Guards"), lambda r: r.guards),
        _spent("standby", Text("Astreintes (h)", "Standbys (h)"), lambda r: r.standby),
        _count("points", Text("Points de permanence", "On-call points"), lambda r: r.points),
    ]
    overtime = [_spent("overtime", OVERTIME_HOURS, lambda r: r.overtime)]
    return [
        *columns, *(_of_code(code) for code in codes), *(on_call if view.problem.lines else ()),
        *(overtime if view.overtime else ()),
    ]  # fmt: skip


OVERTIME_HOURS = Text("Dont heures sup. (h)", "Of it overtime (h)")


def _spent(name: str, label: Text, minutes: Callable[[Any], int]) -> Column:
    return Column(f"hours.{name}", label, 10, "spent", lambda row: decimal(minutes(row)), True)


def _count(name: str, label: Text, value: Callable[[Any], int]) -> Column:
    return Column(name, label, 9, "count", value, True)


def _of_code(code: str) -> Column:
    return _count(f"days.code.{code}", Text(f"{code} (j)", f"{code} (days)"), lambda row: row.by_code[code])


def detail_columns(view: MonthView, lang: str) -> list[Column]:
    """The columns of the sheet with one row a day: a tidy table for auditors and pivot tables."""
    grades = {grade.id: grade.name for grade in view.problem.grades}
    worked = _worked_label(view)

    def grade(row: DayRow) -> str:
        return grades.get(row.person.grade, same(row.person.grade)).get(lang)

    overtime = [_minutes("overtime", Text("Heures sup. (min)", "Overtime (min)"), lambda r: r.overtime)]
    return [
        Column("person.id", Text("Matricule", "Staff no."), 11, "text", lambda r: r.person.id),
        Column("person.surname", Text("Nom", "Surname"), 20, "text", lambda r: r.person.surname),
        Column("person.given", Text("Prénom", "Given name"), 14, "text", lambda r: r.person.given),
        Column("person.grade", Text("Grade", "Grade"), 20, "text", grade),
        Column("ward", Text("Unité", "Ward"), 20, "text", lambda _: view.problem.name),
        Column("date", Text("Date", "Date"), 11, "date", lambda r: r.date),
        Column("weekday", Text("Jour", "Day"), 6, "code", lambda r: weekday_name(r.date.weekday(), lang)),
        Column("holiday", Text("Férié", "Holiday"), 14, "text", lambda r: r.holiday.get(lang) if r.holiday else None),
        Column("code.cycle", Text("Code trame", "Cycle code"), 8, "code", lambda r: r.cycle or None),
        Column("code.published", Text("Code publié", "Published code"), 9, "code", lambda r: r.published or None),
        Column("code.worked", Text(f"Code {worked.fr.lower()}", f"{worked.en} code"), 9, "code", lambda r: r.worked or None),
        Column("start", Text("Début", "Start"), 7, "time", lambda r: r.start),
        Column("end", Text("Fin", "End"), 7, "time", lambda r: r.end),
        _minutes("pause", Text("Pause non comptée (min)", "Break not counted (min)"), lambda r: r.pause),
        *_hours("due", Text("Dues {u}", "Due {u}"), lambda r: r.due, daily=True),
        *_hours("published", Text("Publiées {u}", "Published {u}"), lambda r: r.published_minutes, daily=True),
        *_hours("worked", _headed(worked), lambda r: r.worked_minutes, daily=True),
        *_difference("difference", Text("Écart {u}", "Difference {u}"), lambda r: r.difference),
        _minutes("effective", Text("Effectif (min)", "Effective (min)"), lambda r: r.worked_minutes - r.credit),
        _minutes("credit", Text("Crédit d'absence (min)", "Absence credit (min)"), lambda r: r.credit),
        _minutes("night", _night(view, "min"), lambda r: r.night),
        Column("hours.night", _night(view, "h"), 10, "spent", lambda r: decimal(r.night), True),
        _minutes("sunday_or_holiday", Text("Dim. ou férié (min)", "Sun. or holiday (min)"), lambda r: r.sunday_or_holiday),
        Column("changed", Text("Modifié", "Changed"), 8, "code", lambda r: "▲" if r.changed else None),
        *(overtime if view.overtime else ()),
    ]


def _minutes(name: str, label: Text, value: Callable[[Any], int]) -> Column:
    return Column(f"minutes.{name}", label, 10, "count", value, True)
