"""Sample ward A: general medicine, 28 staff and two students, three shifts with ten-hour nights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Contract, Grade, HeldSkill, Person, Restriction, Skill
from scheduler.domain.problem import Opening, Problem
from scheduler.domain.settings import Wish
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
    wish,
    wishes,
)

DAY = Contract("37h30", Text("Jour, 37 h 30 (15 RTT)", "Days, 37 h 30 (15 days off in lieu)"), 2250, ("day",))
NIGHT = Contract("32h30", Text("Nuit, 32 h 30", "Nights, 32 h 30"), 1950, ("night",))
HEAD = Contract("forfait", Text("Forfait jours (cadre)", "Day-rate (manager)"), 0, ("day",))
STUDENT = Contract("stage", Text("Stage, 35 h", "Placement, 35 h"), 2100, ("student",))

CODES = (
    REST,
    shift("M", "Matin", "Morning", "06:45", "14:15", "#FFF2CC", "morning"),
    shift("S", "Soir", "Evening", "13:45", "21:15", "#F9CB9C", "evening"),
    shift("N", "Nuit", "Night", "21:00", "31:00", "#9FC5E8", "night"),
    shift("J", "Journée", "Day", "09:00", "16:30", "#D0E0E3", "day"),
    *ABSENCES,
)
SENIORS = (1, 2, 3, 4, 5, 6)
"""Nurses by day who are experienced."""

WEEKDAYS = DayMask((0, 1, 2, 3, 4), "never")
WEEKENDS = DayMask((5, 6), "also")


def staff() -> list[Person]:
    s = Staff(900001)
    s.add("CADRE", HEAD, "J")
    for at in range(1, 11):
        nights = at in (1, 4, 8)
        quota = {8: 80, 9: 80, 10: 50}.get(at, 100)
        more: dict[str, object] = {}
        codes = "M S N" if nights else "M S"
        skills = ("mentor", "senior") if at in SENIORS else ("mentor",)
        if at == 7:
            more = {"tags": ("new",), "note": "Arrivée récente : tutorat 4 semaines. / New: a mentor for 4 weeks."}
            skills = ()
        if at in (2, 5):
            more = {"tags": ("overtime",)}
        if at == 9:
            more = {
                "restrictions": (Restriction(Select(tags=("work",)), DayMask((2,)), note="Temps partiel : jamais le mercredi"),)
            }
        if at == 10:
            codes = "M"
            more = {"restrictions": (Restriction(Select(tags=("night", "evening")), note="Temps partiel thérapeutique"),)}
        person = s.add("IDE", DAY, codes, quota, " ".join((*skills, *(("nuit",) if nights else ()))), **more)
        if at == 7:
            s.people[-1] = replace(person, skills=(HeldSkill("newcomer", until=day(4, 6)),))
    for _ in range(3):
        s.add("IDE", NIGHT, "N", skills="nuit mentor senior")
    for at in range(1, 9):
        nights = at in (1, 3, 6)
        s.add("AS", DAY, "M S N" if nights else "M S", 80 if at == 8 else 100, "nuit" if nights else "")
    for _ in range(3):
        s.add("AS", NIGHT, "N", skills="nuit")
    for _ in range(3):
        s.add("ASH", DAY, "M S")
    for _ in range(2):
        s.add("ESI", STUDENT, "M S", skills="student", since=day(3, 0), until=day(6, 6), tags=("student",))
    return s.people


def demand() -> tuple[DemandLine, ...]:
    lines = []
    for grade, name in (("IDE", Text("Infirmiers", "Nurses")), ("AS", Text("Aides-soignants", "Assistants"))):
        for code, masks in (("M", ((WEEKDAYS, 3), (WEEKENDS, 2))), ("S", ((DayMask(), 2),)), ("N", ((DayMask(), 1),))):
            for mask, need in masks:
                part = "" if len(masks) == 1 else " semaine" if mask is WEEKDAYS else " week-end"
                english = {"": "", " semaine": " weekdays", " week-end": " weekends"}[part]
                title = Text(f"{name.fr}, {code}{part}", f"{name.en}, {code}{english}")
                lines.append(
                    DemandLine(f"{grade}-{code}{part.replace(' ', '-')}", title, ((grade,),), (code,), days=mask, minimum=need)
                )
    for code in ("M", "S"):
        title = Text(f"Agents de service, {code}", f"Ward orderlies, {code}")
        lines.append(DemandLine(f"ASH-{code}", title, (("ASH",),), (code,), days=WEEKDAYS, minimum=1))
    return tuple(lines)


def given(people: list[Person]) -> Cells:
    """Leave, sickness, training, union duty, the manager's own week, and the students' dates."""
    cells = Cells(people)
    nurses = [p for p in people if p.grade == "IDE"]
    carers = [p for p in people if p.grade == "AS"]
    orderlies = [p for p in people if p.grade == "ASH"]
    for person, week in zip(nurses, (1, 1, 2, 2, 8, 3, 4, 5, 6, 6, 2, 5, 7)):
        cells.leave(person, week)
    for person, week in zip(carers, (1, 2, 3, 3, 4, 5, 6, 7, 1, 4, 8)):
        cells.leave(person, week)
    for person, week in zip(orderlies, (2, 5, 7)):
        cells.leave(person, week)
    cells.sick(nurses[4], date(2027, 5, 10), date(2027, 5, 30))
    for person, when in (
        (nurses[1], day(3, 1)), (nurses[2], day(3, 1)), (nurses[7], day(6, 3)),
        (carers[0], day(6, 3)), (carers[4], day(2, 2)), (orderlies[0], day(4, 1)),
    ):  # fmt: skip
        cells.put(person, when, "FO")
    for when in (day(4, 3), day(7, 3)):
        cells.put(carers[5], when, "SY")
    head = people[0]
    for offset in range(DAYS):
        when = day(1 + offset // 7, offset % 7)
        if offset // 7 + 1 == 4 and offset % 7 < 5:
            cells.put(head, when, "RF" if when in cells.bank else "CA")
        else:
            cells.put(head, when, "R" if offset % 7 > 4 or when in cells.bank else "J", lock=True)
    for person in people:
        cells.outside(person)
    return cells


def asked(cells: Cells, people: list[Person]) -> tuple[Wish, ...]:
    """40 wishes, of which three pairs ask for the same Saturday and a couple for the same week."""
    planned = [p for p in people if p.grade in ("IDE", "AS", "ASH")]
    drawn = list(wishes(cells, planned, (17, 10, 5), ["M", "S", "N"], 2027))
    off = Select(tags=("rest",))
    pairs = [(planned[16], planned[17]), (planned[0], planned[1]), (planned[24], planned[25])]
    for saturday, pair in zip((day(6, 5), day(4, 5), day(3, 5)), pairs):
        for person in pair:
            note = "Deux demandes pour le même samedi / Two ask for the same Saturday"
            drawn.append(wish(len(drawn) + 1, person, saturday, saturday, off, 2, note=note))
    for person in (planned[6], planned[19]):
        note = "Un couple demande la même semaine / A couple asks for the same week"
        drawn.append(wish(len(drawn) + 1, person, day(8, 0), day(8, 4), off, 1, note=note))
    return tuple(drawn)


def ward(history: dict[str, tuple[str, ...]] | None = None) -> Problem:
    """The ward without its rules; `history` by staff number (None: blank)."""
    people = staff()
    cells = given(people)
    known = history or {person.id: ("",) * HISTORY for person in people}
    carers = [p for p in people if p.grade == "AS"]
    openings = (
        Opening(people[2].id, "overtime-month", 17 * 60),
        Opening(carers[1].id, "overtime-year", 236 * 60),
        *(Opening(p.id, "sundays-year", 3 + at % 4) for at, p in enumerate(people) if p.contract in ("37h30", "32h30")),
    )  # fmt: skip
    return Problem(
        "ward-a", "Médecine polyvalente (fictif)", FIRST, DAYS, CODES, tuple(people), (),
        history_days=HISTORY, region=REGION, anchor=FIRST,
        holidays=holidays.resolve(REGION, HISTORY_FIRST, LAST),
        grades=(
            Grade("CADRE", Text("Cadre de santé", "Ward manager")), Grade("IDE", Text("Infirmier", "Nurse")),
            Grade("AS", Text("Aide-soignant", "Nursing assistant")), Grade("ASH", Text("Agent de service", "Ward orderly")),
            Grade("ESI", Text("Étudiant infirmier", "Student nurse")),
        ),
        skills=(
            Skill("nuit", Text("Formé à la nuit", "Trained for nights")), Skill("student", Text("Étudiant", "Student")),
            Skill("mentor", Text("Encadre les étudiants", "Looks after students")),
            Skill("newcomer", Text("Nouvel arrivé", "Newcomer")), Skill("senior", Text("Expérimenté", "Experienced")),
        ),
        contracts=(DAY, NIGHT, HEAD, STUDENT), demand=demand(), wishes=asked(cells, people),
        roster=cells.rows(known), locks=cells.locks(), openings=openings,
        note="Service fictif : 28 agents et 2 étudiants, toutes les personnes sont inventées. / "
        "Invented ward: 28 staff and 2 students; every person is made up.",
    )  # fmt: skip
