"""Makes roster and timesheets of a ward, has LibreOffice recalculate and print them, and compares every total.

Run: python -m tests.campaigns.workbooks OUTDIR [--ward FILE] [--month 2027-05]
For each language: the workbooks, their PDF, one PNG a page (where pdftoppm is there), and a line for each total compared.
Ends with status 1 where a total that LibreOffice works out differs from the program's.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from scheduler.domain.codec import load_ward
from scheduler.domain.pieces import make_pieces
from scheduler.domain.problem import CellPieces, Problem, Reference, Row
from scheduler.exchange.excel_timesheets import DATA, NAMES, TOTALS
from scheduler.services import export
from tests.exchange.wards import large_ward

STAMP = "2027-06-01T06:00:00Z"


def main(arguments: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--ward", type=Path)
    options.add_argument("--month", default="")
    given = options.parse_args(arguments)
    ward = load_ward(given.ward.read_bytes(), str(given.ward)) if given.ward else lived(large_ward(28))
    month = given.month or export.months(ward)[-1]
    wrong = 0
    for lang in ("fr", "en"):
        for path in make(ward, month, lang, given.out):
            pictures(path)
            wrong += compare(path, given.out)
    return 1 if wrong else 0


def lived(ward: Problem) -> Problem:
    """A ward published and then lived: some cells changed since, and someone stayed 45 minutes longer."""
    rows = tuple(
        Row(row.person, ("MA", *row.cells[1:9], "S", *row.cells[10:])) if at % 9 == 4 else row
        for at, row in enumerate(ward.roster)
    )
    who = ward.people[0].id
    stay = make_pieces(next(code for code in ward.codes if code.id == "M"), ward.first, ward)[0]
    late = CellPieces(who, ward.first, (replace(stay, end=stay.end + 45, effective=stay.effective + 45),))
    return replace(ward, roster=rows, pieces=(late,), references=(Reference("published", ward.roster),))


def make(ward: Problem, month: str, lang: str, out: Path) -> list[Path]:
    """The ward's roster, the copy for posting and the timesheets in one language."""
    about = export.About("Centre hospitalier fictif", "live", 2, "FICTIF-Tilleul Maud", "2027-04-12")
    made = [out / f"{name}-{lang}.xlsx" for name in ("roster", "posted", "timesheets")]
    export.roster(ward, made[0], lang=lang, about=about, generated=STAMP)
    export.roster(ward, made[1], lang=lang, about=about, generated=STAMP, posted=True)
    export.timesheets(ward, made[2], month=month, lang=lang, about=about, generated=STAMP)
    return made


def office(path: Path, kind: str, out: Path) -> Path:
    """Convert a file with LibreOffice, in a profile of its own so that an open office is left alone."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", kind,
            "--outdir", str(out), str(path),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out / f"{path.stem}.{kind.partition(':')[0]}"


def pictures(path: Path) -> None:
    paper = office(path, "pdf", path.parent)
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", "90", "-png", str(paper), str(paper.with_suffix(""))], check=True)


def compare(path: Path, out: Path) -> int:
    """Compare what LibreOffice works out for each formula with the sum of the plain values; gives how many differ.

    The totals of the timesheets stand above their columns; the controls compare the two sheets.
    """
    folder = out / "recalculated"
    folder.mkdir(exist_ok=True)
    live = load_workbook(path)
    worked_out = load_workbook(office(path, "xlsx", folder), data_only=True)
    wrong = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                found = worked_out[sheet.title][cell.coordinate].value
                name = sheet.cell(NAMES, cell.column).value
                if cell.row == TOTALS and str(name).startswith(
                    ("hours.", "clock.", "days.", "minutes.", "nights", "week", "ch")
                ):
                    values = [sheet.cell(at, cell.column).value for at in range(DATA, sheet.max_row + 1)]
                    good = agrees(found, values)
                else:
                    good = isinstance(found, int | float) or (isinstance(found, str) and not found.startswith("#"))
                if str(cell.value).startswith("=ROUND("):
                    good = found == 0
                wrong += not good
                print(f"{'ok ' if good else 'BAD'} {path.name} {sheet.title}!{cell.coordinate} {name or ''} {found}")
    return wrong


def agrees(found: object, values: list[object]) -> bool:
    """Whether a total is the sum of a column: numbers, or differences as [-]h:mm."""
    texts = [value for value in values if isinstance(value, str)]
    if texts or isinstance(found, str):
        return isinstance(found, str) and minutes(found) == sum(minutes(text) for text in texts)
    numbers = [value for value in values if isinstance(value, int | float)]
    days = found.total_seconds() / 86400 if hasattr(found, "total_seconds") else found
    lengths = [value.total_seconds() / 86400 for value in values if hasattr(value, "total_seconds")]
    return isinstance(days, int | float) and abs(days - sum(numbers) - sum(lengths)) < 1e-4


def minutes(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, _, rest = text.lstrip("-").partition(":")
    return sign * (int(hours) * 60 + int(rest))


if __name__ == "__main__":
    sys.exit(main())
