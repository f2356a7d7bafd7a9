"""The door to published instances: reads them by folder, file and name, and writes rosters back in their sets' own formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from scheduler.domain.course import Course, Point
from scheduler.domain.errors import Fault, InputRefused
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem, Row
from scheduler.domain.text import Text
from scheduler.domain.wording import one_of
from scheduler.exchange import curtois, inrc2
from scheduler.services import published
from scheduler.services.published import BEST_KNOWN

Loaded = tuple[str, str, Problem]


class History:
    """Objective and bound of a published instance over time: its last layer, as long as nothing else is short."""

    def __init__(self) -> None:
        self._course = Course()

    @property
    def points(self) -> list[Point]:
        return self._course.points

    def add(self, seconds: float, layers: Sequence[LayerResult]) -> None:
        """Take what a solver told of its layers; what is no news is passed over."""
        if layers and not any(layer.value for layer in layers[:-1]):
            self._course.add(seconds, layers[-1])


def sets(path: Path, instance: str | None = None) -> list[Path]:
    """The sets at a path: itself, or the folders in it that hold instances; with `instance` those of them that may hold it."""
    if not path.is_dir() or _is_set(path):
        return [path]
    inside = [each for each in sorted(path.rglob("*")) if each.is_dir() and _is_set(each)]
    holding = [each for each in inside if instance and _may_hold(each, instance)]
    return holding or inside or [path]


def _is_set(folder: Path) -> bool:
    return any(folder.glob("*.txt"))


def _may_hold(folder: Path, instance: str) -> bool:
    return (folder / f"{instance}.txt").is_file() or (folder / f"Sc-{instance.partition('_')[0]}.txt").is_file()


def load(path: Path, instance: str | None = None) -> Iterator[Loaded]:
    """The set, name and problem of every instance at `path`, or of `instance` alone, each read when it is asked for.

    `path` is a file or folder of Curtois & Qu instances, or the folder of an INRC-II set, of which those that `best_known.csv`
    names are read. Raises InputRefused at once for a path or a name that is not there, and with every fault of a file when it
    is read.
    """
    if path.is_dir() and any(path.glob("Sc-*.txt")):
        names = [instance] if instance else _named(path)
        return ((inrc2.SET, name, inrc2.read(path, name)) for name in names)
    files = sorted(path.glob("*.txt"), key=_natural) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        fr, en = "un fichier d'instance, ou un dossier d'instances", "an instance's file, or a folder of instances"
        raise _refused("PATH", str(path), Text(fr, en))
    if instance:
        known = {file.stem: file for file in files}
        if instance not in known:
            what = Text("une instance de ce dossier", "an instance of this folder")
            raise _refused("instance", instance, one_of(what, instance, known))
        files = [known[instance]]
    return ((curtois.SET, file.stem, curtois.read(file)) for file in files)


def write_roster(problem: Problem, rows: Iterable[Row], directory: Path) -> Path:
    """Write a roster of a loaded instance into `directory`: a file for Curtois & Qu, a folder of weeks for INRC-II.

    Raises StorageError where it cannot be written, ValueError for a problem that was not loaded from here.
    """
    belongs = problem.id.partition(".")[0]
    writers = {curtois.SET: curtois.write_roster, inrc2.SET: inrc2.write_roster}
    if belongs not in writers:
        raise ValueError(problem.id)
    return writers[belongs](problem, rows, directory)


def _natural(path: Path) -> list[tuple[int, str]]:
    """Instance2 before Instance10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path.stem)]


def _named(folder: Path) -> list[str]:
    """The instances of a set's folder that the table of best known results names."""
    sets = {file.stem.removeprefix("Sc-") for file in folder.glob("Sc-*.txt")}
    table = published.beside(folder, BEST_KNOWN)
    if table is None:
        fr, en = f"un nom d'instance, ou {BEST_KNOWN} à côté", f"an instance's name, or {BEST_KNOWN} beside the folder"
        raise _refused("instance", "", Text(fr, en))
    names = [row["instance"] for row in published.rows_of(table, ("set", "instance")) if row["set"] == inrc2.SET]
    found = [name for name in names if name.partition("_")[0] in sets]
    if not found:
        wanted = ", ".join(sorted(sets))
        raise _refused(BEST_KNOWN, "", Text(f"une instance de {wanted}", f"an instance of {wanted}"))
    return found


def _refused(place: str, value: str, expected: Text) -> InputRefused:
    return InputRefused("", [Fault(place, value, expected)])
