"""Understands what people write in cells: part-time shares, weekly hours, dates, full names."""

from __future__ import annotations

import datetime as dt
import re

from scheduler.domain.time import WEEK, whole_minutes
from scheduler.exchange.excel_read import Value, as_text

_HOURS = re.compile(r"(\d{1,3})\s*(?:h|:)\s*(\d{2})?(?:\s*(?:min|mn|m))?(?::00)?")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_CENTURY = 2000


def quota(value: Value) -> int | None:
    """A part-time share in whole per cent from 80, "80 %", 0.8, "0,8" or full time's 1; None where it is none."""
    text = as_text(value).replace("%", "").strip()
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    share = number * 100 if number <= 1 and "%" not in as_text(value) else number
    rounded = round(share)
    return rounded if abs(share - rounded) < 0.01 and 1 <= rounded <= 100 else None


def weekly_minutes(value: Value) -> int | None:
    """Weekly duty in minutes from 37h30, 37:30, 37.5, "35 h" or a spreadsheet's duration; None where it is none."""
    minutes: float | None = None
    if isinstance(value, dt.timedelta):
        minutes = whole_minutes(value)
    elif isinstance(value, dt.time):
        minutes = value.hour * 60 + value.minute
    elif not isinstance(value, bool):
        text = as_text(value).casefold()
        clock = _HOURS.fullmatch(text)
        if clock:
            minutes = int(clock[1]) * 60 + int(clock[2] or 0)
        elif _NUMBER.fullmatch(text):
            minutes = float(text.replace(",", ".")) * 60
    if minutes is None or not 60 <= minutes <= WEEK:
        return None
    return round(minutes)


def day(value: Value) -> dt.date | None:
    """A date from a real date, 2027-05-01 or 01/05/2027 (day first, as in France and Britain); None where it is none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = as_text(value)
    try:
        found = _DAY_FIRST.fullmatch(text)
        if found:
            year = int(found[3])
            return dt.date(year if year >= 100 else _CENTURY + year, int(found[2]), int(found[1]))
        return dt.date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


def split_name(text: str) -> tuple[str, str]:
    """Surname and given name of a full name: "NOM Prénom", "Prénom NOM", "Nom, Prénom", else the first word is the surname."""
    before, comma, after = text.partition(",")
    if comma:
        return before.strip(), after.strip()
    words = text.split()
    capitals = [word for word in words if len(word) > 1 and word == word.upper() and any(c.isalpha() for c in word)]
    others = [word for word in words if word not in capitals]
    if capitals and others:
        return " ".join(capitals), " ".join(others)
    return words[0] if words else "", " ".join(words[1:])
