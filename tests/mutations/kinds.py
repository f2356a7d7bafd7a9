"""What a seeded mistake is, and the tests that notice mistakes of one kind."""

from __future__ import annotations

from dataclasses import dataclass

HOSPITAL = ("tests/services/test_hospital.py",)
WORKER = ("tests/solver/test_worker.py",)
LAW = ("tests/rules/test_legal_examples.py",)
EXAMPLES = ("tests/rules/test_examples.py",)
ONCALL = ("tests/rules/test_oncall.py",)
BALANCE = ("tests/rules/test_balance.py",)
DEFINITIONS = ("tests/rules/test_definitions.py",)
OVERTIME = ("tests/rules/test_overtime.py",)
LIVE = ("tests/rules/test_live_check.py",)
CONTRACT = ("tests/rules/test_contract.py",)
MODEL = ("tests/solver/test_model_contract.py",)
PATHS = ("tests/solver/test_paths.py",)
PARTS = ("tests/solver/test_parts.py",)
FAIR = ("tests/rules/test_fair.py",)
SHARES = ("tests/solver/test_shares.py",)
PROOF = ("tests/rules/test_proof.py",)
HEARD = ("tests/solver/test_heard.py",)
WARDS = ("tests/solver/test_random_wards.py",)
DIVES = ("tests/solver/test_dives.py",)
WHY = ("tests/solver/test_why.py",)
WHY_FIGURES = ("tests/solver/test_why_figures.py",)


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `file`, where `old` stands exactly once, `new` is written; at least one of the tests must then fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


RULES = "scheduler/rules/"
