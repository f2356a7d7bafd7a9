"""How composed values stand in JSON: lists, tables, unions and dataclasses, derived once from their type hints."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from scheduler.domain.errors import Fault
from scheduler.domain.problem import Row
from scheduler.domain.shapes import (
    Bilingual,
    Choice,
    ClockTime,
    Day,
    Faults,
    Flag,
    Free,
    Instant,
    Nothing,
    Real,
    Schema,
    Shape,
    Whole,
    Words,
    member,
)
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of, shown

UNDECIDED = "."
"""How an undecided cell stands in a row of a file."""


class OneOf(Shape):
    """A union whose members differ in the type of their JSON form."""

    def __init__(self, members: tuple[Shape, ...]) -> None:
        self.members = members
        self.types = frozenset().union(*(shape.types for shape in members))
        self.by_type = {kind: shape for shape in reversed(members) for kind in shape.types}
        self.written = {kind: shape for shape in members for kind in _python_types(shape)}
        telling = [shape for shape in members if not isinstance(shape, Nothing)] or list(members)
        self.expects = Text(
            " ou ".join(shape.expects.fr for shape in telling), " or ".join(shape.expects.en for shape in telling)
        )

    def read(self, data: object, place: str, faults: Faults) -> Any:
        shape = self.by_type.get(dict if isinstance(data, dict) else type(data))
        return self.refuse(data, place, faults) if shape is None else shape.read(data, place, faults)

    def write(self, value: Any) -> Any:
        return self.written[type(value)].write(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"anyOf": [shape.schema(definitions) for shape in self.members]}


class Many(Shape):
    """A list of any length."""

    types = frozenset({list})
    expects = Text("une liste", "a list")

    def __init__(self, item: Shape) -> None:
        self.item = item

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if not isinstance(data, list):
            return self.refuse(data, place, faults)
        read = self.item.read
        return tuple([read(item, f"{place}[{at}]", faults) for at, item in enumerate(data)])

    def write(self, value: Any) -> Any:
        return [self.item.write(item) for item in value]

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "array", "items": self.item.schema(definitions)}


class Fixed(Shape):
    """A list with one given kind of value at each position."""

    types = frozenset({list})

    def __init__(self, items: tuple[Shape, ...]) -> None:
        self.items = items
        self.expects = Text(
            f"une liste de {len(items)} : " + ", ".join(item.expects.fr for item in items),
            f"a list of {len(items)}: " + ", ".join(item.expects.en for item in items),
        )

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if not isinstance(data, list) or len(data) != len(self.items):
            return self.refuse(data, place, faults)
        pairs = enumerate(zip(self.items, data, strict=True))
        return tuple([shape.read(item, f"{place}[{at}]", faults) for at, (shape, item) in pairs])

    def write(self, value: Any) -> Any:
        return [shape.write(item) for shape, item in zip(self.items, value, strict=True)]

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        items = [item.schema(definitions) for item in self.items]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


class Table(Shape):
    """Values by name; written in the order of the names, so that equal tables give equal files."""

    types = frozenset({dict})
    expects = Text("un objet { }", "an object { }")

    def __init__(self, item: Shape) -> None:
        self.item = item

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if not isinstance(data, dict):
            return self.refuse(data, place, faults)
        if isinstance(self.item, Free):
            return self.item.read(data, place, faults)
        words = Words()
        read = self.item.read
        return {words.read(key, place, faults): read(item, member(place, key), faults) for key, item in data.items()}

    def write(self, value: Any) -> Any:
        return {key: self.item.write(value[key]) for key in sorted(value)}

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        names = Words().schema(definitions)
        return {"type": "object", "propertyNames": names, "additionalProperties": self.item.schema(definitions)}


class Cells(Shape):
    """A person's cells: one text of codes with spaces between them (`.` undecided), or a list of codes."""

    types = frozenset({str, list})
    expects = Text(
        "les codes de la personne séparés par des espaces, « . » pour une case vide",
        "the person's codes with spaces between them, '.' for an undecided cell",
    )
    _words, _list = Words(), Many(Words())

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is str:
            if self._words.read(data, place, faults) is None:
                return None
            return tuple(["" if word == UNDECIDED else word for word in data.split()])
        return self._list.read(data, place, faults) if isinstance(data, list) else self.refuse(data, place, faults)

    def write(self, value: Any) -> Any:
        words = [cell or UNDECIDED for cell in value]
        line = " ".join(words)
        # A code that is itself "." or holds a space is refused by the checks, and still must not change on the way.
        exact = UNDECIDED not in value and line.split() == words
        return line if exact else list(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        words = Words().schema(definitions)
        return {"oneOf": [words, {"type": "array", "items": words}], "description": self.expects.en}


_MISSING = dataclasses.MISSING
_AS_TEXT: dict[tuple[type, str], Shape] = {(Row, "cells"): Cells()}
"""Fields that stand in a file otherwise than their type says."""


class Record(Shape):
    """A dataclass: an object with a member per field; fields equal to their default are left out."""

    types = frozenset({dict})
    expects = Text("un objet { }", "an object { }")

    def __init__(self, cls: type) -> None:
        self.cls = cls
        hints = typing.get_type_hints(cls, include_extras=True)
        self.fields = [field for field in dataclasses.fields(cls) if field.init]
        self.shapes = {field.name: _AS_TEXT.get((cls, field.name)) or shape(hints[field.name]) for field in self.fields}
        self.readers = {name: inner.read for name, inner in self.shapes.items()}
        self.required = [f.name for f in self.fields if f.default is _MISSING and f.default_factory is _MISSING]
        self.writers = [(f.name, self.shapes[f.name].write, _default(f)) for f in self.fields]

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if not isinstance(data, dict):
            return self.refuse(data, place, faults)
        before = len(faults)
        values = {}
        prefix = f"{place}." if place else ""
        for key, item in data.items():
            reader = self.readers.get(key)
            if reader is None:
                known = Text("un champ connu", "a known field")
                faults.append(Fault(member(place, key), shown(item), one_of(known, shown(key), self.shapes)))
            else:
                values[key] = reader(item, prefix + key, faults)
        for name in self.required:
            if name not in data:
                inner = self.shapes[name].expects
                expected = Text(f"ce champ, obligatoire : {inner.fr}", f"this field, which is required: {inner.en}")
                faults.append(Fault(prefix + name, "", expected))
        return self.cls(**values) if len(faults) == before else None

    def write(self, value: Any) -> Any:
        written = {}
        for name, writer, default in self.writers:
            inner = getattr(value, name)
            if default is _MISSING or inner != default:
                written[name] = writer(inner)
        return written

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        name = self.cls.__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = self.body(definitions)
        return {"$ref": f"#/$defs/{name}"}

    def body(self, definitions: dict[str, Schema]) -> Schema:
        """The object's schema in full, not by reference."""
        properties = {name: inner.schema(definitions) for name, inner in self.shapes.items()}
        for name, _, default in self.writers:
            if default is not _MISSING:
                properties[name] = {**properties[name], "default": self.shapes[name].write(default)}
        written: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            written["required"] = list(self.required)
        return {"description": " ".join(self.cls.__doc__.split()), **written} if self.cls.__doc__ else written


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is _MISSING else field.default_factory()


def _python_types(inner: Shape) -> frozenset[type]:
    """The types of the values that a shape writes."""
    if isinstance(inner, Record):
        return frozenset({inner.cls})
    if isinstance(inner, Bilingual):
        return frozenset({Text})
    if isinstance(inner, Day):
        return frozenset({date})
    if isinstance(inner, ClockTime | Instant | Whole):
        return frozenset({int})
    return frozenset({tuple}) if isinstance(inner, Many | Fixed | Cells) else inner.types


_SCALARS: dict[Any, Shape] = {
    str: Words(),
    int: Whole(),
    float: Real(),
    bool: Flag(),
    type(None): Nothing(),
    date: Day(),
    Text: Bilingual(),
    Any: Free(),
}


@cache
def shape(hint: Any) -> Shape:
    """The shape of a type hint. Raises TypeError for a hint that has none: files cannot carry such a field."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return Record(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return {"clock": ClockTime(), "utc": Instant()}.get(arguments[1]) or shape(arguments[0])
    if origin is Literal:
        return Choice(arguments)
    if origin in (Union, types.UnionType):
        return OneOf(tuple(shape(argument) for argument in arguments))
    if origin is tuple:
        return Many(shape(arguments[0])) if arguments[-1] is Ellipsis else Fixed(tuple(map(shape, arguments)))
    if origin is Mapping and arguments[0] is str:
        return Table(shape(arguments[1]))
    raise TypeError(hint)
