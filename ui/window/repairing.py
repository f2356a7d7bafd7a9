"""An absence and what mends it: cells marked absent, the repair asked for, its alternatives shown and taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from scheduler.domain import time
from scheduler.domain.codes import Code
from scheduler.domain.problem import CellRef, Problem
from scheduler.domain.rosters import Grid
from scheduler.domain.text import Text
from solver.api import Alternative, RepairAsked, Repairs
from ui.window import preview
from ui.window.asking import Asking
from ui.window.language import L, say
from ui.window.preview import Filled
from ui.window.session_core import CellChange, Command

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SECONDS = 20.0
"""How long the window lets alternatives be looked for."""


@dataclass
class Case:
    """What happened, and what is known to mend it. `before` is the ward as it stood, `after` with what happened."""

    name: Text
    cells: tuple[CellRef, ...]
    code: str
    before: Problem
    after: Problem
    max_changes: int | None = None
    question: RepairAsked | None = None
    found: Repairs = field(default_factory=Repairs)
    over: bool = False
    offered: bool = False
    """Whether its first alternative was drawn over the grid."""
    failure: Text | None = None

    @property
    def dates(self) -> tuple[Any, Any]:
        """The first and the last day."""
        days = [cell.date for cell in self.cells]
        return min(days), max(days)


class Repairing(QObject):
    """The one absence that a window looks at. The panel shows it, the grid draws what is chosen."""

    changed = Signal()
    """Another case, or something more is known of it."""
    opened = Signal()
    """A case is new: show it."""

    def __init__(self, window: MainWindow, asking: Asking) -> None:
        super().__init__(window)
        self.window, self.asking = window, asking
        self.case: Case | None = None
        self.shown: tuple[Filled, ...] = ()
        """The cells that are drawn over the grid."""
        self._drawn: Grid | None = None
        self._at = 0
        asking.partial.connect(self._on_part)
        asking.answered.connect(self._on_answer)
        asking.failed.connect(self._on_failure)

    # --- what happened

    def absence_codes(self) -> tuple[Code, ...]:
        """Codes that say that somebody is absent, those of kind absence first."""
        given = [code for code in self.window.session.core.base.codes if not code.planned and code.kind != "blocked"]
        return tuple(sorted(given, key=lambda code: ("absence", "leave", "training").index(code.kind)))

    def mark_absent(self, code: str = "") -> None:
        """Marks the selected cells absent (default: the ward's first code of absence), and asks how to mend the plan."""
        core, codes = self.window.session.core, self.absence_codes()
        if not codes:
            self.window.tell(L("Le service n'a aucun code d'absence.", "The ward has no code of absence."), True)
            return
        places = [(person, day) for person, day in self.window.grid.cells() if day >= 0]
        if not places:
            words = L("Choisissez des cases de la période à venir.", "Choose cells of the period to come.")
            self.window.tell(words, True)
            return
        self._mark(places, code or codes[0].id, core.problem)

    def _mark(self, places: list[tuple[int, int]], code: str, before: Problem) -> None:
        core = self.window.session.core
        choice = core.frame.by_text[code]
        changes = []
        for person, day in places:
            state = core.state(person, day)
            if state.choice != choice or state.real is not None:
                changes.append(CellChange(person, day, state, replace(state, choice=choice, real=None)))
        if not changes:
            self.opened.emit()
            return
        people = core.base.people
        who = ", ".join(dict.fromkeys(people[person].name for person, _ in places))
        name = Text(f"Absence : {who}, {code}", f"Absence: {who}, {code}")
        core.propose(None)
        core.apply(Command(name, tuple(changes)))
        cells = tuple(CellRef(people[person].id, core.frame.date(day)) for person, day in places)
        self.case = Case(name, cells, code, before, core.problem)
        self._ask()
        self.opened.emit()

    def recode(self, code: str) -> None:
        """Another code for the same absence, where nothing was done since: the first is taken back."""
        case, core = self.case, self.window.session.core
        if case is None or case.code == code or not self.standing():
            return
        places = [(core.frame.person_index[cell.person], core.frame.day(cell.date)) for cell in case.cells]
        if core.done and core.done[-1].name == case.name:
            self.case = None
            self.window.session.undo()
            self._mark(places, code, case.before)
        else:
            self._mark(places, code, case.before)

    def limit(self, changes: int | None) -> None:
        """Asks again, with no more changes than that."""
        if self.case is not None and self.case.max_changes != changes:
            self.case.max_changes = changes
            self._ask()

    # --- asking

    def _ask(self) -> None:
        case = self.case
        assert case is not None
        case.found, case.over, case.offered, case.failure = Repairs(), False, False, None
        case.question = asked(case)
        self.changed.emit()
        self.asking.ask(case.question)

    def _mine(self, question: Any) -> Case | None:
        return self.case if self.case is not None and question is self.case.question else None

    def _on_part(self, question: Any, found: Any) -> None:
        case = self._mine(question)
        if case is not None:
            case.found = found
            self.changed.emit()

    def _on_answer(self, question: Any, found: Any) -> None:
        case = self._mine(question)
        if case is not None:
            case.found, case.over = found or case.found, True
            self.changed.emit()

    def _on_failure(self, question: Any, text: Text) -> None:
        case = self._mine(question)
        if case is not None:
            case.over, case.failure = True, text
            self.changed.emit()

    # --- what is shown and taken

    def cells_of(self, alternative: Alternative) -> tuple[Filled, ...]:
        """Every cell that an alternative fills otherwise."""
        assert self.case is not None
        return preview.differing(self.case.after, alternative.rows, self.window.session.core)

    def cell_of(self, alternative: Alternative, at: int) -> Filled | None:
        """The cell of one of its changes, where the ward still has that person."""
        core, change = self.window.session.core, alternative.changes[at]
        who = core.frame.person_index.get(change.person)
        return None if who is None else Filled(who, core.frame.day(change.date), change.before, change.after)

    def show(self, cells: tuple[Filled, ...]) -> None:
        """Draws cells over the grid; none: draws no more."""
        core = self.window.session.core
        if cells == self.shown and self.drawing() and self._at == len(core.done):
            return
        self.shown, self._at = cells, len(core.done)
        if preview.open_cells(core, cells):
            self._drawn = preview.draw(core, cells)
        elif self.drawing():
            core.propose(None)

    def drawing(self) -> bool:
        """Whether what the grid shows over the roster comes from here."""
        proposal = self.window.session.core.proposal
        return proposal is not None and proposal is self._drawn

    def take(self, cells: tuple[Filled, ...], name: Text) -> bool:
        """Writes cells, one step that can be undone; says what could not be written. Whether anything changed."""
        changed, late = preview.take(self.window.session.core, cells, name)
        if late:
            words = L(
                f"{late} case(s) ont changé depuis ou sont verrouillées : laissées telles quelles",
                f"{late} cell(s) have changed since or are locked: left as they are",
            )
            self.window.tell("⚠ " + words, True)
        elif changed:
            self.window.tell(f"{say(name)} · {changed} " + L("case(s)", "cell(s)"))
        return bool(changed)

    def finish(self) -> None:
        """The plan is mended: back to the cell where it began."""
        assert self.case is not None
        core, cell = self.window.session.core, self.case.cells[0]
        self.window.grid.go(core.frame.person_index[cell.person], core.frame.day(cell.date))
        self.changed.emit()

    def close(self) -> None:
        """Looks at no case any more; what was marked and taken stays."""
        self.asking.stop(RepairAsked)
        self.show(())
        self.case = None
        self.changed.emit()

    # --- the session goes on

    def standing(self) -> bool:
        """Whether the absence is still in the roster."""
        case, core = self.case, self.window.session.core
        return case is not None and all(
            cell.person in core.frame.person_index
            and 0 <= core.frame.day(cell.date) <= core.frame.last
            and core.frame.text(core.grid.at(core.frame.person_index[cell.person], core.frame.day(cell.date))) == case.code
            for cell in case.cells
        )

    def follow(self) -> None:
        """The roster has changed: an absence that was taken back is no case, and what is drawn is drawn anew."""
        if self.case is None:
            return
        if not self.standing():
            self.close()
        elif self.drawing() and self._at != len(self.window.session.core.done):
            self.show(self.shown)


def asked(case: Case) -> RepairAsked:
    """The question: notice counts and the past stays as it is, where today lies in the ward's period or before it."""
    problem, first = case.after, case.dates[0]
    today = time.today(problem.zone)
    past = today > first
    return RepairAsked(
        case.before,
        problem,
        since=today if problem.first <= today <= first else None,
        now=None if past else time.now_minute(),
        max_changes=case.max_changes,
        left=tuple(person.id for person in problem.people if any(person.left_alone(cell.date) for cell in case.cells)),
        seconds=SECONDS,
    )
