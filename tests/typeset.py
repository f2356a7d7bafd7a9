"""What people are shown, as it was before it was typeset: plain spaces and hyphens, which tests can be written with."""

from __future__ import annotations

from scheduler.domain.text import MINUS, NARROW, NO_BREAK

_PLAIN = str.maketrans({NARROW: " ", NO_BREAK: " ", MINUS: "-"})


def plain(words: str) -> str:
    return words.translate(_PLAIN)
