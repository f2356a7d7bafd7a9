"""A ward is saved where a file belongs: through links, never over a pipe, and what stood there stays where it cannot be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from scheduler.domain.codec import load_ward
from scheduler.domain.frame import BLANK
from scheduler.domain.text import same
from tests.cli.test_output import full_after
from tests.ui.wards import ward
from ui.window.language import language, set_language
from ui.window.mainwindow import MainWindow


@pytest.fixture(params=["fr", "en"])
def window(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MainWindow]:
    before = language()
    set_language(request.param)
    made = MainWindow(ward(4, 7))
    qtbot.addWidget(made)
    made.show()
    made.session.core.set_cells([(1, 3, BLANK)], same("x"))
    yield made
    set_language(before)


def test_a_link_is_followed(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    far, link = tmp_path / "far" / "ward.json", tmp_path / "ward.json"
    far.write_text("old", "utf-8")
    far.chmod(0o600)
    link.symlink_to(far)
    assert window.files.save(link)
    assert link.is_symlink()
    assert load_ward(far.read_bytes()) == window.session.core.problem
    assert stat.S_IMODE(far.stat().st_mode) == 0o600
    assert [each.name for each in far.parent.iterdir()] == ["ward.json"]
    assert not window.session.core.dirty


def test_a_pipe_is_refused_and_stays(window: MainWindow, tmp_path: Path) -> None:
    pipe = tmp_path / "ward.json"
    os.mkfifo(pipe)
    assert not window.files.save(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    refused(window, {"fr": "fichier ordinaire", "en": "no ordinary file"}, pipe)


def test_what_stood_there_stays_where_the_disk_is_full(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "ward.json"
    path.write_text("old", "utf-8")
    with full_after(1000):
        assert not window.files.save(path)
    assert path.read_text("utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["ward.json"]
    refused(window, {"fr": "fichier de cette taille", "en": "file of this size"}, path)


def test_a_folder_is_refused_in_the_users_language(window: MainWindow, tmp_path: Path) -> None:
    assert not window.files.save(tmp_path)
    refused(window, {"fr": "c'est un dossier", "en": "it is a folder"}, tmp_path)


def refused(window: MainWindow, words: dict[str, str], path: Path) -> None:
    """That a refusal with its reason is shown, and the work still counts as not saved."""
    shown = window.box.text()
    assert words[language()] in shown
    assert str(path) in shown
    assert window.session.core.dirty
    window.box.close()
