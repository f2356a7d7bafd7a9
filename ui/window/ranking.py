"""Who can take a shift that nobody has: everybody tried a few milliseconds at a time, so that the window never waits."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from scheduler.domain import time
from scheduler.domain.errors import InputRefused
from scheduler.domain.frame import BLANK, Frame
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shift, or an on-call period, of a day that somebody is sought for; whose it was."""

    day: int
    code: str
    absent: int | None = None


class Ranking(QObject):
    """The shifts of one case, and the candidates for one of them, made anew when the roster or the call log changes."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.wanted: tuple[Wanted, ...] = ()
        self.at = 0
        self.hole: Hole | None = None
        """The shift looked at as it was when everybody was tried."""
        self.found: tuple[Ranked, ...] = ()
        self.over = True
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._slice)

    @property
    def chosen(self) -> Wanted | None:
        """The shift looked at."""
        return self.wanted[self.at] if self.wanted else None

    def look(self, wanted: tuple[Wanted, ...]) -> None:
        """Looks at the first of these shifts."""
        self.wanted = wanted
        self.choose(0)

    def choose(self, at: int) -> None:
        """Looks at another shift."""
        self.at, self.hole, self.found = at, None, ()
        self.again()

    def again(self) -> None:
        """Tries everybody anew; what was found stays until then."""
        wanted = self.chosen
        self.over = wanted is None
        self._work = iter(()) if wanted is None else self._rank(wanted)
        if wanted is None:
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

    def _rank(self, wanted: Wanted) -> Iterator[None]:
        core = self.window.session.core
        who = None if wanted.absent is None else core.base.people[wanted.absent].id
        try:
            hole = find_hole(core.grid, core.frame.date(wanted.day), wanted.code, who)
        except InputRefused:  # the ward has changed: there is no such shift any more
            self.wanted, self.hole, self.found = (), None, ()
            return
        yield
        tried = []
        for each in candidates(core.check, hole, time.now_minute(), core.base.calls):
            tried.append(each)
            yield
        told = []
        for each in ranked(tried):
            told.append(Ranked(each, reason(core.check, hole, each)))
            yield
        self.hole, self.found = hole, tuple(told)


def lost(frame: Frame, person: int, day: int, held: str) -> list[Wanted]:
    """What somebody's absence leaves open: the shift of what the cell held, and each of its on-call periods."""
    found = frame.choices[frame.by_text.get(held, BLANK)]
    if found is None:
        return []
    plain = f"{found.code.id}/{found.post}" if found.post else found.code.id
    known = set(shifts(frame))
    return [Wanted(day, name, person) for name in (plain, *(duty.id for duty in found.duties)) if name in known]


def serving(window: MainWindow, line: int, day: int) -> list[Wanted]:
    """The shifts of a day of which each would serve a demand line."""
    core = window.session.core
    frame, need = core.frame, core.cover.lines[line]
    able = [
        name for name in shifts(frame) if name == need.id or (name in frame.by_text and frame.serves(need, frame.by_text[name]))
    ]
    return [Wanted(day, name) for name in able if need.id in find_hole(core.grid, frame.date(day), name).lines]
