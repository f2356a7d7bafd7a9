"""Domain values of any content that files can carry, made from the type hints; most of them are no sensible ward."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from scheduler.domain.shapes import FIRST_DATE, LARGEST, LAST_DATE
from scheduler.domain.text import Text
from scheduler.domain.time import utc_minute

WORDS = st.one_of(
    st.sampled_from(["", ".", "a b", "M", "M/accueil", "é", "\t", "\n"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=4),
)
WHOLE = st.one_of(st.integers(-2, 9), st.sampled_from([-LARGEST, LARGEST]))
_LEAVES = st.one_of(st.none(), st.booleans(), WHOLE, st.floats(-LARGEST, LARGEST), WORDS)
JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)
_SINGLE: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: WHOLE,
    float: st.floats(-LARGEST, LARGEST),
    bool: st.booleans(),
    type(None): st.none(),
    date: st.dates(FIRST_DATE, LAST_DATE),
    Text: st.builds(Text, WORDS, WORDS),
    Any: JSON,
}
_ANNOTATED = {
    "clock": st.integers(0, 3 * 1440),
    "utc": st.integers(utc_minute(FIRST_DATE, 0, "UTC"), utc_minute(LAST_DATE, 1439, "UTC")),
}


@cache
def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type hint."""
    if hint in _SINGLE:
        return _SINGLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _ANNOTATED[arguments[1]]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Mapping:
        return st.dictionaries(WORDS, values(arguments[1]), max_size=2)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if arguments:
        return st.one_of(*map(values, arguments))
    hints = typing.get_type_hints(hint, include_extras=True)
    required, optional = {}, {}
    for field in dataclasses.fields(hint):
        bare = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        (required if bare else optional)[field.name] = values(hints[field.name])
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: hint(**given))
