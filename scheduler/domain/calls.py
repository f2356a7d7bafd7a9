"""The call log: whom somebody asked to fill a hole of the roster, when, and what the answer was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from scheduler.domain.codes import UtcMinute

Answer = Literal["waiting", "accepted", "refused", "not_reached"]


@dataclass(frozen=True, slots=True)
class Call:
    """One question to one person: to work `code` (an on-call period's id for one) on `date`, asked by `by`.

    `answered` is when the answer came, or when the caller gave up (`not_reached`); None while it is waited for. The code is
    kept as it was called then.
    """

    id: str
    person: str
    date: date
    code: str
    asked: UtcMinute
    answer: Answer = "waiting"
    answered: UtcMinute | None = None
    by: str = ""
