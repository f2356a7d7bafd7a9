"""What a seeded mistake is, and the files of the tests that notice them."""

from __future__ import annotations

from dataclasses import dataclass

HOSPITAL = "tests/services/test_hospital.py"
WORKER = "tests/solver/test_worker.py"
LAW = "tests/rules/test_legal_examples.py"
EXAMPLES = "tests/rules/test_examples.py"
ONCALL = "tests/rules/test_oncall.py"
BALANCE = "tests/rules/test_balance.py"
DEFINITIONS = "tests/rules/test_definitions.py"
OVERTIME = "tests/rules/test_overtime.py"
LIVE = "tests/rules/test_live_check.py"
CONTRACT = "tests/rules/test_contract.py"
MODEL = "tests/solver/test_model_contract.py"
PATHS = "tests/solver/test_paths.py"
PARTS = "tests/solver/test_parts.py"
FAIR = "tests/rules/test_fair.py"
SHARES = "tests/solver/test_shares.py"
BANDS = "tests/solver/test_bands.py"
PROOF = "tests/rules/test_proof.py"
PARTNERS = "tests/solver/test_partner.py"
OUTPUT = "tests/cli/test_output.py"
BENCH = "tests/cli/test_bench_table.py"
HEARD = "tests/solver/test_heard.py"
WARDS = "tests/solver/test_random_wards.py"
DIVES = "tests/solver/test_dives.py"
TREE = "tests/solver/test_tree.py"
MADE = "tests/solver/test_made_instances.py"
CASES = "tests/ui/test_cases.py"
REPLACING_WINDOW = "tests/ui/test_replacing.py"
CONFLICT_PANEL = "tests/ui/test_conflict_panel.py"
CONFLICTS = "tests/answers/test_hand_made.py"
BRUTE_FORCE = "tests/answers/test_brute_force.py"
LEANER = "tests/answers/test_leaner.py"
WHY = "tests/solver/test_why.py"
WHY_FIGURES = "tests/solver/test_why_figures.py"
WHY_PROOFS = "tests/solver/test_why_proofs.py"


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `file`, where `old` stands exactly once, `new` is written; the test must then fail.

    The cheapest that says what the mistake breaks (a whole file may do, and takes longer): it is run without the mistake too.
    """

    name: str
    file: str
    old: str
    new: str
    test: str


RULES = "scheduler/rules/"
