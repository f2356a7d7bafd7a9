"""What goes into a store comes out again, commands take effect once, and nothing of another's work is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.codec import digest
from scheduler.domain.codes import Piece
from scheduler.domain.errors import Conflict, InputRefused
from scheduler.domain.people import Skill
from scheduler.domain.problem import CellRef
from scheduler.domain.text import Text, same
from scheduler.domain.time import utc_minute
from scheduler.services import samples, store
from scheduler.services.stored import CellsChanged, CellWrite, WardRef
from tests.db.stores import REF, act, cell, filled, put
from tests.domain.samples import FIRST, WARD

ORTIE, GENET = "900001", "900002"
MONDAY, TUESDAY = date(2027, 5, 3), date(2027, 5, 4)


def test_a_ward_comes_back_as_it_was(database_url: str) -> None:
    with filled(database_url) as opened:
        found = opened.snapshot(opened.find("fictif"))
        assert found.problem == WARD
        assert found.digest == digest(WARD)
        assert (found.data_version, found.last_change) == (1, 1)
        assert found.states == {"2027-05": "draft"}
        assert found.versions[CellRef(ORTIE, MONDAY)] == 0
        assert found.versions[CellRef(ORTIE, TUESDAY)] == 1
    with store.open(database_url) as again:
        assert again.snapshot(REF) == found
        (info,) = again.wards()
        assert (info.id, info.name, info.first, info.days, info.scenarios) == ("fictif", "Médecine fictive", FIRST, 4, ())


def test_a_ward_is_found_by_id_and_by_name_and_a_wrong_name_lists_what_there_is(database_url: str) -> None:
    with filled(database_url) as opened:
        assert opened.find("Médecine fictive") == opened.find("fictif") == REF
        with pytest.raises(InputRefused, match="fictif"):
            opened.find("fictiv")


def test_a_ward_is_created_once(database_url: str) -> None:
    with filled(database_url) as opened:
        with pytest.raises(InputRefused, match="does not have yet"):
            opened.create_ward(WARD, act("create_ward"))
        twice = act("create_ward")
        assert opened.create_ward(replace(WARD, id="autre"), twice) == WardRef("autre")
        assert opened.create_ward(replace(WARD, id="autre"), twice) == WardRef("autre")
        assert len(opened.wards()) == 2


def test_a_ward_with_faults_is_refused_with_all_of_them(database_url: str) -> None:
    bad = replace(WARD, zone="Lune", people=(replace(WARD.people[0], quota=0), WARD.people[1]))
    with store.open(database_url) as opened:
        with pytest.raises(InputRefused) as refused:
            opened.create_ward(bad, act("create_ward"))
        assert {fault.place for fault in refused.value.faults} == {"zone", "people[0].quota"}
        assert opened.wards() == ()


def test_a_cell_is_written_with_lock_and_real_pieces(database_url: str) -> None:
    start = utc_minute(TUESDAY, 7 * 60, "Europe/Paris")
    real = (Piece(start, start + 500, 480, ("work", "morning")),)
    with filled(database_url) as opened:
        done = opened.write(REF, act("record_worked"), [CellWrite(GENET, TUESDAY, 1, "M", True, real)])
        found = opened.snapshot(REF)
        assert cell(found, GENET, TUESDAY) == "M"
        assert CellRef(GENET, TUESDAY) in found.problem.locks
        assert [each.pieces for each in found.problem.pieces if each.person == GENET] == [real]
        assert done.versions == {CellRef(GENET, TUESDAY): 2}
        assert found.versions[CellRef(GENET, TUESDAY)] == 2
        opened.write(REF, act("assign"), [CellWrite(GENET, TUESDAY, 2, "", False)])
        found = opened.snapshot(REF)
        assert cell(found, GENET, TUESDAY) == ""
        assert CellRef(GENET, TUESDAY) not in found.problem.locks
        assert [each for each in found.problem.pieces if each.person == GENET] == []


@pytest.mark.parametrize("text", ["M*", "R+A", "M/accueil+G", "M/accueil*+G"])
def test_overtime_and_on_call_periods_are_written_as_they_stand_in_a_cell(database_url: str, text: str) -> None:
    with filled(database_url) as opened:
        put(opened, GENET, MONDAY, text)
        assert cell(opened.snapshot(REF), GENET, MONDAY) == text
        with pytest.raises(InputRefused, match="nowhere"):
            put(opened, GENET, MONDAY, "M+nowhere")


def test_the_same_command_twice_is_done_once(database_url: str) -> None:
    with filled(database_url) as opened:
        twice = act("assign")
        first = opened.write(REF, twice, [CellWrite(ORTIE, MONDAY, 0, "M")])
        put(opened, ORTIE, MONDAY, "R")
        assert opened.write(REF, twice, [CellWrite(ORTIE, MONDAY, 0, "M")]) == first
        found = opened.snapshot(REF)
        assert (cell(found, ORTIE, MONDAY), found.last_change) == ("R", 3)


def test_a_changed_cell_stops_the_whole_command_and_says_who_changed_it(database_url: str) -> None:
    with filled(database_url) as opened, store.open(database_url, actor="FICTIF-Lilas") as other:
        put(other, ORTIE, MONDAY, "R")
        before = opened.snapshot(REF)
        with pytest.raises(CellsChanged, match="FICTIF-Lilas has put 'R'") as stopped:
            opened.write(REF, act("assign"), [CellWrite(GENET, TUESDAY, 1, "M"), CellWrite(ORTIE, MONDAY, 0, "M")])
        (conflict,) = stopped.value.conflicts
        assert (conflict.person, conflict.date, conflict.base, conflict.version) == (ORTIE, MONDAY, 0, 1)
        assert (conflict.current, conflict.wanted, conflict.actor) == ("R", "M", "FICTIF-Lilas")
        assert opened.snapshot(REF) == before


def test_what_both_wanted_is_no_conflict(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "R")
        done = put(opened, ORTIE, MONDAY, "R", base=0)
        assert (done.versions, done.conflicts) == ({CellRef(ORTIE, MONDAY): 1}, ())


def test_a_plan_fills_what_is_unchanged_and_returns_the_rest(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "R")
        wanted = [CellWrite(ORTIE, MONDAY, 0, "M"), CellWrite(GENET, date(2027, 5, 5), 0, "N")]
        done = opened.write(REF, act("apply_plan"), wanted)
        assert [each.target for each in done.conflicts] == ["900001 2027-05-03"]
        found = opened.snapshot(REF)
        assert (cell(found, ORTIE, MONDAY), cell(found, GENET, date(2027, 5, 5))) == ("R", "N")


def test_what_was_worked_is_never_refused_and_flagged(database_url: str) -> None:
    with filled(database_url) as opened:
        put(opened, ORTIE, MONDAY, "R")
        done = opened.write(REF, act("record_worked"), [CellWrite(ORTIE, MONDAY, 0, "N")], guard=lambda _: Text("non", "no"))
        assert [each.current for each in done.conflicts] == ["R"]
        assert done.versions == {CellRef(ORTIE, MONDAY): 2}
        assert cell(opened.snapshot(REF), ORTIE, MONDAY) == "N"


def test_bad_cells_are_told_all_at_once_and_nothing_is_written(database_url: str) -> None:
    with filled(database_url) as opened:
        before = opened.snapshot(REF)
        cells = [
            CellWrite(ORTIE, MONDAY, 0, "M"),
            CellWrite("900009", MONDAY, 0, "M"),
            CellWrite(GENET, date(2028, 1, 1), 0, "M"),
            CellWrite(GENET, TUESDAY, 1, "Q"),
            CellWrite(GENET, MONDAY, 1, "M/cuisine"),
            CellWrite(ORTIE, MONDAY, 0, "N"),
        ]
        with pytest.raises(InputRefused) as refused:
            opened.write(REF, act("assign"), cells)
        places = [fault.place.rsplit(".", 1)[-1] for fault in refused.value.faults]
        assert sorted(places) == ["cells[5]", "current", "current", "date", "person"]
        assert opened.snapshot(REF) == before


def test_a_guard_sees_the_plan_as_it_would_be_and_can_stop_it(database_url: str) -> None:
    with filled(database_url) as opened:

        def keep(problem: object) -> Text | None:
            return same("stop") if "CA" not in problem.roster[1].cells else None  # type: ignore[attr-defined]

        opened.write(REF, act("assign"), [CellWrite(GENET, MONDAY, 1, "R")], guard=keep)
        before = opened.snapshot(REF)
        with pytest.raises(Conflict, match="stop"):
            opened.write(REF, act("assign"), [CellWrite(GENET, TUESDAY, 1, "R")], guard=keep)
        assert opened.snapshot(REF) == before


def test_data_are_replaced_item_by_item(database_url: str) -> None:
    with filled(database_url) as opened:
        more = replace(WARD, note="", skills=(Skill("triage", same("triage")), *WARD.skills), openings=())
        done = opened.replace_data(REF, act("edit"), 1, more)
        assert done.data_version == 2
        found = opened.snapshot(REF)
        assert (found.problem, found.digest, found.data_version) == (more, digest(more), 2)


def test_two_people_may_change_different_data(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.replace_data(REF, act("edit"), 1, replace(WARD, note="une"))
        opened.replace_data(REF, act("edit"), 1, replace(WARD, region="FR-ALS", openings=()))
        found = opened.snapshot(REF).problem
        assert (found.note, found.region, found.openings) == ("une", "FR-ALS", ())


def test_two_people_cannot_change_one_thing(database_url: str) -> None:
    with filled(database_url) as opened:
        opened.replace_data(REF, act("edit"), 1, replace(WARD, note="une"))
        before = opened.snapshot(REF)
        with pytest.raises(Conflict) as stopped:
            opened.replace_data(REF, act("edit"), 1, replace(WARD, note="deux", region="BE"))
        assert stopped.value.targets == ("meta note",)
        assert opened.snapshot(REF) == before


def test_a_code_in_use_is_not_removed_but_can_be_renamed_with_its_cells(database_url: str) -> None:
    with filled(database_url) as opened:
        renamed = replace(WARD, codes=tuple(replace(code, id="VAC") if code.id == "CA" else code for code in WARD.codes))
        before = opened.snapshot(REF)
        with pytest.raises(InputRefused, match="CA"):
            opened.replace_data(REF, act("edit"), 1, renamed)
        assert opened.snapshot(REF) == before
        cells = [CellWrite(GENET, day, 1, "VAC") for day in (MONDAY, TUESDAY)]
        done = opened.replace_data(REF, act("edit"), 1, renamed, cells)
        assert set(done.versions.values()) == {2}
        assert cell(opened.snapshot(REF), GENET, MONDAY) == "VAC"


@pytest.mark.parametrize("name", samples.names())
def test_the_sample_wards_come_back_as_they_are_shipped(sqlite_url: str, name: str) -> None:
    shipped = samples.load(name)
    with filled(sqlite_url, shipped) as opened:
        found = opened.snapshot(opened.find(shipped.name))
        assert (found.problem, found.digest) == (shipped, digest(shipped))
