"""Keeps the edited plan in its database: every command is stored in order, by one thread, while the window goes on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from scheduler.domain.errors import Conflict, InputRefused, ReadOnlyStorage, ReleveError, StorageError
from scheduler.domain.problem import CellRef
from scheduler.services import plan_edits
from scheduler.services.store import Store
from scheduler.services.stored import Act, CellWrite, Done, Snapshot
from ui.window.session_core import CellChange, CellState, Command, SessionCore

RETRY_SECONDS = 3.0
"""How long to wait before a command is sent again to a database that did not answer."""

LOOK_SECONDS = 5.0
"""How often an idle keeper looks whether someone else changed the plan."""

Answer = Callable[[Any], None]


@dataclass
class _Job:
    """Work for the thread; `then` takes its result in the window's thread. `saves` tells what stores an edit."""

    work: Callable[[], Any]
    then: Answer | None = None
    saves: bool = False


class Keeper(QThread):
    """Stores what is done in one window's plan. Everything public is called from the window's thread."""

    state = Signal(int, object)
    """How many edits are not stored yet, and what keeps them from it (a ReleveError) or None."""
    refused = Signal(object)
    """An edit could not be stored (someone else was first, or bad data): it and those after it are dropped."""
    failed = Signal(object)
    """A question to the database failed."""
    news = Signal(object)
    """Someone else changed the plan: the newest LogEntry."""
    _answered = Signal(object, object)

    def __init__(self, store: Store, snapshot: Snapshot, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store, self.ref = store, snapshot.ref
        self.pending = 0
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._stored: dict[int, tuple[Command, str]] = {}
        self._leaving = False
        self._counting = threading.Lock()
        self._answered.connect(lambda then, result: then(result))
        self.adopt(snapshot)

    def adopt(self, snapshot: Snapshot) -> None:
        """What is shown from now on is this snapshot; only while nothing is pending."""
        self.ref = snapshot.ref
        self._versions: dict[CellRef, int] = dict(snapshot.versions)
        self._data_version = snapshot.data_version
        self._seen = snapshot.last_change
        self._own: set[str] = set()

    # --- asked by the window

    def watch(self, core: SessionCore) -> None:
        """Stores every command of a session from now on."""
        core.watchers.append(lambda command, forward: self._keep(core, command, forward))

    def ask(self, question: Callable[[Store], Any], then: Answer | None = None) -> None:
        """Asks the store after everything before is stored; `then` gets the answer in the window's thread."""
        self._jobs.put(_Job(lambda: question(self.store), then))

    def keep_log(self, verb: str, work: Callable[[Store, Act], Done]) -> None:
        """Stores what is no step of the session (a call of the call log), after everything before it."""
        act = self.store.act(verb)
        self._put(lambda: work(self.store, act))

    def leave(self, seconds: float) -> bool:
        """Ends the thread after what is pending; False where that took too long (the thread then ends without it)."""
        self._jobs.put(None)
        done = self.wait(int(seconds * 1000))
        self._leaving = True
        return done or self.wait(int(RETRY_SECONDS * 2000))

    def _keep(self, core: SessionCore, command: Command, forward: bool) -> None:
        known = self._stored.get(id(command))
        if not forward and known is not None:
            work = self._reversal(known[1], "undo")
        elif known is not None:
            work = self._reversal(known[1], "redo")
        else:
            act = self.store.act(command.verb if forward else "assign")
            if forward:
                self._stored[id(command)] = (command, act.id)
            work = self._edit(core, command, forward, act)
        self._put(work)

    def _put(self, work: Callable[[], Done]) -> None:
        with self._counting:
            self.pending += 1
        self._jobs.put(_Job(work, saves=True))
        self.state.emit(self.pending, None)

    def _reversal(self, stored: str, verb: str) -> Callable[[], Done]:
        act = self.store.act(verb)
        reverse = self.store.undo if verb == "undo" else self.store.redo
        return lambda: reverse(self.ref, act, stored)

    def _edit(self, core: SessionCore, command: Command, forward: bool, act: Act) -> Callable[[], Done]:
        if command.problems is not None:
            before, after = command.problems if forward else command.problems[::-1]
            act = replace(act, verb="edit_data")

            def data() -> Done:
                writes = plan_edits.cell_writes(before, after, self._versions)
                return self.store.replace_data(self.ref, act, self._data_version, after, writes)

            return data
        cells = [self._cell(core, change, change.after if forward else change.before) for change in command.cells]
        return lambda: self.store.write(self.ref, act, [self._based(cell) for cell in cells])

    def _cell(self, core: SessionCore, change: CellChange, state: CellState) -> CellWrite:
        who, frame = core.base.people[change.person].id, core.frame
        return CellWrite(who, frame.date(change.day), 0, frame.text(state.choice), state.locked, state.real)

    def _based(self, cell: CellWrite) -> CellWrite:
        return replace(cell, base=self._versions.get(CellRef(cell.person, cell.date), 0))

    # --- the thread

    def run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._look()
                continue
            if job is None:
                return
            self._do(job)

    def _do(self, job: _Job) -> None:
        while True:
            try:
                result = job.work()
            except ReadOnlyStorage as error:
                self._drop(job, error)
            except StorageError as error:
                if not job.saves:
                    self.failed.emit(error)
                elif not self._leaving:
                    self.state.emit(self.pending, error)
                    self.msleep(int(RETRY_SECONDS * 1000))
                    continue
            except (Conflict, InputRefused) as error:
                self._drop(job, error)
            else:
                self._finish(job, result)
            return

    def _finish(self, job: _Job, result: Any) -> None:
        if job.saves:
            self._versions |= result.versions
            self._data_version = max(self._data_version, result.data_version)
            self._own.add(result.command)
            with self._counting:
                self.pending -= 1
            self.state.emit(self.pending, None)
            if result.conflicts:
                self.refused.emit(Conflict(plan_edits.kept_text(result.conflicts)))
        if job.then is not None:
            self._answered.emit(job.then, result)

    def _drop(self, job: _Job, error: ReleveError) -> None:
        """Forgets an edit that cannot be stored and those made after it: they may rest on it."""
        if not job.saves:
            self.failed.emit(error)
            return
        kept, dropped = [], 1
        while not self._jobs.empty():
            kept.append(self._jobs.get_nowait())
        for other in kept:
            if other is None or not other.saves:
                self._jobs.put(other)
            else:
                dropped += 1
        with self._counting:
            self.pending -= dropped
        self.refused.emit(error)

    def _look(self) -> None:
        try:
            entries = self.store.log(self.ref, limit=200, after=self._seen, newest=True, changes=False)
        except ReleveError:
            return  # the next edit or the next look will say it
        others = [entry for entry in entries if entry.command not in self._own]
        if entries:
            self._seen = entries[-1].number
        if others:
            self.news.emit(others[-1])
