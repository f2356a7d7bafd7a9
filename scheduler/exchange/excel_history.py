"""Reads a month's roster from the ward's own sheet, or from one that Relève wrote: whole, or not at all.

People are known by staff number or name, days by dates or numbers, cells by the code's id, letters or name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.codes import Code
from scheduler.domain.errors import Fault
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.exchange.excel_columns import match_columns, plain
from scheduler.exchange.excel_days import DayColumns, find_days, find_month, names_weekdays, resolve
from scheduler.exchange.excel_read import Layout, Outcome, Table, as_text, failed, is_empty, read_tables
from scheduler.exchange.month import MASKED

MARKER = "releve.roster/"
VERSION = 1
_PERSON_FIELDS = ("id", "surname", "given", "name")
_MARKS = " ▲*!?°"
_COUNT = re.compile(r"-?\d+([.,/]\d+)?\s*%?")

_NO_DAYS = Text(
    "une feuille avec une ligne de jours (1, 2, 3 ... ou des dates)", "a sheet with a row of days (1, 2, 3 ... or dates)"
)
_NO_MONTH = Text("le mois et l'année, au-dessus des jours (« mai 2027 »)", "month and year above the days ('May 2027')")
_PERSON = Text("une personne du service, par son matricule ou son nom", "a person of the ward, by staff number or name")
_CODE = Text("un code du service", "a code of the ward")
_ASIDE = Text("une ligne de personne : elle est laissée de côté", "a person's row: it is left out")


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """The cells of a sheet over `days` days from `first`, one row for each person named, blank cells as "".

    `codes` says which code each text of the sheet was read as.
    """

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
    table, days = max(found, key=lambda pair: len(pair[1].columns))
    reader = _Reader(table, days, ward, layout, codes or {})
    reader.read(month)
    warnings = tuple(reader.warnings)
    if reader.faults or not reader.rows:
        wrong = reader.faults or [Fault(table.sheet, "", _PERSON)]
        return Outcome(None, tuple(wrong), warnings, reader.layout, sheets, reader.unknown)
    cells = RosterSheet(reader.dates[0], len(reader.dates), tuple(reader.rows.values()), reader.used)
    return Outcome(cells, (), warnings, reader.layout, sheets)


class _Reader:
    def __init__(
        self, table: Table, days: DayColumns, ward: Problem, layout: Layout | None, codes: Mapping[str, str]
    ) -> None:
        self.table, self.days, self.ward = table, days, ward
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.rows: dict[str, Row] = {}
        self.places: dict[str, str] = {}
        self.used: dict[str, str] = {}
        self.unknown: dict[str, int] = {}
        self.columns: list[int] = []
        self.dates: list[dt.date] = []
        self.people = _People(ward)
        self.codes = _Codes(ward, codes)
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
        if not self.days.dates and month is None and named is None:
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
            self.rows[person] = Row(person, tuple(self._cell(row, column) for column in self.columns))
        elif not filled or names_weekdays(values):
            if label and not _is_header(texts):
                self.warnings.append(Fault(place, label, _ASIDE))
        elif not texts.get("id") and all(_COUNT.fullmatch(as_text(value)) for value in filled):
            self.warnings.append(Fault(place, label, _ASIDE))
        else:
            self.faults.append(Fault(place, label, one_of(_PERSON, label, self.people.shown)))

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


class _People:
    """The ward's people by everything that a sheet may call them."""

    def __init__(self, ward: Problem) -> None:
        self.by_id = {person.id: person for person in ward.people}
        self.numbers = {person.id: person.id for person in ward.people}
        for person in ward.people:
            self.numbers.setdefault(person.id.lstrip("0"), person.id)
        self.names: dict[str, str] = {}
        shared: set[str] = set()
        for person in ward.people:
            for name in {plain(person.name), plain(f"{person.given} {person.surname}"), plain(person.surname)}:
                shared |= {name} & self.names.keys()
                self.names[name] = person.id
        for name in shared:
            del self.names[name]
        self.shown = [f"{person.id} {person.name}" for person in ward.people]

    def find(self, texts: Mapping[str, str]) -> str:
        """The id of the person named, "" where nobody is, or where two people share what stands there."""
        number = texts.get("id", "")
        if number:
            return self.numbers.get(number) or self.numbers.get(number.lstrip("0"), "")
        full = texts.get("name") or f"{texts.get('surname', '')} {texts.get('given', '')}"
        return self.names.get(plain(full), "") if full.strip() else ""


class _Codes:
    """The ward's codes by everything that a cell may call them; letters told apart by case only stay apart."""

    def __init__(self, ward: Problem, given: Mapping[str, str]) -> None:
        choices = [choice for choice in Frame(ward).choices if choice is not None]
        self.exact = {choice.text: choice.text for choice in choices}
        self.given = {text: code for text, code in given.items() if code in self.exact or code == ""}
        self.loose: dict[str, str] = {}
        shared: set[str] = set()
        for code in ward.codes:
            for word in _words(code):
                if self.loose.get(word, code.id) != code.id:
                    shared.add(word)
                self.loose[word] = code.id
        for word in shared:
            del self.loose[word]
        self.known = [code.id for code in ward.codes]

    def find(self, text: str) -> str | None:
        for word in (text, text.rstrip(_MARKS)):
            if word in self.given:
                return self.given[word]
            if word in self.exact:
                return self.exact[word]
        return self.loose.get(plain(text))

    def expected(self, text: str) -> Text:
        if text == MASKED:
            return Text("un code ; cette copie cache les motifs d'absence", "a code; this copy hides the reasons of absence")
        return one_of(_CODE, text, self.known)


def _words(code: Code) -> set[str]:
    return {word for word in (plain(code.id), plain(code.name.fr), plain(code.name.en)) if word}
