"""The environment in which tests start the program as a process."""

from __future__ import annotations

from pathlib import Path

import platformdirs

ROOT = Path(__file__).parents[2]


def environment(home: Path) -> dict[str, str]:
    """An English user's with a home of their own, and this machine's compiled loops: else each start would compile them."""
    cache = str(platformdirs.user_cache_path())
    return {"PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_CACHE_HOME": cache}
