"""Mistakes that a programmer could make in the search with columns."""

from __future__ import annotations

from tests.mutations.kinds import BANDS, DIVES, MADE, SHARES, TREE, WARDS, Mistake

COLUMN_MISTAKES = (
    Mistake(
        "columns: a comparison in which one person is left is his own", "solver/paths/cells.py",
        "isinstance(said, (Heads, Compare, Spread))", "isinstance(said, Heads)",
        "tests/solver/test_columns.py::test_one_student_without_a_mentor_is_planned_off_or_priced",
    ),
    Mistake(
        "columns: a distance a part of a unit short of the next counts whole", "solver/columns/stated.py",
        "free = per * (said.limit + 1) - 1", "free = per * said.limit",
        SHARES + "::test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high",
    ),
    Mistake(
        "columns: a unit that is begun costs its part", "solver/columns/choice.py",
        "sides = [whole if one else free for one in begun.ravel().tolist()]",
        "sides = [free for one in begun.ravel().tolist()]",
        SHARES + "::test_the_choice_of_columns_counts_begun_units_and_the_relaxation_no_more",
    ),
    Mistake(
        "columns: what is paid for a whole is rounded in favour of the bound", "solver/columns/rows.py",
        "return np.concatenate([duals, -np.array(paid, dtype=np.int64)])",
        "return np.concatenate([duals, -np.array(paid, dtype=np.int64) - 1])",
        SHARES + "::test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high",
    ),
    Mistake(
        "columns: those who share a whole are planned apart", "solver/columns/rows.py",
        "(self.cells, self.whole.cells if self.whole else ())", "(self.cells,)",
        SHARES + "::test_those_who_share_are_planned_together",
    ),
    Mistake(
        "columns: what a fixed cell brings is forgotten", "solver/columns/shares.py",
        "if groups}, len(sure)", "if groups}, 0",
        SHARES + "::test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high",
    ),
    Mistake(
        "columns: a weekend that a fixed day touches counts again", "solver/columns/shares.py",
        "groups - sure for cell, groups", "groups for cell, groups",
        SHARES + "::test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high",
    ),
    Mistake(
        "columns: a weekend counts in a window though another day touches it", "solver/columns/touches.py",
        "if taken is not None and self.count:", "if False:",
        SHARES + "::test_some_days_of_a_roster_bring_what_they_add_to_the_others",
    ),
    Mistake(
        "bands: they stay where earlier layers may cost more", "solver/columns/bands.py",
        "(room[:known] > self.room[:known]).any()", "False",
        BANDS + "::test_bands_are_taken_out_where_earlier_layers_may_cost_more",
    ),
    Mistake(
        "bands: the share of the most is rounded down", "solver/columns/bands.py",
        "-(-share * (most + whole.certain) // per)", "share * (most + whole.certain) // per",
        SHARES + "::test_no_bound_lies_above_the_proved_optimum_and_costs_are_the_evaluators",
    ),
    Mistake(
        "bands: the share of the least is rounded up", "solver/columns/bands.py",
        "share * (least + whole.certain) // per", "-(-share * (least + whole.certain) // per)",
        SHARES + "::test_no_bound_lies_above_the_proved_optimum_and_costs_are_the_evaluators",
    ),
    Mistake(
        "bands: one that may be off by so much costs at once", "solver/columns/bands.py",
        "// per) + member.free", "// per)",
        BANDS + "::test_bands_bring_the_bound_nearer_and_not_above_the_proved_optimum",
    ),
    Mistake(
        "bands: a group is said to bring one less than it can", "solver/columns/bands.py",
        "end - sign * missing\n", "end - sign * (missing + 1)\n",
        BANDS + "::test_no_group_brings_more_or_less_than_is_said",
    ),
    Mistake(
        "bands: a unit that somebody is off pays twice", "solver/columns/generate.py",
        "            over[above] -= paid\n", "            pass\n",
        BANDS + "::test_a_unit_pays_for_its_row_and_its_band_once",
    ),
    Mistake(
        "bands: what no roster can reach is charged in rows alone", "solver/columns/bands.py",
        "else min(low, most)", "else low",
        BANDS + "::test_what_nobody_can_reach_is_not_charged",
    ),
    Mistake(
        "search: what columns prove is a unit too high", "solver/columns/search.py",
        "self.prove(layer, sum(int(group.bounds[layer]) for group in self.groups), self.costs[1:])",
        "self.prove(layer, 1 + sum(int(group.bounds[layer]) for group in self.groups), self.costs[1:])",
        WARDS + "::test_a_wrong_claim_is_refuted",
    ),
    Mistake(
        "columns: a bound outlives what it was proved under", "solver/columns/plans.py",
        "return range(worse + 1, len(before))", "return range(worse + 2, len(before))",
        DIVES + "::test_bounds_are_withdrawn_after_the_first_layer_that_costs_more",
    ),
    Mistake(
        "columns: what a dive has barred stays barred", "solver/columns/dive.py",
        "        finally:\n            self.generator.barred.clear()", "        finally:\n            pass",
        DIVES + "::test_a_fixing_that_costs_too_much_is_taken_back_or_barred",
    ),
    Mistake(
        "columns: a barred cell may be taken", "solver/columns/generate.py",
        "prices[: len(self.barred[person])] += self.barred[person]", "pass",
        DIVES + "::test_what_is_barred_is_not_taken_and_costs_what_the_best_other_roster_costs",
    ),
    Mistake(
        "columns: a master forgets what is taken", "solver/columns/master.py",
        "kept[: len(taken)] = taken > 1e-9", "kept[: len(taken)] = taken > 2",
        DIVES + "::test_a_purged_master_keeps_its_value",
    ),
    Mistake(
        "tree: a branch is dropped that holds a plan below the target", "solver/columns/tree.py",
        "bound > target - 1 + 1e-6", "bound > target - 2 + 1e-6",
        TREE + "::test_a_tree_ends_with_the_optimum_and_finds_nothing_below_it[0]",
    ),
    Mistake(
        "tree: more is taken for known of a branch than its node proves", "solver/columns/tree.py",
        "known=node.bound\n", "known=node.bound + self.unit\n",
        TREE + "::test_a_tree_ends_with_the_optimum_and_finds_nothing_below_it[0]",
    ),
    Mistake(
        "columns: what is dropped from the basis can be taken still", "solver/columns/master.py",
        "self._bound(shut.tolist(), 0.0)", "pass",
        DIVES + "::test_columns_that_are_dropped_bring_nothing_until_they_are_taken_in_again",
    ),
    Mistake(
        "columns: what comes back stays closed", "solver/columns/master.py",
        "if id(column) in again], highspy.kHighsInf)", "if id(column) in again], 0.0)",
        DIVES + "::test_columns_that_are_dropped_bring_nothing_until_they_are_taken_in_again",
    ),
    Mistake(
        "columns: duals move away from what is short", "solver/columns/generate.py",
        "duals[used] + np.rint(gap / size", "duals[used] - np.rint(gap / size",
        DIVES + "::test_duals_that_move_on_without_a_linear_program_stay_what_proves_a_bound",
    ),
    Mistake(
        "columns: duals leave what a row can be worth", "solver/columns/generate.py",
        "astype(np.int64), -over, under)\n        return Point",
        "astype(np.int64), -2 * over, 2 * under)\n        return Point",
        DIVES + "::test_duals_that_move_on_without_a_linear_program_stay_what_proves_a_bound",
    ),
    Mistake(
        "columns: a large group leaves its gap", "solver/columns/group.py",
        "if self.wide and not self.generator.lazy and", "if False and",
        DIVES + "::test_a_large_group_takes_in_what_its_rosters_leave_out_where_they_break_it",
    ),
    Mistake(
        "prices: what limits pay is added to a bound", "solver/columns/ascent.py",
        "total += path.value - person.sums.paid()", "total += path.value + person.sums.paid()",
        MADE + "::test_an_ascent_proves_most_of_what_a_linear_program_proves",
    ),
    Mistake(
        "prices: some people are short of what everybody should bring", "solver/columns/ascent.py",
        "share = len(part.people) / len(self.generator.people)", "share = 1.0",
        MADE + "::test_an_ascent_proves_most_of_what_a_linear_program_proves",
    ),
    Mistake(
        "first plan: only after prices of the whole", "solver/columns/group.py",
        "            self._in_turn(goal, None, 1)\n", "",
        MADE + "::test_many_people_and_shifts_have_a_legal_plan_and_a_bound",
    ),
    Mistake(
        "bands: somebody without free cells has a band", "solver/columns/bands.py",
        "            if place is None:  # nothing of his is left to decide\n                continue\n",
        "            assert place is not None\n",
        BANDS + "::test_somebody_whose_cells_are_all_given_counts_in_what_is_shared_out",
    ),
)  # fmt: skip
