"""The edit session as Qt sees it: one signal for every change, and the order in which people are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from ui.window.session_core import Changed, SessionCore


class Session(QObject):
    """Wraps a `SessionCore`. `changed` carries what a command touched, `said` a sentence for the status
    bar, `wanted` a cell to go to."""

    changed = Signal(object)
    said = Signal(str, bool)
    wanted = Signal(int, int)

    def __init__(self, problem: Problem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core = SessionCore(problem)
        self.core.listeners.append(self._on_change)
        self._arrange()

    def _on_change(self, changed: Changed) -> None:
        if changed.everything:
            self._arrange()
        self.changed.emit(changed)

    def _arrange(self) -> None:
        """People by grade, in the order of the ward's grades, otherwise as the ward lists them."""
        people = self.core.base.people
        rank = {grade.id: at for at, grade in enumerate(self.core.base.grades)}
        self.order = sorted(range(len(people)), key=lambda at: (rank.get(people[at].grade, len(rank)), at))
        self.row_of = {person: row for row, person in enumerate(self.order)}

    def group_starts(self, row: int) -> bool:
        """Whether a row is the first of its grade."""
        people = self.core.base.people
        return row == 0 or people[self.order[row]].grade != people[self.order[row - 1]].grade

    def tell(self, words: str, warning: bool = False) -> None:
        self.said.emit(words, warning)

    def undo(self) -> Text | None:
        return self.core.undo()

    def redo(self) -> Text | None:
        return self.core.redo()
