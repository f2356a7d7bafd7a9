"""Twelve over-constrained wards, each ward A (once service C) with a small edit, and what has to be said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from scheduler.domain.demand import DayNeed, DemandLine
from scheduler.domain.people import HeldSkill, Person, Skill
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.settings import RuleSetting, Scope
from scheduler.domain.text import Text
from scheduler.services import samples

WEEK_4 = date(2027, 5, 17)


@cache
def sample(name: str) -> Problem:
    return samples.load(name)


@dataclass(frozen=True)
class Variant:
    """A ward, the settings, lines and codes that a conflict in it must name, people and words that its sentences must hold
    (French, English), and the kinds of relaxation that must be among those offered."""

    ward: Callable[[], Problem]
    rules: frozenset[str]
    needs: frozenset[str]
    facts: frozenset[str]
    people: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    relaxations: frozenset[str]


def with_cells(ward: Problem, who: str, first: date, codes: Iterable[str], lock: bool = False) -> Problem:
    """The ward with codes from a date on in a person's row."""
    start = (first - ward.first).days + ward.history_days
    new = list(codes)
    rows = tuple(
        replace(row, cells=(*row.cells[:start], *new, *row.cells[start + len(new) :])) if row.person == who else row
        for row in ward.roster
    )
    dates = [first + timedelta(days=at) for at in range(len(new))]
    locks = ward.locks + (tuple(CellRef(who, day) for day in dates) if lock else ())
    return replace(ward, roster=rows, locks=tuple(dict.fromkeys(locks)))


def _need(ward: Problem, line: str, when: date, minimum: int) -> Problem:
    demand = tuple(
        replace(each, by_date=(*each.by_date, DayNeed(when, minimum))) if each.id == line else each for each in ward.demand
    )
    return replace(ward, demand=demand)


def with_rules(ward: Problem, *settings: RuleSetting) -> Problem:
    return replace(ward, settings=(*ward.settings, *settings))


def changed(ward: Problem, rule: str, **fields: Any) -> Problem:
    return replace(ward, settings=tuple(replace(s, **fields) if s.id == rule else s for s in ward.settings))


def rule(key: str, template: str, french: str, english: str, scope: Scope, **params: Any) -> RuleSetting:
    return RuleSetting(key, template, Text(french, english), "hard", scope=scope, params=params)


def person(ward: Problem, grade: str, at: int) -> Person:
    """The so-manieth of a grade, from 0."""
    return [each for each in ward.people if each.grade == grade][at]


def leave_against_cover() -> Problem:
    ward = sample("A")
    for at in (0, 1, 2, 3, 5, 8):
        ward = with_cells(ward, person(ward, "IDE", at).id, WEEK_4, ["CA"] * 5)
    return ward


def rest_against_demand() -> Problem:
    ward = _need(sample("A"), "IDE-S", date(2027, 6, 4), 6)
    return _need(ward, "IDE-M-week-end", date(2027, 6, 5), 6)


def minimum_hours() -> Problem:
    ward = sample("A")
    who = person(ward, "ASH", 0)
    scope = Scope(people=(who.id,), first=date(2027, 5, 10), last=date(2027, 5, 16))
    return with_rules(ward, rule("MIN", "WINDOW", "40 h au moins par semaine", "At least 40 h a week", scope, minimum=2400))


def no_sunday() -> Problem:
    ward = sample("A")
    for week in range(2):
        ward = _need(ward, "ASH-M", date(2027, 5, 16) + timedelta(days=7 * week), 2)
    return ward


def two_rules() -> Problem:
    ward = sample("A")
    measure = {"count": "minutes", "how": "start"}
    name = {"fr": "Heures de la période", "en": "Hours of the period"}
    params = {"account": "", "name": name, "period": "horizon", "floor": 19200, "measure": measure}
    return changed(ward, "FPH-04", hardness="hard", params=params, scope=Scope(people=(person(ward, "ASH", 1).id,)))


def lock_against_rule() -> Problem:
    ward = sample("A")
    return with_cells(ward, person(ward, "IDE", 8).id, date(2027, 5, 12), ["M"], lock=True)


def skill_missing() -> Problem:
    ward = sample("A")
    able = [person(ward, "IDE", 10).id, person(ward, "IDE", 11).id]
    people = tuple(
        replace(each, skills=(*each.skills, HeldSkill("referent"))) if each.id in able else each for each in ward.people
    )
    line = DemandLine(
        "REF-N", Text("Référent de nuit", "Night referent"), (("IDE",), ("referent",)), ("N",),
        first=date(2027, 6, 2), last=date(2027, 6, 2), minimum=1,
    )  # fmt: skip
    skills = (*ward.skills, Skill("referent", Text("Référent", "Referent")))
    ward = replace(ward, people=people, demand=(*ward.demand, line), skills=skills)
    for who in able:
        ward = with_cells(ward, who, date(2027, 6, 2), ["CA"])
    return ward


def training() -> Problem:
    ward = sample("A")
    for at in (0, 1, 2, 3, 5):
        ward = with_cells(ward, person(ward, "AS", at).id, date(2027, 6, 16), ["FO"])
    return ward


def weekly_maximum() -> Problem:
    scope = Scope(grades=("AS",), first=date(2027, 5, 31), last=date(2027, 6, 6))
    return with_rules(sample("A"), rule("WEEK", "WINDOW", "30 h au plus", "At most 30 h", scope, maximum=1800))


def locks_too_close() -> Problem:
    ward = sample("A")
    return with_cells(ward, person(ward, "IDE", 0).id, date(2027, 5, 25), ["N", "M"], lock=True)


def on_call_of_two() -> Problem:
    ward = sample("C")
    kept = [each.id for each in ward.people if each.grade == "MAR"] + [person(ward, "CHIR", at).id for at in (2, 3)]
    ward = replace(
        ward,
        people=tuple(each for each in ward.people if each.id in kept),
        roster=tuple(row for row in ward.roster if row.person in kept),
        locks=tuple(lock for lock in ward.locks if lock.person in kept),
        wishes=tuple(wish for wish in ward.wishes if wish.person in kept),
        demand=tuple(line for line in ward.demand if line.skill != (("CHIR",),)),
    )
    return changed(ward, "MED-06-NIGHT", hardness="hard")


def balance_against_leave() -> Problem:
    ward = sample("A")
    name = {"fr": "Heures faites", "en": "Hours done"}
    measure = {"count": "minutes", "how": "start"}
    scope = Scope(people=(person(ward, "IDE", 4).id,))
    return with_rules(
        ward,
        rule(
            "FLOOR", "BALANCE", "280 h sur la période", "280 h over the period", scope,
            name=name, period="horizon", floor=16800, measure=measure,
        ),
    )  # fmt: skip


def names(at: Iterable[tuple[str, int]], sample_name: str = "A") -> tuple[str, ...]:
    ward = sample(sample_name)
    return tuple(person(ward, grade, place).name for grade, place in at)


def of(*names: str) -> frozenset[str]:
    return frozenset(names)


VARIANTS: dict[str, Variant] = {
    "leave against cover": Variant(
        leave_against_cover, of(), of("IDE-M-semaine"), of("CA"), names([("IDE", 0), ("IDE", 8)]),
        (("Congé annuel", "Annual leave"), ("mai 2027", "May 2027")), of("free", "lower", "outside"),
    ),
    "rest against demand": Variant(
        rest_against_demand, of("FPH-09"), of("IDE-S", "IDE-M-week-end"), of(), names([("IDE", 0)]),
        (("ven. 4 juin 2027", "Fri 4 June 2027"), ("sam. 5 juin 2027", "Sat 5 June 2027"), ("12 h 00", "12 h 00")),
        of("lift", "change", "lower", "outside"),
    ),
    "minimum hours": Variant(
        minimum_hours, of("MIN", "FPH-02"), of(), of(), names([("ASH", 0)]),
        (("au moins 40 h 00", "at least 40 h 00"), ("au plus 44 h 00", "at most 44 h 00"), ("10 mai", "10 May")),
        of("lift", "change"),
    ),
    "no Sunday": Variant(
        no_sunday, of("FPH-12"), of("ASH-M"), of(), names([("ASH", 0), ("ASH", 1), ("ASH", 2)]),
        (("dim. 16 mai 2027", "Sun 16 May 2027"), ("dim. 23 mai 2027", "Sun 23 May 2027")), of("lift", "lower", "outside"),
    ),
    "two rules": Variant(
        two_rules, of("FPH-04", "FPH-02"), of(), of(), names([("ASH", 1)]),
        (("au moins 320 h 00", "at least 320 h 00"), ("au plus 44 h 00", "at most 44 h 00")), of("lift", "change"),
    ),
    "lock against a rule": Variant(
        lock_against_rule, of("POST"), of(), of("M"), names([("IDE", 8)]),
        (("mer. 12 mai 2027", "Wed 12 May 2027"), ("verrouillé", "locked")), of("unlock", "lift"),
    ),
    "skill missing": Variant(
        skill_missing, of(), of("REF-N"), of("CA"), names([("IDE", 10), ("IDE", 11)]),
        (("Référent de nuit", "Night referent"), ("mer. 2 juin 2027", "Wed 2 June 2027")), of("free", "lower", "outside"),
    ),
    "training": Variant(
        training, of(), of("AS-M-semaine"), of("FO"), names([("AS", 0), ("AS", 5)]),
        (("Formation", "Training"), ("mer. 16 juin 2027", "Wed 16 June 2027")), of("free", "lower", "outside"),
    ),
    "weekly maximum": Variant(
        weekly_maximum, of("WEEK"), of("AS-S"), of(), names([("AS", 0)]),
        (("au plus 30 h 00", "at most 30 h 00"), ("31 mai 2027", "31 May 2027")), of("lift", "change", "lower", "outside"),
    ),
    "locks too close": Variant(
        locks_too_close, of("FPH-09"), of(), of("N", "M"), names([("IDE", 0)]),
        (("12 h 00", "12 h 00"), ("mar. 25 mai 2027", "Tue 25 May 2027"), ("mer. 26 mai 2027", "Wed 26 May 2027")),
        of("unlock", "lift"),
    ),
    "on call of two": Variant(
        on_call_of_two, of("MED-06-NIGHT"), of("A"), of("CA"), names([("CHIR", 2), ("CHIR", 3)], "C"),
        (("Astreinte de chirurgie", "Surgeon on standby"), ("au plus 3 jours", "at most 3 days")),
        of("lift", "change", "free"),
    ),
    "balance against leave": Variant(
        balance_against_leave, of("FLOOR"), of(), of("absence"), names([("IDE", 4)]),
        (("au moins 280 h 00", "at least 280 h 00"), ("absence", "absent")), of("lift", "change"),
    ),
}  # fmt: skip

