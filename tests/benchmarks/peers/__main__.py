"""Our plans beside those of other solvers on the same published instances, in one run.

Run: python -m tests.benchmarks.peers BENCH_FOLDER [--instance N ...] --seconds S --workers N [--peers NAME ...]
One row an instance: the value of each, with the bound that it proved of it (>=); "-" where it found no plan, "short" where
one lacks minimum cover. What a peer says of itself, and what went wrong, follows on standard error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scheduler.domain.errors import ReleveError
from scheduler.services import benchmarks, published
from tests.benchmarks.peers import field
from tests.benchmarks.peers.outcome import Outcome

WIDTH = 26


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", type=Path, metavar="BENCH_FOLDER", help="a set, or a folder of sets")
    reader.add_argument("--instance", nargs="+", default=[], metavar="N", help="only these")
    reader.add_argument("--seconds", type=float, required=True)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--peers", nargs="+", choices=tuple(field.RUNNERS), default=list(field.DEFAULT), metavar="NAME")
    given = reader.parse_args()
    try:
        return _compare(given)
    except ReleveError as refused:
        print(refused.text.en, file=sys.stderr)
        return 2


def _compare(given: argparse.Namespace) -> int:
    peers = [peer for peer in given.peers if _present(peer)]
    _row("instance", ["ours", *peers, "best known"])
    wanted = set(given.instance)
    for path in benchmarks.sets(given.folder):
        records = published.read(path)
        for group, name, problem in benchmarks.load(path):
            if given.instance and name not in wanted:
                continue
            wanted.discard(name)
            outcomes = [field.ours(problem, given.seconds, given.workers, given.seed)]
            outcomes += [field.compete(peer, problem, given.seconds, given.workers, given.seed) for peer in peers]
            known = records.best_known(group, name).value
            _row(name, [*map(shown, outcomes), "-" if known is None else f"{known:.12g}"])
            for outcome in outcomes:
                if outcome.note:
                    print(f"{name}: {outcome.peer}: {outcome.note}", file=sys.stderr)
    for name in sorted(wanted):
        print(f"{name}: no such instance in {given.folder}", file=sys.stderr)
    return 2 if wanted else 0


def shown(outcome: Outcome) -> str:
    """A peer's value, bound and seconds."""
    if not outcome.values:
        value = "-"
    else:
        value = str(outcome.values[-1]) if outcome.covered else "short"
    bound = "" if outcome.bound is None else f" >= {outcome.bound}"
    return f"{value}{bound} ({outcome.seconds:.0f} s)"


def _present(peer: str) -> bool:
    """Whether a peer can run here; where it cannot, why not, in one line."""
    absent = field.absent(peer)
    if absent:
        print(f"{peer}: not run: {absent}", file=sys.stderr)
    return not absent


def _row(name: str, cells: list[str]) -> None:
    print("".join(cell.ljust(WIDTH) for cell in (name, *cells)).rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
