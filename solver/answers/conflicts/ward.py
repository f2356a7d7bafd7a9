"""What the search for conflicts knows of a ward: the given facts, hard rules by person, needs, and what is broken already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from scheduler.domain.demand import DemandLine
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Compare, Finding, Heads, Hole, Stated, Statement, Total, people_of
from scheduler.rules.evaluate_coupling import least
from scheduler.rules.registry import Rule, RuleBook
from solver.answers.conflicts.instances import Atom, Instance, instances
from solver.answers.conflicts.leaner import Leaner
from solver.answers.conflicts.witness import shortages
from solver.model import Cell


class Ward:
    """A rule book with its given facts. Needs that were found not to be met are lowered here, rules set aside."""

    def __init__(self, book: RuleBook, grid: Grid) -> None:
        self.book, self.frame = book, book.frame
        self.given = grid.only_fixed()
        self.plan, self.stands = grid, shortages(book, grid)
        """What the plan that stands leaves short; None where it shows nothing."""
        self.aside: set[Atom] = set()
        self.coefficients: dict[Any, Any] = {}
        """What the choices of each day count in a window: the same in every model."""
        self.needs: dict[tuple[str, int], Heads] = {
            (said.line, said.day): said
            for rule in book.rules
            for said in rule.statements
            if isinstance(said, Heads) and said.minimum
        }
        """The minimum of each demand line on each day, as the ward has it."""
        self.lowered: dict[tuple[str, int], int] = {}
        """The heads of these that conflicts found already lack."""

    def shown(self, needs: Iterable[Heads]) -> bool:
        """Whether the plan that stands shows that these needs, lowered by what was found missing, can be met."""
        short, lowered = self.stands, self.lowered
        return short is not None and all(
            short.get((said.line, said.day), 0) <= lowered.get((said.line, said.day), 0) for said in needs
        )

    # --- rules

    @cached_property
    def hard(self) -> list[Rule]:
        return [rule for rule in self.book.rules if rule.setting.hardness == "hard" and rule.setting.template != "COVER"]

    @cached_property
    def coupled(self) -> list[tuple[int, ...]]:
        """The people of each hard rule about several."""
        sets = {people_of(said) for rule in self.hard for said in rule.statements if not isinstance(said, Stated | Heads)}
        return [tuple(sorted(people)) for people in sets if len(people) > 1]

    def set_aside(self, members: Mapping[tuple[str, ...], list[Atom]]) -> bool:
        """Leaves the rule with the fewest instances of a conflict out of what is looked at from now on; false where it has
        none."""
        rules = sorted((atoms for key, atoms in members.items() if key[0] == "rule"), key=len)
        self.aside.update(rules[0] if rules else ())
        return bool(rules)

    @cached_property
    def _by_person(self) -> list[list[tuple[Rule, Statement]]]:
        found: list[list[tuple[Rule, Statement]]] = [[] for _ in self.frame.problem.people]
        for rule in self.hard:
            for said in rule.statements:
                if isinstance(said, Stated | Heads):
                    continue
                for person in people_of(said):
                    found[person].append((rule, said))
        return found

    def instances(self, people: Iterable[int], first: int, last: int, raw: bool = False) -> list[Instance]:
        """The instances of hard rules over these people whose cells all lie within these days or the history.

        Unless `raw`, what the given facts alone break is no longer asked: it is already there.
        """
        seen: set[int] = set()
        out = []
        for person in people:
            for rule, said in self._by_person[person]:
                if id(said) in seen:
                    continue
                seen.add(id(said))
                for one in self._taken_apart(rule, said):
                    within = one.right >= first and (one.left >= first or first <= 0) and one.right <= last
                    if within and one.atom not in self.aside:
                        found = one if raw else self._as_given(one)
                        if found is not None:
                            out.append(self._lean(found))
        return out

    def _lean(self, one: Instance) -> Instance:
        known = self._leaned.get(id(one))
        if known is None:
            known = self._leaned[id(one)] = one, replace(one, said=self._leaner(one.said))
        return known[1]

    @cached_property
    def _leaned(self) -> dict[int, tuple[Instance, Instance]]:
        """Instances made leaner, by the identity of the first, which is kept."""
        return {}

    def _taken_apart(self, rule: Rule, said: Statement) -> list[Instance]:
        known = self._parts.get(id(said))
        if known is None:
            known = self._parts[id(said)] = list(instances(self.frame, rule.setting, said))
        return known

    @cached_property
    def _leaner(self) -> Leaner:
        options = [tuple(choices) for choices in self.frame.options]

        def held(person: int, day: int) -> tuple[int, ...]:
            there = self.given.at(person, day)
            if not self.given.fixed(person, day) or (self._loose(person, day) and there in options[person]):
                return options[person]
            return (*options[person], there) if self._loose(person, day) else (there,)

        return Leaner(self.given, held)

    @cached_property
    def _parts(self) -> dict[int, list[Instance]]:
        return {}

    # --- what the given facts break alone

    @cached_property
    def resting(self) -> Grid:
        """Everyone at rest in every free cell: what is then broken is a minimum, or already there."""
        grid, rest = self.given.copy(), self.frame.rest
        for person, day in self.free(range(len(self.frame.problem.people)), 0, self.frame.last):
            grid.put(person, day, rest)
        return grid

    @cached_property
    def findings(self) -> dict[tuple[str, tuple[int, ...]], list[Finding]]:
        """What the hard rules find where everyone rests, by rule and people."""
        found: dict[tuple[str, tuple[int, ...]], list[Finding]] = {}
        for rule in self.hard:
            for said in rule.statements:
                if isinstance(said, Stated | Heads):
                    continue
                for each in rule.template.check(said, self.resting, self.frame.first, self.frame.last):
                    if each.last >= 0:
                        found.setdefault((rule.setting.id, tuple(sorted(people_of(said)))), []).append(each)
        return found

    def _as_given(self, one: Instance) -> Instance | None:
        """An instance less what the given facts break alone; None where nothing is left of it."""
        broken = self.findings.get((one.setting.id, one.atom.people), ())
        hits = [each for each in broken if each.already and each.first >= one.left and each.last <= one.right]
        if not hits:
            return one
        said = one.said
        if isinstance(said, Total):
            own = {each.level: each.already for each in hits if (each.first, each.last) == (one.atom.first, one.atom.last)}
            ((low, high),) = said.limits
            limits = (
                None if low is None else low - own.get("minimum", 0),
                None if high is None else high + own.get("maximum", 0),
            )
            return replace(one, said=replace(said, limits=(limits,)))
        if isinstance(said, Hole):
            already = max((each.already for each in hits if each.first == one.atom.first), default=0)
            return replace(one, said=replace(said, need=said.need - already))
        if isinstance(said, Compare):
            (part,) = said.parts
            fixed, at = self.given.fixed, self.given.at
            rows = tuple((cells, max(limit, least(self.frame, cells, fixed, at))) for cells, limit in part.rows)
            return replace(one, said=replace(said, parts=(replace(part, rows=rows),)))
        return None

    # --- cells

    def free(self, people: Iterable[int], first: int, last: int) -> Iterator[Cell]:
        days = range(max(0, first), min(last, self.frame.last) + 1)
        return ((person, day) for person in people for day in days if not self.given.fixed(person, day))

    def loose(self, people: Iterable[int], first: int, last: int) -> list[Cell]:
        """Given facts of the horizon that a manager could take back: not the days outside the ward, nor what was worked."""
        days = range(max(0, first), min(last, self.frame.last) + 1)
        return [(person, day) for person in people for day in days if self._loose(person, day)]

    def _loose(self, person: int, day: int) -> bool:
        if not self.given.fixed(person, day) or self.given.special(person, day) is not None:
            return False
        code = self.frame.code(self.given.at(person, day))
        return (code is None or code.kind != "blocked") and self.frame.employed(person, day)

    def facts(self, cells: Iterable[Cell]) -> list[Atom]:
        """Given facts, an atom a cell."""
        return [
            Atom("fact", self.frame.text(self.given.at(person, day)), (person,), day, day) for person, day in cells
        ]

    # --- who serves what

    @cached_property
    def lines(self) -> dict[str, DemandLine]:
        return {line.id: line for line in self.frame.demand}

    @cached_property
    def groups(self) -> list[tuple[int, ...]]:
        """People who serve needs in common, or in a chain of them."""
        parent = list(range(len(self.frame.problem.people)))

        def root(at: int) -> int:
            while parent[at] != at:
                parent[at] = parent[parent[at]]
                at = parent[at]
            return at

        serving: set[int] = set()
        seen: set[frozenset[tuple[int, frozenset[int]]]] = set()
        for said in self.needs.values():
            serving_it = frozenset((person, choices) for _, _, cells in said.slots for person, _, choices in cells)
            if serving_it in seen:
                continue
            seen.add(serving_it)
            able = sorted({p for p, choices in serving_it if not choices.isdisjoint(self.frame.options[p])})
            serving.update(able)
            for person in able[1:]:
                parent[root(person)] = root(able[0])
        found: dict[int, list[int]] = {}
        for person in sorted(serving):
            found.setdefault(root(person), []).append(person)
        return [tuple(people) for people in found.values()]

    def needs_of(self, people: tuple[int, ...], first: int, last: int) -> list[Heads]:
        """The needs of these days that these people serve."""
        own = set(people)
        return [
            said
            for (_, day), said in self.needs.items()
            if first <= day <= last and any(person in own for _, _, cells in said.slots for person, _, _ in cells)
        ]

    def orphans(self) -> list[Heads]:
        """Needs that nobody can serve."""
        served = {person for people in self.groups for person in people}
        return [
            said
            for said in self.needs.values()
            if not any(person in served for _, _, cells in said.slots for person, _, _ in cells)
        ]
