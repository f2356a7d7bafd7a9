"""What a named person publishes is kept whole; scenarios go their own way; runs can be read again with what was solved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.checking import check_problem
from scheduler.domain.codec import as_planned, digest
from scheduler.domain.errors import InputRefused
from scheduler.domain.problem import Problem
from scheduler.services.stored import CellDifference, WardRef
from tests.db.stores import REF, act, cell, filled, put
from tests.domain.samples import PLAN, WARD

ORTIE, GENET = "900001", "900002"
MONDAY, TUESDAY, THURSDAY = date(2027, 5, 3), date(2027, 5, 4), date(2027, 5, 6)


def published_row(problem: Problem, person: str) -> tuple[str, ...]:
    reference = next(each for each in problem.references if each.name == "published")
    return next(row.cells for row in reference.rows if row.person == person)


def test_a_publication_freezes_the_ward_by_a_named_person(database_url: str) -> None:
    with filled(database_url) as opened:
        done = opened.publish(REF, act("publish"), MONDAY, THURSDAY, " FICTIF-Chêne ")
        found = opened.snapshot(REF)
        assert (done.number, done.by, done.digest) == (1, "FICTIF-Chêne", found.digest)
        assert found.states == {"2027-05": "published"}
        assert published_row(found.problem, ORTIE) == ("", "M/accueil+G", "", "R+A")
        assert published_row(found.problem, GENET) == ("CA", "CA", "", "")
        put(opened, ORTIE, MONDAY, "M")
        put(opened, GENET, MONDAY, "R")
        later = opened.snapshot(REF)
        assert later.states == {"2027-05": "live"}
        assert published_row(later.problem, GENET) == ("CA", "CA", "", "")
        assert opened.published_problem(REF, 1) == as_planned(found.problem)
        assert opened.publications(REF) == (done,)


def test_worked_entries_leave_a_month_published(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        put(opened, GENET, MONDAY, "M", verb="record_worked")
        assert opened.snapshot(REF).states == {"2027-05": "published"}


def test_a_part_of_the_horizon_is_published(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.publish(REF, act("publish"), TUESDAY, TUESDAY, "FICTIF-Chêne")
        assert published_row(opened.snapshot(REF).problem, ORTIE) == ("M", "M/accueil+G", "R", "R")


def test_nobody_publishes_without_a_name_or_outside_the_horizon(database_url: str) -> None:
    with filled(database_url) as opened:
        before = opened.snapshot(REF)
        for first, last, by, place in (
            (MONDAY, THURSDAY, "  ", "by"),
            (date(2027, 5, 2), THURSDAY, "FICTIF-Chêne", "first"),
            (MONDAY, date(2027, 5, 7), "FICTIF-Chêne", "last"),
            (THURSDAY, MONDAY, "FICTIF-Chêne", "last"),
        ):
            with pytest.raises(InputRefused) as refused:
                opened.publish(REF, act("publish"), first, last, by)
            assert [fault.place for fault in refused.value.faults] == [place]
        assert opened.snapshot(REF) == before


def test_a_publication_is_made_once_and_not_undone(database_url: str) -> None:
    with filled(database_url) as opened:
        twice = act("publish")
        first = opened.publish(REF, twice, MONDAY, THURSDAY, "FICTIF-Chêne")
        assert opened.publish(REF, twice, MONDAY, THURSDAY, "FICTIF-Chêne") == first
        assert len(opened.publications(REF)) == 1
        with pytest.raises(InputRefused, match="publication"):
            opened.undo(REF, act("undo"), twice.id)
        with pytest.raises(InputRefused, match="an existing publication"):
            opened.published_problem(REF, 2)


def test_a_scenario_goes_its_own_way(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "M")
        copy = opened.copy_scenario(REF, act("copy_scenario"), "Sans nuits")
        main, same = opened.snapshot(REF), opened.snapshot(copy)
        assert (same.problem, same.digest) == (main.problem, main.digest)
        put(opened, ORTIE, MONDAY, "R", ref=copy)
        opened.replace_data(copy, act("replace_data"), 1, replace(main.problem, note="essai"))
        assert opened.snapshot(REF) == main
        put(opened, GENET, THURSDAY, "M")
        assert cell(opened.snapshot(copy), GENET, THURSDAY) == ""
        assert opened.find("Médecine fictive/Sans nuits") == copy
        (info,) = opened.wards()[0].scenarios
        assert (info.id, info.name, info.parent, info.by) == (copy.scenario, "Sans nuits", "", "FICTIF-Tilleul")


def test_a_scenario_is_made_once_and_its_name_is_its_own(database_url: str) -> None:
    with filled(database_url) as opened:
        twice = act("copy_scenario")
        copy = opened.copy_scenario(REF, twice, "A")
        assert opened.copy_scenario(REF, twice, "A") == copy
        other = opened.copy_scenario(copy, act("copy_scenario"), "B")
        for name in ("A", " A", "", "A/B"):
            with pytest.raises(InputRefused):
                opened.copy_scenario(REF, act("copy_scenario"), name)
        with pytest.raises(InputRefused):
            opened.rename_scenario(other, act("rename_scenario"), "A")
        opened.rename_scenario(other, act("rename_scenario"), "C")
        assert [info.name for info in opened.wards()[0].scenarios] == ["A", "C"]
        opened.delete_scenario(copy, act("delete_scenario"))
        assert [info.name for info in opened.wards()[0].scenarios] == ["C"]
        with pytest.raises(InputRefused, match="still exists"):
            opened.snapshot(copy)
        with pytest.raises(InputRefused, match="stays"):
            opened.delete_scenario(REF, act("delete_scenario"))
        assert opened.copy_scenario(REF, act("copy_scenario"), "A") != copy


def test_two_plans_are_compared_cell_by_cell_and_cost_by_cost(database_url: str) -> None:
    legal = replace(WARD, settings=WARD.settings[:1], overrides=())
    rule = replace(legal.settings[0], params={"minutes": 660}, scope=replace(legal.settings[0].scope, first=None))
    cover = replace(WARD.settings[1], params={})
    legal = replace(legal, settings=(rule, cover))
    with filled(database_url, legal) as opened:
        copy = opened.copy_scenario(REF, act("copy_scenario"), "essai")
        put(opened, ORTIE, MONDAY, "N", ref=copy)
        changed = replace(legal, settings=(replace(rule, params={"minutes": 720}), cover))
        opened.replace_data(copy, act("replace_data"), 1, changed)
        found = opened.compare(REF, copy)
        assert found.cells == (CellDifference(ORTIE, MONDAY, "", "N"),)
        (item,) = found.settings
        assert (item.key, item.a["params"], item.b["params"]) == ("repos-11h", {"minutes": 660}, {"minutes": 720})
        assert found.items == found.settings
        for side, ref in ((found.a, REF), (found.b, copy)):
            check = check_problem(opened.snapshot(ref).problem).check
            assert check is not None
            assert tuple(cost.value for cost in side.costs) == check.costs()
            assert len(side.breaches) == len(check.broken())
        assert found.a.breaches == ()
        (breach,) = found.b.breaches
        assert "FICTIF-Ortie" in breach.en
        assert breach.fr != breach.en
        assert opened.compare(REF, REF).cells == ()


def test_a_run_is_recorded_with_what_was_solved(database_url: str) -> None:
    with filled(database_url) as opened:
        assert PLAN.problem_digest == digest(WARD)
        assert opened.save_run(REF, PLAN) == 1
        put(opened, ORTIE, MONDAY, "M")
        with pytest.raises(InputRefused, match="digest"):
            opened.save_run(REF, replace(PLAN, status="optimal"))
        assert opened.save_run(REF, replace(PLAN, status="optimal"), WARD) == 2
        assert opened.save_run(REF, PLAN) == 1
        assert [(info.number, info.status, info.problem_digest) for info in opened.runs(REF)] == [
            (1, "feasible", digest(WARD)),
            (2, "optimal", digest(WARD)),
        ]
        assert opened.run(REF, 1) == (PLAN, as_planned(WARD))
        with pytest.raises(InputRefused, match="a recorded run"):
            opened.run(REF, 3)


def test_what_is_missing_is_said(database_url: str) -> None:
    with filled(database_url) as opened, pytest.raises(InputRefused, match="still exists"):
        opened.snapshot(WardRef("fictif", "rien"))
