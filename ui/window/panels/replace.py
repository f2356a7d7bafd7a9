"""What happened and what mends it: the absence with its code, or what has changed; who can come; how to repair the plan."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from solver.api import RepairAsked
from ui.window.answertext import capital, days_words, strong
from ui.window.cases import Case
from ui.window.language import L, say
from ui.window.panels.askbar import AskBar
from ui.window.panels.candidates import CandidatePanel
from ui.window.panels.repairs import RepairList
from ui.window.repairing import Repairing
from ui.window.theme import Tokens

MOST_CHANGES = 30


class ReplacePanel(QWidget):
    """Shows the case that `repairing` looks at. The keyboard is with the candidates for one shift, else with the repairs."""

    def __init__(self, repairing: Repairing, tokens: Tokens) -> None:
        super().__init__()
        self.repairing = repairing
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.code = QComboBox()
        self.code.setAccessibleName(L("Code d'absence", "Code of absence"))
        self.code.setMinimumContentsLength(8)
        self.code.activated.connect(lambda at: self.repairing.recode(self.code.itemData(at)))
        self.most = QSpinBox(minimum=0, maximum=MOST_CHANGES)
        self.most.setSpecialValueText("–")
        self.most.setAccessibleName(L("Changements au plus", "Changes at most"))
        self.most.editingFinished.connect(lambda: self.repairing.limit(self.most.value() or None))
        self.close_case = QPushButton(L("Fermer", "Close"))
        self.close_case.clicked.connect(self._close)
        head = QHBoxLayout()
        head.addWidget(self.code, 1)
        head.addWidget(QLabel(L("Changements ≤", "Changes ≤")))
        head.addWidget(self.most)
        head.addWidget(self.close_case)
        head.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding))
        for part in (self.most, self.close_case):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.bar = AskBar(repairing.asking, RepairAsked)
        self.candidates, self.repairs = CandidatePanel(repairing, tokens), RepairList(repairing, tokens)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.candidates)
        self.split.addWidget(self.repairs)
        self.split.setSizes([300, 400])
        box = QVBoxLayout(self)
        box.addWidget(self.title)
        box.addLayout(head)
        box.addWidget(self.bar)
        box.addWidget(self.split, 1)
        repairing.changed.connect(self.refresh)
        repairing.ranking.changed.connect(self._follow)
        self.refresh()

    def focus(self) -> None:
        """Gives the keyboard to the candidates for one shift, to the repairs where there are several or none."""
        one = len(self.repairing.ranking.wanted) == 1
        (self.candidates.list if one else self.repairs.list).setFocus()

    def _follow(self) -> None:
        """Where nobody can be asked, a repair of several moves is what remains."""
        ranking = self.repairing.ranking
        if ranking.over and ranking.found and not self.candidates.hopeful and self.candidates.list.hasFocus():
            self.repairs.list.setFocus()

    def refresh(self) -> None:
        case = self.repairing.case
        with QSignalBlocker(self.code), QSignalBlocker(self.most):
            self.code.clear()
            for code in self.repairing.absence_codes():
                self.code.addItem(f"{code.id} · {say(code.name)}", code.id)
            self.code.setCurrentIndex(self.code.findData("" if case is None else case.code))
            self.most.setValue(0 if case is None else case.max_changes or 0)
        self.code.setEnabled(case is not None and bool(case.cells))
        for part in (self.most, self.close_case):
            part.setEnabled(case is not None)
        changed = case is not None and case.changed is not None
        for part in (self.code, self.candidates):
            part.setVisible(not changed)
        self.title.setText(self._title(case))

    def _title(self, case: Case | None) -> str:
        if case is None:
            return L(
                "F4 marque absentes les cases choisies, puis dit qui peut venir et comment réparer le planning. "
                "Un clic sur un effectif dit qui peut le compléter. "
                "Maj+F4 répare le planning après un changement de règles, de besoins ou de cases.",
                "F4 marks the chosen cells absent, then says who can come and how to mend the plan. "
                "A click on a cover figure says who can add to it. "
                "Shift+F4 mends the plan after a change of rules, demand or cells.",
            )
        if case.changed is not None:
            since = L(f"depuis {case.changed.plan.fr}", f"since {case.changed.plan.en}")
            return f"{strong(capital(say(case.name)))} · {since}"
        if not case.cells:
            return strong(say(case.name))
        names = {person.id: person.name for person in case.after.people}
        who = ", ".join(dict.fromkeys(names[cell.person] for cell in case.cells))
        return f"{strong(who)} · {days_words(case.first, case.last)}"

    def _close(self) -> None:
        self.repairing.close()
        self.repairing.window.grid.setFocus()
