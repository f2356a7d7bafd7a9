"""The window's ward files, and the last question before it closes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.errors import ReleveError, StorageError
from ui.window import ruling
from ui.window.language import L
from ui.writing import expect_writable, write

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


class Files(QObject):
    """The actions on ward files of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.path: Path | None = None
        self.leaving = False

    def open_file(self) -> None:
        self._dialog = QFileDialog(self.window, L("Ouvrir un service", "Open a ward"), "", "JSON (*.json)")
        self._dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        self._dialog.open()

    def load(self, path: Path) -> None:
        """Shows the ward of a file; everything wrong with it is told at once and nothing changes."""
        try:
            problem = load_ward(path.read_bytes(), path.name)
        except (ReleveError, OSError) as error:
            self.window.refuse(error)
            return
        self.window.show_ward(problem, path)

    def save_file(self) -> None:
        title = L("Enregistrer le service", "Save the ward")
        self._dialog = QFileDialog(self.window, title, str(self.path or ""), "JSON (*.json)")
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.setDefaultSuffix("json")
        self._dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        self._dialog.open()

    def save(self, path: Path) -> bool:
        """Writes the ward whole or not at all, so that a full disk never spoils the old file."""
        core = self.window.session.core
        try:
            expect_writable(path)
            write(path, dump_ward(core.problem))
        except StorageError as error:
            self.window.refuse(error)
            return False
        if not self.window.storing.keeps:
            self.path = path
            core.saved()
            self.window.setWindowModified(False)
        saved = L(f"Enregistré : {path.name}", f"Saved: {path.name}")
        wrong = ruling.warning(core.base).partition("\n")[0]
        self.window.tell(f"{saved}. {wrong}" if wrong else saved, warning=bool(wrong))
        return True

    def may_close(self) -> bool:
        """Whether the window may close now; asks where work is not kept anywhere yet."""
        if self.leaving or self.window.storing.settled() or not self.window.session.core.dirty:
            return True
        self._ask()
        return False

    def _ask(self) -> None:
        kinds = QMessageBox.StandardButton
        box = self.window.box = QMessageBox(self.window)
        box.setWindowTitle("Relève")
        box.setText(L("Le service a des modifications non enregistrées.", "The ward has changes that are not saved."))
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
        box.button(kinds.Save).setText(L("Enregistrer dans un fichier…", "Save to a file…"))
        box.button(kinds.Discard).setText(L("Quitter sans enregistrer", "Quit without saving"))
        box.button(kinds.Cancel).setText(L("Rester", "Stay"))
        box.buttonClicked.connect(lambda button: self.answer(box.standardButton(button)))
        box.open()

    def answer(self, button: QMessageBox.StandardButton) -> None:
        """What the person chose before closing."""
        if button == QMessageBox.StandardButton.Discard:
            self.leaving = True
            self.window.close()
        elif button == QMessageBox.StandardButton.Save:
            self.save_file()
