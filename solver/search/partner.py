"""More processes that search the same ward from other seeds: better plans go to all of them; a death costs only time."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Row
from solver.api import SolveJob, better, command, proved, read_event, request
from solver.record import Usage, free_megabytes, peak_of

Rows = tuple[Row, ...]
Layers = tuple[LayerResult, ...]


MEGABYTES_EACH = 1024.0
"""Memory (MiB) that has to be free for each process beyond the second: a large ward's graphs take about that much."""


class Mailbox:
    """Holds the newest plan of each sender elsewhere, and what is proved there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[int, Rows] = {}
        self._layers: Layers = ()

    def put(self, rows: Rows, sender: int = 0) -> None:
        with self._lock:
            self._rows[sender] = rows

    def take(self) -> Rows:
        """The newest plan of a sender, once, those who have waited longest first; empty where none has come."""
        with self._lock:
            return self._rows.pop(next(iter(self._rows))) if self._rows else ()

    def put_proved(self, layers: Layers) -> None:
        with self._lock:
            self._layers = layers

    def take_proved(self) -> Layers:
        """What was told last, once; empty where nothing is new."""
        with self._lock:
            layers, self._layers = self._layers, ()
        return layers


def how_many(workers: int, free_megabytes: float | None) -> int:
    """How many partners a search with so many workers has: as many as there is memory for, but one at least; one where the
    system does not tell of its memory."""
    if workers < 3 or free_megabytes is None:
        return min(1, workers - 1)
    return max(1, min(workers - 1, int(free_megabytes / MEGABYTES_EACH)))


class Partner:
    """One more solving process for a job. `deliver` gets its plans and `prove` its layers, from another thread, each with the
    partner's number, from 0 on. Its seed follows from that: of odd and even ones some prove sooner, others improve longer."""

    def __init__(
        self, job: SolveJob, seconds: float, deliver: Callable[[Rows, int], None], prove: Callable[[Layers, int], None],
        number: int = 0,
    ) -> None:  # fmt: skip
        self._deliver, self._prove, self._number = deliver, prove, number
        self._process: subprocess.Popen[str] | None = None
        try:
            self._process = subprocess.Popen(
                command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        except OSError:
            return  # no further process to be had: the search goes on without it
        # A new process reads only once it has started: nobody here waits for that.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        own = replace(job, seconds=seconds, workers=1, seed=job.seed + 1 + number)
        threading.Thread(target=self._write, args=(own,)).start()
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, line: str) -> None:
        """Passes a line on: a better plan, or what is proved."""
        if self._process is not None:
            self._lines.put(line)

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
                    self._deliver(event.rows, self._number)
                if event is not None and event.layers:
                    self._prove(event.layers, self._number)
        except (OSError, ValueError):
            return  # ended while it was read


class Partners:
    """The partners of a search, and the layers of the best plan of each."""

    def __init__(self) -> None:
        self._all: list[Partner] = []
        self._layers: dict[int, Layers] = {}
        self._shared: Layers = ()

    def call(
        self, job: SolveJob, seconds: float, deliver: Callable[[Rows, int], None], prove: Callable[[Layers, int], None]
    ) -> None:
        """Starts one for each further worker of the job."""
        for number in range(how_many(job.workers, free_megabytes())):
            self._all.append(Partner(job, seconds, deliver, prove, number))

    def tell(self, rows: Rows) -> None:
        """Passes a better plan on to all."""
        for partner in self._all:
            partner.tell(better(rows))

    def share(self, layers: Layers) -> None:
        """Passes on to all what is proved, where it is news; one alone proves what it can by itself."""
        if len(self._all) > 1 and layers and layers != self._shared:
            self._shared = layers
            for partner in self._all:
                partner.tell(proved(layers))

    def heard(self, layers: Layers, number: int) -> None:
        """Note what a partner told of its plan."""
        self._layers[number] = layers

    def each(self) -> list[tuple[int, Layers]]:
        """What each partner told last."""
        return list(self._layers.items())

    def closed(self, k: int, values: tuple[int, ...]) -> bool:
        """Whether one of them has closed a layer with a plan that is as good until there."""
        return any(
            layers[k].status == "closed" and tuple(layer.value for layer in layers[: k + 1]) <= values[: k + 1]
            for _, layers in self.each()
        )

    def end(self) -> Usage:
        """Ends all of them, and tells their memory."""
        return sum((partner.end() for partner in self._all), Usage())
