"""Questions to a solving process that stands ready, asked in a thread: the window hears by signals and never waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from scheduler.domain.errors import SolverFailed
from scheduler.domain.text import Text
from solver.api import Asker, Warm


@dataclass(eq=False)
class _Asked:
    """A question on its way. `dropped`: nobody wants its answer any more."""

    question: Any
    stop: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    begun: float = field(default_factory=time.monotonic)


class _Line:
    """The thread that asks, one question at a time, and the process; knows no Qt, so that it may outlive the window."""

    def __init__(self, asker: Asker, tell: Callable[[str, _Asked, Any], None]) -> None:
        self.asker, self._tell = asker, tell
        self._waiting: list[_Asked] = []
        self._now: _Asked | None = None
        self._came = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def put(self, asked: _Asked) -> None:
        with self._came:
            self._waiting.append(asked)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            self._came.notify()

    def _next(self) -> _Asked | None:
        """What to ask now: what a person asked goes before what only makes ready. None: no more."""
        with self._came:
            while not self._waiting and not self._closed:
                self._came.wait()
            if self._closed:
                return None
            self._waiting.sort(key=lambda asked: isinstance(asked.question, Warm))
            self._now = self._waiting.pop(0)
            return self._now

    def _run(self) -> None:
        while (asked := self._next()) is not None:
            if asked.stop.is_set():
                self._say("end", asked, None)
                continue
            try:
                answer = self.asker.ask(asked.question, partial(self._say, "part", asked), asked.stop)
            except SolverFailed as error:
                self._say("fail", asked, error.text)
            except OSError as error:  # the process cannot be started
                self._say("fail", asked, Text(str(error), str(error)))
            else:
                self._say("end", asked, answer)

    def _say(self, what: str, asked: _Asked, said: Any) -> None:
        if not self._closed:
            with suppress(RuntimeError):  # the window went in this very moment
                self._tell(what, asked, said)

    def close(self) -> None:
        """Ends the process and the thread."""
        with self._came:
            self._closed = True
            self._came.notify()
        if self._now is not None:
            self._now.stop.set()  # a process that dies under it is not started again
        self.asker.close()
        if self._thread is not None:
            self._thread.join()


class Asking(QObject):
    """Asks one question at a time; a newer one of the same kind takes the place of the older, whose answer nobody hears.

    Signals carry the question with what came. An answer is None where the question was stopped before anything was known.
    """

    partial = Signal(object, object)
    answered = Signal(object, object)
    failed = Signal(object, object)
    """The question, and a Text."""
    changed = Signal()
    """Something else is asked now."""
    _told = Signal(str, object, object)

    def __init__(self, parent: QObject | None = None, asker: Asker | None = None) -> None:
        super().__init__(parent)
        self._open: list[_Asked] = []
        """What is asked or waits."""
        self._told.connect(self._hear)
        line = self._line = _Line(asker or Asker(), self._told.emit)
        self.destroyed.connect(lambda: line.close())

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._line.asker.pid

    @property
    def resting(self) -> bool:
        """Whether nothing at all is asked."""
        return not self._open

    @property
    def waited(self) -> bool:
        """Whether a person waits for an answer."""
        return any(not isinstance(asked.question, Warm) and not asked.dropped for asked in self._open)

    def asks(self, kind: type[Any] | tuple[type[Any], ...]) -> bool:
        """Whether a question of that kind is asked or waits."""
        return any(isinstance(asked.question, kind) and not asked.dropped for asked in self._open)

    def seconds(self, kind: type[Any]) -> float:
        """How long the question of that kind has been asked; 0 where there is none."""
        begun = [asked.begun for asked in self._open if isinstance(asked.question, kind) and not asked.dropped]
        return time.monotonic() - begun[-1] if begun else 0.0

    def ask(self, question: Any) -> None:
        """Asks; the answer comes with `answered`."""
        for older in self._open:
            if type(older.question) is type(question):
                older.dropped = True
                older.stop.set()
        asked = _Asked(question)
        self._open.append(asked)
        self._line.put(asked)
        self.changed.emit()

    def stop(self, kind: type[Any] | None = None) -> None:
        """Asks no further (default: whatever was asked); what is known until now still comes, within half a second."""
        for asked in self._open:
            if not isinstance(asked.question, Warm) and (kind is None or isinstance(asked.question, kind)):
                asked.stop.set()

    def forget(self) -> None:
        """Drops everything that is asked: another ward is shown."""
        for asked in self._open:
            asked.dropped = True
            asked.stop.set()
        self.changed.emit()

    def close(self) -> None:
        """Ends the process: the window closes."""
        self.forget()
        self._line.close()

    def _hear(self, what: str, asked: _Asked, said: Any) -> None:
        if what != "part":
            self._open.remove(asked)
        if not asked.dropped:
            {"part": self.partial, "end": self.answered, "fail": self.failed}[what].emit(asked.question, said)
        if what != "part":
            self.changed.emit()
