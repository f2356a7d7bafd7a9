"""Whether the inner loops run compiled: they do where numba is there and has compiled them before, once for each machine.

The machine code lies in a folder of its own for each version of everything it depends on. A folder is complete or not there:
it is filled under another name. Where it is missing, everything runs on numpy. Those of versions that nobody has used for a
month are removed when a new one was filled.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import platformdirs

from solver.paths import building
from solver.paths import kernels as pricing

SWITCH = "RELEVE_COMPILED"
"""The variable that, set to 0, leaves everything to numpy."""

AT_WORK = 600.0
"""Seconds for which a folder that is being filled keeps others from compiling too."""

UNUSED = 30 * 86400.0
"""Seconds without use after which another version's folder is removed."""

_OURS = re.compile(r"kernels-[0-9a-f]{16}(-.*)?")
"""Names of folders, those under which one is filled among them."""

MODULES = (pricing, building)

_lock = threading.Lock()
_asked = False
_usable: SimpleNamespace | None = None


def kernels() -> SimpleNamespace | None:
    """The compiled loops; None where numpy has to do."""
    global _asked, _usable
    if not _asked:
        with _lock:
            if not _asked:
                _usable = _loaded()
                _asked = True
    return _usable


def _loaded() -> SimpleNamespace | None:
    if os.environ.get(SWITCH) == "0":
        return None
    try:
        folder = ready_folder()
        if not folder.is_dir():
            return None
        with contextlib.suppress(OSError):  # one that may only be read serves as well
            os.utime(folder)
    except (ImportError, OSError, RuntimeError):
        return None
    try:
        return compile_into(folder)
    except Exception:  # whatever is wrong with what was kept, numpy gives the same answers
        shutil.rmtree(folder, ignore_errors=True)
        return None


def ready_folder() -> Path:
    """Where the machine code of this version for this processor lies, or will lie. Raises ImportError without numba."""
    import llvmlite.binding as llvm

    try:
        parts = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy")]
    except PackageNotFoundError as missing:
        raise ImportError(str(missing)) from missing
    parts += [sys.version, platform.machine(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    total = hashlib.sha256("\n".join(parts).encode())
    for module in MODULES:
        source = Path(str(module.__file__)).absolute()
        total.update(source.read_bytes())
        total.update(str(source).encode())  # numba keeps the code of each source file apart
    base = os.environ.get("NUMBA_CACHE_DIR")
    root = Path(base) if base else platformdirs.user_cache_path("releve", appauthor=False)
    return root / f"kernels-{total.hexdigest()[:16]}"


def plain() -> SimpleNamespace:
    """The loops as they stand, in Python."""
    return SimpleNamespace(**{name: getattr(module, name) for module in MODULES for name in module.SIGNATURES})


def compile_into(folder: Path) -> SimpleNamespace:
    """Load the loops from a folder, or compile what is missing into it."""
    import numba

    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    loops = plain()
    try:
        for module in MODULES:
            for name, signature in module.SIGNATURES.items():
                compiler = numba.njit(signature, cache=True, error_model="numpy", nogil=True)
                setattr(loops, name, compiler(getattr(module, name)))
    finally:
        config.CACHE_DIR = before
    return loops


def warm() -> Path:
    """Compile the loops for this machine, where that was not done; the folder that has them.

    Two processes may do so at once: one of them then throws its work away. Raises ImportError without numba, and OSError
    where nothing can be kept.
    """
    folder = ready_folder()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=folder.name + "-", dir=folder.parent))
    try:
        compile_into(unfinished)
        with contextlib.suppress(OSError):
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if not folder.is_dir():
        raise OSError(f"{folder} cannot be written")
    clean(folder)
    return folder


def clean(used: Path) -> None:
    """Remove folders beside the one in use that nobody has used, or written to, for long; what cannot be removed stays."""
    for folder in used.parent.glob("kernels-*"):
        with contextlib.suppress(OSError):
            ours = _OURS.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink()
            if ours and folder != used and time.time() - _last_used(folder) > UNUSED:
                gone = folder.with_name(f"{folder.name}-{os.getpid()}")
                folder.rename(gone)  # so that nobody finds half of it
                shutil.rmtree(gone, ignore_errors=True)


def _last_used(folder: Path) -> float:
    return max(each.lstat().st_mtime for each in (folder, *folder.rglob("*")))


def warm_later() -> None:
    """Where nothing is compiled for this machine, compile for the next time, in a process that nobody waits for."""
    if os.environ.get(SWITCH) == "0" or getattr(sys, "frozen", False):
        return
    try:
        folder = ready_folder()
        begun = [each.stat().st_mtime for each in folder.parent.glob(folder.name + "-*")]
    except (ImportError, OSError, RuntimeError):
        return
    if not folder.is_dir() and all(time.time() - at > AT_WORK for at in begun):
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-m", "solver.paths.warm"]
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        process.returncode = 0  # else Popen warns that nobody has waited
