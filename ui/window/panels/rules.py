"""The ward's rules in a list, and the form of one of them made from its template's own parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_type_hints

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scheduler.checking import rule_faults
from scheduler.domain.codec import to_json
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.validate import faults as ward_faults
from scheduler.rules.registry import read, setting_faults, templates
from ui.window.forms import RecordEditor, make
from ui.window.labels import label, value_label
from ui.window.language import L, language, say, shown
from ui.window.session import Session
from ui.window.theme import Tokens

HARDNESS = ("hard", "soft", "off")
ABOUT = ("title", "valid_from", "valid_to", "scope", "replaces", "source", "url")
"""What is said of a rule beside its parameters: its name, since when, for whom, and where it comes from."""


class RulePanel(QWidget):
    """Each "Apply" is one undoable command of the session."""

    def __init__(self, session: Session, tokens: Tokens) -> None:
        super().__init__()
        self.session, self.tokens = session, tokens
        self.editor: RecordEditor | None = None
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([L("Règle", "Rule"), L("Mode", "Mode"), L("Poids", "Weight")])
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 84)
        self.table.setColumnWidth(2, 56)
        self.table.setAccessibleName(L("Règles du service", "The ward's rules"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.new = QComboBox()
        self.new.addItem(L("Ajouter une règle…", "Add a rule…"), "")
        for key, template in templates().items():
            self.new.addItem(f"{say(template.title)} ({key})", key)
        self.new.activated.connect(self._add)
        self.apply_button = QPushButton(L("Appliquer", "Apply"))
        self.apply_button.clicked.connect(self.apply)
        self.remove_button = QPushButton(L("Supprimer", "Remove"))
        self.remove_button.clicked.connect(self.remove)
        self.message = QLabel()
        self.message.setWordWrap(True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.area)
        split.setSizes([320, 420])
        buttons = QHBoxLayout()
        buttons.addWidget(self.new, 1)
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.apply_button)
        box = QVBoxLayout(self)
        box.addWidget(split, 1)
        box.addWidget(self.message)
        box.addLayout(buttons)
        self.table.itemSelectionChanged.connect(self._show)
        session.changed.connect(self._on_change)
        self.reset()

    @property
    def settings(self) -> tuple[RuleSetting, ...]:
        return self.session.core.base.settings

    @property
    def setting(self) -> RuleSetting | None:
        row = self.table.currentRow()
        return self.settings[row] if 0 <= row < len(self.settings) else None

    def _on_change(self, changed: Any) -> None:
        if changed.everything:
            self.reset()

    def reset(self) -> None:
        row = max(0, self.table.currentRow())
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.settings))
        for at, setting in enumerate(self.settings):
            known = setting.template in templates()
            title = say(setting.title) + ("" if known else L(" (inconnue)", " (unknown)"))
            for column, words in enumerate((title, value_label(setting.hardness), str(setting.weight))):
                item = QTableWidgetItem(words)
                colour = {"off": self.tokens.faint, "hard": self.tokens.text}.get(setting.hardness, self.tokens.text)
                item.setForeground(QColor(colour))
                item.setToolTip("\n".join(filter(None, (title, setting.source, setting.comment))))
                self.table.setItem(at, column, item)
        self.table.blockSignals(False)
        self.table.selectRow(min(row, len(self.settings) - 1))
        self._show()

    def _show(self) -> None:
        setting = self.setting
        self.message.setText("")
        self.editor = None
        holder = QWidget()
        if setting is None:
            self.area.setWidget(holder)
            return
        form = QFormLayout(holder)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        head = QLabel(f"<b>{say(setting.title)}</b><br>{setting.source}")
        head.setWordWrap(True)
        form.addRow(head)
        self.hardness = QComboBox()
        for name in HARDNESS:
            self.hardness.addItem(value_label(name), name)
        self.hardness.setCurrentIndex(HARDNESS.index(setting.hardness))
        self.layer = QComboBox()
        self.layer.addItem("–", "")
        for layer in self.session.core.base.layers:
            self.layer.addItem(say(layer.name), layer.id)
        self.layer.setCurrentIndex(max(0, self.layer.findData(setting.layer)))
        self.weight = QSpinBox(minimum=0, maximum=1_000_000, value=setting.weight)
        self.comment = QLineEdit(setting.comment)
        form.addRow(L("Mode", "Mode"), self.hardness)
        form.addRow(L("Niveau", "Layer"), self.layer)
        form.addRow(L("Poids", "Weight"), self.weight)
        form.addRow(L("Commentaire", "Comment"), self.comment)
        hints = get_type_hints(RuleSetting)
        self.about = {name: make(hints[name], getattr(setting, name), {}, label(name)) for name in ABOUT}
        for name, part in self.about.items():
            form.addRow(part) if isinstance(part, RecordEditor) else form.addRow(label(name), part)
        template, wrong = read(setting)
        if template is not None:
            self.editor = RecordEditor(template, say(type(template).title))
            form.addRow(self.editor)
        else:
            form.addRow(QLabel("⚠ " + "; ".join(shown(fault.say(language())) for fault in wrong)))
        self.area.setWidget(holder)

    def edited(self) -> RuleSetting:
        """The chosen setting as the form has it; ValueError where a value cannot be read."""
        setting = self.setting
        assert setting is not None
        params = setting.params if self.editor is None else to_json(self.editor.value())
        return replace(
            setting,
            hardness=self.hardness.currentData(),
            layer=self.layer.currentData(),
            weight=self.weight.value(),
            comment=self.comment.text().strip(),
            params=params,
            **{name: part.value() for name, part in self.about.items()},
        )

    def apply(self, *_: object) -> None:
        if self.setting is None:
            return
        try:
            changed = self.edited()
        except ValueError as error:
            self.message.setText(f"⚠ {error}")
            return
        at = self.table.currentRow()
        title = changed.title
        self._take(
            (*self.settings[:at], changed, *self.settings[at + 1 :]),
            Text(f"Modifier la règle « {title.fr} »", f"Edit rule '{title.en}'"),
        )

    def _take(self, settings: tuple[RuleSetting, ...], name: Text) -> None:
        core = self.session.core
        problem = replace(core.problem, settings=settings)
        # What was wrong before may be mended one by one.
        before = (*setting_faults(core.base.settings), *rule_faults(core.base))
        found = dict.fromkeys((*setting_faults(settings), *rule_faults(problem)))
        wrong = [*(fault for fault in found if fault not in before), *ward_faults(problem)]
        if wrong:
            self.message.setText("⚠ " + "\n⚠ ".join(shown(fault.say(language())) for fault in wrong[:8]))
            return
        core.edit_problem(problem, name)
        self.session.tell(say(name))

    def _add(self, index: int) -> None:
        key = self.new.itemData(index)
        self.new.setCurrentIndex(0)
        if not key:
            return
        known = {setting.id for setting in self.settings}
        name = next(f"{key.lower()}-{n}" for n in range(1, 10_000) if f"{key.lower()}-{n}" not in known)
        layers = self.session.core.base.layers
        template = templates()[key]
        made = RuleSetting(name, key, template.title, "off", layers[-1].id if layers else "")
        self._take((*self.settings, made), Text(f"Ajouter la règle {name}", f"Add rule {name}"))
        self.table.selectRow(len(self.settings) - 1)

    def remove(self, *_: object) -> None:
        setting = self.setting
        if setting is not None:
            rest = tuple(other for other in self.settings if other.id != setting.id)
            self._take(rest, Text(f"Supprimer la règle {setting.id}", f"Remove rule {setting.id}"))
