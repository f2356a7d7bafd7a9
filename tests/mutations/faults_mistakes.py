"""Mistakes in what is told of faulty rules, in what people carry over, and in who is beside whom."""

from __future__ import annotations

from tests.mutations.kinds import EXAMPLES, FAIR, RULES, Mistake

FAULTS = "tests/cli/test_rule_faults.py"
PACKED = "tests/test_pack_rules.py"
SEARCH = "tests/solver/test_search.py"

FAULTS_MISTAKES = (
    Mistake(
        "faults: the names in a ward's own rules are not looked at", "scheduler/rule_faults.py",
        "if name in among or (", "if name or (",
        FAULTS + "::test_what_the_rules_of_a_pack_name_a_ward_need_not_have_but_its_own_rules_are_held_to_it",
    ),
    Mistake(
        "faults: the names of a pack are refused where a ward has them not", "scheduler/rule_faults.py",
        "among = known[kind] | usual.get(kind, frozenset())", "among = known[kind]",
        FAULTS + "::test_what_the_rules_of_a_pack_name_a_ward_need_not_have_but_its_own_rules_are_held_to_it",
    ),
    Mistake(
        "faults: a new account is refused because others bring something into another one", "scheduler/rule_faults.py",
        'kind in ("opening", "tagged") and not misspelt(name, sorted(among))', "False",
        FAULTS + "::test_an_account_that_begins_at_nothing_for_everyone_is_no_fault",
    ),
    Mistake(
        "faults: tags in the scope of a rule are not looked at", "scheduler/rule_faults.py",
        "enumerate(setting.scope.tags)", "enumerate(())",
        FAULTS + "::test_a_misspelt_tag_in_a_scope_is_refused_with_the_nearest",
    ),
    Mistake(
        "faults: a check of a database does not look at the names in rules", "scheduler/db/health.py",
        "or rule_faults(problem)", "or ()",
        "tests/db/test_opening.py::test_a_check_tells_the_same_of_rules_as_whoever_plans_a_ward_file[sqlite]",
    ),
    Mistake(
        "faults: the search leaves out a rule that cannot be read", "solver/search/run.py",
        "if self.book.faults:", "if not self.book:",
        FAULTS + "::test_the_solver_itself_plans_nothing_with_a_rule_that_cannot_be_read",
    ),
    Mistake(
        "faults: unknown hard rules are planned without consent", "ui/commands/wards.py",
        "if consent is False:", "if consent is True:",
        FAULTS + "::test_an_unknown_hard_rule_is_planned_only_with_consent_and_the_plan_says_so",
    ),
    Mistake(
        "faults: a cap just below its floor is no fault", RULES + "balance.py",
        "self.cap < self.floor", "self.cap < self.floor - 1",
        FAULTS + "::test_a_cap_below_its_floor_is_a_fault_of_the_rule_in_both_languages",
    ),
    Mistake(
        "faults: a cap equal to its floor is a fault", RULES + "balance.py",
        "self.cap < self.floor", "self.cap <= self.floor",
        FAULTS + "::test_a_cap_below_its_floor_is_a_fault_of_the_rule_in_both_languages",
    ),
    Mistake(
        "fairness: what is carried over counts again in every window", RULES + "fair.py",
        "item.amount * (past + length) // days - item.amount * past // days", "item.amount",
        FAIR + "::test_what_is_carried_over_counts_once_however_short_the_windows",
    ),
    Mistake(
        "team: a guard is not there", RULES + "team.py", "hours=False) if duty.on_site)", "hours=False) if not duty)",
        EXAMPLES + "::test_who_is_on_guard_is_there_by_the_clock_and_who_is_on_standby_is_not",
    ),
    Mistake(
        "team: the same weekends as somebody who is gone", RULES + "team.py",
        "judged = all(_employed(frame, side) for side in (one, other)) and", "judged = (one or other) and",
        EXAMPLES + "::test_the_same_weekends_are_asked_only_while_both_are_employed",
    ),
    Mistake(
        "rest: a standby may begin a minute before the rest is over", RULES + "restgap.py",
        "if start + days * DAY < end + minutes}", "if start + days * DAY + 1 < end + minutes}",
        PACKED + "::test_an_intern_begins_no_standby_within_eleven_hours_of_a_guard",
    ),
    Mistake(
        "audit: what people bring into an account is left out", "solver/search/audit.py", "high - said.opening", "high",
        SEARCH + "::test_the_audit_takes_off_what_people_bring_into_an_account[False]",
    ),
)  # fmt: skip
