"""Questions of the process that solves, each with what answers it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from solver.answers.bounds import prepare
from solver.answers.conflicts.find import conflicts
from solver.answers.repair import repair
from solver.answers.standing import Wards
from solver.answers.why import why
from solver.questions import ConflictsAsked, Question, Ready, RepairAsked, Warm, WhyAsked


def answer(question: Question, stop: threading.Event, tell: Callable[[Any], None], *, wards: Wards) -> Any:
    """The answer to a question, of one of these `wards` or another; `tell` hears those to which more may be added."""
    if isinstance(question, RepairAsked):
        return repair(question, wards, stop, tell)
    if isinstance(question, WhyAsked):
        return why(question, wards, stop, tell)
    if isinstance(question, ConflictsAsked):
        ward = wards.of(question.problem)
        return conflicts(ward.book, ward.grid, stop, question.seconds, tell)
    if isinstance(question, Warm):
        prepare(question, wards, stop)
        return Ready()
    raise NotImplementedError(type(question).__name__)
