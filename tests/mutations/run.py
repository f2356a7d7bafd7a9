"""Plants each seeded mistake in a copy of the program and shows that the test named for it notices it.

Run: python -m tests.mutations.run [WORD ...]   only the mistakes whose name holds one of the words
Exit status 1 where a mistake is missed, 2 where one can no longer be planted or the tests fail without any.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutations.copied import Copy
from tests.mutations.mistakes import MISTAKES


def main(words: Sequence[str]) -> int:
    chosen = [each for each in MISTAKES if not words or any(word in each.name for word in words)]
    begun = time.monotonic()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="releve-mutation-") as folder:
        copy = Copy(Path(folder))
        try:
            if chosen and copy.fails(sorted({mistake.test for mistake in chosen}))[0]:
                print("the tests fail on the program as it is", file=sys.stderr)
                return 2
            for mistake in chosen:
                caught = copy.notices(mistake)[0]
                missed += not caught
                print(f"{'caught' if caught else 'MISSED'}  {mistake.name}", flush=True)
        except (LookupError, RuntimeError) as error:
            print(error, file=sys.stderr)
            return 2
    print(f"{len(chosen) - missed} of {len(chosen)} caught in {time.monotonic() - begun:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
