"""Outside staff for missing shifts: people of the pool who are in the ward on those days only, each shift locked."""

from __future__ import annotations

from scheduler.domain.frame import Frame
from scheduler.domain.people import HeldSkill, Person
from scheduler.domain.problem import CellRef, Row
from solver.answers.conflicts.ward import Ward

NAME = "Pool"
Added = tuple[tuple[Person, ...], tuple[Row, ...], tuple[CellRef, ...]]


def outside(ward: Ward, missing: dict[tuple[str, int], int]) -> Added | None:
    """One person for each missing shift; None where no code serves a line by itself."""
    frame = ward.frame
    known = {person.id for person in frame.problem.people}
    people, rows, locks = [], [], []
    number = 0
    for (line, day), count in sorted(missing.items(), key=lambda item: item[0][1]):
        text = _serving(ward, line, day)
        if text is None:
            return None
        for _ in range(count):
            number += 1
            while f"pool-{number}" in known:
                number += 1
            person = _person(ward, f"pool-{number}", number, line, day, text)
            if person is None:
                return None
            people.append(person)
            rows.append(_row(frame, person.id, day, text))
            locks.append(CellRef(person.id, frame.date(day)))
    return tuple(people), tuple(rows), tuple(locks)


def _serving(ward: Ward, line: str, day: int) -> str | None:
    """The text of a cell that serves a line in every part of its day."""
    frame, said = ward.frame, ward.needs[line, day]
    common: set[int] | None = None
    for _, _, cells in said.slots:
        here = {choice for _, when, choices in cells if when == day for choice in choices}
        common = here if common is None else common & here
    if not common:
        wanted = ward.lines[line]
        common = {index for index in range(1, len(frame.choices)) if wanted.start is None and frame.serves(wanted, index)}
    able = [choice for choice in sorted(common) if frame.planned[choice]]
    return frame.text(min(able, key=lambda choice: len(frame.text(choice)))) if able else None


def _person(ward: Ward, key: str, number: int, line: str, day: int, text: str) -> Person | None:
    frame, problem = ward.frame, ward.frame.problem
    wanted = ward.lines[line]
    grades = {grade.id for grade in problem.grades}
    like = next(
        (person for person in problem.people if frame.qualified(person, wanted.skill, frame.date(day))),
        next((person for person in problem.people if any(person.grade in group for group in wanted.skill)), None),
    )
    grade = next((term for group in wanted.skill for term in group if term in grades), like.grade if like else "")
    contract = like.contract if like else problem.contracts[0].id if problem.contracts else ""
    held = tuple(HeldSkill(group[0]) for group in wanted.skill if grade not in group)
    chosen = frame.choices[frame.by_text[text]]
    if not grade or chosen is None:
        return None
    codes = (chosen.code.id,) if chosen.code.works else ()
    when = frame.date(day)
    return Person(key, NAME, str(number), grade, contract, skills=held, codes=codes, since=when, until=when)


def _row(frame: Frame, key: str, day: int, text: str) -> Row:
    """Nothing but the shift; the other days are out of the ward where there is a code for it."""
    problem = frame.problem
    away = next((code.id for code in problem.codes if code.kind == "blocked"), "")
    cells = [""] * problem.history_days + [away] * problem.days
    cells[problem.history_days + day] = text
    return Row(key, tuple(cells))
