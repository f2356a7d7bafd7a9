"""A small ward with a hole on Friday morning, made from a text row a person, for the tests of replacements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.checking import LiveCheck
from scheduler.domain.calls import Call
from scheduler.domain.codes import Code, Segment
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.people import Availability, Contract, Grade, Person, Skill
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import Layer, LevelCost, RuleSetting, Scope
from scheduler.domain.text import Text, same
from scheduler.domain.time import utc_minute
from scheduler.rules.registry import bind
from scheduler.services.replacing import Candidate, candidates, ranked
from scheduler.services.replacing_holes import Hole, find_hole
from scheduler.services.replacing_words import reason

MONDAY = date(2027, 5, 3)
FRIDAY = date(2027, 5, 7)
START = utc_minute(FRIDAY, 405, "Europe/Paris")
"""When the morning of that Friday begins: 06:45."""
NOW = START - 65
"""05:40 on that Friday."""

CODES = (
    Code("R", Text("repos", "rest"), "rest"),
    Code("M", Text("matin", "morning"), "work", (Segment(405, 855),), ("morning",)),
    Code("S", Text("soir", "evening"), "work", (Segment(825, 1275),), ("evening",)),
    Code("N", Text("nuit", "night"), "work", (Segment(1260, 1860),), ("night",)),
    Code("CA", Text("congé", "leave"), "leave", credit="fifth", planned=False),
    Code("MAL", Text("maladie", "sick"), "absence", credit="fifth", planned=False, confidential=True),
    Code("FO", Text("formation", "training"), "training", (Segment(540, 990),), planned=False),
    Code("X", Text("hors service", "away"), "blocked", credit="none", planned=False),
)
MORNINGS = DemandLine("need-m", Text("Infirmiers, matin", "Nurses, morning"), (("IDE",),), ("M",), minimum=1)
EVENINGS = DemandLine("need-s", Text("Infirmiers, soir", "Nurses, evening"), (("IDE",),), ("S",), minimum=1)
POST = RuleSetting("own-post", "ELIGIBLE", Text("Poste", "Post"), "hard", params={"own": True})
COVER = RuleSetting("cover-all", "COVER", Text("Effectif", "Cover"), levels={"minimum": LevelCost("need", 5)})

FULL = "M M M M R M R"
"""A week of 37 h 30 in which Friday is free."""
SHORT = "M M M R R R R"
"""Two shifts fewer."""
ALONE = (Availability("do_not_call", FRIDAY, FRIDAY),)
EAGER = (Availability("volunteer"),)


def rule(key: str, template: str, hardness: str = "hard", **params: Any) -> RuleSetting:
    title = Text(f"règle {len(key)}", f"rule {len(key)}")
    return RuleSetting(key, template, title, hardness, layer="ease", params=params)  # type: ignore[arg-type]


REST = replace(rule("rest-gap", "RESTGAP", minutes=720), title=Text("repos quotidien", "daily rest"))
OVERTIME = RuleSetting("extra", "OVERTIME", Text("Heures sup.", "Overtime"), layer="ease", scope=Scope(people=("900000",)))
WEEK = rule("week-limit", "WINDOW", window="week", maximum=2250, measure={"select": {"tags": ["overtime"], "negate": True}})


def ward(rows: dict[str, str], *settings: RuleSetting, history: int = 0, **more: Any) -> Problem:
    """People named after plants, a word a day (`.` undecided) from Monday on; a `!` after a word locks its cell."""
    cells = {name: line.split() for name, line in rows.items()}
    staff = tuple(Person(f"90{at:04d}", f"FICTIF-{name}", "Ortie", "IDE", "full") for at, name in enumerate(rows))
    days = len(next(iter(cells.values()))) - history
    locks = [
        CellRef(who.id, date.fromordinal(MONDAY.toordinal() - history + day))
        for who, line in zip(staff, cells.values(), strict=True)
        for day, word in enumerate(line)
        if word.endswith("!")
    ]
    roster = [
        Row(who.id, tuple("" if word == "." else word.rstrip("!") for word in line))
        for who, line in zip(staff, cells.values(), strict=True)
    ]
    problem = Problem(
        "small", "Small", MONDAY, days, CODES, staff, (Layer("need", same("need")), Layer("ease", same("ease"))),
        history_days=history, anchor=MONDAY, grades=(Grade("IDE", Text("infirmier", "nurse")), Grade("AS", same("AS"))),
        skills=(Skill("senior", same("senior")),),
        contracts=(Contract("full", same("full"), 2250), Contract("days", same("days"), 0)), demand=(MORNINGS,),
        settings=(POST, COVER, *settings), roster=tuple(roster), locks=tuple(locks),
    )  # fmt: skip
    return replace(problem, **more)


def with_person(problem: Problem, name: str, **values: Any) -> Problem:
    """The ward with other data of one person."""
    people = [replace(who, **values) if who.surname == f"FICTIF-{name}" else who for who in problem.people]
    return replace(problem, people=tuple(people))


def checked(problem: Problem) -> LiveCheck:
    frame = Frame(problem)
    book = bind(frame)
    assert book.faults == ()
    return LiveCheck(book, Grid.of(frame))


def ask(
    problem: Problem, code: str = "M", when: date = FRIDAY, *, now: int = NOW, absent: str | None = None, calls: Any = None
) -> tuple[LiveCheck, Hole, tuple[Candidate, ...]]:
    """The hole of that day and code, and everybody ranked for it."""
    check = checked(problem)
    hole = find_hole(check.roster, when, code, absent)
    return check, hole, ranked(candidates(check, hole, now, calls))


def plants(check: LiveCheck, found: tuple[Candidate, ...]) -> list[str]:
    """The plants of the ranked people, in their order."""
    return [check.frame.problem.people[each.person].surname.removeprefix("FICTIF-") for each in found]


def told(problem: Problem, plant: str, **asked: Any) -> Text:
    """The line of reason of one person."""
    check, hole, found = ask(problem, **asked)
    return reason(check, hole, found[plants(check, found).index(plant)])


def call(person: int, answer: str, *, code: str = "M", when: date = FRIDAY, ago: int = 30) -> Call:
    """A call so many minutes before NOW, answered five minutes later where it was."""
    answered = None if answer == "waiting" else NOW - ago + 5
    return Call(f"c{person}-{ago}", f"90{person:04d}", when, code, NOW - ago, answer, answered, "FICTIF-Tilleul")  # type: ignore[arg-type]


def fill_text(check: LiveCheck, candidate: Candidate) -> str | None:
    """What would stand in the candidate's cell, or why nothing can."""
    return candidate.bar if candidate.fill is None else check.frame.text(candidate.fill.choice)
