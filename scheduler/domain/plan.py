"""What a search gives back: a roster, its costs and proved bounds, and the record that lets the run be made again."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from scheduler.domain.problem import PackRef, Row
from scheduler.domain.text import LANGUAGES, Text

LayerStatus = Literal["closed", "held", "open"]
"""closed: the value is proved best; held: kept at its value and not proved; open: not minimised yet."""

PlanStatus = Literal["optimal", "feasible", "infeasible", "unknown", "stopped", "died"]
"""optimal: every layer closed; feasible: a legal plan, not proved best; infeasible: proved that there is no legal
plan; unknown: none found in the time given; stopped: cancelled by a person, with the best plan until then, if any;
died: the solving process ended unexpectedly and could not be replaced; the best plan until then."""


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

    def reached(self, goal: float | None) -> bool:
        """Whether the layer is proved best, or its gap is at most `goal` per cent (None: only proved best will do)."""
        if self.status == "closed" or self.value == 0:
            return True
        return goal is not None and self.gap is not None and 100 * self.gap <= goal


def percent(gap: float, lang: str) -> str:
    """A gap in per cent to one decimal, rounded up: what is said of it is true."""
    return _decimal(ceil(1000 * gap - 1e-9) / 10, 1, lang) + " %"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Everything that made a plan: the problem's digest, the versions, the limits, and what came of it.

    `started` is an ISO instant in UTC, when the run was asked for. `wall_seconds` and `first_plan_seconds` count from there:
    the start of the solving process is in them. `solver_version` names every engine with its version. `goal` is the gap in
    per cent at which a layer was good enough. `first_plan_objective` is the first plan's value in each layer, in their order.

    `cpu_seconds` are those of all processes of the run, `peak_megabytes` (MiB) their largest resident memory, added up.
    `watt_hours` is an estimate: the processor seconds at `watts_per_core`, without memory, screen or cooling.
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
    goal: float | None = None
    peak_megabytes: float | None = None
    watts_per_core: float | None = None
    watt_hours: float | None = None


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


def goal_reached(plan: Plan) -> Text | None:
    """That a search ended at the goal asked for, neither with the proof nor at the end of its time; None for other ends."""
    goal = None if plan.record is None else plan.record.goal
    if goal is None or plan.status != "feasible" or not plan.layers:
        return None
    if not all(layer.reached(goal) for layer in plan.layers):
        return None
    return Text(
        f"arrêté à l'objectif demandé : l'écart prouvé de chaque niveau est d'au plus {_decimal(goal, 3, 'fr')} %",
        f"stopped at the goal asked for: the proved gap of every layer is at most {_decimal(goal, 3, 'en')} %",
    )


def said_usage(record: RunRecord) -> Text:
    """What a run took, in a line: processor time and memory of all its processes, and the estimate of its energy."""
    said: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    if record.cpu_seconds is not None:
        said["fr"].append(f"{_decimal(record.cpu_seconds, 1, 'fr')} s de processeur")
        said["en"].append(f"{_decimal(record.cpu_seconds, 1, 'en')} s of processor time")
    if record.peak_megabytes is not None:
        said["fr"].append(f"{record.peak_megabytes:.0f} Mio de mémoire")
        said["en"].append(f"{record.peak_megabytes:.0f} MiB of memory")
    if record.watt_hours is not None and record.watts_per_core is not None:
        watts = {lang: _decimal(record.watts_per_core, 1, lang) for lang in LANGUAGES}
        energy = {lang: _decimal(record.watt_hours, 3, lang) for lang in LANGUAGES}
        said["fr"].append(f"environ {energy['fr']} Wh (estimation à {watts['fr']} W par cœur)")
        said["en"].append(f"about {energy['en']} Wh (an estimate at {watts['en']} W a core)")
    return Text(", ".join(said["fr"]), ", ".join(said["en"]))


def _decimal(value: float, digits: int, lang: str) -> str:
    said = f"{value:.{digits}f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return said.replace(".", ",") if lang == "fr" else said
