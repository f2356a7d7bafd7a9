"""TEAM: who works beside whom: a student with a mentor, two people never together, the same weekends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from scheduler.domain import time
from scheduler.domain.calendar import DayMask
from scheduler.domain.codes import WORK, Select
from scheduler.domain.frame import Frame
from scheduler.domain.pieces import Pieces, duty_piece
from scheduler.domain.settings import RuleSetting
from scheduler.domain.text import Plural, Text
from scheduler.rules.api import NO_DAYS, Compare, Finding, Part, SignedCells
from scheduler.rules.cover import axis_parts, serving
from scheduler.rules.periods import weekends
from scheduler.rules.template import Reach, Template, names, param, say_days

Cell = tuple[int, int, frozenset[int]]

PRESENT = Plural(Text("{n} présent", "{n} present"), Text("{n} présents", "{n} present"))
COVERED = Plural(Text("{n} encadré", "{n} covered"), Text("{n} encadrés", "{n} covered"))
PRESENCES = Plural(Text("{n} présence", "{n} present"), Text("{n} présences", "{n} present"))


@dataclass(frozen=True)
class Team(Template):
    """Heads of a first group against those of a second one, wherever codes of `select` are held.

    `beside`: one of the second group serves for at most `each` of the first; who is in both needs nobody. `apart`: at most
    one head of both groups. `same`: as many of one as of the other. A group is the people named and those in scope who hold
    the skills (all the lists, one term of each). By the clock every part of the axis between two starts or ends of work is
    judged: shifts and guards, not standbys at home; by day and by weekend, the days on which work starts. `same` judges no
    day or weekend on which nobody of one side is employed throughout. An override of the rule for a person takes that person
    out of what he may break.
    """

    key: ClassVar[str] = "TEAM"
    title: ClassVar[Text] = Text("Travailler ensemble", "Working together")
    about: ClassVar[Text] = Text(
        "Un étudiant avec un tuteur, deux personnes jamais ensemble, les mêmes week-ends.",
        "A student with a mentor, two people never together, the same weekends.",
    )
    alone: ClassVar[Text] = Text(
        "{who} {when}{clock} : {present}, {covered} au plus par ceux qui sont là ({rule}).",
        "{who} {when}{clock}: {present}, at most {covered} by those who are there ({rule}).",
    )
    together: ClassVar[Text] = Text(
        "{who} {when}{clock} : {value} ensemble au lieu de {limit} au plus ({rule}).",
        "{who} {when}{clock}: {value} together instead of at most {limit} ({rule}).",
    )
    unequal: ClassVar[Text] = Text(
        "{who} {when}{clock} : {presences} contre {limit} de l'autre côté ({rule}).",
        "{who} {when}{clock}: {presences} against {limit} on the other side ({rule}).",
    )

    relation: Literal["beside", "apart", "same"] = param("beside", Text("Relation", "Relation"))
    unit: Literal["clock", "day", "weekend"] = param("clock", Text("Comparé par", "Compared by"))
    left: tuple[tuple[str, ...], ...] = param((), Text("Premier groupe : compétences", "First group: skills"), names="term")
    left_people: tuple[str, ...] = param((), Text("Premier groupe : personnes", "First group: people"), names="person")
    right: tuple[tuple[str, ...], ...] = param((), Text("Second groupe : compétences", "Second group: skills"), names="term")
    right_people: tuple[str, ...] = param((), Text("Second groupe : personnes", "Second group: people"), names="person")
    each: int = param(1, Text("Encadrés par personne", "People that one may stand beside"), low=1, high=100)
    select: Select = param(WORK, Text("Codes concernés", "Codes concerned"))
    days: DayMask = param(DayMask(), Text("Jours", "Days"))

    def state(self, reach: Reach) -> Iterator[Compare]:
        seen: set[tuple[SignedCells, int]] = set()
        for first, last, start, end, cells in self._units(reach):
            rows = tuple(row for row in self._rows(reach, cells) if row not in seen)
            seen.update(rows)
            if rows:
                yield Compare(reach.rule, NO_DAYS, self.relation, (Part(first, last, start, end, rows),))

    def _units(self, reach: Reach) -> Iterator[tuple[int, int, int, int, list[Cell]]]:
        """Days, UTC minutes and the cells of everyone in scope for each thing that is judged."""
        frame = reach.frame
        choices = frame.klass(self.select).choices
        begin = max(0, reach.first)
        groups = weekends(frame, begin, reach.last) if self.unit == "weekend" else [(d,) for d in range(begin, reach.last + 1)]
        for group in groups:
            days = [day for day in group if self.days.holds(frame.weekday(day), day in frame.holiday_days)]
            if not days:
                continue
            start, end = frame.midnight(days[0]), frame.midnight(days[-1] + 1)
            if self.unit != "clock":
                yield days[0], days[-1], start, end, [(p, day, choices) for day in days for p in reach.people]
                continue
            for left, right, held in axis_parts(frame, days[0], start, end, self._present):
                cells = [(p, day, found) for day, found in held.items() for p in reach.people]
                yield days[0], days[0], left, right, cells

    def _present(self, frame: Frame, index: int, day: int) -> Pieces:
        """When a choice of the codes concerned keeps a person on the ward: the hours of its code, and its guards."""
        found, select = frame.choices[index], self.select
        if found is None or not found.of(select):
            return ()
        if not found.duties:
            return serving(frame, index, day)
        own = (found.named(select) or not found.code_tags.isdisjoint(select.tags)) != select.negate
        guards = (duty for duty in found.duties_of(select, hours=False) if duty.on_site)
        return (*(serving(frame, index, day) if own else ()), *(duty_piece(d, frame.date(day), frame.problem) for d in guards))

    def _rows(self, reach: Reach, cells: list[Cell]) -> Iterator[tuple[SignedCells, int]]:
        frame = reach.frame
        left = [cell for cell in cells if self._in(frame, cell, self.left, self.left_people)]
        right = [cell for cell in cells if self._in(frame, cell, self.right, self.right_people)]
        if self.relation == "beside":
            held = [cell for cell in left if cell not in right and not _lifted(reach, [cell])]
            rows = [(_signed(held, 1) + _signed(right, -self.each), 0)] if held else []
        elif self.relation == "apart":
            both = [cell for cell in cells if (cell in left or cell in right) and not _lifted(reach, [cell])]
            rows = [(_signed(both, 1), 1)] if len({person for person, _, _ in both}) > 1 else []
        else:
            one, other = [cell for cell in left if cell not in right], [cell for cell in right if cell not in left]
            judged = all(_employed(frame, side) for side in (one, other)) and not _lifted(reach, [*one, *other])
            rows = [(_signed(a, 1) + _signed(b, -1), 0) for a, b in ((one, other), (other, one)) if a] if judged else []
        yield from rows

    @staticmethod
    def _in(frame: Frame, cell: Cell, skills: tuple[tuple[str, ...], ...], people: tuple[str, ...]) -> bool:
        who = frame.problem.people[cell[0]]
        return who.id in people or (bool(skills) and frame.qualified(who, skills, frame.date(cell[1])))

    def sentence(self, finding: Finding, frame: Frame, setting: RuleSetting, lang: str) -> str:
        pattern = {"beside": self.alone, "apart": self.together}.get(self.relation, self.unequal)
        clock = ""
        if self.unit == "clock":
            start, end = finding.extra["start"], finding.extra["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            zone = frame.problem.zone
            clock = f" {time.clock(start, zone)}–{time.clock(end, zone)}"
        return pattern.get(lang).format(
            who=names(finding, frame),
            when=say_days(frame, finding.first, finding.last, lang),
            clock=clock,
            value=finding.value,
            limit=finding.limit,
            present=PRESENT.say(finding.value).get(lang),
            covered=COVERED.say(finding.limit).get(lang),
            presences=PRESENCES.say(finding.value).get(lang),
            rule=setting.title.get(lang),
        )


def _signed(cells: Iterable[Cell], sign: int) -> SignedCells:
    return tuple((person, day, choices, sign) for person, day, choices in cells)


def _employed(frame: Frame, side: list[Cell]) -> bool:
    """Whether somebody of a side is employed on all its days."""
    days: dict[int, set[int]] = {}
    for person, day, _ in side:
        days.setdefault(person, set()).add(day)
    return any(all(frame.employed(person, day) for day in own) for person, own in days.items())


def _lifted(reach: Reach, cells: list[Cell]) -> bool:
    return any(day in reach.lifted(person) for person, day, _ in cells)
