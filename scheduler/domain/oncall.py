"""On-call lines: guards on site and standbys at home, as periods of the week that somebody qualified holds beside his code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Clock, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.text import Text

ON_CALL = "on_call"
"""Tag of everything that a line brings; its kind (`guard`, `standby`), `line:` and `duty:` with their ids are tags too."""

STANDBY = "standby"
"""Tag of the pieces that are no work, even where a part of them counts as hours."""


@dataclass(frozen=True, slots=True)
class OnCallPeriod:
    """A time of the week for which a line needs somebody: nights, Saturday afternoon, Sunday by day, 24 hours ...

    `id` is short and unlike every code and demand line: a cell holds it after a plus sign (`J+A`). The period begins on each
    day of `days` and lasts from `start` to `end`, past 24:00 where it runs into the next day. More people than `minimum` or
    `target`, whichever is higher, are too many. `points` is what it weighs where lines are shared out fairly. `changes` names
    the weekdays on which another person may take over; between two of them the same person keeps it on every day in a row
    (a weekend from Friday: `[4]`). None: any day.
    """

    id: str
    start: Clock
    end: Clock
    days: DayMask = DayMask()
    name: Text = Text("", "")
    minimum: int = 1
    target: int | None = None
    points: int = 0
    tags: tuple[str, ...] = ()
    changes: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class OnCallLine:
    """A duty that goes round a group of people, planned with the roster.

    `guard`: on site, working time in full, beside rest it makes a working day; `standby`: at home, no work (call-outs are
    recorded as worked), of which `worth` per cent count as hours (directive 2003/88: 0, unless the constraints are very
    strong). `skill` says who may hold it, as in a demand line; `beside` which codes it may stand beside (None: rest and every
    work code), never one whose hours overlap. One person never holds it on one day together with a line of `excludes`.
    After a guard no work begins for `rest` minutes.
    """

    id: str
    name: Text
    kind: Literal["guard", "standby"]
    periods: tuple[OnCallPeriod, ...]
    skill: tuple[tuple[str, ...], ...] = ()
    beside: Select | None = None
    excludes: tuple[str, ...] = ()
    rest: int = 0
    worth: int = 0
    under_weight: int = 1
    over_weight: int = 1


@dataclass(frozen=True, slots=True)
class Duty:
    """One period of one line: what a cell may hold beside its code."""

    line: OnCallLine
    period: OnCallPeriod

    @property
    def id(self) -> str:
        return self.period.id

    @property
    def on_site(self) -> bool:
        return self.line.kind == "guard"

    @property
    def name(self) -> Text:
        line, period = self.line.name, self.period.name
        return Text(f"{line.fr}, {period.fr}", f"{line.en}, {period.en}") if period.fr else line

    @property
    def tags(self) -> tuple[str, ...]:
        """What rules may ask of it; a guard is work as well. With the kind before it (`guard:night`) a tag of the period says
        both."""
        line, period = self.line, self.period
        work = ("work",) if self.on_site else ()
        both = (f"{line.kind}:{tag}" for tag in period.tags)
        return (ON_CALL, line.kind, f"line:{line.id}", f"duty:{period.id}", *period.tags, *both, *work)

    @property
    def need(self) -> DutyNeed:
        period, line = self.period, self.line
        return DutyNeed(
            period.id,
            self.name,
            line.skill,
            days=period.days,
            minimum=period.minimum,
            target=period.target,
            maximum=max(period.minimum, period.target or 0),
            under_weight=line.under_weight,
            over_weight=line.over_weight,
        )


@dataclass(frozen=True, slots=True)
class DutyNeed(DemandLine):
    """The heads that a period needs, as a demand line that cells serve by holding the period; `id` is the period's."""


def duties(lines: tuple[OnCallLine, ...]) -> tuple[Duty, ...]:
    """Every period of every line, in their order."""
    return tuple(Duty(line, period) for line in lines for period in line.periods)
