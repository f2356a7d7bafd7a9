"""Makes the sample wards that the program carries, always the same: python -m tests.samples.make [--history]

The six weeks before the horizon lie beside this file as text. With --history they are planned anew by the solver.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from scheduler import packs
from scheduler.checking import check_problem
from scheduler.domain.codec import dump_ward
from scheduler.domain.problem import CellRef, Problem, Row
from scheduler.domain.validate import faults
from solver.api import SolveJob, solve
from tests.samples import parts, service_c, ward_a, ward_b

HERE = Path(__file__).parent
RESOURCES = HERE.parents[1] / "resources" / "samples"
MAKERS = {"ward-a": ward_a.ward, "ward-b": ward_b.ward, "service-c": service_c.ward}
PACKS = {"ward-a": "fph", "ward-b": "fph", "service-c": "med"}

ILLEGAL = {
    "ward-a": ("900005", date(2027, 4, 14)),
    "ward-b": ("910004", date(2027, 4, 14)),
    "service-c": ("920001", date(2027, 4, 14)),
}
"""Whom the one illegal duty of the history falls on, and from which day on it is looked for."""


def sample(name: str) -> Problem:
    """A sample ward, whole."""
    return _ruled(name, read_history(name))


def _ruled(name: str, history: dict[str, tuple[str, ...]] | None = None) -> Problem:
    """A ward under its pack and the rules of its own."""
    problem = MAKERS[name](history)
    ruled = packs.apply(problem, PACKS[name])
    return replace(ruled, settings=(*ruled.settings, *problem.settings))


def read_history(name: str) -> dict[str, tuple[str, ...]]:
    lines = (HERE / f"history-{name}.txt").read_text("utf-8").splitlines()
    return {words[0]: tuple(words[1:]) for words in map(str.split, lines)}


def make_history(name: str, seconds: float, workers: int) -> dict[str, tuple[str, ...]]:
    """Six weeks planned under the same rules, some cells set beforehand, and one duty made illegal afterwards."""
    problem = parts.empty_history(_ruled(name))
    problem = _start(problem)
    plan = solve(SolveJob(problem, seconds, None, workers, 1), lambda event: None)
    print(name, plan.status, [(layer.layer, layer.value) for layer in plan.layers], file=sys.stderr)
    rows = {row.person: row.cells for row in plan.rows}
    return _one_illegal(name, rows)


def _start(problem: Problem) -> Problem:
    """What was so in the last weeks: two nurses in the middle of a block of nights, office hours, people not yet there."""
    given: dict[tuple[str, int], str] = {}
    nights = [p for p in problem.people if p.grade == "IDE" and p.codes == ("N",)]
    if nights:
        given.update({(nights[0].id, at): "N" for at in (40, 41)} | {(nights[1].id, 41): "N", (nights[1].id, 40): "R"})
    for person in problem.people:
        if problem.id.startswith("ward-b") or person.grade in ("CADRE", "ESI"):
            fixed = {"CADRE": person.codes[0], "KINE": "B", "LOG": "B", "ESI": "X"}.get(person.grade)
            if fixed:
                given.update({(person.id, at): fixed if at % 7 < 5 or fixed == "X" else "R" for at in range(parts.HISTORY)})
    rows = tuple(
        Row(person.id, tuple(given.get((person.id, at), "") for at in range(parts.HISTORY))) for person in problem.people
    )
    locks = tuple(CellRef(who, date.fromordinal(parts.HISTORY_FIRST.toordinal() + at)) for who, at in given)
    return replace(problem, roster=rows, locks=locks)


def _one_illegal(name: str, rows: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Changes the first cell, from a person and a day on, that makes exactly one hard breach in the finished ward."""
    who, after = ILLEGAL[name]
    people = [person for person in MAKERS[name]().people if person.id >= who and len(person.codes) > 1]
    for person in people:
        for at in range((after - parts.HISTORY_FIRST).days, parts.HISTORY):
            for code in person.codes:
                if rows[person.id][at] in (code, "R", "X"):
                    continue
                row = rows[person.id]
                changed = {**rows, person.id: (*row[:at], code, *row[at + 1 :])}
                if len(hard_breaches(_ruled(name, changed))) == 1:
                    return changed
    raise SystemExit(f"{name}: no cell makes exactly one breach")


def hard_breaches(problem: Problem) -> list[str]:
    """The sentences of hard rules that the ward as given breaks."""
    wrong = faults(problem)
    if wrong:
        raise SystemExit("\n".join(fault.say("en") for fault in wrong))
    report = check_problem(problem)
    assert report.check is not None
    hard = {setting.id for setting in problem.settings if setting.hardness == "hard"}
    return [report.check.sentence(finding, "en") for finding in report.check.all() if finding.rule in hard]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("names", nargs="*", default=list(MAKERS))
    given = parser.parse_args()
    for name in given.names:
        if given.history:
            rows = make_history(name, given.seconds, given.workers)
            text = "".join(f"{who} {' '.join(cells)}\n" for who, cells in rows.items())
            (HERE / f"history-{name}.txt").write_text(text, "utf-8")
        problem = sample(name)
        for sentence in hard_breaches(problem):
            print(f"{name}: {sentence}", file=sys.stderr)
        (RESOURCES / f"{name}.json").write_text(dump_ward(problem), "utf-8")


if __name__ == "__main__":
    main()
