"""The solving process as the window runs it: started, listened to, cancelled, and survived when it dies."""

from __future__ import annotations

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from scheduler.domain.problem import Row
from scheduler.domain.text import Text
from solver.api import CANCEL, Event, SolveJob, command, read_event, request

KILL_MS = 2000
SOLUTION_MS = 250
"""A solution is shown at most four times a second."""


class SolveProcess(QObject):
    """One solve at a time. `progress` carries events, `found` the best rows, `ended` whether it is complete and a message."""

    progress = Signal(object)
    found = Signal(object)
    ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.process: QProcess | None = None
        self.best: tuple[Row, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._done: Event | None = None
        self._failure = ""
        self._cancelled = False
        self._kill = QTimer(self, singleShot=True, interval=KILL_MS)
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
        self.best, self._shown, self._done = (), (), None
        self._failure, self._cancelled = "", False
        process = self.process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._note)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        line = program or command()
        process.start(line[0], line[1:])
        process.write(request(job).encode())

    def cancel(self) -> None:
        """Asks for the best plan so far; the process is ended where it does not answer."""
        if self.process is not None:
            self._cancelled = True
            self.process.write(CANCEL.encode())
            self._kill.start()

    def stop_now(self) -> None:
        """Ends the process at once, without a word: the window closes."""
        process, self.process = self.process, None
        self._kill.stop()
        self._show.stop()
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(1000)

    def _kill_now(self) -> None:
        if self.process is not None:
            self.process.kill()

    def _note(self) -> None:
        if self.process is not None:
            self._failure = bytes(self.process.readAllStandardError().data()).decode("utf-8", "replace").strip()[-300:]

    def _read(self) -> None:
        while self.process is not None and self.process.canReadLine():
            event = read_event(bytes(self.process.readLine().data()).decode("utf-8", "replace"))
            if event is None:
                continue
            self.progress.emit(event)
            if event.kind == "error":
                self._failure = event.text
            if event.kind == "done":
                self._done = event
                self.process.closeWriteChannel()  # nothing more is asked of it
                if event.plan is not None and event.plan.rows:
                    self.best = event.plan.rows
            elif event.rows:
                self.best = event.rows
                if not self._show.isActive():
                    self._show.start()

    def _emit_best(self) -> None:
        if self.best and self.best is not self._shown:
            self._shown = self.best
            self.found.emit(self.best)

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self.process is not None:
            self._finished(-1)

    def _finished(self, code: int, status: object = None) -> None:
        if self.process is None:
            return
        self._read()
        process, self.process = self.process, None
        self._kill.stop()
        self._show.stop()
        process.deleteLater()
        self._emit_best()
        self.ended.emit(self._done, None if self._done is not None or self._cancelled else self._death(code))

    def _death(self, code: int) -> Text:
        reason = self._failure.splitlines()[-1] if self._failure else f"exit {code}"
        kept = bool(self.best)
        return Text(
            f"Le calcul s'est arrêté de façon inattendue ({reason}). "
            + ("Le meilleur planning trouvé est proposé." if kept else "Le planning n'a pas changé ; relancez-le."),
            f"The solving process ended unexpectedly ({reason}). "
            + ("The best plan found is proposed." if kept else "The plan is unchanged; start it again."),
        )
