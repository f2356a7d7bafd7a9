"""How long the live check takes for one edit of an intensive care of 60 people over 14 weeks, beside a check from the start.

Run: python -m tests.benchmarks.bench_check [--ward FILE] [--edits N] [--seed S] [--profile]
Prints one JSON line: median, 95th percentile and worst edit in milliseconds, the whole check, and how many edits it is worth.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import statistics
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from scheduler.checking import LiveCheck
from scheduler.domain.calendar import DayMask
from scheduler.domain.codec import load_ward
from scheduler.domain.demand import DemandLine
from scheduler.domain.frame import Frame
from scheduler.domain.people import Contract, Grade, Person
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.domain.settings import Layer, RuleSetting
from scheduler.domain.text import same
from scheduler.rules.registry import bind
from tests.rules.wards import CODES, COVER, LEAVES, NIGHTS, setting

HISTORY, DAYS = 42, 56
TURN = ["J", "J", "R", "R", "R", "K", "K", "R", "R", "J", "J", "J", "R", "R"]


def intensive_care() -> Problem:
    """60 invented people in 2x12 over eight weeks after six known ones, under the law and good practice."""
    staff = tuple(Person(f"9{at:05d}", f"FICTIF-{at}", "Ortie", "IDE" if at % 3 else "AS", "full") for at in range(60))
    rows = tuple(
        Row(who.id, tuple(TURN[(day + 5 * at) % len(TURN)] for day in range(HISTORY + DAYS))) for at, who in enumerate(staff)
    )
    lines = tuple(
        DemandLine(
            f"{grade} {code}", same(f"{grade} {code}"), ((grade,),), (code,), days=DayMask(), minimum=need, target=need + 1
        )
        for grade, need in (("IDE", 8), ("AS", 4))
        for code in ("J", "K")
    )
    clock = (DemandLine("clock", same("clock"), start=0, end=1440, minimum=12),)
    return Problem(
        "icu", "Fictive intensive care", date(2027, 3, 1), DAYS, CODES, staff,
        (Layer("cover", same("cover")), Layer("comfort", same("comfort"))), history_days=HISTORY, anchor=date(2027, 1, 4),
        grades=(Grade("IDE", same("IDE")), Grade("AS", same("AS"))), contracts=(Contract("full", same("full"), 2250),),
        demand=lines + clock, settings=_rules(), roster=rows,
    )  # fmt: skip


def _rules() -> tuple[RuleSetting, ...]:
    sundays = {"count": "days", "how": "touch", "on": {"weekdays": [6]}}
    work = {"tags": ["work"]}
    hard = {
        "FPH-01": ("WINDOW", {"window": "rolling", "length": 7, "maximum": 2880}),
        "FPH-02": ("WINDOW", {"window": "week", "maximum": 2640}),
        "FPH-03": ("WINDOW", {"window": "weeks", "length": 2, "maximum": 4680}),
        "FPH-09": ("RESTGAP", {"minutes": 720}),
        "FPH-10": ("RESTBLOCK", {"minutes": 2160}),
        "FPH-11": ("RESTBLOCK", {"period": "fortnight", "blocks": 4, "busy": LEAVES}),
        "FPH-12": ("RESTBLOCK", {"period": "fortnight", "days": 2, "contains": [6], "busy": LEAVES}),
        "FPH-13": ("WINDOW", {"window": "rolling", "length": 21, "maximum": 2, "measure": sundays}),
        "post": ("ELIGIBLE", {"own": True}),
    }
    soft = {
        "hours": ("WINDOW", {"window": "horizon", "due": True, "measure": {"credit": True}}),
        "nights": ("RUN", {"select": NIGHTS, "maximum": 3}),
        "days": ("RUN", {"minimum": 2, "maximum": 3}),
        "free": ("RUN", {"minimum": 2, "quiet": True}),
        "backward": ("PATTERN", {"words": [[NIGHTS, {"tags": ["day"]}], [NIGHTS, {"codes": ["R"]}, {"tags": ["day"]}]]}),
        "weekend": ("PATTERN", {"words": [[work, {**work, "negate": True}]], "days": {"weekdays": [5]}}),
    }
    return (
        *(setting(template, "hard", key, **params) for key, (template, params) in hard.items()),
        *(setting(template, "soft", key, **params) for key, (template, params) in soft.items()),
        replace(COVER, hardness="soft"),
    )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--ward", type=Path, help="a ward file instead of the made-up ward")
    reader.add_argument("--edits", type=int, default=500)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--profile", action="store_true")
    asked = reader.parse_args()
    problem = load_ward(asked.ward.read_bytes(), str(asked.ward)) if asked.ward else intensive_care()
    frame = Frame(problem)
    book, grid = bind(frame), Grid.of(frame)
    check = LiveCheck(book, grid)
    begun = time.perf_counter()
    check.refresh()
    whole = (time.perf_counter() - begun) * 1000
    chance = random.Random(asked.seed)
    profile = cProfile.Profile()
    if asked.profile:
        profile.enable()
    spent = [_edit(check, grid, chance) for _ in range(asked.edits)]
    if asked.profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    spent.sort()
    median = statistics.median(spent)
    figures = {
        "ward": problem.id,
        "people": len(problem.people),
        "days": len(frame.all_days),
        "findings": len(check.all()),
        "edits": len(spent),
        "median_ms": round(median, 3),
        "p95_ms": round(spent[int(0.95 * (len(spent) - 1))], 3),
        "worst_ms": round(spent[-1], 3),
        "whole_check_ms": round(whole, 1),
        "whole_to_edit": round(whole / median, 1),
    }
    print(json.dumps(figures))


def _edit(check: LiveCheck, grid: Grid, chance: random.Random) -> float:
    """Milliseconds of one recheck after a random free cell got another code."""
    frame = grid.frame
    person = chance.randrange(len(frame.problem.people))
    day = chance.choice([day for day in range(frame.last + 1) if not grid.fixed(person, day)])
    grid.put(person, day, chance.choice(frame.options[person]))
    begun = time.perf_counter()
    check.recheck(person, [day])
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
