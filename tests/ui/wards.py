"""Small invented wards for the window's tests: three shifts, two grades, a few rules."""

from __future__ import annotations

from datetime import date

from scheduler.domain.calendar import Holiday
from scheduler.domain.codes import Code, Segment
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Contract, Grade, Person, Skill
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import Layer, LevelCost, RuleSetting
from scheduler.domain.text import Text, same

FIRST = date(2027, 5, 3)
PLANTS = (
    "Aubépine", "Bruyère", "Camomille", "Digitale", "Érable", "Fougère", "Genêt", "Houx", "Iris", "Jonquille", "Lavande",
    "Mélisse", "Noisetier", "Ortie", "Pervenche", "Quinoa", "Romarin", "Sauge", "Tilleul", "Valériane",
)  # fmt: skip

CODES = (
    Code("M", Text("matin", "morning"), "work", (Segment(405, 855, 450),), ("morning",), "#FFE08A"),
    Code("S", Text("soir", "evening"), "work", (Segment(825, 1275, 450),), ("evening",), "#F7B58C"),
    Code("N", Text("nuit", "night"), "work", (Segment(1260, 1860, 600),), ("night",), "#8FA8E8"),
    Code("J", Text("journée", "day"), "work", (Segment(540, 1020, 450),), ("day",), "#A8DDB5"),
    Code("JF", Text("journée de formation", "training day"), "training", (Segment(540, 960, 420),), (), "#D6C6E8"),
    Code("RH", Text("repos hebdomadaire", "weekly rest"), "rest"),
    Code("CA", Text("congé annuel", "annual leave"), "leave", colour="#CFE8F5", credit="fifth", planned=False),
    Code("AM", Text("maladie", "sick leave"), "absence", colour="#E3E3E3", credit="fifth", planned=False, confidential=True),
)
TURN = ("M", "M", "S", "S", "RH", "RH", "M", "N", "N", "RH", "RH", "S", "S", "M")


def ward(people: int = 10, days: int = 28, history: int = 7) -> Problem:
    """A ward whose roster turns through one pattern, shifted from person to person."""
    staff = tuple(
        Person(
            f"9{at:05d}",
            f"FICTIF-{PLANTS[at % len(PLANTS)]}",
            "Camille" if at % 2 else "Sacha",
            "IDE" if at % 5 < 3 else "AS",
            "jour",
            80 if at % 7 == 3 else 100,
        )
        for at in range(people)
    )
    rows = tuple(
        Row(who.id, tuple(TURN[(at * 3 + day) % len(TURN)] for day in range(history + days))) for at, who in enumerate(staff)
    )
    return Problem(
        id="fictif", name="Médecine fictive", first=FIRST, days=days, history_days=history, codes=CODES, people=staff,
        layers=(Layer("cover", Text("effectif minimum", "minimum cover")), Layer("comfort", Text("confort", "comfort"))),
        holidays=(Holiday(date(2027, 5, 6), Text("Ascension", "Ascension Day")),),
        grades=(Grade("IDE", Text("infirmière", "nurse")), Grade("AS", Text("aide-soignante", "nursing assistant"))),
        skills=(Skill("réa", Text("réanimation", "intensive care")),),
        contracts=(Contract("jour", Text("jour", "day"), 2250),),
        demand=(
            DemandLine("IDE-M", same("IDE M"), (("IDE",),), ("M",), minimum=2, target=3),
            DemandLine("IDE-S", same("IDE S"), (("IDE",),), ("S",), minimum=1),
            DemandLine("nuit", Text("Nuit 21-7 h", "Night 21-7"), (("IDE", "AS"),), start=1260, end=1860, minimum=1),
        ),
        settings=(
            RuleSetting("repos-11h", "RESTGAP", Text("11 h entre deux postes", "11 h between shifts"), "hard",
                        source="décret 2002-9, art. 6", params={"minutes": 660}),
            RuleSetting("effectif", "COVER", Text("Effectifs", "Staffing"), "soft", layer="comfort",
                        levels={"minimum": LevelCost("cover", 100)}),
            RuleSetting("serie", "RUN", Text("6 jours de suite au plus", "At most 6 days in a row"), "hard",
                        params={"maximum": 6}),
        ),
        roster=rows, locks=(CellRef(staff[0].id, FIRST),),
    )  # fmt: skip
