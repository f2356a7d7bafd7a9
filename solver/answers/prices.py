"""What the changes of a repair cost: one each, more where they come at short notice."""

from __future__ import annotations

from scheduler.domain.frame import Frame
from scheduler.domain.pieces import Pieces
from solver.questions import RepairAsked, price_of


class Prices:
    """The price of changes in one ward, asked at one instant."""

    def __init__(self, asked: RepairAsked, frame: Frame) -> None:
        self.frame, self.now, self.notices = frame, asked.now, asked.notices

    def notice(self, day: int, held: int, choice: int) -> int | None:
        """Minutes from now to the first work that one of two choices has and the other has not, or to the day's beginning."""
        if self.now is None:
            return None
        differ = set(self._work(held, day)) ^ set(self._work(choice, day))
        return min((piece.start for piece in differ), default=self.frame.midnight(day)) - self.now

    def _work(self, choice: int, day: int) -> Pieces:
        return (*self.frame.pieces(choice, day), *self.frame.standby(choice, day))

    def of(self, day: int, held: int, choice: int) -> int:
        """What it costs to give one choice for another."""
        return price_of(self.notices, self.notice(day, held, choice))

    def lowest(self, day: int) -> int:
        """The least that any change of a day can cost."""
        choices = range(1, len(self.frame.choices))
        return min((self.of(day, held, choice) for held in choices for choice in choices if held != choice), default=1)
