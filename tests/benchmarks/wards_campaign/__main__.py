"""Times real wards: the samples and what wards add to them, one after another, through the real entry.

    python -m tests.benchmarks.wards_campaign [--only NAME ...] [--seconds 60] [--workers 2] [--csv FILE] [--no-stops]

Prints one table: seconds to the first legal plan, each layer at 10, 30 and 60 s and when it was closed, the memory of all
processes together; then how long a stop takes at several moments and what killing the second process costs; then each limit
with its ratio. Exit status 1 where a limit is not met. `--make-month` plans the month that lies before ward A-month anew;
`--ward FILE ...` times ward files instead; `--write DIR` only writes the wards as files.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from scheduler.domain.codec import dump_ward, load_ward
from scheduler.domain.plan import LayerResult
from scheduler.domain.problem import Problem
from solver.api import SolveJob, solve
from tests.benchmarks.wards_campaign import variants
from tests.benchmarks.wards_campaign.limits import LIMITS, Measured
from tests.benchmarks.wards_campaign.measure import MARKS, Run, measured
from tests.benchmarks.wards_campaign.stops import Death, Stop, partner_killed, stops

STOPPED = ("A", "B")
"""Wards on which stops are measured."""
DEATH_SECONDS = 20.0


def main() -> int:
    given = _arguments()
    if given.make_month:
        return make_month(given)
    wards = list(_wards(given))
    if given.write:
        for name, problem in wards:
            (given.write / f"{name}.json").write_text(dump_ward(problem), "utf-8")
        return 0
    runs: list[Run] = []
    answered: list[Stop] = []
    deaths: list[Death] = []
    try:
        for name, problem in wards:
            _say(f"{name}: {len(problem.people)} people, {problem.days} days, {given.seconds:g} s")
            runs.append(measured(name, problem, given.seconds, given.workers, given.seed))
        for name, problem in wards if given.stops else ():
            if name in STOPPED or given.ward:
                first = next(run.first for run in runs if run.ward == name)
                _say(f"{name}: stops")
                answered += stops(name, problem, first or 1.0, given.workers, given.seed)
                _say(f"{name}: death of the second process")
                deaths.append(partner_killed(name, problem, DEATH_SECONDS, given.seed))
    finally:  # what was measured is shown, also where a person breaks it off
        found = Measured(runs, answered, deaths)
        _print(found)
        if given.csv:
            _write(given.csv, runs)
    return 1 if any(limit.say(found)[1] is False for limit in LIMITS) else 0


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = tuple(variants.VARIANTS)
    reader.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    reader.add_argument("--ward", nargs="+", type=Path, default=[], metavar="FILE")
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--csv", type=Path, metavar="FILE")
    reader.add_argument("--no-stops", dest="stops", action="store_false")
    reader.add_argument("--make-month", action="store_true")
    reader.add_argument("--write", type=Path, metavar="DIR")
    return reader.parse_args()


def _wards(given: argparse.Namespace) -> Iterator[tuple[str, Problem]]:
    if given.ward:
        yield from ((path.stem, load_ward(path.read_bytes(), str(path))) for path in given.ward)
        return
    for name in given.only or variants.VARIANTS:
        problem = variants.VARIANTS[name]()
        if problem is None:
            _say(f"{name}: left out, this version has no such rule")
        else:
            yield name, problem


def make_month(given: argparse.Namespace) -> int:
    """Plans ward A and keeps its first four weeks."""
    plan = solve(SolveJob(variants.ward_a(), given.seconds, None, given.workers, given.seed))
    lines = (f"{row.person} {' '.join(row.cells[: variants.MONTH_DAYS])}\n" for row in plan.rows)
    variants.MONTH.write_text("".join(lines), "utf-8")
    return 0


# --- what is shown


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _print(found: Measured) -> None:
    table = [["ward", "first plan", "MiB", "layer", *(f"at {mark:g} s" for mark in MARKS), "closed", "plan"]]
    for run in found.runs:
        table += _rows(run)
    print("\n".join(_columns(table)))
    if found.stops:
        print()
        print("\n".join(_columns([["ward", "stop", "asked at", "answered after", "plan"], *map(_stop_row, found.stops)])))
    for death in found.deaths:
        print(_death_line(death))
    print()
    for limit in LIMITS:
        print(limit.say(found)[0])


def _rows(run: Run) -> Iterator[list[str]]:
    searched = "" if run.searched is None else f" ({run.searched:.1f})"
    first = "-" if run.first is None else f"{run.first:.1f} s{searched}"
    head = [run.ward, first, "-" if run.memory is None else f"{run.memory / 2**20:.0f}"]
    if not run.plan.layers:
        yield [*head, "-", *("-" for _ in MARKS), "-", run.plan.status]
    for k, layer in enumerate(run.plan.layers):
        closed = run.closed(k)
        yield [
            *(head if k == 0 else ["", "", ""]), layer.layer, *(_layer(run.at(mark), k) for mark in MARKS),
            "-" if closed is None else f"{closed:.1f} s", ("legal" if run.legal else "ILLEGAL") if k == 0 else "",
        ]  # fmt: skip


def _layer(layers: tuple[LayerResult, ...], k: int) -> str:
    """Value, bound, gap and status, as 5025 >= 3525 29.9 % held."""
    if not layers:
        return "-"
    layer = layers[k]
    if layer.bound is None or layer.gap is None:
        return f"{layer.value} {layer.status}"
    return f"{layer.value} >= {layer.bound} {100 * layer.gap:.1f} % {layer.status}"


def _stop_row(stop: Stop) -> list[str]:
    return [stop.ward, stop.when, f"{stop.asked:.1f} s", f"{stop.answered:.2f} s", "with a plan" if stop.plan else "without"]


def _death_line(death: Death) -> str:
    if death.killed is None:
        return f"{death.ward}: there was no second process to kill"
    plan = "a legal plan" if death.legal else "NO LEGAL PLAN"
    return f"{death.ward}: second process killed after {death.killed:.1f} s: {plan}, {death.over:+.1f} s against its time"


def _columns(table: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _write(path: Path, runs: Iterable[Run]) -> None:
    """The table as CSV, one line a layer."""
    names = ("value", "bound", "gap", "status")
    heads = ["ward", "first_s", "searched_s", "seconds", "memory_bytes", "legal", "layer", "closed_s"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([*heads, *(f"{name}_{mark:g}" for mark in MARKS for name in names)])
        for run in runs:
            for k, layer in enumerate(run.plan.layers):
                known = [run.at(mark)[k] if run.at(mark) else None for mark in MARKS]
                cells = [getattr(each, name) if each else None for each in known for name in names]
                writer.writerow(
                    [run.ward, run.first, run.searched, run.seconds, run.memory, run.legal, layer.layer, run.closed(k), *cells]
                )


if __name__ == "__main__":
    sys.exit(main())
