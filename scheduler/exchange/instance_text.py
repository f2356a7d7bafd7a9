"""What the importers of published instances share: text files read with their faults, settings made of templates, files out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from scheduler.domain.calendar import DayMask
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.settings import Hardness, RuleSetting, Scope
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of, shown
from scheduler.exchange.files import write_file

FIRST_DAY = date(2024, 1, 1)
"""A Monday: the instances know weekdays and no dates."""

ZONE = "UTC"
REST = "-"
EVERYONE = Scope()
OFF_MARKS = frozenset({"", "-", ".", "_", "OFF", "*"})
"""What stands for a day off in a roster file, so that no shift may be called that."""

MOST = 10**6
HEAVIEST = 10**9


@dataclass(slots=True)
class Source:
    """The lines of one or more files, and every fault found in them; a fault's place is the file and the line."""

    faults: list[Fault] = field(default_factory=list)
    file: str = ""
    line: int = 0

    def lines(self, path: Path) -> list[tuple[int, str]]:
        """The lines of a UTF-8 file with their numbers, without the spaces around them; empty where it cannot be read."""
        self.file, self.line = path.name, 0
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as problem:
            self.add(f"{path} ({problem.strerror})", Text("un fichier lisible", "a file that can be read"))
            return []
        except UnicodeDecodeError as problem:
            self.add(f"octet {problem.start}", Text("un fichier texte en UTF-8", "a text file in UTF-8"))
            return []
        return [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1)]

    def add(self, value: str, expected: Text) -> None:
        place = f"{self.file}:{self.line}" if self.line else self.file
        self.faults.append(Fault(place, shown(value), expected))

    def number(self, word: str, what: Text, low: int = 0, high: int = MOST) -> int:
        """A whole number from low to high; where it is none, a fault and the lowest."""
        digits = word.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 19 and low <= int(word) <= high:
            return int(word)
        limits = Text(f"{what.fr}, un nombre de {low} à {high}", f"{what.en}, a number from {low} to {high}")
        self.add(word, limits)
        return low

    def known(self, word: str, known: Collection[str], what: Text) -> bool:
        if word not in known:
            self.add(word, one_of(what, word, known))
        return word in known

    def new(self, word: str, known: Collection[str], what: Text) -> bool:
        """Whether a name may be declared: not empty, not there yet."""
        if word and word not in known:
            return True
        self.add(word, Text(f"{what.fr}, une seule fois et non vide", f"{what.en}, once only and not empty"))
        return False

    def shift_name(self, word: str, known: Collection[str]) -> bool:
        """Whether a shift may be called so: a word that a cell of the grid and of a roster file can hold."""
        if word in OFF_MARKS or word.split() != [word] or "/" in word:
            signs = " ".join(sorted(OFF_MARKS - {""}))
            fr = f"un nom de poste sans espace ni /, autre que {signs}"
            self.add(word, Text(fr, f"a shift's name without space or /, other than {signs}"))
            return False
        return self.new(word, known, Text("un nom de poste", "a shift's name"))

    def refuse_faults(self) -> None:
        """Raises InputRefused where anything was found wrong."""
        if self.faults:
            raise InputRefused("", self.faults)


def setting(
    id: str,
    template: str,
    title: Text,
    hardness: Hardness = "hard",
    layer: str = "",
    weight: int = 1,
    scope: Scope = EVERYONE,
    **params: Any,
) -> RuleSetting:
    """A rule of an instance; parameters are JSON values."""
    return RuleSetting(id, template, title, hardness, layer, weight, scope=scope, params=params)


def codes(*names: str) -> dict[str, list[str]]:
    """A class of codes as a JSON value."""
    return {"codes": list(names)}


def starting(*weekdays: int) -> dict[str, list[int]]:
    """A mask of weekdays (Monday = 0) as a JSON value."""
    return {"weekdays": list(DayMask(weekdays).weekdays)}


FOLDERS = 3
"""The sets' folder, that of the run in it, and that of an instance whose roster is a file a week."""


def write_text(path: Path, text: str) -> None:
    """Write a roster file and the folders above it, whole or not at all. Raises StorageError with the system's own reason."""
    write_file(path, text.encode(), FOLDERS)
