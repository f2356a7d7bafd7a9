"""The process that solves: JSON lines in, events as JSON lines out.

It serves one `solve` or `ask` after another, so that whoever asks again need not wait for a process to start; `cancel` and
better plans are for the newest one, and the end of the input ends the process.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from scheduler.domain.codec import from_json
from scheduler.domain.plan import Plan
from solver.api import Event, SolveJob, dump_event, read_better, read_proved
from solver.asking import answer_line, read_question
from solver.record import engines
from solver.search.partner import Mailbox

SECONDS_AFTER_ORPHANED = 1.0
"""Nobody waits for its answer any more, and a partner has lost the plans it could help."""
UNASKED = 0.1
"""Seconds without a request after which a process loads what questions need."""
COLLECTED = (50_000, 20, 20)
"""Objects after which Python looks for what refers to itself: graphs are many that do not, and it would look often."""
LONGEST_CANCEL = 200
LONGEST_START = 600.0
"""Seconds above which the time of asking is not believed."""


class Channel:
    """Writes events to what standard output was, one line each, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # What libraries print (a greeting, a licence) must not run into the events.
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def send(self, event: Event) -> None:
        self.write(dump_event(event))

    def write(self, line: str) -> None:
        with self._lock:
            try:
                self._out.write(line)
                self._out.flush()
            except BrokenPipeError:  # nobody listens any more
                os._exit(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, and what may still be told while it is served: that it is enough, and plans found elsewhere."""

    line: str
    stop: threading.Event = field(default_factory=threading.Event)
    mail: Mailbox = field(default_factory=Mailbox)


def _listen(waiting: queue.SimpleQueue[Asked | None]) -> None:
    """Queues requests; cancel and better plans go to the newest one. When the input ends the asker is gone: no request is
    waited for any more, and the search stops, hanging or not."""
    newest = Asked("")
    for line in sys.stdin:
        rows = read_better(line)
        if rows:
            newest.mail.put(rows)
        elif layers := read_proved(line):
            newest.mail.put_proved(layers)
        elif _cancels(line):
            newest.stop.set()
        else:
            newest = Asked(line)
            waiting.put(newest)
    newest.stop.set()
    waiting.put(None)
    time.sleep(SECONDS_AFTER_ORPHANED)
    os._exit(1)


def _cancels(line: str) -> bool:
    """Whether a line says cancel: as its type, not somewhere in a ward's notes."""
    if len(line) > LONGEST_CANCEL:
        return False
    try:
        data = json.loads(line)
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("type") == "cancel"


def _next(waiting: queue.SimpleQueue[Asked | None], idle: Callable[[], Any]) -> Asked | None:
    """The next request, None at the end; something else is done where none comes at once."""
    try:
        return waiting.get(timeout=UNASKED)
    except queue.Empty:
        idle()
        return waiting.get()


def _serve(asked: Asked, channel: Channel, solve: Callable[..., Plan], answer: Callable[..., Any]) -> int:
    """Solves or answers what was asked; the process goes on to the next request only where this returns 0."""
    try:
        data = json.loads(asked.line)
        if data.get("type") == "ask":
            return _answer(data, asked.stop, channel, answer)
        job, wrong = from_json(SolveJob, data.get("job"), "job")
    except (ValueError, AttributeError) as error:
        channel.send(Event("error", text=f"request: {error}"))
        return 2
    if job is None:
        channel.send(Event("error", text="; ".join(fault.say("en") for fault in wrong)))
        return 2
    try:
        plan = solve(job, channel.send, asked.stop, asked.mail, waited(data.get("asked")))
    except Exception as error:
        return _failed(error, channel)
    channel.send(Event("done", seconds=plan.record.wall_seconds if plan.record else 0.0, layers=plan.layers, plan=plan))
    return 0


def waited(asked: object) -> float:
    """Seconds since somebody asked, who may not have said when, or whose clock may be another one."""
    if not isinstance(asked, int | float) or isinstance(asked, bool):
        return 0.0
    seconds = time.monotonic() - asked
    return seconds if 0 <= seconds < LONGEST_START else 0.0


def _answerer() -> Callable[..., Any]:
    """What answers questions: it takes a while to load, which a plan need not wait for, and keeps wards between them."""
    from solver.answers import serve
    from solver.answers.standing import Wards

    return partial(serve.answer, wards=Wards())


def _answer(data: dict[str, Any], stop: threading.Event, channel: Channel, answer: Callable[..., Any]) -> int:
    question, wrong = read_question(data)
    if question is None:
        channel.send(Event("error", text="; ".join(fault.say("en") for fault in wrong)))
        return 2
    try:
        last = answer()(question, stop, lambda part: channel.write(answer_line(part, False)))
    except Exception as error:
        return _failed(error, channel)
    channel.write(answer_line(last, True))
    return 0


def _failed(error: Exception, channel: Channel) -> int:
    """A bug crashes into a report: the asker is told, the traceback goes to standard error."""
    traceback.print_exc()
    channel.send(Event("error", text=f"{type(error).__name__}: {error}"))
    return 3


def main() -> int:
    """Serves requests one after another until the input ends; an error ends the process."""
    # Ctrl+C goes to everyone at a terminal: the asker decides what it means, and says so by a line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reconfigure: Any = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
    channel = Channel()
    gc.set_threshold(*COLLECTED)
    from solver.paths import compiled
    from solver.search.run import solve

    hello = Event("hello", text=engines(), pid=os.getpid())
    channel.send(hello)
    # While the first request is on its way. No daemon: it would be torn out of an import where there is none.
    threading.Thread(target=compiled.kernels).start()
    waiting: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(waiting,), daemon=True).start()
    served = 0
    answer = cache(_answerer)
    while (asked := _next(waiting, answer)) is not None:
        if served:
            gc.collect()  # a search refers to itself; the next ward needs its memory
            channel.send(hello)  # what is told of each run begins alike
        status = _serve(asked, channel, solve, answer)
        if status:
            return status
        served += 1
        compiled.warm_later()
    return 0


if __name__ == "__main__":
    sys.exit(main())
