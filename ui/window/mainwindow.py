"""The main window: one ward's roster with its panels, menus and toolbar made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QInputDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QTabWidget,
    QToolBar,
    QWidget,
)

from scheduler.domain.errors import ReleveError
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.rules.api import Finding
from scheduler.services import packs
from ui.window import ruling, theme
from ui.window.actions import ACTIONS, MENUS
from ui.window.dialogs import AbsenceDialog, FormDialog, NewWardDialog, WorkedDialog
from ui.window.files import Files
from ui.window.language import L, language, say, set_language
from ui.window.panels.breaches import BreachPanel
from ui.window.panels.rules import RulePanel
from ui.window.panels.scenarios import ScenarioPanel
from ui.window.panels.solve import SolvePanel
from ui.window.panels.tables import TablesPanel
from ui.window.questions import Questions
from ui.window.roster import RosterPage
from ui.window.session import Session
from ui.window.session_core import Changed
from ui.window.solving import SolveProcess
from ui.window.storing import Storing
from ui.window.workbooks import Workbooks


class MainWindow(QMainWindow):
    """Made anew inside when language or theme changes; the session and its undo stack stay."""

    def __init__(self, problem: Problem, dark: bool = False) -> None:
        super().__init__()
        self.session = Session(problem, self)
        self.dark = dark
        self.solver = SolveProcess(self)
        self.workbooks = Workbooks(self)
        self.files = Files(self)
        self.storing = Storing(self)
        self.questions = Questions(self)
        self.session.said.connect(self.tell)
        self.session.changed.connect(self._on_change)
        self.resize(1500, 900)
        self.build()
        self.questions.watch(self.session)

    @property
    def tokens(self) -> theme.Tokens:
        return theme.DARK if self.dark else theme.LIGHT

    # --- making

    def build(self) -> None:
        """Makes every widget in the present language and theme."""
        app = cast(QApplication, QApplication.instance())
        theme.apply(app, self.tokens)
        for dock in self.findChildren(QDockWidget):
            self.removeDockWidget(dock)
            dock.setParent(None)
            dock.deleteLater()
        for bar in self.findChildren(QToolBar):
            self.removeToolBar(bar)
            bar.deleteLater()
        self.menuBar().clear()
        for action in list(self.actions()):
            self.removeAction(action)
        self.page = RosterPage(self.session, self.tokens)
        self.grid = self.page.grid
        self.setCentralWidget(self.page)
        self._make_actions()
        self._make_panels()
        self.counts, self.kept = QLabel(), QLabel()
        for old in self.statusBar().findChildren(QLabel):
            self.statusBar().removeWidget(old)
            old.deleteLater()
        self.statusBar().addPermanentWidget(self.counts)
        self.statusBar().addPermanentWidget(self.kept)
        self.page.cover.asked.connect(self.questions.repairing.fill_line)
        self.retitle()
        self._refresh_actions()
        QTimer.singleShot(0, self.grid, self.grid.show_first)
        self.grid.setFocus()

    def _make_actions(self) -> None:
        self.commands: dict[str, QAction] = {}
        bar = QToolBar(L("Outils", "Tools"))
        bar.setMovable(False)
        menus = {key: self.menuBar().addMenu(say(text)) for key, text in MENUS.items()}
        for item in ACTIONS:
            action = QAction(say(item.text), self)
            action.setObjectName(item.id)
            if item.keys:
                action.setShortcut(QKeySequence(item.keys))
                action.setToolTip(f"{say(item.text)} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
            action.triggered.connect(lambda checked=False, name=item.id: self.run(name))
            if item.grid:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                self.grid.addAction(action)
            menus[item.menu].addAction(action)
            if item.tool:
                bar.addAction(action)
            self.commands[item.id] = action
        self.addToolBar(bar)

    def _make_panels(self) -> None:
        self.breaches = BreachPanel(self.session, self.tokens)
        self.breaches.chosen.connect(self.go_to)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.breaches, L("Anomalies", "Breaches"))
        self.solving = SolvePanel(self.session, self.solver, self.tokens)
        self.solving.said.connect(self.tell)
        self.solving.solved.connect(self.storing.keep_run)
        self.session.wanted.connect(self.grid.go)
        self.tabs.addTab(self.solving, L("Calcul", "Solve"))
        self.tabs.addTab(self.questions.make_panel(self.tokens), L("Questions", "Questions"))
        self.rules = RulePanel(self.session, self.tokens)
        self.tables = TablesPanel(self.session)
        self.tabs.addTab(self.rules, L("Règles", "Rules"))
        self.tabs.addTab(self.tables, L("Données", "Data"))
        self.scenarios = ScenarioPanel(self.session, self.storing)
        self.tabs.addTab(self.scenarios, L("Scénarios", "Scenarios"))
        dock = QDockWidget(L("Panneaux", "Panels"), self)
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.tabs)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self.resizeDocks([dock], [400], Qt.Orientation.Horizontal)

    def run(self, name: str) -> None:
        """Does the action of that id."""
        target = self.command(name)
        self.grid.finish_typing()
        target()

    def command(self, name: str) -> Callable[[], object]:
        """What does the action of that id: a method of the window, its files, workbooks, database, questions or grid."""
        places = (self, self.files, self.workbooks, self.storing, *self.questions.places, self.grid)
        found: Callable[[], object] = next(getattr(place, name) for place in places if hasattr(place, name))
        return found

    # --- state

    def tell(self, words: str, warning: bool = False) -> None:
        """A sentence in the status bar; a warning in the colour of warnings."""
        self.statusBar().setStyleSheet(f"color: {self.tokens.hard};" if warning else "")
        self.statusBar().showMessage(words, 12000)

    def _on_change(self, changed: Changed) -> None:
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        core = self.session.core
        undo, redo = self.commands["undo"], self.commands["redo"]
        undo.setEnabled(bool(core.done))
        redo.setEnabled(bool(core.undone))
        undo.setToolTip(L("Annuler", "Undo") + (f" : {say(core.done[-1].name)}" if core.done else ""))
        redo.setToolTip(L("Rétablir", "Redo") + (f" : {say(core.undone[-1].name)}" if core.undone else ""))
        for name in ("accept", "accept_selection", "reject"):
            self.commands[name].setEnabled(core.proposal is not None)
        self.questions.enable()
        short = sum(heads.short for line in core.shown_cover.days for heads in line)
        self.counts.setText(
            L(
                f"{len(core.base.people)} personnes · {core.base.days} jours · postes à découvert : {short}",
                f"{len(core.base.people)} people · {core.base.days} days · posts uncovered: {short}",
            )
        )
        self.show_kept()

    def show_kept(self) -> None:
        """Says whether what is shown is stored."""
        self.setWindowModified(self.session.core.dirty)
        self.kept.setText(self.storing.describe())

    def retitle(self) -> None:
        """The ward, its scenario and first day in the title; where it lies in the tooltip of the status."""
        base, scenario = self.session.core.base, self.storing.name()
        self.setWindowTitle(" · ".join(filter(None, (base.name, scenario, f"{base.first:%d/%m/%Y}[*]", "Relève"))))
        self.kept.setToolTip("" if self.storing.store is None else self.storing.store.shown)
        self.show_kept()

    # --- actions

    def undo(self) -> None:
        name = self.session.undo()
        if name is not None:
            self.tell(L("Annulé : ", "Undone: ") + say(name))

    def redo(self) -> None:
        name = self.session.redo()
        if name is not None:
            self.tell(L("Rétabli : ", "Redone: ") + say(name))

    def next_breach(self) -> None:
        self.grid.next_breach()

    def previous_breach(self) -> None:
        self.grid.next_breach(back=True)

    def solve(self) -> None:
        self.tabs.setCurrentWidget(self.solving)
        self.solving.solve()

    def stop_solve(self) -> None:
        self.solver.cancel()

    def accept(self) -> None:
        self.solving.accept()

    def accept_selection(self) -> None:
        chosen = set(self.grid.cells())
        self.session.core.accept(lambda person, day: (person, day) in chosen)

    def reject(self) -> None:
        self.session.core.propose(None)

    def add_absence(self) -> None:
        if self.session.order:
            self._open(AbsenceDialog(self, self.session, self.grid.current(), self.questions.repairing.absent))

    def record_worked(self) -> None:
        at = self.grid.current()
        if at is not None:
            self._open(WorkedDialog(self, self.session, at))

    def load_pack(self) -> None:
        """Asks which rule pack the ward is put under."""
        titles = {say(packs.load(name).title): name for name in packs.names()}
        self._ask = QInputDialog(self)
        self._ask.setWindowTitle(L("Jeu de règles", "Rule pack"))
        self._ask.setLabelText(L("Les règles du service sont remplacées par :", "The ward's rules are replaced by:"))
        self._ask.setComboBoxItems(list(titles))
        self._ask.setComboBoxEditable(False)
        known = self.session.core.base.pack
        self._ask.setTextValue(say(packs.load(known.name if known and known.name in packs.names() else packs.USUAL).title))
        self._ask.textValueSelected.connect(lambda title: self.take_pack(titles[title]))
        self._ask.open()

    def take_pack(self, name: str) -> None:
        """Puts the ward under a rule pack; one step, and it can be undone."""
        core, pack = self.session.core, packs.load(name)
        core.edit_problem(packs.apply(core.problem, name), Text("Charger un jeu de règles", "Load a rule pack"))
        self.tell(L("Jeu de règles : ", "Rule pack: ") + f"{say(pack.title)} {pack.version}")

    def new_ward(self) -> None:
        self._open(NewWardDialog(self, self.show_ward))

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def zoom_in(self) -> None:
        self.grid.step_zoom(1)

    def zoom_out(self) -> None:
        self.grid.step_zoom(-1)

    def zoom_reset(self) -> None:
        self.grid.set_zoom(1.0)

    def go_start(self) -> None:
        self.grid.show_first()

    def switch_side(self) -> None:
        """Takes the keyboard from the roster to where it was in the panels last (else to their tabs), and back."""
        last = self.tabs.focusWidget()
        if not self.grid.hasFocus():
            self.grid.setFocus()
        elif last is not None and last.isVisible():
            last.setFocus()
        else:
            self.tabs.tabBar().setFocus()

    def toggle_theme(self) -> None:
        self.dark = not self.dark
        self.build()

    def switch_language(self) -> None:
        set_language("en" if language() == "fr" else "fr")
        self.build()

    def go_to(self, finding: Finding | None) -> None:
        """The first person and the last day of a breach; a breach of cover goes to its day."""
        if finding is None:
            return
        last = min(finding.last, self.session.core.frame.last)
        if finding.people:
            self.grid.go(finding.people[0], last)
        else:
            at = self.grid.current()
            self.grid.go(at[0] if at else self.session.order[0], last)

    def find_person(self) -> None:
        names = {who.name: at for at, who in enumerate(self.session.core.base.people)}
        self._ask = QInputDialog(self)
        self._ask.setWindowTitle(L("Chercher une personne", "Find a person"))
        self._ask.setLabelText(L("Nom :", "Name:"))
        self._ask.setComboBoxItems(sorted(names))
        self._ask.setComboBoxEditable(False)
        self._ask.textValueSelected.connect(lambda name: self.grid.go(names[name], 0))
        self._ask.open()

    def show_ward(self, problem: Problem, path: Path | None = None) -> None:
        """Shows another ward; one that lies in a database is let go of first, with everything stored."""
        if self.storing.keeps and not self.storing.settled():
            self.tell(L("Des saisies ne sont pas encore enregistrées.", "Some edits are not stored yet."), warning=True)
            return
        self.storing.leave()
        self.solver.stop_now()
        self.session.changed.disconnect(self._on_change)
        self.session.said.disconnect(self.tell)
        self.session = Session(problem, self)
        self.session.said.connect(self.tell)
        self.session.changed.connect(self._on_change)
        self.files.path = path
        self.build()
        self.questions.watch(self.session)
        self.warn()

    def warn(self) -> None:
        """Says which rules of the ward cannot be read or are unknown: they are kept, and judge nothing."""
        words = ruling.warning(self.session.core.base)
        if words:
            self.box = QMessageBox(QMessageBox.Icon.Warning, "Relève", words[:4000], QMessageBox.StandardButton.Ok, self)
            self.box.open()

    def refuse(self, error: ReleveError | OSError) -> None:
        """Shows what was wrong in a file or its surroundings."""
        words = say(error.text) if isinstance(error, ReleveError) else str(error)
        self.box = QMessageBox(QMessageBox.Icon.Warning, "Relève", words[:4000], QMessageBox.StandardButton.Ok, self)
        self.box.open()

    def show_shortcuts(self) -> None:
        line = "<tr><td><b>{}</b></td><td>&nbsp;&nbsp;{}</td></tr>"
        rows = "".join(line.format(item.keys, say(item.text)) for item in ACTIONS if item.keys)
        typed = L("Tapez un code de 1 à 3 lettres dans une case.", "Type a code of 1 to 3 letters in a cell.")
        self.box = QMessageBox(self)
        self.box.setWindowTitle(L("Raccourcis clavier", "Keyboard shortcuts"))
        self.box.setText(f"{typed}<table>{rows}</table>")
        self.box.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Work that is not kept anywhere yet is never lost without a word."""
        self.grid.finish_typing()
        if not self.files.may_close():
            event.ignore()
            return
        self.solver.stop_now()
        self.questions.close()
        self.workbooks.wait()
        self.storing.close()
        super().closeEvent(event)
