"""An absence in the window until it can be mended: `python -m tests.benchmarks.bench_questions [A|B] [N]`, in milliseconds.

Of each absence: until everybody is ranked, until the first repair, until the last; and the longest turn of the event loop,
in processor time of the window's thread, which is what a machine that does much else does not change.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Callable
from time import perf_counter, sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.benchmarks.wards import planned
from ui.window.mainwindow import MainWindow

TURNS: list[float] = []


def _until(app: QApplication, done: Callable[[], bool]) -> float:
    """Lets the window live until something is so; the milliseconds that took."""
    began = perf_counter()
    while not done():
        turn = thread_time()
        app.processEvents()
        TURNS.append((thread_time() - turn) * 1000)
        sleep(0.001)
    return (perf_counter() - began) * 1000


def _line(name: str, times: list[float]) -> None:
    times = sorted(times)
    p95 = times[int(len(times) * 0.95)]
    print(f"{name}: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, most {times[-1]:.1f} ms, n {len(times)}")


def main() -> int:
    name, count = (sys.argv[1:2] or ["A"])[0], int((sys.argv[2:3] or ["50"])[0])
    problem = planned(name, 20)
    app = QApplication([])
    window = MainWindow(problem)
    window.resize(1900, 1000)
    window.show()
    questions, core = window.questions, window.session.core
    repairing = questions.repairing
    print(f"ready: {_until(app, lambda: questions.asking.pid is not None and questions.asking.resting):.0f} ms")
    TURNS.clear()
    ranked, first, last, keys = [], [], [], []
    worked = [(p, d) for d in range(14, 42) for p in window.session.order if core.grid.pieces(p, d)]
    for person, day in worked[:: max(1, len(worked) // count)][:count]:
        window.grid.go(person, day)
        began, turn = perf_counter(), thread_time()
        window.run("mark_absent")
        keys.append((thread_time() - turn) * 1000)
        case = repairing.case
        if case is None:
            continue
        gone = (perf_counter() - began) * 1000
        ranked.append(gone + _until(app, lambda: repairing.ranking.over))
        gone = (perf_counter() - began) * 1000
        first.append(gone + _until(app, lambda found=case: found.over or bool(found.found.alternatives)))  # type: ignore[misc]
        gone = (perf_counter() - began) * 1000
        last.append(gone + _until(app, lambda found=case: found.over))  # type: ignore[misc]
        window.undo()
        _until(app, lambda: questions.asking.resting)
    _line("ranked", ranked)
    _line("first repair", first)
    _line("last repair", last)
    _line("the key itself, of processor time", keys)
    _line("a turn of the event loop, of processor time", TURNS)
    window.files.leaving = True
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
