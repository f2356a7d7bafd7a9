"""What an answer proposes, drawn over the grid: one proposal at a time, drawn anew when the roster changes under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.rosters import Grid
from scheduler.domain.text import Plural, Text
from ui.window import preview
from ui.window.language import say
from ui.window.preview import Filled

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

CELLS = Plural(Text("{n} case", "{n} cell"), Text("{n} cases", "{n} cells"))
PROPOSED = Plural(
    Text("Proposition : {n} case changée", "Proposal: {n} cell changed"),
    Text("Proposition : {n} cases changées", "Proposal: {n} cells changed"),
)
TAKEN = Plural(
    Text("{n} case prise de la proposition", "{n} cell taken from the proposal"),
    Text("{n} cases prises de la proposition", "{n} cells taken from the proposal"),
)
LATE = Plural(
    Text(
        "{n} case a changé depuis ou est verrouillée : laissée telle quelle",
        "{n} cell has changed since or is locked: left as it is",
    ),
    Text(
        "{n} cases ont changé depuis ou sont verrouillées : laissées telles quelles",
        "{n} cells have changed since or are locked: left as they are",
    ),
)


class Drawing:
    """Cells over the grid of one window, and how they are taken."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.cells: tuple[Filled, ...] = ()
        self._drawn: Grid | None = None
        self._at = 0

    def show(self, cells: tuple[Filled, ...]) -> None:
        """Draws cells over the grid; none: draws no more."""
        core = self.window.session.core
        if cells and cells == self.cells and self.seen and self._at == len(core.done):
            return
        self.cells, self._at = cells, len(core.done)
        if preview.open_cells(core, cells):
            self._drawn = preview.draw(core, cells)
            if self.cells is not cells:  # who heard of it wants something else drawn by now
                self.show(self.cells)
                return
            self.window.grid.reveal([(cell.person, cell.day) for cell in cells])
        elif self.seen:
            core.propose(None)

    @property
    def seen(self) -> bool:
        """Whether what the grid shows over the roster comes from here."""
        proposal = self.window.session.core.proposal
        return proposal is not None and proposal is self._drawn

    def follow(self) -> None:
        """The session has changed: what is drawn is drawn anew where the roster did."""
        if self.seen and self._at != len(self.window.session.core.done):
            self.show(self.cells)

    def take(self, cells: tuple[Filled, ...], name: Text) -> bool:
        """Writes cells, one step that can be undone; says what could not be written. Whether anything changed."""
        changed, late = preview.take(self.window.session.core, cells, name)
        if late:
            words = say(LATE.say(late))
            self.window.tell("⚠ " + words, True)
        elif changed:
            self.window.tell(f"{say(name)} · {say(CELLS.say(changed))}")
        return bool(changed)
