"""What both sample wards are made of: plainly invented people, the usual absences, leave and wishes by seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from scheduler.domain.codes import Select
from scheduler.domain.people import Contract, HeldSkill, Person
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import Wish
from scheduler.services import holidays
from scheduler.services.invented import GIVEN, PLANTS

FIRST, DAYS = date(2027, 4, 26), 56
HISTORY_FIRST, HISTORY = date(2027, 3, 15), 42
REGION = "FR"
LAST = FIRST + timedelta(days=DAYS - 1)

class Staff:
    """Gives out names and staff numbers in order."""

    def __init__(self, first_number: int, offset: int = 0) -> None:
        self.number, self.offset = first_number, offset
        self.people: list[Person] = []

    def add(self, grade: str, contract: Contract, codes: str, quota: int = 100, skills: str = "", **more: Any) -> Person:
        at = len(self.people)
        name = f"FICTIF-{PLANTS[(at + self.offset) % len(PLANTS)]}"
        held = tuple(HeldSkill(skill) for skill in skills.split())
        person = Person(
            str(self.number + at), name, GIVEN[(7 * at + self.offset) % len(GIVEN)], grade, contract.id, quota,
            held, tuple(codes.split()), **more,
        )  # fmt: skip
        self.people.append(person)
        return person


def day(week: int, weekday: int) -> date:
    """A day of the horizon: week 1 is its first, Monday is 0."""
    return FIRST + timedelta(days=7 * (week - 1) + weekday)


class Cells:
    """The given cells of the horizon while a ward is put together."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self.given: dict[tuple[str, date], str] = {}
        self.locked: set[tuple[str, date]] = set()
        self.bank = {holiday.date for holiday in holidays.resolve(REGION, FIRST, LAST)}

    def put(self, person: Person, when: date, code: str, lock: bool = False) -> None:
        self.given[person.id, when] = code
        if lock:
            self.locked.add((person.id, when))

    def leave(self, person: Person, week: int, code: str = "CA") -> None:
        """A week away: the weekend before and after it is free as well, a public holiday is not taken from the leave."""
        for weekday in range(-2, 7):
            when = day(week, weekday)
            if not FIRST <= when <= LAST:
                continue
            if weekday in (-2, -1, 5, 6):
                self.put(person, when, "R", lock=True)
            else:
                self.put(person, when, "RF" if when in self.bank else code)

    def sick(self, person: Person, first: date, last: date) -> None:
        for offset in range((last - first).days + 1):
            self.put(person, first + timedelta(days=offset), "MAL")

    def outside(self, person: Person) -> None:
        """Days on which the person does not belong to the ward."""
        for offset in range(DAYS):
            when = FIRST + timedelta(days=offset)
            if (person.since and when < person.since) or (person.until and when > person.until):
                self.put(person, when, "X")

    def free(self, person: Person, when: date) -> bool:
        return (person.id, when) not in self.given

    def rows(self, history: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
        days = [FIRST + timedelta(days=offset) for offset in range(DAYS)]
        return tuple(
            Row(person.id, (*history[person.id], *(self.given.get((person.id, when), "") for when in days)))
            for person in self.people
        )

    def locks(self) -> tuple[CellRef, ...]:
        order = {person.id: at for at, person in enumerate(self.people)}
        return tuple(CellRef(who, when) for who, when in sorted(self.locked, key=lambda lock: (order[lock[0]], lock[1])))


def wishes(cells: Cells, people: list[Person], counts: tuple[int, int, int], shifts: list[str], seed: int) -> Iterator[Wish]:
    """Days off, shifts and patterns (three days off in a row), each on days that are still open, in a fixed order."""
    chance = random.Random(seed)
    kinds = ["off"] * counts[0] + ["shift"] * counts[1] + ["pattern"] * counts[2]
    taken: set[tuple[str, date]] = set()
    off = Select(tags=("rest",))
    for number, kind in enumerate(kinds, 1):
        length = 3 if kind == "pattern" else 1
        while True:
            person = chance.choice(people)
            start = FIRST + timedelta(days=chance.randrange(DAYS - length + 1))
            days = [start + timedelta(days=offset) for offset in range(length)]
            own = [code for code in person.codes if code in shifts]
            if all(cells.free(person, when) and (person.id, when) not in taken for when in days) and (own or kind != "shift"):
                break
        taken.update((person.id, when) for when in days)
        select = Select(codes=(chance.choice(own),)) if kind == "shift" else off
        yield wish(number, person, days[0], days[-1], select, chance.choice((1, 1, 2, 3)))


def wish(
    number: int,
    person: Person,
    first: date,
    last: date,
    select: Select,
    strength: int,
    note: str = "",
) -> Wish:
    return Wish(f"W{number:02d}", person.id, first, last, select, "want", strength, note)


def empty_history(problem: Problem) -> Problem:
    """The six weeks before the horizon as a ward of their own, to be planned: nobody away, everyone there as usual."""
    rows = tuple(Row(person.id, ("",) * HISTORY) for person in problem.people)
    return replace(
        problem, id=f"{problem.id}-history", first=HISTORY_FIRST, days=HISTORY, history_days=0, roster=rows, locks=(),
        wishes=(), openings=(), holidays=holidays.resolve(REGION, HISTORY_FIRST, FIRST - timedelta(days=1)),
    )  # fmt: skip
