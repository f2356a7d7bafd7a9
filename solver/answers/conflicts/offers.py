"""Relaxations in the manager's words, each with what it costs, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text, hours, same
from scheduler.rules.amounts import say_amount, unit_of
from scheduler.rules.api import Measure
from scheduler.rules.template import Template
from solver.answers.conflicts.instances import Atom
from solver.answers.conflicts.words import SHIFT, cell, counted, days, in_both, listed, names

UNLOCK = Text("Déverrouiller {cells} ({n}).", "Unlock {cells} ({n}).")
MOVE = Text("Déplacer {cells} ({n}).", "Move {cells} ({n}).")
CELLS = Text("{what} de {who} {when}", "{what} of {who} {when}")
LIFT = Text(
    "Lever « {title} » pour {who} {when} ({n}).", "Lift '{title}' for {who} {when} ({n})."
)
CHANGE = Text("« {title} » : {label} {new} au lieu de {old}.", "'{title}': {label} {new} instead of {old}.")
SOFTEN = Text(
    "Rendre « {title} » souple : respectée autant que possible.", "Set '{title}' soft: kept as far as possible."
)
LOWER = Text("Abaisser le besoin : {lines} ({n} de moins).", "Lower the need: {lines} ({n} fewer).")
LOWERED = Text("{line} {when} de {old} à {new}", "{line} {when} from {old} to {new}")
OUTSIDE = Text("Confier à du personnel extérieur : {lines} ({n}).", "Give to outside staff: {lines} ({n}).")
GIVEN = Text("{n} en « {line} » {when}", "{n} for '{line}' {when}")
AGAINST = Text("« {title} » s'y oppose aussi.", "'{title}' stands against it too.")
MAY_NOT_SUFFICE = Text("Cela peut ne pas suffire.", "This may not be enough.")
CELL, DAY, OVERRIDE = Text("case", "cell"), Text("jour", "day"), Text("dérogation", "override")


def freed(frame: Frame, atoms: Sequence[Atom], locks: bool) -> Text:
    def say(lang: str) -> str:
        by_kind: dict[tuple[int, str], list[int]] = {}
        for atom in atoms:
            by_kind.setdefault((atom.people[0], cell(frame, atom.of, lang)), []).append(atom.first)
        cells = [
            CELLS.get(lang).format(what=kind, who=names(frame, [person], lang), when=days(frame, found, lang))
            for (person, kind), found in sorted(by_kind.items())
        ]
        pattern, thing = (UNLOCK, CELL) if locks else (MOVE, DAY)
        return pattern.get(lang).format(cells=listed(cells, lang), n=counted(len(atoms), thing, lang))

    return in_both(say)


def lifted(frame: Frame, setting: RuleSetting, atoms: Sequence[Atom]) -> Text:
    people = sorted({person for atom in atoms for person in atom.people})
    span = {day for atom in atoms for day in range(max(atom.first, frame.first), min(atom.last, frame.last) + 1)}
    count = len({(atom.people, atom.first) for atom in atoms})
    return in_both(
        lambda lang: LIFT.get(lang).format(
            title=setting.title.get(lang), who=names(frame, people, lang), when=days(frame, span, lang),
            n=counted(count, OVERRIDE, lang),
        )
    )


def _measure(template: Template, name: str) -> Measure | None:
    """What a figure of a rule counts; None where its unit says it."""
    return getattr(template, "measure", None) if name in ("maximum", "minimum", "floor", "cap") else None


def _field(template: Template, name: str) -> Any:
    return next(field for field in template.parameters() if field.name == name).metadata


def in_minutes(template: Template, name: str) -> bool:
    """Whether a figure of a rule is an amount of time."""
    measure = _measure(template, name)
    return _field(template, name).get("unit") == "minutes" if measure is None else unit_of(measure) == "minutes"


def amount(template: Template, name: str, value: int) -> Text:
    """A value of a rule's figure as people read it."""
    measure = _measure(template, name)
    if measure is not None:
        return in_both(lambda lang: say_amount(measure, value, lang))
    return same(hours(value) if in_minutes(template, name) else str(value))


def changed(setting: RuleSetting, template: Template, name: str, old: int, new: int) -> Text:
    label = _field(template, name)["label"]
    return in_both(
        lambda lang: CHANGE.get(lang).format(
            title=setting.title.get(lang), label=label.get(lang).lower(),
            new=amount(template, name, new).get(lang), old=amount(template, name, old).get(lang),
        )
    )


def softened(setting: RuleSetting) -> Text:
    return in_both(lambda lang: SOFTEN.get(lang).format(title=setting.title.get(lang)))


def lowered(frame: Frame, missing: Mapping[tuple[str, int], int], needed: Mapping[tuple[str, int], int]) -> Text:
    lines = {line.id: line.name for line in frame.demand}

    def say(lang: str) -> str:
        parts = [
            LOWERED.get(lang).format(
                line=lines[line].get(lang), when=days(frame, [day], lang), old=needed[line, day], new=needed[line, day] - n
            )
            for (line, day), n in missing.items()
        ]
        return LOWER.get(lang).format(lines=listed(parts, lang), n=counted(sum(missing.values()), SHIFT, lang))

    return in_both(say)


def outside(frame: Frame, missing: Mapping[tuple[str, int], int]) -> Text:
    lines = {line.id: line.name for line in frame.demand}

    def say(lang: str) -> str:
        parts = [
            GIVEN.get(lang).format(n=n, line=lines[line].get(lang), when=days(frame, [day], lang))
            for (line, day), n in missing.items()
        ]
        return OUTSIDE.get(lang).format(lines=listed(parts, lang), n=counted(sum(missing.values()), SHIFT, lang))

    return in_both(say)


def against(setting: RuleSetting) -> Text:
    """That another rule forbids the same."""
    return in_both(lambda lang: AGAINST.get(lang).format(title=setting.title.get(lang)))
