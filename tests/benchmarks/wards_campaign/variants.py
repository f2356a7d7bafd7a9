"""Sample wards A and B and what real wards add to them: each a ward file made anew from the shipped one, always the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import Code, Select
from scheduler.domain.demand import DemandLine
from scheduler.domain.people import Person
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import RuleSetting, Wish
from scheduler.domain.text import same
from scheduler.services import holidays, samples
from scheduler.services.invented import shift

MONTH = Path(__file__).with_name("month-ward-a.txt")
"""Four weeks of ward A as the solver planned them once (made by `--make-month`): the history of the weeks after them."""
MONTH_DAYS = 28
WEEKDAYS = DayMask((0, 1, 2, 3, 4), "never")
SEED = 2027

Variant = Callable[[], Problem | None]
"""Makes a ward; None where this version has not got the rule that it is about."""


def ward_a() -> Problem:
    return samples.load("A")


def ward_b() -> Problem:
    return samples.load("B")


def more_nights() -> Problem:
    """A with a quarter more of the day carers (5 of 18, beside the 6 who already are) able to do nights."""
    ward = ward_a()
    able = [p.id for p in ward.people if p.grade in ("IDE", "AS") and p.codes == ("M", "S")][::2][:5]
    return _people(ward, able, lambda person: replace(person, codes=(*person.codes, "N")))


def odd_lengths() -> Problem:
    """A with a morning of 7 h 42, an evening of 7 h 48, a day of 7 h 36 and a night of 9 h 55."""
    return _codes(ward_a(), ODD)


def four_codes() -> Problem:
    """A whose day carers have four codes of three odd lengths: M and S 7 h 42, J 7 h 36, and D, a long day of 10 h 05, which
    counts as a morning; one of the mornings of a weekday is asked for as J."""
    ward = _codes(ward_a(), (*FOUR, LONG))
    day = [p.id for p in ward.people if p.grade in ("IDE", "AS") and {"M", "S"} <= set(p.codes)]
    ward = _people(ward, day, lambda person: replace(person, codes=(*person.codes, "J", "D")))
    demand: list[DemandLine] = []
    for line in ward.demand:
        if line.codes != ("M",) or line.skill == (("ASH",),):
            demand.append(line)
            continue
        weekdays = line.days == WEEKDAYS
        assert isinstance(line.minimum, int)
        demand.append(replace(line, codes=("M", "D"), minimum=line.minimum - weekdays))
        if weekdays:
            key, title = line.id.replace("-M", "-J"), same(f"{line.name.en}, J")
            demand.append(replace(line, id=key, name=title, codes=("J",), minimum=1))
    return replace(ward, demand=tuple(demand))


ODD = (
    shift("M", "Matin", "Morning", "06:45", "14:27", "#FFF2CC", "morning"),
    shift("S", "Soir", "Evening", "13:27", "21:15", "#F9CB9C", "evening"),
    shift("N", "Nuit", "Night", "21:00", "30:55", "#9FC5E8", "night"),
    shift("J", "Journée", "Day", "09:00", "16:36", "#D0E0E3", "day"),
)
FOUR = (
    ODD[0],
    shift("S", "Soir", "Evening", "13:33", "21:15", "#F9CB9C", "evening"),
    ODD[3],
)
LONG = shift("D", "Jour long", "Long day", "07:00", "17:05", "#FFE599", "day", "long")


def twelve_weeks(ward: Problem | None = None) -> Problem:
    """A over twelve weeks: the demand goes on, every third person has a week of leave in July, 20 more wishes are asked."""
    ward = ward_a() if ward is None else ward
    more, first_new = 28, ward.days
    last = ward.first + timedelta(days=ward.days + more - 1)
    known = holidays.resolve(ward.region, ward.first - timedelta(days=ward.history_days), last)
    bank = {(holiday.date - ward.first).days for holiday in known}
    given: dict[tuple[str, int], tuple[str, bool]] = {}
    for at, person in enumerate(ward.people):
        monday = first_new + 7 * (at // 3 % 4) if at % 3 == 0 else None
        for day in range(first_new, first_new + more):
            cell = _later(person, day, monday, ward.first + timedelta(days=day), day in bank)
            if cell[0]:
                given[person.id, day] = cell
    rows = tuple(
        Row(row.person, row.cells + tuple(given.get((row.person, first_new + at), ("", False))[0] for at in range(more)))
        for row in ward.roster
    )
    locks = [CellRef(who, ward.first + timedelta(days=day)) for (who, day), (_, locked) in given.items() if locked]
    longer = replace(ward, days=ward.days + more, holidays=known, roster=rows, locks=(*ward.locks, *locks))
    return replace(longer, wishes=(*ward.wishes, *_later_wishes(longer, first_new)))


def _later(person: Person, day: int, leave: int | None, when: date, bank: bool) -> tuple[str, bool]:
    """What stands in a new cell, and whether it is locked."""
    weekend = day % 7 > 4
    if (person.since and when < person.since) or (person.until and when > person.until):
        return "X", False
    if leave is not None and leave - 2 <= day < leave + 7:
        return ("R", True) if weekend else ("RF" if bank else "CA", False)
    if person.grade == "CADRE":
        return "R" if weekend or bank else "J", True
    return "", False


def _later_wishes(ward: Problem, first: int) -> Iterable[Wish]:
    chance = random.Random(SEED)
    cells = {row.person: row.cells[ward.history_days :] for row in ward.roster}
    planned = [person for person in ward.people if person.grade in ("IDE", "AS", "ASH")]
    open_cells = [(person.id, day) for person in planned for day in range(first, ward.days) if not cells[person.id][day]]
    for number, (who, day) in enumerate(chance.sample(open_cells, 20), len(ward.wishes) + 1):
        when = ward.first + timedelta(days=day)
        yield Wish(f"W{number:02d}", who, when, when, Select(tags=("rest",)), "want", chance.choice((1, 1, 2, 3)))


def after_a_month() -> Problem:
    """A from its fifth to its twelfth week, after a whole month that was planned under the same rules."""
    ward = twelve_weeks()
    month = {words[0]: tuple(words[1:]) for words in map(str.split, MONTH.read_text("utf-8").splitlines())}
    first, known = ward.first + timedelta(days=MONTH_DAYS), ward.history_days
    rows = tuple(
        Row(row.person, row.cells[:known] + month[row.person] + row.cells[known + MONTH_DAYS :]) for row in ward.roster
    )
    return replace(
        ward, first=first, days=ward.days - MONTH_DAYS, history_days=known + MONTH_DAYS, roster=rows,
        locks=tuple(lock for lock in ward.locks if lock.date >= first),
        wishes=tuple(wish for wish in ward.wishes if wish.first >= first),
    )  # fmt: skip


def team_a() -> Problem:
    """A with students only beside a nurse, two assistants never on the same day, a couple on the same weekends (soft)."""
    ward = ward_a()
    by_grade = {grade: [p.id for p in ward.people if p.grade == grade and "M" in p.codes] for grade in ("IDE", "AS")}
    nurses, carers = by_grade["IDE"], by_grade["AS"]
    return _with(
        ward,
        _rule("STUDENT", "TEAM", "A student beside a nurse", left=[["ESI"]], right=[["IDE"]]),
        _apart(carers[1], carers[3]),
        _couple(nurses[6], carers[6]),
    )


def team_b() -> Problem:
    """B with at most two newcomers for each senior on a shift, two nurses never on the same day, a couple's weekends (soft)."""
    ward = ward_b()
    days = [p.id for p in ward.people if p.grade == "IDE" and p.codes == ("J",)]
    carers = [p.id for p in ward.people if p.grade == "AS" and p.codes == ("J",)]
    return _with(
        ward,
        _rule("NEW", "TEAM", "Newcomers beside a senior", left=[["newcomer"]], right=[["senior"]], each=2),
        _apart(days[1], days[2]),
        _couple(days[4], carers[4]),
    )


def _apart(one: str, other: str) -> RuleSetting:
    return _rule("APART", "TEAM", "Never together", relation="apart", unit="day", left_people=[one], right_people=[other])


def _couple(one: str, other: str) -> RuleSetting:
    groups = {"left_people": [one], "right_people": [other]}
    return _rule("COUPLE", "TEAM", "The same weekends", "house", relation="same", unit="weekend", **groups)


VARIANTS: dict[str, Variant] = {
    "A": ward_a,
    "B": ward_b,
    "A-nights": more_nights,
    "A-odd": odd_lengths,
    "A-four": four_codes,
    "A-twelve": twelve_weeks,
    "A-month": after_a_month,
    "A-team": team_a,
    "B-team": team_b,
}


def _rule(key: str, template: str, title: str, layer: str = "", **params: Any) -> RuleSetting:
    """A rule of the ward's own: hard, or soft in a layer."""
    return RuleSetting(key, template, same(title), "soft" if layer else "hard", layer, params=params)


def _with(ward: Problem, *settings: RuleSetting) -> Problem:
    return replace(ward, settings=(*ward.settings, *settings))


def _people(ward: Problem, who: Iterable[str], change: Callable[[Person], Person]) -> Problem:
    chosen = set(who)
    return replace(ward, people=tuple(change(person) if person.id in chosen else person for person in ward.people))


def _codes(ward: Problem, changed: Iterable[Code]) -> Problem:
    """The ward with codes changed, and those added that it has not got."""
    new = {code.id: code for code in changed}
    kept = tuple(new.pop(code.id, code) for code in ward.codes)
    return replace(ward, codes=(*kept, *new.values()))
