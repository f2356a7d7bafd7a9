"""From a part of a ward that cannot hold together to a minimal set of its rules, needs and given facts, verified alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.rules.api import Heads
from solver.answers.conflicts.asking import Asked, Clock, reduce, shrink, solve
from solver.answers.conflicts.guarded import Guarded
from solver.answers.conflicts.instances import Atom, Instance
from solver.answers.conflicts.ward import Ward
from solver.model import Cell

MARGIN = 2
"""Days beside the needs of a region whose given facts and rules are looked at too: a duty reaches into the next day."""

Key = tuple[str, ...]
"""What atoms of one member have in common."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some people and days, with the needs on them that are looked at."""

    people: tuple[int, ...]
    first: int
    last: int
    needs: tuple[Heads, ...] = ()

    @property
    def cell_days(self) -> tuple[int, int]:
        """The days of the cells that may be planned here."""
        days = [day for said in self.needs for _, _, cells in said.slots for _, day, _ in cells]
        return min([self.first, *days]), max([self.last, *days])


@dataclass
class Core:
    """A minimal set: its atoms by member; `missing` heads at the least where all of it holds (0: a conflict without needs)."""

    region: Region
    members: dict[Key, list[Atom]]
    instances: list[Instance]
    free: list[Cell]
    loose: list[Cell]
    wide: Asked
    """The whole region: what a relaxation has to make possible there too."""
    missing: int = 0
    lowered: dict[tuple[str, int], int] = field(default_factory=dict)
    """How many heads are missing of which line on which day, in one of the best plans."""
    verified: bool = False
    minimal: bool = False

    @property
    def atoms(self) -> list[Atom]:
        return [atom for atoms in self.members.values() for atom in atoms]


def region_rules(ward: Ward, region: Region, raw: bool = False) -> list[Instance]:
    first, last = region.cell_days
    return ward.instances(region.people, first - MARGIN, last + MARGIN, raw)


def possible(ward: Ward, region: Region, clock: Clock, effort: float) -> str:
    """Whether a region's needs can be met under every hard rule: `possible`, `impossible` or `unknown`."""
    first, last = region.cell_days
    model = Guarded(ward.book, ward.given, ward.free(region.people, first, last), guarded=False)
    for one in region_rules(ward, region):
        model.hold(one)
    for said in region.needs:
        model.need(said)
    model.close()
    return solve(model.model, clock, effort)[0]


def explain(ward: Ward, region: Region, clock: Clock, rules: Sequence[Instance] | None = None, raw: bool = False) -> Core | None:
    """A minimal set of members of a region that cannot hold together; None where they can, or the time is out."""
    first, last = region.cell_days
    held = list(rules) if rules is not None else region_rules(ward, region, raw)
    loose = ward.loose(region.people, first - MARGIN, last + MARGIN)
    free = list(ward.free(region.people, first, last))
    asked = Asked(model_of(ward, free, loose, held, region.needs), clock)
    members = _members(ward, asked.model)
    chosen = _coarse(members, asked)
    if chosen is None:
        return None
    core = Core(region, {key: members[key] for key in chosen}, held, free, loose, asked)
    _narrowed(ward, core, clock)
    return core


def _narrowed(ward: Ward, core: Core, clock: Clock) -> None:
    """Asks a model of the members alone, which is small: what each of them can do without, and whether the claim is true."""
    kept = set(core.atoms)
    core.instances = [one for one in core.instances if one.atom in kept]
    asked = Asked(alone(ward, core, True), clock)
    _finer(core, asked)
    core.members = _apart(core.members, asked)
    kept = set(core.atoms)
    core.instances = [one for one in core.instances if one.atom in kept]
    _lower(core, asked)
    _verify(ward, core, asked, clock)


def needs_of(core: Core) -> list[Heads]:
    wanted = {(atom.of, atom.first) for atom in core.atoms if atom.kind == "need"}
    return [said for said in core.region.needs if (said.line, said.day) in wanted]


def model_of(
    ward: Ward,
    free: Sequence[Cell],
    loose: Sequence[Cell],
    rules: Sequence[Instance],
    needs: Sequence[Heads],
    facts: Sequence[Atom] | None = None,
    guarded: bool = True,
) -> Guarded:
    """Rules, needs and facts (default: all) over cells; what stood in a loose cell without a fact is as open as a free one."""
    model = Guarded(ward.book, ward.given, free, loose, guarded)
    for one in rules:
        model.hold(one)
    for said in needs:
        model.need(said)
    model.facts(ward.facts(loose) if facts is None else facts)
    model.close()
    return model


def alone(ward: Ward, core: Core, guarded: bool) -> Guarded:
    """The members of a set and nothing else."""
    facts = [atom for atom in core.atoms if atom.kind == "fact"]
    return model_of(ward, core.free, core.loose, core.instances, needs_of(core), facts, guarded)


# --- members


def _members(ward: Ward, model: Guarded) -> dict[Key, list[Atom]]:
    """Atoms by what a manager would call one thing: a rule, the need of a shift, a kind of absence."""
    found: dict[Key, list[Atom]] = {}
    for atom in model.guards:
        found.setdefault(_key(ward, atom), []).append(atom)
    return found


def _key(ward: Ward, atom: Atom) -> Key:
    if atom.kind == "rule":
        return "rule", atom.of
    if atom.kind == "need":
        line = next(line for line in ward.frame.demand if line.id == atom.of)
        shift = ("", *line.codes) if line.codes else (f"{line.start}-{line.end}",) if line.start is not None else (line.id,)
        return "need", *("|".join(group) for group in line.skill), *shift
    code = ward.frame.code(ward.frame.by_text[atom.of])
    return "fact", "" if code is None else code.kind


def _coarse(members: dict[Key, list[Atom]], asked: Asked) -> list[Key] | None:
    """The members that are left when every one that can be is left out; a single need is tried before several."""

    def impossible(keys: Sequence[Key]) -> bool | None:
        return asked.impossible(atom for key in keys for atom in members[key])

    keys = sorted(members, key=lambda key: _order(key, members[key]))
    if not impossible(keys):
        return None
    needs = [key for key in keys if key[0] == "need"]
    others = [key for key in keys if key[0] != "need"]
    if len(needs) > 1:
        alone = next((need for need in needs if impossible([*others, need])), None)
        if alone is not None:
            keys = [*others, alone]
    return shrink(keys, impossible)


def _order(key: Key, atoms: Sequence[Atom]) -> tuple[int, int]:
    """Which member to leave out first: rules, those over the longest time before others, then facts, then needs."""
    if key[0] == "rule":
        return 0, -max(atom.last - atom.first for atom in atoms)
    return (1, 0) if key[0] == "fact" else (2, 0)


def _finer(core: Core, asked: Asked) -> None:
    """Leave out of each member the people and days without which as many heads are missing as before."""
    needs = any(atom.kind == "need" for atom in core.atoms)
    core.missing = (asked.least_missing(core.atoms) or 0) if needs else 0
    most = max(0, core.missing - 1)
    order = sorted(core.atoms, key=lambda atom: (atom.kind == "need", atom.kind == "fact", -(atom.last - atom.first)))
    kept = set(reduce(order, lambda atoms: asked.impossible(atoms, most)))
    core.members = {key: left for key, atoms in core.members.items() if (left := [a for a in atoms if a in kept])}


def _apart(members: dict[Key, list[Atom]], asked: Asked) -> dict[Key, list[Atom]]:
    """Facts told one by one where each of them is needed: stretch by stretch, else person by person, else kind by kind."""
    facts = [atom for key, atoms in members.items() if key[0] == "fact" for atom in atoms]
    others = {key: atoms for key, atoms in members.items() if key[0] != "fact"}
    rest = [atom for atoms in others.values() for atom in atoms]
    for told in (_by_stretch(facts), _by_person(facts)):
        if all(asked.impossible([*rest, *(atom for atom in facts if atom not in set(part))]) is False for part in told.values()):
            return others | told
    return members


def _by_stretch(facts: Sequence[Atom]) -> dict[Key, list[Atom]]:
    """Facts by person and code, the days of each without a hole."""
    found: dict[Key, list[Atom]] = {}
    last: Atom | None = None
    key: Key = ()
    for atom in sorted(facts, key=lambda atom: (atom.people, atom.first)):
        if last is None or (atom.people, atom.of, atom.first) != (last.people, last.of, last.first + 1):
            key = "fact", str(atom.people[0]), str(atom.first)
        found.setdefault(key, []).append(atom)
        last = atom
    return found


def _by_person(facts: Sequence[Atom]) -> dict[Key, list[Atom]]:
    found: dict[Key, list[Atom]] = {}
    for atom in facts:
        found.setdefault(("fact", str(atom.people[0])), []).append(atom)
    return found


def _lower(core: Core, asked: Asked) -> None:
    """Where the missing heads are, in one of the plans in which the fewest are."""
    if not core.missing:
        return
    found, solver = asked.ask(core.atoms, core.missing)
    if found == "possible":
        for (line, day), variable in asked.model.short.items():
            if solver.value(variable):
                core.lowered[line, day] = solver.value(variable)


def _verify(ward: Ward, core: Core, asked: Asked, clock: Clock) -> None:
    """The set alone is impossible, without presolve; without any one member it is possible."""
    core.verified = solve(alone(ward, core, False).model, clock, presolve=False)[0] == "impossible"
    core.minimal = all(
        asked.impossible(a for other, atoms in core.members.items() if other != key for a in atoms) is False
        for key in core.members
    )
