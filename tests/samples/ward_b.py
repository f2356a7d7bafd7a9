"""Sample ward B: intensive care, 12 beds, 60 staff in two shifts of twelve hours, demand by open beds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.calendar import DayMask
from scheduler.domain.demand import DemandLine, Formula, Series
from scheduler.domain.people import Contract, Grade, HeldSkill, Person, Skill
from scheduler.domain.problem import Opening, Problem
from scheduler.domain.text import Text
from scheduler.services import holidays
from scheduler.services.invented import ABSENCES, REST, shift
from tests.samples.parts import (
    DAYS,
    FIRST,
    HISTORY,
    HISTORY_FIRST,
    LAST,
    REGION,
    Cells,
    Staff,
    day,
    wishes,
)

DAY = Contract("35h-12", Text("Jour en 12 h, 35 h", "12 h days, 35 h"), 2100, ("day",))
NIGHT = Contract("32h30-12", Text("Nuit en 12 h, 32 h 30", "12 h nights, 32 h 30"), 1950, ("night",))
OFFICE = Contract("37h30", Text("Journée, 37 h 30", "Office hours, 37 h 30"), 2250, ("day",))
HEAD = Contract("forfait", Text("Forfait jours (cadre)", "Day-rate (manager)"), 0, ("day",))

CODES = (
    REST,
    shift("J", "Jour 12 h", "Day 12 h", "07:00", "19:00", "#FFF2CC", "day", "long"),
    shift("N", "Nuit 12 h", "Night 12 h", "19:00", "31:00", "#9FC5E8", "night", "long"),
    shift("B", "Bureau", "Office", "09:00", "16:30", "#D0E0E3", "day"),
    shift("M", "Matin", "Morning", "07:00", "14:30", "#FFE599", "morning"),
    *ABSENCES,
)
QUIET = (1, 2, 3, 6, 7, 8)
"""Weeks in which leave is given: not in the two busy ones."""

WEEKDAYS = DayMask((0, 1, 2, 3, 4), "never")


def staff() -> list[Person]:
    s = Staff(910001, offset=30)
    for _ in range(2):
        s.add("CADRE", HEAD, "B")
    ecmo = {1, 6, 11, 19, 24, 29}
    fresh = {4, 9, 14, 22, 27}
    for at in range(34):
        by_day = at < 18
        skills = ["senior"] if at % 5 in (0, 3) else []
        skills += ["dialyse"] if at % 3 == 0 else []
        skills += ["ecmo"] if at in ecmo else []
        codes = "J N" if at in ecmo else "J" if by_day else "N"
        person = s.add("IDE", DAY if by_day else NIGHT, codes, 80 if at % 6 == 5 else 100, " ".join(skills))
        if at in fresh:
            new = HeldSkill("newcomer", until=date(2027, 9, 30))
            s.people[-1] = replace(person, skills=(*person.skills, new), tags=("new",))
    for at in range(20):
        by_day = at < 11
        s.add("AS", DAY if by_day else NIGHT, "J" if by_day else "N", 80 if at % 6 == 5 else 100)
    for _ in range(2):
        s.add("ASH", OFFICE, "M")
    s.add("KINE", OFFICE, "B")
    s.add("LOG", OFFICE, "B")
    return s.people


def beds() -> Series:
    """10 to 14 open beds, 12 as a rule: fewer in the long weekends of May, more on the middle days of two busy weeks."""
    values = {}
    for offset in range(DAYS):
        when = FIRST + timedelta(days=offset)
        if offset // 7 in (3, 4) and offset % 7 in (1, 2, 3):
            values[when] = 13 + offset % 2
        elif offset % 7 in (5, 6) and offset // 7 in (0, 1, 5):
            values[when] = 10 + offset % 2
    return Series("open_beds", Text("Lits ouverts", "Open beds"), 12, tuple(values.items()))


def demand() -> tuple[DemandLine, ...]:
    nurses, carers = Formula(2, 5, "open_beds"), Formula(1, 4, "open_beds")
    lines = []
    for code, name in (("J", Text("jour", "days")), ("N", Text("nuit", "nights"))):
        for key, title, skill, minimum, target in (
            ("IDE", Text("Infirmiers", "Nurses"), (("IDE",),), nurses, 6 if code == "J" else None),
            ("AS", Text("Aides-soignants", "Assistants"), (("AS",),), carers, None),
            ("ECMO", Text("Référent ECMO", "ECMO nurse"), (("IDE",), ("ecmo",)), 1, None),
        ):
            both = Text(f"{title.fr}, {name.fr}", f"{title.en}, {name.en}")
            lines.append(DemandLine(f"{key}-{code}", both, skill, (code,), minimum=minimum, target=target))
    lines.append(DemandLine("ASH-M", Text("Agent de service", "Ward orderly"), (("ASH",),), ("M",), days=WEEKDAYS, minimum=1))
    return tuple(lines)


def given(people: list[Person]) -> Cells:
    """A week of leave for each carer but most ECMO nurses, by turns in each group so that none misses more than its share."""
    cells = Cells(people)
    groups: dict[tuple[str, str, bool], list[Person]] = {}
    for person in people:
        if person.grade in ("IDE", "AS"):
            ecmo = any(held.skill == "ecmo" for held in person.skills)
            groups.setdefault((person.grade, person.contract, ecmo), []).append(person)
    for number, (group, members) in enumerate(groups.items()):
        away = members[::3] if group[2] else members
        for at, person in enumerate(away):
            cells.leave(person, QUIET[(at + 2 * number) % len(QUIET)])
    for person in people:
        if person.grade == "ASH":
            cells.leave(person, 3 if person.id.endswith("7") else 6)
        elif person.grade in ("CADRE", "KINE", "LOG"):
            away = 2 + int(person.id) % 5
            for offset in range(DAYS):
                when = day(1 + offset // 7, offset % 7)
                if offset // 7 + 1 == away and offset % 7 < 5:
                    cells.put(person, when, "RF" if when in cells.bank else "CA")
                else:
                    cells.put(person, when, "R" if offset % 7 > 4 or when in cells.bank else "B", lock=True)
    nurses = [p for p in people if p.grade == "IDE"]
    for person, when in ((nurses[2], day(2, 1)), (nurses[7], day(2, 1)), (nurses[20], day(5, 2))):
        if cells.free(person, when):
            cells.put(person, when, "FO")
    return cells


def ward(history: dict[str, tuple[str, ...]] | None = None) -> Problem:
    """The ward without its rules; `history` by staff number (None: blank)."""
    people = staff()
    cells = given(people)
    known = history or {person.id: ("",) * HISTORY for person in people}
    carers = [p for p in people if p.grade in ("IDE", "AS")]
    return Problem(
        "ward-b", "Réanimation (fictif)", FIRST, DAYS, CODES, tuple(people), (),
        history_days=HISTORY, region=REGION, anchor=FIRST,
        holidays=holidays.resolve(REGION, HISTORY_FIRST, LAST),
        grades=(
            Grade("CADRE", Text("Cadre de santé", "Ward manager")), Grade("IDE", Text("Infirmier", "Nurse")),
            Grade("AS", Text("Aide-soignant", "Nursing assistant")), Grade("ASH", Text("Agent de service", "Ward orderly")),
            Grade("KINE", Text("Kinésithérapeute", "Physiotherapist")), Grade("LOG", Text("Logisticien", "Logistics")),
        ),
        skills=(
            Skill("senior", Text("Senior de réanimation", "Senior in intensive care")),
            Skill("dialyse", Text("Dialyse continue", "Continuous dialysis")), Skill("ecmo", Text("ECMO", "ECMO")),
            Skill("newcomer", Text("Moins de 6 mois", "Less than 6 months")),
        ),
        contracts=(DAY, NIGHT, OFFICE, HEAD), demand=demand(), series=(beds(),),
        wishes=tuple(wishes(cells, carers, (30, 12, 8), ["J", "N"], 2028)),
        roster=cells.rows(known), locks=cells.locks(),
        openings=tuple(Opening(person.id, "sundays-year", 3 + at % 4) for at, person in enumerate(carers)),
        note="Service fictif : 60 agents, toutes inventés. / Invented ward: 60 staff; every person is made up.",
    )  # fmt: skip
