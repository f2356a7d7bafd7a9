"""What a question about an absence says, what of an answer may be written, and how it is told; without a process."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduler.domain import time
from scheduler.domain.calls import Call
from scheduler.domain.people import Availability
from scheduler.domain.problem import CellRef
from scheduler.domain.text import plain, same
from scheduler.domain.time import add_days, utc_minute
from scheduler.services.changed import Changed, changed
from solver.api import CellChange, Cost, Notice
from tests.ui.wards import FIRST, ward
from ui.window import answertext, preview
from ui.window.cases import Case, asked
from ui.window.language import language, set_language
from ui.window.preview import Filled
from ui.window.session_core import SessionCore
from ui.window.standing import stood

NAME = same("x")
NOTICES = (Notice(48 * 60, 4), Notice(15 * 24 * 60, 2))


def _case(core: SessionCore, person: int, *days: int) -> Case:
    """The person is away on these days."""
    frame = core.frame
    stood = {CellRef(core.base.people[person].id, frame.date(day)): frame.text(core.grid.at(person, day)) for day in days}
    core.set_cells([(person, day, frame.by_text["AM"]) for day in days], NAME)
    return Case(NAME, frame.date(days[0]), frame.date(days[-1]), core.problem, stood, "AM")


def test_the_plan_that_stood_is_the_one_before_the_absence() -> None:
    core = SessionCore(ward(6, 14))
    before = core.problem
    case = _case(core, 3, 8, 9, 10)
    assert case.after == core.problem != before
    assert case.before == before


def test_what_was_edited_since_is_in_both_plans() -> None:
    core = SessionCore(ward(6, 14))
    case = _case(core, 3, 8)
    core.set_cells([(1, 2, core.frame.by_text["J"])], NAME)
    case.after = core.problem
    core.undo()
    core.undo()
    core.set_cells([(1, 2, core.frame.by_text["J"])], NAME)
    assert case.before == core.problem


def _today(monkeypatch: pytest.MonkeyPatch, day: date) -> int:
    now = utc_minute(day, 340, "Europe/Paris")
    monkeypatch.setattr(time, "today", lambda zone: day)
    monkeypatch.setattr(time, "now_minute", lambda: now)
    return now


def test_within_the_period_the_past_stays_and_notice_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    core = SessionCore(ward(6, 14))
    now = _today(monkeypatch, add_days(FIRST, 5))
    question = asked(_case(core, 3, 8, 9), ())
    assert (question.since, question.now) == (add_days(FIRST, 5), now)


def test_before_the_period_everything_may_change_and_notice_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    core = SessionCore(ward(6, 14))
    now = _today(monkeypatch, add_days(FIRST, -30))
    question = asked(_case(core, 3, 8), ())
    assert (question.since, question.now) == (None, now)


def test_an_absence_of_the_past_is_an_exercise_without_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    core = SessionCore(ward(6, 14))
    _today(monkeypatch, add_days(FIRST, 9))
    question = asked(_case(core, 3, 8), ())
    assert (question.since, question.now) == (None, None)


def test_the_absent_those_who_refused_and_those_who_asked_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    base = ward(6, 14)
    quiet = Availability("do_not_call", add_days(FIRST, 8), add_days(FIRST, 8))
    people = tuple(replace(who, availability=(quiet,)) if at in (1, 2) else who for at, who in enumerate(base.people))
    core = SessionCore(replace(base, people=people))
    _today(monkeypatch, FIRST)
    ids = [who.id for who in people]
    assert set(asked(_case(core, 3, 8), (ids[5],)).left) == {ids[1], ids[2], ids[3], ids[5]}
    assert set(asked(_case(core, 0, 9), ()).left) == {ids[0]}


def _changed(core: SessionCore) -> Case:
    """A cell is typed and a rule is gone since the ward was opened."""
    core.set_cells([(1, 8, core.frame.by_text["JF"])], NAME)
    core.edit_problem(replace(core.problem, settings=core.base.settings[1:]), NAME)
    what = changed(stood(core), core.problem)
    assert isinstance(what, Changed)
    return Case(what.said, core.frame.date(0), core.frame.date(core.frame.last), core.problem, changed=what)


@pytest.mark.parametrize(("day", "since", "counted"), [(-3, None, True), (0, 0, True), (13, 13, True), (14, None, False)])
def test_after_changes_the_past_stays_whichever_day_it_is(
    monkeypatch: pytest.MonkeyPatch, day: int, since: int | None, counted: bool
) -> None:
    core = SessionCore(ward(6, 14))
    opened, now = core.problem, _today(monkeypatch, add_days(FIRST, day))
    question = asked(_changed(core), ())
    assert question.before == opened
    assert question.problem.settings == opened.settings[1:]
    assert CellRef(core.base.people[1].id, add_days(FIRST, 8)) in question.problem.locks
    assert question.since == (None if since is None else add_days(FIRST, since))
    assert question.now == (now if counted else None)


def test_after_changes_who_asked_not_to_be_called_is_left_alone_on_those_days_only(monkeypatch: pytest.MonkeyPatch) -> None:
    base = ward(6, 14)
    quiet = replace(base.people[2], availability=(Availability("do_not_call", FIRST, FIRST),))
    core = SessionCore(replace(base, people=(*base.people[:2], quiet, *base.people[3:])))
    _today(monkeypatch, FIRST)
    assert asked(_changed(core), ()).left == ()


def test_a_case_is_of_the_ward_as_it_was_changed() -> None:
    core = SessionCore(ward(6, 14))
    case = _changed(core)
    assert case.of(core.base)
    assert case.facts == {CellRef(core.base.people[1].id, add_days(FIRST, 8)): "JF"}
    core.note_call(_call(core.base.people[1].id, "waiting", "S"))
    assert case.of(core.base)
    core.edit_problem(replace(core.problem, demand=core.base.demand[1:]), NAME)
    assert not case.of(core.base)


def test_only_cells_that_stand_as_they_were_asked_about_are_written() -> None:
    core = SessionCore(ward(6, 14))
    problem, text = core.problem, core.frame.text
    cells = [Filled(person, 9, text(core.grid.at(person, 9)), "J") for person in (1, 2, 3)]
    core.set_cells([(1, 9, core.frame.by_text["CA"])], NAME)
    core.lock_cells([(2, 9)], True)
    assert preview.take(core, cells, NAME) == (1, 2)
    assert [text(core.grid.at(person, 9)) for person in (1, 2, 3)] == ["CA", cells[1].before, "J"]
    assert core.done[-1].verb == "repair"
    assert preview.take(core, cells, NAME) == (0, 2)
    rows = tuple(replace(row, cells=("J",) * 14) if row.person == problem.people[0].id else row for row in problem.roster)
    horizon = [replace(row, cells=row.cells[-14:]) for row in rows]
    found = preview.differing(problem, horizon, core)
    assert {cell.person for cell in found} == {0}
    assert all(cell.after == "J" != cell.before for cell in found)


def test_a_drawing_changes_nothing_but_what_is_shown() -> None:
    core = SessionCore(ward(6, 14))
    before = core.problem
    cell = Filled(4, 9, core.frame.text(core.grid.at(4, 9)), "J")
    assert preview.draw(core, [cell]) is core.proposal
    assert core.differences() == [(4, 9, core.frame.by_text["J"])]
    assert core.problem == before
    assert core.accept() == 1
    assert core.done[-1].verb == "repair"
    core.undo()
    core.lock_cells([(4, 9)], True)
    preview.draw(core, [cell])
    assert core.proposal is not None
    assert core.proposal.at(4, 9) == core.grid.at(4, 9)


def _call(who: str, answer: str, code: str = "M") -> Call:
    return Call(f"{who}-{answer}", who, FIRST, code, 1_000_000, answer, 1_000_001)  # type: ignore[arg-type]


def test_the_call_log_is_not_undone_with_the_wards_data() -> None:
    core = SessionCore(ward(6, 14))
    before = core.problem
    core.note_call(_call(core.base.people[1].id, "accepted", "S"))
    assert core.dirty
    core.saved()
    assert not core.dirty
    core.edit_problem(replace(core.problem, name="Other"), NAME)
    core.note_call(_call(core.base.people[1].id, "refused"))
    core.undo()
    assert core.problem.name == before.name
    assert [call.answer for call in core.problem.calls] == ["accepted", "refused"]
    core.redo()
    assert len(core.problem.calls) == 2


def test_an_answer_is_written_over_its_call() -> None:
    core = SessionCore(ward(6, 14))
    call = Call("c1", core.base.people[1].id, FIRST, "M", 1_000_000)
    core.note_call(call)
    core.note_call(replace(call, answer="refused", answered=1_000_009))
    assert [(each.id, each.answer) for each in core.problem.calls] == [("c1", "refused")]


@pytest.mark.parametrize(
    ("minutes", "french", "english", "short"),
    [
        (None, "", "", False),
        (-5, "déjà commencé", "already begun", True),
        (47 * 60 + 59, "prévenu 47 h avant", "47 h notice", True),
        (48 * 60, "prévenu 48 h avant", "48 h notice", False),
        (5 * 1440, "prévenu 5 j avant", "5 days' notice", False),
        (15 * 1440, "", "", False),
    ],
)
def test_notice_in_both_languages(minutes: int | None, french: str, english: str, short: bool) -> None:
    before = language()
    try:
        for lang, words in (("fr", french), ("en", english)):
            set_language(lang)
            assert plain(answertext.notice_words(minutes, NOTICES)) == words
    finally:
        set_language(before)
    assert answertext.is_short(minutes, NOTICES) == short


def test_changes_and_costs_in_both_languages() -> None:
    before, problem = language(), ward(6, 14)
    change = CellChange(problem.people[1].id, add_days(FIRST, 1), "RH", "M", 90)
    costs = (Cost("cover", 100, 100), Cost("comfort", 3, -2))
    try:
        set_language("fr")
        assert answertext.change_words(problem, change) == "FICTIF-Bruyère Camille · mar. 04/05 · RH → M"
        assert answertext.cost_lines(problem, costs) == [
            "Effectif minimum\u00a0: + une personne d'écart sur un poste ou une plage horaire",
            "Confort\u00a0: − 2 postes d'écart",
        ]
        assert [answertext.changes_words(count) for count in (0, 1, 2)] == ["0 changement", "1 changement", "2 changements"]
        assert answertext.cost_words(problem, costs) == "effectif minimum +1"
        set_language("en")
        assert answertext.change_words(problem, change) == "FICTIF-Bruyère Camille · Tue 04/05 · RH → M"
        assert answertext.cost_lines(problem, costs) == [
            "Minimum cover: + one person off on a shift or part of a day",
            "Comfort: − 2 shifts off",
        ]
        assert [answertext.changes_words(count) for count in (0, 1, 2)] == ["0 changes", "1 change", "2 changes"]
        assert answertext.cost_words(problem, costs[1:]) == "at no extra cost"
    finally:
        set_language(before)
