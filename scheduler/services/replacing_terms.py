"""What the ranking of replacements counts with, as data: notice, days of recalls, and the order of costs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scheduler.domain.codec import from_json
from scheduler.domain.people import Person
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.time import DAY

POOL, WITHIN, EXCHANGE, RECOVER, PAY = "pool", "within", "exchange", "recover", "pay"
"""The kinds of cost that follow from a roster; all others of the data follow from tags alone."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A kind of cost: lower ranks come first; with `tags` it is that of whoever has one of them."""

    id: str
    rank: int
    name: Text
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Hours of notice below which a reason is needed, days within which recalls count, kinds of cost."""

    notice_hours: int
    recall_days: int
    costs: tuple[Cost, ...]

    @property
    def notice(self) -> int:
        """The notice in minutes."""
        return self.notice_hours * 60

    @property
    def recall(self) -> int:
        """The time within which recalls count, in minutes."""
        return self.recall_days * DAY

    def cost(self, kind: str) -> Cost:
        return next(cost for cost in self.costs if cost.id == kind)

    def by_tag(self, problem: Problem, person: Person) -> Cost | None:
        """The kind of cost that a person's own or his contract's tags say."""
        contract = next((each for each in problem.contracts if each.id == person.contract), None)
        tags = {*person.tags, *(contract.tags if contract is not None else ())}
        return next((cost for cost in self.costs if not tags.isdisjoint(cost.tags)), None)


@cache
def terms() -> Terms:
    """The terms of resources/replacing.toml."""
    data = tomllib.loads((resources.files("resources") / "replacing.toml").read_text("utf-8"))
    found, faults = from_json(Terms, data)
    if found is None:
        raise ValueError("; ".join(fault.say("en") for fault in faults))
    missing = {POOL, WITHIN, EXCHANGE, RECOVER, PAY}.difference(cost.id for cost in found.costs)
    if missing:
        raise ValueError(f"costs: {', '.join(sorted(missing))}")
    return found
