"""Typing, copying, pasting, filling and locking in the grid: keys and their commands, each one undoable act."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from scheduler.domain.choices import PLUS
from scheduler.domain.frame import BLANK
from scheduler.domain.overtime import MARK
from scheduler.domain.text import Plural, Text
from ui.window.grid import GridView
from ui.window.language import L, language, say, shown
from ui.window.session import Session
from ui.window.theme import Tokens

BUFFER_MS = 700
LOCKED = Plural(Text("{n} case verrouillée", "{n} cell locked"), Text("{n} cases verrouillées", "{n} cells locked"))
UNLOCKED = Plural(Text("{n} case déverrouillée", "{n} cell unlocked"), Text("{n} cases déverrouillées", "{n} cells unlocked"))
PASTED = Plural(Text("{n} case collée", "{n} cell pasted"), Text("{n} cases collées", "{n} cells pasted"))
LEFT = Plural(
    Text("{n} case verrouillée laissée telle quelle", "{n} locked cell left as it is"),
    Text("{n} cases verrouillées laissées telles quelles", "{n} locked cells left as they are"),
)
PAST = Plural(
    Text("{n} case de l'historique : utilisez « Réalisé »", "{n} cell of the history: use 'Worked'"),
    Text("{n} cases de l'historique : utilisez « Réalisé »", "{n} cells of the history: use 'Worked'"),
)
_K = Qt.Key


class RosterGrid(GridView):
    """The grid with its keyboard."""

    menu_wanted = Signal(bool)
    """The menu of the current cell; whether at the pointer."""

    def __init__(self, session: Session, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(session, tokens, parent)
        self._committed = False
        self._timer = QTimer(self, singleShot=True, interval=BUFFER_MS)
        self._timer.timeout.connect(self.finish_typing)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for the menu of a cell: the one under the pointer, or with the keyboard the current one."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.finish_typing()
        self.menu_wanted.emit(event.reason() == QContextMenuEvent.Reason.Mouse)

    # --- typing codes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if plain and text and text.isprintable() and not text.isspace():
            self._type(text)
            return
        if event.key() in (_K.Key_Backspace, _K.Key_Escape) and self.pending:
            self._clear_typing()
            return
        self.finish_typing()
        if event.key() in (_K.Key_Return, _K.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        if event.key() in (_K.Key_Delete, _K.Key_Backspace) and plain:
            self.clear_cells()
            return
        super().keyPressEvent(event)

    def _step(self, rows: int) -> None:
        index = self.currentIndex()
        target = self.table.index(max(0, min(self.table.rowCount() - 1, index.row() + rows)), index.column())
        self.selectionModel().setCurrentIndex(target, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.finish_typing()
        return super().focusNextPrevChild(forward)

    def _words(self, typed: str) -> dict[str, int]:
        """What may be typed, by its small letters: codes, with a star as overtime; after a plus sign the on-call periods held
        beside them. A plus or a star with nothing before it goes to what a cell holds."""
        frame = self.session.core.frame
        if typed == MARK:
            return {MARK: 0}
        if typed.startswith(PLUS):
            return {PLUS + duty.id.casefold(): at for at, duty in enumerate(frame.duties)}
        plus = PLUS in typed or not frame.duties
        return {
            name.casefold(): choice
            for name, choice in frame.by_text.items()
            if name and (plus or PLUS not in name) and (MARK in typed or MARK not in name)
        }

    def _type(self, letter: str) -> None:
        typed = self.pending + letter
        words = self._words(typed)
        fits = [word for word in words if word.startswith(typed.casefold())]
        if not fits:
            if self._committed:
                self.session.undo()
            self._clear_typing()
            self.session.tell(L(f"⚠ Code inconnu : « {typed} »", f"⚠ Unknown code: '{typed}'"), True)
            return
        self.pending = typed
        if fits == [typed.casefold()]:
            self._commit(words[typed.casefold()])
        elif PLUS in typed:
            self._committed = False
        self._timer.start()
        self.viewport().update()

    def _commit(self, choice: int) -> None:
        if self.pending.startswith(PLUS):
            self._committed = self._hold(choice) > 0
            return
        if self.pending == MARK:
            self._committed = self._turn() > 0
            return
        words = self.session.core.frame.text(choice)
        changed = self.fill(choice, Text(f"Saisir {words}", f"Enter {words}"))
        self._committed = changed > 0

    def finish_typing(self) -> None:
        """Takes what was typed so far, at the end of the time or when the cell is left."""
        if self.pending and not self._committed:
            found = self._words(self.pending).get(self.pending.casefold())
            if found is None:
                self.session.tell(L(f"⚠ Code inconnu : « {self.pending} »", f"⚠ Unknown code: '{self.pending}'"), True)
            else:
                self._commit(found)
        self._clear_typing()

    def _clear_typing(self) -> None:
        self._timer.stop()
        self.pending, self._committed = "", False
        self.viewport().update()

    def currentChanged(self, current: object, previous: object) -> None:
        if getattr(self, "pending", "") and self._committed:
            self._clear_typing()
        super().currentChanged(current, previous)

    # --- commands on the selection

    def _hold(self, at: int) -> int:
        """Puts an on-call period beside what each selected cell holds, or beside rest where that is nothing yet."""
        core, cells = self.session.core, self.cells()
        name = core.frame.duties[at].id
        held = [(person, day, core.frame.beside(core.grid.at(person, day), at)) for person, day in cells]
        possible = [(person, day, choice) for person, day, choice in held if choice is not None]
        changed = core.set_cells(possible, Text(f"Saisir +{name}", f"Enter +{name}"))
        self._tell_refused(cells)
        if len(possible) < len(held):
            self.session.tell(L(f"⚠ {name} ne va pas avec ce code", f"⚠ {name} may not stand beside that code"), True)
        return changed

    def _turn(self) -> int:
        """Makes what each selected cell holds overtime, or takes that back."""
        core, cells = self.session.core, self.cells()
        turned = [(person, day, core.frame.overtime(core.grid.at(person, day))) for person, day in cells]
        possible = [(person, day, choice) for person, day, choice in turned if choice is not None]
        changed = core.set_cells(possible, Text("Heures supplémentaires", "Overtime"))
        self._tell_refused(cells)
        if len(possible) < len(turned):
            self.session.tell(L("⚠ Pas d'heures supplémentaires sur ce code", "⚠ No overtime on that code"), True)
        return changed

    def fill(self, choice: int, name: Text) -> int:
        """Puts one choice into every selected cell; says so where cells were refused."""
        cells = self.cells()
        changed = self.session.core.set_cells(((person, day, choice) for person, day in cells), name)
        self._tell_refused(cells)
        return changed

    def _tell_refused(self, cells: list[tuple[int, int]]) -> None:
        grid = self.session.core.grid
        locked = sum(day >= 0 and grid.locked(person, day) for person, day in cells)
        past = sum(day < 0 for _, day in cells)
        words = []
        if locked:
            words.append(say(LEFT.say(locked)))
        if past:
            words.append(say(PAST.say(past)))
        if words:
            self.session.tell("⚠ " + " ; ".join(words), True)

    def clear_cells(self) -> None:
        self.fill(BLANK, Text("Effacer", "Clear"))

    def copy(self) -> None:
        blocks = self.blocks()
        if blocks:
            rows, columns = blocks[0]
            first = self.session.core.frame.first
            text = self.session.core.copy_text([self.session.order[r] for r in rows], [c + first for c in columns])
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        self.copy()
        self.fill(BLANK, Text("Couper", "Cut"))

    def paste(self) -> None:
        """Pastes a block of text at the selection; one value, row or column repeats over it. All or nothing."""
        words = QGuiApplication.clipboard().text()
        blocks = self.blocks()
        if not words or not blocks:
            return
        block, faults = self.session.core.read_text(words)
        if faults:
            said = "  ".join(shown(fault.say(language())) for fault in faults[:3])
            more = f"  (+{len(faults) - 3})" if len(faults) > 3 else ""
            self.session.tell("⚠ " + L("Collage refusé : ", "Paste refused: ") + said + more, True)
            return
        rows, columns = blocks[0]
        height, width = len(block), max(len(line) for line in block)
        tall = len(rows) if len(rows) % height == 0 else height
        wide = len(columns) if len(columns) % width == 0 else width
        first, order = self.session.core.frame.first, self.session.order
        cells = [
            (order[rows[0] + r], columns[0] + c + first, line[c % width])
            for r in range(min(tall, len(order) - rows[0]))
            for c in range(min(wide, self.table.columnCount() - columns[0]))
            if c % width < len(line := block[r % height])
        ]
        changed = self.session.core.set_cells(cells, Text("Coller", "Paste"))
        self.session.tell(say(PASTED.say(changed)))
        self._tell_refused([(person, day) for person, day, _ in cells])

    def fill_down(self) -> None:
        self._spread(Text("Recopier vers le bas", "Fill down"), down=True)

    def fill_right(self) -> None:
        self._spread(Text("Recopier à droite", "Fill right"), down=False)

    def _spread(self, name: Text, down: bool) -> None:
        """Copies the first row (or column) of each block over the rest; of a single cell, its neighbour before."""
        grid, first, order = self.session.core.grid, self.session.core.frame.first, self.session.order
        cells = []
        for rows, columns in self.blocks():
            single = len(rows if down else columns) == 1
            top = max(0, rows[0] - 1) if down and single else rows[0]
            left = max(0, columns[0] - 1) if not down and single else columns[0]
            for r in rows:
                for c in columns:
                    source = (order[top], c + first) if down else (order[r], left + first)
                    cells.append((order[r], c + first, grid.at(*source)))
        self.session.core.set_cells(cells, name)
        self._tell_refused([(person, day) for person, day, _ in cells])

    def toggle_lock(self) -> None:
        """Locks the selected cells, or frees them where all are locked."""
        cells = [(person, day) for person, day in self.cells() if day >= 0]
        grid = self.session.core.grid
        on = not all(grid.locked(person, day) for person, day in cells)
        changed = self.session.core.lock_cells(cells, on)
        self.session.tell(say((LOCKED if on else UNLOCKED).say(changed)))

    def next_breach(self, back: bool = False) -> None:
        """Goes to the next cell with a breach, hard ones first; says its sentence."""
        core = self.session.core
        places = [(f, p) for f in core.findings() if f.new > 0 for p in f.people[:1] if core.is_hard(f)]
        if not places:
            places = [(f, p) for f in core.findings() for p in f.people[:1] if f.last - f.first < 8]
        if not places:
            self.session.tell(L("Aucune règle enfreinte", "No rule is broken"))
            return
        rows = self.session.row_of
        places.sort(key=lambda item: (rows[item[1]], item[0].first))
        at = self.current() or (self.session.order[0], core.frame.first - 1)
        here = (rows[at[0]], at[1])
        spots = [((rows[p], f.last), f, p) for f, p in places]
        after = [spot for spot in (reversed(spots) if back else spots) if (spot[0] < here if back else spot[0] > here)]
        _, finding, person = (after or (spots[::-1] if back else spots))[0]
        self.go(person, min(finding.last, core.frame.last))
        self.session.tell("▲ " + shown(core.sentence(finding, language())), True)
