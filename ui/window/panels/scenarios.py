"""Scenarios: copies of the plan to change and solve on their own, and two of them side by side, cell by cell, cost by cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scheduler.domain.problem import Problem
from scheduler.rules.proof import Count, counts
from scheduler.services.store import Store
from scheduler.services.stored import MAIN, Comparison, ItemDifference, WardInfo, WardRef
from ui.window.language import L, say
from ui.window.session import Session
from ui.window.storing import Storing

CELL = 0x0100


class ScenarioPanel(QWidget):
    """The plans of the ward shown, what one can do with them, and the last comparison."""

    def __init__(self, session: Session, storing: Storing) -> None:
        super().__init__()
        self.session, self.storing = session, storing
        self.refs: list[WardRef] = []
        self._make()
        storing.shown.connect(self.refresh)
        self.refresh()

    def _make(self) -> None:
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.plans = _table([L("Planning", "Plan"), L("Créé le", "Made on"), L("Par", "By")])
        self.plans.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.plans.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.plans.setAccessibleName(L("Plannings du service", "Plans of the ward"))
        self.plans.itemDoubleClicked.connect(lambda _: self.open())
        self.plans.itemSelectionChanged.connect(self._enable)
        self.buttons: dict[str, QPushButton] = {}
        grid = QGridLayout()
        for at, (name, words) in enumerate(
            {
                "copy": L("Copier…", "Copy…"),
                "open": L("Ouvrir", "Open"),
                "compare": L("Comparer au planning affiché", "Compare with the plan shown"),
                "rename": L("Renommer…", "Rename…"),
                "delete": L("Supprimer", "Delete"),
            }.items()
        ):
            button = self.buttons[name] = QPushButton(words)
            button.clicked.connect(lambda checked=False, run=name: getattr(self, run)())
            grid.addWidget(button, at // 3, at % 3)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.costs = _table([L("Niveau", "Layer"), "A", "B", "B - A"])
        self.items = QListWidget()
        self.items.setAccessibleName(L("Différences", "Differences"))
        self.items.itemActivated.connect(self._go)
        self.items.itemClicked.connect(self._go)
        box = QVBoxLayout(self)
        box.addWidget(self.hint)
        box.addWidget(self.plans, 2)
        box.addLayout(grid)
        box.addWidget(self.verdict)
        box.addWidget(self.costs, 2)
        box.addWidget(self.items, 3)

    # --- the list

    def refresh(self) -> None:
        """Shows the plans of the ward as they were last read."""
        ref = self.storing.ref
        ward = next((ward for ward in self.storing.wards if ref is not None and ward.id == ref.ward), None)
        self.hint.setText(
            ""
            if ward is not None
            else L(
                "Ce service n'est dans aucune base : Fichier > Ranger dans la base.",
                "This ward lies in no database: File > Keep in the database.",
            )
        )
        self.hint.setVisible(ward is None)
        self.refs = []
        self.plans.setRowCount(0)
        if ward is not None and ref is not None:
            self._list(ward, ref)
        self._enable()

    def _list(self, ward: WardInfo, ref: WardRef) -> None:
        rows = [(WardRef(ward.id), L("Planning du service", "The ward's plan"), "", "")]
        rows += [
            (WardRef(ward.id, s.id), s.name, f"{s.created[8:10]}/{s.created[5:7]}/{s.created[:4]}", s.by)
            for s in ward.scenarios
        ]
        self.plans.setRowCount(len(rows))
        for row, (plan, *words) in enumerate(rows):
            self.refs.append(plan)
            for column, word in enumerate(words):
                item = QTableWidgetItem(word)
                if plan == ref:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.plans.setItem(row, column, item)
        self.plans.selectRow(self.refs.index(ref) if ref in self.refs else 0)

    def chosen(self) -> WardRef | None:
        """The plan selected in the list."""
        row = self.plans.currentRow()
        return self.refs[row] if 0 <= row < len(self.refs) else None

    def _enable(self) -> None:
        chosen, here = self.chosen(), self.storing.ref
        other = chosen is not None and chosen != here
        self.buttons["copy"].setEnabled(chosen is not None and self.storing.keeps)
        self.buttons["open"].setEnabled(other)
        self.buttons["compare"].setEnabled(other)
        scenario = chosen is not None and chosen.scenario != MAIN and self.storing.keeps
        self.buttons["rename"].setEnabled(scenario)
        self.buttons["delete"].setEnabled(scenario and other)

    # --- what one can do

    def _ask_name(self, title: str, name: str, then: Callable[[str], None]) -> None:
        self.asked = QInputDialog(self)
        self.asked.setWindowTitle(title)
        self.asked.setLabelText(L("Nom :", "Name:"))
        self.asked.setTextValue(name)
        self.asked.textValueSelected.connect(then)
        self.asked.open()

    def _do(self, work: Callable[[Store], Any], then: Callable[[Any], None]) -> None:
        if self.storing.keeper is not None:
            self.storing.keeper.ask(work, then)

    def copy(self) -> None:
        """Copies the chosen plan under a name that is asked for, and shows the copy."""
        self._ask_name(L("Copier en scénario", "Copy as a scenario"), L("Essai", "Trial"), self.copy_as)

    def copy_as(self, name: str) -> None:
        ref = self.chosen()
        if ref is not None:
            self._do(lambda opened: opened.copy_scenario(ref, opened.act("copy_scenario"), name), self.storing.show_plan)

    def open(self) -> None:
        """Shows the chosen plan."""
        ref = self.chosen()
        if ref is not None and ref != self.storing.ref:
            self.storing.show_plan(ref)

    def rename(self) -> None:
        """Gives the chosen scenario another name."""
        row = self.plans.item(self.plans.currentRow(), 0)
        self._ask_name(L("Renommer le scénario", "Rename the scenario"), row.text() if row else "", self.rename_as)

    def rename_as(self, name: str) -> None:
        ref = self.chosen()
        if ref is not None:
            act = "rename_scenario"
            self._do(lambda opened: opened.rename_scenario(ref, opened.act(act), name), lambda _: self.storing.list_wards())

    def delete(self) -> None:
        """Takes the chosen scenario out of the list; its record stays in the database."""
        ref = self.chosen()
        if ref is not None:
            act = "delete_scenario"
            self._do(lambda opened: opened.delete_scenario(ref, opened.act(act)), lambda _: self.storing.list_wards())

    # --- side by side

    def compare(self) -> None:
        """Compares the plan shown (A) with the chosen one (B)."""
        here, other = self.storing.ref, self.chosen()
        if here is not None and other is not None:
            self._do(lambda opened: opened.compare(here, other), self.show_comparison)

    def show_comparison(self, found: Comparison) -> None:
        """Costs by layer, then what differs in rules, data and cells; a click on a cell goes there."""
        base = self.session.core.base
        row = self.plans.item(self.plans.currentRow(), 0)
        name = row.text() if row else "B"
        a, b = len(found.a.breaches), len(found.b.breaches)
        self.verdict.setText(
            L(
                f"A : affiché · B : {name} · cases différentes : {len(found.cells)} · règles strictes enfreintes : {a}, {b}",
                f"A: shown · B: {name} · cells that differ: {len(found.cells)} · hard rules broken: {a}, {b}",
            )
        )
        self._show_costs(found, base)
        self.items.clear()
        for side, breaches in (("A", found.a.breaches), ("B", found.b.breaches)):
            self.items.addItems([f"⚠ {side} · {say(text)}" for text in breaches])
        self.items.addItems([line for item in found.items for line in describe(item, base)])
        people = {person.id: at for at, person in enumerate(base.people)}
        for cell in found.cells:
            who = people.get(cell.person)
            shown = base.people[who].name if who is not None else cell.person
            entry = QListWidgetItem(f"{shown} · {cell.date:%d/%m} · {cell.a or '-'} → {cell.b or '-'}")
            if who is not None:
                entry.setData(CELL, (who, self.session.core.frame.day(cell.date)))
            self.items.addItem(entry)

    def _show_costs(self, found: Comparison, base: Problem) -> None:
        names, kinds = {layer.id: say(layer.name) for layer in base.layers}, counts(base)
        second = {cost.layer: cost.value for cost in found.b.costs}
        self.costs.setRowCount(len(found.a.costs))
        for row, cost in enumerate(found.a.costs):
            other, kind = second.get(cost.layer), kinds.get(cost.layer, Count())
            words = [names.get(cost.layer, cost.layer), kind.short(cost.value), "–", "–"]
            if other is not None:
                sign = "+" if other > cost.value else "−"
                words[2:] = [kind.short(other), f"{sign}{kind.short(abs(other - cost.value))}" if other != cost.value else "="]
            for column, word in enumerate(words):
                self.costs.setItem(row, column, QTableWidgetItem(word))

    def _go(self, item: QListWidgetItem) -> None:
        place = item.data(CELL)
        if place is not None:
            self.session.wanted.emit(*place)


def _table(titles: list[str]) -> QTableWidget:
    table = QTableWidget(0, len(titles))
    table.setHorizontalHeaderLabels(titles)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table


def describe(item: ItemDifference, base: Problem) -> list[str]:
    """A difference in rules or data, a line for each field."""
    title = next((say(s.title) for s in base.settings if item.kind == "settings" and s.id == item.key), item.key or item.kind)
    if not isinstance(item.a, dict) or not isinstance(item.b, dict):
        return [f"{title} · {_short(item.a)} → {_short(item.b)}"]
    fields = [key for key in {**item.a, **item.b} if item.a.get(key) != item.b.get(key)]
    return [f"{title} · {key} : {_short(item.a.get(key))} → {_short(item.b.get(key))}" for key in fields]


def _short(value: Any) -> str:
    text = "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
