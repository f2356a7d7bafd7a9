"""The findings of a roster kept while it changes: which rules an edit wakes, what they find, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.rosters import Grid, Roster
from scheduler.rules.api import Compare, Finding, Heads, Spread, Statement, cells_of, people_of
from scheduler.rules.costs import finding_cost
from scheduler.rules.evaluate import wakes
from scheduler.rules.evaluate_coupling import judge_spread, person_total
from scheduler.rules.registry import Rule, RuleBook

Key = tuple[str, int, int, tuple[int | str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """Findings that an edit brought and took; one that changed its amount is in both."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]


Cell = tuple[int, int, int]
"""A person, a day, and the choice to stand there."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What edits would bring and take, and by how much the roster would cost more in each layer."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    costs: tuple[int, ...]


class LiveCheck:
    """The findings of every rule over one roster, kept while it changes. Tell it of each edit with `recheck`."""

    def __init__(self, book: RuleBook, roster: Roster) -> None:
        self.book, self.roster, self.frame = book, roster, roster.frame
        self._rules = {rule.setting.id: rule for rule in book.rules}
        self._said: list[tuple[Rule, Statement]] = [(rule, said) for rule in book.rules for said in rule.statements]
        self._own: list[list[int]] = [[] for _ in self.frame.problem.people]
        self._heads: dict[tuple[int, int], list[int]] = {}
        self._index()
        self.refresh()

    def _index(self) -> None:
        for number, (_, said) in enumerate(self._said):
            if isinstance(said, Heads | Compare):
                for cell in cells_of(said):
                    self._heads.setdefault(cell, []).append(number)
            else:
                for person in people_of(said):
                    self._own[person].append(number)

    def refresh(self) -> None:
        """Check everything anew, after changes that were not told one by one."""
        self._costs = [0] * len(self.frame.problem.layers)
        self._found: list[dict[Key, Finding]] = []
        self._totals: dict[int, list[tuple[int | None, bool]]] = {}
        for number, (rule, said) in enumerate(self._said):
            if isinstance(said, Spread):
                self._totals[number] = [person_total(said, self.roster, at) for at in range(len(said.people))]
            found = self._judge(number, self.frame.first, self.frame.last)
            self._found.append(found)
            for finding in found.values():
                self._count(rule, finding, 1)

    def _judge(self, number: int, lo: int, hi: int) -> dict[Key, Finding]:
        rule, said = self._said[number]
        if isinstance(said, Spread):
            spread = judge_spread(said, self._totals[number])
            return {} if spread is None else {key_of(spread): spread}
        return {key_of(f): f for f in rule.template.check(said, self.roster, lo, hi) if f.amount > 0}

    def _count(self, rule: Rule, finding: Finding, sign: int) -> None:
        layer, cost = finding_cost(self.frame, rule.setting, finding)
        if layer is not None:
            self._costs[layer] += sign * cost

    # --- what there is

    def __iter__(self) -> Iterator[Finding]:
        for found in self._found:
            yield from found.values()

    def all(self) -> tuple[Finding, ...]:
        """Every finding, those that were already there included."""
        return tuple(self)

    def costs(self) -> tuple[int, ...]:
        """What the roster costs in each layer, in their order."""
        return tuple(self._costs)

    def broken(self) -> tuple[Finding, ...]:
        """Hard rules broken beyond what was already there. Cover is never among them: it is elastic."""
        return tuple(f for f in self if f.new > 0 and is_hard(self._rules[f.rule]))

    def already(self) -> tuple[Finding, ...]:
        """What the given facts alone break and nothing makes worse."""
        return tuple(f for f in self if f.amount == f.already)

    def rule(self, finding: Finding) -> Rule:
        return self._rules[finding.rule]

    def sentence(self, finding: Finding, lang: str) -> str:
        """The finding in the manager's words; `lang` is fr or en."""
        rule = self._rules[finding.rule]
        return rule.template.sentence(finding, self.frame, rule.setting, lang)

    # --- what changed

    def recheck(self, person: int, days: Iterable[int]) -> Change:
        """What became of the findings after cells of one person changed on those days (choice, lock or real pieces)."""
        touched = sorted(set(days))
        added: list[Finding] = []
        removed: list[Finding] = []
        if touched:
            lo, hi = touched[0], touched[-1]
            for number in self._own[person]:
                said = self._said[number][1]
                if isinstance(said, Spread):  # only this person's total can have changed
                    at = said.people.index(person)
                    self._totals[number][at] = person_total(said, self.roster, at)
                self._update(number, lo, hi, added, removed)
            for number in self._over(person, touched):
                self._update(number, self.frame.first, self.frame.last, added, removed)
        return Change(tuple(added), tuple(removed))

    def _over(self, person: int, days: Iterable[int]) -> list[int]:
        """The statements over heads that count cells of one person on those days."""
        return sorted({number for day in days for number in self._heads.get((person, day), ())})

    def trial(self, cells: Sequence[Cell]) -> Trial:
        """What would become of the findings if these cells held other choices; the roster must be a `Grid`.

        Roster and findings are left exactly as they were, their order included. A cell may be named once.
        """
        grid = self.roster
        assert isinstance(grid, Grid)
        days: dict[int, list[int]] = {}
        for person, day, _ in cells:
            days.setdefault(person, []).append(day)
        numbers = {number for person, some in days.items() for number in (*self._own[person], *self._over(person, some))}
        found = {number: self._found[number] for number in numbers}
        totals = {number: list(self._totals[number]) for number in numbers if number in self._totals}
        costs, held = list(self._costs), [(person, day, grid.at(person, day)) for person, day, _ in cells]
        changes: list[Change] = []
        try:
            for number, known in found.items():
                self._found[number] = dict(known)
            for person, day, choice in cells:
                grid.put(person, day, choice)
            changes = [self.recheck(person, some) for person, some in days.items()]
            more = tuple(now - before for now, before in zip(self._costs, costs, strict=True))
        finally:
            for person, day, choice in reversed(held):
                grid.put(person, day, choice)
            for number, known in found.items():
                self._found[number] = known
            self._totals.update(totals)
            self._costs = costs
        return Trial(*_net(changes), more)

    def _update(self, number: int, lo: int, hi: int, added: list[Finding], removed: list[Finding]) -> None:
        rule, said = self._said[number]
        known = self._found[number]
        now = self._judge(number, lo, hi)
        if not known and not now:
            return
        for key in [key for key, f in known.items() if key not in now and wakes(said, f, self.frame, lo, hi)]:
            self._count(rule, known[key], -1)
            removed.append(known.pop(key))
        for key, finding in now.items():
            old = known.get(key)
            if old == finding and old.extra == finding.extra:
                continue
            if old is not None:
                self._count(rule, old, -1)
                removed.append(old)
            known[key] = finding
            self._count(rule, finding, 1)
            added.append(finding)


def _net(changes: Sequence[Change]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What several rechecks in a row brought and took in all: what came and went again between them is in neither."""
    added: list[Finding] = []
    removed: list[Finding] = []
    for change in changes:
        for finding in change.removed:
            if finding in added:
                added.remove(finding)
            else:
                removed.append(finding)
        added += change.added
    return tuple(added), tuple(removed)


def key_of(finding: Finding) -> Key:
    """What tells a finding from the others of its statement."""
    return finding.level, finding.first, finding.last, finding.key


def is_hard(rule: Rule) -> bool:
    """Whether breaking the rule makes a plan illegal."""
    return rule.setting.hardness == "hard" and rule.setting.template != "COVER"
