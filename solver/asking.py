"""A client of the solving process for questions about a plan: a process that stands ready, asked once more where it dies."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from scheduler.domain.codec import from_json, to_json
from scheduler.domain.errors import Fault, SolverFailed
from scheduler.domain.text import Text
from solver.answers.conflicts.found import Conflicts
from solver.questions import ConflictsAsked, Question, Ready, RepairAsked, Repairs, Warm, Why, WhyAsked

Answer = Repairs | Why | Conflicts | Ready

KINDS: dict[str, tuple[type[Any], type[Any]]] = {
    "repair": (RepairAsked, Repairs),
    "why": (WhyAsked, Why),
    "conflicts": (ConflictsAsked, Conflicts),
    "warm": (Warm, Ready),
}
"""What may be asked, by its name on the line, with what is answered."""

POLL_SECONDS = 0.02

SILENT_SECONDS = 15.0
"""A process that says nothing for so long after a question's time hangs: it is replaced. Long, since a machine may be busy."""
STARTING_SECONDS = 60.0
"""So long, besides, for a process that has just been started; and the time of what has none of its own (getting ready)."""


def ask_line(question: Question) -> str:
    """The line that asks a question."""
    kind = next(name for name, (asked, _) in KINDS.items() if type(question) is asked)
    return json.dumps({"type": "ask", "kind": kind, "question": to_json(question)}, ensure_ascii=False) + "\n"


def read_question(data: dict[str, Any]) -> tuple[Question | None, list[Fault]]:
    """The question that a line's data carry, or what is wrong with it."""
    known = KINDS.get(str(data.get("kind")))
    if known is None:
        return None, [Fault("kind", str(data.get("kind")), Text("repair, why ...", "repair, why ..."))]
    return from_json(known[0], data.get("question"), "question")


def answer_line(answer: Answer, last: bool) -> str:
    """The line that answers; not the `last` one where better or more may follow."""
    kind = next(name for name, (_, given) in KINDS.items() if type(answer) is given)
    return json.dumps({"answers": kind, "last": last, "answer": to_json(answer)}, ensure_ascii=False) + "\n"


def _read(line: str) -> tuple[Answer | None, bool, str]:
    """The answer of a line, whether it is the last, and what went wrong instead."""
    try:
        data = json.loads(line)
    except ValueError:
        return None, False, ""
    if not isinstance(data, dict):
        return None, False, ""
    if data.get("kind") == "error":
        return None, True, str(data.get("text", ""))
    known = KINDS.get(str(data.get("answers")))
    if known is None:
        return None, False, ""
    answer, wrong = from_json(known[1], data.get("answer"), "answer")
    return answer, bool(data.get("last")), "; ".join(fault.say("en") for fault in wrong)


class Asker:
    """A solving process that answers one question at a time; it is started when it is first needed, or by `start`.

    Any thread may ask; questions wait for one another. End it with `close`.
    """

    def __init__(self, program: list[str] | None = None, silent: float = SILENT_SECONDS) -> None:
        self._program, self._silent = program, silent
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._new = False
        """Whether nothing was heard of the process yet."""
        self._asking = threading.Lock()

    def start(self) -> None:
        """Start the process, so that it stands ready."""
        from solver.api import command

        if self._process is not None and self._process.poll() is None:
            return
        self._kill()  # one that died leaves its pipes
        self._process = subprocess.Popen(
            self._program or command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._lines, self._said = queue.SimpleQueue(), queue.SimpleQueue()
        threading.Thread(target=_pump, args=(self._process, self._lines), daemon=True).start()
        threading.Thread(target=_send, args=(self._process, self._said), daemon=True).start()
        self._new = True

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return None if self._process is None else self._process.pid

    def ask(
        self,
        question: Question,
        listen: Callable[[Any], None] = lambda answer: None,
        stop: threading.Event | None = None,
    ) -> Any:
        """The answer; None where `stop` was set before there was one. `listen` hears answers to which more may be added.

        After `stop` what is known comes within half a second. A process that dies, or is silent long after the question's
        time, is replaced, and asked once more. Raises SolverFailed when that happens again, or of an error of its own.
        """
        stop = threading.Event() if stop is None else stop
        with self._asking:
            failure = ""
            for _ in range(2):
                done, answer, failure = self._once(question, listen, stop)
                if done:
                    return answer
                if failure:
                    break
        reason = f" ({failure})" if failure else ""
        raise SolverFailed(
            Text(
                f"Le calcul s'est arrêté de façon inattendue, ou ne répond plus{reason}. Posez de nouveau la question ; le "
                "planning est intact.",
                f"The solving process ended unexpectedly, or answers no more{reason}. Ask again; the plan is unchanged.",
            )
        )

    def _once(self, question: Question, listen: Callable[[Any], None], stop: threading.Event) -> tuple[bool, Any, str]:
        """Whether it was answered or stopped, the answer, what went wrong."""
        from solver.api import CANCEL, GRACE_SECONDS

        self.start()
        self._write(ask_line(question))
        best: Any = None
        killed_at = float("inf")
        silent_at = self._silent_at(time.monotonic() + getattr(question, "seconds", STARTING_SECONDS))
        while True:
            if stop.is_set() and killed_at == float("inf"):
                self._write(CANCEL)
                killed_at = time.monotonic() + GRACE_SECONDS
            if time.monotonic() >= killed_at:
                self._kill()
                return True, best, ""
            try:
                heard = self._lines.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if time.monotonic() >= silent_at:
                    self._kill()
                    return False, None, ""
                continue
            self._new = False
            silent_at = max(silent_at, self._silent_at(time.monotonic()))
            if heard is None:
                self._kill()
                return stop.is_set(), best, ""
            answer, last, failure = _read(heard)
            if failure:
                self._kill()
                return False, None, failure
            if answer is not None:
                best = answer
                if last:
                    return True, answer, ""
                listen(answer)

    def _silent_at(self, due: float) -> float:
        """When a process that should have answered by `due` counts as hanging."""
        return due + self._silent + (STARTING_SECONDS if self._new else 0.0)

    def _write(self, line: str) -> None:
        self._said.put(line)

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            self._said.put(None)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def close(self) -> None:
        """End the process; a question that is being answered ends as if it had died."""
        process = self._process
        if process is not None:
            process.kill()
        with self._asking:
            self._kill()


def _pump(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    """Passes on what a process says, and None at its end."""
    assert process.stdout is not None
    with suppress(OSError, ValueError):
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _send(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    """Passes on what is said to a process: one that hangs reads nothing, and nobody shall wait for it."""
    assert process.stdin is not None
    with suppress(OSError, ValueError):  # it died: whoever reads its lines sees it
        while (line := lines.get()) is not None:
            process.stdin.write(line)
            process.stdin.flush()
