"""A writing process is killed again and again; the long campaign is `python -m tests.campaigns.kills`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(database_url: str) -> None:
    # In a process of its own: it forks, which a test runner with threads must not.
    command = [sys.executable, "-m", "tests.campaigns.kills", "--cycles", "20", "--url", database_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "none lost, none twice" in done.stdout
    assert int(done.stdout.split()[2]) > 20, "so few writes that hardly any was interrupted"
