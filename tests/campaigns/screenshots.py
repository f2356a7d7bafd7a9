"""Pictures of the real window in both languages: `xvfb-run -a python -m tests.campaigns.screenshots [WARD.json]`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from scheduler.domain.codec import load_ward
from scheduler.domain.frame import BLANK
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import same
from scheduler.services import samples
from solver.api import SolveJob, solve
from ui.window.language import set_language
from ui.window.mainwindow import MainWindow

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE = (1600, 900)
SECONDS = 60.0


def _shot(app: QApplication, widget: QWidget, name: str) -> None:
    for _ in range(6):
        app.processEvents()
    widget.grab().save(str(PICTURES / f"{name}.png"))
    print(PICTURES / f"{name}.png")


def _all(app: QApplication, problem: Problem, lang: str) -> None:
    set_language(lang)
    window = MainWindow(problem)
    window.resize(*SIZE)
    window.show()
    app.processEvents()
    window.grid.go(window.session.order[2], 2)
    _shot(app, window, f"{lang}-roster")
    window.tabs.setCurrentWidget(window.rules)
    _shot(app, window, f"{lang}-rules")
    window.tabs.setCurrentWidget(window.tables)
    _shot(app, window, f"{lang}-data")
    core = window.session.core
    week = [(person, day, BLANK) for person in range(len(problem.people)) for day in range(7)]
    core.set_cells(week, same("clear"))
    window.solving.seconds.setValue(20)
    window.solve()
    while window.solver.running:
        app.processEvents()
    _shot(app, window, f"{lang}-solve")
    window.reject()
    window.toggle_theme()
    _shot(app, window, f"{lang}-dark")
    window.add_absence()
    _shot(app, window.dialog, f"{lang}-absence")
    window.dialog.close()
    window.close()


def planned(problem: Problem) -> Problem:
    """The ward with a plan in its cells."""
    plan = solve(SolveJob(problem, SECONDS, None, 2, 1))
    cells = {row.person: row.cells for row in plan.rows}
    known = problem.history_days
    return replace(problem, roster=tuple(Row(row.person, row.cells[:known] + cells[row.person]) for row in problem.roster))


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    problem = load_ward(Path(sys.argv[1]).read_bytes()) if len(sys.argv) > 1 else planned(samples.load("A"))
    app = QApplication([])
    for lang in ("fr", "en"):
        _all(app, problem, lang)
    return 0


if __name__ == "__main__":
    sys.exit(main())
