"""The names in a rule's parameters that stand for something of the ward: people, grades and skills, accounts, codes, tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from scheduler.domain.codes import Select
from scheduler.rules.api import Measure
from scheduler.rules.template import NameKind, Template


class Named(NamedTuple):
    """A name, of what kind it is, and at which place of the parameters it stands."""

    place: str
    kind: NameKind
    name: str


def names_of(template: Template) -> Iterator[Named]:
    """Every name in the parameters of a rule."""
    for item in template.parameters():
        yield from _walk(getattr(template, item.name), item.name, item.metadata["names"])


def _walk(value: Any, place: str, kind: NameKind) -> Iterator[Named]:
    if isinstance(value, Select):
        yield from _walk(value.codes, f"{place}.codes", "code")
        yield from _walk(value.tags, f"{place}.tags", "tag")
    elif isinstance(value, Measure):
        yield from _walk(value.select, f"{place}.select", "")
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _walk(each, f"{place}[{at}]", kind)
    elif kind and isinstance(value, str) and value:
        yield Named(place, kind, value)
