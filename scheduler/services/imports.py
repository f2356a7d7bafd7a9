"""The door to a ward's own workbooks: a dry run that says what was understood and what not, and the ward as it would become.

Nothing is half-imported: a report has faults and no ward, or a whole ward that has passed validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.domain import time, validate
from scheduler.domain.declared import LONGEST
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.text import Text
from scheduler.exchange.excel_guard import MAX_FILE
from scheduler.exchange.excel_history import RosterSheet, read_roster
from scheduler.exchange.excel_read import Layout, Outcome
from scheduler.exchange.excel_staff import StaffList, read_staff

__all__ = ["Layout", "RosterReport", "StaffList", "StaffReport", "roster", "staff"]

_LOCKED = Text("la valeur verrouillée « {code} »", "the locked value '{code}'")


@dataclass(frozen=True, slots=True)
class _Report:
    """What came of a dry run. `problem` is the ward with the import in it, None where there are faults (or no ward was given).

    `warnings` tell rows that were left aside; `layout` says which columns were taken for what, `sheets` which there are: a form
    shows them and gives a mended layout back.
    """

    source: str
    problem: Problem | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    layout: Layout | None = None
    sheets: tuple[str, ...] = ()

    def accepted(self) -> Problem:
        """The ward with the import in it. Raises InputRefused with every fault."""
        if self.problem is None:
            raise InputRefused(self.source, self.faults)
        return self.problem


@dataclass(frozen=True, slots=True)
class StaffReport(_Report):
    """`staff` is what the sheet holds; `added` and `changed` are the ids of people."""

    staff: StaffList | None = None
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterReport(_Report):
    """`cells` are those whose text the import changes; `codes` says what each text of the sheet was read as.

    `unknown_codes` counts the texts that are no code, for a form that asks what they mean.
    """

    cells: Mapping[CellRef, str] = field(default_factory=dict)
    sheet: RosterSheet | None = None
    unknown_codes: Mapping[str, int] = field(default_factory=dict)


def staff(path: str | Path, problem: Problem | None = None, *, layout: Layout | None = None) -> StaffReport:
    """Read a staff list into a ward: people of the sheet are added or brought up to date, the others stay as they are.

    Without a ward the report has the list alone. Bad input is told in the report; nothing is raised.
    """
    data, fault = _read(path)
    name = Path(path).name
    if fault is not None:
        return StaffReport(str(path), None, (fault,))
    found = read_staff(data, name, problem, layout)
    listed = found.value
    if problem is None or listed is None:
        return StaffReport(str(path), None, found.faults, found.warnings, found.layout, found.sheets, listed)
    before = {person.id: person for person in problem.people}
    given = {person.id: person for person in listed.people}
    changed = replace(
        problem,
        people=(
            *(given.get(person.id, person) for person in problem.people),
            *(person for person in listed.people if person.id not in before),
        ),
        grades=problem.grades + listed.grades,
        contracts=problem.contracts + listed.contracts,
        skills=problem.skills + listed.skills,
    )
    faults = validate.faults(changed)
    return StaffReport(
        str(path),
        None if faults else changed,
        faults,
        found.warnings,
        found.layout,
        found.sheets,
        listed,
        tuple(id for id in given if id not in before),
        tuple(id for id in given if id in before and given[id] != before[id]),
    )


def roster(
    path: str | Path,
    problem: Problem,
    *,
    month: tuple[int, int] | None = None,
    layout: Layout | None = None,
    codes: Mapping[str, str] | None = None,
) -> RosterReport:
    """Read a month's roster into a ward's cells; days before its history lengthen the history.

    A blank cell of the sheet says nothing: what stands there stays. Days after the horizon are left out with a warning; a
    locked cell that the sheet contradicts is a fault. `month`, `layout` and `codes` as in the form: the month of day numbers,
    the columns, and what letters of the sheet mean. Bad input is told in the report; nothing is raised.
    """
    data, fault = _read(path)
    if fault is not None:
        return RosterReport(str(path), None, (fault,))
    found = read_roster(data, Path(path).name, problem, month, layout, codes)
    if found.value is None:
        return _roster_report(path, found, None, found.faults, found.warnings, {})
    merged = _merge(problem, found.value)
    faults = merged.faults or validate.faults(merged.problem)
    ward = None if faults else merged.problem
    return _roster_report(path, found, ward, faults, (*found.warnings, *merged.warnings), merged.cells)


def _roster_report(
    path: str | Path,
    found: Outcome[RosterSheet],
    problem: Problem | None,
    faults: tuple[Fault, ...],
    warnings: tuple[Fault, ...],
    cells: Mapping[CellRef, str],
) -> RosterReport:
    return RosterReport(
        str(path), problem, faults, warnings, found.layout, found.sheets,
        cells if problem is not None else {}, found.value, found.unknown_codes,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Merged:
    problem: Problem
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    cells: Mapping[CellRef, str]


def _merge(problem: Problem, sheet: RosterSheet) -> _Merged:
    start = time.add_days(problem.first, -problem.history_days)
    earlier = max(0, time.days_between(sheet.first, start))
    if problem.history_days + earlier > LONGEST:
        expected = Text(f"au plus {LONGEST} jours d'historique", f"at most {LONGEST} days of history")
        return _Merged(problem, (Fault(sheet.sheet, sheet.first.isoformat(), expected),), (), {})
    start = time.add_days(start, -earlier)
    offset = time.days_between(start, sheet.first)
    width = problem.history_days + earlier + problem.days
    rows = {row.person: [""] * earlier + list(row.cells) for row in problem.roster}
    locked = set(problem.locks)
    faults: list[Fault] = []
    cells: dict[CellRef, str] = {}
    late = 0
    for given in sheet.rows:
        own = rows.setdefault(given.person, [""] * width)
        late += sum(bool(text) for text in given.cells[max(0, width - offset) :])
        for at, text in enumerate(given.cells[: max(0, width - offset)]):
            ref = CellRef(given.person, time.add_days(sheet.first, at))
            if not text or own[offset + at] == text:
                continue
            if ref in locked:
                expected = _LOCKED.format(code=own[offset + at])
                faults.append(Fault(f"{sheet.sheet} {ref.person} {ref.date}", text, expected))
            own[offset + at] = cells[ref] = text
    warnings = []
    if late:
        last = time.add_days(problem.first, problem.days - 1)
        expected = Text(f"des jours jusqu'au {last} ; le reste est laissé de côté", f"days up to {last}; the rest is left out")
        warnings.append(Fault(sheet.sheet, str(late), expected))
    changed = replace(
        problem,
        history_days=problem.history_days + earlier,
        roster=tuple(Row(person.id, tuple(rows[person.id])) for person in problem.people if person.id in rows),
        pieces=tuple(real for real in problem.pieces if CellRef(real.person, real.date) not in cells),
    )
    return _Merged(changed, tuple(faults), tuple(warnings), cells)


def _read(path: str | Path) -> tuple[bytes, Fault | None]:
    source = Path(path)
    try:
        with source.open("rb") as stream:
            return stream.read(MAX_FILE + 1), None
    except OSError as problem:
        expected = Text("un classeur lisible", "a workbook that can be read")
        return b"", Fault(source.name or str(path), problem.strerror or str(problem), expected)
