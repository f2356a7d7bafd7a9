"""Reads a staff list from the ward's own workbook: whole, or not at all with every fault at its cell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from scheduler.domain.errors import Fault
from scheduler.domain.people import Contract, Grade, HeldSkill, Person, Skill
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text, hours, same
from scheduler.domain.wording import one_of
from scheduler.exchange import excel_values
from scheduler.exchange.excel_columns import find_header, is_total, plain
from scheduler.exchange.excel_read import Layout, Outcome, Table, Value, as_text, failed, is_empty, read_tables

_NEEDED = (("id",), ("surname", "name"))
_SEPARATORS = re.compile(r"[,;/|+\n]")
_HEADER = Text(
    "une ligne d'en-têtes avec au moins « Matricule » et « Nom »",
    "a row of headers with at least 'Staff number' and 'Name'",
)
_SKIPPED = Text(
    "une personne (matricule et nom) : la ligne est laissée de côté", "a person (number and name): the row is left out"
)
_UNIQUE = Text("un matricule par personne ; déjà donné en {place}", "one staff number a person; already given at {place}")


@dataclass(frozen=True, slots=True)
class StaffList:
    """The people of a sheet, in its order, with the grades, contracts and skills that the ward does not have yet.

    People whom the ward knows keep what the sheet has no column for.
    """

    people: tuple[Person, ...]
    grades: tuple[Grade, ...] = ()
    contracts: tuple[Contract, ...] = ()
    skills: tuple[Skill, ...] = ()


def read_staff(data: bytes, name: str, ward: Problem | None = None, layout: Layout | None = None) -> Outcome[StaffList]:
    """A staff list from a workbook's bytes; `name` is the file's, for messages. Never raises on bad data.

    `ward` gives the grades, contracts and skills that texts are matched with, by id or name. `layout` overrides the header
    row and the columns that were found, after a person has mended them in the form.
    """
    tables, faults = read_tables(data, name)
    if faults:
        return failed(faults)
    sheets = tuple(table.sheet for table in tables)
    found = layout or _best(tables)
    table = next((table for table in tables if found is not None and table.sheet == found.sheet), None)
    if found is None or table is None:
        return failed([Fault(name, ", ".join(sheets), _HEADER)], sheets)
    reader = _Reader(table, found, ward)
    reader.read()
    if not reader.people and not reader.faults:
        reader.faults.append(
            Fault(table.sheet, "", Text("au moins une personne sous les en-têtes", "a person below the headers"))
        )
    if reader.faults:
        return Outcome(None, tuple(reader.faults), tuple(reader.warnings), found, sheets)
    staff = StaffList(tuple(reader.people), tuple(reader.new_grades), tuple(reader.new_contracts), tuple(reader.new_skills))
    return Outcome(staff, (), tuple(reader.warnings), found, sheets)


def _best(tables: list[Table]) -> Layout | None:
    layouts = [layout for table in tables if (layout := find_header(table, _NEEDED)) is not None]
    return max(layouts, key=lambda layout: len(layout.columns), default=None)


@dataclass
class _Reader:
    table: Table
    layout: Layout
    ward: Problem | None
    people: list[Person] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    new_grades: list[Grade] = field(default_factory=list)
    new_contracts: list[Contract] = field(default_factory=list)
    new_skills: list[Skill] = field(default_factory=list)

    def __post_init__(self) -> None:
        ward = self.ward
        self.known = {person.id: person for person in ward.people} if ward else {}
        self.grades = _names(ward.grades if ward else ())
        self.contracts = _names(ward.contracts if ward else ())
        self.skills = _names(ward.skills if ward else ())
        self.by_weekly = {contract.weekly_minutes: contract.id for contract in ward.contracts} if ward else {}
        self.minutes = {contract.id: contract.weekly_minutes for contract in ward.contracts} if ward else {}
        self.seen: dict[str, str] = {}
        self.section = ""

    def read(self) -> None:
        for row in range(self.layout.header_row + 1, len(self.table.rows)):
            if not all(is_empty(value) for value in self.table.rows[row]):
                self._row(row)

    def cell(self, row: int, name: str) -> Value:
        column = self.layout.columns.get(name, -1)
        values = self.table.rows[row]
        return values[column] if 0 <= column < len(values) else ""

    def fault(self, row: int, name: str, expected: Text) -> None:
        column = self.layout.columns.get(name, 0)
        self.faults.append(Fault(self.table.place(row, column), as_text(self.cell(row, name)), expected))

    def _row(self, row: int) -> None:
        number = as_text(self.cell(row, "id"))
        surname, given = self._name(row)
        if is_total(number) or (not number and is_total(surname)) or (not number and (not surname or self._filled(row) == 1)):
            self._heading(row)
        elif not number:
            self.fault(row, "id", Text(f"le matricule de {surname}", f"the staff number of {surname}"))
        elif not surname and self._filled(row) == 1:
            self._heading(row)
        elif number in self.seen:
            self.fault(row, "id", _UNIQUE.format(place=self.seen[number]))
        else:
            self.seen[number] = self.table.place(row, self.layout.columns["id"])
            self._person(row, number, surname, given)

    def _filled(self, row: int) -> int:
        return sum(not is_empty(value) for value in self.table.rows[row])

    def _heading(self, row: int) -> None:
        """A row that is no person: a grade as a heading goes for the rows below it, anything else is told."""
        texts = [(column, as_text(value)) for column, value in enumerate(self.table.rows[row]) if not is_empty(value)]
        grade = self.grades.get(plain(texts[0][1]))
        if grade is not None and len(texts) == 1:
            self.section = grade
        else:
            column, text = texts[0]
            self.warnings.append(Fault(self.table.place(row, column), text, _SKIPPED))

    def _name(self, row: int) -> tuple[str, str]:
        full, surname = as_text(self.cell(row, "name")), as_text(self.cell(row, "surname"))
        given = as_text(self.cell(row, "given"))
        if surname and "given" in self.layout.columns:
            return surname, given
        return excel_values.split_name(surname or full)

    def _person(self, row: int, number: str, surname: str, given: str) -> None:
        if not surname:
            self.fault(row, "surname" if "surname" in self.layout.columns else "name", Text("un nom", "a name"))
        before = self.known.get(number) or Person(number, "", "", "", "")
        person = replace(
            before,
            surname=surname,
            given=given,
            grade=self._grade(row, before),
            contract=self._contract(row, before),
            quota=self._quota(row, before),
            skills=self._skills(row, before),
        )
        since = self._date(row, "since", before.since)
        until = self._date(row, "until", before.until)
        if since is not None and until is not None and until < since:
            self.fault(row, "until", Text(f"une date à partir du {since}", f"a date from {since} on"))
        note = as_text(self.cell(row, "note")) if "note" in self.layout.columns else before.note
        self.people.append(replace(person, since=since, until=until, note=note))

    def _grade(self, row: int, before: Person) -> str:
        text = as_text(self.cell(row, "grade"))
        if not text:
            if not (before.grade or self.section):
                self.fault(row, "grade", Text("un grade (colonne « Grade »)", "a grade (column 'Grade')"))
            return before.grade or self.section
        known = self.grades.get(plain(text))
        if known is None:
            known = self.grades[plain(text)] = text
            self.new_grades.append(Grade(text, same(text)))
            self._created(row, "grade", Text("un grade nouveau, qui sera créé", "a new grade, which will be created"))
        return known

    def _created(self, row: int, name: str, expected: Text) -> None:
        self.warnings.append(Fault(self.table.place(row, self.layout.columns[name]), as_text(self.cell(row, name)), expected))

    def _contract(self, row: int, before: Person) -> str:
        text, weekly = as_text(self.cell(row, "contract")), self.cell(row, "weekly")
        known = self.contracts.get(plain(text)) if text else None
        if is_empty(weekly) and text and known is None:
            minutes = excel_values.weekly_minutes(self.cell(row, "contract"))
            if minutes is None:
                what = Text("un contrat du service, ou une durée (37h30)", "a contract of the ward, or hours (37:30)")
                self.fault(row, "contract", one_of(what, text, set(self.contracts.values())))
                return before.contract
            return self._contract_of(row, minutes, "")
        if is_empty(weekly):
            return known or self._usual_contract(row, before)
        minutes = excel_values.weekly_minutes(weekly)
        if minutes is None:
            self.fault(row, "weekly", Text("une durée hebdomadaire (37h30, 35)", "weekly hours (37:30, 35)"))
            return before.contract
        if known is not None and self.minutes[known] == minutes:
            return known
        return self._contract_of(row, minutes, f"{text} {hours(minutes)}" if known is not None else text)

    def _usual_contract(self, row: int, before: Person) -> str:
        if before.contract:
            return before.contract
        if self.ward is not None and len(self.ward.contracts) == 1:
            return self.ward.contracts[0].id
        name = "contract" if "contract" in self.layout.columns else "weekly"
        expected = Text("un contrat ou une durée hebdomadaire (37h30)", "a contract or weekly hours (37:30)")
        self.fault(row, name, expected)
        return ""

    def _contract_of(self, row: int, minutes: int, text: str) -> str:
        """The contract of so many minutes a week, named `text` if given; a new one where there is none."""
        known = self.contracts.get(plain(text)) if text else self.by_weekly.get(minutes)
        if known is not None:
            return known
        id = text or hours(minutes).replace(" ", "")
        self.contracts[plain(id)] = id
        self.by_weekly.setdefault(minutes, id)
        self.minutes[id] = minutes
        self.new_contracts.append(Contract(id, same(text or hours(minutes)), minutes))
        name = "contract" if "contract" in self.layout.columns else "weekly"
        self._created(
            row, name, Text(f"« {id} » : contrat nouveau, qui sera créé", f"'{id}': a new contract, which will be created")
        )
        return id

    def _quota(self, row: int, before: Person) -> int:
        value = self.cell(row, "quota")
        if is_empty(value):
            return before.quota
        share = excel_values.quota(value)
        if share is None:
            self.fault(row, "quota", Text("une quotité de 1 à 100 %", "a share from 1 to 100 %"))
        return share or before.quota

    def _skills(self, row: int, before: Person) -> tuple[HeldSkill, ...]:
        if "skills" not in self.layout.columns:
            return before.skills
        dated = {held.skill: held for held in before.skills}
        out: dict[str, HeldSkill] = {}
        for text in _SEPARATORS.split(str(self.cell(row, "skills"))):
            if not text.strip():
                continue
            skill = self.skills.get(plain(text))
            if skill is None:
                skill = self.skills[plain(text)] = " ".join(text.split())
                self.new_skills.append(Skill(skill, same(skill)))
                created = Text(
                    f"« {skill} » : compétence nouvelle, qui sera créée", f"'{skill}': a new skill, which will be created"
                )
                self._created(row, "skills", created)
            out[skill] = dated.get(skill, HeldSkill(skill))
        return tuple(out.values())

    def _date(self, row: int, name: str, before: dt.date | None) -> dt.date | None:
        value = self.cell(row, name)
        if is_empty(value):
            return before
        found = excel_values.day(value)
        if found is None:
            self.fault(row, name, Text("une date (JJ/MM/AAAA ou AAAA-MM-JJ)", "a date (DD/MM/YYYY or YYYY-MM-DD)"))
        return found


def _names(items: tuple[Grade, ...] | tuple[Contract, ...] | tuple[Skill, ...]) -> dict[str, str]:
    """Ids by what people may write for them: the id or the name in either language."""
    found: dict[str, str] = {}
    for item in items:
        for text in (item.name.fr, item.name.en):
            found.setdefault(plain(text), item.id)
    return found | {plain(item.id): item.id for item in items}
