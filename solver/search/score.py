"""What a roster costs, layer by layer, and whether it is legal: by the evaluator, never by the model that made it."""

from __future__ import annotations

from scheduler.domain.rosters import Grid
from scheduler.rules.api import Finding
from scheduler.rules.costs import finding_cost
from scheduler.rules.evaluate import evaluate
from scheduler.rules.registry import RuleBook


def score(book: RuleBook, grid: Grid) -> tuple[tuple[int, ...], list[Finding]]:
    """Cost of each layer, and the findings of hard rules that go beyond what was already there."""
    costs = [0] * len(book.frame.problem.layers)
    broken = []
    for rule in book.rules:
        setting = rule.setting
        for statement in rule.statements:
            for finding in evaluate(statement, grid):
                layer, cost = finding_cost(book.frame, setting, finding)
                if layer is not None:
                    costs[layer] += cost
                elif setting.hardness == "hard" and setting.template != "COVER" and finding.new > 0:
                    broken.append(finding)
    return tuple(costs), broken
