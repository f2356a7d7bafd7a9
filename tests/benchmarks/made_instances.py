"""Made instances in the two published formats, of sizes that no published one at hand has, with their statistics.

python -m tests.benchmarks.made_instances curtois --staff 100 --weeks 26 --shifts 8 --seed 1 > Made.txt
python -m tests.benchmarks.made_instances inrc2 --staff 60 --weeks 4 --seed 1 --out FOLDER
"""

from __future__ import annotations

import argparse
import random
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

WEEKLY, SHIFT = 2160, 480
"""Minutes of a week of full time and of the usual shift."""

OFF, WISHED, UNWISHED = 0.68, 1.25, 0.5
"""By person and week: fixed days off, days on which a shift is wished for, and on which one is not wanted."""

SHORT = 6
"""Weeks up to which days off are given two by two, and some need three in a row."""

BARRED = 0.3
"""Part of the shift types that a person may not work."""

CONTRACTS = ((14, 1.0, 5, 2, 2, 0.5), (4, 1.0, 6, 2, 3, 0.5), (3, 0.6, 5, 2, 2, 0.6), (1, 0.45, 5, 1, 2, 0.3))
"""Of so many in 22: part of full time, most days in a row, least, least days off in a row, part of the weekends."""


@dataclass(frozen=True)
class Shift:
    """A shift type; `group` is 0 for early ones up to 3 for nights."""

    name: str
    group: int
    minutes: int


@dataclass(frozen=True)
class Terms:
    """What one person's days at work keep to: how many there are, in a row, days off in a row, weekends."""

    least: int
    most: int
    longest: int
    shortest: int
    rest: int
    weekends: int


def curtois(staff: int, weeks: int, count: int, seed: int) -> str:
    """The text of an instance."""
    chance = random.Random(f"{staff} {weeks} {count} {seed}")
    shifts = _shifts(count)
    parts = [f"SECTION_HORIZON\n{7 * weeks}\n", "SECTION_SHIFTS", *(_shift(shift, shifts) for shift in shifts)]
    names = list(_names(staff))
    # Of the held instances some limit nights alone, some all but the day shifts, some nothing.
    limited = chance.choice([(), (3,), (0, 2, 3)]) if count > 3 else ()
    slack = chance.choice((SHIFT, 600, 960, 1080))
    able, free = {}, {}
    parts += ["", "SECTION_STAFF"]
    most = 0
    for name in names:
        (_, part, *rest), = chance.choices(CONTRACTS, [each[0] for each in CONTRACTS])
        rest[2] = rest[2] if weeks <= SHORT else min(2, rest[2])
        able[name] = [shift for shift in shifts if chance.random() >= BARRED]
        if not any(shift.minutes == SHIFT and shift.group not in limited for shift in able[name]):
            able[name].append(chance.choice([s for s in shifts if s.minutes == SHIFT and s.group == 1]))
        full = int(part * WEEKLY * weeks) // 60 * 60
        most += full
        limits = (_limit(shift, able[name], limited, full, 7 * weeks) for shift in shifts)
        per_type = "|".join(f"{shift.name}={limit}" for shift, limit in zip(shifts, limits))
        least = max(0, full - slack)
        terms = Terms(-(-least // SHIFT), full // SHIFT, *rest[:3], max(1, int(rest[3] * weeks)))
        while not _possible(terms, 7 * weeks, own := _days_off(chance, weeks)):
            pass
        free[name] = own
        parts.append(f"{name},{per_type},{full},{least},{terms.longest},{terms.shortest},{terms.rest},{terms.weekends}")
    parts += ["", "SECTION_DAYS_OFF", *(f"{name},{','.join(map(str, sorted(days)))}" for name, days in free.items())]
    taken = {name: set(days) for name, days in free.items()}
    for title, amount in (("ON", WISHED), ("OFF", UNWISHED)):
        parts += ["", f"SECTION_SHIFT_{title}_REQUESTS"]
        for name in names:
            parts += _wishes(chance, name, able[name], 7 * weeks, round(amount * weeks), taken[name])
    parts += ["", "SECTION_COVER", *_cover(chance, shifts, 7 * weeks, int(most * chance.choice((0.87, 0.92, 0.97, 1.0))))]
    return "\n".join(parts) + "\n"


def _shifts(count: int) -> list[Shift]:
    nights = 0 if count in (1, 2, 3, 6) else max(1, count // 6)
    sizes = [(count - nights + turn) // 3 for turn in (0, 2, 1)]
    shifts = []
    for group, (letter, size) in enumerate(zip("adpn", [*sizes, nights])):
        for at in range(size):
            longer = 240 if at % 5 == 4 else 120 if at % 5 == 3 else 0
            shifts.append(Shift(f"{letter}{at + 1}", group, SHIFT + longer))
    return shifts


def _shift(shift: Shift, shifts: Sequence[Shift]) -> str:
    """Earlier groups may not follow; after twelve hours the own one may not either."""
    groups = range(shift.group + (shift.minutes > 600))
    barred = [other.name for other in shifts if other.group in groups]
    return f"{shift.name},{shift.minutes},{'|'.join(barred)}"


def _names(count: int) -> Iterator[str]:
    words = (word for size in (1, 2) for word in map("".join, product(string.ascii_uppercase, repeat=size)))
    for _, word in zip(range(count), words):
        yield word


def _limit(shift: Shift, able: Sequence[Shift], limited: Sequence[int], full: int, days: int) -> int:
    """How often a person may work a type: of all his shifts a fifth, or a quarter of nights; never long ones alone."""
    if shift not in able:
        return 0
    if shift.group in limited:
        return max(1, full // (SHIFT * (4 if shift.group == 3 else 5)))
    if shift.minutes > SHIFT:
        return max(1, full * (2 if shift.minutes > 600 else 3) // (SHIFT * 5))
    return days


def _spread(chance: random.Random, days: int, count: int, longest: int, without: set[int]) -> set[int]:
    """So many days, in stretches."""
    found: set[int] = set()
    while len(found) < count:
        size = min(chance.randint(1, longest), count - len(found))
        start = chance.randrange(days - size + 1)
        stretch = set(range(start, start + size))
        if stretch.isdisjoint(without | {day + step for day in found for step in (-1, 0, 1)}):
            found |= stretch
    return found


def _days_off(chance: random.Random, weeks: int) -> set[int]:
    return _spread(chance, 7 * weeks, round(OFF * weeks), 14 if weeks > SHORT else 2, set())


def _possible(terms: Terms, days: int, free: set[int]) -> bool:
    """Whether some days at work keep to the terms; blocks at both ends may be as short as they like.

    A state is whether the day before was worked, the days of its block, whether that may end, whether this weekend counts
    already, and how many do; of each the numbers of days at work that are possible, as bits.
    """
    states = {(False, terms.rest, True, False, 0): 1}
    for day in range(days):
        after: dict[tuple[bool, int, bool, bool, int], int] = {}
        for (worked, size, ready, begun, weekends), counts in states.items():
            begun = begun and day % 7 == 6
            for works in (False,) if day in free else (False, True):
                if works != worked and not ready:
                    continue
                length = size + 1 if works == worked else 1
                if works and length > terms.longest:
                    continue
                counted = weekends + (works and day % 7 > 4 and not begun)
                if counted > terms.weekends:
                    continue
                enough = length >= (terms.shortest if works else terms.rest) or (works == worked and ready) or not day
                state = works, min(length, terms.longest), enough, begun or (works and day % 7 > 4), counted
                after[state] = after.get(state, 0) | (counts << 1 if works else counts)
        states = after
    wanted = ((1 << (terms.most - terms.least + 1)) - 1) << terms.least
    return any(counts & wanted for counts in states.values())


def _wishes(
    chance: random.Random, name: str, able: Sequence[Shift], days: int, count: int, taken: set[int]
) -> Iterator[str]:
    """One shift on up to five days in a row, several times."""
    days_of = sorted(_spread(chance, days, count, 5, taken))
    taken |= set(days_of)
    shift, weight = chance.choice(able), chance.randint(1, 3)
    for before, day in pairwise([-2, *days_of]):
        if day != before + 1:
            shift, weight = chance.choice(able), chance.randint(1, 3)
        yield f"{name},{day},{shift.name},{weight}"


def _cover(chance: random.Random, shifts: Sequence[Shift], days: int, minutes: int) -> Iterator[str]:
    """Needs of all days that come to so many minutes, about as many as a group of types is wanted and its shifts are short."""
    wanted = [chance.uniform(0.6, 1.0) * (1.4 if shift.group == 1 else 1.0) * SHIFT / shift.minutes for shift in shifts]
    a_day = minutes / days / sum(part * shift.minutes for part, shift in zip(wanted, shifts))
    for day in range(days):
        for part, shift in zip(wanted, shifts):
            mean = part * a_day
            need = int(chance.uniform(0.6, 1.4) * mean + chance.random())
            yield f"{day},{shift.name},{max(0, need)},100,1"


# --- INRC-II

SHIFTS = ("Early", "Day", "Late", "Night")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SKILLED = (
    (2, "HN", ("HeadNurse", "Nurse", "Caretaker")), (2, "HN", ("HeadNurse", "Nurse")), (13, "NU", ("Nurse", "Caretaker")),
    (8, "CT", ("Caretaker",)), (5, "TR", ("Trainee",)),
)  # fmt: skip
"""Of so many in 30: the name begins with, the skills."""

TERMS = {
    "FullTime": ((15, 22), (3, 5), (2, 3), 2, 1),
    "PartTime": ((7, 15), (3, 5), (2, 4), 2, 1),
    "HalfTime": ((5, 11), (2, 4), (2, 5), 1, 1),
    "20Percent": ((2, 5), (1, 3), (3, 7), 1, 0),
}
"""In four weeks: services, days in a row, days off in a row, weekends, and whether these are whole."""

PARTS = (("HeadNurse", 0.05, 1.0), ("Nurse", 0.28, 0.95), ("Caretaker", 0.53, 0.5), ("Trainee", 0.14, 0.8))
"""Of all needs, and what a day of the weekend needs beside another one."""

LEAST = 0.75
"""What has to be there beside what is wanted."""


def inrc2(staff: int, weeks: int, seed: int) -> dict[str, str]:
    """The texts of a set by file name: a scenario, three histories, ten weeks."""
    chance = random.Random(f"{staff} {weeks} {seed}")
    name = f"n{staff:03}w{weeks}"
    kinds = [kind for kind in SKILLED for _ in range(kind[0])]
    kinds = sorted((kinds[at * len(kinds) // staff] for at in range(staff)), key=SKILLED.index)
    terms = list(TERMS)[: 4 if staff >= 50 else 3]
    often = (12, 8, 10, 4)[: len(terms)]
    nurses = [(f"{kind[1]}_{at}", chance.choices(terms, often)[0], kind[2]) for at, kind in enumerate(kinds)]
    a_week = sum(TERMS[contract][0][1] for _, contract, _ in nurses) / 4
    files = {f"Sc-{name}.txt": _scenario(name, weeks, terms, nurses)}
    files |= {f"H0-{name}-{at}.txt": _history(chance, name, at, nurses) for at in range(3)}
    files |= {f"WD-{name}-{at}.txt": _week(chance, name, nurses, a_week) for at in range(10)}
    return files


Nurse = tuple[str, str, tuple[str, ...]]


def _scenario(name: str, weeks: int, terms: Sequence[str], nurses: Sequence[Nurse]) -> str:
    lines = [f"SCENARIO = {name}", "", f"WEEKS = {weeks}", "", f"SKILLS = {len(PARTS)}", *(skill for skill, *_ in PARTS), ""]
    lines += ["SHIFT_TYPES = 4", "Early (2,5)", f"Day (2,{7 * weeks})", "Late (2,5)", "Night (3,5)", ""]
    lines += ["FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", "Early 0", "Day 1 Early", "Late 2 Early Day", "Night 3 Early Day Late", ""]
    lines.append(f"CONTRACTS = {len(terms)}")
    for term in terms:
        (low, high), work, off, weekends, complete = TERMS[term]
        total = low * weeks // 4, high * weeks // 4
        ranges = " ".join(f"({least},{most})" for least, most in (total, work, off))
        lines.append(f"{term} {ranges} {weekends * weeks // 4} {complete}")
    lines += ["", f"NURSES = {len(nurses)}"]
    lines += [f"{who} {contract} {len(skills)} {' '.join(skills)}" for who, contract, skills in nurses]
    return "\n".join(lines) + "\n"


def _history(chance: random.Random, name: str, number: int, nurses: Sequence[Nurse]) -> str:
    lines = ["HISTORY", f"{number} {name}", "", "NURSE_HISTORY"]
    for who, contract, _ in nurses:
        _, work, off, _, _ = TERMS[contract]
        if chance.random() < 0.5:
            lines.append(f"{who} 0 0 None 0 0 {chance.randint(*off)}")
        else:
            days = chance.randint(1, work[1])
            lines.append(f"{who} 0 0 {chance.choice(SHIFTS)} {chance.randint(1, days)} {days} 0")
    return "\n".join(lines) + "\n"


def _week(chance: random.Random, name: str, nurses: Sequence[Nurse], a_week: float) -> str:
    lines = ["WEEK_DATA", name, "", "REQUIREMENTS"]
    for shift in SHIFTS:
        for skill, part, weekend in PARTS:
            mean = part * a_week / len(SHIFTS) / (5 + 2 * weekend)
            needs = []
            for day in range(7):
                wanted = int(chance.uniform(0.75, 1.25) * mean * (weekend if day > 4 else 1.0) + chance.random())
                needs.append((int(LEAST * wanted + chance.random()), wanted))
            lines.append(f"{shift} {skill} " + " ".join(f"({least},{wanted})" for least, wanted in needs))
    wishes = set()
    for _ in range(chance.randint(len(nurses) // 10, len(nurses))):
        wishes.add((chance.choice(nurses)[0], chance.choice(("Any", "Any", "Any", "Any", *SHIFTS)), chance.choice(WEEK)))
    lines += ["", f"SHIFT_OFF_REQUESTS = {len(wishes)}", *(" ".join(wish) for wish in sorted(wishes))]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("curtois", "inrc2"))
    parser.add_argument("--staff", type=int, required=True)
    parser.add_argument("--weeks", type=int, required=True)
    parser.add_argument("--shifts", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path())
    given = parser.parse_args()
    if given.kind == "curtois":
        print(curtois(given.staff, given.weeks, given.shifts, given.seed), end="")
        return
    folder = given.out / f"n{given.staff:03}w{given.weeks}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in inrc2(given.staff, given.weeks, given.seed).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
