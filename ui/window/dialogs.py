"""Small dialogs: an absence over some days, what was really worked, a new ward. Opened, never waited for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from scheduler.domain import time
from scheduler.domain.codes import Code, Piece, Segment
from scheduler.domain.people import Contract, Grade
from scheduler.domain.pieces import Pieces
from scheduler.domain.problem import Problem
from scheduler.domain.text import Plural, Text
from scheduler.services import packs
from ui.window.language import L, say
from ui.window.session import Session

ABSENT = Plural(Text("{n} jour d'absence", "{n} day of absence"), Text("{n} jours d'absence", "{n} days of absence"))

Mark = Callable[[list[tuple[int, int]], str], int]
"""Marks cells (person, day) absent with a code, and says how many changed."""


class FormDialog(QDialog):
    """A form with OK and Cancel; `done_with` is called on OK and returns what is wrong, or ""."""

    def __init__(self, parent: QWidget, title: str, done_with: Callable[[], str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.form = QFormLayout(self)
        self._done_with = done_with
        self.message = QLabel()
        self.message.setWordWrap(True)

    def finish(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(L("Valider", "OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(L("Annuler", "Cancel"))
        buttons.accepted.connect(self.try_accept)
        buttons.rejected.connect(self.reject)
        self.form.addRow(self.message)
        self.form.addRow(buttons)

    def try_accept(self) -> None:
        wrong = self._done_with()
        if wrong:
            self.message.setText("⚠ " + wrong)
        else:
            self.accept()


def date_edit(day: dt.date) -> QDateEdit:
    """A field for a date, with a calendar."""
    made = QDateEdit(QDate(day.year, day.month, day.day))
    made.setCalendarPopup(True)
    made.setDisplayFormat("dd/MM/yyyy")
    return made


def date_of(edit: QDateEdit) -> dt.date:
    return dt.date(edit.date().year(), edit.date().month(), edit.date().day())


class AbsenceDialog(FormDialog):
    """Person, code, first and last day: one command, done by `mark`. Codes are those that the solver may not choose."""

    def __init__(self, parent: QWidget, session: Session, at: tuple[int, int] | None, mark: Mark) -> None:
        super().__init__(parent, L("Absence", "Absence"), self.take)
        self.session, self._mark = session, mark
        core = session.core
        person, day = at if at is not None else (session.order[0], 0)
        self.person = QComboBox()
        for index in session.order:
            self.person.addItem(core.base.people[index].name, index)
        self.person.setCurrentIndex(self.person.findData(person))
        self.code = QComboBox()
        for code in core.base.codes:
            if not code.planned:
                self.code.addItem(f"{code.id} · {say(code.name)}", code.id)
        when = core.frame.date(max(0, day))
        self.first, self.last = date_edit(when), date_edit(when)
        self.form.addRow(L("Personne", "Person"), self.person)
        self.form.addRow(L("Code", "Code"), self.code)
        self.form.addRow(L("Du", "From"), self.first)
        self.form.addRow(L("Au (inclus)", "To (included)"), self.last)
        self.finish()

    def take(self) -> str:
        core = self.session.core
        first, last = core.frame.day(date_of(self.first)), core.frame.day(date_of(self.last))
        if last < first:
            return L("La fin est avant le début.", "The end is before the start.")
        if first < 0 or last > core.frame.last:
            start, end = core.frame.date(0), core.frame.date(core.frame.last)
            return L(f"Attendu : du {start:%d/%m/%Y} au {end:%d/%m/%Y}.", f"Expected: {start:%d/%m/%Y} to {end:%d/%m/%Y}.")
        if not self.code.currentData():
            return L("Le service n'a aucun code d'absence.", "The ward has no code of absence.")
        who = self.person.currentData()
        changed = self._mark([(who, day) for day in range(first, last + 1)], self.code.currentData())
        self.session.tell(say(ABSENT.say(changed)))
        return ""


class WorkedDialog(FormDialog):
    """What was really worked in one cell: its code, and real hours where they differ. Never refused, only flagged."""

    def __init__(self, parent: QWidget, session: Session, at: tuple[int, int]) -> None:
        super().__init__(parent, L("Réalisé", "Worked"), self.take)
        self.session, self.at = session, at
        core = session.core
        person, day = at
        form = self.form
        form.addRow(QLabel(f"<b>{core.base.people[person].name}</b> · {core.frame.date(day):%d/%m/%Y}"))
        self.code = QComboBox()
        for name, choice in core.frame.by_text.items():
            code = core.frame.code(choice)
            self.code.addItem(name + (f" · {say(code.name)}" if code is not None else "–"), choice)
        self.code.setCurrentIndex(self.code.findData(core.grid.at(person, day)))
        self.start, self.end = QTimeEdit(), QTimeEdit()
        for edit in (self.start, self.end):
            edit.setDisplayFormat("HH:mm")
        form.addRow(L("Code", "Code"), self.code)
        form.addRow(L("Début réel", "Real start"), self.start)
        form.addRow(L("Fin réelle", "Real end"), self.end)
        self.code.currentIndexChanged.connect(self._times)
        self._times()
        self.finish()

    def _planned(self) -> Pieces:
        core = self.session.core
        return core.frame.pieces(self.code.currentData(), self.at[1])

    def _times(self, *_: object) -> None:
        core = self.session.core
        pieces = core.grid.pieces(*self.at) if self.code.currentData() == core.grid.at(*self.at) else self._planned()
        for edit in (self.start, self.end):
            edit.setEnabled(bool(pieces))
        if pieces:
            zone = core.base.zone
            for edit, minute in ((self.start, pieces[0].start), (self.end, pieces[-1].end)):
                clock = time.local_time(minute, zone)
                edit.setTime(QTime(clock.hour, clock.minute))

    def take(self) -> str:
        core = self.session.core
        planned = self._planned()
        core.record_worked(*self.at, self.code.currentData(), self._real(planned))
        self.session.tell(L("Réalisé enregistré", "Worked time recorded"))
        return ""

    def _real(self, planned: Pieces) -> Pieces | None:
        """The pieces with their real first start and last end; the effective minutes move with them."""
        if not planned:
            return None
        core = self.session.core
        date, zone = core.frame.date(self.at[1]), core.base.zone
        begin = self.start.time().hour() * 60 + self.start.time().minute()
        stop = self.end.time().hour() * 60 + self.end.time().minute()
        start = time.utc_minute(date, begin, zone)
        end = time.utc_minute(date, stop + (time.DAY if stop <= begin else 0), zone)
        if start >= planned[0].end or end <= planned[-1].start:
            tags = tuple(sorted({tag for piece in planned for tag in piece.tags}))
            return (Piece(start, end, end - start, tags),)
        pieces = list(planned)
        head = pieces[0]
        pieces[0] = Piece(start, head.end, max(0, head.effective + head.start - start), head.tags)
        tail = pieces[-1]
        pieces[-1] = Piece(tail.start, end, max(0, tail.effective + end - tail.end), tail.tags)
        return None if tuple(pieces) == planned else tuple(pieces)


class NewWardDialog(FormDialog):
    """The least that a ward needs; people, codes and demand are then entered in the tables."""

    def __init__(self, parent: QWidget, show: Callable[[Problem], None]) -> None:
        super().__init__(parent, L("Nouveau service", "New ward"), self.take)
        self._show = show
        today = time.today("Europe/Paris")
        self.name = QLineEdit()
        self.first = date_edit(time.add_days(today, -today.weekday() + 7))
        self.weeks = QSpinBox(minimum=1, maximum=26, value=4)
        self.pack = QComboBox()
        for name in packs.names():
            self.pack.addItem(say(packs.load(name).title), name)
        self.pack.setCurrentIndex(self.pack.findData(packs.USUAL))
        self.form.addRow(L("Nom du service", "Name of the ward"), self.name)
        self.form.addRow(L("Premier jour", "First day"), self.first)
        self.form.addRow(L("Semaines", "Weeks"), self.weeks)
        self.form.addRow(L("Règles", "Rules"), self.pack)
        self.finish()

    def take(self) -> str:
        name = self.name.text().strip()
        if not name:
            return L("Attendu : un nom.", "Expected: a name.")
        self._show(new_ward(name, date_of(self.first), self.weeks.value() * 7, self.pack.currentData()))
        return ""


def new_ward(name: str, first: dt.date, days: int, pack: str = packs.USUAL) -> Problem:
    """An empty ward that can be planned once people and demand are there: usual codes, two contracts, the pack's rules."""
    codes = (
        Code("M", Text("matin", "morning"), "work", (Segment(405, 855, 450),), ("morning",), "#FFE08A"),
        Code("S", Text("soir", "evening"), "work", (Segment(825, 1275, 450),), ("evening",), "#F7B58C"),
        Code("N", Text("nuit", "night"), "work", (Segment(1260, 1860, 600),), ("night",), "#9FB4EC"),
        Code("RH", Text("repos hebdomadaire", "weekly rest"), "rest"),
        Code("CA", Text("congé annuel", "annual leave"), "leave", colour="#CFE8F5", credit="fifth", planned=False),
        Code(
            "MAL", Text("maladie", "sick leave"), "absence", colour="#E3E3E3", credit="fifth", planned=False, confidential=True
        ),
    )
    empty = Problem(
        id="".join(letter if letter.isalnum() else "-" for letter in name.lower()),
        name=name,
        first=first,
        days=days,
        codes=codes,
        people=(),
        layers=(),
        grades=(Grade("IDE", Text("infirmier", "nurse")), Grade("AS", Text("aide-soignant", "nursing assistant"))),
        contracts=(Contract("37h30", Text("37 h 30", "37.5 h"), 2250), Contract("35h", Text("35 h", "35 h"), 2100)),
    )
    return packs.apply(empty, pack)
