"""Completing the plan: start and stop, progress layer by layer with bound and gap, the proposal and its differences."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPointF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scheduler.domain.plan import LayerResult
from scheduler.domain.text import Text
from solver.api import Event, SolveJob
from ui.window.language import L, say
from ui.window.session import Session
from ui.window.session_core import Changed
from ui.window.solving import SolveProcess
from ui.window.theme import Tokens

STATUS = {
    "closed": Text("prouvé", "proved"),
    "held": Text("tenu, non prouvé", "held, unproved"),
    "open": Text("en cours", "open"),
}


class Curve(QWidget):
    """Value and proved bound of the layer at work, over time."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.layer = ""
        self.points: list[tuple[float, int, int | None]] = []
        self.setFixedHeight(90)
        self.setAccessibleName(L("Valeur et borne au cours du temps", "Value and bound over time"))

    def add(self, layer: str, seconds: float, value: int, bound: int | None) -> None:
        if layer != self.layer:
            self.layer, self.points = layer, []
        self.points.append((seconds, value, bound))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t, w, h = self.tokens, self.width(), self.height()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(event.rect(), QColor(t.base))
            if len(self.points) > 1:
                values = [v for _, v, b in self.points] + [b for _, _, b in self.points if b is not None]
                low, high = min(values), max(values)
                start, end = self.points[0][0], self.points[-1][0]

                def at(seconds: float, value: int) -> QPointF:
                    x = 4 + (w - 8) * (seconds - start) / max(0.01, end - start)
                    return QPointF(x, h - 6 - (h - 12) * (value - low) / max(1, high - low))

                for colour, line in (
                    (t.accent, [at(s, v) for s, v, _ in self.points]),
                    (t.good, [at(s, b) for s, _, b in self.points if b is not None]),
                ):
                    painter.setPen(QPen(QColor(colour), 2))
                    painter.drawPolyline(QPolygonF(line))
        finally:
            painter.end()


class SolvePanel(QWidget):
    """Runs the solver and shows what it found; a person accepts or rejects."""

    said = Signal(str, bool)
    solved = Signal(object, object)
    """A run has ended with this plan, of this problem."""

    def __init__(self, session: Session, solver: SolveProcess, tokens: Tokens) -> None:
        super().__init__()
        self.session, self.solver, self.tokens = session, solver, tokens
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._show_time)
        self._layers: tuple[LayerResult, ...] = ()
        self._make()
        solver.progress.connect(self._on_event)
        solver.found.connect(self._on_found)
        solver.ended.connect(self._on_ended)
        session.changed.connect(self._on_change)
        self._refresh()

    def _make(self) -> None:
        self.seconds = QSpinBox(minimum=5, maximum=3600, value=60, suffix=" s")
        self.seconds.setAccessibleName(L("Durée du calcul", "Solving time"))
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
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.curve = Curve(self.tokens)
        self.diff = QLabel()
        self.diff.setWordWrap(True)
        self.people = QListWidget()
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
        for part in (form, buttons, self.state, self.table, self.curve, self.diff, self.people, choice):
            box.addLayout(part) if isinstance(part, QFormLayout | QHBoxLayout) else box.addWidget(part)

    # --- running

    def solve(self) -> None:
        """Sends the ward to the solver; what is entered stays as it is unless the box says to redo it."""
        if self.solver.running:
            return
        core = self.session.core
        core.propose(None)
        problem = core.problem_to_solve(keep=not self.fresh.isChecked())
        self._asked = problem
        self._clock.start()
        self._tick.start()
        self.curve.points.clear()
        self._layers = ()
        self.state.setText(L("Le calcul démarre…", "Starting…"))
        self.solver.start(SolveJob(problem, seconds=float(self.seconds.value())))
        self._refresh()

    def _show_time(self) -> None:
        seconds = self._clock.elapsed() // 1000
        self.state.setText(L(f"Calcul en cours : {seconds} s", f"Solving: {seconds} s"))

    def _on_event(self, event: Event) -> None:
        if event.layers:
            self._layers = event.layers
            self._show_layers()
            for result in event.layers:
                if result.layer == event.layer or (not event.layer and result.status == "open"):
                    self.curve.add(result.layer, event.seconds, result.value, result.bound)
                    break

    def _show_layers(self) -> None:
        names = {layer.id: say(layer.name) for layer in self.session.core.base.layers}
        self.table.setRowCount(len(self._layers))
        for row, result in enumerate(self._layers):
            gap = "–" if result.gap is None else f"{100 * result.gap:.1f} %"
            bound = "–" if result.bound is None else str(result.bound)
            words = (names.get(result.layer, result.layer), str(result.value), bound, gap, say(STATUS[result.status]))
            for column, word in enumerate(words):
                self.table.setItem(row, column, QTableWidgetItem(word))

    def _on_found(self, rows: object) -> None:
        assert isinstance(rows, tuple)
        self.session.core.propose(rows)
        self._refresh()

    def _on_ended(self, done: Event | None, death: Text | None) -> None:
        self._tick.stop()
        if death is not None:
            self.state.setText("⚠ " + say(death))
            self.said.emit("⚠ " + say(death), True)
        elif done is not None and done.plan is not None:
            plan = done.plan
            self.solved.emit(plan, self._asked)
            if plan.rows:
                self.session.core.propose(plan.rows)
            self._layers = plan.layers or self._layers
            self._show_layers()
            self.state.setText("\n".join([self._verdict(plan.status), *(say(text) for text in plan.messages)][:8]))
        else:
            self.state.setText(L("Calcul arrêté.", "Stopped."))
        self._refresh()

    def _verdict(self, status: str) -> str:
        seconds = self._clock.elapsed() / 1000
        words = {
            "optimal": L("Planning prouvé optimal", "Plan proved optimal"),
            "feasible": L("Planning légal trouvé", "Legal plan found"),
            "infeasible": L("Aucun planning légal n'existe", "There is no legal plan"),
            "unknown": L("Aucun planning trouvé dans ce temps", "No plan found in this time"),
            "stopped": L("Arrêté ; le meilleur planning est gardé", "Stopped; the best plan is kept"),
        }
        return f"{words[status]} ({seconds:.1f} s)"

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
        self.diff.setText(
            L(f"Proposition : {len(differences)} case(s) changée(s)", f"Proposal: {len(differences)} cell(s) changed")
        )
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
        self.said.emit(L(f"{changed} case(s) prise(s) de la proposition", f"{changed} cell(s) taken from the proposal"), False)

    def accept_person(self) -> None:
        item = self.people.currentItem()
        if item is not None:
            who = item.data(0x0100)
            self.session.core.accept(lambda person, day: person == who)

    def reject(self) -> None:
        self.session.core.propose(None)
