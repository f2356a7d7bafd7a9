"""Pictures of the real window in both languages: `python -m tests.campaigns.screenshots [WARD.json [PATIENCE]]`, with a screen,
under `xvfb-run -a` or with QT_QPA_PLATFORM=offscreen. PATIENCE: how many times as long as usual solver and answers may take, on
a machine that does much else meanwhile."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication, QWidget

from scheduler.domain.codec import load_ward
from scheduler.domain.demand import DayNeed
from scheduler.domain.frame import BLANK
from scheduler.domain.problem import Problem
from scheduler.domain.text import same
from tests.benchmarks.wards import planned
from ui.window import cases, conflicting, explaining
from ui.window.language import L, set_language
from ui.window.mainwindow import MainWindow
from ui.window.storing import as_url

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE = (1600, 900)
SECONDS = 60.0
SOLVING = 40
"""Seconds that the picture of the solve is given."""
ABSENT_DAY = 30
"""Of the plan, from which on somebody is absent."""


def _shot(app: QApplication, widget: QWidget, name: str) -> None:
    for _ in range(6):
        app.processEvents()
    widget.grab().save(str(PICTURES / f"{name}.png"))
    print(PICTURES / f"{name}.png")


def _wait(app: QApplication, until: Callable[[], bool]) -> None:
    while not until():
        app.processEvents()


def _all(app: QApplication, problem: Problem, lang: str, patience: int) -> None:
    set_language(lang)
    window = MainWindow(problem)
    window.resize(*SIZE)
    window.show()
    with tempfile.TemporaryDirectory() as folder:
        window.storing.keep_in(as_url(str(Path(folder, "releve.db"))), problem)
        _wait(app, lambda: bool(window.storing.wards))
        window.grid.go(window.session.order[2], 2)
        _shot(app, window, f"{lang}-roster")
        window.tabs.setCurrentWidget(window.rules)
        _shot(app, window, f"{lang}-rules")
        window.tabs.setCurrentWidget(window.tables)
        _shot(app, window, f"{lang}-data")
        window.run("publish")
        _shot(app, window.dialog, f"{lang}-publish")
        window.dialog.by.setText("Camille FICTIF-Sauge")
        window.dialog.try_accept()
        _wait(app, lambda: any(each.name == "published" for each in window.session.core.base.references))
        _questions(app, window, lang)
        _changes(app, window, lang)
        _scenario(app, window, L("Première semaine refaite", "Another first week"))
        _solve(app, window, patience)
        _shot(app, window, f"{lang}-solve")
        window.accept()
        _compare(app, window)
        _shot(app, window, f"{lang}-scenarios")
        window.toggle_theme()
        _shot(app, window, f"{lang}-dark")
        window.add_absence()
        _shot(app, window.dialog, f"{lang}-absence")
        window.dialog.close()
        window.close()


def _questions(app: QApplication, window: MainWindow, lang: str) -> None:
    """Somebody rings in sick: who can come, and how the plan can be repaired. Why the shift was hers; what cannot hold."""
    window.activateWindow()
    core, questions = window.session.core, window.questions
    assistants = [at for at in window.session.order if core.base.people[at].grade == "AS"]
    person, day = next((p, d) for d in range(ABSENT_DAY, core.frame.last) for p in assistants if core.grid.pieces(p, d))
    window.grid.go(person, day)
    window.run("mark_absent")
    case = questions.repairing.case
    assert case is not None
    _wait(app, lambda: case.over and questions.repairing.ranking.over)
    _shot(app, window, f"{lang}-replace")
    questions.repairing.close()
    window.undo()
    window.grid.go(person, day)
    window.run("explain")
    _wait(app, lambda: questions.explaining.asked is not None and questions.explaining.asked.over)
    questions.why.toggle()
    _shot(app, window, f"{lang}-why")
    questions.drawing.show(())
    window.run("find_conflicts")
    _wait(app, lambda: questions.conflicting.over)
    questions.conflicts.go()
    _shot(app, window, f"{lang}-conflicts")


def _changes(app: QApplication, window: MainWindow, lang: str) -> None:
    """One nurse more is needed on a morning, and a cell is typed: how the published plan is repaired."""
    core, repairing = window.session.core, window.questions.repairing
    need, when = core.base.demand[0], core.frame.date(ABSENT_DAY)
    more = replace(need, by_date=(*need.by_date, DayNeed(when, cast(int, need.minimum) + 1)))
    core.edit_problem(replace(core.problem, demand=(more, *core.base.demand[1:])), same("more"))
    evening, rest = core.frame.by_text["S"], core.frame.by_text["R"]
    day = ABSENT_DAY + 1
    core.set_cells([(next(p for p in window.session.order if core.grid.at(p, day) == evening), day, rest)], same("rest"))
    window.run("repair_changes")
    _wait(app, lambda: repairing.case is not None and repairing.case.changed is not None and repairing.case.over)
    _shot(app, window, f"{lang}-repair")
    repairing.close()
    window.session.undo()
    window.session.undo()


def _scenario(app: QApplication, window: MainWindow, name: str) -> None:
    """A copy of the plan with the first week emptied, but for leave and what is locked."""
    window.scenarios.copy_as(name)
    _wait(app, lambda: window.storing.name() == name)
    core = window.session.core
    week = [(person, day) for person in range(len(core.base.people)) for day in range(7)]
    core.set_cells([(*cell, BLANK) for cell in week if not core.grid.fixed(*cell)], same("clear"))


def _compare(app: QApplication, window: MainWindow) -> None:
    """The scenario as it was solved beside the plan itself."""
    core, panel = window.session.core, window.scenarios
    _wait(app, lambda: not core.dirty and panel.plans.rowCount() == 2)
    window.tabs.setCurrentWidget(panel)
    panel.plans.selectRow(0)
    panel.compare()
    _wait(app, lambda: panel.costs.rowCount() > 0)
    window.statusBar().clearMessage()


def _solve(app: QApplication, window: MainWindow, patience: int) -> None:
    window.solving.seconds.setValue(SOLVING * patience)
    window.solve()
    _wait(app, lambda: not window.solver.running)


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    problem = load_ward(Path(sys.argv[1]).read_bytes()) if len(sys.argv) > 1 else planned("A", SECONDS)
    os.environ["LOGNAME"] = "FICTIF-Sauge"  # who made what, in the lists
    patience = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for place in (cases, conflicting, explaining):
        place.SECONDS *= patience
    app = QApplication([])
    for lang in ("fr", "en"):
        _all(app, problem, lang, patience)
    return 0


if __name__ == "__main__":
    sys.exit(main())
