"""Writes files whole or not at all: a reader never sees half of one, and what was there stays until the new one is complete."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text


def write_file(path: str | Path, data: bytes) -> None:
    """Write a file and the folders above it, replacing what was there. Raises StorageError with the system's own reason."""
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not os.access(target, os.W_OK):
            raise _failed(target, Text("il est en lecture seule", "it is read-only"))
        _replace(target, data)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _failed(target, Text(reason, reason)) from problem


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


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
