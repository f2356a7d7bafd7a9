"""What a run took: processor time and memory of all its processes, an estimate of its energy, and the versions that ran."""

from __future__ import annotations

import os
import time
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from pathlib import Path

from scheduler.domain.plan import RunRecord

try:
    import resource
except ImportError:  # Windows has none: there only this process's own time is known
    resource = None  # type: ignore[assignment]

ENGINES = ("ortools", "highspy", "numba")
"""What decides plans: another version of one of them may give another plan."""

WATTS = "RELEVE_WATTS_PER_CORE"
"""Environment: the watts of a busy core, instead of those of resources/energy.toml."""

PROCESSES = Path("/proc")
_MIB = 1024.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds, and the largest resident memory in MiB, of one or more processes; None where it is not known."""

    cpu_seconds: float = 0.0
    peak_megabytes: float | None = None

    def __add__(self, other: Usage) -> Usage:
        """Of processes that run beside each other."""
        known = [each for each in (self.peak_megabytes, other.peak_megabytes) if each is not None]
        return Usage(self.cpu_seconds + other.cpu_seconds, sum(known) if known else None)

    def after(self, earlier: Usage) -> Usage:
        """Of processes of which the other ones were over before."""
        known = [each for each in (self.peak_megabytes, earlier.peak_megabytes) if each is not None]
        return Usage(self.cpu_seconds + earlier.cpu_seconds, max(known, default=None))


def own() -> Usage:
    """Of this process until now, all threads, and of those it started whose end it has waited for."""
    children = 0.0
    if resource is not None:
        waited = resource.getrusage(resource.RUSAGE_CHILDREN)
        children = waited.ru_utime + waited.ru_stime
    return Usage(time.process_time() + children, peak_of(os.getpid()))


def of(pid: int) -> Usage:
    """Of a process that runs and of those it started; nothing where the system does not tell."""
    family = [pid, *children_of(pid)]
    total = Usage()
    for each in family:
        total = total + Usage(_cpu_of(each), peak_of(each))
    return total


def peak_of(pid: int) -> float | None:
    """The largest resident memory of a running process in MiB. The usual `ru_maxrss` would count what its parent held."""
    try:
        lines = (PROCESSES / str(pid) / "status").read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    held = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    return None if held is None else int(held) / _MIB


def free_megabytes() -> float | None:
    """Memory in MiB that programs may still take without others going short; None where the system does not tell."""
    try:
        lines = (PROCESSES / "meminfo").read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    free = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if free is None else int(free) / _MIB


def _cpu_of(pid: int) -> float:
    try:
        fields = (PROCESSES / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    # utime, stime, cutime and cstime of proc(5), in ticks.
    return float(sum(map(int, fields[11:15]))) / float(os.sysconf("SC_CLK_TCK"))


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and not yet waited for, where the system tells."""
    found = []
    for task in (PROCESSES / str(pid) / "task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text("ascii").split()]
        except OSError:
            continue
    return found


@cache
def _data() -> float:
    return float(tomllib.loads((resources.files("resources") / "energy.toml").read_text("utf-8"))["watts_per_core"])


def watts_per_core() -> float:
    """What a busy core is taken to draw; a wrong figure in the environment is passed over."""
    try:
        given = float(os.environ.get(WATTS, ""))
    except ValueError:
        return _data()
    return given if isfinite(given) and given >= 0 else _data()


def took(record: RunRecord, usage: Usage) -> RunRecord:
    """The record of a run with what its processes took."""
    watts = watts_per_core()
    return replace(
        record,
        cpu_seconds=round(usage.cpu_seconds, 3),
        peak_megabytes=None if usage.peak_megabytes is None else round(usage.peak_megabytes, 1),
        watts_per_core=watts,
        watt_hours=round(usage.cpu_seconds * watts / 3600, 4),
    )


def engines() -> str:
    """The engines with their versions, as a record names them."""
    return ", ".join(f"{name} {package_version(name)}" for name in ENGINES)


def package_version(name: str) -> str:
    """The installed version of a package; 0 where it runs uninstalled."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "0"
