"""Calls and their answers are commands: kept, undone by whoever made them, never over somebody else's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain.calls import Call
from scheduler.domain.codec import digest
from scheduler.domain.errors import Conflict, InputRefused
from scheduler.services import store
from tests.db.stores import REF, act, filled, put
from tests.domain.samples import WARD

TUESDAY = date(2027, 5, 4)
NOW = WARD.calls[-1].asked + 60
CALL = Call("c3", "900001", TUESDAY, "N", NOW, by="FICTIF-Tilleul")


def calls(opened: store.Store) -> tuple[Call, ...]:
    return opened.snapshot(REF).problem.calls


def test_a_call_is_asked_then_answered_and_both_are_undone(database_url: str) -> None:
    with filled(database_url) as opened:
        asked = opened.log_call(REF, act("log_call"), CALL)
        assert calls(opened) == (*WARD.calls, CALL)
        done = opened.answer_call(REF, act("answer_call"), CALL, "accepted", NOW + 4)
        accepted = replace(CALL, answer="accepted", answered=NOW + 4)
        assert calls(opened) == (*WARD.calls, accepted)
        assert done.data_version == asked.data_version + 1
        opened.undo(REF, act("undo"), done.command)
        assert calls(opened) == (*WARD.calls, CALL)
        opened.redo(REF, act("redo"), done.command)
        assert calls(opened) == (*WARD.calls, accepted)
        opened.undo(REF, act("undo"), done.command)
        opened.undo(REF, act("undo"), asked.command)
        assert opened.snapshot(REF).problem == WARD
        told = [entry.summary.en for entry in opened.log(REF, after=1)]
        assert told[:2] == ["Log a call: 1 item of data", "Log an answer: 1 item of data"]


def test_the_same_command_twice_is_one_call(database_url: str) -> None:
    with filled(database_url) as opened:
        once = act("log_call")
        assert opened.log_call(REF, once, CALL) == opened.log_call(REF, once, CALL)
        assert len(calls(opened)) == 3


def test_an_answer_is_never_written_over_another_ones(database_url: str) -> None:
    with filled(database_url) as opened, store.open(database_url, actor="FICTIF-Lilas") as other:
        opened.log_call(REF, act("log_call"), CALL)
        other.answer_call(REF, other.act("answer_call"), CALL, "refused", NOW + 1)
        with pytest.raises(Conflict, match="c3"):
            opened.answer_call(REF, act("answer_call"), CALL, "accepted", NOW + 2)
        refused = replace(CALL, answer="refused", answered=NOW + 1)
        assert calls(opened)[-1] == refused
        opened.answer_call(REF, act("answer_call"), CALL, "refused", NOW + 1)  # says what is known: nothing to conflict
        opened.answer_call(REF, act("answer_call"), refused, "accepted", NOW + 9)  # changed his mind
        assert calls(opened)[-1].answer == "accepted"


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (replace(CALL, id="c1"), "id"),
        (replace(CALL, id=""), "id"),
        (replace(CALL, person="900009"), "person"),
        (replace(CALL, code="MM"), "code"),
        (replace(CALL, code=""), "code"),
        (replace(CALL, answer="accepted"), "answered"),
        (replace(CALL, answered=NOW), "answered"),
        (replace(CALL, answer="refused", answered=NOW - 1), "answered"),
    ],
)
def test_a_wrong_call_is_refused_with_its_place(sqlite_url: str, call: Call, place: str) -> None:
    with filled(sqlite_url) as opened:
        with pytest.raises(InputRefused) as refused:
            opened.log_call(REF, act("log_call"), call)
        assert [fault.place.rpartition(".")[2] for fault in refused.value.faults] == [place]
        assert opened.snapshot(REF).problem == WARD


def test_an_answer_needs_its_call(sqlite_url: str) -> None:
    with filled(sqlite_url) as opened:
        with pytest.raises(InputRefused, match="c3"):
            opened.answer_call(REF, act("answer_call"), CALL, "accepted", NOW)
        opened.log_call(REF, act("log_call"), CALL)
        with pytest.raises(InputRefused, match="2027-05-03T04:06Z"):
            opened.answer_call(REF, act("answer_call"), CALL, "accepted", CALL.asked - 1)
        period = replace(CALL, id="c4", code="A")
        opened.log_call(REF, act("log_call"), period)
        assert calls(opened)[-1] == period


def test_calls_change_neither_what_a_plan_answers_nor_what_was_published(database_url: str) -> None:
    with filled(database_url) as opened:
        before = opened.snapshot(REF)
        first = opened.publish(REF, act("publish"), WARD.first, WARD.first, "FICTIF-Tilleul")
        opened.log_call(REF, act("log_call"), CALL)
        after = opened.snapshot(REF)
        assert (after.problem.calls[-1], after.data_version) == (CALL, before.data_version + 1)
        second = opened.publish(REF, act("publish"), WARD.first, WARD.first, "FICTIF-Tilleul")
        assert first.digest == second.digest == digest(opened.published_problem(REF, 2)) == after.digest
        assert opened.published_problem(REF, 2).calls == ()


def test_calls_and_other_data_are_changed_side_by_side(database_url: str) -> None:
    with filled(database_url) as opened:
        seen = opened.snapshot(REF)
        opened.log_call(REF, act("log_call"), CALL)
        changed = replace(seen.problem, note="autre")
        opened.replace_data(REF, act("replace_data"), seen.data_version, changed)
        put(opened, "900001", date(2027, 5, 3), "M")
        found = opened.snapshot(REF).problem
        assert (found.note, found.calls[-1]) == ("autre", CALL)
