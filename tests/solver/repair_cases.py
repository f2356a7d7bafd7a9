"""Twenty absences from plans of a small ward, with what the plainest model proves of their best repair.

Run: python -m tests.solver.repair_cases [--draw]   proves them anew (some minutes), or others, and writes repair_cases.json
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from scheduler.checking import check_problem
from scheduler.domain.problem import Problem
from scheduler.domain.time import add_days, utc_minute
from solver.questions import NOTICES, RepairAsked
from tests.solver import plain
from tests.solver.repairs import LAW, filled, ward
from tests.solver.small import rule

FILE = Path(__file__).with_suffix(".json")
PEOPLE, DAYS, CASES = 7, 21, 20
SUNDAYS = rule(
    "sundays", "WINDOW", window="rolling", length=21, maximum=2,
    measure={"count": "days", "how": "touch", "on": {"weekdays": [6]}},
)  # fmt: skip
NEED = "JJSN"
ASKED_DAYS = 2
"""How long before the absence it is asked, where notice counts."""


@dataclass(frozen=True)
class Case:
    """A plan, who is absent on days `first` to `last`, and what is proved: heads lacking beyond before, the changes' price."""

    plan: str
    person: int
    first: int
    last: int
    notice: bool
    most: int
    short: int
    price: int

    def question(self) -> RepairAsked:
        before = problem(self.plan)
        cells = [row.split() for row in self.plan.splitlines()]
        for day in range(self.first, self.last + 1):
            cells[self.person][day] = "CA"
        after = filled(before, "\n".join(" ".join(row) for row in cells))
        return RepairAsked(before, after, now=self.now(before), max_changes=self.most, seconds=3600)

    def now(self, before: Problem) -> int | None:
        if not self.notice:
            return None
        return utc_minute(add_days(before.first, self.first - ASKED_DAYS), 0, before.zone)


def problem(plan: str) -> Problem:
    return ward(plan, *LAW, SUNDAYS, need=NEED)


def proved(case: Case) -> Case:
    """The case with what the plainest model says of it."""
    asked = case.question()
    since = case.first - ASKED_DAYS if case.notice else 0
    prices = {day: _price(day - since) if case.notice else 1 for day in range(DAYS)}
    alone = [asked.before.people[case.person].id]
    found = plain.best(asked.before, asked.problem, alone, case.most, prices, since)
    assert found is not None
    return replace(case, short=found.short, price=found.price)


def _price(days: int) -> int:
    """Of a change that comes so many whole days and some hours after it is asked."""
    return next((one.price for one in sorted(NOTICES, key=lambda one: one.minutes) if days * 1440 < one.minutes), 1)


def drawn(chance: random.Random) -> Case | None:
    """A legal plan that covers what can be, otherwise as chance has it, and an absence that leaves something short."""
    empty = problem("\n".join([" ".join("." * DAYS)] * PEOPLE))
    rows = plain.covering(empty, lambda: chance.randrange(10))
    plan = "\n".join(" ".join(row.cells) for row in rows)
    person, length = chance.randrange(PEOPLE), chance.choice((1, 1, 2, 4, 7))
    first = chance.randrange(DAYS - length + 1)
    heads = sum(cell != "R" for cell in rows[person].cells[first : first + length])
    case = Case(plan, person, first, first + length - 1, chance.random() < 0.5, chance.choice((2, 4 * heads, 6 * heads)), 0, 0)
    report = check_problem(case.question().problem)
    return case if heads and report.check is not None and not report.check.broken() else None


def load() -> list[Case]:
    return [Case(**each) for each in json.loads(FILE.read_text("utf-8"))]


def main() -> None:
    drawing = "--draw" in sys.argv
    found = [] if drawing else [proved(case) for case in load()]
    chance = random.Random(4)
    while len(found) < CASES:
        case = drawn(chance)
        case = None if case is None else proved(case)
        if case is not None and (case.short or case.price):
            found.append(case)
            print(len(found), case, flush=True)
    FILE.write_text(json.dumps([asdict(case) for case in found], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
