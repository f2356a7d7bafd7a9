"""Every seeded mistake is noticed by the test named for it, which passes on the program as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mutations.copied import Copy
from tests.mutations.kinds import Mistake
from tests.mutations.mistakes import MISTAKES


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    made = Copy(tmp_path_factory.mktemp("copy"))
    yield made
    assert made.changed() == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_noticed(copy: Copy, mistake: Mistake) -> None:
    noticed, words = copy.notices(mistake)
    assert noticed, words


FILES = sorted({mistake.test.partition("::")[0] for mistake in MISTAKES}, reverse=True)
FIRST = sorted({file.rpartition("/")[0]: file for file in FILES}.values())
"""One of each folder: a copy that lacks something lacks it there. `tests.mutations.run` looks at all of them."""


@pytest.mark.parametrize("file", FIRST)
def test_the_tests_pass_on_an_unchanged_copy(copy: Copy, file: str) -> None:
    noticed, words = copy.fails(sorted({each.test for each in MISTAKES if each.test.partition("::")[0] == file}))
    assert not noticed, words


def test_tests_that_do_not_run_notice_nothing(copy: Copy) -> None:
    with pytest.raises(RuntimeError, match="not found"):
        copy.fails([MISTAKES[0].test + "_that_is_not_there"])
