"""The language that the window speaks: every label is given in French and in English where it is used."""

from __future__ import annotations

from scheduler.domain.text import Text, typeset

_now = ["fr"]


def set_language(lang: str) -> None:
    """Widgets made from now on speak this language, `fr` or `en`."""
    _now[0] = "fr" if lang == "fr" else "en"


def language() -> str:
    return _now[0]


def L(fr: str, en: str) -> str:
    """The words in the window's present language."""
    return shown(fr if _now[0] == "fr" else en)


def say(text: Text) -> str:
    """A domain text in the window's present language."""
    return shown(text.get(_now[0]))


def shown(words: str) -> str:
    """Words of the window's present language as they are typeset."""
    return typeset(words, _now[0])


def hours_short(minutes: int) -> str:
    """Minutes as the counters show them: 151:30, -3:15."""
    sign = "-" if minutes < 0 else ""
    return shown(f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}")
