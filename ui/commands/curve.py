"""A picture of a search: objective and proved bound over time, drawn as SVG without any library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import count

from scheduler.domain.course import Point
from ui import axis
from ui.axis import Scale
from ui.commands.parser import words
from ui.qtlibs import language

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 76, 150, 46, 56
OBJECTIVE, BOUND, KNOWN, INK, GRID = "#0b61a4", "#b3541e", "#5a5a5a", "#1f2328", "#d8dce0"


def draw(title: str, points: Sequence[Point], seconds: float, best_known: float | None = None) -> str:
    """An SVG picture of a search that ran so many seconds; `best_known` is a line of its own."""
    seconds = max([seconds, *(point.seconds for point in points)], default=1.0) or 1.0
    values = [float(value) for point in points for value in (point.objective, point.bound) if value is not None]
    share, ticks = axis.values_axis(values + ([] if best_known is None else [best_known]))

    def y(value: float) -> float:
        return _height(share(value))

    def x(at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * at / seconds

    about = words("objectif et borne prouvée au fil du temps", "objective and proved bound over time")
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    look = f'lang="{language()}" role="img" font-family="sans-serif" font-size="12" fill="{INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {look}>',
        f"<title>{escape(title)}{_colon()}{about}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(LEFT, 24, title, 'font-size="16" font-weight="bold"'),
        *_grid(x, y, axis.steps(0.0, seconds, 8), ticks),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, words("secondes", "seconds"), 'text-anchor="middle"'),
    ]
    labels: list[tuple[float, str, str]] = []
    if best_known is not None:
        at = y(best_known)
        parts.append(_line(x(0), at, x(seconds), at, f'stroke="{KNOWN}" stroke-dasharray="5 4"'))
        labels.append((at, words("meilleur connu", "best known") + f" {number(best_known)}", KNOWN))
    for name, colour, steps in (
        (words("objectif", "objective"), OBJECTIVE, [(point.seconds, point.objective) for point in points]),
        (words("borne", "bound"), BOUND, [(point.seconds, point.bound) for point in points]),
    ):
        known = [(at, float(value)) for at, value in steps if value is not None]
        if known:
            parts.append(_stairs(known, x, y, seconds, colour))
            labels.append((y(known[-1][1]), f"{name} {number(known[-1][1])}", colour))
    if not points:
        middle = (LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2
        parts.append(_text(*middle, words("aucun planning", "no plan"), 'text-anchor="middle"'))
    parts += _beside(labels)
    return "\n".join([*parts, "</svg>", ""])


def number(value: float) -> str:
    """A whole value without decimals, another with as many as it has, in the user's language."""
    return axis.number(value, language())


def _height(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _grid(x: Scale, y: Scale, times: Sequence[float], ticks: Sequence[float]) -> Iterator[str]:
    low, high = HEIGHT - BOTTOM, TOP
    for at in times:
        yield _line(x(at), low, x(at), high, f'stroke="{GRID}"')
        yield _text(x(at), low + 18, number(round(at, 6)), 'text-anchor="middle"')
    for value in ticks:
        yield _line(LEFT, y(value), WIDTH - RIGHT, y(value), f'stroke="{GRID}"')
        yield _text(LEFT - 8, y(value) + 4, number(round(value, 6)), 'text-anchor="end"')


def _stairs(steps: Sequence[tuple[float, float]], x: Scale, y: Scale, end: float, colour: str) -> str:
    """A line that keeps its height until the next news."""
    path = [f"M{x(steps[0][0]):.1f} {y(steps[0][1]):.1f}"]
    path += [f"H{x(at):.1f} V{y(value):.1f}" for at, value in steps[1:]]
    path.append(f"H{x(end):.1f}")
    return f'<path d="{" ".join(path)}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _beside(labels: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """The lines' names at their right ends, moved apart where they would lie on one another."""
    floor_at = float(TOP)
    for left, (at, said, colour) in zip(count(len(labels) - 1, -1), sorted(labels)):
        place = min(max(at, floor_at), HEIGHT - BOTTOM - 16.0 * left)
        floor_at = place + 16
        yield _text(WIDTH - RIGHT + 8, place + 4, said, f'fill="{colour}"')


def _line(x1: float, y1: float, x2: float, y2: float, more: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {more}/>'


def _text(x: float, y: float, said: str, more: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(said)}</text>'


def _colon() -> str:
    return words(" : ", ": ")
