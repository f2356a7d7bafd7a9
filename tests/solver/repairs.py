"""Small plans and what happens to them, as text grids; a repair asked in this process, and read back as a grid."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from scheduler.domain.demand import DemandLine
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.settings import Layer, RuleSetting
from scheduler.domain.text import same
from scheduler.domain.time import add_days
from solver.answers.repair import repair
from solver.answers.standing import Wards
from solver.questions import Alternative, RepairAsked, Repairs
from tests.solver import small

REST = small.rule("rest", "RESTGAP", minutes=720)
LAYERS = tuple(Layer(name, same(name)) for name in ("cover", "house", "target", "hours", "comfort"))

LAW = (*(each for each in small.law() if each.id != "sunday"), small.rule(
    "sunday", "RESTBLOCK", period="fortnight", days=2, contains=[6], busy=small.to_select(("leave",))
))  # fmt: skip


def line(code: str, need: int = 1, **more: Any) -> DemandLine:
    return DemandLine(code, same(code), (("IDE",),), (code,), minimum=need, **more)


def ward(plan: str, *settings: RuleSetting, need: str = "J", **more: Any) -> Problem:
    """A ward of as many people as the plan has lines, with it as roster; `need` names one line of demand a letter."""
    rows = [row.split() for row in plan.strip().splitlines()]
    problem = small.ward(len(rows), len(rows[0]), *settings)
    counts = {code: need.count(code) for code in dict.fromkeys(need)}
    demand = tuple(line(code, count) for code, count in counts.items())
    return filled(replace(problem, demand=demand, layers=LAYERS, **more), plan)


def filled(problem: Problem, plan: str) -> Problem:
    """The ward with other cells in its horizon; `.` is undecided, and `!` after a code locks the cell."""
    rows = [row.split() for row in plan.strip().splitlines()]
    known = {row.person: row.cells[: problem.history_days] for row in problem.roster}
    people = [person.id for person in problem.people]
    cells = [tuple("" if cell == "." else cell.rstrip("!") for cell in row) for row in rows]
    locks = tuple(
        CellRef(who, add_days(problem.first, day))
        for who, row in zip(people, rows, strict=True)
        for day, cell in enumerate(row)
        if cell.endswith("!")
    )
    roster = tuple(Row(who, (*known.get(who, ()), *row)) for who, row in zip(people, cells, strict=True))
    return replace(problem, roster=roster, locks=locks)


def asked(before: Problem, after: str | Problem, **more: Any) -> Repairs:
    """The answer of the engine to what happened."""
    problem = filled(before, after) if isinstance(after, str) else after
    return repair(RepairAsked(before, problem, **{"seconds": 600, **more}), Wards(), threading.Event())


def grid(found: Repairs | Alternative, at: int = 0) -> str:
    """An alternative as a text grid."""
    one = found.alternatives[at] if isinstance(found, Repairs) else found
    return "\n".join(" ".join(cell or "." for cell in row.cells) for row in one.rows)


def text(rows: str) -> str:
    """A text grid without its indentation and marks."""
    return "\n".join(" ".join(row.replace("!", "").split()) for row in rows.strip().splitlines())


def moves(one: Alternative) -> list[str]:
    """Its changes: the person's place, the day, from what to what."""
    return [f"{change.person[-1]} {change.date.day} {change.before or '.'}>{change.after or '.'}" for change in one.changes]
