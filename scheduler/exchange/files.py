"""Writes files whole or not at all: a reader never sees half of one, and what was there stays until the new one is complete."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text

MOST_FOLDERS = 2
"""Missing folders that a file may ask for: out/plans/a.json. More of them are rather a mistyped path."""


def write_file(path: str | Path, data: bytes, folders: int = MOST_FOLDERS) -> None:
    """Write a file and at most so many folders above it, replacing what was there; where a link stands, what it leads to.

    Raises StorageError with the system's own reason.
    """
    asked = Path(path)
    try:
        if asked.exists() and not os.access(asked, os.W_OK):
            raise StorageError(Text("il est en lecture seule", "it is read-only"))
        write_whole(asked, data, folders)
    except StorageError as refusal:
        raise _failed(asked, refusal.text) from refusal
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _failed(asked, Text(reason, reason)) from problem


def write_whole(path: Path, data: bytes, folders: int = MOST_FOLDERS) -> None:
    """The same, with StorageError whose text is only the reason for what is refused here, and OSError from the system."""
    target = landing(path)
    expect_folder(target.parent, folders)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(OSError):  # there was none, or its system knows no rights
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def landing(path: Path) -> Path:
    """Where a file written to `path` will stand: at the end of its links. Raises StorageError, with the reason alone, for
    what is no file (a device, a pipe, a folder) or leads nowhere; OSError where the system cannot tell."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        raise StorageError(Text("c'est un dossier ; donnez un fichier", "it is a folder; give a file"))
    if not stat.S_ISREG(mode):
        raise StorageError(
            Text(
                "ce n'est pas un fichier ordinaire (périphérique, tube ...) ; donnez un autre chemin",
                "it is no ordinary file (a device, a pipe ...); give another path",
            )
        )
    return Path(os.path.realpath(path))


def expect_folder(folder: Path, most: int = MOST_FOLDERS) -> None:
    """Raises StorageError, with the reason alone, where a folder is missing and would not be made: more than so many are
    missing, or one that would stand at the very top of the file system."""
    missing = []
    above = folder.absolute()
    while not above.exists() and above != above.parent:
        missing.append(above)
        above = above.parent
    if not above.is_dir():
        fr, en = "est un fichier, pas un dossier ; vérifiez le chemin", "is a file, no folder; check the path"
        raise StorageError(Text(f"{above} {fr}", f"{above} {en}"))
    if missing and (len(missing) > most or above == above.parent):
        raise StorageError(
            Text(
                f"le dossier {missing[-1]} n'existe pas ; créez-le, ou vérifiez le chemin",
                f"the folder {missing[-1]} does not exist; make it, or check the path",
            )
        )


def refuse_open(path: str | Path) -> None:
    """Raise StorageError where an office program has the file open: its next save would undo what is written now.

    Both offices leave a small lock file beside a document while they hold it, also on systems that let others replace it.
    """
    target = Path(path)
    for lock in (f".~lock.{target.name}#", f"~${target.name}"):
        if target.exists() and target.with_name(lock).exists():
            reason = Text(f"il est ouvert ailleurs, voyez {lock}", f"it is open elsewhere, see {lock}")
            raise _failed(target, reason)


def _failed(target: Path, reason: Text) -> StorageError:
    return StorageError(
        Text(
            f"{target} n'a pas pu être écrit ({reason.fr}) : fermez-le s'il est ouvert, ou choisissez un autre dossier",
            f"{target} could not be written ({reason.en}): close it if it is open, or choose another folder",
        )
    )
