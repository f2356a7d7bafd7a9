"""How a fault shows what was given and what would be right: short values, lists of names, the nearest known name."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from functools import lru_cache

from scheduler.domain.text import Text

_SHOWN = 60
_LISTED = 12


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


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    for name in known:
        if name.casefold() == word.casefold():
            return name
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.5)), "")


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
