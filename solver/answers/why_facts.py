"""Why a person may not hold a code on a day: the fact itself, out of post, restrictions and dates, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from scheduler.domain.calendar import EVERY_DAY
from scheduler.domain.frame import Frame
from scheduler.domain.people import Restriction
from scheduler.domain.text import LANGUAGES, Text, weekday_name
from scheduler.rules.template import code_name, say_day

GONE = Text(
    "{who} n'est plus dans le service depuis le {day} (inclus).", "{who} has no longer been in the ward since {day} (included)."
)
NOT_YET = Text("{who} n'est dans le service qu'à partir du {day}.", "{who} is in the ward only from {day} on.")
NOT_CHOSEN = Text(
    "Aucun planning ne choisit {code} pour {who} : c'est un fait que l'on saisit (congé, absence, formation ...).",
    "No plan chooses {code} for {who}: it is a fact that is entered (leave, absence, training ...).",
)
POST = Text(
    "{who} ne peut pas avoir {code} : son poste ne comprend que {codes}.",
    "{who} cannot have {code}: the post holds only {codes}.",
)
OVERTIME = Text(
    "{who} ne peut pas avoir {code} : aucune règle ne lui permet d'heures supplémentaires.",
    "{who} cannot have {code}: no rule allows overtime to this person.",
)
DUTY = Text(
    "{who} ne peut pas avoir {code} : il lui manque la qualification pour cette astreinte ou garde.",
    "{who} cannot have {code}: the qualification for that standby or guard is missing.",
)
UNSKILLED = Text(
    "{who} ne peut pas avoir {code} {when} : il lui manque ce jour-là la qualification {skill}.",
    "{who} cannot have {code} {when}: the qualification {skill} is missing on that day.",
)
RESTRICTED = Text(
    "{who} ne peut pas avoir {code} {when} : restriction de la personne{days}{dates}{note}.",
    "{who} cannot have {code} {when}: a restriction of the person{days}{dates}{note}.",
)
DAYS = Text(" ({days})", " ({days})")
NOTE = Text(" : « {note} »", ": '{note}'")
FROM, UNTIL = Text(" à partir du {day}", " from {day} on"), Text(" jusqu'au {day}", " until {day}")
WITH_HOLIDAYS = Text("jours fériés compris", "and public holidays")
BUT_HOLIDAYS = Text("sauf jours fériés", "but public holidays")


def presence(frame: Frame, person: int, day: int) -> Text | None:
    """That somebody is not in the ward on a day, and since or until when."""
    who, when = frame.problem.people[person], frame.date(day)
    if who.until is not None and when > who.until:
        after = frame.day(who.until) + 1
        return _both(lambda lang: GONE.get(lang).format(who=who.name, day=say_day(frame, after, lang)))
    if who.since is not None and when < who.since:
        first = frame.day(who.since)
        return _both(lambda lang: NOT_YET.get(lang).format(who=who.name, day=say_day(frame, first, lang)))
    return None


def never(frame: Frame, person: int, code: str) -> Text:
    """Why no plan ever gives somebody what a cell's text says."""
    who, index = frame.problem.people[person], frame.parse(code)
    choice = None if index is None else frame.choices[index]
    values = {"who": who.name, "code": code}
    if choice is None or not choice.code.planned:
        return NOT_CHOSEN.format(**{**values, "code": code if index is None else code_name(frame, index)})
    if choice.code.works and who.codes and choice.code.id not in who.codes:
        return POST.format(**values, codes=", ".join(who.codes))
    return (OVERTIME if choice.overtime and person not in frame.accepting else DUTY).format(**values)


def barred(frame: Frame, person: int, day: int, choice: int, when: Text) -> Text | None:
    """The fact that keeps somebody from a choice on a day: dates, post, or a restriction; None where it is none of these."""
    absent = presence(frame, person, day)
    if absent is not None:
        return absent
    who, known = frame.problem.people[person], frame.choices[choice]
    values = {"who": who.name, "code": code_name(frame, choice)}
    if known is None:
        return None
    if choice not in frame.options[person]:
        return never(frame, person, frame.text(choice))
    if known.post and not who.qualified(known.post, frame.date(day)):
        skill = Text(*(_skill(frame, known.post, lang) for lang in LANGUAGES))
        return _both(lambda lang: UNSKILLED.get(lang).format(**values, when=when.get(lang), skill=skill.get(lang)))
    for one in who.restrictions:
        if _holds(frame, one, day) and choice in frame.klass(one.select).choices:
            return _restricted(frame, one, values, when)
    return None


def _restricted(frame: Frame, one: Restriction, values: dict[str, str], when: Text) -> Text:
    return _both(
        lambda lang: RESTRICTED.get(lang).format(
            **values, when=when.get(lang), days=_days(one, lang), dates=_dates(frame, one, lang),
            note=NOTE.get(lang).format(note=one.note.rstrip(".")) if one.note else "",
        )
    )  # fmt: skip


def _holds(frame: Frame, one: Restriction, day: int) -> bool:
    when = frame.date(day)
    within = (one.first is None or one.first <= when) and (one.last is None or when <= one.last)
    return within and one.days.holds(frame.weekday(day), day in frame.holiday_days)


def _skill(frame: Frame, term: str, lang: str) -> str:
    known = {grade.id: grade.name for grade in frame.problem.grades} | {skill.id: skill.name for skill in frame.problem.skills}
    return known[term].get(lang) if term in known else term


def _days(one: Restriction, lang: str) -> str:
    """The days of a restriction, where it is not every day."""
    parts = [] if one.days.weekdays == EVERY_DAY else [", ".join(weekday_name(day, lang) for day in one.days.weekdays)]
    if one.days.holidays != "any":
        parts.append((WITH_HOLIDAYS if one.days.holidays == "also" else BUT_HOLIDAYS).get(lang))
    return DAYS.get(lang).format(days=", ".join(parts)) if parts else ""


def _dates(frame: Frame, one: Restriction, lang: str) -> str:
    def said(pattern: Text, when: date | None) -> str:
        return "" if when is None else pattern.get(lang).format(day=say_day(frame, frame.day(when), lang))

    return said(FROM, one.first) + said(UNTIL, one.last)


def _both(say: Callable[[str], str]) -> Text:
    return Text(*(say(lang) for lang in LANGUAGES))
