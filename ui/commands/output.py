"""What commands write: messages on standard error, and what took long to find wherever there is room for it."""

from __future__ import annotations

import codecs
import io
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from scheduler.domain.errors import StorageError
from scheduler.domain.text import Text, plain, typeset, without_accents
from ui.qtlibs import language
from ui.writing import reason, unwritable, write


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
    """Words typeset in the user's language, where the stream can carry that; else with plain spaces, and without the accents
    that it has not."""
    words = typeset(said, language())
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        words.encode(encoding)
    except LookupError:
        return plain(words)
    except UnicodeEncodeError:
        return plain(words).encode(encoding, READABLE).decode(encoding)
    return words


def soften(*streams: Any) -> None:
    """From now on nothing that is written to these streams fails for their encoding."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=READABLE)


def tell_data(data: object) -> None:
    """JSON data on standard output, with escapes where its encoding cannot carry every letter: they are read back unchanged."""
    said = json.dumps(data, ensure_ascii=False, indent=1)
    try:
        said.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        said = json.dumps(data, indent=1)
    print(said)


def _readable(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that an encoding has not."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return without_accents(error.object[error.start : error.end]), error.end


READABLE = "releve.readable"
codecs.register_error(READABLE, _readable)


def system_error(error: OSError) -> str:
    """The system's refusal as a message, in the user's language."""
    colon = " : " if language() == "fr" else ": "
    return f"{error.filename or '?'}{colon}{reason(error).get(language())}"


def write_kept(path: Path, text: str, printed: bool = True) -> None:
    """Writes what took long to find; where that fails, into the folder for temporary files; where that fails too, `printed`
    puts it on standard output. Each refusal is told all the same, as one StorageError."""
    try:
        write(path, text)
    except StorageError as error:
        spare, refused = _spared(path.name, text)
        if refused is not None:
            raise StorageError(_nowhere(error.text, refused, printed and _printed(text))) from error
        kept = f"{error.text.fr}\nIl est gardé ici : {spare}", f"{error.text.en}\nIt is kept here: {spare}"
        raise StorageError(Text(*kept)) from error


def _spared(name: str, text: str) -> tuple[Path | None, Text | None]:
    """Where a text was put among the temporary files, or why it could not be; nothing is left of one that is cut off."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="releve-"))
    except OSError as error:
        return None, unwritable(Path(error.filename or tempfile.tempdir or "tmp"), reason(error)).text
    try:
        write(folder / name, text)
    except StorageError as refusal:
        with suppress(OSError):
            folder.rmdir()
        return None, refusal.text
    return folder / name, None


def _printed(text: str) -> bool:
    """Whether a text could be put on standard output."""
    with suppress(OSError, ValueError):
        print(text, flush=True)
        return True
    return False


def _nowhere(first: Text, second: Text, printed: bool) -> Text:
    last = Text("Ce fichier est perdu.", "This file is lost.")
    if printed:
        last = Text(
            "Son contenu est sur la sortie standard : copiez-le dans un fichier.",
            "What it would hold is on standard output: copy it into a file.",
        )
    return Text(*(f"{first.get(lang)}\n{second.get(lang)}\n{last.get(lang)}" for lang in ("fr", "en")))
