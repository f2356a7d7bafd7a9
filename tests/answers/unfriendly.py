"""More over-constrained wards, of other kinds of rules: teams, sequences, runs, shares, accounts of two contracts, guards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.demand import DemandLine
from scheduler.domain.people import HeldSkill, Skill
from scheduler.domain.problem import Problem
from scheduler.domain.settings import Scope
from scheduler.domain.text import Text
from tests.answers.overconstrained import Variant, changed, names, of, person, rule, sample, with_cells, with_rules

JUNE = date(2027, 6, 1)
HOURS = {"count": "minutes", "how": "start"}
ACCOUNT = {"name": {"fr": "Heures", "en": "Hours"}, "period": "horizon", "measure": HOURS}


def skilled(ward: Problem, people: tuple[str, ...], line: DemandLine) -> Problem:
    """The ward with a skill that these people hold and a line that asks for it."""
    (skill,) = line.skill[1]
    held = tuple(replace(who, skills=(*who.skills, HeldSkill(skill))) if who.id in people else who for who in ward.people)
    skills = (*ward.skills, Skill(skill, Text("Référent", "Referent")))
    return replace(ward, people=held, demand=(*ward.demand, line), skills=skills)


def ids(ward: Problem, grade: str, *at: int) -> tuple[str, ...]:
    return tuple(person(ward, grade, place).id for place in at)


def two_contracts() -> Problem:
    ward = sample("A")
    days, nights = Scope(contracts=("37h30",)), Scope(contracts=("32h30",))
    return with_rules(
        ward,
        rule("CAP-D", "BALANCE", "Plafond de jour", "Cap of the days", days, cap=7200, **ACCOUNT),
        rule("CAP-N", "BALANCE", "Plafond de nuit", "Cap of the nights", nights, cap=6000, **ACCOUNT),
    )


def never_together() -> Problem:
    ward = sample("A")
    one, other = ids(ward, "IDE", 0, 1)
    line = DemandLine(
        "REF", Text("Référents du matin", "Morning referents"), (("IDE",), ("referent",)), ("M",),
        first=JUNE, last=JUNE, minimum=2,
    )  # fmt: skip
    ward = skilled(ward, (one, other), line)
    apart = {"relation": "apart", "unit": "day", "left_people": [one], "right_people": [other]}
    return with_rules(ward, rule("APART", "TEAM", "Jamais ensemble", "Never together", Scope(), **apart))


def longer_rest() -> Problem:
    ward = with_cells(sample("A"), ids(sample("A"), "IDE", 10)[0], JUNE, ["N", "N"], lock=True)
    params = next(setting.params for setting in ward.settings if setting.id == "FPH-09")
    return changed(ward, "FPH-09", params={**params, "minutes": 960})


def forbidden_sequence() -> Problem:
    ward = with_cells(sample("A"), ids(sample("A"), "IDE", 0)[0], JUNE, ["S", "R", "M"], lock=True)
    words = [[{"codes": ["S"]}, {"codes": ["R"]}, {"codes": ["M"]}]]
    return with_rules(ward, rule("WORD", "PATTERN", "Pas de S-R-M", "No S-R-M", Scope(), words=words))


def least_hours_in_a_week_of_leave() -> Problem:
    """Five days of leave where four are too many already: giving back the one that is not named does not help."""
    ward = sample("A")
    scope = Scope(people=ids(ward, "ASH", 0))
    return with_rules(
        ward,
        rule("CAP", "BALANCE", "Plafond de la période", "Cap of the period", scope, cap=12000, **ACCOUNT),
        rule("LEAST", "WINDOW", "30 h par semaine", "30 h a week", scope, window="week", minimum=1800, measure=HOURS),
    )


def days_in_a_row() -> Problem:
    ward = sample("A")
    (only,) = ids(ward, "AS", 0)
    line = DemandLine(
        "HYG", Text("Hygiène", "Hygiene"), (("AS",), ("hygiene",)), ("M",),
        first=date(2027, 6, 7), last=date(2027, 6, 9), minimum=1,
    )  # fmt: skip
    row = rule("ROW", "RUN", "Deux jours de suite", "Two days in a row", Scope(people=(only,)), maximum=2)
    return with_rules(skilled(ward, (only,), line), row)


def shares_of_nights() -> Problem:
    ward = sample("A")
    one, other = ids(ward, "IDE", 10, 11)
    for week in range(4):
        ward = with_cells(ward, one, date(2027, 5, 3) + timedelta(days=7 * week), ["N", "N", "N"], lock=True)
    for week in range(7):
        ward = with_cells(ward, other, date(2027, 5, 3) + timedelta(days=7 * week), ["CA"] * 5)
    nights = {"count": "days", "how": "start", "select": {"tags": ["night"]}}
    fair = {"measure": nights, "presence": False, "limit": 1, "norm": "largest"}
    return with_rules(ward, rule("SHARE", "FAIR", "Nuits partagées", "Nights shared", Scope(people=(one, other)), **fair))


def beside_a_mentor() -> Problem:
    """The mentor is away in the morning after a night that is known: lifting the rule has to reach back to it."""
    ward = sample("A")
    one, other = ids(ward, "IDE", 0, 1)
    beside = {"relation": "beside", "left_people": [one], "right_people": [other]}
    return with_rules(ward, rule("BESIDE", "TEAM", "Avec son tuteur", "With the mentor", Scope(), **beside))


def guards() -> Problem:
    measure = {"count": "days", "how": "start", "select": {"tags": ["guard"]}}
    scope = Scope(grades=("MAR",))
    most = rule("FEW", "WINDOW", "2 gardes par mois", "2 guards a month", scope, window="month", maximum=2, measure=measure)
    return with_rules(sample("C"), most)


UNFRIENDLY: dict[str, Variant] = {
    "two contracts": Variant(
        two_contracts, of("CAP-D"), of("AS-M-semaine"), of(), names([("AS", 0)]),
        (("au plus 120 h 00", "at most 120 h 00"), ("20 juin 2027", "20 June 2027")), of("lift", "change", "lower", "outside"),
    ),
    "never together": Variant(
        never_together, of("APART"), of("REF"), of(), names([("IDE", 0), ("IDE", 1)]),
        (("mar. 1 juin 2027", "Tue 1 June 2027"),), of("lift", "lower", "outside"),
    ),
    "longer rest": Variant(
        longer_rest, of("FPH-09"), of(), of("N"), names([("IDE", 10)]),
        (("16 h 00", "16 h 00"), ("mer. 2 juin 2027", "Wed 2 June 2027")), of("unlock", "lift", "change"),
    ),
    "forbidden sequence": Variant(
        forbidden_sequence, of("WORD"), of(), of("S", "R", "M"), names([("IDE", 0)]),
        (("jeu. 3 juin 2027", "Thu 3 June 2027"),), of("unlock", "lift"),
    ),
    "least hours in a week of leave": Variant(
        least_hours_in_a_week_of_leave, of("LEAST"), of(), of("CA"), names([("ASH", 0)]),
        (("au moins 30 h 00", "at least 30 h 00"),), of("lift", "change"),
    ),
    "days in a row": Variant(
        days_in_a_row, of("ROW"), of("HYG"), of(), names([("AS", 0)]),
        (("au plus 2", "at most 2"), ("mer. 9 juin 2027", "Wed 9 June 2027")), of("lift", "change", "lower", "outside"),
    ),
    "shares of nights": Variant(
        shares_of_nights, of("SHARE"), of(), of("N", "CA"), names([("IDE", 10), ("IDE", 11)]),
        (("mai 2027", "May 2027"),), of("lift", "change"),
    ),
    "beside a mentor": Variant(
        beside_a_mentor, of("BESIDE"), of(), of("CA"), names([("IDE", 1)]), (("2027", "2027"),), of("lift", "free"),
    ),
    "guards": Variant(
        guards, of("FEW"), of("G"), of("CA"), names([("MAR", 1)], "C"),
        (("au plus 2 jours", "at most 2 days"),), of("lift", "change", "free"),
    ),
}  # fmt: skip
