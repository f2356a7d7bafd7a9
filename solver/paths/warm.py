"""Compiles the inner loops once for this machine: python -m solver.paths.warm (set-up does so; it takes some seconds)."""

from __future__ import annotations

import sys

from solver.paths import compiled


def main() -> int:
    """Exit status 1 where the loops cannot be kept compiled: everything then runs on numpy."""
    try:
        compiled.warm()
    except (ImportError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
