"""What happened to a plan: cells that are no longer what they were, shifts newly short, rules newly broken; who may move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.choices import Choice
from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.api import Allow, Finding, Heads
from scheduler.rules.live import LiveCheck
from solver.answers.before import Before, shortages
from solver.answers.near import Cell, Place, all_heads, around, heads, joined, parts_of
from solver.answers.standing import Filled, Standing
from solver.questions import Gap, RepairAsked

Choices = frozenset[int]


def stood(ward: Standing, before: Before) -> list[Filled]:
    """The cells to fill so that what is free in a ward holds what it held before."""
    grid, parse = ward.grid, ward.frame.parse
    held = ((person, day, parse(text)) for (person, day), text in before.cells.items() if not grid.fixed(person, day))
    return [(person, day, choice) for person, day, choice in held if choice is not None and choice != grid.at(person, day)]


@dataclass
class Case:
    """A ward whose free cells hold what stood, with what happened to it as given facts."""

    asked: RepairAsked
    ward: Standing
    before: Before
    frame: Frame = field(init=False)
    grid: Grid = field(init=False)
    check: LiveCheck = field(init=False)
    nothing: bool = field(init=False)
    """Whether the plan holds as it stands."""

    def __post_init__(self) -> None:
        self.frame, self.grid, self.check = self.ward.frame, self.ward.grid, self.ward.check
        self.nothing = not (self.short or self.broken)  # what is read later, while other rosters are tried, is known by then

    # --- what happened

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        """Hard rules that are broken where they were not, or by more."""
        return tuple(finding for finding in self.check.broken() if self.before.worse(finding))

    @cached_property
    def absent(self) -> frozenset[int]:
        """People who are newly given something else than work: they are not asked to work otherwise."""
        frame = self.frame
        given = ((cell, self.grid.at(*cell)) for cell, text in self.before.cells.items() if self.grid.fixed(*cell))
        return frozenset(
            person
            for (person, day), choice in given
            if choice
            and not frame.works[choice]
            and not frame.planned[choice]
            and self.before.cells[person, day] != frame.text(choice)
        )

    @cached_property
    def wanted(self) -> dict[Place, int]:
        """How many heads each part shall have that belongs to a gap: those that are there and as many more as are asked for."""
        found: dict[Place, int] = {}
        for gap in self.asked.gaps:
            for place, part in self._parts(gap):
                found[place] = found.get(place, heads(part, self.grid)) + 1
        return found

    def _parts(self, gap: Gap) -> list[tuple[Place, Heads]]:
        """The parts of the demand that a gap's code serves: of its lines, or of those that are short, or of all."""
        day = self.frame.day(gap.date)
        holding = {at for at, one in enumerate(self.frame.choices) if one is not None and gap.code in _names(one)}
        serving = [
            (place, part, max(0, (part.minimum or 0) - heads(part, self.grid)))
            for said in all_heads(self.ward.book)
            if said.day in (day, day + 1) and (not gap.lines or said.line in gap.lines)
            for place, part in parts_of(said)
            if any(on == day and not holding.isdisjoint(choices) for _, on, choices in part.slots[0][2])
        ]
        lacking = [(place, part) for place, part, short in serving if short]
        return lacking if lacking and not gap.lines else [(place, part) for place, part, _ in serving]

    @cached_property
    def short(self) -> dict[Place, int]:
        """By how many heads each part lacks more than was accepted: than before, or than a gap asks for."""
        found = {place: short - self.before.short_in(place)[0] for place, (short, _) in shortages(self.check).items()}
        for said in all_heads(self.ward.book):
            for place, part in parts_of(said) if self.wanted else ():
                if place in self.wanted:
                    found[place] = self.wanted[place] - heads(part, self.grid)
        return {place: short for place, short in found.items() if short > 0}

    @cached_property
    def _lacking(self) -> list[tuple[int, frozenset[Cell]]]:
        """Parts that lack heads and share no cell, each with its cells: every head takes a change of its own."""
        parts = sorted(
            (
                (-self.short[place], place, frozenset((person, on) for person, on, _ in part.slots[0][2]))
                for said in all_heads(self.ward.book)
                for place, part in parts_of(said)
                if place in self.short
            ),
            key=lambda one: one[:2],
        )
        taken: set[Cell] = set()
        found = []
        for short, _, cells in parts:
            if taken.isdisjoint(cells):
                taken |= cells
                found.append((-short, cells))
        return found

    @property
    def missing(self) -> int:
        """Heads that are newly missing: at least so many cells have to change for all of them."""
        return sum(short for short, _ in self._lacking)

    def least_price(self, lowest: Callable[[int], int]) -> int:
        """What the changes cost at least that fill every missing head, from the lowest price of any day."""
        return sum(short * min((lowest(day) for day in {day for _, day in cells}), default=1) for short, cells in self._lacking)

    # --- where it may be mended

    @cached_property
    def days(self) -> frozenset[int]:
        """The days of what happened."""
        last = self.frame.last
        days = {day for _, cells in self._lacking for _, day in cells} | {place[1] for place in self.short}
        for finding in self.broken:
            days.update(range(max(0, finding.first), min(last, finding.last) + 1))
        return frozenset(day for day in days if 0 <= day <= last)

    @cached_property
    def people(self) -> frozenset[int]:
        """Who could serve what is short, and whose rules are broken."""
        serving = {person for _, cells in self._lacking for person, _ in cells}
        return frozenset(serving.union(*(finding.people for finding in self.broken)))

    def free(self, reach: int | None, more: Iterable[int] = ()) -> frozenset[Cell]:
        """The cells that may change, up to so many days from what happened (None: on any day) or from `more` days."""
        first = 0 if self.asked.since is None else max(0, self.frame.day(self.asked.since))
        last = self.frame.last
        region = frozenset(range(first, last + 1)) if reach is None else around({*self.days, *more}, reach, first, last)
        people = joined(self.ward.book, self.people, region) - self._alone
        return frozenset((person, day) for person in people for day in region if self._may(person, day))

    @cached_property
    def _alone(self) -> frozenset[int]:
        """People whose cells all stay: those who are to be left alone, and who is absent unless his own rules are broken."""
        index = self.frame.person_index
        asked = {index[name] for name in self.asked.left if name in index}
        named = {person for finding in self.broken for person in finding.people}
        return frozenset(asked | (self.absent - named))

    def _may(self, person: int, day: int) -> bool:
        """Whether a cell may change: no given fact, not begun, its person not left alone, in no breach that stood."""
        grid, frame = self.grid, self.frame
        if grid.fixed(person, day) or (person, day) in self._kept or frame.problem.people[person].left_alone(frame.date(day)):
            return False
        choice = grid.at(person, day)
        if choice == BLANK:
            return day in self.days
        if choice not in self.allowed(person, day) and (person, day) not in self._mended:
            return False
        return not self._begun(choice, day)

    def _begun(self, choice: int, day: int) -> bool:
        """Whether work of a choice has begun when it is asked."""
        now = self.asked.now
        return now is not None and any(piece.start < now for piece in self.frame.pieces(choice, day))

    def allowed(self, person: int, day: int) -> Choices:
        """What a cell may hold: what a hard rule lets it, and no work that has begun or was refused."""
        frame = self.frame
        refused = self._refused.get((person, day), frozenset())
        banned = self._forbidden.get((person, day), frozenset())
        held = self.grid.at(person, day)
        return (
            frozenset(
                choice
                for choice in frame.options[person]
                if choice == held or not (choice in refused or self._begun(choice, day))
            )
            - banned
        )

    @cached_property
    def _forbidden(self) -> dict[Cell, Choices]:
        found: dict[Cell, Choices] = {}
        for rule in self.ward.book.rules:
            if rule.setting.hardness == "hard":
                for said in rule.statements:
                    if isinstance(said, Allow):
                        for day, choices in said.cells:
                            if day not in said.lifted:
                                found[said.person, day] = found.get((said.person, day), frozenset()) | choices
        return found

    @cached_property
    def _refused(self) -> dict[Cell, Choices]:
        """The shifts that somebody was asked to take and refused."""
        frame = self.frame
        found: dict[Cell, Choices] = {}
        for call in self.asked.problem.calls:
            if call.answer == "refused" and call.person in frame.person_index:
                cell = frame.person_index[call.person], frame.day(call.date)
                held = {at for at, one in enumerate(frame.choices) if one is not None and call.code in _names(one)}
                found[cell] = found.get(cell, frozenset()) | held
        return found

    @cached_property
    def _kept(self) -> frozenset[Cell]:
        """The cells of breaches that stood: to mend them is not what is asked."""
        now = (finding for finding in self.check.broken() if not self.before.worse(finding))
        return _cells(now, self.frame.last) - self._mended

    @cached_property
    def _mended(self) -> frozenset[Cell]:
        return _cells(self.broken, self.frame.last)


def _cells(findings: Iterable[Finding], last: int) -> frozenset[Cell]:
    return frozenset(
        (person, day)
        for finding in findings
        for person in finding.people
        for day in range(max(0, finding.first), min(last, finding.last) + 1)
    )


def _names(choice: Choice) -> Collection[str]:
    """What a choice may be called in the call log: its code, with its post, and its on-call periods."""
    base = f"{choice.code.id}/{choice.post}" if choice.post else choice.code.id
    return {base, *(duty.id for duty in choice.duties)}
