"""Small wards for the solver's tests, made in code."""

from __future__ import annotations

from datetime import date

from scheduler.domain.codes import WORK, Code, Segment, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Contract, Grade, Person
from scheduler.domain.problem import Problem, Row
from scheduler.domain.settings import Layer, LevelCost, RuleSetting
from scheduler.domain.text import Text, same

REST = Code("R", Text("Repos", "Rest"), "rest")
DAY = Code("J", Text("Jour", "Day"), "work", (Segment(405, 855),), ("day",))
EVENING = Code("S", Text("Soir", "Evening"), "work", (Segment(825, 1275),), ("evening",))
NIGHT = Code("N", Text("Nuit", "Night"), "work", (Segment(1260, 1860),), ("night",))
LEAVE = Code("CA", Text("Congé", "Leave"), "leave", credit="fifth", planned=False)
LAYERS = tuple(Layer(name, same(name)) for name in ("cover", "target", "hours", "comfort"))


def rule(key: str, template: str, hardness: str = "hard", layer: str = "comfort", **params: object) -> RuleSetting:
    return RuleSetting(key, template, same(key), hardness, layer=layer, params=params)  # type: ignore[arg-type]


COVER = RuleSetting(
    "cover",
    "COVER",
    same("cover"),
    "soft",
    levels={"minimum": LevelCost("cover"), "target": LevelCost("target"), "maximum": LevelCost("target")},
)


def ward(people: int, days: int, *settings: RuleSetting, history: tuple[str, ...] = (), need: int = 1) -> Problem:
    """So many people over so many days from Monday 2027-03-22 (a clock change on the 28th), one demand line a shift."""
    staff = tuple(Person(f"9{i:05d}", f"FICTIF-{i}", "Ortie", "IDE", "full") for i in range(people))
    width = max((len(row.split()) for row in history), default=0)
    rows = []
    for i, person in enumerate(staff):
        past = history[i].split() if i < len(history) else []
        known = ["R"] * (width - len(past)) + past
        rows.append(Row(person.id, tuple("" if cell == "." else cell for cell in known) + ("",) * days))
    return Problem(
        "small",
        "Small",
        date(2027, 3, 22),
        days,
        (REST, DAY, EVENING, NIGHT, LEAVE),
        staff,
        LAYERS,
        history_days=width,
        anchor=date(2027, 3, 22),
        grades=(Grade("IDE", Text("Infirmier", "Nurse")),),
        contracts=(Contract("full", same("full"), 2250),),
        demand=tuple(DemandLine(code, same(code), (("IDE",),), (code,), minimum=need) for code in ("J", "S", "N")),
        settings=(rule("post", "ELIGIBLE", own=True), COVER, *settings),
        roster=tuple(rows),
    )


def law() -> tuple[RuleSetting, ...]:
    """The legal rules of a French public hospital, short."""
    return (
        rule("rest", "RESTGAP", minutes=720),
        rule("week48", "WINDOW", window="rolling", length=7, maximum=2880),
        rule("week44", "WINDOW", window="week", maximum=2640),
        rule("weekly", "RESTBLOCK", minutes=2160),
        rule("fortnight", "RESTBLOCK", period="fortnight", blocks=4, busy=to_select(("leave",))),
        rule("sunday", "RESTBLOCK", period="fortnight", days=2, contains=[6], busy=to_select(("leave",))),
        rule("hours", "WINDOW", "soft", "hours", window="horizon", due=True, measure={"credit": True}),
        rule("nights", "RUN", "soft", "comfort", select=to_select(("night",)), maximum=3),
        rule("isolated", "RUN", "soft", "comfort", select={"tags": list(WORK.tags)}, minimum=2, maximum=5),
    )


def to_select(tags: tuple[str, ...]) -> dict[str, list[str]]:
    return {"tags": list(Select(tags=tags).tags)}
