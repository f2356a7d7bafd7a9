"""What the ward needs: demand lines over shifts or clock intervals, with minimum, target and maximum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Clock
from scheduler.domain.text import Text


@dataclass(frozen=True, slots=True)
class Formula:
    """A need computed from a daily series: `heads` for each `units` of it (2 nurses for each 5 open beds), rounded."""

    heads: int
    units: int
    of: str
    round: Literal["up", "down", "nearest"] = "up"

    def value(self, amount: int) -> int:
        product = self.heads * amount
        if self.round == "up":
            return -(-product // self.units)
        return product // self.units if self.round == "down" else (2 * product + self.units) // (2 * self.units)


Need = int | Formula


@dataclass(frozen=True, slots=True)
class Series:
    """A number per day that needs are computed from (open beds); `values` by date, `usual` on every other day."""

    id: str
    name: Text
    usual: int
    values: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DayNeed:
    """What a demand line needs on one date instead of its usual figures."""

    date: date
    minimum: Need | None = None
    target: Need | None = None
    maximum: Need | None = None


@dataclass(frozen=True, slots=True)
class DemandLine:
    """So many qualified people at the same time.

    When: on the days of `days` between `first` and `last`, on people whose shift is one of `codes`, or, where `start` and `end`
    are given, at every instant of that clock interval. Who: `skill` is a conjunction of alternatives, each a grade or a skill
    (nurse and (senior or dialysis) is `(("IDE",), ("senior", "dialysis"))`). `counting`: `heads` counts everyone qualified;
    `posts` counts a person only where the plan says that he serves this line's `post`. The weights multiply what a head too
    few or too many costs.
    """

    id: str
    name: Text
    skill: tuple[tuple[str, ...], ...] = ()
    codes: tuple[str, ...] = ()
    start: Clock | None = None
    end: Clock | None = None
    days: DayMask = DayMask()
    first: date | None = None
    last: date | None = None
    minimum: Need | None = None
    target: Need | None = None
    maximum: Need | None = None
    by_date: tuple[DayNeed, ...] = ()
    counting: Literal["heads", "posts"] = "heads"
    post: str = ""
    under_weight: int = 1
    over_weight: int = 1
