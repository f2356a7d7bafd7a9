"""The plan's place in a database: opening, choosing, publishing, and what the window says of edits being stored."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit

from scheduler.domain.calls import Answer, Call
from scheduler.domain.errors import ReleveError
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.services import samples, store
from scheduler.services.store import Store
from scheduler.services.stored import LogEntry, Snapshot, Stood, WardInfo, WardRef
from ui.user import user_name
from ui.window.background import Work
from ui.window.keeper import Keeper
from ui.window.language import L, say
from ui.window.publishing import PublishDialog
from ui.window.standing import stood

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SETTLE_SECONDS = 3.0
"""How long the window waits at its end for edits that are still on their way."""


class Storing(QObject):
    """The database of one window: at most one open plan, whose edits a keeper stores."""

    shown = Signal()
    """Another plan is shown, or its list of scenarios has changed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.store: Store | None = None
        self.keeper: Keeper | None = None
        self.wards: tuple[WardInfo, ...] = ()
        self.error: ReleveError | None = None
        self._work: Work | None = None
        self._wanted: WardRef | None = None
        """The plan asked for last."""

    @property
    def attached(self) -> bool:
        """Whether the plan shown lies in a database."""
        return self.keeper is not None

    @property
    def keeps(self) -> bool:
        """Whether edits of the plan shown are stored."""
        return self.keeper is not None and self.store is not None and self.store.read_only is None

    @property
    def ref(self) -> WardRef | None:
        return None if self.keeper is None else self.keeper.ref

    def name(self) -> str:
        """The scenario shown; empty for the ward's own plan and for files."""
        if self.ref is None:
            return ""
        return next((s.name for w in self.wards if w.id == self.ref.ward for s in w.scenarios if s.id == self.ref.scenario), "")

    def describe(self) -> str:
        """Where the plan lies and whether everything is stored."""
        if self.keeper is None or self.store is None:
            path = self.window.files.path
            return L("Fichier : ", "File: ") + path.name if path else L("Dans aucune base", "In no database")
        if self.store.read_only is not None:
            return L("Lecture seule", "Read only")
        if self.error is not None:
            return L(f"⚠ {self.keeper.pending} en attente", f"⚠ {self.keeper.pending} waiting")
        return L("Enregistrement…", "Saving…") if self.keeper.pending else L("✓ Enregistré", "✓ Saved")

    # --- opening

    def open_url(self, url: str, name: str = "", fill: bool = False) -> None:
        """Shows a plan of a database (default: its first ward); with `fill` an empty database gets the sample wards."""

        def job() -> tuple[Store, Snapshot | None]:
            opened = store.open(url, actor=user_name())
            if fill and not opened.wards() and opened.read_only is None:
                for sample in samples.names():
                    opened.create_ward(samples.load(sample), opened.act("create_ward"))
            try:
                wards = opened.wards()
                if not wards:
                    return opened, None
                return opened, opened.snapshot(opened.find(name) if name else WardRef(wards[0].id))
            except BaseException:
                opened.close()
                raise

        self._start(job, lambda found: self._opened(*found))

    def _start(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        work = self._work = Work(self, job)

        def end(result: Any, error: ReleveError | OSError | None) -> None:
            self.window.refuse(error) if error is not None else then(result)

        work.ended.connect(end)
        work.start()

    def _opened(self, opened: Store, snapshot: Snapshot | None) -> None:
        self.leave()
        if self.store is not None:
            self.store.close()
        self.store = opened
        if snapshot is None:
            words = L(
                "La base est vide : Fichier > Ranger dans la base.", "The database is empty: File > Keep in the database."
            )
            self.window.tell(words, warning=True)
            return
        self._show(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        assert self.store is not None
        self.leave()
        self.window.show_ward(snapshot.problem)
        self._attach(snapshot)

    def _attach(self, snapshot: Snapshot) -> None:
        assert self.store is not None
        keeper = self.keeper = Keeper(self.store, snapshot, self)
        self.error = None
        keeper.state.connect(self._on_state)
        keeper.refused.connect(self._on_refused)
        keeper.failed.connect(self.window.refuse)
        keeper.news.connect(self._on_news)
        if self.store.read_only is None:
            keeper.watch(self.window.session.core)
        else:
            self.window.tell(say(self.store.read_only), warning=True)
        keeper.start()
        self.list_wards()

    def list_wards(self) -> None:
        """Reads the wards and scenarios again."""

        def then(wards: tuple[WardInfo, ...]) -> None:
            self.wards = wards
            self.window.retitle()
            self.shown.emit()

        if self.keeper is not None:
            self.keeper.ask(lambda opened: opened.wards(), then)

    def show_plan(self, ref: WardRef) -> None:
        """Shows another plan of the same database, once everything before is stored."""
        if self.keeper is not None:
            self._wanted = ref
            self.keeper.ask(lambda opened: opened.snapshot(ref), lambda found: self._show_wanted(ref, found))

    def _show_wanted(self, ref: WardRef, snapshot: Snapshot) -> None:
        """Shows what came, unless another plan has been asked for meanwhile: letting go of this one would lose its answer."""
        if ref == self._wanted:
            self._show(snapshot)

    def open_database(self) -> None:
        """Asks for a database's file or address."""
        self._ask = QInputDialog(self.window)
        self._ask.setWindowTitle(L("Ouvrir une base", "Open a database"))
        words = L("Fichier, ou adresse (postgresql://…) :", "File, or address (postgresql://…):")
        self._ask.setLabelText(words)
        self._ask.setTextEchoMode(QLineEdit.EchoMode.Normal)
        self._ask.setTextValue("" if self.store is None else self.store.shown)
        self._ask.resize(560, 120)
        self._ask.textValueSelected.connect(lambda text: self.open_url(as_url(text)))
        self._ask.open()

    def choose_ward(self) -> None:
        """Asks which ward of the database to show."""
        if self.store is None:
            self.open_database()
            return
        names = {f"{ward.name} · {ward.first:%d/%m/%Y}": WardRef(ward.id) for ward in self.store.wards()}
        self._ask = QInputDialog(self.window)
        self._ask.setWindowTitle(L("Choisir un service", "Choose a ward"))
        self._ask.setLabelText(L("Service :", "Ward:"))
        self._ask.setComboBoxItems(list(names))
        self._ask.setComboBoxEditable(False)
        self._ask.textValueSelected.connect(lambda chosen: self._switch(names[chosen]))
        self._ask.open()

    def _switch(self, ref: WardRef) -> None:
        opened = self.store
        assert opened is not None
        if self.keeper is not None:
            self.show_plan(ref)
        else:
            self._start(lambda: opened.snapshot(ref), self._show)

    def keep_ward(self) -> None:
        """Puts the ward shown into the database, as a ward of its own."""
        problem = self.window.session.core.problem
        if self.store is None:
            database = QFileDialog(self.window, L("Ranger dans la base", "Keep in the database"), "releve.db", "SQLite (*.db)")
            database.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            database.setOption(QFileDialog.Option.DontConfirmOverwrite)
            database.fileSelected.connect(lambda path: self.keep_in(as_url(path), problem))
            self._dialog = database
            database.open()
            return
        opened = self.store
        self._start(lambda: _created(opened, problem), self._show)

    def keep_in(self, url: str, problem: Problem) -> None:
        """Stores a ward in a database, which is made where there is none, and shows it from there."""

        def job() -> tuple[Store, Snapshot]:
            opened = store.open(url, actor=user_name())
            return opened, _created(opened, problem)

        self._start(job, lambda found: self._opened(*found))

    # --- publishing

    def publish(self) -> None:
        """Asks for the days and the person who publishes."""
        if self.keeper is None or self.store is None:
            self.no_database()
            return
        self.window.dialog = PublishDialog(self.window, self.window.session, self.keeper, self._published)
        self.window.dialog.open()

    def _published(self, words: str) -> None:
        self.window.tell(words)
        self.reload_ward()

    def ask_stood(self, then: Callable[[Stood | None], None]) -> None:
        """Which plan stood before what has changed since: the database's, asked after everything is stored; without one, this
        session's."""
        if self.keeper is None:
            then(stood(self.window.session.core))
        else:
            ref = self.keeper.ref
            self.keeper.ask(lambda opened: opened.stood(ref), then)

    def no_database(self) -> None:
        """Says what to do where the plan lies in no database."""
        words = L(
            "Rangez d'abord le service dans une base : Fichier > Ranger dans la base.",
            "Keep the ward in a database first: File > Keep in the database.",
        )
        self.window.tell(words, warning=True)

    def keep_run(self, plan: Plan, problem: Problem) -> None:
        """Records what the solver answered, with what it was asked."""
        if self.keeper is not None and self.keeps:
            ref = self.keeper.ref
            self.keeper.ask(lambda opened: opened.save_run(ref, plan, problem))

    def keep_call(self, call: Call) -> None:
        """Stores a call of the call log."""
        if self.keeper is not None and self.keeps:
            ref = self.keeper.ref
            self.keeper.keep_log("log_call", lambda opened, act: opened.log_call(ref, act, call))

    def keep_answer(self, seen: Call, answer: Answer, answered: int) -> None:
        """Stores the answer to a call."""
        if self.keeper is not None and self.keeps:
            ref = self.keeper.ref
            self.keeper.keep_log("answer_call", lambda opened, act: opened.answer_call(ref, act, seen, answer, answered))

    # --- what the keeper says

    def reload_ward(self, forget: bool = False) -> None:
        """Shows the plan as it is stored now, where nothing is on its way."""
        keeper = self.keeper
        if keeper is None:
            return
        ref = keeper.ref

        def then(snapshot: Snapshot) -> None:
            if keeper is not self.keeper:
                return
            if keeper.pending:
                self.reload_ward(forget)
                return
            keeper.adopt(snapshot)
            self.window.session.core.reload(snapshot.problem, forget)

        keeper.ask(lambda opened: opened.snapshot(ref), then)

    def _on_state(self, pending: int, error: ReleveError | None) -> None:
        if error is not None and self.error is None:
            self.window.tell(say(error.text), warning=True)
        self.error = error
        self._mark()

    def _mark(self) -> None:
        core = self.window.session.core
        if self.keeper is not None and not self.keeper.pending:
            core.saved()
        self.window.show_kept()

    def _on_refused(self, error: ReleveError) -> None:
        self.window.refuse(error)
        self.reload_ward(forget=True)

    def _on_news(self, entry: LogEntry) -> None:
        words = f"{entry.actor or '?'} : {say(entry.summary)}"
        window = self.window
        if window.session.core.proposal is None and not window.solver.running and not window.grid.pending:
            self.reload_ward()
            window.tell(words)
        else:
            window.tell(words + L(" · F5 pour voir", " · F5 to see"), warning=True)

    # --- leaving

    def settled(self) -> bool:
        """Waits a moment for edits on their way; whether everything is stored."""
        keeper = self.keeper
        if keeper is None:
            return False
        end = time.monotonic() + SETTLE_SECONDS
        while keeper.pending and self.error is None and time.monotonic() < end:
            QThread.msleep(10)
        return not keeper.pending and self.keeps

    def leave(self) -> None:
        """Lets go of the plan shown; its edits are stored first."""
        keeper, self.keeper = self.keeper, None
        if keeper is not None:
            keeper.blockSignals(True)
            keeper.leave(SETTLE_SECONDS)

    def close(self) -> None:
        """Lets go of the database: the window closes."""
        if self._work is not None:
            self._work.wait()
        self.leave()
        if self.store is not None:
            self.store.close()
            self.store = None


def _created(opened: Store, problem: Problem) -> Snapshot:
    return opened.snapshot(opened.create_ward(problem, opened.act("create_ward")))


def as_url(text: str) -> str:
    """A database's address; a file's path becomes that of SQLite."""
    text = text.strip()
    return text if store.is_url(text) or re.match(r"^\w+://", text) else f"sqlite:///{text}"
