"""The system libraries that Qt needs on Linux: which are missing, which packages bring them, and how to install them.

Imports no Qt: it answers before Qt is loaded, since Qt ends the whole process when its platform plugin cannot load.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Names of Debian 12; later releases of Debian and Ubuntu still understand them.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libz.so.1": "zlib1g",
}
MODULES = ("QtCore", "QtGui", "QtWidgets")


class QtLibrariesMissing(Exception):
    """Qt cannot start on this machine; the message names what is missing and the line to run."""


_asked: list[str] = []
"""The language that a command was asked to speak, the last one counts."""


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Messages in this language, whatever the system's; None: the system's."""
    if lang is None:
        yield
        return
    _asked.append(lang)
    try:
        yield
    finally:
        _asked.pop()


def language(environ: Mapping[str, str] = os.environ) -> str:
    """Language of messages: the one a command was asked for, else RELEVE_LANG, else the locale's variables in their order."""
    if _asked and environ is os.environ:
        return _asked[-1]
    names = ("RELEVE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    value = next((environ[name] for name in names if environ.get(name)), "")
    return "fr" if value.lower().startswith("fr") else "en"


def has_screen(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where a display server is named."""
    if platform in ("win32", "darwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def window_platform(environ: Mapping[str, str] = os.environ) -> str:
    """Name of the platform plugin that Qt will load for a window."""
    chosen = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    return chosen or ("xcb" if environ.get("DISPLAY") else "wayland")


def _inspected(platform: str) -> list[Path]:
    """The files of PySide6 that pull in every library that a program on this platform needs."""
    found = find_spec("PySide6")
    if found is None or found.origin is None:
        raise QtLibrariesMissing(
            "PySide6 n'est pas installé : pip install PySide6-Essentials"
            if language() == "fr"
            else "PySide6 is not installed: pip install PySide6-Essentials"
        )
    folder = Path(found.origin).parent
    plugin = folder / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"
    return [path for path in (plugin, *(folder / f"{name}.abi3.so" for name in MODULES)) if path.exists()]


def not_found(listing: str) -> tuple[str, ...]:
    """Names of the libraries that a listing of `ldd` could not resolve, each once."""
    names = (line.split("=>")[0].strip() for line in listing.splitlines() if line.rstrip().endswith("=> not found"))
    return tuple(sorted(set(names)))


def missing(platform: str) -> tuple[str, ...]:
    """Libraries that Qt would not find for this platform plugin ("xcb", "wayland", "offscreen"); none but on Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    ldd = shutil.which("ldd")
    if ldd is None:
        return ()
    environ = dict(os.environ, LC_ALL="C")
    listing = subprocess.run(
        [ldd, *_inspected(platform)], capture_output=True, text=True, env=environ, stdin=subprocess.DEVNULL
    )
    return not_found(listing.stdout)


def packages(libraries: Iterable[str]) -> tuple[str, ...]:
    """Debian packages that bring these libraries, as far as they are known."""
    return tuple(sorted({PACKAGES[name] for name in libraries if name in PACKAGES}))


def explain(libraries: tuple[str, ...]) -> str:
    """What is missing and the line to run, in the user's language."""
    wanted = packages(libraries)
    french = language() == "fr"
    head = "bibliothèques système manquantes pour Qt : " if french else "system libraries missing for Qt: "
    unknown = [name for name in libraries if name not in PACKAGES]
    lines = [head + ", ".join(libraries)]
    if wanted and shutil.which("apt-get"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        lines.append("Lancez :" if french else "Run:")
        lines.append(f"  {sudo}apt-get update && {sudo}apt-get install -y {' '.join(wanted)}")
    elif not unknown:
        lines.append(("Paquets de même nom que sous Debian : " if french else "Install what Debian calls: ") + " ".join(wanted))
    if unknown:
        lines.append(("Paquet inconnu pour : " if french else "Package not known for: ") + ", ".join(unknown))
    return "\n".join(lines)


def _privilege() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo where it asks no password, None where it may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL)
    return [sudo, "-n"] if asked.returncode == 0 else None


def install(wanted: tuple[str, ...]) -> bool:
    """Installs packages with apt-get where this user may; says so in one line. Returns whether it did."""
    apt, before = shutil.which("apt-get"), _privilege()
    if apt is None or before is None or not wanted:
        return False
    said = "installation pour Qt" if language() == "fr" else "installing for Qt"
    print(f"releve: {said}: {' '.join(wanted)} (apt-get) ...", file=sys.stderr, flush=True)
    base = [*before, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-o", "DPkg::Lock::Timeout=120"]
    subprocess.run([*base, "update"], capture_output=True, stdin=subprocess.DEVNULL)
    done = subprocess.run(
        [*base, "install", "-y", "--no-install-recommends", *wanted],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        print("\n".join(done.stderr.strip().splitlines()[-5:]), file=sys.stderr)
    return done.returncode == 0


def ensure(platform: str, may_install: bool) -> None:
    """Returns when Qt can load this platform plugin, having installed what was missing where that is allowed.

    Raises QtLibrariesMissing, whose message is the line to run, where it is not or did not help.
    """
    libraries = missing(platform)
    if libraries and may_install and install(packages(libraries)):
        libraries = missing(platform)
    if libraries:
        raise QtLibrariesMissing(explain(libraries))
