"""What real wards may take, in one table, and whether a campaign kept to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.wards_campaign.measure import Run
from tests.benchmarks.wards_campaign.stops import Death, Stop

NEVER = math.inf
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Measured:
    """All that a campaign found."""

    runs: Sequence[Run]
    stops: Sequence[Stop] = ()
    deaths: Sequence[Death] = ()

    def run(self, ward: str) -> Run | None:
        return next((run for run in self.runs if run.ward == ward), None)


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure of a campaign (None: not measured) and the most that it may be."""

    title: str
    most: float
    unit: str
    figure: Callable[[Measured], float | None]

    def say(self, measured: Measured) -> tuple[str, bool | None]:
        """Whether it is met, as a ratio to the limit."""
        figure = self.figure(measured)
        if figure is None:
            return f"not measured  {self.title}", None
        met = figure <= self.most
        shown = "never" if figure == NEVER else f"{figure:.2f} {self.unit}"
        ratio = "" if figure == NEVER else f"  {figure / self.most:.2f} of it"
        return f"{'met' if met else 'NOT MET':<12}  {self.title}: {shown}, limit {self.most:g} {self.unit}{ratio}", met


def _of(ward: str, figure: Callable[[Run], float]) -> Callable[[Measured], float | None]:
    def found(measured: Measured) -> float | None:
        run = measured.run(ward)
        return None if run is None else figure(run)

    return found


def _first(run: Run) -> float:
    return NEVER if run.first is None else run.first


def _closed(layers: Iterable[int]) -> Callable[[Run], float]:
    """Seconds until the last of these layers was closed."""

    def found(run: Run) -> float:
        times = [run.closed(layer) if run.moments else None for layer in layers]
        return max(NEVER if each is None else each for each in times)

    return found


def _near(layers: Iterable[int], mark: float) -> Callable[[Run], float]:
    """How far the worst of these layers is from its proof at a second: in per cent or in half units, whichever is less."""

    def found(run: Run) -> float:
        known = run.at(mark)
        return max((_distance(known[layer].value, known[layer].bound) for layer in layers), default=NEVER) if known else NEVER

    return found


def _distance(value: int, bound: int | None) -> float:
    """1.0 stands for one per cent, and for two units."""
    if bound is None:
        return 0.0 if value == 0 else NEVER
    return min(100 * (value - bound) / max(1, value), (value - bound) / 2)


def _most(figures: Iterable[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return max(known) if known else None


LIMITS = (
    Limit("A: first legal plan", 2.0, "s", _of("A", _first)),
    Limit("A: minimum cover closed", 10.0, "s", _of("A", _closed([0]))),
    Limit("A: layers 1 to 4 within 1 % or 2 units of the proof at 60 s", 1.0, "", _of("A", _near(range(4), 60.0))),
    Limit("B: layers 1 to 4 closed", 30.0, "s", _of("B", _closed(range(4)))),
    Limit("a stop is answered", 0.5, "s", lambda found: _most(stop.answered for stop in found.stops)),
    Limit(
        "memory of all processes of a run", 2.0, "GiB",
        lambda found: _most(None if run.memory is None else run.memory / GIB for run in found.runs),
    ),
    Limit(
        "runs whose plan suffered from the death of the second process", 0.5, "",
        lambda found: _most([sum(not death.harmless for death in found.deaths)] if found.deaths else []),
    ),
)  # fmt: skip
