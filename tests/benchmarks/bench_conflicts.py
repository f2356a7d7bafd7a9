"""How long an over-constrained ward takes to be explained: some twenty of them, each with what was changed in it.

Run: python -m tests.benchmarks.bench_conflicts [--limit SECONDS] [--check]
Prints one JSON line a ward: until the conflict that was made is told with its relaxations, in seconds by the clock and of the
processor, the share of the limit that this is, how many conflicts came before it, and whether it is verified and minimal.
With --check each kind of its relaxations is applied, and the ward with it searched again (minutes for some).
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from typing import Any

from scheduler.domain.frame import Frame
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import bind
from solver.answers.conflicts.asking import Clock
from solver.answers.conflicts.find import Search
from solver.answers.conflicts.found import Conflict
from solver.answers.conflicts.tell import told
from tests.answers.overconstrained import VARIANTS, Variant
from tests.answers.test_overconstrained import test_each_kind_of_relaxation_applied_ends_the_conflict as relaxations_work
from tests.answers.unfriendly import UNFRIENDLY

LIMIT = 5.0
PATIENCE = 600.0


def names_it(variant: Variant, conflict: Conflict) -> bool:
    """Whether a conflict is the one that was made."""
    wanted = {"rule": variant.rules, "need": variant.needs, "fact": variant.facts}
    found = {kind: {name for m in conflict.members if m.kind == kind for name in m.of} for kind in wanted}
    return all(names <= found[kind] for kind, names in wanted.items())


def timed(name: str, limit: float) -> dict[str, Any]:
    variant = (VARIANTS | UNFRIENDLY)[name]
    book = bind(Frame(variant.ward()))
    given = Grid.of(book.frame)
    clock, cpu = time.perf_counter(), time.process_time()
    search = Search(book, given, Clock(threading.Event(), PATIENCE))
    for before, core in enumerate(search.cores()):
        conflict = told(search.ward, core, search.clock)
        if names_it(variant, conflict):
            spent, used = time.perf_counter() - clock, time.process_time() - cpu
            return {
                "ward": name, "seconds": round(spent, 2), "cpu_seconds": round(used, 2), "of_limit": round(used / limit, 2),
                "before": before, "members": len(conflict.members), "relaxations": len(conflict.relaxations),
                "verified": conflict.verified, "minimal": conflict.minimal,
            }  # fmt: skip
    return {"ward": name, "found": False}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--limit", type=float, default=LIMIT)
    reader.add_argument("--check", action="store_true")
    asked = reader.parse_args()
    for name in VARIANTS | UNFRIENDLY:
        print(json.dumps(timed(name, asked.limit)), flush=True)
        if asked.check:
            relaxations_work(name)


if __name__ == "__main__":
    main()
