"""Undo and redo are commands: they put back what was there, and never over somebody else's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.errors import Conflict, InputRefused
from scheduler.domain.people import Skill
from scheduler.domain.text import same
from scheduler.services import store
from scheduler.services.stored import CellsChanged, CellWrite
from tests.db.stores import REF, act, cell, filled, put
from tests.domain.samples import WARD

ORTIE, GENET = "900001", "900002"
MONDAY, TUESDAY = date(2027, 5, 3), date(2027, 5, 4)


def test_a_stack_of_commands_is_undone_and_redone(database_url: str) -> None:
    with filled(database_url) as opened:
        start = opened.snapshot(REF).problem
        first, second = put(opened, ORTIE, MONDAY, "M"), put(opened, ORTIE, MONDAY, "N")
        states = [start, None, opened.snapshot(REF).problem]
        opened.undo(REF, act("undo"), second.command)
        states[1] = opened.snapshot(REF).problem
        assert cell(opened.snapshot(REF), ORTIE, MONDAY) == "M"
        opened.undo(REF, act("undo"), first.command)
        assert opened.snapshot(REF).problem == states[0]
        opened.redo(REF, act("redo"), first.command)
        assert opened.snapshot(REF).problem == states[1]
        opened.redo(REF, act("redo"), second.command)
        assert opened.snapshot(REF).problem == states[2]
        opened.undo(REF, act("undo"), second.command)
        assert opened.snapshot(REF).problem == states[1]


def test_versions_only_grow_so_that_an_editor_never_mistakes_what_he_saw(database_url: str) -> None:
    with filled(database_url) as opened:
        done = put(opened, ORTIE, MONDAY, "M")
        opened.undo(REF, act("undo"), done.command)
        with pytest.raises(CellsChanged):
            put(opened, ORTIE, MONDAY, "N", base=1)


def test_an_undo_twice_is_one_undo(database_url: str) -> None:
    with filled(database_url) as opened:
        done, twice = put(opened, ORTIE, MONDAY, "M"), act("undo")
        assert opened.undo(REF, twice, done.command) == opened.undo(REF, twice, done.command)
        with pytest.raises(Conflict, match="undone already"):
            opened.undo(REF, act("undo"), done.command)
        opened.redo(REF, act("redo"), done.command)
        with pytest.raises(Conflict, match="nothing to redo"):
            opened.redo(REF, act("redo"), done.command)


def test_a_cell_changed_by_another_since_stops_the_undo(database_url: str) -> None:
    with filled(database_url) as opened, store.open(database_url, actor="FICTIF-Lilas") as other:
        cells = [CellWrite(ORTIE, MONDAY, 0, "M"), CellWrite(GENET, TUESDAY, 1, "M")]
        done = opened.write(REF, act("assign"), cells)
        theirs = put(other, GENET, TUESDAY, "N")
        before = opened.snapshot(REF)
        with pytest.raises(CellsChanged, match="FICTIF-Lilas has put 'N'"):
            opened.undo(REF, act("undo"), done.command)
        assert opened.snapshot(REF) == before
        other.undo(REF, other.act("undo"), theirs.command)
        opened.undo(REF, act("undo"), done.command)
        assert opened.snapshot(REF).problem == WARD


def test_only_ones_own_commands_are_undone(database_url: str) -> None:
    with filled(database_url) as opened, store.open(database_url, actor="FICTIF-Lilas") as other:
        done = put(opened, ORTIE, MONDAY, "M")
        with pytest.raises(InputRefused, match="same person"):
            other.undo(REF, other.act("undo"), done.command)
        with pytest.raises(InputRefused, match="command of this plan"):
            opened.undo(REF, act("undo"), "nothing")
        creation = opened.log(REF)[0]
        with pytest.raises(InputRefused, match="changes cells or data"):
            opened.undo(REF, act("undo"), creation.command)


def test_data_are_undone_with_their_order(database_url: str) -> None:
    with filled(database_url) as opened:
        changed = replace(
            WARD,
            skills=(Skill("triage", same("triage")), *WARD.skills),
            demand=tuple(reversed(WARD.demand)),
            settings=WARD.settings[:1],
            overrides=(),
            note="autre",
        )
        done = opened.replace_data(REF, act("replace_data"), 1, changed)
        assert opened.snapshot(REF).problem == changed
        opened.undo(REF, act("undo"), done.command)
        found = opened.snapshot(REF)
        assert (found.problem, found.data_version) == (WARD, 3)
        opened.redo(REF, act("redo"), done.command)
        assert opened.snapshot(REF).problem == changed


def test_an_undo_of_data_that_others_have_built_on_is_refused(database_url: str) -> None:
    with filled(database_url) as opened:
        code = replace(WARD.codes[0], id="X")
        done = opened.replace_data(REF, act("replace_data"), 1, replace(WARD, codes=(*WARD.codes, code)))
        put(opened, ORTIE, MONDAY, "X")
        before = opened.snapshot(REF)
        with pytest.raises(InputRefused, match="X"):
            opened.undo(REF, act("undo"), done.command)
        assert opened.snapshot(REF) == before


def test_the_log_tells_what_was_done_in_order(database_url: str) -> None:
    with filled(database_url) as opened:
        done = put(opened, ORTIE, MONDAY, "M")
        opened.undo(REF, act("undo"), done.command)
        entries = opened.log(REF)
        assert [(entry.number, entry.verb, entry.undone) for entry in entries] == [
            (1, "create_ward", False),
            (2, "assign", True),
            (3, "undo", False),
        ]
        (change,) = entries[1].changes
        assert change.target == f"cell/2027-05-03/{ORTIE}"
        assert change.before == {"current": "", "locked": False, "pieces": None}
        assert change.after == {"current": "M", "locked": False, "pieces": None}
        assert (entries[1].summary.fr, entries[1].summary.en) == ("Affecter : 1 case", "Assign: 1 cell")
        assert entries[1].actor == "FICTIF-Tilleul"
        assert [entry.number for entry in opened.log(REF, 1, 1)] == [2]
        assert [entry.number for entry in opened.log(REF, 2, newest=True)] == [2, 3]
        assert opened.log(REF, after=2, changes=False)[0].changes == ()
