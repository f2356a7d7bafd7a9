"""What a search gives back: a roster, its costs and proved bounds, and the record that lets the run be made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.problem import PackRef, Row
from scheduler.domain.text import Text

LayerStatus = Literal["closed", "held", "open"]
"""closed: the value is proved best; held: kept at its value and not proved; open: not minimised yet."""

PlanStatus = Literal["optimal", "feasible", "infeasible", "unknown", "stopped"]
"""optimal: every layer closed; feasible: a legal plan, not proved best; infeasible: proved that there is no legal
plan; unknown: none found in the time given; stopped: cancelled by a person, with the best plan until then, if any."""


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What a layer of the objective costs, and below what it cannot come (None: no bound proved)."""

    layer: str
    value: int
    bound: int | None = None
    status: LayerStatus = "open"

    @property
    def gap(self) -> float | None:
        """Share of the value that is not proved necessary, 0 to 1 for values and bounds that are not negative."""
        return None if self.bound is None else (self.value - self.bound) / max(1, self.value)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything that made a plan: the problem's digest, the versions, the limits, and what came of it.

    `started` is an ISO instant in UTC; `wall_seconds` and `cpu_seconds` cover the whole run, reading included.
    `first_plan_objective` is the first plan's value in each layer, in their order.
    """

    problem_digest: str
    ward: str
    program_version: str
    solver_version: str
    seed: int
    workers: int
    started: str
    wall_seconds: float
    status: PlanStatus
    pack: PackRef | None = None
    seconds: float | None = None
    effort: int | None = None
    first_plan_seconds: float | None = None
    first_plan_objective: tuple[int, ...] | None = None
    layers: tuple[LayerResult, ...] = ()
    cpu_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal for the days of the horizon; `messages` are the audit's sentences on what cannot be met.

    `rows` is empty where no plan was found. `problem_digest` names the problem that the plan answers.
    """

    problem_digest: str
    rows: tuple[Row, ...] = ()
    layers: tuple[LayerResult, ...] = ()
    status: PlanStatus = "unknown"
    messages: tuple[Text, ...] = ()
    record: RunRecord | None = None
