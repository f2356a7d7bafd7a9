"""What any plan with another choice in a cell costs at least, layer by layer.

Of a layer in which the other plan costs no more than the one that stands, what is proved of the ward says that nothing costs
less: by the search for plans, where that is known, or by the linear program of its columns. Of the first layer that costs more
it is the linear program with the cell held to what is asked, or the search itself where the ward is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.domain.plan import LayerResult
from solver.answers.bounds import Joined
from solver.answers.near import Cell
from solver.answers.otherwise import Other
from solver.answers.standing import Standing
from solver.columns.plans import Chosen

Least = tuple[int | None, ...]
"""By layer, how much more any plan costs at least that has the other choice and is as good in the layers before as the one
that is compared; None where nothing is proved. The rosters of those whom no rule joins to the cell's person are as they are."""


@dataclass
class Proofs:
    """What is proved about one cell of a plan that stands. `known` is what a search for plans has proved of the ward."""

    ward: Standing
    cell: Cell
    allowed: frozenset[int]
    known: Sequence[LayerResult] = ()
    floors: dict[int, int] = field(default_factory=dict)
    """What a search in the whole of a small ward has proved of the plan that is told."""
    held: dict[int, int] = field(default_factory=dict)
    """By layer, how much more it costs at least with another choice in the cell, where nothing costs more in those before."""

    def seek(self, group: Joined, other: Other) -> None:
        """Bounds the first layer that costs more in another plan, by columns."""
        stands, found = group.plan(self.ward.grid), self._plan(group, other)
        layer = other.dearer
        if stands is None or found is None or layer is None:
            return
        least = group.least(layer, self.cell, self.allowed, stands, found)
        if least is not None:
            self.hold(layer, least - int(stands.costs[layer]))

    def go_on(self, group: Joined, other: Other) -> None:
        """Bounds the layers before that, as far as they prove that nothing costs less."""
        stands = group.plan(self.ward.grid)
        for layer in range(other.dearer or 0):
            if stands is None or group.group.limits.stopped():
                return
            if not self._exact(layer, other, group):
                group.root(layer, stands)
            if not self._exact(layer, other, group):
                return

    def _exact(self, layer: int, other: Other, group: Joined) -> bool:
        least = self.of(other, group)[layer]
        return least is not None and least >= other.more[layer]

    def hold(self, layer: int, more: int) -> None:
        """Keeps that it costs at least so much more in a layer, where nothing costs more in those before."""
        self.held[layer] = max(more, self.held.get(layer, more))

    def of(self, other: Other, group: Joined | None) -> Least:
        """What is proved of the layers of another plan."""
        stands = self.ward.check.costs()
        bounds = [*self._of_ward(stands, other), *self._of_group(group, other), *self.floors.items()]
        dearer = len(stands) if other.dearer is None else other.dearer
        bounds += [(layer, more) for layer, more in self.held.items() if layer <= dearer]
        # Nothing costs less than nothing.
        bounds += [(layer, -now) for layer, now in enumerate(stands) if now + other.more[layer] == 0]
        proved = dict(sorted(bounds))  # of several the highest
        return tuple(proved.get(layer) for layer in range(len(stands)))

    def _plan(self, group: Joined, other: Other) -> Chosen | None:
        """Another plan as columns of the group; None where somebody else's roster pays."""
        if not {person for person, _, _ in other.changed} <= set(group.group.persons):
            return None
        return group.plan(other.grid)

    def _of_ward(self, stands: Sequence[int], other: Other) -> list[tuple[int, int]]:
        """By the search for plans, as long as the other plan is as good in the layers before as the best that it found."""
        found: list[tuple[int, int]] = []
        results = {result.layer: result for result in self.known}
        for at, (layer, now) in enumerate(zip(self.ward.frame.problem.layers, stands, strict=True)):
            result = results.get(layer.id)
            if result is None:
                break
            if result.bound is not None:
                found.append((at, result.bound - now))
            if now + other.more[at] > result.value:
                break
        return found

    def _of_group(self, group: Joined | None, other: Other) -> list[tuple[int, int]]:
        """By the linear programs of the group's columns, whatever the cell holds."""
        stands = None if group is None else group.plan(self.ward.grid)
        found = None if group is None else self._plan(group, other)
        if group is None or stands is None or found is None:
            return []
        least = {layer: bound for layer, (room, bound) in group.roots.items() if (found.costs[:layer] <= room).all()}
        goals = group.group.goals
        least |= {layer: goals.certain(layer) for layer in range(len(goals.units)) if not goals.units[layer]}
        return [(layer, bound - int(stands.costs[layer])) for layer, bound in least.items()]
