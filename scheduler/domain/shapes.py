"""How single values stand in JSON: each shape reads, writes and describes one kind of value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from scheduler.domain.errors import Fault
from scheduler.domain.text import Text
from scheduler.domain.time import format_clock, iso_instant, parse_clock, utc_minute
from scheduler.domain.wording import nearest, one_of, shown

LARGEST = 2**53 - 1
"""Whole numbers beyond this are not exact in every program that reads JSON (RFC 8259, section 6)."""

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)
"""Dates outside are typing errors or stand for "without limit"; they would overflow where days are added."""

_DEEPEST = 32
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})Z")

Faults = list[Fault]
Schema = dict[str, Any]


def member(place: str, key: object) -> str:
    """The place of a member: people[3].quota."""
    name = shown(key)
    if not name.replace("_", "").isalnum():
        return f'{place}["{name}"]'
    return f"{place}.{name}" if place else name


class Shape:
    """One kind of value. `types` are the Python types of its JSON form, by which a union tells its members apart."""

    types: frozenset[type] = frozenset()
    expects: Text

    def read(self, data: object, place: str, faults: Faults) -> Any:
        """The value; where something is wrong, a Fault is added for each and what is returned has no meaning."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """Its JSON Schema; what is referred to by name is put into `definitions`."""
        raise NotImplementedError

    def refuse(self, data: object, place: str, faults: Faults) -> None:
        faults.append(Fault(place, shown(data), self.expects))


class Words(Shape):
    """A text without characters that neither a database nor a workbook can hold."""

    types = frozenset({str})
    expects = Text("un texte", "a text")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is str:
            if not _UNREADABLE.search(data):
                return data
            expected = Text("un texte sans caractère de commande", "a text without control characters")
            faults.append(Fault(place, _UNREADABLE.sub("?", shown(data)), expected))
        else:
            self.refuse(data, place, faults)
        return None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        pattern = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]*$"
        definitions["words"] = {"type": "string", "pattern": pattern}
        return {"$ref": "#/$defs/words"}


class Whole(Shape):
    """A whole number; 3.0 is one, as in JSON Schema, true is not."""

    types = frozenset({int, float})
    expects = Text("un nombre entier", "a whole number")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is float and data.is_integer():
            data = int(data)
        if type(data) is not int:
            return self.refuse(data, place, faults)
        if -LARGEST <= data <= LARGEST:
            return data
        bound = LARGEST if data > 0 else -LARGEST
        expected = Text(
            f"un nombre entier d'au plus 2^53 - 1 en valeur absolue ; le plus proche est {bound}",
            f"a whole number of at most 2^53 - 1 in absolute value; the nearest is {bound}",
        )
        faults.append(Fault(place, shown(data), expected))
        return None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}


class Real(Shape):
    """A finite number."""

    types = frozenset({int, float})
    expects = Text("un nombre", "a number")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) in self.types and -LARGEST <= data <= LARGEST:  # type: ignore[operator]
            return float(data)  # type: ignore[arg-type]
        return self.refuse(data, place, faults)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}


class Flag(Shape):
    """true or false."""

    types = frozenset({bool})
    expects = Text("true ou false", "true or false")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        return data if type(data) is bool else self.refuse(data, place, faults)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "boolean"}


class Nothing(Shape):
    """null: not said, or without limit."""

    types = frozenset({type(None)})
    expects = Text("null", "null")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        return None if data is None else self.refuse(data, place, faults)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "null"}


class Choice(Shape):
    """One of a few fixed words."""

    types = frozenset({str})

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = dict.fromkeys(words)
        names = " | ".join(words)
        self.expects = Text(f"l'une des valeurs {names}", f"one of {names}")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is not str:
            return self.refuse(data, place, faults)
        if data in self.words:
            return data
        close = nearest(data, self.words)
        near = Text(f" ; la plus proche est « {close} »", f"; the nearest is '{close}'") if close else Text("", "")
        faults.append(Fault(place, shown(data), Text(self.expects.fr + near.fr, self.expects.en + near.en)))
        return None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"enum": list(self.words)}


@lru_cache(maxsize=65536)
def _iso_date(words: str) -> date | None:
    if not _DATE.fullmatch(words):
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if FIRST_DATE <= day <= LAST_DATE else None


class Day(Shape):
    """A calendar day as 2027-05-03."""

    types = frozenset({str})
    expects = Text(
        f"une date comme 2027-05-03, de {FIRST_DATE} à {LAST_DATE}",
        f"a date like 2027-05-03, from {FIRST_DATE} to {LAST_DATE}",
    )

    def read(self, data: object, place: str, faults: Faults) -> Any:
        day = _iso_date(data) if type(data) is str else None
        return self.refuse(data, place, faults) if day is None else day

    def write(self, value: Any) -> Any:
        return value.isoformat()

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        definitions["date"] = {"type": "string", "format": "date", "pattern": "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
        return {"$ref": "#/$defs/date"}


class ClockTime(Shape):
    """Minutes of the local day as HH:MM, past midnight up to 72:00."""

    types = frozenset({str})
    expects = Text(
        "une heure HH:MM de 00:00 à 72:00 (31:00 : 07:00 le lendemain)",
        "a time HH:MM from 00:00 to 72:00 (31:00 is 07:00 of the next day)",
    )

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is str and _CLOCK.fullmatch(data):
            try:
                return parse_clock(data)
            except ValueError:
                pass
        return self.refuse(data, place, faults)

    def write(self, value: Any) -> Any:
        return format_clock(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        pattern = "^(([0-9]|[0-6][0-9]|7[01]):[0-5][0-9]|72:00)$"
        definitions["clock"] = {"type": "string", "pattern": pattern, "description": self.expects.en}
        return {"$ref": "#/$defs/clock"}


class Instant(Shape):
    """UTC minutes as 2027-03-28T19:00Z."""

    types = frozenset({str})
    expects = Text("un instant UTC comme 2027-03-28T19:00Z", "a UTC instant like 2027-03-28T19:00Z")

    def read(self, data: object, place: str, faults: Faults) -> Any:
        match = _INSTANT.fullmatch(data) if type(data) is str else None
        day = _iso_date(match[1]) if match else None
        if match is None or day is None or int(match[2]) > 23 or int(match[3]) > 59:
            return self.refuse(data, place, faults)
        return utc_minute(day, 60 * int(match[2]) + int(match[3]), "UTC")

    def write(self, value: Any) -> Any:
        return iso_instant(value)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        pattern = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]Z$"
        definitions["instant"] = {"type": "string", "pattern": pattern, "description": self.expects.en}
        return {"$ref": "#/$defs/instant"}


class Bilingual(Shape):
    """Text in both languages, or one string that is the same in both."""

    types = frozenset({str, dict})
    expects = Text('un texte, ou {"fr": ..., "en": ...}', 'a text, or {"fr": ..., "en": ...}')
    _words = Words()

    def read(self, data: object, place: str, faults: Faults) -> Any:
        if type(data) is str:
            return Text(data, data) if self._words.read(data, place, faults) is not None else None
        if not isinstance(data, dict):
            return self.refuse(data, place, faults)
        before = len(faults)
        for key in data:
            if key not in ("fr", "en"):
                what = Text("« fr » ou « en »", "'fr' or 'en'")
                faults.append(Fault(member(place, key), shown(data[key]), one_of(what, shown(key), ("fr", "en"))))
        said = {lang: self._words.read(data.get(lang), member(place, lang), faults) for lang in ("fr", "en")}
        return Text(said["fr"], said["en"]) if len(faults) == before else None

    def write(self, value: Any) -> Any:
        return value.fr if value.fr == value.en else {"fr": value.fr, "en": value.en}

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        words = Words().schema(definitions)
        both = {
            "type": "object",
            "properties": {"fr": words, "en": words},
            "required": ["fr", "en"],
            "additionalProperties": False,
        }
        definitions["text"] = {"oneOf": [words, both], "description": "Text in French and English, or one for both."}
        return {"$ref": "#/$defs/text"}


class Free(Shape):
    """Any JSON value, kept as it is: a template's own parameters, which the template checks."""

    types = frozenset({type(None), bool, int, float, str, list, dict})
    expects = Text("une valeur JSON", "a JSON value")
    _words, _number = Words(), Real()

    def read(self, data: object, place: str, faults: Faults) -> Any:
        waiting: list[tuple[object, str, int]] = [(data, place, 0)]
        while waiting:
            item, where, depth = waiting.pop()
            if isinstance(item, dict | list):
                if depth == _DEEPEST:
                    expected = Text(f"au plus {_DEEPEST} niveaux", f"at most {_DEEPEST} levels")
                    faults.append(Fault(where, shown(item), expected))
                elif isinstance(item, list):
                    waiting += [(inner, f"{where}[{at}]", depth + 1) for at, inner in enumerate(item)]
                else:
                    for key, inner in item.items():
                        self._words.read(key, where, faults)
                        waiting.append((inner, member(where, key), depth + 1))
            elif isinstance(item, str):
                self._words.read(item, where, faults)
            elif isinstance(item, int | float) and not isinstance(item, bool):
                self._number.read(item, where, faults)
            elif item is not None and not isinstance(item, bool):
                self.refuse(item, where, faults)
        return data

    def write(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self.write(value[key]) for key in sorted(value)}
        return [self.write(item) for item in value] if isinstance(value, list | tuple) else value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        words, itself = self._words.schema(definitions), {"$ref": "#/$defs/value"}
        table = {"type": "object", "propertyNames": words, "additionalProperties": itself}
        simple = [{"type": ["null", "boolean"]}, self._number.schema(definitions), words]
        definitions["value"] = {"anyOf": [*simple, {"type": "array", "items": itself}, table]}
        return itself
