"""Mistakes that a programmer could make in the rules, each with the tests that must notice it. Add a line for a new one."""

from __future__ import annotations

from tests.mutations.column_mistakes import COLUMN_MISTAKES
from tests.mutations.conflict_mistakes import CONFLICT_MISTAKES
from tests.mutations.faults_mistakes import FAULTS_MISTAKES
from tests.mutations.kinds import (
    BALANCE,
    DEFINITIONS,
    EXAMPLES,
    FAIR,
    HOSPITAL,
    LAW,
    LIVE,
    ONCALL,
    OVERTIME,
    PROOF,
    RULES,
    Mistake,
)
from tests.mutations.repair_mistakes import REPAIR_MISTAKES
from tests.mutations.replacing_mistakes import REPLACING_MISTAKES
from tests.mutations.solver_mistakes import SOLVER_MISTAKES
from tests.mutations.why_mistakes import WHY_MISTAKES
from tests.mutations.window_mistakes import WINDOW_MISTAKES

MISTAKES = (
    Mistake(
        "rest of exactly the limit is refused (statements)",
        RULES + "evaluate.py", "if rest < said.minutes and later", "if rest <= said.minutes and later",
        LAW + "::test_fph09_table_of_successions[N K-720]",
    ),
    Mistake(
        "rest a minute short is let through (check)",
        RULES + "restgap.py", "if rest < said.minutes and not", "if rest + 1 < said.minutes and not",
        LAW + "::test_fph09_twelve_hours_exactly_are_legal_and_a_minute_less_is_not",
    ),
    Mistake(
        "maximum off by one (statements)", RULES + "evaluate.py", "and value > high:", "and value > high + 1:",
        LAW + "::test_fph02_forty_four_hours_of_a_civil_week",
    ),
    Mistake(
        "maximum off by one (both readings)",
        RULES + "window.py", "else self.maximum * quota // 100", "else self.maximum * quota // 100 + 1",
        LAW + "::test_fph02_forty_four_hours_of_a_civil_week",
    ),
    Mistake(
        "weekly rest of exactly 36 h is refused (check)",
        RULES + "restblock.py", "start - at >= minutes", "start - at > minutes",
        LAW + "::test_fph10_thirty_six_hours_exactly",
    ),
    Mistake(
        "last windows dropped",
        RULES + "window.py",
        "self.length, reach.first - back, reach.last)",
        "self.length, reach.first - back, reach.last - back)",
        LAW + "::test_fph13_two_sundays_in_a_row_and_not_three",
    ),
    Mistake(
        "last midnight: work after the first midnight of the last day is lost",
        RULES + "periods.py",
        "frame.midnight(last + 1)),)",
        "frame.midnight(min(last + 1, frame.last))),)",
        LAW + "::test_fph02_the_last_night_counts_up_to_the_last_midnight",
    ),
    Mistake(
        "rolling windows begin only where work begins",
        RULES + "window.py",
        "instants.update(end for end in ends if begin <= end < stop)",
        "instants.update(())",
        LAW + "::test_fph01_judges_every_window_up_to_the_last",
    ),
    Mistake(
        "a rolling window ends at midnight",
        RULES + "reading.py", "while slot.spans[-1][1] > frame.midnight(last + 1):", "while False:",
        LAW + "::test_fph01_judges_every_window_up_to_the_last",
    ),
    Mistake(
        "history ignored by every rule",
        RULES + "template.py", "return max([self.frame.first, ", "return max([0, ",
        LAW + "::test_fph09_looks_back_into_the_history_and_at_the_last_day",
    ),
    Mistake(
        "wrong history edge of runs",
        RULES + "run.py",
        'frame.first if self.edge == "history" else 0',
        'frame.first if self.edge == "open" else 0',
        LAW + "::test_a_run_goes_on_from_the_history",
    ),
    Mistake(
        "a short run at an open edge is judged",
        RULES + "evaluate.py", 'is False if start else said.left == "closed"', "is False if start else True",
        LAW + "::test_a_short_run_at_the_edge_is_judged_only_where_it_is_known_to_end[history-expected0]",
    ),
    Mistake(
        "a night counts on the day it starts only",
        RULES + "reading.py",
        "    if measure.how != \"touch\":\n        return matches",
        "    if measure.how:\n        return matches",
        LAW + "::test_fph13_the_night_of_saturday_touches_sunday",
    ),
    Mistake(
        "the morning after a night is a day of rest (check)",
        RULES + "restblock.py", "frame.midnight(day) < end", "frame.midnight(day) <= start",
        LAW + "::test_fph11_four_rest_days_a_fortnight",
    ),
    Mistake(
        "leave is weekly rest (check)",
        RULES + "restblock.py",
        "taken = {day for day in days if matches(roster, said.busy, person, day)}",
        "taken: set[int] = set()",
        LAW + "::test_fph11_four_rest_days_a_fortnight",
    ),
    Mistake(
        "overrides ignored", RULES + "api.py", "return bool(lifted) and not lifted.isdisjoint(days)", "return False",
        LAW + "::test_an_override_lifts_one_rule_there_and_nowhere_else",
    ),
    Mistake(
        "an override lifts the rule for everyone",
        RULES + "template.py",
        "return self._lifted.get(person, frozenset())",
        "return frozenset().union(*self._lifted.values())",
        LAW + "::test_an_override_lifts_one_rule_there_and_nowhere_else",
    ),
    Mistake(
        "already there ignored", RULES + "api.py", "return self.amount - self.already", "return self.amount",
        LAW + "::test_given_facts_alone_are_already_there",
    ),
    Mistake(
        "one given cell of two makes a breach already there (check)",
        RULES + "restgap.py",
        "roster.fixed(person, day) and roster.fixed(person, later)",
        "roster.fixed(person, day)",
        LAW + "::test_fph09_looks_back_into_the_history_and_at_the_last_day",
    ),
    Mistake(
        "fortnights count from the horizon",
        RULES + "periods.py", 'anchor = 0 if kind == "week" else frame.day(frame.problem.anchor)', "anchor = 0",
        LAW + "::test_fph03_the_mean_of_a_cycle_from_its_anchor",
    ),
    Mistake(
        "rest judged between duties that do not follow each other",
        RULES + "evaluate.py", "            break\n\n\ndef _total(", "            continue\n\n\ndef _total(",
        LAW + "::test_fph09_is_between_duties_that_follow_each_other",
    ),
    Mistake(
        "a window that began under the former version is judged by the new one",
        RULES + "window.py", 'if first < reach.first and (self.window == "rolling" or reach.first > frame.first):',
        'if first < reach.first and self.window == "rolling":',
        LAW + "::test_a_rule_holds_for_what_begins_on_its_dates",
    ),
    Mistake(
        "a night over a clock change counts its nominal hours",
        "scheduler/domain/pieces.py", "effective += (end - start) - nominal", "effective += 0",
        LAW + "::test_the_night_of_a_clock_change_lasts_nine_or_eleven_hours[first0-540]",
    ),
    Mistake(
        "a replaced rule still holds",
        RULES + "registry.py",
        "if p not in replaced.get(setting.id, ())",
        "if p not in replaced.get(setting.template, ())",
        LAW + "::test_a_narrower_rule_replaces_another_only_by_name",
    ),
    Mistake(
        "soft cost doubled", RULES + "costs.py", "return layer, weight *", "return layer, 2 * weight *",
        LIVE + "::test_costs_are_weight_times_what_is_new_in_the_layer_of_its_level",
    ),
    Mistake(
        "hard cover is free of cost",
        RULES + "costs.py",
        'setting.hardness != "soft" and setting.template != "COVER"',
        'setting.hardness != "soft"',
        LIVE + "::test_a_hard_cover_rule_is_elastic_and_counts",
    ),
    Mistake(
        "an edit wakes only what begins on its day",
        "scheduler/rules/live.py", "and wakes(said, f, self.frame, lo, hi)]", "and f.first >= lo]",
        LIVE + "::test_an_edit_tells_what_came_and_what_went",
    ),
    Mistake(
        "an edit does not wake the cover of the night that it takes away",
        "scheduler/rules/live.py", "for cell in cells_of(said):",
        "for cell in {max(c for c in cells_of(said) if c[0] == who) for who in people_of(said)}:",
        LIVE + "::TestEditsOfARoster::runTest",
    ),
    Mistake(
        "a plan may claim an absence",
        "scheduler/checking.py",
        "elif choice is None or (choice != BLANK and not frame.planned[choice]):",
        "elif choice is None:",
        LIVE + "::test_a_plan_that_contradicts_its_ward_is_refused_with_every_place[cells1-places1]",
    ),
    Mistake(
        "a wish to avoid is read as a wish to have",
        RULES + "evaluate.py", "person, day) != wanted:", "person, day) is False:",
        EXAMPLES + "::test_a_wish_costs_its_strength_each_day_that_it_is_not_granted[avoid-days1]",
    ),
    Mistake(
        "surplus staff counted at the weight of shortfalls",
        RULES + "evaluate.py",
        '("maximum", said.maximum, said.over_weight)',
        '("maximum", said.maximum, said.under_weight)',
        EXAMPLES + "::test_cover_counts_heads_on_shifts_short_and_over",
    ),
    Mistake(
        "the check forgets what absences add to the hours",
        RULES + "window_check.py",
        "sums = [every.between(*span) + credit + said.opening",
        "sums = [every.between(*span) + said.opening",
        EXAMPLES + "::test_hours_due_are_a_fifth_of_the_week_for_each_weekday_and_leave_counts",
    ),
    Mistake(
        "balance: history is added to what is brought", RULES + "balance.py",
        "            return 0, brought or 0, True", "            return max(first, frame.first), brought or 0, True",
        BALANCE + "::test_without_an_opening_the_known_days_of_the_period_count",
    ),
    Mistake(
        "balance: a new month carries the opening", RULES + "balance.py",
        "(first < 0 and brought is not None)", "brought is not None",
        BALANCE + "::test_a_period_that_begins_in_the_horizon_begins_at_nothing",
    ),
    Mistake(
        "balance: a floor is judged before the period's end", RULES + "balance.py",
        "end: end == last or end in found", "end: True",
        BALANCE + "::test_a_floor_is_judged_where_the_period_is_known_to_its_end",
    ),
    Mistake(
        "balance: a debit is credited", RULES + "balance.py",
        "brought = -opening if self.debit else opening", "brought = opening",
        BALANCE + "::test_a_debit_is_taken_off_what_is_brought",
    ),
    Mistake(
        "definition: a shift of exactly the limit is too long", RULES + "definition.py",
        'value <= limit if level == "maximum"', 'value < limit if level == "maximum"',
        DEFINITIONS + "::test_a_code_is_judged_to_the_minute[rule0-kept0-broken0-expected0]",
    ),
    Mistake(
        "definition: no hole parts a shift", RULES + "definition.py",
        "if segment.start - parts[-1][-1].end >= self.interruption:", "if not parts:",
        DEFINITIONS + "::test_a_code_is_judged_to_the_minute[rule4-kept4-broken4-expected4]",
    ),
    Mistake(
        "rest as long as the duty: recorded work is not looked at", RULES + "restgap.py",
        "if known.person == who and known.pieces:", "if known.person != who and known.pieces:",
        DEFINITIONS + "::test_a_duty_that_was_recorded_is_followed_by_its_real_length",
    ),
    Mistake(
        "rest as long as the duty: the day before the guard is forgotten", "scheduler/domain/choices.py",
        "        yield from ((segment.start, segment.end) for segment in self.code.segments)\n", "",
        DEFINITIONS + "::test_after_twenty_four_hours_comes_a_rest_of_twenty_four_hours",
    ),
    Mistake(
        "overtime: anybody may be given it", "scheduler/domain/frame.py",
        "and (not choice.overtime or at in self.accepting)", "and (not choice.overtime or at >= 0)",
        OVERTIME + "::test_only_volunteers_are_given_overtime_on_the_codes_that_a_setting_allows",
    ),
    Mistake(
        "overtime: its pieces are those of the code", "scheduler/domain/frame.py",
        "key = (found.code.id, found.overtime, day)", "key = (found.code.id, False, day)",
        OVERTIME + "::test_accounts_keep_overtime_apart",
    ),
    Mistake(
        "overtime: the price is of hours ended", RULES + "overtime.py",
        "begun = -(-_minutes(frame, index) // 60)", "begun = _minutes(frame, index) // 60",
        OVERTIME + "::test_each_hour_begun_has_its_price_and_recorded_work_none",
    ),
    Mistake(
        "overtime: a rest may be some", "scheduler/domain/validate_rosters.py",
        'plain.partition("/")[0] in names.working else base', 'plain.partition("/")[0] in names.codes else base',
        OVERTIME + "::test_what_cannot_be_overtime_is_no_cell[R*]",
    ),
    Mistake(
        "hospital: as many as like are away at once", "scheduler/services/hospital_ward.py",
        "for each in members) < most", "for each in members) < most + 9",
        HOSPITAL + "::test_never_too_many_of_a_group_are_away",
    ),
    Mistake(
        "hospital: training on the fixed day off", "scheduler/services/hospital_ward.py",
        "and office and day % 7 not in self._never(who) and", "and office and",
        HOSPITAL + "::test_every_ward_is_valid_and_legal_and_has_the_packs_rules",
    ),
    Mistake(
        "hospital: need beyond what the contracts carry", "scheduler/services/hospital_ward.py",
        "FULL, FULL_WEEK = 0.98, 1.3", "FULL, FULL_WEEK = 1.4, 9.0",
        HOSPITAL + "::test_a_ward_has_a_legal_plan_that_covers_nearly_all[21]",
    ),
    Mistake(
        "hospital: drawn anew each time", "scheduler/services/hospital_ward.py",
        "random.Random(seed), place", "random.Random(), place",
        HOSPITAL + "::test_it_is_made_again_the_same_in_another_process",
    ),
    Mistake(
        "on-call: the last hour before the next day's work may overlap", "scheduler/domain/choices.py",
        "start < stop and begin < end for", "start < stop and begin + 60 < end for",
        ONCALL + "::test_a_standby_overlaps_no_work_of_the_next_day[419-True]",
    ),
    Mistake(
        "on-call: a period is held on any day", RULES + "oncall.py",
        "idle = {duty.id for duty in held if not frame.due(duty, day)}", "idle: set[str] = set()",
        ONCALL + "::test_a_period_is_held_on_its_days_alone_holidays_included",
    ),
    Mistake(
        "on-call: anybody may take a weekend over", RULES + "oncall.py",
        "and frame.weekday(day + 1) not in changes", "and not changes",
        ONCALL + "::test_a_weekend_is_kept_by_whom_it_began_with",
    ),
    Mistake(
        "on-call: a standby counts whole", "scheduler/domain/pieces.py",
        "length if duty.on_site else length * duty.line.worth // 100", "length",
        ONCALL + "::test_a_guard_counts_whole_and_a_standby_by_its_worth",
    ),
    Mistake(
        "fairness: a distance below the share is rounded up", RULES + "evaluate_coupling.py",
        "return off // whole if off > 0 else -(-off // whole)", "return off // whole",
        FAIR + "::test_whole_units_above_the_share_rounded_up_and_below_it_rounded_down[counts2-0-named2]",
    ),
    Mistake(
        "fairness: history is not carried over", RULES + "evaluate_coupling.py",
        "said.window, person) + said.openings[at], given", "said.window, person), given",
        FAIR + "::test_history_is_carried_over_by_an_account",
    ),
    Mistake(
        "fairness: leave is presence", RULES + "fair.py",
        "(code is None or code.kind not in ABSENT)", "(code is None or code.id != '')",
        FAIR + "::test_days_of_absence_and_outside_the_employment_are_no_presence",
    ),
    Mistake(
        "fairness: those who may not do it have a share", RULES + "fair.py",
        "able <= ruled_out(frame, person, day)", "able < able",
        FAIR + "::test_only_those_who_may_do_it_are_compared_by_grade_and_contract",
    ),
    Mistake(
        "fairness: an edit leaves the total of its person as it was", "scheduler/rules/live.py",
        "self._totals[number][at] = person_total(said, self.roster, at)", "person_total(said, self.roster, at)",
        LIVE + "::TestEditsOfARoster::runTest",
    ),
    Mistake(
        "proof: a gap is said rounded down", "scheduler/domain/plan.py",
        "ceil(1000 * gap - 1e-9) / 10", "int(1000 * gap) / 10",
        PROOF + "::test_each_layer_is_said_in_what_it_counts",
    ),
    Mistake(
        "proof: a goal of 1 per cent is taken for 100", "scheduler/domain/plan.py",
        "100 * self.gap <= goal", "self.gap <= goal",
        PROOF + "::test_a_goal_is_the_largest_gap_in_per_cent[layer1-1.0-False]",
    ),
    Mistake(
        "proof: what counts at several weights is added up as one thing", "scheduler/rules/proof.py",
        "if len(weights) > 1:", "if not weights:",
        PROOF + "::test_wishes_of_several_strengths_are_points",
    ),
    Mistake(
        "proof: rules that hold or are off count too", "scheduler/rules/proof.py",
        'if setting.hardness == "off" or', 'if setting.hardness == "never" or',
        PROOF + "::test_a_uniform_weight_is_taken_out_and_mixed_ones_are_points",
    ),
    *FAULTS_MISTAKES,
    *REPAIR_MISTAKES,
    *REPLACING_MISTAKES,
    *COLUMN_MISTAKES,
    *SOLVER_MISTAKES,
    *WINDOW_MISTAKES,
    *CONFLICT_MISTAKES,
    *WHY_MISTAKES,
)  # fmt: skip
