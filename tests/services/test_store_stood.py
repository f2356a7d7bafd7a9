"""The plan that repairs keep close to: what was published, accepted or copied last comes back as it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.codec import as_planned
from scheduler.domain.codes import Piece
from scheduler.domain.problem import CellRef
from scheduler.domain.time import utc_minute
from scheduler.services.store import Store
from scheduler.services.stored import CellWrite, Stood
from tests.db.stores import REF, act, filled, put
from tests.domain.samples import WARD

ORTIE, GENET = "900001", "900002"
MONDAY, TUESDAY, THURSDAY = date(2027, 5, 3), date(2027, 5, 4), date(2027, 5, 6)


def changed_in_every_way(opened: Store) -> None:
    """Cells, a lock, real hours, a rule, the demand, somebody who leaves: what others do to a plan after it stood."""
    put(opened, ORTIE, MONDAY, "M")
    put(opened, ORTIE, MONDAY, "R")
    version = opened.snapshot(REF).versions[CellRef(GENET, TUESDAY)]
    start = utc_minute(TUESDAY, 7 * 60, "Europe/Paris")
    real = (Piece(start, start + 500, 480, ("work", "morning")),)
    opened.write(REF, act("record_worked"), [CellWrite(GENET, TUESDAY, version, "M", True, real)])
    now = opened.snapshot(REF)
    rule, *rules = now.problem.settings
    lines = tuple(replace(line, under_weight=line.under_weight + 1) for line in now.problem.demand[::-1])
    opened.replace_data(
        REF,
        act("edit_data"),
        now.data_version,
        replace(now.problem, settings=(*rules, replace(rule, hardness="off")), demand=lines, zone="Europe/Brussels"),
    )


def test_nothing_stands_before_anything_was_published_or_accepted(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "M")
        put(opened, ORTIE, MONDAY, "R", verb="repair")
        assert opened.stood(REF) is None


def test_the_published_ward_stands_whatever_is_changed_later(database_url: str) -> None:
    with filled(database_url) as opened:
        made = opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        before = opened.snapshot(REF).problem
        changed_in_every_way(opened)
        assert opened.stood(REF) == Stood(as_planned(before), "published", made.at, "FICTIF-Chêne")


def test_the_accepted_plan_stands_as_it_was_then(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        put(opened, GENET, THURSDAY, "M", verb="apply_plan")
        before = opened.snapshot(REF).problem
        changed_in_every_way(opened)
        found = opened.stood(REF)
        assert found is not None
        assert (found.how, found.by) == ("accepted", "FICTIF-Tilleul")
        assert found.problem == as_planned(before)
        assert found.problem != as_planned(opened.snapshot(REF).problem)


def test_repairs_do_not_make_another_plan_stand(database_url: str) -> None:
    with filled(database_url) as opened:
        made = opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        put(opened, GENET, THURSDAY, "M", verb="repair")
        found = opened.stood(REF)
        assert found is not None
        assert (found.how, found.at) == ("published", made.at)


def test_a_plan_that_was_taken_back_does_not_stand_until_it_is_done_again(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        done = put(opened, GENET, THURSDAY, "M", verb="apply_plan")
        after = opened.snapshot(REF).problem
        opened.undo(REF, act("undo"), done.command)
        found = opened.stood(REF)
        assert found is not None
        assert found.how == "published"
        opened.redo(REF, act("redo"), done.command)
        found = opened.stood(REF)
        assert found is not None
        assert (found.how, found.problem) == ("accepted", as_planned(after))


def test_in_a_scenario_the_copy_stands(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.publish(REF, act("publish"), MONDAY, THURSDAY, "FICTIF-Chêne")
        put(opened, ORTIE, MONDAY, "M")
        copy = opened.copy_scenario(REF, act("copy_scenario"), "Plus de lits")
        copied = opened.snapshot(copy).problem
        put(opened, ORTIE, MONDAY, "R", ref=copy)
        found = opened.stood(copy)
        assert found is not None
        assert (found.how, found.problem) == ("copied", as_planned(copied))


def test_somebody_new_is_not_in_the_plan_that_stood(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, GENET, THURSDAY, "M", verb="apply_plan")
        before = opened.snapshot(REF)
        new = replace(WARD.people[0], id="900009", surname="FICTIF-Neuf")
        more = replace(before.problem, people=(*before.problem.people, new))
        opened.replace_data(REF, act("edit_data"), before.data_version, more)
        put(opened, "900009", THURSDAY, "M")
        found = opened.stood(REF)
        assert found is not None
        assert found.problem == as_planned(before.problem)


@pytest.mark.parametrize("verb", ["apply_plan", "repair"])
def test_what_is_proposed_leaves_cells_that_others_changed(database_url: str, verb: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "R")
        done = put(opened, ORTIE, MONDAY, "M", base=0, verb=verb)
        assert [each.target for each in done.conflicts] == [f"{ORTIE} {MONDAY}"]
