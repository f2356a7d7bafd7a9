"""Mistakes that a programmer could make in the rules, each with the tests that must notice it. Add a line for a new one."""

from __future__ import annotations

from dataclasses import dataclass

LAW = ("tests/rules/test_legal_examples.py",)
EXAMPLES = ("tests/rules/test_examples.py",)
LIVE = ("tests/rules/test_live_check.py",)
CONTRACT = ("tests/rules/test_contract.py",)


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `file`, where `old` stands exactly once, `new` is written; at least one of the tests must then fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


RULES = "scheduler/rules/"

MISTAKES = (
    Mistake(
        "rest of exactly the limit is refused (statements)",
        RULES + "evaluate.py", "if rest < said.minutes and later", "if rest <= said.minutes and later", LAW,
    ),
    Mistake(
        "rest a minute short is let through (check)",
        RULES + "restgap.py", "if rest < said.minutes and not", "if rest + 1 < said.minutes and not", LAW,
    ),
    Mistake(
        "maximum off by one (statements)", RULES + "evaluate.py", "and value > high:", "and value > high + 1:", LAW,
    ),
    Mistake(
        "maximum off by one (both readings)",
        RULES + "window.py", "else self.maximum * quota // 100", "else self.maximum * quota // 100 + 1", LAW,
    ),
    Mistake(
        "weekly rest of exactly 36 h is refused (check)",
        RULES + "restblock.py", "start - at >= minutes", "start - at > minutes", LAW,
    ),
    Mistake(
        "last windows dropped",
        RULES + "window.py",
        "self.length, reach.first - back, reach.last)",
        "self.length, reach.first - back, reach.last - back)", LAW,
    ),
    Mistake(
        "last midnight: work after the first midnight of the last day is lost",
        RULES + "window.py",
        "frame.midnight(whole_last + 1)),)",
        "frame.midnight(min(whole_last + 1, frame.last))),)", LAW,
    ),
    Mistake(
        "rolling windows begin only where work begins",
        RULES + "window.py",
        "instants.update(end for end in ends if begin <= end < stop)",
        "instants.update(())", LAW,
    ),
    Mistake(
        "a rolling window ends at midnight",
        RULES + "reading.py", "while slot.spans[-1][1] > frame.midnight(last + 1):", "while False:", LAW,
    ),
    Mistake(
        "history ignored by every rule",
        RULES + "template.py", "return max([self.frame.first, ", "return max([0, ", LAW,
    ),
    Mistake(
        "wrong history edge of runs",
        RULES + "run.py",
        'reach.first if self.edge == "history" else',
        'reach.first if self.edge == "open" else', LAW,
    ),
    Mistake(
        "a short run at an open edge is judged",
        RULES + "evaluate.py", 'is False if start else said.left == "closed"', "is False if start else True", LAW,
    ),
    Mistake(
        "a night counts on the day it starts only",
        RULES + "reading.py",
        "    if measure.how != \"touch\":\n        return matches",
        "    if measure.how:\n        return matches", LAW,
    ),
    Mistake(
        "the morning after a night is a day of rest (check)",
        RULES + "restblock.py", "frame.midnight(day) < end", "frame.midnight(day) <= start", LAW,
    ),
    Mistake(
        "leave is weekly rest (check)",
        RULES + "restblock.py",
        "taken = {day for day in days if matches(roster, said.busy, person, day)}",
        "taken: set[int] = set()", LAW,
    ),
    Mistake(
        "overrides ignored", RULES + "api.py", "return bool(lifted) and not lifted.isdisjoint(days)", "return False", LAW,
    ),
    Mistake(
        "an override lifts the rule for everyone",
        RULES + "template.py",
        "return self._lifted.get(person, frozenset())",
        "return frozenset().union(*self._lifted.values())", LAW,
    ),
    Mistake("already there ignored", RULES + "api.py", "return self.amount - self.already", "return self.amount", LAW),
    Mistake(
        "one given cell of two makes a breach already there (check)",
        RULES + "restgap.py",
        "roster.fixed(person, day) and roster.fixed(person, later)",
        "roster.fixed(person, day)", LAW,
    ),
    Mistake(
        "fortnights count from the horizon",
        RULES + "periods.py", 'anchor = 0 if kind == "week" else frame.day(frame.problem.anchor)', "anchor = 0", LAW,
    ),
    Mistake(
        "rest judged between duties that do not follow each other",
        RULES + "evaluate.py", "            break\n\n\ndef _total(", "            continue\n\n\ndef _total(", LAW,
    ),
    Mistake(
        "a window that began under the former version is judged by the new one",
        RULES + "window.py", 'if first < reach.first and (self.window == "rolling" or reach.first > frame.first):',
        'if first < reach.first and self.window == "rolling":', LAW,
    ),
    Mistake(
        "a night over a clock change counts its nominal hours",
        "scheduler/domain/frame.py", "effective += (end - start) - nominal", "effective += 0", LAW,
    ),
    Mistake(
        "a replaced rule still holds",
        RULES + "registry.py",
        "if p not in replaced.get(setting.id, ())",
        "if p not in replaced.get(setting.template, ())", LAW,
    ),
    Mistake("soft cost doubled", RULES + "costs.py", "return layer, weight *", "return layer, 2 * weight *", LIVE),
    Mistake(
        "hard cover is free of cost",
        RULES + "costs.py",
        'setting.hardness != "soft" and setting.template != "COVER"',
        'setting.hardness != "soft"', LIVE,
    ),
    Mistake(
        "an edit wakes only what begins on its day",
        "scheduler/checking.py", "and wakes(said, f, self.frame, lo, hi)]", "and f.first >= lo]", LIVE,
    ),
    Mistake(
        "an edit does not wake the cover of the night that it takes away",
        "scheduler/checking.py", "if isinstance(said, Heads):\n                for cell in {(person, day) for",
        "if isinstance(said, Heads):\n                for cell in {(person, said.day) for", LIVE,
    ),
    Mistake(
        "a plan may claim an absence",
        "scheduler/checking.py",
        "elif choice is None or (choice != BLANK and not frame.planned[choice]):",
        "elif choice is None:", LIVE,
    ),
    Mistake(
        "a wish to avoid is read as a wish to have",
        RULES + "evaluate.py", "person, day) != wanted:", "person, day) is False:", EXAMPLES,
    ),
    Mistake(
        "surplus staff counted at the weight of shortfalls",
        RULES + "evaluate.py",
        '("maximum", said.maximum, said.over_weight)',
        '("maximum", said.maximum, said.under_weight)', EXAMPLES,
    ),
    Mistake(
        "the check forgets what absences add to the hours",
        RULES + "window_check.py",
        "sums = [every.between(*span) + credit + said.opening",
        "sums = [every.between(*span) + said.opening", EXAMPLES,
    ),
)  # fmt: skip
