"""Mistakes that a programmer could make in the window's questions, each with the tests that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import CASES, CONFLICT_PANEL, REPLACING_WINDOW, Mistake

WINDOW = "ui/window/"
AT_WORK = "test_whoever_is_at_work_stays_there_while_more_is_found"

WINDOW_MISTAKES = (
    Mistake(
        "window: what is drawn stays though whoever hears of it wants it gone", WINDOW + "drawing.py",
        "if self.cells is not cells:", "if self.cells is None:", "tests/ui/test_drawing.py",
    ),
    Mistake(
        "window: a cell that changed since it was asked about is written over", WINDOW + "preview.py",
        "and frame.text(grid.at(cell.person, cell.day)) == cell.before", "and True", CASES,
    ),
    Mistake(
        "window: a locked cell is written", WINDOW + "preview.py",
        "and not grid.locked(cell.person, cell.day)", "and True", CASES,
    ),
    Mistake(
        "window: the plan that stood has the absence already", WINDOW + "cases.py",
        "held.get((row.person, at), text)", "text", CASES,
    ),
    Mistake(
        "window: repairs change days that are over", WINDOW + "cases.py",
        "since=today if problem.first <= today <= case.until else None", "since=None", CASES,
    ),
    Mistake(
        "window: notice counts for what lies in the past", WINDOW + "cases.py",
        "now=None if today > case.until else time.now_minute()", "now=time.now_minute()", CASES,
    ),
    Mistake(
        "window: after a change of the ward its first day is the last that may be today", WINDOW + "cases.py",
        "return self.first if self.changed is None else self.last", "return self.first", CASES,
    ),
    Mistake(
        "window: the plan that stood is the ward as it is after it changed", WINDOW + "cases.py",
        "return self.changed.before", "return self.after", CASES,
    ),
    Mistake(
        "window: a case goes on when its ward changes again", WINDOW + "cases.py",
        "return self.changed is None or _data(base) == _data(self.after)", "return True", CASES,
    ),
    Mistake(
        "window: a repair that is taken makes another plan stand", WINDOW + "preview.py",
        "for cell in wanted], name, REPAIR)", 'for cell in wanted], name, "apply_plan")', CASES,
    ),
    Mistake(
        "window: a drawn repair is accepted as a plan of the solver's", WINDOW + "preview.py",
        "core.propose(ahead.horizon_rows(), REPAIR)", "core.propose(ahead.horizon_rows())", CASES,
    ),
    Mistake(
        "window: no accepted plan stands", WINDOW + "standing.py",
        "core.done[accepted[-1] if accepted else 0 :]", "core.done", "tests/ui/test_standing.py",
    ),
    Mistake(
        "window: what somebody brought stays when he leaves", WINDOW + "panels/tables.py",
        "openings=tuple(item for item in changed.openings if item.person in ids),", "",
        "tests/ui/test_openings.py::test_whoever_leaves_takes_what_was_brought_along",
    ),
    Mistake(
        "window: who is at work among conflicts is sent to the top when more is found", WINDOW + "panels/conflicts.py",
        "            self.members.setCurrentRow(max(0, member))\n", "", CONFLICT_PANEL + "::" + AT_WORK,
    ),
    Mistake(
        "window: the absent person is moved", WINDOW + "cases.py",
        "*(cell.person for cell in case.cells), *alone, *refused", "*alone, *refused", CASES,
    ),
    Mistake(
        "window: undoing an edit of the ward loses the call log", WINDOW + "session_core.py",
        "self._load(replace(command.problems[1 if forward else 0], calls=self.base.calls))",
        "self._load(command.problems[1 if forward else 0])", CASES,
    ),
    Mistake(
        "window: calls are not work to be kept", WINDOW + "session_core.py",
        "!= self.saved_at or self.noted", "!= self.saved_at", CASES,
    ),
    Mistake(
        "window: a call is stored without its place among the edits", WINDOW + "keeper.py",
        "self._put(lambda: work(self.store, act))", "self._jobs.put(_Job(lambda: work(self.store, act)))", REPLACING_WINDOW,
    ),
    Mistake(
        "window: an older question is answered too", WINDOW + "asking.py",
        "older.dropped = True", "pass", REPLACING_WINDOW,
    ),
    Mistake(
        "window: a locked shift is not lost", WINDOW + "repairing.py",
        "if state.choice != choice or state.real is not None:",
        "if (state.choice != choice or state.real is not None) and not state.locked:", REPLACING_WINDOW,
    ),
    Mistake(
        "window: whoever refused is asked again by repairs", WINDOW + "calllog.py",
        '== "refused"', '== "accepted"', REPLACING_WINDOW,
    ),
    Mistake(
        "window: a relaxation is applied to another ward", WINDOW + "conflicting.py",
        "if not self.current:", "if False:", CONFLICT_PANEL,
    ),
    Mistake(
        "window: none found in the time is told as none", WINDOW + "panels/conflicts.py",
        "if not found.found and not found.complete:", "if found is None:", CONFLICT_PANEL,
    ),
    Mistake(
        "window: every edit of a free cell makes conflicts old", WINDOW + "conflicting.py",
        "roster=core.grid.only_fixed().all_rows()", "roster=core.grid.all_rows()", CONFLICT_PANEL,
    ),
)  # fmt: skip
