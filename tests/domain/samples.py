"""A small ward without any fault, in which every kind of value occurs, and plans and records for it."""

from __future__ import annotations

from datetime import date

from scheduler.domain.calendar import DayMask, Holiday
from scheduler.domain.calls import Call
from scheduler.domain.codec import digest
from scheduler.domain.codes import WORK, Code, Piece, Segment, Select
from scheduler.domain.demand import DayNeed, DemandLine, Formula, Series
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import Availability, Contract, Grade, HeldSkill, Person, Restriction, Skill
from scheduler.domain.plan import LayerResult, Plan, RunRecord
from scheduler.domain.problem import CellPieces, CellRef, Opening, PackRef, Problem, Reference, Row
from scheduler.domain.settings import Layer, LevelCost, Override, RuleSetting, Scope, Wish
from scheduler.domain.text import Text, same
from scheduler.domain.time import utc_minute

FIRST = date(2027, 5, 3)

_NIGHT = utc_minute(date(2027, 4, 30), 21 * 60, "Europe/Paris")
_ASKED = utc_minute(FIRST, 300, "Europe/Paris")

WARD = Problem(
    id="fictif",
    name="Médecine fictive",
    first=FIRST,
    days=4,
    history_days=3,
    codes=(
        Code("M", Text("matin", "morning"), "work", (Segment(6 * 60 + 45, 14 * 60 + 15, 420),), ("morning",), "#FFE08A"),
        Code("N", Text("nuit", "night"), "work", (Segment(21 * 60, 31 * 60),), ("night",), "#30408a"),
        Code("C", Text("coupé", "split"), "work", (Segment(480, 720), Segment(840, 1080, 200, ("training",)))),
        Code("R", Text("repos", "rest"), "rest"),
        Code("CA", Text("congé annuel", "annual leave"), "leave", credit="fifth", planned=False),
    ),
    people=(
        Person("900001", "FICTIF-Ortie", "Camille", "IDE", "jour", skills=(HeldSkill("réa", date(2020, 1, 1)),)),
        Person(
            "900002",
            "FICTIF-Genêt",
            "Sacha",
            "AS",
            "jour",
            quota=80,
            codes=("M", "N"),
            restrictions=(Restriction(Select(tags=("night",)), DayMask((2,), "never"), FIRST, note="avis"),),
            since=date(2019, 9, 1),
            until=date(2027, 12, 31),
            availability=(Availability("volunteer", FIRST), Availability("do_not_call", None, date(2027, 5, 4))),
        ),
    ),
    layers=(Layer("cover", Text("effectif minimum", "minimum cover")), Layer("comfort", Text("confort", "comfort"))),
    holidays=(Holiday(date(2027, 5, 6), Text("Ascension", "Ascension Day")),),
    grades=(Grade("IDE", Text("infirmière", "nurse")), Grade("AS", Text("aide-soignante", "nursing assistant"))),
    skills=(Skill("réa", Text("réanimation", "intensive care")),),
    contracts=(Contract("jour", Text("jour", "day"), 2250, ("37h30",)),),
    demand=(
        DemandLine("IDE-M", same("IDE M"), (("IDE",),), ("M",), minimum=1, target=2, maximum=Formula(2, 5, "lits")),
        DemandLine("nuit", Text("nuit", "night"), (("IDE", "AS"),), start=1260, end=1860, minimum=1, last=date(2027, 5, 5)),
        DemandLine(
            "poste",
            Text("accueil", "front desk"),
            (("IDE",), ("réa",)),
            ("M",),
            by_date=(DayNeed(FIRST, minimum=0, target=Formula(1, 10, "lits", "down")),),
            counting="posts",
            post="accueil",
        ),
    ),
    series=(Series("lits", Text("lits ouverts", "open beds"), 10, ((date(2027, 5, 4), 12),)),),
    lines=(
        OnCallLine(
            "garde",
            Text("garde", "guard"),
            "guard",
            (
                OnCallPeriod("G", 1120, 1920, DayMask((0, 1, 2, 3, 4), "never"), Text("nuit", "night"), 1, 2, 2, ("late",)),
                OnCallPeriod("GW", 480, 1920, DayMask((5, 6), "also"), changes=(5,)),
            ),
            skill=(("IDE",), ("réa",)),
            beside=Select(codes=("R", "M")),
            excludes=("astreinte",),
            rest=660,
        ),
        OnCallLine("astreinte", Text("astreinte", "standby"), "standby", (OnCallPeriod("A", 1120, 1860),), worth=25),
    ),
    wishes=(Wish("w1", "900001", FIRST, FIRST, WORK, "avoid", 2),),
    settings=(
        RuleSetting(
            "repos-11h",
            "RESTGAP",
            Text("11 h entre deux postes", "11 h between shifts"),
            "hard",
            scope=Scope(grades=("IDE",), people=("900001",), first=FIRST),
            valid_from=date(2002, 1, 4),
            params={"minutes": 660, "after": {"tags": ["night"], "ratio": 0.5}},
        ),
        RuleSetting(
            "effectif",
            "COVER",
            same("COVER"),
            layer="comfort",
            levels={"target": LevelCost("comfort", 3), "minimum": LevelCost("cover", 100)},
        ),
        RuleSetting("repos-12h", "RESTGAP", Text("12 h", "12 h"), "off", replaces=("repos-11h",)),
    ),
    overrides=(Override("repos-11h", ("900001",), FIRST, FIRST, "renfort demandé", "cadre", "FICTIF-Tilleul"),),
    roster=(
        Row("900001", ("N", "N", "R", "", "M/accueil+G", "", "R+A")),
        Row("900002", ("M", "R", "R", "CA", "CA", "", "")),
    ),
    locks=(CellRef("900001", date(2027, 5, 4)),),
    pieces=(CellPieces("900001", date(2027, 4, 30), (Piece(_NIGHT, _NIGHT + 620, 620, ("work", "night")),)),),
    references=(Reference("published", (Row("900001", ("M", "M", "R", "R")),)),),
    openings=(Opening("900002", "weekends", 3),),
    pack=PackRef("fph", "2027.1"),
    note="Exemple inventé.\nDeuxième ligne.",
    calls=(
        Call("c1", "900002", FIRST, "M", _ASKED, "refused", _ASKED + 5, "FICTIF-Tilleul"),
        Call("c2", "900001", date(2027, 5, 4), "GW", _ASKED + 6),
    ),
)

RECORD = RunRecord(
    problem_digest=digest(WARD),
    ward=WARD.id,
    program_version="0.1.0",
    solver_version="9.15",
    seed=7,
    workers=2,
    started="2027-04-20T08:30:00Z",
    wall_seconds=2.5,
    status="feasible",
    pack=PackRef("fph", "2027.1"),
    effort=40,
    first_plan_seconds=0.4,
    first_plan_objective=(3, 120),
    layers=(LayerResult("cover", 0, 0, "closed"), LayerResult("comfort", 40, 38, "held")),
    cpu_seconds=4.5,
    goal=1.0,
    peak_megabytes=310.5,
    watts_per_core=12.0,
    watt_hours=0.015,
)

PLAN = Plan(
    problem_digest=digest(WARD),
    rows=(Row("900001", ("N", "M/accueil", "R", "R")), Row("900002", ("CA", "CA", "M", ""))),
    layers=RECORD.layers,
    status="feasible",
    messages=(Text("Il manque une infirmière.", "One nurse is missing."),),
    record=RECORD,
)
