"""INRC-II instances read through the rule templates cost what an independent checker says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from scheduler.domain.errors import InputRefused
from scheduler.domain.problem import Problem, Row
from scheduler.exchange import inrc2
from scheduler.services.benchmarks import load, write_roster
from tests.exchange.judged import Judge, Verdict, benchmarks, checker, mutated, random_rows

# The independent checkers leave the closing of files to Python.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

SCENARIO = """SCENARIO = tiny

WEEKS = 2

SKILLS = 2
Head
Nurse

SHIFT_TYPES = 2
Early (2,3)
Late (2,4)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Late 1 Early

CONTRACTS = 1
Full (3,6) (2,4) (2,3) 1 1

NURSES = 3
Ann Full 2 Head Nurse
Bob Full 1 Nurse
Cid Full 1 Nurse
"""

HISTORY = """HISTORY
0 tiny

NURSE_HISTORY
Ann 0 0 Late 1 3 0
Bob 0 0 None 0 0 1
Cid 1 1 Early 5 6 0
"""

WEEK = """WEEK_DATA
tiny

REQUIREMENTS
Early Head (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
Early Nurse (0,0) (0,1) (0,0) (0,0) (0,0) (0,0) (0,0)
Late Head (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
Late Nurse (0,0) (0,0) (1,2) (0,0) (0,0) (0,0) (0,0)

SHIFT_OFF_REQUESTS = 2
Ann Late Mon
Bob Any Thu
"""

QUIET = WEEK.split("REQUIREMENTS", maxsplit=1)[0] + "REQUIREMENTS\n"
NAME = "tiny_0_0-1"


def files(folder: Path, **changes: str) -> Path:
    (folder / "Sc-tiny.txt").write_text(changes.get("scenario", SCENARIO))
    (folder / "H0-tiny-0.txt").write_text(changes.get("history", HISTORY))
    (folder / "WD-tiny-0.txt").write_text(changes.get("week", WEEK))
    (folder / "WD-tiny-1.txt").write_text(QUIET)
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Problem:
    return inrc2.read(files(tmp_path), NAME)


WORDS = {"-": "-", "E": "Early/Nurse", "L": "Late/Nurse", "H": "Late/Head"}
IDLE = "-" * 14


def rows(ann: str = IDLE, bob: str = IDLE, cid: str = IDLE) -> tuple[Row, ...]:
    lines = {"Ann": ann, "Bob": bob, "Cid": cid}
    return tuple(Row(name, tuple(WORDS[cell] for cell in line)) for name, line in lines.items())


def by_sum(problem: Problem, verdict: Verdict) -> Counter[str]:
    """The costs as the competition names them; a line below its minimum pays no optimum there."""
    sums: Counter[str] = Counter()
    for rule, cost in verdict.rules.items():
        word = rule.split()[0]
        names = {"run": "S2", "work": "S2", "off": "S3", "requests": "S4", "weekend": "S5", "total": "S6", "weekends": "S7"}
        if word != "cover":
            sums[names[word]] += cost
    short = {finding.key[:2] for _, finding in verdict.found if finding.level == "minimum" and finding.key[0] in lines(problem)}
    for _, finding in verdict.found:
        if finding.level == "target" and finding.key[:2] not in short:
            sums["S1"] += 30 * finding.amount
    return sums


def lines(problem: Problem) -> set[str]:
    return {line.id for line in problem.demand}


def hard(problem: Problem, verdict: Verdict) -> set[tuple[object, ...]]:
    """What makes a roster unfit: the nurse and day of a skill or succession, the day of a line below its minimum."""
    names = {"succession": "H3", "skills": "H4"}
    found: set[tuple[object, ...]] = {
        (names[rule], problem.people[finding.people[0]].id, finding.last) for rule, finding in verdict.hard
    }
    for rule, finding in verdict.found:
        if rule == "cover" and finding.level == "minimum":
            found.add(("H2", finding.key[1], *str(finding.key[0]).split(" ")))
    return found


@pytest.mark.parametrize(
    ("roster", "kind", "cost"),
    [
        # Ann's run of one Late ends too short at the horizon (15); everyone misses 3 assignments or what is left of them.
        (rows(), "S2", 15),
        (rows(), "S6", 60 + 60 + 40),
        (rows(ann="L-------------"), "S2", 0),
        (rows(ann="LL------------"), "S2", 30),
        (rows(ann="L-------------"), "S4", 10),
        # Bob's day off from the history: one more makes two, work at once leaves it too short.
        (rows(bob="LL------------"), "S3", 30 + 30 * (11 + 11 + 9)),
        # Cid has six days of work behind him where four are allowed: each further one is paid, those are not.
        (rows(cid="EE------------"), "S2", 15 + 2 * 15 + 2 * 30),
        (rows(cid="-----EE-------"), "S5", 0),
        (rows(cid="-----E--------"), "S5", 30),
        (rows(cid="-----E--------"), "S7", 30),
        (rows(bob="-----E--------"), "S7", 0),
        (rows(bob="-E------------"), "S1", 0),
        (rows(), "S1", 30),
        (rows(bob="--L-----------"), "S1", 30 + 30),
        (rows(bob="---L----------"), "S4", 10),
    ],
)
def test_each_cost_is_the_published_one(tiny: Problem, roster: tuple[Row, ...], kind: str, cost: int) -> None:
    assert by_sum(tiny, Judge.of(tiny)(roster))[kind] == cost


def test_history_forbids_what_may_not_follow_it_and_skills_bind_posts(tiny: Problem) -> None:
    judge = Judge.of(tiny)
    assert {("H3", "Ann", 0)} == hard(tiny, judge(rows(ann="E-L-----------")))
    assert {("H4", "Bob", 5), ("H2", 2, "Late", "Nurse")} == hard(tiny, judge(rows(bob="-----H--------")))
    assert judge(rows()).layers["cover"] == 1


def test_a_roster_comes_back_as_it_was_written(tiny: Problem, tmp_path: Path) -> None:
    roster = rows(ann="LH-----------L", bob="-EE-----------")
    folder = write_roster(tiny, roster, tmp_path / "out")
    assert folder == tmp_path / "out" / NAME
    text = (folder / "sol-week0.txt").read_text().splitlines()
    assert text[:4] == ["SOLUTION", "0 tiny", "", "ASSIGNMENTS = 4"]
    assert text[4:6] == ["Ann Mon Late Nurse", "Ann Tue Late Head"]
    assert (folder / "sol-week1.txt").read_text().splitlines()[3:] == ["ASSIGNMENTS = 1", "Ann Sun Late Nurse"]
    assert inrc2.read_roster(tiny, folder) == roster


def test_work_without_its_skill_is_not_written(tiny: Problem, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"Ann 0 Early.*a shift with its skill"):
        write_roster(tiny, [Row("Ann", ("Early",) + ("-",) * 13)], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def refused(folder: Path, **changes: str) -> set[tuple[str, str]]:
    with pytest.raises(InputRefused) as found:
        inrc2.read(files(folder, **changes), NAME)
    return {(fault.place, fault.value) for fault in found.value.faults}


def test_all_faults_of_the_scenario_are_told_at_once(tmp_path: Path) -> None:
    wrong = SCENARIO.replace("Late (2,4)", "Late 2,4").replace("2 Head Nurse", "3 Head Nurse").replace("Bob Full", "Bob Ful")
    assert refused(tmp_path, scenario=wrong.replace("(3,6)", "(6,3)")) == {
        ("Sc-tiny.txt:11", "Late 2,4"),
        ("Sc-tiny.txt:15", "Late"),
        ("Sc-tiny.txt:18", "(6,3)"),
        ("Sc-tiny.txt:21", "Ann Full 3 Head Nurse"),
        ("Sc-tiny.txt:22", "Ful"),
    }


def test_faults_of_history_and_weeks_are_told_together(tmp_path: Path) -> None:
    week = WEEK.replace("Bob Any Thu", "Bob Any Today").replace("(1,2)", "(2,1)").replace("REQUESTS = 2", "REQUESTS = 3")
    history = HISTORY.replace("Bob 0 0 None 0 0 1", "Bob 0 0 None 0 2 1").replace("Late 1 3 0", "Late 4 3 0")
    assert refused(tmp_path, week=week, history=history) == {
        ("H0-tiny-0.txt:5", "Ann 0 0 Late 4 3 0"),
        ("H0-tiny-0.txt:6", "Bob 0 0 None 0 2 1"),
        ("WD-tiny-0.txt:8", "(2,1)"),
        ("WD-tiny-0.txt:12", "Today"),
        ("WD-tiny-0.txt:10", "SHIFT_OFF_REQUESTS = 3"),
    }


def test_names_of_instances_and_missing_files_are_told(tmp_path: Path) -> None:
    files(tmp_path)
    with pytest.raises(InputRefused, match=r"instance: got 'tiny', expected a name such as"):
        inrc2.read(tmp_path, "tiny")
    with pytest.raises(InputRefused, match=r"expected 2 weeks"):
        inrc2.read(tmp_path, "tiny_0_0")
    with pytest.raises(InputRefused, match=r"WD-tiny-7\.txt: got .*expected a file that can be read"):
        inrc2.read(tmp_path, "tiny_0_0-7")


def test_the_door_reads_what_the_table_names(tmp_path: Path) -> None:
    folder = tmp_path / "inrc2" / "tiny"
    folder.mkdir(parents=True)
    files(folder)
    with pytest.raises(InputRefused, match=r"an instance's name, or best_known\.csv beside the folder"):
        load(folder, None)
    table = f"set,instance,best_ub\ninrc2-static,{NAME},1\ninrc2-static,other_0_1,2\ncurtois,tiny_0_1-1,3\n"
    (tmp_path / "best_known.csv").write_text(table)
    assert [(found, name, problem.days) for found, name, problem in load(folder, None)] == [("inrc2-static", NAME, 14)]
    assert [name for _, name, _ in load(folder, "tiny_0_1-1")] == ["tiny_0_1-1"]


# --- against the independent checker

NAMES = [
    "n005w4_1_6-2-9-1",
    "n005w4_0_1-2-3-3",
    "n005w4_2_6-2-9-1",
    "n012w8_1_2-7-0-9-3-6-0-6",
    "n012w8_0_1-3-5-7-9-2-4-6",
    "n030w4_1_6-2-9-1",
    "n030w4_1_6-7-5-3",
    "n030w4_0_3-4-5-9",
]


def posts(problem: Problem) -> Callable[[str], list[str]]:
    """What random rosters give each person: mostly the person's own skills, and now and then another."""
    every = [f"{code}/{line.post}" for line in problem.demand for code in line.codes]
    own = {
        person.id: [post for post in every if post.partition("/")[2] in {held.skill for held in person.skills}]
        for person in problem.people
    }
    return lambda person: own[person] * 12 + every


def compare(judge: Judge, roster: tuple[Row, ...], directory: Path, folder: Path) -> None:
    check, problem = checker("check_inrc2"), judge.problem
    scenario, history, weeks = check.load(str(folder), problem.name)
    written = write_roster(problem, roster, directory)
    official = check.check(
        scenario, history, weeks, [check.read_sol(str(written / f"sol-week{week}.txt")) for week in range(len(weeks))]
    )
    verdict = judge(roster)
    sums = by_sum(problem, verdict)
    assert {kind: sums[kind] for kind in sorted(sums)} == {kind: official[kind] for kind in sorted(sums)}
    assert sum(sums.values()) == official["objective"]
    # A forbidden succession is told there by nurse and later day, a line below its minimum without its figures here.
    kept = {"H2": 4, "H3": 3, "H4": 3}
    assert hard(problem, verdict) == {tuple(one[: kept[one[0]]]) for one in official["hard"]}
    assert (verdict.layers["cover"] == 0 and not verdict.hard) == official["feasible"]
    if official["feasible"]:
        assert verdict.layers["cost"] == official["objective"]
    assert inrc2.read_roster(problem, written) == roster


@pytest.mark.parametrize("name", NAMES)
def test_random_rosters_cost_what_the_checker_says(name: str, tmp_path: Path) -> None:
    folder = benchmarks() / "inrc2" / name.partition("_")[0]
    judge = Judge.of(inrc2.read(folder, name))
    problem, rng = judge.problem, random.Random(name)
    order = [code.id for code in problem.codes]
    for _ in range(20):
        roster = random_rows(problem, rng, posts(problem), order, rng.choice((0.3, 0.8, 0.95, 1.0)))
        for near in (roster, *islice(mutated(problem, roster, rng, posts(problem)), 1)):
            compare(judge, near, tmp_path, folder)


def test_rosters_that_are_fit_cost_what_the_checker_says(tmp_path: Path) -> None:
    checker("check_inrc2")
    judge = Judge.of(inrc2.read(files(tmp_path), NAME))
    problem, rng = judge.problem, random.Random(NAME)
    fit = 0
    for _ in range(300):
        roster = random_rows(problem, rng, lambda _: ["Early/Nurse", "Late/Nurse"], ["Early", "Late"], 0.95)
        compare(judge, roster, tmp_path, tmp_path)
        verdict = judge(roster)
        fit += not verdict.hard and not verdict.layers["cover"]
    assert fit > 30
