"""Sentences that tell how many: of one and of several in both languages, and no "(s)" anywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from scheduler.domain.frame import BLANK
from scheduler.domain.text import same
from tests.ui.wards import ward
from ui.window.dialogs import AbsenceDialog
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow

SOURCE = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["fr", "en"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language(request.param)
    made = MainWindow(ward(6, 14))
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language(before)


@pytest.fixture
def told(window: MainWindow) -> list[str]:
    """What the window says from now on."""
    words: list[str] = []
    window.session.said.connect(lambda said, warning: words.append(said))
    window.solving.said.connect(lambda said, warning: words.append(said))
    return words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {"fr": "0 case collée", "en": "0 cells pasted"}),
        ("CA", {"fr": "1 case collée", "en": "1 cell pasted"}),
        ("CA\tCA", {"fr": "2 cases collées", "en": "2 cells pasted"}),
    ],
)
def test_cells_that_were_pasted(window: MainWindow, told: list[str], words: str, expected: dict[str, str]) -> None:
    core = window.session.core
    core.set_cells([(1, 3, BLANK), (1, 4, BLANK)], same("x"))
    window.grid.go(1, 3)
    QGuiApplication.clipboard().setText(words or "\t")
    window.grid.paste()
    assert told[0] == expected[language()]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, {"fr": "1 jour d'absence", "en": "1 day of absence"}),
        (3, {"fr": "3 jours d'absence", "en": "3 days of absence"}),
    ],
)
def test_days_of_absence(window: MainWindow, told: list[str], days: int, expected: dict[str, str]) -> None:
    dialog = AbsenceDialog(window, window.session, (1, 3), window.questions.repairing.absent)
    first = dialog.first.date()
    dialog.last.setDate(QDate(first).addDays(days - 1))
    dialog.try_accept()
    assert told[-1] == expected[language()]


@pytest.mark.parametrize(
    ("cells", "drawn", "taken"),
    [
        (
            1,
            {"fr": "Proposition\u00a0: 1 case changée", "en": "Proposal: 1 cell changed"},
            {"fr": "1 case prise de la proposition", "en": "1 cell taken from the proposal"},
        ),
        (
            2,
            {"fr": "Proposition\u00a0: 2 cases changées", "en": "Proposal: 2 cells changed"},
            {"fr": "2 cases prises de la proposition", "en": "2 cells taken from the proposal"},
        ),
    ],
)
def test_cells_of_a_proposal(
    window: MainWindow, told: list[str], cells: int, drawn: dict[str, str], taken: dict[str, str]
) -> None:
    core = window.session.core
    before = core.grid.horizon_rows()
    core.set_cells([(1, 3 + at, core.frame.by_text["CA"]) for at in range(cells)], same("x"))
    core.propose(before)
    assert window.solving.diff.text() == drawn[language()]
    window.solving.accept()
    assert told[-1] == taken[language()]


def test_no_words_leave_open_whether_it_is_one_or_several() -> None:
    """Constants of the sources, those of formatted strings among them, that have an optional ending after a letter."""
    optional = re.compile(r"\w\((?:s|e|es|ne|ies)\)")
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.value}"
        for folder in ("scheduler", "solver", "ui")
        for path in (SOURCE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and optional.search(node.value)
    ]
    found += [str(path) for path in (SOURCE / "resources").rglob("*.toml") if optional.search(path.read_text(encoding="utf-8"))]
    assert found == []
