"""What commands say never ends their work: a closed stream, or a signal that comes while a line is being written."""

from __future__ import annotations

import io
import sys

import pytest

from scheduler.domain.text import NARROW, NO_BREAK
from ui.commands.output import printable, say
from ui.qtlibs import speaking


class Refusing(io.StringIO):
    """A stream that refuses every line, as its error says."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.asked = 0

    def write(self, said: str) -> int:
        self.asked += 1
        raise self.error


@pytest.mark.parametrize("error", [BrokenPipeError("gone"), RuntimeError("reentrant call inside <_io.BufferedWriter>")])
def test_a_line_that_cannot_be_said_stops_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    stream = Refusing(error)
    monkeypatch.setattr(sys, "stderr", stream)
    say("stopping")
    assert stream.asked


def test_a_program_without_a_standard_error_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("stopping")


def test_what_a_terminal_cannot_print_keeps_plain_spaces() -> None:
    words = "arrêté : « repos » ; 12 h"
    with speaking("fr"):
        for encoding in ("utf-8", "cp1252", "latin-1", "ascii"):
            shown = printable(words, io.TextIOWrapper(io.BytesIO(), encoding))
            assert (NARROW in shown, NO_BREAK in shown) == ((True, True) if encoding == "utf-8" else (False, False))
            assert printable(shown, io.TextIOWrapper(io.BytesIO(), encoding)) == shown
    with speaking("en"):
        assert printable(words, sys.stdout) == words
