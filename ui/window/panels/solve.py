"""Completing the plan: start and stop, progress layer by layer with bound and gap, the proposal and its differences."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scheduler.domain.plan import LayerResult, Plan, goal_reached, percent, said_usage
from scheduler.domain.text import Text
from scheduler.rules.proof import Count, counts, sentence
from solver.api import Event, SolveJob
from ui.window import ruling
from ui.window.drawing import PROPOSED, TAKEN
from ui.window.language import L, language, say
from ui.window.panels.curve import Curve
from ui.window.session import Session
from ui.window.session_core import Changed
from ui.window.solving import SolveProcess
from ui.window.theme import Tokens

TICK_MS, NEWS_MS = 500, 250
LEAST_HEIGHT, MOST_HEIGHT = 80, 220
"""Of the table of layers, in pixels."""

MOST_LINES = 8
"""Of messages that are shown at once."""

STATUS = {
    "closed": Text("prouvé", "proved"),
    "held": Text("tenu, non prouvé", "held, unproved"),
    "open": Text("en cours", "open"),
}


class _Rest(QListWidget):
    """A list that takes the room that is left, and asks for none."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class SolvePanel(QWidget):
    """Runs the solver and shows what it found; a person accepts or rejects."""

    said = Signal(str, bool)
    solved = Signal(object, object)
    """A run has ended with this plan, of this problem."""

    def __init__(self, session: Session, solver: SolveProcess, tokens: Tokens) -> None:
        super().__init__()
        self.session, self.solver, self.tokens = session, solver, tokens
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_time)
        self._later = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._later.timeout.connect(self._show_layers)
        self._layers: tuple[LayerResult, ...] = ()
        self._counts: dict[str, Count] = {}
        self._layer = ""
        """The layer that the curve shows."""
        self._picked = False
        """Whether a person chose it; otherwise it is the one at work."""
        self._make()
        self._fit()
        solver.progress.connect(self._on_event)
        solver.found.connect(self._on_found)
        solver.ended.connect(self._on_ended)
        session.changed.connect(self._on_change)
        self._take_up()
        self._refresh()

    def _make(self) -> None:
        self.seconds = QSpinBox(minimum=5, maximum=3600, value=60, suffix=" s")
        self.seconds.setAccessibleName(L("Durée du calcul", "Solving time"))
        self.goal = QDoubleSpinBox(minimum=0, maximum=100, decimals=1, singleStep=0.5, suffix=" %")
        self.goal.setLocale(QLocale(QLocale.Language.French if language() == "fr" else QLocale.Language.English))
        self.goal.setSpecialValueText(L("jusqu'à la preuve", "until proved"))
        self.goal.setAccessibleName(L("Écart suffisant", "Gap that is enough"))
        self.goal.setToolTip(
            L(
                "Le calcul s'arrête dès que l'écart prouvé de chaque niveau est d'au plus ce pourcentage.",
                "The solve stops once the proved gap of every layer is at most this percentage.",
            )
        )
        self.fresh = QCheckBox(L("Refaire toutes les cases libres", "Redo every free cell"))
        self.fresh.setToolTip(
            L(
                "Sinon, ce qui est déjà saisi est verrouillé pendant le calcul.",
                "Otherwise what is already entered is locked during the solve.",
            )
        )
        self.start = QPushButton(L("Compléter (F9)", "Complete (F9)"))
        self.stop = QPushButton(L("Arrêter et garder", "Stop and keep"))
        self.start.clicked.connect(lambda: self.solve())
        self.stop.clicked.connect(lambda: self.solver.cancel())
        form = QFormLayout()
        form.addRow(L("Durée", "Time"), self.seconds)
        form.addRow(L("Écart suffisant", "Gap that is enough"), self.goal)
        form.addRow("", self.fresh)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.stop)
        self.state = QLabel(L("Prêt.", "Ready."))
        self.state.setWordWrap(True)
        titles = [L("Niveau", "Layer"), L("Valeur", "Value"), L("Borne", "Bound"), L("Écart", "Gap"), L("État", "State")]
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels(titles)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.table.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(L("Niveaux de l'objectif", "Layers of the objective"))
        self.table.itemSelectionChanged.connect(self._pick)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.curve = Curve(self.tokens)
        self.curve.stepped.connect(self._step)
        self.proof, self.usage = QLabel(), QLabel()
        self.usage.setStyleSheet(f"color: {self.tokens.faint};")
        for label in (self.proof, self.usage):
            label.setWordWrap(True)
        self.diff = QLabel()
        self.diff.setWordWrap(True)
        self.people = _Rest()
        self.people.setMinimumHeight(2 * self.fontMetrics().height())
        self.people.itemClicked.connect(self._go_person)
        self.accept_all = QPushButton(L("Accepter tout", "Accept all"))
        self.accept_one = QPushButton(L("Accepter la personne", "Accept the person"))
        self.reject_all = QPushButton(L("Rejeter", "Reject"))
        self.accept_all.clicked.connect(lambda: self.accept())
        self.accept_one.clicked.connect(lambda: self.accept_person())
        self.reject_all.clicked.connect(lambda: self.reject())
        choice = QHBoxLayout()
        for button in (self.accept_all, self.accept_one, self.reject_all):
            choice.addWidget(button)
        box = QVBoxLayout(self)
        parts = (form, buttons, self.state, self.proof, self.table, self.curve, self.usage, self.diff, self.people, choice)
        for part in parts:
            box.addLayout(part) if isinstance(part, QFormLayout | QHBoxLayout) else box.addWidget(part)

    # --- running

    def solve(self) -> None:
        """Sends the ward to the solver; what is entered stays as it is unless the box says to redo it."""
        if self.solver.running:
            return
        base = self.session.core.base
        if refusal := ruling.refusal(base):
            self.state.setText(refusal)
            return
        if asked := ruling.consent(base):
            self._ask(asked)
            return
        self._start()

    def _ask(self, words: str) -> None:
        """Asks for consent to a plan without hard rules that this version does not know."""
        kinds = QMessageBox.StandardButton
        self.box = QMessageBox(QMessageBox.Icon.Question, "Relève", words[:4000], kinds.Ok | kinds.Cancel, self)
        self.box.button(kinds.Ok).setText(L("Planifier sans elles", "Plan without them"))
        self.box.button(kinds.Cancel).setText(L("Ne pas planifier", "Do not plan"))
        self.box.setDefaultButton(kinds.Cancel)
        self.box.accepted.connect(self._start)
        self.box.open()

    def _start(self) -> None:
        if self.solver.running:
            return
        core = self.session.core
        core.propose(None)
        problem = core.problem_to_solve(keep=not self.fresh.isChecked())
        self._picked, self._layers = False, ()
        self.proof.clear()
        self.usage.clear()
        self.table.setRowCount(0)
        self.state.setText(L("Le calcul démarre…", "Starting…"))
        goal = self.goal.value() or None
        self.solver.start(SolveJob(problem, seconds=float(self.seconds.value()), goal=goal))
        self._take_up()
        self._refresh()

    def _take_up(self) -> None:
        """Shows the run that goes on, or the last one; this panel may be younger than it."""
        heard = self.solver.heard
        if heard is None:
            return
        job = heard.job
        self._counts = counts(job.problem)
        self._layers = heard.layers
        self.seconds.setValue(int(job.seconds or self.seconds.value()))
        self.goal.setValue(job.goal or 0.0)
        if self.solver.running:
            self._tick.start()
        if self.solver.finished is not None:
            self._show_end(*self.solver.finished)
        else:
            self._show_layers()

    def _show_time(self) -> None:
        heard = self.solver.heard
        if heard is not None and self.solver.running:
            self.state.setText(L(f"Calcul en cours : {int(heard.elapsed())} s", f"Solving: {int(heard.elapsed())} s"))
            self._show_curve()

    def _on_event(self, event: Event) -> None:
        heard = self.solver.heard
        if heard is None or not event.layers:
            return
        self._layers = heard.layers
        if not self._picked:
            self._layer = event.layer or next((each.layer for each in self._layers if each.status == "open"), self._layer)
        if not self._later.isActive():
            self._later.start()

    # --- what is known of the layers

    def _show_layers(self) -> None:
        names = self._names()
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self._layers))
            for row, result in enumerate(self._layers):
                gap = "–" if result.gap is None else percent(result.gap, language())
                count = self._counts.get(result.layer, Count())
                bound = "–" if result.bound is None else count.short(result.bound)
                name = names.get(result.layer, result.layer)
                words = (name, count.short(result.value), bound, gap, say(STATUS[result.status]))
                for column, word in enumerate(words):
                    item = QTableWidgetItem(word)
                    if 0 < column < 4:
                        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setToolTip(word if column else self._in_words(result, word))
                    self.table.setItem(row, column, item)
            self._fit()
            if self._layers and all(each.layer != self._layer for each in self._layers):
                self._layer = self._layers[0].layer
            shown = next((row for row, each in enumerate(self._layers) if each.layer == self._layer), -1)
            if shown >= 0 and shown != self.table.currentRow():
                self.table.selectRow(shown)
        heard = self.solver.heard
        if heard is not None:
            self.proof.setText(say(sentence(heard.job.problem, self._layers)))
        self._show_curve()

    def _fit(self) -> None:
        """The table is as high as its rows, up to what leaves room for the rest; where that is scarce it is scrolled."""
        rows = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        high = self.table.horizontalHeader().sizeHint().height() + rows + 2 * self.table.frameWidth()
        self.table.setMaximumHeight(min(MOST_HEIGHT, max(LEAST_HEIGHT, high)))
        self.table.updateGeometry()

    def _names(self) -> dict[str, str]:
        heard = self.solver.heard
        return {} if heard is None else {layer.id: say(layer.name) for layer in heard.job.problem.layers}

    def _in_words(self, result: LayerResult, name: str) -> str:
        return f"{name} · {say(self._counts.get(result.layer, Count()).say(result.value))}"

    def _show_curve(self) -> None:
        heard = self.solver.heard
        if heard is None:
            return
        points = self.solver.courses.of(self._layer)
        seconds = heard.elapsed() if self.solver.running else points[-1].seconds if points else 0.0
        finished = self.solver.finished
        if finished is not None and finished[0] is not None and finished[0].record is not None:
            seconds = finished[0].record.wall_seconds
        self.curve.show_course(
            self._names().get(self._layer, ""), points, self._counts.get(self._layer, Count()), seconds
        )

    def _pick(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._layers):
            self._layer, self._picked = self._layers[row].layer, True
            self._show_curve()

    def _step(self, step: int) -> None:
        row = self.table.currentRow() + step
        if 0 <= row < self.table.rowCount():
            self.table.selectRow(row)

    def _on_found(self, rows: object) -> None:
        assert isinstance(rows, tuple)
        self.session.core.propose(rows)
        self._refresh()

    def _on_ended(self, plan: Plan | None, death: Text | None) -> None:
        heard = self.solver.heard
        if death is not None:
            self.said.emit("⚠ " + say(death), True)
        if plan is not None and heard is not None:
            self.solved.emit(plan, heard.job.problem)
            if plan.rows:
                self.session.core.propose(plan.rows)
        self._show_end(plan, death)
        self._refresh()

    def _show_end(self, plan: Plan | None, death: Text | None) -> None:
        """What came of the run: what is proved of its plan, what it took, what the audit found."""
        self._tick.stop()
        self._later.stop()
        if plan is not None:
            self._layers = plan.layers or self._layers
        self._show_layers()
        if plan is not None and plan.record is not None:
            self.usage.setText(say(said_usage(plan.record)))
        if death is not None:
            self.state.setText("⚠ " + say(death))
        elif plan is not None:
            said = [self._verdict(plan), ruling.unjudged(self.session.core.base), *(say(text) for text in plan.messages)]
            self.state.setText("\n".join([line for line in said if line][:MOST_LINES]))
        else:
            self.state.setText(L("Calcul arrêté.", "Stopped."))

    def _verdict(self, plan: Plan) -> str:
        seconds = f"{plan.record.wall_seconds:.1f}" if plan.record is not None else "?"
        seconds = seconds.replace(".", ",") if language() == "fr" else seconds
        words = {
            "optimal": L("Planning prouvé optimal", "Plan proved optimal"),
            "feasible": L("Planning légal trouvé", "Legal plan found"),
            "infeasible": L("Aucun planning légal n'existe", "There is no legal plan"),
            "unknown": L("Aucun planning trouvé dans ce temps", "No plan found in this time"),
            "died": L("Calcul arrêté de façon inattendue ; le meilleur planning est gardé", "Died; the best plan is kept"),
            "stopped": L("Arrêté ; le meilleur planning est gardé", "Stopped; the best plan is kept"),
        }
        if plan.status == "stopped" and not plan.rows:
            return L("Arrêté avant le premier planning", "Stopped before the first plan") + f" ({seconds} s)"
        goal = goal_reached(plan)
        ending = "" if goal is None else L(" ; ", "; ") + say(goal)
        return f"{words[plan.status]} ({seconds} s){ending}"

    # --- the proposal

    def _on_change(self, changed: Changed) -> None:
        self._refresh()

    def _refresh(self) -> None:
        core = self.session.core
        running, proposed = self.solver.running, core.proposal is not None
        self.start.setEnabled(not running)
        self.stop.setEnabled(running)
        for button in (self.accept_all, self.accept_one, self.reject_all):
            button.setEnabled(proposed)
        self.people.clear()
        if not proposed:
            self.diff.setText(L("Aucune proposition.", "No proposal."))
            return
        differences = core.differences()
        self.diff.setText(say(PROPOSED.say(len(differences))))
        per: dict[int, int] = {}
        for person, _, _ in differences:
            per[person] = per.get(person, 0) + 1
        for person in self.session.order:
            if person in per:
                item = QListWidgetItem(f"{core.base.people[person].name} · {per[person]}")
                item.setData(0x0100, person)
                self.people.addItem(item)

    def _go_person(self, item: QListWidgetItem) -> None:
        self.session.wanted.emit(item.data(0x0100), 0)

    def accept(self) -> None:
        changed = self.session.core.accept()
        self.said.emit(say(TAKEN.say(changed)), False)

    def accept_person(self) -> None:
        item = self.people.currentItem()
        if item is not None:
            who = item.data(0x0100)
            self.session.core.accept(lambda person, day: person == who)

    def reject(self) -> None:
        self.session.core.propose(None)
