"""The invented hospital: 40 wards of 25, always the same, valid, under the law from the first day of their history on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codec import digest
from scheduler.domain.problem import Problem
from scheduler.domain.validate import faults
from scheduler.packs import differences
from scheduler.services import hospital
from scheduler.services.hospital_ward import MOST_AWAY
from scheduler.services.invented import PLANTS
from solver.api import Event, SolveJob, solve

OFFICE = ("CADRE", "KINE")


@pytest.fixture(scope="module")
def wards() -> list[Problem]:
    return list(hospital.wards())


def horizon(ward: Problem) -> dict[str, tuple[str, ...]]:
    return {row.person: row.cells[ward.history_days :] for row in ward.roster}


def test_it_is_made_again_the_same_in_another_process(wards: list[Problem]) -> None:
    script = (
        "from scheduler.domain.codec import digest; from scheduler.services import hospital;"
        "print(*(digest(ward) for ward in hospital.wards()))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    assert made.stdout.split() == [digest(ward) for ward in wards]


def test_forty_wards_of_twenty_five_invented_people(wards: list[Problem]) -> None:
    assert len(wards) == len({ward.id for ward in wards}) == len({ward.name for ward in wards}) == 40
    people = [person for ward in wards for person in ward.people]
    assert {len(ward.people) for ward in wards} == {25}
    assert len({person.id for person in people}) == len({(p.surname, p.given) for p in people}) == 1000
    assert all(person.surname.removeprefix("FICTIF-") in PLANTS for person in people)
    assert all(person.surname.startswith("FICTIF-") for person in people)
    assert all("fictif" in ward.name for ward in wards)
    contracts = Counter(person.contract for person in people)
    assert {"37h30", "35h", "32h30", "35h-12", "32h30-12"} <= set(contracts)
    assert all(count >= 40 for count in contracts.values())
    quotas = Counter(person.quota for person in people)
    assert set(quotas) == {50, 80, 90, 100}
    assert 600 < quotas[100] < 900


def test_every_ward_is_valid_and_legal_and_has_the_packs_rules(wards: list[Problem]) -> None:
    for ward in wards:
        assert faults(ward) == ()
        assert differences(ward) == ()
        assert (ward.days, ward.first.weekday()) == (56, 0)
        check = check_problem(ward).check
        assert check is not None
        hard = {setting.id for setting in ward.settings if setting.hardness == "hard"}
        assert [check.sentence(finding, "en") for finding in check.all() if finding.rule in hard] == []


def test_about_eight_per_cent_are_absent_beside_a_week_of_leave_each(wards: list[Problem]) -> None:
    days = absent = 0
    for ward in wards:
        cells = horizon(ward)
        for person in ward.people:
            own = cells[person.id]
            weeks = {at // 7 for at, cell in enumerate(own) if cell in ("CA", "RF")}
            assert len(weeks) == 1
            if person.grade not in OFFICE:
                days, absent = days + len(own), absent + sum(cell in ("MAL", "FO") for cell in own)
    assert 0.07 < absent / days < 0.085


def test_never_too_many_of_a_group_are_away(wards: list[Problem]) -> None:
    for ward in wards:
        groups: dict[tuple[str, str], list[str]] = {}
        for person in ward.people:
            if person.grade not in OFFICE:
                groups.setdefault((person.grade, person.contract), []).append(person.id)
        cells = horizon(ward)
        for members in groups.values():
            # Leave is given by turns, and two may have the same week where there are more people than weeks.
            most = max(2, round(MOST_AWAY * len(members)))
            assert all(sum(cells[who][day] in ("CA", "MAL", "FO") for who in members) <= most for day in range(ward.days))


@pytest.mark.parametrize("number", [1, 21, 40])
def test_a_ward_has_a_legal_plan_that_covers_nearly_all(wards: list[Problem], number: int) -> None:
    ward, enough = wards[number - 1], threading.Event()

    def listen(event: Event) -> None:
        if event.rows:
            enough.set()

    plan = solve(SolveJob(ward, 300.0, None, 1, 1), listen, enough)
    report = check_problem(ward, plan.rows)
    assert report.legal
    assert report.check is not None
    frame = report.check.frame
    needed = sum(frame.line_needs(line, day)[0] or 0 for line in frame.demand for day in range(ward.days))
    assert 300 < needed < 700
    assert plan.layers[0].layer == "minimum"
    assert plan.layers[0].value < 0.05 * needed
