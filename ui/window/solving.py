"""The solving process as the window runs it: started, listened to, cancelled, and survived when it dies."""

from __future__ import annotations

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from scheduler.domain.course import Courses
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Row
from scheduler.domain.text import Text
from solver.api import CANCEL, GRACE_SECONDS, Heard, SolveJob, command, read_event, request

SOLUTION_MS = 250
"""A solution is shown at most four times a second."""


class SolveProcess(QObject):
    """One solve at a time. `progress` carries events, `found` the best rows, `ended` the plan and a message, or None.

    What was heard of the last run stays until the next one: `heard`, the layers' `courses`, and how it `finished`.
    """

    progress = Signal(object)
    found = Signal(object)
    ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process: QProcess | None = None
        self.heard: Heard | None = None
        self.courses = Courses()
        self.finished: tuple[Plan | None, Text | None] | None = None
        self._program: list[str] = []
        self._shown: tuple[Row, ...] = ()
        self._noise = ""
        self._cancelled = False
        self._kill = QTimer(self, singleShot=True, interval=int(1000 * GRACE_SECONDS))
        self._kill.timeout.connect(self._kill_now)
        self._show = QTimer(self, singleShot=True, interval=SOLUTION_MS)
        self._show.timeout.connect(self._emit_best)

    @property
    def running(self) -> bool:
        return self.process is not None

    def start(self, job: SolveJob, program: list[str] | None = None) -> None:
        """Sends the whole job to a new process; `program` is only another way to start the same worker."""
        if self.running:
            return
        self.heard, self.courses, self.finished = Heard(job), Courses(), None
        self._shown, self._noise, self._cancelled = (), "", False
        self._program = program or command()
        self._send(job)

    def _send(self, job: SolveJob) -> None:
        assert self.heard is not None
        process = self.process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._note)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        process.start(self._program[0], self._program[1:])
        process.write(request(job, self.heard.known()).encode())

    def cancel(self) -> None:
        """Asks for the best plan so far; a process that does not answer at once is ended, and the plan made of what it told."""
        if self.process is not None and not self._cancelled:
            self._cancelled = True
            self.process.write(CANCEL.encode())
            self._kill.start()

    def stop_now(self) -> None:
        """Ends the process at once, without a word, and forgets the run: the window closes, or shows another ward."""
        process, self.process = self.process, None
        self._kill.stop()
        self._show.stop()
        self.heard, self.courses, self.finished = None, Courses(), None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(1000)

    def _kill_now(self) -> None:
        if self.process is not None and self.heard is not None:
            self.heard.measure()
            self.process.kill()

    def _note(self) -> None:
        if self.process is not None:
            self._noise = bytes(self.process.readAllStandardError().data()).decode("utf-8", "replace").strip()[-300:]

    def _read(self) -> None:
        heard = self.heard
        while self.process is not None and heard is not None and self.process.canReadLine():
            event = read_event(bytes(self.process.readLine().data()).decode("utf-8", "replace"))
            if event is None:
                continue
            before = heard.rows
            event = heard.hear(event)
            if heard.rows:
                self.courses.add(event.seconds, heard.layers)
            self.progress.emit(event)
            if event.kind == "done":
                self.process.closeWriteChannel()  # nothing more is asked of it
            if heard.rows is not before and not self._show.isActive():
                self._show.start()

    def _emit_best(self) -> None:
        if self.heard is not None and self.heard.rows and self.heard.rows is not self._shown:
            self._shown = self.heard.rows
            self.found.emit(self._shown)

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self.process is not None and self.heard is not None:
            self.heard.failure = self.process.errorString()
            self._finished(-1)

    def _finished(self, code: int, status: object = None) -> None:
        heard = self.heard
        if self.process is None or heard is None:
            return
        self._read()
        process, self.process = self.process, None
        self._kill.stop()
        process.deleteLater()
        again = None if self._cancelled else heard.again()
        if again is not None:
            self._send(again)
            return
        self._show.stop()
        self._emit_best()
        plan = heard.answer(self._cancelled)
        if plan is not None and plan.layers:
            self.courses.add(heard.elapsed() if plan.record is None else plan.record.wall_seconds, plan.layers)
        reason = self._noise.splitlines()[-1] if self._noise else f"exit {code}"
        death = heard.death(reason) if heard.done is None and not self._cancelled else None
        self.finished = (plan, death)
        self.ended.emit(plan, death)
