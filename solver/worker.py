"""The process that solves: JSON lines in (solve, cancel; the end of the input stops it), JSON lines out (events)."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from typing import Any

from scheduler.domain.codec import from_json
from solver.api import Event, SolveJob, dump_event
from solver.search.partner import Mailbox, read_better

SECONDS_AFTER_ORPHANED = 5.0


class Channel:
    """Writes events to what standard output was, one line each, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # What libraries print (a greeting, a licence) must not run into the events.
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(self, event: Event) -> None:
        with self._lock:
            self._out.write(dump_event(event))
            self._out.flush()


def _listen(stop: threading.Event, mail: Mailbox) -> None:
    """Waits for cancel and for better plans; when the input ends the asker is gone: the search stops, hanging or not."""
    for line in sys.stdin:
        rows = read_better(line)
        if rows:
            mail.put(rows)
        elif '"cancel"' in line:
            stop.set()
    stop.set()
    time.sleep(SECONDS_AFTER_ORPHANED)
    os._exit(1)


def main() -> int:
    reconfigure: Any = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    channel = Channel()
    from solver.paths import compiled
    from solver.search.run import package_version, solve

    channel.send(Event("hello", text=f"ortools {package_version('ortools')}", pid=os.getpid()))
    line = sys.stdin.readline()
    if not line:
        return 0
    try:
        job, wrong = from_json(SolveJob, json.loads(line).get("job"), "job")
    except ValueError as error:
        channel.send(Event("error", text=f"request: {error}"))
        return 2
    if job is None:
        channel.send(Event("error", text="; ".join(fault.say("en") for fault in wrong)))
        return 2
    stop = threading.Event()
    mail = Mailbox()
    threading.Thread(target=_listen, args=(stop, mail), daemon=True).start()
    try:
        plan = solve(job, channel.send, stop, mail)
    except Exception as error:  # a bug crashes into a report: the asker is told, the traceback goes to standard error
        traceback.print_exc()
        channel.send(Event("error", text=f"{type(error).__name__}: {error}"))
        return 3
    channel.send(Event("done", seconds=plan.record.wall_seconds if plan.record else 0.0, layers=plan.layers, plan=plan))
    compiled.warm_later()
    return 0


if __name__ == "__main__":
    sys.exit(main())
