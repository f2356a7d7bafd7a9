"""Mistakes that a programmer could make in "why" and "why not", each with the test that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import WHY, WHY_FIGURES, WHY_PROOFS, Mistake

HERE = "solver/answers/"
WHOLE = WHY_FIGURES + "::test_every_figure_equals_the_difference_that_a_whole_model_finds[0]"
PROVED = WHY_FIGURES + "::test_what_bounds_prove_equals_it_too[0]"
OWN = WHY_PROOFS + "::test_so_are_those_that_bounds_and_the_plans_own_proof_tell"
FEW = WHY_PROOFS + "::test_what_is_proved_of_plans_with_few_changes_holds"

WHY_MISTAKES = (
    Mistake(
        "why: the change of the one cell is no plan", HERE + "why.py",
        "        alone = self._alone()", "        alone: Other | None = None",
        WHY + "::test_what_no_hard_rule_forbids_is_possible_however_short_the_time",
    ),
    Mistake(
        "why: other changes are said to be better when they are not", HERE + "why.py",
        "next((change for change in more if change), 0) < 0", "next((change for change in more if change), 0) <= 0",
        WHY + "::test_what_the_cell_alone_costs_is_told_where_other_changes_make_up_for_it[1-False]",
    ),
    Mistake(
        "why: a restriction of other days is told", HERE + "why_facts.py",
        "if _holds(frame, one, day) and", "if", WHY + "::test_a_restriction_of_other_days_is_not_told",
    ),
    Mistake(
        "why: what a layer costs anyway is counted as more", HERE + "otherwise.py",
        "goal.expression() - value <= step * over", "goal.expression() <= step * over", WHOLE,
    ),
    Mistake(
        "why: steps of a layer are taken for its units", HERE + "otherwise.py",
        "step = gcd(*goal.weights)", "step = 2 * gcd(*goal.weights)", WHOLE,
    ),
    Mistake(
        "why: a bound is rounded up by a unit too much", HERE + "bounds.py",
        "(bound - certain - 1e-6) / unit)", "(bound - certain + 1e-6) / unit + 1)", PROVED,
    ),
    Mistake(
        "why: bounds are of the choices that are ruled out", HERE + "bounds.py",
        "if choice not in allowed:", "if choice in allowed:", PROVED,
    ),
    Mistake(
        "why: what was not proved is called exact", HERE + "why.py",
        "proofs.held.get(layer, 0) >= best.more[layer]", "proofs.held.get(layer, 0) <= best.more[layer]", PROVED,
    ),
    Mistake(
        "why: layers after one that is not proved are called exact", "solver/questions.py",
        "tuple(takewhile(lambda cost", "tuple(filter(lambda cost",
        WHY_PROOFS + "::test_layers_are_exact_as_far_as_each_is_proved",
    ),
    Mistake(
        "why: the plan's own proof is said to hold for dearer plans", HERE + "proofs.py",
        "if now + other.more[at] > result.value:", "if now > result.value:", OWN + "[0]",
    ),
    Mistake(
        "why: of a layer's bounds the lowest is told", HERE + "proofs.py",
        "proved = dict(sorted(bounds))", "proved = dict(sorted(bounds, reverse=True))", OWN + "[0]",
    ),
    Mistake(
        "why: fewer changes are allowed than is said", HERE + "otherwise.py",
        "self.changes.expression() <= most)", "self.changes.expression() <= most - 1)", FEW + "[1]",
    ),
    Mistake(
        "why: a plan that is a little cheaper is not asked for", HERE + "otherwise.py",
        "< self.stands[at] + known.more[layer])", "< self.stands[at] + known.more[layer] - 1)", FEW + "[1]",
    ),
    Mistake(
        "why: the plan that is asked about is not laid over the roster", HERE + "why.py",
        "horizon = [text or row[known + day]", "horizon = [row[known + day] or text",
        WHY + "::test_an_exchange_that_costs_nothing_is_found_even_in_a_ward_with_another_roster",
    ),
    Mistake(
        "why: bounds outlive the facts they were made for", HERE + "bounds.py",
        "kept.book is ward.book and kept.facts == facts(ward.grid)", "kept.book is ward.book",
        WHY + "::test_bounds_are_kept_ready_and_made_anew_where_other_facts_are_given",
    ),
    Mistake(
        "why: bounds stay stopped by the question that made them", HERE + "bounds.py",
        "rosters_of(book, given, lambda: self.stopped())", "rosters_of(book, given, stopped)",
        WHY + "::test_bounds_made_by_a_question_that_is_over_serve_the_next_one",
    ),
    Mistake(
        "why: one who is just needed is said to be spare", HERE + "why_words.py",
        "NEEDED if there == said.minimum else", "NEEDED if there > said.minimum else",
        WHY + "::test_what_a_cell_covers_is_told_and_that_somebody_would_be_missing",
    ),
)  # fmt: skip
