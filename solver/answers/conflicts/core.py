"""From a part of a ward that cannot hold together to a minimal set of its rules, needs and given facts, verified alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from scheduler.rules.api import Heads
from solver.answers.conflicts.asking import Asked, Clock, reduce, shrink
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.members import Key, Members, apart, members, order
from solver.answers.conflicts.regions import Parts, Region, model_of
from solver.answers.conflicts.ward import Ward

MANY_DAYS = 30
"""Days of a region from which on the needs of a conflict are not told day by day."""


@dataclass
class Core:
    """A minimal set: its atoms by member; `missing` heads at the least where all of it holds (0: a conflict without needs).

    `parts` holds its cells, and the rules and needs of the set alone; `around` all the rules of its region, which a
    relaxation has to keep. `before`: the heads of its needs that other conflicts lack already. `lowered`: which ones are
    missing of its needs where everything else in the region holds, in one of the plans that lack the fewest.
    """

    region: Region
    members: Members
    parts: Parts
    around: Sequence[Instance]
    before: dict[tuple[str, int], int]
    missing: int = 0
    lowered: dict[tuple[str, int], int] = field(default_factory=dict)
    verified: bool = False
    minimal: bool = False
    wide: Asked | None = None
    """A model of the region, where there is one."""
    beside: Parts | None = None
    """The cells that `around` speaks of, where these are more than the set's own."""

    @property
    def wide_parts(self) -> Parts:
        """The needs of the set under all rules that a relaxation has to keep."""
        return replace(self.beside or self.parts, rules=self.around, needs=self.parts.needs)

    @property
    def atoms(self) -> list[Atom]:
        return [atom for atoms in self.members.values() for atom in atoms]

    def without(self, gone: Iterable[Atom]) -> list[Atom]:
        out = set(gone)
        return [atom for atom in self.atoms if atom not in out]

    def alone(self, ward: Ward, clock: Clock, guarded: bool = True) -> Asked:
        """A model of the set and nothing else."""
        facts = [atom for atom in self.atoms if atom.kind == "fact"]
        return model_of(ward, self.parts, clock, facts, self.before, guarded)


def explain(
    ward: Ward, region: Region, parts: Parts, asked: Asked, clock: Clock, around: Sequence[Instance] = ()
) -> Core | None:
    """A minimal set of members of a region that cannot hold together; None where they can, or the time is out.

    `around`: rules beside those of `parts` that a relaxation has to keep.
    """
    found = members(ward, (atom for atom in asked.model.guards if atom not in ward.aside))
    chosen = _coarse(found, asked)
    if chosen is None:
        return None
    wide = None if around else asked
    core = Core(region, {key: found[key] for key in chosen}, parts, [*parts.rules, *around], {}, wide=wide)
    _narrow(core)
    core.before = {key: n for said in core.parts.needs if (n := ward.lowered.get(key := (said.line, said.day), 0))}
    alone = core.alone(ward, clock)
    _finer(core, alone)
    core.members = apart(core.members, lambda part: alone.impossible(core.without(part)) is False)
    _narrow(core)
    core.lowered = _lacking(ward, core, asked) or alone.missing(core.atoms, core.missing) if core.missing else {}
    _verify(ward, core, alone, clock)
    return core


def _lacking(ward: Ward, core: Core, asked: Asked) -> dict[tuple[str, int], int]:
    """The heads that are missing of a set's needs under all rules and given facts of its region; empty where not known."""
    others = [atom for atom in asked.model.guards if atom.kind != "need" and atom not in ward.aside]
    everything = [*others, *(atom for atom in core.atoms if atom.kind == "need")]
    least = asked.least_missing(everything)
    return {} if least is None else asked.missing(everything, least)


def _narrow(core: Core) -> None:
    """Keeps the rules and needs of the members only."""
    kept = set(core.atoms)
    wanted = {(atom.of, atom.first) for atom in kept if atom.kind == "need"}
    needs: list[Heads] = [said for said in core.parts.needs if (said.line, said.day) in wanted]
    core.parts = replace(core.parts, rules=[one for one in core.parts.rules if one.atom in kept], needs=needs)


def _coarse(found: Members, asked: Asked) -> list[Key] | None:
    """The members that are left when every one that can be is left out; a single rule or need is tried before several."""

    def impossible(keys: Sequence[Key]) -> bool | None:
        return asked.impossible(atom for key in keys for atom in found[key])

    keys = sorted(found, key=lambda key: order(key, found[key]))
    if not impossible(keys):
        return None
    for kind in ("rule", "need"):
        several = [key for key in reversed(keys) if key[0] == kind]
        others = [key for key in keys if key[0] != kind]
        if len(several) > 1:
            few = next((some for some in ([], *([key] for key in several)) if impossible([*others, *some])), None)
            keys = keys if few is None else [*few, *others]
    return shrink(sorted(keys, key=lambda key: order(key, found[key])), impossible)


def _finer(core: Core, asked: Asked) -> None:
    """Leave out of each member the people and days without which as many heads are missing as before; of needs over a long
    time whole demand lines."""
    core.missing = (asked.least_missing(core.atoms) or 0) if core.parts.needs else 0
    most = max(0, core.missing - 1)
    tried = sorted(core.atoms, key=lambda atom: (atom.kind == "need", atom.kind == "fact", -(atom.last - atom.first)))
    parts: dict[object, list[Atom]] = {}
    for atom in tried:
        whole = atom.kind == "need" and core.region.last - core.region.first >= MANY_DAYS
        parts.setdefault(atom.of if whole else atom, []).append(atom)
    left = reduce([tuple(part) for part in parts.values()], lambda some: asked.impossible(chain(*some), most))
    kept = set(chain(*left))
    core.members = {key: some for key, atoms in core.members.items() if (some := [a for a in atoms if a in kept])}


def _verify(ward: Ward, core: Core, asked: Asked, clock: Clock) -> None:
    """The set alone is impossible, without presolve; without any one member it is possible."""
    core.verified = core.alone(ward, clock, guarded=False).ask((), presolve=False)[0] == "impossible"
    core.minimal = all(asked.impossible(core.without(part)) is False for part in core.members.values())
