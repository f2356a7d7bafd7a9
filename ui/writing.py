"""Where the window and the command line write files: whole or not at all, and in both languages why one cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text
from scheduler.services.writing import expect_folder, landing, write_whole

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
    errno.EFBIG: Text(
        "le système n'admet pas de fichier de cette taille ; choisissez un autre chemin",
        "the system allows no file of this size; choose another path",
    ),
    errno.ELOOP: Text("ce lien ne mène nulle part ; vérifiez le chemin", "this link leads nowhere; check the path"),
    errno.ENAMETOOLONG: Text("ce nom est trop long ; choisissez-en un plus court", "name too long; choose a shorter one"),
}


def reason(error: OSError) -> Text:
    """Why the system refused, and what to do."""
    other = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, Text(other, other))


def expect_writable(*paths: Path | None) -> None:
    """Refuses at once, before a long run, what could not be written at its end. Raises StorageError."""
    for path in paths:
        if path is None:
            continue
        try:
            target = landing(path)
            expect_folder(target.parent)
            folder = next(above for above in target.parents if above.exists())
            if not os.access(folder, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
                raise StorageError(_REASONS[errno.EACCES])
        except StorageError as refusal:
            raise unwritable(path, refusal.text) from refusal
        except OSError as error:
            raise unwritable(path, reason(error)) from error


def unwritable(path: Path, why: Text) -> StorageError:
    return StorageError(
        Text(f"{path} ne peut pas être écrit : {why.fr}", f"{path} cannot be written: {why.en}"),
    )


def write(path: Path, text: str) -> None:
    """Writes a file and at most two folders above it, whole or not at all; what a link leads to, never a device or a pipe.
    Raises StorageError."""
    try:
        write_whole(path, text.encode())
    except StorageError as refusal:
        raise unwritable(path, refusal.text) from refusal
    except OSError as error:
        raise unwritable(path, reason(error)) from error
