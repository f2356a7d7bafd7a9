"""A minimal set made into what people read: its members with their sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduler.domain.frame import Frame
from scheduler.domain.text import Text
from scheduler.rules.api import Heads
from scheduler.rules.template import code_name
from solver.answers.conflicts import words
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.found import Conflict, Member
from solver.answers.conflicts.instances import Atom
from solver.answers.conflicts.relax import relaxations
from solver.answers.conflicts.ward import Ward


def told(ward: Ward, core: Core, clock: Clock) -> Conflict:
    members = tuple(_member(ward, core, key[0], atoms) for key, atoms in core.members.items())
    order = {"need": 0, "rule": 1, "fact": 2}
    members = tuple(sorted(members, key=lambda member: (order[member.kind], member.dates[:1])))
    text = words.heading(len(members))
    missing = sum(core.lowered.values())
    needed = [said.day for said in core.parts.needs]
    if missing:
        text = Text(*(f"{words.missing(ward.frame, needed, missing, lang)} {text.get(lang)}" for lang in ("fr", "en")))
    offered = relaxations(ward, core, clock)
    return Conflict(members, text, missing, core.verified, core.minimal, offered)


def _member(ward: Ward, core: Core, kind: str, atoms: list[Atom]) -> Member:
    frame = ward.frame
    if kind == "rule":
        held = [one for one in core.parts.rules if one.atom in set(atoms)]
        days = {day for one in held for day in range(one.atom.first, one.atom.last + 1)}
        people = {person for one in held for person in one.atom.people}
        text = words.rule_member(frame, held, ward.given)
        return Member("rule", (atoms[0].of,), _ids(ward, people), _dates(ward, days), text)
    days = {day for atom in atoms for day in range(atom.first, atom.last + 1)}
    if kind == "need":
        wanted = {(atom.of, atom.first) for atom in atoms}
        needs = [said for said in core.parts.needs if (said.line, said.day) in wanted]
        before = sum(core.before.get((said.line, said.day), 0) for said in needs)
        who = serving(ward, needs)
        ids = tuple(dict.fromkeys(said.line for said in needs))
        return Member("need", ids, _ids(ward, who), _dates(ward, days), words.need_member(frame, needs, who, before))
    people = {atom.people[0] for atom in atoms}
    codes = tuple(dict.fromkeys(_untold(frame, atom.of) for atom in atoms))
    return Member("fact", codes, _ids(ward, people), _dates(ward, days), words.fact_member(frame, atoms))


def _untold(frame: Frame, text: str) -> str:
    """What stands in a cell; of a confidential code only that it is an absence."""
    return code_name(frame, frame.by_text[text]) if text else ""


def serving(ward: Ward, needs: Iterable[Heads]) -> list[int]:
    """Who could serve these needs by post and qualification."""
    found: set[int] = set()
    for said in needs:
        for _, _, cells in said.slots:
            for person, _, choices in cells:
                if not choices.isdisjoint(ward.frame.options[person]):
                    found.add(person)
    return sorted(found)


def _ids(ward: Ward, people: Iterable[int]) -> tuple[str, ...]:
    return tuple(ward.frame.problem.people[person].id for person in sorted(people))


def _dates(ward: Ward, days: Iterable[int]) -> tuple[date, ...]:
    return tuple(ward.frame.date(day) for day in sorted(days))
