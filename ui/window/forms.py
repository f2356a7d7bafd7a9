"""Editors made from types and metadata: a value of the domain in, the same kind of value out."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGroupBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from scheduler.domain.text import Text
from ui.window.celltext import from_text, to_text
from ui.window.labels import label, value_label
from ui.window.language import L, language, say

BIG = 1_000_000


class Editor(QWidget):
    """One value. `value()` raises ValueError, with the words to show, where what stands there is none."""

    edited = Signal()

    def value(self) -> Any:
        raise NotImplementedError


class NumberEditor(Editor):
    """A whole number between its bounds; with `optional` it may be switched off (None)."""

    def __init__(self, start: int | None, low: int | None, high: int | None, unit: str, optional: bool) -> None:
        super().__init__()
        self.on = QCheckBox() if optional else None
        self.number = QSpinBox(minimum=-BIG if low is None else low, maximum=BIG if high is None else high)
        self.number.setValue(start if start is not None else max(0, low or 0))
        self.number.setSuffix({"minutes": " min", "days": L(" j", " d"), "weekends": L(" w-e", " w-e")}.get(unit, ""))
        box = QFormLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if self.on is not None:
            self.on.setChecked(start is not None)
            self.number.setEnabled(start is not None)
            self.on.toggled.connect(self.number.setEnabled)
            self.on.toggled.connect(self.edited)
            box.addRow(self.on, self.number)
        else:
            box.addRow(self.number)
        self.number.valueChanged.connect(self.edited)

    def value(self) -> int | None:
        return None if self.on is not None and not self.on.isChecked() else self.number.value()


class SwitchEditor(Editor):
    def __init__(self, start: bool) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setChecked(start)
        self.box.toggled.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)

    def value(self) -> bool:
        return self.box.isChecked()


class ChoiceEditor(Editor):
    def __init__(self, start: Any, values: tuple[Any, ...]) -> None:
        super().__init__()
        self.box = QComboBox()
        for item in values:
            self.box.addItem(value_label(str(item)), item)
        self.box.setCurrentIndex(values.index(start) if start in values else 0)
        self.box.currentIndexChanged.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)

    def value(self) -> Any:
        return self.box.currentData()


class LineEditor(Editor):
    """A line of text that `read` turns into the value and `write` back."""

    def __init__(self, start: Any, write: Callable[[Any], str], read: Callable[[str], Any], hint: str = "") -> None:
        super().__init__()
        self.read = read
        self.line = QLineEdit(write(start))
        self.line.setCursorPosition(0)  # a long text is read from its beginning
        self.line.setPlaceholderText(hint)
        self.line.editingFinished.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)

    def value(self) -> Any:
        return self.read(self.line.text().strip())


class RecordEditor(Editor):
    """A dataclass: one row a field, labelled by the field's own metadata or by the catalogue."""

    def __init__(self, start: Any, titled: str = "") -> None:
        super().__init__()
        self.cls = type(start)
        self.parts: dict[str, Editor] = {}
        holder: QWidget = QGroupBox(titled) if titled else QWidget()
        form = QFormLayout(holder)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        hints = get_type_hints(self.cls, include_extras=True)
        for item in fields(self.cls):
            name, tip = _words(item)
            part = make(hints[item.name], getattr(start, item.name), item.metadata, name)
            part.edited.connect(self.edited)
            part.setToolTip(tip)
            self.parts[item.name] = part
            form.addRow(part) if isinstance(part, RecordEditor) else form.addRow(name, part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(holder)

    def value(self) -> Any:
        return self.cls(**{name: part.value() for name, part in self.parts.items()})


def _words(item: Field[Any]) -> tuple[str, str]:
    named, tip = item.metadata.get("label"), item.metadata.get("help")
    return (say(named) if isinstance(named, Text) else label(item.name)), (say(tip) if isinstance(tip, Text) else "")


def make(hint: Any, start: Any, metadata: Any, name: str = "") -> Editor:
    """The editor for a type: numbers, switches, choices, dates, lists of words, records; anything else as JSON."""
    bare, optional = _unwrapped(hint)
    if bare is bool:
        return SwitchEditor(bool(start))
    if bare is int:
        return NumberEditor(start, metadata.get("low"), metadata.get("high"), metadata.get("unit", ""), optional)
    if bare is str and not optional:
        return LineEditor(start, str, str)
    if get_origin(bare) is Literal and not optional:
        return ChoiceEditor(start, get_args(bare))
    if bare is dt.date:
        return LineEditor(start, lambda day: day.isoformat() if day else "", _read_date, L("aaaa-mm-jj", "yyyy-mm-dd"))
    if get_origin(bare) is tuple and get_args(bare) in ((str, ...), (int, ...)):
        kind = get_args(bare)[0]
        return LineEditor(
            start, lambda items: ", ".join(map(str, items)), lambda words: _read_list(words, kind), L("a, b, c", "a, b, c")
        )
    if is_dataclass(bare) and bare is not Text and not optional and start is not None:
        return RecordEditor(start, name)
    return LineEditor(start, lambda item: to_text(hint, item), lambda words: _read(hint, words, name))


def _read(hint: Any, words: str, name: str) -> Any:
    value, faults = from_text(hint, words, name)
    if faults:
        raise ValueError("; ".join(fault.say(language()) for fault in faults))
    return value


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    """A type without its annotations and without None, and whether None was allowed."""
    if hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    if get_origin(hint) in (Union, types.UnionType):
        rest = [arg for arg in get_args(hint) if arg is not type(None)]
        if len(rest) == 1:
            return _unwrapped(rest[0])[0], len(rest) < len(get_args(hint))
    return hint, False


def _read_date(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words) if words else None
    except ValueError:
        raise ValueError(L(f"« {words} » n'est pas une date (aaaa-mm-jj)", f"'{words}' is no date (yyyy-mm-dd)")) from None


def _read_list(words: str, kind: type) -> tuple[Any, ...]:
    try:
        return tuple(kind(part.strip()) for part in words.split(",") if part.strip())
    except ValueError:
        raise ValueError(L(f"« {words} » n'est pas une liste de nombres", f"'{words}' is no list of numbers")) from None
