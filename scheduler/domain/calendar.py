"""Which days there are: the horizon with its history, holidays as resolved dates, and masks of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.text import Text

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of the ward's region, as a resolved date (a library's later release cannot change a stored ward)."""

    date: date
    name: Text


@dataclass(frozen=True, slots=True)
class DayMask:
    """A choice of days by weekday (Monday = 0) and by public holiday.

    `holidays`: `any` looks at the weekday alone; `never` leaves holidays out; `also` adds every holiday to the weekdays.
    """

    weekdays: tuple[int, ...] = EVERY_DAY
    holidays: Literal["any", "never", "also"] = "any"

    def holds(self, weekday: int, holiday: bool) -> bool:
        if holiday and self.holidays != "any":
            return self.holidays == "also"
        return weekday in self.weekdays
