"""How a fault shows what was given and what would be right: short values, lists of names, the nearest known name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from scheduler.domain.text import Text

_SHOWN = 60
_LISTED = 12
CLOSE = 100
"""Names that look alike, of which the nearest is chosen."""


def shown(data: object) -> str:
    """A given value as one short line, safe for any object (huge numbers, deep or endless nesting)."""
    if isinstance(data, str):
        return data if len(data) <= _SHOWN else data[: _SHOWN - 3] + "..."
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    if isinstance(data, int):
        return str(data) if data.bit_length() <= 64 else f"{'-' if data < 0 else ''}2^{data.bit_length() - 1}..."
    if isinstance(data, float):
        return repr(data)
    if isinstance(data, dict):
        return "{...}" if data else "{}"
    if isinstance(data, list | tuple):
        return "[...]" if data else "[]"
    return type(data).__name__


def nearest(word: str, known: Collection[str]) -> str:
    """The known name that looks most like `word`, or "" where none does."""
    return _nearest(word[:_SHOWN], tuple(known))


def misspelt(word: str, known: Collection[str]) -> str:
    """The known name that `word` was rather meant to be, or "" where it may well be a name of its own: it differs by more than
    two letters (one in a short word, none in one of three), or by its figures alone."""
    near = nearest(word, known)
    if not near or re.sub(r"\d", "", word) == re.sub(r"\d", "", near):
        return ""
    return near if _edits(word.casefold(), near.casefold()) <= max(0, min(2, len(word) // 2 - 1)) else ""


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    for name in known:
        if name.casefold() == word.casefold():
            return name
    close = difflib.get_close_matches(word, known, n=CLOSE, cutoff=0.5)
    return min(close, key=lambda name: _apart(word, name), default="")


def _apart(word: str, name: str) -> tuple[int, int]:
    """How far a name is from a word: letters to change, add or drop; then how little of its beginning and end is the same, so
    that of 900005 and 900025 the first is nearer to 90005."""
    return _edits(word, name), -_same(word, name) - _same(word[::-1], name[::-1])


def _same(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _edits(word: str, name: str) -> int:
    """The fewest letters to change, add or drop (Levenshtein)."""
    before = list(range(len(name) + 1))
    for at, letter in enumerate(word, 1):
        row = [at]
        for to, other in enumerate(name, 1):
            row.append(min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != other)))
        before = row
    return before[-1]


def listed(names: Iterable[str]) -> str:
    """Names in a row, cut after a dozen."""
    words = list(names)
    return ", ".join(words[:_LISTED]) + (", ..." if len(words) > _LISTED else "")


def one_of(what: Text, word: str, known: Collection[str]) -> Text:
    """What was expected where a name is not among the known ones: the nearest of them, or else their list."""
    if not known:
        return Text(f"{what.fr} (il n'y en a aucun)", f"{what.en} (there is none)")
    close = nearest(word, known)
    if close:
        return Text(f"{what.fr} ; le plus proche est « {close} »", f"{what.en}; the nearest is '{close}'")
    names = listed(known)
    return Text(f"{what.fr} : {names}", f"{what.en}: {names}")
