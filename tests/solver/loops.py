"""Runs tests with the inner loops and with numpy: loops as they are compiled where they are, else as plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest

from solver.paths import compiled

Way = Literal["loops", "numpy"]
WAYS: tuple[Way, Way] = ("loops", "numpy")


@contextmanager
def running(way: Way) -> Iterator[None]:
    """Everything inside prices and builds this way."""
    loops = (compiled.kernels() or compiled.plain()) if way == "loops" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "kernels", lambda: loops)
        yield
