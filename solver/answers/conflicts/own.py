"""Conflicts without needs: given facts that break a rule by themselves, and people of whom no roster keeps every hard rule."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.rules.api import Finding
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.core import Core, explain
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.regions import Region, model_of, parts_of
from solver.answers.conflicts.ward import Ward

MOST_A_PERSON = 6
"""Conflicts told of the same people at most."""


BEYOND = 400
"""Days after the horizon to which the cells of a rule's window may reach."""


def facts_against_rules(ward: Ward, clock: Clock) -> Iterator[Core]:
    """What the given facts of the horizon break alone: for the solver already there, for a manager a conflict."""
    for (_, people), found in ward.findings.items():
        told: set[Atom] = set()
        for each in sorted(found, key=lambda finding: -finding.already):
            if not each.already:
                continue
            held = _instances_of(ward, people, each)
            if not held:
                continue
            region = Region(people, min(one.left for one in held), max(one.right for one in held))
            others = ward.instances(people, region.first, region.last)
            parts = parts_of(ward, region, held)
            around = [one for one in others if one.setting.id != each.rule]
            core = explain(ward, region, parts, model_of(ward, parts, clock), clock, around)
            if core is None:
                continue
            facts = {atom for atom in core.atoms if atom.kind == "fact"}
            if facts and not facts & told:
                told |= facts
                yield core


def _instances_of(ward: Ward, people: tuple[int, ...], each: Finding) -> list[Instance]:
    """The instances of a rule that a finding is about."""
    every = ward.instances(people, ward.frame.first, ward.frame.last + BEYOND, raw=True)
    return [
        one
        for one in every
        if one.setting.id == each.rule and one.atom.people == people and one.atom.first >= each.first
        and one.atom.last <= max(each.last, one.atom.first)
    ]  # fmt: skip


def people_without_roster(ward: Ward, clock: Clock) -> Iterator[Core]:
    """People (of a rule about several: together) whose free cells cannot be filled so that every hard rule holds.

    Whoever breaks nothing while he rests in every free cell has a roster; only the others are looked at, first by themselves
    and then with all whom hard rules about several people join to them.
    """
    alone = _joined([people for (_, people), found in ward.findings.items() if any(each.new for each in found)])
    joined = [people for people in _joined([*alone, *ward.coupled]) if any(set(one) < set(people) for one in alone)]
    for people in (*alone, *joined):
        for _ in range(MOST_A_PERSON):
            region = Region(people, 0, ward.frame.last)
            parts = parts_of(ward, region, ward.instances(people, ward.frame.first, ward.frame.last + BEYOND))
            core = explain(ward, region, parts, model_of(ward, parts, clock), clock)
            if core is None:
                break
            yield core
            if not ward.set_aside(core.members):
                break


def _joined(found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Sets of people, those that overlap as one."""
    out: list[set[int]] = []
    for people in found:
        apart = [other for other in out if not other & set(people)]
        out = [*apart, set(people).union(*(other for other in out if other not in apart))]
    return [tuple(sorted(people)) for people in out]


