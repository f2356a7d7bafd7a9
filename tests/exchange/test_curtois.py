"""Curtois & Qu instances read through the rule templates cost what an independent checker says."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from scheduler.domain.errors import InputRefused, StorageError
from scheduler.domain.problem import Problem, Row
from scheduler.exchange import curtois
from scheduler.services.benchmarks import load, write_roster
from tests.exchange.judged import Judge, Verdict, benchmarks, checker, mutated, random_rows

# The independent checkers leave the closing of files to Python.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

TINY = """# two weeks, three people
SECTION_HORIZON
14

SECTION_SHIFTS
E,480,
L,500,E|L2
L2,60,

SECTION_STAFF
A,E=14|L=2|L2=14,4000,960,4,2,2,1
B,E=14|L=0|L2=14,4000,0,5,1,1,2
C,E=14|L=14,4000,0,5,1,1,2

SECTION_DAYS_OFF
A,13

SECTION_SHIFT_ON_REQUESTS
A,0,E,3

SECTION_SHIFT_OFF_REQUESTS
B,1,E,7

SECTION_COVER
0,E,2,100,1
0,L,0,100,1
1,E,1,50,2
"""

LEGAL = {"A": "EE--EE--------", "B": "EE------------", "C": "L-------------"}


@pytest.fixture
def tiny(tmp_path: Path) -> Problem:
    path = tmp_path / "Tiny.txt"
    path.write_text(TINY)
    return curtois.read(path)


def rows(cells: dict[str, str]) -> tuple[Row, ...]:
    return tuple(Row(name, tuple("L2" if cell == "2" else cell for cell in line)) for name, line in cells.items())


KINDS = {"succession": "H2", "max": "H3", "shifts": "H3", "weekends": "H9", "off": "H8"}


def kinds(problem: Problem, verdict: Verdict) -> set[tuple[str, str]]:
    """Broken hard rules as the checker names them, with the person."""
    found = set()
    for rule, finding in verdict.hard:
        word, least = rule.split()[0], finding.level == "minimum"
        kind = KINDS.get(word) or {"minutes": "H5" if least else "H4", "work": "H7" if least else "H6"}[word]
        found.add((kind, problem.people[finding.people[0]].id))
    return found


def test_a_legal_roster_costs_requests_and_cover(tiny: Problem) -> None:
    verdict = Judge.of(tiny)(rows(LEGAL))
    assert kinds(tiny, verdict) == set()
    assert dict(verdict.rules) == {"requests": 7, "cover": 1 + 2}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"C": "LE------------"}, ("H2", "C")),
        ({"C": "L2------------"}, ("H2", "C")),
        ({"A": "LLL-----------"}, ("H3", "A")),
        ({"B": "EL------------"}, ("H3", "B")),
        ({"C": "LLLLL--LLLL---"}, ("H4", "C")),
        ({"A": "EL--2---------"}, None),
        ({"A": "E-------------"}, ("H5", "A")),
        ({"A": "EEEEE---------"}, ("H6", "A")),
        ({"A": "EE---E--------"}, ("H7", "A")),
        ({"A": "EE-EE---------"}, ("H8", "A")),
        ({"A": "EE---EE-----E-"}, ("H9", "A")),
        ({"A": "-EE--EE-------"}, None),
    ],
)
def test_each_hard_rule_is_the_published_one(tiny: Problem, change: dict[str, str], kind: tuple[str, str] | None) -> None:
    found = kinds(tiny, Judge.of(tiny)(rows(LEGAL | change)))
    assert (kind in found) if kind else not ({one for one in found if one[0] != "H7"})


def test_edges_of_the_horizon_forgive_short_runs_and_not_long_ones(tiny: Problem) -> None:
    judge = Judge.of(tiny)
    assert kinds(tiny, judge(rows(LEGAL | {"A": "E--EE---------"}))) == set()
    assert kinds(tiny, judge(rows(LEGAL | {"A": "-EE--------EE-"}))) == set()
    assert kinds(tiny, judge(rows(LEGAL | {"A": "EEEEE---------"}))) == {("H6", "A")}


def test_days_off_are_locked_and_shifts_nobody_may_work_are_not_offered(tiny: Problem) -> None:
    assert [(lock.person, lock.date.isoformat()) for lock in tiny.locks] == [("A", "2024-01-14")]
    assert {person.id: person.codes for person in tiny.people}["B"] == ("E", "L2")
    assert {code.id: [segment.end - segment.start for segment in code.segments] for code in tiny.codes} == {
        "-": [],
        "E": [480],
        "L": [500],
        "L2": [60],
    }


def test_a_roster_comes_back_as_it_was_written(tiny: Problem, tmp_path: Path) -> None:
    path = write_roster(tiny, rows(LEGAL), tmp_path / "out")
    assert path.name == "Tiny.tsv"
    assert path.read_text().splitlines()[2] == "L" + "\t" * 13
    assert curtois.read_roster(tiny, path) == rows(LEGAL)


def test_a_folder_that_cannot_be_written_is_told(tiny: Problem, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StorageError, match=r"Tiny\.tsv could not be written"):
        write_roster(tiny, rows(LEGAL), tmp_path / "out")


def test_all_faults_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "Bad.txt"
    text = TINY.replace("L,500,E|L2", "L,1500,E|X").replace("A,13", "Z,13").replace("1,E,1,50,2", "14,E,1,50,2")
    path.write_text(text.replace("B,1,E,7", "B,1,E").replace("E=14|L=0", "E=14|Q=0").replace("C,E=", "A,E="))
    with pytest.raises(InputRefused) as refused:
        curtois.read(path)
    assert {(fault.place, fault.value) for fault in refused.value.faults} == {
        ("Bad.txt:7", "1500"),
        ("Bad.txt:7", "X"),
        ("Bad.txt:12", "Q"),
        ("Bad.txt:13", "A"),
        ("Bad.txt:16", "Z"),
        ("Bad.txt:22", "B,1,E"),
        ("Bad.txt:27", "14"),
    }


@pytest.mark.parametrize(
    ("content", "value", "expected"),
    [
        (b"\xff\xfe", "octet 0", "a text file in UTF-8"),
        (b"", "", "the section SECTION_HORIZON"),
        (b"SECTION_HORIZONT\n14\n", "SECTION_HORIZONT", "the nearest is 'SECTION_HORIZON'"),
        (b"SECTION_SHIFTS\nOFF,480,\n", "OFF", "other than"),
        (b"SECTION_SHIFTS\nE/x,480,\n", "E/x", "without space or /"),
    ],
)
def test_a_file_that_is_no_instance_is_refused(tmp_path: Path, content: bytes, value: str, expected: str) -> None:
    path = tmp_path / "Bad.txt"
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        curtois.read(path)
    assert any(fault.value == value and expected in fault.expected.en for fault in refused.value.faults)


def test_a_roster_that_does_not_fit_is_refused_with_every_line(tiny: Problem, tmp_path: Path) -> None:
    path = tmp_path / "Tiny.tsv"
    path.write_text("E\t" * 12 + "E\n" + "E\t" * 12 + "Q\tE\n")
    with pytest.raises(InputRefused) as refused:
        curtois.read_roster(tiny, path)
    assert [(fault.place, fault.value) for fault in refused.value.faults] == [
        ("Tiny.tsv", "2"),
        ("Tiny.tsv:1", "13"),
        ("Tiny.tsv:2", "Q"),
    ]


def test_the_door_reads_a_file_or_a_folder_in_natural_order(tmp_path: Path) -> None:
    for name in ("Instance10", "Instance2"):
        (tmp_path / f"{name}.txt").write_text(TINY)
    assert [(found, name) for found, name, _ in load(tmp_path, None)] == [("curtois", "Instance2"), ("curtois", "Instance10")]
    assert [name for _, name, _ in load(tmp_path, "Instance10")] == ["Instance10"]
    assert [problem.name for _, _, problem in load(tmp_path / "Instance2.txt", None)] == ["Instance2"]
    with pytest.raises(InputRefused, match=r"the nearest is 'Instance10'"):
        load(tmp_path, "Instance11")
    with pytest.raises(InputRefused, match=r"an instance's file, or a folder of instances"):
        load(tmp_path / "nothing", None)


# --- against the independent checker

NAMES = [f"Instance{number}" for number in (1, 2, 3, 4, 5, 7, 8, 10, 13, 14, 16, 17, 20, 22)]


def anything(problem: Problem) -> Callable[[str], list[str]]:
    """What random rosters give each person: mostly what may be held, and now and then any shift."""
    shifts = [code.id for code in problem.codes if code.works]
    held = {person.id: list(person.codes or shifts) for person in problem.people}
    return lambda person: held[person] * 6 + shifts


def compare(judge: Judge, rosters: list[tuple[Row, ...]], directory: Path, folder: Path) -> int:
    """Every roster, written and read back by the checker, costs and breaks the same there; how many were feasible."""
    check = checker("check_curtois")
    problem = judge.problem
    instance = check.read_instance(folder / f"{problem.name}.txt")
    legal = 0
    for roster in rosters:
        verdict = judge(roster)
        path = write_roster(problem, roster, directory)
        official = check.check(instance, check.read_solution(path, instance))
        assert verdict.layers["cost"] == official["objective"]
        assert kinds(problem, verdict) == {(word.split()[0], person) for word, person, *_ in official["hard"]}
        assert curtois.read_roster(problem, path) == roster
        legal += official["feasible"]
    return legal


@pytest.mark.parametrize("name", NAMES)
def test_random_rosters_cost_what_the_checker_says(name: str, tmp_path: Path) -> None:
    folder = benchmarks() / "curtois"
    judge = Judge.of(curtois.read(folder / f"{name}.txt"))
    problem, rng = judge.problem, random.Random(name)
    order = [code.id for code in problem.codes]
    number = max(6, min(30, 40000 // (problem.days * len(problem.people))))
    rosters = [random_rows(problem, rng, anything(problem), order, rng.choice((0.3, 0.8, 0.95, 1.0))) for _ in range(number)]
    compare(judge, rosters, tmp_path, folder)


@pytest.mark.parametrize("name", ["Instance10", "Instance2", "Instance8"])
def test_published_rosters_and_their_neighbours(name: str, tmp_path: Path) -> None:
    folder = benchmarks() / "curtois"
    published = next((folder / "rosters").glob(f"{name}.*.tsv"))
    judge = Judge.of(curtois.read(folder / f"{name}.txt"))
    problem = judge.problem
    roster = curtois.read_roster(problem, published)
    verdict = judge(roster)
    assert verdict.layers["cost"] == int(published.name.split(".")[-2])
    assert verdict.hard == []
    steps = islice(mutated(problem, roster, random.Random(name), anything(problem)), 30)
    assert compare(judge, [roster, *steps], tmp_path, folder) >= 1
