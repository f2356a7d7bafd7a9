"""Wards for the tests of workbooks: a small one whose figures are worked out by hand, and large ones for measuring."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.calendar import DayMask, Holiday
from scheduler.domain.codes import Code, Piece, Segment
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Contract, Grade, Person, Skill
from scheduler.domain.problem import CellPieces, PackRef, Problem, Row
from scheduler.domain.settings import Layer
from scheduler.domain.text import Text, same
from scheduler.domain.time import utc_minute
from scheduler.exchange.month import Cells, MonthSheet

M, S, N, J = 405, 825, 1260, 510

CODES = (
    Code("M", Text("Matin", "Early"), "work", (Segment(M, M + 450),), ("early",), "#FFF2B3"),
    Code("S", Text("Soir", "Late"), "work", (Segment(S, S + 450),), ("late",), "#FFD59E"),
    Code("N", Text("Nuit 10 h", "Night 10 h"), "work", (Segment(N, N + 600),), ("night",), "#9DB4FF"),
    Code("J", Text("Journée", "Day"), "work", (Segment(J, J + 480, 450),), (), "#E3F4D7"),
    Code("R", Text("Repos hebdomadaire", "Weekly rest"), "rest", credit="none"),
    Code("RC", Text("Récupération", "Time off in lieu"), "leave", colour="#EEEEEE", credit="none", planned=False),
    Code("CA", Text("Congé annuel", "Annual leave"), "leave", colour="#B7E4C7", credit="fifth", planned=False),
    Code("RTT", Text("Jour RTT", "RTT day"), "leave", colour="#D8F3DC", credit="none", planned=False),
    Code("MA", Text("Maladie", "Sick"), "absence", (), (), "#F4B6B6", "fifth", planned=False, confidential=True),
    Code("MAT", Text("Maternité", "Maternity"), "absence", (), (), "#F4B6B6", "fifth", planned=False, confidential=True),
    Code("FO", Text("Formation", "Training"), "training", (Segment(540, 1020, 420),), (), "#D7C7F4", planned=False),
    Code("NA", Text("Non affecté", "Not employed here"), "blocked", colour="#808080", credit="none", planned=False),
)
GRADES = (
    Grade("IDE", Text("Infirmiers (IDE)", "Nurses")),
    Grade("AS", Text("Aides-soignants (AS)", "Nursing assistants")),
)
CONTRACTS = (
    Contract("37h30", same("37 h 30"), 2250),
    Contract("32h30", Text("32 h 30 de nuit", "32 h 30 nights"), 1950),
    Contract("forfait", Text("Forfait jours", "Day rate"), 0),
)
PEOPLE = (
    Person("900001", "FICTIF-Ortie", "Camille", "IDE", "37h30"),
    Person("900002", "FICTIF-Bruyère", "Anaïs", "IDE", "37h30", quota=80),
    Person("900003", "FICTIF-Genêt", "Loïc", "IDE", "32h30"),
    Person("900004", "FICTIF-Fougère", "Inès", "AS", "37h30", since=date(2027, 3, 15)),
    Person("900005", "FICTIF-Sureau", "Paul", "AS", "37h30"),
    Person("900006", "FICTIF-Cèdre", "Maud", "IDE", "forfait"),
)
FIRST = date(2027, 3, 1)
DAYS = 31
ROWS = {
    # 1 March 2027 is a Monday; 28 March the night of the clock change; 29 March Easter Monday.
    "900001": "M M M M M R R | S S S S S R R | CA CA CA CA CA CA CA | M M M M M R R | M M M",
    "900002": "S S R S S R R | M M R M M R R | M M R M M M M | FO FO R S S R R | R S S",
    "900003": "N N R R N N N | R R N N N R R | MA MA MA MA MA MA MA | R R N N R N N | R N N",
    "900004": ". . . . . . . | . . . . . . . | M M M M M R R | S S S S S R R | J J J",
    "900005": "J J J J J R R | J J J J J R R | RTT J J J J R R | J J J NA NA NA NA | NA NA NA",
    "900006": "J J J J J R R | J J J J J R R | J J J J J R R | J J J J J R R | R J J",
}


def rows(texts: dict[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(person, tuple("" if cell == "." else cell for cell in text.replace("|", " ").split()))
        for person, text in texts.items()
    )


def small_ward(clock_change: str = "real") -> Problem:
    """Six people in March 2027: a clock change, part-time, leave, an arrival, a departure, a day-rate manager."""
    return Problem(
        id="test",
        name="Médecine d'essai",
        first=FIRST,
        days=DAYS,
        codes=CODES,
        people=PEOPLE,
        layers=(Layer("all", same("all")),),
        clock_change=clock_change,  # type: ignore[arg-type]
        holidays=(Holiday(date(2027, 3, 29), Text("Lundi de Pâques", "Easter Monday")),),
        grades=GRADES,
        skills=(Skill("dialyse", Text("Dialyse", "Dialysis")),),
        contracts=CONTRACTS,
        demand=(
            DemandLine("ide-m", Text("IDE matin", "Nurses early"), (("IDE",),), ("M",), minimum=1),
            DemandLine("ide-n", Text("IDE nuit", "Nurses night"), (("IDE",),), ("N",), minimum=1),
            DemandLine(
                "as-day", Text("AS 9 h à 14 h", "Assistants 9 to 14"), (("AS",),), (), 540, 840,
                days=DayMask((0, 1, 2, 3, 4), "never"), minimum=1, target=2,
            ),
        ),
        roster=rows(ROWS),
        pack=PackRef("fph", "2026.1"),
    )


def small_sheet(problem: Problem | None = None) -> MonthSheet:
    """The small ward published, then lived: a swap, and a late stay of 45 minutes of 900001 on 2 March."""
    ward = problem or small_ward()
    published = dict(ROWS)
    published["900005"] = ROWS["900005"].replace("RTT J J J J", "J J J J J")
    stay = Piece(utc_minute(date(2027, 3, 2), M, ward.zone), utc_minute(date(2027, 3, 2), M + 495, ward.zone), 495)
    late = CellPieces("900001", date(2027, 3, 2), (stay,))
    return MonthSheet(
        ward, 2027, 3, Cells(FIRST, ward.roster, (late,)), Cells(FIRST, rows(published)), None,
        "Centre hospitalier d'essai", "live", 2, "FICTIF-Cèdre Maud", "2027-02-14", "", "",
    )


def large_ward(people: int, first: date = date(2027, 5, 1), days: int = 31) -> Problem:
    """As many people as wanted, on a turning pattern of codes."""
    pattern = ["M", "M", "S", "S", "R", "R", "N", "N", "R", "R", "R", "J", "J", "CA", "MA", "S", "M", "R", "R", "FO"]
    plants = ["Ortie", "Bruyère", "Genêt", "Fougère", "Myrtille", "Sureau", "Cèdre", "Tilleul", "Noisetier"]
    staff = tuple(
        Person(
            f"{900001 + i}", f"FICTIF-{plants[i % 9]}", f"Camille {i}", GRADES[i % 2].id, CONTRACTS[i % 2].id,
            quota=100 - i % 3 * 10,
        )
        for i in range(people)
    )
    roster = tuple(
        Row(person.id, tuple(pattern[(i * 7 + day) % len(pattern)] for day in range(days)))
        for i, person in enumerate(staff)
    )
    return Problem(
        id="large", name="Grand service", first=first, days=days, codes=CODES, people=staff,
        layers=(Layer("all", same("all")),), grades=GRADES, contracts=CONTRACTS, roster=roster,
        holidays=tuple(Holiday(first + timedelta(days=d), same("Fête")) for d in (0, 7)),
        demand=tuple(
            DemandLine(f"{g.id}-{c}", same(f"{g.id} {c}"), ((g.id,),), (c,), minimum=max(1, people // 16))
            for g in GRADES for c in "MSN"
        ),
    )
