"""What happened to a plan and what mends it: an absence, a shift short, a change of the ward; candidates, repairs, taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from scheduler.domain.calls import Answer
from scheduler.domain.codes import Code
from scheduler.domain.problem import CellRef
from scheduler.domain.text import Text
from scheduler.services.changed import changed
from scheduler.services.replacing import Candidate
from scheduler.services.stored import Stood
from solver.api import Alternative, Gap, RepairAsked, Repairs
from ui.window import preview
from ui.window.asking import Asking
from ui.window.calllog import CallLog
from ui.window.cases import Case, asked
from ui.window.drawing import Drawing
from ui.window.language import L, say
from ui.window.preview import Filled
from ui.window.ranking import Ranking, Wanted, lost, serving
from ui.window.session_core import CellChange, Command

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


MOST_CELLS = 200
"""That may be marked absent at once: more is a slip of the mouse."""


class Repairing(QObject):
    """The one case that a window looks at. The panel shows it, the grid draws what is chosen."""

    changed = Signal()
    """Another case, or something more is known of it."""
    opened = Signal()
    """A case is new: show it."""

    def __init__(self, window: MainWindow, asking: Asking, drawing: Drawing) -> None:
        super().__init__(window)
        self.window, self.asking, self.drawing = window, asking, drawing
        self.ranking = Ranking(window)
        self.calls = CallLog(window)
        self.case: Case | None = None
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
        codes = self.absence_codes()
        places = [(person, day) for person, day in self.window.grid.cells() if day >= 0]
        if not codes:
            self.window.tell(L("Le service n'a aucun code d'absence.", "The ward has no code of absence."), True)
        elif not 0 < len(places) <= MOST_CELLS:
            words = L(f"Choisissez de 1 à {MOST_CELLS} cases de la période.", f"Choose 1 to {MOST_CELLS} cells of the period.")
            self.window.tell(words, True)
        else:
            self.absent(places, code or codes[0].id)

    def absent(self, places: list[tuple[int, int]], code: str, stood: dict[CellRef, str] | None = None) -> int:
        """Marks cells absent, locked ones too, as one step; looks at what that leaves open. How many cells changed.

        `stood` is what they held, where another code of absence holds them now.
        """
        core = self.window.session.core
        frame, people = core.frame, core.base.people
        choice, changes = frame.by_text[code], []
        for person, day in places:
            state = core.state(person, day)
            if state.choice != choice or state.real is not None:
                changes.append(CellChange(person, day, state, replace(state, choice=choice, real=None)))
        if not changes:
            self._already(places)
            return 0
        who = ", ".join(dict.fromkeys(people[person].name for person, _ in places))
        name = Text(f"Absence : {who}, {code}", f"Absence: {who}, {code}")
        refs = {(person, day): CellRef(people[person].id, frame.date(day)) for person, day in places}
        held = stood or {ref: frame.text(core.grid.at(*place)) for place, ref in refs.items()}
        self.close()
        core.propose(None)
        core.apply(Command(name, tuple(changes)))
        days = [ref.date for ref in held]
        self.case = Case(name, min(days), max(days), core.problem, held, code)
        self._open(self._lost(self.case))
        return len(changes)

    def _already(self, places: list[tuple[int, int]]) -> None:
        """Cells that say so already: the case that they belong to, or where to ask."""
        core = self.window.session.core
        known = set() if self.case is None else set(self.case.cells)
        if known.issuperset(CellRef(core.base.people[person].id, core.frame.date(day)) for person, day in places):
            self.opened.emit()
            return
        words = L(
            "Déjà absent : cliquez l'effectif à découvert, sous le planning, pour savoir qui peut venir.",
            "Absent already: click the figure that is short, under the roster, to see who can come.",
        )
        self.window.tell(words, True)

    def recode(self, code: str) -> None:
        """Another code for the same absence; where nothing was done since, the first is taken back."""
        case, core = self.case, self.window.session.core
        if case is None or not case.cells or case.code == code or not self.standing():
            return
        places = [(core.frame.person_index[cell.person], core.frame.day(cell.date)) for cell in case.cells]
        self.case, stood = None, case.stood
        if core.done and core.done[-1].name == case.name:
            self.window.session.undo()
            stood = {}
        self.absent(places, code, stood)

    def fill_line(self, line: int, day: int) -> None:
        """Looks for who could work more on a demand line and day."""
        core, wanted = self.window.session.core, serving(self.window, line, day)
        if not wanted:
            return
        when, need = core.frame.date(day), core.cover.lines[line]
        self.close()
        gaps = (Gap(when, wanted[0].code),) if core.cover.days[line][day].short else ()
        name = Text(f"{need.name.fr}, {when:%d/%m/%Y}", f"{need.name.en}, {when:%d/%m/%Y}")
        self.case = Case(name, when, when, core.problem, gaps=gaps)
        self._open(wanted)

    def repair_changes(self) -> None:
        """Asks how the plan that stood can be mended after rules, demand or cells have changed."""
        self.window.storing.ask_stood(self._look_at_changes)

    def _look_at_changes(self, stood: Stood | None) -> None:
        core = self.window.session.core
        found = changed(stood, core.problem)
        if isinstance(found, Text):
            self.window.tell(say(found), stood is None)
            return
        self.close()
        core.propose(None)
        self.case = Case(found.said, core.frame.date(0), core.frame.date(core.frame.last), core.problem, changed=found)
        self._open([])

    def limit(self, changes: int | None) -> None:
        """Asks again, with no more changes than that."""
        if self.case is not None and self.case.max_changes != changes:
            self.case.max_changes = changes
            self._ask()

    # --- asking

    def _open(self, wanted: list[Wanted]) -> None:
        self._at = len(self.window.session.core.done)
        self.ranking.look(tuple(wanted))
        self._ask()
        self.opened.emit()

    def _ask(self) -> None:
        case = self.case
        assert case is not None
        case.found, case.over, case.offered, case.failure = Repairs(), False, False, None
        case.after = self.window.session.core.problem
        if case.repairable:
            case.question = asked(case, self.calls.refused(self.ranking.wanted))
            self.asking.ask(case.question)
        else:
            case.over = True
        self.changed.emit()

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

    def cells_for(self, candidate: Candidate) -> tuple[Filled, ...]:
        """The cell that a candidate's shift is written into."""
        hole, core = self.ranking.hole, self.window.session.core
        text = core.frame.text
        moves = () if hole is None else candidate.moves(hole)
        return tuple(Filled(who, day, text(core.grid.at(who, day)), text(choice)) for who, day, choice in moves)

    def take_candidate(self, candidate: Candidate) -> bool:
        """Writes the shift into the candidate's cell, and notes that he or she accepted."""
        hole, core = self.ranking.hole, self.window.session.core
        cells = self.cells_for(candidate)
        if hole is None or not cells:
            return False
        who, when = core.base.people[candidate.person], core.frame.date(hole.day)
        name = Text(f"Remplacer : {who.name}, {hole.code}, {when:%d/%m}", f"Replace: {who.name}, {hole.code}, {when:%d/%m}")
        self.drawing.show(())
        taken = self.drawing.take(cells, name)
        if taken:
            self.calls.note(who.id, when, hole.code, "accepted")
        return taken

    def note(self, candidate: Candidate, answer: Answer) -> None:
        """Notes in the call log that a candidate was asked, or what the answer was; one who refuses is left alone."""
        hole, core = self.ranking.hole, self.window.session.core
        if hole is None or self.case is None:
            return
        self.calls.note(core.base.people[candidate.person].id, core.frame.date(hole.day), hole.code, answer)
        self.ranking.again()
        if answer == "refused":
            self._ask()

    def finish(self) -> None:
        """The plan is mended: back to the cell where it began."""
        assert self.case is not None
        core = self.window.session.core
        self.drawing.show(())
        if self.case.cells:
            cell = self.case.cells[0]
            self.window.grid.go(core.frame.person_index[cell.person], core.frame.day(cell.date))
        else:
            self.window.grid.setFocus()
        self.changed.emit()

    def close(self) -> None:
        """Looks at no case any more; what was marked and taken stays."""
        self.asking.stop(RepairAsked)
        self.drawing.show(())
        self.case = None
        self.ranking.look(())
        self.changed.emit()

    # --- the session goes on

    def standing(self) -> bool:
        """Whether what happened is still so: the absence is in the roster, data and cells are as they were changed."""
        case, core = self.case, self.window.session.core
        frame = core.frame
        return case is not None and case.of(core.base) and all(
            cell.person in frame.person_index
            and frame.first <= frame.day(cell.date) <= frame.last
            and frame.text(core.grid.at(frame.person_index[cell.person], frame.day(cell.date))) == held
            for cell, held in case.facts.items()
        )

    def follow(self, anew: bool) -> None:
        """The session has changed: what was taken back is no case, and candidates are tried anew. `anew`: the ward's own data
        or who is in it may be others too."""
        done = len(self.window.session.core.done)
        if self.case is None or (not anew and self._at == done):
            return
        if not self.standing():
            self.close()
            return
        self._at = done
        if not anew:
            self.ranking.again()
        elif self.case.stood:
            self.ranking.look(tuple(self._lost(self.case)))
        else:
            self.ranking.choose(self.ranking.at)

    def _lost(self, case: Case) -> list[Wanted]:
        """The shifts that an absence leaves open."""
        frame = self.window.session.core.frame
        return [
            wanted
            for ref, held in case.stood.items()
            for wanted in lost(frame, frame.person_index[ref.person], frame.day(ref.date), held)
        ]
