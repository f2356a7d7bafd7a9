"""Sample service C: twelve doctors of an operating theatre, anaesthetists' guards on site and surgeons' standbys at home."""

from __future__ import annotations

from typing import Any

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Code, Segment, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import Contract, Grade, Person, Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting, Wish
from scheduler.domain.text import Text
from scheduler.services import holidays
from scheduler.services.invented import ABSENCES, REST, clock
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

DOCTOR = Contract("10dj", Text("10 demi-journées par semaine", "10 half-days a week"), 2400, ("doctor",))
OPEN = DayMask((0, 1, 2, 3, 4), "never")
CLOSED = DayMask((5, 6), "also")


def half_days(name: str, french: str, english: str, start: str, end: str, colour: str, count: int) -> Code:
    """A code of so many half-days of four hours."""
    segment = Segment(clock(start), clock(end), 240 * count)
    return Code(name, Text(french, english), "work", (segment,), ("day",), colour)


CODES = (
    REST,
    half_days("J", "Bloc, journée", "Theatre, whole day", "08:00", "18:00", "#D0E0E3", 2),
    half_days("M", "Bloc ou consultation, matin", "Theatre or clinic, morning", "08:00", "13:00", "#FFF2CC", 1),
    *ABSENCES,
)
WHOLE_DAY = ("night", "day_off", "day_and_night")
LINES = (
    OnCallLine(
        "garde-MAR", Text("Garde d'anesthésie", "Anaesthetist on guard"), "guard",
        (
            OnCallPeriod("G", clock("18:00"), clock("32:00"), OPEN, Text("nuit", "night"), points=2, tags=("night",)),
            OnCallPeriod(
                "GJ", clock("08:00"), clock("32:00"), CLOSED, Text("24 h", "24 h"), points=4, tags=WHOLE_DAY,
            ),
        ),
        skill=(("MAR",),), rest=24 * 60,
    ),
    OnCallLine(
        "astreinte-CHIR", Text("Astreinte de chirurgie", "Surgeon on standby"), "standby",
        (
            OnCallPeriod("A", clock("18:00"), clock("32:00"), OPEN, Text("nuit", "night"), points=1, tags=("night",)),
            OnCallPeriod(
                "AJ", clock("08:00"), clock("32:00"), CLOSED, Text("24 h", "24 h"), points=2, tags=WHOLE_DAY,
                changes=(0, 1, 2, 3, 4, 5),
            ),
        ),
        skill=(("CHIR",),),
    ),
)  # fmt: skip
HOUSE = "Règlement intérieur du service"


def hard(name: str, template: str, french: str, english: str, **params: Any) -> RuleSetting:
    return RuleSetting(name, template, Text(french, english), "hard", source=HOUSE, params=params)


def soft(name: str, template: str, french: str, english: str, layer: str, **params: Any) -> RuleSetting:
    return RuleSetting(name, template, Text(french, english), "soft", layer, source=HOUSE, params=params)


def held(*tags: str, **more: Any) -> dict[str, Any]:
    """The number of days on which an on-call period of these tags begins."""
    return {"count": "days", "how": "start", "select": {"tags": list(tags)}, **more}


POINTS = {"count": "minutes", "how": "start", "by": "points", "select": {"tags": ["on_call"]}}
SETTINGS = (
    hard(
        "BLOC", "ELIGIBLE", "Bloc fermé les week-ends et fériés", "Theatre closed at weekends and holidays",
        codes={"tags": ["day"]}, days={"weekdays": [5, 6], "holidays": "also"},
    ),
    hard(
        "48H", "WINDOW", "48 h par semaine en moyenne de la période", "48 h a week on the average of the period",
        window="horizon", maximum=48 * 60 * DAYS // 7, measure={"credit": True},
    ),
    hard("GARDES", "WINDOW", "2 gardes par semaine", "2 guards a week", window="week", maximum=2, measure=held("guard")),
    soft(
        "POINTS", "WINDOW", "Points de permanence", "On-call points", "fairness",
        window="horizon", minimum=14, maximum=24, measure=POINTS,
    ),
    soft(
        "GARDE-1", "WINDOW", "Une garde par semaine", "One guard a week", "fairness",
        window="week", maximum=1, measure=held("guard"),
    ),
    soft(
        "FERIES", "WINDOW", "2 gardes de week-end ou de férié par mois", "2 guards at weekends or holidays a month", "fairness",
        window="month", maximum=2, measure=held("day_off"),
    ),
)  # fmt: skip
"""What the service asks beside the rule pack of doctors."""


def staff() -> list[Person]:
    """Seven anaesthetists, one of them at 60 % and one at 80 % and never there on Thursdays; five surgeons."""
    s = Staff(920001, 30)
    for at in range(7):
        thursday = Restriction(Select(tags=("work", "on_call")), DayMask((3,)), note="Exerce ailleurs le jeudi")
        more: dict[str, Any] = {"restrictions": (thursday,)} if at == 4 else {}
        s.add("MAR", DOCTOR, "J M", {4: 80, 6: 60}.get(at, 100), **more)
    for _ in range(5):
        s.add("CHIR", DOCTOR, "J M")
    return s.people


def demand() -> tuple[DemandLine, ...]:
    def line(name: str, french: str, english: str, grade: str, codes: tuple[str, ...], minimum: int, target: int) -> DemandLine:
        return DemandLine(name, Text(french, english), ((grade,),), codes, days=OPEN, minimum=minimum, target=target)

    return (
        line("MAR-matin", "Anesthésistes, matin", "Anaesthetists, morning", "MAR", ("J", "M"), 3, 4),
        line("MAR-jour", "Anesthésistes, journée", "Anaesthetists, whole day", "MAR", ("J",), 2, 3),
        line("CHIR-matin", "Chirurgiens, matin", "Surgeons, morning", "CHIR", ("J", "M"), 2, 3),
        line("CHIR-jour", "Chirurgiens, journée", "Surgeons, whole day", "CHIR", ("J",), 2, 2),
    )


def given(people: list[Person]) -> Cells:
    """A week of leave for each, a few days of training."""
    cells = Cells(people)
    for person, week in zip(people, (1, 2, 3, 5, 6, 7, 8, 1, 3, 4, 6, 8), strict=True):
        cells.leave(person, week)
    for person, when in ((people[1], day(4, 1)), (people[8], day(5, 3)), (people[11], day(2, 2))):
        cells.put(person, when, "FO")
    return cells


def ward(history: dict[str, tuple[str, ...]] | None = None) -> Problem:
    """The service with its house rules; `history` by staff number (None: blank)."""
    people = staff()
    cells = given(people)
    known = history or {person.id: ("",) * HISTORY for person in people}
    drawn: tuple[Wish, ...] = tuple(wishes(cells, people, (8, 0, 2), [], 2028))
    return Problem(
        "service-c", "Bloc opératoire, médecins (fictif)", FIRST, DAYS, CODES, tuple(people), (),
        history_days=HISTORY, region=REGION, anchor=FIRST,
        holidays=holidays.resolve(REGION, HISTORY_FIRST, LAST),
        grades=(
            Grade("MAR", Text("Anesthésiste-réanimateur", "Anaesthetist")), Grade("CHIR", Text("Chirurgien", "Surgeon")),
        ),
        contracts=(DOCTOR,), demand=demand(), lines=LINES, wishes=drawn, settings=SETTINGS,
        roster=cells.rows(known), locks=cells.locks(),
        note="Service fictif : 12 médecins, une garde et une astreinte, toutes les personnes sont inventées. / "
        "Invented service: 12 doctors, a guard and a standby; every person is made up.",
    )  # fmt: skip
