"""How a search went: objective and proved bound of each layer over time, at a bounded number of points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.domain.plan import LayerResult

MOST_POINTS = 240
"""Of one layer: more than a picture can show."""


@dataclass(frozen=True, slots=True)
class Point:
    """What stood at a moment of a search: objective and proved bound (None: none yet), `seconds` after its beginning."""

    seconds: float
    objective: int
    bound: int | None


@dataclass(slots=True)
class Course:
    """The points of one layer, in time order; only news makes one."""

    points: list[Point] = field(default_factory=list)

    def add(self, seconds: float, result: LayerResult) -> bool:
        """Take what a solver told of the layer; whether it is news. Where there are too many points, every second one goes."""
        last = self.points[-1] if self.points else None
        if last is not None and (last.objective, last.bound) == (result.value, result.bound):
            return False
        self.points.append(Point(seconds, result.value, result.bound))
        if len(self.points) > MOST_POINTS:
            self.points[1:-1] = self.points[1:-1:2]
        return True


@dataclass(slots=True)
class Courses:
    """The course of every layer of a run."""

    by_layer: dict[str, Course] = field(default_factory=dict)

    def add(self, seconds: float, layers: Sequence[LayerResult]) -> bool:
        """Take what a solver told of all layers; whether any of it is news."""
        news = [self.by_layer.setdefault(each.layer, Course()).add(seconds, each) for each in layers]
        return True in news

    def of(self, layer: str) -> list[Point]:
        return self.by_layer[layer].points if layer in self.by_layer else []
