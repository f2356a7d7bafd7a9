"""How much memory a process and everything below it hold together, from the kernel's own tables (Linux only)."""

from __future__ import annotations

import os
import threading
from pathlib import Path

PROC = Path("/proc")
SECONDS_BETWEEN = 0.2


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", "replace")
            except OSError:
                continue  # it has ended meanwhile
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def resident(pid: int) -> int:
    """Bytes of a process in memory now; 0 where it has ended."""
    try:
        lines = (PROC / str(pid) / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


class Watch:
    """The most memory that the processes below this one held at one moment, while it is entered; None where nobody can say."""

    def __init__(self) -> None:
        self.most: int | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        if PROC.is_dir():
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        while True:
            self.most = max(self.most or 0, sum(map(resident, below(os.getpid()))))
            if self._over.wait(SECONDS_BETWEEN):
                return
