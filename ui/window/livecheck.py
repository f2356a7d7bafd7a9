"""Checks a roster against its rules, all of a person's statements after each edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduler.domain.rosters import Grid
from scheduler.rules.api import Finding
from scheduler.rules.registry import RuleBook


@dataclass(frozen=True, slots=True)
class Change:
    """Findings that an edit brought and took."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]


class LiveCheck:
    """The findings of every rule over one roster, kept as it changes."""

    def __init__(self, book: RuleBook, roster: Grid) -> None:
        self.book, self.roster = book, roster
        self.rules = {rule.setting.id: rule for rule in book.rules}
        self.known = self._every(roster, roster.only_fixed())

    def _every(self, roster: Grid, fixed: Grid) -> set[Finding]:
        frame = roster.frame
        found = set()
        for rule in self.book.rules:
            for statement in rule.statements:
                given = {
                    (f.level, f.people, f.first, f.last, f.key): f.amount
                    for f in rule.template.check(statement, fixed, frame.first, frame.last)
                }
                for f in rule.template.check(statement, roster, frame.first, frame.last):
                    if f.amount > 0:
                        had = given.get((f.level, f.people, f.first, f.last, f.key), 0)
                        found.add(replace(f, already=min(f.amount, had)))
        return found

    def all(self) -> list[Finding]:
        return list(self.known)

    def recheck(self, person: int, days: Iterable[int]) -> Change:
        now = self._every(self.roster, self.roster.only_fixed())
        change = Change(tuple(now - self.known), tuple(self.known - now))
        self.known = now
        return change

    def sentence(self, finding: Finding, lang: str) -> str:
        rule = self.rules[finding.rule]
        return rule.template.sentence(finding, self.roster.frame, rule.setting, lang)
