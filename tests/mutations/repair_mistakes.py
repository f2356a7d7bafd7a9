"""Mistakes that a programmer could make in repairs of plans, each with the test that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import Mistake

REPAIR = "tests/solver/test_repair.py"
OTHERS = "tests/solver/test_repair_others.py"
MOVES = "tests/solver/test_moves.py"
ABSENCES = "tests/services/test_absences.py"
STOOD = "tests/services/test_store_stood.py"
CHANGED = "tests/services/test_changed.py"
HERE = "solver/answers/"

REPAIR_MISTAKES = (
    Mistake(
        "stood: a plan that was taken back stands", "scheduler/db/past.py",
        "table.verb.in_(_HOW), table.undone_by.is_(None)", "table.verb.in_(_HOW)",
        STOOD + "::test_a_plan_that_was_taken_back_does_not_stand_until_it_is_done_again[sqlite]",
    ),
    Mistake(
        "stood: of two changes the later one is put back", "scheduler/db/past.py",
        "first.setdefault(target, before)", "first[target] = before",
        STOOD + "::test_the_accepted_plan_stands_as_it_was_then[sqlite]",
    ),
    Mistake(
        "stood: what was new later was there before", "scheduler/db/past.py",
        "items.pop(key, None)", "pass",
        STOOD + "::test_somebody_new_is_not_in_the_plan_that_stood[sqlite]",
    ),
    Mistake(
        "changed: what was entered may be changed by repairs", "scheduler/services/changed.py",
        "_given(now, entered), entered", "now, entered", CHANGED + "::test_what_was_entered_is_given_and_nothing_else_is",
    ),
    Mistake(
        "changed: a plan of another period is kept close to", "scheduler/services/changed.py",
        "if (before.first, before.days) != (now.first, now.days):", "if before.days != now.days:",
        CHANGED + "::test_a_plan_of_another_period_is_told",
    ),
    Mistake(
        "changed: a ward with nothing but leave in it is a plan", "scheduler/services/changed.py",
        "text and text.partition(PLUS)[0] not in given", "text",
        CHANGED + "::test_without_a_plan_there_is_nothing_to_keep_close_to",
    ),
    Mistake(
        "repair: who is absent is moved on other days", HERE + "case.py",
        "return frozenset(asked | (self.absent - named))", "return frozenset(asked)",
        REPAIR + "::test_who_is_absent_or_left_alone_keeps_all_cells",
    ),
    Mistake(
        "repair: days for which somebody asked not to be called are free", HERE + "case.py",
        " or frame.problem.people[person].left_alone(frame.date(day))", "",
        REPAIR + "::test_who_asked_not_to_be_called_for_a_day_is_left_alone_on_it",
    ),
    Mistake(
        "repair: work that has begun may still change", HERE + "case.py",
        "any(piece.start < now for piece", "any(piece.end < now for piece",
        REPAIR + "::test_work_that_has_begun_stays_and_none_is_given_that_has",
    ),
    Mistake(
        "repair: what was short before has to be filled", HERE + "search.py",
        "lambda place: case.before.short_in(place)", "lambda place: (0, 0)",
        REPAIR + "::test_what_was_short_before_is_no_reason_for_a_change",
    ),
    Mistake(
        "repair: a breach that stood is mended", HERE + "case.py",
        "grid.fixed(person, day) or (person, day) in self._kept", "grid.fixed(person, day)",
        REPAIR + "::test_a_rule_that_was_broken_already_is_not_mended",
    ),
    Mistake(
        "repair: the house's rules are mended at the price of changes", HERE + "search.py",
        "            local.first[at] = Goal([excess], [1])\n", "",
        REPAIR + "::test_of_the_house_rules_only_what_is_worse_than_before_counts",
    ),
    Mistake(
        "repair: one other change makes another alternative", HERE + "search.py",
        "model.add(2 * sum(others) >= len(others))", "model.add_bool_or(others)",
        OTHERS + "::test_one_name_changed_of_several_moves_is_no_other_repair",
    ),
    Mistake(
        "repair: the same moves with two names exchanged are another alternative", HERE + "search.py",
        "                model.add_bool_or([*alone, other.negated()])\n", "",
        OTHERS + "::test_the_same_moves_with_two_names_exchanged_are_no_other_repair",
    ),
    Mistake(
        "repair: one change more than allowed", HERE + "search.py",
        "+ forced <= most)", "+ forced <= most + 1)",
        REPAIR + "::test_a_limit_leaves_uncovered_what_more_changes_would_cover",
    ),
    Mistake(
        "repair: the shortest notice is not looked at first", "solver/questions.py",
        "key=lambda each: each.minutes)", "key=lambda each: -each.minutes)",
        REPAIR + "::test_the_price_of_a_change_at_the_limits_of_notice",
    ),
    Mistake(
        "repair: no longer way is looked for", HERE + "repair.py",
        "few, best = best, self._covering(near, best)", "few = best",
        OTHERS + "::test_cover_comes_first_however_many_changes_it_takes",
    ),
    Mistake(
        "repair: what is proved of few changes is told of any number", HERE + "repair.py",
        "one if least else replace(one, most=most)", "one",
        OTHERS + "::test_what_few_changes_can_do_is_told_after_what_covers_more",
    ),
    Mistake(
        "repair: undecided cells are decided", HERE + "case.py",
        "            return day in self.days\n", "            return True\n",
        REPAIR + "::test_blank_cells_stay_blank_but_where_they_help",
    ),
    Mistake(
        "repair: a gap asks for one head, however often it is named", HERE + "case.py",
        "found[place] = found.get(place, heads(part, self.grid)) + 1", "found[place] = heads(part, self.grid) + 1",
        REPAIR + "::test_a_gap_that_stood_is_filled_where_it_is_asked_for",
    ),
    Mistake(
        "repair: what cannot be mended is not told", HERE + "telling.py",
        "for finding in check.broken() if case.before.worse(finding))", "for finding in ())",
        REPAIR + "::test_a_fixed_cell_against_another_fixed_one_is_there_and_one_that_may_not_change_is_told",
    ),
    Mistake(
        "repair: a rule about a group is not judged near by", HERE + "search.py",
        "                grid.lock(person, day, True)\n", "                pass\n",
        REPAIR + "::test_a_hard_rule_about_a_group_holds_though_most_of_its_days_are_far_away",
    ),
    Mistake(
        "repair: a chain is told in the order of days", "solver/moves.py",
        "for change in _in_order(one.changes, gap)", "for change in one.changes",
        MOVES + "::test_a_shift_given_up_before_the_hole_comes_after_it",
    ),
    Mistake(
        "repair: more changes are excused by one that covers less", "solver/trades.py",
        "        and len(one.uncovered) <= len(first.uncovered)\n", "",
        "tests/solver/test_trades.py::test_what_does_not_cover_as_much_or_needs_as_many_changes_is_no_reason_to_speak",
    ),
    Mistake(
        "absences: the last day is left out", "scheduler/services/absences.py",
        "for at in range(stop - start + 1)}", "for at in range(stop - start)}",
        ABSENCES + "::test_the_days_and_no_others_hold_the_code_as_given_facts",
    ),
)  # fmt: skip
