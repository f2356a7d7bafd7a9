"""What would make a conflict possible, one thing at a time: each verified on the conflict's own model, the cheapest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from scheduler.domain.codes import Code
from scheduler.domain.demand import DayNeed
from scheduler.domain.problem import CellRef
from scheduler.domain.settings import Override, RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Compare
from solver.answers.conflicts import costs, offers
from solver.answers.conflicts.asking import Asked, Clock, Over, reduce
from solver.answers.conflicts.change import changes
from solver.answers.conflicts.core import Core
from solver.answers.conflicts.found import NewNeed, Relaxation, RelaxationKind
from solver.answers.conflicts.instances import Atom
from solver.answers.conflicts.members import Key
from solver.answers.conflicts.outside import outside
from solver.answers.conflicts.regions import AROUND, model_of, parts_of, region_of
from solver.answers.conflicts.ward import Ward

MOST_TRIED = 12
"""Rules of which it is asked whether they stand against a relaxation too."""

MOST_OF_A_KIND = 3
"""Relaxations of one member told at most: others like them are for other people."""


def relaxations(ward: Ward, core: Core, clock: Clock) -> tuple[Relaxation, ...]:
    """The single relaxations of a conflict, the cheapest first; those that may not be enough come last."""
    found: list[Relaxation] = []
    with suppress(Over):
        search = _Search(ward, _widened(ward, core), clock)
        for offered in (search.needs, search.facts, search.rules):
            for each in offered():
                found.append(each)
    return tuple(sorted(found, key=lambda each: (not each.enough, each.cost)))


def _widened(ward: Ward, core: Core) -> Core:
    """With the rules of the days around, where it is of needs of a few days only."""
    region = core.region
    if not region.people or not region.needs or region.last - region.first >= AROUND:
        return core
    parts = parts_of(ward, region_of(ward, region.people, region.first - AROUND, region.last + AROUND))
    return replace(core, around=parts.rules, wide=None, beside=parts)


class _Search:
    def __init__(self, ward: Ward, core: Core, clock: Clock) -> None:
        self.ward, self.core, self.clock = ward, core, clock
        rules = {atom.of for atom in core.atoms if atom.kind == "rule"}
        parts = replace(core.parts, rules=[one for one in core.around if one.setting.id in rules])
        self.asked = model_of(ward, parts, clock, None, core.before)
        if core.wide is None:
            self.wide = model_of(ward, core.wide_parts, clock, None, core.before)
        else:
            self.wide = Asked(core.wide.model, clock, core.before)
        kept = set(core.atoms)
        self.around = [atom for atom in self.wide.model.guards if atom not in kept and atom.kind != "need"]
        self.given = [atom for atom in self.asked.model.guards if atom not in kept]
        """Given facts, and the same rules at other times, that are not in the set: of some that would do as well it holds only
        as many as it takes."""

    # --- what can be left out

    def _enough(self, gone: Sequence[Atom], wide: bool) -> bool:
        """Whether the conflict's rules and needs with all given facts, or with `wide` all of its region too, are possible
        without some atoms."""
        left = self.core.without(gone)
        if self.asked.impossible([*left, *self.given]) is not False:
            return False
        return not wide or self.wide.impossible([*left, *self.around]) is False

    def _ways(self, atoms: Sequence[Atom]) -> Iterator[tuple[list[Atom], bool]]:
        """Sets of atoms of a member that are enough to leave out, as small as can be: of one person where that is enough; and
        whether they are enough beside everything else in the region."""
        wide = self._enough(atoms, True)
        single = 0
        for people in sorted({atom.people for atom in atoms}):
            own = [atom for atom in atoms if atom.people == people]
            if single < MOST_OF_A_KIND and self._enough(own, wide):
                single += 1
                yield self._least(own, wide), wide
        if not single and self._enough(atoms, wide):
            yield self._least(atoms, wide), wide

    def _least(self, atoms: Sequence[Atom], wide: bool) -> list[Atom]:
        return reduce(atoms, lambda some: self._enough(some, wide))

    def _against(self, gone: Sequence[Atom]) -> Text:
        """What may stand against the same where these are left out: a rule by name, where it alone does."""
        left = [*self.core.without(gone), *self.around]
        if self.wide.impossible(left):
            own = {atom.of for atom in gone}
            others = dict.fromkeys(atom.of for atom in left if atom.kind == "rule" and atom.of not in own)
            for rule in list(others)[:MOST_TRIED]:
                if self.wide.impossible([atom for atom in left if atom.kind != "rule" or atom.of != rule]) is False:
                    return offers.against(next(one.setting for one in self.core.around if one.setting.id == rule))
        return offers.MAY_NOT_SUFFICE

    def _warned(self, offered: Iterable[Relaxation], gone: Sequence[Atom]) -> Iterator[Relaxation]:
        """What is offered, with a word on what stands against it too where it may not be enough to leave these out."""
        against: Text | None = None
        for each in offered:
            if each.enough:
                yield each
                continue
            against = against or self._against(gone)
            yield replace(each, text=Text(f"{each.text.fr} {against.fr}", f"{each.text.en} {against.en}"))

    def _members(self, kind: str) -> Iterator[tuple[Key, list[Atom]]]:
        return ((key, atoms) for key, atoms in self.core.members.items() if key[0] == kind)

    # --- given facts

    def facts(self) -> Iterator[Relaxation]:
        """Cells unlocked; leave, training moved. An absence cannot be."""
        frame = self.ward.frame
        for _, atoms in self._members("fact"):
            kinds = {atom: frame.code(frame.by_text[atom.of]) for atom in atoms}
            movable = [atom for atom, code in kinds.items() if code is None or code.kind != "absence"]
            yield from self._warned((self._freed(way, kinds, wide) for way, wide in self._ways(movable)), movable)

    def _freed(self, way: list[Atom], kinds: Mapping[Atom, Code | None], enough: bool) -> Relaxation:
        frame = self.ward.frame
        cells = tuple(CellRef(frame.problem.people[atom.people[0]].id, frame.date(atom.first)) for atom in way)
        codes = [kinds[atom] for atom in way]
        locks = all(code is None or code.planned for code in codes)
        count = Counter(
            costs.UNLOCK if code is None or code.planned
            else costs.TRAINING if code.kind == "training" else costs.LEAVE
            for code in codes
        )  # fmt: skip
        price = costs.price(*count.items())
        return _offer("unlock" if locks else "free", price, offers.freed(frame, way, locks), freed=cells, enough=enough)

    # --- rules

    def rules(self) -> Iterator[Relaxation]:
        """A rule lifted for people on dates, its figure changed to what is just needed, or set soft."""
        for _, atoms in self._members("rule"):
            setting = next(one.setting for one in self.core.parts.rules if one.atom.of == atoms[0].of)
            yield from self._warned(self._relaxed(setting, atoms), atoms)

    def _relaxed(self, setting: RuleSetting, atoms: Sequence[Atom]) -> Iterator[Relaxation]:
        frame = self.ward.frame
        for way, wide in self._ways(atoms):
            price = costs.price((costs.of_rule(costs.LIFT, setting), len({(atom.people, atom.first) for atom in way})))
            text = offers.lifted(frame, setting, way)
            acts = tuple(
                Override(
                    setting.id, tuple(frame.problem.people[p].id for p in sorted(atom.people)),
                    frame.date(max(self._first(atom), frame.first)), frame.date(min(atom.last, frame.last)), text.fr, "",
                )
                for atom in _joined(way)
            )  # fmt: skip
            yield _offer("lift", price, text, overrides=acts, enough=wide)
        yield from changes(self.ward, self.core, setting, self.clock)
        soft = replace(setting, hardness="soft", layer=setting.layer or _soft_layer(self.ward))
        price = costs.price((costs.of_rule(costs.SOFTEN, setting), 1))
        others = [atom for atom in [*self.core.atoms, *self.around] if atom.kind != "rule" or atom.of != setting.id]
        enough = self.wide.impossible(others) is False
        yield _offer("soften", price, offers.softened(setting), settings=(soft,), enough=enough)

    def _first(self, atom: Atom) -> int:
        """The first day of a rule's instance. Who works beside whom in the morning is told by the night before too."""
        lefts = [
            one.left
            for one in self.core.parts.rules
            if isinstance(one.said, Compare) and one.atom.people == atom.people and atom.first <= one.atom.first <= atom.last
        ]
        return min([atom.first, *lefts])

    # --- needs

    def needs(self) -> Iterator[Relaxation]:
        """The need lowered by what is missing, or that given to outside staff."""
        frame, lowered = self.ward.frame, self.core.lowered
        if not lowered:
            return
        heads = {key: n + self.core.before.get(key, 0) for key, n in lowered.items()}
        lines = {line.id: line for line in frame.problem.demand}
        if all(line in lines for line, _ in lowered):
            new = tuple(NewNeed(line, self._lower(line, day, n)) for (line, day), n in heads.items())
            text = offers.lowered(frame, heads, {key: self.ward.needs[key].minimum or 0 for key in heads})
            yield _offer("lower", costs.price((costs.LOWER, sum(heads.values()))), text, needs=new)
        added = outside(self.ward, heads)
        if added is not None:
            people, rows, locks = added
            text = offers.outside(frame, heads)
            price = costs.price((costs.OUTSIDE, sum(heads.values())))
            yield _offer("outside", price, text, people=people, rows=rows, locks=locks)

    def _lower(self, line: str, day: int, missing: int) -> DayNeed:
        said = self.ward.needs[line, day]
        return DayNeed(self.ward.frame.date(day), (said.minimum or 0) - missing, said.target, said.maximum)


def _offer(kind: RelaxationKind, price: costs.Price, text: Text, **edits: Any) -> Relaxation:
    return Relaxation(kind, price.points, text, price.text, **edits)


def _joined(atoms: Sequence[Atom]) -> list[Atom]:
    """Instances of the same people with days in common, or beside each other, as one stretch."""
    out: list[Atom] = []
    for atom in sorted(atoms, key=lambda atom: (atom.people, atom.first)):
        if out and out[-1].people == atom.people and atom.first <= out[-1].last + 1:
            out[-1] = replace(out[-1], last=max(out[-1].last, atom.last))
        else:
            out.append(atom)
    return out


def _soft_layer(ward: Ward) -> str:
    """The layer after that of minimum cover: where rules that a person set soft are counted."""
    layers = ward.frame.problem.layers
    return layers[min(1, len(layers) - 1)].id if layers else ""
