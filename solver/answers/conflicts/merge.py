"""Conflicts of the same members on following days or weeks, told as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from solver.answers.conflicts.core import Core
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.members import Key
from solver.answers.conflicts.regions import Parts

WEEKEND = 3
"""Days from a Friday to the Monday after it: a shift of weekdays goes on there."""


def together(cores: Sequence[Core]) -> list[Core]:
    """Cores with those of the same members right after them joined to one, in the order in which they were found."""
    out: list[Core] = []
    for core in cores:
        for at, other in enumerate(out):
            if _follow(other, core):
                out[at] = _joined(other, core)
                break
        else:
            out.append(core)
    return out


def _signatures(core: Core) -> dict[Key, list[Atom]]:
    """Members by what makes them the same on other days."""
    found: dict[Key, list[Atom]] = {}
    for key, atoms in core.members.items():
        people = tuple(str(person) for person in sorted({person for atom in atoms for person in atom.people}))
        codes = tuple(sorted({atom.of for atom in atoms})) if key[0] == "fact" else ()
        mark = key if key[0] == "need" else (key[0], atoms[0].of, *people) if key[0] == "rule" else (key[0], *codes, *people)
        found.setdefault(mark, []).extend(atoms)
    return found


def _days(core: Core) -> tuple[int, int]:
    return min(atom.first for atom in core.atoms), max(atom.last for atom in core.atoms)


def _follow(one: Core, other: Core) -> bool:
    """Whether two have the same members, on days that follow each other, and no need in common."""
    if _signatures(one).keys() != _signatures(other).keys() or {*one.lowered} & {*other.lowered}:
        return False
    if set(one.atoms) & {atom for atom in other.atoms if atom.kind != "fact"}:
        return False
    earlier, later = sorted((_days(one), _days(other)))
    return later[0] - earlier[1] <= WEEKEND


def _joined(one: Core, other: Core) -> Core:
    left, right = _signatures(one), _signatures(other)
    region = replace(
        one.region,
        people=tuple(sorted({*one.region.people, *other.region.people})),
        first=min(one.region.first, other.region.first),
        last=max(one.region.last, other.region.last),
    )
    parts = Parts(
        list(dict.fromkeys([*one.parts.free, *other.parts.free])),
        list(dict.fromkeys([*one.parts.loose, *other.parts.loose])),
        _once([*one.parts.rules, *other.parts.rules]),
        [*one.parts.needs, *other.parts.needs],
    )
    return replace(
        one,
        region=region,
        members={mark: list(dict.fromkeys([*left[mark], *right[mark]])) for mark in left},
        parts=parts,
        around=_once([*one.around, *other.around]),
        before=other.before | one.before,
        missing=one.missing + other.missing,
        lowered=one.lowered | other.lowered,
        verified=one.verified and other.verified,
        minimal=one.minimal and other.minimal,
        wide=None,
    )


def _once(items: Iterable[Instance]) -> list[Instance]:
    return list({id(item): item for item in items}.values())
