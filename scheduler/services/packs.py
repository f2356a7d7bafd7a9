"""The door to rule packs for window and command line: which there are, a ward under one, its differences to it."""

from scheduler.packs import Change, Difference, Pack, Upgrade, apply, differences, load, names, upgrade, versions

__all__ = ["Change", "Difference", "Pack", "Upgrade", "apply", "differences", "load", "names", "upgrade", "versions"]
