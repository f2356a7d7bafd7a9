"""What can go wrong outside the program's own logic: faults in what people give (values) and in its surroundings (exceptions).

The tree of exceptions:

    ReleveError                 the surroundings failed; the message says what to do
    +- InputRefused             what was given cannot be used; carries every Fault found
    +- NewerVersion             a file or database was written by a newer version
    +- StorageError             a database cannot be reached, opened or written
    |  +- ReadOnlyStorage       it can be read, not written (newer version, network share)
    +- Conflict                 what was to be changed has changed since it was read
    +- SolverFailed             the solving process died or could not start

An infeasible plan is a result and a broken rule a Breach: neither is an exception.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what a person gave: where, what stands there (both may be empty), and what was expected."""

    place: str
    value: str
    expected: Text

    def say(self, lang: str) -> str:
        got = "reçu" if lang == "fr" else "got"
        wanted = "attendu" if lang == "fr" else "expected"
        colon = " :" if lang == "fr" else ":"
        place = f"{self.place}{colon} " if self.place else ""
        if not self.value:  # nothing was given: there is nothing to quote
            return f"{place}{wanted} {self.expected.get(lang)}"
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        return (
            f"{place}{got} « {shown} », {wanted} {self.expected.get(lang)}"
            if lang == "fr"
            else (f"{place}{got} '{shown}', {wanted} {self.expected.get(lang)}")
        )


class ReleveError(Exception):
    """The surroundings failed. `text` says in both languages what happened and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class InputRefused(ReleveError):
    """What was given cannot be used; `faults` holds everything that was found wrong, at once."""

    def __init__(self, source: str, faults: Iterable[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        lines = {
            lang: "\n".join(f"{source}: {fault.say(lang)}" if source else fault.say(lang) for fault in self.faults)
            for lang in ("fr", "en")
        }
        super().__init__(Text(lines["fr"], lines["en"]))


class NewerVersion(ReleveError):
    """A file or a database carries a version that this program does not know yet."""


class StorageError(ReleveError):
    """A database cannot be reached, opened or written."""


class ReadOnlyStorage(StorageError):
    """A database that may be read but must not be written: it is newer, or lies on a network share."""


class Conflict(ReleveError):
    """Something to be changed has changed since it was read; `targets` names what."""

    def __init__(self, text: Text, targets: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.targets = tuple(targets)


class SolverFailed(ReleveError):
    """The solving process died or could not be started; a plan found before is kept."""
