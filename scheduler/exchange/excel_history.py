"""Reads a month's roster from the ward's own sheet, or from one that Relève wrote: whole, or not at all.

People are known by staff number or name, days by dates or numbers, cells by the code's id, letters or name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.errors import Fault
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from scheduler.domain.time import add_days
from scheduler.domain.wording import one_of
from scheduler.exchange.excel_columns import is_total, match_columns, plain
from scheduler.exchange.excel_days import DayColumns, find_days, find_month, resolve
from scheduler.exchange.excel_names import Codes, People
from scheduler.exchange.excel_read import Layout, Outcome, Table, Value, as_text, failed, is_empty, read_tables

MARKER = "releve.roster/"
VERSION = 1
_PERSON_FIELDS = ("id", "surname", "given", "name")

_NO_DAYS = Text(
    "une feuille avec une ligne de jours (1, 2, 3 ... ou des dates)", "a sheet with a row of days (1, 2, 3 ... or dates)"
)
_NO_MONTH = Text("le mois et l'année, au-dessus des jours (« mai 2027 »)", "month and year above the days ('May 2027')")
_PERSON = Text("une personne du service, par son matricule ou son nom", "a person of the ward, by staff number or name")
_ASIDE = Text("une ligne de personne : elle est laissée de côté", "a person's row: it is left out")
_NAME = Text("{name}, à qui est ce matricule", "{name}, whose staff number this is")
_OTHER = Text("une seule feuille à la fois : elle est laissée de côté", "one sheet at a time: it is left out")


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """The cells of a sheet over `days` days from `first`, one row for each person named, blank cells as "".

    `codes` says which code each text of the sheet was read as.
    """

    sheet: str
    first: dt.date
    days: int
    rows: tuple[Row, ...]
    codes: Mapping[str, str] = field(default_factory=dict)


def read_roster(
    data: bytes,
    name: str,
    ward: Problem,
    month: tuple[int, int] | None = None,
    layout: Layout | None = None,
    codes: Mapping[str, str] | None = None,
) -> Outcome[RosterSheet]:
    """A roster from a workbook's bytes; `name` is the file's, for messages. Never raises on bad data.

    `month` (year, month) is needed where the sheet has day numbers and names no month. `layout` overrides the columns of the
    people, `codes` says what letters of the sheet mean in the ward ("AM" is the afternoon in one hospital, sick leave in the
    next); both come from the form.
    """
    tables, faults = read_tables(data, name)
    if faults:
        return failed(faults)
    sheets = tuple(table.sheet for table in tables)
    if layout is not None:
        tables = [table for table in tables if table.sheet == layout.sheet]
    found = [(table, days) for table in tables if (days := find_days(table)) is not None]
    if not found:
        return failed([Fault(name, ", ".join(sheets), _NO_DAYS)], sheets)
    table, days = _choose(found, ward, month)
    reader = _Reader(table, days, ward, layout, codes or {})
    reader.read(month)
    aside = [Fault(other.sheet, other.sheet, _OTHER) for other, _ in found if other is not table]
    warnings = (*reader.warnings, *aside)
    if reader.faults or not reader.rows:
        wrong = reader.faults or [Fault(table.sheet, "", _PERSON)]
        return Outcome(None, tuple(wrong), warnings, reader.layout, sheets, reader.unknown)
    cells = RosterSheet(table.sheet, reader.dates[0], len(reader.dates), tuple(reader.rows.values()), reader.used)
    return Outcome(cells, (), warnings, reader.layout, sheets)


def _choose(found: list[tuple[Table, DayColumns]], ward: Problem, month: tuple[int, int] | None) -> tuple[Table, DayColumns]:
    """Of the sheets with days that of the month asked for, else that with most days that the ward has, else the longest."""
    start, end = add_days(ward.first, -ward.history_days), add_days(ward.first, ward.days)

    def rank(pair: tuple[Table, DayColumns]) -> tuple[int, int]:
        table, days = pair
        named = find_month(table, days)
        if month is not None:
            dates = [day for day in resolve(days, named) if day is not None and (day.year, day.month) == month]
        else:
            dates = [day for day in resolve(days, named) if day is not None and start <= day < end]
        return len(dates), len(days.columns)

    return max(found, key=rank)


class _Reader:
    def __init__(self, table: Table, days: DayColumns, ward: Problem, layout: Layout | None, codes: Mapping[str, str]) -> None:
        self.table, self.days, self.ward = table, days, ward
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.rows: dict[str, Row] = {}
        self.places: dict[str, str] = {}
        self.used: dict[str, str] = {}
        self.unknown: dict[str, int] = {}
        self.columns: list[int] = []
        self.dates: list[dt.date] = []
        self.people = People(ward)
        self.codes = Codes(ward, codes)
        self.layout = layout or self._find_people()
        self.ours = as_text(table.rows[days.row][0]).startswith(MARKER)

    def read(self, month: tuple[int, int] | None) -> None:
        if self.ours and not self._version_known():
            return
        if not self.layout.columns:
            self.faults.append(Fault(self.table.place(self.days.row, 0), "", _PERSON))
            return
        if not self._resolve_days(month):
            return
        for row in range(self.days.row + 1, len(self.table.rows)):
            if not self.ours or as_text(self.table.rows[row][0]) == "person":
                self._row(row)
        missing = [person.name for person in self.ward.people if person.id not in self.rows and self._employed(person.id)]
        if self.rows and missing:
            expected = Text(
                f"une ligne pour chacun ; il manque {', '.join(missing)}",
                f"a row for everyone; missing: {', '.join(missing)}",
            )
            self.warnings.append(Fault(self.table.sheet, str(len(self.rows)), expected))

    def _version_known(self) -> bool:
        version = as_text(self.table.rows[self.days.row][0]).removeprefix(MARKER)
        if version == str(VERSION):
            return True
        expected = Text(f"le format {MARKER}{VERSION} ou plus ancien", f"format {MARKER}{VERSION} or older")
        self.faults.append(Fault(self.table.place(self.days.row, 0), MARKER + version, expected))
        return False

    def _employed(self, person: str) -> bool:
        who = self.people.by_id[person]
        return (who.since is None or who.since <= self.dates[-1]) and (who.until is None or self.dates[0] <= who.until)

    # --- where things stand

    def _find_people(self) -> Layout:
        """The columns that name people: by a header near the row of days, else by what stands in them."""
        days = self.days
        best: dict[str, int] = {}
        for row in sorted(range(max(0, days.row - 3), days.row + 3), key=lambda row: abs(row - days.row)):
            if row < len(self.table.rows):
                found = match_columns(self.table.rows[row], _PERSON_FIELDS, days.columns)
                best = {**found, **best}
        headers = tuple(as_text(value) for value in self.table.rows[days.row])
        return Layout(self.table.sheet, days.row, best or self._by_content(), headers)

    def _by_content(self) -> dict[str, int]:
        below = self.table.rows[self.days.row + 1 :]
        best, most = {}, 0
        for column in range(len(self.table.rows[0])):
            if column in self.days.columns:
                continue
            texts = [as_text(values[column]) for values in below]
            for kind, known in (("id", self.people.numbers), ("name", self.people.names)):
                hits = sum((text if kind == "id" else plain(text)) in known for text in texts)
                if hits > most:
                    best, most = {kind: column}, hits
        return best

    def _resolve_days(self, month: tuple[int, int] | None) -> bool:
        named = find_month(self.table, self.days)
        place = self.table.place(self.days.row, self.days.columns[0])
        if self.days.dates:
            held = {(date.year, date.month) for date in self.days.dates}
            named = month if month in held else min(held)
        elif month is None and named is None:
            self.faults.append(Fault(place, self.table.sheet, _NO_MONTH))
            return False
        if month is not None and named is not None and month != named:
            asked = f"{month[0]}-{month[1]:02d}"
            expected = Text(f"le mois {asked}", f"the month {asked}")
            given = Fault(place, f"{named[0]}-{named[1]:02d}", expected)
            (self.faults if self.days.dates else self.warnings).append(given)
        for column, date in zip(self.days.columns, resolve(self.days, month or named)):
            if date is not None:
                self.columns.append(column)
                self.dates.append(date)
            else:
                self._no_such_day(column)
        return not self.faults

    def _no_such_day(self, column: int) -> None:
        for row in range(self.days.row + 1, len(self.table.rows)):
            if not is_empty(self.table.rows[row][column]) and self._who(row):
                expected = Text("rien : ce mois n'a pas ce jour", "nothing: the month has no such day")
                self.faults.append(Fault(self.table.place(row, column), as_text(self.table.rows[row][column]), expected))

    # --- rows

    def _texts(self, row: int) -> dict[str, str]:
        values = self.table.rows[row]
        return {name: as_text(values[column]) for name, column in self.layout.columns.items() if column < len(values)}

    def _who(self, row: int) -> str:
        return self.people.find(self._texts(row))

    def _row(self, row: int) -> None:
        texts = self._texts(row)
        values = [self.table.rows[row][column] for column in self.columns]
        filled = [value for value in values if not is_empty(value)]
        person = self.people.find(texts)
        first = min(self.layout.columns.values())
        place = self.table.place(row, first)
        label = " ".join(text for text in texts.values() if text)
        if person and person in self.rows:
            expected = Text("une ligne par personne ; déjà donnée en {p}", "one row a person; already given at {p}")
            self.faults.append(Fault(place, label, expected.format(p=self.places[person])))
        elif person:
            self.places[person] = place
            if not self.people.agree(person, texts):
                expected = _NAME.format(name=self.people.by_id[person].name)
                self.warnings.append(Fault(place, label, expected))
            self.rows[person] = Row(person, tuple(self._cell(row, column) for column in self.columns))
        elif filled and self._means_person(texts, filled):
            self.faults.append(Fault(place, label, one_of(_PERSON, label, self.people.shown)))
        elif label and not _is_header(texts):
            self.warnings.append(Fault(place, label, _ASIDE))

    def _means_person(self, texts: Mapping[str, str], filled: list[Value]) -> bool:
        """Whether a row that names nobody of the ward should have: it has a name of its own, and codes in its cells.

        Totals, headings, cover counts and a legend below the grid are left aside.
        """
        words = [text for text in texts.values() if text]
        if not words or any(is_total(word) or self.codes.find(word) is not None for word in words):
            return False
        return any(self.codes.find(as_text(value)) is not None for value in filled)

    def _cell(self, row: int, column: int) -> str:
        text = as_text(self.table.rows[row][column])
        if not text:
            return ""
        code = self.codes.find(text)
        if code is None:
            self.unknown[text] = self.unknown.get(text, 0) + 1
            self.faults.append(Fault(self.table.place(row, column), text, self.codes.expected(text)))
            return ""
        self.used[text] = code
        return code


def _is_header(texts: Mapping[str, str]) -> bool:
    return bool(match_columns(list(texts.values()), _PERSON_FIELDS))
