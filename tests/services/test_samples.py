"""The sample wards are what they are said to be: sizes, absences, wishes, a legal history with one breach, always the same."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codec import dump_ward
from scheduler.domain.errors import InputRefused
from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem
from scheduler.domain.validate import faults
from scheduler.packs import differences
from scheduler.rules.api import Spread
from scheduler.rules.registry import bind
from scheduler.services import samples
from scheduler.services.invented import PLANTS
from solver.api import SolveJob, solve
from tests.samples.make import sample


@pytest.fixture(scope="module")
def a() -> Problem:
    return samples.load("A")


@pytest.fixture(scope="module")
def b() -> Problem:
    return samples.load("b")


def needed(problem: Problem) -> int:
    """Duties that the demand asks for at least, over its lines of codes."""
    frame = Frame(problem)
    days = range(problem.days)
    return sum(frame.line_needs(line, day)[0] or 0 for line in problem.demand if line.codes for day in days)


@pytest.mark.parametrize("name", samples.names())
def test_a_sample_is_made_again_byte_for_byte(name: str) -> None:
    assert dump_ward(sample(name)) == samples.text(name)


@pytest.mark.parametrize("name", samples.names())
def test_a_sample_is_valid_invented_and_legal_but_for_one_duty(name: str) -> None:
    ward = samples.load(name)
    assert faults(ward) == ()
    assert (ward.first, ward.days, ward.history_days, ward.anchor) == (date(2027, 4, 26), 56, 42, date(2027, 4, 26))
    assert ward.first.weekday() == 0
    for person in ward.people:
        assert person.surname.removeprefix("FICTIF-") in PLANTS
        assert person.surname.startswith("FICTIF-")
    assert len({(p.surname, p.given) for p in ward.people}) == len(ward.people)
    assert {"2027-03-29", "2027-05-01", "2027-05-06", "2027-05-08", "2027-05-17"} <= {
        holiday.date.isoformat() for holiday in ward.holidays
    }
    check = check_problem(ward).check
    assert check is not None
    hard = {setting.id for setting in ward.settings if setting.hardness == "hard"}
    broken = [finding for finding in check.all() if finding.rule in hard]
    assert len(broken) == 1
    assert broken[0].first < 0
    assert broken[0].new == 0
    assert check.broken() == ()
    assert ward.pack is not None
    assert ward.pack.name == ("med" if name == "service-c" else "fph")
    own = {difference.rule: difference.kind for difference in differences(ward)}
    assert set(own.values()) <= {"added"}
    assert bool(own) == (name == "service-c")


def test_the_history_holds_a_clock_change_worked_through(a: Problem) -> None:
    frame = Frame(a)
    night = next(choice for choice, known in enumerate(frame.choices) if known is not None and known.code.id == "N")
    day = frame.day(date(2027, 3, 27))
    assert sum(piece.effective for piece in frame.pieces(night, day)) == 540
    assert any(row.cells[day + a.history_days] == "N" for row in a.roster)


def test_ward_a_has_its_staff(a: Problem) -> None:
    staff = [person for person in a.people if person.grade != "ESI"]
    assert len(staff) == 28
    assert Counter(person.grade for person in a.people) == {"CADRE": 1, "IDE": 13, "AS": 11, "ASH": 3, "ESI": 2}
    days = [person for person in staff if person.grade == "IDE" and "M" in person.codes]
    assert sorted(person.quota for person in days) == [50, 80, 80, 100, 100, 100, 100, 100, 100, 100]
    assert sum("N" in person.codes for person in days) == 3
    assert needed(a) == 712


def test_ward_a_has_leave_sickness_training_and_wishes(a: Problem) -> None:
    cells = {row.person: row.cells[a.history_days :] for row in a.roster}
    codes = Counter(cell for row in cells.values() for cell in row)
    assert codes["MAL"] == 21
    assert codes["FO"] == 6
    assert codes["SY"] == 2
    away = dict.fromkeys(range(8), 0)
    for person in a.people:
        weeks = {at // 7 for at, cell in enumerate(cells[person.id]) if cell == "CA"}
        assert len(weeks) == (0 if person.grade == "ESI" else 1)
        for week in weeks:
            away[week] += person.grade == "IDE"
    assert sorted(away.values())[-1] == 3
    assert away[1] == 3  # the collision of the second week
    assert len(a.wishes) == 40
    alone = Counter(wish.first for wish in a.wishes if "samedi" in wish.note)
    assert set(alone.values()) == {2}
    assert len(alone) == 3
    assert all(when.weekday() == 5 for when in alone)
    restricted = [person for person in a.people if person.restrictions]
    assert sorted(person.quota for person in restricted) == [50, 80]
    students = [person for person in a.people if "student" in person.tags]
    assert {(s.since, s.until) for s in students} == {(date(2027, 5, 10), date(2027, 6, 6))}


def test_ward_b_has_its_staff_beds_and_skills(b: Problem) -> None:
    assert Counter(p.grade for p in b.people) == {"CADRE": 2, "IDE": 34, "AS": 20, "ASH": 2, "KINE": 1, "LOG": 1}
    skills = Counter(held.skill for person in b.people for held in person.skills)
    assert skills["ecmo"] == 6
    assert skills["newcomer"] == 5
    assert 12 <= skills["senior"] <= 15
    series = b.series[0]
    values = [dict(series.values).get(b.first + timedelta(days=at), series.usual) for at in range(b.days)]
    assert (min(values), max(values)) == (10, 14)
    assert {"FPH-44-IDE", "FPH-44-AS"} <= {line.id for line in b.demand}


@pytest.mark.parametrize(("name", "said"), [("A", {"GP-04", "GP-04-NEW", "OVERTIME"}), ("B", {"GP-04-NEW"})])
def test_the_rules_of_students_newcomers_and_overtime_speak_in_the_wards(name: str, said: set[str]) -> None:
    ward = samples.load(name)
    book = bind(Frame(ward))
    assert said <= {rule.setting.id for rule in book.rules if rule.statements}
    carried = {who for rule in book.rules for one in rule.statements if isinstance(one, Spread) for who in one.openings}
    assert carried - {0}


def test_service_c_has_doctors_with_a_guard_and_a_standby() -> None:
    c = samples.load("c")
    frame = Frame(c)
    assert Counter(person.grade for person in c.people) == {"MAR": 7, "CHIR": 5}
    assert [line.kind for line in c.lines] == ["guard", "standby"]
    needed = [sum(frame.due(duty, day) for day in range(c.days)) for duty in frame.duties]
    assert needed == [38, 18, 38, 18]  # 56 nights each, of which 18 begin on a Saturday, a Sunday or a holiday
    held = Counter(cell.partition("+")[2] for row in c.roster for cell in row.cells if "+" in cell)
    assert held["G"] + held["GJ"] >= c.history_days - 1


def test_service_c_has_a_legal_plan_at_once_with_every_duty_held() -> None:
    ward = samples.load("c")
    plan = solve(SolveJob(ward, None, 1, 1, 1), lambda event: None)
    report = check_problem(ward, plan.rows)
    assert report.legal
    assert report.check is not None
    names = {duty.id for duty in report.check.frame.duties}
    assert [f for f in report.check if f.level == "minimum" and f.extra.get("line") in names] == []


def test_a_sample_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputRefused, match="ward-a"):
        samples.load("Z")
    assert samples.title("A").fr != samples.title("A").en
