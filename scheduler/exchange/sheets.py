"""Writes workbooks: looks as values, text that can never become a formula, and the same bytes for the same data."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from scheduler.domain.text import Text

HOURS = "0.00"
CLOCK_HOURS = "[h]:mm"
COUNT = "0"
WHOLE_OR_NOTHING = "0;-0;;@"
"""A count that stays empty at zero."""
HOURS_OR_NOTHING = "0.00;-0.00;;@"
CLOCK_OR_NOTHING = "[h]:mm;;;@"
DATE = "dd/mm/yyyy"
CLOCK = "hh:mm"

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP entry can carry: the moment of writing would make every file different."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks. Colours are RRGGBB; `lines` are thin borders all round, `box` a stronger frame."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float = 9
    colour: str = "000000"
    fill: str = ""
    hatch: str = ""
    lines: bool = False
    box: bool = False
    align: Literal["left", "center", "right", ""] = ""
    vertical: Literal["top", "center"] = "center"
    wrap: bool = False
    shrink: bool = False
    format: str = "General"
    quoted: bool = False
    indent: int = 0
    """Widths of a letter that text keeps from the border."""


class Book:
    """A workbook being written. `generated` is an ISO instant that the caller gives, never the clock's."""

    def __init__(self, title: str, generated: str) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        stamp = dt.datetime.fromisoformat(generated).replace(tzinfo=None)
        properties = self.workbook.properties
        properties.creator, properties.title = "Relève", title
        properties.created = properties.modified = stamp
        self._styles: dict[Look, Any] = {}

    def sheet(self, name: str) -> Page:
        return Page(self, self.workbook.create_sheet(_sheet_name(name)))

    def style(self, page: Worksheet, look: Look) -> Any:
        """The workbook's style record of a look, made once: setting five properties on every cell costs seconds."""
        known = self._styles.get(look)
        if known is None:
            cell = Cell(page, row=1, column=1)
            _dress(cell, look)
            known = self._styles[look] = cell._style
        return known

    def data(self) -> bytes:
        """The file's bytes, the same for the same content."""
        stream = io.BytesIO()
        ExcelWriter(self.workbook, _FixedZip(stream, "w", ZIP_DEFLATED)).save()
        return stream.getvalue()


class Page:
    """One sheet being written; rows and columns count from 1."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet

    def put(self, row: int, column: int, value: object, look: Look) -> None:
        """Write plain data. Text stays text, whatever it begins with; None leaves a styled empty cell."""
        cell = self.sheet.cell(row, column)
        if isinstance(value, str):
            clean = ILLEGAL_CHARACTERS_RE.sub("", value)
            if clean.startswith(_FORMULA_STARTS):
                look = replace(look, quoted=True)
            cell.value = clean
            cell.data_type = "s"
        elif value is not None:
            cell.value = value
        cell._style = self.book.style(self.sheet, look)

    def formula(self, row: int, column: int, formula: str, look: Look) -> None:
        """Write a live formula, in English function names and made of the program's own text only."""
        cell = self.sheet.cell(row, column)
        cell.value = formula
        cell._style = self.book.style(self.sheet, look)

    def spread(self, row: int, column: int, last: int, value: object, look: Look, last_row: int = 0) -> None:
        """Write into one cell merged over some columns (and rows)."""
        for at in range(row, (last_row or row) + 1):
            for col in range(column, last + 1):
                self.sheet.cell(at, col)._style = self.book.style(self.sheet, look)
        self.put(row, column, value, look)
        self.sheet.merge_cells(start_row=row, start_column=column, end_row=last_row or row, end_column=last)

    def width(self, column: int, characters: float, hidden: bool = False) -> None:
        dimension = self.sheet.column_dimensions[get_column_letter(column)]
        dimension.width = characters
        dimension.hidden = hidden

    def height(self, row: int, points: float, hidden: bool = False) -> None:
        dimension = self.sheet.row_dimensions[row]
        dimension.height = points
        dimension.hidden = hidden

    def on_paper(self, lang: str, title: str, titles: str, a3: bool = False, wide: int = 1, tall: int = 0) -> None:
        """Landscape, `wide` pages wide and `tall` high (0: as many as it takes).

        Title rows are repeated; the title and page x/y stand at the foot.
        """
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if a3 else sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, tall
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = titles
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = 0.28
        margins.bottom, margins.header, margins.footer = 0.5, 0.15, 0.2
        footer = sheet.oddFooter
        footer.left.text = title.replace("&", "&&")
        footer.right.text = Text("page &P / &N", "page &P of &N").get(lang)
        footer.left.size = footer.right.size = 8


def _dress(cell: Cell, look: Look) -> None:
    cell.font = Font(
        name="Calibri",
        size=look.size,
        bold=look.bold,
        italic=look.italic,
        underline="single" if look.underline else None,
        color="FF" + look.colour,
    )
    if look.hatch:
        cell.fill = PatternFill("lightUp", fgColor="FF" + look.hatch, bgColor="FF" + (look.fill or "FFFFFF"))
    elif look.fill:
        cell.fill = PatternFill("solid", fgColor="FF" + look.fill)
    if look.lines or look.box:
        side = Side("medium", color="FF404040") if look.box else Side("thin", color="FFA6A6A6")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(
        horizontal=look.align or None,
        vertical=look.vertical,
        wrap_text=look.wrap,
        shrink_to_fit=look.shrink,
        indent=look.indent,
    )
    cell.number_format = look.format
    cell.quotePrefix = look.quoted


class _FixedZip(ZipFile):
    """A ZIP archive whose entries carry no moment of writing."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        name = zinfo_or_arcname
        filename = name.filename if isinstance(name, ZipInfo) else name
        info = ZipInfo(filename, _ZIP_DATE)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        self.writestr(arcname or str(filename), Path(filename).read_bytes())


def _sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 characters, none of its reserved ones."""
    return "".join("-" if letter in "[]:*?/\\" else letter for letter in name).strip("'")[:31]


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out better on a colour RRGGBB (relative luminance of WCAG 2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return "000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "FFFFFF"


def clock_text(minutes: int) -> str:
    """Minutes as 7:30 or -7:30: spreadsheets show a negative time as ####, so a difference is text."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
