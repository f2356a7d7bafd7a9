"""Candidates for a hole in the manager's words: one line of reason each, in French and English; and as JSON data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.checking import LiveCheck, finding_json
from scheduler.domain import time
from scheduler.domain.calls import Call
from scheduler.domain.frame import Frame
from scheduler.domain.overtime import MARK
from scheduler.domain.text import Text, hours
from scheduler.rules.api import Finding
from scheduler.rules.template import say_day
from scheduler.services.replacing import Candidate, Fill
from scheduler.services.replacing_holes import Hole
from scheduler.services.replacing_terms import terms

CAN = Text("{who} peut prendre {code} le {when} : {cost}, {facts}.", "{who} can take {code} on {when}: {cost}, {facts}.")
OPENS = Text("Un autre poste se découvre. {short}", "Another shift falls short. {short}")
BREAKS = Text("{who}, {code} le {when} : {cost}. {broken}", "{who}, {code} on {when}: {cost}. {broken}")
LEFT_ALONE = Text(
    "{who} a demandé qu'on ne l'appelle pas pour le {when}.", "{who} has asked not to be called for {when}."
)  # fmt: skip
ANSWERS = {
    "refused": Text("{who} a refusé {code} le {when} (réponse {at}).", "{who} has refused {code} on {when} (answer {at})."),
    "accepted": Text("Accord donné {at}.", "Accepted {at}."),
    "waiting": Text("Appel {at}, réponse attendue.", "Asked {at}, no answer yet."),
    "not_reached": Text("Appel {at}, sans réponse.", "Asked {at}, not reached."),
}
AT = Text("le {day} à {clock}", "on {day} at {clock}")

EXCHANGED = Text("{cost} : laisse {code}", "{cost}: gives up {code}")
ALSO_LEFT = Text("{cost}, laisse {code}", "{cost}, gives up {code}")
AMOUNT = Text("{cost} : {amount}", "{cost}: {amount}")
BALANCE = Text("solde {before} puis {after}", "balance {before}, then {after}")
UNCOUNTED = Text("heures non comptées", "hours not counted")
RECALLS = (
    Text("aucun rappel accepté en {days} jours", "no recall accepted in {days} days"),
    Text("1 rappel accepté en {days} jours", "1 recall accepted in {days} days"),
    Text("{n} rappels acceptés en {days} jours", "{n} recalls accepted in {days} days"),
)
WEEKENDS = (
    Text("aucun week-end travaillé", "no weekend worked"),
    Text("1 week-end travaillé", "1 weekend worked"),
    Text("{n} week-ends travaillés", "{n} weekends worked"),
)
VOLUNTEER = Text("volontaire", "volunteer")
SHORT_NOTICE = Text(
    "prévenu {left} avant, motif exigé sous {limit} h", "{left} of notice, a reason is needed under {limit} h"
)  # fmt: skip
NO_NOTICE = Text("{code} a déjà commencé, motif exigé", "{code} has begun already, a reason is needed")

BARRED: dict[str, Text] = {
    "absent": Text("{who} : en absence le {when}, {code} est à pourvoir.", "{who} is away on {when}: {code} is to be filled."),
    "not_employed": Text("{who} n'est pas en poste dans l'unité le {when}.", "{who} is not employed in the ward on {when}."),
    "not_here": Text("{who} est hors de l'unité le {when} ({held}).", "{who} is not in the ward on {when} ({held})."),
    "skill": Text("{who} n'a pas la qualification pour {lines} le {when}.", "{who} is not qualified for {lines} on {when}."),
    "post": Text("{who} : son poste ne comprend pas {code} ({when}).", "{who}: the post does not include {code} ({when})."),
    "restricted": Text("{who} a une restriction : pas de {code} le {when}.", "{who} has a restriction: no {code} on {when}."),
    "leave": Text("{who} : en absence le {when} ({held}).", "{who} is away on {when} ({held})."),
    "training": Text("{who} a une autre activité le {when} ({held}).", "{who} is busy elsewhere on {when} ({held})."),
    "holds": Text("{who} a déjà {code} le {when}.", "{who} already has {code} on {when}."),
    "locked": Text("{who} : la case du {when} est verrouillée ({held}).", "{who}: the cell of {when} is locked ({held})."),
    "begun": Text("{who} : {held} a déjà commencé le {when}.", "{who}: {held} has begun already on {when}."),
    "on_call": Text("{who} : {code} ne va pas avec {held} le {when}.", "{who}: {code} cannot stand beside {held} on {when}."),
}  # fmt: skip
HIDDEN = Text("absence", "absence")
AND = Text(" ou ", " or ")


def reason(check: LiveCheck, hole: Hole, candidate: Candidate) -> Text:
    """One line on a candidate: who, which shift and day, what it costs or breaks, or why it cannot be."""
    return Text(_line(check, hole, candidate, "fr"), _line(check, hole, candidate, "en"))


def _line(check: LiveCheck, hole: Hole, candidate: Candidate, lang: str) -> str:
    frame = check.frame
    values = {
        "who": frame.problem.people[candidate.person].name,
        "when": say_day(frame, hole.day, lang),
        "code": taken(frame, hole, candidate),
    }
    fill, call = candidate.fill, candidate.facts.call
    if fill is None:
        assert candidate.bar is not None
        more = {"held": _held(check, hole, candidate.person, lang), "lines": _lines(frame, hole, lang)}
        return BARRED[candidate.bar].get(lang).format(**values, **more)
    verdict, cost = fill.verdict, _cost(frame, fill, candidate, lang)
    if verdict.breaks:
        said = [BREAKS.get(lang).format(**values, cost=cost, broken=_said(check, verdict.worst, lang))]
    else:
        said = [CAN.get(lang).format(**values, cost=cost, facts=_facts(candidate, fill, values["code"], lang))]
    if verdict.opens:
        said.append(OPENS.get(lang).format(short=_said(check, verdict.opens, lang)))
    if call is not None:
        told = ANSWERS[call.answer].get(lang).format(**values, at=_at(frame, call, lang))
        said.insert(0 if call.answer == "refused" else len(said), told)
    if candidate.facts.left_alone:
        said.insert(0, LEFT_ALONE.get(lang).format(**values))
    return " ".join(said)


def taken(frame: Frame, hole: Hole, candidate: Candidate) -> str:
    """What the candidate would take, with the mark of overtime where it is worked so."""
    choice = None if candidate.fill is None else frame.choices[candidate.fill.choice]
    return hole.code + MARK if choice is not None and choice.overtime else hole.code


def _said(check: LiveCheck, findings: Iterable[Finding], lang: str) -> str:
    return " ".join(check.sentence(finding, lang) for finding in findings)


def _cost(frame: Frame, fill: Fill, candidate: Candidate, lang: str) -> str:
    name = fill.cost.name.get(lang)
    if frame.works[fill.given_up]:
        return EXCHANGED.get(lang).format(cost=name, code=frame.text(fill.given_up))
    over = max(0, fill.balance or 0) - max(0, candidate.facts.balance or 0)
    overtime = frame.choices[fill.choice]
    amount = fill.minutes if overtime is not None and overtime.overtime else over
    said = AMOUNT.get(lang).format(cost=name, amount=hours(amount)) if amount > 0 else name
    return ALSO_LEFT.get(lang).format(cost=said, code=frame.text(fill.given_up)) if fill.given_up else said


def _facts(candidate: Candidate, fill: Fill, code: str, lang: str) -> str:
    facts = candidate.facts
    if facts.balance is None or fill.balance is None:
        said = [UNCOUNTED.get(lang)]
    else:
        said = [BALANCE.get(lang).format(before=hours(facts.balance), after=hours(fill.balance))]
    said.append(_count(RECALLS, facts.recalls, lang).format(n=facts.recalls, days=terms().recall_days))
    said.append(_count(WEEKENDS, facts.weekends, lang).format(n=facts.weekends))
    if facts.volunteer:
        said.append(VOLUNTEER.get(lang))
    if fill.needs_reason:
        notice = SHORT_NOTICE if fill.notice > 0 else NO_NOTICE
        said.append(notice.get(lang).format(left=hours(fill.notice), limit=terms().notice_hours, code=code))
    return ", ".join(said)


def _count(patterns: Sequence[Text], number: int, lang: str) -> str:
    return patterns[min(number, 2)].get(lang)


def _at(frame: Frame, call: Call, lang: str) -> str:
    minute = call.asked if call.answered is None else call.answered
    zone = frame.problem.zone
    day = say_day(frame, frame.day_of(minute), lang)
    return AT.get(lang).format(day=day, clock=time.clock(minute, zone))


def _held(check: LiveCheck, hole: Hole, person: int, lang: str) -> str:
    """What stands in the person's cell; why somebody is away is told to nobody."""
    choice = check.roster.at(person, hole.day)
    code = check.frame.code(choice)
    return HIDDEN.get(lang) if code is not None and code.confidential else check.frame.text(choice) or "–"


def _lines(frame: Frame, hole: Hole, lang: str) -> str:
    names = [line.name.get(lang) for line in frame.demand if line.id in hole.lines]
    return AND.get(lang).join(f"« {name} »" if lang == "fr" else f"'{name}'" for name in names)


# --- as data


def ranking_json(check: LiveCheck, hole: Hole, now: int, found: Sequence[Candidate], lang: str) -> dict[str, Any]:
    """A hole and its candidates in their order as JSON data: `releve replace --json`. Minutes everywhere, instants in UTC."""
    frame = check.frame
    return {
        "hole": {
            "date": frame.date(hole.day).isoformat(),
            "code": hole.code,
            "start": time.iso_instant(hole.start),
            "end": time.iso_instant(hole.end),
            "lines": list(hole.lines),
            "missing": hole.missing,
            "absent": None if hole.absent is None else frame.problem.people[hole.absent].id,
        },
        "now": time.iso_instant(now),
        "candidates": [_candidate_json(check, hole, each, lang) for each in found],
    }


def _candidate_json(check: LiveCheck, hole: Hole, candidate: Candidate, lang: str) -> dict[str, Any]:
    frame, facts, fill = check.frame, candidate.facts, candidate.fill
    who, call = frame.problem.people[candidate.person], candidate.facts.call
    return {
        "person": who.id,
        "name": who.name,
        "status": candidate.status,
        "barred": candidate.bar,
        "legal": candidate.legal,
        "balance": facts.balance,
        "recalls": facts.recalls,
        "weekends": facts.weekends,
        "volunteer": facts.volunteer,
        "left_alone": facts.left_alone,
        "answer": None if call is None else call.answer,
        "fill": None if fill is None else _fill_json(check, fill, lang),
        "reason": _line(check, hole, candidate, lang),
    }


def _fill_json(check: LiveCheck, fill: Fill, lang: str) -> dict[str, Any]:
    frame, verdict = check.frame, fill.verdict
    layers = zip(frame.problem.layers, verdict.costs, strict=True)
    return {
        "code": frame.text(fill.choice),
        "gives_up": frame.text(fill.given_up) or None,
        "cost": fill.cost.id,
        "minutes": fill.minutes,
        "balance": fill.balance,
        "notice": fill.notice,
        "needs_reason": fill.needs_reason,
        "breaks": [finding_json(check, finding, lang) for finding in verdict.breaks],
        "opens": [finding_json(check, finding, lang) for finding in verdict.opens],
        "costs": [{"layer": layer.id, "value": value} for layer, value in layers],
    }
