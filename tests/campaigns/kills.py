"""Kills a process in the middle of its writes, again and again: nothing acknowledged is lost, nothing is there twice.

    python -m tests.campaigns.kills --cycles 10000 [--url URL]

Without a URL it works on a SQLite file in a temporary folder. The last line says how many edits were acknowledged.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scheduler.domain.problem import CellRef
from scheduler.services import store
from scheduler.services.stored import Act, CellWrite
from tests.db.stores import REF, act
from tests.domain.samples import WARD

PERSON, DAY = "900001", date(2027, 5, 5)
OTHER = "900002"
CODES = ("M", "N", "R", "C")
LONGEST = 0.04
"""Seconds until the kill, at most: from before the first write to a dozen or two."""


@dataclass
class Ledger:
    """What the killed processes said they had done: command ids in their order, and the one whose end is not known."""

    acknowledged: list[str] = field(default_factory=list)
    uncertain: str = ""
    landed: int = 0


def write_until_killed(url: str, said: int) -> None:
    """The child: names each command before it is sent, and again when the store has answered."""
    with store.open(url) as opened:
        versions = opened.snapshot(REF).versions
        bases = {person: versions[CellRef(person, DAY)] for person in (PERSON, OTHER)}
        for at in range(100_000):
            command = act("assign")
            os.write(said, f"? {command.id}\n".encode())
            # Two cells and the same code in both: a command that is applied by half is seen.
            cells = [CellWrite(person, DAY, base, CODES[at % 4]) for person, base in bases.items()]
            done = opened.write(REF, command, cells)
            bases = {cell.person: version for cell, version in done.versions.items()}
            os.write(said, f"! {command.id}\n".encode())


def cycle(url: str, ledger: Ledger, chance: random.Random) -> None:
    """One process that writes, and its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write_until_killed(url, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()  # from here on it writes
        time.sleep(chance.random() * LONGEST)
        os.kill(child, signal.SIGKILL)
        lines = (first + pipe.read()).decode().splitlines()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the writing process ended by itself, with status {status}")
    said = [line.partition(" ")[::2] for line in lines if len(line) == len("! ") + 36]
    ledger.acknowledged += [command for sign, command in said if sign == "!"]
    ledger.uncertain = said[-1][1] if said and said[-1][0] == "?" else ""


def judge(url: str, ledger: Ledger) -> str:
    """What is wrong after a kill, or nothing. The uncertain command is asked for again: it must then be there once."""
    with store.open(url) as opened:
        before = opened.snapshot(REF)
        log = [entry for entry in opened.log(REF, 10**9, changes=False) if entry.verb == "assign"]
        known = [entry.command for entry in log]
        if len(set(known)) != len(known):
            return "a command is in the log twice"
        lost = set(ledger.acknowledged) - set(known)
        if lost:
            return f"{len(lost)} acknowledged commands are lost"
        if before.versions[CellRef(PERSON, DAY)] != before.versions[CellRef(OTHER, DAY)]:
            return "a command was applied by half"
        if not ledger.uncertain:
            return ""
        landed = ledger.uncertain in known
        ledger.landed += landed
        versions = before.versions
        code = "M" if landed else "N"  # the answer to a command that landed does not depend on what is asked now
        cells = [CellWrite(person, DAY, versions[CellRef(person, DAY)], code) for person in (PERSON, OTHER)]
        opened.write(REF, Act(ledger.uncertain, "assign", "FICTIF-Tilleul"), cells)
        after = opened.snapshot(REF)
        if landed and after != before:
            return "a command that had landed was applied again"
        ledger.acknowledged.append(ledger.uncertain)
        return ""


def campaign(url: str, cycles: int, seed: int) -> Ledger:
    """That many kills on a database, judged now and then and at the end. Raises SystemExit with what is wrong."""
    chance, ledger = random.Random(seed), Ledger()
    with store.open(url) as opened:
        opened.create_ward(WARD, act("create_ward"))
    started = time.monotonic()
    for at in range(cycles):
        cycle(url, ledger, chance)
        # Long logs take long to read: later on only every so many kills are judged, and the last.
        if at < 50 or at % 50 == 0 or at == cycles - 1:
            wrong = judge(url, ledger)
            if wrong:
                raise SystemExit(f"after {at + 1} kills: {wrong}")
        if at % 500 == 499:
            print(f"{at + 1} kills, {len(ledger.acknowledged)} edits, {time.monotonic() - started:.0f} s", file=sys.stderr)
    wrong = [fault for fault in store.check(url) if not fault.place.startswith(f"{WARD.id}: settings")]
    if wrong:
        raise SystemExit("\n".join(fault.say("en") for fault in wrong))
    return ledger


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="an empty database (default: a SQLite file in a temporary folder)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="releve-kills-") as folder:
        ledger = campaign(given.url or f"sqlite:///{Path(folder) / 'ward.db'}", given.cycles, given.seed)
    print(
        f"{given.cycles} kills, {len(ledger.acknowledged)} acknowledged edits, none lost, none twice; "
        f"{ledger.landed} had landed without being acknowledged"
    )


if __name__ == "__main__":
    main()
