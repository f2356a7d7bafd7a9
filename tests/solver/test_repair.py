"""What a repair means, on plans small enough to see: who may move, what counts, and when nothing need change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.calls import Call
from scheduler.domain.frame import Frame
from scheduler.domain.people import Availability
from scheduler.domain.problem import Problem, Reference
from scheduler.domain.settings import LevelCost, RuleSetting
from scheduler.domain.text import same
from scheduler.domain.time import utc_minute
from solver.answers.prices import Prices
from solver.questions import Gap, Notice, RepairAsked, Repairs
from tests.rules.wards import STANDBY
from tests.solver import small
from tests.solver.repairs import REST, asked, filled, grid, line, moves, text, ward
from tests.solver.small import rule

MONDAY = date(2027, 3, 22)


def day(number: int) -> date:
    return MONDAY + timedelta(number)


def instant(number: int, hour: int) -> int:
    """A UTC minute, from an hour of the clock in Paris (winter time)."""
    return utc_minute(day(number), 60 * hour, "Europe/Paris")


# --- what is mended, and with how little


def test_who_is_off_takes_the_shift_of_who_is_absent() -> None:
    before = ward("J J R R\n R R J J\n R R R R")
    found = asked(before, "J CA R R\n R R J J\n R R R R")
    assert [moves(one) for one in found.alternatives] in (
        [["1 23 R>J"], ["2 23 R>J"]],
        [["2 23 R>J"], ["1 23 R>J"]],
    )
    assert all(one.proved and not one.uncovered and not one.broken for one in found.alternatives)
    assert found.alternatives[0].everywhere
    assert found.messages == ()
    assert found.fewer is not None
    assert "plus de la moitié des changements" in found.fewer.fr
    assert "more than half of the changes" in found.fewer.en


def test_nothing_changes_where_nothing_is_missing() -> None:
    before = ward("J J R R\n R R J J\n R J R R")
    found = asked(before, "J CA R R\n R R J J\n R J R R")
    assert [moves(one) for one in found.alternatives] == [[]]
    assert found.alternatives[0].everywhere


def test_a_chain_of_two_where_the_rest_forbids_one_move() -> None:
    # Only the second could take the night, but for the day after it; the third can take that day.
    before = ward("N R R\n R J R\n R R J", REST, need="NJ")
    problem = replace(before, demand=(line("N", by_date=()), line("J")), people=_only_days(before, 2))
    found = asked(problem, filled(problem, "CA R R\n R J R\n R R J"))
    assert grid(found) == text("CA R R\n N R R\n R J J")
    assert len(found.alternatives[0].changes) == 3


def _only_days(problem: Problem, at: int) -> tuple[object, ...]:
    return tuple(replace(who, codes=("J",)) if place == at else who for place, who in enumerate(problem.people))


def test_what_was_short_before_is_no_reason_for_a_change() -> None:
    before = ward("J R R\n R R R\n R R R", need="J")  # nobody on the second and third day
    found = asked(before, "CA R R\n R R R\n R R R")
    assert moves(found.alternatives[0]) in (["1 22 R>J"], ["2 22 R>J"])
    assert found.alternatives[0].uncovered == ()


def test_a_gap_that_stood_is_filled_where_it_is_asked_for() -> None:
    before = ward("J R R\n R R R\n R R R")
    found = asked(before, before, gaps=(Gap(day(1), "J"),))
    assert len(found.alternatives[0].changes) == 1
    assert found.alternatives[0].changes[0].date == day(1)
    full = ward("J J J\n R R R\n R R R")
    more = asked(full, full, gaps=(Gap(day(1), "J"), Gap(day(1), "J")))
    assert [change.date for change in more.alternatives[0].changes] == [day(1)] * 2


def test_a_gap_that_nobody_can_fill_is_told() -> None:
    before = ward("J J\n CA CA")
    found = asked(before, before, gaps=(Gap(day(1), "J"),))
    one = found.alternatives[0]
    assert one.changes == ()
    assert one.uncovered[0].en == "Nobody more for J on Tue 23 March 2027."
    assert one.uncovered[0].fr == "Personne de plus pour J le mar. 23 mars 2027."


def test_more_demand_than_before_is_filled() -> None:
    before = ward("J J\n R R\n R R")
    raised = replace(before, demand=(line("J", 2),))
    found = asked(before, raised)
    assert sorted(change.date for change in found.alternatives[0].changes) == [day(0), day(1)]
    assert found.alternatives[0].uncovered == ()


def test_a_new_rule_is_kept_with_few_changes() -> None:
    before = ward("J J J R\n R R R J")
    ruled = replace(before, settings=(*before.settings, rule("two", "RUN", maximum=2)))
    found = asked(before, ruled)
    assert len(found.alternatives[0].changes) == 2
    assert found.alternatives[0].uncovered == ()
    assert found.alternatives[0].broken == ()


def test_a_rule_that_was_broken_already_is_not_mended() -> None:
    before = ward("J J J R\n R R R J\n R R R R", rule("two", "RUN", maximum=2))
    found = asked(before, "J J J R\n R R R CA\n R R R R")
    assert moves(found.alternatives[0]) == ["2 25 R>J"]


# --- who may move


def test_who_is_absent_or_left_alone_keeps_all_cells() -> None:
    one = rule("one", "WINDOW", window="horizon", maximum=450)
    before = ward("R J R\n R R J\n R R R", one)
    # The second can take the shift where somebody else takes his own the day after: the absent one is not asked.
    found = asked(before, filled(before, "R CA R\n R R J\n R R! R!"))
    assert [(moves(each), len(each.uncovered)) for each in found.alternatives] == [([], 1)]
    found = asked(before, filled(before, "R CA R\n R R J\n R R! R"))
    assert sorted(moves(found.alternatives[0])) == ["1 23 R>J", "1 24 J>R", "2 24 R>J"]
    assert moves(asked(before, "R CA R\n R R J\n R R R", left=("900001",)).alternatives[0]) == ["2 23 R>J"]
    assert moves(asked(before, filled(before, "R CA R\n R R J\n R R! R"), left=("900001",)).alternatives[0]) == []


def test_who_asked_not_to_be_called_for_a_day_is_left_alone_on_it() -> None:
    before = ward("J J\n R R\n R R")
    people = list(before.people)
    people[1] = replace(people[1], availability=(Availability("do_not_call", day(1), day(1)),))
    before = replace(before, people=tuple(people))
    assert [moves(one) for one in asked(before, "J CA\n R R\n R R").alternatives] == [["2 23 R>J"]]
    assert {m for one in asked(before, "CA J\n R R\n R R").alternatives for m in moves(one)} >= {"1 22 R>J", "2 22 R>J"}


def test_a_shift_that_was_refused_is_not_given() -> None:
    before = ward("J J\n R R\n R R")
    refused = replace(before, calls=(Call("1", "900001", day(1), "J", 0, "refused", 1),))
    found = asked(before, filled(refused, "J CA\n R R\n R R"))
    assert moves(found.alternatives[0]) == ["2 23 R>J"]
    assert all("1 23 R>J" not in moves(one) for one in found.alternatives)


def test_days_before_since_and_locked_cells_stay() -> None:
    before = ward("J J J J\n R R R R\n R R R R", REST)
    after = filled(before, "J CA J CA\n R R! R R\n R R R R!")
    found = asked(before, after, since=day(2))
    assert grid(found) == text("J CA J CA\n R R R J\n R R R R")
    assert [said.en.count("23 March") for said in found.alternatives[0].uncovered] == [1]


def test_work_that_has_begun_stays_and_none_is_given_that_has() -> None:
    before = ward("J J\n S S\n R R", need="JS")
    found = asked(before, "CA J\n S S\n R R", now=instant(0, 9))  # the day shift has begun at 6:45
    assert moves(found.alternatives[0]) == []
    assert asked(before, "CA J\n S S\n R R", now=instant(0, 6)).alternatives[0].changes
    evening = asked(before, "J J\n CA S\n R R", now=instant(0, 9))
    assert moves(evening.alternatives[0]) == ["2 22 R>S"]


def test_blank_cells_stay_blank_but_where_they_help() -> None:
    before = ward("J J J\n R R R\n . . .", rule("two", "RUN", minimum=2))
    found = asked(before, "J CA J\n R R! R\n . . .")
    assert grid(found) == text("J CA J\n R R R\n . J .")
    assert moves(found.alternatives[0]) == ["2 23 .>J"]


def test_an_absence_that_already_stood_happened_before() -> None:
    before = ward("CA J J\n R R R\n R R R")
    found = asked(before, "CA J CA\n R R R\n R R R")
    assert all(change.date == day(2) for one in found.alternatives for change in one.changes)


def test_a_cell_fixed_with_another_code_makes_room_around_it() -> None:
    before = ward("R J J\n N R R\n J R R", REST, need="JN")
    demand = (line("J"), replace(line("N"), last=day(0)))
    before = replace(before, demand=demand)
    found = asked(before, filled(before, "N! J J\n N R R\n J R R"))
    assert "0 23 J>R" in moves(found.alternatives[0])
    assert found.alternatives[0].broken == ()
    assert found.alternatives[0].uncovered == ()


def test_a_fixed_cell_against_another_fixed_one_is_there_and_one_that_may_not_change_is_told() -> None:
    before = ward("R J J\n N R R\n J R R", REST, need="JN")
    both = asked(before, filled(before, "N! J! J\n N R R\n J R R"))
    assert both.alternatives[0].broken == ()
    left = asked(before, filled(before, "N! J J\n N R R\n J R R"), left=("900000",))
    assert "FICTIF-0 Ortie" in left.alternatives[0].broken[0].en
    assert not left.alternatives[0].everywhere


def test_people_who_left_and_who_joined() -> None:
    before = ward("J J\n R R\n S S", need="JS")
    gone = replace(before, people=before.people[1:], roster=before.roster[1:])
    found = asked(before, gone)
    assert grid(found) == text("J J\n S S")
    joined = replace(before.people[0], id="900009")
    more = replace(before, people=(*before.people[1:], joined), roster=before.roster[1:])
    answer = asked(before, more, left=("900001",))
    assert grid(answer) == text("R R\n S S\n J J")


def test_another_first_day() -> None:
    before = ward("J J J R\n R R R J\n R R R R")
    later = ward("J CA R\n R R J\n R R R")
    after = replace(later, first=day(1), people=before.people)
    found = asked(before, after)
    assert len(found.alternatives[0].changes) == 1
    assert found.alternatives[0].changes[0].date == day(2)


# --- what comes before what


def house(problem: Problem, setting: RuleSetting) -> Problem:
    return replace(problem, settings=(*problem.settings, replace(setting, hardness="soft", layer="house", levels={})))


def test_of_the_house_rules_only_what_is_worse_than_before_counts() -> None:
    run = rule("two", "RUN", maximum=2)
    before = house(ward("J J J J R R\n R R R R J J\n R R R R R R"), run)  # broken twice
    found = asked(before, "J J J J R R\n R R R R CA J\n R R R R R R")
    assert moves(found.alternatives[0]) == ["2 26 R>J"]  # not the first, who would work a fifth day; nothing else is mended
    costs = {cost.layer: cost for cost in found.alternatives[0].costs}
    assert (costs["house"].value, costs["house"].more) == (2, 0)


def test_a_house_rule_is_worth_a_change_more() -> None:
    before = house(ward("J J R R\n R R J J\n R R R R", rule("rest", "RESTGAP", minutes=720)), rule("two", "RUN", maximum=2))
    found = asked(before, filled(before, "J J R R\n R R CA J\n R R R! R"))
    assert sorted(moves(found.alternatives[0])) == ["0 23 J>R", "0 24 R>J", "2 23 R>J"]
    assert moves(found.alternatives[2]) == ["0 24 R>J"]
    assert [{cost.layer: cost.more for cost in one.costs}["house"] for one in found.alternatives] == [0, 0, 1]


def test_the_published_plan_up_to_its_frozen_day_stays() -> None:
    before = ward("J J J\n R R R\n R R R")
    keep = rule("keep", "STABLE", frozen_until=day(1).isoformat(), price=0)
    published = Reference("published", tuple(replace(row, cells=row.cells[before.history_days :]) for row in before.roster))
    before = replace(before, settings=(*before.settings, keep), references=(published,))
    found = asked(before, "J CA CA\n R R R\n R R R")
    assert {change.date for one in found.alternatives for change in one.changes} == {day(2)}
    assert "23 March" in found.alternatives[0].uncovered[0].en


def test_a_cell_that_already_differs_from_the_frozen_plan_is_not_put_back() -> None:
    before = ward("J J J\n R R R\n R R R")
    keep = rule("keep", "STABLE", frozen_until=day(0).isoformat(), price=0)
    published = Reference("published", tuple(replace(row, cells=("R", "R", "R")) for row in before.roster))
    before = replace(before, settings=(*before.settings, keep), references=(published,))
    found = asked(before, "J CA J\n R R R\n R R R")
    assert grid(found).splitlines()[0] == "J CA J"


def test_changes_at_short_notice_are_dearer() -> None:
    # Only the first may work on Thursday, and then no four days in a row: the second one is told of later than the third.
    before = ward("J J J R\n R R R J\n R R R R", rule("three", "RUN", maximum=3))
    after = filled(before, "J! J J R\n R R R CA\n R R R R!")
    notices = (Notice(30 * 60, 2), Notice(24 * 60, 4))  # in any order
    found = asked(before, after, now=instant(1, 0), notices=notices)
    assert sorted(moves(found.alternatives[0])) == ["0 24 J>R", "0 25 R>J", "2 24 R>J"]
    assert {change.date.day: change.notice for change in found.alternatives[0].changes} == {24: 30 * 60 + 45, 25: 54 * 60 + 45}
    assert [found.alternatives[0].within(minutes) for minutes in (30 * 60 + 45, 30 * 60 + 46)] == [0, 2]


def test_the_price_of_a_change_at_the_limits_of_notice() -> None:
    before = ward("J J J\n R R R")
    frame = Frame(before)
    held, choice = frame.by_text["R"], frame.by_text["J"]
    for left, price in ((24 * 60 - 1, 4), (24 * 60, 2), (48 * 60 - 1, 2), (48 * 60, 1), (-1, 4)):
        now = utc_minute(day(2), 405, "Europe/Paris") - left
        question = RepairAsked(before, before, now=now, notices=(Notice(48 * 60, 2), Notice(24 * 60, 4)))
        prices = Prices(question, frame)
        assert (prices.notice(2, held, choice), prices.of(2, held, choice), prices.of(2, choice, held)) == (left, price, price)
        assert prices.lowest(2) <= price
    assert Prices(RepairAsked(before, before), frame).of(2, held, choice) == 1


def test_a_hard_rule_about_a_group_holds_though_most_of_its_days_are_far_away() -> None:
    fair = rule("fair", "FAIR", measure={"count": "days", "how": "start"}, presence=False, scale=False)
    rows = [["J" if (at + person) % 3 == 0 else "R" for at in range(24)] for person in range(3)]
    plan = "\n".join(" ".join(row) for row in rows)
    before = ward(plan, fair)
    rows[0][12] = "CA"
    # Whoever takes the shift has a day more than his share, and the absent one a day less.
    found = asked(before, filled(before, "\n".join(" ".join(row) for row in rows)), max_changes=1)
    assert [(moves(one), len(one.uncovered), one.broken) for one in found.alternatives] == [([], 1, ())]


def test_a_limit_leaves_uncovered_what_more_changes_would_cover() -> None:
    plan = "J N S R R R R\n S J N R R R R\n N S J R R R R\n R R R R R R R"
    before = ward(plan, REST, need="JSN")
    few = asked(before, plan.replace("J N S", "CA CA CA"), max_changes=1)
    assert [(len(one.changes), len(one.uncovered)) for one in few.alternatives] == [(1, 2)] * 3  # another day each
    many = asked(before, plan.replace("J N S", "CA CA CA"))
    assert (len(many.alternatives[0].changes), many.alternatives[0].uncovered) == (4, ())


def test_on_call_periods_are_kept_with_the_shift_and_filled_like_one() -> None:
    before = ward("J+A R\n R R\n R R", need="J")
    before = replace(
        before, lines=(STANDBY,), settings=(*before.settings, RuleSetting("calls", "ONCALL", same("calls"), "hard"))
    )
    before = filled(before, "J+A R\n R R\n R R")
    found = asked(before, filled(before, "CA R\n R R\n R R"))
    assert sorted(moves(one)[0] for one in found.alternatives) == ["1 22 R>J+A", "2 22 R>J+A"]


def test_with_few_changes_too_few_what_is_told() -> None:
    before = ward("R J J\n N R R\n J R R", REST, need="JN")
    none = asked(before, filled(before, "N! J J\n N R R\n J R R"), max_changes=0)
    assert none.alternatives == ()
    assert none.messages[0].en == "No plan keeps every hard rule with at most 0 changes."
    assert none.messages[0].fr == "Aucun planning ne respecte toutes les règles strictes avec au plus 0 changement."


def test_one_change_too_few_is_told_as_one() -> None:
    before = ward("R J J J\n R J J J\n R R R R", REST, need="J")
    none = asked(before, filled(before, "N! J J J\n N! J J J\n R R R R"), max_changes=1)
    assert none.alternatives == ()
    assert none.messages[0].en == "No plan keeps every hard rule with at most 1 change."
    assert none.messages[0].fr == "Aucun planning ne respecte toutes les règles strictes avec au plus 1 changement."


def test_the_sentences_name_the_day_and_the_figures() -> None:
    before = ward("J J\n CA CA")
    found = asked(before, "J CA\n CA CA")
    assert len(found.alternatives) == 1
    (said,) = found.alternatives[0].uncovered
    for words in (said.fr, said.en):
        assert "23" in words
        assert "2027" in words
        assert "1" in words
    assert "mars" in said.fr
    assert "March" in said.en


def test_demand_levels_of_another_layer_are_seen() -> None:
    before = ward("J J\n R R\n R R")
    cover = replace(small.COVER, levels={**small.COVER.levels, "minimum": LevelCost("hours")})
    settings = tuple(cover if each.id == "cover" else each for each in before.settings)
    found = asked(replace(before, settings=settings), filled(replace(before, settings=settings), "J CA\n R R\n R R"))
    assert isinstance(found, Repairs)
    assert found.alternatives[0].uncovered == ()


def test_a_gap_of_an_on_call_period_is_filled_beside_a_shift_or_a_rest() -> None:
    before = ward("J R\n R! R\n R! R", need="J")
    calls = RuleSetting("calls", "ONCALL", same("calls"), "hard")
    before = replace(before, lines=(STANDBY,), settings=(*before.settings, calls))
    found = asked(before, before, gaps=(Gap(day(0), "A"),))
    assert [moves(one) for one in found.alternatives] == [["0 22 J>J+A"]]
