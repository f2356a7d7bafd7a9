"""How a cell of a roster is read by rules: its class, its duty on the clock, its part of a sum, the best it could still add."""

from __future__ import annotations

from scheduler.domain import time
from scheduler.domain.frame import BLANK, ChoiceClass, Frame
from scheduler.domain.pieces import Pieces, weighed
from scheduler.domain.rosters import Roster
from scheduler.rules.api import Measure, Slot


def matches(roster: Roster, klass: ChoiceClass, person: int, day: int) -> bool:
    """Whether the cell is of the class. Real pieces are classed by their tags and those of the on-call periods beside them
    (that a guard was worked, the pieces say); an undecided cell is of none."""
    real = roster.special(person, day)
    if real is None:
        return roster.at(person, day) in klass.choices
    tags = {tag for piece in real for tag in piece.tags} if real else {"rest"}
    if roster.frame.has_duties[roster.at(person, day)]:
        tags |= roster.frame.duty_tags(roster.at(person, day))
    return klass.holds_tags(tags)


def measured(roster: Roster, measure: Measure, klass: ChoiceClass, person: int, day: int) -> Pieces:
    """What a cell brings to a sum of a class, weighed by the measure."""
    real, choice, frame = roster.special(person, day), roster.at(person, day), roster.frame
    if real is None:
        return frame.measured(measure.takes, klass, choice, day)
    work: Pieces = ()
    if measure.takes != "points" and klass.holds_tags([tag for piece in real for tag in piece.tags] or ("rest",)):
        work = tuple(weighed(piece, measure.takes) for piece in real)
    if not frame.has_duties[choice]:
        return work
    return (*work, *frame.measured_duties(measure.takes, klass.select, choice, day, guards=False))


def empty(frame: Frame, measure: Measure) -> bool:
    """Whether nothing in the ward can add to a measure: no code, no on-call period, no recorded work, no absence."""
    klass = frame.klass(measure.select)
    if measure.credit or klass.choices:
        return False
    return not any(klass.holds_tags(piece.tags) for known in frame.problem.pieces for piece in known.pieces)


def blank(roster: Roster, person: int, day: int) -> bool:
    return roster.at(person, day) == BLANK and roster.special(person, day) is None


def touches(frame: Frame, pieces: Pieces, day: int) -> bool:
    """Whether some of the work lies within the local calendar day."""
    start, end = frame.midnight(day), frame.midnight(day + 1)
    return any(piece.start < end and start < piece.end for piece in pieces)


def minutes(
    frame: Frame, measure: Measure, person: int, choice: int, pieces: Pieces, day: int, slot: Slot, span: tuple[int, int]
) -> int:
    """What the work that starts on `day` adds to a sum of minutes over one span of a slot."""
    inside = slot.first <= day <= slot.last
    if measure.how == "start":
        total = sum(piece.effective for piece in pieces) if inside else 0
    else:
        total = 0
        for piece in pieces:
            if span[0] <= piece.start < piece.end <= span[1]:
                total += piece.effective
            elif piece.start < span[1] and span[0] < piece.end:
                total += time.share(piece.effective, piece.start, piece.end, *span)
    if measure.credit and inside:
        code = frame.code(choice)
        if code is not None:
            total += frame.credit(frame.problem.people[person], code, day)
    return total


def counted(measure: Measure, klass: ChoiceClass, roster: Roster, person: int, day: int) -> bool:
    """Whether a calendar day counts: by the start of the work, or because any of it touches the day."""
    if measure.how != "touch":
        return matches(roster, klass, person, day)
    frame = roster.frame
    for start in range(max(frame.first, day - frame.reach), min(day, frame.last) + 1):
        if touches(frame, measured(roster, measure, klass, person, start), day):
            return True
    return False


def total(roster: Roster, measure: Measure, slot: Slot, person: int) -> int:
    """A person's sum of a measure over a window (of minutes: over its first span)."""
    frame = roster.frame
    klass = frame.klass(measure.select)
    if measure.count != "minutes":
        return sum(any(counted(measure, klass, roster, person, day) for day in group) for group in slot.groups)
    amount = 0
    for day in slot_days(frame, measure, slot):
        pieces = measured(roster, measure, klass, person, day)
        amount += minutes(frame, measure, person, roster.at(person, day), pieces, day, slot, slot.spans[0])
    return amount


def feeders(frame: Frame, measure: Measure, group: tuple[int, ...]) -> tuple[int, ...]:
    """The cells (days) that can make a group count."""
    if measure.how != "touch":
        return group
    days = {start for day in group for start in range(day - frame.reach, day + 1)}
    return tuple(sorted(day for day in days if frame.first <= day <= frame.last))


def slot_days(frame: Frame, measure: Measure, slot: Slot) -> range:
    """The days whose cells a window reads."""
    back = frame.reach if measure.how in ("overlap", "touch") else 0
    last = slot.last
    if slot.spans and measure.how == "overlap":
        # A rolling span that begins in the middle of a day ends in the middle of the day after its last one.
        while slot.spans[-1][1] > frame.midnight(last + 1):
            last += 1
    return range(max(frame.first, slot.first - back), min(frame.last, last) + 1)


def best_minutes(frame: Frame, measure: Measure, person: int, day: int, slot: Slot, span: tuple[int, int]) -> int:
    """The most that a free cell could add to a sum of minutes."""
    known = frame.memo.setdefault((measure, slot.first, slot.last), {})
    klass, who = frame.klass(measure.select), person if measure.credit else -1
    best = None
    for choice in frame.options[person]:
        amount = known.get((who, choice, day, span[0]))
        if amount is None:
            pieces = frame.measured(measure.takes, klass, choice, day)
            amount = known[who, choice, day, span[0]] = minutes(frame, measure, person, choice, pieces, day, slot, span)
        best = amount if best is None or amount > best else best
    assert best is not None
    return best
