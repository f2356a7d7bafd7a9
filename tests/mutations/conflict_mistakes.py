"""Mistakes that a programmer could make in the search for conflicts, each with the tests that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import BRUTE_FORCE, CONFLICTS, LEANER, Mistake

HERE = "solver/answers/conflicts/"
ROSTERS = BRUTE_FORCE + "::test_what_is_told_is_true_of_all_rosters"
WORKS = "tests/answers/test_overconstrained.py::test_each_kind_of_relaxation_applied_ends_the_conflict"

CONFLICT_MISTAKES = (
    Mistake(
        "conflicts: leave is moved where other leave does as well", HERE + "relax.py",
        "self.asked.impossible([*left, *self.given])", "self.asked.impossible(left)",
        WORKS + "[least hours in a week of leave]",
    ),
    Mistake(
        "conflicts: a rule about two is lifted without the night before", HERE + "relax.py",
        "return min([atom.first, *lefts])", "return atom.first", WORKS + "[beside a mentor]",
    ),
    Mistake(
        "conflicts: a figure is sought beside given facts that are left out", HERE + "guarded.py",
        "other.model = self.model.clone()", "other.model = self.model", CONFLICTS,
    ),
    Mistake(
        "conflicts: a head too few meets a need", HERE + "guarded.py",
        "total.expression() + missing >= said.minimum", "total.expression() + missing >= said.minimum - 1", CONFLICTS,
    ),
    Mistake(
        "conflicts: what is not known is left out", HERE + "asking.py",
        "        if impossible(rest):\n            kept = rest\n    return kept",
        "        if impossible(rest) is not None:\n            kept = rest\n    return kept", CONFLICTS,
    ),
    Mistake(
        "conflicts: what given facts break alone is asked again", HERE + "ward.py",
        "found = one if raw else self._as_given(one)", "found = one",
        ROSTERS + "[3]",
    ),
    Mistake(
        "conflicts: people whom a rule joins are looked at alone", HERE + "own.py",
        "for people in (*alone, *joined):", "for people in alone:", CONFLICTS,
    ),
    Mistake(
        "conflicts: a rest counts as possible beside what forbids it", HERE + "leaner.py",
        "all(a >= b for a, b", "any(a >= b for a, b", LEANER,
    ),
    Mistake(
        "conflicts: a lock that may be taken back is counted as it stands", HERE + "ward.py",
        "return (*options[person], there) if self._loose(person, day) else (there,)", "return (there,)", LEANER,
    ),
    Mistake(
        "conflicts: what two of them lack together is told twice", HERE + "cover.py",
        "core.lowered = self._placed(region, core) or core.lowered", "pass", CONFLICTS,
    ),
    Mistake(
        "conflicts: a plan that leaves a shift short shows that it can be met", HERE + "witness.py",
        "        if missing > 0:", "        if missing > 99:", CONFLICTS,
    ),
    Mistake(
        "conflicts: a plan that breaks a rule shows that it holds", HERE + "witness.py",
        'if any(check.rule(finding).setting.template != "COVER" for finding in check.broken()):', "if check is None:",
        CONFLICTS,
    ),
    Mistake(
        "conflicts: the last run is not looked at", HERE + "instances.py",
        "for at in range(said.begin, said.stop):", "for at in range(said.begin, said.stop - 1):",
        ROSTERS + "[51]",
    ),
    Mistake(
        "conflicts: following days are told one by one", HERE + "merge.py",
        "return later[0] - earlier[1] <= WEEKEND", "return later[0] - earlier[1] <= 0", CONFLICTS,
    ),
    Mistake(
        "conflicts: a changed figure goes too far", HERE + "change.py",
        "while abs(good - bad) > 1 and", "while abs(good - bad) > 60 and", CONFLICTS,
    ),
    Mistake(
        "conflicts: a lowered need stands beside the old one", HERE + "edits.py",
        "if need.date not in dates", "if need.date", CONFLICTS,
    ),
    Mistake(
        "conflicts: the reason of an absence is told", HERE + "words.py",
        "if code is None or code.confidential:", "if code is None:", CONFLICTS,
    ),
    Mistake(
        "conflicts: a sick person may be asked to come", HERE + "relax.py",
        'code.kind != "absence"]', "code.kind]", CONFLICTS,
    ),
    Mistake(
        "conflicts: how often a changed figure is needed costs nothing", HERE + "costs.py",
        "known.points + each * times", "known.points + each",
        CONFLICTS + "::test_what_a_figure_costs_grows_with_how_far_and_how_often_it_moves",
    ),
    Mistake(
        "conflicts: a cell locked empty is no given fact", HERE + "ward.py",
        '(code is None or code.kind != "blocked")', 'code is not None and code.kind != "blocked"',
        CONFLICTS + "::test_a_cell_locked_empty_is_a_member_and_can_be_unlocked",
    ),
    Mistake(
        "conflicts: the dearest comes first", HERE + "relax.py",
        "(not each.enough, each.cost)))", "(not each.enough, -each.cost)))", CONFLICTS,
    ),
    Mistake(
        "conflicts: what may not be enough comes first", HERE + "relax.py",
        "(not each.enough, each.cost)))", "(each.enough, each.cost)))",
        CONFLICTS + "::test_what_another_rule_forbids_too_is_said_and_comes_last",
    ),
    Mistake(
        "conflicts: the rules of the days around are forgotten", HERE + "relax.py",
        "not region.needs or region.last - region.first >= AROUND", "True",
        BRUTE_FORCE + "::test_what_is_enough_brings_the_heads_that_are_missing",
    ),
    Mistake(
        "conflicts: a set that was never proved is told", HERE + "core.py",
        "core.missing - 1)", "core.missing)", CONFLICTS,
    ),
)  # fmt: skip
