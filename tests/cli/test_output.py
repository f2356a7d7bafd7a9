"""What commands say never ends their work: a closed stream, or a signal that comes while a line is being written."""

from __future__ import annotations

import io
import sys

import pytest

from ui.commands.output import say


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
