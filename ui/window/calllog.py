"""The call log of the ward shown: whom somebody asked for a hole, noted at once and stored where the ward is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from scheduler.domain import time
from scheduler.domain.calls import Answer, Call
from ui.user import user_name
from ui.window.ranking import Wanted

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


class CallLog(QObject):
    """Notes calls in the session's ward, and in its database where it lies in one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def last(self, person: str, when: date, code: str) -> Call | None:
        """The newest call of a person for a shift."""
        known = [call for call in self._calls() if (call.person, call.date, call.code) == (person, when, code)]
        return max(known, key=lambda call: call.asked, default=None)

    def _calls(self) -> tuple[Call, ...]:
        return self.window.session.core.base.calls

    def refused(self, wanted: Iterable[Wanted]) -> tuple[str, ...]:
        """The people who refused one of these shifts when last asked."""
        frame = self.window.session.core.frame
        shifts = {(frame.date(each.day), each.code) for each in wanted}
        asked = {(call.person, call.date, call.code) for call in self._calls() if (call.date, call.code) in shifts}
        return tuple(sorted({place[0] for place in asked if getattr(self.last(*place), "answer", "") == "refused"}))

    def note(self, person: str, when: date, code: str, answer: Answer) -> None:
        """Notes that a person was asked (`waiting`), or the answer: to the call that waits, or to one made just now."""
        core, storing, now = self.window.session.core, self.window.storing, time.now_minute()
        seen = self.last(person, when, code)
        answered = None if answer == "waiting" else now
        if seen is not None and answered is not None:
            core.note_call(replace(seen, answer=answer, answered=answered))
            storing.keep_answer(seen, answer, answered)
            return
        made = Call(str(uuid.uuid4()), person, when, code, now, answer, answered, user_name())
        core.note_call(made)
        storing.keep_call(made)
