"""One edit session over a ward: the roster's arrays, commands with undo, live findings, counters. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from scheduler.checking import LiveCheck, is_hard
from scheduler.domain.calls import Call
from scheduler.domain.errors import Fault
from scheduler.domain.frame import BLANK, Frame
from scheduler.domain.pieces import Pieces
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.rules.api import Finding
from scheduler.rules.registry import RuleBook, bind
from scheduler.services.stored import APPLY_PLAN
from ui.window.counters import CoverCounts, PersonCounts
from ui.window.standing import whole

HARD, SOFT, LOCK, ALREADY = 1, 2, 4, 8
"""Marks of a cell, as bits."""

MARKED_SPAN = 8
"""A breach over more days than this (a week and a day) is marked on its person's name only."""


@dataclass(frozen=True, slots=True)
class CellState:
    """Everything that a command may set in one cell."""

    choice: int
    locked: bool
    real: Pieces | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after a command."""

    person: int
    day: int
    before: CellState
    after: CellState


@dataclass(frozen=True, slots=True)
class Command:
    """A named act that can be undone: cells, or the ward's own data (then both whole problems). `verb` is what storage logs."""

    name: Text
    cells: tuple[CellChange, ...] = ()
    problems: tuple[Problem, Problem] | None = None
    verb: str = "assign"


@dataclass(slots=True)
class Changed:
    """What a command touched, as a box of people and days, with the findings that came and went."""

    people: range = range(0)
    days: range = range(0)
    everything: bool = False
    added: list[Finding] = field(default_factory=list)
    removed: list[Finding] = field(default_factory=list)


class SessionCore:
    """Holds the ward being edited. Every change goes through `apply`, `edit_problem`, `undo` and `redo`."""

    def __init__(self, problem: Problem) -> None:
        self.done: list[Command] = []
        self.undone: list[Command] = []
        self.saved_at = 0
        self.noted = False
        """Whether the call log has grown since."""
        self.listeners: list[Callable[[Changed], None]] = []
        self.watchers: list[Callable[[Command, bool], None]] = []
        """Told of each command and whether it was done (True) or undone: what storage hears."""
        self._load(problem)

    def _load(self, problem: Problem) -> None:
        self.base = problem
        self.frame = Frame(problem)
        self.grid = Grid.of(self.frame)
        self.book: RuleBook = bind(self.frame)
        self.check = LiveCheck(self.book, self.grid)
        self.counts = PersonCounts(self.grid)
        self.cover = CoverCounts(self.grid)
        self.hard = {rule.setting.id for rule in self.book.rules if is_hard(rule)}
        width = len(self.frame.all_days)
        self.marks = [bytearray(width) for _ in problem.people]
        for person, row in enumerate(self.marks):
            for day in self.frame.all_days:
                if self.grid.locked(person, day):
                    row[day - self.frame.first] |= LOCK
        self._tally: dict[tuple[int, int], list[int]] = {}
        self.by_person: list[set[Finding]] = [set() for _ in problem.people]
        self.by_cover: set[Finding] = set()
        self.proposal: Grid | None = None
        self._proposed_as = APPLY_PLAN
        self._ahead: tuple[PersonCounts, CoverCounts] | None = None
        for finding in self.check.all():
            self._mark(finding, 1)

    # --- reading

    @property
    def problem(self) -> Problem:
        """The ward as it stands now, whole."""
        return whole(self.base, self.grid)

    @property
    def shown_counts(self) -> PersonCounts:
        """The counters of the proposal while one is shown, else of the roster."""
        return self.counts if self._ahead is None else self._ahead[0]

    @property
    def shown_cover(self) -> CoverCounts:
        """The cover of the proposal while one is shown, else of the roster."""
        return self.cover if self._ahead is None else self._ahead[1]

    @property
    def dirty(self) -> bool:
        return len(self.done) != self.saved_at or self.noted

    def saved(self) -> None:
        """Everything up to here is kept somewhere."""
        self.saved_at, self.noted = len(self.done), False

    def findings(self) -> list[Finding]:
        """Every breach, hard ones first, then by place; soft settings that only price are among the soft ones."""
        found = [*self.by_cover, *{finding for each in self.by_person for finding in each}]

        def place(f: Finding) -> tuple[object, ...]:
            return f.rule not in self.hard, f.new <= 0, f.first, f.people, f.rule, f.last, f.level, str(f.key)

        return sorted(found, key=place)

    def at_cell(self, person: int, day: int) -> list[Finding]:
        """The breaches whose span holds the cell."""
        found = [f for f in self.by_person[person] if f.first <= day <= f.last]
        return sorted(found, key=lambda f: (f.rule not in self.hard, f.first, f.rule))

    def sentence(self, finding: Finding, lang: str) -> str:
        return self.check.sentence(finding, lang)

    def is_hard(self, finding: Finding) -> bool:
        return finding.rule in self.hard

    def broken_by(self, person: int) -> int:
        """How many hard rules a person's row breaks beyond what was already there."""
        return sum(self.is_hard(f) and f.new > 0 for f in self.by_person[person])

    # --- commands

    def state(self, person: int, day: int) -> CellState:
        grid = self.grid
        return CellState(grid.at(person, day), grid.locked(person, day), grid.special(person, day))

    def set_cells(self, cells: Iterable[tuple[int, int, int]], name: Text, verb: str = "assign") -> int:
        """Puts choices (person, day, choice) into cells that are neither history nor locked; returns how many changed."""
        changes = []
        for person, day, choice in cells:
            before = self.state(person, day)
            if day < 0 or before.locked or (before.choice == choice and before.real is None):
                continue
            changes.append(CellChange(person, day, before, CellState(choice, False, None)))
        return self.apply(Command(name, tuple(changes), verb=verb))

    def lock_cells(self, cells: Iterable[tuple[int, int]], on: bool) -> int:
        """Locks or frees cells of the horizon."""
        changes = [
            CellChange(person, day, before, replace(before, locked=on))
            for person, day in cells
            if day >= 0 and (before := self.state(person, day)).locked != on
        ]
        name = Text("Verrouiller", "Lock") if on else Text("Déverrouiller", "Unlock")
        return self.apply(Command(name, tuple(changes), verb="lock"))

    def record_worked(self, person: int, day: int, choice: int, real: Pieces | None) -> int:
        """What was really worked: never refused, on any known day, only flagged by the checks."""
        before = self.state(person, day)
        after = replace(before, choice=choice, real=real)
        changes = (CellChange(person, day, before, after),) if after != before else ()
        return self.apply(Command(Text("Saisir le réalisé", "Record worked"), changes, verb="record_worked"))

    def edit_problem(self, problem: Problem, name: Text) -> None:
        """Takes the ward's own data (rules, people, demand ...) from `problem`, which also brings its roster."""
        self._perform(Command(name, problems=(self.problem, problem)))

    def note_call(self, call: Call) -> None:
        """Adds a call to the call log, or writes it over the one of the same id. No step: what was said is not undone."""
        known = {each.id: each for each in self.base.calls} | {call.id: call}
        self.base = replace(self.base, calls=tuple(known.values()))
        self.noted = True
        for listener in list(self.listeners):
            listener(Changed())

    def reload(self, problem: Problem, forget: bool) -> None:
        """Shows the ward as it is stored now. What was done can still be undone unless `forget` or the frame is another."""
        old = self.base
        if forget or [p.id for p in old.people] != [p.id for p in problem.people] or old.first != problem.first:
            self.done.clear()
            self.undone.clear()
        self.saved()
        self._load(problem)
        changed = Changed(range(len(problem.people)), self.frame.all_days, everything=True)
        for listener in list(self.listeners):
            listener(changed)

    def apply(self, command: Command) -> int:
        if command.cells:
            self._perform(command)
        return len(command.cells)

    def _perform(self, command: Command) -> None:
        if self.saved_at > len(self.done):
            self.saved_at = -1
        self.undone.clear()
        self.done.append(command)
        self._run(command, forward=True)

    def undo(self) -> Text | None:
        """Takes back the last command and says which, or None where there is none."""
        if not self.done:
            return None
        command = self.done.pop()
        self.undone.append(command)
        self._run(command, forward=False)
        return command.name

    def redo(self) -> Text | None:
        if not self.undone:
            return None
        command = self.undone.pop()
        self.done.append(command)
        self._run(command, forward=True)
        return command.name

    def _run(self, command: Command, forward: bool) -> None:
        if command.problems is not None:
            self._load(replace(command.problems[1 if forward else 0], calls=self.base.calls))
            changed = Changed(range(len(self.base.people)), self.frame.all_days, everything=True)
        else:
            changed = self._write([(c.person, c.day, c.after if forward else c.before) for c in command.cells])
            if any(c.before.real != c.after.real for c in command.cells):
                # Real hours add instants at which a rolling window may begin: the rules are stated anew.
                self._load(self.problem)
                changed.everything = True
        for listener in list(self.listeners):
            listener(changed)
        for watcher in list(self.watchers):
            watcher(command, forward)

    def _write(self, cells: Sequence[tuple[int, int, CellState]]) -> Changed:
        grid = self.grid
        touched: dict[int, list[int]] = {}
        places: list[tuple[int, int]] = []
        near = -2  # work of the last days of the history still reaches into the horizon
        for person, day, state in cells:
            if day >= near:
                places += self.cover.count(person, day, -1)
            grid.put(person, day, state.choice)
            grid.record(person, day, state.real)
            grid.lock(person, day, state.locked)
            if day >= near:
                places += self.cover.count(person, day, 1)
            at = day - self.frame.first
            self.marks[person][at] = (self.marks[person][at] & ~LOCK) | (LOCK if state.locked else 0)
            touched.setdefault(person, []).append(day)
        self.cover.settle(places)
        changed = Changed()
        for person, days in touched.items():
            self.counts.update(person)
            self._recheck(person, days, changed)
        people, days = list(touched), [day for _, day, _ in cells]
        days += [day for f in (*changed.added, *changed.removed) if f.people for day in (f.first, f.last)]
        people += [p for f in (*changed.added, *changed.removed) for p in f.people]
        first, last = max(min(days), self.frame.first), min(max(days), self.frame.last)
        changed.people, changed.days = range(min(people), max(people) + 1), range(first, last + 1)
        return changed

    def _recheck(self, person: int, days: list[int], changed: Changed) -> None:
        change = self.check.recheck(person, days)
        for finding in change.removed:
            self._mark(finding, -1)
        for finding in change.added:
            self._mark(finding, 1)
        changed.removed.extend(change.removed)
        changed.added.extend(change.added)

    def _mark(self, finding: Finding, sign: int) -> None:
        if not finding.people:
            (self.by_cover.add if sign > 0 else self.by_cover.discard)(finding)
            return
        bit = (ALREADY if finding.new <= 0 else HARD) if self.is_hard(finding) else SOFT
        short = finding.last - finding.first < MARKED_SPAN
        for person in finding.people:
            (self.by_person[person].add if sign > 0 else self.by_person[person].discard)(finding)
            if not short:
                continue
            for day in range(max(finding.first, self.frame.first), min(finding.last, self.frame.last) + 1):
                tally = self._tally.setdefault((person, day), [0, 0, 0])
                tally[{HARD: 0, SOFT: 1, ALREADY: 2}[bit]] += sign
                marks = (HARD if tally[0] else 0) | (SOFT if tally[1] else 0) | (ALREADY if tally[2] else 0)
                at = day - self.frame.first
                self.marks[person][at] = (self.marks[person][at] & LOCK) | marks

    # --- text in and out

    def copy_text(self, people: Sequence[int], days: Sequence[int]) -> str:
        """A block of cells as text that a spreadsheet takes: tabs between days, a line a person."""
        grid, text = self.grid, self.frame.text
        return "\n".join("\t".join(text(grid.at(person, day)) for day in days) for person in people)

    def read_text(self, words: str) -> tuple[list[list[int]], list[Fault]]:
        """Choices of a block of text, row by row, and everything in it that is no code."""
        names = {name.casefold(): index for name, index in self.frame.by_text.items()}
        block, faults = [], []
        for row, line in enumerate(words.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")):
            cells = []
            for column, word in enumerate(line.split("\t")):
                found = self.frame.by_text.get(word.strip(), names.get(word.strip().casefold()))
                if found is None:
                    place = f"({row + 1}, {column + 1})"
                    faults.append(Fault(place, word, one_of(Text("un code", "a code"), word, tuple(self.frame.by_text))))
                cells.append(BLANK if found is None else found)
            block.append(cells)
        return block, faults

    # --- proposals

    def propose(self, rows: Iterable[Row] | None, verb: str = APPLY_PLAN) -> int:
        """Shows a plan over the grid without changing it (None: no more); returns how many cells differ. Where it is accepted,
        that is logged as `verb`."""
        self.proposal = self._ahead = None
        self._proposed_as = verb
        if rows is not None:
            proposal = self.grid.copy()
            proposal.fill(rows, 0)
            self.proposal = proposal
            self._ahead = PersonCounts(proposal), CoverCounts(proposal)
        for listener in list(self.listeners):
            listener(Changed(range(len(self.base.people)), self.frame.all_days))
        return len(self.differences())

    def problem_to_solve(self, keep: bool) -> Problem:
        """The ward for the solver; with `keep`, every cell that holds something is locked, so that only blanks are filled."""
        problem = self.problem
        if not keep:
            return problem
        frame, grid = self.frame, self.grid
        filled = tuple(
            CellRef(who.id, frame.date(day))
            for person, who in enumerate(problem.people)
            for day in frame.all_days
            if grid.locked(person, day) or (day >= 0 and grid.at(person, day) != BLANK)
        )
        return replace(problem, locks=filled)

    def differences(self) -> list[tuple[int, int, int]]:
        """Cells (person, day, proposed choice) in which the proposal differs from the roster."""
        if self.proposal is None:
            return []
        return [
            (person, day, self.proposal.at(person, day))
            for person in range(len(self.base.people))
            for day in range(self.frame.last + 1)
            if self.proposal.at(person, day) != self.grid.at(person, day) and not self.grid.locked(person, day)
        ]

    def accept(self, only: Callable[[int, int], bool] | None = None) -> int:
        """Takes the proposal over, whole or where `only(person, day)` says so, as one command."""
        cells = [cell for cell in self.differences() if only is None or only(cell[0], cell[1])]
        if only is None:
            self.proposal = self._ahead = None
        return self.set_cells(cells, Text("Accepter la proposition", "Accept the proposal"), self._proposed_as)
