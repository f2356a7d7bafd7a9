"""What has changed in a ward since its plan stood: told in words, and put as given facts for whoever repairs the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.choices import PLUS
from scheduler.domain.codes import Piece
from scheduler.domain.demand import DemandLine
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.time import add_days, local_date, parse_instant
from scheduler.services.stored import Stood

NAMED = 2
"""So many rules or needs are called by their names; of more only the number is told."""

NO_PLAN = Text(
    "Aucun planning n'est publié ni accepté : publiez celui qui est affiché, ou calculez-en un et acceptez-le.",
    "No plan is published or accepted: publish the one that is shown, or solve and accept one.",
)
OTHER_PERIOD = Text(
    "{plan} porte sur une autre période que celle qui est affichée : publiez-la d'abord.",
    "{plan} is of another period than the one that is shown: publish that first.",
)
NOTHING = Text("Rien n'a changé depuis {plan}.", "Nothing has changed since {plan}.")

_STOOD = {
    "published": Text("le planning publié", "the plan published"),
    "accepted": Text("le planning accepté", "the plan accepted"),
    "copied": Text("la copie faite", "the copy made"),
    "opened": Text("l'ouverture du fichier", "the file was opened"),
}
_DATA = {
    "people": Text("personnes", "people"), "codes": Text("codes", "codes"), "contracts": Text("contrats", "contracts"),
    "grades": Text("grades", "grades"), "skills": Text("compétences", "skills"), "series": Text("séries", "series"),
    "lines": Text("gardes et astreintes", "on-call lines"), "wishes": Text("souhaits", "wishes"),
    "overrides": Text("dérogations", "overrides"), "layers": Text("niveaux d'objectif", "objective layers"),
    "openings": Text("soldes d'ouverture", "opening balances"), "holidays": Text("jours fériés", "holidays"),
    "zone": Text("fuseau horaire", "time zone"), "anchor": Text("début des quatorzaines", "start of fortnights"),
    "clock_change": Text("changement d'heure", "clock changes"), "history_days": Text("jours d'historique", "days of history"),
}  # fmt: skip
"""What else a plan depends on, beside rules, needs and cells."""

Items = Sequence[RuleSetting] | Sequence[DemandLine]
Held = tuple[str, tuple[Piece, ...] | None]


@dataclass(frozen=True, slots=True)
class Changed:
    """What to repair: `before` is the ward as it stood with its plan, `after` the ward now, in which every cell that holds
    something else is a given fact, so that a repair keeps what was `entered`. `said` names what has changed, `plan` since when.
    """

    before: Problem
    after: Problem
    entered: Mapping[CellRef, str]
    said: Text
    plan: Text


def changed(stood: Stood | None, now: Problem) -> Changed | Text:
    """What has changed in a ward since its plan stood; or, in a sentence, why there is nothing to repair."""
    if stood is None or not _planned(stood.problem):
        return NO_PLAN
    before, plan = stood.problem, named(stood)
    if (before.first, before.days) != (now.first, now.days):
        return Text(_capital(OTHER_PERIOD.fr.format(plan=plan.fr)), _capital(OTHER_PERIOD.en.format(plan=plan.en)))
    entered = _entered(before, now)
    said = _said(before, now, len(entered))
    if said is None:
        return Text(NOTHING.fr.format(plan=plan.fr), NOTHING.en.format(plan=plan.en))
    return Changed(before, _given(now, entered), entered, said, plan)


def named(stood: Stood) -> Text:
    """A plan that stood, in words: "the plan published on 12/05/2027 by Camille FICTIF-Sauge"."""
    words = _STOOD[stood.how]
    if stood.at:
        day = local_date(parse_instant(stood.at, "UTC"), stood.problem.zone)
        words = Text(f"{words.fr} le {day:%d/%m/%Y}", f"{words.en} on {day:%d/%m/%Y}")
    return Text(f"{words.fr} par {stood.by}", f"{words.en} by {stood.by}") if stood.by else words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _planned(problem: Problem) -> bool:
    """Whether any cell of the horizon holds something that a plan chose."""
    given = {code.id for code in problem.codes if not code.planned}
    cells = (text for row in problem.roster for text in row.cells[problem.history_days :])
    return any(text and text.partition(PLUS)[0] not in given for text in cells)


def _held(problem: Problem) -> dict[CellRef, Held]:
    """What each known cell holds, with the hours that were really worked where they are recorded."""
    days = [add_days(problem.first, day) for day in range(-problem.history_days, problem.days)]
    real = {CellRef(each.person, each.date): each.pieces for each in problem.pieces}
    refs = ((CellRef(row.person, day), text) for row in problem.roster for day, text in zip(days, row.cells, strict=True))
    return {ref: (text, real.get(ref)) for ref, text in refs}


def _entered(before: Problem, now: Problem) -> dict[CellRef, str]:
    """What cells hold now that held something else; of somebody new, those that hold anything."""
    stood = _held(before)
    return {ref: held[0] for ref, held in _held(now).items() if held != stood.get(ref, ("", None))}


def _given(now: Problem, cells: Iterable[CellRef]) -> Problem:
    locked = set(now.locks)
    return replace(now, locks=(*now.locks, *(ref for ref in cells if ref.date >= now.first and ref not in locked)))


def _said(before: Problem, now: Problem, cells: int) -> Text | None:
    """What differs, in a row: rules and needs by name, other data by kind, how many cells."""
    parts = [
        *_items(before.settings, now.settings, Text("règle", "rule"), Text("règles", "rules")),
        *_items(before.demand, now.demand, Text("besoin", "need"), Text("besoins", "needs")),
        *(words for name, words in _DATA.items() if getattr(before, name) != getattr(now, name)),
    ]
    if cells:
        parts.append(Text(f"{cells} case{'s' if cells > 1 else ''}", f"{cells} cell{'' if cells == 1 else 's'}"))
    return Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts)) if parts else None


def _items(before: Items, now: Items, one: Text, more: Text) -> list[Text]:
    """The rules or needs that are new, gone or others."""
    old, new = {each.id: each for each in before}, {each.id: each for each in now}
    names = [_name(new.get(key, old.get(key))) for key in {**old, **new} if old.get(key) != new.get(key)]
    if len(names) > NAMED:
        return [Text(f"{len(names)} {more.fr}", f"{len(names)} {more.en}")]
    return [Text(f"{one.fr} « {name.fr} »", f"{one.en} '{name.en}'") for name in names]


def _name(item: Any) -> Text:
    name: Text = item.title if isinstance(item, RuleSetting) else item.name
    return name
