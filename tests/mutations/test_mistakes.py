"""Every seeded mistake is noticed by the tests named for it, which pass on the program as it is."""

from __future__ import annotations

import pytest

from tests.mutations.kinds import Mistake
from tests.mutations.mistakes import MISTAKES
from tests.mutations.run import verdict


def test_the_tests_pass_on_an_unchanged_copy() -> None:
    noticed, words = verdict(None, sorted({test for mistake in MISTAKES for test in mistake.tests}))
    assert not noticed, words


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_noticed(mistake: Mistake) -> None:
    noticed, words = verdict(mistake, mistake.tests)
    assert noticed, words
