"""Which system libraries Qt misses, what to run, and that nothing is installed without leave."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from ui import qtlibs

LISTING = """\
/env/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffe)
\tlibxcb-cursor.so.0 => not found
\tlibQt6Gui.so.6 => /env/PySide6/Qt/lib/libQt6Gui.so.6 (0x00007f)
\tlibEGL.so.1 => not found
/env/PySide6/QtGui.abi3.so:
\tlibEGL.so.1 => not found
"""


def test_a_listing_of_ldd_is_read() -> None:
    assert qtlibs.not_found(LISTING) == ("libEGL.so.1", "libxcb-cursor.so.0")
    assert qtlibs.packages(qtlibs.not_found(LISTING)) == ("libegl1", "libxcb-cursor0")


def test_every_library_of_a_window_that_qt_does_not_bring_has_its_package() -> None:
    listing = subprocess.run(
        [shutil.which("ldd") or "ldd", *qtlibs._inspected("xcb"), *qtlibs._inspected("wayland")],
        capture_output=True,
        text=True,
    ).stdout
    # Only what Qt itself asks for: names in the files' own headers, not what those libraries pull in.
    foreign = {
        name
        for name in re.findall(r"^\t(libxcb\S*|libX11\S*|libxkb\S*|libwayland\S*|libEGL\S*|libGL\S*) =>", listing, re.M)
        if not name.startswith("libQt")
    }
    indirect = {"libGLdispatch.so.0", "libGLX.so.0"}
    assert "libxcb-cursor.so.0" in foreign
    assert foreign - indirect - qtlibs.PACKAGES.keys() == set()


def test_this_machine_has_what_the_tests_need() -> None:
    assert qtlibs.missing("offscreen") == ()


@pytest.mark.parametrize(("lang", "words"), [("fr", "bibliothèques système manquantes"), ("en", "libraries missing")])
def test_the_message_holds_one_line_to_run(monkeypatch: pytest.MonkeyPatch, lang: str, words: str) -> None:
    monkeypatch.setenv("RELEVE_LANG", lang)
    monkeypatch.setattr(qtlibs.shutil, "which", lambda name: f"/usr/bin/{name}")
    told = qtlibs.explain(("libEGL.so.1", "libnew.so.9"))
    assert words in told
    assert [line for line in told.splitlines() if "apt-get install" in line and line.endswith(" libegl1")]
    assert "libnew.so.9" in told.splitlines()[-1]


def test_without_leave_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qtlibs, "missing", lambda platform: ("libEGL.so.1",))
    monkeypatch.setattr(qtlibs, "install", lambda wanted: pytest.fail("installed without leave"))
    with pytest.raises(qtlibs.QtLibrariesMissing, match=r"libEGL\.so\.1"):
        qtlibs.ensure("xcb", may_install=False)


def test_what_was_installed_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([("libEGL.so.1",), ()])
    wanted: list[tuple[str, ...]] = []
    monkeypatch.setattr(qtlibs, "missing", lambda platform: next(found))
    monkeypatch.setattr(qtlibs, "install", lambda packages: wanted.append(packages) or True)
    qtlibs.ensure("xcb", may_install=True)
    assert wanted == [("libegl1",)]


@pytest.mark.parametrize(
    ("environ", "screen", "platform"),
    [
        ({}, False, "wayland"),
        ({"DISPLAY": ":0"}, True, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "vnc:size=800x600;xcb"}, True, "vnc"),
        ({"DISPLAY": ""}, False, "wayland"),
    ],
)
def test_screen_and_platform_follow_the_environment(environ: dict[str, str], screen: bool, platform: str) -> None:
    assert qtlibs.has_screen(environ, "linux") is screen
    assert qtlibs.window_platform(environ) == platform


def test_windows_and_mac_always_have_a_screen() -> None:
    assert qtlibs.has_screen({}, "win32")
    assert qtlibs.has_screen({}, "darwin")


def test_only_linux_is_inspected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert qtlibs.missing("windows") == ()
