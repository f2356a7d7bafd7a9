"""Who works here, for the log of a database."""

from __future__ import annotations

import getpass


def user_name() -> str:
    """The account's name; empty where the system tells none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
