"""An invented hospital of 40 wards and 1,000 staff for trying the program at scale, always the same from its seed.

Four poles of ten wards each. A kind of ward is a table of groups; quotas, leave, sickness (about 8 % of all days), training
and wishes are drawn, and each group's need is the largest of its levels that those who are there can carry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler import packs
from scheduler.domain.codes import Code
from scheduler.domain.people import Contract, Grade
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services.hospital_ward import Group, Kind, Level, assembled
from scheduler.services.invented import ABSENCES, REST, shift

SEED = 2027
STAFF = 25
FIRST_NUMBER = 930001
PACK = "fph"

DAY = Contract("37h30", Text("Jour, 37 h 30", "Days, 37 h 30"), 2250, ("day",))
DAY_35 = Contract("35h", Text("Jour, 35 h", "Days, 35 h"), 2100, ("day",))
NIGHT = Contract("32h30", Text("Nuit, 32 h 30", "Nights, 32 h 30"), 1950, ("night",))
LONG_DAY = Contract("35h-12", Text("Jour en 12 h, 35 h", "12 h days, 35 h"), 2100, ("day",))
LONG_NIGHT = Contract("32h30-12", Text("Nuit en 12 h, 32 h 30", "12 h nights, 32 h 30"), 1950, ("night",))
HEAD = Contract("forfait", Text("Forfait jours (cadre)", "Day-rate (manager)"), 0, ("day",))

GRADES = (
    Grade("CADRE", Text("Cadre de santé", "Ward manager")), Grade("IDE", Text("Infirmier", "Nurse")),
    Grade("AS", Text("Aide-soignant", "Nursing assistant")), Grade("ASH", Text("Agent de service", "Ward orderly")),
    Grade("KINE", Text("Kinésithérapeute", "Physiotherapist")),
)  # fmt: skip

M = shift("M", "Matin", "Morning", "06:45", "14:15", "#FFF2CC", "morning")
S = shift("S", "Soir", "Evening", "13:45", "21:15", "#F9CB9C", "evening")
N = shift("N", "Nuit", "Night", "21:00", "31:00", "#9FC5E8", "night")
M7 = shift("M", "Matin, 7 h", "Morning, 7 h", "06:45", "13:45", "#FFF2CC", "morning")
S7 = shift("S", "Soir, 7 h", "Evening, 7 h", "13:45", "20:45", "#F9CB9C", "evening")
N10 = shift("N", "Nuit", "Night", "20:45", "30:45", "#9FC5E8", "night")
JL = shift("JL", "Jour 12 h", "Day 12 h", "07:00", "19:00", "#FFE599", "day", "long")
NL = shift("NL", "Nuit 12 h", "Night 12 h", "19:00", "31:00", "#6FA8DC", "night", "long")
B = shift("B", "Bureau", "Office", "09:00", "16:30", "#D0E0E3", "day")



def _levels(*heads: tuple[int, ...], codes: str) -> tuple[Level, ...]:
    """Needs from the largest to the smallest: for each code the heads on weekdays, then at weekends."""
    return tuple(
        Level({code: (each[2 * at], each[2 * at + 1]) for at, code in enumerate(codes.split())}) for each in heads
    )


SHIFTS = _levels(
    (4, 3, 3, 2), (4, 2, 3, 2), (3, 2, 3, 2), (3, 2, 2, 2), (3, 2, 2, 1), (3, 1, 2, 1), (2, 2, 2, 2), (2, 2, 2, 1),
    (2, 1, 2, 1), (2, 1, 1, 1), (1, 1, 1, 1), codes="M S",
)  # fmt: skip
NIGHTS = _levels((2, 2), (2, 1), (1, 1), codes="N")
LONG_DAYS = _levels((3, 3), (3, 2), (2, 2), (2, 1), (1, 1), codes="JL")
LONG_NIGHTS = _levels((3, 3), (3, 2), (2, 2), (2, 1), (1, 1), codes="NL")
ORDERLY = _levels((1, 0, 1, 0), (1, 0, 0, 0), codes="M S")
"""Orderlies work on weekdays only."""


def _three_shifts(day: Contract, codes: tuple[Code, ...]) -> Kind:
    """Morning, evening and a ten-hour night."""
    return Kind(
        (REST, *codes, B, *ABSENCES), (HEAD, day, NIGHT), GRADES[:4],
        (
            Group("CADRE", HEAD, "B", 1), Group("IDE", day, "M S", 8, SHIFTS, also="N"),
            Group("IDE", NIGHT, "N", 3, NIGHTS), Group("AS", day, "M S", 8, SHIFTS, also="N"),
            Group("AS", NIGHT, "N", 3, NIGHTS), Group("ASH", day, "M S", 2, ORDERLY),
        ),
    )  # fmt: skip


MEDICINE = _three_shifts(DAY, (M, S, N))
SURGERY = _three_shifts(DAY_35, (M7, S7, N10))
CRITICAL = Kind(
    (REST, JL, NL, M, S, B, *ABSENCES), (HEAD, DAY, LONG_DAY, LONG_NIGHT), GRADES[:4],
    (
        Group("CADRE", HEAD, "B", 1), Group("IDE", LONG_DAY, "JL", 7, LONG_DAYS, also="NL"),
        Group("IDE", LONG_NIGHT, "NL", 7, LONG_NIGHTS), Group("AS", LONG_DAY, "JL", 4, LONG_DAYS, also="NL"),
        Group("AS", LONG_NIGHT, "NL", 4, LONG_NIGHTS), Group("ASH", DAY, "M S", 2, ORDERLY),
    ),
)  # fmt: skip
REHABILITATION = Kind(
    (REST, JL, NL, M, S, N, B, *ABSENCES), (HEAD, DAY, NIGHT, LONG_DAY, LONG_NIGHT), GRADES,
    (
        Group("CADRE", HEAD, "B", 1), Group("IDE", LONG_DAY, "JL", 4, LONG_DAYS, also="NL"),
        Group("IDE", LONG_NIGHT, "NL", 4, LONG_NIGHTS), Group("AS", DAY, "M S", 9, SHIFTS, also="N"),
        Group("AS", NIGHT, "N", 3, NIGHTS), Group("ASH", DAY, "M S", 3, ORDERLY), Group("KINE", DAY, "B", 1),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pole:
    """Ten wards of one kind."""

    name: Text
    kind: Kind
    wards: tuple[str, ...]


POLES = (
    Pole(
        Text("Médecine", "Medicine"), MEDICINE,
        ("Cardiologie", "Pneumologie", "Néphrologie", "Hépato-gastro-entérologie", "Neurologie", "Diabétologie",
         "Rhumatologie", "Maladies infectieuses", "Hématologie", "Dermatologie"),
    ),
    Pole(
        Text("Chirurgie", "Surgery"), SURGERY,
        ("Orthopédie", "Urologie", "Chirurgie viscérale", "Chirurgie vasculaire", "Chirurgie thoracique", "ORL",
         "Ophtalmologie", "Neurochirurgie", "Gynécologie", "Chirurgie plastique"),
    ),
    Pole(
        Text("Soins critiques", "Critical care"), CRITICAL,
        ("Réanimation médicale", "Réanimation chirurgicale", "Réanimation néonatale", "Soins intensifs de cardiologie",
         "Soins intensifs respiratoires", "Unité neurovasculaire", "Surveillance continue A", "Surveillance continue B",
         "Unité d'hospitalisation de courte durée", "Grands brûlés"),
    ),
    Pole(
        Text("Gériatrie et rééducation", "Geriatrics and rehabilitation"), REHABILITATION,
        ("Gériatrie aiguë A", "Gériatrie aiguë B", "Soins de suite A", "Soins de suite B", "Rééducation neurologique",
         "Rééducation locomotrice", "Rééducation cardiaque", "Soins de longue durée A", "Soins de longue durée B",
         "Soins palliatifs"),
    ),
)  # fmt: skip


def wards() -> Iterator[Problem]:
    """The 40 wards in order, each under the rules for French public hospitals."""
    for number, (pole, name) in enumerate((each, name) for each in POLES for name in each.wards):
        made = assembled(pole.kind, SEED * 100 + number, STAFF * number, FIRST_NUMBER)
        note = (
            f"Service fictif du pôle {pole.name.fr} : toutes les personnes sont inventées. / "
            f"Invented ward of the division {pole.name.en}: every person is made up."
        )
        yield packs.apply(replace(made, id=f"hospital-{number + 1:02d}", name=f"{name} (fictif)", note=note), PACK)
