"""What commands write: messages on standard error, files whole or not at all, and what to do where that fails."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text, plain, typeset
from ui.qtlibs import language

_REASONS = {
    errno.ENOENT: Text("il n'existe pas ; vérifiez le chemin", "it does not exist; check the path"),
    errno.EISDIR: Text("c'est un dossier ; donnez un fichier", "it is a folder; give a file"),
    errno.ENOTDIR: Text(
        "un dossier de ce chemin est un fichier ; vérifiez le chemin", "a folder of this path is a file; check the path"
    ),
    errno.EACCES: Text("vous n'en avez pas le droit ; changez les droits ou le chemin", "no right; change rights or path"),
    errno.EPERM: Text("vous n'en avez pas le droit ; changez les droits ou le chemin", "no right; change rights or path"),
    errno.EROFS: Text("ce disque est en lecture seule ; choisissez un autre chemin", "read-only disk; choose another path"),
    errno.ENOSPC: Text(
        "le disque est plein ; libérez de la place ou choisissez un autre chemin", "disk full; free some or choose another path"
    ),
    errno.ENAMETOOLONG: Text("ce nom est trop long ; choisissez-en un plus court", "name too long; choose a shorter one"),
}


def say(said: str) -> None:
    """A line on standard error. That nobody reads it any more, or that a signal came while one was written, never stops
    the work."""
    try:
        if sys.stderr is not None:
            print(printable(said, sys.stderr), file=sys.stderr, flush=True)
    except (OSError, RuntimeError):  # RuntimeError: a signal's handler speaks while its stream is being written to
        pass


def tell(said: str, end: str = "\n") -> None:
    """Lines for people on standard output; data go there by `print`."""
    print(printable(said, sys.stdout), end=end, flush=True)


def printable(said: str, stream: Any) -> str:
    """Words typeset in the user's language, where the stream can carry that; else with plain spaces."""
    words = typeset(said, language())
    try:
        words.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return plain(words)
    return words


def reason(error: OSError) -> Text:
    """Why the system refused, and what to do."""
    other = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, Text(other, other))


def system_error(error: OSError) -> str:
    """The system's refusal as a message, in the user's language."""
    colon = " : " if language() == "fr" else ": "
    return f"{error.filename or '?'}{colon}{reason(error).get(language())}"


def expect_writable(*paths: Path | None) -> None:
    """Refuses at once, before a long run, what could not be written at its end. Raises StorageError."""
    for path in paths:
        if path is None:
            continue
        if path.is_dir():
            raise unwritable(path, _REASONS[errno.EISDIR])
        folder = next(above for above in path.absolute().parents if above.exists())
        if not folder.is_dir():
            raise unwritable(path, _REASONS[errno.ENOTDIR])
        if not os.access(path if path.exists() else folder, os.W_OK):
            raise unwritable(path, _REASONS[errno.EACCES])


def unwritable(path: Path, why: Text) -> StorageError:
    return StorageError(
        Text(f"{path} ne peut pas être écrit : {why.fr}", f"{path} cannot be written: {why.en}"),
    )


def write(path: Path, text: str) -> None:
    """Writes a file and the folders above it, whole or not at all. Raises StorageError."""
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with half.open("wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, reason(error)) from error


def write_kept(path: Path, text: str) -> None:
    """Writes what took long to find; where that fails, into the folder for temporary files, and says so all the same."""
    try:
        write(path, text)
    except StorageError as error:
        handle, name = tempfile.mkstemp(prefix="releve-", suffix=path.suffix)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode())
        kept = Text(f"{error.text.fr}\nLe planning est gardé ici : {name}", f"{error.text.en}\nThe plan is kept here: {name}")
        raise StorageError(kept) from error
