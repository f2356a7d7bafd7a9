"""Live check of a roster, and the check of a whole ward or plan, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.errors import Fault
from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.domain.validate_rosters import plan_faults
from scheduler.rule_faults import rule_faults as rule_faults
from scheduler.rule_faults import unknown_rule as unknown_rule
from scheduler.rule_faults import unknown_rules as unknown_rules
from scheduler.rules.api import Finding
from scheduler.rules.costs import finding_cost
from scheduler.rules.live import Cell as Cell
from scheduler.rules.live import LiveCheck as LiveCheck
from scheduler.rules.live import Trial as Trial
from scheduler.rules.live import is_hard as is_hard
from scheduler.rules.registry import bind


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. With `faults` the plan does not fit the ward (or a setting is wrong) and `check` is None.

    `unknown` are settings whose template this version does not have: they were not checked.
    """

    check: LiveCheck | None
    faults: tuple[Fault, ...] = ()
    unknown: tuple[RuleSetting, ...] = ()

    @property
    def legal(self) -> bool:
        """Whether the plan fits and breaks no hard rule beyond what was already there."""
        return self.check is not None and not self.check.broken()


def check_problem(problem: Problem, rows: Sequence[Row] | None = None) -> Report:
    """Check a ward's roster, or a plan's rows (over the horizon) laid over its given facts.

    A plan fills free cells only: a cell that contradicts a given fact, or that claims a fact which the ward does not hold
    (an absence), is a fault.
    """
    frame = Frame(problem)
    book = bind(frame)
    faults = list(book.faults)
    grid = Grid.of(frame)
    if rows is not None:
        wrong = plan_faults(problem, Plan("", tuple(rows)))
        faults += wrong or _lay(frame, grid, rows)
    if faults:
        return Report(None, tuple(faults), book.unknown)
    return Report(LiveCheck(book, grid), (), book.unknown)


def _lay(frame: Frame, grid: Grid, rows: Sequence[Row]) -> list[Fault]:
    """Write a plan's cells into the free cells of a grid; what stood there was a proposal and goes."""
    wrong = []
    for row in rows:
        person = frame.person_index[row.person]
        for day, text in enumerate(row.cells):
            choice = frame.parse(text)
            place = f"rows[{row.person}] {frame.date(day).isoformat()}"
            if grid.fixed(person, day):
                fact = frame.text(grid.at(person, day))
                if text not in ("", fact):
                    given = Text(f"le fait donné « {fact} »", f"the given fact '{fact}'")
                    wrong.append(Fault(place, text, given))
            elif choice is None or (choice != BLANK and not frame.planned[choice]):
                wrong.append(Fault(place, text, Text("un code que le plan peut choisir", "a code that a plan may choose")))
            else:
                grid.put(person, day, choice)
    return wrong


def report_json(report: Report, lang: str) -> dict[str, Any]:
    """A report as JSON data: `releve check --json`."""
    check = report.check
    layers = [] if check is None else zip(check.frame.problem.layers, check.costs(), strict=True)
    return {
        "legal": report.legal,
        "costs": [{"layer": layer.id, "value": value} for layer, value in layers],
        "findings": [] if check is None else [finding_json(check, finding, lang) for finding in check.all()],
        "faults": [
            {"place": fault.place, "value": fault.value, "expected": fault.expected.get(lang)} for fault in report.faults
        ],
        "unknown": [setting.id for setting in report.unknown],
    }


def finding_json(check: LiveCheck, finding: Finding, lang: str) -> dict[str, Any]:
    """One finding as JSON data, with its sentence; `hard` says that it belongs to a rule that makes a plan illegal."""
    frame, rule = check.frame, check.rule(finding)
    layer, cost = finding_cost(frame, rule.setting, finding)
    return {
        "rule": finding.rule,
        "template": rule.setting.template,
        "level": finding.level,
        "hard": is_hard(rule),
        "people": [frame.problem.people[person].id for person in finding.people],
        "first": frame.date(finding.first).isoformat(),
        "last": frame.date(finding.last).isoformat(),
        "value": finding.value,
        "limit": finding.limit,
        "amount": finding.amount,
        "already": finding.already,
        "new": finding.new,
        "layer": None if layer is None else frame.problem.layers[layer].id,
        "cost": cost,
        "sentence": check.sentence(finding, lang),
    }
