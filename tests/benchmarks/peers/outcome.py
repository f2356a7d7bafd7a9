"""What a peer reached on an instance, judged by the evaluator and never by the peer's own word."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.frame import Frame
from scheduler.domain.problem import Problem, Row
from scheduler.domain.rosters import Grid
from scheduler.rules.registry import RuleBook, bind
from solver.search.score import score


@dataclass(frozen=True, slots=True)
class Outcome:
    """`values` are the layers' costs (none without a legal plan), `bound` what was proved of the last layer, `note` why
    there is no plan or what went wrong, `seconds` how long it took, reading the rules included."""

    peer: str
    values: tuple[int, ...] = ()
    bound: int | None = None
    seconds: float = 0.0
    note: str = ""

    @property
    def covered(self) -> bool:
        """Whether nothing before the last layer costs anything: its value is then that of the published instance."""
        return bool(self.values) and not any(self.values[:-1])


def bound_problem(problem: Problem) -> tuple[RuleBook, Grid]:
    """The rules of a problem bound to its days and people, and the given facts."""
    frame = Frame(problem)
    return bind(frame), Grid.of(frame)


def judged(
    peer: str, book: RuleBook, rows: tuple[Row, ...], bound: int | None, seconds: float, claimed: tuple[int, ...] = ()
) -> Outcome:
    """The outcome of a peer's plan; one that the evaluator refuses, or that costs more than claimed, is told as such.

    A plan that is not proved best may cost less than its model says: nothing presses the model's amounts down to what they
    have to be.
    """
    if not rows:
        return Outcome(peer, (), bound, seconds, "no plan")
    grid = Grid.of(book.frame)
    grid.fill(rows, 0)
    values, broken = score(book, grid)
    if broken:
        return Outcome(peer, (), None, seconds, f"a plan that breaks {len(broken)} hard rules: the model is wrong")
    if any(said < value for said, value in zip(claimed, values)):
        return Outcome(peer, values, None, seconds, f"claims {claimed} for a plan that costs {values}: the model is wrong")
    return Outcome(peer, values, bound, seconds)


def shares(layers: list[int], left: float) -> list[float]:
    """Seconds for each layer in order if each uses up its own: half of what is left, and all of it for the last."""
    given = []
    for place in range(len(layers)):
        part = left if place == len(layers) - 1 else left / 2
        given.append(part)
        left -= part
    return given
