"""Atoms put together to what a manager would call one thing: a rule, the need of a shift, leave, a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from solver.answers.conflicts.instances import Atom
from solver.answers.conflicts.ward import Ward

Key = tuple[str, ...]
"""What the atoms of one member have in common; first its kind."""

Members = dict[Key, list[Atom]]


def members(ward: Ward, atoms: Iterable[Atom]) -> Members:
    """Atoms by rule, shift, and kind of given fact."""
    found: Members = {}
    for atom in atoms:
        found.setdefault(_key(ward, atom), []).append(atom)
    return found


def _key(ward: Ward, atom: Atom) -> Key:
    if atom.kind == "rule":
        return "rule", atom.of
    if atom.kind == "need":
        line = ward.lines[atom.of]
        shift = ("", *line.codes) if line.codes else (f"{line.start}-{line.end}",) if line.start is not None else (line.id,)
        return "need", *("|".join(group) for group in line.skill), *shift
    code = ward.frame.code(ward.frame.by_text[atom.of])
    return "fact", "" if code is None else code.kind


def order(key: Key, atoms: Sequence[Atom]) -> tuple[int, int]:
    """Which member to leave out first: rules, those over the longest time before others, then facts, then needs."""
    if key[0] == "rule":
        return 0, -max(atom.last - atom.first for atom in atoms)
    return (1, 0) if key[0] == "fact" else (2, 0)


def apart(found: Members, needed: Callable[[Sequence[Atom]], bool]) -> Members:
    """Facts told one by one where each of them is needed: stretch by stretch, else person by person, else kind by kind."""
    facts = [atom for key, atoms in found.items() if key[0] == "fact" for atom in atoms]
    for told in (_by_stretch(facts), _by_person(facts)):
        if all(needed(part) for part in told.values()):
            return {key: atoms for key, atoms in found.items() if key[0] != "fact"} | told
    return found


def _by_stretch(facts: Sequence[Atom]) -> Members:
    """Facts by person and code, the days of each without a hole."""
    found: Members = {}
    last: Atom | None = None
    key: Key = ()
    for atom in sorted(facts, key=lambda atom: (atom.people, atom.first)):
        if last is None or (atom.people, atom.of, atom.first) != (last.people, last.of, last.first + 1):
            key = "fact", str(atom.people[0]), str(atom.first)
        found.setdefault(key, []).append(atom)
        last = atom
    return found


def _by_person(facts: Sequence[Atom]) -> Members:
    found: Members = {}
    for atom in facts:
        found.setdefault(("fact", str(atom.people[0])), []).append(atom)
    return found
