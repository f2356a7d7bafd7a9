"""Values of the domain as one line of text, for table cells and form lines, and back; anything unusual stands as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args, get_origin

from scheduler.domain.calendar import EVERY_DAY, DayMask
from scheduler.domain.codes import Segment
from scheduler.domain.demand import Need
from scheduler.domain.errors import Fault
from scheduler.domain.people import HeldSkill
from scheduler.domain.records import shape
from scheduler.domain.text import Text
from scheduler.domain.time import format_clock, parse_clock

Skill = tuple[tuple[str, ...], ...]


def to_text(hint: Any, value: Any) -> str:
    """A value of that type as text."""
    special = _SPECIAL.get(hint)
    if special is not None:
        written = special[0](value)
        return written if written is not None else _json(hint, value)
    if value is None:
        return ""
    if _words(hint):
        return ", ".join(map(str, value))
    data = shape(hint).write(value)
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)


def from_text(hint: Any, words: str, place: str) -> tuple[Any, list[Fault]]:
    """The value that a text stands for, or what is wrong with it."""
    words = words.strip()
    special = _SPECIAL.get(hint)
    if special is not None and not words.startswith(("[", "{")):
        try:
            return special[1](words), []
        except ValueError:
            return None, [Fault(place, words, special[2])]
    if _words(hint):
        kind = get_args(hint)[0]
        try:
            return tuple(kind(part.strip()) for part in words.split(",") if part.strip()), []
        except ValueError:
            return None, [Fault(place, words, Text("des nombres séparés par des virgules", "numbers parted by commas"))]
    found: list[Fault] = []
    if words == "" and type(None) in get_args(hint):
        return None, []
    return shape(hint).read(_data(words, hint), place, found), found


def _json(hint: Any, value: Any) -> str:
    return json.dumps(shape(hint).write(value), ensure_ascii=False)


def _words(hint: Any) -> bool:
    return get_origin(hint) is tuple and get_args(hint) in ((str, ...), (int, ...))


def _data(words: str, hint: Any) -> Any:
    """JSON data where the text is some, else the text itself."""
    if hint is str:
        return words
    try:
        return json.loads(words)
    except (ValueError, RecursionError):
        return words


def _write_text(value: Text) -> str:
    return value.fr if value.fr == value.en else f"{value.fr} | {value.en}"


def _read_text(words: str) -> Text:
    fr, bar, en = words.partition("|")
    return Text(fr.strip(), en.strip() if bar else fr.strip())


def _write_segments(value: tuple[Segment, ...]) -> str | None:
    if any(segment.tags for segment in value):
        return None
    return ", ".join(
        f"{format_clock(s.start)}-{format_clock(s.end)}" + ("" if s.effective is None else f" ({s.effective})") for s in value
    )


def _read_segments(words: str) -> tuple[Segment, ...]:
    out = []
    for part in filter(None, (part.strip() for part in words.split(","))):
        hours, _, rest = part.partition("(")
        start, dash, end = hours.strip().partition("-")
        effective = int(rest.rstrip(") ")) if rest else None
        begin, stop = parse_clock(start.strip()), parse_clock(end.strip())
        if not dash:
            raise ValueError(part)
        out.append(Segment(begin, stop + 1440 if stop <= begin else stop, effective))
    return tuple(out)


def _write_held(value: tuple[HeldSkill, ...]) -> str | None:
    return None if any(held.since or held.until for held in value) else ", ".join(held.skill for held in value)


def _read_held(words: str) -> tuple[HeldSkill, ...]:
    return tuple(HeldSkill(part.strip()) for part in words.split(",") if part.strip())


def _write_skill(value: Skill) -> str:
    return " & ".join(" | ".join(group) for group in value)


def _read_skill(words: str) -> Skill:
    return tuple(
        tuple(term.strip() for term in group.split("|") if term.strip()) for group in words.split("&") if group.strip()
    )


_SIGNS = {"any": "", "never": "-F", "also": "+F"}


def _write_days(value: DayMask) -> str:
    days = "1-7" if value.weekdays == EVERY_DAY else "".join(str(day + 1) for day in value.weekdays)
    return days + _SIGNS[value.holidays]


def _read_days(words: str) -> DayMask:
    holidays = next((name for name, sign in _SIGNS.items() if sign and words.endswith(sign)), "any")
    days = words.removesuffix(_SIGNS[holidays]) if holidays != "any" else words
    first, dash, last = days.partition("-")
    chosen = range(int(first), int(last) + 1) if dash else map(int, days)
    weekdays = tuple(sorted({day - 1 for day in chosen}))
    if any(not 0 <= day <= 6 for day in weekdays):
        raise ValueError(words)
    return DayMask(weekdays, holidays)  # type: ignore[arg-type]


def _write_need(value: Need | None) -> str | None:
    return "" if value is None else str(value) if isinstance(value, int) else None


def _read_need(words: str) -> int | None:
    return int(words) if words else None


_SPECIAL: dict[Any, tuple[Callable[[Any], str | None], Callable[[str], Any], Text]] = {
    Text: (_write_text, _read_text, Text("un nom, ou « français | anglais »", "a name, or 'French | English'")),
    tuple[Segment, ...]: (
        _write_segments,
        _read_segments,
        Text("des horaires comme 06:45-14:15 (420)", "hours like 06:45-14:15 (420)"),
    ),
    tuple[HeldSkill, ...]: (_write_held, _read_held, Text("des compétences, entre virgules", "skills, parted by commas")),
    Skill: (_write_skill, _read_skill, Text("des qualifications comme IDE & senior | réa", "skills like IDE & senior | réa")),
    DayMask: (
        _write_days,
        _read_days,
        Text("des jours comme 1-5, 67, 1-7-F ou 7+F (F : fériés)", "days like 1-5, 67, 1-7-F or 7+F (F: holidays)"),
    ),
    Need | None: (_write_need, _read_need, Text("un nombre ou rien", "a number or nothing")),
}
