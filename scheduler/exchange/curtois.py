"""Published shift-scheduling instances in the Curtois & Qu (2014) text format, as problems made of the rule templates.

Source of the format and its reading: schedulingbenchmarks.org. Maximum runs take the days outside the horizon as off; minimum
runs are never judged at its edges; a weekend counts when its Saturday or its Sunday is worked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from scheduler.domain.codes import Code, Segment, Select
from scheduler.domain.declared import LONGEST
from scheduler.domain.demand import DayNeed, DemandLine
from scheduler.domain.people import Contract, Grade, Person
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import Layer, LevelCost, RuleSetting, Scope, Wish
from scheduler.domain.text import Text, same
from scheduler.domain.time import DAY, add_days
from scheduler.exchange.instance_text import (
    FIRST_DAY,
    HEAVIEST,
    OFF_MARKS,
    REST,
    ZONE,
    Source,
    codes,
    setting,
    write_text,
)

SET = "curtois"

T = TypeVar("T")

_LAYER = "cost"
_GRADE = Grade("staff", Text("Personnel", "Staff"))
_CONTRACT = Contract("none", Text("Sans durée due", "No hours due"), 0)
_SHIFT = Text("un poste de SECTION_SHIFTS", "a shift of SECTION_SHIFTS")
_WHO = Text("une personne de SECTION_STAFF", "someone of SECTION_STAFF")
_REQUIRED = ("SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF")


@dataclass(frozen=True, slots=True)
class _Limits:
    """One person's line of SECTION_STAFF."""

    shifts: dict[str, int]
    longest: int
    least: int
    run: int
    short_run: int
    short_rest: int
    weekends: int


@dataclass
class _Reader:
    """Reads one file; every fault goes to `source`."""

    source: Source = field(default_factory=Source)
    days: int = 0
    shifts: dict[str, int] = field(default_factory=dict)
    forbid: dict[str, tuple[str, ...]] = field(default_factory=dict)
    staff: dict[str, _Limits] = field(default_factory=dict)
    off: set[tuple[str, int]] = field(default_factory=set)
    wishes: list[tuple[str, int, str, int, Literal["want", "avoid"]]] = field(default_factory=list)
    cover: list[tuple[int, str, int, int, int]] = field(default_factory=list)
    later: list[tuple[int, str]] = field(default_factory=list)

    def read(self, path: Path) -> None:
        section, seen = "", set()
        known = self._sections()
        for at, line in self.source.lines(path):
            self.source.line = at
            if not line or line.startswith("#"):
                continue
            if line in known:
                section = line
                seen.add(line)
            elif line.startswith("SECTION_") or not section:
                section = section if not line.startswith("SECTION_") else "?"
                self.source.known(line, known, Text("une section", "a section"))
            elif section != "?":
                known[section]([word.strip() for word in line.split(",")])
        for at, shift in self.later:
            self.source.line = at
            self.source.known(shift, self.shifts, _SHIFT)
        self.source.line = 0
        for name in _REQUIRED if not self.source.faults else ():
            if name not in seen:
                self.source.add("", Text(f"la section {name}", f"the section {name}"))

    def _sections(self) -> dict[str, Callable[[list[str]], None]]:
        return {
            "SECTION_HORIZON": self._horizon,
            "SECTION_SHIFTS": self._shift,
            "SECTION_STAFF": self._person,
            "SECTION_DAYS_OFF": self._days_off,
            "SECTION_SHIFT_ON_REQUESTS": lambda words: self._request(words, "want"),
            "SECTION_SHIFT_OFF_REQUESTS": lambda words: self._request(words, "avoid"),
            "SECTION_COVER": self._cover,
        }

    def _fields(self, words: list[str], names: str) -> bool:
        if len(words) == len(names.split(",")):
            return True
        self.source.add(",".join(words), Text(f"les champs {names}", f"the fields {names}"))
        return False

    def _horizon(self, words: list[str]) -> None:
        if self._fields(words, "days"):
            self.days = self.source.number(words[0], Text("le nombre de jours", "the number of days"), 1, LONGEST)

    def _shift(self, words: list[str]) -> None:
        if not self._fields(words if len(words) != 2 else [*words, ""], "ShiftID,LengthMinutes,Forbid"):
            return
        if self.source.shift_name(words[0], self.shifts):
            length = Text("une durée en minutes", "a length in minutes")
            self.shifts[words[0]] = self.source.number(words[1], length, 1, DAY)
            after = tuple(word.strip() for word in "".join(words[2:]).split("|") if word.strip())
            self.forbid[words[0]] = after
            self.later += [(self.source.line, shift) for shift in after]

    def _person(self, words: list[str]) -> None:
        names = (
            "ID,MaxShifts,MaxTotalMinutes,MinTotalMinutes,MaxConsecutiveShifts,MinConsecutiveShifts,"
            "MinConsecutiveDaysOff,MaxWeekends"
        )
        if not self._fields(words, names) or not self.source.new(words[0], self.staff, Text("un matricule", "an id")):
            return
        most = {}
        for part in filter(None, words[1].split("|")):
            shift, _, limit = (word.strip() for word in part.partition("="))
            if self.source.known(shift, self.shifts, _SHIFT):
                most[shift] = self.source.number(limit, Text(f"{shift}=maximum", f"{shift}=maximum"))
        numbers = [
            self.source.number(word, same(name), 0, LONGEST * DAY) for word, name in zip(words[2:], names.split(",")[2:])
        ]
        self.staff[words[0]] = _Limits(most, *numbers)
        if numbers[1] > numbers[0]:
            self.source.add(words[3], Text(f"au plus {numbers[0]} minutes", f"at most {numbers[0]} minutes"))

    def _day(self, word: str) -> int:
        return self.source.number(word, Text("un jour de l'horizon", "a day of the horizon"), 0, max(0, self.days - 1))

    def _days_off(self, words: list[str]) -> None:
        if self.source.known(words[0], self.staff, _WHO):
            self.off |= {(words[0], self._day(word)) for word in words[1:] if word}

    def _request(self, words: list[str], polarity: Literal["want", "avoid"]) -> None:
        if self._fields(words, "ID,day,ShiftID,weight"):
            known = self.source.known(words[0], self.staff, _WHO) & self.source.known(words[2], self.shifts, _SHIFT)
            day, weight = self._day(words[1]), self._weight(words[3])
            if known and weight:
                self.wishes.append((words[0], day, words[2], weight, polarity))

    def _cover(self, words: list[str]) -> None:
        if self._fields(words, "day,ShiftID,requirement,weight_under,weight_over"):
            known = self.source.known(words[1], self.shifts, _SHIFT)
            need = self.source.number(words[2], Text("un effectif", "a number of people"))
            entry = (self._day(words[0]), words[1], need, self._weight(words[3]), self._weight(words[4]))
            if known:
                self.cover.append(entry)

    def _weight(self, word: str) -> int:
        return self.source.number(word, Text("un poids", "a weight"), 0, HEAVIEST)


def read(path: Path) -> Problem:
    """The instance of a file, its name that of the file. Raises InputRefused with every fault, by file and line."""
    reader = _Reader()
    reader.read(path)
    reader.source.refuse_faults()
    locked = [(person, day) for person in reader.staff for day in range(reader.days) if (person, day) in reader.off]
    return Problem(
        f"{SET}.{path.stem}",
        path.stem,
        FIRST_DAY,
        reader.days,
        (
            Code(REST, Text("Repos", "Day off"), "rest", credit="none"),
            *(Code(shift, same(shift), "work", (Segment(0, minutes),)) for shift, minutes in reader.shifts.items()),
        ),
        tuple(_person(name, limits, reader) for name, limits in reader.staff.items()),
        (Layer(_LAYER, Text("Coût", "Cost")),),
        zone=ZONE,
        anchor=FIRST_DAY,
        grades=(_GRADE,),
        contracts=(_CONTRACT,),
        demand=tuple(_demand(reader)),
        wishes=tuple(_wishes(reader)),
        settings=tuple(_settings(reader)),
        roster=tuple(_row(name, reader) for name in reader.staff),
        locks=tuple(CellRef(person, _date(day)) for person, day in locked),
    )


def _date(day: int) -> date:
    return add_days(FIRST_DAY, day)


def _person(name: str, limits: _Limits, reader: _Reader) -> Person:
    """A person holds the shifts that are not limited to none; nobody can be said to hold none at all this way."""
    held = tuple(shift for shift in reader.shifts if limits.shifts.get(shift, 1))
    return Person(name, name, "", _GRADE.id, _CONTRACT.id, codes=held)


def _row(name: str, reader: _Reader) -> Row:
    return Row(name, tuple(REST if (name, day) in reader.off else "" for day in range(reader.days)))


def _demand(reader: _Reader) -> Iterator[DemandLine]:
    """A line for each shift and pair of weights; a day that comes twice in the file is a line of its own."""
    found: dict[tuple[str, int, int, int], list[DayNeed]] = {}
    times: dict[tuple[int, str, int, int], int] = {}
    for day, shift, need, under, over in reader.cover:
        again = times[day, shift, under, over] = times.get((day, shift, under, over), -1) + 1
        found.setdefault((shift, under, over, again), []).append(DayNeed(_date(day), target=need, maximum=need))
    for (shift, under, over, again), needs in found.items():
        name = f"{shift} {under}:{over}" + (f" ({again + 1})" if again else "")
        yield DemandLine(name, same(name), codes=(shift,), by_date=tuple(needs), under_weight=under, over_weight=over)


def _wishes(reader: _Reader) -> Iterator[Wish]:
    for at, (person, day, shift, weight, polarity) in enumerate(reader.wishes):
        yield Wish(f"{at}", person, _date(day), _date(day), Select(codes=(shift,)), polarity, weight)


def _settings(reader: _Reader) -> Iterator[RuleSetting]:
    yield setting("shifts", "ELIGIBLE", Text("Postes permis", "Shifts allowed"), own=True)
    after: dict[tuple[str, ...], list[str]] = {}
    for shift, forbidden in reader.forbid.items():
        if forbidden:
            after.setdefault(forbidden, []).append(shift)
    if after:
        words = [[codes(*before), codes(*forbidden)] for forbidden, before in after.items()]
        yield setting("succession", "PATTERN", Text("Successions interdites", "Forbidden successions"), words=words)
    yield from _totals(reader)
    yield from _runs(reader)
    yield setting("requests", "PREF", Text("Demandes", "Requests"), "soft", _LAYER)
    levels = {level: LevelCost(_LAYER) for level in ("minimum", "target", "maximum")}
    yield RuleSetting("cover", "COVER", Text("Effectif", "Cover"), "soft", _LAYER, levels=levels)


def _totals(reader: _Reader) -> Iterator[RuleSetting]:
    """Limits over the horizon; those that no roster can pass are left out."""
    staff = reader.staff
    for shift in reader.shifts:
        title = Text(f"Maximum de {shift}", f"Most {shift} shifts")
        most = {name: limits.shifts[shift] for name, limits in staff.items() if shift in limits.shifts}
        for limit, people in _alike((name, n) for name, n in most.items() if n < reader.days):
            if limit or any(not any(staff[name].shifts.get(other, 1) for other in reader.shifts) for name in people):
                measure = {"count": "days", "how": "start", "select": codes(shift)}
                yield _window(f"max {shift} {limit}", title, people, measure, maximum=limit)
    minutes = {"count": "minutes", "how": "start"}
    for (least, most_minutes), people in _alike((name, (one.least, one.longest)) for name, one in staff.items()):
        title = Text("Durée totale", "Total minutes")
        key = f"minutes {least}-{most_minutes}"
        yield _window(key, title, people, minutes, minimum=least, maximum=most_minutes)
    weekends = {"count": "weekends", "how": "start"}
    for limit, people in _alike((name, one.weekends) for name, one in staff.items()):
        if limit < -(-reader.days // 7):
            yield _window(f"weekends {limit}", Text("Week-ends", "Weekends"), people, weekends, maximum=limit)


def _window(key: str, title: Text, people: tuple[str, ...], measure: Mapping[str, object], **limits: Any) -> RuleSetting:
    return setting(key, "WINDOW", title, scope=Scope(people=people), window="horizon", measure=measure, **limits)


def _runs(reader: _Reader) -> Iterator[RuleSetting]:
    staff, days = reader.staff, reader.days
    for limit, people in _alike((name, one.run) for name, one in staff.items()):
        if limit < days:
            title = Text("Jours travaillés de suite, au plus", "Most days of work in a row")
            yield _run(f"work at most {limit}", title, people, maximum=limit)
    for limit, people in _alike((name, one.short_run) for name, one in staff.items()):
        if limit > 1:
            title = Text("Jours travaillés de suite, au moins", "Fewest days of work in a row")
            yield _run(f"work at least {limit}", title, people, minimum=limit)
    for limit, people in _alike((name, one.short_rest) for name, one in staff.items()):
        if limit > 1:
            title = Text("Jours de repos de suite, au moins", "Fewest days off in a row")
            yield _run(f"off at least {limit}", title, people, quiet=True, minimum=limit)


def _run(key: str, title: Text, people: tuple[str, ...], **params: Any) -> RuleSetting:
    return setting(key, "RUN", title, scope=Scope(people=people), edge="open", **params)


def _alike(limits: Iterable[tuple[str, T]]) -> Iterator[tuple[T, tuple[str, ...]]]:
    """Each limit with the people who have it, so that equal limits are one rule."""
    found: dict[T, list[str]] = {}
    for name, limit in limits:
        found.setdefault(limit, []).append(name)
    for limit, people in found.items():
        yield limit, tuple(people)


def read_roster(problem: Problem, path: Path) -> tuple[Row, ...]:
    """A roster in the set's TAB grid, one line a person in staff order. Raises InputRefused with every fault."""
    source = Source()
    source.file = path.name
    known = {code.id for code in problem.codes}
    rows = []
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line]
    except (OSError, UnicodeDecodeError) as reason:
        source.add(str(reason), Text("un fichier texte lisible", "a text file that can be read"))
        source.refuse_faults()
    if len(lines) != len(problem.people):
        number = len(problem.people)
        source.add(f"{len(lines)}", Text(f"{number} lignes, une par personne", f"{number} lines, one a person"))
    for source.line, (person, line) in enumerate(zip(problem.people, lines), 1):
        words = [word.strip() for word in line.split("\t")]
        if len(words) != problem.days:
            expected = Text(f"{problem.days} cases séparées par des TAB", f"{problem.days} cells parted by TAB")
            source.add(f"{len(words)}", expected)
        for word in words:
            if word not in OFF_MARKS:
                source.known(word, known, _SHIFT)
        rows.append(Row(person.id, tuple(REST if word in OFF_MARKS else word for word in words)))
    source.refuse_faults()
    return tuple(rows)


def write_roster(problem: Problem, rows: Iterable[Row], directory: Path) -> Path:
    """Write `<instance>.tsv`, a TAB grid in staff order, days off empty. Raises StorageError where it cannot be written."""
    cells = {row.person: row.cells for row in rows}
    lines = ["\t".join("" if cell == REST else cell for cell in cells[person.id][-problem.days :]) for person in problem.people]
    path = directory / f"{problem.name}.tsv"
    write_text(path, "\n".join(lines) + "\n")
    return path
