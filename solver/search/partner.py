"""A second process that searches the same ward from another seed: better plans go both ways; its death costs only time."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Row
from solver.api import SolveJob, better, command, read_event, request
from solver.record import Usage, peak_of

Rows = tuple[Row, ...]
Layers = tuple[LayerResult, ...]


class Mailbox:
    """Holds the newest plan that came from elsewhere."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: Rows = ()

    def put(self, rows: Rows) -> None:
        with self._lock:
            self._rows = rows

    def take(self) -> Rows:
        """The newest plan, once; empty where none has come."""
        with self._lock:
            rows, self._rows = self._rows, ()
        return rows


class Partner:
    """One more solving process for a job. `deliver` gets its plans and `prove` its layers, from another thread."""

    def __init__(
        self, job: SolveJob, seconds: float, deliver: Callable[[Rows], None], prove: Callable[[Layers], None]
    ) -> None:
        self._deliver, self._prove = deliver, prove
        self._process: subprocess.Popen[str] | None = None
        try:
            self._process = subprocess.Popen(
                command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        except OSError:
            return  # no second process to be had: the search goes on alone
        # A new process reads only once it has started: nobody here waits for that.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._write, args=(replace(job, seconds=seconds, workers=1, seed=job.seed + 1),)).start()
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, rows: Rows) -> None:
        """Passes a better plan on."""
        if self._process is not None:
            self._lines.put(better(rows))

    def end(self) -> Usage:
        """Ends the process at once: what it found is here already. Its memory; its time counts as waited for."""
        process, self._process = self._process, None
        peak = None
        if process is not None:
            peak = peak_of(process.pid)
            self._lines.put(None)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        return Usage(0.0, peak)

    def _write(self, job: SolveJob) -> None:
        process = self._process
        line: str | None = request(job)
        assert process is not None
        assert process.stdin is not None
        try:
            while line is not None:
                process.stdin.write(line)
                process.stdin.flush()
                line = self._lines.get()
        except (OSError, ValueError):
            return  # it died: what it would have found is lost, nothing else

    def _read(self) -> None:
        process = self._process
        if process is None or process.stdout is None:
            return
        try:
            for line in process.stdout:
                event = read_event(line)
                if event is not None and event.rows:
                    self._deliver(event.rows)
                if event is not None and event.layers:
                    self._prove(event.layers)
        except (OSError, ValueError):
            return  # ended while it was read
