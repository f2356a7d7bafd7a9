"""Codes of the grid (shifts, rests, leave, absences) as data: what each means on the clock and for the hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from scheduler.domain.text import Text

Clock = Annotated[int, "clock"]
"""Minute of the local day, written HH:MM in files; past 1440 it is the next day (07:00 after a night is 31:00)."""

UtcMinute = Annotated[int, "utc"]
"""Whole minutes since 1970-01-01T00:00Z, written as an ISO instant in files."""

Kind = Literal["work", "rest", "leave", "absence", "training", "blocked"]
"""work: counted and planned on the ward; training: work elsewhere (also union time); leave: asked for and granted (annual
leave, time off in lieu); absence: suffered (sick, maternity): health data; blocked: not employed here on that day."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a shift: local start and end, effective minutes (None: its whole length), and tags of its own."""

    start: Clock
    end: Clock
    effective: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """What may stand in a cell.

    `tags` class the code for rules (night, long, morning ...); its kind is always one of them, and `training` is also `work`.
    `credit` is what a day of this code adds to the hours done: `none`; `fifth`, a fifth of the person's weekly duty on Monday
    to Friday and nothing at weekends (art. 14 of decree 2002-9: an absence is worth a fifth of the week, whatever was planned);
    `real`, its own effective minutes. `planned` says that the solver may choose it; any other code in a cell is a given fact.
    """

    id: str
    name: Text
    kind: Kind
    segments: tuple[Segment, ...] = ()
    tags: tuple[str, ...] = ()
    colour: str = "#FFFFFF"
    credit: Literal["none", "fifth", "real"] = "real"
    planned: bool = True
    confidential: bool = False

    @property
    def all_tags(self) -> frozenset[str]:
        implied = {self.kind, "work"} if self.kind == "training" else {self.kind}
        return frozenset(self.tags) | implied

    @property
    def works(self) -> bool:
        return bool(self.segments)


@dataclass(frozen=True, slots=True)
class Select:
    """A class of codes: those named, those that carry one of the tags, or with `negate` all the others.

    A day without work counts as a code of kind `rest`.
    """

    codes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    negate: bool = False

    def holds(self, code: Code) -> bool:
        return (code.id in self.codes or not code.all_tags.isdisjoint(self.tags)) != self.negate


WORK = Select(tags=("work",))
FREE = Select(tags=("work",), negate=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """Work on the real clock: UTC minutes from `start` to `end`, of which `effective` count, and its tags."""

    start: UtcMinute
    end: UtcMinute
    effective: int
    tags: tuple[str, ...] = ("work",)
