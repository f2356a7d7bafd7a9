"""The axes of a picture of a search, whoever draws it: where a value stands, and the round values told beside it; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

WIDE = 4.0
"""Where the highest value is so many times the lowest, the values' axis is logarithmic."""

Scale = Callable[[float], float]


def values_axis(values: Sequence[float], most: int = 7) -> tuple[Scale, list[float]]:
    """The share of the height, 0 to 1, at which a value stands, and at most about so many values to tell beside the axis."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low > 0 and high / low > WIDE:
        ticks = [step * 10.0**power for power in range(floor(log10(low)), ceil(log10(high)) + 1) for step in (1, 2, 5)]
        low, high = log10(low) - 0.03, log10(high) + 0.03
        told = [tick for tick in ticks if low <= log10(tick) <= high]
        return lambda value: (log10(max(value, 1e-9)) - low) / (high - low), told
    room = (high - low) * 0.06 or max(abs(high) * 0.06, 1.0)
    low, high = low - room, high + room
    return lambda value: (value - low) / (high - low), steps(max(low, 0.0), high, most)


def steps(low: float, high: float, most: int) -> list[float]:
    """Round values between two others, at most about so many."""
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.999)
    first = ceil(low / step - 1e-9)
    return [k * step for k in range(first, floor(high / step + 1e-9) + 1)]


def number(value: float, lang: str) -> str:
    """A whole value without decimals, another with as many as it has."""
    said = str(int(value)) if value == int(value) else f"{value:.12g}"
    return said.replace(".", ",") if lang == "fr" else said
