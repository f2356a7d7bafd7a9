"""Where a file lies: whether its folder is on this computer's own disks or on a network share, where SQLite must not write."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")

_DISKS = ("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "nilfs2")
_STICKS = ("vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk", "hfsplus")
_LAYERS = ("overlay", "tmpfs", "ramfs", "squashfs")

LOCAL_TYPES = frozenset({*_DISKS, *_STICKS, *_LAYERS})
"""File systems of a disk or of memory of this computer. Every other one counts as remote."""

# What coreutils' stat calls those of them that it names otherwise (stat.c, human_fstype).
_STAT_NAMES = ("ext2/ext3", "overlayfs")

# Of GetDriveTypeW: removable, fixed, optical and memory drives. Unknown (0), no such root (1) and remote (4) are not local.
_LOCAL_DRIVES = (2, 3, 5, 6)


def share(path: Path) -> str | None:
    """What makes the place of a file a network share, in a word (its file system, or UNC), or None where it is local.

    A place that cannot be told is remote. The file itself need not exist.
    """
    if sys.platform == "win32":
        return windows_share(str(path.absolute()), _drive_type)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return "?"
    place = Path(os.path.realpath(path))
    kind = linux_share(place, mounts)
    return _asked(place) if kind == "?" else kind


def _asked(path: Path) -> str | None:
    """The same from `stat`, for a place that no listed mount holds, as in a changed root directory."""
    while not path.exists() and path != path.parent:
        path = path.parent
    try:
        done = subprocess.run(["stat", "-f", "-c", "%T", str(path)], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "?"
    kind = done.stdout.strip()
    return None if kind in _STAT_NAMES or kind in LOCAL_TYPES else kind or "?"


def linux_share(path: Path, mountinfo: str) -> str | None:
    """The same from an absolute path and the text of /proc/self/mountinfo."""
    kind, deepest = "?", -1
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5 or not after:
            continue
        mount = Path(_unescaped(fields[4]))
        # Of two mounts on one point the later covers the earlier.
        if (mount == path or mount in path.parents) and len(mount.parts) >= deepest:
            kind, deepest = after.split(" ")[0], len(mount.parts)
    return None if kind in LOCAL_TYPES else kind


def _unescaped(words: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        words = words.replace(code, character)
    return words


def windows_share(path: str, drive_type: Callable[[str], int]) -> str | None:
    """The same on Windows, from an absolute path; `drive_type` is GetDriveTypeW."""
    words = path.replace("/", "\\")
    if words.startswith("\\\\?\\") and not words.upper().startswith("\\\\?\\UNC\\"):
        words = words[4:]
    if words.startswith("\\\\"):
        return "UNC"
    root = words[:2] + "\\" if words[1:2] == ":" else ""
    kind = drive_type(root) if root else 0
    return None if kind in _LOCAL_DRIVES else f"GetDriveType {kind}"


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0
