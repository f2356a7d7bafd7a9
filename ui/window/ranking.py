"""Who can take a shift that nobody has: everybody tried a few milliseconds at a time, so that the window never waits."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from scheduler.domain import time
from scheduler.domain.errors import InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.text import Text
from scheduler.services.replacing import Candidate, candidates, ranked
from scheduler.services.replacing_holes import Hole, find_hole, shifts
from scheduler.services.replacing_words import reason

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SLICE_SECONDS = 0.008


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the line of reason."""

    candidate: Candidate
    words: Text


class Ranking(QObject):
    """The holes of one case, and the candidates of one of them, made anew when the roster or the call log changes."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.holes: tuple[Hole, ...] = ()
        self.at = 0
        self.found: tuple[Ranked, ...] = ()
        self.over = True
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._slice)

    @property
    def hole(self) -> Hole | None:
        """The one looked at."""
        return self.holes[self.at] if self.holes else None

    def look(self, holes: tuple[Hole, ...]) -> None:
        """Looks at the first of these holes."""
        self.holes, self.found = holes, ()
        self.choose(0)

    def choose(self, at: int) -> None:
        """Looks at another hole."""
        if at != self.at:
            self.found = ()
        self.at = at
        self.again()

    def again(self) -> None:
        """Tries everybody anew; what was found stays until then."""
        self.over = self.hole is None
        self._work = iter(()) if self.hole is None else self._rank(self.hole)
        if self.over:
            self.found = ()
            self._timer.stop()
        else:
            self._timer.start()
        self.changed.emit()

    def _slice(self) -> None:
        end = clock.perf_counter() + SLICE_SECONDS
        while clock.perf_counter() < end:
            if next(self._work, self) is self:
                self._timer.stop()
                self.over = True
                self.changed.emit()
                return

    def _rank(self, hole: Hole) -> Iterator[None]:
        core = self.window.session.core
        try:
            anew = find_hole(core.grid, core.frame.date(hole.day), hole.code, _who(core.frame, hole.absent))
        except InputRefused:  # the ward has changed: there is no such shift any more
            self.holes, self.found = (), ()
            return
        yield
        tried = []
        for each in candidates(core.check, anew, time.now_minute(), core.base.calls):
            tried.append(each)
            yield
        told = []
        for each in ranked(tried):
            told.append(Ranked(each, reason(core.check, anew, each)))
            yield
        self.holes = tuple(anew if other is hole else other for other in self.holes)
        self.found = tuple(told)


def _who(frame: Frame, person: int | None) -> str | None:
    return None if person is None else frame.problem.people[person].id


def holes_left(window: MainWindow, person: int, day: int, before: str) -> list[Hole]:
    """What somebody's absence leaves open: the shift of the cell that stood before, and each of its on-call periods."""
    core = window.session.core
    frame = core.frame
    found = frame.choices[frame.by_text.get(before, 0)]
    if found is None:
        return []
    plain = f"{found.code.id}/{found.post}" if found.post else found.code.id
    known = set(shifts(frame))
    wanted = [name for name in (plain, *(duty.id for duty in found.duties)) if name in known]
    return [find_hole(core.grid, frame.date(day), name, core.base.people[person].id) for name in wanted]


def holes_of_line(window: MainWindow, line: int, day: int) -> list[Hole]:
    """The shifts of a day of which each would serve a demand line."""
    core = window.session.core
    wanted = core.cover.lines[line].id
    found = (find_hole(core.grid, core.frame.date(day), name) for name in shifts(core.frame))
    return [hole for hole in found if wanted in hole.lines]
