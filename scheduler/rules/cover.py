"""COVER: enough qualified people on every shift and at every instant that the demand names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain import time
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.pieces import Pieces
from scheduler.domain.problem import Problem
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Text
from scheduler.rules.api import Finding, Heads
from scheduler.rules.template import Reach, Template, Unit, param, say_days

Cells = tuple[tuple[int, int, frozenset[int]], ...]


@dataclass(frozen=True)
class Cover(Template):
    """Heads over the ward's demand lines: minimum, target and maximum, each at its own layer and weight.

    `lines` names the lines (empty: every line that no other COVER setting names). A line over codes is one part a day; a
    line over a clock interval is judged on every part of the axis between two starts or ends of work.
    """

    key: ClassVar[str] = "COVER"
    title: ClassVar[Text] = Text("Effectif", "Cover")
    about: ClassVar[Text] = Text(
        "Effectif minimal, cible et maximal par poste ou par plage horaire.",
        "Minimum, target and maximum staff per shift or clock interval.",
    )
    short: ClassVar[Text] = Text(
        "{line} {when}{clock} : {value} au lieu de {limit} au moins ({rule}).",
        "{line} {when}{clock}: {value} instead of at least {limit} ({rule}).",
    )
    below: ClassVar[Text] = Text(
        "{line} {when}{clock} : {value} pour une cible de {limit} ({rule}).",
        "{line} {when}{clock}: {value} for a target of {limit} ({rule}).",
    )
    many: ClassVar[Text] = Text(
        "{line} {when}{clock} : {value} au lieu de {limit} au plus ({rule}).",
        "{line} {when}{clock}: {value} instead of at most {limit} ({rule}).",
    )

    levels: ClassVar[tuple[str, ...]] = ("minimum", "target", "maximum")

    lines: tuple[str, ...] = param((), Text("Lignes de besoin", "Demand lines"), names="demand")

    def state(self, reach: Reach) -> Iterator[Heads]:
        frame = reach.frame
        for line in frame.demand:
            if self.takes(line, frame.problem):
                for day in range(max(0, reach.first), reach.last + 1):
                    minimum, target, maximum = frame.line_needs(line, day)
                    if (minimum, target, maximum) != (None, None, None):
                        yield Heads(
                            reach.rule,
                            frozenset(),
                            line.id,
                            day,
                            tuple(_slots(frame, line, day, reach.people)),
                            minimum,
                            target,
                            maximum,
                            line.under_weight,
                            line.over_weight,
                        )

    def takes(self, line: DemandLine, problem: Problem) -> bool:
        """Whether a line is this rule's."""
        if self.lines:
            return line.id in self.lines
        return not any(
            line.id in setting.params.get("lines", ())
            for setting in problem.settings
            if setting.template == self.key and setting.hardness != "off"
        )

    def units(self, level: str, problem: Problem) -> Iterator[tuple[Unit, int]]:
        for line in problem.demand:
            if self.takes(line, problem) and any(getattr(need, level) is not None for need in (line, *line.by_date)):
                weight = line.over_weight if level == "maximum" else line.under_weight
                yield ("heads" if line.start is not None else "uncovered" if level == "minimum" else "posts"), weight

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        pattern = {"minimum": self.short, "target": self.below}.get(finding.level, self.many)
        line = next(line for line in frame.demand if line.id == finding.extra["line"])
        clock = ""
        if line.start is not None:
            start, end = finding.extra["start"], finding.extra["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            zone = frame.problem.zone
            clock = f" {time.clock(start, zone)}–{time.clock(end, zone)}"
        return pattern.get(lang).format(
            line=line.name.get(lang),
            when=say_days(frame, finding.first, finding.last, lang),
            clock=clock,
            value=finding.value,
            limit=finding.limit,
            rule=setting.title.get(lang),
        )


def _slots(frame: Frame, line: DemandLine, day: int, people: tuple[int, ...]) -> Iterator[tuple[int, int, Cells]]:
    if line.start is None:
        choices = frozenset(index for index in range(1, len(frame.choices)) if frame.serves(line, index))
        when = frame.date(day)
        cells = tuple((p, day, choices) for p in people if frame.qualified(frame.problem.people[p], line.skill, when))
        yield frame.midnight(day), frame.midnight(day + 1), cells
        return
    assert line.end is not None
    when, zone = frame.date(day), frame.problem.zone
    yield from _interval(
        frame, line, day, people, time.utc_minute(when, line.start, zone), time.utc_minute(when, line.end, zone)
    )


def _interval(
    frame: Frame, line: DemandLine, day: int, people: tuple[int, ...], start: int, end: int
) -> Iterator[tuple[int, int, Cells]]:
    for left, right, by_day in axis_parts(frame, day, start, end):
        yield (
            left,
            right,
            tuple(
                (p, other, choices)
                for other, choices in by_day.items()
                for p in people
                if frame.qualified(frame.problem.people[p], line.skill, frame.date(other))
            ),
        )


def serving(frame: Frame, index: int, day: int) -> Pieces:
    """The work of a choice that serves the ward's demand by the clock: that of its code, not of a guard held beside it."""
    found = frame.choices[index]
    return frame.code_pieces(index, day) if found is not None and found.code.kind == "work" else ()


def axis_parts(
    frame: Frame, day: int, start: int, end: int, there: Callable[[Frame, int, int], Pieces] = serving
) -> Iterator[tuple[int, int, dict[int, frozenset[int]]]]:
    """The parts of a clock interval between two starts or ends of work, with the choices at work there by their day.

    Neighbours with the same choices are one part. `day` is the one on which the interval begins; `there` tells when a choice
    of a day counts.
    """
    days = range(max(frame.first, day - frame.reach), min(frame.last, frame.day_of(end - 1)) + 1)
    spans = [
        (piece.start, piece.end, other, index)
        for other in days
        for index in range(len(frame.choices))
        for piece in there(frame, index, other)
    ]
    cuts = sorted({start, end, *(at for span in spans for at in span[:2] if start < at < end)})
    parts: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
    for left, right in zip(cuts, cuts[1:], strict=False):
        here = tuple((other, index) for s, e, other, index in spans if s <= left and right <= e)
        if parts and parts[-1][2] == here:
            parts[-1] = (parts[-1][0], right, here)
        else:
            parts.append((left, right, here))
    for left, right, here in parts:
        by_day: dict[int, set[int]] = {}
        for other, index in here:
            by_day.setdefault(other, set()).add(index)
        yield left, right, {other: frozenset(indices) for other, indices in by_day.items()}
