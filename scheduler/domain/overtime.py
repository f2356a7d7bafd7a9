"""Overtime in the grid: which work codes may also be worked as overtime, as the ward's settings say, and who accepts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.domain.codes import WORK, Code, Select
from scheduler.domain.problem import Problem
from scheduler.domain.records import shape
from scheduler.domain.settings import RuleSetting
from scheduler.domain.shapes import Faults

OVERTIME = "overtime"
"""Tag of all work that is overtime."""

MARK = "*"
"""Stands in a cell's text after a code that is worked as overtime."""

TEMPLATE = "OVERTIME"
"""The rule template whose settings allow and price it; without one that is on, nobody is given any."""


def terms(problem: Problem) -> Iterator[RuleSetting]:
    """The ward's settings of overtime that are on; their scope says who accepts it."""
    return (setting for setting in problem.settings if setting.template == TEMPLATE and setting.hardness != "off")


def allowed(problem: Problem, code: Code) -> bool:
    """Whether a code may be planned as overtime as well."""
    works = code.planned and code.kind == "work" and code.works
    return works and any(_codes(setting).holds(code) for setting in terms(problem))


def _codes(setting: RuleSetting) -> Select:
    """The codes that a setting allows; where they cannot be read, which is told elsewhere, all work."""
    given = setting.params.get("codes")
    found: Faults = []
    select = shape(Select).read(given, "", found) if isinstance(given, Mapping) else None
    return select if isinstance(select, Select) and not found else WORK
