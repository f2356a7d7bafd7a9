"""Looks at a file that claims to be a workbook before anything reads it: what it is, how far it unpacks, what it declares.

A few kilobytes can unpack to gigabytes, and one cell in the last corner of a sheet makes a reader lay out all the others.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Literal
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

from scheduler.domain.errors import Fault
from scheduler.domain.text import Text

MAX_FILE = 50_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 300
"""Unpacked bytes for one packed; an ordinary sheet has 10 to 40. Judged above a megabyte only."""
MAX_CELLS = 3_000_000
"""Cells of the rectangle that a sheet fills: 1,000 people over eight years of days."""

Format = Literal["xlsx", "ods", "xls"]

_CHUNK = 1 << 20
_OVERLAP = 64
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_WORKBOOK = Text(
    "un classeur .xlsx, .xls ou .ods (enregistrez-le sous l'un de ces formats)",
    "a workbook .xlsx, .xls or .ods (save it in one of these formats)",
)
_SOUND = Text("un classeur intact ; celui-ci est abîmé ou incomplet", "an undamaged workbook; this one is broken or cut short")


class _Refused(Exception):
    def __init__(self, value: str, expected: Text) -> None:
        super().__init__(expected.en)
        self.value, self.expected = value, expected


def examine(data: bytes, name: str) -> tuple[Format | None, Fault | None]:
    """What kind of workbook the bytes are, or why they are refused; `name` is the file's, for the message."""
    try:
        return _format(data, name), None
    except _Refused as refused:
        return None, Fault(name, refused.value, refused.expected)
    except Exception:
        # Damaged archives raise what each of half a dozen decoders calls its own error: a person is told the same each time.
        return None, damaged(name)


def damaged(name: str) -> Fault:
    return Fault(name, name, _SOUND)


def _format(data: bytes, name: str) -> Format:
    if len(data) > MAX_FILE:
        expected = Text("un classeur d'au plus {n} Mo", "a workbook of at most {n} MB").format(n=MAX_FILE // 1_000_000)
        raise _Refused(f"{len(data) // 1_000_000} Mo", expected)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _Refused(name, Text("un classeur sans mot de passe", "a workbook without a password"))
        return "xls"
    if not data.startswith(b"PK"):
        raise _Refused(_what(data, name), _WORKBOOK)
    with ZipFile(io.BytesIO(data)) as archive:
        return _zipped(archive, name)


def _what(data: bytes, name: str) -> str:
    if not data:
        return "0"
    return name.rpartition(".")[2] or name if "." in name else repr(data[:16])


def _zipped(archive: ZipFile, name: str) -> Format:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _Refused(str(len(entries)), Text("au plus {n} parties", "at most {n} parts").format(n=MAX_ENTRIES))
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" not in names and "content.xml" not in names:
        kind = ".xlsb" if "xl/workbook.bin" in names else name
        raise _Refused(kind, _WORKBOOK)
    budget = MAX_UNPACKED
    for entry in entries:
        budget -= _unpack(archive, entry, budget)
    if "xl/workbook.xml" in names:
        return "xlsx"
    _ods_extent(archive)
    return "ods"


def _unpack(archive: ZipFile, entry: ZipInfo, budget: int) -> int:
    """Really unpack one part (a header may lie about its size), searching it on the way; gives its size."""
    size = rows = columns = 0
    for chunk in _chunks(archive, entry):
        size += len(chunk) - _OVERLAP
        if size > budget or (size > _CHUNK and size > MAX_RATIO * max(1, entry.compress_size)):
            expected = Text("au plus {n} Mo une fois décompressé", "at most {n} MB when unpacked")
            raise _Refused(entry.filename, expected.format(n=MAX_UNPACKED // 1_000_000))
        plain = chunk.replace(b"\0", b"")
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise _Refused(entry.filename, Text("un classeur sans DOCTYPE", "a workbook without a DOCTYPE"))
        if entry.filename.lower().startswith("xl/") and entry.filename.lower().endswith(".xml"):
            for letters, number in _REFERENCE.findall(plain):
                rows, columns = max(rows, int(number)), max(columns, _column(letters))
            _extent(entry.filename, rows, columns)
    return size


def _chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """The parts of an entry, each led by the last bytes of the one before, so that no match is cut in two."""
    tail = b" " * _OVERLAP
    with archive.open(entry) as stream:
        while part := stream.read(_CHUNK):
            yield tail + part
            tail = (tail + part)[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _extent(place: str, rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        expected = Text("une feuille d'au plus {n} cellules", "a sheet of at most {n} cells").format(n=MAX_CELLS)
        raise _Refused(f"{place}: {rows} x {columns}", expected)


def _ods_extent(archive: ZipFile) -> None:
    """Refuse a content.xml whose repeated rows and columns lay out too many cells that hold something."""
    row = column = last_column = filled = 0
    with archive.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            if event == "start":
                if element.tag == _TABLE + "table":
                    row = last_column = 0
                elif element.tag == _TABLE + "table-row":
                    column = filled = 0
            elif element.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                column += int(element.get(_TABLE + "number-columns-repeated", "1"))
                if element.get(_OFFICE + "value-type") or len(element):
                    filled = column
                element.clear()
            elif element.tag == _TABLE + "table-row":
                row += int(element.get(_TABLE + "number-rows-repeated", "1"))
                if filled:
                    last_column = max(last_column, filled)
                    _extent("content.xml", row, last_column)
                element.clear()
