"""JSON as text: reading that says where it is broken, writing that people can read and compare line by line."""

from __future__ import annotations

import json
import math
from typing import Any

from scheduler.domain.errors import Fault
from scheduler.domain.shapes import member
from scheduler.domain.text import Text
from scheduler.domain.wording import shown

_WIDTH = 120
_DIGITS = 400

_EXPECTED = {
    "Expecting value": Text("une valeur", "a value"),
    "Expecting ',' delimiter": Text("une virgule, ] ou }", "a comma, ] or }"),
    "Expecting ':' delimiter": Text("deux-points après le nom", "a colon after the name"),
    "Expecting property name enclosed in double quotes": Text("un nom entre guillemets", "a name in double quotes"),
    "Illegal trailing comma before end of object": Text("pas de virgule avant la fin", "no comma before the end"),
    "Illegal trailing comma before end of array": Text("pas de virgule avant la fin", "no comma before the end"),
    "Unterminated string starting at": Text("un guillemet à la fin du texte", "a quote at the end of the text"),
    "Invalid control character at": Text("un retour à la ligne écrit \\n", "a line break written \\n"),
    "Extra data": Text("la fin du fichier", "the end of the file"),
}
_OTHERWISE = Text("du JSON bien formé", "well-formed JSON")


class _Repeated(dict[str, Any]):
    """An object in which a name stands twice; which is only known to be a fault once its place is."""

    names: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    repeated = _Repeated(made)
    names = [name for name, _ in pairs]
    repeated.names = tuple(name for name in made if names.count(name) > 1)
    return repeated


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < _DIGITS else math.inf


def parse(text: str | bytes) -> tuple[Any, list[Fault]]:
    """What a JSON text holds, and what is wrong with it as a text. Bytes are read as UTF-8."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            expected = Text("un fichier en UTF-8", "a file in UTF-8")
            return None, [Fault(f"byte {error.start}", error.object[error.start : error.end].hex(), expected)]
    text = text.removeprefix("\ufeff")
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except json.JSONDecodeError as error:
        found = text[error.pos : error.pos + 20].split("\n")[0]
        return None, [Fault(f"l. {error.lineno}, col. {error.colno}", found, _EXPECTED.get(error.msg, _OTHERWISE))]
    except RecursionError:
        return None, [Fault("l. 1, col. 1", shown(text), Text("moins de niveaux imbriqués", "fewer nested levels"))]
    return data, _repeats(data)


def _repeats(data: Any) -> list[Fault]:
    faults = []
    waiting = [("", data)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, list):
            if item and isinstance(item[0], dict | list):
                waiting += [(f"{place}[{at}]", inner) for at, inner in enumerate(item)]
        elif isinstance(item, dict):
            if isinstance(item, _Repeated):
                expected = Text("ce nom une seule fois", "this name only once")
                faults += [Fault(member(place, name), name, expected) for name in item.names]
            waiting += [(member(place, key), inner) for key, inner in item.items() if isinstance(inner, dict | list)]
    return faults


def canonical(data: Any) -> str:
    """The one text of some JSON data: names sorted, no spaces."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def render(data: Any) -> str:
    """JSON text with one line for each member of the file's own lists, where it fits, so that files compare well."""
    return _render(data, 0, "") + "\n"


def _render(data: Any, depth: int, name: str) -> str:
    """The text of a member with its name, if it has one, in front."""
    if isinstance(data, dict):
        parts = [_render(item, depth + 1, f"{_scalar(key)}: ") for key, item in data.items()]
        opening, closing = name + "{", "}"
    elif isinstance(data, list):
        parts = [_render(item, depth + 1, "") for item in data]
        opening, closing = name + "[", "]"
    else:
        return name + _scalar(data)
    line = opening + ", ".join(parts) + closing
    apart = depth == 0 or (depth == 1 and any(part[0] == "{" for part in parts))
    if not data or not (apart or "\n" in line or depth + len(line) >= _WIDTH):
        return line
    indent = "\n" + " " * (depth + 1)
    return opening + indent + ("," + indent).join(parts) + "\n" + " " * depth + closing


def _scalar(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)
