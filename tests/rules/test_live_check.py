"""The live check after any edits is what a check from the start would be; and a plan is checked against its ward's facts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from scheduler.checking import LiveCheck, check_problem, report_json
from scheduler.domain.codes import Piece
from scheduler.domain.demand import DemandLine
from scheduler.domain.problem import CellRef, Row
from scheduler.domain.settings import LevelCost, RuleSetting
from scheduler.domain.text import same
from scheduler.rules.costs import finding_cost
from tests.rules.wards import COVER, bound, every_rule, problems, said, setting, ward


class EditsOfARoster(RuleBasedStateMachine):
    """Cells change, are locked, get real pieces; the kept findings never differ from those of a new check."""

    @initialize(data=st.data())
    def open_ward(self, data: st.DataObject) -> None:
        problem = replace(data.draw(problems("COVER")), settings=every_rule(), overrides=())
        self.book, self.grid = bound(problem)
        self.live = LiveCheck(self.book, self.grid)
        self.kept = sorted(map(said, self.live))

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        frame, grid = self.grid.frame, self.grid
        person = data.draw(st.integers(0, len(frame.problem.people) - 1))
        days = data.draw(st.lists(st.integers(frame.first, frame.last), min_size=1, max_size=3, unique=True))
        for day in days:
            act = data.draw(st.sampled_from(["put", "put", "put", "lock", "late", "real"]))
            if act == "put":
                grid.put(person, day, data.draw(st.integers(0, len(frame.choices) - 1)))
            elif act == "lock":
                grid.lock(person, day, not grid.locked(person, day))
            elif act == "late":
                base = frame.pieces(frame.by_text["S"], day)[0]
                grid.record(person, day, (Piece(base.start, base.end + 30, 480, base.tags),))
            else:
                grid.record(person, day, None)
        change = self.live.recheck(person, days)
        expected = sorted(self.kept + [said(f) for f in change.added])
        for finding in change.removed:
            expected.remove(said(finding))
        self.kept = sorted(map(said, self.live))
        assert self.kept == expected
        anew = LiveCheck(self.book, grid)
        assert self.kept == sorted(map(said, anew))
        assert self.live.costs() == anew.costs()
        assert set(self.live.broken()) == set(anew.broken())
        assert set(self.live.already()) == set(anew.already())


    @rule(data=st.data())
    def try_out(self, data: st.DataObject) -> None:
        """A trial tells what the same edit does afterwards, and leaves all as it was."""
        frame, grid = self.grid.frame, self.grid
        person = data.draw(st.integers(0, len(frame.problem.people) - 1))
        days = data.draw(st.lists(st.integers(frame.first, frame.last), min_size=1, max_size=3, unique=True))
        cells = [(person, day, data.draw(st.integers(0, len(frame.choices) - 1))) for day in days]
        before, costs, rows = [said(f) for f in self.live], self.live.costs(), grid.all_rows()
        trial = self.live.trial(cells)
        assert ([said(f) for f in self.live], self.live.costs(), grid.all_rows()) == (before, costs, rows)
        for cell in cells:
            grid.put(*cell)
        change = self.live.recheck(person, days)
        assert (trial.added, trial.removed) == (change.added, change.removed)
        assert trial.costs == tuple(now - then for now, then in zip(self.live.costs(), costs, strict=True))
        self.kept = sorted(map(said, self.live))


TestEditsOfARoster = EditsOfARoster.TestCase
TestEditsOfARoster.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)

REST = setting("RESTGAP", minutes=720)
SOFT = RuleSetting("run", "RUN", REST.title, "soft", layer="comfort", weight=3, params={"maximum": 2})


def check_of(rows: list[str], *rules: RuleSetting, **more: object) -> LiveCheck:
    book, grid = bound(ward(rows, *rules, **more))  # type: ignore[arg-type]
    return LiveCheck(book, grid)


def test_costs_are_weight_times_what_is_new_in_the_layer_of_its_level() -> None:
    rows = ["J J J J R R R"]
    assert check_of(rows, SOFT).costs() == (0, 6)
    assert check_of(rows, replace(SOFT, levels={"maximum": LevelCost("cover", 10)})).costs() == (20, 0)
    assert check_of(rows, replace(SOFT, hardness="hard")).costs() == (0, 0)
    locks = tuple(CellRef("900000", date(2027, 5, 3) + timedelta(days=day)) for day in range(3))
    assert check_of(rows, SOFT, locks=locks).costs() == (0, 3)


def test_a_hard_cover_rule_is_elastic_and_counts() -> None:
    check = check_of(["R R R"], COVER)
    assert check.costs() == (0, 0)
    line = DemandLine("J", same("J"), (("IDE",),), ("J",), minimum=1, target=1, under_weight=2)
    book, grid = bound(ward(["R R J"], COVER, demand=(line,)))
    counted = LiveCheck(book, grid)
    # Two days without the one head asked for, each at weight 5 (minimum) and 2 (target) times the line's 2.
    assert counted.costs() == (20, 8)
    assert counted.broken() == ()
    finding = next(f for f in counted if f.level == "minimum")
    assert finding_cost(book.frame, COVER, finding) == (0, 10)


def test_what_is_there_already_is_told_apart_from_what_the_plan_breaks() -> None:
    check = check_of(["S M R S M R"], REST, history=2)
    assert [(f.first, f.new) for f in check.already()] == [(-2, 0)]
    assert [(f.first, f.new) for f in check.broken()] == [(1, 150)]
    assert "9 h 30" in check.sentence(check.broken()[0], "en")


def test_an_edit_tells_what_came_and_what_went() -> None:
    book, grid = bound(ward(["S R S R"], REST))
    check = LiveCheck(book, grid)
    morning = book.frame.by_text["M"]
    grid.put(0, 1, morning)
    change = check.recheck(0, [1])
    assert [(f.first, f.last, f.amount) for f in change.added] == [(0, 1, 150)]
    assert change.removed == ()
    grid.put(0, 1, book.frame.by_text["R"])
    assert [(f.first, f.last) for f in check.recheck(0, [1]).removed] == [(0, 1)]
    assert check.all() == ()
    assert check.recheck(0, []).added == ()


# --- a whole plan


def test_a_plan_is_laid_over_the_free_cells() -> None:
    problem = ward(["S . . CA"], REST, history=1)
    assert check_problem(problem).legal
    report = check_problem(problem, [Row("900000", ("M", "J", "CA"))])
    assert report.faults == ()
    assert not report.legal
    told = json.loads(json.dumps(report_json(report, "fr")))
    assert [(f["rule"], f["people"], f["first"], f["value"], f["limit"], f["new"]) for f in told["findings"]] == [
        ("rule", ["900000"], "2027-05-02", 570, 720, 150),
    ]
    assert told["costs"] == [{"layer": "cover", "value": 0}, {"layer": "comfort", "value": 0}]
    assert "FICTIF-Sauge" in told["findings"][0]["sentence"]


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        (("J", "J", "J"), ["rows[900000] 2027-05-05"]),
        (("CA", "R", "CA"), ["rows[900000] 2027-05-03"]),
        (("J", "ZZ", "CA"), ["rows[900000] 2027-05-04"]),
        (("J", "J"), ["rows[900000]"]),
        (("R", "R", ""), []),
    ],
)
def test_a_plan_that_contradicts_its_ward_is_refused_with_every_place(cells: tuple[str, ...], places: list[str]) -> None:
    report = check_problem(ward(["S . . CA"], REST, history=1), [Row("900000", cells)])
    assert [fault.place for fault in report.faults] == places
    assert report.legal is (not places)


def test_a_setting_with_wrong_parameters_is_a_fault_and_an_unknown_rule_is_named() -> None:
    wrong = setting("RESTGAP", key="wrong", minutes=-1)
    later = setting("LATER", key="later")
    report = check_problem(ward(["R"], wrong, later))
    assert [fault.place for fault in report.faults] == ["settings[wrong].params.minutes"]
    assert [each.id for each in report.unknown] == ["later"]
    assert report_json(report, "en")["unknown"] == ["later"]
