"""The questions that every check asks (known? only once? in range? in order?), with their answers as faults."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from scheduler.domain.errors import Fault
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of, shown


class Findings:
    """Collects faults. `at` puts a prefix before every place: the member of a list that is being looked at."""

    def __init__(self, faults: list[Fault] | None = None, prefix: str = "") -> None:
        self.faults: list[Fault] = [] if faults is None else faults
        self.prefix = prefix

    def at(self, place: str) -> Findings:
        return Findings(self.faults, f"{self.prefix}{place}.")

    def add(self, place: str, value: object, fr: str, en: str) -> None:
        self.faults.append(Fault(self.prefix + place, shown(value), Text(fr, en)))

    def known(self, place: str, name: str, known: Collection[str], what: Text) -> None:
        """A name that must be declared elsewhere in the ward."""
        if name not in known:
            expected = one_of(what, name, known)
            self.add(place, name, expected.fr, expected.en)

    def all_known(self, place: str, names: Iterable[str], known: Collection[str], what: Text) -> None:
        for at, name in enumerate(names):
            self.known(f"{place}[{at}]", name, known, what)

    def once(self, places: Iterable[tuple[str, object]]) -> None:
        """Values that may not come twice, each with its place; an id that is empty is a fault too."""
        seen: dict[object, str] = {}
        for place, value in places:
            if value == "":
                self.add(place, "", "un identifiant qui n'est pas vide", "an id that is not empty")
            elif value in seen:
                words = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
                first = self.prefix + seen[value]
                self.add(place, words, f"une valeur qui n'est pas déjà en {first}", f"a value not already at {first}")
            seen.setdefault(value, place)

    def within(self, place: str, value: int, low: int, high: int) -> bool:
        if low <= value <= high:
            return True
        near = low if value < low else high
        self.add(
            place,
            value,
            f"un nombre de {low} à {high} ; le plus proche est {near}",
            f"a number from {low} to {high}; the nearest is {near}",
        )
        return False

    def ordered(self, place: str, first: date | None, last: date | None) -> None:
        """The last of two dates that bound a period, either of which may be open."""
        if first is not None and last is not None and last < first:
            self.add(
                place,
                last.isoformat(),
                f"une date à partir du début, {first.isoformat()}",
                f"a date not before the start, {first.isoformat()}",
            )

    def word(self, place: str, value: str, forbidden: str) -> None:
        """A name inside a row of cells holds no space and none of the characters that part cells; `once` finds empty ids."""
        if value and (value.split() != [value] or value == "." or set(value) & set(forbidden)):
            signs = " ".join(forbidden)
            self.add(
                place,
                value,
                f"un mot sans espace{' ni ' if signs else ''}{signs}, autre que « . »",
                f"a word without space{' or ' if signs else ''}{signs}, other than '.'",
            )
