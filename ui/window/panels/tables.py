"""Plain tables of the ward's own data (people, contracts, skills, codes, demand ...), checked and taken over as a whole."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_type_hints

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scheduler.domain.codes import Code
from scheduler.domain.demand import DemandLine, Series
from scheduler.domain.errors import Fault
from scheduler.domain.oncall import OnCallLine
from scheduler.domain.people import Contract, Grade, Person, Skill
from scheduler.domain.problem import Opening, Problem
from scheduler.domain.settings import Layer, Override, Wish
from scheduler.domain.text import Text
from scheduler.domain.validate import faults as ward_faults
from ui.window.celltext import from_text, to_text
from ui.window.labels import label
from ui.window.language import L, language, say, shown
from ui.window.session import Session


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: the ward's field, the record it holds, its title."""

    field: str
    record: type[Any]
    title: Text


KINDS = (
    Kind("people", Person, Text("Personnes", "People")),
    Kind("codes", Code, Text("Codes", "Codes")),
    Kind("contracts", Contract, Text("Contrats", "Contracts")),
    Kind("grades", Grade, Text("Grades", "Grades")),
    Kind("skills", Skill, Text("Compétences", "Skills")),
    Kind("demand", DemandLine, Text("Besoins", "Demand")),
    Kind("lines", OnCallLine, Text("Gardes et astreintes", "On-call lines")),
    Kind("series", Series, Text("Séries (lits ouverts…)", "Series (open beds…)")),
    Kind("wishes", Wish, Text("Souhaits", "Wishes")),
    Kind("openings", Opening, Text("Soldes d'ouverture", "Opening balances")),
    Kind("overrides", Override, Text("Dérogations", "Overrides")),
    Kind("layers", Layer, Text("Niveaux d'objectif", "Objective layers")),
)


def rows_to_records(kind: Kind, rows: list[list[str]]) -> tuple[tuple[Any, ...], list[Fault]]:
    """Records of the texts of a table, and everything that is wrong with them; an empty cell is the field's default."""
    hints = get_type_hints(kind.record, include_extras=True)
    records, wrong = [], []
    for at, row in enumerate(rows):
        values: dict[str, Any] = {}
        for item, words in zip(fields(kind.record), row, strict=True):
            if not words.strip() and (item.default is not MISSING or item.default_factory is not MISSING):
                continue
            value, found = from_text(hints[item.name], words, f"{kind.field}[{at}].{item.name}")
            wrong += found
            values[item.name] = value
        if not wrong:
            records.append(kind.record(**values))
    return tuple(records), wrong


def with_records(problem: Problem, kind: Kind, records: tuple[Any, ...]) -> Problem:
    """The ward with other records; what was kept of people who are gone goes with them."""
    changed = replace(problem, **{kind.field: records})
    if kind.record is not Person:
        return changed
    ids = {person.id for person in records}
    return replace(
        changed,
        roster=tuple(row for row in changed.roster if row.person in ids),
        locks=tuple(lock for lock in changed.locks if lock.person in ids),
        pieces=tuple(real for real in changed.pieces if real.person in ids),
        wishes=tuple(wish for wish in changed.wishes if wish.person in ids),
        openings=tuple(item for item in changed.openings if item.person in ids),
        calls=tuple(call for call in changed.calls if call.person in ids),
        references=tuple(replace(ref, rows=tuple(r for r in ref.rows if r.person in ids)) for ref in changed.references),
    )


class TablesPanel(QWidget):
    """One table at a time. Nothing changes before "Apply", which tells every fault at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.which = QComboBox()
        for kind in KINDS:
            self.which.addItem(say(kind.title), kind)
        self.table = QTableWidget()
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for name, words, act in (
            ("add", L("Ajouter", "Add"), self.add),
            ("remove", L("Supprimer", "Remove"), self.remove),
            ("apply", L("Appliquer", "Apply"), self.apply),
            ("reset", L("Abandonner", "Discard"), self.reset),
        ):
            button = self.buttons[name] = QPushButton(words)
            button.clicked.connect(act)
            buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.addWidget(self.which)
        box.addWidget(self.table, 1)
        box.addWidget(self.message)
        box.addLayout(buttons)
        self.which.currentIndexChanged.connect(self.reset)
        session.changed.connect(self._on_change)
        self.reset()

    @property
    def kind(self) -> Kind:
        found = self.which.currentData()
        assert isinstance(found, Kind)
        return found

    def _on_change(self, changed: Any) -> None:
        if changed.everything:
            self.reset()

    def reset(self, *_: object) -> None:
        kind = self.kind
        hints = get_type_hints(kind.record, include_extras=True)
        records = getattr(self.session.core.base, kind.field)
        names = [item.name for item in fields(kind.record)]
        self.table.clear()
        self.table.setColumnCount(len(names))
        self.table.setHorizontalHeaderLabels([label(name) for name in names])
        self.table.setRowCount(len(records))
        for row, record in enumerate(records):
            for column, name in enumerate(names):
                item = QTableWidgetItem(to_text(hints[name], getattr(record, name)))
                if name == "colour":
                    item.setBackground(QColor(record.colour))
                    item.setForeground(QColor("#14181F"))
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()
        for column in range(len(names)):
            self.table.setColumnWidth(column, min(190, self.table.columnWidth(column)))
        self.message.setText("")

    def add(self, *_: object) -> None:
        self.table.insertRow(self.table.rowCount())
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)
        self.table.setFocus()

    def remove(self, *_: object) -> None:
        for row in sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True):
            self.table.removeRow(row)

    def rows(self) -> list[list[str]]:
        def words(row: int, column: int) -> str:
            item = self.table.item(row, column)
            return "" if item is None else item.text()

        return [[words(r, c) for c in range(self.table.columnCount())] for r in range(self.table.rowCount())]

    def apply(self, *_: object) -> None:
        kind = self.kind
        records, wrong = rows_to_records(kind, self.rows())
        core = self.session.core
        if not wrong:
            problem = with_records(core.problem, kind, records)
            wrong = list(ward_faults(problem))
            if not wrong:
                core.edit_problem(problem, Text(f"Modifier : {kind.title.fr}", f"Edit: {kind.title.en}"))
                self.session.tell(L("Modifié.", "Changed."))
                return
        said = [shown(fault.say(language())) for fault in wrong[:12]] + (["…"] if len(wrong) > 12 else [])
        self.message.setText("⚠ " + "\n⚠ ".join(said))
