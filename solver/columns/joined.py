"""Which people the rows of a ward join."""

from __future__ import annotations

from collections.abc import Iterable

from solver.columns.rows import Row


def joined(rows: Iterable[Row], count: int) -> list[list[int]]:
    """Those of `count` people whom rows join, group by group; those in no row make one more group."""
    root = list(range(count))

    def top(person: int) -> int:
        while root[person] != person:
            root[person] = root[root[person]]
            person = root[person]
        return person

    counted: set[int] = set()
    for row in rows:
        own = sorted(row.people)
        counted.update(own)
        for person in own[1:]:
            root[top(person)] = top(own[0])
    groups: dict[int, list[int]] = {}
    for person in range(count):
        groups.setdefault(top(person) if person in counted else -1, []).append(person)
    return list(groups.values())
