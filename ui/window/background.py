"""Work outside the window's thread: its result or its error comes back by a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from scheduler.domain.errors import ReleveError


class Work(QThread):
    """A piece of work outside the window's thread; `ended` brings its result or its error."""

    ended = Signal(object, object)

    def __init__(self, parent: QObject, job: Callable[[], Any]) -> None:
        super().__init__(parent)
        self._job = job

    def run(self) -> None:
        try:
            self.ended.emit(self._job(), None)
        except (ReleveError, OSError) as error:
            self.ended.emit(None, error)
