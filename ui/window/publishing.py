"""Publishing a plan: which days, by whom, and what still stands against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit

from scheduler.services.stored import Publication
from ui.window.dialogs import FormDialog, date_edit, date_of
from ui.window.keeper import Keeper
from ui.window.language import L
from ui.window.session import Session

if TYPE_CHECKING:
    from ui.window.mainwindow import MainWindow


class PublishDialog(FormDialog):
    """First and last day and the name of the person who makes the plan known; nothing is published without a name."""

    def __init__(self, parent: MainWindow, session: Session, keeper: Keeper, then: Callable[[str], None]) -> None:
        super().__init__(parent, L("Publier le planning", "Publish the plan"), self.take)
        self.session, self.keeper, self._then = session, keeper, then
        core = session.core
        begin, end = core.frame.date(0), core.frame.date(core.frame.last)
        self.first, self.last = date_edit(begin), date_edit(end)
        self.by = QLineEdit()
        self.by.setPlaceholderText(L("Prénom Nom, fonction", "First name, surname, role"))
        hard = sum(finding.rule in core.hard and finding.new > 0 for finding in core.findings())
        short = sum(heads.short for line in core.cover.days for heads in line)
        self.state = QLabel(
            L(
                f"Règles strictes enfreintes : {hard} · postes à découvert : {short}",
                f"Hard rules broken: {hard} · posts uncovered: {short}",
            )
        )
        self.form.addRow(L("Du", "From"), self.first)
        self.form.addRow(L("Au (inclus)", "To (included)"), self.last)
        self.form.addRow(L("Publié par", "Published by"), self.by)
        self.form.addRow(self.state)
        self.finish()
        self.by.setFocus()

    def take(self) -> str:
        core = self.session.core
        first, last, by = date_of(self.first), date_of(self.last), self.by.text().strip()
        begin, end = core.frame.date(0), core.frame.date(core.frame.last)
        if not by:
            return L("Attendu : le nom de la personne qui publie.", "Expected: the name of the person who publishes.")
        if not begin <= first <= last <= end:
            return L(f"Attendu : du {begin:%d/%m/%Y} au {end:%d/%m/%Y}.", f"Expected: {begin:%d/%m/%Y} to {end:%d/%m/%Y}.")
        ref, act = self.keeper.ref, self.keeper.store.act("publish")

        def then(made: Publication) -> None:
            self._then(
                L(
                    f"Publié du {made.first:%d/%m/%Y} au {made.last:%d/%m/%Y} par {made.by}",
                    f"Published {made.first:%d/%m/%Y} to {made.last:%d/%m/%Y} by {made.by}",
                )
            )

        self.keeper.ask(lambda opened: opened.publish(ref, act, first, last, by), then)
        return ""
