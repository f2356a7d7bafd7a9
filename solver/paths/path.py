"""A priced roster of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Path:
    """A roster: the option taken on each day (columns of the graph), its price, and its cost in each layer.

    Not `legal`: it breaks a rule that could not be added; its value is still a lower bound.
    """

    taken: tuple[int, ...]
    value: int
    costs: tuple[int, ...]
    legal: bool = True


Fixed = Sequence[int]
"""The option that each day must take; -1 where it is open."""
