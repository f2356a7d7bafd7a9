"""Small wards for the rule tests: any rule over a handful of invented people, and rosters whose times lie at its limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.calendar import DayMask, Holiday
from scheduler.domain.codes import Code, Piece, Segment, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.oncall import OnCallLine, OnCallPeriod
from scheduler.domain.people import Contract, Grade, Person, Restriction
from scheduler.domain.problem import CellPieces, CellRef, Opening, Problem, Reference, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import Layer, LevelCost, Override, RuleSetting, Wish
from scheduler.domain.text import Text, same
from scheduler.rules.api import Finding
from scheduler.rules.registry import RuleBook, bind

MAY = date(2027, 5, 3)
"""A Monday far from any clock change."""
SPRING, AUTUMN = date(2027, 3, 22), date(2027, 10, 25)
"""Mondays of the weeks whose Sunday has 23 and 25 hours in Paris."""

REST = Code("R", Text("repos", "rest"), "rest")
LEAVE = Code("CA", Text("congé", "leave"), "leave", credit="fifth", planned=False)


def shift(name: str, start: int, end: int, *tags: str) -> Code:
    return Code(name, same(name), "work", (Segment(start, end),), tags)


M = shift("M", 405, 855, "day")
S = shift("S", 825, 1275, "evening")
N = shift("N", 1260, 1860, "night")
J = shift("J", 420, 1140, "day")
K = shift("K", 1140, 1860, "night")
SPLIT = Code("B", same("B"), "work", (Segment(480, 720, 230), Segment(1020, 1200)), ("day",))
CODES = (REST, M, S, N, J, K, SPLIT, LEAVE)
GUARD = OnCallLine(
    "garde", Text("Garde", "Guard"), "guard", (OnCallPeriod("G", 1150, 1920, points=4, tags=("night",)),),
    skill=(("IDE",),), excludes=("astreinte",), rest=660,
)  # fmt: skip
STANDBY = OnCallLine(
    "astreinte", Text("Astreinte", "Standby"), "standby",
    (
        OnCallPeriod("A", 1290, 1860, DayMask((0, 1, 2, 3)), Text("nuit", "night"), points=1),
        OnCallPeriod("W", 480, 1920, DayMask((4, 5, 6)), Text("week-end", "weekend"), points=3, changes=(4,)),
    ),
    worth=25,
)  # fmt: skip
LINES = (GUARD, STANDBY)


def setting(template: str, hardness: str = "hard", key: str = "rule", **params: Any) -> RuleSetting:
    return RuleSetting(
        key,
        template,
        Text("la règle", "the rule"),
        hardness,
        layer="comfort",
        weight=3,
        params=params,  # type: ignore[arg-type]
    )


def ward(rows: dict[str, str] | list[str], *settings: RuleSetting, history: int = 0, first: date = MAY, **more: Any) -> Problem:
    """A ward from text rows, one word a day (`.` undecided), of which the first `history` days lie before `first`."""
    lines = list(rows.values()) if isinstance(rows, dict) else rows
    cells = [tuple("" if word == "." else word for word in line.split()) for line in lines]
    staff = tuple(
        Person(f"9{at:05d}", f"FICTIF-{plant}", "Ortie", "IDE", "full", quota)
        for at, (plant, quota) in enumerate(zip(("Sauge", "Houx", "Iris", "Jonc"), (100, 80, 100, 50), strict=True))
    )[: len(lines)]
    problem = Problem(
        "small", "Small", first, len(cells[0]) - history, CODES, staff,
        (Layer("cover", same("cover")), Layer("comfort", same("comfort"))),
        history_days=history, anchor=first,
        grades=(Grade("IDE", same("IDE")),), contracts=(Contract("full", same("full"), 2250),),
        settings=settings, roster=tuple(Row(who.id, row) for who, row in zip(staff, cells, strict=True)),
    )  # fmt: skip
    return replace(problem, **more)


def bound(problem: Problem) -> tuple[RuleBook, Grid]:
    book = bind(Frame(problem))
    assert book.faults == ()
    assert book.unknown == ()
    return book, Grid.of(book.frame)


def said(finding: Finding) -> tuple[Any, ...]:
    """A finding with all that two readings of it must agree on."""
    extra = tuple(sorted((name, repr(value)) for name, value in finding.extra.items()))
    return finding.rule, finding.level, finding.people, finding.first, finding.last, finding.value, finding.limit, \
        finding.amount, finding.already, finding.key, finding.priced, extra  # fmt: skip


# --- every template with parameters, and the numbers that its limits are made of


@dataclass(frozen=True)
class Case:
    """Parameters of a template, and the minutes from which codes at its limits are made."""

    params: dict[str, Any]
    numbers: tuple[int, ...] = (720,)


WORK_DAYS = {"count": "days", "how": "touch"}
LEAVES = {"tags": ["leave"]}
ON_CALL = {"tags": ["on_call"]}
NIGHTS = {"tags": ["night"]}
CASES: dict[str, list[Case]] = {
    "RESTGAP": [
        Case({"minutes": 720}, (720,)),
        Case({"minutes": 660}, (660,)),
        Case({"minutes": 2880, "after": NIGHTS, "before": {"tags": ["day"]}}, (2880,)),
        Case({"minutes": 480, "equal": True}, (720,)),
        Case({"minutes": 660, "after": {"tags": ["guard"]}, "before": {"tags": ["work", "on_call"]}}, (660,)),
        Case({"minutes": 2100, "before": ON_CALL}),
    ],
    "DEFINITION": [
        Case({"most_effective": 599, "but": {"tags": ["night"]}, "parts": "one"}, (600,)),
        Case({"most_amplitude": 630, "most_parts": 1, "least_part": 181, "parts": "several"}),
        Case({"select": NIGHTS, "least_break": 20, "break_over": 600}),
        Case({"on": "on_call", "select": ON_CALL, "most_amplitude": 840, "pool": 3}),
    ],
    "WINDOW": [
        Case({"window": "rolling", "length": 7, "maximum": 2880}, (2880, 720)),
        Case({"window": "rolling", "length": 2, "maximum": 900, "minimum": 240}, (900, 450)),
        Case({"window": "week", "maximum": 2640}, (2640, 660)),
        Case({"window": "weeks", "length": 2, "maximum": 4680, "minimum": 1440}, (780,)),
        Case({"window": "horizon", "due": True, "tolerance": 30, "measure": {"credit": True}}, (450,)),
        Case({"window": "month", "minimum": 900, "maximum": 3000, "scale": True, "opening": "hours"}, (450,)),
        Case({"window": "rolling", "length": 14, "maximum": 1, "measure": {**WORK_DAYS, "on": {"weekdays": [6]}}}),
        Case({"window": "fortnight", "minimum": 5, "maximum": 8, "measure": WORK_DAYS}),
        Case({"window": "horizon", "maximum": 1, "measure": {"count": "weekends", "how": "touch"}}),
        Case({"window": "week", "minimum": 1, "maximum": 2, "measure": {"count": "days", "select": NIGHTS, "how": "start"}}),
        Case({"window": "week", "maximum": 1800, "measure": {"how": "start"}}, (450,)),
        Case({"window": "week", "maximum": 5, "minimum": 2, "measure": {"by": "points", "how": "start", "select": ON_CALL}}),
        Case({"window": "rolling", "length": 3, "maximum": 1440, "measure": {"by": "clock", "select": {"tags": ["standby"]}}}),
        Case({"window": "fortnight", "maximum": 2, "measure": {**WORK_DAYS, "select": ON_CALL, "on": {"weekdays": [6]}}}),
    ],
    "BALANCE": [
        Case({"account": "hours", "cap": 2700, "floor": 1800, "judged": "week"}, (450,)),
        Case({"account": "hours", "period": "month", "cap": 900, "floor": 600, "scale": True}, (450,)),
        Case({"account": "hours", "period": "quarter", "cap": 4500, "measure": {"how": "overlap", "credit": True}}, (450,)),
        Case({"account": "hours", "period": "weeks", "length": 2, "target": 4500, "tolerance": 30, "cap": 4700}, (450,)),
        Case({"account": "hours", "debit": True, "floor": -2, "cap": 299, "measure": {"count": "days", "select": LEAVES}}),
        Case({"period": "year", "floor": 1, "cap": 2, "measure": {**WORK_DAYS, "select": NIGHTS}, "judged": "month"}),
        Case({"cap": 9, "target": 6, "measure": {"by": "points", "how": "start", "select": ON_CALL}}),
    ],
    "RUN": [
        Case({"minimum": 2, "maximum": 3, "edge": edge, "quiet": quiet})
        for edge in ("history", "open", "closed")
        for quiet in (False, True)
    ]
    + [Case({"unit": "weekend", "maximum": 1}), Case({"select": NIGHTS, "maximum": 1, "minimum": 2})],
    "PATTERN": [
        Case({"words": [[NIGHTS, {"tags": ["day"]}], [{"codes": ["S"]}, {"codes": ["R"]}, {"tags": ["work"]}]]}),
        Case({"words": [[{"tags": ["work"]}, {"tags": ["work"], "negate": True}]], "days": {"weekdays": [5]}}),
    ],
    "RESTBLOCK": [
        Case({"minutes": 2160}, (2160, 720)),
        Case({"minutes": 2880, "period": "fortnight"}, (2880,)),
        Case({"period": "fortnight", "blocks": 4, "busy": LEAVES}),
        Case({"period": "fortnight", "days": 2, "contains": [6], "busy": LEAVES}),
        Case({"period": "week", "days": 3}),
    ],
    "ONCALL": [Case({}), Case({"lines": ["garde"]}), Case({"lines": ["astreinte"]})],
    "ELIGIBLE": [Case({"own": True}), Case({"codes": NIGHTS, "days": {"weekdays": [1, 3], "holidays": "also"}})],
    "OVERTIME": [Case({"price": 2}, (450,)), Case({"codes": NIGHTS, "price": 3})],
    "PREF": [Case({}), Case({"strongest": 1})],
    "STABLE": [Case({"price": 2}), Case({"frozen_until": "2027-05-06"})],
    "COVER": [Case({}), Case({"lines": ["clock"]})],
    "TEAM": [
        Case({"relation": "beside", "left_people": ["900000"], "right_people": ["900001"]}, (720,)),
        Case({"relation": "beside", "unit": "day", "left": [["IDE"]], "right_people": ["900001"], "select": NIGHTS}),
        Case({"relation": "beside", "left_people": ["900000"], "right": [["nobody"]]}, (720,)),
        Case({"relation": "apart", "left": [["IDE"]]}, (720,)),
        Case({"relation": "apart", "unit": "day", "left_people": ["900000"], "right_people": ["900001"]}),
        Case({"relation": "same", "unit": "weekend", "left_people": ["900000"], "right_people": ["900001"]}),
    ],
    "FAIR": [
        Case({}),
        Case({"measure": {"count": "days", "how": "start", "select": NIGHTS}, "window": "month", "scale": False}),
        Case({"measure": {**WORK_DAYS, "on": {"weekdays": [6], "holidays": "also"}}, "presence": False}),
        Case({"measure": {"count": "weekends", "how": "touch"}, "norm": "largest", "group": "contract"}),
        Case({"measure": {"credit": True}, "opening": "hours", "limit": 120}, (450,)),
        Case({"measure": {"by": "points", "how": "start", "select": ON_CALL}, "window": "weeks", "length": 1}),
    ],
}


STARRED = {"OVERTIME": ["M*", "N*", "K*", "J*"]}


@st.composite
def problems(draw: st.DrawFn, key: str, hardness: str = "hard") -> Problem:
    """A small ward under one rule of a template, with all that can lie in a ward: history, locks, leave, real pieces ..."""
    case = draw(st.sampled_from(CASES[key]))
    first = draw(st.sampled_from([MAY, SPRING, AUTUMN]))
    history, days = draw(st.sampled_from([0, 3, 9])), draw(st.sampled_from([7, 12, 15]))
    codes = (*CODES, *[draw(_edge_code(f"X{at}", case.numbers)) for at in range(2)])
    words = [".", *(code.id for code in codes), "R", "R", "J", "N"]
    lines = LINES if key == "ONCALL" or draw(st.booleans()) else ()
    held = ["R+G", "M+G", "R+A", "J+A", "R+W", "R+W", "CA+A"] if lines else []
    word = st.sampled_from([*words, *held, *STARRED.get(key, ())])
    row = st.lists(word, min_size=history + days, max_size=history + days).map(" ".join)
    rule = setting(key, hardness, **case.params)
    if draw(st.booleans()):
        rule = replace(rule, valid_from=first + timedelta(days=draw(st.integers(-2, 5))))
    if draw(st.integers(0, 3)) == 0:
        rule = replace(rule, valid_to=first + timedelta(days=draw(st.integers(3, 10))))
    problem = ward([draw(row), draw(row)], rule, history=history, first=first, codes=codes, lines=lines)
    ids = [who.id for who in problem.people]
    span = st.integers(-history, days - 1).map(lambda day: first + timedelta(days=day))
    locks = draw(st.lists(st.builds(CellRef, st.sampled_from(ids), span), max_size=12))
    acts = draw(st.lists(span, max_size=1))
    return replace(
        problem,
        clock_change=draw(st.sampled_from(["real", "nominal"])),
        anchor=first - timedelta(days=draw(st.sampled_from([0, 7]))),
        locks=tuple(locks),
        pieces=tuple({(cell.person, cell.date): cell for cell in draw(st.lists(_real(problem), max_size=2))}.values()),
        overrides=tuple(Override("rule", (ids[0],), day, day, "reason", "cadre") for day in acts),
        **_extras(draw, problem, ids),
    )


@st.composite
def _edge_code(draw: st.DrawFn, name: str, numbers: tuple[int, ...]) -> Code:
    """A shift that begins or lasts just what a limit says, or a minute more or less."""
    number, off = draw(st.sampled_from(numbers)), draw(st.sampled_from([-1, 0, 1]))
    start = (draw(st.sampled_from([855, 1140, 1275, 420])) + number + off) % 1440
    length = draw(st.sampled_from([450, 720, number // 4 + off, min(720, number) + off]))
    return shift(name, start, start + length, draw(st.sampled_from(["day", "night"])))


@st.composite
def _real(draw: st.DrawFn, problem: Problem) -> CellPieces:
    """Work as it really was: beginning on the cell's day, late or early by a minute or an hour, sometimes a training."""
    who = draw(st.sampled_from(problem.people)).id
    day = draw(st.integers(-problem.history_days, problem.days - 1))
    code = draw(st.sampled_from([M, S, N]))
    frame = Frame(problem)
    base = frame.pieces(frame.by_text[code.id], day)[0]
    start, end = base.start + draw(st.sampled_from([0, -1, 60])), base.end + draw(st.sampled_from([0, 1, 61]))
    tags = draw(st.sampled_from([base.tags, ("training", "work")]))
    return CellPieces(who, frame.date(day), (Piece(start, end, end - start, tags),))


def _extras(draw: st.DrawFn, problem: Problem, ids: list[str]) -> dict[str, Any]:
    """Wishes, a published plan, demand, restrictions and openings."""
    days, first = problem.days, problem.first
    lines = [
        DemandLine(name, same(name), (("IDE",),), (name,), minimum=1, target=1, maximum=1, under_weight=2)
        for name in ("M", "N")
    ]
    lines.append(DemandLine("clock", same("clock"), start=360, end=1860, minimum=1, target=2, maximum=2, over_weight=3))
    limited = Restriction(Select(tags=("night",)), DayMask((2, 4)))
    return {
        "demand": tuple(lines),
        "people": (replace(problem.people[0], codes=("M", "N"), restrictions=(limited,)), *problem.people[1:]),
        "holidays": (Holiday(first + timedelta(days=3), same("holiday")),),
        "openings": (Opening(ids[0], "hours", 300),),
        "wishes": tuple(
            Wish(f"w{at}", ids[at], first, first + timedelta(days=days - 1), Select(codes=(code,)), polarity, 2)
            for at, (code, polarity) in enumerate((("J", "want"), ("N", "avoid")))
        ),
        "references": (
            Reference(
                "published", tuple(Row(i, tuple(draw(st.sampled_from(["", "R", "J"])) for _ in range(days))) for i in ids)
            ),
        ),
    }


COVER = RuleSetting(
    "cover", "COVER", same("cover"), "hard", levels={"minimum": LevelCost("cover", 5), "target": LevelCost("comfort", 2)}
)  # fmt: skip


def every_rule() -> tuple[RuleSetting, ...]:
    """One setting of every case of every template, hard and soft in turn."""
    made = [
        setting(key, ("hard", "soft")[at % 2], f"{key}-{at}", **case.params)
        for key, cases in CASES.items()
        for at, case in enumerate(cases)
        if key != "COVER"
    ]
    return (*made, COVER)
