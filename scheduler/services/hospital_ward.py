"""One ward of the invented hospital: people, history by cycles, absences, and a need that those who are there can carry."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Code, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Contract, Grade, Person, Restriction
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import Wish
from scheduler.domain.text import Text
from scheduler.services import holidays
from scheduler.services.invented import GIVEN, PLANTS

FIRST, DAYS, HISTORY = date(2027, 4, 26), 56, 28
HISTORY_FIRST = FIRST - timedelta(days=HISTORY)
REGION = "FR"
WEEKS = DAYS // 7

SICK_SHARE, TRAINING_SHARE = 0.07, 0.01
"""Parts of all days of those who are planned; with annual leave, one week each, on top."""
SPELLS = (2, 3, 3, 5, 7, 7, 10, 14, 21)
"""Days of sickness in a row."""
MOST_AWAY = 0.3
"""Part of a group that may be away on one day."""
FULL, FULL_WEEK = 0.98, 1.3
"""Needs reach at most this part of a group's contract hours over the horizon, and in its worst week."""
TRIES = 400

DAY_KINDS = (
    (DayMask((0, 1, 2, 3, 4), "never"), Text("semaine", "weekdays")),
    (DayMask((5, 6), "also"), Text("week-end", "weekends")),
)

CYCLES = {
    "M S": "R M S S S R R M M S R R M M",
    "N": "N N R R R N N R R N N R R R",
    "JL": "JL R R R R JL JL R R JL JL R R R",
    "NL": "NL R R R R NL NL R R NL NL R R R",
    "B": "B B B B B R R",
}
"""Weeks from Monday that keep every rule when they are repeated, by the codes of a group."""


@dataclass(frozen=True, slots=True)
class Level:
    """Heads of each code on a weekday, and on a day of the weekend or public holiday."""

    heads: Mapping[str, tuple[int, int]]

    def on(self, quiet: bool) -> int:
        return sum(each[quiet] for each in self.heads.values())


@dataclass(frozen=True, slots=True)
class Group:
    """People of one grade and contract. Of its `levels` of need, the most first, one is taken; a group without any keeps
    office hours. Two of them are trained for the code `also`."""

    grade: str
    contract: Contract
    codes: str
    size: int
    levels: tuple[Level, ...] = ()
    also: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the wards of a pole have in common."""

    codes: tuple[Code, ...]
    contracts: tuple[Contract, ...]
    grades: tuple[Grade, ...]
    groups: tuple[Group, ...]


def assembled(kind: Kind, seed: int, place: int, first_number: int) -> Problem:
    """A ward without name and rules; its people are those from `place` on of the whole hospital."""
    return _Ward(kind, random.Random(seed), place, first_number).problem()


class _Ward:
    """A ward while it is put together; cells are (place of the person, day of the horizon)."""

    def __init__(self, kind: Kind, chance: random.Random, place: int, first_number: int) -> None:
        self.kind, self.chance, self.place, self.first_number = kind, chance, place, first_number
        self.holidays = holidays.resolve(REGION, HISTORY_FIRST, FIRST + timedelta(days=DAYS - 1))
        self.bank = {(holiday.date - FIRST).days for holiday in self.holidays}
        self.people: list[Person] = []
        self.members: list[list[int]] = []
        self.given: dict[tuple[int, int], str] = {}
        self.locked: set[tuple[int, int]] = set()
        for group in kind.groups:
            self.members.append([self._hire(group, at) for at in range(group.size)])
        self._leave()
        self._sickness()
        self._training()

    # --- people

    def _hire(self, group: Group, at: int) -> int:
        number = self.place + len(self.people)
        among, row = number % len(PLANTS), number // len(PLANTS)
        quota = 100
        if group.levels:
            usual = ((100, 90, 80, 50), (70, 8, 17, 5)) if group.size > 4 else ((100, 80), (85, 15))
            quota = self.chance.choices(*usual)[0]
        trained = bool(group.also) and at in (0, group.size // 2)
        self.people.append(
            Person(
                str(self.first_number + number), f"FICTIF-{PLANTS[among]}", GIVEN[(5 * among + row) % len(GIVEN)],
                group.grade, group.contract.id, quota, codes=(*group.codes.split(), *((group.also,) if trained else ())),
                restrictions=(self._fixed_day(),) if quota == 80 and self.chance.random() < 0.3 else (),
            )
        )  # fmt: skip
        return len(self.people) - 1

    def _fixed_day(self) -> Restriction:
        note = "Temps partiel : un jour fixe / Part-time: a fixed day off"
        return Restriction(Select(tags=("work",)), DayMask((self.chance.choice((1, 2, 3)),)), note=note)

    def _never(self, who: int) -> set[int]:
        """Weekdays on which a person does not work."""
        return {day for each in self.people[who].restrictions for day in each.days.weekdays}

    # --- absences

    def _leave(self) -> None:
        """A week each, by turns in each group; the weekends around it are free, a public holiday is not taken from it."""
        for group, members in zip(self.kind.groups, self.members, strict=True):
            weeks = list(range(WEEKS))
            self.chance.shuffle(weeks)
            for at, who in enumerate(members):
                monday = 7 * weeks[at % WEEKS]
                for day in range(max(0, monday - 2), min(DAYS, monday + 7)):
                    self.given[who, day] = "R" if day % 7 > 4 else "RF" if day in self.bank else "CA"
                    if day % 7 > 4:
                        self.locked.add((who, day))
                if not group.levels:
                    self._office(who)

    def _office(self, who: int) -> None:
        for day in range(DAYS):
            if (who, day) not in self.given:
                self.given[who, day] = "R" if day % 7 > 4 or day in self.bank else "B"
                self.locked.add((who, day))

    def _sickness(self) -> None:
        planned = [who for group, members in zip(self.kind.groups, self.members) if group.levels for who in members]
        wanted = round(SICK_SHARE * len(planned) * DAYS)
        for _ in range(TRIES):
            if wanted < min(SPELLS):
                return
            who, length = self.chance.choice(planned), min(wanted, self.chance.choice(SPELLS))
            first = self.chance.randrange(DAYS - length + 1)
            if self._may_go(who, range(first, first + length)):
                self.given.update({(who, day): "MAL" for day in range(first, first + length)})
                wanted -= length

    def _training(self) -> None:
        planned = [who for group, members in zip(self.kind.groups, self.members) if group.levels for who in members]
        wanted = round(TRAINING_SHARE * len(planned) * DAYS)
        for _ in range(TRIES):
            who, day = self.chance.choice(planned), self.chance.randrange(1, DAYS)
            office = day % 7 < 5 and day not in self.bank
            if wanted and office and day % 7 not in self._never(who) and self._may_go(who, range(day, day + 1)):
                self.given[who, day] = "FO"
                wanted -= 1

    def _may_go(self, who: int, days: range) -> bool:
        members = next(members for members in self.members if who in members)
        most = max(1, round(MOST_AWAY * len(members)))
        return all(
            (who, day) not in self.given and sum((each, day) in self.given for each in members) < most for day in days
        )

    # --- need

    def demand(self) -> Iterator[DemandLine]:
        names = {grade.id: grade.name for grade in self.kind.grades}
        for group, members in zip(self.kind.groups, self.members, strict=True):
            if not group.levels:
                continue
            level = next((each for each in group.levels if self._carried(group, members, each)), group.levels[-1])
            for code, heads in level.heads.items():
                for (mask, part), need in zip(DAY_KINDS, heads, strict=True):
                    what = Text(*(f"{names[group.grade].get(lang)}, {code} {part.get(lang)}" for lang in ("fr", "en")))
                    if need:
                        key = f"{group.grade}-{code}-{part.fr}"
                        yield DemandLine(key, what, ((group.grade,),), (code,), days=mask, minimum=need)

    def _carried(self, group: Group, members: list[int], level: Level) -> bool:
        """Whether the contract hours of those who are there suffice, week by week, and their Sundays, each fortnight."""
        needs = [level.on(day % 7 > 4 or day in self.bank) for day in range(DAYS)]
        loads = [sum(needs[7 * week : 7 * week + 7]) for week in range(WEEKS)]
        able = [sum(self._duties(group, who, week) for who in members) for week in range(WEEKS)]
        if sum(loads) > FULL * sum(able) or any(load > FULL_WEEK * most for load, most in zip(loads, able, strict=True)):
            return False
        for sunday in range(6, DAYS, 14):
            first, second = ({who for who in members if (who, day) not in self.given} for day in (sunday, sunday + 7))
            if needs[sunday] > min(len(first), len(second)) or needs[sunday] + needs[sunday + 7] > len(first | second):
                return False
        return True

    def _duties(self, group: Group, who: int, week: int) -> float:
        """How many duties a person's contract leaves in a week: an absence takes a fifth of it."""
        code = next(each for each in self.kind.codes if each.id == group.codes.split()[0])
        length = sum(segment.end - segment.start for segment in code.segments)
        away = sum(self.given.get((who, day), "R") != "R" for day in range(7 * week, 7 * week + 5))
        return self.people[who].quota / 100 * group.contract.weekly_minutes * (5 - away) / 5 / length

    # --- the whole

    def _history(self, group: Group, at: int, who: int) -> list[str]:
        """The group's cycle, every other person a week later; part-timers work their share of its duties."""
        cycle = CYCLES[group.codes].split()
        quota = self.people[who].quota
        cells, duties = [], 0
        for day in range(HISTORY):
            cell = cycle[(day + 7 * (at % 2)) % len(cycle)]
            if day % 7 in self._never(who):
                cell = "R"
            elif cell != "R":
                duties += 1
                cell = cell if duties * quota // 100 > (duties - 1) * quota // 100 else "R"
            cells.append(cell)
        return cells

    def _wishes(self) -> Iterator[Wish]:
        """Ten days off, three shifts, two times three days off, on days that are still open."""
        planned = [who for group, members in zip(self.kind.groups, self.members) if group.levels for who in members]
        asked = 0
        for length in (1,) * 10 + (0,) * 3 + (3,) * 2:
            who, first = self.chance.choice(planned), self.chance.randrange(DAYS - 2)
            days = range(first, first + max(1, length))
            select = Select(tags=("rest",)) if length else Select(codes=(self.chance.choice(self.people[who].codes),))
            strength = self.chance.choice((1, 1, 2, 3))
            if all((who, day) not in self.given for day in days):
                asked += 1
                start, end = (FIRST + timedelta(days=day) for day in (days[0], days[-1]))
                yield Wish(f"W{asked:02d}", self.people[who].id, start, end, select, "want", strength)

    def problem(self) -> Problem:
        rows = tuple(
            Row(
                self.people[who].id,
                (*self._history(group, at, who), *(self.given.get((who, day), "") for day in range(DAYS))),
            )
            for group, members in zip(self.kind.groups, self.members, strict=True)
            for at, who in enumerate(members)
        )
        locks = tuple(CellRef(self.people[who].id, FIRST + timedelta(days=day)) for who, day in sorted(self.locked))
        return Problem(
            "", "", FIRST, DAYS, self.kind.codes, tuple(self.people), (), history_days=HISTORY, region=REGION, anchor=FIRST,
            holidays=self.holidays, grades=self.kind.grades, contracts=self.kind.contracts, demand=tuple(self.demand()),
            wishes=tuple(self._wishes()), roster=rows, locks=locks,
        )  # fmt: skip
