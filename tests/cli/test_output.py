"""What commands say never ends their work; what they write stands whole where it belongs, or is told and not lost."""

from __future__ import annotations

import io
import json
import os
import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.domain.errors import StorageError
from scheduler.domain.text import NARROW, NO_BREAK
from scheduler.exchange.files import expect_folder, write_file
from tests.cli.shell import ROOT, environment
from ui.commands.output import printable, say, soften, tell_data, write_kept
from ui.qtlibs import speaking
from ui.writing import expect_writable, write


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


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("ascii", 'oeuvre pretee : "Noel", ? -> -3'), ("latin-1", "oeuvre prêtée : «Noël», ? -> -3")],
)
def test_what_a_terminal_cannot_print_stays_readable(encoding: str, said: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    words = "œuvre prêtée : «Noël», 漢 → −3"
    with speaking("en"):
        assert printable(words, stream) == said
    soften(stream)
    stream.write(words)  # what no command's own words go through: help, titles
    stream.flush()
    assert stream.buffer.getvalue().decode(encoding) == said  # type: ignore[attr-defined]


def test_data_are_escaped_and_not_bent_where_the_encoding_is_poor(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    tell_data({"name": "Aubépine"})
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == {"name": "Aubépine"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("argv", [["--help"], ["repair", "--help"], ["sample"], ["check", "no such file à la carte"]])
def test_a_process_in_ascii_says_what_it_has_to_say(tmp_path: Path, argv: list[str]) -> None:
    env = {**environment(tmp_path), "PYTHONIOENCODING": "ascii:strict", "RELEVE_LANG": "fr"}
    done = subprocess.run([sys.executable, "-m", "ui", *argv], env=env, cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert (done.stdout + done.stderr).isascii()
    assert done.returncode in (0, 2)
    assert done.stdout or done.stderr


# --- where files are written


def told(refused: pytest.ExceptionInfo[StorageError], fr: str, en: str) -> None:
    assert fr in refused.value.text.fr
    assert en in refused.value.text.en


def test_a_pipe_is_refused_and_stays(tmp_path: Path) -> None:
    """So is a device, which a user with every right would otherwise have replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path / "to the pipe"):
        if path != pipe:
            path.symlink_to(pipe)
        for attempt in (lambda: expect_writable(path), lambda: write(path, "x"), lambda: write_file(path, b"x")):  # noqa: B023
            with pytest.raises(StorageError) as refused:
                attempt()
            told(refused, "fichier ordinaire", "no ordinary file")
            assert str(path) in refused.value.text.en
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far = tmp_path / "far" / "plan.json"
    far.write_text("old", "utf-8")
    far.chmod(0o600)
    link = tmp_path / "plan.json"
    link.symlink_to(far)
    expect_writable(link)
    write(link, "new")
    assert link.is_symlink()
    assert (far.read_text("utf-8"), stat.S_IMODE(far.stat().st_mode)) == ("new", 0o600)
    far.unlink()  # a link to what is not there yet
    expect_writable(link)
    write_file(link, b"again")
    assert link.is_symlink()
    assert far.read_text("utf-8") == "again"


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "plan.json"
    link.symlink_to(link)
    for attempt in (expect_writable, lambda path: write(path, "x")):
        with pytest.raises(StorageError) as refused:
            attempt(link)
        told(refused, "ce lien ne mène nulle part", "this link leads nowhere")
    assert link.is_symlink()


def test_folders_are_made_as_for_a_new_folder_of_plans_and_no_more(tmp_path: Path) -> None:
    write(tmp_path / "out" / "plans" / "a.json", "x")
    assert (tmp_path / "out" / "plans" / "a.json").read_text("utf-8") == "x"
    deep = tmp_path / "a" / "b" / "c" / "d.json"
    for attempt in (expect_writable, lambda path: write(path, "x"), lambda path: write_file(path, b"x")):
        with pytest.raises(StorageError) as refused:
            attempt(deep)
        told(refused, f"le dossier {tmp_path / 'a'} n'existe pas", f"the folder {tmp_path / 'a'} does not exist")
    assert not (tmp_path / "a").exists()


def test_no_folder_is_made_at_the_top_of_the_file_system() -> None:
    """A mistyped /hmoe must not come to be where the user has every right."""
    top = Path(Path.cwd().anchor, "no such folder of relève")
    with pytest.raises(StorageError) as refused:
        expect_folder(top)
    told(refused, f"le dossier {top} n'existe pas", f"the folder {top} does not exist")


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may grow above so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_can_be_written_nowhere_is_printed_with_every_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "tmp"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    path, text = tmp_path / "plan.json", "x" * 5000
    for shown in (True, False):
        printed.truncate(0)
        with full_after(1024), pytest.raises(StorageError) as refused:
            write_kept(path, text, shown)
        lines = refused.value.text.en.splitlines()
        assert lines[0] == f"{path} cannot be written: the system allows no file of this size; choose another path"
        assert lines[1].startswith(str(spare))
        assert lines[1].endswith("the system allows no file of this size; choose another path")
        assert (text in printed.getvalue()) is shown
        assert lines[2] == ("What it would hold is on standard output: copy it into a file." if shown else "This file is lost.")
        told(refused, "sortie standard" if shown else "est perdu", "")
        assert list(tmp_path.iterdir()) == [spare]
        assert list(spare.iterdir()) == []


def test_what_cannot_be_written_at_its_place_is_kept_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "tmp"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    os.mkfifo(tmp_path / "plan.json")
    with pytest.raises(StorageError) as refused:
        write_kept(tmp_path / "plan.json", "found")
    (kept,) = spare.rglob("*.json")
    assert kept.read_text("utf-8") == "found"
    told(refused, f"Il est gardé ici : {kept}", f"It is kept here: {kept}")


def test_without_a_folder_for_temporary_files_both_reasons_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    os.mkfifo(tmp_path / "plan.json")
    with pytest.raises(StorageError) as refused:
        write_kept(tmp_path / "plan.json", "found")
    assert capsys.readouterr().out == "found\n"
    told(refused, "fichier ordinaire", "no ordinary file")
    told(refused, "il n'existe pas", str(tmp_path / "gone"))
