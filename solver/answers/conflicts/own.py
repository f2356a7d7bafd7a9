"""Conflicts without needs: given facts that break a rule by themselves, and people of whom no roster keeps every hard rule."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.rules.api import Finding
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core, Region, explain
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.ward import Ward

MOST_A_PERSON = 6
"""Conflicts told of the same people at most."""


def facts_against_rules(ward: Ward, clock: Clock) -> Iterator[Core]:
    """What the given facts of the horizon break alone: for the solver already there, for a manager a conflict."""
    for (_, people), found in ward.findings.items():
        told: set[Atom] = set()
        for each in sorted(found, key=lambda finding: -finding.already):
            if not each.already or clock.over():
                continue
            held = _instances_of(ward, people, each)
            if not held:
                continue
            region = Region(people, min(one.left for one in held), max(one.right for one in held))
            core = explain(ward, region, clock, held)
            if core is None:
                continue
            facts = {atom for atom in core.atoms if atom.kind == "fact"}
            if facts and not facts & told:
                told |= facts
                yield core


def _instances_of(ward: Ward, people: tuple[int, ...], each: Finding) -> list[Instance]:
    """The instances of a rule that a finding is about."""
    every = ward.instances(people, ward.frame.first, ward.frame.last + 400, raw=True)
    return [
        one
        for one in every
        if one.setting.id == each.rule and one.atom.people == people and one.atom.first >= each.first
        and one.atom.last <= max(each.last, one.atom.first)
    ]  # fmt: skip


def people_without_roster(ward: Ward, clock: Clock) -> Iterator[Core]:
    """People (of a rule about several: together) whose free cells cannot be filled so that every hard rule holds.

    Whoever breaks nothing while he rests in every free cell has a roster; only the others are looked at.
    """
    for people in _joined([people for (_, people), found in ward.findings.items() if any(each.new for each in found)]):
        for _ in range(MOST_A_PERSON):
            region = Region(people, 0, ward.frame.last)
            core = None if clock.over() else explain(ward, region, clock, ward.instances(people, ward.frame.first, 10**6))
            if core is None:
                break
            yield core
            rules = [atoms for key, atoms in core.members.items() if key[0] == "rule"]
            if not rules:
                break
            ward.aside.update(min(rules, key=len))


def _joined(found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Sets of people, those that overlap as one."""
    out: list[set[int]] = []
    for people in found:
        apart = [other for other in out if not other & set(people)]
        out = [*apart, set(people).union(*(other for other in out if other not in apart))]
    return [tuple(sorted(people)) for people in out]


