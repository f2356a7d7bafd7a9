"""One cell edit to painted screen in sample ward B: `python -m tests.benchmarks.bench_grid [N]`, in milliseconds."""

from __future__ import annotations

import os
import statistics
import sys
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from scheduler.domain.text import same
from tests.benchmarks.wards import planned
from ui.window.mainwindow import MainWindow


class Watch(QObject):
    """Notes that the grid is being painted."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False


def _line(name: str, times: list[float]) -> None:
    times = sorted(times)
    print(f"{name}: median {statistics.median(times):.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms, n {len(times)}")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    problem = planned("B", 20)
    app = QApplication([])
    started = perf_counter()
    window = MainWindow(problem)
    window.resize(1900, 1000)
    window.show()
    app.processEvents()
    print(f"first show: {(perf_counter() - started) * 1000:.0f} ms")
    core, grid = window.session.core, window.grid
    whole, check = [], []
    real = core.check.recheck

    def timed(person: int, days: list[int]) -> object:
        began = perf_counter()
        change = real(person, days)
        check.append((perf_counter() - began) * 1000)
        return change

    core.check.recheck = timed  # type: ignore[method-assign, assignment]
    watch = Watch(grid)
    grid.viewport().installEventFilter(watch)
    choices = [index for index in range(1, len(core.frame.choices)) if core.frame.planned[index]]
    for at in range(count):
        person, day = window.session.order[at % 20], (at + at // 20) % 20
        began = perf_counter()
        watch.painted = False
        if not core.set_cells([(person, day, choices[at % len(choices)])], same("bench")):
            continue
        while not watch.painted and perf_counter() - began < 1:
            app.processEvents()
        app.processEvents()
        whole.append((perf_counter() - began) * 1000)
    painted = []
    for _ in range(50):
        began = perf_counter()
        grid.viewport().repaint()
        window.page.counters.repaint()
        window.page.cover.viewport().repaint()
        painted.append((perf_counter() - began) * 1000)
    scrolled = []
    bar = grid.horizontalScrollBar()
    for at in range(60):
        began = perf_counter()
        bar.setValue(bar.value() + (grid.tiles.width if at < 30 else -grid.tiles.width))
        app.processEvents()
        scrolled.append((perf_counter() - began) * 1000)
    _line("edit to painted screen", whole)
    _line("  check alone", check)
    _line("full repaint", painted)
    _line("scroll a day", scrolled)
    return 0


if __name__ == "__main__":
    sys.exit(main())
