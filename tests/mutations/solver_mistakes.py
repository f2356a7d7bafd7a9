"""Mistakes that a programmer could make in the solver, each with the tests that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import BENCH, HEARD, MADE, MODEL, OUTPUT, PARTNERS, PARTS, PATHS, SHARES, WARDS, WORKER, Mistake

UNUSED = "tests/solver/test_compiled.py::test_what_was_not_used_for_a_month_is_removed_and_nothing_else"

SOLVER_MISTAKES = (
    Mistake(
        "model: a need that no free cell can serve is left out", "solver/model.py",
        "isinstance(statement, Price) or (free is None and isinstance(statement, Heads))", "isinstance(statement, Price)",
        MODEL + "::test_what_no_cell_can_change_counts_all_the_same[RUN]",
    ),
    Mistake(
        "model: a rest of exactly the limit is refused", "solver/cpsat.py",
        "if start - end < said.minutes:", "if start - end <= said.minutes:",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RESTGAP-hard]",
    ),
    Mistake(
        "model: over-constrained, an override is not heard in windows", "solver/cpsat.py",
        "if span_lifted(said.lifted, days) or all(m.decided(p, d) for p in said.people for d in days):",
        "if all(m.decided(p, d) for p in said.people for d in days):",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[BALANCE-hard]",
    ),
    Mistake(
        "model: given facts alone make a window infeasible", "solver/cpsat.py",
        "limit = max(high, given + said.opening)", "limit = high",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[BALANCE-soft]",
    ),
    Mistake(
        "model: the last run is not judged", "solver/cpsat.py",
        "min(said.stop, count - size + 1, last_free + 1)", "min(said.stop, count - size, last_free + 1)",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "model: wrong history edge of short runs", "solver/cpsat.py",
        "left = first > 0 or said.left == \"closed\"", "left = True",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "model: a run over a change of the rule is judged twice", "solver/cpsat.py",
        "range(max(said.begin, first_free - length), min(said.stop, count - length + 1, last_free + 2))",
        "range(max(0, first_free - length), min(count - length + 1, last_free + 2))",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "model: leave is weekly rest", "solver/holes.py",
        "if work or (own and reading.matches(m.grid, said.busy, said.person, day)) else []", "if work else []",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RESTBLOCK-soft]",
    ),
    Mistake(
        "model: more holes are asked for than the given facts leave", "solver/holes.py",
        "need = min(said.need, len(possible))", "need = said.need",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[RESTBLOCK-soft]",
    ),
    Mistake(
        "model: a minimum is judged in a window that the horizon cuts", "solver/cpsat.py",
        "if low is not None and slot.whole and not any(", "if low is not None and not any(",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[WINDOW-hard]",
    ),
    Mistake(
        "model: a wish counts twice", "solver/cpsat.py",
        "held.complement() if wanted else held, amount)", "held.complement() if wanted else held, 2 * amount)",
        MODEL + "::test_a_wish_of_somebody_away_all_the_time_costs_in_the_model_too",
    ),
    Mistake(
        "paths: maximum off by one", "solver/paths/parts.py",
        "None if v is None or v - over + most[day] <= high else v - over",
        "None if v is None or v - over + most[day] <= high + 1 else v - over",
        PARTS + "::test_a_sum_charges_what_the_totals_say[False-1]",
    ),
    Mistake(
        "paths: many maxima at once off by one", "solver/paths/parts.py",
        "safe &= kept + most <= self.highs[0]", "safe &= kept + most <= self.highs[0] + 1",
        PARTS + "::test_many_values_of_a_sum_settle_as_each_of_them",
    ),
    Mistake(
        "paths: many minima at once off by one", "solver/paths/parts.py",
        "safe &= kept + least >= self.low", "safe &= kept + least >= self.low - 1",
        PARTS + "::test_many_values_of_a_sum_settle_as_each_of_them",
    ),
    Mistake(
        "paths: a minimum alone off by one", "solver/paths/parts.py",
        "self.charge(None if value + self._least[0][day] >= low else (value,), short)",
        "self.charge(None if value + self._least[0][day] >= low - 1 else (value,), short)",
        PARTS + "::test_a_sum_charges_what_the_totals_say[False-1]",
    ),
    Mistake(
        "paths: both limits at once off by one", "solver/paths/parts.py",
        "safe = value + most <= high and value + least >= low",
        "safe = value + most <= high + 1 and value + least >= low",
        PARTS + "::test_a_sum_charges_what_the_totals_say[False-1]",
    ),
    Mistake(
        "paths: a sum forgets the last day", "solver/paths/parts.py",
        "for day in range(self.last, self.first - 1, -1):", "for day in range(self.last - 1, self.first - 1, -1):",
        PATHS + "::test_who_differs_on_one_day_differs_in_the_windows_that_hold_it[13]",
    ),
    Mistake(
        "paths: a run of exactly the limit is too long", "solver/paths/parts.py",
        "int(self.maximum and length >= self.clip and", "int(self.maximum and length + 1 >= self.clip and",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "paths: a short run at a closed end is let through", "solver/paths/parts.py",
        'at == len(self.said.groups) - 1 and self.said.right == "closed"',
        'at == len(self.said.groups) and self.said.right == "closed"',
        PATHS + "::test_a_path_costs_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "paths: a run of the former version is judged", "solver/paths/parts.py",
        "if not self.said.judges(begins):", "if begins < 0:",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[RUN-hard]",
    ),
    Mistake(
        "paths: the history before the horizon is not walked", "solver/paths/explore.py",
        "for day in range(part.first, min(0, part.last + 1)):", "for day in range(0, min(0, part.last + 1)):",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[PATTERN-hard]",
    ),
    Mistake(
        "worker: a cancel of one job stops the next", "solver/worker.py",
        "newest = Asked(line)", "newest = Asked(line, newest.stop)",
        WORKER + "::test_a_cancelled_job_leaves_the_next_one_alone",
    ),
    Mistake(
        "worker: Ctrl+C at the terminal ends the search without its plan", "solver/worker.py",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)", "pass",
        WORKER + "::test_ctrl_c_at_the_terminal_is_for_the_asker_to_answer",
    ),
    Mistake(
        "a lent process is ended with its first job", "solver/api.py", "stop, lent is not None", "stop, False",
        WORKER + "::test_a_process_that_died_while_it_waited_is_replaced",
    ),
    Mistake(
        "paths: soft cost doubled", "solver/paths/parts.py",
        "return None if self.layer is None else (state, amount * self.weight)",
        "return None if self.layer is None else (state, 2 * amount * self.weight)",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[PATTERN-soft]",
    ),
    Mistake(
        "paths: an override is not heard in sums", "solver/paths/compile.py",
        "if not days or span_lifted(said.lifted, days) or m.cells.all_fixed(days):",
        "if not days or m.cells.all_fixed(days):",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[BALANCE-hard]",
    ),
    Mistake(
        "paths: a sequence may begin on any day", "solver/paths/parts.py",
        "begun = (*state, 0) if day in self.starts else state", "begun = (*state, 0)",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[PATTERN-hard]",
    ),
    Mistake(
        "paths: given facts alone make a hole missing", "solver/paths/compile.py",
        "need = min(said.need, evaluate._free(said, period, grid, days, True))", "need = said.need",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[RESTBLOCK-soft]",
    ),
    Mistake(
        "paths: a later option is taken where two cost the same", "solver/paths/kernels.py",
        "if through < best:", "if through <= best:",
        PATHS + "::test_no_roster_is_cheaper_than_the_cheapest",
    ),
    Mistake(
        "paths: a fixed day is open", "solver/paths/kernels.py",
        "beyond = lowest + 1\n            here[:] = FAR", "beyond = options\n            here[:] = FAR",
        PATHS + "::test_no_roster_is_cheaper_than_the_cheapest",
    ),
    Mistake(
        "paths: a product forgets the state of its last part", "solver/paths/building.py",
        "row[place] = then\n", "row[place] = then if place < width - 1 else 0\n",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[PATTERN-hard]",
    ),
    Mistake(
        "paths: nodes are merged whatever their arcs cost", "solver/paths/building.py",
        "mine[live] = label[arc]", "mine[live] = 0",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[PREF-hard]",
    ),
    Mistake(
        "paths: a sum is safe one too early in the loops", "solver/paths/building.py",
        "if value + most[day] <= high and", "if value + most[day] <= high + 1 and",
        PATHS + "::test_loops_and_numpy_build_the_same_graphs_for_each_alone_and_for_all_together[8-10]",
    ),
    Mistake(
        "paths: people are alike whatever they hold on the last day of a window", "solver/paths/compile.py",
        "days.stop - self.frame.first]", "days.stop - 1 - self.frame.first]",
        PATHS + "::test_who_differs_on_one_day_differs_in_the_windows_that_hold_it[13]",
    ),
    Mistake(
        "paths: parts are alike whatever cells they read", "solver/paths/parts.py",
        "self.layer is None, self.weight, read, *self.terms()", "self.layer is None, self.weight, *self.terms()",
        PATHS + "::test_loops_and_numpy_build_the_same_graphs_for_each_alone_and_for_all_together[8-10]",
    ),
    Mistake(
        "paths: numpy takes the last of two that cost the same", "solver/paths/arcs.py",
        "np.lexsort((layer.options[layer.label], layer.source))",
        "np.lexsort((-layer.options[layer.label], layer.source))",
        PATHS + "::test_no_roster_is_cheaper_than_the_cheapest",
    ),
    Mistake(
        "model: a distance a part of a unit short of the next counts whole", "solver/cpsat.py",
        "off <= whole * (counted + said.limit + 1) - 1", "off <= whole * (counted + said.limit)",
        MODEL + "::test_a_fixed_model_says_what_the_evaluator_says[FAIR-soft]",
    ),
    Mistake(
        "model: a window of given facts alone is judged", "solver/cpsat.py",
        "if len(held) == len(cells) or any(m.undecided(*cell) for cell in held):",
        "if any(m.undecided(*cell) for cell in held):",
        SHARES + "::test_a_window_that_is_all_given_costs_nothing",
    ),
    Mistake(
        "paths: both days of a weekend are charged", "solver/paths/meters.py",
        "len(fed - state)", "len(fed)",
        SHARES + "::test_every_roster_costs_in_rows_what_the_evaluator_counts_and_no_price_is_too_high",
    ),
    Mistake(
        "search: a bound is a unit too high", "solver/search/run.py",
        "self.bounds[k] = rounded if known is None else max(known, rounded)",
        "self.bounds[k] = (rounded if known is None else max(known, rounded)) + 1",
        WARDS + "::test_a_wrong_claim_is_refuted",
    ),
    Mistake(
        "search: a layer is closed that is one unit from its bound", "solver/search/run.py",
        "if bound is not None and bound >= self.values[k]:", "if bound is not None and bound + 1 >= self.values[k]:",
        WARDS,
    ),
    Mistake(
        "search: what lies within the goal is called proved", "solver/search/exact.py",
        "if status == cp_model.OPTIMAL and not self.search.job.goal:", "if status == cp_model.OPTIMAL:",
        WARDS + "::test_no_claim_of_a_plan_is_refuted[0]",
    ),
    Mistake(
        "heard: a second process's worse plan is taken", "solver/heard.py",
        "if event.rows and (not self.rows or values(event.layers) <= values(self.layers)):", "if event.rows:",
        HEARD + "::test_the_best_plan_is_kept_when_a_second_process_tells_of_worse_ones",
    ),
    Mistake(
        "heard: a process that died counts as stopped by a person", "solver/heard.py",
        '"died" if plan is None', '"stopped" if plan is None',
        HEARD + "::test_a_process_that_dies_for_good_is_not_called_stopped_by_a_person",
    ),
    Mistake(
        "heard: the run's time is that of its process", "solver/heard.py",
        "                wall_seconds=round(self.elapsed(), 3),", "",
        HEARD + "::test_every_time_of_a_run_counts_from_when_it_was_asked_for",
    ),
    Mistake(
        "search: a process that starts late searches longer", "solver/search/run.py",
        "time.monotonic() - counted(waited, job.seconds)", "time.monotonic()",
        HEARD + "::test_a_search_ends_when_its_time_is_over_for_who_asked",
    ),
    Mistake(
        "search: bounds are taken over for plans that cost more", "solver/search/run.py",
        "if self.values[k] > layer.value:", "if self.values[k] > layer.value + 1:",
        PARTNERS + "::test_bounds_of_elsewhere_are_taken_only_for_plans_as_good",
    ),
    Mistake(
        "partners: a layer is settled by a worse plan", "solver/search/partner.py",
        "for layer in layers[: k + 1]) <= values[: k + 1]", "for layer in layers[: k + 1]) >= values[: k + 1]",
        PARTNERS + "::test_a_layer_is_settled_by_any_partner_with_a_plan_as_good",
    ),
    Mistake(
        "output: a link is replaced by a file", "scheduler/exchange/files.py",
        "return Path(os.path.realpath(path))", "return path",
        OUTPUT + "::test_a_link_is_followed",
    ),
    Mistake(
        "output: a pipe is replaced by a file", "scheduler/exchange/files.py",
        "if not stat.S_ISREG(mode):", "if stat.S_ISSOCK(mode):",
        OUTPUT + "::test_a_pipe_is_refused_and_stays",
    ),
    Mistake(
        "bench: a wrong bound is no matter", "ui/commands/league.py",
        "each.ours is None or _above(each.bound, each.best_known) for each", "each.ours is None for each",
        BENCH + "::test_the_status_of_bench",
    ),
    Mistake(
        "heard: a process that dies is started again for ever", "solver/heard.py",
        "if self.failure or self.restarted or", "if self.failure or",
        HEARD + "::test_a_process_is_started_again_once_and_only_where_it_helps",
    ),
    Mistake(
        "heard: a repeatable run is told of earlier plans", "solver/heard.py",
        "return () if self.job.seconds is None else self.rows", "return self.rows",
        HEARD + "::test_a_process_is_started_again_once_and_only_where_it_helps",
    ),
    Mistake(
        "model: a price of given facts is forgotten", "solver/model.py",
        "whole = isinstance(statement, Price) or (free", "whole = (free",
        MODEL + "::test_a_wish_of_somebody_away_all_the_time_costs_in_the_model_too",
    ),
    Mistake(
        "first plan: more stays open than may count", "solver/paths/sums.py",
        "np.cumsum(counts[own]) <= self.highs[at]", "np.cumsum(counts[own]) <= 2 * self.highs[at]",
        MADE + "::test_what_stays_open_where_a_roster_has_too_much_is_no_more_than_may_count",
    ),
    Mistake(
        "paths: a free day counts whatever is chosen", "solver/paths/compile.py",
        "times * (choice in klass.choices)", "times",
        PATHS + "::test_a_path_costs_what_the_evaluator_says[WINDOW-hard]",
    ),
    Mistake(
        "compiled: a folder that is being filled is removed", "solver/paths/compiled.py",
        "for each in (folder, *folder.rglob(\"*\"))", "for each in (folder,)", UNUSED,
    ),
    Mistake(
        "compiled: what others use is removed too", "solver/paths/compiled.py",
        "time.time() - _last_used(folder) > UNUSED", "time.time() - _last_used(folder) > 0", UNUSED,
    ),
    Mistake(
        "compiled: the folder in use is removed", "solver/paths/compiled.py", "and folder != used and", "and", UNUSED,
    ),
)  # fmt: skip
