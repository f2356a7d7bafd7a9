"""What cannot hold together: each conflict with its members in sentences, and what would make it possible, as edits."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from scheduler.domain.text import Text
from solver.api import Conflict, Conflicts, ConflictsAsked
from ui.window.answertext import capital, number, strong
from ui.window.conflicting import Conflicting
from ui.window.language import L, say
from ui.window.panels.askbar import AskBar
from ui.window.panels.lists import KeyList

KINDS = {
    "rule": Text("Règle", "Rule"),
    "need": Text("Besoin", "Need"),
    "fact": Text("Fait donné", "Given fact"),
}
_K = Qt.Key


class ConflictPanel(QWidget):
    """Enter on a member goes to its people and days; Enter on a relaxation edits the ward. Right and left go between lists."""

    def __init__(self, conflicting: Conflicting) -> None:
        super().__init__()
        self.conflicting = conflicting
        self._shown: Conflict | None = None
        self.state, self.proof = QLabel(), QLabel()
        self.bar = AskBar(conflicting.asking, ConflictsAsked)
        self.look = QPushButton(L("Chercher les conflits (F7)", "Find conflicts (F7)"))
        self.look.clicked.connect(lambda: conflicting.find_conflicts())
        self.list = KeyList(L("Conflits", "Conflicts"))
        self.members = KeyList(L("Ce qui ne peut tenir ensemble", "What cannot hold together"))
        self.relaxations = KeyList(L("Ce qui le rendrait possible", "What would make it possible"))
        self.apply = QPushButton(L("Appliquer (Entrée)", "Apply (Enter)"))
        self.apply.clicked.connect(lambda: self.take())
        for label in (self.state, self.proof):
            label.setWordWrap(True)
        self._join()
        foot = QHBoxLayout()
        foot.addWidget(self.look)
        foot.addWidget(self.apply)
        box = QVBoxLayout(self)
        titles = (QLabel(L("Ne peuvent tenir ensemble :", "Cannot hold together:")), QLabel(L("Assouplir :", "Relax:")))
        parts: tuple[tuple[QWidget, int], ...] = (
            (self.bar, 0), (self.state, 0), (self.list, 2), (titles[0], 0), (self.members, 3), (titles[1], 0),
            (self.relaxations, 3), (self.proof, 0),
        )  # fmt: skip
        for part, stretch in parts:
            box.addWidget(part, stretch)
        box.addLayout(foot)
        conflicting.changed.connect(self.refresh)
        self.refresh()

    def _join(self) -> None:
        """What the keys do in each list."""
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _: self._show_first())
        self.list.itemClicked.connect(lambda _: self._show_first())
        self.members.itemActivated.connect(lambda _: self.go())
        self.members.itemClicked.connect(lambda _: self.go())
        self.relaxations.itemActivated.connect(lambda _: self.take())
        order = (self.list, self.members, self.relaxations)
        for before, after in zip(order, order[1:], strict=False):
            before.keys[_K.Key_Right] = after.setFocus
            after.keys[_K.Key_Left] = before.setFocus

    def focus(self) -> None:
        """Gives the keyboard to the conflicts."""
        self.list.setFocus()

    @property
    def found(self) -> Conflicts | None:
        return self.conflicting.found

    @property
    def chosen(self) -> Conflict | None:
        """The conflict selected in the list."""
        row = self.list.currentRow()
        return self.found.found[row] if self.found is not None and 0 <= row < len(self.found.found) else None

    # --- what is known

    def refresh(self) -> None:
        row, shown = self.list.currentRow(), self._shown
        member, relaxation = self.members.currentRow(), self.relaxations.currentRow()
        self.state.setText(self._state())
        with QSignalBlocker(self.list):
            self.list.clear()
            if self.found is not None:
                self.list.addItems([capital(say(conflict.text)) for conflict in self.found.found])
                same = (at for at, conflict in enumerate(self.found.found) if shown is not None and conflict.text == shown.text)
                self.list.setCurrentRow(next(same, min(max(0, row), len(self.found.found) - 1)))
        self._choose()
        if shown is not None and self._shown is not None and shown.text == self._shown.text:
            # More is known meanwhile: whoever is at work in a list stays where he or she is.
            self.members.setCurrentRow(max(0, member))
            self.relaxations.setCurrentRow(max(0, relaxation))

    def _state(self) -> str:
        found, conflicting = self.found, self.conflicting
        if conflicting.question is None:
            return L(
                "F7 cherche ce qui, dans le service, ne peut pas tenir ensemble, et ce qui le rendrait possible.",
                "F7 looks for what in the ward cannot hold together, and what would make it possible.",
            )
        if conflicting.failure is not None:
            return "⚠ " + say(conflicting.failure)
        if conflicting.old:
            return "⚠ " + L("Le service a changé depuis : F7 cherche à nouveau.", "The ward has changed since: F7 looks again.")
        if not conflicting.over:
            return L("Recherche des conflits…", "Looking for conflicts…")
        if found is None:
            return L("Recherche arrêtée.", "Search stopped.")
        if not found.found and not found.complete:
            return f"{strong(L('Aucun conflit trouvé dans ce temps', 'No conflict found in this time'))} · " + L(
                "recherche inachevée : il peut y en avoir", "search unfinished: there may be some"
            )
        if not found.found:
            return f"{strong(L('Aucun conflit', 'No conflict'))} · " + L(
                "prouvé : tout peut tenir ensemble", "proved: everything can hold together"
            )
        count = number(len(found.found), L("conflit", "conflict"), L("conflits", "conflicts"))
        proved = L("prouvé : ceci résolu, tout le reste tient", "proved: with this solved, all else holds")
        return f"{strong(count)} · " + (proved if found.complete else L("il peut y en avoir d'autres", "there may be others"))

    def _choose(self) -> None:
        """Shows the members and relaxations of the chosen conflict."""
        chosen = self._shown = self.chosen
        self.members.clear()
        self.relaxations.clear()
        self.proof.setText("")
        self.apply.setEnabled(chosen is not None and bool(chosen.relaxations))
        if chosen is None:
            return
        for member in chosen.members:
            self.members.addItem(f"{say(KINDS[member.kind])} · {say(member.text)}")
        for at, relaxation in enumerate(chosen.relaxations):
            self.relaxations.addItem(f"{at + 1} · {say(relaxation.text)} {say(relaxation.price)}")
        if not chosen.relaxations:
            self.relaxations.addItem(L("Aucun changement seul n'y suffit.", "No single change is enough."))
        self.members.setCurrentRow(0)
        self.relaxations.setCurrentRow(0)
        self.proof.setText(self._proof(chosen))

    def _proof(self, chosen: Conflict) -> str:
        if chosen.verified and chosen.minimal:
            return L(
                "Vérifié : impossible ensemble, possible dès qu'on en retire un.",
                "Verified: impossible together, possible once any one of them goes.",
            )
        return L("Vérifié : impossible ensemble.", "Verified: impossible together.") if chosen.verified else ""

    # --- what one can do

    def _show_first(self) -> None:
        if self.members.count():
            self.members.setCurrentRow(0)
            self.go()

    def go(self) -> None:
        """Goes to the people and days of the chosen member."""
        chosen, row = self.chosen, self.members.currentRow()
        if chosen is None or not 0 <= row < len(chosen.members):
            return
        member, core = chosen.members[row], self.conflicting.window.session.core
        people = [core.frame.person_index[who] for who in member.people if who in core.frame.person_index]
        days = [core.frame.day(day) for day in member.dates] or [core.frame.day(day) for day in _days(chosen)]
        self.conflicting.window.grid.pick(people, days)

    def take(self) -> None:
        """Applies the chosen relaxation."""
        chosen, row = self.chosen, self.relaxations.currentRow()
        if chosen is not None and 0 <= row < len(chosen.relaxations):
            self.conflicting.take(chosen.relaxations[row])


def _days(conflict: Conflict) -> list[date]:
    """Every day that a conflict is about."""
    return [day for member in conflict.members for day in member.dates]
