"""Text that people read, in the product's two languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in French and in English."""

    fr: str
    en: str

    def get(self, lang: str) -> str:
        return self.fr if lang == "fr" else self.en

    def format(self, **values: object) -> Text:
        return Text(self.fr.format(**values), self.en.format(**values))


@dataclass(frozen=True, slots=True)
class Plural:
    """Words about so many of something: `one` and `many`, each with {n} where the number stands. The French speak of 0 as of
    1."""

    one: Text
    many: Text

    def get(self, lang: str, count: int) -> str:
        """The pattern for that number."""
        single = abs(count) < 2 if lang == "fr" else count == 1
        return (self.one if single else self.many).get(lang)

    def say(self, count: int, **values: Text) -> Text:
        """The words with the number, and other values each in its language."""
        fr, en = (
            self.get(lang, count).format(n=count, **{name: value.get(lang) for name, value in values.items()})
            for lang in LANGUAGES
        )
        return Text(fr, en)


def same(words: str) -> Text:
    """A name that is not translated (a code's letters, a person's name)."""
    return Text(words, words)


NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"
_PLAIN = str.maketrans({NARROW: " ", NO_BREAK: " ", MINUS: "-"})

_UNITS = r"(?:h|min|s|j|W|Wh|kWh|Mo|Go|%|€)(?![\w])"
_COUNTED = r" (?:" + _UNITS + r"|jour|point|week-end)"
_FRENCH = (
    (re.compile(r"(?<![\w.,:/\u2013-])-(?=\d+(?:[.,]\d+)?(?:" + _COUNTED + r"|:\d\d(?!\d)))"), MINUS),
    (re.compile(r"(?<=\s\()-(?=\d+(?:[.,]\d+)?\))"), MINUS),
    (re.compile(r"(?<!\s) (?=[;?!](?:\s|$))"), NARROW),
    (re.compile(r"(?<=«) | (?=»)"), NARROW),
    (re.compile(r"(?<!\s) (?=:(?:\s|$))"), NO_BREAK),
    (re.compile(r"(?<=\d) (?=" + _UNITS + r")|(?<=\d[ \u00a0]h) (?=\d\d(?!\d))"), NO_BREAK),
)


def typeset(words: str, lang: str) -> str:
    """Words as people are shown them. In French no line ends before punctuation, within quotation marks or before a unit, and a
    minus is one. What is stored or read back is never typeset."""
    if lang != "fr":
        return words
    for place, space in _FRENCH:
        words = place.sub(space, words)
    return words


def plain(words: str) -> str:
    """Typeset words with ordinary spaces and hyphens again: for a terminal that cannot show the others."""
    return words.translate(_PLAIN)


_ALIKE = str.maketrans(_PLAIN | {ord(sign): alike for sign, alike in {
    "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "→": "->", "…": "...", "≤": "<=", "≥": ">=",
    "·": "-", "×": "x",
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "€": "EUR",
    "°": "o", "⚠": "!", "✓": "v",
}.items()})  # fmt: skip


def without_accents(words: str) -> str:
    """Words in ASCII that can be read: letters without accents, signs that look alike, else a question mark."""
    apart = unicodedata.normalize("NFKD", words.translate(_ALIKE))
    return "".join(letter if letter.isascii() else "?" for letter in apart if not unicodedata.combining(letter))


_WEEKDAYS = Text("lun. mar. mer. jeu. ven. sam. dim.", "Mon Tue Wed Thu Fri Sat Sun")
_MONTHS = Text(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)


def weekday_name(weekday: int, lang: str) -> str:
    """Short name of a weekday, Monday = 0."""
    return _WEEKDAYS.get(lang).split()[weekday]


def month_name(month: int, lang: str) -> str:
    """Name of a month, January = 1."""
    return _MONTHS.get(lang).split()[month - 1]


_SHORT = Text(
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)


def month_short(month: int, lang: str) -> str:
    """Name of a month as a narrow column has room for, January = 1."""
    return _SHORT.get(lang).split()[month - 1]


def hours(minutes: int) -> str:
    """Minutes as people read them: 7 h 30, -1 h 05, 12 h 00."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60} h {abs(minutes) % 60:02d}"
