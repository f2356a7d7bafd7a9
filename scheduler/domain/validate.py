"""What is wrong with a ward as a whole: references to nothing, values out of range, rows of the wrong length."""

from __future__ import annotations

import re
from itertools import pairwise
from zoneinfo import available_timezones

from scheduler.domain.codes import Code
from scheduler.domain.declared import (
    CODE,
    CONTRACT,
    GRADE,
    HEAVIEST,
    LAYER,
    LONGEST,
    PERSON,
    SETTING,
    SKILL,
    Names,
    check_after,
    check_mask,
    check_segment,
    check_select,
    declared_names,
)
from scheduler.domain.errors import Fault
from scheduler.domain.findings import Findings
from scheduler.domain.people import Person
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.time import WEEK, add_days, format_clock
from scheduler.domain.validate_calls import check_calls
from scheduler.domain.validate_demand import check_demand
from scheduler.domain.validate_oncall import check_lines
from scheduler.domain.validate_rosters import check_rosters, zone_exists

_LISTS_WITH_IDS = (
    "codes",
    "people",
    "layers",
    "grades",
    "skills",
    "contracts",
    "demand",
    "series",
    "lines",
    "wishes",
    "settings",
    "calls",
)
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def faults(problem: Problem) -> tuple[Fault, ...]:
    """Everything that is wrong with a ward, at once; empty where checking and solving can rely on it.

    Templates and their parameters are checked by the rules, the region by the service that resolves its holidays.
    """
    found = Findings()
    names = declared_names(problem)
    _check_ids(problem, found)
    _check_calendar(problem, found)
    _check_codes(problem.codes, found)
    for at, contract in enumerate(problem.contracts):
        found.within(f"contracts[{at}].weekly_minutes", contract.weekly_minutes, 0, WEEK)
    for at, person in enumerate(problem.people):
        _check_person(person, names, found.at(f"people[{at}]"))
    check_demand(problem, names, found)
    check_lines(problem, names, found)
    for at, setting in enumerate(problem.settings):
        _check_setting(setting, names, found.at(f"settings[{at}]"))
    _check_acts(problem, names, found)
    check_calls(problem.calls, names, found)
    check_rosters(problem, names, found)
    return tuple(found.faults)


def _check_ids(problem: Problem, found: Findings) -> None:
    for name in _LISTS_WITH_IDS:
        found.once((f"{name}[{at}].id", item.id) for at, item in enumerate(getattr(problem, name)))
    found.once((f"references[{at}].name", item.name) for at, item in enumerate(problem.references))
    found.once((f"openings[{at}]", (item.person, item.account)) for at, item in enumerate(problem.openings))
    found.once((f"pieces[{at}]", (item.person, item.date)) for at, item in enumerate(problem.pieces))


def _check_calendar(problem: Problem, found: Findings) -> None:
    found.within("days", problem.days, 1, LONGEST)
    found.within("history_days", problem.history_days, 0, LONGEST)
    found.within("first", problem.first.year, 1910, 2189)
    if problem.anchor.weekday() != 0:
        monday = add_days(problem.anchor, -problem.anchor.weekday()).isoformat()
        found.add(
            "anchor",
            problem.anchor.isoformat(),
            f"un lundi ; celui de cette semaine est {monday}",
            f"a Monday; that of the same week is {monday}",
        )
    if not zone_exists(problem.zone):
        what = Text("un fuseau horaire IANA", "an IANA time zone")
        found.known("zone", problem.zone, sorted(available_timezones()), what)


def _check_codes(codes: tuple[Code, ...], found: Findings) -> None:
    for at, code in enumerate(codes):
        here = found.at(f"codes[{at}]")
        here.word("id", code.id, "/")
        if not _COLOUR.fullmatch(code.colour):
            here.add("colour", code.colour, "une couleur #RRVVBB en hexadécimal", "a colour #RRGGBB in hexadecimal")
        if code.segments and code.kind in ("rest", "blocked"):
            here.add("segments", code.segments, "aucune plage pour un repos", "no segment for a code of rest")
        for position, segment in enumerate(code.segments):
            check_segment(segment, here.at(f"segments[{position}]"))
        for position, (one, other) in enumerate(pairwise(code.segments), 1):
            check_after(f"segments[{position}].start", one.end, other.start, format_clock(other.start), here)
    resting = [code.id for code in codes if code.kind == "rest" and code.planned]
    if len(resting) != 1:
        found.add(
            "codes",
            " ".join(resting),
            "exactement un code de nature « rest » avec « planned »",
            "exactly one code of kind 'rest' that is 'planned'",
        )


def _check_person(person: Person, names: Names, found: Findings) -> None:
    found.known("grade", person.grade, names.grades, GRADE)
    found.known("contract", person.contract, names.contracts, CONTRACT)
    found.within("quota", person.quota, 1, 100)
    found.ordered("until", person.since, person.until)
    found.all_known("codes", person.codes, names.codes, CODE)
    for at, held in enumerate(person.skills):
        found.known(f"skills[{at}].skill", held.skill, names.skills, SKILL)
        found.ordered(f"skills[{at}].until", held.since, held.until)
    for at, restriction in enumerate(person.restrictions):
        here = found.at(f"restrictions[{at}]")
        check_select(restriction.select, names, here.at("select"))
        check_mask(restriction.days, here.at("days"))
        here.ordered("last", restriction.first, restriction.last)
    for at, said in enumerate(person.availability):
        found.ordered(f"availability[{at}].last", said.first, said.last)


def _check_setting(setting: RuleSetting, names: Names, found: Findings) -> None:
    found.ordered("valid_to", setting.valid_from, setting.valid_to)
    found.ordered("scope.last", setting.scope.first, setting.scope.last)
    found.all_known("scope.grades", setting.scope.grades, names.grades, GRADE)
    found.all_known("scope.contracts", setting.scope.contracts, names.contracts, CONTRACT)
    found.all_known("scope.people", setting.scope.people, names.people, PERSON)
    found.within("weight", setting.weight, 0, HEAVIEST)
    if setting.layer or (setting.hardness == "soft" and not setting.levels):
        found.known("layer", setting.layer, names.layers, LAYER)
    for level, cost in setting.levels.items():
        found.known(f"levels.{level}.layer", cost.layer, names.layers, LAYER)
        found.within(f"levels.{level}.weight", cost.weight, 0, HEAVIEST)
    others = {name: None for name in names.settings if name != setting.id}
    found.all_known("replaces", setting.replaces, others, SETTING)


def _check_acts(problem: Problem, names: Names, found: Findings) -> None:
    """Overrides and wishes: what people decided or asked for."""
    for at, override in enumerate(problem.overrides):
        here = found.at(f"overrides[{at}]")
        here.known("rule", override.rule, names.settings, SETTING)
        here.all_known("people", override.people, names.people, PERSON)
        here.ordered("last", override.first, override.last)
        if not override.reason.strip():
            here.add("reason", override.reason, "la raison de la dérogation", "the reason for the override")
    for at, wish in enumerate(problem.wishes):
        here = found.at(f"wishes[{at}]")
        here.known("person", wish.person, names.people, PERSON)
        here.ordered("last", wish.first, wish.last)
        here.within("strength", wish.strength, 1, HEAVIEST)
        check_select(wish.select, names, here.at("select"))
