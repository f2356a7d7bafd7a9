"""Workbooks in the window: the roster and the timesheets out, the staff list and a roster in, never half and never blocking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QInputDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from scheduler.domain.errors import ReleveError
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.services import export, imports
from ui.window.background import Work
from ui.window.language import L, language, say

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow

SHEETS = "Excel (*.xlsx)"
SHEETS_IN = "Excel, LibreOffice (*.xlsx *.xlsm *.xls *.ods)"


class ImportDialog(QDialog):
    """What an import would do and every line it did not understand; importing needs a second word."""

    def __init__(self, parent: QWidget, title: str, words: str, take: Callable[[], None] | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(760, 460)
        box = QVBoxLayout(self)
        head = (
            L("Rien n'est encore changé.", "Nothing is changed yet.")
            if take
            else L("Rien n'est changé.", "Nothing is changed.")
        )
        box.addWidget(QLabel(head))
        self.report = QPlainTextEdit(words)
        self.report.setReadOnly(True)
        box.addWidget(self.report)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel if take else kinds.Close)
        if take is not None:
            self.buttons.button(kinds.Ok).setText(L("Importer", "Import"))
            self.buttons.button(kinds.Cancel).setText(L("Ne rien changer", "Change nothing"))
            self.accepted.connect(take)
        else:
            self.buttons.button(kinds.Close).setText(L("Fermer", "Close"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        box.addWidget(self.buttons)


class Workbooks(QObject):
    """The actions on workbooks of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.work: Work | None = None

    @property
    def busy(self) -> bool:
        return self.work is not None and self.work.isRunning()

    # --- out

    def export_roster(self) -> None:
        """Asks where to, then writes the roster to print, one sheet a month."""
        base = self.window.session.core.base
        title = L("Exporter le tableau de service", "Export the roster")
        self._ask_file(title, f"{base.name} {base.first:%Y-%m}.xlsx", self.write_roster)

    def write_roster(self, path: Path) -> None:
        problem, lang = self.window.session.core.problem, language()
        self._start(lambda: export.roster(problem, path, lang=lang), self._exported)

    def export_timesheets(self) -> None:
        """Asks the month and where to, then writes the timesheets."""
        months = export.months(self.window.session.core.base)
        first = f"{self.window.session.core.base.first:%Y-%m}"
        self._ask = QInputDialog(self.window)
        self._ask.setWindowTitle(L("Exporter les feuilles de temps", "Export the timesheets"))
        self._ask.setLabelText(L("Mois :", "Month:"))
        self._ask.setComboBoxItems(list(months))
        self._ask.setComboBoxEditable(False)
        self._ask.setTextValue(first if first in months else months[-1])
        self._ask.textValueSelected.connect(self._ask_timesheets)
        self._ask.open()

    def _ask_timesheets(self, month: str) -> None:
        title = L("Exporter les feuilles de temps", "Export the timesheets")
        name = L(f"Feuilles de temps {month}.xlsx", f"Timesheets {month}.xlsx")
        self._ask_file(title, name, lambda path: self.write_timesheets(path, month))

    def write_timesheets(self, path: Path, month: str) -> None:
        problem, lang = self.window.session.core.problem, language()
        self._start(lambda: export.timesheets(problem, path, month=month, lang=lang), self._exported)

    def _exported(self, done: export.Exported) -> None:
        self.window.tell(L(f"Exporté : {done.path}", f"Exported: {done.path}"))

    # --- in

    def import_staff(self) -> None:
        """Asks for a staff list and shows what it would change."""
        self._ask_open(L("Importer la liste du personnel", "Import a staff list"), self.read_staff)

    def read_staff(self, path: Path) -> None:
        problem = self.window.session.core.problem
        self._start(lambda: imports.staff(path, problem), self._show_staff)

    def _show_staff(self, report: imports.StaffReport) -> None:
        title = L("Importer la liste du personnel", "Import a staff list")
        lines = [L(f"Ajoutés : {len(report.added)}", f"Added: {len(report.added)}"), *report.added]
        lines += [L(f"Modifiés : {len(report.changed)}", f"Changed: {len(report.changed)}"), *report.changed]
        self._show(title, report, lines, Text("Importer le personnel", "Import the staff"))

    def import_roster(self) -> None:
        """Asks for a roster's workbook and shows which cells it would fill."""
        self._ask_open(L("Importer un planning", "Import a roster"), self.read_roster)

    def read_roster(self, path: Path) -> None:
        problem = self.window.session.core.problem
        self._start(lambda: imports.roster(path, problem), self._show_roster)

    def _show_roster(self, report: imports.RosterReport) -> None:
        title = L("Importer un planning", "Import a roster")
        names = {person.id: person.name for person in self.window.session.core.base.people}
        lines = [L(f"Cases remplies ou changées : {len(report.cells)}", f"Cells filled or changed: {len(report.cells)}")]
        lines += [f"{names.get(cell.person, cell.person)}  {cell.date:%d/%m/%Y}  {code}" for cell, code in report.cells.items()]
        self._show(title, report, lines, Text("Importer un planning", "Import a roster"))

    def _show(self, title: str, report: imports.StaffReport | imports.RosterReport, lines: list[str], name: Text) -> None:
        lang = language()
        faults = [L(f"À corriger : {len(report.faults)}", f"To be mended: {len(report.faults)}")] if report.faults else []
        faults += [fault.say(lang) for fault in report.faults]
        hints = [L(f"À savoir : {len(report.warnings)}", f"To know: {len(report.warnings)}")] if report.warnings else []
        hints += [warning.say(lang) for warning in report.warnings]
        parts = [part for part in (faults, hints, [] if report.faults else lines) if part]
        words = "\n\n".join("\n".join(part) for part in parts)
        problem = report.problem
        take = None if report.faults or problem is None else lambda: self._take(report.accepted(), name)
        self.dialog = ImportDialog(self.window, title, words, take)
        self.dialog.open()

    def _take(self, problem: Problem, name: Text) -> None:
        self.window.session.core.edit_problem(problem, name)
        self.window.tell(L("Importé", "Imported") + " · " + say(name))

    # --- files and threads

    def _ask_file(self, title: str, name: str, then: Callable[[Path], None]) -> None:
        self._files = QFileDialog(self.window, title, name, SHEETS)
        self._files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._files.setDefaultSuffix("xlsx")
        self._files.fileSelected.connect(lambda path: then(Path(path)))
        self._files.open()

    def _ask_open(self, title: str, then: Callable[[Path], None]) -> None:
        self._files = QFileDialog(self.window, title, "", SHEETS_IN)
        self._files.fileSelected.connect(lambda path: then(Path(path)))
        self._files.open()

    def _start(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if self.busy:
            self.window.tell(L("Un classeur est déjà en cours.", "A workbook is under way already."), warning=True)
            return
        self.window.tell(L("Classeur en cours…", "Working on the workbook…"))
        self.work = Work(self, job)

        def end(result: Any, error: ReleveError | OSError | None) -> None:
            if error is not None:
                self.window.refuse(error)
            else:
                then(result)

        self.work.ended.connect(end)
        self.work.start()

    def wait(self) -> None:
        """Waits for what is under way, so that no file is left half-done at the end."""
        if self.work is not None:
            self.work.wait()
