"""The call log of the ward shown: whom somebody asked for a hole, noted at once and stored where the ward is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scheduler.domain import time
from scheduler.domain.calls import Answer, Call
from scheduler.services.replacing_holes import Hole
from ui.user import user_name

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


class CallLog(QObject):
    """Notes calls in the session's ward, and in its database where it lies in one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def last(self, person: str, hole: Hole) -> Call | None:
        """The newest call of a person for a hole."""
        core = self.window.session.core
        place = (person, core.frame.date(hole.day), hole.code)
        known = [call for call in core.base.calls if (call.person, call.date, call.code) == place]
        return max(known, key=lambda call: call.asked, default=None)

    def refused(self, holes: Iterable[Hole]) -> tuple[str, ...]:
        """The people who refused one of these holes when last asked."""
        people, found = self.window.session.core.base.people, list(holes)
        calls = ((who.id, self.last(who.id, hole)) for who in people for hole in found)
        return tuple(dict.fromkeys(who for who, call in calls if call is not None and call.answer == "refused"))

    def note(self, person: str, hole: Hole, answer: Answer) -> None:
        """Notes that a person was asked (`waiting`), or the answer: to the call that waits, or to one made just now."""
        core, storing, now = self.window.session.core, self.window.storing, time.now_minute()
        seen = self.last(person, hole)
        answered = None if answer == "waiting" else now
        if seen is not None and answered is not None:
            call = replace(seen, answer=answer, answered=answered)
            core.note_call(call)
            storing.keep_answer(seen, answer, answered)
            return
        made = Call(str(uuid.uuid4()), person, core.frame.date(hole.day), hole.code, now, answer, answered, user_name())
        core.note_call(made)
        storing.keep_call(made)
