"""The door to rule packs for window and command line: which there are, a ward under one, its differences to it."""

from scheduler.packs import (
    USUAL,
    Change,
    Difference,
    Pack,
    Upgrade,
    apply,
    compare,
    differences,
    load,
    names,
    upgrade,
    versions,
)

__all__ = [
    "USUAL",
    "Change",
    "Difference",
    "Pack",
    "Upgrade",
    "apply",
    "compare",
    "differences",
    "load",
    "names",
    "upgrade",
    "versions",
]
