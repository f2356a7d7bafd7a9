"""Workbooks in: the ward's own sheets understood wherever things stand, anything else refused and never a crash."""

from __future__ import annotations

import datetime as dt
import io
import random
import string
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from scheduler.domain.people import Person
from scheduler.domain.problem import Problem, Row
from scheduler.exchange import excel_values
from scheduler.exchange.excel_days import find_days, find_month
from scheduler.exchange.excel_history import read_roster
from scheduler.exchange.excel_read import Table, Value
from scheduler.exchange.excel_roster import roster_workbook
from scheduler.exchange.excel_staff import read_staff
from scheduler.exchange.month import sheet_of
from tests.exchange.wards import CODES, FIRST, small_ward

STAMP = "2027-04-01T08:00:00+00:00"
WARD = small_ward()


def book(lines: list[list[object]], name: str = "Mars 2027", merged: tuple[str, ...] = ()) -> bytes:
    workbook = Workbook()
    workbook.active.title = name
    for line in lines:
        workbook.active.append(line)
    for area in merged:
        workbook.active.merge_cells(area)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def written(ward: Problem) -> bytes:
    return roster_workbook([sheet_of(ward, 2027, 3)], "fr", STAMP)


# --- staff lists


HEADS = [
    ["Matricule", "Nom", "Prénom", "Grade", "Régime", "Quotité (%)", "Compétences", "Date d'entrée"],
    ["Staff number", "Surname", "Given name", "Job title", "Contract", "FTE", "Skills", "Start date"],
    ["N° agent", "NOM DE FAMILLE", "Prénoms", "Métier", "Type de contrat", "Temps de travail", "Habilitations", "Entrée"],
]


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("above", [0, 1, 7, 30])
@pytest.mark.parametrize("start", [dt.date(2027, 3, 15), "15/03/2027", "2027-03-15"])
def test_headers_are_found_by_any_of_their_names(heads: list[object], above: int, start: object) -> None:
    before: list[list[object]] = [["Médecine d'essai"] if at == 0 else [] for at in range(above)]
    person = [900007, "FICTIF-Tilleul", "Jo", "IDE", "37h30", 0.8, "Dialyse; ECMO", start]
    found = read_staff(book([*before, heads, person, ["", "Total", "", "", "", 1]]), "staff.xlsx", WARD)
    assert found.faults == ()
    assert found.value is not None
    (who,) = found.value.people
    assert (who.id, who.name, who.grade, who.contract, who.quota) == ("900007", "FICTIF-Tilleul Jo", "IDE", "37h30", 80)
    assert [held.skill for held in who.skills] == ["dialyse", "ECMO"]
    assert who.since == dt.date(2027, 3, 15)
    assert [skill.id for skill in found.value.skills] == ["ECMO"]
    assert found.layout is not None
    assert found.layout.header_row == above


def test_merged_titles_and_grade_headings() -> None:
    lines: list[list[object]] = [
        ["Effectif du service"],
        ["Matricule", "Nom et prénom", "Heures hebdo", "Quotité"],
        ["Aides-soignants (AS)"],
        ["900011", "TILLEUL Jo", "37:30", "80 %"],
        ["Infirmiers (IDE)"],
        ["900012", "CÈDRE Lou Ann", 32.5, 100],
    ]
    found = read_staff(book(lines, merged=("A1:D1", "A3:D3", "A5:D5")), "staff.xlsx", WARD)
    assert found.faults == ()
    assert found.value is not None
    assert [(p.surname, p.given, p.grade, p.contract) for p in found.value.people] == [
        ("TILLEUL", "Jo", "AS", "37h30"),
        ("CÈDRE", "Lou Ann", "IDE", "32h30"),
    ]


def test_every_row_not_understood_is_told_at_its_cell() -> None:
    lines: list[list[object]] = [
        ["Matricule", "Nom", "Prénom", "Grade", "Contrat", "Quotité", "Date de sortie"],
        [1, "Ortie", "Ada", "IDE", "37h30", "beaucoup", ""],
        [1, "Genêt", "Bo", "IDE", "37h30", 100, ""],
        [3, "Sureau", "Cy", "", "37h30", 100, ""],
        ["", "Cèdre", "Di", "IDE", "37h30", 100, ""],
        [5, "Houx", "El", "IDE", "demain", 100, "31/02/2027"],
    ]
    found = read_staff(book(lines, "Liste"), "staff.xlsx", WARD)
    assert found.value is None
    told = [(fault.place, fault.value) for fault in found.faults]
    assert told == [
        ("Liste!F2", "beaucoup"), ("Liste!A3", "1"), ("Liste!D4", ""), ("Liste!A5", ""), ("Liste!E6", "demain"),
        ("Liste!G6", "31/02/2027"),
    ]  # fmt: skip
    assert all(fault.expected.fr and fault.expected.en for fault in found.faults)


# --- rosters


def test_what_the_program_wrote_reads_back() -> None:
    found = read_roster(written(WARD), "mars.xlsx", WARD)
    assert found.faults == ()
    assert found.value is not None
    assert (found.value.first, found.value.days) == (FIRST, 31)
    assert {row.person: row.cells for row in found.value.rows} == {row.person: row.cells for row in WARD.roster}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_roster_reads_back(data: st.DataObject) -> None:
    row = st.lists(st.sampled_from(["", *(code.id for code in CODES)]), min_size=31, max_size=31).map(tuple)
    names = st.text(st.characters(categories=["L", "Nd", "P", "Sm"]), min_size=1, max_size=8)
    people = tuple(replace(who, surname=f"{data.draw(names)}{at}") for at, who in enumerate(WARD.people))
    people = tuple(replace(who, since=None, until=None) for who in people)
    ward = replace(WARD, people=people, roster=tuple(Row(who.id, data.draw(row)) for who in people))
    found = read_roster(written(ward), "mars.xlsx", ward)
    assert found.faults == ()
    assert found.value is not None
    assert {row.person: row.cells for row in found.value.rows} == {row.person: row.cells for row in ward.roster}


def dates(kind: str) -> list[object]:
    days = [FIRST + dt.timedelta(days=at) for at in range(31)]
    return {
        "dates": list(days),
        "numbers": [day.day for day in days],
        "texts": [f"{'LMMJVSD'[day.weekday()]} {day.day}" for day in days],
        "full": [day.strftime("%d/%m/%Y") for day in days],
    }[kind]


@pytest.mark.parametrize("kind", ["dates", "numbers", "texts", "full"])
@pytest.mark.parametrize("weekdays", ["none", "above", "below"])
def test_a_wards_own_sheet(kind: str, weekdays: str) -> None:
    letters: list[object] = ["", *("LMMJVSD"[(FIRST + dt.timedelta(days=at)).weekday()] for at in range(31))]
    head: list[object] = ["Nom", *dates(kind)]
    lines: list[list[object]] = [["Planning du service"], ["Imprimé le 15/02/2027", "", "", "mars 2027"], []]
    lines += {"none": [head], "above": [letters, head], "below": [head, letters]}[weekdays]
    cells = {row.person: row.cells for row in WARD.roster}
    lines += [[f"{who.given} {who.surname}", *(text.lower() for text in cells[who.id])] for who in WARD.people]
    lines += [["Effectif matin", *[3] * 31], ["Total", *[9] * 31], [], ["Légende"], ["M", "Matin", "", "S", "Soir"]]
    found = read_roster(book(lines), "planning.xlsx", WARD)
    assert found.faults == ()
    assert found.value is not None
    assert {row.person: row.cells for row in found.value.rows} == cells
    assert {"Effectif matin", "Total", "Légende", "M"} <= {fault.value for fault in found.warnings}


def test_unknown_people_and_codes_are_all_told() -> None:
    lines: list[list[object]] = [
        ["Tableau mars 2027"],
        ["Nom", *range(1, 32)],
        ["FICTIF-Ortie Camille", "M", "XX", *["R"] * 29],
        ["FICTIF-Inconnu Jo", "M", *["R"] * 30],
        ["FICTIF-Ortie Camille", *["R"] * 31],
    ]
    found = read_roster(book(lines, "Feuil1"), "x.xlsx", WARD)
    assert found.value is None
    assert [(fault.place, fault.value) for fault in found.faults] == [
        ("Feuil1!C3", "XX"), ("Feuil1!A4", "FICTIF-Inconnu Jo"), ("Feuil1!A5", "FICTIF-Ortie Camille"),
    ]  # fmt: skip
    assert found.unknown_codes == {"XX": 1}
    mended = read_roster(book(lines[:3], "Feuil1"), "x.xlsx", WARD, codes={"XX": "CA"})
    assert mended.value is not None
    assert mended.value.rows[0].cells[:3] == ("M", "CA", "R")


def test_a_number_beside_another_persons_name_is_told() -> None:
    lines: list[list[object]] = [
        ["mars 2027"],
        ["Matricule", "Nom", *range(1, 32)],
        [900001, "Sureau Paul", *["R"] * 31],
        [900002, "BRUYERE A.", *["R"] * 31],
    ]
    found = read_roster(book(lines, "F"), "x.xlsx", WARD)
    assert found.value is not None
    told = [fault for fault in found.warnings if "whose staff number" in fault.expected.en]
    assert [(fault.place, fault.value) for fault in told] == [("F!A3", "900001 Sureau Paul")]


def test_day_numbers_need_a_month() -> None:
    lines: list[list[object]] = [["Nom", *range(1, 32)], ["FICTIF-Ortie Camille", *["R"] * 31]]
    assert read_roster(book(lines, "Feuil1"), "x.xlsx", WARD).value is None
    found = read_roster(book(lines, "Feuil1"), "x.xlsx", WARD, (2027, 3))
    assert found.value is not None
    assert found.value.first == FIRST


def test_a_form_of_31_columns_in_april() -> None:
    lines: list[list[object]] = [["avril 2027"], ["Nom", *range(1, 32)], ["FICTIF-Ortie Camille", *["R"] * 30]]
    ok = read_roster(book(lines, "F"), "x.xlsx", WARD)
    assert ok.value is not None
    assert ok.value.days == 30
    lines[2].append("M")
    wrong = read_roster(book(lines, "F"), "x.xlsx", WARD)
    assert [fault.place for fault in wrong.faults] == ["F!AF3"]


def test_of_a_year_of_sheets_the_month_asked_for() -> None:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name in ("Février 2027", "Mars 2027", "Avril 2027"):
        sheet = workbook.create_sheet(name)
        for line in (["Nom", *range(1, 32)], ["FICTIF-Ortie Camille", *["R"] * 28]):
            sheet.append(line)
    stream = io.BytesIO()
    workbook.save(stream)
    chosen = read_roster(stream.getvalue(), "an.xlsx", WARD).value
    asked = read_roster(stream.getvalue(), "an.xlsx", WARD, (2027, 4)).value
    assert chosen is not None
    assert asked is not None
    assert (chosen.sheet, asked.sheet) == ("Mars 2027", "Avril 2027")


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("Mai 2027", (2027, 5)), ("MAY 2027", (2027, 5)), ("05/2027", (2027, 5)), ("2027-05", (2027, 5)),
        ("Du 01/05/2027 au 31/05/2027", (2027, 5)), ("du 1er au 31 mai 2027", (2027, 5)), ("déc. 2027", (2027, 12)),
        ("Mois : août - Année : 2027", (2027, 8)), ("mardi 2027", None), ("du 15/04/2027 au 14/05/2027", None),
    ],
)  # fmt: skip
def test_months_as_people_write_them(title: str, month: tuple[int, int] | None) -> None:
    rows: tuple[tuple[Value, ...], ...] = ((title, *[""] * 7), ("", *range(1, 8)))
    table = Table("Feuil1", rows)
    days = find_days(table)
    assert days is not None
    assert find_month(table, days) == month


@pytest.mark.parametrize(
    ("text", "share"), [(0.8, 80), ("80 %", 80), ("0,5", 50), (1, 100), (100, 100), ("120", None), (0, None), ("", None)]
)
def test_part_time(text: Value, share: int | None) -> None:
    assert excel_values.quota(text) == share


@pytest.mark.parametrize(
    ("text", "weekly"),
    [("37h30", 2250), ("37:30", 2250), (37.5, 2250), ("35 h", 2100), (dt.timedelta(hours=32, minutes=30), 1950), ("x", None)],
)
def test_weekly_hours(text: Value, weekly: int | None) -> None:
    assert excel_values.weekly_minutes(text) == weekly


# --- hostile and damaged files


def zipped(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    return zipped(change(parts(book([["Matricule", "Nom"], [1, "Ortie"]]))))


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "empty": b"",
    "text": b"Matricule;Nom\n1;Ortie\n",
    "a pdf": b"%PDF-1.7\n",
    "no workbook in it": zipped({"a.txt": b"a"}),
    "half": book([["Matricule", "Nom"], [1, "Ortie"]])[:2000],
    "only the head": b"PK\x03\x04" + b"\0" * 40,
    "an old format cut short": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "a DOCTYPE": changed(lambda p: p | {SHEET: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    "a DOCTYPE in UTF-16": changed(lambda p: p | {SHEET: '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")}),
    "a bomb": changed(lambda p: p | {"xl/media/image1.png": b"\0" * 40_000_000}),
    "many parts": zipped({f"xl/{at}": b"" for at in range(2001)} | {"xl/workbook.xml": b"<x/>"}),
    "a cell in the last corner": changed(
        lambda p: p | {SHEET: p[SHEET].replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"')}
    ),
    "no sheets": changed(lambda p: {name: data for name, data in p.items() if name != SHEET}),
    "no XML": changed(lambda p: p | {SHEET: b"\xff\xfe\x00<<<"}),
    "damaged lzma": zipped({"xl/workbook.xml": b"<x/>" * 99}, zipfile.ZIP_LZMA).replace(b"\x5d\x00\x00", b"\xff\xff\xff", 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_workbook_is_refused_with_a_message(name: str) -> None:
    for found in (read_staff(HOSTILE[name], "staff.xlsx", WARD), read_roster(HOSTILE[name], "staff.xlsx", WARD)):
        assert found.value is None
        assert found.faults
        for fault in found.faults:
            assert fault.place
            assert fault.say("fr") != fault.say("en")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["bytes", "cut", "xml"]))
def test_mutated_workbooks_are_read_or_refused(seed: int, how: str) -> None:
    chance = random.Random(seed)
    source = chance.choice([STAFF_BOOK, ROSTER_BOOK])
    if how == "cut":
        data = source[: chance.randrange(len(source))]
    elif how == "bytes":
        raw = bytearray(source)
        for _ in range(chance.randrange(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        data = bytes(raw)
    else:
        inside = parts(source)
        name = chance.choice([n for n in inside if n.endswith((".xml", ".rels"))])
        xml = bytearray(inside[name])
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(xml))
            xml[at : at + chance.randrange(3)] = chance.choice([b"<", b">", b"&x;", b"9999999999", b'"', b"\0", b"-1", b"NaN"])
        data = zipped(inside | {name: bytes(xml)})
    for found in (read_staff(data, "a.xlsx", WARD), read_roster(data, "a.xlsx", WARD)):
        assert (found.value is None) == bool(found.faults)


NAIVE = dt.datetime.combine(dt.date(1900, 3, 1), dt.time())
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(), st.text(string.printable, max_size=6),
    st.dates(dt.date(1900, 3, 1)), st.datetimes(NAIVE), st.timedeltas(dt.timedelta(0), dt.timedelta(40)),
    st.sampled_from(["Matricule", "Nom", "M", "1er", "mai 2027", "=1+1", "#REF!", "FICTIF-Ortie Camille", "31/02/2027"]),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_values_in_any_cells_are_read_or_refused(data: st.DataObject) -> None:
    base: list[list[object]] = data.draw(st.sampled_from([STAFF_LINES, ROSTER_LINES]))
    lines = [list(line) for line in base]
    for _ in range(data.draw(st.integers(1, 8))):
        row = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[row]) - 1))
        value = data.draw(VALUES)
        lines[row][column] = "".join(c for c in value if c >= " ") if isinstance(value, str) else value
    content = book(lines)
    for found in (read_staff(content, "a.xlsx", WARD), read_roster(content, "a.xlsx", WARD)):
        assert (found.value is None) == bool(found.faults)
        assert all(isinstance(fault.say("fr"), str) for fault in (*found.faults, *found.warnings))


def _line(who: Person) -> list[object]:
    return [int(who.id), who.surname, who.given, who.grade, who.contract, who.quota, dt.date(2020, 1, 1)]


STAFF_LINES: list[list[object]] = [
    ["Matricule", "Nom", "Prénom", "Grade", "Contrat", "Quotité", "Date d'entrée"],
    *(_line(who) for who in WARD.people),
]
ROSTER_LINES: list[list[object]] = [
    ["Tableau de service", "", "mars 2027"],
    ["Nom et prénom", *range(1, 32)],
    *([who.name, *row.cells] for who, row in zip(WARD.people, WARD.roster)),
]
STAFF_BOOK, ROSTER_BOOK = book(STAFF_LINES), book(ROSTER_LINES)
